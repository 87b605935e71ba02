"""How do people read findings in a terminal?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mockserver.contract.report import Entry, Report
from mockserver.contract.reports.grouping import counts, grouped, place
from mockserver.contract.reports.legible import legible
from mockserver.tables import counted

SHOWN = 10
"""How many findings of one operation are shown."""

NAMED = 5
"""How many of the operations that share a warning are named."""

Others = Mapping[Entry, Sequence[str]]
"""In which other operations a finding was made, too."""

_COLOURS = {"error": "31;1", "warning": "33", "info": "36", "name": "1", "aside": "2", "good": "32"}


def terminal(report: Report, *, colour: bool = False) -> str:
    """The findings below their operations, those that failed first, and at last how many there are."""
    report = legible(report)
    shown, others = _once(report)
    lines = [line for name, entries in grouped(shown).items() for line in _group(name, entries, others, colour=colour)]
    failed = any(entry.severity == "error" for entry in report.entries)
    end = _painted(counts(report), "error" if failed else "good", colour=colour)
    head = f"{report.command} {report.subject}: {end}"
    return "\n".join(map(_harmless, [*lines, head, *report.summary.splitlines()]))


def _once(report: Report) -> tuple[Report, Others]:
    """The report in which a warning that operations share stands at the first of them alone, and where else it is."""
    firsts: dict[tuple[str, ...], Entry] = {}
    others: dict[Entry, list[str]] = {}
    kept = []
    for entry in report.entries:
        mark = (entry.code, entry.message, entry.pointer, entry.blame)
        shared = entry.severity == "warning" and entry.operation
        first = firsts.setdefault(mark, entry) if shared else entry
        if first.operation == entry.operation:
            kept.append(entry)
        elif entry.operation not in others.setdefault(first, []):
            others[first].append(entry.operation)
    return replace(report, entries=tuple(kept)), others


def _group(name: str, entries: tuple[Entry, ...], others: Others, *, colour: bool) -> Iterator[str]:
    yield _painted(name, "name", colour=colour)
    for number, entry in enumerate(entries[:SHOWN]):
        # What several findings show again is told once
        is_told = any(entry.curl == before.curl for before in entries[:number])
        yield from _entry(entry, "" if is_told else entry.curl, others.get(entry, ()), colour=colour)
    if len(entries) > SHOWN:
        yield f"  and {len(entries) - SHOWN} more, which a report tells: --report html=FILE"
    yield ""


def _entry(entry: Entry, curl: str, others: Sequence[str], *, colour: bool) -> Iterator[str]:
    severity = _painted(entry.severity, entry.severity, colour=colour)
    where = f" at {entry.pointer}" if entry.pointer else ""
    blame = f" (blame: {entry.blame})" if entry.blame else ""
    yield f"  {severity} {entry.code}{where}: {entry.message}{blame}"
    asides = [place(entry)] * bool(place(entry))
    asides += [f"| {line}" for text in entry.details for line in text.splitlines()]
    asides += [f"$ {line}" if not number else f"  {line}" for number, line in enumerate(curl.splitlines())]
    if others:
        more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
        asides.append(f"the same in {counted(len(others), 'other operation')}: {', '.join(others[:NAMED])}{more}")
    yield from (f"    {_painted(line, 'aside', colour=colour)}" for line in asides)


def _harmless(line: str) -> str:
    """A line that no build server takes for a command."""
    return f"| {line}" if line.lstrip().startswith("::") else line


def _painted(text: str, kind: str, *, colour: bool) -> str:
    return f"\x1b[{_COLOURS[kind]}m{text}\x1b[0m" if colour else text
