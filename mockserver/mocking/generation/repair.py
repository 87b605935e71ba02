"""What should the next walk do otherwise?"""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.mocking.generation.walk import Advice, Walk
from mockserver.model import Location, Violation

MAX_SKIPS = 8
_MAX_CONSIDERED = 50


def learn(advice: Advice, walk: Walk, violations: Iterable[Violation]) -> bool:
    """Advise against what led to the violations: at each one's place more care, another value, none, or all that above.

    False where nothing is left to be tried.
    """
    places = dict.fromkeys(_made(walk, violation.location) for violation in violations)
    learnt = [_advise(advice, walk, place) for place in list(places)[:_MAX_CONSIDERED]]
    return any(learnt)


def _made(walk: Walk, location: Location) -> Location:
    """The innermost place at which the walk made a value of its own."""
    while location and location not in walk.visited:
        location = location[:-1]
    return location


def _advise(advice: Advice, walk: Walk, place: Location) -> bool:
    while True:
        if place not in advice.doubted:
            advice.doubted.add(place)
            return True
        if place not in advice.exhausted and advice.skips.get(place, 0) < MAX_SKIPS:
            advice.skips[place] = advice.skips.get(place, 0) + 1
            return True
        if place in walk.optional and place not in advice.omitted:
            advice.omitted.add(place)
            return True
        if not place:
            return False
        place = _made(walk, place[:-1])
