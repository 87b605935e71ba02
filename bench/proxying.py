"""What does a proxy cost, beside Prism's: time, requests and memory?

Both pass the same requests on to the same small server and hold them, and its answers, against the same document.
"""

from __future__ import annotations

import re
import shutil
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from itertools import repeat
from pathlib import Path
from statistics import median

from bench import peers, processes
from bench.figures import OURS, PEER, Comparison, Figure, Spread, Target
from bench.loader import is_complete, pound
from bench.machine import Cores
from bench.programs import SetupError, output
from bench.servers import Contender, Running, running

SPECIFICATION = Path(__file__).parent / "prices.yaml"
DIRECT = "no proxy"
BARE = "a pass-through that looks at nothing"
LONG = 200_000_000
TARGET = "/prices?limit=5"
_WRK = re.compile(r"(\d+) requests in ([\d.]+)s")
REQUEST = f"GET {TARGET} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()

Round = dict[str, dict[str, float]]
Progress = Callable[[str], None]

FIGURES = (
    Figure("first", "requests passed on, from the start on", "requests/s", Target(at_least=4)),
    Figure("rate", "requests passed on, warm", "requests/s", Target(at_least=4)),
    Figure("cpu", "  processor time of one", "us"),
    Figure("added", "time that one request takes longer", "ms", None, 3),
    Figure("download", f"memory more for {LONG // 1_000_000} MB of an answer", "MB", None, 1),
    Figure("upload", f"memory more for {LONG // 1_000_000} MB of a request", "MB", None, 1),
)
FAILED = -1.0
"""What stands for the memory of a proxy that does not pass a long body at all."""

LIMITS = {"added": 1.0, "download": 50.0, "upload": 50.0}
"""What our own figures may be at most, in their units."""


def measure(rounds: int, cores: Cores, progress: Progress, *, seconds: float, warm: float) -> tuple[Round, ...]:
    """The values of all rounds; in each all servers are started anew, and who goes first changes."""
    return tuple(_round(number, cores, progress, seconds, warm) for number in range(rounds))


def _round(number: int, cores: Cores, progress: Progress, seconds: float, warm: float) -> Round:
    with ExitStack() as stack:
        behind = stack.enter_context(running(_upstream(), cores.load, path=TARGET))
        contenders = (_ours(behind.port), _peer(behind.port))
        bare = stack.enter_context(running(_bare(behind.port), cores.server, path=TARGET))
        order = contenders if number % 2 == 0 else tuple(reversed(contenders))
        progress(f"round {number + 1}: the proxies start")
        servers = [stack.enter_context(running(each, cores.server, path=TARGET)) for each in order]
        first: dict[str, float] = {}
        for server in servers:
            progress(f"round {number + 1}: {server.name} warms up")
            first[server.name] = _rate(server, seconds)[0]
            _rate(server, warm)
        rates = {server.name: _rate(server, seconds) for server in (*servers, bare)}
        progress(f"round {number + 1}: single requests")
        waits = _waits((behind, *servers))
        progress(f"round {number + 1}: long bodies")
        memory = {server.name: _long_bodies(server) for server in servers}
    return {
        "first": first,
        "rate": {name: rate for name, (rate, _) in rates.items()},
        "cpu": {name: cpu for name, (_, cpu) in rates.items()},
        "added": {server.name: waits[server.name] - waits[DIRECT] for server in servers},
        "download": {name: found[0] for name, found in memory.items()},
        "upload": {name: found[1] for name, found in memory.items()},
    }


def _upstream() -> Contender:
    return Contender(DIRECT, lambda port: (sys.executable, "-m", "bench.upstream", str(port)))


def _ours(behind: int) -> Contender:
    serve = (sys.executable, "-m", "mockserver", "proxy", str(SPECIFICATION), f"http://127.0.0.1:{behind}")
    return Contender(OURS, lambda port: (*serve, "-p", str(port)))


def _peer(behind: int) -> Contender:
    upstream = f"http://127.0.0.1:{behind}"
    return Contender(PEER, lambda port: peers.command(peers.PRISM, SPECIFICATION, port, upstream=upstream))


def _bare(behind: int) -> Contender:
    return Contender(BARE, lambda port: (sys.executable, "-m", "bench.passing", str(port), str(behind)))


def _rate(server: Running, seconds: float) -> tuple[float, float]:
    """The requests per second, and the microseconds of processor time for one."""
    before = processes.cpu_seconds(server.process.pid)
    requests, passed = _pounded(server, seconds)
    spent = processes.cpu_seconds(server.process.pid) - before
    return requests / passed, spent / requests * 1e6


