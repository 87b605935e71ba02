"""Which small document is served where it is measured what keeping records costs?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

BOOKS = "/books"
NEW_BOOK = b'{"name": "Momo", "pages": 300, "tags": ["time", "men in grey"]}'
PAGE = 50

_BOOK = {
    "type": "object",
    "required": ["id", "name", "created_at"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "minLength": 1},
        "pages": {"type": "integer", "minimum": 1},
        "tags": {"type": "array", "items": {"type": "string"}},
        "in_print": {"type": "boolean", "default": True},
        "created_at": {"type": "string", "format": "date-time", "readOnly": True},
    },
}


def _answer(schema: Any) -> dict[str, Any]:
    return {"description": "an answer", "content": {"application/json": {"schema": schema}}}


def _query(name: str, least: int) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "integer", "minimum": least}}


def written(folder: Path) -> Path:
    """The file of the document: books are created, read and listed by page."""
    book = {"$ref": "#/components/schemas/Book"}
    paths = {
        BOOKS: {
            "get": {
                "parameters": [_query("limit", 1), _query("offset", 0)],
                "responses": {"200": _answer({"type": "array", "items": book})},
            },
            "post": {
                "requestBody": {"required": True, "content": {"application/json": {"schema": book}}},
                "responses": {"201": _answer(book)},
            },
        },
        f"{BOOKS}/{{id}}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "get": {"responses": {"200": _answer(book)}},
        },
    }
    root = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": paths,
        "components": {"schemas": {"Book": _BOOK}},
    }
    file = folder / "shop.json"
    file.write_text(json.dumps(root), encoding="utf-8")
    return file
