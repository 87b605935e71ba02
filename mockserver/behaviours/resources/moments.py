"""Which members tell when a record was made or changed, and how?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from mockserver.behaviours.resources.shapes import Members
from mockserver.behaviours.resources.wording import words
from mockserver.model import Schema
from mockserver.schema import Validator
from mockserver.state import timestamp

_MADE = {"created", "creation", "inserted", "registered", "added"}
_CHANGED = {"updated", "modified", "changed", "edited", "modification", "update"}
_ENDS = {"at", "on", "date", "time", "timestamp", "created", "updated", "modified"}
_SAMPLE = datetime(2026, 1, 1, tzinfo=UTC)

Told = Callable[[datetime], Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """A member that tells a time: `changes` where it tells that of the last change, `told` writes it."""

    name: str
    changes: bool
    told: Told


def moments_of(members: Members) -> tuple[Moment, ...]:
    """The members of a record that tell when it was made or last changed."""
    return tuple(_moments(members))


def _moments(members: Members) -> Iterator[Moment]:
    for name, schema in members.schemas.items():
        named = set(words(name))
        if not named & (_MADE | _CHANGED):
            continue
        told = _writer(schema, named)
        if told is not None and Validator(schema, "response").accepts(told(_SAMPLE)):
            yield Moment(name, bool(named & _CHANGED), told)


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
        example = node.get("example") if isinstance(node, dict) else None
        if isinstance(example, int) and example > 10**11:
            return lambda now: int(now.timestamp() * 1_000)
        return lambda now: int(now.timestamp())
    return None
