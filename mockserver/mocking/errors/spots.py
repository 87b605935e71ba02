"""What does a schema say of a place in an error body?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from mockserver.model import Schema
from mockserver.pointers import json_type
from mockserver.schema import Validator, parts_of


class Spot:
    """All schemas that hold at one place, or may: those behind references, and the parts of an `allOf` or `oneOf`."""

    def __init__(self, schemas: Sequence[Schema] = ()) -> None:
        self.stated = tuple(schemas)
        self._members: dict[str, Spot] = {}

    @cached_property
    def parts(self) -> tuple[Schema, ...]:
        return tuple(part for schema in self.stated for part in parts_of(schema))

    def member(self, name: str) -> Spot:
        """The place of a member, by its own name or as one of any name."""
        if name not in self._members:
            named = [part.child("properties", name) for part in self.parts if name in _objects(part, "properties")]
            self._members[name] = Spot(named) if named else self.rest
        return self._members[name]

    @cached_property
    def rest(self) -> Spot:
        """The place of a member that is not named."""
        key = "additionalProperties"
        return Spot([part.child(key) for part in self.parts if isinstance(part.node.get(key), Mapping)])

    @cached_property
    def items(self) -> Spot:
        return Spot([part.child("items") for part in self.parts if isinstance(part.node.get("items"), Mapping)])

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

    def limit(self, keyword: str, otherwise: int) -> int:
        """The least of what a keyword such as `maxLength` says."""
        stated = [part.node.get(keyword) for part in self.parts]
        return min((n for n in stated if isinstance(n, int) and not isinstance(n, bool)), default=otherwise)

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


def _objects(schema: Schema, keyword: str) -> Mapping[str, Any]:
    found = schema.node.get(keyword)
    return found if isinstance(found, Mapping) else {}