def _pounded(server: Running, seconds: float) -> tuple[int, float]:
    """How many requests were passed on in how many seconds; by wrk if it is there, which leaves more of its core."""
    if shutil.which("wrk"):
        said = output(("wrk", "-t1", "-c8", f"-d{seconds:.0f}s", server.url(TARGET)))
        found, wrong = _WRK.search(said), "Non-2xx" in said or "Socket errors" in said
        requests, passed = (int(found[1]), float(found[2])) if found else (0, 0.0)
    else:
        told = pound(server.port, repeat(REQUEST), 8, seconds)
        requests, passed, wrong = int(told["requests"]), told["seconds"], bool(told["refused"])
    if wrong or not requests:
        raise SetupError(f"{server.name} did not pass every request on")
    return requests, passed


def _waits(servers: Sequence[Running], requests: int = 1_500) -> Mapping[str, float]:
    """The median of the milliseconds that one request takes, one after the other, of all servers in turn."""
    found: dict[str, list[float]] = {server.name: [] for server in servers}
    with ExitStack() as stack:
        opened = {
            server.name: stack.enter_context(socket.create_connection(("127.0.0.1", server.port), 10))
            for server in servers
        }
        for _ in range(requests):
            for name, connection in opened.items():
                started = time.perf_counter()
                connection.sendall(REQUEST)
                came = connection.recv(65_536)
                while not is_complete(came):
                    came += connection.recv(65_536)
                found[name].append((time.perf_counter() - started) * 1_000)
    return {name: median(values) for name, values in found.items()}


def _long_bodies(server: Running) -> tuple[float, float]:
    """The megabytes that a proxy needs more at most while a long body passes, down and up."""
    return _more(server, _download), _more(server, _upload)


def _more(server: Running, passes: Callable[[int], bool]) -> float:
    before = processes.megabytes(server.process.pid)
    with _watched(server.process.pid) as peak:
        passed = passes(server.port)
    if not passed and server.name == OURS:
        raise SetupError(f"{server.name} did not pass {LONG} bytes on")
    return max(0.0, peak[0] - before) if passed else FAILED


@contextmanager
def _watched(pid: int) -> Iterator[list[float]]:
    """The most memory that a process and its children have meanwhile."""
    peak, over = [processes.megabytes(pid)], threading.Event()

    def watch() -> None:
        while not over.wait(0.01):
            peak[0] = max(peak[0], processes.megabytes(pid))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()
        peak[0] = max(peak[0], processes.megabytes(pid))


def _download(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", f"/long/{LONG}")
        answer, size = connection.getresponse(), 0
        while piece := answer.read(65_536):
            size += len(piece)
        return size == LONG
    finally:
        connection.close()


def _upload(port: int) -> bool:
    piece = bytes(1_000_000)
    headers = {"Content-Type": "application/octet-stream", "Content-Length": str(LONG)}
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("POST", "/upload", repeat(piece, LONG // len(piece)), headers)
        return connection.getresponse().status == 200
    except ConnectionError:
        return False
    finally:
        connection.close()


def compare(rounds: Sequence[Round]) -> tuple[Comparison, ...]:
    """Each figure over the rounds, beside Prism's."""
    return tuple(_compare(figure, [found[figure.key] for found in rounds]) for figure in FIGURES)


def floor(rounds: Sequence[Round]) -> str:
    """What a proxy takes that does nothing for a request."""
    rate, cpu = (Spread.of([found[key][BARE] for found in rounds]) for key in ("rate", "cpu"))
    spent = f"{cpu.median:.0f} us ({cpu.low:.0f} - {cpu.high:.0f}) of processor time for a request"
    return f"{BARE}: {spent}, {rate.median:,.0f} requests/s ({rate.low:,.0f} - {rate.high:,.0f})"


def _compare(figure: Figure, values: Sequence[Mapping[str, float]]) -> Comparison:
    ratios = [value[OURS] / value[PEER] if value[PEER] > 0 else 0.0 for value in values]
    ours, peer = ([value[name] for value in values] for name in (OURS, PEER))
    return Comparison(figure, Spread.of(ours), Spread.of(peer), Spread.of(ratios))


def verdicts(comparisons: Sequence[Comparison]) -> tuple[str, ...]:
    """What our own figures have to be, and whether they are; and what Prism does not pass at all."""
    found = []
    for each in comparisons:
        if each.figure.key in LIMITS:
            limit, ours = LIMITS[each.figure.key], each.ours.median
            told = f"{ours:,.{each.figure.digits}f} {each.figure.unit}, at most {limit:g} wanted"
            found.append(f"{each.figure.title}: {told}: {'met' if ours <= limit else 'missed'}")
        if each.peer.median == FAILED:
            found.append(f"{each.figure.title}: {PEER} does not pass it ({FAILED:g})")
    return tuple(found)
