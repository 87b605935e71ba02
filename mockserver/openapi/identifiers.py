"""Which schemas go by names: an `$id`, an `$anchor`, a `$dynamicAnchor`?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from mockserver.openapi.grammar import Members, Part, children_of

Target = tuple[int, str]
"""The number of a file and a JSON pointer into it."""

_NAMES = ("$id", "$anchor", "$dynamicAnchor")


class Identifiers:
    """The names of the schemas of every file of a document; versions before 3.1 have none."""

    def __init__(self, grammar: Mapping[str, Members], *, has_names: bool) -> None:
        self._grammar = grammar
        self._has_names = has_names
        self._resources: dict[str, Target] = {}
        self._anchors: dict[tuple[str, str], Target] = {}
        self._dynamic: dict[tuple[str, str], Target] = {}
        self._bases: dict[Target, str] = {}
        self._named: list[dict[str, Any]] = []

    def note(self, part: Part, base: str, number: int) -> None:
        """Note the names in a part of a file, whose references are relative to `base`."""
        waiting = [(part, base)] if self._has_names else []
        while waiting:
            part, base = waiting.pop()
            if part.kind == "schema" and isinstance(part.node, dict):
                base = self._note(part, base, (number, part.pointer))
            waiting.extend((child, base) for child in children_of(part, self._grammar))

    def _note(self, part: Part, base: str, target: Target) -> str:
        node = part.node
        if any(isinstance(node.get(name), str) for name in _NAMES):
            self._named.append(node)
        own = node.get("$id")
        if isinstance(own, str):
            uri, _, fragment = own.partition("#")
            base = urljoin(base, uri)
            self._bases[target] = base
            if uri:
                self._resources.setdefault(base, target)
            if fragment:
                self._anchors.setdefault((base, fragment), target)
        for name, anchors in (("$anchor", self._anchors), ("$dynamicAnchor", self._dynamic)):
            if isinstance(node.get(name), str):
                anchors.setdefault((base, node[name]), target)
        return base

    def base_of(self, part: Part, base: str) -> str:
        """What the references in a part are relative to, where those around it are relative to `base`."""
        own = part.node.get("$id") if part.kind == "schema" and self._has_names else None
        return urljoin(base, own.partition("#")[0]) if isinstance(own, str) else base

    def base_at(self, number: int, pointer: str, otherwise: str) -> str:
        """What the references around a place of a file are relative to: the `$id` of the nearest schema around it."""
        while pointer and self._bases:
            pointer = pointer.rpartition("/")[0]
            if (number, pointer) in self._bases:
                return self._bases[number, pointer]
        return otherwise

    @property
    def bases(self) -> Mapping[Target, str]:
        """The base of each schema that says its own."""
        return self._bases

    @property
    def dynamic(self) -> Mapping[tuple[str, str], Target]:
        """The schemas with a dynamic anchor, by their base and its name."""
        return self._dynamic

    def resource(self, uri: str) -> Target | None:
        return self._resources.get(uri)

    def anchor(self, uri: str, name: str) -> Target | None:
        return self._anchors.get((uri, name)) or self._dynamic.get((uri, name))

    def forget(self) -> None:
        """Take the names out of the schemas, once all references are pointers: they would change what those mean."""
        for node in self._named:
            for name in _NAMES:
                node.pop(name, None)
