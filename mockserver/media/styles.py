"""Which value does a parameter's text mean, in its style?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal
from urllib.parse import unquote, unquote_plus

from mockserver import exact_json
from mockserver.media.brackets import gathered, nested
from mockserver.media.coercion import Shape, scalar
from mockserver.media.media_types import is_json, kind_of, media_type_of
from mockserver.model import ABSENT, Parameter

__all__ = ["Decoder", "Pairs", "parse_cookies", "parse_query", "scalar"]

Pairs = Sequence[tuple[str, str]]
"""Names, decoded, with their values, still percent-encoded, in the order of the query."""

Unquote = Callable[[str], str]
_Form = Literal["content", "scalar", "array", "object"]

_DELIMITERS = {
    "form": re.compile(","),
    "simple": re.compile(","),
    "label": re.compile(r"\."),
    "spaceDelimited": re.compile(r"%20|\+| "),
    "tabDelimited": re.compile(r"%09|\t"),
    "pipeDelimited": re.compile(r"%7[Cc]|\|"),
}
_ENCODED_COMMA = re.compile("%2[Cc]")
_EXPLODED = ("form", "cookie")
"""The styles in which an exploded value takes several pairs."""


def parse_query(query: str) -> list[tuple[str, str]]:
    """The pairs of a query string, or of a form body."""
    if not query:
        return []
    parts = [part.partition("=") for part in query.split("&") if part]
    plain = "%" not in query and "+" not in query
    return [(name if plain else unquote_plus(name), value) for name, _, value in parts]


def parse_cookies(header: str) -> list[tuple[str, str]]:
    """The pairs of a `Cookie` header, in its order; a name may come more than once."""
    parts = (part.partition("=") for part in header.split(";"))
    return [(name.strip(), _unquoted(value.strip())) for name, equals, value in parts if equals]


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


class Decoder:
    """Decodes one parameter; what depends on its schema is found out once."""

    __slots__ = ("_expected", "_joined", "_spread", "_style", "_unquoted", "parameter", "shape", "types")

    def __init__(self, parameter: Parameter) -> None:
        self.parameter = parameter
        self._style = str(parameter.style)
        self._expected = Shape.of(parameter.schema)
        self._unquoted = _unquote_in(parameter)
        self.types = self._expected.types
        self.shape: _Form = "content" if parameter.media_type is not None else _form(self.types)
        items = self._expected.item(0).types
        self._joined = bool(items) and "string" not in items
        self._spread = parameter.explode and self._style in _EXPLODED

    @property
    def claims(self) -> frozenset[str]:
        """The names in a query that this parameter takes for itself."""
        if self.shape == "object" and self._spread:
            own = {self.parameter.name} if self.types - {"object", "null"} else ()
            return frozenset(self._expected.members) | frozenset(own)
        return frozenset((self.parameter.name,))

    @property
    def takes_rest(self) -> bool:
        """Whether it takes whatever names no other parameter takes."""
        if self._style == "querystring":
            return True
        return self.shape == "object" and self._spread and self._expected.rest is not None

    def from_pairs(self, pairs: Pairs, unclaimed: frozenset[str] = frozenset()) -> Any:
        """The value in a query, a form or cookies; ABSENT where there is none.

        `unclaimed` are the names that no other parameter takes: an exploded object with additional members takes those.
        """
        name = self.parameter.name
        if self._spread and self.parameter.place == "cookie":
            pairs = list(_split_cookies(pairs))
        if self.shape == "object" and (self._spread or self._style == "deepObject"):
            found = self._gathered_object(pairs, unclaimed)
            if found is not ABSENT or not self._may_stand_alone:
                return found
        values = [value for key, value in pairs if key == name]
        if not values:
            return nested(pairs, name, self._expected, self._unquoted) if self.shape == "array" else ABSENT
        return self._listed(values) if self.shape == "array" else self._delimited(values[0], self._unquoted)

    @property
    def _may_stand_alone(self) -> bool:
        """Whether something under the parameter's own name may mean a value although an object is expected."""
        return self.parameter.place == "cookie" or bool(self.types - {"object", "null"})

    def from_text(self, text: str) -> Any:
        """The value in a path segment (percent-encoded) or a header (as it is)."""
        unquoted = self._unquoted
        if self._style == "matrix":
            return self._matrix(text, unquoted)
        if self._style == "label":
            return self._delimited(text.removeprefix("."), unquoted)
        return self._delimited(text.strip() if self.parameter.place == "header" else text, unquoted)

    def _listed(self, values: Sequence[str]) -> list[Any] | Any:
        """The list that the values under one name mean; what is no list where the schema admits that as well."""
        if self._spread and not (self.parameter.place == "cookie" and len(values) == 1):
            return gathered([self._unquoted(value) for value in values], self._expected)
        if len(values) == 1:
            return self._delimited(values[0], self._unquoted)
        parts = [part for value in values for part in self._parts(value)]
        return [self._expected.item(i).scalar(self._unquoted(part)) for i, part in enumerate(parts)]

    def _delimited(self, text: str, unquoted: Unquote) -> Any:
        if self.shape == "content":
            return self.content(unquoted(text))
        if self.shape == "scalar":
            return self._expected.scalar(unquoted(text))
        if self._style == "deepObject" and self.shape == "object":
            return self._expected.scalar(unquoted(text))
        parts = self._parts(text) if text else []
        if len(parts) <= 1 and self._expected.admits_scalar(unquoted(text)):
            return self._expected.scalar(unquoted(text))
        if self.shape == "array":
            return [self._expected.item(i).scalar(unquoted(part.strip(" "))) for i, part in enumerate(parts)]
        return self._object(parts, unquoted)

    def _parts(self, text: str) -> list[str]:
        """The parts between delimiters, which some clients percent-encode: that is read where no value can hold one."""
        style = "simple" if self._style == "label" and not self.parameter.explode else self._style
        delimiter = _DELIMITERS.get(style, _DELIMITERS["simple"])
        parts = delimiter.split(text)
        if len(parts) == 1 and (self._joined or (self.shape == "object" and "=" not in text)):
            return _ENCODED_COMMA.split(text)
        return parts

    def _object(self, parts: Sequence[str], unquoted: Unquote) -> dict[str, Any]:
        if self.parameter.explode:
            pairs = [part.partition("=" if "=" in part else "%3D")[::2] for part in parts]
        else:
            pairs = list(zip(parts[::2], parts[1::2], strict=False))
        return {unquoted(key): self._member(unquoted(key), unquoted(value)) for key, value in pairs}

    def _member(self, name: str, text: str) -> Any:
        return self._expected.member(name).scalar(text)

    def _matrix(self, text: str, unquoted: Unquote) -> Any:
        parts = [part.partition("=")[::2] for part in text.removeprefix(";").split(";")]
        if self.shape == "object" and self.parameter.explode:
            return {unquoted(key): self._member(unquoted(key), unquoted(value)) for key, value in parts if key or value}
        if self.shape == "array" and self.parameter.explode:
            return gathered([unquoted(value) for _, value in parts], self._expected)
        return self._delimited(parts[0][1], unquoted)

    def _gathered_object(self, pairs: Pairs, unclaimed: frozenset[str]) -> Any:
        """The object whose members stand in pairs of their own."""
        if self._style == "deepObject":
            return nested(pairs, self.parameter.name, self._expected, self._unquoted)
        found: dict[str, list[str]] = {}
        for key, value in pairs:
            if key in self._expected.members or (key in unclaimed and self._expected.rest is not None):
                found.setdefault(key, []).append(self._unquoted(value))
        ordered = [key for key in self._expected.members if key in found]
        return {
            key: gathered(found[key], self._expected.member(key)) for key in dict.fromkeys((*ordered, *found))
        } or ABSENT

    def content(self, text: str) -> Any:
        """The value of a text in the parameter's media type; the text itself where it is not in that."""
        media_type = media_type_of(self.parameter.media_type or "")[0]
        if is_json(media_type) or (kind_of(media_type) == "other" and self._expected.structured):
            return _json(text)
        return self._expected.scalar(text)


def _unquote_in(parameter: Parameter) -> Unquote:
    """How texts are percent-decoded: `+` means a space in queries, unless reserved characters stay as they are."""
    if parameter.place == "header" or parameter.style == "cookie":
        return str
    if parameter.place == "query" and not parameter.allow_reserved:
        return unquote_plus
    return unquote


def _split_cookies(pairs: Pairs) -> Iterator[tuple[str, str]]:
    """The pairs, with those apart that an exploded form joins by `&` within one cookie."""
    for name, value in pairs:
        first, *more = value.split("&")
        yield name, first
        for part in more:
            key, _, text = part.partition("=")
            yield unquote(key), text


def _form(types: frozenset[str]) -> _Form:
    if "array" in types:
        return "array"
    return "object" if "object" in types else "scalar"


def _json(text: str) -> Any:
    try:
        return exact_json.loads(text)
    except exact_json.JSONDecodeError:
        return text
