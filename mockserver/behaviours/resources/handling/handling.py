"""What is the same for all operations on resources?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any

from mockserver.behaviours import Call
from mockserver.behaviours.resources.handling.answering import Answers, Headers
from mockserver.behaviours.resources.handling.asking import Asked
from mockserver.behaviours.resources.handling.jobs import Job
from mockserver.behaviours.resources.handling.progress import Progress
from mockserver.behaviours.resources.inferring.envelopes import schema_at
from mockserver.behaviours.resources.keeping.bonds import Bond
from mockserver.behaviours.resources.keeping.conditions import Conditions
from mockserver.behaviours.resources.listing.queries import Query, queries_of
from mockserver.behaviours.resources.plan import ResourcePlan
from mockserver.behaviours.resources.resource import Part
from mockserver.behaviours.resources.result import NOTHING, Result, refused
from mockserver.behaviours.resources.shapes import answer_schema, identity, items_of
from mockserver.behaviours.resources.shelf import Shelf
from mockserver.mocking import NO_PREFERENCES, MockPlan, World
from mockserver.model import ABSENT, Operation, Schema, Violation
from mockserver.state import Transaction

NO_JOBS: Mapping[Operation, Job] = {}
_NO_HEADERS: Headers = MappingProxyType({})


class Handling:
    """One operation's part in a resource; what does not depend on a request is found out once."""

    reads = False
    """Whether it only reads."""

    def __init__(
        self, plan: ResourcePlan, part: Part, above: ResourcePlan | None = None, jobs: Mapping[Operation, Job] = NO_JOBS
    ) -> None:
        """`above` has the owners of the records whose path is not the collection's own.

        `jobs` are the operations that have records made by jobs, of this resource or by its own records; there may be
        more of them later.
        """
        self.plan = plan
        self.part = part
        self.operation: Operation = part.operation
        self.owner = above if part.through is not None else plan.owner
        self.jobs = jobs
        self.asked = Asked(plan, part)
        self.names = self.asked.names

    def answer(self, call: Call, store: Transaction) -> Result:
        """What the operation answers; nothing where the specification's own answer is to be given."""
        plan = self.plan
        strict = plan.stated is not None or call.settings.get("unknown") == "strict"
        if self.reads and not strict and self.part.through is None and plan.sleeps(store):
            return NOTHING
        bond = Bond(self.part.through, call.values.path) if self.part.through is not None else None
        shelf = Shelf(plan, call, store, self.names, bond)
        if self.owner is not None:
            missing = shelf.orphaned(self.owner, self.asked.all_names)
            if missing is not None:
                return refused(missing)
        if self.jobs:
            self.settle(call, store)
        if self.reads:
            return self.handle(call, shelf) if shelf.wake() else NOTHING
        unacceptable = self.answers.unacceptable(call)
        if unacceptable is not None:
            return refused(unacceptable)
        if strict:
            shelf.wake()
        result = self.handle(call, shelf)
        if result.violations:
            store.rollback()
        return result

    def handle(self, call: Call, shelf: Shelf) -> Result:
        """What the operation does to the records on a shelf; a role's own."""
        raise NotImplementedError

    # What is found out once

    @cached_property
    def answers(self) -> Answers:
        schema = self.plan.resource.schema
        known = identity(schema) if schema is not None else ""
        key = self.plan.resource.key
        parameter = key.parameter if key is not None else ""
        return Answers(self.part, self.plan.resource.shape[-1], self.plan.unseen, known, parameter)

    @cached_property
    def progress(self) -> Progress | None:
        return Progress(self.plan.lifecycle, self.plan.filling) if self.plan.lifecycle is not None else None

    @cached_property
    def conditions(self) -> Conditions:
        return Conditions.of(self.plan.resource, self.operation)

    @cached_property
    def listed(self) -> Schema | None:
        """What is said of the list in the operation's answer."""
        schema = answer_schema(self.operation)
        return schema_at(schema, self.part.answer or ()) if schema is not None else None

    @cached_property
    def queries(self) -> tuple[Query, ...]:
        """What the query of a request can ask for."""
        record = self.plan.resource.schema or (items_of(self.listed) if self.listed is not None else None)
        return queries_of(self.operation, record)

    @cached_property
    def _read_plan(self) -> MockPlan | None:
        read = self.plan.resource.part("read")
        return MockPlan(read.operation) if read is not None else None

    # What several roles do

    def settle(self, call: Call, store: Transaction) -> None:
        """Put there what jobs have made in the meantime."""
        for job in tuple(self.jobs.values()):
            job.settle(call, store, self.names)

    def within(self, call: Call, shelf: Shelf) -> Result:
        """The specification's own answer about a part of a record, if that is there."""
        key = self.asked.key(call)
        return NOTHING if key is None or shelf.get(key) is not None else self.without(shelf, key)

    def without(self, shelf: Shelf, key: str) -> Result:
        """What is told about a record that is not there; of one that was not deleted only what is documented."""
        missing = shelf.deleted(key) or (
            shelf.absent(key, self.asked.where) if self.operation.response_for(404) is not None else None
        )
        return refused(missing) if missing is not None else NOTHING

    def changed(self, shelf: Shelf, key: str) -> datetime | None:
        """When a record was last changed, where that had to be noted."""
        return shelf.changed(key) if self.conditions.noted else None

    def changeable(self, call: Call, shelf: Shelf, key: str, *, makes: bool = False) -> Any:
        """The record that is to be changed; None where it is only now made, or shown by the specification alone.

        A Result where it cannot be: it is not there, or a condition does not hold.
        """
        missing = None if makes or self.plan.resource.single else shelf.absent(key, self.asked.where)
        shelf.touch()
        old = shelf.get(key)
        if old is None and missing is not None:
            return refused(missing)
        broken = self.conditions.broken(call, old, self.changed(shelf, key))
        return refused(broken) if broken is not None else old

    def shown_at_first(self, call: Call, key: str) -> Any:
        """The record that the specification itself shows where nobody has made one."""
        found: Any = {}
        if self._read_plan is not None:
            part = self.plan.resource.part("read")
            canned = self._read_plan.answer(call.request, NO_PREFERENCES, World("", call.values.path))
            found = canned.response.value if not isinstance(canned, Violation) else {}
            for step in (part.answer or ()) if part is not None else ():
                found = found.get(step) if isinstance(found, dict) else {}
            found = found[0] if isinstance(found, list) and found else found
        record = found if isinstance(found, dict) else {}
        return record if self.plan.resource.single else self.plan.with_key(record, key)

    def told(
        self, call: Call, shelf: Shelf, key: str, record: Any, shown: Any = ABSENT, *, made: bool = False
    ) -> Result:
        """The answer that shows a record; `shown` is the record as it is shown, where that is known."""
        headers = _NO_HEADERS
        if self.conditions.told:
            headers = self.conditions.headers(record, self.changed(shelf, key) or call.now)
        if self.answers.locates:
            headers = {**headers, "location": self.plan.address(call, self.names, key)}
        return Result(self.answers.of(call, record, headers, made=made, shown=shown, key=key))
