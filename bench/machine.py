"""On which machine are the figures measured, and on which of its cores does what run?"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench.programs import SetupError, first_line


@dataclass(frozen=True, slots=True)
class Cores:
    """The core that the servers share, and the one of the load; the same one where there is just one."""

    server: int
    load: int

    @classmethod
    def choose(cls) -> Cores:
        """The first and the last core that this process may use."""
        if sys.platform != "linux":
            raise SetupError("the benchmarks pin processes to cores and read /proc: they need Linux")
        usable = sorted(os.sched_getaffinity(0))
        return cls(usable[0], usable[-1])


@contextmanager
def pinned(core: int) -> Iterator[None]:
    """This process, and what it starts meanwhile, on one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def described(cores: Cores) -> dict[str, str]:
    """The machine and the versions that the figures belong to."""
    return {
        "processor": _processor(),
        "cores": f"{os.cpu_count()}, servers on {cores.server}, load on {cores.load}",
        "kernel": platform.release(),
        "python": platform.python_version(),
        "node": first_line(("node", "--version")).removeprefix("v"),
        "mockserver": version("mockserver"),
        "granian": version("granian"),
        "jsonschema-rs": version("jsonschema-rs"),
        "flask": version("flask"),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
