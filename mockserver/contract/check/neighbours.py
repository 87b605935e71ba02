"""Does what is done to one record leave others alone, and is each found below its own owner only?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from mockserver.behaviours.resources import Resource
from mockserver.contract.check.comparing import is_moment, same
from mockserver.contract.check.life import Life, first_page, is_key, names, read, short
from mockserver.contract.check.making import created
from mockserver.contract.check.session import Session
from mockserver.contract.check.world import Record, shown_record, texts_in
from mockserver.model import ABSENT
from mockserver.pointers import pointer_of


@contextmanager
def left_alone(second: Life | None, first: Life) -> Iterator[None]:
    """Object where a record is another, or gone, after what was done to its neighbour meanwhile."""
    old = _shown(second) if second is not None and _is_another(second, first) else ABSENT
    yield
    if second is not None and isinstance(old, dict):
        after = replace(second, before=[*second.before, *first.before[1:]])
        _as_before(after, old, _changes(first))


def _is_another(second: Life, first: Life) -> bool:
    return second.record is None or first.record is None or second.record.way != first.record.way


def _changes(life: Life) -> list[dict[str, Any]]:
    """What a record was changed to, one after the other."""
    bodies = [exchange.case.draft.body for exchange in life.before[1:]]
    return [body for body in bodies if isinstance(body, dict)]


def _as_before(life: Life, old: dict[str, Any], changes: Sequence[dict[str, Any]]) -> None:
    """Object where a record is not as it was, but as `changes` made its neighbour: what else it becomes is its own."""
    exchange, part, record = read(life), life.part("read"), life.record
    if exchange is None or part is None or record is None:
        return
    if exchange.response.status in (404, 410):
        message = f"the record {record.key!r} cannot be read after another was changed or deleted"
        life.object(exchange, "lost-record", message)
    shown = shown_record(life.resource, part, exchange.response)
    if not exchange.succeeded or not isinstance(shown, dict) or not isinstance(record.sent, dict):
        return
    for name in [name for name in record.sent if name in old and name in shown]:
        pointer = pointer_of((name,))
        if is_key(life, pointer) or is_moment(old[name]) or same(old[name], shown[name]):
            continue
        if any(name in body and same(body[name], shown[name]) for body in changes):
            message = f"'{pointer}' of one record is read as {short(shown[name])} after another was changed"
            life.object(exchange, "changed-other", message, pointer=pointer)


def _shown(life: Life) -> Any:
    exchange, part = read(life), life.part("read")
    return shown_record(life.resource, part, exchange.response) if exchange is not None and part is not None else ABSENT


def keeps_to_owners(session: Session, resource: Resource, seed: str) -> None:
    """Look for a record below an owner that it was not made below, and for what is left when an owner is deleted.

    Only where its own owner was made: below one that is made up, some let nothing be made once there is a real one.
    """
    owner, record = resource.owner, session.world.of(resource)
    own = session.world.of(owner) if owner is not None else None
    if owner is None or own is None or record is None or record.sent is ABSENT or own.way != record.way[:-1]:
        return
    other = created(session, owner, f"{seed}/other", own.way[:-1])
    if other is None or other.record is None:
        return
    if len(other.record.way) == len(own.way) and other.record.way != own.way:
        life = Life(session, resource, seed, record, list(other.before))
        _found_elsewhere(life, record, other.record)
        _left_behind(session, resource, seed, other)
    session.world.remove(other.record)


def _found_elsewhere(life: Life, record: Record, other: Record) -> None:
    own = _shown(life)
    if not isinstance(own, dict):
        return
    moved = replace(record, way=(*other.way, record.way[-1]))
    part = life.part("read")
    if part is not None and names(part, moved):
        case = life.case(part, moved.named_in(part.operation.path), 0)
        about = "a read below an owner that is another's"
        exchange = life.ask(replace(case, kind="gone", about=about, known=False)) if case is not None else None
        shown = shown_record(life.resource, part, exchange.response) if exchange is not None else ABSENT
        if exchange is not None and exchange.succeeded and _is_alike(life, own, shown):
            message = f"the record {record.key!r} is read below {other.key!r}, where nobody made it"
            life.object(exchange, "found-elsewhere", message)
    listing = life.part("list")
    page = first_page(life, listing, moved.named_in(listing.operation.path)) if listing is not None else None
    if page is not None and listing is not None:
        alike = [each for each in page[1].records if _is_alike(life, own, each)]
        if alike:
            message = f"the list below {other.key!r} has the record {record.key!r}, which nobody made there"
            life.object(page[0], "found-elsewhere", message)


def _is_alike(life: Life, own: dict[str, Any], shown: Any) -> bool:
    """Whether what is shown is the very record: all that a list shows of it is the same."""
    steps = life.resource.key.steps if life.resource.key is not None else None
    if not isinstance(shown, dict) or not shown:
        return False
    members = [name for name in shown if name in own and not is_key(life, pointer_of((name,)))]
    has_key = not steps or own.get(steps[0]) == shown.get(steps[0])
    return bool(members) and has_key and all(same(own[name], shown[name]) for name in members)


def _left_behind(session: Session, resource: Resource, seed: str, other: Life) -> None:
    """Delete the owner of a record, which is not to be read any more, nor its list."""
    part = other.part("delete")
    if part is None or other.record is None or not names(part, other.record):
        return
    child = created(session, resource, f"{seed}/child", other.record.way)
    if child is None or child.record is None:
        return
    case = other.case(part, other.record.named_in(part.operation.path), 0)
    exchange = other.ask(case) if case is not None else None
    if exchange is not None and exchange.succeeded:
        child.before.append(exchange)
        _gone_with_owner(child)
    session.world.remove(child.record)


def _gone_with_owner(child: Life) -> None:
    for role in ("read", "list"):
        part, record = child.part(role), child.record
        if part is None or record is None or not child.session.contract(part.operation).documents("404", "410"):
            continue
        named = texts_in(part.operation.path, record.way if role == "read" else record.way[:-1])
        case = child.case(part, named, 0)
        about = f"a {role} below what was deleted"
        exchange = child.ask(replace(case, kind="gone", about=about)) if case is not None else None
        if exchange is not None and exchange.succeeded:
            path = exchange.case.request.path
            message = f"what was below a deleted record is answered, though 404 is documented: {path}"
            child.object(exchange, "still-there", message, pointer="owner")
