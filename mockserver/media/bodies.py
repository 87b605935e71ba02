"""Which value do the bytes of a body mean in its media type, and which bytes does a value become?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from mockserver.media.coercion import Shape
from mockserver.media.encodings import is_binary
from mockserver.media.form_writing import write_form
from mockserver.media.forms import FormDecoder
from mockserver.media.json_bodies import MAX_DEPTH, json_reader, read_json, write_json
from mockserver.media.media_types import Kind, kind_of, media_type_of
from mockserver.media.multipart import BOUNDARY
from mockserver.media.part_writing import write_parts
from mockserver.media.parts import Judge, Means, PartsDecoder
from mockserver.media.sequences import sequence_reader, sequence_schema, write_sequence
from mockserver.media.texts import charset_of, text_reader, write_text
from mockserver.media.xml_reading import XmlDecoder
from mockserver.media.xml_writing import write_xml
from mockserver.model import ABSENT, Media, Schema, Violation

__all__ = ["MAX_DEPTH", "Decode", "Encode", "Judge", "Reading", "decoder", "encoder", "reading", "written_type"]

MAX_NESTING = 3
"""How deep a multipart body may have parts that are multipart again."""

Decode = Callable[[bytes], Any]
"""From bytes to a value, or to the violation that says why they have none."""

Encode = Callable[[Any], bytes]

_SEQUENCES = ("lines", "json-seq", "events")


@dataclass(frozen=True, slots=True)
class Reading:
    """How the bodies of one content type are read.

    `schema` is what judges the values: of a sequence it is a list. Where `binary` is set there may be bytes in them.
    `bounded` stands in for `decode` where each body has a boundary of its own: it takes the content type as well.
    Where `verbatim` is set, what a body was written from is what is read from it, so that nobody need read it again.
    """

    decode: Decode
    schema: Schema | None
    binary: bool = False
    bounded: Callable[[bytes, str], Any] | None = None
    verbatim: bool = False

    def judged(self, value: Any) -> Any:
        """A value as JSON Schema can judge it, with bytes as texts of the same length; ABSENT: it cannot be judged."""
        if isinstance(value, bytes) and self.schema is not None and Shape.of(self.schema).structured:
            return ABSENT
        return _without_bytes(value)


def _without_bytes(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, dict):
        return {name: _without_bytes(member) for name, member in value.items()}
    return [_without_bytes(item) for item in value] if isinstance(value, list) else value


def decoder(content_type: str, media: Media) -> Decode:
    """What reads the bodies of a content type under one entry of a `content` map.

    Bytes that are no text stay bytes. A text whose schema admits no string, and anything under a range such as
    `*/*` whose schema admits none, is read as JSON: the document says what is in it, its label does not.
    """
    return reading(content_type, media).decode


def reading(content_type: str, media: Media, judge: Judge | None = None, *, nesting: int = 0) -> Reading:
    """How bodies of a content type are read; `judge` tells what is wrong with the headers of parts."""
    media_type, parameters = media_type_of(content_type)
    kind = _kind(media_type, media)
    if kind == "json":
        return Reading(json_reader(charset_of(parameters)), media.schema, verbatim=True)
    if kind in _SEQUENCES:
        return Reading(sequence_reader(kind, media), sequence_schema(media))
    if kind == "form":
        form = FormDecoder(media).decode
        guessed = "*" in media.media_type and Shape.of(media.schema).structured
        return Reading(partial(_json_or, form) if guessed else form, media.schema)
    if kind == "xml":
        charset = charset_of(parameters) if "charset" in parameters else None
        return Reading(XmlDecoder(media, charset).decode, media.schema)
    if kind == "multipart" and nesting < MAX_NESTING:
        means = Means(lambda inner, part: reading(inner, part, judge, nesting=nesting + 1).decode, judge)
        bounded = PartsDecoder(media, means).decode
        schema = sequence_schema(media) if media.item_schema else media.schema
        return Reading(partial(bounded, content_type=content_type), schema, binary=True, bounded=bounded)
    if kind == "text":
        return Reading(text_reader(charset_of(parameters)), media.schema, verbatim=True)
    return Reading(_other(Shape.of(media.schema)), media.schema, binary=True)


def _kind(media_type: str, media: Media) -> Kind:
    """What a body is read as: what its media type names, unless the schema says that it must be something else."""
    kind = kind_of(media_type)
    expected = Shape.of(media.schema)
    if kind in ("text", "other") and expected.structured and ("*" in media.media_type or kind == "text"):
        return "json"
    if kind in (*_SEQUENCES, "xml") and expected.types and expected.types <= {"string", "null"}:
        return "text" if media.item_schema is None else kind
    return "other" if kind == "xml" and media.schema is None else kind


def _other(expected: Shape) -> Decode:
    """What reads a content that has no reader: as JSON if it is some and should be, as a text if it can be one."""
    if expected.structured:
        return partial(_json_or, bytes)
    return _text_or_bytes if expected.types and not is_binary(expected) else bytes


def _json_or(other: Decode, body: bytes) -> Any:
    value = read_json(body)
    return other(body) if isinstance(value, Violation) else value


def _text_or_bytes(body: bytes) -> Any:
    text = text_reader("utf-8")(body)
    return body if isinstance(text, Violation) else text


def encoder(content_type: str, media: Media) -> Encode:
    """What writes examples and generated values as bodies of a content type; texts are their own bytes but in JSON."""
    media_type, parameters = media_type_of(content_type)
    kind = kind_of(media_type)
    if kind == "json" or "*" in media_type:
        return write_json
    charset = charset_of(parameters)
    if kind == "xml":
        return lambda value: write_xml(media, value, charset)
    writers: Mapping[Kind, Encode] = {
        "form": partial(write_form, media),
        "multipart": lambda value: write_parts(media, parameters.get("boundary", BOUNDARY), value, encoder),
        "lines": partial(write_sequence, "lines"),
        "json-seq": partial(write_sequence, "json-seq"),
        "events": partial(write_sequence, "events"),
    }
    return partial(_write, charset=charset, structured=writers.get(kind, write_json))


def _write(value: Any, charset: str, structured: Encode) -> bytes:
    if isinstance(value, bytes):
        return value
    return write_text(value, charset) if isinstance(value, str) else structured(value)


def written_type(media_type: str) -> str:
    """The content type of an answer: that of the document, with the boundary that a multipart body needs."""
    name, parameters = media_type_of(media_type)
    if kind_of(name) != "multipart" or parameters.get("boundary"):
        return media_type
    return f"{media_type};boundary={BOUNDARY}"
