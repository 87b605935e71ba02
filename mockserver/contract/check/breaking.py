"""In which ways can a value break its schema, one keyword at a time?"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.model import ABSENT, Schema
from mockserver.pointers import json_type
from mockserver.schema import parts_of

DEEPEST = 4
"""How many levels of a value are looked into."""

_LONGEST = 20_000
"""How many characters, or items, a value gets to be too long."""

_FAR = 10**20
"""A number that fits into no machine's integers."""

Steps = tuple[str | int, ...]
Breaker = Callable[[Any, Any, Mapping[str, Any]], Iterator[Any]]
"""From a value, what a keyword says, and the schema around it, to values that may break the keyword."""


def breakings(schema: Schema, value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, str, Any]]:
    """Where, which keyword, and the whole value with that broken; it is for the caller to see that it is.

    Outer values come before inner ones.
    """
    for part, at, inner in places(schema, value):
        for keyword, broken in _broken(part.node, inner):
            yield (*steps, *at), keyword, put(value, at, broken)


def places(schema: Schema, value: Any) -> Iterator[tuple[Schema, Steps, Any]]:
    """Each part of a schema with where in a value it holds, and what stands there; outer ones come first."""
    below: list[tuple[Schema, Steps, Any]] = [(schema, (), value)]
    seen: set[tuple[str, Steps]] = set()
    while below:
        current, at, inner = below.pop(0)
        for part in parts_of(current):
            if (part.pointer, at) in seen:
                continue
            seen.add((part.pointer, at))
            yield part, at, inner
            if len(at) < DEEPEST:
                below += [(child, (*at, *more), found) for child, more, found in _children(part, inner)]


def _children(part: Schema, value: Any) -> Iterator[tuple[Schema, Steps, Any]]:
    node = part.node
    properties = node.get("properties")
    if isinstance(value, dict) and isinstance(properties, Mapping):
        for name in properties:
            if name in value and isinstance(properties[name], Mapping):
                yield part.child("properties", name), (name,), value[name]
    if isinstance(value, list) and value and isinstance(node.get("items"), Mapping):
        yield part.child("items"), (0,), value[0]


def variety(value: Any) -> str:
    """What kind of mistake a wrong value is: what is null, or far too great, fails where a wrong text is refused."""
    kind = json_type(value)
    return f"far {kind}" if _is_number(value) and abs(value) >= 2**31 else kind


def put(whole: Any, steps: Steps, new: Any) -> Any:
    """A copy of a value with another one at some steps; without that member where the new one is ABSENT."""
    if not steps:
        return new
    whole = copy.deepcopy(whole)
    holder = whole
    for step in steps[:-1]:
        holder = holder[step]
    holder[steps[-1]] = new
    return whole


def _broken(node: Mapping[str, Any], value: Any) -> Iterator[tuple[str, Any]]:
    """The value with one keyword of a schema broken, each in the first way that comes to mind, or the first two."""
    for keyword, breaker in _BREAKERS.items():
        if keyword in node:
            for broken in breaker(value, node[keyword], node):
                yield keyword, broken


_OTHERS: Mapping[str, Any] = {
    "string": "no such type", "integer": 7, "object": {"unexpected": 1}, "array": ["unexpected"], "boolean": True,
}  # fmt: skip


def _type(value: Any, stated: Any, node: Mapping[str, Any]) -> Iterator[Any]:
    types = set(stated) if isinstance(stated, list) else {stated}
    if "number" in types:
        types.add("integer")
    if node.get("nullable") or node.get("x-nullable"):
        types.add("null")
    yield next((other for kind, other in _OTHERS.items() if kind not in types), ABSENT)
    if "null" not in types:
        yield None
    if "object" in types and "array" not in types:
        yield [value]
    if types == {"integer"} and isinstance(value, int):
        yield value + 0.5


def _required(value: Any, stated: Any, _: Mapping[str, Any]) -> Iterator[Any]:
    if isinstance(value, dict) and isinstance(stated, list):
        for name in stated:
            if name in value:
                yield {key: member for key, member in value.items() if key != name}


def _enum(value: Any, stated: Any, _: Mapping[str, Any]) -> Iterator[Any]:
    choices = stated if isinstance(stated, list) else [stated]
    kind = json_type(choices[0] if choices else value)
    if kind == "string":
        yield next(text for text in ("no-such-choice", "no-such-choice-either") if text not in choices)
    elif kind in ("integer", "number"):
        yield max(choice for choice in choices if isinstance(choice, int | float)) + 1
    elif kind == "boolean":
        yield next((choice for choice in (True, False) if choice not in choices), ABSENT)


def _pattern(value: Any, _: Any, __: Mapping[str, Any]) -> Iterator[Any]:
    if isinstance(value, str):
        yield from (f"{value} ~!", "~!", "0", "x", " " * max(1, len(value)))


