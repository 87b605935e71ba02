"""What of a schema can be used, where some of it cannot?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

import jsonschema_rs

from mockserver.pointers import pointer_of
from mockserver.schema.patterns import pattern_problem, spelled_out

MAX_REPAIRS = 20
UNUSABLE = (ValueError, jsonschema_rs.ReferencingError)

Compiled = jsonschema_rs.Draft202012Validator
Broken = tuple[str, str]
"""Where a schema is broken, and how."""

_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")


def compiled_without(
    tree: dict[str, Any], make: Callable[[dict[str, Any]], Compiled], error: Exception
) -> tuple[Compiled, tuple[Broken, ...]]:
    """The schema without what in it means nothing, and what that is; `error` is why it cannot be used as it is.

    Where it cannot be used without that either, everything is valid.
    """
    tree = deepcopy(tree)
    found: list[Broken] = []
    while isinstance(error, jsonschema_rs.ValidationError) and len(found) < MAX_REPAIRS:
        path = error.instance_path
        told = _mended(tree, path)
        if told is None:
            break
        found.append((pointer_of(path), told or str(error).splitlines()[0]))
        try:
            return make(tree), tuple(found)
        except UNUSABLE as other:
            error = other
    return make({}), (*found, ("", f"it cannot be used: {str(error).splitlines()[0]}"))


def _mended(tree: dict[str, Any], path: Sequence[str | int]) -> str | None:
    """Take what stands at the path out of the tree; how it is read instead, if it is; None where that cannot be."""
    holder: Any = tree
    for step in path[:-1]:
        holder = holder[step if isinstance(holder, list) else str(step)]
    if not path or not isinstance(holder, dict | list):
        return None
    if isinstance(holder, list):
        holder[int(path[-1])] = True
        return ""
    return _without(holder, str(path[-1]), str(path[-2]) if len(path) > 1 else "")


def _without(holder: dict[str, Any], key: str, within: str) -> str | None:
    """Take a keyword out of a schema, or let a schema of a map admit everything."""
    if within == "patternProperties" and pattern_problem(key) is not None:
        spelled = spelled_out(key)
        value = holder.pop(key)
        if spelled is not None:
            holder[spelled] = value
        return _read_as(key, spelled)
    if within in _MAPS and key in holder:
        holder[key] = True
        return ""
    value = holder.pop(key, None)
    spelled = spelled_out(value) if key == "pattern" and isinstance(value, str) else None
    if spelled is not None:
        holder[key] = spelled
    return _read_as(value, spelled)


def _read_as(original: Any, spelled: str | None) -> str:
    return "" if spelled is None else f"the regular expression '{original[:100]}' is read as '{spelled[:100]}'"
