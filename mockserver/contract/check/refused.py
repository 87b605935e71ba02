"""Was something done all the same, though the request for it was refused?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.behaviours.resources import Part, Resource
from mockserver.contract.check.cases import Case, Exchange, Objection
from mockserver.contract.check.comparing import same
from mockserver.contract.check.life import Life, first_page, read, short
from mockserver.contract.check.session import Session
from mockserver.contract.check.world import shown_record
from mockserver.model import ABSENT, Operation


@dataclass(frozen=True, slots=True)
class Kept:
    """What there is: the keys in the list of what can be made, or the record that can be changed or deleted.

    `whole`: there are no others than the list shows.
    """

    keys: tuple[str, ...] = ()
    whole: bool = True
    record: Any = ABSENT
    is_gone: bool = False


def ask_refused(session: Session, operation: Operation, cases: Iterable[Case], seed: str) -> None:
    """Ask for what is to be refused; object where that was done, though all of it was refused.

    Where something was accepted, or the server failed, there is an objection already.
    """
    found = session.world.resources.of(operation)
    wanted = found if found is not None and found[1].role in ("create", "merge", "replace", "delete") else None
    before = _kept(session, *wanted, seed) if wanted is not None else None
    exchanges = [exchange for case in cases if (exchange := session.ask(case)) is not None]
    if wanted is None or before is None or not exchanges:
        return
    if all(400 <= exchange.response.status < 500 for exchange in exchanges):
        _compare(session, operation, (before, _kept(session, *wanted, seed)), exchanges)


def _kept(session: Session, resource: Resource, part: Part, seed: str) -> Kept | None:
    """What there is now; None where that cannot be told."""
    life = Life(session, resource, seed, session.world.of(resource))
    if part.role == "create":
        listing = life.part("list")
        named = session.world.known(listing.operation) if listing is not None else {}
        page = first_page(life, listing, named) if listing is not None else None
        if page is None or any(key is None for key in page[1].keys):
            return None
        return Kept(tuple(map(str, page[1].keys)), page[1].whole)
    exchange, reading = read(life), life.part("read")
    if exchange is None or reading is None:
        return None
    is_gone = exchange.response.status in (404, 410)
    record = shown_record(resource, reading, exchange.response)
    return Kept(record=record, is_gone=is_gone) if exchange.succeeded or is_gone else None


def _compare(
    session: Session, operation: Operation, kept: tuple[Kept, Kept | None], exchanges: Sequence[Exchange]
) -> None:
    before, after = kept
    if after is None:
        return
    contract, request = session.contract(operation), exchanges[0].case.request
    for message in _done(before, after, [exchange.case.draft.body for exchange in exchanges]):
        whole = f"{message}, though each was refused: {_statuses(exchanges)}"
        source = operation.source
        session.note(contract, (Objection("done-though-refused", whole, session.party, source=source),), request)
        return


def _done(before: Kept, after: Kept, bodies: Sequence[Any]) -> Iterable[str]:
    new = [key for key in after.keys if key not in before.keys]
    if new and before.whole:
        yield f"the list has the record {new[0]!r} after requests to make one"
    if after.is_gone and not before.is_gone:
        yield "the record is gone after requests to change or delete it"
    if not isinstance(before.record, dict) or not isinstance(after.record, dict):
        return
    for name, value in after.record.items():
        sent = [body[name] for body in bodies if isinstance(body, dict) and name in body]
        if name in before.record and not same(value, before.record[name]) and any(same(value, each) for each in sent):
            yield f"'{name}' is read as {short(value)} after requests to change it to that"


def _statuses(exchanges: Sequence[Exchange]) -> str:
    return " and ".join(map(str, sorted({exchange.response.status for exchange in exchanges})))
