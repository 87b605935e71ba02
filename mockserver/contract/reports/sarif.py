"""How do code hosts and editors read findings, in SARIF 2.1.0?"""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mockserver import exact_json
from mockserver.contract.report import Entry, Report
from mockserver.contract.reports.grouping import RANKS, beside, grouped, numbered
from mockserver.contract.reports.legible import legible
from mockserver.tables import counted

MAX_RESULTS = 25_000
"""How many results of a run GitHub takes at most; it shows the first 5,000."""

_HOST = re.compile(r"https?://[a-z0-9.-]+(:[0-9]+)?(?=[/?]|$)", re.IGNORECASE)
_PERCENT = re.compile("%(?![0-9a-fA-F]{2})")
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def sarif(report: Report) -> str:
    """One run, with a rule for each kind of finding; positions are those in the specification."""
    report = legible(report)
    entries = [entry for group in grouped(report).values() for entry in group]
    if len(entries) > MAX_RESULTS:
        entries = sorted(entries, key=lambda entry: RANKS[entry.severity])[:MAX_RESULTS]
    rules = list(dict.fromkeys(entry.code for entry in entries))
    run = {
        "tool": {"driver": _driver(report.command, entries, rules)},
        "automationDetails": {"id": f"mockserver-{report.command}/"},
        "invocations": [{"executionSuccessful": True, **_left_out(len(report.entries) - len(entries))}],
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(entry, report.file, rules.index(entry.code), number)
            for entry, number in zip(entries, numbered(entry.fingerprint for entry in entries), strict=True)
        ],
        "properties": {"subject": report.subject, "summary": report.summary, "passed": list(report.passed)},
    }
    log = {"version": "2.1.0", "$schema": _SCHEMA, "runs": [run]}
    return exact_json.dumps(log, option=exact_json.OPT_INDENT_2).decode() + "\n"


_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def _left_out(number: int) -> dict[str, Any]:
    if not number:
        return {}
    text = f"{counted(number, 'finding')} left out, the least severe: code hosts take {MAX_RESULTS} at most"
    return {"toolExecutionNotifications": [{"level": "warning", "message": {"text": text}}]}


def _driver(command: str, entries: list[Entry], rules: list[str]) -> dict[str, Any]:
    worst = {code: min((e.severity for e in entries if e.code == code), key=RANKS.__getitem__) for code in rules}
    return {
        "name": "mockserver",
        "version": metadata.version("mockserver"),
        "rules": [
            {
                "id": code,
                "shortDescription": {"text": code.replace("-", " ").replace("_", " ")},
                "fullDescription": {"text": f"What `mockserver {command}` calls {code}"},
                "help": {"text": f"What {code} means is told in {_PAGES.get(command, 'docs/reference')}"},
                "defaultConfiguration": {"level": _LEVELS[worst[code]]},
            }
            for code in rules
        ],
    }


_PAGES = {
    "lint": "docs/reference/findings.md",
    "check": "docs/reference/checks.md",
    "diff": "docs/reference/changes.md",
    "replay": "docs/reference/command-line.md#replay",
}
"""Where mockserver's documentation explains the codes of a command."""


def _result(entry: Entry, looked_at: str, rule: int, number: int) -> dict[str, Any]:
    location = {name: found for name, found in _location(entry, looked_at).items() if found}
    asides = {
        "operation": entry.operation,
        "pointer": entry.pointer,
        "blame": entry.blame,
        "curl": entry.curl,
        "details": list(entry.details),
    }
    return {
        "ruleId": entry.code,
        "ruleIndex": rule,
        "level": _LEVELS[entry.severity],
        "message": {"text": "\n".join((entry.message, *entry.details))},
        "locations": [location] if location else [],
        # The name that code hosts know a finding again by
        "partialFingerprints": {"primaryLocationLineHash": f"{entry.fingerprint}:{number}"},
        "properties": {name: told for name, told in asides.items() if told},
    }


def _location(entry: Entry, looked_at: str) -> dict[str, Any]:
    """Where a finding is; code hosts refuse the whole file if one has no line of a file."""
    file, line = (entry.file, max(1, entry.line)) if entry.file else (looked_at, 1)
    return {
        "physicalLocation": {"artifactLocation": {"uri": address(file)}, "region": {"startLine": line}}
        if file
        else None,
        "logicalLocations": [{"fullyQualifiedName": entry.operation}] if entry.operation else None,
    }


def address(file: str) -> str:
    """A file as a URI: relative to the current folder where it is below that."""
    if host := _HOST.match(file):
        return host[0] + quote(_PERCENT.sub("%25", file[host.end() :]), safe="/?&=+,;:@!$'()*%~")
    path = Path(beside(file))
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), safe="/")
