"""How is a record shown where an operation's answer describes it?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from mockserver.behaviours.resources.keeping.repair import repaired
from mockserver.behaviours.resources.resource import Steps
from mockserver.behaviours.resources.shapes import items_of, members_of
from mockserver.mocking.generation import Generator
from mockserver.model import Schema
from mockserver.pointers import put_at
from mockserver.schema import Validator


class View:
    """Records as a schema describes them: without what it hides, with what it wants, and valid.

    `unseen` are members that clients send but that no answer of their kind has, such as a password. A `narrow` view is
    of something else than the record: it has the members that it names, and no others.
    """

    def __init__(self, schema: Schema, unseen: frozenset[str] = frozenset(), *, narrow: bool = False) -> None:
        self.schema = schema
        members = members_of(schema)
        self._names = frozenset(members.schemas)
        self._hidden = members.flagged("writeOnly") | (unseen - self._names)
        self._closed = not members.open or (narrow and bool(self._names))
        self._required = (self._names if narrow else members.required) - self._hidden
        self._validator = Validator(schema, "response")

    @cached_property
    def template(self) -> Any:
        """A valid value, from which comes what a record lacks."""
        return Generator(self.schema).make("").value

    def shown(self, record: Any) -> Any:
        """A record as it is shown; the record itself where nothing has to be changed."""
        return self._valid(self._trimmed(record)) if isinstance(record, dict) else self._valid(record)

    def kept(self, record: Any) -> tuple[Any, Any]:
        """A record as it is kept - with what is hidden, but else such that it can be shown as it is - and as shown."""
        if not isinstance(record, dict):
            shown = self._valid(record)
            return shown, shown
        trimmed = self._trimmed(record)
        shown = self._valid(trimmed)
        if shown is trimmed and (trimmed is record or not self._closed):
            return record, shown
        unseen = {name: value for name, value in record.items() if name in self._hidden}
        return ({**shown, **unseen} if unseen and isinstance(shown, dict) else shown), shown

    def _trimmed(self, record: Mapping[str, Any]) -> Mapping[str, Any]:
        """What of a record may be shown; the record itself where that is all of it."""
        if self._closed and not record.keys() <= self._names:
            record = {name: value for name, value in record.items() if name in self._names}
        if self._hidden.isdisjoint(record):
            return record
        return {name: value for name, value in record.items() if name not in self._hidden}

    def _valid(self, record: Any) -> Any:
        """What may be shown of a record, with what the schema wants."""
        if isinstance(record, dict) and not record.keys() >= self._required:
            record = self._completed(record)
        return record if self._validator.accepts(record) else repaired(record, self._validator, self.template)

    def _completed(self, record: Mapping[str, Any]) -> Mapping[str, Any]:
        template = self.template if isinstance(self.template, dict) else {}
        lacking = {name: template[name] for name in self._required if name not in record and name in template}
        return {**record, **lacking}


class Envelope:
    """A whole answer: what stands around the record, or around the list of them."""

    def __init__(self, schema: Schema, steps: Steps, still: Any) -> None:
        self.steps = steps
        self._still = still if isinstance(still, dict) else {}
        self._schema = schema

    def around(self, value: Any) -> Any:
        """The answer with a value in its place; the value itself where nothing is around it."""
        return put_at(self._still, self.steps, value) if self.steps else value


def list_view(schema: Schema, unseen: frozenset[str] = frozenset()) -> View | None:
    """The view of the items of an array's schema."""
    items = items_of(schema)
    return View(items, unseen) if items is not None else None
