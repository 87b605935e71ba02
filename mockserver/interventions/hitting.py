"""Does a fault hit a request, and what is answered then?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mockserver.delivery import Delivery
from mockserver.interventions.answering import Asked, documented
from mockserver.interventions.delays import seconds_of
from mockserver.interventions.faults import Hit, drip_size, error_statuses
from mockserver.mocking import NO_PREFERENCES, Canned, MockPlan, Trouble
from mockserver.model import Operation, Response, Violation
from mockserver.state import Fault, State


def hit_by(faults: Sequence[Fault], operation: Operation, state: State, now: datetime) -> Hit:
    """What hits a request: every latency, and the first other fault that chance lets through."""
    delay = 0.0
    for fault in faults:
        if fault.operation not in (None, operation) or (fault.until is not None and now >= fault.until):
            continue
        chance = state.interventions.chance(state.seed)
        if chance.random() >= fault.probability:
            continue
        if fault.kind == "latency":
            delay += seconds_of(fault.delay, chance) if fault.delay else 0.0
            continue
        wait = state.interventions.wait(fault, now) if fault.kind == "rate_limit" else 0
        if fault.kind != "rate_limit" or wait:
            return Hit(delay, fault, wait or _left(fault, now))
    return Hit(delay)


def _left(fault: Fault, now: datetime) -> int | None:
    """How many seconds an outage still lasts, where that is known."""
    return None if fault.until is None else max(1, round((fault.until - now).total_seconds()))


def fault_answer(hit: Hit, plan: MockPlan, asked: Asked, state: State) -> Response | None:
    """What is answered in the place of the operation; None where its own answer is made, if only to be broken."""
    fault = hit.fault
    if fault is None:
        return None
    if fault.kind in ("reset", "empty"):
        return None if fault.processed else Response(503)
    if fault.kind not in ("error", "rate_limit", "outage"):
        return None
    status = _status(fault, plan.operation, state)
    limited = _limited(hit, plan, asked) if fault.kind == "rate_limit" else None
    response = limited or documented(status, None, plan, asked)
    if hit.retry_after is None:
        return response
    kept = tuple((name, text) for name, text in response.headers if name.lower() != "retry-after")
    return replace(response, headers=(*kept, ("Retry-After", str(hit.retry_after))))


def _limited(hit: Hit, plan: MockPlan, asked: Asked) -> Response | None:
    """The documented answer to one request too many, with what is wrong put into it."""
    what = f"too many requests: try again in {hit.retry_after} s"
    request = asked.seen.request
    anything = replace(request, headers={name: text for name, text in request.headers.items() if name != "accept"})
    mark = f"{asked.state.seed}/{asked.now.isoformat()}"
    trouble = Trouble(429, (Violation(("request",), "rate", what),), anything, asked.now, mark)
    found = plan.refusal(trouble, NO_PREFERENCES)
    return found.response if isinstance(found, Canned) else None


def _status(fault: Fault, operation: Operation, state: State) -> int:
    if fault.kind == "rate_limit":
        return 429
    if fault.status is not None:
        return fault.status
    return 503 if fault.kind == "outage" else state.interventions.chance(state.seed).choice(error_statuses(operation))


def broken(hit: Hit, response: Response) -> Response:
    """The answer with what a fault does to its body."""
    if hit.fault is None or hit.fault.kind != "malformed":
        return response
    half = response.body[: len(response.body) // 2]
    return Response(response.status, response.headers, half + b'\x00{"\xff')


def delivery_of(hit: Hit, response: Response) -> Delivery | None:
    """How the answer is sent."""
    fault = hit.fault
    if fault is None or fault.kind not in ("reset", "empty", "truncated", "drip"):
        return Delivery(hit.delay) if hit.delay else None
    length = len(response.body)
    if fault.kind == "truncated":
        size = fault.size if "size" in fault.given else length // 2
        return Delivery(hit.delay, "truncated", min(size, max(length - 1, 0)))
    if fault.kind == "drip":
        return Delivery(hit.delay, "drip", drip_size(length, fault), fault.pause)
    return Delivery(hit.delay, "reset" if fault.kind == "reset" else "empty")
