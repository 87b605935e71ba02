"""Which value does a parameter's text mean, in its style?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, unquote_plus

import orjson

from mockserver.model import ABSENT, Parameter, Schema

Pairs = Sequence[tuple[str, str]]
"""Names, decoded, with their values, still percent-encoded, in the order of the query."""

Unquote = Callable[[str], str]

_INTEGER = re.compile(r"-?(?:0|[1-9]\d*)")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?")
_BOOLEANS = {"true": True, "false": False}
_DELIMITERS = {
    "form": re.compile(","),
    "simple": re.compile(","),
    "label": re.compile(r"\."),
    "spaceDelimited": re.compile(r"%20|\+| "),
    "tabDelimited": re.compile(r"%09|\t"),
    "pipeDelimited": re.compile(r"%7[Cc]|\|"),
}


def parse_query(query: str) -> list[tuple[str, str]]:
    """The pairs of a query string, or of a form body."""
    if not query:
        return []
    parts = (part.partition("=") for part in query.split("&") if part)
    return [(unquote_plus(name), value) for name, _, value in parts]


def scalar(text: str, types: frozenset[str]) -> Any:
    """The value that a text means among the JSON types; the text itself where it means none of them."""
    if not types:
        return text
    if "boolean" in types and text in _BOOLEANS:
        return _BOOLEANS[text]
    if "integer" in types and _INTEGER.fullmatch(text) and len(text) < 400:
        return int(text)
    if "number" in types and _NUMBER.fullmatch(text):
        return int(text) if _INTEGER.fullmatch(text) and len(text) < 400 else float(text)
    if "null" in types and text in ("", "null") and "string" not in types:
        return None
    return text


class Decoder:
    """Decodes one parameter; what depends on its schema is found out once."""

    __slots__ = ("_items", "_members", "_rest", "_style", "parameter", "shape", "types")

    def __init__(self, parameter: Parameter) -> None:
        self.parameter = parameter
        self._style = parameter.style
        schema = parameter.schema
        self.types = schema.types() if schema else frozenset[str]()
        self.shape = _shape(self.types) if parameter.media_type is None else "content"
        self._items = _child_types(schema, "items") if schema else frozenset[str]()
        self._members, self._rest = _member_types(schema) if schema and self.shape == "object" else ({}, None)

    @property
    def claims(self) -> frozenset[str]:
        """The names in a query that this parameter takes for itself."""
        if self.shape == "object" and self._style == "form" and self.parameter.explode:
            return frozenset(self._members)
        return frozenset((self.parameter.name,))

    def from_pairs(self, pairs: Pairs, unclaimed: frozenset[str] = frozenset()) -> Any:
        """The value in a query, a form or cookies; ABSENT where there is none.

        `unclaimed` are the names that no other parameter takes: an exploded object with additional members takes those.
        """
        name = self.parameter.name
        if self.shape == "object" and self._style == "deepObject":
            return self._deep_object(pairs)
        if self.shape == "object" and self._style == "form" and self.parameter.explode:
            return self._exploded_object(pairs, unclaimed)
        values = [value for key, value in pairs if key == name]
        if not values and self.shape == "array":
            values = [value for key, value in pairs if key == f"{name}[]"]
        if not values:
            return ABSENT
        if self.shape == "array" and self.parameter.explode and self._style == "form":
            return [scalar(unquote_plus(value), self._items) for value in values]
        return self._delimited(values[0], unquote_plus)

    def from_text(self, text: str) -> Any:
        """The value in a path segment (percent-encoded) or a header (as it is)."""
        unquoted: Unquote = unquote if self.parameter.place == "path" else str
        if self._style == "matrix":
            return self._matrix(text, unquoted)
        if self._style == "label":
            return self._delimited(text.removeprefix("."), unquoted)
        return self._delimited(text.strip() if self.parameter.place == "header" else text, unquoted)

    def _delimited(self, text: str, unquoted: Unquote) -> Any:
        if self.shape == "content":
            return _json(unquoted(text))
        if self.shape == "scalar":
            return scalar(unquoted(text), self.types)
        if self.shape == "array":
            parts = self._delimiter().split(text) if text else []
            return [scalar(unquoted(part.strip(" ")), self._items) for part in parts]
        return self._object(self._delimiter().split(text) if text else [], unquoted)

    def _delimiter(self) -> re.Pattern[str]:
        style = "simple" if self._style == "label" and not self.parameter.explode else self._style
        return _DELIMITERS.get(style, _DELIMITERS["simple"])

    def _object(self, parts: Sequence[str], unquoted: Unquote) -> dict[str, Any]:
        if self.parameter.explode:
            pairs = [part.partition("=")[::2] for part in parts]
        else:
            pairs = list(zip(parts[::2], parts[1::2], strict=False))
        return {unquoted(key): self._member(unquoted(key), unquoted(value)) for key, value in pairs}

    def _member(self, name: str, text: str) -> Any:
        return scalar(text, self._members.get(name, self._rest or frozenset()))

    def _matrix(self, text: str, unquoted: Unquote) -> Any:
        parts = [part.partition("=")[::2] for part in text.removeprefix(";").split(";")]
        if self.shape == "object" and self.parameter.explode:
            return {unquoted(key): self._member(unquoted(key), unquoted(value)) for key, value in parts}
        if self.shape == "array" and self.parameter.explode:
            return [scalar(unquoted(value), self._items) for _, value in parts]
        return self._delimited(parts[0][1], unquoted)

    def _exploded_object(self, pairs: Pairs, unclaimed: frozenset[str]) -> Any:
        found = {
            key: self._member(key, unquote_plus(value))
            for key, value in pairs
            if key in self._members or (self._rest is not None and key in unclaimed)
        }
        return found or ABSENT

    def _deep_object(self, pairs: Pairs) -> Any:
        prefix = f"{self.parameter.name}["
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key.startswith(prefix) and key.endswith("]"):
                steps = key[len(prefix) : -1].split("][")
                _put(found, steps, self._member(steps[0], unquote_plus(value)))
        return found or ABSENT


def _put(target: dict[str, Any], steps: Sequence[str], value: Any) -> None:
    for step in steps[:-1]:
        child = target.setdefault(step, {})
        if not isinstance(child, dict):
            return
        target = child
    target[steps[-1]] = value


def _shape(types: frozenset[str]) -> str:
    if "array" in types:
        return "array"
    return "object" if "object" in types else "scalar"


def _child_types(schema: Schema, keyword: str) -> frozenset[str]:
    resolved = schema.resolved()
    return resolved.child(keyword).types() if isinstance(resolved.node.get(keyword), Mapping) else frozenset()


def _member_types(schema: Schema) -> tuple[dict[str, frozenset[str]], frozenset[str] | None]:
    """The types of the members by name, and those of any other member (None: there may be no other)."""
    resolved = schema.resolved()
    node = resolved.node
    members = {name: resolved.child("properties", name).types() for name in node.get("properties", {})}
    for index in range(len(node.get("allOf", ()))):
        members.update(_member_types(resolved.child("allOf", index))[0])
    additional = node.get("additionalProperties", True)
    if isinstance(additional, Mapping):
        return members, resolved.child("additionalProperties").types()
    return members, None if additional is False else frozenset()


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
