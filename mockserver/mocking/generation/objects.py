"""How is an object made?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.mocking.counts import counted
from mockserver.mocking.generation.kit import Kit
from mockserver.mocking.generation.making import ImpossibleValueError, Maker
from mockserver.mocking.generation.members import member_names, parts_of
from mockserver.mocking.generation.shape import Parts, Shape
from mockserver.mocking.generation.spot import Spot
from mockserver.mocking.generation.values import is_composite
from mockserver.model import ABSENT

_DRAWS = 3
_ROOMY = 10
_MAX_UNFIT = 5
_UNNAMED = "other"
_NOTHING: frozenset[str] = frozenset()
_PROBES: tuple[Any, ...] = ("none", 0, True, [], {}, None)


def objects(maker: Maker, shape: Shape, spot: Spot) -> Iterator[dict[str, Any]]:
    """Objects of a shape: with all documented members, then with fewer.

    Where a value must not fit some rivals, members that these need are left out, and at last members are added that
    these forbid.
    """
    shy = _needed_by_rivals(maker.kit, shape)
    seen: set[tuple[str, ...]] = set()
    for draw in range(_DRAWS if shape.hard and spot.budget >= _ROOMY else 1):
        drawn = spot if draw == 0 else spot.redrawn(draw)
        for lean, without in ((maker.lean or spot.poor, _NOTHING), (False, shy), (True, _NOTHING)):
            drawn = drawn.cheaper(min(len(seen), 1))
            names = _names(maker, shape, drawn, lean=lean, without=without)
            if names is None or (not shape.hard and tuple(names) in seen):
                continue
            seen.add(tuple(names))
            try:
                made = _made(maker, shape, drawn, names)
            except ImpossibleValueError:
                continue
            yield made
            if shape.rivals:
                yield {**made, **_unfit_for_rivals(maker.kit, shape)}


def _names(maker: Maker, shape: Shape, spot: Spot, *, lean: bool, without: frozenset[str]) -> list[str] | None:
    kit = maker.kit

    def wanted(name: str) -> bool:
        if lean or maker.left_out((*spot.path, name)):
            return False
        return not name or not maker.recurs(kit.shape(parts_of(kit, shape, name)), spot)

    return member_names(kit, shape, spot.dice.child("names"), wanted=wanted, without=without)


def _made(maker: Maker, shape: Shape, spot: Spot, names: list[str]) -> dict[str, Any]:
    kit = maker.kit
    parts = {name: parts_of(kit, shape, name) for name in names}
    composite = sum(is_composite(kit.shape(parts[name]).types) for name in names)
    budget = (spot.budget - len(names)) // max(1, composite)
    found: dict[str, Any] = {}
    for name in names:
        try:
            found[name] = _member(maker, shape, parts[name], spot.member(name, budget), spot)
        except ImpossibleValueError:
            if not maker.lenient and (name in shape.members.required or len(names) <= shape.members.least):
                raise

    def may_be(name: str, number: int) -> bool:
        said = kit.shape(parts[name])
        return not said.stated and not said.defaults and said.allowed is None and kit.admits(said, number)

    return {**found, **counted(found, may_be)}


def _member(maker: Maker, shape: Shape, parts: Parts, spot: Spot, owner: Spot) -> Any:
    given = maker.given(shape, parts, spot, owner)
    if given is not ABSENT:
        return given
    return maker.value(parts, spot) if spot.name in shape.members.required else maker.tried(parts, spot)


def _needed_by_rivals(kit: Kit, shape: Shape) -> frozenset[str]:
    """For each rival a member that it needs and the shape does not."""
    found: set[str] = set()
    for rival in shape.rivals:
        needed = kit.shape((rival,)).members.required
        name = next((name for name in needed if name not in shape.members.required), None)
        if name is not None and found.isdisjoint(needed):
            found.add(name)
    return frozenset(found)


def _unfit_for_rivals(kit: Kit, shape: Shape) -> Mapping[str, Any]:
    """For each rival a member that it does not allow, as far as the shape leaves room for one."""
    if shape.unfit is None:
        found: dict[str, Any] = {}
        for rival in shape.rivals:
            against = kit.shape((rival,))
            for taken in ({*shape.members.declared, *found}, {*found}):
                name, value = _unfit_member(kit, shape, against, taken, 0)
                if name is not None:
                    found[name] = value
                    break
        shape.unfit = found
    return shape.unfit


def _unfit_member(kit: Kit, own: Shape, against: Shape, taken: set[str], depth: int) -> tuple[str | None, Any]:
    """A member, and its value, that one shape admits and the other does not; at last a nameless one."""
    for name in (*against.members.declared, _UNNAMED):
        if name not in taken and name not in own.members.hidden:
            value = _unfit(kit, kit.shape(parts_of(kit, own, name)), kit.shape(parts_of(kit, against, name)), depth + 1)
            if value is not ABSENT:
                return name, value
    return None, ABSENT


def _unfit(kit: Kit, own: Shape, against: Shape, depth: int) -> Any:
    """A value that one shape admits and the other does not, at last because of what is in it."""
    if own.impossible or own.choices or depth > _MAX_UNFIT:
        return ABSENT
    found = next((v for v in _PROBES if kit.admits(own, v) and not _accepted(kit, against, v)), ABSENT)
    if found is not ABSENT:
        return found
    if kit.admits(own, {}) and against.members.declared:
        name, value = _unfit_member(kit, own, against, set(), depth)
        return ABSENT if name is None else {name: value}
    if kit.admits(own, [None]) and against.items.described:
        value = _unfit(kit, kit.shape(own.items.at(0)), kit.shape(against.items.at(0)), depth + 1)
        return ABSENT if value is ABSENT else [value]
    return ABSENT


def _accepted(kit: Kit, shape: Shape, value: Any) -> bool:
    if shape.impossible or not kit.admits(shape, value):
        return False
    return not shape.choices or all(kit.fits(part, value) is not False for part in shape.parts)
