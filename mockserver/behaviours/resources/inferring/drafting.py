"""What do the operations at a place do, if records are kept there?"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.behaviours.resources.inferring.corrections import Corrections
from mockserver.behaviours.resources.inferring.drafts import (
    Draft,
    asks,
    is_of_kind,
    items_at,
    listed_in,
    sent_in,
    shown_in,
)
from mockserver.behaviours.resources.inferring.envelopes import is_bare, is_called_so, is_record, key_steps, schema_at
from mockserver.behaviours.resources.inferring.keys import Asked, is_called, key_of
from mockserver.behaviours.resources.inferring.procedures import Procedure
from mockserver.behaviours.resources.inferring.several import bulk_in, records_in
from mockserver.behaviours.resources.places import PARAMETER, Place, Shape
from mockserver.behaviours.resources.resource import Role, Steps
from mockserver.behaviours.resources.shapes import (
    alike,
    answer_schema,
    body_schema,
    good_answers,
    identity,
    items_of,
    kind_of,
    members_of,
)
from mockserver.behaviours.resources.wording import words
from mockserver.model import Operation, Schema

_MAKING = {"create", "add", "register", "new", "insert"}
_ASSIGNING = {"assign", "attach", "link", "grant", "append", "join", "invite"}
_CHANGING = {"update", "replace", "put", "set", "edit", "modify", "patch", "change", "upsert", "save", "add", "create"}
_UNDOING = {"delete", "remove", "revoke", "unassign", "detach", "unlink", "clear", "destroy"}
_WRITES = {"create", "bulk", "fill", "replace", "merge", "delete", "clear"}


def drafted_at(
    shape: Shape, places: Mapping[Shape, Place], corrections: Corrections, calls: tuple[Procedure, ...] = ()
) -> Draft | None:
    """What may be the collection whose own path has a shape; its procedures are still to be added."""
    item, place = places.get((*shape, PARAMETER)), places.get(shape)
    if place is None and item is not None:
        place = Place(shape, item.names[:-1], {})
    if place is None and calls:
        place = Place(shape, calls[0].names, {})
    if place is None or not place.word or (item is None and not place.fixed):
        return None
    called = tuple(procedure.operation for procedure in calls)
    draft = Draft(place.word, place, item, correction=corrections.at(place, item, called), calls=calls)
    if not place.fixed and not _is_divided(draft):
        return None
    _describe(draft)
    _add_of_item(draft)
    _add_of_collection(draft)
    return draft


def _is_divided(draft: Draft) -> bool:
    """Whether a place that ends with a parameter holds records: it lists them, or is the first part of their key."""
    operations = draft.item.operations if draft.item is not None else {}
    listing = draft.place.operations.get("GET")
    if listing is not None:
        return listed_in(draft, listing) is not None
    posted = draft.place.operations.get("POST")
    made = len(draft.place.operations) == 1 and posted is not None and _says(posted, _MAKING, "201")
    return (made or not draft.place.operations) and "GET" in operations and len(operations) > 1


def is_resource(draft: Draft) -> bool:
    """Whether what was found makes sense together: something that shows records, or two things that change them."""
    roles = {part.role for part in draft.parts}
    if draft.item is None or (roles == {"list"} and _narrows(draft, draft.item)):
        several = len(roles) > 1 or _is_asked_for(draft)
        called = bool(draft.calls) and bool(roles & {"read", "list"}) and several and _has_key(draft)
        return called or ("list" in roles and bool(roles & {"create", "bulk", "fill"}))
    changing = roles & _WRITES
    return bool(roles & {"read", "list"}) or (len(changing) > 1 and _has_key(draft, sent=True))


def _is_asked_for(draft: Draft) -> bool:
    """Whether a query has to say which record is to be read."""
    for part in draft.parts:
        required = {each.name for each in part.operation.parameters if each.required and each.place == "query"}
        if part.role == "read" and part.key[:1] == ("query",) and part.key[1] in required and draft.schema is not None:
            return is_called(Asked(part.key[1], draft.word), draft.schema)
    return False


def _narrows(draft: Draft, item: Place) -> bool:
    """Whether what seems to be the path of one record lists several of those that the collection lists."""
    read = item.operations.get("GET")
    listed = listed_in(draft, read) if read is not None else None
    items = items_at(read, listed) if read is not None and listed is not None else None
    return items is not None and is_of_kind(draft, items)


def _has_key(draft: Draft, *, sent: bool = False) -> bool:
    """Whether something tells one record from another: in what is shown, or else in what is `sent`."""
    bodies = (body_schema(part.operation) for part in draft.parts if sent and part.role == "create")
    schema = draft.schema or next((body for body in bodies if body is not None), None)
    return key_of(draft.asked, schema).steps is not None


def _describe(draft: Draft) -> None:
    """Find what describes one record: the answer of a read, the items of a list, or what is sent."""
    called = _called(draft)
    read = draft.item.operations.get("GET") if draft.item else None
    listing = draft.place.operations.get("GET")
    if listing is None or listed_in(draft, listing) is None:
        listing = next((each for each in called["list"] if listed_in(draft, each) is not None), listing)
    if read is None:
        read = next((each for each in called["read"] if listed_in(draft, each) is None), None)
    listed = listed_in(draft, listing) if listing else None
    items = items_at(listing, listed) if listing and listed is not None else None
    draft.known = identity(items) if items is not None else ""
    sources = [read] if read else []
    items_own = draft.item.operations.values() if draft.item else ()
    writers = (draft.place.operations.get("POST"), *items_own, *called["write"])
    sources += [operation for operation in writers if operation is not None and operation is not read]
    for operation in sources:
        schema = answer_schema(operation)
        if schema is not None and draft.listed(schema) is None and (steps := draft.record(schema)) is not None:
            found = schema_at(schema, steps)
            if found is not None and members_of(found).schemas and (operation is read or items is None):
                draft.schema = found
                draft.known = draft.known or identity(found)
                return
    draft.schema = items


def _called(draft: Draft) -> dict[str, list[Operation]]:
    """The procedures that may show records: those that list them before those that search for some."""
    lists = [each for each in draft.calls if each.kind in ("list", "read") and not each.inside]
    lists.sort(key=lambda each: bool({"search", "query", "find", "browse"} & set(words(each.verb))))
    return {
        "list": [each.operation for each in lists],
        "read": [each.operation for each in draft.calls if each.kind == "read"],
        "write": [each.operation for each in draft.calls if each.kind in ("create", "update", "replace")],
    }


def _add_of_item(draft: Draft) -> None:
    operations = draft.item.operations if draft.item else {}
    parameter = draft.item.names[-1] if draft.item else ""
    where = f"the path ends with '{parameter}', below '{draft.word}'"
    read = operations.get("GET")
    if read is not None:
        schema = answer_schema(read)
        shown = shown_in(draft, read)
        listed = draft.listed(schema) if schema is not None else None
        if shown is not None and (listed is None or shown == listed):
            draft.add(read, "read", where if listed is None else f"{where}, in a list of one", answer=shown)
    replaced, merged, posted = (operations.get(method) for method in ("PUT", "PATCH", "POST"))
    for operation, role in ((replaced, "replace"), (merged, "merge")):
        if operation is not None and (sent := sent_in(draft, operation)) is not None:
            kind: Role = "replace" if role == "replace" else "merge"
            if _is_change(draft, operation, sent):
                draft.add(operation, kind, where, body=sent, answer=shown_in(draft, operation))
            else:
                _add_deed(draft, operation)
    if posted is not None and "POST" not in draft.place.operations and _says(posted, _MAKING, "201"):
        reason = f"{where}, and what is posted there is new"
        draft.add(posted, "create", reason, body=sent_in(draft, posted) or (), answer=shown_in(draft, posted))
    elif posted is not None and posted.body is not None and (sent := sent_in(draft, posted)) is not None:
        draft.add(posted, "merge", f"{where}, and a body is posted to it", body=sent, answer=shown_in(draft, posted))
    if operations.get("DELETE") is not None:
        draft.add(operations["DELETE"], "delete", where, answer=shown_in(draft, operations["DELETE"]))
    if read is not None and operations.get("HEAD") is not None:
        draft.add(operations["HEAD"], "within", f"{where}, and HEAD asks whether it is there")


def _says(operation: Operation, verbs: set[str], *statuses: str) -> bool:
    """Whether an operation's id has one of some verbs, or it documents one of some statuses."""
    return bool(verbs & set(words(operation.id))) or any(status in operation.responses for status in statuses)


