"""Which kinds of objects is a specification made of, and where do they stand?

Data is no part of it: what stands in an example, a default or an enumeration is looked at by nobody who walks along it,
even if it looks like a reference or a schema.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

Shape = Literal["one", "map", "list"]
Members = Mapping[str, tuple[Shape, str]]
"""What the members of an object are: one object of a kind, a map of such, or a list of such."""

ANY = "*"
"""The name that stands for every member whose name is no extension."""

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
SCHEMA_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
SCHEMA_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
SCHEMA_SINGLES = (
    "not", "if", "then", "else", "additionalProperties", "propertyNames", "contains", "items",
    "unevaluatedItems", "unevaluatedProperties", "contentSchema",
)  # fmt: skip

_SCHEMA: Members = {
    **dict.fromkeys(SCHEMA_MAPS, ("map", "schema")),
    **dict.fromkeys(SCHEMA_LISTS, ("list", "schema")),
    **dict.fromkeys(SCHEMA_SINGLES, ("one", "schema")),
    "discriminator": ("one", "discriminator"),
}
_OPERATION: Members = {
    "parameters": ("list", "parameter"),
    "requestBody": ("one", "requestBody"),
    "responses": ("one", "responses"),
    "callbacks": ("map", "callback"),
    "security": ("list", "requirement"),
    "servers": ("list", "server"),
}
_DESCRIBED: Members = {
    "schema": ("one", "schema"),
    "content": ("map", "mediaType"),
    "examples": ("map", "example"),
}
OPENAPI: Mapping[str, Members] = {
    "document": {
        "paths": ("one", "paths"),
        "webhooks": ("map", "pathItem"),
        "components": ("one", "components"),
        "security": ("list", "requirement"),
        "servers": ("list", "server"),
        "tags": ("list", "tag"),
    },
    "components": {
        "schemas": ("map", "schema"),
        "responses": ("map", "response"),
        "parameters": ("map", "parameter"),
        "examples": ("map", "example"),
        "requestBodies": ("map", "requestBody"),
        "headers": ("map", "header"),
        "securitySchemes": ("map", "securityScheme"),
        "links": ("map", "link"),
        "callbacks": ("map", "callback"),
        "pathItems": ("map", "pathItem"),
        "mediaTypes": ("map", "mediaType"),
    },
    "paths": {ANY: ("one", "pathItem")},
    "callback": {ANY: ("one", "pathItem")},
    "pathItem": {
        **dict.fromkeys((*METHODS, "query"), ("one", "operation")),
        "additionalOperations": ("map", "operation"),
        "parameters": ("list", "parameter"),
        "servers": ("list", "server"),
    },
    "operation": _OPERATION,
    "parameter": _DESCRIBED,
    "header": _DESCRIBED,
    "requestBody": {"content": ("map", "mediaType")},
    "responses": {ANY: ("one", "response")},
    "response": {"headers": ("map", "header"), "content": ("map", "mediaType"), "links": ("map", "link")},
    "mediaType": {
        "schema": ("one", "schema"),
        "itemSchema": ("one", "schema"),
        "examples": ("map", "example"),
        "encoding": ("map", "encoding"),
        "prefixEncoding": ("list", "encoding"),
        "itemEncoding": ("one", "encoding"),
    },
    "encoding": {
        "headers": ("map", "header"),
        "encoding": ("map", "encoding"),
        "prefixEncoding": ("list", "encoding"),
        "itemEncoding": ("one", "encoding"),
    },
    "schema": _SCHEMA,
    "link": {"server": ("one", "server")},
}
SWAGGER: Mapping[str, Members] = {
    "document": {
        "paths": ("one", "paths"),
        "definitions": ("map", "schema"),
        "parameters": ("map", "parameter"),
        "responses": ("map", "response"),
        "securityDefinitions": ("map", "securityScheme"),
        "security": ("list", "requirement"),
        "tags": ("list", "tag"),
    },
    "paths": {ANY: ("one", "pathItem")},
    "pathItem": {**dict.fromkeys(METHODS[:-1], ("one", "operation")), "parameters": ("list", "parameter")},
    "operation": {key: member for key, member in _OPERATION.items() if key in ("parameters", "responses", "security")},
    "parameter": {"schema": ("one", "schema"), "items": ("one", "items")},
    "items": {"items": ("one", "items")},
    "responses": {ANY: ("one", "response")},
    "response": {"schema": ("one", "schema"), "headers": ("map", "header")},
    "header": {"items": ("one", "items")},
    "schema": _SCHEMA,
}
CONTAINERS = frozenset(("document", "paths", "components"))
"""The kinds of which a document has one each, and which no reference stands for."""
_HOLDERS = frozenset(("paths", "responses", "callback"))


class Part(NamedTuple):
    """An object of a specification, or what stands in the place of one: its kind, its JSON pointer and its value."""

    kind: str
    pointer: str
    node: Any


def grammar_of(version: str) -> Mapping[str, Mapping[str, tuple[Shape, str]]]:
    """The kinds of objects of an OpenAPI version, each with its members."""
    return SWAGGER if version == "2.0" else OPENAPI


def parts_of(root: Any, version: str, kind: str = "document", pointer: str = "") -> Iterator[Part]:
    """A value of a kind and all objects in it, in their order, without following references."""
    grammar = grammar_of(version)
    waiting = [Part(kind, pointer, root)]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(children_of(part, grammar)))


def children_of(part: Part, grammar: Mapping[str, Members]) -> list[Part]:
    """The objects that stand directly in a part."""
    node, pointer = part.node, part.pointer
    members = grammar.get(part.kind)
    if members is None or not isinstance(node, Mapping):
        return []
    if ANY in members:
        _, kind = members[ANY]
        held = part.kind in _HOLDERS
        return [
            Part(kind, below(pointer, key), value)
            for key, value in node.items()
            if not (held and (key.startswith("x-") or key == "$ref"))
        ]
    found: list[Part] = []
    for key, value in node.items():
        if key in members:
            shape, kind = members[key]
            found.extend(_shaped(value, shape, kind, f"{pointer}/{key}"))
    return found


def _shaped(value: Any, shape: Shape, kind: str, pointer: str) -> list[Part]:
    if shape == "map":
        entries = value.items() if isinstance(value, Mapping) else ()
        return [Part(kind, below(pointer, key), entry) for key, entry in entries]
    if shape == "one" and not (kind in ("schema", "items") and isinstance(value, list)):
        return [Part(kind, pointer, value)]
    listed = value if isinstance(value, list) else ()
    return [Part(kind, f"{pointer}/{index}", entry) for index, entry in enumerate(listed)]


def below(pointer: str, key: str) -> str:
    """The pointer to a member of the object at a pointer."""
    if "~" in key or "/" in key:
        key = key.replace("~", "~0").replace("/", "~1")
    return f"{pointer}/{key}"
