"""Which page of a list is asked for, and what does the answer tell about the others?"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote_plus, urlencode

from mockserver.behaviours import Call
from mockserver.behaviours.resources.keeping.views import View
from mockserver.behaviours.resources.listing.queries import Asks, Query
from mockserver.behaviours.resources.listing.selection import Entry, narrows, selected
from mockserver.behaviours.resources.shapes import kind_of
from mockserver.behaviours.resources.shelf import Shelf
from mockserver.media import parse_query
from mockserver.model import ABSENT
from mockserver.pointers import is_number

USUAL = 100
"""How many records a page has where nobody says, though pages are offered."""

_PLACES: tuple[Asks, ...] = ("number", "offset", "after", "before")
"""What says where a page begins; of these an address has but one."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some records of a list: where they begin, how many could be on the page, and how many there are in all.

    `first` is the number of the first page; `size` is None where everything is on one. `lost` is what asked for a page
    behind something that is not there; then it is the first one.
    """

    entries: Sequence[Entry]
    start: int
    size: int | None
    total: int
    first: int = 1
    lost: Query | None = None

    @property
    def end(self) -> int:
        return self.start + len(self.entries)

    @property
    def more(self) -> bool:
        return self.end < self.total

    @property
    def number(self) -> int:
        return self.first + (self.start // self.size if self.size else 0)

    @property
    def pages(self) -> int:
        return -(-self.total // self.size) if self.size else 1

    @property
    def previous(self) -> int:
        """Where the page before this one begins; behind the end that is the last one."""
        if self.start >= self.total and self.size:
            return max(0, (self.pages - 1) * self.size)
        return max(0, self.start - (self.size or 0))


class Pager:
    """The pages of one list operation; what its parameters mean is found out once."""

    def __init__(self, queries: tuple[Query, ...], most: int | None, view: View | None = None) -> None:
        self.queries = queries
        self._most = most
        self._view = view
        self._by = {query.asks: query for query in reversed(queries)}
        number = self._by.get("number")
        lowest = number.stated("minimum") if number else None
        self.first = 0 if number and (number.stated("default") == 0 or lowest == 0) else 1

    def page(self, shelf: Shelf, query: Mapping[str, Any]) -> Page:
        """The records that are asked for; only a page of them is looked at where nothing narrows the list."""
        size = self._size(query)
        entries: Sequence[Entry] | None = None
        if narrows(self.queries, query):
            entries = selected(tuple(shelf.items().items()), self.queries, query, self._view)
        found = self._start(shelf, entries, query, size)
        start, lost = (0, found) if isinstance(found, Query) else (found, None)
        stop = start + size if size is not None else 1 << 62
        if entries is None:
            shown, total = shelf.page(start, stop)
        else:
            shown, total = list(entries[start:stop]), len(entries)
        return Page(shown, start, size, total, self.first, lost)

    def _size(self, query: Mapping[str, Any]) -> int | None:
        asked = self._by.get("size")
        given = _number(asked.given(query)) if asked else None
        if given == 0 and asked is not None and asked.stated("minimum") == 0:
            return 0
        if not given and asked is not None:
            given = _number(asked.stated("default"))
        if given is None and not {"size", "number", "offset", "after", "before"} & set(self._by):
            return self._most
        highest = _number(asked.stated("maximum")) if asked else None
        limits = [limit for limit in (given or USUAL, highest, self._most) if limit is not None and limit > 0]
        return min(limits)

    def _start(
        self, shelf: Shelf, entries: Sequence[Entry] | None, query: Mapping[str, Any], size: int | None
    ) -> int | Query:
        """Where the page begins; what asks for it where that leads nowhere."""
        offset = self._given("offset", query)
        if (number := _number(offset)) is not None:
            return number
        page = _number(self._given("number", query))
        if page is not None and size is not None:
            return max(0, (page - self.first) * size)
        for asked in (query for way in ("after", "before") for query in self.queries if query.asks == way):
            cursor = asked.given(query)
            if cursor is ABSENT or cursor in ("", None):
                continue
            behind = _behind(str(cursor), shelf, entries)
            if behind is None:
                return asked
            return behind if asked.asks == "after" else max(0, behind - 1 - (size or 0))
        return 0

    def _given(self, asks: str, query: Mapping[str, Any]) -> Any:
        found = next((asked for asked in self.queries if asked.asks == asks), None)
        return found.given(query) if found is not None else ABSENT

    # What leads to other pages

    def token(self, page: Page, start: int) -> str | None:
        """What leads to the page that begins at `start`; None where there is none."""
        if start < 0 or (start >= page.total and start > 0) or page.size == 0:
            return None
        after = self._by.get("after")
        key = page.entries[-1][0] if page.entries and start == page.end else ""
        if after is not None and after.schema is not None and kind_of(after.schema) in ("integer", "number"):
            return key if is_number(key) else str(start)
        return base64.urlsafe_b64encode(f"{start}:{key}".encode()).decode().rstrip("=")

    def address(self, call: Call, page: Page, start: int) -> str | None:
        """The address of the page that begins at `start`; None where there is none."""
        if start < 0 or (start >= page.total and start > 0) or not page.size:
            return None
        asked = {asks: self._by[asks].written for asks in _PLACES if asks in self._by}
        pairs = [pair for pair in _pairs(call) if pair[0] not in asked.values()]
        for asks, value in self._asked(page, start).items():
            if asks in asked:
                return _address(call, [*pairs, (asked[asks], value)])
        return _address(call, pairs)

    def _asked(self, page: Page, start: int) -> dict[Any, str]:
        number = page.first + (start // page.size if page.size else 0)
        return {"number": str(number), "offset": str(start), "after": self.token(page, start) or ""}


def own_address(call: Call) -> str:
    """The address that was asked for."""
    return _address(call, _pairs(call))


def _pairs(call: Call) -> list[tuple[str, str]]:
    """What was asked for, decoded; a name may come more than once."""
    return [(name, unquote_plus(text)) for name, text in parse_query(call.request.query)]


def _address(call: Call, query: Sequence[tuple[str, str]]) -> str:
    address = call.request.root + call.request.path
    return f"{address}?{urlencode(query, quote_via=quote)}" if query else address


def _number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if value >= 0 else None
    if isinstance(value, float) and value.is_integer() and value >= 0:
        return int(value)
    return int(value) if isinstance(value, str) and is_number(value) and len(value) < 19 else None


def _behind(cursor: str, shelf: Shelf, entries: Sequence[Entry] | None) -> int | None:
    """Where a list goes on behind a cursor: a token of ours, the key of a record, or a number; None where nowhere."""
    start, key = _decoded(cursor)
    if start is not None and (not key or _stands(key, start - 1, shelf, entries)):
        return start
    keys = [entry[0] for entry in entries] if entries is not None else list(shelf.items())
    wanted = key or cursor
    if wanted in keys:
        return keys.index(wanted) + 1
    if start is None and is_number(cursor) and len(cursor) < 19:
        return int(cursor) if shelf.deleted(cursor) is None else None
    return start


def _stands(key: str, at: int, shelf: Shelf, entries: Sequence[Entry] | None) -> bool:
    """Whether a key is still at its place."""
    found = shelf.page(at, at + 1)[0] if entries is None else entries[at : at + 1]
    return bool(found) and found[0][0] == key


def _decoded(cursor: str) -> tuple[int | None, str]:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return None, ""
    start, colon, key = text.partition(":")
    return (int(start), key) if colon and is_number(start) and len(start) < 19 else (None, "")
