"""How many requests does a server answer in a second?"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.programs import SetupError, output
from bench.servers import ROOT, Running
from bench.traffic import CONTACTS

_SCRIPT = Path(__file__).parent / "load.lua"


@dataclass(frozen=True, slots=True)
class Load:
    """What is sent, and whether it has to be refused."""

    bodies: Sequence[bytes]
    is_refused: bool = False
    path: str = CONTACTS


@dataclass(frozen=True, slots=True)
class Answered:
    """How many requests were answered in how many seconds."""

    requests: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def generator() -> str:
    """Which program makes the load."""
    return "wrk" if shutil.which("wrk") else "bench.loader"


def answer(server: Running, load: Load, authorization: str, *, connections: int, seconds: int) -> Answered:
    """Send as many requests as are answered; SetupError where an answer is missing or another than expected."""
    with tempfile.NamedTemporaryFile(suffix=".bodies") as file:
        file.write(b"\n".join(load.bodies) + b"\n")
        file.flush()
        said = output(_command(server, load.path, file.name, authorization, connections, seconds), ROOT)
    told = json.loads(said.splitlines()[-1])
    expected = told["requests"] if load.is_refused else 0
    if not told["requests"] or told["broken"] or told["refused"] != expected:
        raise SetupError(f"{server.name} did not answer every request as expected: {told}")
    return Answered(told["requests"], told["seconds"])


def _command(
    server: Running, path: str, bodies: str, authorization: str, connections: int, seconds: int
) -> tuple[str, ...]:
    if generator() == "wrk":
        shape = ("-t", "1", "-c", str(connections), "-d", f"{seconds}s")
        return ("wrk", *shape, "-s", str(_SCRIPT), server.url(path), "--", bodies, authorization)
    path = server.contender.base + path
    numbers = (str(connections), str(seconds))
    return (sys.executable, "-m", "bench.loader", str(server.port), path, bodies, authorization, *numbers)
