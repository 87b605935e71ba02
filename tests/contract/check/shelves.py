"""A small provider of boxes on shelves, and what one step of `check` says of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mockserver.apis import Api, described_api
from mockserver.behaviours.resources import Resource, Resources
from mockserver.contract.check import Provider, contracts_of
from mockserver.contract.check.cases import Case
from mockserver.contract.check.entries import Entries
from mockserver.contract.check.hiding import Credentials
from mockserver.contract.check.making import created
from mockserver.contract.check.session import Session
from mockserver.contract.check.valid import valid_case
from mockserver.contract.check.world import World
from mockserver.media import parse_query
from mockserver.model import Request, Response
from tests.documents import document, giving, taking, written

Json = dict[str, Any]

SHELF = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "place": {"type": "string"}}}
BOX = {
    "type": "object",
    "required": ["id", "label"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "label": {"type": "string", "minLength": 1},
        "kind": {"type": "string", "enum": ["wood", "steel"]},
        "sealed": {"type": "boolean"},
        "note": {"type": ["string", "null"]},
        "colour": {"type": "string", "default": "brown"},
    },
}
PAGE = {
    "type": "object",
    "properties": {"data": {"type": "array", "items": BOX}, "next": {"type": ["string", "null"]}},
}
REFUSED = {status: {"description": "refused"} for status in ("400", "404")}


def _parameter(name: str, place: str, schema: Json) -> Json:
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def _operation(name: str, status: str, answer: Json | None, body: Json | None = None) -> Json:
    given = giving(answer) if answer is not None else {"description": "done"}
    taken = {"requestBody": taking(body)} if body is not None else {}
    return {"operationId": name, "responses": {status: given, **REFUSED}, **taken}


_ON_SHELF = [_parameter("shelfId", "path", {"type": "string"})]
_OF_BOX = [*_ON_SHELF, _parameter("boxId", "path", {"type": "string"})]
_ASKED = [
    _parameter("limit", "query", {"type": "integer", "minimum": 1, "maximum": 50}),
    _parameter("cursor", "query", {"type": "string"}),
    _parameter("kind", "query", {"type": "string", "enum": ["wood", "steel"]}),
    _parameter("sort", "query", {"type": "string", "enum": ["label", "-label"]}),
]
SHELVES = document(
    {
        "/shelves": {"post": _operation("shelves.create", "201", SHELF, SHELF)},
        "/shelves/{shelfId}": {
            "parameters": _ON_SHELF,
            "get": _operation("shelves.read", "200", SHELF),
            "delete": _operation("shelves.delete", "204", None),
        },
        "/shelves/{shelfId}/boxes": {
            "parameters": _ON_SHELF,
            "get": {**_operation("boxes.list", "200", PAGE), "parameters": _ASKED},
            "post": _operation("boxes.create", "201", BOX, BOX),
        },
        "/shelves/{shelfId}/boxes/{boxId}": {
            "parameters": _OF_BOX,
            "get": _operation("boxes.read", "200", BOX),
            "head": _operation("boxes.probe", "200", None),
            "patch": _operation("boxes.change", "200", BOX, {**BOX, "required": []}),
            "put": _operation("boxes.replace", "200", BOX, BOX),
            "delete": _operation("boxes.delete", "204", None),
        },
        "/shelves/{shelfId}/boxes/{boxId}/seal": {
            "parameters": _OF_BOX,
            "post": _operation("boxes.seal", "200", BOX),
        },
    }
)


class Shelves:
    """The right one; tests change one method."""

    def __init__(self) -> None:
        self.shelves: dict[str, Json] = {}
        self.boxes: dict[tuple[str, str], Json] = {}
        self.asked: list[str] = []

    def __call__(self, request: Request) -> Response:
        self.asked.append(f"{request.method} {request.path}")
        _, shelf, *below = (*request.path.strip("/").split("/"), "")
        body = json.loads(request.body) if request.body else {}
        if not shelf:
            return self.add_shelf(body)
        if shelf not in self.shelves:
            return Response(404)
        if below[0] != "boxes":
            return self.of_shelf(request.method, shelf)
        if len(below) < 3:
            return self.add(shelf, body) if request.method == "POST" else self.listing(request, shelf)
        found = self.found(shelf, below[1])
        return self.of_box(request.method, found, body) if found is not None else Response(404)

    def add_shelf(self, body: Json) -> Response:
        key = f"s{len(self.asked)}"
        self.shelves[key] = {**body, "id": key}
        return Response.json(201, dict(self.shelves[key]))

    def of_shelf(self, method: str, shelf: str) -> Response:
        if method == "DELETE":
            del self.shelves[shelf]
            return Response(204)
        return Response.json(200, self.shelves[shelf])

    def key(self, shelf: str) -> str:
        return f"b{len(self.asked)}"

    def add(self, shelf: str, body: Json) -> Response:
        key = self.key(shelf)
        self.boxes[shelf, key] = {"colour": "brown", **body, "id": key}
        return Response.json(201, dict(self.boxes[shelf, key]))

    def found(self, shelf: str, box: str) -> Json | None:
        return self.boxes.get((shelf, box))

    def of_box(self, method: str, box: Json, body: Json) -> Response:
        if method == "POST":
            self.seal(box)
        if method == "PATCH":
            box.update(body)
        if method == "PUT":
            self.replace(box, body)
        if method == "DELETE":
            self.drop(box)
        return Response(204) if method == "DELETE" else Response.json(200, dict(box))

    def seal(self, box: Json) -> None:
        box["sealed"] = True

    def replace(self, box: Json, body: Json) -> None:
        key = box["id"]
        box.clear()
        box.update({**body, "id": key})

    def drop(self, box: Json) -> None:
        self.boxes = {key: each for key, each in self.boxes.items() if each is not box}

    def listing(self, request: Request, shelf: str) -> Response:
        asked = dict(parse_query(request.query))
        boxes = [box for (owner, _), box in self.boxes.items() if owner == shelf]
        boxes = [box for box in boxes if asked.get("kind") in (None, box.get("kind"))]
        if "sort" in asked:
            boxes.sort(key=lambda box: str(box["label"]), reverse=asked["sort"].startswith("-"))
        begin, limit = int(asked.get("cursor", "0")), int(asked.get("limit", "20"))
        return Response.json(200, self.page(boxes, begin, begin + limit))

    def page(self, boxes: list[Json], begin: int, end: int) -> Json:
        return {"data": [dict(box) for box in boxes[begin:end]], "next": str(end) if end < len(boxes) else None}


def begun(folder: Path, shelves: Callable[[Request], Response], *, root: Mapping[str, Any] = SHELVES) -> Session:
    """A session in which nothing was asked yet."""
    api = described_api(written(folder, root))
    provider = Provider("http://x", shelves)
    entries = Entries(provider, Credentials.of(api, {}))
    return Session(api, provider, World(api.resources or _resources(api)), entries, contracts_of(api))


def _resources(api: Api) -> Resources:
    return Resources(api.document.root, api.operations, "on")


def resource(session: Session, name: str) -> Resource:
    return next(each for each in session.world.resources.all() if each.name == name)


def with_shelf(folder: Path, shelves: Callable[[Request], Response]) -> Session:
    """A session in which a shelf was made."""
    session = begun(folder, shelves)
    assert created(session, resource(session, "shelves"), "1") is not None
    return session


def case_of(session: Session, operation: str, number: int = 1) -> Case:
    """A valid request of an operation, for a record that is there if one is."""
    contract = session.contracts[operation]
    known = session.world.known(contract.operation)
    case = valid_case(contract, session.provider, "1", number, known)
    assert case is not None
    return case


def codes(session: Session) -> set[tuple[str, str]]:
    """Operation and check of what was found."""
    return {(entry.operation.removeprefix("shop."), entry.code) for entry in session.entries.told()}
