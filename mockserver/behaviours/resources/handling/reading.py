"""What do operations do that only read?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from mockserver.behaviours import Call
from mockserver.behaviours.resources.handling.answering import Headers
from mockserver.behaviours.resources.handling.handling import Handling
from mockserver.behaviours.resources.keeping.identities import key_text
from mockserver.behaviours.resources.listing.paging import Page, Pager
from mockserver.behaviours.resources.listing.queries import Query, values_of
from mockserver.behaviours.resources.listing.tellings import Telling, header_teller, link_header
from mockserver.behaviours.resources.plan import SINGLE
from mockserver.behaviours.resources.result import NOTHING, Result, refused
from mockserver.behaviours.resources.shelf import Shelf
from mockserver.model import Violation


class Read(Handling):
    """Show a record."""

    reads = True

    def handle(self, call: Call, shelf: Shelf) -> Result:
        key = self.asked.key(call)
        record = shelf.get(key) if key is not None else None
        if key is None or record is None:
            missing = None
            if self.plan.resource.single:
                missing = shelf.deleted(SINGLE) if "404" in self.operation.responses else None
            elif key is not None:
                missing = shelf.absent(key, self.asked.where)
            return refused(missing) if missing is not None else NOTHING
        record = self.progress.seen(call, shelf, key, record) if self.progress is not None else record
        if self.jobs:
            self.settle(call, shelf.store)
            record = shelf.get(key)
        unchanged = self.conditions.unchanged(call, record, self.changed(shelf, key))
        return unchanged or self.told(call, shelf, key, record)


class List(Handling):
    """Show a page of the records that a request asks for."""

    reads = True

    @cached_property
    def pager(self) -> Pager:
        node = self.listed.resolved().node if self.listed is not None else {}
        most = node.get("maxItems") if isinstance(node, Mapping) else None
        return Pager(self.queries, most if isinstance(most, int) else None, self.plan.view)

    def handle(self, call: Call, shelf: Shelf) -> Result:
        if self.progress is not None:
            self.progress.pass_time(call, shelf)
        page = self.pager.page(shelf, values_of(call))
        if page.lost is not None and self._is_refused(call, page.lost, shelf):
            return refused(self._nowhere(call, page.lost))

        def tell(whole: Any, tellings: tuple[Telling, ...]) -> Any:
            for telling in tellings:
                whole = telling.told(whole, self.pager, page, call)
            return whole

        records = [self.plan.shown_key(*entry) if self.part.keys else entry[1] for entry in page.entries]
        return Result(self.answers.of(call, records, self._headers(call, page), page=tell))

    def _is_refused(self, call: Call, asked: Query, shelf: Shelf) -> bool:
        """Whether a cursor that leads nowhere is refused, and not answered with the first page.

        It is where it names a record that was deleted: behind that, a client would read the first pages for ever. Any
        other text is a cursor as far as the specification says.
        """
        cursor = asked.given(values_of(call))
        if not shelf.strict or cursor in self._exemplary:
            return False
        documented = bool(self.operation.responses.keys() & {"400", "422", "4XX", "default"})
        return documented and shelf.deleted(key_text(cursor)) is not None

    @cached_property
    def _exemplary(self) -> tuple[Any, ...]:
        """The cursors that the specification itself shows."""
        queries = (query for query in self.queries if query.asks in ("after", "before"))
        shown = [query.stated(keyword) for query in queries for keyword in ("example", "default")]
        return (*shown, *(value for each in self.operation.parameters for value in each.examples))

    def _nowhere(self, call: Call, asked: Query) -> Violation:
        place = "query" if asked.name in call.values.query else "body"
        where = (place, asked.name, asked.member) if asked.member else (place, asked.name)
        cursor = asked.given(values_of(call))
        return Violation(where, "format", f"'{cursor}' leads to no page", value=cursor)

    def _headers(self, call: Call, page: Page) -> Headers:
        found: dict[str, str | None] = {}
        for name in self._told_headers:
            if name == "link":
                found[name] = link_header(self.pager, page, call) or None
            elif (teller := header_teller(name)) is not None:
                told = teller(self.pager, page, call)
                found[name] = None if told is None else str(told)
        return found

    @cached_property
    def _told_headers(self) -> tuple[str, ...]:
        names = (name for spec in self.operation.responses.values() for name in spec.headers)
        return tuple(dict.fromkeys(name.lower() for name in names))


class Within(Handling):
    """Show what the specification says about a part of a record, if that is there."""

    reads = True

    def handle(self, call: Call, shelf: Shelf) -> Result:
        return self.within(call, shelf)
