"""How long does each server take to serve a document that somebody else wrote, and how much memory?

The documents are those of the folder that MOCKSERVER_CORPUS names: one of about twenty operations, the largest of each
version of OpenAPI, and GitHub's. Each server is started on each of them, one after the other, with a time limit.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import yaml

from bench import peers, processes
from bench.figures import OURS
from bench.programs import SetupError
from bench.servers import Contender, NotStartedError, running

TYPICAL = 20
"""How many operations the small document has, about."""

LIMIT = 160.0
"""After how many seconds nobody waits for a server any longer."""

COLD, WARM = f"{OURS}, first start", f"{OURS}, later start"
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_LARGEST = (("2.0", "the largest 2.0"), ("3.0", "the largest 3.0 (Stripe)"), ("3.1", "the largest 3.1"))


@dataclass(frozen=True, slots=True)
class Specimen:
    """A document, why it was chosen, and a path that it describes."""

    title: str
    file: Path
    operations: int
    path: str


@dataclass(frozen=True, slots=True)
class Start:
    """The seconds until the first answer and the megabytes (PSS) after it; None where there was no answer in time."""

    seconds: float | None
    megabytes: float | None


def specimens(corpus: str | None) -> tuple[Specimen, ...]:
    """The documents that are measured; SetupError where there is no corpus."""
    if not corpus:
        raise SetupError("MOCKSERVER_CORPUS names no folder: the start of large documents needs one")
    folder = Path(corpus) / "real-specs"
    largest = [(title, max((folder / version).iterdir(), key=_size)) for version, title in _LARGEST]
    github = next(path for path in (folder / "3.0").iterdir() if "api.github.com" in path.name)
    small = min(
        (folder / "3.0").glob("*.json"), key=lambda path: (abs(_operations(_parsed(path)) - TYPICAL), path.name)
    )
    chosen = [(f"about {TYPICAL} operations", small), *largest, ("GitHub's", github)]
    return tuple(_specimen(title, path) for title, path in chosen)


def _size(path: Path) -> int:
    return path.stat().st_size


def _parsed(path: Path) -> Mapping[str, Any]:
    text = path.read_text(encoding="utf-8")
    found: Mapping[str, Any] = json.loads(text) if path.suffix == ".json" else yaml.load(text, yaml.CSafeLoader)
    return found


def _operations(document: Mapping[str, Any]) -> int:
    return sum(method in item for item in document.get("paths", {}).values() for method in _METHODS)


def _specimen(title: str, path: Path) -> Specimen:
    document = _parsed(path)
    plain = next((name for name, item in document["paths"].items() if "get" in item and "{" not in name), "/")
    return Specimen(title, path, _operations(document), plain)


def contenders(specimen: Specimen, folder: Path) -> Iterator[Contender]:
    """Our server without and with what it keeps of a document, then the peers."""
    for name in (COLD, WARM):
        yield Contender(name, _ours(specimen, folder / "cache", forget=name == COLD))
    for peer in (peers.PRISM, peers.MOCKOON, peers.SCALAR):
        yield Contender(peer, lambda port, peer=peer: peers.command(peer, specimen.file, port))  # type: ignore[misc]


def _ours(specimen: Specimen, cache: Path, *, forget: bool) -> Callable[[int], tuple[str, ...]]:
    def command(port: int) -> tuple[str, ...]:
        if forget:
            shutil.rmtree(cache, ignore_errors=True)
        serve = (sys.executable, "-m", "mockserver", "serve", "-p", str(port), str(specimen.file))
        return ("env", f"MOCKSERVER_CACHE={cache}", *serve)

    return command


def measure(
    chosen: Sequence[Specimen], *, rounds: int, core: int, progress: Callable[[str], None]
) -> dict[str, dict[str, Start]]:
    """For each document the median start of each server; one that was too slow is not tried again."""
    found: dict[str, dict[str, Start]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for specimen in chosen:
            starts: dict[str, list[Start]] = {}
            for number in range(rounds):
                for contender in contenders(specimen, Path(folder)):
                    before = starts.setdefault(contender.name, [])
                    if any(start.seconds is None for start in before):
                        continue
                    progress(f"{specimen.title}, round {number + 1}: {contender.name} starts")
                    before.append(_start(contender, specimen, core))
            found[specimen.title] = {name: _median(several) for name, several in starts.items()}
    return found


def _start(contender: Contender, specimen: Specimen, core: int) -> Start:
    try:
        with running(contender, core, path=specimen.path, limit=LIMIT) as server:
            return Start(server.ready, processes.megabytes(server.process.pid))
    except NotStartedError:
        return Start(None, None)


def _median(starts: Sequence[Start]) -> Start:
    seconds = [start.seconds for start in starts if start.seconds is not None]
    memory = [start.megabytes for start in starts if start.megabytes is not None]
    return Start(median(seconds), median(memory)) if len(seconds) == len(starts) else Start(None, None)


def corpus() -> str | None:
    return os.environ.get("MOCKSERVER_CORPUS")
