"""Which members tell when a record was made or changed, and how?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from mockserver.behaviours.resources.shapes import Members
from mockserver.behaviours.resources.wording import words
from mockserver.model import Schema
from mockserver.schema import Validator
from mockserver.state import parse_moment, timestamp

_MADE = {"created", "creation", "inserted", "registered", "added"}
_CHANGED = {"updated", "modified", "changed", "edited", "modification", "update"}
_BEGUN = {
    "joined", "issued", "submitted", "placed", "ordered", "opened", "uploaded", "posted", "requested", "enrolled",
    "received", "since", "timestamp",
}  # fmt: skip
"""What else happens when a record is made, if only the server tells it."""

_TO_COME = {"last", "next", "sent", "paid", "begun", "done", "seen", "login", "read", "lost", "won"}
_EXPIRES = {"expires", "expiry", "expiration", "expire", "until", "due"}
_LASTS = timedelta(days=1)
"""When something ends of which only its server says so."""

_MILLIS = {"ms", "msec", "millis", "milliseconds", "millisecond"}
_ENDS = {"at", "on", "date", "time", "timestamp", "created", "updated", "modified"}
_LONG_AGO = 10**11
"""More than that many seconds are milliseconds."""

_SAMPLE = datetime(2026, 1, 1, tzinfo=UTC)

Told = Callable[[datetime], Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """A member that tells a time: `changes` where it tells that of the last change, `told` writes it."""

    name: str
    changes: bool
    told: Told


def moments_of(members: Members, own: Collection[str] = ()) -> tuple[Moment, ...]:
    """The members of a record that tell when it was made or last changed.

    Of its `own`, which clients do not write, also those that tell when it began in other words, or when it expires.
    """
    return tuple(_moments(members, own))


def _moments(members: Members, own: Collection[str]) -> Iterator[Moment]:
    for name, schema in members.schemas.items():
        named = set(words(name))
        known = named & (_MADE | _CHANGED)
        expires = bool(named & _EXPIRES)
        mine = name in own and "null" not in schema.types() and (expires or named & _BEGUN)
        told = _writer(schema, named) if known or mine else None
        if told is not None and Validator(schema, "response").accepts(told(_SAMPLE)):
            yield Moment(name, bool(named & _CHANGED), _later(told) if expires and not known else told)


def _later(told: Told) -> Told:
    return lambda now: told(now + _LASTS)


def is_to_come(name: str, schema: Schema) -> bool:
    """Whether a member tells when something happens to a record that does not happen at its beginning."""
    named = words(name)
    node = schema.resolved().node
    dated = isinstance(node, Mapping) and node.get("format") in ("date-time", "date")
    return dated and any(word.endswith("ed") or word in _TO_COME for word in named)


def _writer(schema: Schema, named: set[str]) -> Told | None:
    """How a moment is written for a schema; None where it is none."""
    kinds = schema.types() - {"null"}
    node = schema.resolved().node
    form = str(node.get("format", "")) if isinstance(node, dict) else ""
    if "string" in kinds:
        if "2822" in form or "822" in form:
            return format_datetime
        if form == "date":
            return lambda now: now.date().isoformat()
        return timestamp if form == "date-time" or (not form and named & _ENDS) else None
    if kinds <= {"integer", "number"} and kinds and named & _ENDS:
        return _in_milliseconds if _counts_milliseconds(node, named) else _in_seconds
    return None


def _in_seconds(now: datetime) -> int:
    return int(now.timestamp())


def _in_milliseconds(now: datetime) -> int:
    return round(now.timestamp() * 1_000)


def _counts_milliseconds(node: Any, named: set[str]) -> bool:
    """Whether a number tells a time in milliseconds: by its example, its name or its description."""
    node = node if isinstance(node, Mapping) else {}
    example = node.get("example")
    if isinstance(example, int | float):
        return example > _LONG_AGO
    return bool(_MILLIS & (named | set(words(str(node.get("description", ""))[:200]))))


def moment_in(value: Any) -> datetime | None:
    """The time that a value tells: ISO 8601, RFC 2822, or seconds or milliseconds since 1970; None: it is no time."""
    if isinstance(value, str):
        return parse_moment(value) or _in_mail(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value / 1_000 if value > _LONG_AGO else value, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _in_mail(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, IndexError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
