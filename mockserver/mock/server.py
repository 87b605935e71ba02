"""What can a test do with a mock server?"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from mockserver.contract import Told
from mockserver.engine import Engine
from mockserver.exceptions import MockserverError
from mockserver.inprocess import Interception, Unmatched, intercept
from mockserver.mock.asserting import Times, With, awaited, unmet, unordered
from mockserver.mock.cases import ErrorCase
from mockserver.mock.decorating import run_within
from mockserver.mock.exercised import Exercised
from mockserver.mock.house import House
from mockserver.mock.overriding import Answering, Fits, Overridden, SessionFaults, addressed, made_override
from mockserver.mock.recorded import RecordedRequest, RecordedViolation, recorded
from mockserver.mock.records import Changes, Records
from mockserver.mock.strictness import ExpectedViolation, complaints
from mockserver.mock.time import SessionClock
from mockserver.model import ABSENT, Outcome
from mockserver.recording import entry_of
from mockserver.state import DEFAULT_SESSION, State, Taken
from mockserver.web.address import Address

if TYPE_CHECKING:
    from flask import Flask


class MockServer:
    """A mock server, seen from one session: `with MockServer() as mock:`, a decorator, or `start` and `stop`.

    The arguments are those of `create_app`; what does not fit is told at once. Its socket opens when `url` is first
    asked for, and closes when it is stopped. It is on a `port` of 127.0.0.1 (0: a free one), and speaks HTTPS with
    `tls_cert`, and `tls_key` where that file does not have the key; both are PEM.
    """

    def __init__(
        self,
        specs: Iterable[str | Path] | str | Path | None = None,
        *,
        port: int = 0,
        tls_cert: str | Path | None = None,
        tls_key: str | Path | None = None,
        **settings: object,
    ) -> None:
        cert, key = (None if file is None else str(file) for file in (tls_cert, tls_key))
        self._house = House(specs, settings, Address(port=port, cert=cert, key=key))
        self._session = DEFAULT_SESSION
        self._past: list[State] = []
        self._expected: list[ExpectedViolation] = []

    def session(self, name: str) -> MockServer:
        """The same server, seen from another session."""
        other = MockServer.__new__(type(self))
        other._house, other._session, other._past, other._expected = self._house, name, [], []
        return other

    # Beginning and end

    def start(self) -> Self:
        """Begin, with a session as new; nothing listens before `url` is asked for."""
        self._house.sessions.delete(self._session)
        self._past, self._expected = [], []
        return self

    def stop(self) -> None:
        """Listen no more, and forget the session."""
        self._house.listening.close()
        self._house.sessions.delete(self._session)

    def forget(self) -> None:
        """Forget the session; the server goes on for others."""
        self._house.sessions.delete(self._session)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Run a function with the server started; it is given as `mock` where the function takes that."""
        return run_within(self, function, "mock")

    # Where it is

    @property
    def app(self) -> Flask:
        """The server as a WSGI application, for test clients; these are in the session `default`."""
        return self._house.app

    @property
    def engine(self) -> Engine:
        return self._house.engine

    @property
    def session_name(self) -> str:
        return self._session

    def url(self, api: str | None = None) -> str:
        """The address of an API (`oracle`) in this session, or of the server's root; it listens from then on."""
        base = "" if api is None else self._house.base(api)
        prefix = "" if self._session == DEFAULT_SESSION else f"/__session__/{quote(self._session, safe='')}"
        return f"{self._house.listening.address}{prefix}{base}"

    def intercept(self, *, hosts: Sequence[str] | None = None, unmatched: Unmatched = "refuse") -> Interception:
        """Bring this process' calls to the documented hosts into this session, without a socket.

        A context manager and a decorator; see `mockserver.inprocess.intercept`.
        """
        return intercept(self._house.wsgi, session=self._session, hosts=hosts, unmatched=unmatched)

    # What it remembers

    @property
    def state(self) -> Records:
        """The records by collection and id: `mock.state["contacts"]["1"]`; a collection can be set."""
        return Records(self._find, self.engine.catalogue)

    @state.setter
    def state(self, records: Mapping[str, Mapping[str, Any]]) -> None:
        self.state.replace(records)

    @property
    def requests(self) -> list[RecordedRequest]:
        """The requests of the session, the oldest first."""
        return [recorded(outcome, self.engine) for outcome in self._outcomes()]

    @property
    def last_request(self) -> RecordedRequest:
        """The newest request; AssertionError where none came."""
        newest = next(iter(self._find().journal.outcomes()), None)
        if newest is None:
            raise AssertionError("no request came")
        return recorded(newest, self.engine)

    @property
    def violations(self) -> list[RecordedViolation]:
        """Everything that broke a contract in this session, the oldest first; `blame` says whose fault it is."""
        return [violation for request in self.requests for violation in request.violations]

    @property
    def coverage(self) -> Told:
        """Which operations, documented statuses, examples, parameters and fields the session exercised, as JSON."""
        exercised = self.collector()
        self.exercise(exercised)
        return exercised.report()

    def collector(self, *, details: bool = True) -> Exercised:
        """What collects the coverage of many sessions of this server; without `details` only calls and statuses."""
        return Exercised(self.engine, details=details)

    def exercise(self, collected: Exercised) -> None:
        """Let what the session did count for a whole run."""
        for state in (*self._past, self._find()):
            collected.add(state.journal)

    def said(self) -> list[dict[str, Any]]:
        """What the session was asked and answered, as entries of a HAR log, without secrets."""
        return [
            entry_of(outcome) for state in (*self._past, self._find()) for outcome in reversed(state.journal.outcomes())
        ]

    @property
    def clock(self) -> SessionClock:
        return SessionClock(self._find)

    def snapshot(self, name: str) -> None:
        """Keep the records of now under a name."""
        state = self._find()
        state.snapshots.keep(Taken(name, state.clock.now(), state.store.snapshot()))

    def restore(self, name: str) -> None:
        """Put the records of a snapshot back."""
        state = self._find()
        taken = state.snapshots.get(name)
        if taken is None:
            known = ", ".join(each.name for each in state.snapshots.all()) or "none"
            raise MockserverError(f"there is no snapshot '{name}'; there are {known}")
        with state.store.exclusive():
            state.store.restore(taken.records)

    def reset(self) -> None:
        """Begin the session anew: no records, requests, overrides or faults; what broke a contract is not forgiven."""
        self._past.append(self._find())
        self._house.sessions.reset(self._session)

    @contextlib.contextmanager
    def changes(self) -> Iterator[Changes]:
        """What of the records changes within the block."""
        changes = Changes(self.state)
        try:
            yield changes
        finally:
            changes.end()

    # What it answers

    def override(
        self,
        operation: str,
        *,
        status: int | None = None,
        example: str | None = None,
        body: Any = ABSENT,
        template: Any = ABSENT,
        patch: Any = ABSENT,
        headers: Mapping[str, Any] | None = None,
        delay: Any = None,
        match: Mapping[str, Any] | Fits | None = None,
        times: int | None = None,
        sequence: Sequence[Mapping[str, Any]] | None = None,
        answer: Answering | None = None,
        force: bool = False,
    ) -> Overridden:
        """Answer an operation (`contacts.create` or `POST /contacts`) in the place of its own answer.

        The arguments are the members of an override in the control API; `match` and `answer` may be functions of the
        request. MockserverError, with suggestions, where an operation or example is unknown.
        """
        members = {"status": status, "example": example, "headers": headers, "delay": delay, "times": times}
        given: dict[str, Any] = {name: value for name, value in members.items() if value is not None}
        given |= {"body": body, "template": template, "patch": patch, **addressed(operation)}
        if sequence is not None:
            given["sequence"] = list(sequence)
        if force:
            given["force"] = True
        if match is not None and not callable(match):
            given["match"] = match
        made = made_override(given, self._house.offer, match if callable(match) else None, answer)
        state = self._find()
        return Overridden(state, state.interventions.add(made))

    def apply(self, case: ErrorCase) -> Overridden:
        """Let an operation answer with a documented error, one of `error_cases()`, from now on."""
        return self.override(f"{case.api}.{case.operation}", status=case.status, example=case.example)

    @property
    def faults(self) -> SessionFaults:
        """What goes wrong on purpose; it can be set to a profile's name or to a list of faults."""
        return SessionFaults(self._find, self._house.offer)

    @faults.setter
    def faults(self, faults: str | Sequence[Mapping[str, Any]] | Mapping[str, Any]) -> None:
        self.faults.set(faults)

    # What is expected

    def assert_called(
        self, operation: str, *, times: Times = None, with_: With | None = None, timeout: float = 0.0
    ) -> None:
        """AssertionError, saying what came instead, unless an operation was called: `times`, or at least once.

        `with_` narrows it down by `path`, `query`, `headers`, `body` (members that matter), `body_schema`, `jsonpath`
        and `status`. `times` may have `at_least` and `at_most`. `timeout` is how many seconds to wait for it.
        """
        __tracebackhide__ = True
        named = (operation, times, with_ or {})
        failure = self._awaited(lambda: unmet(*named, self._outcomes(), self.engine, self._house.offer), timeout)
        if failure:
            raise AssertionError(failure)

    def assert_not_called(self, operation: str, *, with_: With | None = None) -> None:
        """AssertionError, saying what came, if an operation was called."""
        __tracebackhide__ = True
        self.assert_called(operation, times=0, with_=with_)

    def assert_order(self, *operations: str | With, timeout: float = 0.0) -> None:
        """AssertionError unless requests of these operations came one after another, with others in between or not.

        `timeout` is how many seconds to wait for them.
        """
        __tracebackhide__ = True
        failure = self._awaited(
            lambda: unordered(operations, self._outcomes(), self.engine, self._house.offer), timeout
        )
        if failure:
            raise AssertionError(failure)

    def expect_violation(
        self,
        code: str | None = None,
        *,
        operation: str | None = None,
        location: Sequence[str | int] | str | None = None,
        message: str | None = None,
    ) -> None:
        """Say that a request will break its contract, or has, on purpose; `location` is its beginning, or `body/name`.

        `code` is `required`, `type`, `route` ...; `message` is a regular expression.
        """
        if operation is not None:
            self._house.offer.named(operation)
        place = None if location is None else _location(location)
        self._expected.append(ExpectedViolation(code, operation, place, message))

    def complaints(self) -> tuple[str, ...]:
        """What fails a strict test: broken contracts, unknown requests, unused overrides; none if all is well."""
        return complaints((*self._past, self._find()), self.engine, tuple(self._expected))

    def verify(self) -> None:
        """AssertionError if there are complaints."""
        __tracebackhide__ = True
        found = self.complaints()
        if found:
            raise AssertionError("\n".join(found))

    def __repr__(self) -> str:
        return f"MockServer({', '.join(self.engine.apis)}; session {self._session!r})"

    def _awaited(self, failure: Callable[[], str], timeout: float) -> str:
        return awaited(failure, lambda: self._find().journal, timeout) if timeout > 0 else failure()

    def _find(self) -> State:
        return self._house.sessions.get(self._session)

    def _outcomes(self) -> list[Outcome]:
        return list(reversed(self._find().journal.outcomes()))


def _location(given: Sequence[str | int] | str) -> tuple[str | int, ...]:
    """A location from its steps, or from a text such as `body/list_items/0`."""
    if not isinstance(given, str):
        return tuple(given)
    return tuple(int(step) if step.isdecimal() else step for step in given.split("/"))
