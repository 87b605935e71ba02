"""How large is a schema, with all that it refers to?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import log2
from typing import Any

from mockserver.mocking.generation.reading import node_of, target_of
from mockserver.model import Schema

MAX_JUDGED = 400
"""How many nodes a schema may have to be compiled for itself alone."""

_MAX_SIMPLE = 150
_MAX_BITS = 8.0


def is_smaller(schema: Schema, limit: int) -> bool:
    """Whether a schema has few nodes."""
    return sum(1 for _ in zip(_nodes(schema), range(limit), strict=False)) < limit


def is_simple(schema: Schema) -> bool:
    """Whether the canonical form of a schema cannot become large."""
    if not is_smaller(schema, _MAX_SIMPLE):
        return False
    bits = sum(_bits(node) for node in _nodes(schema) if isinstance(node, Mapping))
    return bits <= _MAX_BITS


def _bits(node: Mapping[str, Any]) -> float:
    """The logarithm of the number of alternatives that a node stands for."""
    found = 0.0
    for keyword in ("anyOf", "oneOf"):
        branches = node.get(keyword)
        if isinstance(branches, list) and branches:
            found += log2(len(branches))
    for keyword in ("not", "if"):
        within = node.get(keyword)
        if isinstance(within, Mapping):
            properties = within.get("properties")
            found += log2(2 + len(within) + (len(properties) if isinstance(properties, Mapping) else 0))
    return found


def _nodes(schema: Schema) -> Iterator[Any]:
    """The nodes of a schema and of all that it refers to."""
    waiting: list[Any] = [node_of(schema)]
    seen: set[str] = set()
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Mapping):
            waiting.extend(child for child in node.values() if isinstance(child, Mapping | list))
            target = target_of(schema, node.get("$ref"))
            if target is not None and target.pointer not in seen:
                seen.add(target.pointer)
                waiting.append(node_of(target))
        elif isinstance(node, list):
            waiting.extend(child for child in node if isinstance(child, Mapping | list))
