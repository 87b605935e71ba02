"""What is done to several records at once, of which a body has all, or says which ones are meant?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mockserver.behaviours.resources.inferring.drafts import Draft
from mockserver.behaviours.resources.inferring.envelopes import key_steps, keys_among, schema_at
from mockserver.behaviours.resources.inferring.keys import key_of
from mockserver.behaviours.resources.resource import Part, Role, Steps
from mockserver.behaviours.resources.shapes import (
    alike,
    answer_schema,
    body_schema,
    identity,
    is_patch,
    items_of,
    members_of,
)
from mockserver.behaviours.resources.wording import words
from mockserver.model import Operation, Schema

_EACH = {"update", "edit", "modify", "change", "bulk", "batch", "patch", "upsert", "save", "many", "multiple", "merge"}
"""The verbs that say of what is put that it goes in the place of what is called so alone."""

_ALL = {"set", "replace", "overwrite", "put"}
"""The verbs that say that it goes in the place of all."""

_VERBS: Mapping[str, Role] = {
    **dict.fromkeys(("delete", "remove", "destroy", "erase"), "bulk-delete"),
    **dict.fromkeys(("update", "edit", "modify", "patch", "change", "merge"), "bulk-merge"),
    **dict.fromkeys(("replace", "put", "upsert"), "bulk-replace"),
}
_METHODS: Mapping[str, Role] = {"PATCH": "bulk-merge", "PUT": "bulk-replace", "DELETE": "bulk-delete", "POST": "bulk"}
_DONE: Mapping[Role, str] = {
    "bulk": "posted",
    "bulk-merge": "changed",
    "bulk-replace": "replaced",
    "bulk-delete": "deleted",
    "fill": "put in the place of all",
}


class Sent(NamedTuple):
    """Where a body has several records, or their keys alone."""

    steps: Steps
    keys: bool


def records_in(draft: Draft, body: Schema) -> Steps | None:
    """Where a body has several records."""
    many = draft.listed(body)
    if many is None:
        return None
    found = schema_at(body, many)
    items = items_of(found) if found is not None else None
    if items is None:
        return None
    if draft.known and identity(items) == draft.known:
        return many
    alone = len(members_of(body).schemas) <= 1 and bool(members_of(items).schemas)
    return many if alone and draft.schema is not None and alike(items, draft.schema) else None


def several_in(draft: Draft, body: Schema) -> Sent | None:
    """Where a body has several records, or else the keys of some."""
    many = records_in(draft, body) if not is_patch(body) else None
    if many is not None:
        return Sent(many, keys=False)
    keys = key_steps(body, draft.word)
    return Sent(keys, keys=True) if keys is not None else None


def bulk_in(draft: Draft, operation: Operation) -> Part | None:
    """What an operation at the path of a collection does to several of its records; None where it does so to none."""
    if operation.method == "PUT":
        said = set(words(operation.id))
        role: Role = "bulk-replace" if _EACH & said and not _ALL & said else "fill"
    elif operation.method in ("PATCH", "DELETE"):
        role = _METHODS[operation.method]
    else:
        return None
    return _part(draft, operation, role)


def bulk_at(draft: Draft, operation: Operation, word: str) -> Part | None:
    """What an operation does at a path that goes on behind that of a collection with one more `word`: `bulk-delete`."""
    role = _METHODS.get(operation.method)
    if role == "bulk":
        role = next((_VERBS[each] for each in words(word) if each in _VERBS), role)
    return _part(draft, operation, role) if role is not None else None


def _part(draft: Draft, operation: Operation, role: Role) -> Part | None:
    body = body_schema(operation)
    sent = several_in(draft, body) if body is not None else None
    if body is not None and sent is None and role == "bulk-merge":
        among = keys_among(body, draft.word)
        sent = Sent(among, keys=True) if among is not None else None
    if body is None or sent is None or not _fits(draft, body, sent, role):
        return None
    answer = answer_schema(operation)
    listed = draft.listed(answer) if answer is not None else None
    reason = f"several '{draft.word}' are {_DONE[role]}"
    return Part(operation, role, reason, draft.parents, body=sent.steps, answer=listed, keys=sent.keys)


def _fits(draft: Draft, body: Schema, sent: Sent, role: Role) -> bool:
    """Whether a body has what the role needs: the records' keys, or more than them."""
    if sent.keys:
        return role == "bulk-delete" or (role == "bulk-merge" and len(members_of(body).schemas) > 1)
    if role in ("bulk", "fill"):
        return True
    found = schema_at(body, sent.steps)
    items = items_of(found) if found is not None else None
    key = key_of(draft.asked, draft.schema).steps
    return key is not None and items is not None and schema_at(items, key) is not None