_FORMATS: Mapping[str, tuple[Any, ...]] = {
    "int32": (2**31, -(2**31) - 1), "int64": (2**63,), "uint8": (256,), "uint32": (2**32,), "byte": ("~no base64~",),
    "date": ("2024-02-31", "no date"), "date-time": ("2024-02-31T25:61:00Z", "no time"),
}  # fmt: skip


def _format(value: Any, stated: Any, _: Mapping[str, Any]) -> Iterator[Any]:
    choices = _FORMATS.get(str(stated), (f"no {stated} at all", "~ ~"))
    yield from (choice for choice in choices if isinstance(choice, str) == isinstance(value, str))


def _min_length(value: Any, stated: Any, _: Mapping[str, Any]) -> Iterator[Any]:
    if isinstance(value, str) and isinstance(stated, int) and stated > 0:
        yield value[: stated - 1]


def _max_length(value: Any, stated: Any, _: Mapping[str, Any]) -> Iterator[Any]:
    if isinstance(value, str) and isinstance(stated, int) and stated < _LONGEST:
        yield value + (value[-1:] or "x") * (stated + 1 - len(value))


def _minimum(value: Any, stated: Any, node: Mapping[str, Any]) -> Iterator[Any]:
    if _is_number(value) and _is_number(stated):
        yield stated - (_step(node) or 1)
        yield -_FAR


def _maximum(value: Any, stated: Any, node: Mapping[str, Any]) -> Iterator[Any]:
    if _is_number(value) and _is_number(stated):
        yield stated + (_step(node) or 1)
        yield _FAR


def _exclusive(bound: str) -> Breaker:
    def broken(value: Any, stated: Any, node: Mapping[str, Any]) -> Iterator[Any]:
        limit = node.get(bound) if stated is True else stated
        if _is_number(value) and _is_number(limit):
            yield limit

    return broken


def _multiple(value: Any, stated: Any, _: Mapping[str, Any]) -> Iterator[Any]:
    if _is_number(value) and _is_number(stated):
        yield value + (stated / 2 if stated != int(stated) or stated == 1 else 1)


def _min_items(value: Any, stated: Any, _: Mapping[str, Any]) -> Iterator[Any]:
    if isinstance(value, list) and isinstance(stated, int) and stated > 0:
        yield value[: stated - 1]


def _max_items(value: Any, stated: Any, _: Mapping[str, Any]) -> Iterator[Any]:
    if isinstance(value, list) and value and isinstance(stated, int) and stated < _LONGEST // 20:
        yield (value * (stated // len(value) + 2))[: stated + 1]


def _unique(value: Any, stated: Any, _: Mapping[str, Any]) -> Iterator[Any]:
    if isinstance(value, list) and value and stated is True:
        yield [value[0], *value]


def _closed(value: Any, stated: Any, _: Mapping[str, Any]) -> Iterator[Any]:
    if isinstance(value, dict) and stated is False:
        yield {**value, "unexpected_member": "unexpected"}


def _min_properties(value: Any, stated: Any, _: Mapping[str, Any]) -> Iterator[Any]:
    if isinstance(value, dict) and isinstance(stated, int) and stated > 0:
        yield dict(list(value.items())[: stated - 1])


def _max_properties(value: Any, stated: Any, _: Mapping[str, Any]) -> Iterator[Any]:
    if isinstance(value, dict) and isinstance(stated, int) and stated < _LONGEST // 20:
        yield {**value, **{f"more{number}": "x" for number in range(stated + 1 - len(value))}}


def _discriminator(value: Any, stated: Any, _: Mapping[str, Any]) -> Iterator[Any]:
    name = stated.get("propertyName") if isinstance(stated, Mapping) else stated
    if isinstance(value, dict) and isinstance(name, str) and name in value:
        yield {**value, name: "no-such-kind"}


def _step(node: Mapping[str, Any]) -> Any:
    step: Any = node.get("multipleOf")
    return step if _is_number(step) and step > 0 else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_BREAKERS: Mapping[str, Breaker] = {
    "required": _required, "type": _type, "enum": _enum, "const": _enum, "minLength": _min_length,
    "maxLength": _max_length, "pattern": _pattern, "format": _format, "minimum": _minimum, "maximum": _maximum,
    "exclusiveMinimum": _exclusive("minimum"), "exclusiveMaximum": _exclusive("maximum"), "multipleOf": _multiple,
    "minItems": _min_items, "maxItems": _max_items, "uniqueItems": _unique, "additionalProperties": _closed,
    "unevaluatedProperties": _closed, "minProperties": _min_properties, "maxProperties": _max_properties,
    "discriminator": _discriminator,
}  # fmt: skip
