"""What is found out once about a schema and all that it refers to?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.mocking.generation.conjunction import conjoin
from mockserver.mocking.generation.reading import fraction, node_of, target_of
from mockserver.mocking.generation.shape import Parts, Shape
from mockserver.mocking.generation.values import identity, types_of
from mockserver.model import Schema
from mockserver.schema import Validator

MAX_JUDGED = 400
"""How many nodes a schema may have, with all that it refers to, to be compiled for itself."""

_MAX_SHAPES = 20_000
_LOOSE_FORMATS = {"byte", "base64", "binary", "password"}


class Kit:
    """The shapes of a document's schemas and what judges their values; nothing of it depends on a seed."""

    def __init__(self, root: Schema) -> None:
        self.root = root
        self.validator = Validator(root, "response")
        self._shapes: dict[tuple[tuple[str, str], ...], Shape] = {}
        self._validators: dict[tuple[str, str], Validator | None] = {}
        self._texts: dict[tuple[str, str], Validator] = {}

    def shape(self, parts: Parts) -> Shape:
        key = tuple((part.file, part.pointer) for part in parts)
        found = self._shapes.get(key)
        if found is None:
            found = conjoin(parts)
            if len(self._shapes) < _MAX_SHAPES:
                self._shapes[key] = found
        return found

    def fits(self, schema: Schema, value: Any) -> bool | None:
        """Whether a value obeys a schema; None where that is too large to be asked by itself."""
        key = (schema.file, schema.pointer)
        if key not in self._validators:
            self._validators[key] = self._validator_of(schema)
        validator = self._validators[key]
        return None if validator is None else _good(validator, value)

    def _validator_of(self, schema: Schema) -> Validator | None:
        if schema.pointer == self.root.pointer:
            return self.validator
        return Validator(schema, "response") if _is_small(schema) else None

    def matches(self, pattern: str, text: str) -> bool:
        """Whether a pattern is found in a text."""
        return self._says("pattern", pattern, text)

    def _says(self, keyword: str, argument: str, text: str) -> bool:
        validator = self._texts.get((keyword, argument))
        if validator is None:
            validator = Validator(Schema({"text": {keyword: argument}}, "/text", "3.1", self.root.file), "response")
            self._texts[keyword, argument] = validator
        return _good(validator, text)

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
            and all(self._says("format", form, text) for form in limits.formats if form not in _LOOSE_FORMATS)
        )


def _good(validator: Validator, value: Any) -> bool:
    """Whether a value is good; a schema that cannot be used says nothing against it."""
    return all(violation.severity != "error" for violation in validator.violations(value))


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


def _is_small(schema: Schema) -> bool:
    """Whether a schema, with all that it refers to, has few enough nodes."""
    waiting: list[Any] = [node_of(schema)]
    seen: set[str] = set()
    left = MAX_JUDGED
    while waiting and left > 0:
        node = waiting.pop()
        left -= 1
        if isinstance(node, Mapping):
            waiting.extend(child for child in node.values() if isinstance(child, Mapping | list))
            target = target_of(schema, node.get("$ref"))
            if target is not None and target.pointer not in seen:
                seen.add(target.pointer)
                waiting.append(node_of(target))
        else:
            waiting.extend(child for child in node if isinstance(child, Mapping | list))
    return left > 0
