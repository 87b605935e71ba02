"""How many cases a second does `check` send, and does it find all that schemathesis finds?

Both are programs of their own, asked to check the same provider on loopback, at which the requests are counted.
`python -m bench.checks` runs both over every provider of the zoos in `tests/contract/zoo`, `library` and `payments`,
or of the one that is named, and tells who finds what: the tables in `docs/background/checks.md`.
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

from tests.contract.zoo import animals, library, payment_animals, payments
from tests.serving import HOST, serving

ALIKE: Mapping[str, frozenset[str]] = {
    name: frozenset(codes.split())
    for name, codes in {
        "AcceptedNegativeData": "accepted-invalid",
        "AllowHeaderMismatch": "missing-allow",
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
        "UnsupportedMethodResponse": "undocumented-method missing-405",
        "UseAfterFree": "still-there",
    }.items()
}
"""Which findings of `check` say the same as one of schemathesis."""

Application = Callable[..., Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Zoo:
    """Providers of one specification: the right one, and the wrong ones by name; `header` is who may ask them."""

    name: str
    file: Path
    base: str
    header: str
    right: Callable[[], Application]
    wrong: Mapping[str, Callable[[], Application]]

    def providers(self) -> dict[str, Callable[[], Application]]:
        return {self.name.title(): self.right, **self.wrong}


LIBRARY = Zoo("library", library.SPEC, "/api", f"X-Key: {library.KEY}", library.Library, animals.ANIMALS)
PAYMENTS = Zoo(
    "payments",
    payments.SPEC,
    "/v1",
    f"Authorization: Bearer {payments.TOKEN}",
    payments.Payments,
    payment_animals.ANIMALS,
)
ZOOS: Mapping[str, Zoo] = {zoo.name: zoo for zoo in (LIBRARY, PAYMENTS)}

_EXAMPLES = ("--max-examples", "10")
_OURS = (*_EXAMPLES, "--format", "json")
_THEIRS = ("--checks", "all", *_EXAMPLES, "--no-color", "--suppress-health-check", "all", "--no-shrink")


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

    def __init__(self, app: Application) -> None:
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
def _served(provider: Application) -> Iterator[tuple[str, _Counting]]:
    counting = _Counting(provider)
    with serving(counting) as port:
        yield f"http://{HOST}:{port}", counting


def ours(zoo: Zoo, provider: Application, seed: int = 1) -> Run:
    with _served(provider) as (url, counting):
        command = ("-m", "mockserver", "check", str(zoo.file), *_OURS, "-H", zoo.header)
        output, seconds, cpu = _run((*command, "--url", url, "--seed", str(seed)))
    entries = json.loads(output)["findings"]
    return Run(counting.requests, seconds, cpu, frozenset(entry["code"] for entry in entries))


def theirs(zoo: Zoo, provider: Application, seed: int = 1) -> Run:
    with tempfile.TemporaryDirectory() as folder, _served(provider) as (url, counting):
        report = Path(folder) / "report.json"
        command = ("-m", "schemathesis.cli", "run", str(zoo.file), *_THEIRS, "--continue-on-failure", "-H", zoo.header)
        where = ("--url", url + zoo.base, "--seed", str(seed), "--report", "json", "--report-json-path", str(report))
        _, seconds, cpu = _run((*command, *where))
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
        found["mockserver check"].append(ours(LIBRARY, LIBRARY.right(), number))
        found["schemathesis"].append(theirs(LIBRARY, LIBRARY.right(), number))
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


def compare_findings(zoos: Iterable[Zoo]) -> int:
    """Who finds what in the zoos; 1 where `check` does not find all that schemathesis finds in a provider."""
    left = []
    for zoo in zoos:
        print(
            f"\n| {zoo.name} | `check` finds | schemathesis {metadata.version('schemathesis')} finds |\n|---|---|---|"
        )
        for name, provider in zoo.providers().items():
            mine, other = ours(zoo, provider()), theirs(zoo, provider())
            left += [f"{what} in {name}" for what in missed(mine.found, other.found)]
            cells = (", ".join(f"`{code}`" for code in sorted(run.found)) for run in (mine, other))
            print(f"| {name} | {' | '.join(cell or '-' for cell in cells)} |", flush=True)
    print(f"\nmissed: {', '.join(left) or 'none'}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(compare_findings([ZOOS[name] for name in sys.argv[1:] or ZOOS]))
