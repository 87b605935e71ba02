"""Which value stands for a schema where nobody asked for variety?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeGuard

from mockserver.mocking.counts import counted
from mockserver.model import Schema
from mockserver.schema import Validator, flagged

MAX_DEPTH = 12
MAX_REPEATS = 2
"""How often a schema may stand within itself before it is cut."""

MAX_VALUES = 20_000
"""How many values are made before all further ones are null: small schemas can ask for very many."""

_MAX_ITEMS = 5_000

_FORMATS: Mapping[str, str] = {
    "date-time": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "time": "00:00:00Z",
    "duration": "P1D",
    "email": "user@example.com",
    "idn-email": "пользователь@пример.ру",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com",
    "uri-reference": "/example",
    "iri": "https://example.com",
    "iri-reference": "/example",
    "uri-template": "https://example.com/{id}",
    "uuid": "497f6eca-6276-4993-bfeb-53cbbbba6f08",
    "byte": "c3RyaW5n",
    "json-pointer": "/example",
    "relative-json-pointer": "1/example",
    "regex": ".*",
}


@dataclass(frozen=True, slots=True)
class _Above:
    """The schemas that a value stands in, what counts all values that are made, and the types that are known by now."""

    pointers: tuple[str, ...]
    made: Iterator[int]
    known: dict[str, frozenset[str]] = field(default_factory=dict)

    def types(self, schema: Schema) -> frozenset[str]:
        """The types of a schema, which are found out once."""
        if schema.pointer not in self.known:
            self.known[schema.pointer] = schema.types()
        return self.known[schema.pointer]

    def is_enough(self, pointer: str) -> bool:
        """Whether a schema is cut here: too deep, or within itself too often."""
        return len(self.pointers) >= MAX_DEPTH or self.pointers.count(pointer) >= MAX_REPEATS


def sample(schema: Schema) -> Any:
    """The plainest value for a schema: its example or default, the first of an enum, or else `"string"`, `0`, `true`.

    It is the same for every request; whether it is valid is for the caller to judge.
    """
    return _value(schema, _Above((), count()))


def _value(schema: Schema, above: _Above) -> Any:
    if next(above.made) >= MAX_VALUES:
        return None
    schema = schema.resolved()
    node = schema.node
    if not isinstance(node, Mapping):
        return {}
    if above.is_enough(schema.pointer):
        types = above.types(schema)
        return [] if "array" in types else {} if "object" in types else None
    above = _Above((*above.pointers, schema.pointer), above.made, above.known)
    stated = _stated(node)
    if stated:
        return stated[0]
    if "allOf" in node:
        return _all_of(schema, above)
    for keyword in ("oneOf", "anyOf"):
        for branch in schema.branches(keyword)[:1]:
            return _joined(_of_type(schema, above), _value(branch, above), own="properties" in node)
    return _of_type(schema, above)


def _stated(node: Mapping[str, Any]) -> list[Any]:
    """What the schema itself says that a value is, the most telling first."""
    if "const" in node:
        return [node["const"]]
    if "example" in node:
        return [node["example"]]
    for keyword in ("examples", "enum"):
        values = node.get(keyword)
        if isinstance(values, list) and values:
            return [node["default"]] if "default" in node and keyword == "enum" else values
    return [node["default"]] if "default" in node else []


def _all_of(schema: Schema, above: _Above) -> Any:
    found = list(_put_together(schema, above, {schema.pointer}))
    objects = [part for part in found if isinstance(part, dict)]
    if found and not objects:
        return found[0]
    own = _of_type(schema, above) if "properties" in schema.node else {}
    return {key: value for part in (*objects, own) for key, value in part.items()}


def _put_together(schema: Schema, above: _Above, seen: set[str]) -> Iterator[Any]:
    """The values of all that a schema is put together from, however deep, each once."""
    for branch in schema.branches("allOf"):
        part = branch.resolved()
        node = part.node
        if part.pointer in seen:
            continue
        seen.add(part.pointer)
        if not isinstance(node, Mapping) or "allOf" not in node or _stated(node):
            yield _value(part, above)
            continue
        yield from _put_together(part, above, seen)
        if "properties" in node:
            yield _of_type(part, above)


def _joined(own_value: Any, chosen: Any, *, own: bool) -> Any:
    return {**own_value, **chosen} if own and isinstance(own_value, dict) and isinstance(chosen, dict) else chosen


def _of_type(schema: Schema, above: _Above) -> Any:
    types = above.types(schema)
    maker = next((maker for name, maker in _MAKERS.items() if name in types), None)
    if maker is None:
        return "string" if not types and "pattern" in schema.node else {}
    return maker(schema, above)


def _object(schema: Schema, above: _Above) -> dict[str, Any]:
    properties = schema.node.get("properties")
    named = properties if isinstance(properties, Mapping) else {}
    found = {
        name: _value(schema.child("properties", name), above)
        for name in named
        if not flagged(schema.root, named[name], "writeOnly")
    }
    additional = schema.node.get("additionalProperties")
    if isinstance(additional, Mapping) and additional and not found:
        found = {name: _value(schema.child("additionalProperties"), above) for name in ("property1", "property2")}
    return {**found, **counted(found, lambda name, number: may_be(schema.child("properties", name), number))}


def may_be(schema: Schema, number: int) -> bool:
    """Whether a schema allows a number as it does any other, and states none."""
    node = schema.resolved().node
    plain = isinstance(node, Mapping) and node.keys().isdisjoint({"const", "example", "examples", "enum", "default"})
    return plain and Validator(schema, "response").accepts(number)


def _array(schema: Schema, above: _Above) -> list[Any]:
    node = schema.node
    prefix = node.get("prefixItems")
    first = (
        [_value(schema.child("prefixItems", i), above) for i in range(len(prefix))] if isinstance(prefix, list) else []
    )
    if isinstance(node.get("contains"), Mapping):
        first += [_value(schema.child("contains"), above) for _ in range(min(_number_of(node, "minContains", 1), 100))]
    if not isinstance(node.get("items"), Mapping):
        return first
    wanted = min(max(_number_of(node, "minItems", 1), 1) - len(first), _MAX_ITEMS)
    return [*first, *(_value(schema.child("items"), above) for _ in range(max(wanted, 0)))]


def _string(schema: Schema, above: _Above) -> str:
    node = schema.node
    text = _FORMATS.get(str(node.get("format")), "string")
    least, most = _number_of(node, "minLength", 0), _number_of(node, "maxLength", len(text))
    while 0 < len(text) < least <= 10_000:
        text += text
    return text[: max(least, min(most, len(text)))] if len(text) > least else text


def _number(schema: Schema, above: _Above) -> float:
    node = schema.node
    step = 1 if "integer" in schema.types() else 0.1
    low, above_low = node.get("minimum"), node.get("exclusiveMinimum")
    high, below_high = node.get("maximum"), node.get("exclusiveMaximum")
    if above_low is True and _is_number(low):
        return low + step
    if _is_number(above_low):
        return above_low + step
    if _is_number(low):
        return low
    if _is_number(below_high) and below_high <= 0:
        return below_high - step
    return min(0, high) if _is_number(high) else 0


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number_of(node: Mapping[str, Any], keyword: str, otherwise: int) -> int:
    value = node.get(keyword)
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


def _boolean(schema: Schema, above: _Above) -> bool:
    return True


def _null(schema: Schema, above: _Above) -> None:
    return None


_MAKERS: Mapping[str, Callable[[Schema, _Above], Any]] = {
    "object": _object,
    "array": _array,
    "string": _string,
    "integer": _number,
    "number": _number,
    "boolean": _boolean,
    "null": _null,
}
