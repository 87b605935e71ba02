"""Where in a JSON value does something stand?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

MAX_DIGITS = 1_000

_MAPPINGS = (dict, Mapping)
"""What has members; nearly everything is a `dict`, which is told at once."""


def pointer_of(steps: Sequence[str | int]) -> str:
    """The JSON pointer (RFC 6901) that goes along the steps."""
    if not steps:
        return ""
    texts = list(map(str, steps))
    pointer = "/" + "/".join(texts)
    if "~" not in pointer and pointer.count("/") == len(texts):
        return pointer
    return "".join("/" + text.replace("~", "~0").replace("/", "~1") for text in texts)


def steps_of(pointer: str) -> tuple[str, ...]:
    """The steps of a JSON pointer (RFC 6901), or of a reference within a document such as `#/a`, unescaped."""
    pointer = unquote(pointer[1:]) if pointer.startswith("#") else pointer
    if "~" not in pointer:
        return tuple(pointer.split("/")[1:])
    return tuple(step.replace("~1", "/").replace("~0", "~") if "~" in step else step for step in pointer.split("/")[1:])


def value_at(value: Any, steps: Sequence[str | int]) -> Any:
    """What stands at the steps of a JSON value; LookupError where there is nothing."""
    for step in steps:
        if isinstance(value, _MAPPINGS):
            value = value[step]
        elif isinstance(value, list) and is_number(str(step)):
            value = value[int(step)]
        else:
            raise LookupError(step)
    return value


def put_at(value: Any, steps: Sequence[str], member: Any) -> Any:
    """A copy of a value, with a member put where the steps of names lead to; objects are made on the way there."""
    if not steps:
        return member
    if len(steps) == 1 and value.__class__ is dict:
        return {**value, steps[0]: member}
    inside = value.get(steps[0]) if isinstance(value, dict) else None
    return {**(value if isinstance(value, dict) else {}), steps[0]: put_at(inside, steps[1:], member)}


def lasting_pointer(root: Any, pointer: str) -> str:
    """A pointer that stays when lists get other items: each is called by what names it, and not by its number."""
    value, steps = root, list[str]()
    for step in steps_of(pointer):
        is_item = isinstance(value, list)
        try:
            value = value_at(value, (step,))
        except LookupError:
            value = None
        steps.append(_called(value) if is_item and value is not None else step)
    return pointer_of(steps)


def _called(item: Any) -> str:
    """What names an item of a list; `*` where nothing does."""
    if not isinstance(item, _MAPPINGS):
        return str(item) if isinstance(item, str) else "*"
    names = [str(item[member]) for member in ("in", "name", "$ref", "operationId", "url") if member in item]
    return " ".join(names if names or len(item) != 1 else item) or "*"


def is_number(text: str) -> bool:
    """Whether a text is a whole number in ASCII digits, of which Python reads no more than a few thousand."""
    return text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS


def exists(root: Any, pointer: str) -> bool:
    """Whether a JSON pointer, or a reference within the document such as `#/a`, leads to something."""
    if pointer and not pointer.startswith(("#", "/")):
        return False
    try:
        value_at(root, steps_of(pointer))
    except LookupError:
        return False
    return True


def json_type(value: Any) -> str:
    """The JSON type of a value; a float without a fraction is a `number` here."""
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")
