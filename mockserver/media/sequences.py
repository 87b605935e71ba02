"""Which items do the bytes of a sequence mean: lines of JSON, JSON texts, or server-sent events?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from mockserver.media.coercion import Shape, text_of
from mockserver.media.json_bodies import read_json, write_json
from mockserver.media.media_types import Kind
from mockserver.media.texts import text_reader, unreadable
from mockserver.model import Media, Schema, Violation
from mockserver.pointers import is_number

WHOLE = "x-mockserver-sequence"
"""Where the schema of a whole sequence is put, beside the document that has only that of its items."""

_SEPARATOR = b"\x1e"
_SELF_DELIMITED = b'"]}'
_LINE = re.compile(r"\r\n|\n|\r")
_EVENT_FIELDS = frozenset(("data", "event", "id", "retry"))


def sequence_schema(media: Media) -> Schema | None:
    """What judges the list of items: the schema where it is of a list, or else a list of what it says of each item."""
    schema = media.schema
    if schema is not None and (not schema.types() or "array" in schema.types()):
        return schema if media.item_schema is None or schema.types() else _list_of(media.item_schema)
    item = media.item_schema or schema
    return None if item is None else _list_of(item)


def _list_of(item: Schema) -> Schema:
    whole = {"type": "array", "items": {"$ref": "#" + quote(item.pointer, safe="/~!$&'()*+,;=:@")}}
    return Schema({**item.root, WHOLE: whole}, f"/{WHOLE}", item.version, item.file)


def sequence_reader(kind: Kind, media: Media) -> Callable[[bytes], Any]:
    """What reads the sequences of a kind into a list, or tells which item cannot be read."""
    if kind == "lines":
        return lambda body: _listed(_lines(body))
    if kind == "json-seq":
        return lambda body: _listed(_texts(body))
    item = Shape.of(sequence_schema(media)).item(0)
    whole = _is_event(item)
    plain = not item.structured if not whole else not item.member("data").structured
    return lambda body: _events(body, whole=whole, plain=plain)


def _is_event(item: Shape) -> bool:
    """Whether an item is a whole event, with its fields, and not only the JSON that its data holds."""
    if item.types and "object" not in item.types:
        return False
    return not item.members or "data" in item.members or "event" in item.members


def _listed(items: Iterator[bytes | Violation]) -> Any:
    found = []
    for index, text in enumerate(items):
        value = read_json(text) if isinstance(text, bytes) else text
        if isinstance(value, Violation):
            return unreadable(value.message.replace("the body", f"item {index}", 1), index)
        found.append(value)
    return found


def _lines(body: bytes) -> Iterator[bytes | Violation]:
    return (line for line in body.split(b"\n") if line.strip())


def _texts(body: bytes) -> Iterator[bytes | Violation]:
    """The texts of a JSON text sequence (RFC 7464): each begins with a record separator and ends with a line feed."""
    first, *texts = body.split(_SEPARATOR)
    if first.strip():
        yield unreadable("the body does not begin with a record separator")
    for text in texts:
        stripped = text.strip()
        # without anything after it, a number or a word may have been cut off
        if stripped and text[-1:] == stripped[-1:] and stripped[-1:] not in _SELF_DELIMITED:
            yield unreadable("the body is cut off, its line feed is missing")
        elif stripped:
            yield stripped


def _events(body: bytes, *, whole: bool, plain: bool) -> Any:
    text = text_reader("utf-8")(body)
    if isinstance(text, Violation):
        return text
    found = []
    for event in _blocks(text.removeprefix("\ufeff")):
        if not plain:
            event["data"] = _json_or_text(event["data"])
        found.append(event if whole else event["data"])
    return found


def _blocks(text: str) -> Iterator[dict[str, Any]]:
    """The events that a stream has, as the HTML standard parses them; one that the end cuts short counts as well."""
    event: dict[str, Any] = {}
    data: list[str] = []
    for line in (*_LINE.split(text), ""):
        if not line:
            if data:
                yield {**event, "data": "\n".join(data)}
            event, data = {}, []
            continue
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            data.append(value)
        elif name == "retry" and is_number(value) and len(value) < 16:
            event["retry"] = int(value)
        elif name == "event" or (name == "id" and "\0" not in value):
            event[name] = value


def _json_or_text(text: str) -> Any:
    value = read_json(text.encode())
    return text if isinstance(value, Violation) else value


def write_sequence(kind: Kind, value: Any) -> bytes:
    """The bytes of a list of items; what is no list is taken for one item."""
    items = value if isinstance(value, list) else [value]
    if kind == "lines":
        return b"".join(write_json(item) + b"\n" for item in items)
    if kind == "json-seq":
        return b"".join(_SEPARATOR + write_json(item) + b"\n" for item in items)
    return "".join(_event(item) for item in items).encode(errors="replace")


def _event(item: Any) -> str:
    if not (isinstance(item, Mapping) and item and item.keys() <= _EVENT_FIELDS):
        return _data(item) + "\n"
    fields = [f"{name}: {_one_line(item[name])}\n" for name in ("event", "id", "retry") if name in item]
    return "".join(fields) + (_data(item["data"]) if "data" in item else "") + "\n"


def _one_line(value: Any) -> str:
    return _LINE.sub(" ", text_of(value))


def _data(value: Any) -> str:
    text = value if isinstance(value, str) else write_json(value).decode()
    return "".join(f"data: {line}\n" for line in _LINE.split(text))
