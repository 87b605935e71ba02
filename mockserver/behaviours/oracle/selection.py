"""Which rows does a query select, in which order, and which page of them?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mockserver.behaviours.oracle.conditions import Condition, QueryError, by_example, compared, row_match, typed
from mockserver.behaviours.oracle.errors import Failure, attribute_problem, failure
from mockserver.behaviours.oracle.resources import MESSAGES, PHONE_CALLS, Record, Resource

PAGE_SIZE = 25
MAX_PAGE_SIZE = 499
FIRST_WITH_ROW_MATCH = 2

Query = Mapping[str, Any]
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the rows; `total` counts all of them if that was asked for."""

    records: Sequence[Record]
    has_more: bool
    limit: int
    offset: int
    total: int | None = None

    @classmethod
    def whole(cls, records: Sequence[Record]) -> Page:
        return cls(records, has_more=False, limit=max(PAGE_SIZE, len(records)), offset=0)


def first_page(records: Sequence[Record]) -> Page:
    """The page that a query gets which asks for none."""
    return _page(records, limit=PAGE_SIZE, offset=0)


def selected(records: Sequence[Record], resource: Resource, query: Query, version: int) -> Page | Failure:
    """The page of rows that the parameters of a collection ask for."""
    try:
        conditions = _conditions(resource, query, version)
        order = [_ordering(resource, text) for text in query.get("orderBy", "").split(",") if text]
    except QueryError as error:
        return failure(400, str(error))
    found = [record for record in records if all(condition(record) for condition in conditions)]
    for name, descending in reversed(order):
        found.sort(key=_sort_key(name), reverse=descending)
    page = _page(found, limit=_number(query, "limit", PAGE_SIZE, least=1), offset=_number(query, "offset", 0, least=0))
    return replace(page, total=len(found)) if query.get("totalResults") else page


def fields_of(resource: Resource, query: Query) -> Fields | Failure | None:
    """The attributes to be shown by resource, the row's own under an empty name; None if the query does not say."""
    if "fields" not in query:
        return None
    fields: dict[str, Sequence[str]] = {}
    for part in query["fields"].split(";"):
        child, colon, names = part.rpartition(":")
        child = child.strip()
        owner = resource if not colon else MESSAGES if resource is PHONE_CALLS and child == MESSAGES.name else None
        if owner is None:
            return failure(400, f"URL request parameter fields names {child}, which is no child of this resource.")
        fields[child] = [name.strip() for name in names.split(",") if name.strip()]
        unknown = next((name for name in fields[child] if not _can_be_shown(owner, name)), None)
        if unknown is not None:
            return failure(400, _no_attribute("fields", unknown, owner))
    return fields


def supposed(resource: Resource, dependency: str, lengths: Mapping[str, int]) -> Record | Failure:
    """What a row would have in the attributes of `dependency`; `lengths` are the greatest of the texts."""
    values: Record = {}
    for part in dependency.split(","):
        name, _, text = part.partition("=")
        keyword = _unsupposable(resource, name, text, lengths)
        if name not in resource.types:
            return failure(400, _no_attribute("dependency", name, resource))
        if keyword is not None:
            return Failure(400, (attribute_problem(keyword, (name,), f"not {text[:40]}", resource.entity),))
        values[name] = typed(text, resource.types[name])
    return values


def _unsupposable(resource: Resource, name: str, text: str, lengths: Mapping[str, int]) -> str | None:
    """The keyword of a schema that a supposed value breaks."""
    if name not in resource.emptied():
        return "readOnly"
    if resource.types.get(name) == "boolean" and text.lower() not in ("true", "false"):
        return "type"
    return "maxLength" if len(text) > lengths.get(name, len(text)) else None


def _page(records: Sequence[Record], *, limit: int, offset: int) -> Page:
    """One page, of no more than the greatest size."""
    limit = min(limit, MAX_PAGE_SIZE)
    return Page(records[offset : offset + limit], has_more=offset + limit < len(records), limit=limit, offset=offset)


def _number(query: Query, name: str, default: int, *, least: int) -> int:
    """A parameter's number; its default where a request that is not validated gives no number."""
    value = query.get(name)
    return max(least, value) if isinstance(value, int) else default


def _conditions(resource: Resource, query: Query, version: int) -> list[Condition]:
    conditions: list[Condition] = []
    if "finder" in query:
        conditions.append(compared(resource.key, "=", query["finder"].rpartition("=")[2], resource.types))
    if query.get("q", "").strip():
        read = by_example if version < FIRST_WITH_ROW_MATCH else row_match
        conditions.append(read(query["q"], resource.types))
    return conditions


def _ordering(resource: Resource, text: str) -> tuple[str, bool]:
    name, _, direction = text.strip().partition(":")
    if name not in resource.types:
        raise QueryError(_no_attribute("orderBy", name, resource))
    return name, direction == "desc"


def _sort_key(name: str) -> Callable[[Record], tuple[bool, Any]]:
    """Nulls come after all else, and so before it where the order is turned round."""
    return lambda record: (record[name] is None, 0 if record[name] is None else record[name])


def _can_be_shown(resource: Resource, name: str) -> bool:
    return name in (*resource.types, resource.stream, "links") or (resource is PHONE_CALLS and name == MESSAGES.name)


def _no_attribute(parameter: str, name: str, resource: Resource) -> str:
    return f"URL request parameter {parameter} names {name}, which is no attribute of {resource.entity}."
