"""What does a `$dynamicRef` mean on each way that leads to it?

Which anchor it leads to depends on the schemas that were entered before it. A schema that reaches one is therefore
copied for each set of anchors under which it is entered, so that all references are plain pointers afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from mockserver.openapi.grammar import Members, Part, children_of
from mockserver.pointers import exists, pointer_of, steps_of, value_at

MAX_COPIES = 10_000
SAFE = "/~!$&'()*+,;=:@"
"""What stays as it is where a pointer is written as a reference."""

_Scope = Mapping[str, str]
"""The anchors that were entered first, by name, as pointers."""


@dataclass(frozen=True, slots=True)
class Dynamic:
    """A `$dynamicRef`: the schema that had it, its anchor, and where it leads if nothing was entered before."""

    node: dict[str, Any]
    name: str
    static: str


@dataclass(frozen=True, slots=True)
class Resources:
    """Which schemas begin a resource of their own, and which dynamic anchors each resource has; all by pointer."""

    starts: Mapping[str, str]
    anchors: Mapping[str, Mapping[str, str]]

    def of(self, pointer: str) -> str:
        """The resource that the schema at a pointer belongs to."""
        while pointer not in self.starts and pointer:
            pointer = pointer.rpartition("/")[0]
        return self.starts.get(pointer, "")

    def entered(self, scope: _Scope, pointer: str) -> _Scope:
        """The anchors that count in the schema at a pointer."""
        found = self.anchors.get(self.of(pointer))
        return {**found, **scope} if found else scope

    @property
    def names(self) -> set[str]:
        """The anchors that more than one resource has."""
        every = [name for anchors in self.anchors.values() for name in anchors]
        return {name for name in every if every.count(name) > 1}


def specialise(
    root: dict[str, Any],
    place: tuple[str, ...],
    grammar: Mapping[str, Members],
    found: list[Dynamic],
    scopes: Resources,
) -> dict[str, str]:
    """Copy what reaches a `$dynamicRef` that may lead to several anchors, once for each way that leads there.

    The copies are put into the object at `place`; what is returned tells the original of each, by pointer.
    """
    names = scopes.names
    open_refs = {id(dynamic.node): dynamic for dynamic in found if dynamic.name in names}
    if not open_refs:
        return {}
    return _Specialiser(root, place, grammar, open_refs, scopes).run()


class _Specialiser:
    def __init__(
        self,
        root: dict[str, Any],
        place: tuple[str, ...],
        grammar: Mapping[str, Members],
        refs: Mapping[int, Dynamic],
        scopes: Resources,
    ) -> None:
        self._root = root
        self._place = place
        self._grammar = grammar
        self._refs = refs
        self._scopes = scopes
        self._copies: dict[tuple[str, frozenset[tuple[str, str]]], str] = {}
        self._waiting: list[tuple[str, str, _Scope]] = []
        self._originals: dict[str, str] = {}
        self._reaching: set[str] = set()

    def run(self) -> dict[str, str]:
        entries = list(self._entries())
        self._reaching = self._reach(entries)
        entered = {pointer: self._special(pointer, {}) for pointer in entries}
        made = self._made()
        self._holder().update(made)
        for pointer, special in entered.items():
            if special != pointer:
                # what stands in the schema stays where it is, for others may refer to it
                node, copy = self._at(pointer), self._at(special)
                node.clear()
                node.update(copy)
        return self._originals

    def _made(self) -> dict[str, Any]:
        made: dict[str, Any] = {}
        while self._waiting:
            pointer, special, scope = self._waiting.pop()
            key, name = steps_of(special)[-2:]
            made[key] = {name: self._copied(Part("schema", pointer, self._at(pointer)), scope)}
        return made

    def _at(self, pointer: str) -> Any:
        return value_at(self._root, steps_of(pointer))

    def _holder(self) -> dict[str, Any]:
        holder = self._root
        for step in self._place:
            holder = holder.setdefault(step, {})
        return holder

    def _entries(self) -> Iterator[str]:
        """The schemas that are entered from outside of all schemas."""
        waiting, seen = [Part("document", "", self._root)], set[tuple[str, str]]()
        while waiting:
            part = waiting.pop()
            if (part.kind, part.pointer) in seen or not isinstance(part.node, dict):
                continue
            seen.add((part.kind, part.pointer))
            if part.kind == "schema":
                yield part.pointer
                continue
            target = _target(part.node)
            if target is not None and exists(self._root, target):
                waiting.append(Part(part.kind, target, self._at(target)))
            waiting.extend(children_of(part, self._grammar))

    def _reach(self, entries: list[str]) -> set[str]:
        """Of the schemas that are entered or referred to, those from which an open `$dynamicRef` is reached."""
        waiting, users, reaching = list(entries), dict[str, set[str]](), list[str]()
        while waiting:
            pointer = waiting.pop()
            users.setdefault(pointer, set())
            for part in self._within(pointer):
                if id(part.node) in self._refs:
                    reaching.append(pointer)
                for target in self._targets(part.node):
                    if target not in users:
                        waiting.append(target)
                    users.setdefault(target, set()).add(pointer)
        found: set[str] = set()
        while reaching:
            pointer = reaching.pop()
            if pointer not in found:
                found.add(pointer)
                reaching.extend(users[pointer])
        return found

    def _within(self, pointer: str) -> Iterator[Part]:
        waiting = [Part("schema", pointer, self._at(pointer))]
        while waiting:
            part = waiting.pop()
            if isinstance(part.node, dict):
                yield part
                waiting.extend(children_of(part, self._grammar))

    def _targets(self, node: Mapping[str, Any]) -> list[str]:
        found = [_target(node)]
        dynamic = self._refs.get(id(node))
        if dynamic is not None:
            every = (anchors.get(dynamic.name) for anchors in self._scopes.anchors.values())
            found.extend((dynamic.static, *every))
        return [target for target in found if target is not None and exists(self._root, target)]

    def _special(self, pointer: str, scope: _Scope) -> str:
        """Where the schema at a pointer stands as it is when it is entered with these anchors."""
        if pointer not in self._reaching:
            return pointer
        scope = self._scopes.entered(scope, pointer)
        key = (pointer, frozenset(scope.items()))
        if key not in self._copies:
            if len(self._copies) >= MAX_COPIES:
                return pointer
            # the name stays the last step, since a discriminator may go by it
            steps = (*self._place, f"dynamic-{len(self._copies)}", (steps_of(pointer) or ("schema",))[-1])
            special = self._copies[key] = pointer_of(steps)
            self._originals[special] = pointer
            self._waiting.append((pointer, special, scope))
        return self._copies[key]

    def _copied(self, part: Part, scope: _Scope) -> Any:
        node, pointer = part.node, part.pointer
        if not isinstance(node, dict):
            return node
        if pointer in self._scopes.starts:
            scope = self._scopes.entered(scope, pointer)
        copy = dict(node)
        for child in children_of(part, self._grammar):
            _put(copy, node, steps_of(child.pointer[len(pointer) :]), self._copied(child, scope))
        target = _target(node)
        if target is not None and exists(self._root, target):
            copy["$ref"] = reference_to(self._special(target, scope))
        dynamic = self._refs.get(id(node))
        if dynamic is not None:
            also(copy, reference_to(self._special(scope.get(dynamic.name, dynamic.static), scope)))
        return copy


def _put(copy: dict[str, Any], original: Mapping[str, Any], steps: tuple[str, ...], child: Any) -> None:
    """Put a child into a copy of its parent: as a member itself, or into a copy of the map or list that it is in."""
    key = steps[0]
    if len(steps) == 1:
        copy[key] = child
        return
    if copy[key] is original[key]:
        copy[key] = original[key].copy()
    holder = copy[key]
    holder[int(steps[1]) if isinstance(holder, list) else steps[1]] = child


def also(schema: dict[str, Any], reference: str) -> None:
    """Let a schema ask what another one asks, too."""
    if "$ref" not in schema:
        schema["$ref"] = reference
        return
    parts = schema.get("allOf")
    schema["allOf"] = [*(parts if isinstance(parts, list) else ()), {"$ref": reference}]


def reference_to(pointer: str) -> str:
    return "#" + quote(pointer, safe=SAFE)


def _target(node: Mapping[str, Any]) -> str | None:
    reference = node.get("$ref")
    return pointer_of(steps_of(reference)) if isinstance(reference, str) and reference.startswith("#") else None
