"""What comes between a request and the answer that it would get?"""

from __future__ import annotations

import math
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Literal

from mockserver.model import ABSENT, Decoded, Operation, Request, Response

Fits = Callable[[Request, Decoded], bool]
"""Whether a request, with its decoded values, is one that an override is for."""

Respond = Callable[[Request, Decoded], Response | tuple[int | None, Any]]
"""From a request with its decoded values to an answer, or to a status (None: the documented success) and a body."""

Kind = Literal["latency", "error", "reset", "empty", "truncated", "malformed", "drip", "rate_limit", "outage"]
Spread = Literal["fixed", "uniform", "lognormal"]
MockMissing = bool | Literal["always"]
"""Whether the mock answers what an upstream does not have; `always`: without asking the upstream."""


@dataclass(frozen=True, slots=True)
class Delay:
    """How long to wait, in seconds: `first` always, from `first` to `second`, or with the median `first` and sigma."""

    spread: Spread = "fixed"
    first: float = 0.0
    second: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What an override answers; what is left out is that of the documented answer, or else of the API's own.

    `body` and `template` are ABSENT where they are not given; a header with the value None is taken away.
    """

    status: int | None = None
    example: str | None = None
    headers: Mapping[str, tuple[str, ...] | None] | None = None
    body: Any = ABSENT
    template: Any = ABSENT
    patch: Any = ABSENT
    delay: Delay | None = None
    respond: Respond | None = None

    @property
    def is_its_own(self) -> bool:
        """Whether it stands for itself, and is not laid over the API's own answer."""
        given = (self.status, self.example)
        if self.respond is not None:
            return True
        return given != (None, None) or self.body is not ABSENT or self.template is not ABSENT


@dataclass(frozen=True, slots=True, eq=False)
class Override:
    """Answers for the requests of an operation that fit, in turn; `given` is what was asked for.

    `times` is how often it answers in all; None: for ever. `mock_missing` says for these requests what the option of
    the proxy says for all.
    """

    operation: Operation
    given: Mapping[str, Any]
    answers: tuple[Answer, ...]
    fits: Fits
    times: int | None = None
    force: bool = False
    mock_missing: MockMissing | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """What goes wrong with a part of the requests, of one operation or of all; `given` is what was asked for."""

    kind: Kind
    given: Mapping[str, Any]
    name: str = ""
    operation: Operation | None = None
    probability: float = 1.0
    status: int | None = None
    delay: Delay | None = None
    limit: int = 0
    window: timedelta = timedelta(0)
    size: int = 0
    pause: float = 0.0
    processed: bool = False
    until: datetime | None = None


class Interventions:
    """The overrides and faults of one session; `active` is false where there are none."""

    def __init__(self) -> None:
        self.active = False
        self.overrides: tuple[Override, ...] = ()
        self.faults: tuple[Fault, ...] = ()
        self._used: dict[str, int] = {}
        self._ids = count(1)
        self._draws = count(1)
        self._windows: dict[int, tuple[datetime, int]] = {}
        self._lock = threading.Lock()

    def add(self, override: Override) -> Override:
        """The override with its id; it goes before those that are there."""
        with self._lock:
            added = replace(override, id=str(next(self._ids)))
            self._set_overrides((added, *self.overrides))
        return added

    def get(self, override_id: str) -> Override | None:
        return next((override for override in self.overrides if override.id == override_id), None)

    def replace(self, override_id: str, override: Override) -> Override | None:
        """The override in the place of another, which begins anew; None where there is no such one."""
        with self._lock:
            if self.get(override_id) is None:
                return None
            new = replace(override, id=override_id)
            self._used.pop(override_id, None)
            self._set_overrides(tuple(new if each.id == override_id else each for each in self.overrides))
            return new

    def remove(self, override_id: str) -> bool:
        """Forget an override; whether there was one."""
        with self._lock:
            left = tuple(each for each in self.overrides if each.id != override_id)
            removed = len(left) < len(self.overrides)
            self._set_overrides(left)
            return removed

    def clear(self) -> None:
        """Forget every override."""
        with self._lock:
            self._set_overrides(())

    def take(self, override: Override) -> int | None:
        """Use an override once: how often it was used before; None where it has been used up."""
        with self._lock:
            used = self._used.get(override.id, 0)
            if override.times is not None and used >= override.times:
                return None
            self._used[override.id] = used + 1
            return used

    def used(self, override: Override) -> int:
        return self._used.get(override.id, 0)

    def set_faults(self, faults: tuple[Fault, ...]) -> None:
        """Put these faults in the place of all; rate limits begin anew."""
        with self._lock:
            self.faults = faults
            self._windows = {}
            self.active = bool(self.overrides or faults)

    def chance(self, seed: str) -> random.Random:
        """The next source of chance: the n-th of one seed is always the same."""
        return random.Random(f"{seed}\0chance\0{next(self._draws)}")

    def wait(self, fault: Fault, now: datetime) -> int:
        """How many seconds a rate limit asks to wait, and 0 where it lets a request in, which is counted."""
        with self._lock:
            start, number = self._windows.get(id(fault), (now, 0))
            if not start <= now < start + fault.window:
                start, number = now, 0
            self._windows[id(fault)] = (start, number + 1)
            if number < fault.limit:
                return 0
            return max(1, math.ceil((start + fault.window - now).total_seconds()))

    def _set_overrides(self, overrides: tuple[Override, ...]) -> None:
        self.overrides = overrides
        kept = {override.id for override in overrides}
        self._used = {override_id: used for override_id, used in self._used.items() if override_id in kept}
        self.active = bool(overrides or self.faults)
