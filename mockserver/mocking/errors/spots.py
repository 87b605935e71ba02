"""What does a schema say of a place in an error body?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import islice, product
from typing import Any, TypeVar

from mockserver.mocking.errors.vocabulary import Role, described
from mockserver.mocking.sampling import sample
from mockserver.model import Schema
from mockserver.pointers import json_type
from mockserver.schema import Validator, flagged, parts_of

MAX_WAYS = 20
"""How many alternatives of a schema are looked at."""

_MAX_DEPTH = 8

T = TypeVar("T")

Way = tuple[Schema, ...]
"""The schemas that hold together once one branch of each `oneOf` and `anyOf` is taken."""


Shared = dict[tuple[str, ...], "Spot"]


class Spot:
    """All schemas that hold at one place, or may: those behind references, and the parts of an `allOf` or `oneOf`.

    `way`: the parts that are looked at, of one alternative. `shared` has the places below by where their schemas stand,
    so that one whose schema leads back to itself is the same place again.
    """

    def __init__(self, schemas: Sequence[Schema] = (), way: Way = (), shared: Shared | None = None) -> None:
        self.stated = tuple(schemas)
        self._way = way
        self._shared: Shared = {} if shared is None else shared
        self._members: dict[str, Spot] = {}
        self._answers: dict[Callable[[Spot], Any], Any] = {}

    def once(self, question: Callable[[Spot], T]) -> T:
        """The answer to a question about it, which is asked once."""
        if question not in self._answers:
            self._answers[question] = question(self)
        found: T = self._answers[question]
        return found

    @cached_property
    def parts(self) -> Way:
        return self._way or tuple(part for schema in self.stated for part in parts_of(schema))

    def member(self, name: str) -> Spot:
        """The place of a member, by its own name or as one of any name."""
        if name not in self._members:
            named = [part.child("properties", name) for part in self.parts if name in _objects(part, "properties")]
            self._members[name] = self._of(named) if named else self.rest
        return self._members[name]

    def _of(self, schemas: Sequence[Schema]) -> Spot:
        key = tuple(schema.pointer for schema in schemas)
        if key not in self._shared:
            self._shared[key] = Spot(schemas, (), self._shared)
        return self._shared[key]

    def at(self, place: Sequence[str]) -> Spot:
        """The place at some steps, each item of a list at `0`."""
        spot = self
        for step in place:
            spot = spot.items if step == "0" and step not in spot.names else spot.member(step)
        return spot

    @cached_property
    def rest(self) -> Spot:
        """The place of a member that is not named."""
        key = "additionalProperties"
        return self._of([part.child(key) for part in self.parts if isinstance(part.node.get(key), Mapping)])

    @cached_property
    def items(self) -> Spot:
        return self._of([part.child("items") for part in self.parts if isinstance(part.node.get("items"), Mapping)])

    @cached_property
    def names(self) -> frozenset[str]:
        """The members that have names."""
        return frozenset(name for part in self.parts for name in _objects(part, "properties"))

    @cached_property
    def required(self) -> frozenset[str]:
        lists = (part.node.get("required") for part in self.parts)
        return frozenset(name for names in lists if isinstance(names, list) for name in names)

    @cached_property
    def choices(self) -> tuple[Any, ...]:
        """The values of its enums and consts."""
        found: list[Any] = []
        for part in self.parts:
            listed = [part.node["const"]] if "const" in part.node else part.node.get("enum")
            found += [value for value in listed if value is not None] if isinstance(listed, list) else []
        return tuple(value for index, value in enumerate(found) if value not in found[:index])

    @cached_property
    def types(self) -> frozenset[str]:
        return frozenset().union(*(schema.types() for schema in self.stated))

    @cached_property
    def format(self) -> str:
        return next((str(part.node["format"]) for part in self.parts if "format" in part.node), "")

    @cached_property
    def has_pattern(self) -> bool:
        return any("pattern" in part.node for part in self.parts)

    @cached_property
    def is_free(self) -> bool:
        """Whether an object here may have any members, and is said to have none."""
        told = ("additionalProperties", "patternProperties", "propertyNames", "maxProperties")
        bounds = [part.node[key] for part in self.parts for key in told if key in part.node]
        return "object" in self.types and not self.names and all(bound in (True, {}) for bound in bounds)

    def limit(self, keyword: str, otherwise: int) -> int:
        """The least of what a keyword such as `maxLength` says."""
        stated = [part.node.get(keyword) for part in self.parts]
        return min((n for n in stated if isinstance(n, int) and not isinstance(n, bool)), default=otherwise)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Its titles and descriptions."""
        found = (part.node.get(key) for key in ("title", "x-ms-summary", "description") for part in self.parts)
        return tuple(text for text in found if isinstance(text, str))

    @cached_property
    def described(self) -> Role | None:
        """What it tells by its title or its description."""
        return next((role for text in self.texts if (role := described(text))), None)

    def accepts(self, value: Any) -> bool:
        """Whether one of its schemas takes a value, or there is none."""
        return not self.stated or any(validator.accepts(value) for validator in self._validators)

    @cached_property
    def _validators(self) -> tuple[Validator, ...]:
        return tuple(Validator(schema, "response") for schema in self.stated)

    def takes(self, value: Any) -> bool:
        """Whether a value is of one of its types."""
        kind = json_type(value)
        return not self.types or kind in self.types or (kind == "integer" and "number" in self.types)

    # What stands for it

    @cached_property
    def plain(self) -> tuple[Any, ...]:
        """The plainest value of each of its schemas."""
        return tuple(map(sample, self.stated))

    @property
    def plainest(self) -> Any:
        """The plainest value of its first schema; None where it has none."""
        return self.plain[0] if self.plain else None

    @cached_property
    def made(self) -> Any:
        """A value with all that its parts name: of one alternative, where it is that."""
        found: dict[str, Any] = {}
        for part in self.parts:
            for name, node in _objects(part, "properties").items():
                if not flagged(part.root, node, "writeOnly"):
                    found[name] = sample(part.child("properties", name))
            stated = part.node.get("example", part.node.get("default"))
            found.update(stated if isinstance(stated, Mapping) else {})
        return found if found or not self.parts else sample(self.parts[-1])

    @cached_property
    def alternatives(self) -> tuple[Spot, ...]:
        """The same place for each choice of branches; none where there is nothing to choose."""
        ways = _crossed([_ways(schema, ()) for schema in self.stated]) if not self._way else []
        return tuple(Spot(self.stated, way, self._shared) for way in ways) if len(ways) > 1 else ()


def _ways(schema: Schema, above: tuple[str, ...]) -> list[Way]:
    schema = schema.resolved()
    if not isinstance(schema.node, Mapping) or len(above) > _MAX_DEPTH or schema.pointer in above:
        return [()]
    above = (*above, schema.pointer)
    together = [_ways(part, above) for part in schema.branches("allOf")]
    for keyword in ("oneOf", "anyOf"):
        branches = schema.branches(keyword)[:MAX_WAYS]
        together += [[way for part in branches for way in _ways(part, above)]] if branches else []
    return [(schema, *way) for way in _crossed(together)]


def _crossed(together: Sequence[Sequence[Way]]) -> list[Way]:
    """One way for each choice among those that hold together, of which there are no more than is looked at."""
    found: list[Way] = [()]
    for ways in together:
        found = [(*one, *other) for one, other in islice(product(found, ways), MAX_WAYS)]
    return found


def _objects(schema: Schema, keyword: str) -> Mapping[str, Any]:
    found = schema.node.get(keyword)
    return found if isinstance(found, Mapping) else {}
