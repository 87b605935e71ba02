"""Which schemas are made up of so many others that nobody can wait for their judgement?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.pointers import exists, pointer_of, steps_of, value_at

MAX_WEIGHT = 10_000
"""How many schemas may hold for one value: a ladder of thirty steps with two rungs each leads to a thousand million."""

Broken = tuple[str, str]
"""Where a schema is broken, and how."""

_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLES = ("not", "if", "then", "else")
_COMPOSED = frozenset((*_LISTS, *_SINGLES, "dependentSchemas", "$ref"))
_OF_THE_WHOLE = ("unevaluatedProperties", "unevaluatedItems")
_DATA = frozenset(("const", "default", "enum", "example", "examples"))


def lightened(tree: dict[str, Any]) -> tuple[Broken, ...]:
    """Take out of a schema what makes it too heavy, and tell where that was.

    The tree is changed. What is left of a schema that is too heavy are the keywords of its own.
    """
    weights: dict[int, int] = {}
    heavy: set[int] = set()
    waiting: list[Any] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += [child for child in node if isinstance(child, dict | list)]
            continue
        if not _COMPOSED.isdisjoint(node):
            heavy.update(_weighed(tree, node, weights))
        waiting += [child for key, child in node.items() if isinstance(child, dict | list) and key not in _DATA]
    what = f"more than {MAX_WEIGHT} schemas hold for one value; these are left out"
    return tuple((pointer, what) for pointer in _pointers(tree, heavy)) if heavy else ()


def _weighed(tree: Mapping[str, Any], schema: dict[str, Any], weights: dict[int, int]) -> Iterator[int]:
    """Note the weights of a schema and of all that it is made up of; a schema within itself counts once.

    Those that are too heavy are taken apart, and named.
    """
    stack = [(schema, False)]
    while stack:
        node, is_entered = stack.pop()
        key = id(node)
        if not is_entered and key in weights:
            continue
        parts = [] if _COMPOSED.isdisjoint(node) else list(_parts(tree, node))
        if not is_entered and parts:
            weights[key] = 1
            stack.append((node, True))
            stack += [(part, False) for part in parts]
            continue
        weights[key] = 1 + sum(weights[id(part)] for part in parts)
        if weights[key] > MAX_WEIGHT:
            weights[key] = 1
            for keyword in (*_COMPOSED, *_OF_THE_WHOLE):
                node.pop(keyword, None)
            yield key


def _parts(tree: Mapping[str, Any], node: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The schemas that hold for the same value as a schema does."""
    reference, dependent = node.get("$ref"), node.get("dependentSchemas")
    found = [value_at(tree, steps_of(reference))] if isinstance(reference, str) and exists(tree, reference) else []
    for keyword in _LISTS:
        listed = node.get(keyword)
        found += listed if isinstance(listed, list) else []
    found += [node.get(keyword) for keyword in _SINGLES]
    found += dependent.values() if isinstance(dependent, dict) else []
    return (part for part in found if isinstance(part, dict))


def _pointers(tree: dict[str, Any], wanted: set[int]) -> Iterator[str]:
    """Where the nodes of some identities stand."""
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(tree, ())]
    while waiting:
        node, steps = waiting.pop()
        if id(node) in wanted:
            yield pointer_of(steps)
        children = node.items() if isinstance(node, dict) else enumerate(node)
        waiting += [(child, (*steps, step)) for step, child in children if isinstance(child, dict | list)]
