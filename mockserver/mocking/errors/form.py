"""Which body tells a client what is wrong, in the words that its API documents?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Any

from mockserver.mocking.errors.choosing import Choice, choice_of, speaks_of
from mockserver.mocking.errors.filling import Filling, Readings
from mockserver.mocking.errors.mending import changed, replaced, value_within, without
from mockserver.mocking.errors.spots import Spot
from mockserver.mocking.errors.stated import NOTHING_STATED, Place, Stated
from mockserver.mocking.errors.trouble import Trouble
from mockserver.mocking.errors.values import PLACEHOLDER
from mockserver.mocking.errors.vocabulary import named
from mockserver.mocking.generation import generate
from mockserver.mocking.sampling import sample
from mockserver.model import Schema
from mockserver.schema import Validator

MAX_TRIES = 6
MAX_CUTS = 12
MAX_PLACES = 40
"""How many members are tried one by one where the whole breaks its schema, and nobody says which one does."""


class ErrorForm:
    """The schema of an error body with its examples; what does not depend on a request is found out once."""

    def __init__(self, schema: Schema | None, examples: Mapping[str, Any], stated: Stated = NOTHING_STATED) -> None:
        self._schema = schema
        self._examples = examples
        self._stated = stated
        self._spot = Spot((schema,) if schema is not None else ())
        self._readings = Readings(stated)
        self._judge = Validator(schema, "response") if schema is not None else None

    def filled(self, trouble: Trouble, rendered: Callable[[str], tuple[Any] | None] | None = None) -> Any:
        """The body: the example that fits best, or else what stands for the schema, with what is wrong put into it.

        It is valid: what would break the schema stays as it was, and an example that itself does is not taken.
        `rendered` tells what the example of a name gives if it is a template: that is worded already, and not filled.
        """
        chosen = self._chosen(trouble)
        made = rendered(chosen.name) if rendered is not None else None
        if made is not None:
            return made[0]
        if self._stated.silent:
            return chosen.template
        for choice in chain((chosen,), self._others(chosen)):
            body = self._filled(choice, trouble)
            if body is not None:
                return body[0]
        body = self._body(chosen, trouble, ())
        return body if set(self._broken(body)) <= set(self._broken(chosen.template)) else chosen.template

    def _filled(self, choice: Choice, trouble: Trouble) -> tuple[Any] | None:
        """The filled template; it keeps what would break the schema, and is None where it does so by itself."""
        kept: set[Place] = set()
        for _ in range(MAX_TRIES):
            body = self._body(choice, trouble, kept)
            broken = set(self._broken(body))
            if not broken:
                return (body,)
            if not broken - kept <= set(changed(choice.template, body)) or broken <= kept:
                break
            kept |= broken
        return (self._careful(choice, trouble),) if not self._broken(choice.template) else None

    def _body(self, choice: Choice, trouble: Trouble, kept: Collection[Place]) -> Any:
        anyhow = choice.anyhow and "message" not in self._stated.told
        return Filling(trouble, self._readings, kept, anyhow=anyhow).body(choice.template, choice.spot)

    def _careful(self, choice: Choice, trouble: Trouble) -> Any:
        """The valid template with as much of what is wrong put into it as stays valid, one place after the other."""
        body = self._body(choice, trouble, ())
        places = sorted(changed(choice.template, body), key=_telling_first)
        kept, found = {(), *places}, choice.template
        for place in places[:MAX_PLACES]:
            tried = self._body(choice, trouble, kept - {(), place})
            if not self._broken(tried):
                kept, found = kept - {(), place}, tried
        return found

    def _broken(self, body: Any) -> tuple[Place, ...]:
        """The places of what breaks the schema."""
        if self._judge is None:
            return ()
        errors = (found for found in self._judge.violations(body) if found.severity == "error")
        return tuple(tuple("0" if isinstance(step, int) else step for step in found.location) for found in errors)

    @cached_property
    def _choices(self) -> tuple[Choice, ...]:
        """What is filled: the examples, or one value for each alternative of the schema."""
        if self._examples or self._schema is None:
            return tuple(choice_of(name, self._placed(each), self._spot) for name, each in self._examples.items())
        found = [choice_of("", self._placed(self._plainest), self._spot)]
        for index, other in enumerate(self._spot.alternatives):
            made = self._pruned(other.made)
            if made is not None:
                found.append(choice_of(f"{_branch(other)} {index}", self._placed(made[0]), other))
        return tuple(found)

    def _placed(self, template: Any) -> Any:
        """The template with something at each place that is stated, unless that breaks the schema."""
        placed = self._stated.placed(template)
        return template if self._broken(placed) and not self._broken(template) else placed

    @cached_property
    def _plainest(self) -> Any:
        """The plainest value of the schema that is valid, or else a generated one."""
        assert self._schema is not None
        made = sample(self._schema)
        if made == {} and self._spot.is_free and not self._stated.places:
            made = {"message": PLACEHOLDER}
        plain = self._pruned(made)
        return plain[0] if plain is not None else generate(self._schema, "")

    def _pruned(self, made: Any) -> tuple[Any] | None:
        """A value with others in the place of texts and numbers that break the schema, and without those members that
        still do and need not be there; None where that is no help.
        """
        for place in self._broken(made):
            spot = self._spot.at(place)
            if place and spot.stated and not isinstance(value_within(made, place), dict | list):
                made = replaced(made, place, generate(spot.stated[0], ""))
        for _ in range(MAX_CUTS):
            broken = self._broken(made)
            if not broken:
                return (made,)
            shorter = without(made, broken)
            if shorter == made:
                return None
            made = shorter
        return None

    def _others(self, chosen: Choice) -> Iterator[Choice]:
        """What is filled where the template is not valid itself."""
        yield from (other for other in self._choices if other is not chosen)
        if self._schema is not None:
            yield choice_of("", self._plainest, self._spot)

    def _chosen(self, trouble: Trouble) -> Choice:
        """The template that speaks most of what is wrong; among equals the first."""
        choices = self._choices
        return choices[0] if len(choices) == 1 else max(choices, key=lambda choice: speaks_of(choice, trouble))


def _telling_first(place: Place) -> tuple[int, bool]:
    return len(place), not place or named(place[-1]) != "message"


def _branch(spot: Spot) -> str:
    """What an alternative is called: the last branch that was taken."""
    return spot.parts[-1].pointer.rpartition("/")[2] if spot.parts else ""


__all__ = ["ErrorForm"]
