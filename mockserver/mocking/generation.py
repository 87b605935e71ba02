"""Which value would a schema's author expect to see?"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from mockserver.model import Schema
from mockserver.schema import flagged

MAX_DEPTH = 6

_WORDS = ("alpha", "bravo", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima", "mike")
_START = datetime(2026, 1, 1, tzinfo=UTC)


def generate(schema: Schema, seed: str) -> Any:
    """A value for a schema: its example or default where it has one, or else made from its keywords.

    The same seed gives the same value. The caller judges it: a schema may ask for more than is understood here.
    """
    digest = hashlib.blake2b(f"{seed}\0{schema.pointer}".encode(), digest_size=8).digest()
    return _value(schema, random.Random(int.from_bytes(digest)), 0)


def _value(schema: Schema, rng: random.Random, depth: int) -> Any:
    schema = schema.resolved()
    node = schema.node
    if not isinstance(node, Mapping):
        return {}
    stated = _stated(node)
    if stated:
        return stated[0]
    if isinstance(node.get("enum"), list) and node["enum"]:
        return rng.choice(node["enum"])
    for keyword in ("oneOf", "anyOf"):
        if node.get(keyword):
            return _merged(schema, schema.child(keyword, 0), rng, depth)
    if node.get("allOf"):
        return _all_of(schema, rng, depth)
    return _of_type(schema, rng, depth)


def _stated(node: Mapping[str, Any]) -> list[Any]:
    """What the schema itself says that a value is."""
    if "const" in node:
        return [node["const"]]
    if "example" in node:
        return [node["example"]]
    examples = node.get("examples")
    if isinstance(examples, list) and examples:
        return examples
    return [node["default"]] if "default" in node else []


def _merged(schema: Schema, branch: Schema, rng: random.Random, depth: int) -> Any:
    chosen = _value(branch, rng, depth)
    own = _of_type(schema, rng, depth) if "properties" in schema.node else {}
    return {**own, **chosen} if isinstance(chosen, dict) and isinstance(own, dict) else chosen


def _all_of(schema: Schema, rng: random.Random, depth: int) -> Any:
    parts = [_value(schema.child("allOf", i), rng, depth) for i in range(len(schema.node["allOf"]))]
    if not all(isinstance(part, dict) for part in parts):
        return next((part for part in parts if not isinstance(part, dict)), {})
    own = _of_type(schema, rng, depth) if "properties" in schema.node else {}
    return {key: value for part in (*parts, own) for key, value in part.items()}


def _of_type(schema: Schema, rng: random.Random, depth: int) -> Any:
    types = [name for name in _MAKERS if name in schema.types()]
    maker = _MAKERS[types[0]] if types else _object
    return maker(schema, rng, depth)


def _object(schema: Schema, rng: random.Random, depth: int) -> dict[str, Any]:
    node = schema.node
    properties = node.get("properties", {})
    required = node.get("required", ())
    wanted = [name for name in properties if name in required or depth < MAX_DEPTH]
    return {
        name: _value(schema.child("properties", name), rng, depth + 1)
        for name in wanted
        if not flagged(schema.root, properties[name], "writeOnly")
    }


def _array(schema: Schema, rng: random.Random, depth: int) -> list[Any]:
    node = schema.node
    least = node.get("minItems", 0)
    count = least if depth >= MAX_DEPTH else max(least, min(1, node.get("maxItems", 1)))
    if "items" not in node:
        return [{} for _ in range(least)]
    return [_value(schema.child("items"), rng, depth + 1) for _ in range(count)]


def _integer(schema: Schema, rng: random.Random, depth: int) -> int:
    low, high = _bounds(schema.node)
    step = schema.node.get("multipleOf", 1)
    step = int(step) if float(step).is_integer() else 1
    low, high = -int(-low // step), int(high // step)
    return step * rng.randint(low, max(low, high))


def _number(schema: Schema, rng: random.Random, depth: int) -> float:
    low, high = _bounds(schema.node)
    step = schema.node.get("multipleOf")
    if step:
        return float(step * int(high // step))
    return round(rng.uniform(low, high), 2) if high - low > 1 else (low + high) / 2


def _bounds(node: Mapping[str, Any]) -> tuple[float, float]:
    low, high = node.get("minimum"), node.get("maximum")
    above, below = node.get("exclusiveMinimum"), node.get("exclusiveMaximum")
    whole = "integer" in str(node.get("type"))
    if isinstance(above, int | float) and not isinstance(above, bool):
        low = above + (1 if whole else 0.01)
    if isinstance(below, int | float) and not isinstance(below, bool):
        high = below - (1 if whole else 0.01)
    if low is None:
        low = 1 if high is None or high >= 1 else high - 100
    return low, low + 100 if high is None else high


def _string(schema: Schema, rng: random.Random, depth: int) -> str:
    node = schema.node
    maker = _FORMATS.get(str(node.get("format")))
    text = maker(rng) if maker else " ".join(rng.choice(_WORDS) for _ in range(2))
    least, most = node.get("minLength", 0), node.get("maxLength")
    while len(text) < least:
        text += rng.choice(_WORDS)
    return text if most is None else text[:most]


def _boolean(schema: Schema, rng: random.Random, depth: int) -> bool:
    return rng.random() < 0.5


def _null(schema: Schema, rng: random.Random, depth: int) -> None:
    return None


_MAKERS: Mapping[str, Callable[[Schema, random.Random, int], Any]] = {
    "object": _object,
    "array": _array,
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "null": _null,
}


def _moment(rng: random.Random) -> datetime:
    return _START + timedelta(seconds=rng.randrange(365 * 24 * 3600))


_FORMATS: Mapping[str, Callable[[random.Random], str]] = {
    "date-time": lambda rng: _moment(rng).isoformat().replace("+00:00", "Z"),
    "date": lambda rng: _moment(rng).date().isoformat(),
    "time": lambda rng: _moment(rng).time().isoformat() + "Z",
    "uuid": lambda rng: str(UUID(int=rng.getrandbits(128), version=4)),
    "email": lambda rng: f"{rng.choice(_WORDS)}.{rng.choice(_WORDS)}@example.com",
    "uri": lambda rng: f"https://example.com/{rng.choice(_WORDS)}",
    "uri-reference": lambda rng: f"/{rng.choice(_WORDS)}",
    "hostname": lambda rng: f"{rng.choice(_WORDS)}.example.com",
    "ipv4": lambda rng: f"192.0.2.{rng.randrange(1, 255)}",
    "ipv6": lambda rng: f"2001:db8::{rng.randrange(1, 65535):x}",
    "byte": lambda rng: "ZXhhbXBsZQ==",
    "duration": lambda rng: f"PT{rng.randrange(1, 60)}M",
}
