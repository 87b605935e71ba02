"""How is a server started on its core, spoken to and ended?"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO

from bench import peers
from bench.figures import OURS, PEER
from bench.machine import pinned
from bench.programs import SetupError
from bench.traffic import BULK, LOGIN

ROOT = Path(__file__).parent.parent
SPECIFICATION = ROOT / "specs" / "bas-ip.yaml"
START_SECONDS = 60.0
STOP_SECONDS = 5.0


class NotStartedError(SetupError):
    """A server that gave no answer in time, or ended before."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A server that can be started: `base` stands before the paths of the operations, `reset` makes it forget."""

    name: str
    command: Callable[[int], tuple[str, ...]]
    base: str = ""
    reset: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, and how many seconds that took."""

    status: int
    body: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers, and how many seconds it took to get there."""

    contender: Contender
    process: subprocess.Popen[bytes]
    port: int
    ready: float

    @property
    def name(self) -> str:
        return self.contender.name

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{self.contender.base}{path}"

    def ask(self, method: str, path: str, body: bytes = b"", authorization: str = "") -> Answer:
        """The answer to one request below the API's base."""
        headers = {"Authorization": authorization} if authorization else {}
        return exchange(self.port, method, self.contender.base + path, body, headers)

    def login(self) -> str:
        """The value of `Authorization` that a new token gives, in a state that remembers nothing else."""
        if self.contender.reset:
            exchange(self.port, "POST", self.contender.reset)
        return f"Bearer {json.loads(self.ask('GET', LOGIN).body)['token']}"


def ours() -> Contender:
    """Our server, which may store as many contacts as one request holds."""
    setting = f"bas-ip.max_contacts={BULK}"
    serve = (sys.executable, "-m", "mockserver", "serve", "--setting", setting, str(SPECIFICATION))
    return Contender(OURS, lambda port: (*serve, "-p", str(port)), "/api/v0", "/__mock__/reset")


def peer() -> Contender:
    """Prism, which serves the paths without the base of the specification's servers."""
    return Contender(PEER, lambda port: peers.command(peers.PRISM, SPECIFICATION, port))


def exchange(port: int, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
    """One request over a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
    started = time.perf_counter()
    try:
        sent = {"Content-Type": "application/json", **(headers or {})} if body else dict(headers or {})
        connection.request(method, path, body or None, sent)
        response = connection.getresponse()
        return Answer(response.status, response.read(), time.perf_counter() - started)
    finally:
        connection.close()


@contextmanager
def running(
    contender: Contender, core: int, *, path: str | None = None, limit: float = START_SECONDS
) -> Iterator[Running]:
    """A server on a core, from its first answer on; it is ended on the way out.

    The first answer is a login that succeeds, or where there is a `path` any answer to that;
    NotStartedError where it did not come within `limit` seconds.
    """
    port = _free_port()
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        with pinned(core):
            process = _spawn(contender.command(port), said)
        try:
            ready = _first_answer(contender, process, port, said, path, limit) - started
            yield Running(contender, process, port, ready)
        finally:
            _end(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _spawn(command: tuple[str, ...], said: IO[bytes]) -> subprocess.Popen[bytes]:
    """The process, in a group of its own; what it says of errors is kept, the rest is dropped."""
    environ = {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "NODE_ENV")}
    return subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=said, start_new_session=True
    )


def _first_answer(
    contender: Contender,
    process: subprocess.Popen[bytes],
    port: int,
    said: IO[bytes],
    path: str | None,
    limit: float,
) -> float:
    """The moment of the first answer that counts."""
    until = time.perf_counter() + limit
    while time.perf_counter() < until and process.poll() is None:
        try:
            answer = exchange(port, "GET", path or contender.base + LOGIN)
        except (OSError, HTTPException):
            time.sleep(0.001)
            continue
        if answer.status == 200 or path is not None:
            return time.perf_counter()
    said.seek(0)
    raise NotStartedError(f"{contender.name} did not start: {said.read().decode(errors='replace').strip()[-500:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(STOP_SECONDS)
