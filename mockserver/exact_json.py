"""Which value does JSON mean, and which JSON does a value become, with every integer just as it is?

orjson reads and writes; but it reads an integer of more than 64 bits as a float, and writes none.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import orjson

JSONDecodeError = orjson.JSONDecodeError
JSONEncodeError = orjson.JSONEncodeError
OPT_INDENT_2 = orjson.OPT_INDENT_2
OPT_NON_STR_KEYS = orjson.OPT_NON_STR_KEYS
OPT_SORT_KEYS = orjson.OPT_SORT_KEYS

MAX_DIGITS = 308
"""How many digits an integer may have: of what has more, and is past the largest float, no reader makes a number."""

MAX_DEPTH = 254
"""How deep a value may be nested to be written."""

_LEAST, _MOST = -(2**63), 2**64 - 1
_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_LONG = b"0" * 19
"""What is in a text, each digit of which is made a 0, if an integer in it has more than 64 bits; so is one of these:"""
_LONGER = (b"0" * 20, b"-" + _LONG)


def loads(text: bytes | str) -> Any:
    """The value of JSON in UTF-8; JSONDecodeError where there is none.

    An integer past the largest float, one of more than `MAX_DIGITS` digits, is none.
    """
    value = orjson.loads(text)
    encoded = text.encode() if isinstance(text, str) else text
    zeros = encoded.translate(_ZEROS)
    if zeros.find(_LONG) < 0 or not any(longer in zeros for longer in _LONGER):
        return value
    return _exact(encoded.decode())


def _exact(text: str) -> Any:
    """The value of a text that is known to be JSON."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise JSONDecodeError("nested too deep", "", 0) from error


def dumps(value: Any, option: int = 0, default: Callable[[Any], Any] | None = None) -> bytes:
    """A value as JSON in UTF-8; JSONEncodeError, a TypeError, where it is nested too deep, or is none of JSON."""
    try:
        return orjson.dumps(value, default, option)
    except JSONEncodeError:
        return orjson.dumps(_spelled(value, MAX_DEPTH), default, option)


def _spelled(value: Any, depth: int) -> Any:
    """A value in which the integers that orjson does not write are spelled already."""
    if isinstance(value, int) and not _LEAST <= value <= _MOST:
        return orjson.Fragment(str(value))
    if isinstance(value, dict) and depth:
        return {name: _spelled(member, depth - 1) for name, member in value.items()}
    if isinstance(value, list | tuple) and depth:
        return [_spelled(item, depth - 1) for item in value]
    return value
