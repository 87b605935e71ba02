"""How long does it take to compare two versions of a specification that somebody else wrote, and what is found?

The versions are those of the packages in bench/versions/package.json. Each pair is compared by a program of its own, as
a build would, without anything that an earlier run has kept.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.programs import SetupError, need, output

LIMIT = 300.0
"""After how many seconds nobody waits any longer."""

TARGETS = {"GitHub": 10.0}
"""How many seconds a comparison may take."""

_FOLDER = Path(__file__).parent / "versions"
_MODULES = _FOLDER / "node_modules"
_GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions of a specification: the package of each, and the file in it."""

    title: str
    old: str
    new: str
    old_file: str
    new_file: str

    def files(self) -> tuple[Path, Path]:
        return _MODULES / self.old / self.old_file, _MODULES / self.new / self.new_file


def _pair(title: str, name: str, file: str) -> Pair:
    return Pair(title, f"{name}-old", f"{name}-new", file, file)


PAIRS = (
    _pair("GitHub", "github", f"{_GENERATED}/api.github.com.json"),
    _pair("GitHub Enterprise Cloud", "github", f"{_GENERATED}/ghec.json"),
    Pair(
        "GitHub Enterprise Server 3.14 and 3.17",
        "github-old", "github-old", f"{_GENERATED}/ghes-3.14.json", f"{_GENERATED}/ghes-3.17.json",
    ),
    _pair("Figma", "figma", "openapi/openapi.yaml"),
    _pair("Dialogporten", "dialogporten", "swagger.verified.json"),
    _pair("Directus", "directus", "dist/openapi.json"),
    Pair("Directus, later", "directus-new", "directus-newer", "dist/openapi.json", "dist/openapi.json"),
    _pair("Blockfrost", "blockfrost", "openapi.yaml"),
    _pair("Ideal Postcodes", "ideal-postcodes", "dist/openapi.json"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """The seconds of the processor that a comparison took, and how many changes of each severity it found."""

    seconds: float
    counts: Mapping[str, int]


def install() -> None:
    """Install exactly what the lock file names; nothing where it is there already."""
    if not all(file.exists() for pair in PAIRS for file in pair.files()):
        npm = need("npm", "install Node.js, which has it")
        output((npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"), _FOLDER)


def measure(pairs: Sequence[Pair], *, rounds: int, progress: Callable[[str], None]) -> dict[str, Compared]:
    """What comparing each pair took, the median of several rounds."""
    found: dict[str, Compared] = {}
    for pair in pairs:
        measured = []
        for number in range(rounds):
            progress(f"{pair.title}, round {number + 1}")
            measured.append(_compared(pair))
        found[pair.title] = Compared(median(one.seconds for one in measured), measured[0].counts)
    return found


def _compared(pair: Pair) -> Compared:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        environment = {**os.environ, "MOCKSERVER_CACHE": f"{folder}/cache"}
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            (sys.executable, "-m", "mockserver", "diff", "--report", f"json={report}", *map(str, pair.files())),
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=LIMIT, check=False,
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in (0, 1):
            raise SetupError(f"{pair.title}: {done.stderr.strip()}")
        counts = json.loads(report.read_bytes())["counts"]
    return Compared(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, counts)
