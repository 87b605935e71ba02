"""How does GitHub show findings beside the lines that they concern?"""

from __future__ import annotations

from mockserver.contract.report import Entry, Report
from mockserver.contract.reports.grouping import RANKS, beside, counts, grouped, title
from mockserver.contract.reports.legible import legible

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def workflow_commands(report: Report) -> str:
    """A workflow command for each finding, errors first because only the first ones are shown; then how many."""
    report = legible(report)
    entries = [entry for group in grouped(report).values() for entry in group]
    entries.sort(key=lambda entry: RANKS[entry.severity])
    end = " ".join(f"mockserver {report.command} {report.subject}: {counts(report)} {report.summary}".split())
    return "\n".join([*map(_annotation, entries), end])


def _annotation(entry: Entry) -> str:
    place = {"file": beside(entry.file), "line": str(entry.line) if entry.file and entry.line > 0 else ""}
    place["title"] = f"{entry.operation} {title(entry)}".strip()
    properties = ",".join(f"{name}={_property(text)}" for name, text in place.items() if text)
    blame = f"blame: {entry.blame}" if entry.blame else ""
    message = "\n".join(filter(None, (entry.message, blame, *entry.details, entry.curl)))
    return f"::{_COMMANDS[entry.severity]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
