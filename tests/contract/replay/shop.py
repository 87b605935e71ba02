"""A small shop that makes ids, and remembers what it was told."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from mockserver.contract.check import Provider
from mockserver.contract.replay import Wanted, replay
from mockserver.contract.report import Report
from mockserver.exchanges import Exchange
from mockserver.model import Request, Response, Violation

HERE = "http://127.0.0.1:80"


@dataclass
class Shop:
    """Pets and owners, whose ids are counted from a first one; `heard` is every request."""

    first: int = 1
    token: str = "tok-1111aaaa2222"
    wrong: Callable[[Request, Response], Response] = lambda _, response: response
    records: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: {"pets": {}, "owners": {}})
    heard: list[Request] = field(default_factory=list)

    def send(self, request: Request) -> Response | Violation:
        self.heard.append(request)
        return self.wrong(request, self._answer(request))

    def _answer(self, request: Request) -> Response:
        _, collection, *key = request.path.split("/")
        if collection == "login":
            return Response.json(200, {"access_token": self.token}, [("Set-Cookie", f"sid={self.token}-c; Path=/")])
        if request.header("authorization") not in (None, f"Bearer {self.token}"):
            return Response.json(401, {"error": "who are you?"})
        records = self.records[collection]
        if request.method == "POST":
            return self._created(collection, records, json.loads(request.body))
        if not key:
            owner = parse_qs(request.query).get("ownerId")
            found = [r for r in records.values() if owner is None or str(r.get("ownerId")) == owner[0]]
            return Response.json(200, {"items": found, "total": len(found)})
        if key[0] not in records:
            return Response.json(404, {"error": "there is none"})
        if request.method == "DELETE":
            del records[key[0]]
            return Response(204)
        if request.method == "PUT":
            records[key[0]] = json.loads(request.body)
        return Response.json(200, records[key[0]])

    def _created(self, collection: str, records: dict[str, dict[str, Any]], sent: dict[str, Any]) -> Response:
        number = self.first + len(records) + (1000 if collection == "owners" and self.first > 1 else 0)
        owners = self.records["owners"]
        if "ownerId" in sent and str(sent["ownerId"]) not in owners:
            return Response.json(422, {"error": "there is no such owner"})
        records[str(number)] = {"id": number, **sent}
        return Response.json(201, records[str(number)], [("Location", f"/{collection}/{number}")])


def asks(method: str, path: str, body: Any = None, **headers: str) -> Request:
    path, _, query = path.partition("?")
    kinds = {} if body is None else {"content-type": "application/json"}
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Request(method, path, query, {**kinds, **named}, b"" if body is None else json.dumps(body).encode())


def recorded(*requests: Request, shop: Shop | None = None) -> tuple[Exchange, ...]:
    """What a shop answered to some requests."""
    server = shop or Shop()
    found = []
    for request in requests:
        answer = server.send(request)
        assert isinstance(answer, Response)
        found.append(Exchange(request, answer, "http://recorded.example"))
    return tuple(found)


def played(exchanges: Sequence[Exchange], shop: Shop, wanted: Wanted | None = None, **options: Any) -> Report:
    return replay("shop.har", exchanges, Provider(HERE, shop.send, **options), wanted or Wanted())


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(entry.code, entry.operation, entry.pointer) for entry in report.entries]


def changing(path: str, change: Callable[[Response], Response]) -> Callable[[Request, Response], Response]:
    """A mistake in the answers below a path."""
    return lambda request, response: change(response) if request.path.startswith(path) else response


def with_value(response: Response, **members: Any) -> Response:
    return Response.json(response.status, {**response.value, **members}, response.headers[1:])


def written(path: Path, exchanges: Sequence[Exchange]) -> Path:
    """A recording as a file."""
    entries = [
        {
            "startedDateTime": f"2026-01-01T00:00:00.{number:03}Z",
            "request": {
                "method": each.request.method,
                "url": each.origin + each.request.path + (f"?{each.request.query}" if each.request.query else ""),
                "headers": [{"name": name, "value": text} for name, text in each.request.headers.items()],
                **({"postData": {"text": each.request.body.decode()}} if each.request.body else {}),
            },
            "response": {
                "status": each.response.status,
                "headers": [{"name": name, "value": text} for name, text in each.response.headers],
                "content": {"text": each.response.body.decode()},
            },
        }
        for number, each in enumerate(exchanges)
    ]
    path.write_text(json.dumps({"log": {"entries": entries}}), encoding="utf-8")
    return path
