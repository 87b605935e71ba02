"""Is every value that one schema documents valid for another?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import jsonschema_rs

from mockserver.model import Direction, Schema
from mockserver.pointers import exists, pointer_of, steps_of, value_at
from mockserver.schema.adapting import Adapted, adapted
from mockserver.schema.repairing import UNUSABLE

Answer = Literal["contained", "not contained", "unknown"]

_Canonical = jsonschema_rs.CanonicalSchema


@dataclass(frozen=True, slots=True)
class Containment:
    """Whether one schema contains another; `rest` is a schema of the values that it does not, where there is one."""

    answer: Answer
    rest: Schema | None = None


UNKNOWN = Containment("unknown")
_CONTAINED = Containment("contained")


class Containing:
    """Holds schemas against each other, and remembers the simple forms of those that it has seen.

    `limit` is how many values a schema may have, with all that it refers to, for somebody to be asked.
    """

    def __init__(self, limit: int = 500) -> None:
        self._limit = limit
        self._known: dict[tuple[int, str, Direction, bool], _Canonical | None] = {}
        self._weights: dict[tuple[int, str], tuple[int, tuple[str, ...]]] = {}
        self._roots: list[Any] = []

    def ask(self, inner: Schema, outer: Schema, direction: Direction) -> Containment:
        """Whether all that `inner` documents is valid for `outer`; only what is certain is told."""
        one, other = (self._canonical(inner, direction, closed=True), self._canonical(outer, direction, closed=False))
        if one is None or other is None:
            return UNKNOWN
        try:
            answer = other.covers(one)
            if answer == jsonschema_rs.canonical.Containment.YES:
                return _CONTAINED
            if answer == jsonschema_rs.canonical.Containment.UNKNOWN:
                return UNKNOWN
            rest = _moved(one.subtract(other).to_json_schema())
        except UNUSABLE:
            return Containment("unknown")
        return Containment("not contained", Schema({"schema": rest}, "/schema", "3.1", f"{inner.file}#{inner.pointer}"))

    def _canonical(self, schema: Schema, direction: Direction, *, closed: bool) -> _Canonical | None:
        key = (id(schema.root), schema.pointer, direction, closed)
        if key not in self._known:
            self._roots.append(schema.root)  # so that no other root gets its identity
            small = self._is_small(schema)
            self._known[key] = _canonical(adapted(schema, direction, closed=closed)) if small else None
        return self._known[key]

    def _is_small(self, schema: Schema) -> bool:
        """Whether a schema and all that it refers to are few enough values."""
        waiting, seen, size = [schema.pointer], set[str](), 0
        while waiting and size <= self._limit:
            pointer = waiting.pop()
            if pointer in seen:
                continue
            seen.add(pointer)
            own, targets = self._weighed(schema.root, pointer)
            size += own
            waiting.extend(targets)
        return size <= self._limit

    def _weighed(self, root: Mapping[str, Any], pointer: str) -> tuple[int, tuple[str, ...]]:
        """How many values stand at a pointer, and where the references there lead."""
        key = (id(root), pointer)
        if key not in self._weights:
            found = value_at(root, steps_of(pointer)) if exists(root, pointer) else None
            count, targets, waiting = 0, list[str](), [found]
            while waiting and count <= self._limit:
                node = waiting.pop()
                count += 1
                if isinstance(node, dict):
                    target = node.get("$ref")
                    targets += [pointer_of(steps_of(target))] if isinstance(target, str) and target[:1] == "#" else []
                    waiting.extend(node.values())
                elif isinstance(node, list):
                    waiting.extend(node)
            self._weights[key] = (count, tuple(targets))
        return self._weights[key]


def _canonical(found: Adapted) -> _Canonical | None:
    if found.broken:
        return None
    try:
        return jsonschema_rs.canonicalize(
            found.tree,
            validate_formats=True,
            offline=True,
            pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000),
        )
    except UNUSABLE:
        return None


def _moved(node: Any) -> Any:
    """A schema that stands at `#/schema`, and not at `#`, with its references."""
    if isinstance(node, list):
        return [_moved(item) for item in node]
    if not isinstance(node, dict):
        return node
    target = node.get("$ref")
    moved = {key: _moved(value) for key, value in node.items()}
    return {**moved, "$ref": f"#/schema{target[1:]}"} if isinstance(target, str) and target[:1] == "#" else moved
