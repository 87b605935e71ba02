"""Which operations does a document offer?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from mockserver.exceptions import SpecError
from mockserver.model import (
    Body,
    Media,
    Operation,
    Parameter,
    Place,
    ResponseSpec,
    SecurityScheme,
    pointer_of,
)
from mockserver.openapi.document import Document

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_PLACES: dict[str, Place] = {"path": "path", "query": "query", "header": "header", "cookie": "cookie"}
_DEFAULT_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_IGNORED_HEADERS = {"accept", "content-type", "authorization"}


def operations(document: Document) -> tuple[Operation, ...]:
    """The operations of a document, in its order; SpecError where two have one id."""
    found: dict[str, Operation] = {}
    for operation in _operations(document):
        if operation.id in found:
            raise SpecError(
                f"{document.where(operation.source.pointer)}: the operation id '{operation.id}' is taken already; "
                "give each operation an id of its own"
            )
        found[operation.id] = operation
    return tuple(found.values())


def _operations(document: Document) -> Iterator[Operation]:
    for path in document.root["paths"]:
        if not path.startswith("/"):
            continue
        item, pointer = document.child("/paths", path)
        if not isinstance(item, Mapping):
            raise SpecError(f"{document.where(pointer)}: a path item must be an object")
        for method in METHODS:
            if method in item:
                yield _operation(document, path, method, item, pointer)


def _operation(document: Document, path: str, method: str, item: Mapping[str, Any], at: str) -> Operation:
    pointer = f"{at}/{method}"
    node = item[method]
    if not isinstance(node, Mapping):
        raise SpecError(f"{document.where(pointer)}: an operation must be an object")
    return Operation(
        api=document.name,
        id=str(node.get("operationId") or f"{method} {path}"),
        method=method.upper(),
        path=path,
        bases=_bases(node, item, document.root),
        parameters=tuple(_parameters(document, at, pointer)),
        body=_body(document, pointer) if "requestBody" in node else None,
        responses=_responses(document, pointer, node),
        security=_security(document, node, pointer),
        source=document.reference(pointer),
        batch=_batch(document, node, pointer),
        tags=tuple(node.get("tags", ())),
        summary=str(node.get("summary", "")),
        deprecated=node.get("deprecated") is True,
    )


def _bases(*owners: Mapping[str, Any]) -> tuple[str, ...]:
    """The paths of the nearest `servers`, with their variables' defaults, without a slash at the end."""
    servers = next((owner["servers"] for owner in owners if owner.get("servers")), [{"url": "/"}])
    return tuple(dict.fromkeys(_base(server) for server in servers))


def _base(server: Mapping[str, Any]) -> str:
    url = str(server.get("url", "/"))
    for name, variable in (server.get("variables") or {}).items():
        url = url.replace("{" + name + "}", str(variable.get("default", "")))
    return urlsplit(url).path.rstrip("/")


def _batch(document: Document, node: Mapping[str, Any], pointer: str) -> tuple[str, ...] | None:
    batch = node.get("x-mockserver-batch")
    if batch is None:
        return None
    pointers = (batch,) if isinstance(batch, str) else tuple(batch)
    if not all(isinstance(p, str) and (p == "" or p.startswith("/")) for p in pointers):
        raise SpecError(f"{document.where(pointer)}: x-mockserver-batch must be JSON pointers, such as '/items'")
    return pointers


def _parameters(document: Document, *owners: str) -> Iterator[Parameter]:
    """An operation's parameters after its path's, which it may replace."""
    found: dict[tuple[str, str], Parameter] = {}
    for owner in owners:
        for index in range(len(document.at(owner).get("parameters", ()))):
            node, pointer = document.child(owner, "parameters", index)
            parameter = _parameter(document, node, pointer)
            if parameter.place != "header" or parameter.name.lower() not in _IGNORED_HEADERS:
                found[parameter.place, parameter.name] = parameter
    yield from found.values()


