"""What do all the mocks of one server share?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import cast

from mockserver.engine import Engine
from mockserver.exceptions import MockserverError
from mockserver.matching import Offer, meant
from mockserver.state import Catalogue, Sessions
from mockserver.web import create_app
from mockserver.web.listening import Listening


class House:
    """An application with its engine, its sessions and its socket, which opens when it is first asked for."""

    def __init__(self, specs: Iterable[str | Path] | str | Path | None, settings: dict[str, object]) -> None:
        self.app = create_app(specs, **settings)
        engine, sessions = self.app.extensions["mockserver"]
        self.engine = cast(Engine, engine)
        self.sessions = cast(Sessions, sessions)
        self.listening = Listening(self.app)

    @cached_property
    def offer(self) -> Offer:
        return Offer(self.engine.operations, self.engine.router)

    @cached_property
    def catalogue(self) -> Catalogue:
        return {api.name: api.behaviour.collections for api in self.engine.apis.values()}

    def base(self, api: str) -> str:
        """The base path of an API; MockserverError, saying what may be meant, where there is no such API."""
        if api not in self.engine.apis:
            raise MockserverError(f"there is no API '{api}'; {meant(api, self.engine.apis)}")
        return next(iter(self.engine.apis[api].bases), "")
