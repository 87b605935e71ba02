"""How is an array made?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from mockserver.mocking.generation.making import ImpossibleValueError, Maker
from mockserver.mocking.generation.shape import Items, Parts, Shape
from mockserver.mocking.generation.spot import Spot
from mockserver.mocking.generation.values import identity, is_composite
from mockserver.model import ABSENT

MAX_ITEMS = 20_000
_DRAWS = 12
_PER_DRAW = 30
_ROOMY = 40
_LITTLE = 10
_SHALLOW = 2


def arrays(maker: Maker, shape: Shape, spot: Spot) -> Iterator[list[Any]]:
    """Arrays of a shape: with an item or two, then with as few as may be, then with what must be contained in front."""
    items = shape.items
    least = max(items.least, 0)
    if least > MAX_ITEMS:
        return
    usual = least if maker.lean else _usual(maker, items, spot)
    seen: set[tuple[int, int]] = set()
    for draw in range(_DRAWS if shape.hard and spot.budget >= _LITTLE else 1):
        drawn = spot if draw == 0 else spot.redrawn(draw)
        for count, start in ((usual, items.first), (least, items.first), (usual, 0), (least, 0)):
            if not shape.hard and (count, 0) in seen:
                continue
            seen.add((count, 0))
            try:
                yield _made(maker, items, drawn, count, start)
            except ImpossibleValueError:
                continue


def _usual(maker: Maker, items: Items, spot: Spot) -> int:
    """How many items there are where nothing is said against it."""
    parts = items.at(items.first)
    wanted = 0
    if parts and items.described:
        shape = maker.kit.shape(parts)
        roomy = spot.budget >= _ROOMY and spot.depth <= _SHALLOW
        wanted = 0 if maker.recurs(shape, spot) else 1 + roomy
        if spot.poor and is_composite(shape.types):
            wanted = 0
    count = max(items.least, items.first + wanted)
    return count if items.most is None else max(items.least, min(count, items.most))


def _made(maker: Maker, items: Items, spot: Spot, count: int, start: int) -> list[Any]:
    """An array whose contained items begin at a place."""
    contained = _placed(items, count, start)
    count = max(count, *(place + 1 for place in contained), 0)
    budget = (spot.budget - count) // max(1, count)
    found: list[Any] = []
    seen: set[object] = set()
    for place in range(count):
        parts = (*items.at(place), *contained.get(place, ()))
        try:
            value = _item(maker, parts, spot, place, budget, seen if items.unique else None)
        except ImpossibleValueError:
            if place < items.least or any(other >= place for other in contained):
                raise
            break
        if identity(value) in seen and place >= items.least and place not in contained:
            continue
        seen.add(identity(value))
        found.append(value)
    return found


def _placed(items: Items, count: int, start: int) -> dict[int, Parts]:
    """What must be contained, at places from `start` on; where there are too few, several share a place."""
    places: dict[int, Parts] = {}
    place = start
    for contained in items.contained:
        for _ in range(min(contained.least, MAX_ITEMS)):
            if items.most is not None and place >= items.most:
                place = 0
            places[place] = (*places.get(place, ()), contained.schema)
            place += 1
    return places


def _item(maker: Maker, parts: Parts, spot: Spot, place: int, budget: int, taken: set[object] | None) -> Any:
    """The item at a place; one that is not among those taken, where these are given."""
    if taken is None:
        return maker.value(parts, spot.item(place, 0, budget))
    first = maker.value(parts, spot.item(place, 0, budget))
    if identity(first) not in taken:
        return first
    for draw in range(1, _DRAWS):
        found = islice(maker.values(parts, spot.item(place, draw, budget)), _PER_DRAW)
        value = next((value for value in found if identity(value) not in taken), ABSENT)
        if value is not ABSENT:
            return value
    raise ImpossibleValueError
