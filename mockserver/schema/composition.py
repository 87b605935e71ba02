"""Which schemas is a schema put together from?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mockserver.model import Schema

MAX_DEPTH = 8
"""How many schemas within schemas are looked through."""


def parts_of(schema: Schema, depth: int = 0) -> Iterator[Schema]:
    """The schemas that hold for a value, or may: the schema itself, and the parts of its `allOf`, `oneOf`, `anyOf`."""
    schema = schema.resolved()
    if not isinstance(schema.node, Mapping) or depth > MAX_DEPTH:
        return
    yield schema
    for keyword in ("allOf", "oneOf", "anyOf"):
        for part in schema.branches(keyword):
            yield from parts_of(part, depth + 1)
