"""What does it cost to keep what is sent, beside an answer from the specification alone?

Both sides serve the same document and get the same request; one keeps no records. A ratio is taken within a round.
"""

from __future__ import annotations

import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from bench import load, processes, shop
from bench.figures import Spread
from bench.load import Load
from bench.micro import Measured, microseconds
from bench.servers import Contender, Running, running
from mockserver.engine import Engine
from mockserver.model import Request
from mockserver.state import Sessions, State
from mockserver.web import load as load_engine

_KINDS: Mapping[str, str] = {"kept": "on", "canned": "none"}
_FEW = 1_000
_SESSIONS = 500
_JSON = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class Plan:
    """How often and how long it is measured: `calls` in a row give one value of the engine alone."""

    rounds: int = 9
    seconds: int = 3
    calls: int = 2_000
    many: int = 100_000


QUICK = Plan(rounds=3, seconds=1, calls=500, many=20_000)


def over_a_socket(plan: Plan, core: int, progress: Callable[[str], None]) -> tuple[Measured, ...]:
    """The processor time that a server takes for one create, where it keeps records and where it does not."""
    created = Load((shop.NEW_BOOK,), path=shop.BOOKS)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        file = shop.written(Path(folder))
        servers = [stack.enter_context(running(_serving(file, kind), core, path=shop.BOOKS)) for kind in _KINDS]
        for server in servers:
            progress(f"{server.name}: a first round that does not count")
            _spent(server, created, plan)
        found = []
        for number in range(plan.rounds):
            progress(f"round {number + 1} of {plan.rounds}")
            found.append((_spent(servers[0], created, plan), _spent(servers[1], created, plan)))
    return _compared("socket", "over a socket, one book created", "the same, answered from the schema", found)


def _serving(file: Path, kind: str) -> Contender:
    serve = (sys.executable, "-m", "mockserver", "serve", "--setting", f"shop.resources={_KINDS[kind]}", str(file))
    return Contender(kind, lambda port: (*serve, "-p", str(port)))


def _spent(server: Running, created: Load, plan: Plan) -> float:
    before = processes.cpu_seconds(server.process.pid)
    answered = load.answer(server, created, "", connections=8, seconds=plan.seconds)
    return (processes.cpu_seconds(server.process.pid) - before) / answered.requests * 1e6


def alone(plan: Plan, progress: Callable[[str], None]) -> tuple[Measured, ...]:
    """The figures of the engine alone: creating, listing, and what a session costs."""
    progress("keeping: creates and lists")
    with tempfile.TemporaryDirectory() as folder:
        file = shop.written(Path(folder))
        engines = {kind: load_engine(file, settings={"shop": {"resources": on}}) for kind, on in _KINDS.items()}
    found = _of_creates(engines, plan) + _of_pages(engines["kept"], plan)
    progress("keeping: sessions")
    return found + _of_sessions(plan)


def _of_creates(engines: Mapping[str, Engine], plan: Plan) -> tuple[Measured, ...]:
    created = Request("POST", shop.BOOKS, headers=_JSON, body=shop.NEW_BOOK)
    kept, canned = (_answering(engine) for engine in engines.values())
    values = _in_turn(kept, canned, [created] * plan.calls, plan)
    return _compared("create", "Engine.handle, one book created", "the same, answered from the schema", values)


def _of_pages(engine: Engine, plan: Plan) -> tuple[Measured, ...]:
    """A page amid many records, beside one amid few."""
    many, few = (_answering(engine, _filled(engine, records)) for records in (plan.many, _FEW))
    wanted = [Request("GET", shop.BOOKS, f"limit={shop.PAGE}&offset={offset}") for offset in range(0, _FEW, shop.PAGE)]
    values = _in_turn(many, few, list(islice(cycle(wanted), plan.calls)), plan)
    return _compared("page", f"Engine.handle, {shop.PAGE} of {plan.many:,} listed", f"{shop.PAGE} of {_FEW:,}", values)


def _filled(engine: Engine, records: int) -> State:
    state = State.new()
    created = Request("POST", shop.BOOKS, headers=_JSON, body=shop.NEW_BOOK)
    for _ in range(records):
        engine.handle(created, state)
    return state


def _answering(engine: Engine, state: State | None = None) -> Callable[[Request], object]:
    known = state or State.new()
    return lambda request: engine.handle(request, known)


def _in_turn(
    one: Callable[[Request], object], other: Callable[[Request], object], requests: Sequence[Request], plan: Plan
) -> list[tuple[float, float]]:
    """The microseconds that each of two takes for a request, after one turn that does not count."""
    for ask in (one, other):
        microseconds(ask, list(requests))
    return [(microseconds(one, list(requests)), microseconds(other, list(requests))) for _ in range(plan.rounds)]


def _compared(key: str, title: str, beside: str, values: Sequence[tuple[float, float]]) -> tuple[Measured, ...]:
    return (
        Measured(f"keeping_{key}", title, "us", Spread.of([one for one, _ in values])),
        Measured(f"keeping_{key}_beside", f"  {beside}", "us", Spread.of([other for _, other in values])),
        Measured(f"keeping_{key}_ratio", "  ratio", "times", Spread.of([one / other for one, other in values])),
    )


def _of_sessions(plan: Plan) -> tuple[Measured, ...]:
    """What it takes to make a session, and what one holds that nobody has used."""
    times, sizes = [], []
    for _ in range(plan.rounds):
        sessions = Sessions()
        started = time.process_time()
        for number in range(_SESSIONS):
            sessions.get(str(number))
        times.append((time.process_time() - started) / _SESSIONS * 1e6)
        tracemalloc.start()
        kept = Sessions()
        for number in range(_SESSIONS):
            kept.get(str(number))
        sizes.append(tracemalloc.get_traced_memory()[0] / _SESSIONS / 1_000)
        tracemalloc.stop()
    return (
        Measured("session_time", "a session made", "us", Spread.of(times)),
        Measured("session_memory", "a session that is idle", "KB", Spread.of(sizes)),
    )
