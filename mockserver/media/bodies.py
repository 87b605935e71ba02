"""Which value do the bytes of a body mean, in its media type?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import orjson

from mockserver.media.media_types import FORM, is_json, media_type_of
from mockserver.media.styles import Decoder, Pairs, parse_query
from mockserver.model import ABSENT, Media, Parameter, Schema, Violation


MAX_DEPTH = 200
"""How deep a body may be nested; what is deeper could be read, but not be written or compared."""

_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


Decode = Callable[[bytes], Any]
"""From bytes to a value, or to the violation that says why they have none."""


def decoder(content_type: str, media: Media) -> Decode:
    """What reads the bodies of a content type under one entry of a `content` map.

    Bytes that are no text stay bytes. A text whose schema admits no string, and anything under a range such as
    `*/*` whose schema admits none, is read as JSON: the document says what is in it, its label does not.
    """
    media_type, parameters = media_type_of(content_type)
    types = media.schema.types() if media.schema else frozenset[str]()
    structured = bool(types) and "string" not in types
    if is_json(media_type):
        return _json
    if media_type == FORM:
        form = partial(_form, FormDecoder(media))
        return partial(_json_or, form) if structured and "*" in media.media_type else form
    if structured and ("*" in media.media_type or media_type.startswith("text/")):
        return _json
    if media_type.startswith("text/"):
        return partial(_text, charset=parameters.get("charset", "utf-8"))
    return bytes


def _json(body: bytes) -> Any:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        return _unreadable(f"the body is not valid JSON: {error.msg} (line {error.lineno}, column {error.colno})")
    return value if _shallow(value, body) else _unreadable(f"the body is nested deeper than {MAX_DEPTH} levels")


def _shallow(value: Any, body: bytes) -> bool:
    """Whether a value is nested less deep than the limit: its brackets vanish when pairs are taken out that often.

    The value itself is looked at only where texts have brackets too.
    """
    brackets = body.translate(None, delete=_NO_BRACKETS)
    for _ in range(MAX_DEPTH):
        rest = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if not rest:
            return True
        if len(rest) == len(brackets):
            break
        brackets = rest
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(MAX_DEPTH):
        if not level:
            return True
        level = [child for parent in level for child in _children(parent) if isinstance(child, dict | list)]
    return False


def _children(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _text(body: bytes, charset: str) -> Any:
    try:
        return body.decode(charset)
    except LookupError:
        return _unreadable(f"the charset '{charset[:40]}' is not known")
    except UnicodeDecodeError as error:
        return _unreadable(f"the body is not valid {charset}: {error.reason} at byte {error.start}")


def _json_or(other: Decode, body: bytes) -> Any:
    value = _json(body)
    return other(body) if isinstance(value, Violation) else value


class FormDecoder:
    """Decodes a form: each property of the schema as its `encoding` says, other names as additional ones."""

    def __init__(self, media: Media) -> None:
        schema = media.schema.resolved() if media.schema else None
        whole = Parameter("", "query", required=False, schema=schema, style="form", explode=True)
        self._whole = Decoder(whole) if schema else None
        self._members = [
            Decoder(_member(name, schema, media.encoding.get(name, {})))
            for name in (schema.node.get("properties", {}) if schema else ())
        ]

    def decode(self, pairs: Pairs) -> dict[str, Any]:
        if self._whole is None:
            return dict(pairs)
        whole = self._whole.from_pairs(pairs, frozenset(name for name, _ in pairs))
        found = {member.parameter.name: member.from_pairs(pairs) for member in self._members}
        return {**(whole or {}), **{name: value for name, value in found.items() if value is not ABSENT}}


def _member(name: str, schema: Schema | None, encoding: Mapping[str, Any]) -> Parameter:
    style = encoding.get("style", "form")
    return Parameter(
        name,
        "query",
        required=False,
        schema=schema.child("properties", name) if schema else None,
        style=style,
        explode=encoding.get("explode", style == "form"),
        media_type=encoding.get("contentType"),
    )


def _form(form: FormDecoder, body: bytes) -> Any:
    text = _text(body, "utf-8")
    return text if isinstance(text, Violation) else form.decode(parse_query(text))


def _unreadable(message: str) -> Violation:
    return Violation(("body",), "parse", message)
