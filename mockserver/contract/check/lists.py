"""Does a list tell the truth: each record once, all that it says there are, and no more than was asked for?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.behaviours.resources import Part, Resource
from mockserver.behaviours.resources.listing.queries import Query, queries_of
from mockserver.behaviours.resources.wording import words
from mockserver.contract.check.cases import Exchange, Objection
from mockserver.contract.check.verdicts import is_example, value_of
from mockserver.media import parse_query
from mockserver.model import Blame, Response, SpecReference
from mockserver.pointers import is_number, value_at

_TOTALS = {"total", "total count", "total items", "total results", "total records", "total elements", "total size"}
_LINKS = {"next", "next page", "next link", "next cursor", "next token", "next page token", "cursor"}


@dataclass(frozen=True, slots=True)
class Listed:
    """The records on a page, the total that stands beside them, and how many were asked for.

    `complete`: there was room for more, and nothing says that there are others.
    """

    records: tuple[Any, ...]
    keys: tuple[Any, ...]
    total: int | None
    complete: bool
    size: int | None

    @property
    def whole(self) -> bool:
        """Whether there are no other records for sure."""
        return self.complete and self.total in (None, len(self.records))


def listed(resource: Resource, part: Part, exchange: Exchange) -> Listed | None:
    """What a list shows; None where it shows none."""
    body = value_of(exchange.response)
    try:
        records = value_at(body, part.answer or ())
    except (LookupError, TypeError):
        return None
    if not isinstance(records, list):
        return None
    queries = queries_of(part.operation, resource.schema)
    size = _size(queries, exchange)
    total, more = _told(body, part, exchange.response)
    paged = {query.asks for query in queries} & {"size", "number", "offset", "after", "before"}
    asked = {name for name, _ in parse_query(exchange.case.request.query)}
    first = not any(query.name in asked for query in queries if query.asks not in ("size", "sort", "direction"))
    complete = first and not more and (len(records) < size if size is not None else not paged)
    return Listed(tuple(records), tuple(key_in(resource, record) for record in records), total, complete, size)


def key_in(resource: Resource, record: Any) -> Any:
    """The key of a record; None where it shows none."""
    if resource.key is None or resource.key.steps is None:
        return None
    try:
        return value_at(record, resource.key.steps)
    except (LookupError, TypeError):
        return None


def size_query(resource: Resource, part: Part) -> Query | None:
    """The parameter of the query that says how many records there are to be on a page."""
    asked = {parameter.name for parameter in part.operation.parameters if parameter.place == "query"}
    queries = queries_of(part.operation, resource.schema)
    return next((query for query in queries if query.asks == "size" and query.name in asked), None)


def _size(queries: tuple[Query, ...], exchange: Exchange) -> int | None:
    query = next((query for query in queries if query.asks == "size"), None)
    if query is None or query.member:
        return None
    asked = next((text for name, text in parse_query(exchange.case.request.query) if name == query.name), "")
    return int(asked) if is_number(asked) and len(asked) < 10 else None


def _told(body: Any, part: Part, response: Response) -> tuple[int | None, bool]:
    """How many records there are in all, and whether there are others, as far as what stands beside them tells."""
    total, more = None, 'rel="next"' in (response.header("link") or "")
    header = next((response.header(name) for name in ("x-total-count", "x-total") if response.header(name)), "")
    total = int(header) if header and is_number(header) else None
    for holder in _holders(body, part):
        for name, value in holder.items():
            plain = " ".join(words(name))
            if plain in _TOTALS and isinstance(value, int) and not isinstance(value, bool):
                total = value
            more = more or (plain in _LINKS and bool(value)) or (plain in ("has more", "more") and value is True)
    return total, more


def next_cursor(response: Response, part: Part) -> str | None:
    """What an answer says of its next page: a cursor or an address; empty where it says that there is none."""
    told = [
        value
        for holder in _holders(value_of(response), part)
        for name, value in holder.items()
        if " ".join(words(name)) in _LINKS
    ]
    texts = [value for value in told if isinstance(value, str | int) and not isinstance(value, bool)]
    if texts:
        return str(texts[0])
    return "" if told and all(value is None for value in told) else None


def _holders(body: Any, part: Part) -> Iterator[Mapping[str, Any]]:
    """The objects around the list of records, and those directly in them, such as `meta`."""
    steps = part.answer or ()
    for depth in range(len(steps)):
        holder = value_at(body, steps[:depth])
        if isinstance(holder, dict):
            yield holder
            yield from (child for child in holder.values() if isinstance(child, dict))


def list_objections(resource: Resource, part: Part, exchange: Exchange, party: Blame) -> Iterator[Objection]:
    """What is to be said against a list in itself."""
    found = listed(resource, part, exchange) if exchange.succeeded else None
    spec = part.operation.response_for(exchange.response.status)
    if found is None or (spec is not None and is_example(spec, exchange.response)):
        return
    source = SpecReference(part.operation.source.file, part.operation.source.pointer)
    keys = [key for key in found.keys if key is not None]
    twice = next((key for key in keys if keys.count(key) > 1), None) if len(keys) <= 1_000 else None
    if twice is not None:
        yield Objection("duplicate-key", f"the list has the record {twice!r} more than once", party, source=source)
    shown = len(found.records)
    if found.total is not None and (found.total < shown or (found.complete and found.size and found.total > shown)):
        message = f"the list tells of {found.total} records, but shows {shown}"
        yield Objection("wrong-total", message, party, source=source)
    if found.size is not None and len(found.records) > found.size:
        message = f"the list has {len(found.records)} records, though only {found.size} were asked for"
        yield Objection("ignored-limit", message, party, source=source)
