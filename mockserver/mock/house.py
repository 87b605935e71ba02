"""What do all the mocks of one server share?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mockserver.exceptions import MockserverError
from mockserver.matching import Offer
from mockserver.suggestions import meant
from mockserver.web import prepare
from mockserver.web.address import Address
from mockserver.web.listening import Listening

if TYPE_CHECKING:
    from flask import Flask


class House:
    """A server with its engine, its sessions and its socket, which opens when it is first asked for."""

    def __init__(
        self, specs: Iterable[str | Path] | str | Path | None, settings: dict[str, object], address: Address
    ) -> None:
        self.wsgi = prepare(specs, **settings)
        self.engine, self.sessions = self.wsgi.extensions["mockserver"]
        self.listening = Listening(self.wsgi, address)

    @property
    def app(self) -> Flask:
        return self.wsgi.app

    @cached_property
    def offer(self) -> Offer:
        return Offer(self.engine.operations, self.engine.router)

    def base(self, api: str) -> str:
        """The base path of an API; MockserverError, saying what may be meant, where there is no such API."""
        if api not in self.engine.apis:
            raise MockserverError(
                f"there is no API '{api}'; {meant(api, self.engine.apis)}; "
                "what is served is chosen by `specs`, under pytest also by `mockserver_specs`"
            )
        return next(iter(self.engine.apis[api].bases), "")
