"""A small API whose records many clients change, with tags that tell the states of a record."""

from __future__ import annotations

from typing import Any

import orjson

from mockserver.engine import Engine
from mockserver.model import Outcome, Request
from mockserver.state import State
from tests.behaviours.resources.styles import answer, api, body, failing, path, schema_ref

Json = Any

_TAG = {"ETag": {"schema": {"type": "string"}}}
_PATCHES = {
    "required": True,
    "content": {
        "application/merge-patch+json": {"schema": {"type": "object"}},
        "application/json-patch+json": {"schema": {"type": "array", "items": {"type": "object"}}},
    },
}
_SHOWN = answer(schema_ref("Book"), headers=_TAG)

BOOKS = api(
    {
        "/books": {
            "get": {"responses": failing(_200=answer({"type": "array", "items": schema_ref("Book")}))},
            "post": {"requestBody": body(schema_ref("Book")), "responses": failing(_201=_SHOWN)},
        },
        "/books/{id}": {
            "parameters": [path("id", {"type": "integer"})],
            "get": {"responses": failing(_200=_SHOWN)},
            "put": {"requestBody": body(schema_ref("Book")), "responses": failing(_200=_SHOWN)},
            "patch": {"requestBody": _PATCHES, "responses": failing(_200=_SHOWN)},
            "delete": {"responses": failing(_204={"description": "nothing"})},
        },
    },
    Book={
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "name": {"type": "string", "minLength": 1},
            "pages": {"type": "integer", "default": 0},
            "made": {"type": "string", "format": "date-time", "readOnly": True},
        },
    },
)
SETTINGS = {"shop": {"unknown": "strict"}}


def ask(
    engine: Engine, state: State, method: str, path: str, body: Json = None, media_type: str = "", tag: str = ""
) -> Outcome:
    """An answer that is in itself as it should be."""
    headers = {} if body is None else {"content-type": media_type or "application/json"}
    if tag:
        headers["if-match"] = tag
    sent = b"" if body is None else orjson.dumps(body)
    outcome = engine.handle(Request(method, path, "", headers, sent), state)
    assert outcome.traceback == ""
    assert outcome.response_violations == ()
    return outcome