def _parameter(document: Document, node: Any, pointer: str) -> Parameter:
    place = _PLACES.get(node.get("in", "")) if isinstance(node, Mapping) else None
    if place is None or not isinstance(node.get("name"), str):
        raise SpecError(f"{document.where(pointer)}: a parameter needs a 'name' and an 'in' of {', '.join(_PLACES)}")
    return _described(document, node, pointer, node["name"], place)


def _described(document: Document, node: Mapping[str, Any], pointer: str, name: str, place: Place) -> Parameter:
    style = node.get("style") or _DEFAULT_STYLES[place]
    media_type = next(iter(node.get("content", {})), None)
    at = f"{pointer}/schema" if media_type is None else pointer + pointer_of(("content", media_type, "schema"))
    has_schema = "schema" in (node if media_type is None else node["content"][media_type])
    return Parameter(
        name=name,
        place=place,
        required=node.get("required") is True or place == "path",
        schema=document.schema(at) if has_schema else None,
        style=style,
        explode=node.get("explode", style in ("form", "cookie")) is True,
        media_type=media_type,
        allow_empty=node.get("allowEmptyValue") is True,
    )


def _body(document: Document, operation: str) -> Body:
    node, pointer = document.child(operation, "requestBody")
    return Body(node.get("required") is True, _content(document, node, pointer))


def _content(document: Document, node: Mapping[str, Any], pointer: str) -> dict[str, Media]:
    return {
        key.lower().replace(" ", ""): _media(document, key, f"{pointer}{pointer_of(('content', key))}")
        for key in node.get("content", {})
    }


def _media(document: Document, media_type: str, at: str) -> Media:
    node, pointer = document.follow(at)
    return Media(
        media_type=media_type,
        schema=document.schema(f"{pointer}/schema") if "schema" in node else None,
        examples=_examples(document, node, pointer),
        encoding=node.get("encoding", {}),
    )


def _examples(document: Document, node: Mapping[str, Any], pointer: str) -> dict[str, Any]:
    """The named examples that carry a value and are not marked as the document's mistake."""
    if "example" in node:
        return {"example": node["example"]}
    found = {name: document.child(pointer, "examples", name)[0] for name in node.get("examples", {})}
    return {
        name: example["value"]
        for name, example in found.items()
        if isinstance(example, Mapping) and "value" in example and not example.get("x-mockserver-mistake")
    }


def _responses(document: Document, operation: str, node: Mapping[str, Any]) -> dict[str, ResponseSpec]:
    return {
        str(status).upper() if status != "default" else status: _response(document, operation, status)
        for status in node.get("responses", {})
        if not str(status).startswith("x-")
    }


def _response(document: Document, operation: str, status: str) -> ResponseSpec:
    node, pointer = document.child(operation, "responses", status)
    headers = {
        name: _described(document, *document.child(pointer, "headers", name), name, "header")
        for name in node.get("headers", {})
    }
    return ResponseSpec(str(status), str(node.get("description", "")), headers, _content(document, node, pointer))


def _security(document: Document, node: Mapping[str, Any], pointer: str) -> tuple[tuple[SecurityScheme, ...], ...]:
    """The alternatives, each with the schemes that it needs all of; none: everybody may come in."""
    requirements = node.get("security", document.root.get("security", ()))
    return tuple(tuple(_scheme(document, name, pointer) for name in requirement) for requirement in requirements)


def _scheme(document: Document, name: str, pointer: str) -> SecurityScheme:
    schemes = document.root.get("components", {}).get("securitySchemes", {})
    if name not in schemes:
        raise SpecError(
            f"{document.where(pointer)}: the security scheme '{name}' is not defined; "
            "add it under components/securitySchemes"
        )
    node, _ = document.child("/components/securitySchemes", name)
    return SecurityScheme(
        name, node.get("type", ""), str(node.get("scheme", "")).lower(), node.get("in", ""), node.get("name", "")
    )
