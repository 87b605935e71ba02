"""How does a branch of a choice look, so that it is known again in the other version?"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property

from mockserver.contract.diff.form import Form, Parts, form_of, plain
from mockserver.contract.diff.sameness import Sameness
from mockserver.model import Direction, Schema
from mockserver.pointers import steps_of

DEPTH = 3
"""How far below a branch is looked to see which other it is."""

Pairs = list[tuple[Schema, Schema]]


class Branch:
    """A branch of a choice, which remembers how it looks: it is held against many others."""

    def __init__(self, schema: Schema, direction: Direction) -> None:
        self.schema = schema
        self._direction: Direction = direction

    @cached_property
    def called(self) -> str:
        return called(self.schema)

    @cached_property
    def plain(self) -> Parts:
        return plain((self.schema,))

    @cached_property
    def form(self) -> Form:
        return form_of((self.schema,), self._direction)

    @cached_property
    def outline(self) -> Hashable:
        """What it looks like from afar, however it is put together."""
        return _outline((self.schema,), self._direction, DEPTH)

    @cached_property
    def certain(self) -> dict[str, bytes]:
        """The members that have one certain value, which often tells a branch from the others."""
        found = ((name, form_of(each, self._direction).values) for name, each in self.form.properties.items())
        return {name: next(iter(values)) for name, values in found if values is not None and len(values) == 1}

    @cached_property
    def of_items(self) -> tuple[frozenset[str] | None, int]:
        """What tells one list from another: the types of its items, and how many choices each has."""
        items = form_of(self.form.items, self._direction)
        return items.kinds, len(items.unions)


def called(branch: Schema) -> str:
    """The name of a branch: of what it refers to, or its title; of what it is put together from, where it is that."""
    node = branch.node
    if not isinstance(node, Mapping):
        return ""
    target, title = node.get("$ref"), node.get("title")
    if isinstance(target, str):
        return (steps_of(target) or ("",))[-1]
    if isinstance(title, str):
        return title
    return " with ".join(filter(None, map(called, branch.branches("allOf"))))


def _outline(parts: Parts, direction: Direction, depth: int) -> frozenset[tuple[str, object]]:
    if not depth:
        return frozenset()
    form = form_of(parts, direction)
    others = form.additional if isinstance(form.additional, tuple) else ()
    members = ((name, _outline(each, direction, depth - 1)) for name, each in form.properties.items())
    choices = ((_outline((branch,), direction, depth - 1) for branch in union.branches) for union in form.unions)
    return frozenset(
        {
            ("types", form.kinds),
            ("values", None if form.values is None else frozenset(form.values)),
            ("members", frozenset(members)),
            ("others", _outline(others, direction, depth - 1) if others else form.additional),
            ("required", frozenset(form.required)),
            ("items", _outline(form.items, direction, depth - 1) if form.items else None),
            ("choices", frozenset(map(frozenset, choices))),
        }
    )


def matched(
    old: Parts, new: Parts, direction: Direction, sameness: Sameness
) -> tuple[Pairs, list[Schema], list[Schema]]:
    """Which branches belong together, and which went and came.

    The same ones do, then those of one name, of one outline, of one kind, and at last those that look alike.
    """
    gone, fresh = ([Branch(schema, direction) for schema in schemas] for schemas in (old, new))
    pairs: Pairs = []

    def same(one: Branch, other: Branch) -> bool:
        return sameness.same(one.plain, other.plain)

    tests: tuple[Callable[[Branch, Branch], bool], ...] = (same, _of_one_name, _of_one_outline, _of_one_kind, _alike)
    for test in tests:
        for one in list(gone):
            other = next((branch for branch in fresh if test(one, branch)), None)
            if other is not None:
                pairs.append((one.schema, other.schema))
                gone.remove(one)
                fresh.remove(other)
    if len(gone) == len(fresh) == 1 and _may_be_same(gone[0], fresh[0]):
        return [*pairs, (gone[0].schema, fresh[0].schema)], [], []
    return pairs, [branch.schema for branch in gone], [branch.schema for branch in fresh]


def _of_one_name(one: Branch, other: Branch) -> bool:
    return one.called != "" and one.called == other.called


def _of_one_outline(one: Branch, other: Branch) -> bool:
    return one.outline == other.outline


def _of_one_kind(one: Branch, other: Branch) -> bool:
    return bool(one.certain) and one.certain == other.certain


def _alike(one: Branch, other: Branch) -> bool:
    """Whether two branches without names are of the same type, and objects have most of their members in common."""
    old, new = one.form, other.form
    if old.kinds != new.kinds or old.kinds is None:
        return False
    if any(_differing(one, other)):
        return False
    if "array" in old.kinds and one.of_items != other.of_items:
        return False
    names, others = old.properties.keys(), new.properties.keys()
    if "object" not in old.kinds or not (names and others):
        return (old.values is None) is (new.values is None)
    return 2 * len(names & others) > max(len(names), len(others))


def _differing(one: Branch, other: Branch) -> Iterator[bool]:
    """Which members are one certain value in each branch, and another."""
    yield from (other.certain.get(name, certain) != certain for name, certain in one.certain.items())


def _may_be_same(one: Branch, other: Branch) -> bool:
    """Whether the last two branches are objects that nothing tells apart, with some members in common."""
    if one.called or other.called:
        return False
    shared = one.form.properties.keys() & other.form.properties.keys()
    return one.form.kinds == other.form.kinds and bool(shared) and not any(_differing(one, other))
