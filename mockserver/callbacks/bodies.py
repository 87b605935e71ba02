"""What does a callback say?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mockserver.behaviours.resources.shapes import members_of
from mockserver.behaviours.resources.wording import words
from mockserver.callbacks.events import KINDS, Kind, Words
from mockserver.media import encoder, is_json, written_type
from mockserver.mocking.generation import Generator
from mockserver.model import ABSENT, Media, Operation, Schema, Violation
from mockserver.schema import Validator
from mockserver.state import timestamp

MAX_DEPTH = 4
_WHOLE = {"data", "object", "payload", "resource", "record", "entity", "item", "body", "content"}
_NAMES = {"event", "type", "action", "topic", "kind", "name", "trigger"}
_TIMES = {"at", "time", "timestamp", "date", "occurred", "created"}


@dataclass(frozen=True, slots=True)
class Told:
    """What there is to tell: the record, what was sent, what one record is called, the event, and the time."""

    record: Any
    sent: Any
    noun: Words
    event: str
    kind: Kind
    now: datetime
    key: str = ""


class Bodies:
    """The bodies of one callback; what does not depend on what is told is found out once."""

    def __init__(self, operation: Operation) -> None:
        media = list(operation.body.content.values()) if operation.body else []
        as_json = [one for one in media if is_json(one.media_type)]
        self._media: Media | None = next(iter((*as_json, *media)), None)
        if self._media is None:
            return
        self.media_type = "application/json" if "*" in self._media.media_type else written_type(self._media.media_type)
        self._encode = encoder(self.media_type, self._media)
        self._schema = self._media.schema
        self._validator = Validator(self._schema, "response") if self._schema is not None else None

    def of(self, told: Told, seed: str) -> tuple[str, bytes, tuple[Violation, ...]]:
        """The content type and the body, with what is wrong with it: nothing, if the schema can be fulfilled at all."""
        if self._media is None:
            return "", b"", ()
        value = self._value(told, seed)
        broken = self._validator.violations(value, ("body",)) if self._validator is not None else ()
        return self.media_type, self._encode(value), tuple(v for v in broken if v.severity == "error")

    def _value(self, told: Told, seed: str) -> Any:
        assert self._media is not None
        stated = next(iter(self._media.examples.values()), ABSENT)
        schema = self._schema
        if schema is None or self._validator is None:
            return (told.record if isinstance(told.record, Mapping) else {}) if stated is ABSENT else stated
        still = (
            stated if stated is not ABSENT and self._validator.accepts(stated) else Generator(schema).make(seed).value
        )
        filled = _filled(schema, still, told, 0)
        return filled if self._validator.accepts(filled) else still


def _filled(schema: Schema, still: Any, told: Told, depth: int) -> Any:
    """A value with what there is to tell in the members that match it."""
    described = members_of(schema)
    members, hidden = described.schemas, described.flagged("writeOnly")
    if not members and depth == 0 and isinstance(still, Mapping) and isinstance(told.record, Mapping):
        return dict(told.record)
    if not members or not isinstance(still, Mapping) or depth > MAX_DEPTH:
        return still
    found = dict(still)
    for name, member in members.items():
        if name in hidden:
            continue
        value = _member(name, member, still.get(name, ABSENT), told, depth)
        if value is not ABSENT:
            found[name] = value
    return found


def _member(name: str, schema: Schema, still: Any, told: Told, depth: int) -> Any:
    validator = Validator(schema, "response")
    for value in candidates(name, schema, told, depth):
        if validator.accepts(value):
            return value
    if isinstance(still, Mapping):
        inner = _filled(schema, still, told, depth + 1)
        return inner if validator.accepts(inner) else still
    return still


def candidates(name: str, schema: Schema, told: Told, depth: int) -> list[Any]:
    """What a member may be, the likeliest first."""
    said = words(name)
    known = (source[name] for source in (told.record, told.sent) if isinstance(source, Mapping) and name in source)
    found: list[Any] = [] if depth == 0 and said[-1:] and said[-1] in _NAMES else list(known)
    if isinstance(told.record, Mapping) and (said == told.noun or (len(said) == 1 and said[0] in _WHOLE)):
        found.append(_fitting(schema, told.record))
    if told.key and said in ((*told.noun, "id"), ("resource", "id"), ("object", "id")):
        found += [told.key, int(told.key)] if told.key.isascii() and told.key.isdigit() else [told.key]
    if said[-1:] and said[-1] in _NAMES and depth == 0:
        found += [*_named(schema, told), *known]
    node = schema.resolved().node
    timely = isinstance(node, Mapping) and node.get("format") == "date-time" and bool(set(said) & _TIMES)
    return [*found, timestamp(told.now)] if timely else found


def _fitting(schema: Schema, record: Mapping[str, Any]) -> Any:
    """The record with no more members than a schema knows, if it names any and takes no others."""
    members = members_of(schema)
    return dict(record) if members.open else {name: value for name, value in record.items() if name in members.schemas}


def _named(schema: Schema, told: Told) -> list[str]:
    """What names the event: the value of an enum that says most of it, or its own name where any text will do."""
    node = schema.resolved().node
    if not isinstance(node, Mapping) or not (schema.types() <= {"string", "null"}):
        return []
    choices = node.get("enum")
    if not isinstance(choices, list):
        return [] if {"const", "example", "examples", "default"} & set(node) else [told.event]
    said = set(words(told.event)) - set(told.noun)
    said |= KINDS[told.kind] if said & KINDS[told.kind] or not said else set()
    ranked: list[tuple[float, str]] = [
        (len(set(words(text)) & said), text) for text in choices if isinstance(text, str)
    ]
    ranked += [(0.5, text) for _, text in tuple(ranked) if words(text) == told.noun]
    return [text for rank, text in sorted(ranked, key=lambda each: -each[0]) if rank]
