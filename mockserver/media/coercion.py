"""Which typed value does a text mean, where a schema stands?"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from mockserver.exact_json import MAX_DIGITS
from mockserver.model import Schema
from mockserver.pointers import json_type

MAX_BRANCHES = 1_000
"""How many schemas one may be composed of; further ones are not looked at."""

_COMPOSITES = ("allOf", "oneOf", "anyOf")
_CONDITIONALS = ("then", "else")
_SCALARS = frozenset(("string", "integer", "number", "boolean", "null"))
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_BOOLEANS = {"true": True, "false": False}


def scalar(text: str, types: frozenset[str]) -> Any:
    """The value that a text means among the JSON types; the text itself where it means none of them."""
    if not types:
        return text
    if "boolean" in types and text in _BOOLEANS:
        return _BOOLEANS[text]
    if ("integer" in types or "number" in types) and len(text) <= MAX_DIGITS:
        if _INTEGER.fullmatch(text):
            return int(text)
        if "number" in types and _NUMBER.fullmatch(text):
            value = float(text)
            return value if math.isfinite(value) else text
    if "null" in types and text in ("", "null") and "string" not in types:
        return None
    return text


def text_of(value: Any) -> str:
    """The text of a scalar, as `scalar` reads it."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)


class Shape:
    """What one or more schemas expect at a place; their parts are found out when they are first asked for."""

    def __init__(self, schemas: Sequence[Schema] = (), known: dict[tuple[str, ...], Shape] | None = None) -> None:
        self.schemas = tuple(schemas)
        self._known = {} if known is None else known

    @classmethod
    def of(cls, schema: Schema | None) -> Shape:
        return ANYTHING if schema is None else cls((schema,))

    @property
    def schema(self) -> Schema | None:
        """The schema that counts where only one can."""
        return self.schemas[0] if self.schemas else None

    @cached_property
    def types(self) -> frozenset[str]:
        """The JSON types that are expected; none: any."""
        return frozenset().union(*(schema.types() for schema in self.schemas))

    @cached_property
    def structured(self) -> bool:
        """Whether something is expected that a text cannot be."""
        return bool(self.types) and "string" not in self.types

    @cached_property
    def nests(self) -> bool:
        """Whether an array or an object is expected, perhaps among others."""
        return "array" in self.types or "object" in self.types

    @cached_property
    def parts(self) -> tuple[Schema, ...]:
        """The schemas with all that they are composed of, after references, each once."""
        found: dict[str, Schema] = {}
        waiting = list(reversed(self.schemas))
        while waiting and len(found) < MAX_BRANCHES:
            schema = waiting.pop().resolved()
            if schema.pointer in found or not isinstance(schema.node, Mapping):
                continue
            found[schema.pointer] = schema
            waiting.extend(branch for keyword in _COMPOSITES for branch in schema.branches(keyword))
            waiting.extend(schema.child(keyword) for keyword in _CONDITIONALS if keyword in schema.node)
        return tuple(found.values())

    @cached_property
    def members(self) -> Mapping[str, Shape]:
        """What is expected of the members that are named, in the document's order."""
        found: dict[str, list[Schema]] = {}
        for part in self.parts:
            properties = part.node.get("properties")
            for name in properties if isinstance(properties, Mapping) else ():
                found.setdefault(name, []).append(part.child("properties", name))
        return {name: self._shape(schemas) for name, schemas in found.items()}

    @cached_property
    def rest(self) -> Shape | None:
        """What is expected of any other member; None: there may be none."""
        additional = [(part, part.node.get("additionalProperties", True)) for part in self.parts]
        if any(value is False for _, value in additional):
            return None
        found = [part.child("additionalProperties") for part, value in additional if isinstance(value, Mapping)]
        return self._shape(found)

    def member(self, name: str) -> Shape:
        """What is expected of a member."""
        return self.members.get(name) or self.rest or ANYTHING

    def item(self, index: int) -> Shape:
        """What is expected of an item of a list."""
        first, rest = self._items
        return first[index] if index < len(first) else rest

    @property
    def prefixed(self) -> int:
        """Of how many items at the beginning a list has something else to say than of the rest."""
        return len(self._items[0])

    @cached_property
    def _items(self) -> tuple[tuple[Shape, ...], Shape]:
        first = next((part.branches("prefixItems") for part in self.parts if "prefixItems" in part.node), ())
        rest = [part.child("items") for part in self.parts if isinstance(part.node.get("items"), Mapping)]
        return tuple(self._shape((schema,)) for schema in first), self._shape(rest)

    @cached_property
    def required(self) -> frozenset[str]:
        """The members that must be there in any case."""
        listed = [schema.resolved().node for schema in self.schemas]
        names = [node.get("required") for node in listed if isinstance(node, Mapping)]
        return frozenset(str(name) for group in names if isinstance(group, list) for name in group)

    def _shape(self, schemas: Sequence[Schema]) -> Shape:
        """The shape of some schemas, the same one wherever they are met again, so that circles close."""
        key = tuple(schema.pointer for schema in schemas)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Shape(schemas, self._known)
        return found

    def scalar(self, text: str) -> Any:
        """The value that a text means here; the text itself where it means none that is expected."""
        if self._values and text in self._values:
            return self._values[text]
        return scalar(text, self.types)

    def admits_scalar(self, text: str) -> bool:
        """Whether a text means a scalar that is expected, as far as types and enumerations tell."""
        if text in self._values:
            return True
        kind = json_type(self.scalar(text))
        return kind in self._free or (kind == "integer" and "number" in self._free)

    @cached_property
    def _values(self) -> Mapping[str, Any]:
        """The scalars that the enumerations list, by their text; the first of each text counts."""
        found: dict[str, Any] = {}
        for part in self.parts:
            node = part.node
            listed = [node["const"]] if "const" in node else node.get("enum")
            for value in listed if isinstance(listed, list) else ():
                if not isinstance(value, dict | list | None):
                    found.setdefault(text_of(value), value)
        return found

    @cached_property
    def _free(self) -> frozenset[str]:
        """The scalar types of which any value is expected."""
        plain = [part for part in self.parts if not any(keyword in part.node for keyword in _ENUMERATED)]
        return frozenset().union(*(part.types() for part in plain)) & _SCALARS


_ENUMERATED = ("enum", "const", *_COMPOSITES)


ANYTHING = Shape()
"""What is expected where no schema is."""
