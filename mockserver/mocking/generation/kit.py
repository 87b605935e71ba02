"""What is found out once about a schema and all that it refers to?"""

from __future__ import annotations

from typing import Any

from mockserver.mocking.generation.conjunction import chosen, conjoin
from mockserver.mocking.generation.extent import MAX_JUDGED, is_simple, is_smaller
from mockserver.mocking.generation.reading import fraction
from mockserver.mocking.generation.shape import NO_PARTS, Choice, Parts, Shape
from mockserver.mocking.generation.values import identity, types_of
from mockserver.model import Schema
from mockserver.schema import Validator, canonical

_MAX_SHAPES = 20_000


class Kit:
    """The shapes of a document's schemas and what judges their values; nothing of it depends on a seed."""

    def __init__(self, root: Schema) -> None:
        self.root = root
        self.validator = Validator(root, "response")
        self._shapes: dict[tuple[tuple[str, str], ...], Shape] = {}
        self._validators: dict[tuple[str, str], Validator] = {}
        self._small: dict[tuple[str, str], bool] = {}
        self._texts: dict[tuple[str, str], Validator] = {}
        self._canonical: dict[tuple[tuple[str, str], ...], Parts] = {}

    def shape(self, parts: Parts) -> Shape:
        key = _key(parts)
        found = self._shapes.get(key)
        if found is None:
            found = conjoin(parts)
            if len(self._shapes) < _MAX_SHAPES:
                self._shapes[key] = found
        return found

    def chosen(self, shape: Shape, choice: Choice, index: int) -> Shape:
        """The shape once a choice is made."""
        found = shape.expanded.get((choice.at, index))
        if found is None:
            found = shape.expanded[choice.at, index] = chosen(shape, choice.at, choice.options[index])
        return found

    def canonical(self, parts: Parts) -> Parts:
        """The same schemas in simpler words; nothing where they have these already, or are too complicated."""
        key = _key(parts)
        if key not in self._canonical:
            found = tuple(_canonical(part) for part in parts) if all(map(_can_be, parts)) else NO_PARTS
            self._canonical[key] = found if _key(found) != key else NO_PARTS
        return self._canonical[key]

    def fits(self, schema: Schema, value: Any, *, even_large: bool = False) -> bool | None:
        """Whether a value obeys a schema; None where that is too large to be asked by itself."""
        key = (schema.file, schema.pointer)
        validator = self._validators.get(key)
        if validator is None:
            if schema.pointer == self.root.pointer:
                validator = self.validator
            elif even_large or self._is_small(schema):
                validator = Validator(schema, "response")
            else:
                return None
            self._validators[key] = validator
        return validator.accepts(value)

    def _is_small(self, schema: Schema) -> bool:
        key = (schema.file, schema.pointer)
        if key not in self._small:
            self._small[key] = is_smaller(schema, MAX_JUDGED)
        return self._small[key]

    def matches(self, pattern: str, text: str) -> bool:
        """Whether a pattern is found in a text."""
        return self._says("pattern", pattern, text)

    def _says(self, keyword: str, argument: str, text: str) -> bool:
        validator = self._texts.get((keyword, argument))
        if validator is None:
            validator = Validator(Schema({"text": {keyword: argument}}, "/text", "3.1", self.root.file), "response")
            self._texts[keyword, argument] = validator
        return validator.accepts(text)

    def admits(self, shape: Shape, value: Any) -> bool:
        """Whether a value keeps to what a shape says about it, its members and items aside."""
        types = types_of(value)
        if shape.types is not None and types.isdisjoint(shape.types):
            return False
        if shape.allowed is not None and identity(value) not in {identity(allowed) for allowed in shape.allowed}:
            return False
        if "number" in types:
            return _admits_number(shape, value)
        if isinstance(value, str):
            return self._admits_text(shape, value)
        if isinstance(value, list):
            return shape.items.least <= len(value) and (shape.items.most is None or len(value) <= shape.items.most)
        if isinstance(value, dict):
            members = shape.members
            fits = members.least <= len(value) and (members.most is None or len(value) <= members.most)
            return fits and value.keys() >= members.required.keys() and members.hidden.isdisjoint(value)
        return True

    def _admits_text(self, shape: Shape, text: str) -> bool:
        limits = shape.texts
        return (
            limits.holds(len(text))
            and all(self.matches(pattern, text) for pattern in limits.patterns)
            and all(self._says("format", form, text) for form in limits.formats)
        )


def _key(parts: Parts) -> tuple[tuple[str, str], ...]:
    return tuple((part.file, part.pointer) for part in parts)


def _can_be(schema: Schema) -> bool:
    """Whether a schema may be asked for its canonical form."""
    return "#" not in schema.file and is_simple(schema)


def _canonical(schema: Schema) -> Schema:
    return canonical(schema, "response") or schema


def _admits_number(shape: Shape, value: int | float) -> bool:
    exact = fraction(value)
    if exact is None:
        return False
    limits = shape.numbers
    return (
        all(exact > limit if left_out else exact >= limit for limit, left_out in limits.lows)
        and all(exact < limit if left_out else exact <= limit for limit, left_out in limits.highs)
        and all((exact / step).denominator == 1 for step in limits.steps)
    )
