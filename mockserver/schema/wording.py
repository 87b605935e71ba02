"""In which words is a broken keyword told?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.model import ABSENT
from mockserver.pointers import json_type

MAX_SHOWN = 200
"""How many characters of a value, or of a message, are shown at the most."""

_Wording = Callable[[Any, Any, str], str]
_WORDINGS: dict[str, _Wording] = {
    "required": lambda kind, value, member: f"'{member}' is required",
    "additionalProperties": lambda kind, value, member: f"'{member}' is not allowed here",
    "unevaluatedProperties": lambda kind, value, member: f"'{member}' is not allowed here",
    "type": lambda kind, value, member: f"must be {' or '.join(_types(kind))}, not {json_type(value)}",
    "enum": lambda kind, value, member: f"must be one of {', '.join(map(_shown, kind.options[:20]))}",
    "const": lambda kind, value, member: f"must be {_shown(kind.expected_value)}",
    "anyOf": lambda kind, value, member: "must fit at least one of the alternatives",
    "oneOf": lambda kind, value, member: "must fit exactly one of the alternatives",
    "not": lambda kind, value, member: "must not fit what is excluded",
    "pattern": lambda kind, value, member: f"{_shown(value)} must match {kind.pattern}",
    "minLength": lambda kind, value, member: f"must have at least {kind.limit} characters, not {len(value)}",
    "maxLength": lambda kind, value, member: f"must have at most {kind.limit} characters, not {len(value)}",
    "minItems": lambda kind, value, member: f"must have at least {kind.limit} items, not {len(value)}",
    "maxItems": lambda kind, value, member: f"must have at most {kind.limit} items, not {len(value)}",
    "minProperties": lambda kind, value, member: f"must have at least {kind.limit} members, not {len(value)}",
    "maxProperties": lambda kind, value, member: f"must have at most {kind.limit} members, not {len(value)}",
    "minimum": lambda kind, value, member: f"must be at least {kind.limit}, not {_shown(value)}",
    "maximum": lambda kind, value, member: f"must be at most {kind.limit}, not {_shown(value)}",
    "exclusiveMinimum": lambda kind, value, member: f"must be more than {kind.limit}, not {_shown(value)}",
    "exclusiveMaximum": lambda kind, value, member: f"must be less than {kind.limit}, not {_shown(value)}",
    "multipleOf": lambda kind, value, member: f"must be a multiple of {kind.multiple_of}, not {_shown(value)}",
    "uniqueItems": lambda kind, value, member: "must not have the same item twice",
    "readOnly": lambda kind, value, member: "is read-only and should not be sent",
    "writeOnly": lambda kind, value, member: "is write-only and must not be returned",
    "false": lambda kind, value, member: "is not allowed here",
    "format": lambda kind, value, member: (
        f"{_shown(value)} is no valid {kind.format}"
        if hasattr(kind, "format")
        else f"{_shown(value)} is no valid date or time"
        if isinstance(value, str)
        else f"{_shown(value)} is too large"
    ),
}


_EXPECTED = {
    "type": "types",
    "enum": "options",
    "const": "expected_value",
    "pattern": "pattern",
    "format": "format",
    "multipleOf": "multiple_of",
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), "limit"),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), "limit"),
}


def expected(keyword: str, kind: Any) -> Any:
    """What a keyword asks for: its limit, its options, its pattern; ABSENT where that is not one value."""
    name = _EXPECTED.get(keyword)
    return ABSENT if name is None else getattr(kind, name, ABSENT)


def message(keyword: str, kind: Any, value: Any, member: str, otherwise: str) -> str:
    """What is wrong with a value, or with its member; `otherwise` where there are no words for the keyword."""
    wording = _WORDINGS.get(keyword)
    return _clipped(wording(kind, value, member) if wording else otherwise)


def _types(kind: Any) -> list[str]:
    types = kind.types
    return [types] if isinstance(types, str) else [str(name) for name in types]


def _shown(value: Any) -> str:
    return _clipped(repr(value) if isinstance(value, str) else str(value))


def _clipped(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."
