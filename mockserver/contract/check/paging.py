"""Does a list heed what it is asked for: the next page, a filter, an order?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.behaviours.resources import Part
from mockserver.behaviours.resources.listing.queries import Query, queries_of
from mockserver.contract.check.cases import Exchange
from mockserver.contract.check.comparing import same
from mockserver.contract.check.life import Life, first_page, short
from mockserver.contract.check.lists import Listed, next_cursor, size_query
from mockserver.contract.check.world import Record
from mockserver.media import parse_query, plain_text
from mockserver.pointers import value_at

MOST_RECORDS = 6
"""How many records there may be at most, for a list to be walked one by one."""

MOST_EMPTY = 3
"""How many empty pages in a row are followed."""

MOST_CHOICES = 4
"""How many choices of a filter are asked for."""

Pairs = tuple[tuple[str, str], ...]


def heeds(life: Life) -> None:
    """Hold the list of a record to all that it can be asked for."""
    part, record = life.part("list"), life.record
    if part is None or record is None:
        return
    page = first_page(life, part, record.named_in(part.operation.path))
    if page is None or any(key is None for key in page[1].keys):
        return
    known = {parameter.name for parameter in part.operation.parameters if parameter.place == "query"}
    queries = [each for each in queries_of(part.operation, life.resource.schema) if each.name in known]
    _walk(life, part, record, page[1], queries)
    _ends(life, part, record, page, queries)
    for query in queries:
        if query.asks == "filter" and query.comparison == "eq" and not query.member:
            _filter(life, part, record, page[1], query)
    for one, other in _opposites(queries):
        _sort(life, part, record, page[1], (one, other))


# Pages


def _walk(life: Life, part: Part, record: Record, whole: Listed, queries: list[Query]) -> None:
    """Go through the list page by page, each of one record: all are there, and none twice."""
    size = size_query(life.resource, part)
    least = size.stated("minimum") if size is not None else None
    if size is None or size.member or (isinstance(least, int) and least > 1):
        return
    if not whole.whole or not 2 <= len(whole.records) <= MOST_RECORDS:
        return
    seen: list[str] = []
    asked: Pairs = ()
    last: Exchange | None = None
    for _ in range(len(whole.records) + 1):
        page = first_page(life, part, record.named_in(part.operation.path), asked=asked, size=1)
        if page is None or len(page[1].records) > 1:
            return
        last, keys = page[0], [str(key) for key in page[1].keys]
        following = _following(last, part, queries, len(seen) + len(keys)) if keys else ()
        twice = next((key for key in keys if key in seen), None)
        is_own = bool(asked) and asked == following
        if twice is not None or is_own:
            message = f"a page has the record {twice!r}, as one before it" if twice else "a page is its own next one"
            life.object(last, "repeated-page", message)
        if twice is not None or is_own or following is None:
            return
        seen += keys
        if not following:
            break
        asked = following
    missing = next((key for key in map(str, whole.keys) if key not in seen), None)
    if missing is not None and last is not None:
        message = f"the record {missing!r} is in the list, but on none of its pages of one record"
        life.object(last, "missing-page", message)


def _following(exchange: Exchange, part: Part, queries: list[Query], seen: int) -> Pairs | None:
    """What asks for the next page; empty where there is none; None where nobody can tell."""
    by = {query.asks: query for query in queries if not query.member}
    if "after" in by:
        cursor = next_cursor(exchange.response, part)
        if cursor is None:
            return None
        name = by["after"].name
        if "?" in cursor:
            cursor = next((text for key, text in parse_query(cursor.partition("?")[2]) if key == name), "")
        return ((name, cursor),) if cursor else ()
    if "offset" in by:
        return ((by["offset"].name, str(seen)),)
    if "number" in by and by["number"].stated("minimum") == 1:
        return ((by["number"].name, str(seen + 1)),)
    return None


def _ends(life: Life, part: Part, record: Record, page: tuple[Exchange, Listed], queries: list[Query]) -> None:
    """Follow a list that names a next page though it had room for more: a few pages on, there has to be something."""
    exchange, shown = page
    if shown.size is None or len(shown.records) >= shown.size:
        return
    for _ in range(MOST_EMPTY):
        following = (
            _following(exchange, part, queries, len(shown.records)) if next_cursor(exchange.response, part) else ()
        )
        found = first_page(life, part, record.named_in(part.operation.path), asked=following) if following else None
        if found is None or found[1].records:
            return
        exchange = found[0]
    if next_cursor(exchange.response, part):
        message = f"the list names a next page again and again, though {MOST_EMPTY} pages in a row were empty"
        life.object(exchange, "endless-pages", message, severity="warning")


# What is shown of a record


def shows_in_list(life: Life, old: Any, new: Any) -> None:
    """Object where a list shows a record as it was before it was changed."""
    part, record = life.part("list"), life.record
    if part is None or record is None or not isinstance(old, dict) or not isinstance(new, dict):
        return
    page = first_page(life, part, record.named_in(part.operation.path))
    own = next((each for each in page[1].records if _is_of(life, each, record)), None) if page is not None else None
    if page is None or not isinstance(own, dict):
        return
    changed = [name for name in new if name in old and name in own and not same(old[name], new[name])]
    stale = [name for name in changed if same(own[name], old[name])]
    if stale:
        name = stale[0]
        message = f"the list shows '{name}' as {short(old[name])}, as it was before it became {short(new[name])}"
        life.object(page[0], "stale-list", message)


# Filters


def _filter(life: Life, part: Part, record: Record, whole: Listed, query: Query) -> None:
    own = next((each for each in whole.records if _is_of(life, each, record)), None)
    for choice in _choices(query):
        text = plain_text(choice)
        page = first_page(life, part, record.named_in(part.operation.path), asked=((query.name, text),))
        if page is None:
            continue
        others = [value for value in (_member(each, query) for each in page[1].records) if _is_other(value, text)]
        if others:
            message = f"the list of '{query.name}={text}' has a record with {short(others[0])}"
            life.object(page[0], "ignored-filter", message, pointer=query.name)
        has_room = page[1].size is None or len(page[1].records) < page[1].size
        is_missing = str(record.key) not in map(str, page[1].keys)
        if _member(own, query) == choice and whole.whole and has_room and is_missing:
            message = f"the list of '{query.name}={text}' does not have the record {record.key!r}, which has that"
            life.object(page[0], "not-listed", message, pointer=query.name)


def _choices(query: Query) -> tuple[Any, ...]:
    """What a filter is asked for: a choice is compared as it is, while a text may be searched for."""
    stated = query.stated("enum")
    if isinstance(stated, list):
        return tuple(choice for choice in stated if isinstance(choice, str | int))[:MOST_CHOICES]
    return (True, False) if query.stated("type") == "boolean" else ()


def _is_of(life: Life, shown: Any, record: Record) -> bool:
    steps = life.resource.key.steps if life.resource.key is not None else None
    try:
        return steps is not None and str(value_at(shown, steps)) == str(record.key)
    except (LookupError, TypeError):
        return False


def _member(shown: Any, query: Query) -> Any:
    try:
        return value_at(shown, query.steps)
    except (LookupError, TypeError):
        return None


def _is_other(value: Any, text: str) -> bool:
    is_told = isinstance(value, str | int)
    return is_told and plain_text(value).casefold() != text.casefold()


# Orders


def _opposites(queries: list[Query]) -> Iterator[tuple[Pairs, Pairs]]:
    """Two queries each that ask for one order and for its opposite."""
    direction = next((query for query in queries if query.asks == "direction"), None)
    ways = direction.stated("enum") if direction is not None else None
    for query in queries:
        stated = query.stated("enum") if query.asks == "sort" else None
        choices = stated if isinstance(stated, list) else []
        for choice in choices:
            if f"-{choice}" in choices:
                yield ((query.name, str(choice)),), ((query.name, f"-{choice}"),)
            elif direction is not None and direction is not query and isinstance(ways, list) and len(ways) == 2:
                by = (query.name, str(choice))
                yield (by, (direction.name, str(ways[0]))), (by, (direction.name, str(ways[1])))


def _sort(life: Life, part: Part, record: Record, whole: Listed, asked: tuple[Pairs, Pairs]) -> None:
    """Object where opposite orders are one, though what they go by is another in each record."""
    member = asked[0][0][1]
    values = [each.get(member) if isinstance(each, dict) else None for each in whole.records]
    told = [value for value in values if isinstance(value, str | int | float)]
    if len(values) < 2 or len(told) < len(values) or len(set(map(str, told))) < len(told):
        return
    pages = [first_page(life, part, record.named_in(part.operation.path), asked=pairs) for pairs in asked]
    first, second = pages
    if first is not None and second is not None and first[1].keys == second[1].keys and len(first[1].keys) > 1:
        message = f"the list is in the same order when the opposite one is asked for, by '{member}'"
        life.object(second[0], "ignored-sort", message, pointer=asked[0][0][0])
