"""How do people read findings in a terminal?"""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.contract.report import Entry, Report
from mockserver.contract.reports.grouping import counts, grouped, place
from mockserver.contract.reports.legible import legible

SHOWN = 10
"""How many findings of one operation are shown."""

_COLOURS = {"error": "31;1", "warning": "33", "info": "36", "name": "1", "aside": "2", "good": "32"}


def terminal(report: Report, *, colour: bool = False) -> str:
    """The findings below their operations, those that failed first, and at last how many there are."""
    report = legible(report)
    lines = [line for name, entries in grouped(report).items() for line in _group(name, entries, colour=colour)]
    failed = any(entry.severity == "error" for entry in report.entries)
    end = _painted(counts(report), "error" if failed else "good", colour=colour)
    head = f"{report.command} {report.subject}: {end}"
    return "\n".join(map(_harmless, [*lines, head, *report.summary.splitlines()]))


def _group(name: str, entries: tuple[Entry, ...], *, colour: bool) -> Iterator[str]:
    yield _painted(name, "name", colour=colour)
    for number, entry in enumerate(entries[:SHOWN]):
        # What several findings show again is told once
        is_told = any(entry.curl == before.curl for before in entries[:number])
        yield from _entry(entry, "" if is_told else entry.curl, colour=colour)
    if len(entries) > SHOWN:
        yield f"  and {len(entries) - SHOWN} more, which a report tells: --report html=FILE"
    yield ""


def _entry(entry: Entry, curl: str, *, colour: bool) -> Iterator[str]:
    severity = _painted(entry.severity, entry.severity, colour=colour)
    where = f" at {entry.pointer}" if entry.pointer else ""
    blame = f" (blame: {entry.blame})" if entry.blame else ""
    yield f"  {severity} {entry.code}{where}: {entry.message}{blame}"
    asides = [place(entry)] * bool(place(entry))
    asides += [f"| {line}" for text in entry.details for line in text.splitlines()]
    asides += [f"$ {line}" if not number else f"  {line}" for number, line in enumerate(curl.splitlines())]
    yield from (f"    {_painted(line, 'aside', colour=colour)}" for line in asides)


def _harmless(line: str) -> str:
    """A line that no build server takes for a command."""
    return f"| {line}" if line.lstrip().startswith("::") else line


def _painted(text: str, kind: str, *, colour: bool) -> str:
    return f"\x1b[{_COLOURS[kind]}m{text}\x1b[0m" if colour else text