def _is_change(draft: Draft, operation: Operation, sent: Steps) -> bool:
    """Whether what is put or patched is a record, or what the operation is called says so."""
    body = body_schema(operation)
    found = schema_at(body, sent) if body is not None else None
    return found is None or draft.schema is None or alike(found, draft.schema) or _says(operation, _CHANGING)


def _add_deed(draft: Draft, operation: Operation) -> None:
    """What is done to a record by putting something else: an action, where the answer shows the record."""
    answer, verb = answer_schema(operation), next(iter(words(operation.id)), "")
    shown = draft.record(answer) if answer is not None else None
    found = schema_at(answer, shown) if answer is not None and shown is not None else None
    if found is not None and draft.known and identity(found) == draft.known:
        reason = f"'{verb}' is done to one of '{draft.word}', as what is sent is no record"
        draft.add(operation, "action", reason, answer=shown, verb=verb)


def _add_of_collection(draft: Draft) -> None:
    operations = draft.place.operations
    listing = operations.get("GET")
    if listing is not None and (listed := listed_in(draft, listing)) is not None:
        where = f"under '{'.'.join(listed)}'" if listed else "as the whole answer"
        draft.add(listing, "list", f"the answer lists '{draft.word}' {where}", answer=listed)
    elif listing is not None and (listed := _listed_keys(draft, listing)) is not None:
        draft.add(listing, "list", f"the answer lists what tells '{draft.word}' apart", answer=listed, keys=True)
    if operations.get("POST") is not None:
        _add_post(draft, operations["POST"])
    for method, role in (("PUT", "replace"), ("PATCH", "merge")):
        operation = operations.get(method)
        if method == "PUT" and operation is not None and words(operation.id)[:1] and words(operation.id)[0] in _MAKING:
            _add_post(draft, operation)
        elif operation is not None and draft.item is not None and _names_its_record(draft, operation):
            kind: Role = "replace" if role == "replace" else "merge"
            draft.add(operation, kind, "the body says which record it is", answer=shown_in(draft, operation))
        elif method == "PUT" and operation is not None and _puts_one(draft, operation):
            sent = sent_in(draft, operation)
            draft.add(operation, "create", f"one is put to '{draft.word}', and is new", body=sent or ())
        elif operation is not None and (bulk := bulk_in(draft, operation)) is not None:
            draft.parts.append(bulk)
    if operations.get("DELETE") is not None:
        _add_delete(draft, operations["DELETE"])


