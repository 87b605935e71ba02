"""What do the procedures of a collection do to its records, and where do they say to which?"""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.behaviours.resources.inferring.drafts import Draft
from mockserver.behaviours.resources.inferring.envelopes import is_bare, is_record, record_steps, schema_at
from mockserver.behaviours.resources.inferring.keys import Asked, key_of
from mockserver.behaviours.resources.inferring.procedures import Procedure
from mockserver.behaviours.resources.inferring.several import bulk_at
from mockserver.behaviours.resources.resource import Role, Steps
from mockserver.behaviours.resources.shapes import (
    alike,
    answer_schema,
    body_schema,
    identity,
    items_of,
    kind_of,
    members_of,
)
from mockserver.behaviours.resources.wording import singular_words, words
from mockserver.model import Operation, Schema

_IDS = ("id", "uuid", "guid", "key", "name", "slug", "code", "number", "sid")
_SCALARS = ("string", "integer", "number", "")
_ROLES: dict[str, Role] = {"update": "merge", "replace": "replace", "delete": "delete", "other": "action"}

Where = tuple[str, ...]
"""Where a request has the key: `query` or `body`, and the name there; empty: in its path."""


def add_called(draft: Draft) -> None:
    """Add to a collection what its procedures do."""
    direct = {part.role for part in draft.parts}
    known = {part.operation for part in draft.parts}
    calls = [procedure for procedure in draft.calls if procedure.operation not in known]
    for procedure in calls:
        if procedure.kind in ("list", "read"):
            _add_read(draft, procedure, direct)
    for procedure in calls:
        if procedure.kind == "create":
            _add_create(draft, procedure)
        elif procedure.kind == "clear":
            _add_clear(draft, procedure)
        elif procedure.kind in _ROLES and (procedure.kind != "other" or draft.item is None):
            _add_change(draft, procedure)


def _add_read(draft: Draft, procedure: Procedure, direct: set[Role]) -> None:
    """A list, where the answer has one of records; else a read, where the request says which record it wants."""
    operation = procedure.operation
    schema = answer_schema(operation)
    listed = draft.listed(schema) if schema is not None and not procedure.inside else None
    if schema is not None and listed is not None:
        found = schema_at(schema, listed)
        items = items_of(found) if found is not None else None
        if items is not None and ("list" not in direct or identity(items) == draft.known):
            draft.add(operation, "list", f"'{procedure.verb}' lists '{draft.word}'", answer=listed)
        return
    shown = draft.record(schema) if schema is not None else None
    where = _where(draft, procedure)
    if shown is None or where is None or procedure.kind == "list":
        return
    found = schema_at(schema, shown) if schema is not None else None
    if found is not None and ("read" not in direct or identity(found) == draft.known):
        draft.add(operation, "read", _reason(draft, procedure, where), answer=shown, key=where)


def _add_create(draft: Draft, procedure: Procedure) -> None:
    operation = procedure.operation
    schema, answer = body_schema(operation), answer_schema(operation)
    sent = draft.record(schema) if schema is not None else ()
    if sent is None:
        return
    shown = draft.record(answer) if answer is not None else None
    if answer is not None and shown is not None and not _is_answer_of(draft, answer, shown):
        return
    member = into(draft, schema, sent) or ""
    reason = f"'{procedure.verb}' makes one of '{draft.word}'"
    draft.add(operation, "create", reason, body=sent, answer=shown, into=member)


def _add_clear(draft: Draft, procedure: Procedure) -> None:
    """What deletes all records, or those of which it is sent the keys."""
    operation = procedure.operation
    several = bulk_at(draft, operation, "delete")
    if several is not None:
        draft.parts.append(several)
    elif operation.body is None or "all" in words(procedure.verb):
        draft.add(operation, "clear", f"'{procedure.verb}' is done to '{draft.word}' as a whole")


def _is_answer_of(draft: Draft, answer: Schema, shown: Steps) -> bool:
    """Whether an answer may be that to the making of a record: it has one, or says nothing."""
    found = schema_at(answer, shown)
    return found is None or draft.schema is None or is_bare(found) or alike(found, draft.schema)


def _add_change(draft: Draft, procedure: Procedure) -> None:
    operation, role = procedure.operation, _ROLES[procedure.kind]
    where = _where(draft, procedure)
    if where is None:
        return
    sent: Steps | None = ()
    member: str | None = ""
    schema = body_schema(operation)
    if role in ("merge", "replace"):
        sent = _sent(draft, schema, where[1] if where[:1] == ("body",) else "") if schema is not None else None
        member = into(draft, schema, sent)
    if sent is None or member is None:
        return
    answer = answer_schema(operation)
    shown = draft.record(answer) if answer is not None else None
    inside = schema_at(answer, shown) if answer is not None and shown is not None else None
    if role in ("action", "delete") and (inside is None or identity(inside) != draft.known):
        shown = None
    reason = _reason(draft, procedure, where)
    draft.add(operation, role, reason, body=sent, answer=shown, key=where, verb=procedure.verb, into=member)


