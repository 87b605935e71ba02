"""What do all parts of a record's life need: who is asked, what was exchanged, how the record is read and listed?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from mockserver.behaviours.resources import Part, Resource
from mockserver.behaviours.resources.inferring.envelopes import schema_at
from mockserver.behaviours.resources.shapes import answer_schema, items_of
from mockserver.behaviours.resources.wording import words
from mockserver.contract.check.cases import Case, Exchange, Objection
from mockserver.contract.check.lists import Listed, listed, size_query
from mockserver.contract.check.session import Session
from mockserver.contract.check.valid import valid_case
from mockserver.contract.check.world import Known, Record, shown_record, texts_in
from mockserver.model import ABSENT, Schema
from mockserver.pointers import steps_of

PAGE = 20
"""How many records a page is asked to have."""


@dataclass(slots=True)
class Life:
    """The life of one record: what was exchanged so far, of which later objections tell."""

    session: Session
    resource: Resource
    seed: str
    record: Record | None = None
    before: list[Exchange] = field(default_factory=list)

    def part(self, *roles: Any) -> Part | None:
        """The part with a role whose requests may be sent, and whose path alone names the record."""
        direct = (part for role in roles for part in self.resource.parts if part.role == role and part.direct)
        found = next(direct, None)
        return found if found is not None and self.session.takes(found.operation) else None

    def case(self, part: Part, named: Known, number: int = 1, body: Any = ABSENT) -> Case | None:
        contract, provider = self.session.contract(part.operation), self.session.provider
        return valid_case(contract, provider, self.seed, number, named, body)

    def ask(self, case: Case) -> Exchange | None:
        return self.session.ask(case, self.before)

    def object(self, exchange: Exchange, code: str, message: str, **more: Any) -> None:
        """Note what is wrong with the last answer in the light of those before it."""
        operation = exchange.case.operation
        shown = " ".join(exchange.response.body[:300].decode("utf-8", "replace").split())
        details = (f"answer: {exchange.response.status} {shown}".rstrip(),)
        objection = Objection(code, message, self.session.party, source=operation.source, details=details, **more)
        self.session.note(self.session.contract(operation), (objection,), exchange.case.request, self.before)


def read(life: Life, part: Part | None = None) -> Exchange | None:
    part = part or life.part("read")
    if part is None or life.record is None or not names(part, life.record):
        return None
    case = life.case(part, life.record.named_in(part.operation.path), 0)
    return life.ask(case) if case is not None else None


def names(part: Part, record: Record) -> bool:
    """Whether the path of an operation names the record, and all that it names is known."""
    needed = {parameter.name for parameter in part.operation.parameters if parameter.place == "path"}
    named = record.named_in(part.operation.path)
    return needed <= set(named) and len(named) == len(record.way)


def first_page(
    life: Life, part: Part, named: Known, *, asked: tuple[tuple[str, str], ...] = (), size: int = PAGE
) -> tuple[Exchange, Listed] | None:
    """The first page of a list, of a size that is asked for where that can be; `asked` is what else is."""
    case = life.case(part, named, 0)
    if case is None:
        return None
    query = size_query(life.resource, part)
    if query is not None and not query.member:
        most = query.stated("maximum")
        size = min(size, most) if isinstance(most, int) and most > 0 else size
        asked = (*asked, (query.name, str(size)))
    if asked:
        given = {name for name, _ in asked}
        pairs = tuple(pair for pair in case.draft.query if pair[0] not in given)
        draft = replace(case.draft, query=(*pairs, *asked))
        case = replace(case, draft=draft, request=draft.request())
    exchange = life.ask(case)
    found = listed(life.resource, part, exchange) if exchange is not None and exchange.succeeded else None
    return (exchange, found) if exchange is not None and found is not None else None


def is_key(life: Life, pointer: str) -> bool:
    """Whether a member says which record it is, or below which others it stands: the path has the last word on that."""
    steps = steps_of(pointer)
    if life.resource.key is not None and steps == life.resource.key.steps:
        return True
    paths = [part.operation.path for part in life.resource.parts]
    named = {words(name) for path in paths for name in texts_in(path, life.record.way if life.record else ())}
    return len(steps) == 1 and words(steps[0]) in named


def schema_shown(life: Life) -> Schema | None:
    """What the answer to a read says that a record looks like."""
    part = life.part("read")
    whole = answer_schema(part.operation) if part is not None else None
    found = schema_at(whole, part.answer or ()) if whole is not None and part is not None else None
    items = items_of(found) if found is not None else None
    return items or found or life.resource.schema


def last_shown(life: Life, exchange: Exchange | None) -> Any:
    """What the answer to the last change said of the record."""
    if exchange is None:
        return ABSENT
    found = life.session.world.resources.of(exchange.case.operation)
    return shown_record(life.resource, found[1], exchange.response) if found is not None else ABSENT


def short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
