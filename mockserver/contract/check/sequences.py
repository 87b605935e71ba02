"""Does a record live as it is to: made, read, listed, changed and deleted?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mockserver.behaviours.resources import Part, Resource
from mockserver.contract.check.cases import Exchange
from mockserver.contract.check.changes import change
from mockserver.contract.check.comparing import differences, same
from mockserver.contract.check.life import Life, first_page, is_key, last_shown, names, read, schema_shown, short
from mockserver.contract.check.lists import Listed, size_query
from mockserver.contract.check.making import created, found
from mockserver.contract.check.neighbours import keeps_to_owners, left_alone
from mockserver.contract.check.paging import heeds
from mockserver.contract.check.session import Session
from mockserver.contract.check.valid import valid_case
from mockserver.contract.check.world import Record, path_in, shown_record, texts_in
from mockserver.model import ABSENT
from mockserver.pointers import value_at


def live(session: Session, resource: Resource, seed: str) -> None:
    """Make two records of a resource and lead the first through its life; the second stays for others to use."""
    first = created(session, resource, f"{seed}/first")
    if first is None:
        found(session, resource, seed)
        return
    _read_back(first)
    _located(first)
    above = first.record.way[:-1] if first.record is not None else ()
    second = created(session, resource, f"{seed}/second", above)
    if second is not None:
        _told_apart(first, second)
    _listed(first)
    heeds(second or first)
    _unknown(first)
    with left_alone(second, first):
        change(first)
        _deleted(first)
    keeps_to_owners(session, resource, seed)


def _read_back(life: Life) -> None:
    exchange, record, part = read(life), life.record, life.part("read")
    if exchange is None or record is None or part is None:
        return
    if exchange.response.status in (404, 410):
        life.object(exchange, "lost-record", f"what was just made cannot be read: {exchange.response.status}")
        return
    shown = shown_record(life.resource, part, exchange.response)
    if not exchange.succeeded or not isinstance(shown, dict):
        return
    _same_key(life, exchange, shown)
    _shows(life, exchange, record.sent, shown, "wrong-record", "made with")


def _same_key(life: Life, exchange: Exchange, shown: Any) -> None:
    steps = life.resource.key.steps if life.resource.key is not None else None
    record = life.record
    if steps is None or record is None or record.shown is ABSENT:
        return
    try:
        told, read = value_at(record.shown, steps), value_at(shown, steps)
    except (LookupError, TypeError):
        return
    if type(told) is not type(read) or told != read:
        message = f"the key is {told!r} when the record is made, but {read!r} when it is read"
        life.object(exchange, "changed-key", message, pointer="/".join(steps))


def _shows(life: Life, exchange: Exchange, sent: Any, shown: Any, code: str, how: str) -> None:
    """Object to members that are shown otherwise than sent; only warn where the server said at once that it would."""
    record = life.record
    if not isinstance(sent, dict) or not isinstance(shown, dict) or record is None:
        return
    told = life.before[-1] if life.before else None
    answered = last_shown(life, told)
    for pointer, before, after in differences(sent, shown, schema_shown(life)):
        if is_key(life, pointer):
            continue
        name = pointer.split("/")[1] if pointer else ""
        said = isinstance(answered, dict) and name in answered and same(answered[name], shown.get(name))
        message = f"'{pointer}' was {how} {short(before)}, but is read as {short(after)}"
        severity = "warning" if said else "error"
        life.object(exchange, "changed-value" if said else code, message, pointer=pointer, severity=severity)


def _located(life: Life) -> None:
    """Follow the header `Location` of what was made."""
    created, part, record = life.before[-1], life.part("read"), life.record
    address = created.response.header("location")
    if address is None or created.response.status != 201 or part is None or record is None:
        return
    case = life.case(part, record.named_in(part.operation.path), 0)
    if case is None:
        return
    path = path_in(address)
    whole = path if path.startswith("/") else f"{created.case.request.path.rpartition('/')[0]}/{path}"
    if whole == case.request.path:
        return
    exchange = life.ask(replace(case, request=replace(case.request, path=whole), kind="gone"))
    if exchange is None:
        return
    shown = shown_record(life.resource, part, exchange.response)
    steps = life.resource.key.steps if life.resource.key is not None else None
    try:
        leads = exchange.succeeded and (steps is None or value_at(shown, steps) == record.key)
    except (LookupError, TypeError):
        leads = False
    if not leads:
        life.object(exchange, "wrong-location", f"'Location: {address}' does not lead to the record that was made")


def _told_apart(first: Life, second: Life) -> None:
    if first.record is None or second.record is None or first.record.way != second.record.way:
        return
    sent = [life.record.sent if life.record else None for life in (first, second)]
    steps = first.resource.key.steps if first.resource.key is not None else None
    if steps and all(isinstance(body, dict) and steps[0] in body for body in sent):
        return
    message = f"two records have the same key {first.record.key!r}"
    second.before, exchange = [first.before[0]], second.before[0]
    second.object(exchange, "duplicate-key", message)


def _listed(life: Life) -> None:
    part, record = life.part("list"), life.record
    if part is None or record is None:
        return
    page = first_page(life, part, record.named_in(part.operation.path))
    if page is None or not _has_keys(page[1], record):
        return
    exchange, shown = page
    if shown.whole and str(record.key) not in map(str, shown.keys):
        life.object(exchange, "not-listed", f"the list does not have the record {record.key!r} that was made")
    _limited(life, part, record)


def _has_keys(found: Listed, record: Record) -> bool:
    return not found.records or any(key is not None for key in found.keys)


def _limited(life: Life, part: Part, record: Record) -> None:
    """Ask for a page of one record, of which there are two: the list is judged by itself."""
    query = size_query(life.resource, part)
    case = life.case(part, record.named_in(part.operation.path), 0)
    least = query.stated("minimum") if query is not None else None
    if query is None or query.member or case is None or (isinstance(least, int) and least > 1):
        return
    pairs = tuple(pair for pair in case.draft.query if pair[0] != query.name)
    draft = replace(case.draft, query=(*pairs, (query.name, "1")))
    life.ask(replace(case, draft=draft, request=draft.request()))


def _unknown(life: Life) -> None:
    """Ask for a record that nobody made."""
    part, record, key = life.part("read"), life.record, life.resource.key
    if part is None or record is None or key is None or not names(part, record):
        return
    unknown = _unlike(record)
    texts = texts_in(part.operation.path, (*record.way[:-1], unknown))
    session = life.session
    heads = [each for each in session.api.operations if each.path == part.operation.path and each.method == "HEAD"]
    for operation in (part.operation, *heads):
        case = valid_case(session.contract(operation), session.provider, life.seed, 0, texts)
        exchange = life.ask(replace(case, kind="gone", known=False)) if case is not None else None
        if exchange is not None and exchange.succeeded:
            life.object(exchange, "unknown-found", f"a record that nobody made is read: {unknown}")


def _unlike(record: Record) -> str:
    """A key of the same kind that nothing has."""
    if isinstance(record.key, int) or str(record.key).isdigit():
        return "2100000007"
    text = str(record.key)
    if len(text) == 36 and text.count("-") == 4:
        return "00000000-0000-4000-8000-00000000beef"
    return "".join(
        "z" if c.isalpha() and c.islower() else "Z" if c.isalpha() else "7" if c.isdigit() else c for c in text
    )


def _deleted(life: Life) -> None:
    part, record = life.part("delete"), life.record
    if part is None or record is None or not names(part, record):
        return
    case = life.case(part, record.named_in(part.operation.path), 0)
    exchange = life.ask(case) if case is not None else None
    if case is None or exchange is None or not exchange.succeeded:
        return
    life.before.append(exchange)
    _gone(life)
    life.ask(replace(case, kind="gone", about="the same deletion again"))


def _gone(life: Life) -> None:
    part, record = life.part("read"), life.record
    if record is None:
        return
    if part is not None and names(part, record):
        case = life.case(part, record.named_in(part.operation.path), 0)
        exchange = (
            life.ask(replace(case, kind="gone", about="a read of what was deleted")) if case is not None else None
        )
        if exchange is not None and exchange.succeeded:
            life.object(exchange, "still-there", f"the record {record.key!r} is read after it was deleted")
    listing = life.part("list")
    page = first_page(life, listing, record.named_in(listing.operation.path)) if listing is not None else None
    if page is not None and str(record.key) in map(str, page[1].keys):
        life.object(page[0], "still-listed", f"the list has the record {record.key!r} after it was deleted")
