"""Where does a filled body differ from its template, and what is left of one without some of its members?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mockserver.mocking.errors.stated import Place
from mockserver.model import ABSENT


def changed(template: Any, body: Any, at: Place = ()) -> list[Place]:
    """The places at which two values differ, each item of a list at `0`; a list of another length is one too."""
    if isinstance(template, dict) and isinstance(body, dict):
        found: list[Place] = []
        for name in (*template, *(name for name in body if name not in template)):
            both = name in template and name in body
            found += changed(template[name], body[name], (*at, name)) if both else [(*at, name)]
        return found
    if isinstance(template, list) and isinstance(body, list) and template and body:
        inner = [place for item in body for place in changed(template[0], item, (*at, "0"))]
        return [*([at] if len(template) != len(body) else []), *dict.fromkeys(inner)]
    return [at] if template != body else []


def without(value: Any, places: Iterable[Place]) -> Any:
    """The value without what stands at some places; without the object around it, where nothing stands there."""
    for place in sorted(places, key=len, reverse=True):
        value = _without(value, place) if value_within(value, place) is not ABSENT else _without(value, place[:-1])
    return value


def value_within(value: Any, place: Place) -> Any:
    """What stands at a place; ABSENT where nothing does."""
    for step in place:
        if isinstance(value, list) and step == "0" and value:
            value = value[0]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return ABSENT
    return value


def replaced(value: Any, place: Place, by: Any) -> Any:
    """The value with another one at a place that it has."""
    if not place:
        return by
    if isinstance(value, list) and place[0] == "0":
        return [replaced(item, place[1:], by) for item in value]
    if isinstance(value, dict) and place[0] in value:
        return {**value, place[0]: replaced(value[place[0]], place[1:], by)}
    return value


def _without(value: Any, place: Place) -> Any:
    if not place:
        return value
    if isinstance(value, list) and place[0] == "0":
        return [_without(item, place[1:]) for item in value] if len(place) > 1 else []
    if isinstance(value, dict) and place[0] in value:
        if len(place) == 1:
            return {name: member for name, member in value.items() if name != place[0]}
        return {**value, place[0]: _without(value[place[0]], place[1:])}
    return value
