"""Which operations are about a part of a record, or show several beside the list of all?"""

from __future__ import annotations

from mockserver.behaviours.resources.drafts import Draft, items_at
from mockserver.behaviours.resources.envelopes import schema_at
from mockserver.behaviours.resources.resource import Part
from mockserver.behaviours.resources.several import bulk_at
from mockserver.behaviours.resources.shapes import answer_schema, identity
from mockserver.model import Operation


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
        if found is not None and draft.known and draft.known == identity(found):
            reason = f"'{verb}' is done to one of '{draft.word}', which the answer shows"
            return Part(operation, "action", reason, names, verb=verb, answer=shown)
        if answer is None and operation.method == "POST":
            reason = f"'{verb}' is done to one of '{draft.word}'"
            return Part(operation, "action", reason, names, verb=verb)
    return Part(operation, "within", f"it is about a part of one of '{draft.word}'", names)
