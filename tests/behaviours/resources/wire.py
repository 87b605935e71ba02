"""What does a client get from an engine that is asked over HTTP?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from werkzeug.test import Client

from mockserver.engine import Engine
from mockserver.media import is_json
from mockserver.model import ABSENT, Outcome, Request, Response
from mockserver.state import DEFAULT_SESSION, Sessions, State
from mockserver.web.door import Door


def _no_control(environ: Any, start_response: Any) -> Iterable[bytes]:
    raise AssertionError(environ["PATH_INFO"])


@dataclass
class Wire:
    """A client before the door of a server, as a WSGI server hands requests on and answers back."""

    engine: Engine
    sessions: Sessions = field(default_factory=lambda: Sessions(seed="1"))
    session: str = DEFAULT_SESSION

    def __post_init__(self) -> None:
        self._client = Client(Door(self.engine, self.sessions, _no_control, "/__mock__"))

    @property
    def state(self) -> State:
        return self.sessions.get(self.session)

    def send(self, request: Request) -> Outcome:
        """What became of a request; the answer is that which the client has, read from its bytes."""
        answer = self._client.open(
            request.path,
            method=request.method,
            query_string=request.query,
            headers={**request.headers, "x-mock-session": self.session},
            data=request.body,
        )
        outcome = self.state.journal.get(answer.headers["X-Mock-Request"])
        assert outcome is not None
        came = outcome.request
        assert (came.method, came.path, came.query) == (request.method, request.path, request.query)
        readable = bool(answer.data) and is_json(answer.mimetype)
        value = orjson.loads(answer.data) if readable else outcome.response.value if answer.data else ABSENT
        return replace(
            outcome, response=Response(answer.status_code, tuple(answer.headers.items()), answer.data, value)
        )
