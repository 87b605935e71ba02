"""Which object do the fields of a form mean?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

from mockserver import exact_json
from mockserver.media.brackets import gathered, nested
from mockserver.media.coercion import Shape
from mockserver.media.encodings import Encoding, encoding_of
from mockserver.media.styles import Decoder, Pairs, parse_query
from mockserver.media.texts import text_reader, unreadable
from mockserver.model import ABSENT, Media, Violation

MAX_FIELDS = 20_000
"""How many fields a form may have."""

_RESERVED = re.compile(r"[:/?#\[\]@!$&'()*,;=]")
"""What RFC 3986 reserves, but `+`, which means a space in forms."""


class FormDecoder:
    """Decodes forms: each property of the schema as its `encoding` says, other names as further members."""

    def __init__(self, media: Media) -> None:
        self._expected = Shape.of(media.schema)
        self._fields = {
            name: _Field(name, expected, encoding_of(media, name)) for name, expected in self._expected.members.items()
        }

    def decode(self, body: bytes) -> Any:
        """The object that a form's bytes mean, or the violation that says why there is none."""
        if body.count(b"&") >= MAX_FIELDS:
            return unreadable(f"the form has more than {MAX_FIELDS} fields")
        text = text_reader("utf-8")(body)
        if isinstance(text, Violation):
            return text
        pairs = parse_query(text)
        if pairs and "=" not in text and not any(name in self._fields for name, _ in pairs):
            return unreadable("the body is no form: it has no 'name=value'")
        return self._object(pairs)

    def _object(self, pairs: Pairs) -> Any:
        found: dict[str, Any] = {}
        free = _free_names(pairs, self._fields)
        begun = {name.partition("[")[0] for name, _ in pairs} | {name for name, _ in pairs}
        for name, field in self._fields.items():
            if name not in begun and not field.flattened:
                continue
            value = field.read(pairs, free)
            if isinstance(value, Violation):
                return value
            if value is not ABSENT:
                found[name] = value
                free -= field.flattened if isinstance(value, dict) else frozenset()
        more: dict[str, list[str]] = {}
        for name, text in pairs:
            if name in free:
                more.setdefault(name, []).append(unquote_plus(text))
        found.update({name: _further(texts, self._expected.member(name)) for name, texts in more.items()})
        return found


def _free_names(pairs: Pairs, fields: Mapping[str, _Field]) -> frozenset[str]:
    """The names that are no field's: neither its own nor one with brackets behind it."""
    nesting = {name for name, field in fields.items() if field.nests}
    return frozenset(name for name, _ in pairs if name not in fields and name.partition("[")[0] not in nesting)


def _further(texts: list[str], expected: Shape) -> Any:
    if expected.types or len(texts) == 1:
        return gathered(texts, expected)
    return texts


class _Field:
    """One property of a form."""

    def __init__(self, name: str, expected: Shape, encoding: Encoding) -> None:
        self._name = name
        self._expected = expected
        self.nests = expected.nests
        self._decoder = Decoder(encoding.parameter(name, expected.schema))
        self._takes_pairs = encoding.styled or not self.nests
        self._json = encoding.is_json
        self._checked = encoding.node.get("allowReserved") is False
        self._never_empty = never_empty(expected)
        exploded = encoding.explode and encoding.style == "form" and "object" in expected.types
        self.flattened = frozenset(expected.members) if exploded else frozenset[str]()

    def read(self, pairs: Pairs, free: frozenset[str]) -> Any:
        """The value in a form; ABSENT where there is none, a violation where it is written as it must not be.

        `free` are the names that no field has: an object without a style may have its members there.
        """
        texts = [text for name, text in pairs if name == self._name]
        wrong = self._misspelt(texts)
        if wrong is not None:
            return wrong
        if self._takes_pairs and not self._json:
            return self._decoder.from_pairs(pairs)
        values = [unquote_plus(text) for text in texts]
        if values:
            return self._whole(values)
        found = nested(pairs, self._name, self._expected, unquote_plus)
        if found is not ABSENT or not self.flattened & free:
            return found
        return self._decoder.from_pairs([(name, text) for name, text in pairs if name in free])

    def _whole(self, texts: list[str]) -> Any:
        """The value of texts that stand under the field's own name: JSON, where no scalar is expected."""
        if "array" not in self._expected.types:
            return _content(texts[-1], self._expected, always=self._json)
        if len(texts) == 1 and texts[0].startswith("["):
            whole = _json(texts[0])
            if isinstance(whole, list):
                return whole
        if self._expected.item(0).structured or self._json:
            return [_content(text, self._expected.item(i), always=self._json) for i, text in enumerate(texts)]
        return gathered(texts, self._expected)

    def _misspelt(self, texts: list[str]) -> Violation | None:
        if self._checked and any(_RESERVED.search(self._undelimited(text)) for text in texts):
            message = f"'{self._name}' has reserved characters that must be percent-encoded"
            return Violation(("body", self._name), "allowReserved", message)
        if self._never_empty and "" in texts:
            return Violation(("body", self._name), "allowEmptyValue", f"'{self._name}' must not be empty")
        return None

    def _undelimited(self, text: str) -> str:
        return text.replace(",", "") if self.nests else text


def never_empty(expected: Shape) -> bool:
    """Whether a field says that it must not be empty: a parameter of Swagger 2.0 may."""
    node = expected.schema.resolved().node if expected.schema else None
    return isinstance(node, Mapping) and node.get("allowEmptyValue") is False


def _content(text: str, expected: Shape, *, always: bool) -> Any:
    """The value of a text that is JSON where no scalar is expected."""
    if not always and expected.admits_scalar(text) and not text.startswith("{"):
        return expected.scalar(text)
    value = _json(text)
    return expected.scalar(text) if value is ABSENT else value


def _json(text: str) -> Any:
    try:
        return exact_json.loads(text)
    except exact_json.JSONDecodeError:
        return ABSENT
