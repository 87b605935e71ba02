"""Which schemas is a schema put together from?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockserver.model import Schema
from mockserver.pointers import exists, steps_of, value_at

MAX_DEPTH = 8
"""How many schemas within schemas are looked through."""

MAX_NODES = 2_000
"""How many nodes a schema is put together from, as far as it is looked at."""


def parts_of(schema: Schema, depth: int = 0) -> Iterator[Schema]:
    """The schemas that hold for a value, or may: the schema itself, and the parts of its `allOf`, `oneOf`, `anyOf`."""
    schema = schema.resolved()
    if not isinstance(schema.node, Mapping) or depth > MAX_DEPTH:
        return
    yield schema
    for keyword in ("allOf", "oneOf", "anyOf"):
        for part in schema.branches(keyword):
            yield from parts_of(part, depth + 1)


def nodes_of(
    root: Mapping[str, Any], node: Any, lists: Iterable[str] = ("allOf",), conditions: Iterable[str] = ()
) -> Iterator[Mapping[str, Any]]:
    """A node of a document with those that its reference, its `lists` and its `conditions` add to it.

    Where references lead, it goes only once.
    """
    waiting, followed = [node], set[str]()
    for _ in range(MAX_NODES):
        if not waiting:
            return
        part = waiting.pop()
        if not isinstance(part, Mapping):
            continue
        yield part
        target = part.get("$ref")
        if isinstance(target, str) and target.startswith("#") and target not in followed and exists(root, target):
            followed.add(target)
            waiting.append(value_at(root, steps_of(target)))
        for key in lists:
            waiting.extend(part[key] if isinstance(part.get(key), list) else ())
        waiting.extend(part[key] for key in conditions if key in part)
