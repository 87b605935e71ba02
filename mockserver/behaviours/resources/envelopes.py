"""Where in a body does the record, or the list of records, stand?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mockserver.behaviours.resources.resource import Steps
from mockserver.behaviours.resources.shapes import identity, items_of, kind_of, members_of
from mockserver.behaviours.resources.wording import singular, words
from mockserver.model import Schema

_LISTS = {
    "data", "items", "results", "result", "records", "entries", "values", "value", "list", "content", "rows",
    "elements", "resources", "resource", "documents", "docs", "hits", "objects", "members", "nodes", "collection",
}  # fmt: skip
_NO_LISTS = {
    "errors",
    "error",
    "warnings",
    "included",
    "links",
    "messages",
    "facets",
    "sort",
    "notices",
    "aggregations",
}
_SINGLES = {"data", "result", "item", "record", "entity", "payload", "response", "resource", "object", "value"}
_BESIDE = {
    "total", "count", "size", "page", "pages", "per", "limit", "offset", "next", "prev", "previous", "first", "last",
    "links", "link", "meta", "metadata", "pagination", "paging", "cursor", "cursors", "token", "more", "has", "success",
    "ok", "status", "message", "messages", "error", "errors", "warnings", "code", "included", "jsonapi", "url", "uri",
    "self", "start", "end", "marker", "truncated", "request", "trace", "timestamp", "kind", "version", "number", "type",
    "results", "records", "items", "remaining", "skip", "order", "sort", "query", "filter", "response", "incomplete",
    "object", "group", "id", "etag", "info", "href", "api", "and", "of", "is", "empty", "in", "to", "subresource",
    "uris", "embedded", "max", "current", "by", "at", "the", "complete", "key", "continuation",
}  # fmt: skip
"""The words that name what an envelope has beside the records."""

_TELLING = 5
"""Up to which score what else stands in an answer decides whether it is an envelope."""

_HOLDERS = {"data", "result", "results", "response", "embedded", "payload", "page", "list", "hits", "collection"}


@dataclass(frozen=True, slots=True)
class _Candidate:
    steps: Steps
    items: Schema
    score: int


def list_steps(schema: Schema, word: str, known: str = "") -> Steps | None:
    """The way to the list of records in an answer; None where it has none, or it cannot be told which.

    `word` names the collection; `known` is the identity of a record's schema, where it is known.
    """
    if kind_of(schema) == "array":
        items = items_of(schema)
        return () if items is not None and is_record(items) else None
    found = sorted(_candidates(schema, word, known), key=lambda candidate: -candidate.score)
    if not found or found[0].score < 0:
        return None
    best = found[0]
    others = [name for name in members_of(schema).schemas if name not in best.steps]
    strange = [name for name in others if not _beside(name)]
    alone = len(found) == 1 or found[1].score < best.score
    if alone and (best.score > _TELLING or (best.score > 3 and 2 * len(strange) <= len(others))):
        return best.steps
    return best.steps if len(found) == 1 and not strange else None


def is_record(schema: Schema) -> bool:
    """Whether a schema is one of objects, or says nothing at all."""
    kind = kind_of(schema)
    return kind == "object" or (not kind and bool(members_of(schema).schemas or not schema.resolved().node))


def _candidates(schema: Schema, word: str, known: str) -> Iterator[_Candidate]:
    for name, member in members_of(schema).schemas.items():
        items = items_of(member) if kind_of(member) == "array" else None
        if items is not None and is_record(items):
            yield _Candidate((name,), items, _score(name, word) + (8 if known and identity(items) == known else 0))
        elif items is None and _plain(name) in _HOLDERS and kind_of(member) in ("object", ""):
            for inner, child in members_of(member).schemas.items():
                items = items_of(child) if kind_of(child) == "array" else None
                if items is not None and is_record(items):
                    bonus = 8 if known and identity(items) == known else 0
                    yield _Candidate((name, inner), items, max(_score(inner, word), 4) - 1 + bonus)


def _score(name: str, word: str) -> int:
    if _same(name, word):
        return 6
    if _plain(name) in _NO_LISTS:
        return -10
    return 5 if _plain(name) in _LISTS else 0


def _same(name: str, word: str) -> bool:
    """Whether a member is named as a collection is, or as its last word."""
    named, wanted = tuple(map(singular, words(name))), tuple(map(singular, words(word)))
    return bool(named) and (named == wanted or named[-1:] == wanted[-1:] or wanted == named[-len(wanted) :])


def _plain(name: str) -> str:
    return "_".join(words(name))


def _beside(name: str) -> bool:
    return all(part in _BESIDE or part.isdigit() for part in words(name))


def record_steps(schema: Schema, word: str, known: str = "") -> Steps | None:
    """The way to the one record in a body; None where it is no object."""
    if not is_record(schema):
        return None
    if known and identity(schema) == known:
        return ()
    members = members_of(schema).schemas
    if known:
        same = [name for name, member in members.items() if identity(member) == known]
        if len(same) == 1 and (_same(same[0], word) or all(_beside(name) for name in members if name not in same)):
            return (same[0],)
    objects = [name for name, member in members.items() if kind_of(member) == "object"]
    named = [name for name in objects if _plain(name) in _SINGLES or _same(name, word)]
    if len(named) == 1 and all(_beside(name) for name in members if name not in named):
        return (named[0],)
    return ()


def schema_at(schema: Schema, steps: Steps) -> Schema | None:
    """The schema of the member that the steps lead to."""
    for step in steps:
        found: Mapping[str, Schema] = members_of(schema).schemas
        if step not in found:
            return None
        schema = found[step]
    return schema
