"""What differs between the branches of `oneOf` and `anyOf`, before and after?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.contract.diff.codes import Sense
from mockserver.contract.diff.form import Form, Parts, Union, form_of, plain
from mockserver.contract.diff.local import Local, Pair, flat, is_union, sense_named, sense_of
from mockserver.contract.diff.members import Below
from mockserver.contract.diff.sameness import Sameness
from mockserver.model import Direction, Schema
from mockserver.pointers import steps_of

DEPTH = 3
"""How far below a branch is looked to see which other it is."""


@dataclass(frozen=True, slots=True)
class _Matched:
    """Which branches belong together, and which are alone."""

    pairs: list[tuple[Schema, Schema]]
    gone: list[Schema]
    fresh: list[Schema]


def choice_differences(pair: Pair, known: str, sameness: Sameness) -> Iterator[Local]:
    """Which branches came and went. `known` is how all that is valid changed, where that could be told."""
    if not (is_union(pair.old) or is_union(pair.new)):
        return
    old, new = _only(pair.old), _only(pair.new)
    if old is None or new is None:
        yield from _between(pair, known)
        return
    yield from _null(pair, old, new)
    found = _matched(old, new, pair.direction, sameness)
    gone = found.gone if known not in ("wider", "same") else []
    fresh = found.fresh if known not in ("narrower", "same") else []
    if gone or fresh:
        words = " and ".join(
            part
            for part in (
                f"may not be {_names(gone)} any more" if gone else "",
                f"may be {_names(fresh)}, too" if fresh else "",
            )
            if part
        )
        yield pair.leaf("choice", sense_of(gone, fresh), words, (new if fresh else old).keyword)
    if old.keyword != new.keyword and known not in ("", "same") and not (gone or fresh or found.pairs):
        yield pair.leaf("choice", sense_named(known), f"is chosen by '{new.keyword}', not '{old.keyword}'", new.keyword)
    if flat(old.discriminator) != flat(new.discriminator) and _name(old) != _name(new):
        words = f"is told apart by '{_name(new)}', not '{_name(old)}'" if _name(new) else "is no longer told apart"
        yield pair.leaf("choice", sense_named(known), words, "discriminator")


def _only(form: Form) -> Union | None:
    return form.unions[0] if len(form.unions) == 1 else None


def _name(union: Union) -> str:
    stated = union.discriminator.get("propertyName") if isinstance(union.discriminator, Mapping) else None
    return str(stated) if stated else ""


def _between(pair: Pair, known: str) -> Iterator[Local]:
    """A choice in the place of none, none in the place of one, or several choices at once."""
    words = "is one of several now" if not is_union(pair.old) else "is no choice any more"
    words = "is chosen in another way" if is_union(pair.old) and is_union(pair.new) else words
    union = (pair.new.unions or pair.old.unions)[0]
    if pair.old.unions and pair.new.unions and not known and _texts(pair.old) == _texts(pair.new):
        return
    unknown: Sense = "wider" if not pair.old.unions else "narrower" if not pair.new.unions else "changed"
    sense = sense_named(known) if known else unknown
    yield pair.leaf("choice", sense, words, union.keyword)


def _texts(form: Form) -> list[bytes]:
    return [flat([branch.node for branch in union.branches]) for union in form.unions]


def _null(pair: Pair, old: Union, new: Union) -> Iterator[Local]:
    if old.nullable is not new.nullable:
        words = "may be null" if new.nullable else "may not be null any more"
        yield pair.leaf("null", "wider" if new.nullable else "narrower", words, new.keyword)


def choice_below(pair: Pair, sameness: Sameness) -> Iterator[Below]:
    """The branches that belong together."""
    for old, new in zip(pair.old.unions, pair.new.unions, strict=False):
        for one, other in _matched(old, new, pair.direction, sameness).pairs:
            yield None, (one,), (other,)


def _matched(old: Union, new: Union, direction: Direction, sameness: Sameness) -> _Matched:
    """The branches that are the same, those of one name or outline, those of one kind, and those that look alike."""
    gone, fresh = list(old.branches), list(new.branches)
    pairs: list[tuple[Schema, Schema]] = []

    def same(one: Schema, other: Schema) -> bool:
        return sameness.same(plain((one,)), plain((other,)))

    def of_one_kind(one: Schema, other: Schema) -> bool:
        certain = _certain(one, direction)
        return bool(certain) and certain == _certain(other, direction)

    def like(one: Schema, other: Schema) -> bool:
        return _outline((one,), direction, DEPTH) == _outline((other,), direction, DEPTH)

    def alike(one: Schema, other: Schema) -> bool:
        return _alike(one, other, direction)

    tests: tuple[Callable[[Schema, Schema], bool], ...] = (same, _of_one_name, like, of_one_kind, alike)
    for test in tests:
        for one in list(gone):
            other = next((branch for branch in fresh if test(one, branch)), None)
            if other is not None:
                pairs.append((one, other))
                gone.remove(one)
                fresh.remove(other)
    if len(gone) == len(fresh) == 1 and _may_be_same(gone[0], fresh[0], direction):
        return _Matched([*pairs, (gone[0], fresh[0])], [], [])
    return _Matched(pairs, gone, fresh)


def _of_one_name(one: Schema, other: Schema) -> bool:
    return _called(one) != "" and _called(one) == _called(other)


def _called(branch: Schema) -> str:
    """The name of a branch: of what it refers to, or its title; of what it is put together from, where it is that."""
    node = branch.node
    if not isinstance(node, Mapping):
        return ""
    target, title = node.get("$ref"), node.get("title")
    if isinstance(target, str):
        return (steps_of(target) or ("",))[-1]
    if isinstance(title, str):
        return title
    return " with ".join(filter(None, map(_called, branch.branches("allOf"))))


def _outline(parts: Parts, direction: Direction, depth: int) -> frozenset[tuple[str, object]]:
    """What a branch looks like from afar, however it is put together."""
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


def _certain(branch: Schema, direction: Direction) -> dict[str, dict[bytes, Any]]:
    """The members that have one certain value, which often tells a branch from the others."""
    found = ((name, form_of(each, direction).values) for name, each in form_of((branch,), direction).properties.items())
    return {name: values for name, values in found if values is not None and len(values) == 1}


def _alike(one: Schema, other: Schema, direction: Direction) -> bool:
    """Whether two branches without names are of the same type, and objects have most of their members in common."""
    old, new = form_of((one,), direction), form_of((other,), direction)
    if old.kinds != new.kinds or old.kinds is None:
        return False
    if any(_differ(old.properties[name], new.properties.get(name, ()), direction) for name in old.properties):
        return False
    if "array" in old.kinds and _of_items(old, direction) != _of_items(new, direction):
        return False
    names, others = set(old.properties), set(new.properties)
    if "object" not in old.kinds or not (names and others):
        return (old.values is None) is (new.values is None)
    return 2 * len(names & others) > max(len(names), len(others))


def _of_items(form: Form, direction: Direction) -> tuple[frozenset[str] | None, int]:
    """What tells one list from another: the types of its items, and how many choices each has."""
    items = form_of(form.items, direction)
    return items.kinds, len(items.unions)


def _may_be_same(one: Schema, other: Schema, direction: Direction) -> bool:
    """Whether the last two branches are objects that nothing tells apart, with some members in common."""
    if _called(one) or _called(other):
        return False
    old, new = form_of((one,), direction), form_of((other,), direction)
    shared = old.properties.keys() & new.properties.keys()
    return (
        old.kinds == new.kinds
        and bool(shared)
        and not any(_differ(old.properties[name], new.properties[name], direction) for name in shared)
    )


def _differ(old: Parts, new: Parts, direction: Direction) -> bool:
    """Whether a member is one certain value in each branch, and another."""
    before, after = (form_of(parts, direction).values for parts in (old, new))
    return before is not None and after is not None and len(before) == len(after) == 1 and before.keys() != after.keys()


def _names(branches: Parts | list[Schema]) -> str:
    told = [f"'{_called(branch)}'" if _called(branch) else _kind(branch) for branch in branches]
    return ", ".join(told[:5]) + (f" or {len(told) - 5} more" if len(told) > 5 else "")


def _kind(branch: Schema) -> str:
    types = sorted(branch.types())
    return " or ".join(types) if types else "another value"
