"""Which records does a list show, and in which order?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mockserver.behaviours.resources.keeping.moments import moment_in
from mockserver.behaviours.resources.listing.queries import Query
from mockserver.model import ABSENT
from mockserver.pointers import value_at

Entry = tuple[str, Any]
"""A key and its record."""

_ANY = {"all", "any", "*"}
_WAYS = {"asc", "desc", "ascending", "descending"}


def selected(entries: Sequence[Entry], queries: Sequence[Query], query: Mapping[str, Any]) -> list[Entry]:
    """The entries that every filter and search lets through, sorted as is asked for."""
    found = list(entries)
    for asked in queries:
        given = asked.given(query)
        if given is ABSENT or given is None:
            continue
        if asked.asks == "filter" and not _is_any(asked, given):
            found = [entry for entry in found if _passes(member_at(entry[1], asked.steps), given, asked.comparison)]
        elif asked.asks == "search" and isinstance(given, str) and given:
            wanted = given.casefold()
            found = [entry for entry in found if _mentions(entry[1], wanted)]
    return _sorted(found, queries, query)


def narrows(queries: Sequence[Query], query: Mapping[str, Any]) -> bool:
    """Whether anything is asked for beyond a page."""
    return any(
        asked.asks in ("filter", "search", "sort", "direction") and asked.given(query) is not ABSENT
        for asked in queries
    )  # fmt: skip


def _is_any(asked: Query, given: Any) -> bool:
    return isinstance(given, str) and given.lower() in _ANY and asked.comparison == "eq"


def member_at(record: Any, steps: Sequence[str]) -> Any:
    """What a record has at some steps, or ABSENT."""
    try:
        return value_at(record, steps)
    except LookupError:
        return ABSENT


def _passes(value: Any, given: Any, comparison: str) -> bool:
    if isinstance(given, list):
        return any(_passes(value, one, comparison) for one in given) if given else True
    if isinstance(given, Mapping):
        return all(_passes(value, one, name if name in _COMPARE else "eq") for name, one in given.items())
    if isinstance(value, list):
        return any(_passes(one, given, comparison) for one in value)
    if isinstance(value, Mapping):
        return any(_passes(one, given, comparison) for one in value.values() if not isinstance(one, Mapping | list))
    if value is ABSENT:
        return comparison == "ne"
    left, right = (value, given) if comparison in ("contains", "prefix") else _alike(value, given)
    try:
        return _COMPARE[comparison](left, right)
    except TypeError:
        return False


_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, given: bool(value == given),
    "ne": lambda value, given: bool(value != given),
    "gt": lambda value, given: bool(value > given),
    "gte": lambda value, given: bool(value >= given),
    "lt": lambda value, given: bool(value < given),
    "lte": lambda value, given: bool(value <= given),
    "contains": lambda value, given: str(given).casefold() in str(value).casefold(),
    "among": lambda value, given: str(value) in str(given).split(","),
    "prefix": lambda value, given: str(value).startswith(str(given)),
}


_DATED = re.compile(r"\d{4}-\d\d-\d\d")


def _alike(value: Any, given: Any) -> tuple[Any, Any]:
    """Both in one type: times or numbers where both are, else texts."""
    if isinstance(given, str) and _DATED.match(given):
        moments = moment_in(value), moment_in(given)
        if None not in moments:
            return moments
    if type(value) is type(given):
        return value, given
    if isinstance(value, int | float) and isinstance(given, int | float):
        return value, given
    return _text(value), _text(given)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _mentions(value: Any, wanted: str) -> bool:
    """Whether a text stands anywhere in a record."""
    if isinstance(value, str):
        return wanted in value.casefold()
    if isinstance(value, Mapping):
        return any(_mentions(member, wanted) for member in value.values())
    if isinstance(value, list):
        return any(_mentions(item, wanted) for item in value)
    return False


def _sorted(entries: list[Entry], queries: Sequence[Query], query: Mapping[str, Any]) -> list[Entry]:
    """Sorted by what `sort` names: `name`, `-name`, `name desc`, `name:desc`, several behind commas."""
    fields: list[tuple[str, bool]] = []
    backwards = False
    for asked in queries:
        given = asked.given(query)
        texts = given if isinstance(given, list) else [given]
        if asked.asks == "sort":
            words = [text.strip() for one in texts if isinstance(one, str) for text in one.split(",") if text.strip()]
            backwards = backwards or any(word.lower() in ("desc", "descending") for word in words)
            fields += [_field(word) for word in words if word.lower() not in _WAYS]
        elif asked.asks == "direction":
            backwards = backwards or (isinstance(given, str) and given.lower().startswith(("desc", "-")))
    for name, descending in reversed(fields):
        entries.sort(key=lambda entry: _rank(_named(entry[1], name)), reverse=descending != backwards)
    return entries[::-1] if backwards and not fields else entries


def _field(text: str) -> tuple[str, bool]:
    text = text.strip()
    for mark in (" ", ":"):
        name, _, direction = text.rpartition(mark)
        if direction.lower() in ("asc", "desc") and name:
            return name, direction.lower() == "desc"
    return text.lstrip("+-"), text.startswith("-")


def _named(record: Any, name: str) -> Any:
    """A member by its name, which may lead into others with dots."""
    for steps in ((name,), name.split("."), ("attributes", name)):
        found = member_at(record, steps)
        if found is not ABSENT:
            return found
    return ABSENT


def _rank(value: Any) -> tuple[int, Any]:
    """What sorts values of any type: what is not there last."""
    if value is ABSENT or value is None:
        return 3, ""
    if isinstance(value, int | float):
        return 0, value
    return (1, value) if isinstance(value, str) else (2, str(value))
