"""From when to when do calls end in the mock?"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from types import TracebackType
from typing import Any, Literal, ParamSpec, Self, TypeVar

from mockserver.exceptions import MockserverError
from mockserver.inprocess.entered import Mock, entered
from mockserver.inprocess.hosts import Hosts, documented, named
from mockserver.inprocess.methods import each_test
from mockserver.inprocess.patching import patching

Unmatched = Literal["refuse", "pass"] | Sequence[str]
"""What becomes of calls to hosts that nobody mocks: all are refused or pass, or those to these hosts pass."""

P = ParamSpec("P")
R = TypeVar("R")


class Interception:
    """A context manager, sync and async, and a decorator of functions and test classes; it may be entered again."""

    def __init__(self, mock: Mock) -> None:
        self._mock = mock

    def __enter__(self) -> Self:
        patching.want()
        entered.enter(self._mock)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        entered.leave(self._mock)
        patching.release()

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """The function, whose calls end in the mock whenever it runs; of a class, each of its test methods."""
        if isinstance(function, type):
            return each_test(function, self)

        if inspect.iscoroutinefunction(function):

            @wraps(function)
            async def awaited(*args: P.args, **kwargs: P.kwargs) -> Any:
                with self:
                    return await function(*args, **kwargs)

            return awaited  # type: ignore[return-value]

        @wraps(function)
        def called(*args: P.args, **kwargs: P.kwargs) -> R:
            with self:
                return function(*args, **kwargs)

        return called


def intercept(
    app: Any, *, session: str | None = None, hosts: Sequence[str] | None = None, unmatched: Unmatched = "refuse"
) -> Interception:
    """Bring calls of requests, urllib3, httpx, httpx2 and aiohttp to an application, without any socket.

    `app` is what `create_app` returns; any other WSGI application does, if `hosts` are named. The calls are those to
    the hosts that the specifications' `servers` document, or to `hosts`: names, with a port or without, in which `*`
    stands for anything. Others are refused with UnknownHostError, or pass, or only those to a list of hosts pass; those
    to loopback always do, unless it is named. `session` is sent along as `X-Mock-Session`. Raises MockserverError where
    no host is known.
    """
    return Interception(Mock(getattr(app, "wsgi_app", app), _hosts(app, hosts), session, _passing(unmatched)))


_PASSING = {"refuse": named(()), "pass": named(("*",))}


def _passing(unmatched: Unmatched) -> Hosts:
    if not isinstance(unmatched, str):
        return named(unmatched)
    if unmatched not in _PASSING:
        raise MockserverError(f"unmatched cannot be '{unmatched}'; it is 'refuse', 'pass' or a list of hosts that pass")
    return _PASSING[unmatched]


def _hosts(app: Any, hosts: Sequence[str] | None) -> Hosts:
    if hosts is not None:
        return named((hosts,) if isinstance(hosts, str) else hosts)
    served = getattr(app, "extensions", {}).get("mockserver")
    if served is None:
        raise MockserverError("which hosts are meant is not known of this application; name them with hosts=[...]")
    found = documented(tuple(served[0].apis.values()))
    if not found.servers:
        raise MockserverError(
            "no specification has a host among its servers; name those that are meant with hosts=[...]"
        )
    return found
