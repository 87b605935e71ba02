"""What becomes of a request?"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter
from typing import Literal

from mockserver.apis import Api, route_all
from mockserver.behaviours import Call, Registration
from mockserver.dialects import problem_json, refusal_status
from mockserver.mocking import Preferences, canned, preferences
from mockserver.model import (
    Credential,
    Decoded,
    Item,
    Match,
    NoMatch,
    Operation,
    Origin,
    Outcome,
    Refusal,
    Request,
    Response,
    Violation,
    exists,
    steps_of,
    value_at,
)
from mockserver.state import State, Transaction
from mockserver.validation import RequestPlan, ResponsePlan, credentials, missing

Strictness = Literal["strict", "warn", "off"]

_log = logging.getLogger("mockserver")


@dataclass(frozen=True, slots=True)
class Options:
    """How strict the server is.

    `validation`: `strict` refuses a request that breaks its contract, `warn` only notes it, `off` does not look.
    `auth`: whether credentials are asked for. `errors`: an answer of our own that breaks its contract becomes a 500.
    `dynamic`: generated answers go before examples. `max_body`: bytes; a longer body is refused with 413.
    """

    validation: Strictness = "strict"
    auth: bool = True
    errors: bool = False
    dynamic: bool = False
    max_body: int = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, eq=False)
class _Served:
    """One operation with all that answers it."""

    api: Api
    operation: Operation
    request: RequestPlan
    response: ResponsePlan
    registration: Registration | None
    batch: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a step gave: the answer, its source and what was wrong with the request."""

    response: Response
    source: Origin
    violations: tuple[Violation, ...] = ()
    traceback: str = ""


class Engine:
    """Everything that depends on the specifications alone; `handle` is the one way in."""

    def __init__(self, apis: Sequence[Api], options: Options | None = None) -> None:
        self.apis: Mapping[str, Api] = {api.name: api for api in apis}
        self.options = options or Options()
        self.router = route_all(apis)
        self._served = {operation: _served(api, operation) for api in apis for operation in api.operations}

    def handle(self, request: Request, state: State) -> Outcome:
        """Answer a request, and note what became of it in the state's journal."""
        started = perf_counter()
        now = state.clock.tick()
        match = self.router.route(request.method, request.path)
        if isinstance(match, NoMatch):
            api, operation = match.api, None
            answer, broken = self._refuse_unrouted(request, match), ()
        else:
            served = self._served[match.operation]
            api, operation = served.api.name, served.operation
            answer = self._answer(served, match, request, state, now)
            answer, broken = self._judged(served, request, answer)
        outcome_id = state.journal.next_id()
        outcome = Outcome(
            id=outcome_id,
            at=now,
            session=state.session,
            request=request,
            response=_marked(answer, operation, outcome_id),
            source=answer.source,
            api=api,
            operation=operation,
            request_violations=answer.violations,
            response_violations=broken,
            ms=(perf_counter() - started) * 1_000,
            traceback=answer.traceback,
        )
        state.journal.add(outcome)
        return outcome

    def _refuse_unrouted(self, request: Request, match: NoMatch) -> _Answer:
        dialect = self.apis[match.api].dialect if match.api else problem_json
        refusal = Refusal(match.status, (match.violation,), request, allow=match.allow)
        response = dialect(refusal)
        if match.allow:
            response = response.with_headers((("Allow", ", ".join(match.allow)),))
        return _Answer(response, "refusal", refusal.violations)

    def _answer(self, served: _Served, match: Match, request: Request, state: State, now: datetime) -> _Answer:
        wanted = preferences(request)
        credential = self._credential(served, request, state, now)
        if isinstance(credential, Violation):
            return self._refuse(served, request, (credential,))
        if len(request.body) > self.options.max_body:
            message = f"the body has {len(request.body)} bytes, more than {self.options.max_body}"
            return self._refuse(served, request, (Violation(("body",), "size", message),))
        strictness = wanted.validate or self.options.validation
        values, violations = served.request.read(request, match.values)
        items, rest = _routed(served.batch, values, violations)
        errors = tuple(violation for violation in rest if violation.severity == "error")
        if strictness == "strict" and errors:
            return self._refuse(served, request, errors, all_violations=violations)
        if strictness == "off":
            items, rest, violations = tuple(replace(item, violations=()) for item in items), (), ()
        if served.registration is None or wanted.forces_answer:
            return self._canned(served, request, wanted, state, violations)
        call = Call(
            request=request,
            operation=served.operation,
            values=values,
            now=now,
            base=request.root + match.base,
            items=items,
            violations=rest,
            settings=served.api.settings,
            credential=credential,
        )
        return self._behave(served, call, state, violations)

    def _credential(self, served: _Served, request: Request, state: State, now: datetime) -> Credential | Violation | None:
        """The credential that lets the request in; the violation if none does."""
        api = served.api
        for alternative in credentials(served.operation, request):
            if not self.options.auth or all(self._accepts(api, shown, state, now) for shown in alternative):
                return alternative[0] if alternative else None
        return missing(served.operation) if self.options.auth else None

    def _accepts(self, api: Api, credential: Credential, state: State, now: datetime) -> bool:
        if not api.knows(credential):
            return False
        authenticate = api.behaviour.authenticate
        return authenticate is None or authenticate(credential, state.transaction(api.name), now)

    def _refuse(
        self,
        served: _Served,
        request: Request,
        errors: tuple[Violation, ...],
        *,
        all_violations: tuple[Violation, ...] | None = None,
    ) -> _Answer:
        status = refusal_status(errors, served.operation)
        response = served.api.dialect(Refusal(status, errors, request, served.operation))
        return _Answer(response, "refusal", errors if all_violations is None else all_violations)

    def _canned(
        self, served: _Served, request: Request, wanted: Preferences, state: State, violations: tuple[Violation, ...]
    ) -> _Answer:
        if self.options.dynamic and wanted.dynamic is None:
            wanted = replace(wanted, dynamic=True)
        found = canned(served.operation, request, wanted, wanted.seed or f"{state.seed}\0{request.path}")
        if isinstance(found, Violation):
            return self._refuse(served, request, (found,))
        return _Answer(found.response, found.source, violations)

    def _behave(self, served: _Served, call: Call, state: State, violations: tuple[Violation, ...]) -> _Answer:
        if served.registration is None:
            raise LookupError(served.operation.id)
        store: Transaction = state.transaction(served.api.name)
        try:
            with state.store.exclusive():
                response = served.registration.handler(call, store)
                store.commit()
        except Exception:  # a behaviour may crash in any way: the request is answered 500, and the crash is told
            crash = traceback.format_exc()
            _log.exception("the behaviour of %s crashed in %s", served.api.name, served.operation.id)
            return _Answer(_crashed(call.operation), "behaviour", violations, crash)
        return _Answer(response, "behaviour", violations)

    def _judged(self, served: _Served, request: Request, answer: _Answer) -> tuple[_Answer, tuple[Violation, ...]]:
        """The answer with what is wrong with it; with `errors` a wrong one becomes a 500."""
        if self.options.validation == "off":
            return answer, ()
        broken = served.response.violations(answer.response)
        if not broken or not self.options.errors:
            return answer, broken
        response = problem_json(Refusal(500, broken, request, served.operation))
        return replace(answer, response=response, source="refusal"), broken


