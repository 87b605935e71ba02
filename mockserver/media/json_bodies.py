"""Which JSON value do bytes mean, and which bytes does a value become?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from mockserver import exact_json
from mockserver.media.texts import is_utf_8, text_reader, unreadable
from mockserver.model import Violation

MAX_DEPTH = 200
"""How deep a body may be nested; what is deeper could be read, but not be written or compared."""

_SHORT = 10_000
"""Below how many bytes brackets are counted first, as few have too many of them."""

_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_MARK = b"\xef\xbb\xbf"


def json_reader(charset: str) -> Callable[[bytes], Any]:
    """What reads JSON in a charset."""
    return read_json if is_utf_8(charset) else partial(_read_json_in, charset=charset)


def read_json(body: bytes) -> Any:
    """The value of JSON in UTF-8, or the violation that says why there is none."""
    try:
        value = exact_json.loads(body)
    except exact_json.JSONDecodeError as error:
        if body.startswith(_MARK):
            return _read_text(body[len(_MARK) :])
        return _invalid(error)
    return value if _shallow(value, body) else _too_deep()


def _read_json_in(body: bytes, charset: str) -> Any:
    # the byte order of UTF-16 and UTF-32 shows in the first bytes, as JSON begins with an ASCII character
    wide = charset.lower().replace("-", "").replace("_", "") in ("utf16", "utf32")
    text = text_reader(json.detect_encoding(body) if wide else charset)(body)
    return text if isinstance(text, Violation) else _read_text(text)


def _read_text(text: str | bytes) -> Any:
    try:
        value = exact_json.loads(text)
    except exact_json.JSONDecodeError as error:
        return _invalid(error)
    return value if _shallow(value, text.encode() if isinstance(text, str) else text) else _too_deep()


def _invalid(error: exact_json.JSONDecodeError) -> Violation:
    return unreadable(f"the body is not valid JSON: {error.msg} (line {error.lineno}, column {error.colno})")


def _too_deep() -> Violation:
    return unreadable(f"the body is nested deeper than {MAX_DEPTH} levels")


def _shallow(value: Any, body: bytes) -> bool:
    """Whether a value is nested less deep than the limit: its brackets vanish when pairs are taken out that often.

    The value itself is looked at only where texts have brackets too.
    """
    if len(body) < _SHORT and body.count(b"{") + body.count(b"[") <= MAX_DEPTH:
        return True
    brackets = body.translate(None, delete=_NO_BRACKETS)
    for _ in range(MAX_DEPTH):
        rest = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if not rest:
            return True
        if len(rest) == len(brackets):
            break
        brackets = rest
    return is_shallow(value, MAX_DEPTH)


def is_shallow(value: Any, limit: int) -> bool:
    """Whether a value has at most so many levels of objects and arrays."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(limit):
        if not level:
            return True
        level = [child for parent in level for child in _children(parent) if isinstance(child, dict | list)]
    return not level


def _children(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def write_json(value: Any) -> bytes:
    """The JSON of a value in UTF-8, also where it is nested very deep."""
    try:
        return exact_json.dumps(value)
    except exact_json.JSONEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()
