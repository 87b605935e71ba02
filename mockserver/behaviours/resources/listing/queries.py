"""What do the query parameters of a list ask for?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mockserver.behaviours import Call
from mockserver.behaviours.resources.shapes import body_schema, kind_of, members_of
from mockserver.behaviours.resources.wording import singular, words
from mockserver.model import ABSENT, Operation, Schema

Asks = Literal["size", "number", "offset", "after", "before", "sort", "direction", "search", "filter"]

_SIZES = {
    "limit", "per page", "page size", "pagesize", "size", "max results", "maxresults", "top", "rows", "max", "take",
    "page limit", "items per page", "results per page", "count", "max keys", "page count", "first", "perpage", "num",
    "max items", "page per", "max page size", "batch size", "n",
}  # fmt: skip
_NUMBERS = {"page", "page number", "pagenumber", "page no", "page num", "page index", "p", "current page"}
_OFFSETS = {"offset", "skip", "start", "start index", "start at", "from", "page offset", "startindex", "first result"}
_AFTERS = {
    "cursor", "after", "starting after", "page token", "pagetoken", "next token", "continuation token", "marker",
    "next", "next cursor", "page cursor", "page after", "start after", "continue", "last id", "since id", "token",
    "next page token", "start cursor", "after id", "starting token", "last key", "exclusive start key",
}  # fmt: skip
_BEFORES = {"before", "ending before", "page before", "before id", "end cursor", "previous cursor"}
_SORTS = {"sort", "sort by", "order by", "orderby", "ordering", "sortby", "sort field", "order"}
_DIRECTIONS = {"direction", "order", "sort order", "sort direction", "sort dir", "dir", "sortorder", "order dir", "asc"}
_SEARCHES = {"q", "query", "search", "keyword", "keywords", "term", "search term", "text", "s", "searchterm", "filter"}
_COMPARISONS = {
    "gt": "gt", "gte": "gte", "lt": "lt", "lte": "lte", "ne": "ne", "min": "gte", "max": "lte", "after": "gte",
    "before": "lte", "from": "gte", "to": "lte", "since": "gte", "until": "lte", "start": "gte", "end": "lte",
    "contains": "contains", "like": "contains", "in": "eq", "eq": "eq", "not": "ne", "prefix": "prefix",
    "startswith": "prefix",
}  # fmt: skip
_ASIDE = {
    "fields", "expand", "include", "embed", "select", "format", "pretty", "locale", "lang", "language", "timeout",
    "view", "api version", "version", "callback", "token", "access token", "api key", "key", "watch", "dry run",
}  # fmt: skip
"""What is asked for beside the records themselves."""


@dataclass(frozen=True, slots=True)
class Query:
    """A parameter, or a member of one, and what it asks for; of a filter the member's steps and the comparison."""

    name: str
    member: str
    asks: Asks
    schema: Schema | None
    steps: tuple[str, ...] = ()
    comparison: str = "eq"

    @property
    def written(self) -> str:
        """How it is called in an address."""
        return f"{self.name}[{self.member}]" if self.member else self.name

    def given(self, query: Mapping[str, Any]) -> Any:
        """What a client gave, or ABSENT."""
        found = query.get(self.name, ABSENT)
        if not self.member:
            return found
        return found.get(self.member, ABSENT) if isinstance(found, Mapping) else ABSENT

    def stated(self, keyword: str) -> Any:
        """What the schema says under a keyword, such as `default`."""
        node = self.schema.resolved().node if self.schema is not None else None
        return node.get(keyword) if isinstance(node, Mapping) else None


def queries_of(operation: Operation, record: Schema | None) -> tuple[Query, ...]:
    """What the parameters of a list mean, and the members of a body that is posted to it, for records of a schema."""
    known = dict(_paths(record)) if record is not None else {}
    found = {parameter.name: parameter.schema for parameter in operation.parameters if parameter.place == "query"}
    body = body_schema(operation) if operation.method == "POST" else None
    found.update(members_of(body).schemas if body is not None else {})
    return tuple(query for name, schema in found.items() for query in _queries(name, schema, known))


