"""How do build servers read findings as tests, in JUnit's XML?"""

from __future__ import annotations

from xml.etree import ElementTree

from mockserver.contract.report import Entry, Report
from mockserver.contract.reports.grouping import counts, grouped, numbered, place, title
from mockserver.contract.reports.legible import legible


def junit(report: Report) -> str:
    """A test for each finding and for each thing that was found good; only errors are failures."""
    report = legible(report)
    entries = [entry for group in grouped(report).values() for entry in group]
    failed = sum(entry.severity == "error" for entry in entries)
    totals = {
        "tests": str(len(entries) + len(report.passed) or 1),
        "failures": str(failed),
        "errors": "0",
        "time": "0",
    }
    root = ElementTree.Element("testsuites", {"name": f"mockserver {report.command}", **totals})
    suite = ElementTree.SubElement(root, "testsuite", {"name": report.subject, **totals, "skipped": "0"})
    names = [(entry.operation or entry.file or report.subject, title(entry)) for entry in entries]
    for entry, (classname, name), number in zip(entries, names, numbered(map(str, names)), strict=True):
        _add_finding(_add_test(suite, classname, name + (f" ({number})" if number > 1 else "")), entry)
    for name in report.passed or (() if entries else (report.subject,)):
        _add_test(suite, name, report.command)
    ElementTree.SubElement(suite, "system-out").text = "\n".join(filter(None, (counts(report), report.summary)))
    ElementTree.indent(root)
    return _DECLARATION + ElementTree.tostring(root, encoding="unicode") + "\n"


_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def _add_test(suite: ElementTree.Element, classname: str, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(suite, "testcase", classname=classname, name=name, time="0")


def _add_finding(test: ElementTree.Element, entry: Entry) -> None:
    if entry.severity == "error":
        ElementTree.SubElement(test, "failure", message=entry.message, type=entry.code).text = _told(entry)
    else:
        ElementTree.SubElement(test, "system-out").text = f"{entry.severity}: {_told(entry)}"


def _told(entry: Entry) -> str:
    blame = f"blame: {entry.blame}" if entry.blame else ""
    return "\n".join(filter(None, (entry.message, place(entry), blame, *entry.details, entry.curl)))
