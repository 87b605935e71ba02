"""Which value is valid for a schema, and reads as if a person had made it up?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.mocking.generation.dice import Dice
from mockserver.mocking.generation.kit import Kit
from mockserver.mocking.generation.making import Effort, ExhaustedEffortError, ImpossibleValueError
from mockserver.mocking.generation.repair import learn
from mockserver.mocking.generation.shape import Parts
from mockserver.mocking.generation.spot import Spot
from mockserver.mocking.generation.walk import Advice, Walk, Wishes
from mockserver.model import Schema, SpecReference, Violation

MAX_WALKS = 30
_EFFORT = 6_000
_LESS_EFFORT = 2_000


@dataclass(frozen=True, slots=True)
class Made:
    """A value, and why it is not valid if it is not."""

    value: Any
    problem: Violation | None = None


@dataclass(slots=True)
class _Best:
    """The value with the fewest violations so far."""

    value: Any = None
    violations: tuple[Violation, ...] = ()
    found: bool = field(default=False)

    def offer(self, value: Any, violations: tuple[Violation, ...]) -> None:
        if not self.found or len(violations) < len(self.violations):
            self.value, self.violations, self.found = value, violations, True


class Generator:
    """Makes values for one schema; what does not depend on a seed is found out once."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._kit = Kit(schema)

    def make(
        self,
        seed: str,
        *,
        known: Mapping[str, Any] | None = None,
        entity: str = "",
        place: str = "",
        examples: bool = True,
    ) -> Made:
        """A value that is valid in an answer; the same arguments give the same value in every process.

        `seed` picks a world. In it an object with an identity (`id`, `uuid`) is made from that identity and from the
        kind of entity alone: `entity`, such as the name of a collection, or else its schema. So the entity 5 is the
        same in a list and by itself. `known` are values that its members have, such as path parameters; the last one
        is the identity where no member has its name. `place`, such as the request's path, varies what is no entity.
        With `examples` those of the schema, and its defaults, are taken first.
        """
        spot = Spot(Dice.of(seed, "place", place), known=known or {})
        best = _Best()
        for parts, wishes in self._plans(Wishes(seed, entity, stated=examples)):
            made = self._valid(parts, wishes, spot, best)
            if made is not None:
                return made
        return Made(best.value, self._problem(best.violations))

    def _plans(self, wishes: Wishes) -> Iterator[tuple[Parts, Wishes]]:
        """What is tried, one after the other."""
        itself = (self.schema,)
        yield itself, wishes
        yield itself, Wishes(wishes.seed, wishes.entity, lean=True, stated=wishes.stated)
        yield itself, Wishes(wishes.seed, wishes.entity, lean=True, stated=not wishes.stated)
        canonical = self._kit.canonical(itself)
        if canonical:
            yield canonical, Wishes(wishes.seed, wishes.entity, stated=False)
        yield itself, Wishes(wishes.seed, wishes.entity, stated=wishes.stated, lenient=True)

    def _valid(self, parts: Parts, wishes: Wishes, spot: Spot, best: _Best) -> Made | None:
        """The first value of several walks that the schema's own judge accepts."""
        plain = not (wishes.lean or wishes.lenient)
        advice, effort = Advice(), Effort(_EFFORT if plain else _LESS_EFFORT)
        for _ in range(MAX_WALKS):
            walk = Walk(self._kit, wishes, effort, advice)
            try:
                value = walk.value(parts, spot)
            except (ImpossibleValueError, ExhaustedEffortError):
                return None
            violations = self._kit.validator.violations(value)
            errors = tuple(violation for violation in violations if violation.severity == "error")
            if not errors:
                return Made(value)
            best.offer(value, errors)
            if not learn(advice, walk, errors):
                return None
        return None

    def _problem(self, violations: tuple[Violation, ...]) -> Violation:
        where = f"#{self.schema.pointer}"
        why = f": {violations[0].message} at '{violations[0].pointer}'" if violations else ""
        return Violation(
            ("schema",),
            "generation",
            f"cannot generate a value for the schema '{where}'{why}",
            severity="warning",
            blame="spec",
            source=SpecReference(self.schema.file, self.schema.pointer),
        )


def generate(
    schema: Schema,
    seed: str,
    *,
    known: Mapping[str, Any] | None = None,
    entity: str = "",
    place: str = "",
    examples: bool = True,
) -> Any:
    """A value for a schema, as `Generator.make` makes it; where no valid one is found, the nearest."""
    return Generator(schema).make(seed, known=known, entity=entity, place=place, examples=examples).value
