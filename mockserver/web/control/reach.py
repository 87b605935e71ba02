"""What can a control request reach?"""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from mockserver.engine import Engine
from mockserver.matching import Offer
from mockserver.state import DEFAULT_SESSION, Catalogue, Sessions, State


@dataclass(frozen=True, slots=True)
class Reach:
    """The engine, and the state of the session that a control request names."""

    engine: Engine
    sessions: Sessions

    @property
    def session(self) -> str:
        """The session that `X-Mock-Session` names."""
        return request.headers.get("X-Mock-Session") or DEFAULT_SESSION

    @property
    def state(self) -> State:
        return self.sessions.get(self.session)

    @property
    def catalogue(self) -> Catalogue:
        return self.engine.catalogue

    @property
    def offer(self) -> Offer:
        return Offer(self.engine.operations, self.engine.router)
