"""In which order are the two servers measured?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from statistics import median

from bench import processes
from bench.figures import OURS, Round
from bench.load import Answered, Load, answer
from bench.machine import Cores
from bench.programs import SetupError
from bench.servers import Contender, Running, running
from bench.traffic import BULK, CONTACTS, INVALID, bulk_body, single_bodies

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How long it is measured: `seconds` of load for each rate, once a server is warm.

    It is warm after `warm_requests`, or after `warm_seconds` where it does not get that far: a server that compiles
    while it runs needs thousands of requests to reach its speed.
    """

    rounds: int = 5
    seconds: int = 5
    first_seconds: int = 5
    warm_requests: int = 5_000
    warm_seconds: int = 15
    repeats: int = 5
    connections: int = 8


QUICK = Plan(rounds=2, seconds=1, first_seconds=1, warm_requests=1_000, warm_seconds=3, repeats=3)


@dataclass(frozen=True, slots=True)
class Bodies:
    """What is sent in every round; made once."""

    valid: Load = field(default_factory=lambda: Load(single_bodies()))
    invalid: Load = field(default_factory=lambda: Load((INVALID,), is_refused=True))
    bulk: bytes = field(default_factory=bulk_body)


def measure(contenders: Sequence[Contender], plan: Plan, cores: Cores, progress: Progress) -> tuple[Round, ...]:
    """The values of all rounds; who goes first changes from round to round."""
    bodies = Bodies()
    for contender in contenders:
        progress(f"{contender.name}: a first start that does not count")
        with running(contender, cores.server) as server:
            _prove(server, bodies)
    found = []
    for number in range(plan.rounds):
        order = contenders if number % 2 == 0 else tuple(reversed(contenders))
        found.append(_round(order, plan, cores, bodies, _prefixed(progress, f"round {number + 1}: ")))
    return tuple(found)


def _prefixed(progress: Progress, prefix: str) -> Progress:
    return lambda what: progress(prefix + what)


def _prove(server: Running, bodies: Bodies) -> None:
    """Make sure that the requests are understood as they are meant, before their speed is taken for anything."""
    authorization = server.login()
    for body, status in ((bodies.valid.bodies[0], (200,)), (INVALID, (400, 422)), (bodies.bulk, (200,))):
        told = server.ask("POST", CONTACTS, body, authorization)
        if told.status not in status:
            raise SetupError(f"{server.name} answered {told.status}, not {status[0]}: {told.body[:200]!r}")
    if server.name == OURS:
        _prove_stored(server, authorization)


def _prove_stored(server: Running, authorization: str) -> None:
    page = json.loads(server.ask("GET", f"{CONTACTS}?limit=1", authorization=authorization).body)
    total = page["list_option"]["pagination"]["total_items"]
    if total != BULK:
        raise SetupError(f"{server.name} stored {total} contacts, not {BULK}")


def _round(order: Sequence[Contender], plan: Plan, cores: Cores, bodies: Bodies, progress: Progress) -> Round:
    """Each figure of both servers, one right after the other; for the first three they are started anew."""
    first: dict[str, Callable[[Running], float]] = {
        "first_invalid": lambda server: _first_rate(server, bodies.invalid, plan),
        "first_bulk": lambda server: median(_bulk(server, bodies.bulk) for _ in range(plan.repeats)),
        "first_valid": lambda server: _first_rate(server, bodies.valid, plan),
    }
    found: dict[str, dict[str, float]] = {}
    for what, value in first.items():
        with _started(order, cores, progress) as servers:
            found.update([_both(what, value, servers, progress)])
    with _started(order, cores, progress) as servers:
        return found | dict(_figures(servers, plan, bodies, progress))


@contextmanager
def _started(order: Sequence[Contender], cores: Cores, progress: Progress) -> Iterator[Sequence[Running]]:
    with ExitStack() as stack:
        servers = []
        for contender in order:
            progress(f"{contender.name} starts")
            servers.append(stack.enter_context(running(contender, cores.server)))
        yield servers


def _both(
    what: str, value: Callable[[Running], float], servers: Sequence[Running], progress: Progress
) -> tuple[str, dict[str, float]]:
    found = {}
    for server in servers:
        progress(f"{what} of {server.name}")
        found[server.name] = value(server)
    return what, found


def _figures(
    servers: Sequence[Running], plan: Plan, bodies: Bodies, progress: Progress
) -> Iterator[tuple[str, dict[str, float]]]:
    """The figures of two servers that are first warmed up, one right after the other."""

    def both(what: str, value: Callable[[Running], float]) -> tuple[str, dict[str, float]]:
        return _both(what, value, servers, progress)

    def under(what: str, load: Load) -> Iterator[tuple[str, dict[str, float]]]:
        costs: dict[str, float] = {}
        yield both(what, lambda server: _warm_rate(server, load, plan, costs))
        yield f"{what}_cpu", costs

    yield both("ready", lambda server: server.ready * 1_000)
    yield both("idle", lambda server: processes.megabytes(server.process.pid))
    yield from under("valid", bodies.valid)
    yield from under("invalid", bodies.invalid)
    yield both("bulk", lambda server: median(_bulk(server, bodies.bulk) for _ in range(plan.repeats)))
    yield both("loaded", lambda server: processes.megabytes(server.process.pid))


def _first_rate(server: Running, load: Load, plan: Plan) -> float:
    """Requests per second of a server that has only just started."""
    return _sent(server, load, server.login(), plan, plan.first_seconds).rate


def _warm_rate(server: Running, load: Load, plan: Plan, costs: dict[str, float]) -> float:
    """Requests per second; the microseconds of processor time for one of them go into `costs`."""
    authorization = server.login()
    _warm_up(server, load, authorization, plan)
    before = processes.cpu_seconds(server.process.pid)
    answered = _sent(server, load, authorization, plan, plan.seconds)
    spent = processes.cpu_seconds(server.process.pid) - before
    costs[server.name] = spent / answered.requests * 1e6
    return answered.rate


def _warm_up(server: Running, load: Load, authorization: str, plan: Plan) -> None:
    answered = 0
    for _ in range(plan.warm_seconds):
        answered += _sent(server, load, authorization, plan, 1).requests
        if answered >= plan.warm_requests:
            return


def _sent(server: Running, load: Load, authorization: str, plan: Plan, seconds: int) -> Answered:
    return answer(server, load, authorization, connections=plan.connections, seconds=seconds)


def _bulk(server: Running, body: bytes) -> float:
    """The milliseconds of one request with 10,000 contacts, none of which is known yet."""
    authorization = server.login()
    told = server.ask("POST", CONTACTS, body, authorization)
    if told.status != 200:
        raise SetupError(f"{server.name} answered {told.status} to {BULK} contacts: {told.body[:200]!r}")
    return told.seconds * 1_000
