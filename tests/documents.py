"""How are small specifications made for a test?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mockserver import load
from mockserver.engine import Engine
from mockserver.model import Operation, Parameter, Place, Request, Response, Schema
from mockserver.openapi import Document, read_operations
from mockserver.state import State

Json = Any

OK: Mapping[str, Json] = {"200": {"description": "good"}}


def document(paths: Mapping[str, Json], **parts: Json) -> dict[str, Json]:
    """An OpenAPI 3.1 document; `parts` are further members of its root."""
    return {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": paths, **parts}


def written(folder: Path, root: Json, name: str = "shop") -> Path:
    """The file of a document, as JSON."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(root), encoding="utf-8")
    return path


def compiled(root: Mapping[str, Json], name: str = "shop") -> tuple[Operation, ...]:
    """The operations of a document that is in no file."""
    return read_operations(Document.of(name, f"{name}.json", root)).operations


def operation(node: Mapping[str, Json], path: str = "/things", method: str = "get", **parts: Json) -> Operation:
    """One operation, compiled from its own node."""
    return compiled(document({path: {method: {"responses": OK, **node}}}, **parts))[0]


def schema(node: Json, version: str = "3.1", **parts: Json) -> Schema:
    """A schema that stands at `/schema` of a document; `parts` are further members of its root."""
    return Schema({"schema": node, **parts}, "/schema", version, "shop.json")


def parameter(
    node: Json, *, place: Place = "query", style: str = "form", explode: bool = True, name: str = "v", **more: Json
) -> Parameter:
    """A parameter that need not be there."""
    return Parameter(name, place, required=False, schema=schema(node), style=style, explode=explode, **more)


def taking(node: Json, media_type: str = "application/json", *, required: bool = True) -> dict[str, Json]:
    """A `requestBody` of one media type."""
    return {"required": required, "content": {media_type: {"schema": node}}}


def giving(node: Json, media_type: str = "application/json", **more: Json) -> dict[str, Json]:
    """A response of one media type; `more` are further members of the media type object."""
    return {"description": "an answer", "content": {media_type: {"schema": node, **more}}}


def engine(
    folder: Path, paths: Mapping[str, Json], settings: Mapping[str, Json] | None = None, **parts: Json
) -> Engine:
    """An engine that serves one document, called `shop`."""
    return load(written(folder, document(paths, **parts)), **(settings or {}))


def ask(
    engine: Engine,
    method: str,
    path: str,
    body: Json = None,
    *,
    headers: Sequence[tuple[str, str]] = (),
    query: str = "",
    state: State | None = None,
) -> Response:
    """The answer to a request; bodies that are no bytes are sent as JSON."""
    sent = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    kinds = () if body is None else (("content-type", "application/json"),)
    request = Request(method, path, query, dict((*kinds, *headers)), sent)
    return engine.handle(request, state or State.new(seed="1")).response


def json_of(response: Response) -> Json:
    return json.loads(response.body)
