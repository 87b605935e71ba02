"""How are a place, a time and an id written, so that they look like the example?"""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from mockserver.mocking.errors.trouble import Trouble
from mockserver.model import Violation
from mockserver.pointers import pointer_of
from mockserver.state import timestamp

PLACEHOLDER = "string"
"""What stands for a text of which nothing is known."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-fA-F]{8,64}")
_PREFIXED = re.compile(r"([A-Za-z]{2,12}[_-])\w{4,}")
_PARTS = re.compile(r"(body|query|path|headers?|cookie)[./]")


def place(violation: Violation, example: str, *, pointer: bool = False) -> str | None:
    """Where a member stands that is wrong: as a JSON pointer, a JSONPath, or names with dots; None where it is none."""
    steps = violation.location[1:]
    if not steps:
        return None
    if pointer or example.startswith(("/", "#/")):
        return ("#" if example.startswith("#") else "") + pointer_of(steps)
    names = "".join(f"[{step}]" if isinstance(step, int) and "[" in example else f".{step}" for step in steps)
    if example.startswith("$"):
        return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return f"{violation.location[0]}{names}" if _PARTS.match(example) else names.lstrip(".")


def moment(now: datetime, example: Any, form: str) -> Any:
    """A time in the form of the example: text in one of the usual forms, seconds or milliseconds."""
    if isinstance(example, int | float):
        seconds = now.timestamp()
        return round(seconds * 1_000) if example > 100_000_000_000 else int(seconds)
    text = str(example)
    if form == "date" or re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return now.date().isoformat()
    if text.endswith("GMT"):
        return format_datetime(now, usegmt=True)
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", text):
        return now.strftime("%Y-%m-%d %H:%M:%S")
    if re.fullmatch(r"[^.]+T[\d:]+Z", text):
        return now.strftime("%Y-%m-%dT%H:%M:%SZ")
    if text.endswith("+00:00"):
        return now.isoformat()
    return timestamp(now)


def unique(trouble: Trouble, example: Any, form: str) -> Any:
    """An id that no other request has, in the form of the example."""
    if isinstance(example, int):
        return int(trouble.digits(7), 16)
    text = str(example)
    if text == PLACEHOLDER or form == "uuid" or _UUID.fullmatch(text):
        return trouble.uuid.upper() if text.isupper() and _UUID.fullmatch(text) else trouble.uuid
    if _HEX.fullmatch(text):
        return trouble.digits(len(text))
    prefixed = _PREFIXED.fullmatch(text)
    if prefixed:
        return prefixed[1] + trouble.digits(len(text) - len(prefixed[1]))
    return trouble.digits(max(8, min(64, len(text))))
