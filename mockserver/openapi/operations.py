"""Which operations does a document offer?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mockserver import exact_json
from mockserver.model import Body, Finding, Media, Operation, Parameter, Place, ResponseSpec, SecurityScheme
from mockserver.openapi.document import Document
from mockserver.openapi.grammar import METHODS
from mockserver.openapi.parts import (
    Found,
    declared_parameters,
    found_child,
    held,
    item_at,
    operations_in,
    operations_of,
    security,
    tags_of,
    text_of,
)
from mockserver.openapi.servers import base_of
from mockserver.openapi.swagger import swagger_operations
from mockserver.pointers import is_number, pointer_of

_PLACES: dict[str, Place] = {
    "path": "path", "query": "query", "querystring": "query", "header": "header", "cookie": "cookie",
}  # fmt: skip
_DEFAULT_STYLES = {
    "path": "simple", "query": "form", "querystring": "querystring", "header": "simple", "cookie": "form",
}  # fmt: skip
TEMPLATE = "x-mockserver-template"
"""What says that an example is a template."""

_VALUES = ("value", "dataValue", "serializedValue")
_IGNORED_HEADERS = {"accept", "content-type", "authorization"}


Known = dict[tuple[str, str], ResponseSpec]
"""The answers by their status and their pointer: many operations have the same answer to what is wrong."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a document offers, and what of it cannot be served as it says."""

    operations: tuple[Operation, ...]
    findings: tuple[Finding, ...]


def read_operations(document: Document) -> Offer:
    """The operations of a document, in its order; what is wrong with one is found, and stops no other."""
    findings = list(document.findings)
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
    document.forget()
    return Offer(tuple(found.values()), tuple(dict.fromkeys(findings)))


def _operations(document: Document, findings: list[Finding]) -> Iterator[Operation]:
    methods = (*METHODS, "query") if document.version == "3.2" else METHODS
    known: Known = {}
    for found in operations_of(document, methods, findings):
        yield _operation(document, findings, found, known)


def operations_at(document: Document, path: str, pointer: str) -> tuple[Operation, ...]:
    """The operations of a path item that stands below no `paths`: of a callback, or of a webhook."""
    findings: list[Finding] = []
    methods = (*METHODS, "query") if document.version == "3.2" else METHODS
    item = item_at(document, findings, path, pointer)
    return tuple(
        _operation(document, findings, found, {}) for found in operations_in(document, methods, findings, item)
    )


def _operation(document: Document, findings: list[Finding], found: Found, known: Known) -> Operation:
    node, pointer = found.node, found.pointer
    return Operation(
        api=document.name,
        id=found.named,
        method=found.method,
        path=found.path,
        bases=("",) if found.item.is_webhook else _bases(node, *(item for item, _ in found.item.items), document.root),
        parameters=tuple(_parameters(document, findings, *found.item.pointers, pointer)),
        body=_body(document, findings, pointer) if node.get("requestBody") is not None else None,
        responses=_responses(document, findings, pointer, node, known),
        security=security(document, findings, pointer, _scheme),
        source=document.reference(pointer),
        batch=_batch(document, findings, node, pointer),
        tags=tags_of(document, findings, node, pointer),
        summary=text_of(node, "summary"),
        deprecated=node.get("deprecated") is True,
    )


def _bases(*owners: Mapping[str, Any]) -> tuple[str, ...]:
    """The paths of the nearest `servers`, with their variables' defaults, without a slash at the end."""
    for owner in owners:
        stated = owner.get("servers")
        servers = [server for server in stated if isinstance(server, Mapping)] if isinstance(stated, list) else []
        if servers:
            return tuple(dict.fromkeys(base_of(server) for server in servers))
    return ("",)


def _batch(
    document: Document, findings: list[Finding], node: Mapping[str, Any], pointer: str
) -> tuple[str, ...] | None:
    batch = node.get("x-mockserver-batch")
    if batch is None:
        return None
    pointers = tuple(batch) if isinstance(batch, list) else (batch,)
    if all(isinstance(p, str) and (p == "" or p.startswith("/")) for p in pointers):
        return pointers
    message = "x-mockserver-batch must be JSON pointers, such as '/items'"
    findings.append(Finding("invalid-extension", message, document.reference(pointer)))
    return None


def _parameters(document: Document, findings: list[Finding], *owners: str) -> Iterator[Parameter]:
    for node, pointer in declared_parameters(document, findings, *owners):
        stated = node.get("in")
        place = _PLACES.get(stated) if isinstance(stated, str) else None
        if place is None:
            message = f"a parameter needs an 'in' of {', '.join(_PLACES)}; this one is left out"
            findings.append(Finding("invalid-parameter", message, document.reference(pointer)))
        elif place != "header" or node["name"].lower() not in _IGNORED_HEADERS:
            yield _described(document, findings, node, pointer, node["name"], place)


def _described(
    document: Document, findings: list[Finding], node: Mapping[str, Any], pointer: str, name: str, place: Place
) -> Parameter:
    """A parameter or header; one that has a schema and content, which it must not, has what its schema says."""
    style = text_of(node, "style") or _DEFAULT_STYLES["querystring" if node.get("in") == "querystring" else place]
    content = held(document, findings, node, pointer, "content") if node.get("schema") is None else {}
    media_type = next(iter(content), None)
    holder, at = node, pointer
    if media_type is not None:
        holder, at = found_child(document, findings, pointer, "content", media_type)
    return Parameter(
        name=name,
        place=place,
        required=node.get("required") is True or place == "path",
        schema=document.schema(f"{at}/schema") if has_schema(document, findings, holder, at) else None,
        style=style,
        explode=node.get("explode", style in ("form", "cookie")) is True,
        media_type=media_type,
        allow_empty=node.get("allowEmptyValue") is True,
        deprecated=node.get("deprecated") is True,
        allow_reserved=node.get("allowReserved") is True,
        examples=tuple(_examples(document, findings, node, pointer, "").values()),
    )


