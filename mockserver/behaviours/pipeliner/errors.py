"""In which words does Pipeliner tell what is wrong?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote
from uuid import NAMESPACE_URL, uuid5

from mockserver.behaviours.pipeliner.entities import ENTITIES, Entity, Relation
from mockserver.model import Refusal, Response, Violation

_ENTITY_PATH = re.compile(r"/spaces/[^/]+/entities/([^/]+)")
_NAMES = {
    401: "ERROR_UNAUTHORIZED",
    405: "ERROR_METHOD_NOT_ALLOWED",
    406: "ERROR_NOT_ACCEPTABLE",
    413: "ERROR_CONTENT_TOO_LARGE",
    415: "ERROR_UNSUPPORTED_MEDIA_TYPE",
}
_UNROUTED = (
    "The requested URL was not found on the server. "
    "If you entered the URL manually please check your spelling and try again."
)


@dataclass(frozen=True, slots=True)
class Failure:
    """An error object of Pipeliner: the whole answer, or what stands in the place of one record's id."""

    body: dict[str, Any]

    def response(self, headers: Iterable[tuple[str, str]] = ()) -> Response:
        return Response.json(self.body["http_status"], self.body, headers)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One rule that a record breaks; `field` is empty where the error is the record's and no field's."""

    code: int
    name: str
    message: str
    field: str = ""


def pipeliner_error(refusal: Refusal) -> Response:
    """Every refusal before a handler: the short form, or the framework's own for an address that is not served."""
    first = refusal.violations[0]
    if first.location[0] == "path" and first.keyword == "route":
        return _unrouted(refusal.request.path)
    if first.location[0] == "path":
        return not_found("Record", str(first.value)).response()
    if first.keyword == "security":
        return _http_failure(401, first.message).response((("WWW-Authenticate", 'Basic realm="restapi"'),))
    if refusal.status not in (400, 422):
        return _http_failure(refusal.status, first.message).response()
    return parameter_invalid(refusal.violations).response()


def parameter_invalid(violations: Iterable[Violation]) -> Failure:
    """A value of the wrong type or format, or a body that cannot be read."""
    return invalid("; ".join(_told(violation) for violation in list(violations)[:10]))


def invalid(message: str) -> Failure:
    return _short(400, 117, "ERROR_PARAMETER_INVALID", message)


def not_found(entity_name: str, record_id: str) -> Failure:
    return _short(404, 2004, "ERROR_ENTITY_NOT_FOUND", f"{entity_name} {record_id[:100]} was not found.")


def breaks_rules(entity: Entity, record_id: str, leaves: Iterable[Leaf]) -> Failure:
    """The long form: every rule that a record breaks, those of one field together."""
    leaves = tuple(leaves)
    by_field: dict[str, list[dict[str, Any]]] = {}
    for leaf in leaves:
        if leaf.field:
            by_field.setdefault(leaf.field, []).append(_leaf(leaf) | _field(entity, leaf.field))
    return Failure(
        {
            "code": 40000,
            "name": "ERROR_ENTITY_VALIDATION",
            "message": "".join(f"\n{leaf.message}" for leaf in leaves),
            "entity_id": record_id,
            "entity_name": entity.name,
            "entity_errors": [_leaf(leaf) for leaf in leaves if not leaf.field],
            "field_errors": [
                {**_field(entity, name), "name": "ERROR_FIELD_VALIDATION", "code": 40002, "errors": errors}
                for name, errors in by_field.items()
            ],
            "step_checklist_errors": [],
            "entity_index": None,
            "http_status": 422,
            "success": False,
        }
    )


def missing(entity: Entity, record_id: str, key: str) -> tuple[Leaf, ...]:
    """A required value that is not there; a relation is missed under its own name and under that of its id."""
    if all(relation.key != key for relation in entity.relations):
        return (Leaf(119, "ERROR_PARAMETER_MISSING", f"Non-null field '{key}' is null or empty."),)
    return tuple(
        Leaf(
            119,
            "ERROR_PARAMETER_MISSING",
            # the quote that is never opened is the vendor's
            f"Non-null field '{entity.name}'[{record_id}].{name}' is null or empty.",
            key,
        )
        for name in (key.removesuffix("_id"), key)
    )


def unknown_relation(entity: Entity, relation: Relation, value: str) -> Leaf:
    message = f"{_related(entity, relation, value)} doesn't exist!"
    return Leaf(120, "ERROR_RELATIONS_DOESNT_EXIST", message, relation.key)


def deleted_relation(entity: Entity, relation: Relation, value: str) -> Leaf:
    message = f"{_related(entity, relation, value)} is deleted!"
    return Leaf(121, "ERROR_RELATIONS_DELETED", message, relation.key)


def fixed(key: str) -> Leaf:
    return Leaf(117, "ERROR_PARAMETER_INVALID", f"[{key}] can not be changed any more.", key)


def protected() -> Leaf:
    return Leaf(122, "ERROR_DELETE_PROTECTED", "The record is protected against delete.")


def _unrouted(path: str) -> Response:
    found = _ENTITY_PATH.search(path)
    kind = unquote(found[1]) if found else ""
    if kind and kind not in ENTITIES:
        return _short(404, 2006, "ERROR_UNKNOWN_TYPE", f"cannot determine entity type from {kind[:100]}").response()
    return Response.json(404, {"status": 404, "message": _UNROUTED, "errorcode": None, "traceback": None})


def _http_failure(status: int, message: str) -> Failure:
    return _short(status, status, _NAMES.get(status, "ERROR_REQUEST_REFUSED"), message)


def _short(status: int, code: int, name: str, message: str) -> Failure:
    return Failure({"code": code, "name": name, "message": message, "http_status": status, "success": False})


def _told(violation: Violation) -> str:
    where = [str(step) for step in violation.location]
    if where and where[0] in ("body", "query"):
        where = where[1:]
    if violation.keyword == "parse" or (violation.keyword == "required" and violation.location == ("body",)):
        return "Missing or invalid JSON data."
    return f"[{'.'.join(where)}] {violation.message}" if where else violation.message


def _related(entity: Entity, relation: Relation, value: str) -> str:
    return f"[{relation.key}] Relation {entity.name}.{relation.key}={value[:100]} to {relation.target}"


def _leaf(leaf: Leaf) -> dict[str, Any]:
    return {"code": leaf.code, "name": leaf.name, "message": leaf.message}


def _field(entity: Entity, name: str) -> dict[str, Any]:
    return {"field_id": str(uuid5(NAMESPACE_URL, f"{entity.name}.{name}")), "field_name": name}
