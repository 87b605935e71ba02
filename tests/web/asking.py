"""How do tests ask a server, and hold what the control API answers against its own document?"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from flask import Flask
from werkzeug.test import Client, TestResponse

from mockserver.apis import load_apis, route_all
from mockserver.model import Match, Response
from mockserver.routing import Router
from mockserver.validation import ResponsePlan
from mockserver.web.control.document import FILE
from tests.documents import Json


class Session:
    """What a test asks of the server, in a session of its own."""

    def __init__(self, app: Flask, name: str) -> None:
        self._client = Client(app.wsgi_app)
        self._headers = {"X-Mock-Session": name}
        self.name = name

    def __call__(self, method: str, path: str, body: Json = None, **headers: str) -> tuple[int, Any]:
        """The status and the value of an answer; None where it has no body."""
        answer = self._asked(method, path, body, headers)
        return answer.status_code, json.loads(answer.data) if answer.data else None

    def control(self, method: str, path: str, body: Json = None, **headers: str) -> tuple[int, Any]:
        """The same of the control API, whose own document must allow the answer."""
        answer = self._asked(method, f"/__mock__{path}", body, headers)
        judge_control(method, path.partition("?")[0], answer)
        return answer.status_code, json.loads(answer.data) if answer.data else None

    def answer(self, method: str, path: str, body: Json = None, **headers: str) -> TestResponse:
        """The whole answer, with its headers."""
        return self._asked(method, path, body, headers)

    def _asked(self, method: str, path: str, body: Json, headers: dict[str, str]) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.open(
            path,
            method=method,
            data=body if isinstance(body, bytes | None) else json.dumps(body),
            headers={**self._headers, **named},
            content_type="application/json" if body is not None else None,
        )


def judge_control(method: str, path: str, answer: TestResponse) -> None:
    """Hold an answer of the control API against its document; what the document does not know is let through."""
    # what is behind the second slash of a record's address is its key
    steps = path.split("/")
    routed = "/".join([*steps[:3], "key"]) if steps[1] == "state" and len(steps) > 3 else path
    match = _router().route(method, f"/__mock__{routed}")
    if isinstance(match, Match):
        response = Response(answer.status_code, tuple(answer.headers.items()), answer.data)
        assert ResponsePlan(match.operation).violations(response) == (), f"{method} {path}"


@cache
def _router() -> Router:
    return route_all(load_apis([FILE]))
