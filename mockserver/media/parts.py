"""Which value do the parts of a multipart body mean together?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.media.coercion import Shape
from mockserver.media.encodings import Encoding, encoding_at, encoding_of, is_binary, prefixed
from mockserver.media.forms import never_empty
from mockserver.media.media_types import media_type_of
from mockserver.media.multipart import Part, split
from mockserver.media.styles import Decoder
from mockserver.media.texts import unreadable
from mockserver.model import ABSENT, Location, Media, Schema, Violation
from mockserver.pointers import json_type

Judge = Callable[[Schema], Callable[[Any, Location], tuple[Violation, ...]]]
"""From a schema to what tells how a value at a location breaks it."""

ReadContent = Callable[[str, Media], Callable[[bytes], Any]]
"""From a content type and what the document says of it to what reads such content."""

MAX_READERS = 100
"""For how many content types the reader of a part is kept."""


@dataclass(frozen=True, slots=True)
class Means:
    """What the reading of parts needs from elsewhere."""

    read: ReadContent
    judge: Judge | None = None


class PartsDecoder:
    """Decodes multipart bodies: parts by their names into an object, or by their place into a list."""

    def __init__(self, media: Media, means: Means) -> None:
        self._media = media
        self._means = means
        self._expected = Shape.of(media.schema)
        self._positional = media.item_schema is not None or "array" in self._expected.types
        self._named = media.media_type.startswith("multipart/form-data")
        self._fields: dict[str | int, _Field] = {}

    def decode(self, body: bytes, content_type: str) -> Any:
        """The value of a body with the boundary of its content type, or the violation that says why there is none."""
        parts = split(body, media_type_of(content_type)[1].get("boundary", ""))
        if isinstance(parts, Violation):
            return parts
        return self._list(parts) if self._positional else self._object(parts)

    def _list(self, parts: Sequence[Part]) -> Any:
        found = []
        for index, part in enumerate(parts):
            value = self._place(index).read_one(part, index)
            if isinstance(value, Violation):
                return value
            found.append(value)
        return found

    def _place(self, index: int) -> _Field:
        """What is expected of the part at a place; all after those that are told apart are alike."""
        key = min(index, max(prefixed(self._media), self._expected.prefixed))
        if key not in self._fields:
            item = self._media.item_schema
            expected = Shape.of(item) if item is not None else self._expected.item(index)
            self._fields[key] = _Field(key, expected, encoding_at(self._media, index), self._means)
        return self._fields[key]

    def _object(self, parts: Sequence[Part]) -> Any:
        named: dict[str, list[Part]] = {}
        for part in parts:
            if part.name is None and self._named:
                return unreadable("a part has no name in its 'Content-Disposition'")
            named.setdefault(self._property_of(part, named), []).append(part)
        found = {}
        for name, group in named.items():
            value = self._field(name).read(group)
            if isinstance(value, Violation):
                return value
            if value is not ABSENT:
                found[name] = value
        return found

    def _property_of(self, part: Part, taken: dict[str, list[Part]]) -> str:
        """The property that a part means: `tags` for `tags[0]`; without a name the next in the document's order."""
        if part.name is None:
            return next((name for name in self._expected.members if name not in taken), str(len(taken)))
        whole, bracket, _ = part.name.partition("[")
        members = self._expected.members
        return (
            whole if bracket and part.name not in members and whole in members and members[whole].nests else part.name
        )

    def _field(self, name: str) -> _Field:
        found = self._fields.get(name)
        if found is None:
            found = _Field(name, self._expected.member(name), encoding_of(self._media, name), self._means)
            if name in self._expected.members:
                self._fields[name] = found
        return found