def values_of(call: Call) -> Mapping[str, Any]:
    """What a request to a list asks for: in its query, and in a body that is posted."""
    body = call.values.body
    return {**call.values.query, **body} if isinstance(body, Mapping) else call.values.query


def _queries(name: str, schema: Schema | None, known: Mapping[tuple[str, ...], tuple[str, ...]]) -> Iterator[Query]:
    if schema is not None and kind_of(schema) == "object":
        members = members_of(schema).schemas
        for member, child in members.items():
            yield from _meant(name, member, child, known)
        if not members and words(name) in known:
            yield Query(name, "", "filter", schema, known[words(name)])
        if words(name)[-1:] in (("filter",), ("filters",), ("where",)):
            for inner, steps in known.items():
                member = steps[-1]
                if member not in members:
                    yield Query(name, member, "filter", None, known[inner])
        return
    yield from _meant(name, "", schema, known)


def _meant(
    name: str, member: str, schema: Schema | None, known: Mapping[tuple[str, ...], tuple[str, ...]]
) -> Iterator[Query]:
    said = words(f"{name} {member}")
    text = " ".join(said)
    kind = kind_of(schema) if schema is not None else ""
    stripped = said[1:] if said[:1] in (("filter",), ("filters",), ("where",)) and len(said) > 1 else said
    if stripped in known and text not in _SORTS | _NUMBERS | _SIZES:
        yield Query(name, member, "filter", schema, known[stripped])
        return
    one = (*stripped[:-1], singular(stripped[-1])) if stripped else ()
    if one != stripped and one in known and text not in _SORTS | _NUMBERS | _SIZES:
        yield Query(name, member, "filter", schema, known[one], "among")
        return
    asks = _asks(text, kind)
    if asks is not None:
        yield Query(name, member, asks, schema)
        return
    compared = _compared(stripped, known)
    if compared is not None and text not in _ASIDE:
        yield Query(name, member, "filter", schema, *compared)


def _asks(text: str, kind: str) -> Asks | None:
    number = kind in ("integer", "number", "")
    if text in _DIRECTIONS - _SORTS:
        return "direction"
    meanings: tuple[tuple[set[str], Asks, bool], ...] = (
        (_SIZES, "size", number or kind == "string"),
        (_NUMBERS, "number", number),
        (_OFFSETS, "offset", number),
        (_AFTERS | {"page"}, "after", True),
        (_BEFORES, "before", True),
        (_SORTS, "sort", True),
        (_SEARCHES, "search", kind in ("string", "")),
    )
    return next((asks for names, asks, fits in meanings if text in names and fits), None)


def _compared(
    said: tuple[str, ...], known: Mapping[tuple[str, ...], tuple[str, ...]]
) -> tuple[tuple[str, ...], str] | None:
    """The member that a parameter such as `created_after` or `min_price` compares, and how."""
    if len(said) < 2:
        return None
    for word, rest in ((said[-1], said[:-1]), (said[0], said[1:])):
        if word not in _COMPARISONS:
            continue
        for wanted in (rest, (*rest, "at"), (*rest, "date"), (*rest, "time")):
            if wanted in known:
                return known[wanted], _COMPARISONS[word]
    return None


def _paths(record: Schema) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The words of each scalar member of a record, with the steps that lead to it; the outer ones win."""
    members = members_of(record).schemas
    for name, member in members.items():
        if kind_of(member) == "object":
            for inner, child in members_of(member).schemas.items():
                if kind_of(child) not in ("object", "array"):
                    if name in ("attributes", "properties", "fields", "metadata"):
                        yield words(inner), (name, inner)
                    yield words(f"{name} {inner}"), (name, inner)
    for name, member in members.items():
        if kind_of(member) != "object":
            yield words(name), (name,)
