"""How are callbacks sent while nobody waits for them?"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from ipaddress import ip_address
from itertools import count
from time import monotonic
from typing import Any
from urllib.parse import quote, urlsplit
from zlib import crc32

from mockserver.exceptions import MockserverError
from mockserver.model import Request, Violation
from mockserver.state import Attempt, Notification, State
from mockserver.transport import Answered, Transport

LANES = 8
MAX_WAITING = 1_000
"""How many notifications wait in each lane; what comes then is dropped."""

MAX_ANSWER = 64 * 1024
"""How much of an answer is read."""

MAX_PAUSE = 300.0
END_SECONDS = 0.5
"""How long an attempt that is under way may take when the sender ends."""

_AGAIN = {408, 425, 429}
_KEPT = "/%:@!$&'()*+,;=~?[]"


def refusal(url: str, allow: Collection[str]) -> str:
    """Why an address may not be called; empty where it may: loopback always, other hosts where they are allowed."""
    try:
        found = urlsplit(url)
        host, good = (found.hostname or "").lower(), found.scheme in ("http", "https") and found.port != 0
    except ValueError:
        host, good = "", False
    if not (good and host and url.isascii() and url.isprintable()) or found.username is not None or " " in url:
        return f"'{url[:200]}' is no address that can be called: it must be http://HOST[:PORT][/PATH] or https://..."
    if _is_loopback(host) or host in allow or "*" in allow:
        return ""
    return f"the host '{host}' is not allowed: start with --callback-allow {host}"


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False


@dataclass(frozen=True, slots=True)
class _Job:
    notification: Notification
    state: State


class Sender:
    """Sends notifications in threads that live as long as there is something to send.

    Those for one address are sent one after the other, in their order; a slow address holds up only its own lane.
    """

    def __init__(self, allow: Collection[str] = ()) -> None:
        self._allow = frozenset(host.lower() for host in allow)
        self._lanes = tuple(_Lane() for _ in range(LANES))

    def send(self, notification: Notification, state: State, error: str = "") -> Notification:
        """Put a notification down, and send it soon; an `error` says why it cannot be sent at all."""
        added = state.callbacks.add(notification)
        refused = error or refusal(notification.url, self._allow)
        if refused:
            state.callbacks.note(added.id, fate="refused", error=refused)
        elif not self._lane(notification.url).put(_Job(added, state)):
            state.callbacks.note(added.id, fate="dropped", error=f"{MAX_WAITING} others wait already")
        return state.callbacks.get(added.id) or added

    def _lane(self, url: str) -> _Lane:
        return self._lanes[crc32(urlsplit(url).netloc.encode()) % LANES]

    def drop(self) -> None:
        """Send nothing of what still waits."""
        for lane in self._lanes:
            lane.drop()
        for lane in self._lanes:
            lane.join()


class _Lane:
    """Jobs in the order in which they are due, and the thread that does them while there are any."""

    def __init__(self) -> None:
        self._jobs: list[tuple[float, int, _Job]] = []
        self._numbers = count()
        self._drops = 0
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()

    def put(self, job: _Job, pause: float = 0.0) -> bool:
        """Do a job after a pause; false where too many wait already."""
        with self._changed:
            if len(self._jobs) >= MAX_WAITING:
                return False
            heappush(self._jobs, (monotonic() + pause, next(self._numbers), job))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="mockserver-callbacks", daemon=True)
                self._thread.start()
            self._changed.notify()
            return True

    def drop(self) -> None:
        with self._changed:
            jobs, self._jobs = self._jobs, []
            self._drops += 1
            self._changed.notify()
        for _, _, job in jobs:
            _give_up(job)

    def join(self) -> None:
        thread = self._thread
        if thread is not None:
            thread.join(END_SECONDS)

    def _run(self) -> None:
        transports: dict[tuple[str, float], Transport] = {}
        try:
            while (found := self._next()) is not None:
                job, drops = found
                pause = _attempted(job, transports)
                if pause is not None and (drops != self._drops or not self.put(job, pause)):
                    _give_up(job)
        except BaseException:
            self._thread = None  # the next job begins another
            raise

    def _next(self) -> tuple[_Job, int] | None:
        """The next job, once it is due; None where there is none, and the thread ends."""
        with self._changed:
            while self._jobs:
                wait = self._jobs[0][0] - monotonic()
                if wait <= 0:
                    return heappop(self._jobs)[2], self._drops
                self._changed.wait(wait)
            self._thread = None
            return None


def _give_up(job: _Job) -> None:
    job.state.callbacks.note(job.notification.id, fate="dropped", error="the server ended, or was too busy")


def _attempted(job: _Job, transports: dict[tuple[str, float], Transport]) -> float | None:
    """Try once, and put down what came of it; the pause before the next try, None where there is none."""
    callbacks, patience = job.state.callbacks, job.notification.patience
    known = callbacks.waiting(job.notification.id)
    if known is None:
        return None
    at, started = job.state.clock.now(), time.perf_counter()
    answer = _sent(known, transports)
    ms = round((time.perf_counter() - started) * 1_000, 3)
    if isinstance(answer, Violation):
        attempt, again, good = Attempt(at, ms, error=answer.message), True, False
        broken: tuple[Violation, ...] = ()
    else:
        status = answer.response.status
        attempt, good = Attempt(at, ms, status), 200 <= status < 300
        again, broken = status >= 500 or status in _AGAIN, _judged(known, answer)
    tries = (*known.attempts, attempt)
    changes: dict[str, Any] = {"attempts": tries, "violations": (*known.violations, *broken)}
    if again and len(tries) < patience.attempts:
        callbacks.note(known.id, attempts=tries)
        return float(min(patience.pause * 2 ** (len(tries) - 1), MAX_PAUSE))
    error = "" if good else attempt.error or f"it was answered with {attempt.status}"
    callbacks.note(known.id, fate="delivered" if good else "failed", error=error, **changes)
    return None


def _judged(known: Notification, answer: Answered) -> tuple[Violation, ...]:
    """What is wrong with an answer; of a body that is too long to be read, that it is."""
    if answer.rest is None or not answer.response.body:
        return known.judge(answer.response)
    why = f"it has more than {MAX_ANSWER} bytes, which are not read"
    long = Violation(("body",), "maxLength", why, blame="upstream")
    return (*known.judge(replace(answer.response, body=b"")), long)


def _sent(known: Notification, transports: dict[tuple[str, float], Transport]) -> Answered | Violation:
    """The answer to a notification; the violation where there is none in time."""
    split = urlsplit(known.url)
    place = (f"{split.scheme}://{split.netloc}", known.patience.timeout)
    try:
        transport = transports.get(place) or Transport(place[0], timeout=place[1], limit=place[1])
        transports[place] = transport
        headers = {name.lower(): value for name, value in known.headers}
        path, query = quote(split.path or "/", safe=_KEPT), quote(split.query, safe=_KEPT)
        request = Request(known.method, path, query, headers, known.body)
        answered = transport.send(request, most=MAX_ANSWER)
    except MockserverError as error:
        return Violation(("request",), "unreachable", str(error), blame="upstream")
    if isinstance(answered, Answered) and answered.rest is not None:
        answered.rest.close()
    return answered
