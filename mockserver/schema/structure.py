"""Is a specification built as the schema of its version of OpenAPI says?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema_rs

from mockserver import exact_json
from mockserver.pointers import pointer_of
from mockserver.schema import wording

MAX_BROKEN = 1_000
Broken = tuple[str, str]
"""The pointer to a value, and what is wrong with it."""


def broken_rules(rules: bytes, value: Any) -> tuple[Broken, ...]:
    """What in a value breaks the rules of a JSON Schema, given as JSON; at most `MAX_BROKEN`."""
    found: dict[Broken, None] = {}
    for error in _validator(rules).iter_errors(value):
        found.update(dict.fromkeys(_told(error)))
        if len(found) >= MAX_BROKEN:
            break
    return tuple(found)


@cache
def _validator(rules: bytes) -> Any:
    schema: Mapping[str, Any] = exact_json.loads(rules)
    return jsonschema_rs.validator_for(dict(schema), offline=True)


def _told(error: Any) -> Iterator[Broken]:
    """The error in words; of alternatives, those of the one that comes nearest."""
    branches = getattr(error.kind, "context", None)
    if branches:
        nearest = min(branches, key=_distance)
        if nearest:
            for inner in nearest:
                yield from _told(inner)
            return
    members = getattr(error.kind, "unexpected", None)
    member = getattr(error.kind, "property", None)
    for name in members if isinstance(members, list) else [member or ""]:
        message = wording.message(error.kind.name, error.kind, error.instance, str(name), error.message)
        yield pointer_of(error.instance_path), message


def _distance(branch: Iterable[Any]) -> tuple[int, int, int]:
    """How far a value is from an alternative: one that wants a reference instead is the farthest."""
    errors = list(branch)
    wants_reference = any(getattr(error.kind, "property", None) == "$ref" for error in errors)
    depth = max((len(error.instance_path) for error in errors), default=0)
    return int(wants_reference), -depth, len(errors)