def _add_delete(draft: Draft, operation: Operation) -> None:
    """What deletes all records, those that a query lets through, or those that the request names."""
    said = _said_in(draft, operation)
    bulk = bulk_in(draft, operation) if not said else None
    if bulk is not None:
        draft.parts.append(bulk)
    elif said:
        reason = f"the {said[0]} names which of '{draft.word}' by '{said[1]}'"
        draft.add(operation, "delete", reason, key=said)
    elif operation.body is None and not asks(operation):
        draft.add(operation, "clear", f"it deletes '{draft.word}' as a whole", answer=None)


def _listed_keys(draft: Draft, listing: Operation) -> Steps | None:
    """Where an answer lists the keys of records that have paths of their own."""
    schema = answer_schema(listing)
    if schema is None or draft.item is None or draft.schema is None or identity(schema) == identity(draft.schema):
        return None
    return key_steps(schema, draft.word)


def _puts_one(draft: Draft, operation: Operation) -> bool:
    """Whether a body that is put to the collection has one record, which is there afterwards."""
    body, sent = body_schema(operation), sent_in(draft, operation)
    found = schema_at(body, sent) if body is not None and sent is not None else None
    return "201" in operation.responses and found is not None and draft.known == identity(found) != ""


def _said_in(draft: Draft, operation: Operation) -> Steps:
    """Where a request says which record it means, or which ones: in a query, or in its body."""
    key = draft.asked.said if draft.item is not None else ()
    stated: list[tuple[str, str, Schema | None]] = [
        ("query", parameter.name, parameter.schema)
        for parameter in operation.parameters
        if parameter.place == "query" and (parameter.required or words(parameter.name) == key)
    ]
    body = body_schema(operation)
    members = members_of(body).schemas if body is not None else {}
    for place, name, schema in (*stated, *(("body", *member) for member in members.items())):
        several = schema is not None and kind_of(schema) == "array"
        wanted = Asked(name.removesuffix("s") if several else name, draft.word)
        if draft.schema is not None and is_called(wanted, draft.schema):
            return place, name
    return ()


