"""Do two documents say the same of something, word for word?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from mockserver.contract.diff.form import Parts, is_old
from mockserver.model import Schema
from mockserver.pointers import exists, steps_of, value_at


class Sameness:
    """Compares what stands in two documents, and all that it refers to, as JSON values."""

    def __init__(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        self._old = old
        self._new = new

    def same(self, old: Parts, new: Parts) -> bool:
        return len(old) == len(new) and all(map(self._are_same, old, new))

    def _are_same(self, old: Schema, new: Schema) -> bool:
        if is_old(old) is not is_old(new) or not (exists(old.root, old.pointer) and exists(new.root, new.pointer)):
            return False
        return bool(old.node == new.node) and self.unchanged(new.node)

    def unchanged(self, node: Any) -> bool:
        """Whether nothing changed behind the references in a value."""
        return self._changed.isdisjoint(references_in(node))

    @cached_property
    def _changed(self) -> frozenset[str]:
        """The references behind which the documents differ."""
        inner: dict[str, frozenset[str]] = {}
        waiting = set(references_in(self._new))
        while waiting:
            target = waiting.pop()
            node = _target(self._new, target)
            inner[target] = frozenset(references_in(node)) if node is not None else frozenset()
            waiting |= inner[target] - inner.keys()
        found = {target for target in inner if _target(self._old, target) != _target(self._new, target)}
        users: dict[str, list[str]] = {}
        for target, used in inner.items():
            for other in used:
                users.setdefault(other, []).append(target)
        spreading = list(found)
        while spreading:
            fresh = set(users.get(spreading.pop(), ())) - found
            found |= fresh
            spreading.extend(fresh)
        return frozenset(found)


def references_in(node: Any) -> Iterator[str]:
    """Every `$ref` within a value, and what discriminators map to."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            target = current.get("$ref")
            if isinstance(target, str):
                yield target
            yield from heirs_in(current).values()
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)


def heirs_in(node: Mapping[str, Any]) -> dict[str, str]:
    """The references that a discriminator maps its values to."""
    discriminator = node.get("discriminator")
    mapping = discriminator.get("mapping") if isinstance(discriminator, Mapping) else None
    stated = mapping.items() if isinstance(mapping, Mapping) else ()
    return {
        str(value): target if target.startswith("#") else f"#/components/schemas/{target}"
        for value, target in stated
        if isinstance(target, str)
    }


def _target(root: Mapping[str, Any], target: str) -> Any:
    return value_at(root, steps_of(target)) if exists(root, target) else None
