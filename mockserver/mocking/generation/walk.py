"""Which value does a walk through a schema make?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from mockserver import exact_json
from mockserver.mocking.generation.dice import Dice
from mockserver.mocking.generation.faker import faked
from mockserver.mocking.generation.kit import Kit
from mockserver.mocking.generation.lists import arrays
from mockserver.mocking.generation.making import Effort, ExhaustedEffortError, ImpossibleValueError
from mockserver.mocking.generation.numbers import numbers
from mockserver.mocking.generation.objects import objects
from mockserver.mocking.generation.shape import TYPES, Choice, Option, Parts, Shape
from mockserver.mocking.generation.spot import MAX_RECURRENCES, Spot, in_types, is_identity, known_identity, known_value
from mockserver.mocking.generation.texts import candidates
from mockserver.model import ABSENT, Location

MAX_DEPTH = 40
MAX_CANDIDATES = 60
MAX_EXPANSIONS = 200
_TEXTS = 3


@dataclass(slots=True)
class Advice:
    """What earlier walks have taught.

    At the places in `doubted` every value is judged, of those in `skips` the first ones are not taken, what is in
    `omitted` is left out, and in `exhausted` there was no other value.
    """

    doubted: set[Location] = field(default_factory=set)
    skips: dict[Location, int] = field(default_factory=dict)
    omitted: set[Location] = field(default_factory=set)
    exhausted: set[Location] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a value is made for: the seed and the kind of the outermost entity, and what to draw on.

    `lean` makes only what must be there; `stated` takes examples and defaults first; `lenient` takes what is nearest
    where nothing is valid.
    """

    seed: str
    entity: str = ""
    lean: bool = False
    stated: bool = True
    lenient: bool = False


