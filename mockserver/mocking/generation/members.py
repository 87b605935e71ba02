"""Which members does an object get?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from mockserver.mocking.generation.dice import Dice
from mockserver.mocking.generation.kit import Kit
from mockserver.mocking.generation.shape import Parts, Shape
from mockserver.mocking.generation.texts import candidates
from mockserver.mocking.generation.words import key
from mockserver.mocking.generation.writing import written

MAX_MEMBERS = 20_000
_ENTRIES = 2
_NAME_TRIALS = 60


def member_names(
    kit: Kit, shape: Shape, dice: Dice, *, wanted: Callable[[str], bool], without: frozenset[str] = frozenset()
) -> list[str] | None:
    """The names of an object's members; `wanted` tells which optional ones it gets, `without` which it must not.

    None where there are not enough names.
    """
    members = shape.members
    avoided = shape.avoid | without - members.required.keys()
    names = {
        name: None
        for name in members.declared
        if name in members.required or (name not in avoided and wanted(name) and is_possible(kit, shape, name))
    }
    names.update(members.required)
    _add_needed(shape, names, members.required)
    names = _trimmed(shape, names)
    if not members.declared and wanted(""):
        names.update(dict.fromkeys(islice(_others(kit, shape, names, avoided, dice, mapped=True), _room(shape, names))))
    missing = members.least - len(names)
    if missing > MAX_MEMBERS:
        return None
    if missing > 0:
        names.update(dict.fromkeys(islice(_others(kit, shape, names, avoided, dice, mapped=False), missing)))
    return list(names) if len(names) >= members.least else None


def is_possible(kit: Kit, shape: Shape, name: str) -> bool:
    """Whether a member may have the name, as far as can be told without making it."""
    if name in shape.members.hidden or kit.shape(parts_of(kit, shape, name)).impossible:
        return False
    return all(kit.admits(kit.shape((schema,)), name) for schema in shape.members.names)


def parts_of(kit: Kit, shape: Shape, name: str) -> Parts:
    return shape.members.at(name, kit.matches)


def _room(shape: Shape, names: Iterable[str]) -> int:
    """How many entries an object gets that is a map."""
    most = shape.members.most
    return _ENTRIES if most is None else max(0, min(_ENTRIES, most - len(list(names))))


def _add_needed(shape: Shape, names: dict[str, None], required: Iterable[str]) -> None:
    """Add what members need beside them, or drop those that need what may not be there."""
    firm = set(required)
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        needed = [other for trigger, others in shape.members.needs if trigger == name for other in others]
        if name not in firm and not shape.avoid.isdisjoint(needed):
            names.pop(name, None)
            continue
        new = [other for other in needed if other not in names]
        names.update(dict.fromkeys(new))
        waiting.extend(new)


def _trimmed(shape: Shape, names: dict[str, None]) -> dict[str, None]:
    """The names without the last optional ones where they are too many."""
    most = shape.members.most
    if most is None or len(names) <= most:
        return names
    firm = dict(shape.members.required)
    _add_needed(shape, firm, shape.members.required)
    for name in names:
        more = {**firm, name: None}
        _add_needed(shape, more, shape.members.required)
        if len(more) <= most:
            firm = more
    return {name: None for name in (*names, *firm) if name in firm}


def _others(
    kit: Kit, shape: Shape, names: dict[str, None], avoided: frozenset[str], dice: Dice, *, mapped: bool
) -> Iterator[str]:
    """Further names that members may have; with `mapped` only those that a schema is given for."""
    given = set(names) | avoided | {trigger for trigger, _ in shape.members.needs}
    found = _described(kit, shape, dice) if mapped else _any(kit, shape, dice)
    for name in islice(found, _NAME_TRIALS + 4 * shape.members.least):
        if name not in given and is_possible(kit, shape, name):
            given.add(name)
            yield name


def _described(kit: Kit, shape: Shape, dice: Dice) -> Iterator[str]:
    for owner in shape.members.owners:
        for pattern, _ in owner.patterns:
            yield from islice(_matching(kit, pattern, dice), 1)
        if owner.additional is not None and kit.shape((owner.additional,)).described:
            yield from _free(kit, shape, dice)


def _any(kit: Kit, shape: Shape, dice: Dice) -> Iterator[str]:
    yield from shape.members.declared
    for owner in shape.members.owners:
        for pattern, _ in owner.patterns:
            yield from _matching(kit, pattern, dice)
    yield from _free(kit, shape, dice)


def _matching(kit: Kit, pattern: str, dice: Dice) -> Iterator[str]:
    for draw in range(4):
        yield from (text for text in written(pattern, dice.child(pattern, draw)) if kit.matches(pattern, text))


def _free(kit: Kit, shape: Shape, dice: Dice) -> Iterator[str]:
    """Names that nothing in the document gives, as the names' own schemas ask for them."""
    drawn = dice.child("key")
    for schema in shape.members.names:
        names = kit.shape((schema,))
        yield from (name for name in names.allowed or () if isinstance(name, str))
        for draw in range(4 + shape.members.least):
            yield from candidates(names.texts, name="", owner="", dice=drawn.child(draw))
    if not shape.members.names:
        number = 0
        while True:
            yield key(drawn) if number < _NAME_TRIALS else f"{key(drawn)}{number}"
            number += 1
