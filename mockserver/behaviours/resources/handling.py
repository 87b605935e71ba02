"""What does an operation on a resource do?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from mockserver.behaviours import Call
from mockserver.behaviours.resources.actions import acted, is_done
from mockserver.behaviours.resources.answering import Answers, Headers
from mockserver.behaviours.resources.asking import Asked
from mockserver.behaviours.resources.bonds import Bond
from mockserver.behaviours.resources.changes import PatchError, merged, patched
from mockserver.behaviours.resources.conditions import Conditions
from mockserver.behaviours.resources.creating import Creation, Made
from mockserver.behaviours.resources.envelopes import schema_at
from mockserver.behaviours.resources.identities import key_text
from mockserver.behaviours.resources.integrity import Integrity
from mockserver.behaviours.resources.jobs import Job
from mockserver.behaviours.resources.paging import Page, Pager
from mockserver.behaviours.resources.plan import SINGLE, ResourcePlan
from mockserver.behaviours.resources.progress import Progress
from mockserver.behaviours.resources.queries import queries_of, values_of
from mockserver.behaviours.resources.resource import Part
from mockserver.behaviours.resources.result import NOTHING, Result, refused
from mockserver.behaviours.resources.selection import selected
from mockserver.behaviours.resources.shapes import answer_schema, identity, items_of
from mockserver.behaviours.resources.shelf import Shelf
from mockserver.behaviours.resources.tellings import Telling, header_teller, link_header
from mockserver.mocking import NO_PREFERENCES, MockPlan, World
from mockserver.model import ABSENT, Operation, Violation
from mockserver.state import Transaction

NO_JOBS: Mapping[Operation, Job] = {}
_NO_HEADERS: Headers = MappingProxyType({})


class Handling:
    """One operation's part in a resource; what does not depend on a request is found out once."""

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
        handlers: Mapping[str, Callable[[Call, Shelf], Result]] = {
            "create": self._create,
            "bulk": self._bulk,
            "list": self._list,
            "read": self._read,
            "replace": self._replace,
            "merge": self._merge,
            "delete": self._delete,
            "clear": self._clear,
            "action": self._act,
            "within": self._within,
        }
        self._handler = handlers[part.role]
        self._reads = part.role in ("list", "read", "within")

    def answer(self, call: Call, store: Transaction) -> Result:
        """What the operation answers; nothing where the specification's own answer is to be given."""
        plan = self.plan
        strict = plan.stated is not None or call.settings.get("unknown") == "strict"
        if self._reads and not strict and self.part.through is None and plan.sleeps(store):
            return NOTHING
        bond = Bond(self.part.through, call.values.path) if self.part.through is not None else None
        shelf = Shelf(plan, call, store, self.names, bond)
        if self.owner is not None:
            missing = shelf.orphaned(self.owner, self.asked.all_names)
            if missing is not None:
                return refused(missing)
        if self.jobs:
            self._settle(call, store)
        if self._reads:
            return self._handler(call, shelf) if shelf.wake() else NOTHING
        unacceptable = self.answers.unacceptable(call)
        if unacceptable is not None:
            return refused(unacceptable)
        if strict:
            shelf.wake()
        result = self._handler(call, shelf)
        if result.violations:
            store.rollback()
        return result

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
    def creation(self) -> Creation:
        return Creation(self.plan, self.part, self.progress)

    @cached_property
    def integrity(self) -> Integrity:
        return Integrity(self.plan, self.part)

    @cached_property
    def conditions(self) -> Conditions:
        return Conditions.of(self.plan.resource, self.operation)

    @cached_property
    def pager(self) -> Pager:
        schema = answer_schema(self.operation)
        listed = schema_at(schema, self.part.answer or ()) if schema is not None else None
        node = listed.resolved().node if listed is not None else {}
        most = node.get("maxItems") if isinstance(node, Mapping) else None
        record = self.plan.resource.schema or (items_of(listed) if listed is not None else None)
        return Pager(queries_of(self.operation, record), most if isinstance(most, int) else None)

    @cached_property
    def _read_plan(self) -> MockPlan | None:
        read = self.plan.resource.part("read")
        return MockPlan(read.operation) if read is not None else None

    def _settle(self, call: Call, store: Transaction) -> None:
        """Put there what jobs have made in the meantime."""
        for job in tuple(self.jobs.values()):
            job.settle(call, store, self.names)

    # Reading

    def _read(self, call: Call, shelf: Shelf) -> Result:
        key = self.asked.key(call)
        record = shelf.get(key) if key is not None else None
        if key is None or record is None:
            missing = None
            if self.plan.resource.single:
                missing = shelf.deleted(SINGLE) if "404" in self.operation.responses else None
            elif key is not None:
                missing = shelf.absent(key, self.asked.where)
            return refused(missing) if missing is not None else NOTHING
        record = self.progress.seen(call, shelf, key, record) if self.progress is not None else record
        if self.jobs:
            self._settle(call, shelf.store)
            record = shelf.get(key)
        unchanged = self.conditions.unchanged(call, record, self._changed(shelf, key))
        return unchanged or self._told(call, shelf, key, record)

    def _list(self, call: Call, shelf: Shelf) -> Result:
        if self.progress is not None:
            self.progress.pass_time(call, shelf)
        page = self.pager.page(shelf, values_of(call))

        def tell(whole: Any, tellings: tuple[Telling, ...]) -> Any:
            for telling in tellings:
                whole = telling.told(whole, self.pager, page, call)
            return whole

        records = [self.plan.shown_key(*entry) if self.part.keys else entry[1] for entry in page.entries]
        return Result(self.answers.of(call, records, self._list_headers(call, page), page=tell))

    def _list_headers(self, call: Call, page: Page) -> Headers:
        found: dict[str, str | None] = {}
        for name in self._told_headers:
            if name == "link":
                found[name] = link_header(self.pager, page, call) or None
            elif (teller := header_teller(name)) is not None:
                told = teller(self.pager, page, call)
                found[name] = None if told is None else str(told)
        return found

    @cached_property
    def _told_headers(self) -> tuple[str, ...]:
        names = (name for spec in self.operation.responses.values() for name in spec.headers)
        return tuple(dict.fromkeys(name.lower() for name in names))

    # Making

    def _create(self, call: Call, shelf: Shelf) -> Result:
        body = self.asked.body(call)
        if body is ABSENT and not self.part.body:
            body = {}
        if not isinstance(body, dict):
            return NOTHING
        shelf.touch()
        made = self._made(call, shelf, body)
        if isinstance(made, Violation):
            return refused(made)
        if self.conditions.noted:
            shelf.note(made.key, call.now)
        if self.operation in self.jobs and self.part.job:
            return self.jobs[self.operation].accept(call, shelf, made)
        return self._told(call, shelf, made.key, made.record, made.shown, made=True)

    def _made(self, call: Call, shelf: Shelf, body: Mapping[str, Any]) -> Made | Violation:
        return self.integrity.broken(call, shelf, body) or self.creation.made(call, shelf, body)

    def _bulk(self, call: Call, shelf: Shelf) -> Result:
        bodies = self.asked.bodies(call)
        if bodies is None:
            return NOTHING
        shelf.touch()
        records = []
        for body in bodies:
            made = self._made(call, shelf, body)
            if isinstance(made, Violation):
                return refused(made)
            records.append(made.record)
        return Result(self.answers.of(call, records, {}, made=True))

    # Changing

    def _replace(self, call: Call, shelf: Shelf) -> Result:
        if self.operation.body is None:
            return self._merge(call, shelf)
        body, key = self.asked.body(call), self.asked.key(call)
        makes = self.answers.makes or not self.plan.growing
        if not isinstance(body, dict) or key is None:
            return NOTHING if makes else self._within(call, shelf)
        old = self._changeable(call, shelf, key, makes=makes)
        if isinstance(old, Result):
            return old
        broken = self.integrity.broken(call, shelf, body, old)
        if broken is not None:
            return refused(broken)
        filling = self.plan.filling
        if old is None and makes:
            record = filling.fill(body, call.now)
        else:
            record = filling.replace(old or self._shown_at_first(call, key), body, call.now)
        return self._put(call, shelf, key, {**record, **shelf.links()}, made=old is None and self.answers.makes)

    def _merge(self, call: Call, shelf: Shelf) -> Result:
        key = self.asked.key(call)
        body = call.values.body if isinstance(call.values.body, list) else self.asked.body(call)
        if body is ABSENT:
            body = {}
        if key is None or not isinstance(body, dict | list):
            return NOTHING
        old = self._changeable(call, shelf, key)
        if isinstance(old, Result):
            return old
        old = old or self._shown_at_first(call, key)
        changed = self._patched(old, body) if isinstance(body, list) else self._merged(old, body)
        if isinstance(changed, Result):
            return changed
        broken = self.integrity.broken(call, shelf, changed, old)
        if broken is not None:
            return refused(broken)
        return self._put(call, shelf, key, self.plan.filling.touch(dict(changed), call.now), made=False)

    def _merged(self, old: Any, body: Mapping[str, Any]) -> Any:
        kept = self.plan.filling.kept
        sent = body if kept.isdisjoint(body) else {name: value for name, value in body.items() if name not in kept}
        return merged(old, sent, self.plan.resource.schema)

    def _patched(self, old: Any, body: list[Any]) -> Any:
        try:
            found = patched(old, body)
        except PatchError as error:
            return refused(error.violation)
        found = self.plan.filling.kept_from(old, found) if isinstance(found, dict) else found
        broken = self.plan.judge.violations(found, ("body",)) if self.plan.judge is not None else ()
        errors = tuple(error for error in broken if error.severity == "error")
        if errors or not isinstance(found, dict):
            return Result(violations=errors or (Violation(("body",), "type", "a record must be an object"),))
        return found

    def _put(self, call: Call, shelf: Shelf, key: str, record: Any, *, made: bool) -> Result:
        plan = self.plan
        if not plan.resource.single:
            record = plan.with_key(record, self._named(key, record))
        record, shown = plan.view.kept(record) if plan.view is not None else (record, record)
        shelf.put(key, record)
        if self.conditions.noted:
            shelf.note(key, call.now)
        return self._told(call, shelf, key, record, shown, made=made)

    def _named(self, key: str, record: Any) -> Any:
        found = self.plan.key_in(record)
        return found if found is not ABSENT and key_text(found) == key else key

    def _changeable(self, call: Call, shelf: Shelf, key: str, *, makes: bool = False) -> Any:
        """The record that is to be changed; None where it is only now made, or shown by the specification alone.

        A Result where it cannot be: it is not there, or a condition does not hold.
        """
        missing = None if makes or self.plan.resource.single else shelf.absent(key, self.asked.where)
        shelf.touch()
        old = shelf.get(key)
        if old is None and missing is not None:
            return refused(missing)
        broken = self.conditions.broken(call, old, self._changed(shelf, key))
        return refused(broken) if broken is not None else old

    def _shown_at_first(self, call: Call, key: str) -> Any:
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

    # Deleting

    def _delete(self, call: Call, shelf: Shelf) -> Result:
        keys = self.asked.keys(call)
        if len(keys) != 1:
            return self._delete_several(call, shelf, keys) if keys else NOTHING
        key = keys[0]
        old = self._changeable(call, shelf, key)
        if isinstance(old, Result):
            return old
        held = shelf.held(key)
        if held is not None:
            return refused(held)
        response = self.answers.of(call, old or self._shown_at_first(call, key), {})
        shelf.delete(key)
        return Result(response)

    def _clear(self, call: Call, shelf: Shelf) -> Result:
        """Delete all that a query lets through."""
        shelf.touch()
        for key, _ in selected(tuple(shelf.items().items()), self.pager.queries, call.values.query):
            shelf.delete(unquote(key))
        return Result(self.answers.of(call, [], {}))

    def _delete_several(self, call: Call, shelf: Shelf, keys: Sequence[str]) -> Result:
        """Delete those of some records that are there."""
        shelf.touch()
        for key in (key for key in keys if shelf.get(key) is not None):
            shelf.delete(key)
        return Result(self.answers.of(call, {}, {}))

    # What is done to a record, or to a part of one

    def _act(self, call: Call, shelf: Shelf) -> Result:
        key = self.asked.key(call)
        old = shelf.get(key) if key is not None else None
        if key is None or old is None:
            return self._without(shelf, key) if key is not None else NOTHING
        broken = self.conditions.broken(call, old, self._changed(shelf, key))
        if broken is not None:
            return refused(broken)
        schema = self.plan.resource.schema
        if schema is not None and "409" in self.operation.responses and is_done(old, self.part.verb, schema):
            message = f"'{self.part.verb}' was done to '{key}' already"
            return refused(Violation(self.asked.where, "conflict", message, value=key))
        record = acted(old, self.part.verb, self.asked.body(call), schema, call.now) if schema is not None else old
        return self._put(call, shelf, key, self.plan.filling.touch(dict(record), call.now), made=False)

    def _within(self, call: Call, shelf: Shelf) -> Result:
        key = self.asked.key(call)
        return NOTHING if key is None or shelf.get(key) is not None else self._without(shelf, key)

    def _without(self, shelf: Shelf, key: str) -> Result:
        """What is told about a record that is not there; of one that was not deleted only what is documented."""
        missing = shelf.deleted(key) or (
            shelf.absent(key, self.asked.where) if self.operation.response_for(404) is not None else None
        )
        return refused(missing) if missing is not None else NOTHING

    def _changed(self, shelf: Shelf, key: str) -> datetime | None:
        """When a record was last changed, where that had to be noted."""
        return shelf.changed(key) if self.conditions.noted else None

    # Answers

    def _told(
        self, call: Call, shelf: Shelf, key: str, record: Any, shown: Any = ABSENT, *, made: bool = False
    ) -> Result:
        """The answer that shows a record; `shown` is the record as it is shown, where that is known."""
        headers = _NO_HEADERS
        if self.conditions.told:
            headers = self.conditions.headers(record, self._changed(shelf, key) or call.now)
        if self.answers.locates:
            headers = {**headers, "location": self.plan.address(call, self.names, key)}
        return Result(self.answers.of(call, record, headers, made=made, shown=shown, key=key))
