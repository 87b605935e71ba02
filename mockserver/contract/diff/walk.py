"""How do schemas differ, at every value that they tell of?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.contract.diff.choices import choice_below, choice_differences
from mockserver.contract.diff.form import ANY_ITEM, OTHER, Form, Parts, Step, form_of, plain, says_nothing
from mockserver.contract.diff.local import (
    Local,
    Pair,
    flat,
    is_union,
    leaf_differences,
    note_rule,
    sense_named,
    sense_of,
)
from mockserver.contract.diff.members import Below, member_differences, members_below
from mockserver.contract.diff.sameness import Sameness, heirs_in
from mockserver.model import Direction, Schema
from mockserver.pointers import exists, pointer_of, steps_of
from mockserver.schema import Containing

MAX_NODES = 2_000_000

Key = tuple[tuple[str, ...], tuple[str, ...], Direction]
"""The pointers to a value's schemas before and after, and the way that it goes."""


@dataclass(slots=True)
class Node:
    """A value: its schemas, how they differ, and the values below it."""

    old: Parts
    new: Parts
    locals: list[Local] = field(default_factory=list)
    is_same: bool = False
    """Whether the same values are valid, though it is written otherwise: below it only what is documented counts."""

    below: list[tuple[Step | None, Key]] = field(default_factory=list)
    heirs: list[Key] = field(default_factory=list)
    """What its discriminator says that the value may be, beyond what its own schema says."""


class Walk:
    """The values of two documents' schemas, each pair of schemas looked at once."""

    def __init__(self, sameness: Sameness, containing: Containing) -> None:
        self.nodes: dict[Key, Node] = {}
        self._sameness = sameness
        self._containing = containing
        self._waiting: list[Key] = []

    def start(self, old: Parts, new: Parts, direction: Direction) -> Key | None:
        """Look at a value and all below it; None where nothing changed."""
        if self._sameness.same(old, new):
            return None
        key = self._key(old, new, direction)
        while self._waiting and len(self.nodes) < MAX_NODES:
            self._look(self._waiting.pop())
        return key

    def _key(self, old: Parts, new: Parts, direction: Direction) -> Key:
        old, new = plain(old), plain(new)
        key = (tuple(part.pointer for part in old), tuple(part.pointer for part in new), direction)
        if key not in self.nodes:
            self.nodes[key] = Node(old, new)
            self._waiting.append(key)
        return key

    def _look(self, key: Key) -> None:
        node, direction = self.nodes[key], key[2]
        pair = Pair(
            form_of(node.old, direction),
            form_of(node.new, direction),
            direction,
            node.old[0].pointer if node.old else "",
            node.new[0].pointer if node.new else "",
        )
        node.heirs = [
            self._key(old, new, direction)
            for old, new in _heirs(node.old, node.new)
            if not self._sameness.same(old, new)
        ]
        if pair.old.never or pair.new.never:
            node.locals = list(_of_nothing(pair))
            return
        unclear = self._senses(node, pair)
        node.is_same = unclear == "same"
        node.locals = [*self._differences(pair, unclear), *note_rule(pair)]
        for step, old, new in self._below(pair):
            if not self._sameness.same(old, new):
                node.below.append((step, self._key(old, new, direction)))

    def _senses(self, node: Node, pair: Pair) -> str:
        """How all that is valid differs, where the keywords do not show it easily; empty where nobody can tell."""
        hard = is_union(pair.old) or is_union(pair.new) or _others(pair.old) != _others(pair.new)
        if not hard or len(node.old) != 1 or len(node.new) != 1:
            return ""
        forward = self._containing.ask(node.old[0], node.new[0], pair.direction).answer
        backward = self._containing.ask(node.new[0], node.old[0], pair.direction).answer
        if "unknown" in (forward, backward):
            return ""
        return sense_of(forward == "not contained", backward == "not contained") or "same"

    def _differences(self, pair: Pair, known: str) -> Iterator[Local]:
        if is_union(pair.old) is is_union(pair.new):
            yield from leaf_differences(pair)
            if _may_have_members(pair):
                yield from member_differences(pair)
            yield from _item_differences(pair)
        yield from choice_differences(pair, known, self._sameness)
        if _others(pair.old) != _others(pair.new):
            keyword = next(k for k in OTHER if flat(pair.old.other.get(k)) != flat(pair.new.other.get(k)))
            words = f"obeys another '{keyword}'"
            yield pair.leaf("schema", sense_named(known or _sense_of_others(pair)), words, keyword)

    def _below(self, pair: Pair) -> Iterator[Below]:
        if is_union(pair.old) is is_union(pair.new) and not any(
            local.code.endswith("-type-changed") for local in leaf_differences(pair)
        ):
            yield from members_below(pair)
            yield from _items_below(pair)
        yield from choice_below(pair, self._sameness)