class Walk:
    """One walk through a schema; it notes where it was, so that the next one may do better."""

    def __init__(self, kit: Kit, wishes: Wishes, effort: Effort, advice: Advice) -> None:
        self.kit = kit
        self.wishes = wishes
        self.advice = advice
        self.visited: set[Location] = set()
        self.optional: set[Location] = set()
        self._effort = effort

    def value(self, parts: Parts, spot: Spot) -> Any:
        """The first value that fits, or a later one where the advice says so; ImpossibleValueError if there is none."""
        self.visited.add(spot.path)
        skip = self.advice.skips.get(spot.path, 0)
        found = ABSENT
        for number, found in enumerate(islice(self.values(parts, spot), MAX_CANDIDATES)):
            if number == skip:
                return found
        if found is ABSENT:
            raise ImpossibleValueError
        self.advice.exhausted.add(spot.path)
        return found

    def tried(self, parts: Parts, spot: Spot) -> Any:
        """The value to take, with only some of the effort that is left; ImpossibleValueError if there is none."""
        reserved = self._effort.reserve()
        try:
            return self.value(parts, spot)
        except ExhaustedEffortError:
            raise ImpossibleValueError from None
        finally:
            self._effort.release(reserved)

    def values(self, parts: Parts, spot: Spot) -> Iterator[Any]:
        """The values that seem to fit the schemas, the best first."""
        self._effort.spend()
        shape = self.kit.shape(parts)
        if spot.depth > MAX_DEPTH or len(spot.path) > MAX_DEPTH or (shape.impossible and not self.lenient):
            return
        spot = self._entered(shape, spot.under(shape.heads))
        doubted = spot.path in self.advice.doubted
        for value in self._unjudged(shape, spot):
            if not (shape.hard or doubted) or self._fits(shape, value, doubted=doubted):
                yield value
        canonical = self.kit.canonical(parts) if shape.hard else ()
        if canonical:
            yield from (value for value in self.values(canonical, spot) if self._fits(shape, value, doubted=doubted))

    def _unjudged(self, shape: Shape, spot: Spot) -> Iterator[Any]:
        if self.wishes.stated:
            yield from self._stated(shape, spot)
        for trial, expanded in enumerate(self._expansions(shape, spot)):
            yield from self._made(expanded, spot.cheaper(trial))

    def _fits(self, shape: Shape, value: Any, *, doubted: bool = False) -> bool:
        """Whether the schemas themselves accept a value; large ones are asked only where there is a doubt."""
        self._effort.spend()
        return self.lenient or all(self.kit.fits(part, value, even_large=doubted) is not False for part in shape.parts)

    def _entered(self, shape: Shape, spot: Spot) -> Spot:
        """The spot of an entity, if the value is one: what it is made of depends on its identity alone."""
        if shape.types is not None and "object" not in shape.types:
            return spot
        described = shape if shape.members.declared else next(self._expansions(shape, spot), shape)
        name = next((name for name in described.members.declared if is_identity(name)), None)
        if name is None or described.impossible:
            return spot
        identity = self._identity(described, name, spot)
        if identity is ABSENT:
            return spot
        kind = self.wishes.entity if self.wishes.entity and not spot.within else described.heads[-1]
        dice = Dice.of(self.wishes.seed, "entity", kind, exact_json.dumps(identity).decode())
        return spot.entity(dice, {**({} if spot.within else spot.known), name: identity})

    def _identity(self, shape: Shape, name: str, spot: Spot) -> Any:
        """What an entity is told from others by: what is known of it, or else made."""
        parts = shape.members.at(name, self.kit.matches)
        known = self._admitted(parts, known_identity(name, spot.known, listed=spot.listed))
        found = next(self.values(parts, spot.member(name, 0)), ABSENT) if known is ABSENT else known
        return found if isinstance(found, str | int) else ABSENT

    def given(self, shape: Shape, parts: Parts, spot: Spot, owner: Spot) -> Any:
        """What the value of a member is known or expected to be, else ABSENT; `shape` and `owner` are its object's."""
        if self.advice.skips.get(spot.path):
            return ABSENT
        self.visited.add(spot.path)
        expected = shape.prefer.get(spot.name, shape.members.expected.get(spot.name, ABSENT))
        found = self._admitted(parts, expected)
        return self._admitted(parts, known_value(spot.name, owner.known)) if found is ABSENT else found

    def _admitted(self, parts: Parts, value: Any) -> Any:
        """A value that is wished for, in the type that the schemas want, if they admit it."""
        if value is ABSENT:
            return ABSENT
        shape = self.kit.shape(parts)
        value = in_types(value, shape.types)
        return value if not shape.impossible and self.kit.admits(shape, value) else ABSENT

    def left_out(self, place: Location) -> bool:
        """Whether what need not be at a place is left out; it is noted that this could be done."""
        self.optional.add(place)
        return place in self.advice.omitted

    @property
    def lean(self) -> bool:
        return self.wishes.lean

    @property
    def lenient(self) -> bool:
        return self.wishes.lenient

    def _stated(self, shape: Shape, spot: Spot) -> Iterator[Any]:
        """What the schemas themselves give as examples and defaults, as far as it can be right."""
        given = [*spot.dice.child("stated").turned(shape.stated), *shape.defaults]
        objects = [value for value in shape.stated if isinstance(value, dict)]
        if len(objects) > 1 and len(shape.parts) + len(shape.heads) > 2:
            given.insert(0, {name: member for value in objects for name, member in value.items()})
        for value in given:
            shown = self._shown(shape, value, spot) if isinstance(value, dict) else value
            if self.kit.admits(shape, shown) and self._states_well(shape, shown):
                yield shown

    def _states_well(self, shape: Shape, value: Any) -> bool:
        return not isinstance(value, dict | list) or self._fits(shape, value)

    def _shown(self, shape: Shape, value: Mapping[str, Any], spot: Spot) -> dict[str, Any]:
        """An object that was given as an example, with what is known and without what may not be shown."""
        known = {name: spot.known[name] for name in value if name in spot.known}
        return {name: member for name, member in {**value, **known}.items() if name not in shape.members.hidden}

    def _expansions(self, shape: Shape, spot: Spot) -> Iterator[Shape]:
        """The shapes that are left when every choice is made, the most suitable first."""
        paths = [iter((shape,))]
        for _ in range(MAX_EXPANSIONS):
            found = next(paths[-1], None)
            if found is None:
                paths.pop()
                if not paths:
                    return
                continue
            choice = found.pending
            if found.impossible and not self.lenient:
                continue
            if choice is None:
                yield found
                continue
            paths.append(self._ways(found, choice, spot))

    def _ways(self, shape: Shape, choice: Choice, spot: Spot) -> Iterator[Shape]:
        """The shapes after one choice, the most suitable first: a small one where little is left to spend."""
        turned = spot.dice.child("choice", len(choice.options)).turned(range(len(choice.options)))
        if spot.poor:
            turned.sort(key=lambda index: self._weight(choice.options[index], spot))
            yield from (self.kit.chosen(shape, choice, index) for index in turned)
            return
        later: dict[int, int] = {}
        for index in turned:
            weight = self._weight(choice.options[index], spot)
            if weight in _LATER:
                later[index] = weight
            else:
                yield self.kit.chosen(shape, choice, index)
        for index in sorted(later, key=later.__getitem__):
            yield self.kit.chosen(shape, choice, index)

    def _weight(self, option: Option, spot: Spot) -> int:
        """How much a value takes: nothing for null, little for text, a lot where a schema stands within itself."""
        if not option.parts:
            return 1
        shape = self.kit.shape(option.parts)
        if self._returns(shape, spot):
            return _RECURRING
        return min((_WEIGHTS.get(name, 1) for name in shape.types or ("object",)), default=1)

    def recurs(self, shape: Shape, spot: Spot) -> bool:
        """Whether a value of the shape would stand within its own kind too often."""
        if self._returns(shape, spot):
            return True
        return any(all(self._option_returns(option, spot) for option in choice.options) for choice in shape.choices)

    def _returns(self, shape: Shape, spot: Spot) -> bool:
        return any(spot.stack.count(head) >= MAX_RECURRENCES for head in shape.heads)

    def _option_returns(self, option: Option, spot: Spot) -> bool:
        """Whether an option leads to a schema that stands above already, or to nothing worth telling."""
        if not option.parts:
            return False
        shape = self.kit.shape(option.parts)
        return shape.types == ("null",) or self._returns(shape, spot)

    def _made(self, shape: Shape, spot: Spot) -> Iterator[Any]:
        if shape.allowed is not None:
            listed = spot.dice.child("enum").turned(shape.allowed)
            yield from sorted((v for v in listed if self.kit.admits(shape, v)), key=lambda value: value is None)
            return
        for name in self._types(shape, spot):
            yield from self._of_type(name, shape, spot)

    def _types(self, shape: Shape, spot: Spot) -> list[str]:
        """The types to try: those that the keywords speak of first, null last unless little is left."""
        names = list(shape.types) if shape.types is not None else _implied(shape, spot)
        if spot.poor:
            return sorted(names, key=lambda name: _WEIGHTS.get(name, 1))
        return sorted(names, key=lambda name: name == "null")

    def _of_type(self, name: str, shape: Shape, spot: Spot) -> Iterator[Any]:
        match name:
            case "object":
                yield from objects(self, shape, spot)
            case "array":
                yield from arrays(self, shape, spot)
            case "string":
                yield from islice(self._texts(shape, spot), _TEXTS)
            case "boolean":
                yield from spot.dice.child("boolean").turned((True, False))
            case "null":
                yield None
            case _:
                yield from self._numbers(shape, spot, whole=name == "integer")

    def _texts(self, shape: Shape, spot: Spot) -> Iterator[str]:
        if shape.faker is not None:
            yield from (v for v in faked(shape.faker, spot.dice) if isinstance(v, str) and self.kit.admits(shape, v))
        for text in candidates(shape.texts, name=spot.name, owner=spot.owner, dice=spot.dice.child("text")):
            self._effort.spend()
            if self.kit.admits(shape, text):
                yield text

    def _numbers(self, shape: Shape, spot: Spot, *, whole: bool) -> Iterator[int | float]:
        if shape.faker is not None:
            yield from (
                v for v in faked(shape.faker, spot.dice) if not isinstance(v, str) and self.kit.admits(shape, v)
            )
        if whole and spot.index is not None and is_identity(spot.name) and self.kit.admits(shape, spot.index + 1):
            yield spot.index + 1
        found = numbers(shape.numbers, whole=whole, name=spot.name, dice=spot.dice.child("number"))
        yield from (number for number in found if self.kit.admits(shape, number))


_WEIGHTS = {"null": 0, "array": 2, "object": 3}
_RECURRING = 10
_LATER = (0, _RECURRING)


def _implied(shape: Shape, spot: Spot) -> list[str]:
    """All types, those first that the keywords are about; text where they are about none, at the top an object."""
    texts, numbers_, items, members = shape.texts, shape.numbers, shape.items, shape.members
    spoken = {
        "object": members.owners or members.required or members.least or members.names or members.needs,
        "array": items.rows or items.contained or items.least or items.unique,
        "string": texts.patterns or texts.formats or texts.least or texts.most is not None,
        "number": numbers_.lows or numbers_.highs or numbers_.steps,
    }
    first = [name for name, keywords in spoken.items() if keywords]
    usual = ["string", "object"] if spot.path else ["object", "string"]
    return list(dict.fromkeys((*first, *usual, "integer", "boolean", *TYPES)))
