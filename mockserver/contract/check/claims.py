"""Does what the answer to a request says of a record hold: what an action did, and what was filled in for it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.behaviours.resources import Part, Resource
from mockserver.behaviours.resources.shapes import members_of
from mockserver.contract.check.cases import Exchange, Objection
from mockserver.contract.check.comparing import is_moment, same
from mockserver.contract.check.life import Life, read, short
from mockserver.contract.check.lists import key_in
from mockserver.contract.check.session import Session
from mockserver.contract.check.world import shown_record
from mockserver.model import ABSENT, Operation


def record_before(session: Session, operation: Operation, seed: str) -> Any:
    """The record that an action is about to do something with, as it is read; ABSENT for all other operations."""
    found = session.world.resources.of(operation)
    if found is None or found[1].role != "action" or found[1].answer is None or session.world.of(found[0]) is None:
        return ABSENT
    return _shown(Life(session, found[0], seed, session.world.of(found[0])))[1]


def _shown(life: Life) -> tuple[Exchange | None, Any]:
    exchange, part = read(life), life.part("read")
    if exchange is None or part is None or not exchange.succeeded:
        return exchange, ABSENT
    return exchange, shown_record(life.resource, part, exchange.response)


def holds(session: Session, exchange: Exchange, old: Any, seed: str) -> None:
    """Object to what a good answer says, and is not so."""
    found = session.world.resources.of(exchange.case.operation)
    if found is None or found[1].answer is None:
        return
    resource, part = found
    told = shown_record(resource, part, exchange.response)
    if isinstance(told, dict) and isinstance(old, dict) and part.role == "action":
        _remembered(session, resource, exchange, (old, told), seed)
    if isinstance(told, dict) and part.role == "create":
        _filled_in(session, part, exchange, told)


def _remembered(
    session: Session,
    resource: Resource,
    exchange: Exchange,
    records: tuple[Mapping[str, Any], Mapping[str, Any]],
    seed: str,
) -> None:
    """Object where a record is read as it was before an action, though that said that it became another."""
    old, told = records
    if not same(key_in(resource, old), key_in(resource, told)):
        return
    life = Life(session, resource, seed, session.world.of(resource), [exchange])
    reading, shown = _shown(life)
    if reading is None or not isinstance(shown, dict):
        return
    changed = [name for name in told if name in old and not same(told[name], old[name]) and not is_moment(old[name])]
    lost = [name for name in changed if name in shown and same(shown[name], old[name])]
    if lost:
        name = lost[0]
        message = (
            f"'{name}' was {short(told[name])} when the action was done, but is read as {short(old[name])} as before"
        )
        life.object(reading, "lost-update", message, pointer="action")


def _filled_in(session: Session, part: Part, exchange: Exchange, told: Mapping[str, Any]) -> None:
    """Object where a member that was left out does not have the value that is documented for that."""
    draft = exchange.case.draft
    if draft.media is None or draft.media.schema is None or part.body or not isinstance(draft.body, dict):
        return
    for name, schema in members_of(draft.media.schema).schemas.items():
        node = schema.resolved().node
        default = node.get("default") if isinstance(node, Mapping) else None
        if name in draft.body or name not in told or not isinstance(default, str | int | float):
            continue
        if not same(told[name], default):
            message = f"'{name}' was left out, but is {short(told[name])} and not {short(default)}, as is documented"
            objection = Objection(
                "ignored-default", message, session.party, "warning", name, exchange.case.operation.source
            )
            session.note(session.contract(exchange.case.operation), (objection,), exchange.case.request)