def has_schema(
    document: Document, findings: list[Finding], node: Mapping[str, Any], pointer: str, key: str = "schema"
) -> bool:
    """Whether a member is a schema; a finding where it is something else."""
    schema = node.get(key)
    if isinstance(schema, Mapping | bool):
        return True
    if schema is not None:
        message = "a schema must be an object; it is left out"
        findings.append(Finding("invalid-schema", message, document.reference(f"{pointer}/{key}")))
    return False


def _body(document: Document, findings: list[Finding], operation: str) -> Body | None:
    node, pointer = found_child(document, findings, operation, "requestBody")
    return Body(node.get("required") is True, _content(document, findings, node, pointer)) if node else None


def _content(document: Document, findings: list[Finding], node: Mapping[str, Any], pointer: str) -> dict[str, Media]:
    found: dict[str, Media] = {}
    for key in held(document, findings, node, pointer, "content"):
        media, at = found_child(document, findings, pointer, "content", key)
        found[key.lower().replace(" ", "")] = Media(
            media_type=key,
            schema=document.schema(f"{at}/schema") if has_schema(document, findings, media, at) else None,
            examples=_examples(document, findings, media, at, key),
            encoding=_encodings(document, findings, media, at),
            item_schema=document.schema(f"{at}/itemSchema")
            if has_schema(document, findings, media, at, "itemSchema")
            else None,
            prefix_encoding=_prefix_encoding(media.get("prefixEncoding")),
            item_encoding=held(document, findings, media, at, "itemEncoding"),
            templates=_templates(document, media, at),
        )
    return found


def _encodings(document: Document, findings: list[Finding], media: Mapping[str, Any], at: str) -> dict[str, Any]:
    encoding = held(document, findings, media, at, "encoding")
    return {name: value for name, value in encoding.items() if isinstance(value, Mapping)}


def _prefix_encoding(stated: Any) -> Sequence[Any]:
    return [entry if isinstance(entry, Mapping) else {} for entry in stated] if isinstance(stated, list) else ()


def _examples(
    document: Document, findings: list[Finding], node: Mapping[str, Any], pointer: str, media_type: str
) -> dict[str, Any]:
    """The named examples that carry a value and are not marked as the document's mistake."""
    alone = {"example": node["example"]} if "example" in node else {}
    names = held(document, findings, node, pointer, "examples")
    found = {name: found_child(document, findings, pointer, "examples", name)[0] for name in names}
    return alone | {
        name: _value_of(example, media_type)
        for name, example in found.items()
        if not example.get("x-mockserver-mistake") and any(key in example for key in _VALUES)
    }


def _value_of(example: Mapping[str, Any], media_type: str) -> Any:
    """The value of an example; of one that is written as it is sent, the JSON in it where it is sent as that."""
    key = next(key for key in _VALUES if key in example)
    value = example[key]
    is_json = media_type.partition(";")[0].strip().lower().endswith(("/json", "+json"))
    if key != "serializedValue" or not isinstance(value, str) or not is_json:
        return value
    try:
        return exact_json.loads(value)
    except exact_json.JSONDecodeError:
        return value


def _templates(document: Document, node: Mapping[str, Any], pointer: str) -> frozenset[str]:
    """The names of the examples that are templates: all of them where the media type says so, else those that do."""
    stated = node.get("examples")
    names = frozenset(stated if isinstance(stated, Mapping) and "example" not in node else ("example",))
    if node.get(TEMPLATE) is True:
        return names
    if not isinstance(stated, Mapping) or "example" in node:
        return frozenset()
    return frozenset(
        name for name in names if found_child(document, [], pointer, "examples", name)[0].get(TEMPLATE) is True
    )


def _responses(
    document: Document, findings: list[Finding], operation: str, node: Mapping[str, Any], known: Known
) -> dict[str, ResponseSpec]:
    found: dict[str, ResponseSpec] = {}
    for status in held(document, findings, node, operation, "responses"):
        key = "default" if status == "default" else status.upper()
        if not is_status(key):
            continue
        response, pointer = found_child(document, findings, operation, "responses", status)
        if (key, pointer) not in known:
            known[key, pointer] = _response(document, findings, response, pointer, key)
        found[key] = known[key, pointer]
    return found


def _response(
    document: Document, findings: list[Finding], node: Mapping[str, Any], pointer: str, status: str
) -> ResponseSpec:
    headers = {}
    for name in held(document, findings, node, pointer, "headers"):
        header, at = found_child(document, findings, pointer, "headers", name)
        headers[name] = _described(document, findings, header, at, name, "header")
    return ResponseSpec(status, text_of(node, "description"), headers, _content(document, findings, node, pointer))


def is_status(key: str) -> bool:
    """Whether a key of `responses` names a status, a range of them, or the rest."""
    return key == "default" or (len(key) == 3 and (is_number(key) or (is_number(key[0]) and key[1:] == "XX")))


def _scheme(document: Document, name: str) -> SecurityScheme | None:
    components = document.root.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, Mapping) else None
    if not isinstance(schemes, Mapping) or name not in schemes:
        return None
    node, _ = found_child(document, [], f"/components/securitySchemes{pointer_of((name,))}")
    if not text_of(node, "type"):
        return None
    scheme = text_of(node, "scheme").lower()
    return SecurityScheme(name, text_of(node, "type"), scheme, text_of(node, "in"), text_of(node, "name"))
