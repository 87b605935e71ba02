"""How is a row shown?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockserver.behaviours.oracle.resources import MESSAGES, PHONE_CALLS, Place, Record, below
from mockserver.behaviours.oracle.rows import Rows, change_indicator
from mockserver.behaviours.oracle.selection import Page, first_page

FIRST_WITH_COLLECTIONS = 3

Link = dict[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """What of the rows is shown, and where: `base` is the address of the resources.

    `fields` are attributes by resource, the row's own under an empty name; None shows them all.
    `relations` are those of the links that are shown; None shows them all.
    `expanded` shows a call's messages inside it. `supposed` are values that are shown in the place of the row's own.
    """

    base: str
    version: int
    fields: Mapping[str, Sequence[str]] | None = None
    relations: Sequence[str] | None = None
    only_data: bool = False
    expanded: bool = False
    supposed: Mapping[str, Any] = field(default_factory=dict)

    def shows(self, name: str, child: str = "") -> bool:
        return self.fields is None or name in self.fields.get(child, ())

    @property
    def shows_messages(self) -> bool:
        if self.fields is None:
            return self.expanded
        return MESSAGES.name in self.fields or self.shows(MESSAGES.name)


def item(place: Place, record: Record, view: View, rows: Rows, messages: Sequence[Record] | None = None) -> Record:
    """A row as an item; `messages` are to be shown inside it in any case."""
    shown: Record = {name: view.supposed.get(name, record[name]) for name in place.resource.types if view.shows(name)}
    if place.resource is PHONE_CALLS:
        here = below(record["CallId"])
        if messages is not None:
            shown[MESSAGES.name] = _children(here, Page.whole(messages), view)
        elif view.shows_messages:
            shown[MESSAGES.name] = _children(here, _child_page(rows.messages_of(record["CallId"]), view), view)
    if not view.only_data:
        shown["links"] = _chosen(_links(place, record, view.base), view)
    return shown


def collection(place: Place, page: Page, view: View, rows: Rows) -> dict[str, Any]:
    """A page of rows."""
    return _envelope(place, page, [item(place, record, view, rows) for record in page.records], view)


def address(place: Place, record: Record, base: str) -> str:
    """The URI of a row."""
    return f"{base}{place.path}/{record[place.resource.key]}"


def _child_page(messages: Sequence[Record], view: View) -> Page:
    return first_page(messages) if view.version >= FIRST_WITH_COLLECTIONS else Page.whole(messages)


def _children(place: Place, page: Page, view: View) -> Any:
    """Messages inside their call: an array before version 3, a collection object from then on."""
    shown = [_child(place, message, view) for message in page.records]
    return shown if view.version < FIRST_WITH_COLLECTIONS else _envelope(place, page, shown, view)


def _child(place: Place, message: Record, view: View) -> Record:
    whole = view.fields is None or view.shows(MESSAGES.name)
    shown = {name: message[name] for name in MESSAGES.types if whole or view.shows(name, MESSAGES.name)}
    if not view.only_data:
        shown["links"] = _chosen(_links(place, message, view.base), view)
    return shown


def _envelope(place: Place, page: Page, items: list[Record], view: View) -> dict[str, Any]:
    total = {} if page.total is None else {"totalResults": page.total}
    return {
        "items": items,
        **total,
        "count": len(items),
        "hasMore": page.has_more,
        "limit": page.limit,
        "offset": page.offset,
        "links": [_link("self", view.base + place.path, place.name, "collection")],
    }


def _chosen(links: list[Link], view: View) -> list[Link]:
    return links if view.relations is None else [link for link in links if link["rel"] in view.relations]


def _links(place: Place, record: Record, base: str) -> list[Link]:
    href = address(place, record, base)
    own = {**_link("self", href, place.name, "item"), "properties": {"changeIndicator": change_indicator(record)}}
    stream = place.resource.stream
    enclosure = _link("enclosure", f"{href}/enclosure/{stream}", stream, "other")
    if place.resource is PHONE_CALLS:
        child = _link("child", base + below(record["CallId"]).path, MESSAGES.name, "collection")
        return [own, _link("canonical", href, place.name, "item"), enclosure, child]
    canonical = _link(
        "canonical", f"{base}/phoneTranscriptMessages/{record['MessageId']}", "phoneTranscriptMessages", "item"
    )
    if place.call_id is None:
        return [own, canonical, enclosure]
    parent = _link("parent", f"{base}/phoneCalls/{record['CallId']}", "phoneCalls", "item")
    return [own, canonical, parent, enclosure]


def _link(rel: str, href: str, name: str, kind: str) -> Link:
    return {"rel": rel, "href": href, "name": name, "kind": kind}
