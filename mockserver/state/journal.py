"""Which requests came, and what became of each?"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from queue import SimpleQueue

from mockserver.model import Operation, Outcome, Response

MAX_WAITING = 1_000
"""How many outcomes wait for a listener, before it is taken for one that has gone away."""

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
        self._forgotten: dict[tuple[Operation, int], int] = {}
        self._listeners: tuple[SimpleQueue[Outcome | None], ...] = ()
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
                oldest = self._outcomes.popleft()
                self._bytes -= _size(oldest)
                _count(oldest, self._forgotten)
            if self._listeners:
                self._tell(outcome)

    def clear(self) -> None:
        """Forget the outcomes; ids and counts go on."""
        with self._lock:
            for outcome in self._outcomes:
                _count(outcome, self._forgotten)
            self._outcomes.clear()
            self._bytes = 0

    def counts(self) -> dict[tuple[Operation, int], int]:
        """How often each operation was answered with each status, with what the journal holds no more."""
        with self._lock:
            found = dict(self._forgotten)
            for outcome in self._outcomes:
                _count(outcome, found)
            return found

    def listen(self) -> SimpleQueue[Outcome | None]:
        """A queue that gets each further outcome; None tells a listener who does not keep up that it is the last."""
        queue: SimpleQueue[Outcome | None] = SimpleQueue()
        with self._lock:
            self._listeners = (*self._listeners, queue)
        return queue

    def leave(self, queue: SimpleQueue[Outcome | None]) -> None:
        """Tell a listener no more."""
        with self._lock:
            self._listeners = tuple(each for each in self._listeners if each is not queue)

    def follow(self, other: Journal) -> None:
        """Tell the listeners of another journal, in whose place this one comes; they are told of both."""
        with other._lock:
            listeners = other._listeners
        with self._lock:
            self._listeners = (*self._listeners, *listeners)

    def _tell(self, outcome: Outcome) -> None:
        for queue in self._listeners:
            if queue.qsize() < MAX_WAITING:
                queue.put(outcome)
            else:
                queue.put(None)
                self._listeners = tuple(each for each in self._listeners if each is not queue)

    def outcomes(self, where: Callable[[Outcome], bool] | None = None) -> Sequence[Outcome]:
        """The outcomes, the newest first; only those that `where` accepts."""
        with self._lock:
            newest_first = list(reversed(self._outcomes))
        return newest_first if where is None else [outcome for outcome in newest_first if where(outcome)]

    def get(self, outcome_id: str) -> Outcome | None:
        return next(iter(self.outcomes(lambda outcome: outcome.id == outcome_id)), None)

    def __len__(self) -> int:
        return len(self._outcomes)


def _count(outcome: Outcome, counts: dict[tuple[Operation, int], int]) -> None:
    if outcome.operation is not None:
        key = (outcome.operation, outcome.response.status)
        counts[key] = counts.get(key, 0) + 1


def _clipped(outcome: Outcome) -> Outcome:
    request = replace(outcome.request, body=outcome.request.body[:CLIPPED_BYTES])
    response = Response(outcome.response.status, outcome.response.headers, outcome.response.body[:CLIPPED_BYTES])
    return replace(outcome, request=request, response=response)


def _size(outcome: Outcome) -> int:
    return len(outcome.request.body) + len(outcome.response.body)
