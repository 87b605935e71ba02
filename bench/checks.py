"""How many cases a second does `check` send, and does it find all that schemathesis finds?

Both are programs of their own, asked to check the same provider on loopback, at which the requests are counted.
`python -m bench.checks` runs both over every provider of the zoo in `tests/contract/zoo`, and tells who finds what: the
table in `docs/background/checks.md`.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any

from tests.contract.zoo.animals import ANIMALS
from tests.contract.zoo.library import KEY, SPEC, Library
from tests.serving import HOST, serving

ALIKE: Mapping[str, frozenset[str]] = {
    name: frozenset(codes.split())
    for name, codes in {
        "AcceptedNegativeData": "accepted-invalid",
        "ContentDeserializationError": "malformed-body",
        "EnsureResourceAvailability": "lost-record",
        "IgnoredAuth": "ignored-credentials",
        "JsonSchemaError": "response-body response-header",
        "MalformedJson": "malformed-body empty-body",
        "MissingContentType": "content-type empty-body",
        "MissingHeaderNotRejected": "ignored-credentials accepted-invalid",
        "MissingHeaders": "response-header",
        "RejectedPositiveData": "rejected-valid",
        "ServerError": "server-error",
        "UndefinedContentType": "content-type",
        "UndefinedStatusCode": "undocumented-status server-error",
        "UnsupportedMethodResponse": "undocumented-method",
        "UseAfterFree": "still-there",
    }.items()
}
"""Which findings of `check` say the same as one of schemathesis."""

_HEADER = f"X-Key: {KEY}"
_EXAMPLES = "10"
_OURS = ("-m", "mockserver", "check", str(SPEC), "--max-examples", _EXAMPLES, "-H", _HEADER, "--format", "json")
_SCHEMATHESIS = (
    *("-m", "schemathesis.cli", "run", str(SPEC), "--checks", "all", "--max-examples", _EXAMPLES, "-H", _HEADER),
    *("--no-color", "--suppress-health-check", "all", "--no-shrink", "--continue-on-failure"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """What one program did: requests, seconds and processor time of the whole process, and what it found."""

    requests: int
    seconds: float
    cpu: float
    found: frozenset[str]

    @property
    def rate(self) -> float:
        """Requests by second of the program's own processor time: the provider's is the same for both."""
        return self.requests / self.cpu


class _Counting:
    """A provider that counts what it is asked; bodies end where they are told to."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app
        self.requests = 0

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        self.requests += 1

        def with_length(status: str, headers: list[tuple[str, str]]) -> None:
            begun.append((status, headers))

        begun: list[tuple[str, list[tuple[str, str]]]] = []
        body = b"".join(self.app(environ, with_length))
        status, headers = begun[0]
        bodiless = environ["REQUEST_METHOD"] == "HEAD" or status[:3] == "204"
        start(status, headers if status[:3] == "204" else [*headers, ("Content-Length", str(len(body)))])
        return [] if bodiless else [body]


@contextmanager
def _served(library: Library) -> Iterator[tuple[str, _Counting]]:
    counting = _Counting(library)
    with serving(counting) as port:
        yield f"http://{HOST}:{port}", counting


def ours(library: Library, seed: int = 1) -> Run:
    with _served(library) as (url, counting):
        output, seconds, cpu = _run((*_OURS, "--url", url, "--seed", str(seed)))
    entries = json.loads(output)["findings"]
    return Run(counting.requests, seconds, cpu, frozenset(entry["code"] for entry in entries))


def theirs(library: Library, seed: int = 1) -> Run:
    with tempfile.TemporaryDirectory() as folder, _served(library) as (url, counting):
        report = Path(folder) / "report.json"
        where = ("--url", f"{url}/api", "--seed", str(seed), "--report", "json", "--report-json-path", str(report))
        _, seconds, cpu = _run((*_SCHEMATHESIS, *where))
        failures = json.loads(report.read_text(encoding="utf-8"))["failures"]
    return Run(counting.requests, seconds, cpu, frozenset(failure["type"] for failure in failures))


def _run(command: tuple[str, ...]) -> tuple[str, float, float]:
    environment = {name: value for name, value in os.environ.items() if name not in ("CI", "SCHEMATHESIS_HOOKS")}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run((sys.executable, *command), capture_output=True, text=True, check=False, env=environment)
    after, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - began
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr[-500:])
    return done.stdout, seconds, cpu


def measure(*, rounds: int, progress: Callable[[str], None]) -> dict[str, list[Run]]:
    """Both programs over the right provider, in turn."""
    found: dict[str, list[Run]] = {"mockserver check": [], "schemathesis": []}
    for number in range(rounds):
        progress(f"round {number + 1} of {rounds}")
        found["mockserver check"].append(ours(Library(), number))
        found["schemathesis"].append(theirs(Library(), number))
    return found


def table(found: Mapping[str, list[Run]]) -> str:
    lines = [f"{'':18}{'requests':>10}{'seconds':>9}{'cpu':>7}{'requests/cpu s':>16}"]
    for name, runs in found.items():
        values = [median(getattr(run, key) for run in runs) for key in ("requests", "seconds", "cpu", "rate")]
        lines.append(f"{name:18}{values[0]:10.0f}{values[1]:9.2f}{values[2]:7.2f}{values[3]:16.0f}")
    first, second = found.values()
    ratios = [mine.rate / other.rate for mine, other in zip(first, second, strict=True)]
    return "\n".join((*lines, f"{median(ratios):.1f} times as many (to be at least 1)"))


def missed(mine: frozenset[str], other: frozenset[str]) -> list[str]:
    """What schemathesis finds of which no finding of `check` says the same."""
    return sorted(name for name in other if not ALIKE.get(name, frozenset()) & mine)


def compare_findings() -> int:
    """Who finds what in the zoo; 1 where `check` does not find all that schemathesis finds in a provider."""
    left = []
    print(f"| provider | `check` finds | schemathesis {metadata.version('schemathesis')} finds |\n|---|---|---|")
    for name, animal in {"Library": Library, **ANIMALS}.items():
        mine, other = ours(animal()), theirs(animal())
        left += [f"{what} in {name}" for what in missed(mine.found, other.found)]
        cells = (", ".join(f"`{code}`" for code in sorted(run.found)) for run in (mine, other))
        print(f"| {name} | {' | '.join(cell or '-' for cell in cells)} |", flush=True)
    print(f"\nmissed: {', '.join(left) or 'none'}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(compare_findings())
