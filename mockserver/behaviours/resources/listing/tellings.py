"""What does an answer with a list tell beside the records?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.behaviours import Call
from mockserver.behaviours.resources.keeping.repair import changed
from mockserver.behaviours.resources.listing.paging import Page, Pager, own_address
from mockserver.behaviours.resources.resource import Steps
from mockserver.behaviours.resources.shapes import Members, kind_of, members_of
from mockserver.behaviours.resources.wording import words
from mockserver.model import ABSENT, Schema
from mockserver.schema import Validator

MAX_DEPTH = 3

Teller = Callable[[Pager, Page, Call], Any]
"""What stands in a member: ABSENT where it is to be left out, None where there is no such page."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A member of an answer that tells about the pages; where it has nothing to tell it is null, missing or empty."""

    steps: Steps
    teller: Teller
    nullable: bool
    required: bool
    nothing: Any

    def told(self, value: Any, pager: Pager, page: Page, call: Call) -> Any:
        """The answer with what this member tells."""
        found = self.teller(pager, page, call)
        if found is not None:
            return changed(value, self.steps, found)
        if self.nullable:
            return changed(value, self.steps, None)
        if not self.required:
            return changed(value, self.steps, ABSENT)
        return changed(value, self.steps, self.nothing) if self.nothing is not ABSENT else value


def tellings_of(schema: Schema, steps: Steps) -> tuple[Telling, ...]:
    """The members of an answer that tell about the pages; the records are where the steps lead to."""
    return tuple(_tellings(schema, steps, (), 0))


def _tellings(schema: Schema, records: Steps, above: Steps, depth: int) -> Iterator[Telling]:
    members = members_of(schema)
    totals = any("total" in words(name) for name in members.schemas)
    for name, member in members.schemas.items():
        here = (*above, name)
        if here == records or depth > MAX_DEPTH:
            continue
        kind = kind_of(member)
        teller = _link(member, name) if kind == "object" else _teller(name, kind, member, totals=totals)
        if teller is not None:
            judge = Validator(member, "response")
            required = name in members.required
            nothing = next((each for each in ("", 0) if judge.accepts(each)), ABSENT)
            yield Telling(here, _within(teller, kind), judge.accepts(None), required, nothing)
        elif kind == "object" and _is_beside(name, members):
            yield from _tellings(member, records, here, depth + 1)


def _is_beside(name: str, members: Members) -> bool:
    return bool(
        set(words(name))
        & {"meta", "metadata", "page", "paging", "pagination", "links", "link", "cursors", "cursor", "data", "info",
           "response", "result", "collection", "results", "embedded"}
    )  # fmt: skip


def _link(schema: Schema, name: str) -> Teller | None:
    """What tells an address in an object with `href`."""
    return _address(name) if "href" in members_of(schema).schemas else None


def _within(teller: Teller, kind: str) -> Teller:
    if kind != "object":
        return teller

    def tell(pager: Pager, page: Page, call: Call) -> Any:
        found = teller(pager, page, call)
        return {"href": found} if isinstance(found, str) else found

    return tell


def _teller(name: str, kind: str, schema: Schema, *, totals: bool) -> Teller | None:
    said = words(name)
    if said[:1] == ("odata",):
        return _teller_of_odata(said[1:], kind)
    if kind == "boolean":
        return _of_boolean(said)
    if kind in ("integer", "number"):
        return _of_number(said, totals=totals)
    if kind in ("string", ""):
        return _of_text(said, name, schema)
    return None


def _teller_of_odata(said: tuple[str, ...], kind: str) -> Teller | None:
    """What `@odata.count` and `@odata.nextLink` tell: how many there are in all, and where the others are."""
    if said == ("count",):
        return _total if kind in ("integer", "number", "") else None
    return _address("next") if said == ("next", "link") else None


def _of_boolean(said: tuple[str, ...]) -> Teller | None:
    if {"more", "truncated"} & set(said) or said in (("has", "next"), ("has", "next", "page")):
        return lambda pager, page, call: page.more
    if "has" in said and {"previous", "prev"} & set(said):
        return lambda pager, page, call: page.start > 0
    if said in (("last",), ("is", "last")):
        return lambda pager, page, call: not page.more
    if said in (("first",), ("is", "first")):
        return lambda pager, page, call: page.start == 0
    return (lambda pager, page, call: not page.entries) if said == ("empty",) else None


def _of_number(said: tuple[str, ...], *, totals: bool) -> Teller | None:
    named = set(said)
    if named & {"pages"} or said in (("last", "page"), ("page", "count"), ("total", "page")):
        return lambda pager, page, call: page.pages
    if "total" in named or said[:1] == ("num",) or "filtered" in named:
        return lambda pager, page, call: page.total
    if said[:1] == ("next",):
        return lambda pager, page, call: _next_number(page, said)
    if said[:1] in (("prev",), ("previous",)):
        return lambda pager, page, call: _previous_number(page, said)
    plain = " ".join(said)
    return (_COUNTS if totals else {**_COUNTS, "count": _total}).get(plain)


