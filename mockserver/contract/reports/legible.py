"""What of a text may stand in a report, whatever a server or a specification wrote?"""

from __future__ import annotations

import re
from dataclasses import replace

from mockserver.contract.report import Entry, Report

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""What is no character of XML, what a terminal takes for a command, and what turns the order of a line round."""


def legible(report: Report) -> Report:
    """The same with each text as it may be shown; what is legible already stays as it is."""
    return replace(
        report,
        command=in_one_line(report.command),
        subject=in_one_line(report.subject),
        summary=fit(report.summary),
        file=in_one_line(report.file),
        passed=tuple(map(in_one_line, report.passed)),
        entries=tuple(map(_legible, report.entries)),
    )


def _legible(entry: Entry) -> Entry:
    return replace(
        entry,
        code=in_one_line(entry.code),
        message=in_one_line(entry.message),
        file=in_one_line(entry.file),
        operation=in_one_line(entry.operation),
        pointer=in_one_line(entry.pointer),
        known_by=in_one_line(entry.known_by),
        curl=fit(entry.curl),
        details=tuple(map(fit, entry.details)),
    )


def fit(text: str) -> str:
    """A text whose characters can be written into every report, with those that cannot as their escapes."""
    return _UNFIT.sub(_escaped, text.replace("\r\n", "\n"))


def _escaped(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"


def in_one_line(text: str) -> str:
    return " ".join(fit(text).splitlines())
