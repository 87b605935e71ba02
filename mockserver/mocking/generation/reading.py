"""What does a keyword say, if it says anything sensible?"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import isfinite
from typing import Any

from mockserver.model import Schema
from mockserver.pointers import exists, pointer_of, steps_of, value_at

Node = Mapping[str, Any]


def count(node: Node, keyword: str) -> int | None:
    """A length or a number of things."""
    value = node.get(keyword)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return None
    return int(value) if value >= 0 else None


def fraction(value: Any) -> Fraction | None:
    """A number as it is written in decimals."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return None
    return Fraction(str(value))


def texts(value: Any) -> list[str]:
    """The texts in a list."""
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []


def children(schema: Schema, node: Node, keyword: str) -> dict[str, Schema]:
    """The schemas in an object of schemas."""
    named = node.get(keyword)
    return {name: schema.child(keyword, name) for name in named} if isinstance(named, Mapping) else {}


def branches(schema: Schema, node: Node, keyword: str) -> tuple[Schema, ...]:
    """The schemas in a list of schemas."""
    listed = node.get(keyword)
    return tuple(schema.child(keyword, i) for i in range(len(listed))) if isinstance(listed, list) else ()


def only(schema: Schema, node: Node, keyword: str) -> Schema | None:
    """The one schema that stands at a keyword."""
    return schema.child(keyword) if isinstance(node.get(keyword), Mapping | bool) else None


def is_old(schema: Schema) -> bool:
    """Whether OpenAPI's own dialect of before 3.1 gives the keywords their meaning."""
    return schema.version in ("2.0", "3.0")


def target_of(schema: Schema, reference: Any) -> Schema | None:
    """Where a reference leads, one step on; None where it leads nowhere."""
    if not isinstance(reference, str) or not reference.startswith("#") or not exists(schema.root, reference):
        return None
    return Schema(schema.root, pointer_of(steps_of(reference)), schema.version, schema.file)


def node_of(schema: Schema) -> Any:
    """What stands at a schema's place; None where there is nothing."""
    try:
        return value_at(schema.root, steps_of(schema.pointer))
    except LookupError:
        return None
