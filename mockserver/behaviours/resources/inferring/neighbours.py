"""Which operations are about a part of a record, or show several beside the list of all?"""

from __future__ import annotations

from mockserver.behaviours.resources.inferring.drafts import Draft, items_at
from mockserver.behaviours.resources.inferring.envelopes import schema_at
from mockserver.behaviours.resources.inferring.several import bulk_at
from mockserver.behaviours.resources.resource import Part
from mockserver.behaviours.resources.shapes import answer_schema, identity, members_of
from mockserver.behaviours.resources.wording import singular
from mockserver.model import Operation, Schema


def beside(draft: Draft, operation: Operation, word: str) -> Part | None:
    """What an operation at a path behind that of a collection, with a last `word`, does to several of its records."""
    answer = answer_schema(operation)
    if operation.method == "GET" and answer is not None:
        listed = draft.listed(answer)
        items = items_at(operation, listed) if listed is not None else None
        if listed is not None and items is not None and identity(items) == draft.known:
            return Part(operation, "list", f"the answer lists '{draft.word}' too", draft.parents, answer=listed)
    return bulk_at(draft, operation, word)


def within(draft: Draft, operation: Operation, verb: str, *, direct: bool) -> Part:
    """An action where the answer shows the record itself, or where it is a verb that says nothing."""
    names = draft.item.names if draft.item else ()
    answer = answer_schema(operation)
    if direct and operation.method in ("POST", "PUT", "PATCH", "DELETE"):
        shown = draft.record(answer) if answer is not None else None
        found = schema_at(answer, shown) if answer is not None and shown is not None else None
        if found is not None and _shows_one(draft, found, operation, verb):
            reason = f"'{verb}' is done to one of '{draft.word}', which the answer shows"
            return Part(operation, "action", reason, names, verb=verb, answer=shown)
        if answer is None and operation.method == "POST":
            reason = f"'{verb}' is done to one of '{draft.word}'"
            return Part(operation, "action", reason, names, verb=verb)
    return Part(operation, "within", f"it is about a part of one of '{draft.word}'", names)


def _shows_one(draft: Draft, schema: Schema, operation: Operation, verb: str) -> bool:
    """Whether an answer shows one of the records, or, where one is posted to, several of its members and nothing else.

    What is posted to a word for many is something else: `/customers/{id}/cards`.
    """
    if draft.known and draft.known == identity(schema):
        return True
    shown = members_of(schema).schemas.keys()
    known = members_of(draft.schema).schemas.keys() if draft.schema is not None else set()
    return operation.method != "DELETE" and singular(verb) == verb and len(shown) > 1 and shown <= known
