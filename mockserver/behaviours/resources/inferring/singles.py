"""What do the operations at a path do, if one single record is kept there?"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.behaviours.resources.inferring.called import into
from mockserver.behaviours.resources.inferring.corrections import Corrections
from mockserver.behaviours.resources.inferring.drafts import Draft, asks, sent_in, shown_in
from mockserver.behaviours.resources.inferring.envelopes import list_steps, record_steps, schema_at
from mockserver.behaviours.resources.inferring.procedures import Procedure
from mockserver.behaviours.resources.places import PARAMETER, Place, Shape
from mockserver.behaviours.resources.resource import Role, Steps
from mockserver.behaviours.resources.shapes import alike, answer_schema, body_schema, identity, members_of
from mockserver.behaviours.resources.wording import words
from mockserver.model import Operation

_CHANGING = {"update", "set", "edit", "modify", "change", "save"}


def single_at(
    shape: Shape, places: Mapping[Shape, Place], corrections: Corrections, calls: tuple[Procedure, ...] = ()
) -> Draft | None:
    """The one record at a place that is read there, and put or patched; or read and changed by procedures."""
    place = places.get(shape) or (Place(shape, calls[0].names, {}) if calls else None)
    if place is None or not place.fixed or (*shape, PARAMETER) in places:
        return None
    read = place.operations.get("GET") or _called(calls, "read")
    draft = Draft(place.word, place, single=True, correction=corrections.at(place, None))
    shown = _described(draft, read) if read is not None and not asks(read) else None
    if read is None or shown is None:
        return None
    where = f"one '{draft.word}' is read and changed at the same path"
    draft.add(read, "read", where, answer=shown)
    posted = place.operations.get("POST")
    if posted is not None and "GET" in place.operations and (made := _posted(draft, posted)) is not None:
        draft.add(posted, made, where, body=sent_in(draft, posted) or (), answer=shown_in(draft, posted))
    for operation in (place.operations[method] for method in ("PUT", "PATCH") if method in place.operations):
        if (sent := sent_in(draft, operation)) is not None:
            kind: Role = "replace" if operation.method == "PUT" else "merge"
            draft.add(operation, kind, where, body=sent, answer=shown_in(draft, operation))
    known = {part.operation for part in draft.parts}
    for call in calls:
        if call.operation not in known:
            _add_call(draft, call)
    if len(draft.parts) > 1 and "DELETE" in place.operations:
        draft.add(place.operations["DELETE"], "delete", where, answer=shown_in(draft, place.operations["DELETE"]))
    return draft if len(draft.parts) > 1 else None


def _called(calls: tuple[Procedure, ...], kind: str) -> Operation | None:
    """The procedure of a kind that does not ask which record is meant."""
    found = (call.operation for call in calls if call.kind == kind and not call.inside)
    return next((each for each in found if each.body is None and not asks(each)), None)


def _posted(draft: Draft, posted: Operation) -> Role | None:
    """What is done by posting a record: it is made where it can be deleted, or put; or changed, as the name says."""
    schemas = (body_schema(posted), answer_schema(posted))
    found = [schema_at(schema, draft.record(schema) or ()) for schema in schemas if schema is not None]
    shown = [each for each in found if each is not None and members_of(each).schemas]
    if draft.schema is None or not any(alike(each, draft.schema) for each in shown):
        return None
    if _CHANGING & set(words(posted.id)):
        return "merge"
    return "create" if draft.place.operations.keys() & {"DELETE", "PUT"} else None


def _described(draft: Draft, read: Operation) -> Steps | None:
    """Where a read shows the one record; the draft knows then what that has, or else what is put there has."""
    schema = answer_schema(read)
    if schema is None or list_steps(schema, draft.word) is not None:
        return None
    shown = record_steps(schema, draft.word)
    found = schema_at(schema, shown) if shown is not None else None
    put = draft.place.operations.get("PUT")
    if found is not None and not members_of(found).schemas and put is not None:
        found = answer_schema(put)
    if found is None or not members_of(found).schemas:
        return None
    draft.schema, draft.known = found, identity(found)
    return shown


def _add_call(draft: Draft, call: Procedure) -> None:
    """A procedure that changes the record, or one member of it."""
    sent = sent_in(draft, call.operation) if call.kind in ("update", "replace") and not call.inside else None
    member = into(draft, body_schema(call.operation), sent)
    if sent is not None and member is not None:
        kind: Role = "replace" if call.kind == "replace" else "merge"
        reason = f"'{call.verb}' is done to the one '{draft.word}'"
        draft.add(call.operation, kind, reason, body=sent, answer=shown_in(draft, call.operation), into=member)
