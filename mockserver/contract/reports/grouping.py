"""In which order are findings read?"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from mockserver.contract.report import Entry, Report
from mockserver.tables import counted

RANKS = {"error": 0, "warning": 1, "info": 2}


def grouped(report: Report) -> dict[str, tuple[Entry, ...]]:
    """The findings by their operation, or by their file where they concern none; what failed first comes first."""
    found: dict[str, list[Entry]] = {}
    for entry in sorted(report.entries, key=lambda entry: RANKS[entry.severity]):
        found.setdefault(entry.operation or entry.file or report.subject, []).append(entry)
    return {name: tuple(entries) for name, entries in found.items()}


def counts(report: Report) -> str:
    """`2 errors, 1 warning`, and what was found good, as far as there is any."""
    severities = [entry.severity for entry in report.entries]
    told = [counted(severities.count("error"), "error"), counted(severities.count("warning"), "warning")]
    told += [f"{len(report.passed)} passed"] * bool(report.passed)
    return ", ".join(told)


def place(entry: Entry) -> str:
    """`file:line`, as far as there is any."""
    return f"{entry.file}:{entry.line}" if entry.file and entry.line > 0 else entry.file


def title(entry: Entry) -> str:
    """The kind of a finding, and what it concerns."""
    return f"{entry.code} {entry.pointer}".strip()


def numbered(names: Iterable[str]) -> Iterator[int]:
    """The number of each name among its equals."""
    seen: Counter[str] = Counter()
    for name in names:
        seen[name] += 1
        yield seen[name]


def beside(file: str) -> str:
    """A file by its way from the root of the checkout, where it is below that: so code hosts know it.

    The root is the current folder, or the folder above it that GitHub says is the one of the checkout.
    """
    if _NO_FILE.match(file):
        return file
    here = Path.cwd()
    told = os.environ.get("GITHUB_WORKSPACE")
    above = Path(told).resolve() if told else here
    root = above if here.is_relative_to(above) else here
    path = Path(os.path.normpath(here / file))
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else file


_NO_FILE = re.compile("$|<|[a-z][a-z0-9+.-]*://", re.IGNORECASE)
"""What is no path: nothing, standard input and an address."""
