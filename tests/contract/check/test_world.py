"""What is known to be there, and what is not any more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver import load
from mockserver.apis import Api, described_api
from mockserver.contract.check import Effort, Provider, check
from mockserver.contract.check.world import Record, World
from mockserver.contract.drafts import Draft
from mockserver.model import Request, Response
from mockserver.state import State
from tests.documents import document, giving, taking, written

PET = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
PETS = {"type": "array", "items": PET}
IDS = {"type": "object", "required": ["ids"], "properties": {"ids": {"type": "array", "items": {"type": "string"}}}}
REFUSED = {"400": {"description": "wrong"}, "404": {"description": "there is none"}, "409": {"description": "twice"}}


def _operation(name: str, status: str, answer: Any, body: Any = None) -> Any:
    given = giving(answer) if answer else {"description": "done"}
    taken = {"requestBody": taking(body)} if body else {}
    return {"operationId": name, "responses": {status: given, **REFUSED}, **taken}


SHOP = document(
    {
        "/shops/{shop}/pets": {
            "parameters": [{"name": "shop", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": _operation("list", "200", PETS),
            "post": _operation("create", "201", PET, PET),
            "put": _operation("set", "200", PETS, PETS),
            "patch": _operation("change", "200", PETS, PETS),
            "delete": _operation("clear", "204", None),
        },
        "/shops/{shop}/pets/bulk-delete": {
            "parameters": [{"name": "shop", "in": "path", "required": True, "schema": {"type": "string"}}],
            "post": _operation("remove", "204", None, IDS),
        },
        "/shops/{shop}/pets/{id}": {
            "parameters": [
                {"name": "shop", "in": "path", "required": True, "schema": {"type": "string"}},
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
            ],
            "get": _operation("read", "200", PET),
        },
    }
)


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return described_api(written(tmp_path, SHOP))


@pytest.mark.parametrize(
    ("operation", "role", "body", "left"),
    [
        ("remove", "bulk-delete", {"ids": ["b", "z"]}, ["a/a", "b/b"]),
        ("clear", "clear", None, ["b/b"]),
        ("set", "fill", [{"id": "a"}], ["b/b"]),
    ],
)
def test_what_several_were_deleted_of_is_forgotten(
    operation: str, role: str, body: Any, left: list[str], api: Api
) -> None:
    assert api.resources is not None
    chosen = next(each for each in api.operations if each.id == operation)
    found = api.resources.of(chosen)
    assert found is not None
    resource, part = found
    assert part.role == role
    world = World(api.resources)
    for way in (("a", "a"), ("a", "b"), ("b", "b")):
        world.add(Record(resource, way[-1], way))
    world.sweep(resource, part, Draft(chosen, "", {"shop": "a"}, body=body))
    assert ["/".join(record.way) for records in world.records.values() for record in records] == left


def test_what_deletes_several_is_asked_last(api: Api) -> None:
    engine, state = load(Path(api.document.file)), State.new(seed="1")
    asked: list[str] = []

    def send(request: Request) -> Response:
        asked.append(f"{request.method} {request.path.rpartition('/')[2]}")
        return engine.handle(request, state).response

    report = check(api, Provider("http://x", send, ours=True), Effort(2, broken=2))
    assert report.entries == ()
    firsts = [asked.index(name) for name in ("PATCH pets", "PUT pets", "DELETE pets", "POST bulk-delete")]
    assert firsts[0] < min(firsts[1:])
