"""Does something come before an operation's own answer, and what?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mockserver.delivery import Delivery
from mockserver.interventions.answering import Asked, answered
from mockserver.interventions.delays import seconds_of
from mockserver.interventions.templates import Moment
from mockserver.matching import Seen
from mockserver.mocking import MockPlan, Preferences
from mockserver.model import Decoded, Origin, Request, Response, Violation
from mockserver.state import Answer, Override, State


@dataclass(frozen=True, slots=True)
class Intervention:
    """What comes before, and how the answer is sent.

    `response` is None where the operation's own answer stands, with `answer` laid over it if there is one. `judged` is
    false for what is meant to break the contract.
    """

    source: Origin | None = None
    response: Response | None = None
    answer: Answer | None = None
    delivery: Delivery | None = None
    judged: bool = True


def intervention(
    plan: MockPlan, state: State, request: Request, values: Decoded, wanted: Preferences, now: datetime
) -> Intervention | Violation | None:
    """What comes before the operation's own answer to a request; the violation if it prefers what there is not."""
    return _override(plan, state, Seen(request, values), now) if state.interventions.overrides else None


def _override(plan: MockPlan, state: State, seen: Seen, now: datetime) -> Intervention | None:
    """The answer of the newest override that fits and is not used up."""
    for override in state.interventions.overrides:
        if override.operation is not plan.operation or not override.fits(seen.request, seen.values):
            continue
        used = state.interventions.take(override)
        if used is not None:
            return _overridden(override, used, plan, state, seen, now)
    return None


def _overridden(override: Override, used: int, plan: MockPlan, state: State, seen: Seen, now: datetime) -> Intervention:
    answer = override.answers[used % len(override.answers)]
    delay = seconds_of(answer.delay, state.interventions.chance(state.seed)) if answer.delay else 0.0
    delivery = Delivery(delay) if delay else None
    if not answer.is_its_own:
        return Intervention("override", None, answer, delivery, not override.force)
    digest = hashlib.blake2b(f"{state.seed}\0override\0{override.id}\0{used}".encode()).digest()
    moment = Moment(now, str(UUID(bytes=digest[:16], version=4)), used + 1, state.session)
    response = answered(answer, plan, Asked(seen, moment, state.seed))
    return Intervention("override", response, None, delivery, not override.force)
