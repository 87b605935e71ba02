"""Which of the choices that an enum has is sent this time?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.contract.check.breaking import places, put
from mockserver.model import Schema

MOST = 50
"""In how many places of one value the choice is made."""

_STATED = ("example", "examples", "default")


def walked(schema: Schema, value: Any, number: int, accepts: Callable[[Any], bool]) -> Any:
    """The value with the choice of a number in each place that has several.

    So a few requests send every choice, whatever the seed. The first keeps what the specification gives as an example.
    """
    if number == 0 and _states(schema.resolved().node):
        return value
    found = [
        (at, choices)
        for part, at, inner in places(schema, value)
        if not isinstance(inner, dict | list) and (choices := _choices(part.node, number))
    ]
    for at, choices in found[:MOST]:
        changed = put(value, at, choices[number % len(choices)])
        if accepts(changed):
            value = changed
    return value


def _choices(node: Any, number: int) -> tuple[Any, ...]:
    stated = node.get("enum") if isinstance(node, Mapping) else None
    if not isinstance(stated, list) or (number == 0 and _states(node)):
        return ()
    return tuple(choice for choice in stated if isinstance(choice, str | int | float))


def _states(node: Any) -> bool:
    return isinstance(node, Mapping) and not node.keys().isdisjoint(_STATED)
