"""Which requests came, and what became of each?"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

from mockserver.model import Outcome, Response

CLIPPED_BYTES = 64 * 1024
"""How much is kept of a body that is too large to be kept whole."""


class Journal:
    """The outcomes of a session, the newest first, bounded in number and in the bytes of their bodies.

    Of a body that alone would take a quarter of those bytes only the beginning is kept.
    """

    def __init__(self, *, outcomes: int = 1_000, body_bytes: int = 32 * 1024 * 1024) -> None:
        self._outcomes: deque[Outcome] = deque()
        self._limit = outcomes
        self._byte_limit = body_bytes
        self._bytes = 0
        self._ids = count(1)
        self._lock = threading.Lock()

    def next_id(self) -> str:
        """The id of the next outcome: `1`, `2`, `3` ... in this session."""
        return str(next(self._ids))

    def add(self, outcome: Outcome) -> None:
        size = _size(outcome)
        if size > self._byte_limit // 4:
            outcome = _clipped(outcome)
            size = _size(outcome)
        with self._lock:
            self._outcomes.append(outcome)
            self._bytes += size
            while len(self._outcomes) > self._limit or (self._bytes > self._byte_limit and len(self._outcomes) > 1):
                self._bytes -= _size(self._outcomes.popleft())

    def clear(self) -> None:
        """Forget the outcomes; ids go on."""
        with self._lock:
            self._outcomes.clear()
            self._bytes = 0

    def outcomes(self, where: Callable[[Outcome], bool] | None = None) -> Sequence[Outcome]:
        """The outcomes, the newest first; only those that `where` accepts."""
        with self._lock:
            newest_first = list(reversed(self._outcomes))
        return newest_first if where is None else [outcome for outcome in newest_first if where(outcome)]

    def get(self, outcome_id: str) -> Outcome | None:
        return next(iter(self.outcomes(lambda outcome: outcome.id == outcome_id)), None)

    def __len__(self) -> int:
        return len(self._outcomes)


def _clipped(outcome: Outcome) -> Outcome:
    request = replace(outcome.request, body=outcome.request.body[:CLIPPED_BYTES])
    response = Response(outcome.response.status, outcome.response.headers, outcome.response.body[:CLIPPED_BYTES])
    return replace(outcome, request=request, response=response)


def _size(outcome: Outcome) -> int:
    return len(outcome.request.body) + len(outcome.response.body)
