"""How are rows made, found, changed and removed?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mockserver import exact_json
from mockserver.behaviours.oracle.errors import (
    Failure,
    Problem,
    attribute_problem,
    attribute_problems,
    below_path,
    duplicate,
    not_found,
    row_of,
)
from mockserver.behaviours.oracle.resources import (
    CHANGED,
    CREATED,
    MESSAGES,
    PHONE_CALLS,
    Place,
    Record,
    Resource,
)
from mockserver.model import Violation
from mockserver.state import Transaction

FIRST_ID = 300_100_581_000_901
_INT64 = 2**63
_NO_USER = "MOCK.USER"

Excuse = tuple[str, str]
"""A keyword and an attribute that it is not held against."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A payload, what the schema found wrong in it, and where in the body it stands."""

    payload: Mapping[str, Any]
    violations: tuple[Violation, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """A row as it is now, whether it is new, and the messages that were sent with it."""

    record: Record
    created: bool
    messages: tuple[Record, ...] | None = None


class Rows:
    """The rows within one request. It remembers what it looked up, so that many rows are found as fast as one."""

    def __init__(self, store: Transaction, *, user: str, at: datetime, ignores_read_only: bool = False) -> None:
        self._store = store
        self._user = (user or _NO_USER)[:64]
        self._at = at.isoformat(timespec="milliseconds")
        self._ignores_read_only = ignores_read_only
        self._indexes: dict[tuple[str, str], dict[Any, dict[str, None]]] = {}

    # -- finding ---------------------------------------------------------------------------------------------------

    def get(self, resource: Resource, key: object) -> Record | None:
        record: Record | None = self._store.get(resource.name, str(key))
        return record

    def find(self, place: Place, key: object) -> Record | Failure:
        """A row where it is addressed; a message only below its own call."""
        record = self.get(place.resource, key)
        if record is None or (place.call_id is not None and record["CallId"] != place.call_id):
            return not_found()
        return record

    def all(self, place: Place) -> list[Record] | Failure:
        """The rows of a collection, the oldest first."""
        if place.call_id is None:
            return list(self._store.items(place.resource.name).values())
        if self.get(PHONE_CALLS, place.call_id) is None:
            return not_found()
        return self.messages_of(place.call_id)

    def messages_of(self, call_id: int) -> list[Record]:
        return self._having(MESSAGES, "CallId", call_id)

    # -- saving ----------------------------------------------------------------------------------------------------

    def save(self, place: Place, sent: Sent, *, upsert: bool) -> Saved | Failure:
        """Create a row or, as an upsert, change the one that matches. After a failure the changes are to be undone."""
        matched = self._matching(place.resource, sent.payload) if upsert else []
        if len(matched) > 1:
            value = next(sent.payload[name] for name in place.resource.matches if name in sent.payload)
            return Failure(400, (duplicate(value, sent.path),))
        if matched and place.call_id in (None, matched[0]["CallId"]):
            return self._change(place, matched[0], sent, upsert=True)
        return self._create(place, sent, upsert=upsert)

    def change(self, place: Place, record: Record, sent: Sent) -> Saved | Failure:
        """Give the attributes that are sent their new values."""
        return self._change(place, record, sent, upsert=False)

    def change_stream(self, resource: Resource, record: Record, content: str | None) -> None:
        """Give the attribute that is a stream its new value, in base64."""
        self._put(resource, {**record, resource.stream: content, **self._changed_now()})

    def delete(self, resource: Resource, record: Record) -> None:
        """Remove a row; a call goes with its messages."""
        if resource is PHONE_CALLS:
            for message in self.messages_of(record["CallId"]):
                self.delete(MESSAGES, message)
        self._forget(resource, record)
        self._store.delete(resource.name, str(record[resource.key]))

    def _create(self, place: Place, sent: Sent, *, upsert: bool) -> Saved | Failure:
        resource = place.resource
        excused = {("readOnly", "CallId")} if upsert and resource is PHONE_CALLS else set()
        problems = [*self._problems(resource, sent, excused), *(_key_problems(resource, sent) if upsert else ())]
        if resource is PHONE_CALLS and not upsert:
            sent = _without_key(resource, sent)
        payload = sent.payload
        problems += self._duplicates(resource, sent, (resource.key, resource.number))
        parent = None
        if resource is MESSAGES and not problems:
            parent = self.get(PHONE_CALLS, place.call_id if place.call_id is not None else payload.get("CallId"))
            problems += [] if parent else [_no_call(payload.get("CallId"), sent.path)]
        if problems:
            return Failure(400, tuple(problems), row_of(resource, None))
        record = {**resource.emptied(), **_given(resource, payload), **self._keys(resource, payload)}
        if parent is not None:
            record.update({name: parent[name] for name in ("CallId", "InteractionId")})
        record.update(dict(zip(CREATED, (self._user, self._at), strict=True)), **self._changed_now())
        self._put(resource, record)
        return self._with_messages(place, record, sent, created=True, upsert=upsert)

    def _change(self, place: Place, record: Record, sent: Sent, *, upsert: bool) -> Saved | Failure:
        resource, payload = place.resource, sent.payload
        excused = {("readOnly", "CallId"), ("required", "InteractionId"), ("required", "CallId")} if upsert else set()
        problems = [*self._problems(resource, sent, excused), *self._fixed_problems(resource, record, sent)]
        if payload.get(resource.number, record[resource.number]) != record[resource.number]:
            problems += self._duplicates(resource, sent, (resource.number,))
        moved, no_call = self._moved(place, record, sent)
        problems += no_call
        if problems:
            return Failure(400, tuple(problems), row_of(resource, record[resource.key]))
        values = {name: value for name, value in _given(resource, payload).items() if name not in resource.fixed}
        changed = {**record, **values, **moved, **self._changed_now()}
        self._put(resource, changed)
        return self._with_messages(place, changed, sent, created=False, upsert=True)

    def _with_messages(
        self, place: Place, record: Record, sent: Sent, *, created: bool, upsert: bool
    ) -> Saved | Failure:
        """The saved row, after the messages that came with it were saved too."""
        if place.resource is not PHONE_CALLS or "TranscriptMessage" not in sent.payload:
            return Saved(record, created)
        below = Place(MESSAGES, MESSAGES.name, "", record["CallId"])
        messages: list[Record] = []
        problems: list[Problem] = []
        for index, payload in enumerate(sent.payload["TranscriptMessage"] or ()):
            saved = self.save(below, Sent(payload), upsert=upsert)
            if isinstance(saved, Failure):
                problems += below_path(saved, f"{sent.path}/TranscriptMessage/{index}").problems
            else:
                messages.append(saved.record)
        if problems:
            return Failure(400, tuple(problems), row_of(PHONE_CALLS, None if created else record["CallId"]))
        return Saved(record, created, tuple(messages))

    def _moved(self, place: Place, record: Record, sent: Sent) -> tuple[Record, list[Problem]]:
        """What a message takes from the other call that it names; nothing where its address says the call."""
        call_id = sent.payload.get("CallId", record["CallId"])
        if place.resource is not MESSAGES or place.call_id is not None or call_id == record["CallId"]:
            return {}, []
        call = self.get(PHONE_CALLS, call_id)
        if call is None:
            return {}, [_no_call(call_id, sent.path)]
        return {name: call[name] for name in ("CallId", "InteractionId")}, []

    # -- what is wrong ---------------------------------------------------------------------------------------------

    def _problems(self, resource: Resource, sent: Sent, excused: set[Excuse]) -> tuple[Problem, ...]:
        """What the schema found wrong, in the order of the payload, without what is excused here."""
        if not sent.violations:
            return ()
        held = [
            violation
            for violation in sent.violations
            if (violation.keyword, _top(violation)) not in excused
            and not (violation.keyword == "readOnly" and self._ignores_read_only)
        ]
        order = {name: position for position, name in enumerate(sent.payload)}
        held.sort(key=lambda violation: _position(violation, order))
        return attribute_problems(held, resource, sent.path)

    def _fixed_problems(self, resource: Resource, record: Record, sent: Sent) -> list[Problem]:
        """Attributes that would get another value than their first, without those that the schema has told of."""
        told = {_top(violation) for violation in sent.violations}
        movable = ("CallId",) if resource is MESSAGES else ()
        if self._ignores_read_only:
            return []
        return [
            attribute_problem("readOnly", (name,), "", resource.entity, sent.path)
            for name in resource.fixed
            if name not in told and name not in movable and sent.payload.get(name, record[name]) != record[name]
        ]

    def _duplicates(self, resource: Resource, sent: Sent, names: Iterable[str]) -> list[Problem]:
        return [
            duplicate(sent.payload[name], f"{sent.path}/{name}")
            for name in names
            if sent.payload.get(name) is not None and self._having(resource, name, sent.payload[name])
        ]

    # -- keys and the index ----------------------------------------------------------------------------------------

    def _keys(self, resource: Resource, payload: Mapping[str, Any]) -> Record:
        """The keys that were sent and those that are made for the rest."""
        key = payload.get(resource.key)
        number = payload.get(resource.number)
        return {
            resource.key: key if _is_key(key) else self._new_key(resource),
            resource.number: self._new_number(resource) if number is None else number,
        }

    def _new_key(self, resource: Resource) -> int:
        key = FIRST_ID + self._store.next_id("id")
        while self.get(resource, key) is not None:
            key = FIRST_ID + self._store.next_id("id")
        return key

    def _new_number(self, resource: Resource) -> str:
        number = f"CDRM_{self._store.next_id(resource.number)}"
        while self._having(resource, resource.number, number):
            number = f"CDRM_{self._store.next_id(resource.number)}"
        return number

    def _matching(self, resource: Resource, payload: Mapping[str, Any]) -> list[Record]:
        """The rows that have the first of the matching attributes that is sent."""
        name = next((name for name in resource.matches if payload.get(name) is not None), None)
        return [] if name is None else self._having(resource, name, payload[name])

    def _having(self, resource: Resource, name: str, value: Any) -> list[Record]:
        """The rows with a value, the oldest first."""
        if not isinstance(value, str | int):
            return []
        if name == resource.key:
            found = self.get(resource, value)
            return [] if found is None else [found]
        keys = self._index(resource, name).get(value, {})
        return [record for key in keys if (record := self.get(resource, key)) is not None]

    def _index(self, resource: Resource, name: str) -> dict[Any, dict[str, None]]:
        index = self._indexes.get((resource.name, name))
        if index is None:
            index = self._indexes[resource.name, name] = {}
            for key, record in self._store.items(resource.name).items():
                index.setdefault(record[name], {})[key] = None
        return index

    def _put(self, resource: Resource, record: Record) -> None:
        key = str(record[resource.key])
        old = self.get(resource, key)
        for (collection, name), index in self._indexes.items():
            if collection == resource.name and (old is None or old[name] != record[name]):
                if old is not None:
                    index[old[name]].pop(key, None)
                index.setdefault(record[name], {})[key] = None
        self._store.put(resource.name, key, record)

    def _forget(self, resource: Resource, record: Record) -> None:
        for (collection, name), index in self._indexes.items():
            if collection == resource.name:
                index[record[name]].pop(str(record[resource.key]), None)

    def _changed_now(self) -> Record:
        login = hashlib.blake2b(f"{self._store.seed}\0{self._user}".encode(), digest_size=16).hexdigest().upper()
        return dict(zip(CHANGED, (self._user, self._at, login), strict=True))


def change_indicator(record: Record) -> str:
    """What tells a row's state from any other."""
    return f"ACED0005{hashlib.blake2b(exact_json.dumps(record), digest_size=20).hexdigest().upper()}"


def _without_key(resource: Resource, sent: Sent) -> Sent:
    """What was sent without a key that only an upsert may bring."""
    return replace(sent, payload={name: value for name, value in sent.payload.items() if name != resource.key})


def _key_problems(resource: Resource, sent: Sent) -> tuple[Problem, ...]:
    """A key that an upsert brings is no read-only attribute, so that its type is looked at here."""
    key = sent.payload.get("CallId")
    if resource is not PHONE_CALLS or key is None or _is_key(key):
        return ()
    return (attribute_problem("type", ("CallId",), "must be an integer", resource.entity, sent.path),)


def _given(resource: Resource, payload: Mapping[str, Any]) -> Record:
    return {name: payload[name] for name in resource.writable if name in payload}


def _top(violation: Violation) -> str:
    """The attribute of the row itself that a violation is about; none where it lies deeper."""
    return str(violation.location[0]) if len(violation.location) == 1 else ""


def _position(violation: Violation, order: Mapping[str, int]) -> tuple[int, int]:
    """Where a violation stands in a payload: by attribute, in a list by element; what is missing stands last."""
    where = violation.location
    index = where[1] if len(where) > 1 else 0
    return order.get(str(where[0]) if where else "", len(order)), index if isinstance(index, int) else 0


def _is_key(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -_INT64 <= value < _INT64


def _no_call(call_id: object, path: str) -> Problem:
    detail = f"Failed to validate a row with key {row_of(MESSAGES, None)}: there is no phone call {call_id}"
    return Problem(detail, "27024", f"{path}/CallId")


def is_in_state(record: Record, header: str) -> bool:
    """Whether `If-Match` or `If-None-Match` names the state that the row is in."""
    named = {text.strip().removeprefix("W/").strip('"') for text in header.split(",")}
    return "*" in named or change_indicator(record) in named


def stale(record: Record) -> Failure:
    """Why a row is left alone that is in another state than the client means."""
    detail = "The resource item is not in the state that the precondition asks for."
    return Failure(412, (Problem(detail),), etag=change_indicator(record))
