"""Does something come before an operation's own answer, and what?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mockserver.delivery import Delivery
from mockserver.interventions.answering import Asked, answered, laid_over
from mockserver.interventions.delays import read_delay, seconds_of
from mockserver.interventions.faults import Hit, fault_names, named_fault
from mockserver.interventions.hitting import broken, delivery_of, fault_answer, hit_by
from mockserver.matching import Seen
from mockserver.mocking import MockPlan, Preferences
from mockserver.model import ABSENT, Decoded, Operation, Origin, Request, Response, Violation
from mockserver.state import Answer, Fault, MockMissing, Override, State
from mockserver.suggestions import meant


@dataclass(frozen=True, slots=True)
class Intervention:
    """What comes before an operation's own answer, and how the answer is sent.

    `response` is None where the operation's own answer is made; `given` then says what becomes of it. `judged` is false
    for what is meant to break the contract.
    """

    hit: Hit
    source: Origin | None = None
    response: Response | None = None
    answer: Answer | None = None
    judged: bool = True
    mock_missing: MockMissing | None = None

    def given(self, response: Response, source: Origin, operation: Operation) -> tuple[Response, Origin]:
        """The answer with what is laid over it; a refusal stays as it is but for what a fault does."""
        changed, origin = response, source
        if self.answer is not None and source != "refusal":
            changed, origin = laid_over(self.answer, response, operation), "override"
        changed, origin = broken(self.hit, changed), self.source or origin
        is_same = changed is response and origin == source
        return changed if is_same else changed.without_length(), origin

    def delivery(self, response: Response, given: Delivery | None) -> Delivery | None:
        """How the answer is sent, with the rest of it that there may be already."""
        delivery = delivery_of(self.hit, response)
        if delivery is None or given is None:
            return delivery or given
        return replace(delivery, rest=given.rest, trailers=given.trailers)


def intervention(
    plan: MockPlan, state: State, request: Request, values: Decoded, wanted: Preferences, now: datetime
) -> Intervention | Violation | None:
    """What comes before the operation's own answer to a request; the violation if it prefers what there is not.

    A fault that takes the answer's place goes before an override.
    """
    found = _faults(state, wanted, now)
    if isinstance(found, Violation):
        return found
    seen = Seen(request, values)
    hit = hit_by(found, plan.operation, state, now)
    hit = replace(hit, delay=hit.delay + _preferred_delay(wanted))
    response = fault_answer(hit, plan, Asked(seen, state, now), state)
    if response is not None:
        return Intervention(hit, "fault", response, judged=False)
    override = _override(plan, state, seen, now, hit)
    if hit.fault is None:
        return override or (Intervention(hit) if hit.delay else None)
    told: Origin | None = None if hit.fault.kind == "drip" else "fault"
    judged = hit.fault.kind != "malformed"
    if override is None:
        return Intervention(hit, told, judged=judged)
    return replace(override, source=told or override.source, judged=judged and override.judged)


def _faults(state: State, wanted: Preferences, now: datetime) -> Sequence[Fault] | Violation:
    """The faults of the session, and before them those that the request prefers."""
    every = state.interventions.faults
    if wanted.fault is None:
        return every
    preferred = named_fault(wanted.fault, every, now)
    if preferred:
        return preferred
    message = f"there is no fault '{wanted.fault}'; {meant(wanted.fault, fault_names(every))}"
    return Violation(("header", "prefer"), "route", message)


def _preferred_delay(wanted: Preferences) -> float:
    return 0.0 if wanted.delay is None else read_delay(wanted.delay).first


def _override(plan: MockPlan, state: State, seen: Seen, now: datetime, hit: Hit) -> Intervention | None:
    """The answer of the newest override that fits and is not used up."""
    for override in state.interventions.overrides:
        if override.operation is not plan.operation or not override.fits(seen.request, seen.values):
            continue
        used = state.interventions.take(override)
        if used is not None:
            return _overridden(override, used, plan, state, Asked(seen, state, now, used + 1), hit)
    return None


def _overridden(override: Override, used: int, plan: MockPlan, state: State, asked: Asked, hit: Hit) -> Intervention:
    answer = override.answers[used % len(override.answers)]
    if answer.delay is not None:
        seconds = seconds_of(answer.delay, state.interventions.chance(state.seed))
        hit = replace(hit, delay=hit.delay + seconds)
    if not answer.is_its_own:
        only_says_who = override.mock_missing is not None and answer.patch is ABSENT and not answer.headers
        laid = None if only_says_who else answer
        return Intervention(hit, None, None, laid, not override.force, override.mock_missing)
    return Intervention(hit, "override", answered(answer, plan, asked), None, not override.force)