class _Field:
    """What is expected of the parts of one name, or of the part at one place."""

    def __init__(self, name: str | int, expected: Shape, encoding: Encoding, means: Means) -> None:
        self._name = name
        self._encoding = encoding
        self._means = means
        self._expected = expected
        self._listed = isinstance(name, str) and "array" in expected.types
        self._item = expected.item(0) if self._listed else expected
        self._binary = is_binary(self._item)
        self._never_empty = never_empty(expected)
        self._headers = [(header, Decoder(header)) for header in encoding.headers()]
        self._styled = isinstance(name, str) and encoding.styled and not self._binary
        self._readers: dict[str, Callable[[bytes], Any]] = {}

    def read(self, parts: Sequence[Part]) -> Any:
        """The value of all parts of a name."""
        if self._styled or any(_is_bracketed(part.name) for part in parts):
            return self._from_pairs(parts)
        plural = self._listed or (len(parts) > 1 and not self._expected.types)
        values = []
        for index, part in enumerate(parts):
            value = self.read_one(part, self._name, *((index,) if plural else ()))
            if isinstance(value, Violation):
                return value
            values.append(value)
        if not plural:
            return values[-1]
        whole = len(values) == 1 and isinstance(values[0], list) and "array" not in self._item.types
        return values[0] if whole else values

    def _from_pairs(self, parts: Sequence[Part]) -> Any:
        """The value of texts in a style, or of names with brackets; no text is percent-encoded in a part."""
        for part in parts:
            for wrong in self._wrong(part, ("body", self._name)):
                return wrong
        encoding = self._encoding if self._styled else Encoding({"style": "deepObject"})
        texts = [(part.name or "", part.content.decode(errors="replace")) for part in parts]
        pairs = [(name, text.replace("%", "%25").replace("+", "%2B")) for name, text in texts]
        return Decoder(encoding.parameter(str(self._name), self._expected.schema)).from_pairs(pairs)

    def read_one(self, part: Part, *steps: str | int) -> Any:
        """The value of one part, which stands at the steps of the body."""
        location = ("body", *steps)
        for wrong in self._wrong(part, location):
            return wrong
        value = self._content(part)
        if not isinstance(value, Violation):
            return value
        if "content-type" not in part.headers:
            return _text_or_bytes(part.content)
        return Violation(location, value.keyword, value.message.replace("the body", f"the part '{self._name}'", 1))

    def _wrong(self, part: Part, location: Location) -> Iterator[Violation]:
        """What is wrong with a part before anybody looks into it."""
        stated = part.headers.get("content-type")
        if stated and not self._encoding.takes(stated):
            message = f"the part '{self._name}' must be {self._encoding.content_type}, not '{stated[:100]}'"
            yield Violation(location, "contentType", message)
        if self._never_empty and not part.content:
            yield Violation(location, "allowEmptyValue", f"the part '{self._name}' must not be empty")
        for header, decoder in self._headers:
            text = part.headers.get(header.name.lower())
            if text is None and header.required:
                yield Violation(location, "required", f"the part '{self._name}' needs the header '{header.name}'")
            elif text is not None and header.schema is not None and self._means.judge is not None:
                yield from self._means.judge(header.schema)(decoder.from_text(text), location)

    def _content(self, part: Part) -> Any:
        stated = part.headers.get("content-type")
        if self._binary or (part.filename is not None and stated is None and not self._item.types):
            return part.content
        value = self._reader(stated or self._encoding.written_as(self._item))(part.content)
        types = self._item.types
        if isinstance(value, bytes):
            value = _text_or_bytes(value) if types else value
        elif "string" in types and not isinstance(value, Violation) and json_type(value) not in types:
            value = _text_or_bytes(part.content)
        return self._item.scalar(value) if isinstance(value, str) else value

    def _reader(self, content_type: str) -> Callable[[bytes], Any]:
        found = self._readers.get(content_type)
        if found is None:
            schema = self._item.schema if self._item.nests else None
            found = self._means.read(content_type, self._encoding.media(content_type, schema))
            if len(self._readers) < MAX_READERS:
                self._readers[content_type] = found
        return found


def _is_bracketed(name: str | None) -> bool:
    return name is not None and name.endswith("]") and not name.endswith("[]")


def _text_or_bytes(content: bytes) -> str | bytes:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content
