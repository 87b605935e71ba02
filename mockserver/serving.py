"""What answers an operation, and what did it give?"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mockserver.apis import Api
from mockserver.behaviours import Call, Handler
from mockserver.behaviours.resources import Lookup, Responder, Result
from mockserver.delivery import Delivery
from mockserver.dialects import Manner
from mockserver.media import header_text
from mockserver.mocking import MockPlan, Preferences, without_examples
from mockserver.model import Match, Operation, Origin, Request, Response, Violation, value
from mockserver.pointers import steps_of
from mockserver.state import Change, MockMissing, State
from mockserver.validation import RequestPlan, ResponsePlan, Steps

Headers = tuple[tuple[str, str], ...]
Violations = tuple[Violation, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """One operation with all that answers it."""

    api: Api
    name: str
    operation: Operation
    mark: Headers
    request: RequestPlan
    response: ResponsePlan
    mock: MockPlan
    handler: Handler | None
    responder: Lookup
    batch: tuple[Steps, ...]
    watched: bool = False
    """Whether somebody wants to know what it changes."""

    @classmethod
    def of(cls, api: Api, operation: Operation, *, examples: bool, watched: bool = False) -> Served:
        registration = api.handlers.get(operation.id)
        pointers = registration.batch if registration and operation.batch is None else operation.batch
        return cls(
            api=api,
            name=api.name,
            operation=operation,
            mark=(("X-Mock-Operation", header_text(operation.id)),),
            request=RequestPlan(operation, api.settings["unknown_parameters"]),
            response=ResponsePlan(operation),
            mock=MockPlan(operation if examples else without_examples(operation)),
            handler=registration.handler if registration else None,
            responder=Lookup(api.resources, operation),
            batch=tuple(steps_of(pointer) for pointer in pointers or ()) if registration else (),
            watched=watched,
        )

    def handled(self, handler: Handler | Responder, call: Call, state: State) -> Result:
        """What comes of a call; its changes are kept unless the handler crashes or rolls them back."""
        store = state.transaction(self.name)
        with state.store.exclusive():
            given = handler(call, store)
            changes = store.changes() if self.watched else ()
            store.commit()
        result = given if isinstance(given, Result) else Result(given)
        return replace(result, changes=changes) if changes else result


def served_by(apis: Sequence[Api], *, examples: bool, watched: Container[Operation | None]) -> dict[Operation, Served]:
    """Every operation with what answers it; somebody wants to know what the `watched` ones change."""
    return {
        operation: Served.of(api, operation, examples=examples, watched=operation in watched)
        for api in apis
        for operation in api.operations
    }


@value
class Asked:
    """A request that means an operation, in the state and at the time in which it is answered."""

    served: Served
    match: Match
    request: Request
    state: State
    now: datetime
    wanted: Preferences
    id: str
    """That of its outcome."""

    mock_missing: MockMissing | None = None
    """What an override says of an upstream that does not have the operation."""


@value
class Given:
    """What a step gave: the answer, its source and what was wrong with the request."""

    response: Response
    source: Origin
    violations: Violations = ()
    traceback: str = ""
    tells_violations: bool = True
    """Whether `sl-violations` has them: not where the body of a refusal tells them already."""

    judged: bool = True
    """Whether it is held against its contract: not where it is meant to break it."""

    delivery: Delivery | None = None
    changes: tuple[Change, ...] = ()


def with_preferences(answer: Given, wanted: Preferences) -> Given:
    """The answer with what was honoured of the client's preferences."""
    applied = wanted.honoured(answer.source).applied
    if not applied or (answer.source == "refusal" and answer.delivery is None):
        return answer
    return replace(answer, response=answer.response.with_headers((("Preference-Applied", applied),)))


def marked(answer: Given, broken: Violations, mark: Headers, outcome_id: str, manner: Manner) -> Response:
    """The answer with the headers that tell where it comes from, and what was wrong without refusing the request."""
    response = answer.response
    headers = (*response.headers, ("X-Mock-Source", answer.source), *mark, ("X-Mock-Request", outcome_id))
    told = answer.violations + broken if answer.tells_violations else broken
    if told:
        headers += (("sl-violations", manner.header(told)), ("sl-violations-count", str(len(told))))
    return Response(response.status, headers, response.body, response.value, response.reason)
