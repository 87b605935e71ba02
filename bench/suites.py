"""What does a suite of 500 tests cost, by who answers its client?

`bench/suite` is the same in every run but for the fixture that says who answers. Each run is a process of its own, on
one core, with no plugins but those that it uses. A client either keeps its connection from test to test (one
`requests.Session`) or opens one for each call (`requests.request`).
"""

from __future__ import annotations

import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Spread, Target
from bench.machine import pinned
from bench.programs import SetupError, output

_SUITE = Path(__file__).parent / "suite"
_ROOT = _SUITE.parent.parent
_OURS, _HTTPSERVER = "mockserver.pytest_plugin", "pytest_httpserver.pytest_plugin"
_MODES = {"kept": "one connection", "new": "a connection for each call"}


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who answers the client: the name of its fixture, and the plugin that it needs."""

    key: str
    title: str
    plugin: str | None = None


ANSWERERS = (
    Answerer("intercept", "mockserver in process", _OURS),
    Answerer("responses", "responses"),
    Answerer("socket", "mockserver by socket", _OURS),
    Answerer("httpserver_told", "pytest-httpserver", _HTTPSERVER),
    Answerer("prism", "Prism in a subprocess"),
    Answerer("bytes", "bytes made beforehand, by socket"),
)
"""The last one is no server: it reads a request and writes what is there already. Nothing by socket costs less."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run cost: seconds of the whole process and of what it started, of one test, of the first fixture."""

    whole: float
    whole_cpu: float
    test: float
    test_cpu: float
    first: float
    first_cpu: float


@dataclass(frozen=True, slots=True)
class Claim:
    """How often as long a peer takes for a test as we do, and what that should be."""

    title: str
    ours: str
    peer: str
    target: Target


CLAIMS = tuple(
    Claim(f"{ours.title} beside {peer.title}, {mode}", f"{ours.key}_{short}", f"{peer.key}_{short}", target)
    for ours, peer, target in (
        (ANSWERERS[0], ANSWERERS[1], Target(at_least=1)),
        (ANSWERERS[2], ANSWERERS[3], Target(at_least=2)),
    )
    for short, mode in _MODES.items()
)


def need_peers() -> None:
    """SetupError where a library that answers is not installed."""
    for name in ("responses", "pytest_httpserver"):
        if importlib.util.find_spec(name) is None:
            raise SetupError(f"'{name}' is not installed: pip install -r bench/requirements.txt")


def measure(*, rounds: int, core: int, progress: Callable[[str], None]) -> dict[str, tuple[Cost, ...]]:
    """The costs of each round by answerer and mode, after one round that does not count."""
    found: dict[str, list[Cost]] = {}
    runs = [(answerer, mode) for mode in _MODES for answerer in ANSWERERS]
    for number in range(rounds + 1):
        for answerer, mode in runs if number % 2 else reversed(runs):
            progress(f"suite, round {number}: {answerer.title}, {_MODES[mode]}")
            cost = _run(answerer, core, kept=mode == "kept")
            if number:
                found.setdefault(f"{answerer.key}_{mode}", []).append(cost)
    return {key: tuple(costs) for key, costs in found.items()}


def _run(answerer: Answerer, core: int, *, kept: bool) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "costs.json"
        plugins = ("-p", answerer.plugin) if answerer.plugin else ()
        command = (sys.executable, "-m", "pytest", "-c", str(_SUITE / "pytest.ini"), *plugins, str(_SUITE))
        options = (f"--answers={answerer.key}", f"--costs={told}", *(("--kept",) if kept else ()))
        before, started = _children(), time.perf_counter()
        with pinned(core):
            done = subprocess.run(
                (*command, *options), cwd=_ROOT, env=_environment(), capture_output=True, text=True, check=False
            )
        whole, cpu = time.perf_counter() - started, _children() - before
        if done.returncode:
            raise SetupError(f"the suite failed with {answerer.title}: {done.stdout.strip()[-500:]}")
        found = json.loads(told.read_text())
    return Cost(whole, cpu, found["wall"], found["cpu"], found["first_wall"], found["first_cpu"])


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


_UNUSED = """
import time, pytest
started = time.process_time()
import mockserver.pytest_plugin
print((time.process_time() - started) * 1000)
"""


def measure_unused(*, rounds: int, core: int) -> Spread:
    """The milliseconds that the plugin costs a run in which no test uses it."""
    with pinned(core):
        return Spread.of([float(output((sys.executable, "-c", _UNUSED), _ROOT)) for _ in range(rounds + 1)][1:])


def titles() -> Mapping[str, str]:
    """What is shown of each answerer in each mode, by its key."""
    return {
        f"{answerer.key}_{mode}": f"{answerer.title}, {told}" for mode, told in _MODES.items() for answerer in ANSWERERS
    }


def ratios(claim: Claim, found: Mapping[str, Sequence[Cost]], part: Callable[[Cost], float]) -> Spread:
    """How often as long the peer took, each time within one round."""
    pairs = zip(found[claim.peer], found[claim.ours], strict=True)
    return Spread.of([part(peer) / part(ours) for peer, ours in pairs])
