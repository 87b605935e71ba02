"""Who answers the client of the suite? Its only difference from one run to the other is this fixture.

`--answers` names who answers; with `--kept` the client keeps its connection from test to test, without it each call
opens one, as `requests.get` does.
"""

from __future__ import annotations

import json
import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import pytest
import requests
from monitor import Monitor, Send
from raw import Bytes

HOST = "http://monitor.local"
BASE = "/api/v0"
TOKEN = "5f0c1a9be4d7426d8b3ce2a1907f6d54"
TOKENS = {TOKEN: {"username": "admin", "expires": "2100-01-01T00:00:00.000Z"}}


class Server(Protocol):
    """Where a monitor is, and how a test says what it holds and what it answers."""

    base: str
    headers: dict[str, str]

    def holds(self, contact: dict[str, Any]) -> None: ...

    def answers(self, method: str, path: str, status: int, body: object, because: str | None = None) -> None: ...


class Ours:
    """Holds the contact, and knows by itself what to answer; what a test breaks on purpose it says."""

    def __init__(self, mock: Any, base: str) -> None:
        self._mock = mock
        self.base = base
        self.headers: dict[str, str] = {}
        mock.state["tokens"] = TOKENS

    def holds(self, contact: dict[str, Any]) -> None:
        self._mock.state["contacts"] = {str(contact["uid"]): contact}

    def answers(self, method: str, path: str, status: int, body: object, because: str | None = None) -> None:
        if because is not None:
            self._mock.expect_violation(because)


class Told:
    """Answers what it is told to; `tell` is how that is said to it."""

    def __init__(self, base: str, tell: Callable[..., None]) -> None:
        self._tell = tell
        self.base = base
        self.headers: dict[str, str] = {}

    def holds(self, contact: dict[str, Any]) -> None:
        """It holds nothing."""

    def answers(self, method: str, path: str, status: int, body: object, because: str | None = None) -> None:
        self._tell(method, path, status, body)


class Prism:
    """Answers with the examples of the specification, and with the status that a header asks for."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.headers: dict[str, str] = {}

    def holds(self, contact: dict[str, Any]) -> None:
        """It holds nothing."""

    def answers(self, method: str, path: str, status: int, body: object, because: str | None = None) -> None:
        self.headers["Prefer"] = f"code={status}"


@pytest.fixture
def intercept(mockserver: Any) -> Iterator[Server]:
    with mockserver.intercept():
        yield Ours(mockserver, HOST + BASE)


@pytest.fixture
def socket(mockserver: Any) -> Server:
    return Ours(mockserver, mockserver.url("bas-ip"))


@pytest.fixture
def responses() -> Iterator[Server]:
    import responses

    with responses.RequestsMock() as mock:

        def tell(method: str, path: str, status: int, body: object) -> None:
            mock.add(method, HOST + BASE + path, json=body, status=status)

        yield Told(HOST + BASE, tell)


@pytest.fixture
def httpserver_told(httpserver: Any) -> Server:
    def tell(method: str, path: str, status: int, body: object) -> None:
        httpserver.expect_request(BASE + path, method).respond_with_json(body, status)

    return Told(httpserver.url_for(BASE), tell)


@pytest.fixture(scope="session")
def listening() -> Bytes:
    found = Bytes()
    found.start()
    return found


@pytest.fixture(name="bytes")
def _bytes(listening: Bytes) -> Server:
    return Told(listening.url + BASE, lambda method, path, status, body: listening.tell(status, body))


@pytest.fixture(scope="session")
def prism_running() -> Iterator[str]:
    from bench.servers import peer, running

    [core, *_] = os.sched_getaffinity(0)
    with running(peer(), core) as server:
        yield server.url("")


@pytest.fixture
def prism(prism_running: str) -> Server:
    return Prism(prism_running)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.config.option.answers)
    return found


@pytest.fixture(scope="session")
def send(pytestconfig: pytest.Config) -> Iterator[Send]:
    if not pytestconfig.option.kept:
        yield requests.request
        return
    with closing(requests.Session()) as session:
        yield session.request


@pytest.fixture
def monitor(server: Server, send: Send) -> Callable[..., Monitor]:
    return lambda token=TOKEN: Monitor(server.base, token, send, server.headers)


# What it costs


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--answers", help="intercept, socket, responses, httpserver_told, prism or bytes")
    parser.addoption("--kept", action="store_true", help="keep the connection from test to test")
    parser.addoption("--costs", type=Path, help="where to write what the tests cost")


class Costs:
    """When each test began, and the last one ended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._began: list[tuple[float, float]] = []
        self._set_up: list[tuple[float, float]] = []
        self._ended = (0.0, 0.0)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self) -> Iterator[None]:
        self._began.append(_now())
        yield
        self._set_up.append(_now())

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Iterator[None]:
        yield
        self._ended = _now()

    def pytest_sessionfinish(self) -> None:
        first, second = self._began[0], self._began[1]
        count = len(self._began) - 1
        wall, cpu = ((end - start) / count for start, end in zip(second, self._ended, strict=True))
        first_wall, first_cpu = (end - start for start, end in zip(first, self._set_up[0], strict=True))
        told = {"tests": count + 1, "wall": wall, "cpu": cpu, "first_wall": first_wall, "first_cpu": first_cpu}
        self._path.write_text(json.dumps(told))


def _now() -> tuple[float, float]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter(), used.ru_utime + used.ru_stime


def pytest_configure(config: pytest.Config) -> None:
    if config.option.costs is not None:
        config.pluginmanager.register(Costs(config.option.costs))
