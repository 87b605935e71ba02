"""Which server do the tests of the control API ask?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask

from mockserver import create_app
from mockserver.behaviours import Behaviour, Call
from mockserver.model import Response
from mockserver.state import Transaction
from tests.documents import document, giving, taking, written

PET = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string"},
        "kind": {"enum": ["cat", "dog"]},
    },
}
ERROR = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}
LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
SHOP = {
    "/pets": {
        "post": {
            "operationId": "pets.create",
            "requestBody": taking(PET),
            "responses": {"201": giving(PET), "422": giving(ERROR), "503": giving(ERROR)},
        },
        "get": {
            "operationId": "pets.list",
            "parameters": [LIMIT],
            "responses": {
                "200": giving(
                    {"type": "array", "items": PET},
                    examples={"none": {"value": []}, "two": {"value": [{"name": "Rex"}, {"name": "Tom"}]}},
                ),
                "500": giving(ERROR, examples={"broken": {"value": {"message": "broken"}}}),
            },
        },
    },
    "/pets/{id}": {
        "get": {"operationId": "pets.get", "parameters": [ID], "responses": {"200": giving(PET), "404": giving(ERROR)}},
        "delete": {"operationId": "pets.delete", "parameters": [ID], "responses": {"204": {"description": "gone"}}},
    },
}
BANK = {"/accounts": {"get": {"operationId": "accounts.list", "responses": {"200": giving({}, example=[])}}}}


def _behaviour() -> Behaviour:
    behaviour = Behaviour()

    @behaviour.on("pets.create")
    def create(call: Call, store: Transaction) -> Response:
        number = store.next_id("pets")
        store.put("pets", str(number), pet := {"id": number, **call.values.body})
        return Response.json(201, pet)

    @behaviour.on("pets.get")
    def get(call: Call, store: Transaction) -> Response:
        pet = store.get("pets", str(call.values.path["id"]))
        return Response.json(404, {"message": "there is no such pet"}) if pet is None else Response.json(200, pet)

    return behaviour


@contextmanager
def shop(folder: Path, **settings: Any) -> Iterator[Flask]:
    """A server of two APIs, seeded: a shop at `/v1`, whose pets are kept, and a bank."""
    module = ModuleType("its.own.shop")
    module.__dict__["behaviour"] = _behaviour()
    sys.modules[module.__name__] = module
    root = document(SHOP, servers=[{"url": "/v1"}], **{"x-mockserver-behaviour": module.__name__})
    try:
        yield create_app([written(folder, root, "shop"), written(folder, document(BANK), "bank")], seed=1, **settings)
    finally:
        del sys.modules[module.__name__]
