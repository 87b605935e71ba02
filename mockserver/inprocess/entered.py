"""Which mock is a call meant for, of those that calls are brought to at the moment?

The clients are patched for the whole process, so whatever asks them asks here. What was entered in a context (a thread,
or a task and the tasks that it made) counts there alone; code that runs in a context of its own, such as a thread of a
pool, finds what was entered last anywhere.
"""

from __future__ import annotations

import threading
from contextvars import ContextVar
from dataclasses import dataclass

from mockserver.exceptions import UnknownHostError
from mockserver.inprocess.exchange import Answer, Call, WsgiApp, exchange
from mockserver.inprocess.hosts import Hosts, is_loopback


@dataclass(frozen=True, slots=True, eq=False)
class Mock:
    """A WSGI application with the calls that it answers, and those that go out to the network."""

    wsgi: WsgiApp
    hosts: Hosts
    session: str | None
    passes: Hosts

    def answer(self, call: Call) -> Answer:
        return exchange(self.wsgi, call, self.session)


_HERE: ContextVar[tuple[Mock, ...]] = ContextVar("mockserver_entered", default=())


class Entered:
    """The mocks that calls are brought to, the last entered first asked."""

    def __init__(self) -> None:
        self._everywhere: tuple[Mock, ...] = ()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._everywhere)

    def enter(self, mock: Mock) -> None:
        with self._lock:
            self._everywhere = (*self._everywhere, mock)
        _HERE.set((*self._here(), mock))

    def leave(self, mock: Mock) -> None:
        with self._lock:
            self._everywhere = _without(self._everywhere, mock)
        _HERE.set(_without(self._here(), mock))

    def _here(self) -> tuple[Mock, ...]:
        """What was entered in this context and not left since, be it in another one."""
        return tuple(mock for mock in _HERE.get() if mock in self._everywhere)

    def answers(self, scheme: str, host: str, port: int | None, target: str) -> bool:
        """Whether a mock answers a call."""
        return _asked(self._here() or self._everywhere, scheme, host, port, target) is not None

    def find(self, method: str, scheme: str, host: str, port: int | None, target: str) -> Mock | None:
        """The mock that answers a call; None where it passes. UnknownHostError where it may not."""
        mocks = self._here() or self._everywhere
        mock = _asked(mocks, scheme, host, port, target)
        if mock is not None:
            return mock
        if not mocks or is_loopback(host) or mocks[-1].passes.has(scheme, host, port, target):
            return None
        url = Call(method, scheme, host, port, target, []).url
        documented = "; ".join(str(mock.hosts) for mock in reversed(mocks))
        raise UnknownHostError(
            f"no specification documents the host '{host}' of {method} {url}; documented: {documented}. "
            "Name others with hosts=[...], or let such calls pass with unmatched='pass' or unmatched=[...]"
        )


def _asked(mocks: tuple[Mock, ...], scheme: str, host: str, port: int | None, target: str) -> Mock | None:
    return next((mock for mock in reversed(mocks) if mock.hosts.has(scheme, host, port, target)), None)


def _without(mocks: tuple[Mock, ...], left: Mock) -> tuple[Mock, ...]:
    """The mocks without the last of those that are the one that is left."""
    found = next((place for place in reversed(range(len(mocks))) if mocks[place] is left), None)
    return mocks if found is None else mocks[:found] + mocks[found + 1 :]


entered = Entered()
