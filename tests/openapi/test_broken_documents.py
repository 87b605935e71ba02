"""A document in which anything is wrong is served, or refused in one clear line."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mockserver import load
from mockserver.exceptions import MockserverError
from mockserver.model import Request
from mockserver.pointers import pointer_of, value_at
from mockserver.state import State
from tests.documents import Json, document, written

FULL: Json = document(
    {
        "/a/{id}": {
            "summary": "things",
            "servers": [{"url": "/v1/{x}", "variables": {"x": {"default": "y"}}}],
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "post": {
                "operationId": "it",
                "tags": ["a"],
                "x-mockserver-batch": ["/data"],
                "security": [{"basic": []}],
                "parameters": [
                    {"name": "q", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}},
                    {
                        "name": "f",
                        "in": "query",
                        "style": "form",
                        "explode": True,
                        "schema": {"items": {}, "type": "array"},
                    },
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/x-www-form-urlencoded": {
                            "schema": {"properties": {"a": {"type": "array", "items": {}}}, "required": ["a"]},
                            "encoding": {"a": {"style": "form", "explode": False}},
                        }
                    },
                },
                "responses": {
                    "200": {
                        "description": "good",
                        "headers": {"X-A": {"schema": {"type": "string"}}},
                        "content": {
                            "application/json": {
                                "schema": {"allOf": [{"type": "object"}]},
                                "examples": {"a": {"value": 1}},
                            }
                        },
                    }
                },
            },
        }
    },
    components={"securitySchemes": {"basic": {"type": "http", "scheme": "basic"}}},
    security=[],
    servers=[{"url": "/"}],
)


SWAGGER: Json = {
    "swagger": "2.0",
    "basePath": "/v1",
    "consumes": ["application/x-www-form-urlencoded"],
    "produces": ["application/json"],
    "security": [{"basic": []}],
    "paths": {
        "/a/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "type": "integer"}],
            "post": {
                "operationId": "it",
                "tags": ["a"],
                "parameters": [
                    {
                        "name": "f",
                        "in": "query",
                        "type": "array",
                        "items": {"type": "string"},
                        "collectionFormat": "csv",
                    },
                    {"name": "a", "in": "formData", "type": "array", "items": {}, "required": True},
                ],
                "responses": {
                    "200": {
                        "description": "good",
                        "schema": {"type": "object"},
                        "examples": {"application/json": {}},
                        "headers": {"X-A": {"type": "string"}},
                    }
                },
            },
            "put": {"parameters": [{"name": "b", "in": "body", "schema": {"type": "object"}}], "responses": {}},
        }
    },
    "securityDefinitions": {"basic": {"type": "basic"}},
}


def _places(value: Any, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield steps
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from _places(child, (*steps, key))


WRONG: tuple[Json, ...] = (None, 5, "text", True, [], {}, [None], {"x": None})


def _crash(folder: Path, root: Json) -> str | None:
    """How serving a document ends, if neither with answers nor with one clear line."""
    try:
        engine = load(written(folder, root))
        headers = [("content-type", "application/x-www-form-urlencoded"), ("authorization", "Basic YTpi")]
        for path in {base + "/a/1" for found in engine.apis["shop"].operations for base in found.bases}:
            for method in ("POST", "PUT"):
                request = Request(method, path, "q={}&f=1", dict(headers), b"a=1,2")
                traceback = engine.handle(request, State.new(seed="1")).traceback
                if traceback:
                    return traceback.strip().splitlines()[-1]
    except MockserverError as error:
        return "more than one line" if "\n" in str(error) else None
    except Exception as error:
        return repr(error)
    return None


@pytest.mark.parametrize(
    ("whole", "steps"),
    [
        pytest.param(whole, steps, id=f"{name}#{pointer_of(steps)}")
        for name, whole in (("openapi", FULL), ("swagger", SWAGGER))
        for steps in list(_places(whole))[1:]
    ],
)
def test_any_value_in_the_wrong_place_is_served_or_refused_but_never_crashes(
    tmp_path: Path, whole: Json, steps: tuple[str | int, ...]
) -> None:
    crashes = {}
    for wrong in WRONG:
        root = copy.deepcopy(whole)
        value_at(root, steps[:-1])[steps[-1]] = wrong
        crashes[repr(wrong)] = _crash(tmp_path, root)
    assert {wrong: crash for wrong, crash in crashes.items() if crash} == {}
