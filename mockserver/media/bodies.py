"""Which value do the bytes of a body mean, in its media type?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from mockserver.media.styles import Decoder, parse_query
from mockserver.model import ABSENT, Media, Parameter, Violation

FORM = "application/x-www-form-urlencoded"
MAX_DEPTH = 500


def media_type_of(content_type: str) -> tuple[str, dict[str, str]]:
    """The media type in lower case, and its parameters."""
    head, *rest = content_type.split(";")
    parameters = (part.partition("=") for part in rest if "=" in part)
    return head.strip().lower(), {key.strip().lower(): value.strip(" \"'") for key, _, value in parameters}


def find_media(content: Mapping[str, Media], media_type: str) -> Media | None:
    """The entry of a `content` map for a media type: itself, with parameters, `text/*`, or `*/*`."""
    exact = content.get(media_type)
    if exact is not None:
        return exact
    for key, media in content.items():
        if key.partition(";")[0] == media_type:
            return media
    return content.get(f"{media_type.partition('/')[0]}/*") or content.get("*/*")


def is_json(media_type: str) -> bool:
    return media_type in ("application/json", "text/json") or media_type.endswith("+json")


def decode(body: bytes, content_type: str, media: Media) -> Any | Violation:
    """The value of a body, or the violation that says why it has none.

    Bytes that are no text stay bytes. A text whose schema admits no string, and anything under a range such as
    `*/*` whose schema admits none, is read as JSON: the document says what is in it, its label does not.
    """
    media_type, parameters = media_type_of(content_type)
    types = media.schema.types() if media.schema else frozenset[str]()
    structured = bool(types) and "string" not in types
    if is_json(media_type):
        return _json(body)
    if structured and ("*" in media.media_type or media_type.startswith("text/")):
        value = _json(body)
        if media_type != FORM or not isinstance(value, Violation):
            return value
    if media_type == FORM:
        return _form(body, media)
    if media_type.startswith("text/"):
        return _text(body, parameters.get("charset", "utf-8"))
    return body


def _json(body: bytes) -> Any | Violation:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        return _unreadable(f"the body is not valid JSON: {error.msg} (line {error.lineno}, column {error.colno})")
    return value if _shallow(value, body) else _unreadable(f"the body is nested deeper than {MAX_DEPTH} levels")


def _shallow(value: Any, body: bytes) -> bool:
    """Whether a value is nested less deep than the limit; bodies with few brackets need no look."""
    if body.count(b"[") + body.count(b"{") < MAX_DEPTH:
        return True
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(MAX_DEPTH):
        if not level:
            return True
        level = [child for parent in level for child in _children(parent) if isinstance(child, dict | list)]
    return False


def _children(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _text(body: bytes, charset: str) -> Any | Violation:
    try:
        return body.decode(charset)
    except LookupError:
        return _unreadable(f"the charset '{charset[:40]}' is not known")
    except UnicodeDecodeError as error:
        return _unreadable(f"the body is not valid {charset}: {error.reason} at byte {error.start}")


def _form(body: bytes, media: Media) -> Any | Violation:
    text = _text(body, "utf-8")
    if isinstance(text, Violation):
        return text
    pairs = parse_query(text)
    schema = media.schema
    if schema is None:
        return dict(pairs)
    whole = Parameter("", "query", required=False, schema=schema, style="form", explode=True)
    names = frozenset(name for name, _ in pairs)
    value = Decoder(whole).from_pairs(pairs, names)
    found: dict[str, Any] = {} if value is ABSENT else value
    properties = schema.resolved().node.get("properties", {})
    for name in properties:
        encoding = media.encoding.get(name, {})
        style = encoding.get("style", "form")
        member = Decoder(
            Parameter(
                name,
                "query",
                required=False,
                schema=schema.resolved().child("properties", name),
                style=style,
                explode=encoding.get("explode", style == "form"),
                media_type=encoding.get("contentType"),
            )
        ).from_pairs(pairs)
        if member is not ABSENT:
            found[name] = member
    return found


def _unreadable(message: str) -> Violation:
    return Violation(("body",), "parse", message)
