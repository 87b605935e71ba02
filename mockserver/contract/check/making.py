"""How does a record come to be, or, where none can be made, which is there already?"""

from __future__ import annotations

from dataclasses import replace

from mockserver.behaviours.resources import Part, Resource
from mockserver.contract.check.cases import Case
from mockserver.contract.check.life import Life, first_page
from mockserver.contract.check.session import Session
from mockserver.contract.check.world import Known, Record, Way, made, shown_record, texts_in, way_of

TRIES = 3
"""How many bodies are tried to make a record."""


def created(session: Session, resource: Resource, seed: str, above: Way = ()) -> Life | None:
    """A life that has begun; None where no record can be made, or its key cannot be told.

    `above` is the way to those that it stands below, where another stands below them already.
    """
    life = Life(session, resource, seed)
    part = life.part("create") or _placing(life)
    if part is None:
        return None
    owners = texts_in(part.operation.path, above or session.world.way_to(resource))
    for number in range(TRIES):
        case = _making(life, part, owners, number + 1)
        exchange = life.ask(case) if case is not None else None
        if exchange is None or not exchange.succeeded:
            continue
        life.record = (
            made(resource, part, exchange.case.request, exchange.case.draft, exchange.response)
            if part.role == "create"
            else _placed(life, part, exchange.case, shown_record(resource, part, exchange.response))
        )
        life.before.append(exchange)
        if life.record is None:
            return None
        session.world.add(life.record)
        return life
    return None


def _placing(life: Life) -> Part | None:
    """What puts a record at a place that the client chooses: a PUT that says that it creates."""
    part = life.part("replace")
    creates = part is not None and life.resource.key is not None and "201" in part.operation.responses
    return part if creates and not life.resource.single else None


def _making(life: Life, part: Part, owners: Known, number: int) -> Case | None:
    case = life.case(part, owners, number)
    if case is None or part.role == "create":
        return case
    is_named = set(owners) >= set(case.draft.path) - {_last(part)}
    return replace(case, known=is_named)


def _last(part: Part) -> str:
    return part.operation.path.rpartition("{")[2].partition("}")[0]


def _placed(life: Life, part: Part, case: Case, shown: object) -> Record | None:
    way = way_of(case.draft)
    return Record(life.resource, way[-1], way, case.draft.body, shown) if way and not part.body else None


def found(session: Session, resource: Resource, seed: str) -> None:
    """Take note of a record that is listed, where none can be made."""
    life = Life(session, resource, seed)
    part = life.part("list")
    owners = texts_in(part.operation.path, session.world.way_to(resource)) if part is not None else {}
    page = first_page(life, part, owners) if part is not None else None
    if part is None or page is None or resource.key is None:
        return
    exchange, shown = page
    for record, key in zip(shown.records, shown.keys, strict=True):
        if key is not None and not isinstance(key, dict | list | bool):
            session.world.add(Record(resource, key, (*way_of(exchange.case.draft), str(key)), shown=record))
            life.before.append(exchange)
            return
