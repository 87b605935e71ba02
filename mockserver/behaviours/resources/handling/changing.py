"""What do operations do that change records?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from mockserver.behaviours import Call
from mockserver.behaviours.resources.handling.creating import Made
from mockserver.behaviours.resources.handling.making import Writing
from mockserver.behaviours.resources.keeping.actions import acted, is_done
from mockserver.behaviours.resources.keeping.changes import PatchError, merged, patched
from mockserver.behaviours.resources.keeping.identities import key_text
from mockserver.behaviours.resources.plan import body_of
from mockserver.behaviours.resources.result import NOTHING, Result, refused
from mockserver.behaviours.resources.shapes import members_of
from mockserver.behaviours.resources.shelf import Shelf
from mockserver.model import ABSENT, Violation


class Changing(Writing):
    """What puts another record in the place of one."""

    def _kept(self, call: Call, shelf: Shelf, key: str, record: Any) -> Made:
        plan = self.plan
        if not plan.resource.single:
            record = plan.with_key(record, self._named(key, record))
        record, shown = plan.view.kept(record) if plan.view is not None else (record, record)
        shelf.put(key, record)
        if self.conditions.noted:
            shelf.note(key, call.now)
        return Made(key, record, shown)

    def _named(self, key: str, record: Any) -> Any:
        found = self.plan.key_in(record)
        return found if found is not ABSENT and key_text(found) == key else key

    def _merged(self, call: Call, shelf: Shelf, key: str, body: Mapping[str, Any] | list[Any]) -> Made | Result:
        """A record with what a body changes of it, kept; or why it cannot be changed."""
        old = self.changeable(call, shelf, key)
        if isinstance(old, Result):
            return old
        old = old or self.shown_at_first(call, key)
        changed = self._patched(old, body) if isinstance(body, list) else self._with(call, old, body)
        if isinstance(changed, Result):
            return changed
        broken = self.integrity.broken(call, shelf, changed, old)
        if broken is not None:
            return refused(broken)
        return self._kept(call, shelf, key, self.plan.filling.touch(dict(changed), call.now))

    def _with(self, call: Call, old: Any, body: Mapping[str, Any]) -> Any:
        kept = self.plan.filling.kept
        sent = body if kept.isdisjoint(body) else {name: value for name, value in body.items() if name not in kept}
        found = merged(old, sent, self.plan.resource.schema)
        undescribed = sent.keys() & self._left_open
        if not undescribed:
            return found
        errors = tuple(each for each in self._errors(found) if undescribed & set(each.location[1:2]))
        return Result(violations=errors) if errors else found

    @cached_property
    def _left_open(self) -> frozenset[str]:
        """The members of a record of which the body's own schema says nothing, where what is wrong can be told.

        The others were judged by it, and what is kept of them is made valid.
        """
        documented = any(self.operation.response_for(status) is not None for status in (400, 422))
        if self.plan.resource.schema is None or self.part.role != "merge" or self.part.into or not documented:
            return frozenset()
        schema = body_of(self.part)
        described = members_of(schema).schemas.keys() if schema is not None else set()
        known = members_of(self.plan.resource.schema).schemas.keys()
        return frozenset(known - described - set(self.plan.spelled(self.part).values()))

    def _errors(self, record: Mapping[str, Any]) -> tuple[Violation, ...]:
        """What is wrong with a record that is to be kept."""
        if self.plan.judge is None:
            return ()
        shown = {name: value for name, value in record.items() if name not in self.plan.unseen}
        broken = self.plan.judge.violations(shown, ("body",))
        return tuple(each for each in broken if each.severity == "error" and each.keyword != "writeOnly")

    def _patched(self, old: Any, body: list[Any]) -> Any:
        try:
            found = patched(old, body)
        except PatchError as error:
            return refused(error.violation)
        if not isinstance(found, dict):
            return refused(Violation(("body",), "type", "a record must be an object"))
        found = self.plan.filling.kept_from(old, found)
        errors = self._errors(found)
        return Result(violations=errors) if errors else found

    def _replaced(self, call: Call, shelf: Shelf, key: str, body: Mapping[str, Any]) -> tuple[Made, bool] | Result:
        """What is there under a key from now on, and whether it is new; or why it cannot be."""
        makes = self.answers.makes or not self.plan.growing
        old = self.changeable(call, shelf, key, makes=makes)
        if isinstance(old, Result):
            return old
        broken = self.integrity.broken(call, shelf, body, old)
        if broken is not None:
            return refused(broken)
        filling = self.plan.filling
        if old is None and makes:
            record = filling.fill(body, call.now)
        else:
            record = filling.replace(old or self.shown_at_first(call, key), body, call.now)
        return self._kept(call, shelf, key, {**record, **shelf.links()}), old is None and self.answers.makes


class Merge(Changing):
    """Change some members of a record, as a JSON Merge Patch does, or as a JSON Patch says."""

    def handle(self, call: Call, shelf: Shelf) -> Result:
        key = self.asked.key(call)
        body = call.values.body if isinstance(call.values.body, list) else self.asked.body(call)
        if body is ABSENT:
            body = {}
        if key is None or not isinstance(body, dict | list):
            return NOTHING
        done = self._merged(call, shelf, key, body)
        return done if isinstance(done, Result) else self.told(call, shelf, *done)


class Replace(Merge):
    """Put a whole record, which may be new."""

    def handle(self, call: Call, shelf: Shelf) -> Result:
        if self.operation.body is None:
            return super().handle(call, shelf)
        body, key = self.asked.body(call), self.asked.key(call)
        if not isinstance(body, dict) or key is None:
            makes = self.answers.makes or not self.plan.growing
            return NOTHING if makes else self.within(call, shelf)
        done = self._replaced(call, shelf, key, body)
        return done if isinstance(done, Result) else self.told(call, shelf, *done[0], made=done[1])


class _Several(Changing):
    """What changes several records, or none of them; each says itself which one it is."""

    def handle(self, call: Call, shelf: Shelf) -> Result:
        bodies = self.asked.bodies(call)
        if bodies is None:
            return NOTHING
        shelf.touch()
        self._begin(shelf, bodies)
        done: list[Made] = []
        for index, body in enumerate(bodies):
            found = self._done(call, shelf, body)
            if isinstance(found, Result):
                return Result(violations=tuple(self.inside(violation, index) for violation in found.violations))
            done += [found] if found is not None else []
        return Result(self.answers.of(call, [made.record for made in done], {}))

    def _begin(self, shelf: Shelf, bodies: Sequence[Mapping[str, Any]]) -> None:
        """What has to be done before any of them is."""

    def _done(self, call: Call, shelf: Shelf, body: Mapping[str, Any]) -> Made | Result | None:
        """One of them, changed; None where it is not there, and it is not documented what is said then."""
        raise NotImplementedError

    def _key(self, body: Mapping[str, Any]) -> str | None:
        found = self.plan.key_in(body)
        return None if found is ABSENT else key_text(found)

    def _nameless(self) -> Result:
        key = self.plan.resource.key
        steps = (key.steps if key is not None else None) or ()
        name = steps[-1] if steps else "id"
        message = f"'{name}' is missing, which says what is to be changed"
        return refused(Violation(("body", *self.part.body, *(steps or (name,))), "required", message))

    def _is_passed_over(self, shelf: Shelf, key: str) -> bool:
        return "404" not in self.operation.responses and shelf.get(key) is None


class BulkMerge(_Several):
    """Change some members of several records."""

    def _done(self, call: Call, shelf: Shelf, body: Mapping[str, Any]) -> Made | Result | None:
        key = self._key(body)
        if key is None:
            return self._nameless()
        if self._is_passed_over(shelf, key):
            return None
        return self._merged(call, shelf, key, {**body, **self.asked.change(call)})


class BulkReplace(_Several):
    """Put several records, of which some may be new."""

    def _done(self, call: Call, shelf: Shelf, body: Mapping[str, Any]) -> Made | Result | None:
        key = self._key(body)
        if key is None:
            return self._nameless()
        makes = self.answers.makes or not self.plan.growing
        if not makes and self._is_passed_over(shelf, key):
            return None
        done = self._replaced(call, shelf, key, body)
        return done if isinstance(done, Result) else done[0]


class Fill(_Several):
    """Put all records that there are from now on in the place of those that there were."""

    def _begin(self, shelf: Shelf, bodies: Sequence[Mapping[str, Any]]) -> None:
        named = {self._key(body) for body in bodies}
        for stored in tuple(shelf.items()):
            if (key := unquote(stored)) not in named:
                shelf.delete(key)

    def _done(self, call: Call, shelf: Shelf, body: Mapping[str, Any]) -> Made | Result | None:
        key = self._key(body)
        if key is None or shelf.get(key) is None:
            made = self.made(call, shelf, body)
            return refused(made) if isinstance(made, Violation) else made
        done = self._replaced(call, shelf, key, body)
        return done if isinstance(done, Result) else done[0]


class Action(Changing):
    """Do to a record what the last word of a path says."""

    def handle(self, call: Call, shelf: Shelf) -> Result:
        key = self.asked.key(call)
        old = shelf.get(key) if key is not None else None
        if key is None or old is None:
            return self.without(shelf, key) if key is not None else NOTHING
        broken = self.conditions.broken(call, old, self.changed(shelf, key))
        if broken is not None:
            return refused(broken)
        schema = self.plan.resource.schema
        if schema is not None and "409" in self.operation.responses and is_done(old, self.part.verb, schema):
            message = f"'{self.part.verb}' was done to '{key}' already"
            return refused(Violation(self.asked.where, "conflict", message, value=key))
        record = acted(old, self.part.verb, self.asked.body(call), schema, call.now) if schema is not None else old
        done = self._kept(call, shelf, key, self.plan.filling.touch(dict(record), call.now))
        return self.told(call, shelf, *done)
