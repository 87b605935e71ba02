"""Which callbacks were sent, to whom, and what became of each?"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any, Literal

from mockserver.model import Response, Violation

MAX_KEPT = 1_000
"""How many notifications of a session are kept."""

Fate = Literal["waiting", "delivered", "failed", "refused", "dropped"]
"""`refused`: its address may not be called, or there is none; `dropped`: nobody waited for it any more."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver a notification: `status` is None where there was no answer, which `error` says why."""

    at: datetime
    ms: float
    status: int | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a notification is tried, how long an answer may take, and the pause before the second try.

    Each further pause is twice as long; both are in seconds.
    """

    attempts: int = 3
    timeout: float = 5.0
    pause: float = 0.5


def _unjudged(_: Response) -> tuple[Violation, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Notification:
    """One request that tells somebody of something: `callback` is the documented name, `operation` what led to it.

    `cause` is the journal's id of the request that did, `replays` the id of the notification that it repeats.
    """

    callback: str
    api: str
    operation: str
    cause: str
    at: datetime
    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    patience: Patience = Patience()
    judge: Callable[[Response], tuple[Violation, ...]] = field(default=_unjudged, repr=False)
    fate: Fate = "waiting"
    error: str = ""
    attempts: tuple[Attempt, ...] = ()
    violations: tuple[Violation, ...] = ()
    replays: str = ""
    id: str = ""


class Callbacks:
    """The notifications of one session, bounded in number; once it is closed, none is sent any more."""

    def __init__(self) -> None:
        self._kept: dict[str, Notification] = {}
        self._ids = count(1)
        self._closed = False
        self._lock = threading.Condition()

    def add(self, notification: Notification) -> Notification:
        """The notification with its id; the oldest one is forgotten where there are too many."""
        with self._lock:
            added = replace(notification, id=str(next(self._ids)))
            self._kept[added.id] = replace(added, fate="dropped") if self._closed else added
            if len(self._kept) > MAX_KEPT:
                del self._kept[next(iter(self._kept))]
            return added

    def note(self, notification_id: str, **changes: Any) -> None:
        """Put down what became of a notification, unless it is forgotten."""
        with self._lock:
            known = self._kept.get(notification_id)
            if known is not None:
                self._kept[notification_id] = replace(known, **changes)
                self._lock.notify_all()

    def get(self, notification_id: str) -> Notification | None:
        return self._kept.get(notification_id)

    def all(self) -> Sequence[Notification]:
        """The notifications, the newest first."""
        with self._lock:
            return list(reversed(self._kept.values()))

    def waiting(self, notification_id: str) -> Notification | None:
        """A notification that is still to be delivered."""
        with self._lock:
            known = self._kept.get(notification_id)
            return known if known is not None and known.fate == "waiting" and not self._closed else None

    def settled(self, seconds: float) -> bool:
        """Whether nothing is waiting to be delivered, within some seconds at the most."""
        with self._lock:
            return self._lock.wait_for(lambda: all(each.fate != "waiting" for each in self._kept.values()), seconds)

    def close(self) -> None:
        """Send nothing more: nobody asks for this session again."""
        with self._lock:
            self._closed = True
            for known in self._kept.values():
                if known.fate == "waiting":
                    self._kept[known.id] = replace(known, fate="dropped", error="the session was begun anew")

    def clear(self) -> None:
        """Forget what was sent; what waits is sent still."""
        with self._lock:
            self._kept = {key: known for key, known in self._kept.items() if known.fate == "waiting"}