def _sent(draft: Draft, schema: Schema, key: str) -> Steps | None:
    """Where in a body the record stands, beside the key: in the only other member where that is alike."""
    if not is_record(schema):
        return None
    others = {name: member for name, member in members_of(schema).schemas.items() if name != key}
    if key and len(others) == 1:
        (name, member), *_ = others.items()
        if kind_of(member) == "object" and draft.schema is not None and alike(member, draft.schema):
            return (name,)
    return record_steps(schema, draft.word, draft.known)


def into(draft: Draft, body: Schema | None, sent: Steps | None) -> str | None:
    """The one member of a record that a body is; empty where it is a record; None where it is neither."""
    found = schema_at(body, sent) if body is not None and sent is not None else None
    if found is None or draft.schema is None or alike(found, draft.schema):
        return ""
    for name, member in members_of(draft.schema).schemas.items():
        if is_record(member) and members_of(member).schemas and alike(found, member):
            return name
    return None


def _reason(draft: Draft, procedure: Procedure, where: Where) -> str:
    said = f"the {where[0]} names by '{where[1]}'" if where else "the path names"
    return f"'{procedure.verb}' is done to one of '{draft.word}', which {said}"


def key_parameter(draft: Draft) -> str | None:
    """What the procedures call the key of a record; None where they never say which record they mean."""
    for kinds in (("read",), ("delete", "update", "replace")):
        for procedure in draft.calls:
            where = _where(draft, procedure) if procedure.kind in kinds else None
            if where is not None:
                return where[1] if where else _last_parameter(procedure.operation)
    return None


def _last_parameter(operation: Operation) -> str:
    return operation.path.rpartition("{")[2].partition("}")[0]


def _where(draft: Draft, procedure: Procedure) -> Where | None:
    """Where a request says which record it means: in what is called as one is, or as its key is."""
    if procedure.inside:
        return ()
    named = _names_of_one(draft)
    candidates = [(_rank(words(where[1]), named, draft), where) for where in _scalars(procedure.operation)]
    best = min((found for found in candidates if found[0] is not None), default=None, key=lambda found: found[0] or 0)
    return best[1] if best is not None else None


def _rank(said: tuple[str, ...], named: tuple[tuple[str, ...], ...], draft: Draft) -> int | None:
    """How well a name fits the key of a record, the best 0; None where it does not."""
    for index, last in enumerate(_IDS[:3]):
        if said == (last,) or any(said == (*name, last) for name in named):
            return index
    if said in named:
        return 3
    for index, last in enumerate(_IDS[3:]):
        if any(said == (*name, last) for name in named):
            return 4 + index
    if len(said) == 1 and said[0] in _IDS[3:] and draft.schema is not None:
        steps = key_of(Asked(said[-1], draft.word), draft.schema).steps
        own = any(words(name) == ("id",) for name in members_of(draft.schema).schemas)
        return 20 if steps is not None and words(steps[-1]) == said and not own else None
    return None


def _names_of_one(draft: Draft) -> tuple[tuple[str, ...], ...]:
    """What one of the records is called: in the path, and in the answers that show it."""
    found = [singular_words(draft.word), singular_words(draft.word)[-1:]]
    for procedure in draft.calls:
        schema = answer_schema(procedure.operation) if procedure.kind != "other" else None
        for steps in (draft.record(schema), draft.listed(schema)) if schema is not None else ():
            inside = schema_at(schema, steps) if steps and schema is not None else None
            items = items_of(inside) if inside is not None and kind_of(inside) == "array" else inside
            if steps and items is not None and identity(items) == draft.known:
                found.append(singular_words(steps[-1]))
    return tuple(dict.fromkeys(name for name in found if name))


def _scalars(operation: Operation) -> Iterator[Where]:
    """The plain values of a request by which a record may be meant."""
    for parameter in operation.parameters:
        if parameter.place == "query" and (parameter.schema is None or kind_of(parameter.schema) in _SCALARS):
            yield "query", parameter.name
    body = body_schema(operation)
    if body is not None and is_record(body):
        for name, member in members_of(body).schemas.items():
            if kind_of(member) in _SCALARS:
                yield "body", name
