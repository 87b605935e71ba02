"""Which bytes does a value become as a multipart body?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.media.coercion import Shape
from mockserver.media.encodings import JSON, OCTETS, TEXT, Encoding, encoding_at, encoding_of, is_binary
from mockserver.media.multipart import Part, join
from mockserver.model import Media

WriteContent = Callable[[str, Media], Callable[[Any], bytes]]
"""From a content type and what the document says of it to what writes such content."""


def write_parts(media: Media, boundary: str, value: Any, write: WriteContent) -> bytes:
    """The bytes of a value: the members of an object under their names, the items of a list in their order."""
    expected = Shape.of(media.schema)
    if isinstance(value, Mapping):
        parts = [
            _part(name, item, expected.member(name), encoding_of(media, name), write)
            for name, member in value.items()
            for item in (member if isinstance(member, list) else [member])
        ]
        return join(parts, boundary)
    items = value if isinstance(value, list) else [value]
    shapes = [Shape.of(media.item_schema) if media.item_schema else expected.item(i) for i in range(len(items))]
    unnamed = [_part(None, item, shapes[i], encoding_at(media, i), write) for i, item in enumerate(items)]
    return join(unnamed, boundary)


def _part(name: str | None, value: Any, expected: Shape, encoding: Encoding, write: WriteContent) -> Part:
    item = expected.item(0) if name is not None and "array" in expected.types else expected
    content_type = encoding.written_as(item)
    if isinstance(value, Mapping | list) and content_type in (TEXT, OCTETS):
        content_type = JSON
    content = (
        value if isinstance(value, bytes) else write(content_type, encoding.media(content_type, item.schema))(value)
    )
    return Part({"Content-Type": content_type}, content, name, name if is_binary(item) else None)
