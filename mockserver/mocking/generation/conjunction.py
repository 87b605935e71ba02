"""What do several schemas ask of one value together?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mockserver.mocking.generation.choices import choices_of, discriminated
from mockserver.mocking.generation.reading import (
    Node,
    branches,
    children,
    count,
    fraction,
    is_old,
    node_of,
    only,
    target_of,
    texts,
)
from mockserver.mocking.generation.shape import TYPES, Contained, Option, Owner, Parts, Shape
from mockserver.mocking.generation.values import identity
from mockserver.model import MAX_REFERENCES, Schema
from mockserver.schema import flagged

_HARD = {
    "not",
    "if",
    "oneOf",
    "contains",
    "unevaluatedItems",
    "unevaluatedProperties",
    "propertyNames",
    "dependentSchemas",
}
_WORDS = {"title", "description", "example", "examples", "default", "deprecated", "$comment", "externalDocs", "xml"}
_INTEGER_FORMATS = {"int8": 7, "int16": 15, "int32": 31, "int64": 63}


def conjoin(parts: Parts) -> Shape:
    """The shape of the values that fit all the schemas."""
    shape = Shape(parts)
    _Reader(shape).read_all(parts)
    return shape


def chosen(shape: Shape, at: str, option: Option) -> Shape:
    """The shape once a choice is made."""
    parts = (*shape.parts, *option.parts)
    found = conjoin(parts) if option.parts else conjoin(shape.parts)
    found.decided = shape.decided | {at}
    found.avoid = shape.avoid | set(option.avoid)
    found.prefer = {**shape.prefer, **dict(option.prefer)}
    found.rivals = (*shape.rivals, *option.rivals)
    found.members.required.update((name, None) for name, _ in option.prefer)
    if not found.avoid.isdisjoint(found.members.required) or any(map(_admits_all, option.rivals)):
        found.impossible = True
    return found


def _admits_all(schema: Schema) -> bool:
    """Whether a schema says nothing of a value."""
    node = node_of(schema)
    return node is True or (isinstance(node, Mapping) and all(k in _WORDS or k.startswith("x-") for k in node))


class _Reader:
    """Takes schemas into a shape, each once, through their references and `allOf`s."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._seen: set[tuple[str, str]] = set()

    def read_all(self, parts: Iterable[Schema]) -> None:
        for part in parts:
            self._read(part, part, 0, heads=True)

    def _read(self, schema: Schema, called: Schema, depth: int, *, heads: bool) -> None:
        """Take in a schema; `called` is the one by whose name the value goes, which a discriminator asks for."""
        shape = self._shape
        if (schema.file, schema.pointer) in self._seen or depth > MAX_REFERENCES:
            return
        self._seen.add((schema.file, schema.pointer))
        node = node_of(schema)
        shape.impossible = shape.impossible or node is False
        if not isinstance(node, Mapping):
            return
        if heads:
            shape.heads = (*shape.heads, schema.pointer)
        target = target_of(schema, node.get("$ref"))
        if target is not None:
            self._read(target, target if called is schema else called, depth + 1, heads=heads)
            if is_old(schema):
                return
        together = branches(schema, node, "allOf")
        for part in together:
            alone = len(together) == 1 and "properties" not in node
            self._read(part, part if alone and called is schema else called, depth + 1, heads=heads and alone)
        self._take(schema, node, called)

    def _take(self, schema: Schema, node: Node, called: Schema) -> None:
        """Take in what a schema says itself."""
        shape = self._shape
        for keyword, value in node.items():
            taker = _TAKERS.get(keyword)
            if taker is not None:
                taker(shape, schema, node, value)
            if keyword in _HARD:
                shape.hard = True
        _take_members(shape, schema, node)
        _take_items(shape, schema, node)
        shape.choices.extend(choices_of(schema, node, called))
        shape.members.expected.update(discriminated(schema, node, called))


