"""What must a value be, with everything that holds for it at once?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import Any

from mockserver.model import Schema

Parts = tuple[Schema, ...]
"""Schemas that hold for one value together."""

NO_PARTS: Parts = ()
TYPES = ("object", "array", "string", "number", "integer", "boolean", "null")


@dataclass(slots=True)
class Numbers:
    """The bounds, each with whether it is itself left out, and the steps."""

    lows: list[tuple[Fraction, bool]] = field(default_factory=list)
    highs: list[tuple[Fraction, bool]] = field(default_factory=list)
    steps: list[Fraction] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)

    @property
    def step(self) -> Fraction | None:
        """The number that all values are multiples of."""
        if not self.steps:
            return None
        return Fraction(lcm(*(step.numerator for step in self.steps)), gcd(*(step.denominator for step in self.steps)))

    def span(self, step: Fraction) -> tuple[int | None, int | None]:
        """The least and the greatest multiple of a step, None where there is no bound."""
        low = max(self.lows, default=None)
        high = min(((limit, not left_out) for limit, left_out in self.highs), default=None)
        least = None if low is None else floor(low[0] / step) + 1 if low[1] else ceil(low[0] / step)
        most = None if high is None else floor(high[0] / step) if high[1] else ceil(high[0] / step) - 1
        return least, most


@dataclass(slots=True)
class Texts:
    """How long a text is and what it looks like."""

    least: int = 0
    most: int | None = None
    patterns: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)

    def holds(self, length: int) -> bool:
        return length >= self.least and (self.most is None or length <= self.most)


@dataclass(frozen=True, slots=True)
class Contained:
    """Items of which there must be some, but not too many."""

    schema: Schema
    least: int
    most: int | None


@dataclass(slots=True)
class Items:
    """How many items an array has, and what holds for each place in it."""

    least: int = 0
    most: int | None = None
    unique: bool = False
    rows: list[tuple[Parts, Schema | None]] = field(default_factory=list)
    contained: list[Contained] = field(default_factory=list)
    unevaluated: list[Schema] = field(default_factory=list)

    @property
    def first(self) -> int:
        """How many places have schemas of their own."""
        return max((len(prefix) for prefix, _ in self.rows), default=0)

    @property
    def described(self) -> bool:
        """Whether anything is said about further items."""
        return any(rest is not None for _, rest in self.rows)

    def at(self, index: int) -> Parts:
        """What holds for the item at a place."""
        found = [prefix[index] if index < len(prefix) else rest for prefix, rest in self.rows]
        return tuple(schema for schema in found if schema is not None) or tuple(self.unevaluated)


@dataclass(frozen=True, slots=True)
class Owner:
    """One schema's say about members."""

    properties: Mapping[str, Schema]
    patterns: tuple[tuple[str, Schema], ...] = ()
    additional: Schema | None = None


@dataclass(slots=True)
class Members:
    """How many members an object has, which, and what holds for each.

    `hidden` may not be shown; `expected` are values that a discriminator asks for.
    """

    least: int = 0
    most: int | None = None
    required: dict[str, None] = field(default_factory=dict)
    owners: list[Owner] = field(default_factory=list)
    names: list[Schema] = field(default_factory=list)
    needs: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    unevaluated: list[Schema] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    expected: dict[str, Any] = field(default_factory=dict)

    @property
    def declared(self) -> dict[str, None]:
        """The names that are documented and may be shown, in their order."""
        return {name: None for owner in self.owners for name in owner.properties if name not in self.hidden}

    def at(self, name: str, matches: Callable[[str, str], bool]) -> Parts:
        """What holds for a member; `matches` tells whether a pattern is found in a name."""
        found: list[Schema] = []
        for owner in self.owners:
            own = [schema for pattern, schema in owner.patterns if matches(pattern, name)]
            if name in owner.properties:
                own.insert(0, owner.properties[name])
            elif not own and owner.additional is not None:
                own.append(owner.additional)
            found.extend(own)
        return tuple(found) or tuple(self.unevaluated)


@dataclass(frozen=True, slots=True)
class Option:
    """One way to satisfy a choice.

    `parts` hold as well then, the members in `avoid` are left out, those in `prefer` have a value that is expected of
    them, and the value must not fit the `rivals`.
    """

    parts: Parts = ()
    avoid: tuple[str, ...] = ()
    prefer: tuple[tuple[str, Any], ...] = ()
    rivals: Parts = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A keyword that can be satisfied in several ways; `at` is its pointer."""

    at: str
    options: tuple[Option, ...]


@dataclass(slots=True)
class Shape:
    """What the schemas in `parts`, and all that they refer to, ask of one value together.

    `types` and `allowed` are None where there is no limit. `heads` are the schemas that the value is called by, which
    tell a recursion. A shape is `hard` where a value made by it may still break a keyword. `expanded` and `unfit` keep
    what was found out about it: the shapes after each choice, and members that its rivals do not allow.
    """

    parts: Parts
    impossible: bool = False
    types: tuple[str, ...] | None = None
    allowed: list[Any] | None = None
    stated: list[Any] = field(default_factory=list)
    defaults: list[Any] = field(default_factory=list)
    faker: Any = None
    numbers: Numbers = field(default_factory=Numbers)
    texts: Texts = field(default_factory=Texts)
    items: Items = field(default_factory=Items)
    members: Members = field(default_factory=Members)
    choices: list[Choice] = field(default_factory=list)
    heads: tuple[str, ...] = ()
    hard: bool = False
    avoid: frozenset[str] = frozenset()
    prefer: Mapping[str, Any] = field(default_factory=dict)
    rivals: Parts = ()
    decided: frozenset[str] = frozenset()
    expanded: dict[tuple[str, int], Shape] = field(default_factory=dict)
    unfit: Mapping[str, Any] | None = None

    @property
    def pending(self) -> Choice | None:
        """The first choice that has not been made."""
        return next((choice for choice in self.choices if choice.at not in self.decided), None)

    def limit_types(self, types: tuple[str, ...]) -> None:
        """Keep the types that are also among these; an integer is a number, too."""
        if self.types is None:
            self.types = types
        else:
            widened = {*types, *(("integer",) if "number" in types else ())}
            kept = [name for name in self.types if name in widened]
            if "number" in self.types and "number" not in types and "integer" in types:
                kept.append("integer")
            self.types = tuple(kept)
        self.impossible = self.impossible or not self.types

    @property
    def described(self) -> bool:
        """Whether anything at all is said about the value."""
        return bool(
            self.types
            or self.allowed
            or self.stated
            or self.choices
            or self.members.owners
            or self.items.rows
            or self.texts.patterns
            or self.texts.formats
        )