def _served(api: Api, operation: Operation) -> _Served:
    registration = api.handlers.get(operation.id)
    batch = operation.batch if operation.batch is not None else registration.batch if registration else None
    return _Served(api, operation, RequestPlan(operation), ResponsePlan(operation), registration, batch)


def _routed(
    batch: tuple[str, ...] | None, values: Decoded, violations: tuple[Violation, ...]
) -> tuple[tuple[Item, ...], tuple[Violation, ...]]:
    """The items of a batch, each with its own violations, and the violations that lie in none."""
    pointer = next((p for p in batch or () if values.body is not None and exists(values.body, p)), None)
    if pointer is None or not isinstance(values.body, dict | list):
        return (), violations
    steps = steps_of(pointer)
    records = value_at(values.body, steps)
    depth = len(steps) + 1
    if not isinstance(records, list):
        return _single(records, steps, violations)
    if not violations:
        return tuple(Item(index, record) for index, record in enumerate(records)), ()
    inside: dict[int, list[Violation]] = {}
    rest: list[Violation] = []
    for violation in violations:
        where = violation.location
        if len(where) > depth and where[0] == "body" and where[1:depth] == steps and isinstance(where[depth], int):
            inside.setdefault(where[depth], []).append(replace(violation, location=where[depth + 1 :]))
        else:
            rest.append(violation)
    items = (Item(index, record, tuple(inside.get(index, ()))) for index, record in enumerate(records))
    return tuple(items), tuple(rest)


def _single(
    record: object, steps: tuple[str, ...], violations: tuple[Violation, ...]
) -> tuple[tuple[Item, ...], tuple[Violation, ...]]:
    """A batch that is one record: every violation at it or below it is its own."""
    start = ("body", *steps)
    own = [v for v in violations if v.location[: len(start)] == start]
    item = Item(0, record, tuple(replace(v, location=v.location[len(start) :]) for v in own))
    return (item,), tuple(v for v in violations if v not in own)


def _marked(answer: _Answer, operation: Operation | None, outcome_id: str) -> Response:
    headers = [("X-Mock-Source", answer.source)]
    if operation is not None:
        headers.append(("X-Mock-Operation", operation.id))
    headers.append(("X-Mock-Request", outcome_id))
    return answer.response.with_headers(headers)


def _crashed(operation: Operation) -> Response:
    return Response.json(
        500,
        {
            "type": "about:blank",
            "title": "Internal Server Error",
            "status": 500,
            "detail": f"the behaviour of '{operation.id}' crashed; the journal has the traceback",
        },
        media_type="application/problem+json",
    )
