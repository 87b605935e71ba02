"""What stands where in a specification?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.model.words import Severity, value
from mockserver.pointers import exists, json_type, pointer_of, steps_of, value_at

MAX_REFERENCES = 100
"""How many references may lead to one another before they are taken for a circle."""


@value
class SpecReference:
    """A place in a specification: the file and a JSON pointer into it."""

    file: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a specification, and where; what it concerns is served as well as it can be."""

    code: str
    message: str
    source: SpecReference
    severity: Severity = "error"


@dataclass(frozen=True, slots=True, eq=False)
class Schema:
    """A schema where it stands in its document: the root of the document and the pointer to the schema.

    `version` is the OpenAPI version that gives the keywords their meaning: 2.0, 3.0 or 3.1.
    """

    root: Mapping[str, Any]
    pointer: str
    version: str
    file: str

    @property
    def node(self) -> Any:
        return value_at(self.root, steps_of(self.pointer))

    def resolved(self) -> Schema:
        """The schema that the references here lead to; itself where they lead nowhere."""
        schema = self
        for _ in range(MAX_REFERENCES):
            node = schema.node
            target = node.get("$ref") if isinstance(node, Mapping) else None
            if not isinstance(target, str) or not exists(self.root, target):
                return schema
            schema = Schema(self.root, pointer_of(steps_of(target)), self.version, self.file)
        return schema

    def child(self, *steps: str | int) -> Schema:
        """The schema that stands below this one."""
        return Schema(self.root, self.pointer + pointer_of(steps), self.version, self.file)

    def branches(self, keyword: str) -> tuple[Schema, ...]:
        """The schemas in the list that a keyword such as `oneOf` has here; none where it has no list."""
        node = self.node
        listed = node.get(keyword) if isinstance(node, Mapping) else None
        return tuple(self.child(keyword, i) for i in range(len(listed))) if isinstance(listed, list) else ()

    def types(self) -> frozenset[str]:
        """The JSON types that a value may have, as far as the keywords tell; none: any."""
        return _types(self, {}, 0)


def _types(schema: Schema, known: dict[str, frozenset[str]], depth: int) -> frozenset[str]:
    """The types of a schema; `known` are those that were found already, none for one that refers to itself."""
    schema = schema.resolved()
    if schema.pointer in known:
        return known[schema.pointer]
    known[schema.pointer], node = frozenset(), schema.node
    if not isinstance(node, Mapping) or depth > MAX_REFERENCES:
        return frozenset()
    found = _stated_types(node)
    for keyword in ("oneOf", "anyOf"):
        branches = [_types(branch, known, depth + 1) for branch in schema.branches(keyword)]
        if branches and all(branches):
            found = _both(found, frozenset().union(*branches))
    for branch in schema.branches("allOf"):
        found = _both(found, _types(branch, known, depth + 1))
    known[schema.pointer] = found
    return found


def _stated_types(node: Mapping[str, Any]) -> frozenset[str]:
    stated = node.get("type")
    if isinstance(stated, str):
        return frozenset((stated, "null") if node.get("nullable") or node.get("x-nullable") else (stated,))
    if isinstance(stated, list):
        return frozenset(map(str, stated))
    values = [node["const"]] if "const" in node else node.get("enum")
    if isinstance(values, list) and values:
        return frozenset(json_type(value) for value in values)
    if any(isinstance(node.get(key), Mapping) for key in ("properties", "patternProperties", "additionalProperties")):
        return frozenset(("object",))
    return frozenset(("array",)) if "items" in node or "prefixItems" in node else frozenset()


def _both(left: frozenset[str], right: frozenset[str]) -> frozenset[str]:
    """The types that two schemas admit together, of which an integer is a number too."""
    if not (left and right):
        return left or right
    mixed = ("integer" in left and "number" in right) or ("number" in left and "integer" in right)
    return (left & right) | {"integer"} if mixed else left & right