def _next_number(page: Page, said: tuple[str, ...]) -> int | None:
    if not page.more:
        return None
    return page.number + 1 if "page" in said else page.end


def _previous_number(page: Page, said: tuple[str, ...]) -> int | None:
    if not page.start:
        return None
    return page.first + page.previous // (page.size or 1) if "page" in said else page.previous


def _total(pager: Pager, page: Page, call: Call) -> int:
    return page.total


def _size(pager: Pager, page: Page, call: Call) -> int:
    return page.size if page.size is not None else max(len(page.entries), 1)


def _count(pager: Pager, page: Page, call: Call) -> int:
    return len(page.entries)


_COUNTS: Mapping[str, Teller] = {
    "count": _count,
    "number of elements": _count,
    "item count": _count,
    "current item count": _count,
    "returned": _count,
    "size": _size,
    "limit": _size,
    "per page": _size,
    "page size": _size,
    "pagesize": _size,
    "items per page": _size,
    "page": lambda pager, page, call: page.number,
    "page number": lambda pager, page, call: page.number,
    "number": lambda pager, page, call: page.number,
    "current page": lambda pager, page, call: page.number,
    "page index": lambda pager, page, call: page.number,
    "offset": lambda pager, page, call: page.start,
    "skip": lambda pager, page, call: page.start,
    "start": lambda pager, page, call: page.start,
    "start index": lambda pager, page, call: page.start,
    "start at": lambda pager, page, call: page.start,
    "from": lambda pager, page, call: page.start + 1 if page.entries else None,
    "to": lambda pager, page, call: page.end if page.entries else None,
    "end": lambda pager, page, call: page.end,
    "remaining": lambda pager, page, call: max(0, page.total - page.end),
    "remaining item count": lambda pager, page, call: max(0, page.total - page.end),
}


def _of_text(said: tuple[str, ...], name: str, schema: Schema) -> Teller | None:
    node = schema.resolved().node
    node = node if isinstance(node, Mapping) else {}
    example = node.get("example")
    is_address = {"uri", "url", "link", "href"} & set(said) or str(node.get("format", "")).startswith("uri")
    is_token = {"cursor", "token", "after", "marker", "continue", "continuation"} & set(said)
    if said[:1] and said[0] in _WAYS and (is_address or len(said) == 1) and not is_token:
        shows_token = isinstance(example, str) and "/" not in example and "?" not in example and not is_address
        return _token(said) if shows_token else _address(name)
    if said in _OWN:
        return _own(node)
    return _token(said) if is_token else None


_OWN = {("url",), ("uri",), ("href",)}
"""What a list calls its own address."""

_WAYS = {"next", "prev", "previous", "first", "last", "self"}


def _address(name: str) -> Teller | None:
    way = next((word for word in words(name) if word in _WAYS), None)
    if way == "self":
        return lambda pager, page, call: own_address(call)
    return (lambda pager, page, call: pager.address(call, page, _start(page, way))) if way else None


def _own(node: Mapping[str, Any]) -> Teller:
    """What tells the address of a list: its path alone where that is what the schema shows."""
    shown = (node.get("example"), node.get("default"), str(node.get("pattern", "")).removeprefix("^"))
    if any(isinstance(each, str) and each.startswith("/") for each in shown):
        return lambda pager, page, call: call.request.path
    return lambda pager, page, call: own_address(call)


def _start(page: Page, way: str) -> int:
    """Where another page begins; -1 where there is none."""
    if way == "next":
        return page.end if page.more else -1
    if way in ("prev", "previous"):
        return page.previous if page.start else -1
    if way == "last":
        return (page.pages - 1) * page.size if page.size and page.pages else 0
    return 0


def _token(said: tuple[str, ...]) -> Teller:
    backwards = bool({"prev", "previous", "before", "start"} & set(said))

    def tell(pager: Pager, page: Page, call: Call) -> Any:
        if backwards:
            return pager.token(page, page.previous) if page.start else None
        return pager.token(page, page.end) if page.more else None

    return tell


def link_header(pager: Pager, page: Page, call: Call) -> str:
    """The value of a `Link` header; empty where there is but one page."""
    ways = {way: pager.address(call, page, _start(page, way)) for way in ("first", "prev", "next", "last")}
    if page.pages < 2:
        return ""
    return ", ".join(f'<{address}>; rel="{way}"' for way, address in ways.items() if address is not None)


def header_teller(name: str) -> Teller | None:
    """What a header such as `X-Total-Count` tells."""
    said = tuple(word for word in words(name) if word not in ("x", "pagination", "rate"))
    return _of_number(said, totals=False) if not {"ratelimit", "retry"} & set(words(name)) else None
