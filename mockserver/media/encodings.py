"""What does an Encoding Object say of a field of a form or of a part?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.media.coercion import Shape
from mockserver.media.media_types import covers, is_json, media_type_of
from mockserver.model import Media, Parameter, Schema
from mockserver.pointers import pointer_of

TEXT = "text/plain"
JSON = "application/json"
OCTETS = "application/octet-stream"
_STYLED = ("style", "explode", "allowReserved")


@dataclass(frozen=True, slots=True)
class Encoding:
    """An Encoding Object, and where it stands in the document if that is known."""

    node: Mapping[str, Any]
    place: Schema | None = None

    @property
    def styled(self) -> bool:
        """Whether it asks for a style, so that its content type does not count."""
        return any(keyword in self.node for keyword in _STYLED)

    @property
    def style(self) -> str:
        return str(self.node.get("style") or "form")

    @property
    def explode(self) -> bool:
        return self.node.get("explode", self.style == "form") is True

    @property
    def content_type(self) -> str:
        """The content types and ranges that it takes, separated by commas; empty: it does not say."""
        return str(self.node.get("contentType") or "")

    @property
    def is_json(self) -> bool:
        """Whether it says that all values are JSON, also texts."""
        return not self.styled and is_json(media_type_of(self.content_type)[0])

    def takes(self, content_type: str) -> bool:
        return not self.content_type or covers(self.content_type, media_type_of(content_type)[0])

    def written_as(self, expected: Shape) -> str:
        """The content type of what states none: the first that it names, or else the default for a shape."""
        first = self.content_type.partition(",")[0].strip()
        return first if first and "*" not in first else _default_type(expected)

    def parameter(self, name: str, schema: Schema | None) -> Parameter:
        """The query parameter that a styled field is equal to."""
        return Parameter(
            name,
            "query",
            required=False,
            schema=schema,
            style=self.style,
            explode=self.explode,
            allow_reserved=self.node.get("allowReserved") is True,
        )

    def headers(self) -> Iterator[Parameter]:
        """The headers that it describes, but `Content-Type`, of which it speaks elsewhere."""
        declared = self.node.get("headers")
        if self.place is None or not isinstance(declared, Mapping):
            return
        for name in declared:
            header = self.place.child("headers", name).resolved()
            if name.lower() != "content-type" and isinstance(header.node, Mapping):
                yield _header(name, header)

    def media(self, content_type: str, schema: Schema | None) -> Media:
        """What the document says of content that stands inside: a `multipart` may have parts of its own."""
        return Media(
            media_type_of(content_type)[0],
            schema,
            encoding=_mapping(self.node.get("encoding")),
            prefix_encoding=_list(self.node.get("prefixEncoding")),
            item_encoding=_mapping(self.node.get("itemEncoding")),
        )


def encoding_of(media: Media, name: str) -> Encoding:
    """What is said of the field of a name; nothing, where nothing is."""
    return Encoding(_mapping(_mapping(media.encoding).get(name)), _place(media, "encoding", name))


def encoding_at(media: Media, index: int) -> Encoding:
    """What is said of the part at a place."""
    if index < prefixed(media):
        return Encoding(_mapping(media.prefix_encoding[index]), _place(media, "prefixEncoding", index))
    return Encoding(_mapping(media.item_encoding), _place(media, "itemEncoding"))


def prefixed(media: Media) -> int:
    """Of how many parts at the beginning something else is said than of the rest."""
    return len(_list(media.prefix_encoding))


def _place(media: Media, *steps: str | int) -> Schema | None:
    """Where something stands in a Media Type Object: beside its schema."""
    beside = media.schema or media.item_schema
    if beside is None:
        return None
    pointer = beside.pointer.rpartition("/")[0] + pointer_of(steps)
    return Schema(beside.root, pointer, beside.version, beside.file)


def _header(name: str, header: Schema) -> Parameter:
    node = header.node
    return Parameter(
        name,
        "header",
        required=node.get("required") is True,
        schema=header.child("schema") if "schema" in node else None,
        style="simple",
        explode=node.get("explode") is True,
    )


def _mapping(node: Any) -> Mapping[str, Any]:
    return node if isinstance(node, Mapping) else {}


def _list(node: Any) -> list[Any]:
    return node if isinstance(node, list) else []


def is_binary(expected: Shape) -> bool:
    """Whether a schema says of its texts that they are bytes."""
    nodes = [part.node for part in expected.parts]
    if any(node.get("format") == "binary" or node.get("type") == "file" for node in nodes):
        return True
    unencoded = any("contentMediaType" in node and "contentEncoding" not in node for node in nodes)
    return unencoded and expected.types <= {"string", "null"}


def _default_type(expected: Shape) -> str:
    if is_binary(expected):
        return OCTETS
    return JSON if expected.nests else TEXT
