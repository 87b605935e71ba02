"""Of which shape is a JSON value, whatever stands in it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from mockserver.contract.replay.names import is_date, is_unmistakable
from mockserver.pointers import is_number, json_type, pointer_of

MAX_DEPTH = 60
"""How deep values are looked at."""

Steps = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """The types that a value has, its members, each with whether it is always there, and the shape of its items."""

    types: frozenset[str]
    members: Mapping[str, tuple[Shape, bool]] = field(default_factory=dict)
    items: Shape | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which an answer is another than before; `pointer` is where."""

    code: str
    message: str
    pointer: str = ""


def shape_of(value: Any, depth: int = 0) -> Shape:
    """Items of a list have one shape together, and so have records by their keys; numbers are of one type."""
    kind = json_type(value)
    types = frozenset({"number" if kind == "integer" else kind})
    if depth >= MAX_DEPTH:
        return Shape(types)
    if isinstance(value, Mapping) and value and all(map(_is_key, value)):
        return Shape(types, items=reduce(_merged, (shape_of(inner, depth + 1) for inner in value.values())))
    if isinstance(value, Mapping):
        return Shape(types, {str(name): (shape_of(inner, depth + 1), True) for name, inner in value.items()})
    if isinstance(value, list) and value:
        return Shape(types, items=reduce(_merged, (shape_of(item, depth + 1) for item in value)))
    return Shape(types)


def _is_key(name: str) -> bool:
    """Whether a member's name is a key of records rather than a word."""
    return is_number(name) or is_unmistakable(name) or is_date(name)


def _merged(one: Shape, other: Shape) -> Shape:
    both_objects = "object" in one.types and "object" in other.types
    members: dict[str, tuple[Shape, bool]] = {}
    for name in dict.fromkeys((*one.members, *other.members)):
        first, second = one.members.get(name), other.members.get(name)
        if first is None or second is None:
            shape, always = first or second or (one, False)
            members[name] = (shape, always and not both_objects)
        else:
            members[name] = (_merged(first[0], second[0]), first[1] and second[1])
    items = one.items and other.items and _merged(one.items, other.items)
    return Shape(one.types | other.types, members, items or one.items or other.items)


def differences(recorded: Shape, given: Shape, steps: Steps = ()) -> Iterator[Difference]:
    """How a shape is another than the recorded one: members gone and new, types changed."""
    if not given.types <= recorded.types:
        message = f"was {_told(recorded.types)}, is {_told(given.types)}"
        yield Difference("type-changed", message, pointer_of(steps))
    if "object" in recorded.types and "object" in given.types:
        yield from _of_members(recorded, given, steps)
    if recorded.items is not None and given.items is not None:
        yield from differences(recorded.items, given.items, (*steps, "*"))


def _of_members(recorded: Shape, given: Shape, steps: Steps) -> Iterator[Difference]:
    for name, (shape, was_always) in recorded.members.items():
        inner = (*steps, name)
        found = given.members.get(name)
        if found is None:
            if was_always:
                yield Difference("member-gone", f"the member '{name}' is gone", pointer_of(inner))
            continue
        if was_always and not found[1]:
            yield Difference("member-gone", f"the member '{name}' is gone from some items", pointer_of(inner))
        yield from differences(shape, found[0], inner)
    for name, (shape, _) in given.members.items():
        if name not in recorded.members:
            message = f"the member '{name}' is new: {_told(shape.types)}"
            yield Difference("member-new", message, pointer_of((*steps, name)))


def _told(types: Iterable[str]) -> str:
    return " or ".join(sorted(types))
