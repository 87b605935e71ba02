"""Which records does a list show, and in which order?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.behaviours.resources.keeping.views import View
from mockserver.behaviours.resources.listing.comparing import member_at, named, passes
from mockserver.behaviours.resources.listing.expressions import expression
from mockserver.behaviours.resources.listing.queries import Query
from mockserver.behaviours.resources.wording import words
from mockserver.model import ABSENT

Entry = tuple[str, Any]
"""A key and its record."""

_ANY = {"all", "any", "*"}
_WAYS = {"asc", "desc", "ascending", "descending"}


def selected(
    entries: Sequence[Entry], queries: Sequence[Query], query: Mapping[str, Any], view: View | None = None
) -> list[Entry]:
    """The entries that every filter and search lets through, sorted as is asked for; a search sees what is shown."""
    found = list(entries)
    for asked in queries:
        given = asked.given(query)
        if given is ABSENT or given is None:
            continue
        if asked.asks == "filter" and not _is_any(asked, given):
            found = [entry for entry in found if passes(member_at(entry[1], asked.steps), given, asked.comparison)]
        elif asked.asks == "search" and isinstance(given, str) and given:
            found = _searched(found, asked, given, view)
    return _sorted(found, queries, query)


def _searched(entries: list[Entry], asked: Query, given: str, view: View | None) -> list[Entry]:
    """The entries in which a text stands, or those that it describes, where it is an expression."""
    described = expression(given) if words(asked.name)[-1:] == ("filter",) else None
    if described is not None:
        return [entry for entry in entries if described(entry[1])]
    wanted = given.casefold()
    return [entry for entry in entries if _mentions(view.shown(entry[1]) if view is not None else entry[1], wanted)]


def narrows(queries: Sequence[Query], query: Mapping[str, Any]) -> bool:
    """Whether anything is asked for beyond a page."""
    return any(
        asked.asks in ("filter", "search", "sort", "direction") and asked.given(query) is not ABSENT
        for asked in queries
    )  # fmt: skip


def _is_any(asked: Query, given: Any) -> bool:
    return isinstance(given, str) and given.lower() in _ANY and asked.comparison == "eq"


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
        if asked.asks == "sort":
            said, turned = _order(given if isinstance(given, list) else [given])
            fields += said
            backwards = backwards or turned
        elif asked.asks == "direction":
            backwards = backwards or (isinstance(given, str) and given.lower().startswith(("desc", "-")))
    for name, descending in reversed(fields):
        entries.sort(key=lambda entry: _rank(named(entry[1], name)), reverse=descending != backwards)
    return entries[::-1] if backwards and not fields else entries


def _order(texts: Sequence[Any]) -> tuple[list[tuple[str, bool]], bool]:
    """The members that texts name, each with whether it descends; and whether all are turned round, as none is named.

    A direction of its own, as in `name,desc`, is that of the members before it: those of the same text, where a text
    has several.
    """
    fields: list[tuple[str, bool]] = []
    open_from, turned = 0, False
    apart = any(isinstance(text, str) and "," in text for text in texts)
    for text in texts:
        for word in (word.strip() for word in text.split(",")) if isinstance(text, str) else ():
            if word.lower() in _WAYS:
                descends = word.lower().startswith("desc")
                fields[open_from:] = [(name, down != descends) for name, down in fields[open_from:]]
                turned = turned or (descends and not fields)
                open_from = len(fields)
            elif word:
                fields.append(_field(word))
        open_from = len(fields) if apart else open_from
    return fields, turned


def _field(text: str) -> tuple[str, bool]:
    text = text.strip()
    for mark in (" ", ":"):
        name, _, direction = text.rpartition(mark)
        if direction.lower() in ("asc", "desc") and name:
            return name, direction.lower() == "desc"
    return text.lstrip("+-"), text.startswith("-")


def _rank(value: Any) -> tuple[int, Any]:
    """What sorts values of any type: what is not there last."""
    if value is ABSENT or value is None:
        return 3, ""
    if isinstance(value, int | float):
        return 0, value
    return (1, value) if isinstance(value, str) else (2, str(value))
