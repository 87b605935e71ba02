"""How does a test say what an operation answers next?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from mockserver.exceptions import MockserverError
from mockserver.interventions import read_faults, read_override
from mockserver.matching import Offer, Seen
from mockserver.model import ABSENT, Decoded, Request, Response
from mockserver.state import Answer, Override, State

Fits = Callable[[Seen], bool]
"""Whether a request, with its decoded `values`, `query` and `body`, is one that an override is for."""

Answering = Callable[[Seen], Any]
"""From a request to a body, to a status with a body, or to a `Response`."""


@dataclass(frozen=True, repr=False)
class Overridden:
    """An override that was set: how often it was used, and how to take it back."""

    state: State
    override: Override

    @property
    def used(self) -> int:
        return self.state.interventions.used(self.override)

    def remove(self) -> None:
        """Forget it."""
        self.state.interventions.remove(self.override.id)

    def __repr__(self) -> str:
        asked = ", ".join((self.override.operation.id, *asked_for(self.override)))
        return f"Overridden({asked}; used {self.used} times)"


def asked_for(override: Override) -> Iterator[str]:
    """What an override was to answer, and when, as it was written."""
    for name, value in override.given.items():
        if name not in ("operation", "method", "path"):
            yield f"{name}={value!r}"


def addressed(operation: str) -> dict[str, str]:
    """`contacts.create`, or `POST /contacts`, as the control API takes it."""
    method, blank, path = operation.partition(" ")
    return {"method": method, "path": path} if blank and path.startswith("/") else {"operation": operation}


def made_override(
    given: Mapping[str, Any], offer: Offer, match: Fits | None = None, answer: Answering | None = None
) -> Override:
    """The override that is asked for; MockserverError, with suggestions, where something of it means nothing."""
    override = read_override({name: _plain(value) for name, value in given.items() if value is not ABSENT}, offer)
    if match is not None:
        override = replace(override, fits=lambda request, values: match(Seen(request, values)))
    if answer is not None:
        override = replace(override, answers=(_by_function(override, answer),))
    return override


def _plain(value: Any) -> Any:
    """A value as JSON has it: a timedelta becomes milliseconds, a tuple a list."""
    if isinstance(value, timedelta):
        return value.total_seconds() * 1_000
    if isinstance(value, Mapping):
        return {name: _plain(child) for name, child in value.items()}
    return [_plain(child) for child in value] if isinstance(value, list | tuple) else value


def _by_function(override: Override, answer: Answering) -> Answer:
    (first,) = override.answers
    if first.is_its_own or first.patch is not ABSENT:
        raise MockserverError("an override by a function takes its whole answer from there: leave out the rest")

    def respond(request: Request, values: Decoded) -> Response | tuple[int | None, Any]:
        given = answer(Seen(request, values))
        if isinstance(given, Response):
            return given
        is_pair = isinstance(given, tuple) and len(given) == 2 and isinstance(given[0], int)
        return given if is_pair else (None, given)

    return replace(first, respond=respond)


class SessionFaults(Sequence[Mapping[str, Any]]):
    """What goes wrong on purpose in a session, each as the control API takes it."""

    def __init__(self, find: Callable[[], State], offer: Offer) -> None:
        self._find = find
        self._offer = offer

    def set(self, faults: str | Sequence[Mapping[str, Any]] | Mapping[str, Any]) -> None:
        """Put the faults of a profile, or these, in the place of all."""
        state = self._find()
        state.interventions.set_faults(read_faults(_plain(faults), self._offer, state.clock.now()))

    def add(self, kind: str, **parameters: Any) -> None:
        """Let something more go wrong: `add("error", status=503, probability=0.5)`."""
        self.set([*self, {"kind": kind, **parameters}])

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        self._find().interventions.set_faults(())

    def __len__(self) -> int:
        return len(self._find().interventions.faults)

    def __getitem__(self, index: Any) -> Any:
        return [dict(fault.given) for fault in self._find().interventions.faults][index]

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return iter(self[:])

    def __repr__(self) -> str:
        return f"SessionFaults({self[:]})"
