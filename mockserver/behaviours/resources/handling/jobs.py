"""Which records are only made when a job is done?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mockserver.behaviours import Call
from mockserver.behaviours.resources.handling.answering import Answers
from mockserver.behaviours.resources.handling.creating import Made
from mockserver.behaviours.resources.handling.progress import Progress
from mockserver.behaviours.resources.keeping.identities import key_text
from mockserver.behaviours.resources.plan import ResourcePlan
from mockserver.behaviours.resources.resource import Part
from mockserver.behaviours.resources.result import Result
from mockserver.behaviours.resources.shapes import identity, members_of
from mockserver.behaviours.resources.shelf import Shelf
from mockserver.behaviours.resources.wording import singular_words, words
from mockserver.model import ABSENT, Schema
from mockserver.schema import Validator
from mockserver.state import Transaction

PENDING = "_pending"
"""The records that jobs are to make, with their jobs."""

_RESULTS = {("result",), ("resource",), ("target",), ("output",)}
_KEYS, _ADDRESSES = {"id", "key", "name", "uuid"}, {"url", "uri", "href", "location", "link"}


class Job:
    """How one operation has its records made: it answers with a job, whose success puts the record there."""

    def __init__(self, part: Part, made: ResourcePlan, jobs: ResourcePlan) -> None:
        schema = jobs.resource.schema
        self.answers = Answers(part, jobs.resource.shape[-1], jobs.unseen, identity(schema) if schema else "")
        self._made = made
        self._jobs = jobs
        self._lifecycle = jobs.lifecycle
        self._progress = Progress(jobs.lifecycle, jobs.filling) if jobs.lifecycle is not None else None

    def accept(self, call: Call, shelf: Shelf, made: Made) -> Result:
        """The answer that names a new job; the record waits until it is done."""
        shelf.withhold(made.key)
        jobs = Shelf(self._jobs, call, shelf.store, shelf.names)
        jobs.touch()
        key, record = self._begun(call, jobs)
        there = self._made.address(call, shelf.names, made.key)
        waiting = {"record": made.record, "job": jobs.at(key), "key": made.key, "address": there}
        shelf.store.put(PENDING, shelf.at(made.key), waiting)
        self.settle(call, shelf.store, shelf.names)
        address = self._jobs.address(call, shelf.names, key)
        return Result(self.answers.of(call, jobs.get(key) or record, {"location": address}, made=True))

    def _begun(self, call: Call, jobs: Shelf) -> tuple[str, Any]:
        """A new job under its key, kept."""
        plan = self._jobs
        record: Any = plan.filling.fill({}, call.now)
        record.update(jobs.links())
        record.update(jobs.further({}))
        value = jobs.new_key(record)
        record, key = plan.with_key(record, value), key_text(value)
        if self._progress is not None:
            record = self._progress.begun(replace(call, values=replace(call.values, body=ABSENT)), jobs, key, record)
        record = plan.view.kept(record)[0] if plan.view is not None else record
        jobs.add(key, record)
        return key, record

    def settle(self, call: Call, store: Transaction, names: Sequence[str]) -> None:
        """Put there what the jobs have made that are done, and forget what those should make that failed."""
        waiting = store.items(PENDING)
        jobs = Shelf(self._jobs, call, store, names) if waiting else None
        for at, entry in waiting.items():
            if jobs is None or not at.startswith(self._made.mark) or not entry["job"].startswith(jobs.at("")):
                continue
            key = entry["job"].removeprefix(jobs.at(""))
            record = jobs.get(key)
            if self._progress is not None and record is not None:
                record = self._progress.seen(call, jobs, key, record, polled=False)
            if self._is_waiting(call, record):
                continue
            store.delete(PENDING, at)
            if isinstance(record, Mapping) and self._has_succeeded(call, record):
                store.collection(self._made.name).put(at.removeprefix(self._made.mark), entry["record"])
                told = dict(self._told(entry["key"], entry["address"], entry["record"]))
                jobs.put(key, {**record, **told})

    def _state(self, record: Any) -> Any:
        return (
            record.get(self._lifecycle.member) if self._lifecycle is not None and isinstance(record, Mapping) else None
        )

    def _is_waiting(self, call: Call, record: Any) -> bool:
        """Whether a job is not done yet; one that goes nowhere is done at once."""
        if record is None or self._lifecycle is None or call.settings.get("lifecycle", "off") == "off":
            return False
        return self._state(record) in self._lifecycle.states[:-1]

    def _has_succeeded(self, call: Call, record: Mapping[str, Any]) -> bool:
        if self._lifecycle is None or call.settings.get("lifecycle", "off") == "off":
            return True
        return bool(self._state(record) == self._lifecycle.states[-1])

    def _told(self, key: str, address: str | None, record: Any) -> Iterator[tuple[str, Any]]:
        """What a job tells of the record that it has made: its key, its address, or itself."""
        schema = self._jobs.resource.schema
        for name, member in members_of(schema).schemas.items() if schema is not None else ():
            said = words(name)
            own = {*_RESULTS, singular_words(self._made.resource.shape[-1])}
            values: tuple[Any, ...] = ()
            if said in own or said == ("location",):
                values = (record, address, key)
            elif said[:-1] in own and said[-1] in _KEYS | _ADDRESSES:
                values = _in_types(key) if said[-1] in _KEYS else (address,)
            yield from ((name, value) for value in _accepted(member, values))


def _in_types(key: str) -> tuple[Any, ...]:
    return (int(key), key) if key.isascii() and key.isdigit() else (key,)


def _accepted(member: Schema, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The first of the values that a member takes, if there is one."""
    judge = Validator(member, "response")
    return tuple(value for value in values if value is not None and judge.accepts(value))[:1]
