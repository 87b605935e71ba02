"""How do programs read findings, in JSON of a stated version?"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from mockserver import exact_json
from mockserver.contract.report import Entry, Report
from mockserver.contract.reports.legible import legible

VERSION = 1
"""Members may be added under one version; one that goes, or means something else, makes a new one."""


def structured(report: Report) -> str:
    """The whole report, as `docs/reference/report.schema.json` describes it."""
    report = legible(report)
    severities = [entry.severity for entry in report.entries]
    told = {
        "version": VERSION,
        "command": report.command,
        "subject": report.subject,
        "summary": report.summary,
        "counts": {severity: severities.count(severity) for severity in ("error", "warning", "info")},
        "passed": list(report.passed),
        "findings": [_finding(entry) for entry in report.entries],
    }
    return exact_json.dumps(told, option=exact_json.OPT_INDENT_2).decode() + "\n"


def _finding(entry: Entry) -> dict[str, Any]:
    told = {name: value for name, value in asdict(entry).items() if name != "known_by"}
    return {**told, "fingerprint": entry.fingerprint}
