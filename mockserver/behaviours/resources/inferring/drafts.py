"""What is known of a resource while its parts are found?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mockserver.behaviours.resources.inferring.corrections import Correction
from mockserver.behaviours.resources.inferring.envelopes import (
    is_record,
    list_by_key,
    list_steps,
    record_steps,
    schema_at,
)
from mockserver.behaviours.resources.inferring.keys import Asked, is_named, key_of
from mockserver.behaviours.resources.inferring.procedures import Procedure
from mockserver.behaviours.resources.places import Place
from mockserver.behaviours.resources.resource import Key, Part, Role, Steps
from mockserver.behaviours.resources.shapes import (
    alike,
    answer_schema,
    body_schema,
    identity,
    is_patch,
    is_upload,
    items_of,
    kind_of,
    members_of,
)
from mockserver.model import Operation, Schema


@dataclass(slots=True)
class Draft:
    """A resource while its parts are found; `word` names it in the paths."""

    word: str
    place: Place
    item: Place | None = None
    single: bool = False
    schema: Schema | None = None
    known: str = ""
    correction: Correction = field(default_factory=Correction)
    parts: list[Part] = field(default_factory=list)
    calls: tuple[Procedure, ...] = ()
    found: dict[tuple[str, int, str], Steps | None] = field(default_factory=dict)

    @property
    def parents(self) -> tuple[str, ...]:
        return self.place.names

    @property
    def asked(self) -> Asked:
        """What the path of a record names it by."""
        if self.item is None:
            return Asked("id", self.word)
        name = self.item.names[-1]
        stated = (each for operation in self.item.operations.values() for each in operation.parameters)
        schema = next((each.schema for each in stated if each.place == "path" and each.name == name), None)
        return Asked(name, self.word, schema)

    def listed(self, schema: Schema) -> Steps | None:
        """The way to the list of records in a body."""
        key = ("list", id(schema), self.known)
        if key not in self.found:
            self.found[key] = list_steps(schema, self.word, self.known)
        return self.found[key]

    def record(self, schema: Schema) -> Steps | None:
        """The way to the one record in a body."""
        key = ("record", id(schema), self.known)
        if key not in self.found:
            self.found[key] = record_steps(schema, self.word, self.known)
        return self.found[key]

    def add(
        self,
        operation: Operation,
        role: Role,
        reason: str,
        *,
        body: Steps = (),
        answer: Steps | None = None,
        key: Steps = (),
        verb: str = "",
        into: str = "",
        keys: bool = False,
    ) -> None:
        parents = self.parents
        self.parts.append(Part(operation, role, reason, parents, verb, body, answer, key, into, keys=keys))


def named_by(draft: Draft, parameter: str = "id") -> Key:
    """The key of the records, by all that describes them; a `parameter` elsewhere where no path has one."""
    asked = draft.asked if draft.item is not None else Asked(parameter, draft.word)
    return key_of(asked, draft.schema, _told_elsewhere(draft))


def _told_elsewhere(draft: Draft) -> Iterator[Schema]:
    """What describes records beside their reads: the items of lists, the answers to their making, what is sent."""
    first = {part.role: part for part in reversed(draft.parts) if not part.keys}
    for part in (first[role] for role in ("list", "create") if role in first):
        answer, body = answer_schema(part.operation), body_schema(part.operation)
        shown = schema_at(answer, part.answer) if answer is not None and part.answer is not None else None
        if shown is not None and kind_of(shown) == "array":
            shown = items_of(shown)
        sent = schema_at(body, part.body) if body is not None and part.role == "create" else None
        yield from (found for found in (shown, sent) if found is not None)


def listed_in(draft: Draft, operation: Operation) -> Steps | None:
    schema = answer_schema(operation)
    if schema is None:
        return None
    stated = draft.correction.envelope
    if stated is not None:
        steps = tuple(step for step in stated.split(".") if step)
        found = schema_at(schema, steps)
        if found is not None and kind_of(found) == "array":
            return steps
    listed = draft.listed(schema)
    own = listed is None and draft.item is not None and operation is draft.place.operations.get("GET")
    return list_by_key(schema, draft.asked) if own else listed


def items_at(operation: Operation, steps: Steps) -> Schema | None:
    schema = answer_schema(operation)
    found = schema_at(schema, steps) if schema is not None else None
    return items_of(found) if found is not None else None


def shown_in(draft: Draft, operation: Operation) -> Steps | None:
    """Where an operation's answer shows the record: in a list of one, where reads do so too."""
    schema = answer_schema(operation)
    if schema is None:
        return None
    stated = draft.correction.envelope
    if stated and (found := schema_at(schema, (stated,))) is not None:
        return (stated,) if is_record(found) else None
    listed = draft.listed(schema)
    return listed if listed is not None and _lists_the_same(draft, operation, listed) else draft.record(schema)


def sent_in(draft: Draft, operation: Operation) -> Steps | None:
    """Where an operation's body has the record; None where it has something else.

    A file is sent in the place of a record where the answer shows that.
    """
    schema = body_schema(operation)
    if is_upload(operation):
        return () if _is_shown(draft, operation) else None
    return () if schema is None or is_patch(schema) else draft.record(schema)


def _is_shown(draft: Draft, operation: Operation) -> bool:
    """Whether the answer of an operation shows a record."""
    schema = answer_schema(operation)
    found = schema_at(schema, draft.record(schema) or ()) if schema is not None else None
    return found is not None and draft.known == identity(found) != ""


def _lists_the_same(draft: Draft, read: Operation, listed: Steps) -> bool:
    """Whether a read answers a list, as that of the collection is: with the one record in it."""
    items = items_at(read, listed)
    listing = draft.place.operations.get("GET")
    same = items is not None and listing is not None and is_of_kind(draft, items)
    return same and items is not None and is_named(draft.asked, items)


def is_of_kind(draft: Draft, schema: Schema) -> bool:
    """Whether a schema describes the same as those of the records do."""
    if draft.known == identity(schema) != "":
        return True
    if draft.schema is None or not (members_of(schema).schemas and members_of(draft.schema).schemas):
        return False
    return alike(schema, draft.schema)


def asks(operation: Operation) -> bool:
    """Whether a request must say more than where it goes."""
    return any(parameter.required and parameter.place == "query" for parameter in operation.parameters)
