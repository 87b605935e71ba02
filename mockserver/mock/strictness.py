"""What did a client do in a session that its contract does not allow, and what was prepared for nothing?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from mockserver.engine import Engine
from mockserver.mock.overriding import asked_for
from mockserver.mock.recorded import RecordedRequest, RecordedViolation, recorded
from mockserver.model import Outcome, Violation
from mockserver.state import State

SHOWN_BODY = 400
"""How much of a body is told."""


@dataclass(frozen=True, slots=True)
class ExpectedViolation:
    """A violation that a test means to provoke; what is None may be any."""

    code: str | None = None
    operation: str | None = None
    location: tuple[str | int, ...] | None = None
    message: str | None = None

    def fits(self, outcome: Outcome, violation: Violation) -> bool:
        name = outcome.operation.id if outcome.operation else None
        return (
            self.code in (None, violation.keyword)
            and self.operation in (None, name, f"{outcome.api}.{name}")
            and (self.location is None or self.location == violation.location[: len(self.location)])
            and (self.message is None or re.search(self.message, violation.message) is not None)
        )

    def __str__(self) -> str:
        parts = {"operation": self.operation, "location": self.location, "message": self.message}
        told = ", ".join(f"{name} {value!r}" for name, value in parts.items() if value is not None)
        return f"'{self.code}'{f' with {told}' if told else ''}" if self.code else f"a violation with {told or 'any'}"


def complaints(states: Iterable[State], engine: Engine, expected: Sequence[ExpectedViolation]) -> tuple[str, ...]:
    """What fails a strict test, each with the request, what is wrong with it and where the specification says so."""
    every = tuple(states)
    came: set[ExpectedViolation] = set()
    found = [
        text
        for state in every
        for outcome in reversed(state.journal.outcomes())
        if outcome.violations or outcome.traceback
        for text in _about(outcome, engine, expected, came)
    ]
    found += [f"{each} was expected, but did not come" for each in expected if each not in came]
    found += [text for state in every for text in _unused(state)]
    return tuple(found)


def _about(
    outcome: Outcome, engine: Engine, expected: Sequence[ExpectedViolation], came: set[ExpectedViolation]
) -> Iterator[str]:
    """What is told of an outcome; what is not told is not looked up in the specification either, which takes longer."""
    broken = []
    for place, violation in enumerate(outcome.violations):
        fitting = [each for each in expected if each.fits(outcome, violation)]
        came.update(fitting)
        if not fitting and violation.blame == "client" and violation.severity == "error":
            broken.append(place)
    if not (broken or outcome.traceback):
        return
    request = recorded(outcome, engine)
    if broken:
        yield "\n".join(_told(request, [request.violations[place] for place in broken], engine))
    if outcome.traceback:
        yield f"the answer to {request} crashed:\n{outcome.traceback}"


def _told(request: RecordedRequest, broken: Sequence[RecordedViolation], engine: Engine) -> Iterator[str]:
    if request.operation is None:
        yield f"{request}: no operation knows this request"
        for violation in broken:
            yield f"  {violation.message}"
        near = _nearest(request, engine)
        if near:
            yield f"  nearest: {near}"
        return
    yield f"{request}: the request broke its contract"
    for violation in broken:
        yield f"  {violation}"
    if request.content:
        yield f"  it sent: {_clipped(request.content)}"


def _clipped(body: bytes) -> str:
    text = body[:SHOWN_BODY].decode("utf-8", "replace")
    return text if len(body) <= SHOWN_BODY else f"{text} ... ({len(body)} bytes)"


def _nearest(request: RecordedRequest, engine: Engine) -> str:
    """The operation whose method and path look most like the request's, with where it stands."""
    known = {
        f"{each.method} {base}{each.path}": each
        for api in engine.apis.values()
        for each in api.operations
        for base in api.prefixes(each)
    }
    wanted = f"{request.method} {request.path}"
    same = [name for name in known if name.partition(" ")[2] == request.path]
    names = get_close_matches(wanted, same, n=1, cutoff=0.0) or get_close_matches(wanted, known, n=1, cutoff=0.5)
    if not names:
        return ""
    operation = known[names[0]]
    file, line = engine.apis[operation.api].document.position(operation.source)
    return f"{names[0]} ({operation.id}), {file}:{line}"


def _unused(state: State) -> Iterator[str]:
    for override in reversed(state.interventions.overrides):
        if state.interventions.used(override) == 0:
            asked = ", ".join(asked_for(override))
            yield f"the override of {override.operation.id} was never used" + (f": {asked}" if asked else "")
