"""Does what is shown have what was sent?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from mockserver.behaviours.resources.shapes import Members, kind_of, members_of
from mockserver.model import Schema
from mockserver.pointers import pointer_of
from mockserver.schema import Validator

Steps = tuple[str | int, ...]

NOTHING = type("Nothing", (), {"__repr__": lambda self: "nothing"})()
"""What stands for a member that is not shown."""

_SECRET = ("password", "secret", "token")


def differences(sent: Any, shown: Any, schema: Schema | None) -> Iterator[tuple[str, Any, Any]]:
    """Pointer, sent and shown value of each member that is shown otherwise than it was sent.

    `schema` describes what is shown: a member that it does not have need not be there, nor one that only requests have.
    """
    yield from _compared(sent, shown, schema, ())


def _compared(sent: Any, shown: Any, schema: Schema | None, steps: Steps) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(sent, dict) and isinstance(shown, dict):
        yield from _members(sent, shown, schema, steps)
    elif isinstance(sent, list) and isinstance(shown, list):
        if not _have_the_same(sent, shown):
            yield pointer_of(steps), sent, shown
    elif not same(sent, shown):
        yield pointer_of(steps), sent, shown


def _members(
    sent: Mapping[str, Any], shown: Mapping[str, Any], schema: Schema | None, steps: Steps
) -> Iterator[tuple[str, Any, Any]]:
    members = members_of(schema) if schema is not None else None
    hidden = (members.flagged("writeOnly") | members.flagged("readOnly")) if members is not None else frozenset()
    for name, value in sent.items():
        if name in hidden or any(word in name.lower() for word in _SECRET):
            continue
        child = members.schemas.get(name) if members is not None else None
        if members is not None and child is None:
            continue
        if members is not None and _is_told_already(members, name, value, shown):
            continue
        if name in shown:
            inner = child if child is not None and kind_of(child) == "object" else None
            yield from _compared(value, shown[name], inner, (*steps, name))
        elif value not in (None, "", [], {}) and child is not None:
            yield pointer_of((*steps, name)), value, NOTHING


def _have_the_same(sent: list[Any], shown: list[Any]) -> bool:
    """Whether two lists have the same items, in any order; records in them are kept apart by some, and only counted."""
    if len(sent) != len(shown) or any(isinstance(item, dict | list) for item in sent):
        return len(sent) == len(shown)
    left = list(shown)
    for item in sent:
        found = next((number for number, other in enumerate(left) if same(item, other)), None)
        if found is None:
            return False
        del left[found]
    return True


def _is_told_already(members: Members, name: str, value: Any, shown: Mapping[str, Any]) -> bool:
    """Whether a member is shown in another form than it is sent in, or against its schema, which others tell of."""
    if name not in shown:
        return name in members.required
    accepts = Validator(members.schemas[name], "response").accepts
    return not accepts(value) or not accepts(shown[name])


def same(one: Any, other: Any) -> bool:
    """Whether two values mean the same: the same moment may be written in several ways."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other or abs(one - other) <= 1e-6 * max(abs(one), abs(other))
    if isinstance(one, str) and isinstance(other, str) and one != other:
        first, second = _moment(one), _moment(other)
        return first is not None and second is not None and abs((first - second).total_seconds()) < 1
    return bool(one == other)


def is_moment(value: Any) -> bool:
    """Whether a value is a date or a time in ISO 8601."""
    return isinstance(value, str) and _moment(value) is not None


def _moment(text: str) -> datetime | None:
    if len(text) < 10 or not text[:4].isdigit():
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
