"""Which bytes does an object become as a form?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote_plus

from mockserver.media.coercion import text_of
from mockserver.media.encodings import Encoding, encoding_of
from mockserver.media.json_bodies import write_json
from mockserver.model import Media

_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "%7C", "tabDelimited": "%09"}


def write_form(media: Media, value: Any) -> bytes:
    """The bytes of an object as a form; of anything else, as one text."""
    if not isinstance(value, Mapping):
        return _text(value).encode(errors="replace")
    fields = [field for name, member in value.items() for field in _fields(name, member, encoding_of(media, name))]
    return "&".join(fields).encode()


def _fields(name: str, value: Any, encoding: Encoding) -> list[str]:
    """The fields that one member becomes, in its style; an object without one becomes JSON."""
    if encoding.is_json and not isinstance(value, list):
        return [f"{_escaped(name)}={_escaped(write_json(value).decode())}"]
    if encoding.style == "deepObject":
        return list(_bracketed(name, value))
    if isinstance(value, list):
        return [_field(name, item) for item in value] if encoding.explode else [_joined(name, value, encoding)]
    if isinstance(value, Mapping) and encoding.styled:
        if encoding.explode:
            return [_field(key, member) for key, member in value.items()]
        return [_joined(name, (part for pair in value.items() for part in pair), encoding)]
    return [_field(name, value)]


def _bracketed(name: str, value: Any) -> Iterable[str]:
    if not isinstance(value, Mapping | list):
        yield _field(name, value)
        return
    members = value.items() if isinstance(value, Mapping) else enumerate(value)
    for key, member in members:
        yield from _bracketed(f"{name}[{key}]", member)


def _joined(name: str, values: Iterable[Any], encoding: Encoding) -> str:
    return f"{_escaped(name)}={_DELIMITERS.get(encoding.style, ',').join(map(_escaped, values))}"


def _field(name: str, value: Any) -> str:
    return f"{_escaped(name)}={_escaped(value)}"


def _escaped(value: Any) -> str:
    return quote_plus(_text(value), errors="replace")


def _text(value: Any) -> str:
    return write_json(value).decode() if isinstance(value, Mapping | list) else text_of(value)