def _take_type(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
    names = (value,) if isinstance(value, str) else tuple(texts(value))
    if value == "file":
        names = ("string",)
    if is_old(schema) and isinstance(value, str) and (node.get("nullable") is True or node.get("x-nullable") is True):
        names = (*names, "null")
    if names and all(name in TYPES for name in names):
        shape.limit_types(names)


def _take_enum(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
    if isinstance(value, list):
        _allow(shape, value)


def _take_const(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
    _allow(shape, [value])


def _allow(shape: Shape, values: list[Any]) -> None:
    if shape.allowed is not None:
        identities = {identity(value) for value in values}
        values = [value for value in shape.allowed if identity(value) in identities]
    shape.allowed = values
    shape.impossible = shape.impossible or not values


def _take_example(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
    shape.stated.append(value)


def _take_examples(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
    if isinstance(value, list):
        shape.stated.extend(value)


def _take_default(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
    if value not in ([], {}):
        shape.defaults.append(value)


def _take_faker(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
    shape.faker = value


def _take_bound(keyword: str) -> Taker:
    low = "inimum" in keyword

    def take(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
        limit = fraction(value)
        if limit is None:
            return
        left_out = keyword.startswith("exclusive")
        if not left_out and is_old(schema):
            left_out = node.get("exclusiveMinimum" if low else "exclusiveMaximum") is True
        (shape.numbers.lows if low else shape.numbers.highs).append((limit, left_out))

    return take


def _take_step(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
    step = fraction(value)
    if step is not None and step > 0:
        shape.numbers.steps.append(step)


def _take_format(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
    if not isinstance(value, str):
        return
    shape.texts.formats.append(value)
    shape.numbers.formats.append(value)
    bits = _INTEGER_FORMATS.get(value)
    if bits is not None:
        _bound(shape, -(2**bits), 2**bits - 1)


def _bound(shape: Shape, low: int, high: int) -> None:
    for limits, limit in ((shape.numbers.lows, low), (shape.numbers.highs, high)):
        found = fraction(limit)
        if found is not None:
            limits.append((found, False))


def _take_encoding(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
    if value == "base64":
        shape.texts.formats.append("byte")


def _take_pattern(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
    if isinstance(value, str) and value not in shape.texts.patterns:
        shape.texts.patterns.append(value)


def _take_size(keyword: str) -> Taker:
    least = keyword.startswith("min")
    kind = keyword[3:]

    def take(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
        size = count(node, keyword)
        if size is None:
            return
        sized: Any = {"Length": shape.texts, "Items": shape.items, "Properties": shape.members}[kind]
        if least:
            sized.least = max(sized.least, size)
        else:
            sized.most = size if sized.most is None else min(sized.most, size)

    return take


def _take_unique(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
    shape.items.unique = shape.items.unique or value is True


def _take_contains(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
    wanted = only(schema, node, "contains")
    if wanted is not None:
        least = count(node, "minContains")
        shape.items.contained.append(Contained(wanted, 1 if least is None else least, count(node, "maxContains")))


def _take_required(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
    properties = node.get("properties")
    for name in texts(value):
        if not (isinstance(properties, Mapping) and flagged(schema.root, properties.get(name), "writeOnly")):
            shape.members.required[name] = None


def _take_needs(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
    if isinstance(value, Mapping):
        shape.members.needs.extend((name, tuple(texts(needed))) for name, needed in value.items())


def _take_names(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
    wanted = only(schema, node, "propertyNames")
    if wanted is not None:
        shape.members.names.append(wanted)


def _take_unevaluated(keyword: str) -> Taker:
    def take(shape: Shape, schema: Schema, node: Node, value: Any) -> None:
        rest = only(schema, node, keyword)
        if rest is not None:
            (shape.members if keyword.endswith("Properties") else shape.items).unevaluated.append(rest)

    return take


def _take_members(shape: Shape, schema: Schema, node: Node) -> None:
    properties = children(schema, node, "properties")
    patterns = tuple(children(schema, node, "patternProperties").items())
    additional = only(schema, node, "additionalProperties")
    if not properties and not patterns and additional is None:
        return
    shape.members.owners.append(Owner(properties, patterns, additional))
    for name in properties:
        if flagged(schema.root, node["properties"][name], "writeOnly"):
            shape.members.hidden.add(name)


def _take_items(shape: Shape, schema: Schema, node: Node) -> None:
    prefix = branches(schema, node, "prefixItems")
    rest = only(schema, node, "items")
    if prefix or rest is not None:
        shape.items.rows.append((prefix, rest))


Taker = Callable[[Shape, Schema, Node, Any], None]
_TAKERS: Mapping[str, Taker] = {
    "type": _take_type,
    "enum": _take_enum,
    "const": _take_const,
    "example": _take_example,
    "examples": _take_examples,
    "default": _take_default,
    "x-faker": _take_faker,
    **{key: _take_bound(key) for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")},
    "multipleOf": _take_step,
    "format": _take_format,
    "contentEncoding": _take_encoding,
    "pattern": _take_pattern,
    **{
        key: _take_size(key)
        for key in ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
    },
    "uniqueItems": _take_unique,
    "contains": _take_contains,
    "required": _take_required,
    "dependentRequired": _take_needs,
    "propertyNames": _take_names,
    **{key: _take_unevaluated(key) for key in ("unevaluatedProperties", "unevaluatedItems")},
}
