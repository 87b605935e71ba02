"""Do the documented links of an answer lead to something?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mockserver.behaviours.resources.shapes import items_of, kind_of, members_of
from mockserver.callbacks.expressions import Exchange as Exchanged
from mockserver.callbacks.expressions import UnresolvedError, evaluated
from mockserver.contract.check.cases import Exchange, Objection
from mockserver.contract.check.session import Session
from mockserver.contract.check.valid import valid_case
from mockserver.exceptions import SpecError
from mockserver.model import ABSENT, Blame, Decoded, Operation, Schema, SpecReference
from mockserver.openapi import Document
from mockserver.pointers import is_number, pointer_of, steps_of


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """A documented link: its name, where it stands, the operation that it leads to, and values by parameter."""

    name: str
    source: SpecReference
    target: Operation
    parameters: Mapping[str, Any]


def links_of(document: Document, operation: Operation, status: int, known: Mapping[str, Operation]) -> Iterator[Link]:
    """The links of the documented answer with a status; `known` are operations by their id and by their pointer."""
    spec = operation.response_for(status)
    if spec is None or document.version == "2.0":
        return
    at = f"{operation.source.pointer}/responses{pointer_of((spec.status,))}"
    try:
        response, at = document.follow(at)
        stated = response.get("links") if isinstance(response, Mapping) else None
        for name in stated if isinstance(stated, Mapping) else ():
            node, where = document.child(at, "links", name)
            target = _target(node, known) if isinstance(node, Mapping) else None
            if target is not None:
                values = node.get("parameters")
                yield Link(name, document.reference(where), target, values if isinstance(values, Mapping) else {})
    except (SpecError, LookupError):
        return


def _target(node: Mapping[str, Any], known: Mapping[str, Operation]) -> Operation | None:
    name, reference = node.get("operationId"), node.get("operationRef")
    if isinstance(name, str):
        return known.get(name)
    return known.get(pointer_of(steps_of(reference))) if isinstance(reference, str) else None


def follow(session: Session, exchange: Exchange, known: Mapping[str, Operation], seed: str) -> None:
    """Follow the links of an answer that only read."""
    case = exchange.case
    for link in links_of(session.api.document, case.operation, exchange.response.status, known):
        if link.target.method != "GET":
            continue
        values = _values(link, _exchanged(session, exchange))
        contract = session.contract(case.operation)
        if values is None:
            unresolved = _unresolved(link, case.operation, exchange.response.status, session.party)
            session.note(contract, (unresolved,), case.request)
            continue
        asked = valid_case(session.contract(link.target), session.provider, seed, 0, values["path"])
        if asked is None:
            continue
        draft = asked.draft
        query = (*(pair for pair in draft.query if pair[0] not in values["query"]), *values["query"].items())
        draft = replace(draft, query=query, headers={**draft.headers, **values["header"]})
        asked = replace(asked, draft=draft, request=draft.request(), kind="gone", about=f"the link '{link.name}'")
        answer = session.ask(asked, (exchange,))
        if answer is not None and answer.response.status in (400, 404, 410, 422):
            message = f"the link '{link.name}' leads nowhere: {answer.response.status}"
            objection = Objection("broken-link", message, session.party, "error", link.name, link.source)
            session.note(contract, (objection,), asked.request, (exchange,))


def _unresolved(link: Link, operation: Operation, status: int, party: Blame) -> Objection:
    """It is the specification's fault where the documented answer itself cannot have what is asked for."""
    asks = [str(value) for value in link.parameters.values()]
    possible = any(text.startswith("$response.") and _is_described(text, operation, status) for text in asks)
    message = f"the link '{link.name}' cannot be followed: the answer does not have what it needs"
    blame: Blame = party if possible else "spec"
    return Objection("broken-link", message, blame, "error", link.name, link.source)


def _is_described(expression: str, operation: Operation, status: int) -> bool:
    """Whether the documented answer can have what an expression asks for."""
    spec = operation.response_for(status)
    if not expression.startswith("$response.body#") or spec is None:
        return True
    schemas = [media.schema for media in spec.content.values() if media.schema is not None]
    steps = steps_of(expression.removeprefix("$response.body#"))
    return any(_has(schema, steps) for schema in schemas)


def _has(schema: Schema, steps: Sequence[str]) -> bool:
    for step in steps:
        items = items_of(schema) if is_number(step) else None
        found = items or members_of(schema).schemas.get(step)
        if found is None:
            return members_of(schema).open and not members_of(schema).schemas and kind_of(schema) in ("object", "")
        schema = found
    return True


def _exchanged(session: Session, exchange: Exchange) -> Exchanged:
    values: Decoded = session.contract(exchange.case.operation).decoded(exchange.case.draft, exchange.case.request)
    return Exchanged(exchange.case.request, values, exchange.response)


def _values(link: Link, exchanged: Exchanged) -> dict[str, dict[str, str]] | None:
    """The texts of a link's parameters by place; None where one stands for nothing."""
    found: dict[str, dict[str, str]] = {"path": {}, "query": {}, "header": {}}
    for stated, expression in link.parameters.items():
        place, dot, name = stated.partition(".")
        if not dot or place not in ("path", "query", "header", "cookie"):
            name = stated
            place = next((each.place for each in link.target.parameters if each.name == name), "")
        try:
            value = evaluated(expression, exchanged) if str(expression).startswith("$") else expression
        except UnresolvedError:
            return None
        if place in found and value is not ABSENT:
            found[place][name.lower() if place == "header" else name] = _text(value)
    return found


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
