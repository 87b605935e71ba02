"""Which errors does an API document, and which request provokes each for real?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from mockserver.apis import Api
from mockserver.behaviours.resources import Part, Resource
from mockserver.contract.drafts import Draft, draft_of
from mockserver.contract.preparing import Entrance, Requests, entrance, with_things
from mockserver.contract.situations import situations
from mockserver.contract.wrongs import stale, unknown, wrongs
from mockserver.exceptions import MockserverError
from mockserver.mocking import Preferences
from mockserver.model import Operation, Outcome, Request, ResponseSpec
from mockserver.pointers import is_number, value_at
from mockserver.state import State
from mockserver.suggestions import meant

SEED = "1"
"""The seed of the state in which requests are tried: ids that they have are those of this seed."""

_OF_A_RANGE: Mapping[str, Sequence[int]] = {
    "4XX": (400, 409, 422, 429, 403, 404, 401),
    "5XX": (500, 503, 502, 504),
    "default": (500, 503, 400),
}
"""Statuses that stand for a documented range; the first that is not documented by itself."""


class Answering(Protocol):
    """What answers requests: an engine."""

    @property
    def apis(self) -> Mapping[str, Api]: ...

    @property
    def operations(self) -> Sequence[Operation]: ...

    def handle(self, request: Request, state: State) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class ErrorCase:
    """A documented error of an operation, and how it comes about.

    `example` is the name of one of its examples, where it has several. `requests` are sent one after another to a new
    session, and the last is answered with `status`, for the `reason` that the answer's violation gives; there are none
    where no such request is known. `prefer` is the header `Prefer` with which any request that is let in gets it.
    """

    api: str
    operation: str
    status: int
    example: str | None = None
    reason: str = field(default="", compare=False)
    requests: Requests = field(default=(), compare=False)
    prefer: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.operation}-{self.status}" + (f"-{self.example}" if self.example else "")


def error_cases(engine: Answering, operation: str | None = None) -> tuple[ErrorCase, ...]:
    """Every documented error of every operation, or of one: its id, alone or behind its API's name and a dot.

    The requests are made from the specification and tried, each in a state of its own. MockserverError, saying what
    may be meant, where there is no such operation.
    """
    chosen = [each for each in engine.operations if operation in (None, each.id, f"{each.api}.{each.id}")]
    if not chosen:
        known = [each.id for each in engine.operations]
        raise MockserverError(f"there is no operation '{operation}'; {meant(str(operation), known)}")
    return tuple(case for each in chosen for case in _of(engine, each))


def _of(engine: Answering, operation: Operation) -> Iterator[ErrorCase]:
    errors = [(code, spec) for code, spec in operation.responses.items() if code[0] not in "123"]
    if not errors:
        return
    provoked = _provoked(engine, operation)
    for code, spec in errors:
        status = _status(code, operation, provoked)
        if status is None:
            continue
        reason, requests = provoked.get(status, ("", ()))
        for example in _examples(spec) if is_number(code) else (None,):
            prefer = Preferences(code=str(status), example=example).applied
            yield ErrorCase(operation.api, operation.id, status, example, reason, requests, prefer)


def _status(code: str, operation: Operation, provoked: Mapping[int, Any]) -> int | None:
    """The status of a documented answer; of a range an undocumented one, one that comes up if it can be."""
    if is_number(code):
        return int(code) if int(code) >= 400 else None
    spec = operation.responses[code]
    candidates = (*sorted(provoked), *_OF_A_RANGE.get(code, ()))
    return next((each for each in candidates if operation.response_for(each) is spec), None)


def _examples(spec: ResponseSpec) -> tuple[str | None, ...]:
    """The names of the examples where there are several to tell apart, else the documented answer as it is."""
    names = tuple(dict.fromkeys(name for media in spec.content.values() for name in media.examples))
    return names if len(names) > 1 else (None,)


# What provokes them


def _provoked(engine: Answering, operation: Operation) -> dict[int, tuple[str, Requests]]:
    """The first requests that lead to each refusal, with the reason that is given for it."""
    api = engine.apis[operation.api]

    def send(requests: Requests) -> Outcome:
        return _outcome(engine, requests)

    found: dict[int, tuple[str, Requests]] = {}
    for requests in _attempts(entrance(api, send, draft_of(api, operation)), operation):
        outcome = send(requests)
        status = outcome.response.status
        if status >= 400 and outcome.operation is operation and status not in found and not outcome.traceback:
            reason = outcome.request_violations[0].message if outcome.request_violations else ""
            found[status] = (reason, requests)
    return found


def _attempts(way: Entrance, operation: Operation) -> Iterator[Requests]:
    draft = way.draft(operation)
    if way.before:
        yield (draft.anonymous().request(),)
    yield from ((*way.before, *requests) for requests in _inside(way, draft))


def _inside(way: Entrance, draft: Draft) -> Iterator[Requests]:
    """What is asked by one who is let in."""
    request = draft.request()
    yield from ((wrong.request(),) for wrong in wrongs(draft))
    yield (request,)
    resources = way.api.resources
    used = resources.of(draft.operation) if resources is not None else None
    if used is not None:
        yield from _with_records(way, draft, *used)
        yield from situations(way, draft, *used)
    elif resources is None:
        yield from _with_things(way, draft)
    yield (request, request)


def _with_records(way: Entrance, draft: Draft, resource: Resource, part: Part) -> Iterator[Requests]:
    """Requests to a collection that was written to, and to a record that was made or deleted before."""
    create = _draft_of(way, resource.part("create"))
    deletion = _draft_of(way, resource.part("delete"))
    if part.role == "create":
        return
    if create is not None:
        first = create.request()
        yield from ((first, other.request()) for other in unknown(draft))
        key = _key_of(resource, way.answer(first))
        if key is not None:
            draft = _named(draft, resource, part, key)
            gone = resource.part("delete")
            deletion = _named(deletion, resource, gone, key) if deletion is not None and gone is not None else None
        yield from ((first, other.request()) for other in stale(draft))
        if deletion is not None:
            yield first, deletion.request(), draft.request()
    if deletion is not None:
        yield deletion.request(), draft.request()
        yield from ((deletion.request(), other.request()) for other in unknown(draft))


def _with_things(way: Entrance, draft: Draft) -> Iterator[Requests]:
    """Requests for what was made before, where a behaviour of its own knows what there is."""
    made, draft = with_things(way, draft)
    if made:
        changed = (*unknown(draft), *stale(draft), draft)
        yield from ((*made, other.request()) for other in changed)


def _draft_of(way: Entrance, part: Part | None) -> Draft | None:
    return way.draft(part.operation) if part is not None else None


def _named(draft: Draft, resource: Resource, part: Part, key: str) -> Draft:
    """The request for the record with a key, which its path, its query or its body names."""
    if part.key:
        place, name = part.key
        if place == "query":
            return replace(draft, query=(*(pair for pair in draft.query if pair[0] != name), (name, key)))
        return replace(draft, body={**draft.body, name: key}) if isinstance(draft.body, Mapping) else draft
    name = resource.key.parameter if resource.key is not None else ""
    return replace(draft, path={**draft.path, name: key}) if name in draft.path else draft


def _key_of(resource: Resource, outcome: Outcome) -> str | None:
    """The key of a record that was made, as its answer tells it."""
    part, key = resource.part("create"), resource.key
    if part is None or key is None or key.steps is None or outcome.response.status >= 400:
        return None
    try:
        found = value_at(outcome.response.value, (*(part.answer or ()), *key.steps))
    except LookupError:
        return None
    return str(found) if isinstance(found, str | int) else None


def _outcome(engine: Answering, requests: Requests) -> Outcome:
    """What becomes of the last of some requests in a new state."""
    state = State.new(seed=SEED)
    for request in requests[:-1]:
        engine.handle(request, state)
    return engine.handle(requests[-1], state)
