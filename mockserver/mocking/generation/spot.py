"""Where in the value that is being made does a part of it stand?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mockserver.mocking.generation.dice import Dice
from mockserver.mocking.generation.words import tokens
from mockserver.model import ABSENT, Location

MAX_DEPTH = 5
"""How deep what need not be there is still made."""

MAX_RECURRENCES = 2
"""How often a schema may stand within itself before what need not be there is left out."""

BUDGET = 200
"""How many values there may be below an entity, about."""

NOTHING_KNOWN: Mapping[str, Any] = {}
_IDENTITIES = {"id", "uuid", "guid"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the value, and what is left to spend there.

    `stack` names the schemas above; `known` are values that members of the next entity have, `listed` tells whether
    that entity is one of several, `within` whether an entity is above.
    """

    dice: Dice
    path: Location = ()
    depth: int = 0
    budget: int = BUDGET
    name: str = ""
    owner: str = ""
    stack: tuple[str, ...] = ()
    known: Mapping[str, Any] = field(default_factory=lambda: NOTHING_KNOWN)
    listed: bool = False
    within: bool = False

    @property
    def poor(self) -> bool:
        """Whether only what must be there is made."""
        return self.budget <= 0 or self.depth >= MAX_DEPTH

    def redrawn(self, draw: int) -> Spot:
        """The same place with other dice, and less to spend, so that many trials take hardly more than one."""
        return replace(self, dice=self.dice.child("draw", draw), budget=self.budget >> min(draw, 20))

    def cheaper(self, trial: int) -> Spot:
        """The same place with less to spend at each further trial."""
        return replace(self, budget=self.budget >> min(trial, 20)) if trial and self.budget > 0 else self

    def under(self, heads: tuple[str, ...]) -> Spot:
        return Spot(
            dice=self.dice,
            path=self.path,
            depth=self.depth,
            budget=self.budget,
            name=self.name,
            owner=self.owner,
            stack=(*self.stack, *heads),
            known=self.known,
            listed=self.listed,
            within=self.within,
        )

    def member(self, name: str, budget: int) -> Spot:
        return Spot(
            dice=self.dice.child("member", name),
            path=(*self.path, name),
            depth=self.depth + 1,
            budget=budget,
            name=name,
            owner=self.name or self.owner,
            stack=self.stack,
            known=NOTHING_KNOWN if self.within else self.known,
            listed=self.listed,
            within=self.within,
        )

    def item(self, index: int, draw: int, budget: int) -> Spot:
        return Spot(
            dice=self.dice.child("item", index, draw),
            path=(*self.path, index),
            depth=self.depth + 1,
            budget=budget,
            name=self.name,
            owner=self.owner,
            stack=self.stack,
            known=self.known,
            listed=True,
            within=self.within,
        )

    def entity(self, dice: Dice, known: Mapping[str, Any]) -> Spot:
        """The spot of an entity: the outermost one has all of the budget, wherever it stands."""
        if self.within:
            return replace(self, dice=dice, known=known)
        return replace(self, dice=dice, known=known, depth=0, budget=BUDGET, within=True)

    @property
    def index(self) -> int | None:
        """Its place in the nearest array, if it is in one."""
        return next((step for step in reversed(self.path) if isinstance(step, int)), None)


def is_identity(name: str) -> bool:
    """Whether a member of this name tells which entity an object is."""
    return "".join(tokens(name)) in _IDENTITIES


def known_value(name: str, known: Mapping[str, Any]) -> Any:
    """What is known of a member: under its own name, however that is written; else ABSENT."""
    if not known or name in known:
        return known.get(name, ABSENT)
    wanted = tokens(name)
    return next((value for key, value in known.items() if tokens(key) == wanted), ABSENT)


def known_identity(name: str, known: Mapping[str, Any], *, listed: bool) -> Any:
    """What is known of an entity's identity: under its own name or, unless it is one of several, the last value."""
    found = known_value(name, known)
    return list(known.values())[-1] if found is ABSENT and known and not listed else found


def in_types(value: Any, types: tuple[str, ...] | None) -> Any:
    """A known value in the type that a schema wants: text that is a number as a number, and the other way round."""
    if types is None:
        return value
    if isinstance(value, str) and "string" not in types and {"integer", "number"} & set(types):
        return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else value
    if isinstance(value, int) and not isinstance(value, bool) and "string" in types:
        return value if {"integer", "number"} & set(types) else str(value)
    return value
