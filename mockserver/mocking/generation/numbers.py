"""Which number suits a field and its bounds?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from mockserver.mocking.generation.dice import Dice
from mockserver.mocking.generation.formats import moment
from mockserver.mocking.generation.shape import Numbers
from mockserver.mocking.generation.words import tokens

_CENT = Fraction(1, 100)
_TRIALS = 8
_LARGEST = 2**63

Wish = Callable[[Dice], Fraction]


def numbers(limits: Numbers, *, whole: bool, name: str, dice: Dice) -> Iterator[int | float]:
    """Numbers within limits, the most readable first: what the name asks for, then others between the bounds."""
    step = _step(limits, whole=whole)
    least, most = limits.span(step)
    if least is not None and most is not None and least > most and limits.step is None and not whole:
        step = _fine(limits)
        least, most = limits.span(step)
    if least is not None and most is not None and least > most:
        return
    for trial in range(_TRIALS):
        drawn = dice.child(trial)
        factor = round(_wish(name, limits, whole=whole)(drawn) / step)
        if (least is not None and factor < least) or (most is not None and factor > most):
            factor = _between(least, most, drawn, step)
        yield _plain(factor * step, whole=whole)


def _step(limits: Numbers, *, whole: bool) -> Fraction:
    """What all values are multiples of: cents where nothing else is asked for."""
    step = limits.step
    if not whole:
        return step or _CENT
    return Numbers(steps=[step, Fraction(1)]).step or Fraction(1) if step else Fraction(1)


def _fine(limits: Numbers) -> Fraction:
    """A step that is fine enough for bounds which are close together."""
    span = min(limit for limit, _ in limits.highs) - max(limit for limit, _ in limits.lows)
    return span / 2 if span > 0 else _CENT


def _between(least: int | None, most: int | None, dice: Dice, step: Fraction) -> int:
    reach = max(1, int(100 / step))
    if least is None:
        least = most - reach if most is not None else 0
    if most is None:
        most = least + reach
    return dice.between(least, min(most, least + max(reach, 1)))


def _plain(value: Fraction, *, whole: bool) -> int | float:
    """The number as JSON has it: integers without a point, and other whole numbers unless they have past 64 bits."""
    if value.denominator == 1 and (whole or -_LARGEST <= value.numerator < _LARGEST):
        return value.numerator
    return float(value)


def _wish(name: str, limits: Numbers, *, whole: bool) -> Wish:
    parts = tokens(name)
    if "unix-time" in limits.formats:
        return _moment
    for size in (2, 1):
        wish = _WISHES.get(" ".join(parts[-size:]))
        if wish is not None:
            return wish
    return _between_whole(1, 100) if whole else _cents(1, 100)


def _between_whole(low: int, high: int) -> Wish:
    return lambda dice: Fraction(dice.between(low, high))


def _cents(low: int, high: int) -> Wish:
    return lambda dice: Fraction(dice.between(low * 100, high * 100 - 1), 100)


def _degrees(low: int, high: int) -> Wish:
    return lambda dice: Fraction(dice.between(low * 10_000, high * 10_000), 10_000)


def _moment(dice: Dice) -> Fraction:
    return Fraction(int(moment(dice).timestamp()))


def _wishes() -> Mapping[str, Wish]:
    table: Mapping[str, Wish] = {
        "age": _between_whole(18, 80),
        "year": _between_whole(2020, 2026),
        "month": _between_whole(1, 12),
        "day": _between_whole(1, 28),
        "hour|hours": _between_whole(0, 23),
        "minute|minutes|second|seconds": _between_whole(0, 59),
        "price|cost|amount|fee|subtotal|balance|salary|total price|total amount|unit price|tax|discount": _cents(
            1, 250
        ),
        "quantity|count|total|stock|views|likes|followers|total count|total items|total results": _between_whole(1, 40),
        "latitude|lat": _degrees(35, 60),
        "longitude|lng|lon": _degrees(-9, 30),
        "rating|stars": _between_whole(1, 5),
        "score|percent|percentage|progress|rate": _between_whole(1, 100),
        "page|page number|current page|version|revision": _between_whole(1, 3),
        "pages|total pages|page count|last page": _between_whole(1, 9),
        "limit|page size|per page|size": _between_whole(10, 50),
        "offset|skip|start|index|position|order": _between_whole(0, 9),
        "port": _between_whole(8000, 9000),
        "width|height": _between_whole(100, 1200),
        "length|weight|depth|volume|distance": _cents(1, 90),
        "temperature|temp": _cents(10, 30),
        "timestamp|created|updated|modified|created at|updated at|expires|expires at|modified at": _moment,
        "status code|http status|response code": lambda dice: Fraction(200),
        "duration|timeout|interval|ttl": _between_whole(10, 600),
        "priority|level": _between_whole(1, 5),
        "id": _between_whole(1, 9999),
    }
    return {name: wish for names, wish in table.items() for name in names.split("|")}


_WISHES = _wishes()