def _add_post(draft: Draft, operation: Operation) -> None:
    schema = body_schema(operation)
    answer = answer_schema(operation)
    listed = draft.listed(answer) if answer is not None else None
    many = draft.listed(schema) if schema is not None else None
    if schema is not None and many is not None:
        shown = records_in(draft, schema)
        if many == () or listed is not None or (shown is not None and not _shows_one(draft, schema, many, answer)):
            draft.add(operation, "bulk", f"several '{draft.word}' are posted", body=many, answer=listed)
            return
        if is_called_so(many[-1], draft.word):
            return
    keys = key_steps(schema, draft.word) if schema is not None else None
    if keys is not None and _says(operation, _MAKING | _ASSIGNING, "201"):
        reason = f"what tells several '{draft.word}' apart is posted"
        draft.add(operation, "bulk", reason, body=keys, answer=listed, keys=True)
        return
    sent = sent_in(draft, operation)
    if sent is None or not _is_creating(draft, operation, listed):
        return
    shown = shown_in(draft, operation) if listed is None else listed
    draft.add(operation, "create", f"a body is posted to '{draft.word}'", body=sent, answer=shown)


def _shows_one(draft: Draft, body: Schema, many: Steps, answer: Schema | None) -> bool:
    """Whether an answer shows one record, where what is sent is but alike."""
    sent = schema_at(body, many)
    items = items_of(sent) if sent is not None else None
    if items is not None and draft.known and identity(items) == draft.known:
        return False
    steps = draft.record(answer) if answer is not None else None
    found = schema_at(answer, steps) if answer is not None and steps is not None else None
    return found is not None and draft.schema is not None and alike(found, draft.schema)


def _is_creating(draft: Draft, operation: Operation, listed: Steps | None) -> bool:
    """Whether what is posted becomes a record: not where the answer is about something else altogether."""
    if words(operation.id)[:1] and words(operation.id)[0] in _UNDOING:
        return False
    if "201" in operation.responses or draft.schema is None:
        return True
    body, answer = body_schema(operation), answer_schema(operation)
    sent = schema_at(body, draft.record(body) or ()) if body is not None else None
    if sent is not None and draft.known and identity(sent) == draft.known:
        return True
    if "202" in operation.responses and "200" not in operation.responses and sent is not None:
        return alike(sent, draft.schema)
    if (answer is None or is_bare(answer)) and good_answers(operation) and sent is not None:
        return alike(sent, draft.schema)
    if answer is None:
        return False
    if listed is not None:
        return "GET" in draft.place.operations and sent is not None and alike(sent, draft.schema)
    if draft.item is not None and is_called(draft.asked, answer):
        return True
    shown = schema_at(answer, draft.record(answer) or ())
    return shown is not None and (identity(shown) == identity(draft.schema) or alike(shown, draft.schema))


def _names_its_record(draft: Draft, operation: Operation) -> bool:
    """Whether a body that is put to the collection has the key, and is a record."""
    body = body_schema(operation)
    if body is None or draft.item is None or draft.schema is None or not is_record(body):
        return False
    key = key_of(draft.asked, draft.schema)
    return key.steps is not None and schema_at(body, key.steps) is not None and identity(body) == identity(draft.schema)