def _heirs(old: Parts, new: Parts) -> Iterator[tuple[Parts, Parts]]:
    """What inherits from a schema by the mapping of its discriminator; branches are compared as such."""
    before, after = ({value: heir for part in parts for value, heir in _heirs_of(part)} for parts in (old, new))
    yield from (((before[value],), (after[value],)) for value in before if value in after)


def _heirs_of(part: Schema) -> Iterator[tuple[str, Schema]]:
    node = part.node if exists(part.root, part.pointer) else None
    if isinstance(node, Mapping) and not ("oneOf" in node or "anyOf" in node):
        for value, target in heirs_in(node).items():
            if exists(part.root, target):
                yield value, Schema(part.root, pointer_of(steps_of(target)), part.version, part.file)


def _of_nothing(pair: Pair) -> Iterator[Local]:
    if pair.old.never is not pair.new.never:
        words = "may not be there" if pair.new.never else "may be there"
        yield pair.leaf("schema", "narrower" if pair.new.never else "wider", words, "schema")


def _sense_of_others(pair: Pair) -> str:
    """Which way it goes where limits came or went, or a number of items alone is another; empty for all else."""
    old, new = pair.old.other, pair.new.other
    differing = {keyword for keyword in (*old, *new) if old.get(keyword) != new.get(keyword)}
    if differing <= _LIMITING and differing in (differing - old.keys(), differing - new.keys()):
        return "wider" if differing <= old.keys() else "narrower"
    keyword = min(differing)
    sign, before, after = _COUNTING.get(keyword, 0), _number(old.get(keyword)), _number(new.get(keyword))
    if len(differing) > 1 or not sign or before is None or after is None:
        return ""
    return "narrower" if sign * after > sign * before else "wider"


def _number(stated: Any) -> int | float | None:
    """The number that a keyword has; None where it has none."""
    value = stated[0] if stated else None
    return value if isinstance(value, int | float) else None


_LIMITING = {
    "not", "contains", "patternProperties", "propertyNames", "dependentRequired", "dependentSchemas", "unevaluatedItems"
}  # fmt: skip
_COUNTING = {"minContains": 1, "maxContains": -1}


def _others(form: Form) -> bytes:
    return flat(form.other)


def _may_have_members(pair: Pair) -> bool:
    return all(form.kinds is None or "object" in form.kinds for form in (pair.old, pair.new))


def _item_differences(pair: Pair) -> Iterator[Local]:
    old, new = (not all(map(says_nothing, form.items)) for form in (pair.old, pair.new))
    if old is not new and not pair.old.prefix and not pair.new.prefix and _may_have_items(pair):
        words = "says what its items are" if new else "may have any items"
        yield pair.leaf("items", "narrower" if new else "wider", words, "items")
    if len(pair.old.prefix) != len(pair.new.prefix):
        yield pair.leaf("items", "changed", "has other first items", "prefixItems")


def _may_have_items(pair: Pair) -> bool:
    return all(form.kinds is None or "array" in form.kinds for form in (pair.old, pair.new))


def _items_below(pair: Pair) -> Iterator[Below]:
    if pair.old.items and pair.new.items:
        yield ANY_ITEM, pair.old.items, pair.new.items
    for index, (old, new) in enumerate(zip(pair.old.prefix, pair.new.prefix, strict=False)):
        yield index, (old,), (new,)
