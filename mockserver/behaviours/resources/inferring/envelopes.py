"""Where in a body does the record, or the list of records, stand?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mockserver.behaviours.resources.inferring.keys import Asked, is_called
from mockserver.behaviours.resources.resource import Steps
from mockserver.behaviours.resources.shapes import identity, items_of, kind_of, members_of
from mockserver.behaviours.resources.wording import singular, singular_words, words
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
_KEYS = {"identifiers", "ids", "keys", "names"}
_SINGLES = {"data", "result", "item", "record", "entity", "payload", "response", "resource", "object", "value"}
_ABOUT = {"meta", "metadata", "attributes", "info", "details", "body", "content"}
"""What may be about a record as well as the record itself."""

_IDENTITIES = {"id", "uuid", "guid", "key", "name", "slug", "sid"}
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
    if known and identity(schema) == known:
        return None
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


def list_by_key(schema: Schema, asked: Asked) -> Steps | None:
    """The way to the one list in an answer, where what a path names records by stands in its items, not beside them."""
    found = [each for each in _candidates(schema, asked.word, "") if each.score >= 0]
    named = len(found) == 1 and is_called(asked, found[0].items) and not is_called(asked, schema)
    return found[0].steps if named else None


def key_steps(schema: Schema, word: str) -> Steps | None:
    """The way to the list of the keys of records in an answer that has no more of them; None where it has none."""
    if kind_of(schema) == "array":
        return () if _are_keys(schema) else None
    members = members_of(schema).schemas
    found = [name for name, member in members.items() if kind_of(member) == "array" and _are_keys(member)]
    named = [
        name for name in found if _plain(name) in _LISTS | _KEYS or is_called_so(name, word) or _of_keys(name, word)
    ]
    return (named[0],) if len(found) == len(named) == 1 and all(_beside(n) for n in members if n != named[0]) else None


def keys_among(schema: Schema, word: str) -> Steps | None:
    """The way to the one list of the keys of records in a body that has more beside it; None where it has none."""
    members = members_of(schema).schemas
    found = [name for name, member in members.items() if kind_of(member) == "array" and _are_keys(member)]
    named = [name for name in found if _plain(name) in _KEYS or _of_keys(name, word)]
    return (named[0],) if len(named) == 1 else None


def _of_keys(name: str, word: str) -> bool:
    """Whether a member is named after the keys of a collection's records, such as `user_ids`."""
    return singular_words(name)[:-1] == singular_words(word) and words(name)[-1] in _KEYS


def is_bare(schema: Schema) -> bool:
    """Whether an answer says only that all went well, and of what."""
    return is_record(schema) and all(_beside(name) or words(name)[-1] == "id" for name in members_of(schema).schemas)


def _are_keys(schema: Schema) -> bool:
    """Whether the items of an array are texts, or lists of texts, which are the parts of one."""
    items = items_of(schema)
    if items is not None and kind_of(items) == "array":
        items = items_of(items)
    return items is not None and kind_of(items) in ("string", "integer")


def is_record(schema: Schema) -> bool:
    """Whether a schema is one of objects, or says nothing at all."""
    kind = kind_of(schema)
    return kind == "object" or (not kind and bool(members_of(schema).schemas or not schema.resolved().node))


def _candidates(schema: Schema, word: str, known: str) -> Iterator[_Candidate]:
    for name, member in members_of(schema).schemas.items():
        items = items_of(member) if kind_of(member) == "array" else None
        if items is not None and is_record(items):
            yield _Candidate((name,), items, _score(name, word) + (8 if known and identity(items) == known else 0))
        elif items is None and kind_of(member) in ("object", ""):
            for inner, child in members_of(member).schemas.items():
                items = items_of(child) if kind_of(child) == "array" else None
                held = _plain(name) in _HOLDERS or is_called_so(name, word) or is_called_so(inner, word)
                if held and items is not None and is_record(items):
                    bonus = 8 if known and identity(items) == known else 0
                    yield _Candidate((name, inner), items, max(_score(inner, word), 4) - 1 + bonus)


def _score(name: str, word: str) -> int:
    if is_called_so(name, word):
        return 6 if singular_words(name) == singular_words(word) else 5
    if _plain(name) in _NO_LISTS:
        return -10
    return 5 if _plain(name) in _LISTS else 0


def is_called_so(name: str, word: str) -> bool:
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
        if len(same) == 1 and (
            is_called_so(same[0], word) or all(_beside(name) for name in members if name not in same)
        ):
            return (same[0],)
    objects = [name for name, member in members.items() if kind_of(member) == "object"]
    named = [name for name in objects if _plain(name) in _SINGLES or is_called_so(name, word)]
    if not named and len(objects) == 1 and _plain(objects[0]) in _ABOUT and _is_told_in(objects[0], members):
        named = objects
    if len(named) == 1 and all(_beside(name) for name in members if name not in named):
        return (named[0],)
    return ()


def _is_told_in(name: str, members: Mapping[str, Schema]) -> bool:
    """Whether a member, and nothing beside it, has what tells one record from another."""
    inside = members_of(members[name]).schemas
    return bool(_IDENTITIES & inside.keys()) and not _IDENTITIES & members.keys()


def schema_at(schema: Schema, steps: Steps) -> Schema | None:
    """The schema of the member that the steps lead to."""
    for step in steps:
        found: Mapping[str, Schema] = members_of(schema).schemas
        if step not in found:
            return None
        schema = found[step]
    return schema
