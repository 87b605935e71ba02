"""Which operations does a document offer?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from mockserver.model import (
    Body,
    Finding,
    Media,
    Operation,
    Parameter,
    Place,
    ResponseSpec,
    SecurityScheme,
    pointer_of,
)
from mockserver.openapi.document import Document
from mockserver.openapi.parts import declared_parameters, found_child, methods_of, security
from mockserver.openapi.swagger import swagger_operations

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_PLACES: dict[str, Place] = {"path": "path", "query": "query", "header": "header", "cookie": "cookie"}
_DEFAULT_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_IGNORED_HEADERS = {"accept", "content-type", "authorization"}


@dataclass(frozen=True, slots=True)
class Offer:
    """What a document offers, and what of it cannot be served as it says."""

    operations: tuple[Operation, ...]
    findings: tuple[Finding, ...]


def read_operations(document: Document) -> Offer:
    """The operations of a document, in its order; what is wrong with one is found, and stops no other."""
    findings: list[Finding] = []
    read = swagger_operations if document.version == "2.0" else _operations
    found: dict[str, Operation] = {}
    for operation in read(document, findings):
        if operation.id in found:
            renamed = f"{operation.method.lower()} {operation.path}"
            message = (
                f"the operation id '{operation.id}' is taken already; this operation is called '{renamed}' instead"
            )
            findings.append(Finding("duplicate-operation-id", message, operation.source))
            operation = replace(operation, id=renamed)
        found[operation.id] = operation
    return Offer(tuple(found.values()), tuple(findings))


def _operations(document: Document, findings: list[Finding]) -> Iterator[Operation]:
    for path, method, item, pointer in methods_of(document, METHODS, findings):
        yield _operation(document, findings, path, method, item, pointer)


def _operation(
    document: Document, findings: list[Finding], path: str, method: str, item: Mapping[str, Any], at: str
) -> Operation:
    pointer = f"{at}/{method}"
    node = item[method]
    return Operation(
        api=document.name,
        id=str(node.get("operationId") or f"{method} {path}"),
        method=method.upper(),
        path=path,
        bases=_bases(node, item, document.root),
        parameters=tuple(_parameters(document, findings, at, pointer)),
        body=_body(document, findings, pointer) if "requestBody" in node else None,
        responses=_responses(document, findings, pointer, node),
        security=security(document, findings, pointer, _scheme),
        source=document.reference(pointer),
        batch=_batch(document, findings, node, pointer),
        tags=tuple(map(str, node.get("tags", ()))),
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


def _batch(
    document: Document, findings: list[Finding], node: Mapping[str, Any], pointer: str
) -> tuple[str, ...] | None:
    batch = node.get("x-mockserver-batch")
    if batch is None:
        return None
    pointers = (batch,) if isinstance(batch, str) else tuple(batch)
    if all(isinstance(p, str) and (p == "" or p.startswith("/")) for p in pointers):
        return pointers
    message = "x-mockserver-batch must be JSON pointers, such as '/items'"
    findings.append(Finding("invalid-extension", message, document.reference(pointer)))
    return None


def _parameters(document: Document, findings: list[Finding], *owners: str) -> Iterator[Parameter]:
    for node, pointer in declared_parameters(document, findings, *owners):
        place = _PLACES.get(node.get("in", ""))
        if place is None:
            message = f"a parameter needs an 'in' of {', '.join(_PLACES)}; this one is left out"
            findings.append(Finding("invalid-parameter", message, document.reference(pointer)))
        elif place != "header" or node["name"].lower() not in _IGNORED_HEADERS:
            yield _described(document, node, pointer, node["name"], place)


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
        deprecated=node.get("deprecated") is True,
    )


def _body(document: Document, findings: list[Finding], operation: str) -> Body | None:
    node, pointer = found_child(document, findings, operation, "requestBody")
    return Body(node.get("required") is True, _content(document, findings, node, pointer)) if node else None


def _content(document: Document, findings: list[Finding], node: Mapping[str, Any], pointer: str) -> dict[str, Media]:
    found: dict[str, Media] = {}
    for key in node.get("content") or {}:
        media, at = found_child(document, findings, pointer, "content", key)
        found[key.lower().replace(" ", "")] = Media(
            media_type=key,
            schema=document.schema(f"{at}/schema") if "schema" in media else None,
            examples=_examples(document, findings, media, at),
            encoding=media.get("encoding") or {},
        )
    return found


def _examples(document: Document, findings: list[Finding], node: Mapping[str, Any], pointer: str) -> dict[str, Any]:
    """The named examples that carry a value and are not marked as the document's mistake."""
    sole = {"example": node["example"]} if "example" in node else {}
    found = {name: found_child(document, findings, pointer, "examples", name)[0] for name in node.get("examples") or {}}
    named = {
        name: example["value"]
        for name, example in found.items()
        if "value" in example and not example.get("x-mockserver-mistake")
    }
    return {**sole, **named}


def _responses(
    document: Document, findings: list[Finding], operation: str, node: Mapping[str, Any]
) -> dict[str, ResponseSpec]:
    found: dict[str, ResponseSpec] = {}
    for status in node.get("responses") or {}:
        if status.startswith("x-"):
            continue
        response, pointer = found_child(document, findings, operation, "responses", status)
        headers = {}
        for name in response.get("headers") or {}:
            header, at = found_child(document, findings, pointer, "headers", name)
            headers[name] = _described(document, header, at, name, "header")
        key = status if status == "default" else status.upper()
        content = _content(document, findings, response, pointer)
        found[key] = ResponseSpec(key, str(response.get("description", "")), headers, content)
    return found


def _scheme(document: Document, name: str) -> SecurityScheme | None:
    if name not in (document.root.get("components") or {}).get("securitySchemes", {}):
        return None
    node, _ = document.child("/components/securitySchemes", name)
    return SecurityScheme(
        name, str(node.get("type", "")), str(node.get("scheme", "")).lower(), node.get("in", ""), node.get("name", "")
    )
