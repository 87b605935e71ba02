"""When are two JSON values the same, and of which type is one?"""

from __future__ import annotations

from typing import Any


def identity(value: Any) -> object:
    """Something hashable that is equal where JSON Schema takes two values for the same: 1 and 1.0, not true."""
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, dict):
        return frozenset((name, identity(member)) for name, member in value.items())
    if isinstance(value, list):
        return tuple(identity(item) for item in value)
    return value


def types_of(value: Any) -> frozenset[str]:
    """The names of types that fit a value: a whole number has two."""
    if isinstance(value, bool):
        return frozenset(("boolean",))
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return frozenset(("integer", "number"))
    names = {float: "number", str: "string", list: "array", dict: "object"}
    return frozenset((names.get(type(value), "null"),))


def is_composite(types: tuple[str, ...] | None) -> bool:
    """Whether a value of one of the types may have other values in it."""
    return types is None or "object" in types or "array" in types
