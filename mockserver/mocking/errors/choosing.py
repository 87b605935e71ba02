"""Which alternative of a schema, or which example of a body, speaks most of what is wrong?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.mocking.errors.codes import fit
from mockserver.mocking.errors.roles import are_entries, roles_of
from mockserver.mocking.errors.spots import Spot
from mockserver.mocking.errors.trouble import Trouble
from mockserver.mocking.errors.vocabulary import ASIDE, HELP, Role, is_entries, is_message, plain, within
from mockserver.mocking.generation.words import tokens

MAX_DEPTH = 8

_DEPTH_OF_A_CHOICE = 3
"""How much of the depth a choice of branches takes, as there are many more places below it."""

_LONG = 60
"""How many characters a text has that may be a code."""

_HAS_A_PLACE = 12
"""What a place for the message counts: more than a general code, less than one of just what is wrong."""


WAYS = frozenset(("pointer", "parameter", "header"))
"""In which words a place is told that may be in different parts of a request."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A template with its place, the texts and numbers in it that may be codes, all of its words, whether it has a
    place for a message, whether that is no usual one, and in which ways it tells a place.
    """

    name: str
    template: Any
    spot: Spot
    codes: tuple[str | int, ...]
    words: frozenset[str]
    tells: bool
    anyhow: bool
    ways: frozenset[str]


def choice_of(name: str, template: Any, spot: Spot, depth: int = 0, *, entry: bool = False) -> Choice:
    texts = tuple(_texts(template, 0))
    codes = tuple(text for text in texts if isinstance(text, int) or len(text) <= _LONG)
    words = frozenset(word for text in (name, *map(str, texts)) for word in tokens(text))
    ways = WAYS.intersection(map(plain, template)) if isinstance(template, dict) else frozenset[str]()
    told = has_a_place(template, spot, depth, entry=entry)
    tells = told or has_a_place(template, spot, depth, entry=entry, anyhow=True)
    return Choice(name, template, spot, codes, words, tells, not told, ways)


def speaks_of(choice: Choice, trouble: Trouble) -> int:
    """How much a template is about what is wrong."""
    mentioned = bool(trouble.violations) and trouble.first.name.lower() in choice.words
    codes = 2 * max((fit(code, trouble) for code in choice.codes), default=0)
    right = bool(choice.ways) and way_of(trouble) in choice.ways
    return 2 * fit(choice.name, trouble) + codes + 3 * mentioned + 3 * right + _HAS_A_PLACE * choice.tells


def way_of(trouble: Trouble) -> str:
    """In which way the place that is wrong is told; empty where it is in no part of the request."""
    part = str(next(iter(trouble.first.location), "")) if trouble.violations else ""
    return {"body": "pointer", "header": "header"}.get(part, "parameter" if part in ("query", "path", "cookie") else "")


def fitting(value: dict[str, Any], spot: Spot, trouble: Trouble) -> tuple[dict[str, Any], Spot]:
    """The value and its place, each of the alternative that fits best; that of the value, if it is an example."""
    if not spot.alternatives:
        return value, spot
    if value in spot.plain:
        choices = spot.once(_choices)
        if choices:
            best = max(choices, key=lambda choice: speaks_of(choice, trouble))
            return best.template, best.spot
    own = (other for other in spot.alternatives if value.keys() <= other.names and _is_of(value, other))
    return value, next(own, spot)


def _choices(spot: Spot) -> tuple[Choice, ...]:
    """The alternatives of an object of which a plain value is valid."""
    made = ((other, other.made) for other in spot.alternatives)
    return tuple(
        choice_of("", value, other, _DEPTH_OF_A_CHOICE, entry=True)
        for other, value in made
        if isinstance(value, dict) and other.accepts(value)
    )


def _is_of(value: Mapping[str, Any], spot: Spot) -> bool:
    """Whether the texts of a value are among those that an alternative lists."""
    listed = ((text, spot.member(name).choices) for name, text in value.items() if isinstance(text, str))
    return all(not choices or text in choices for text, choices in listed)


def has_a_place(
    template: Any, spot: Spot, depth: int = 0, *, entry: bool = False, role: Role | None = None, anyhow: bool = False
) -> bool:
    """Whether a message can be told in a body; `role` is what it tells itself by its name; `anyhow`: in the likeliest
    place, too.
    """
    if isinstance(template, str):
        return not spot.choices
    if isinstance(template, list):
        first = template[0] if template else None
        if not template or (not depth and isinstance(first, dict) and not are_entries("", None, first, spot.items)):
            return False
        return has_a_place(first, spot.items, depth + 1, entry=True, role=role, anyhow=anyhow)
    if not isinstance(template, dict) or depth > MAX_DEPTH:
        return False
    if spot.alternatives and template in spot.plain:
        below = depth + _DEPTH_OF_A_CHOICE
        return any(has_a_place(other.made, other, below, entry=entry, role=role) for other in spot.alternatives)
    roles = roles_of(template, spot, entry=entry, within=role, anyhow=anyhow and not depth)
    if any(found == "message" and not spot.member(name).choices for name, found in roles.items()):
        return True
    return any(
        has_a_place(value, spot.member(name), depth + 1, role=within(name), anyhow=anyhow)
        for name, value in template.items()
        if _may_be_below(name, value, roles.get(name), spot.member(name)) or (anyhow and opens(name, value))
    )


def opens(name: str, value: Any) -> bool:
    """Whether a member that is about something else has the message nevertheless, if no other place is known."""
    return plain(name) not in HELP and isinstance(value, dict) and any(map(is_message, value))


def _may_be_below(name: str, value: Any, role: Role | None, spot: Spot) -> bool:
    if plain(name) in ASIDE:
        return False
    if isinstance(value, list) and value:
        return are_entries(name, role, value[0], spot.items) if isinstance(value[0], dict) else is_entries(name)
    return isinstance(value, dict)


def _texts(value: Any, depth: int) -> Iterator[str | int]:
    """The texts and numbers of a value."""
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        yield value
    elif isinstance(value, Mapping | list) and depth < MAX_DEPTH:
        members: Sequence[Any] = list(value.values()) if isinstance(value, Mapping) else value
        for member in members[:50]:
            yield from _texts(member, depth + 1)
