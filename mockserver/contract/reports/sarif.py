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

_HOST = re.compile(r"https?://[a-z0-9.-]+(:[0-9]+)?(?=[/?]|$)", re.IGNORECASE)
_PERCENT = re.compile("%(?![0-9a-fA-F]{2})")
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def sarif(report: Report) -> str:
    """One run, with a rule for each kind of finding; positions are those in the specification."""
    report = legible(report)
    entries = [entry for group in grouped(report).values() for entry in group]
    rules = list(dict.fromkeys(entry.code for entry in entries))
    run = {
        "tool": {"driver": _driver(entries, rules)},
        "automationDetails": {"id": f"mockserver-{report.command}/"},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(entry, rules.index(entry.code), number)
            for entry, number in zip(entries, numbered(entry.fingerprint for entry in entries), strict=True)
        ],
        "properties": {"subject": report.subject, "summary": report.summary, "passed": list(report.passed)},
    }
    log = {"version": "2.1.0", "$schema": _SCHEMA, "runs": [run]}
    return exact_json.dumps(log, option=exact_json.OPT_INDENT_2).decode() + "\n"


_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def _driver(entries: list[Entry], rules: list[str]) -> dict[str, Any]:
    worst = {code: min((e.severity for e in entries if e.code == code), key=RANKS.__getitem__) for code in rules}
    return {
        "name": "mockserver",
        "version": metadata.version("mockserver"),
        "rules": [
            {
                "id": code,
                "shortDescription": {"text": code.replace("-", " ").replace("_", " ")},
                "defaultConfiguration": {"level": _LEVELS[worst[code]]},
            }
            for code in rules
        ],
    }


def _result(entry: Entry, rule: int, number: int) -> dict[str, Any]:
    location = {name: found for name, found in _location(entry).items() if found}
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


def _location(entry: Entry) -> dict[str, Any]:
    region = {"region": {"startLine": entry.line}} if entry.line > 0 else {}
    return {
        "physicalLocation": {"artifactLocation": {"uri": address(entry.file)}, **region} if entry.file else None,
        "logicalLocations": [{"fullyQualifiedName": entry.operation}] if entry.operation else None,
    }


def address(file: str) -> str:
    """A file as a URI: relative to the current folder where it is below that."""
    if host := _HOST.match(file):
        return host[0] + quote(_PERCENT.sub("%25", file[host.end() :]), safe="/?&=+,;:@!$'()*%~")
    path = Path(beside(file))
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), safe="/")
