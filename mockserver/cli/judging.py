"""What judges: specifications, and what of them was exercised."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from mockserver.apis import specification_files
from mockserver.cli.command import ENVIRONMENT, main
from mockserver.cli.options import Files, Pairs, Percentage, overlay_options, reading_options
from mockserver.cli.overwriting import look_at
from mockserver.cli.printing import say
from mockserver.cli.telling import Telling, telling_options
from mockserver.contract.report import Entry, Report
from mockserver.exceptions import MockserverError, SpecError
from mockserver.exchanges import read_exchanges
from mockserver.lint import Told, lint
from mockserver.openapi import Document
from mockserver.tables import counted


@main.command(name="lint", context_settings=ENVIRONMENT)
@reading_options
@telling_options("json", "github")
def check_specifications(specs: Sequence[str], overlays: Pairs, allow: Pairs, telling: Telling) -> None:
    """Tell what is wrong with specifications, their examples and their links; exit code 1 if there are errors.

    Example: mockserver lint petstore.yaml
    """
    found, unreadable = _linted(specification_files(specs), overlays, allow)
    report = Report(
        "lint",
        " ".join(found),
        tuple(_entry(told) for findings in found.values() for told in findings),
        passed=tuple(spec for spec, findings in found.items() if not findings),
        file=next(iter(found)),
    )
    counting = telling.tell(report, {"text": _lines, "json": _json})
    if unreadable:
        raise SpecError("\nmockserver: ".join(unreadable))
    sys.exit(1 if any(entry.severity == "error" for entry in counting.entries) else 0)


Linted = tuple[dict[str, tuple[Told, ...]], tuple[str, ...]]


def _linted(files: Sequence[str | Path], overlays: Pairs, allow: Pairs) -> Linted:
    """What is wrong with each specification, and why some cannot be read: that is told beside what the others have.

    SpecError where there is no text, or the fault is not in one.
    """
    found, unreadable = dict[str, tuple[Told, ...]](), []
    for spec in files:
        try:
            found[str(spec)] = lint(Document.read(spec, overlays=overlays, allow=allow))
        except SpecError as error:
            if not error.line:
                raise
            found[str(spec)] = (Told(error.file, error.line, "error", "unreadable", error.what),)
            unreadable.append(str(error))
    return found, tuple(unreadable)


def _entry(told: Told) -> Entry:
    place = (told.file, told.line)
    return Entry(told.code, told.severity, told.message, *place, pointer=told.pointer, known_by=told.known_by)


def _lines(report: Report) -> str:
    entries = report.entries
    found = [f"{_place(entry)}{entry.severity}: {entry.message}" for entry in entries]
    severities = [entry.severity for entry in entries]
    counts = f"{counted(severities.count('error'), 'error')}, {counted(severities.count('warning'), 'warning')}"
    return "\n".join([*found, counts, *report.summary.splitlines()])


def _place(entry: Entry) -> str:
    return f"{entry.file}:{entry.line}: " if entry.file else ""


def _json(report: Report) -> str:
    members = ("file", "line", "severity", "code", "message")
    return json.dumps([{name: getattr(entry, name) for name in members} for entry in report.entries], indent=2)


@main.command(name="coverage", context_settings=ENVIRONMENT)
@click.argument("journals", nargs=-1, required=True, metavar="JOURNAL...", type=click.Path(path_type=Path))
@click.option(
    "--spec",
    "specs",
    envvar="MOCKSERVER_SPEC",
    multiple=True,
    type=Files(),
    help="What journals and recordings are held against.",
)
@click.option(
    "--min",
    "least",
    envvar="MOCKSERVER_MIN",
    type=Percentage(),
    metavar="PERCENT",
    help="The percentage to reach; exit code 1 below it.",
)
@click.option(
    "--report", "reports", envvar="MOCKSERVER_REPORT", multiple=True, type=Files(path_type=Path), metavar="FILE",
    help="Write it to a .json, .md or .html file, too.",
)  # fmt: skip
def tell_coverage(journals: Sequence[Path], specs: Pairs, least: float | None, reports: Sequence[Path]) -> None:
    """Tell what requests exercised: from journals, recordings and coverage reports, added up.

    Example: mockserver coverage --min 80 shard-1.json shard-2.json
    """
    from mockserver.contract import summary, write_report
    from mockserver.mock import coverage_of_files

    _look_at(reports)
    found = coverage_of_files(journals, specs)
    for path in reports:
        write_report(found, path)
    say("\n".join((f"coverage: {found['percent']} %", *summary(found))))
    sys.exit(1 if least is not None and found["percent"] < least else 0)


def _look_at(files: Sequence[Path]) -> None:
    """MockserverError where coverage cannot be written so, or a file is named as other commands name theirs."""
    from mockserver.contract import writer
    from mockserver.contract.reports import WRITERS
    from mockserver.contract.writing import writable

    look_at([(f"--report {path}", path) for path in files])
    for path in files:
        kind, equals, _ = str(path).partition("=")
        if equals and kind in WRITERS:
            raise MockserverError(f"--report {path}: of coverage it is a .json, .md or .html file; leave out '{kind}='")
        writer(path)
        writable(path, f"--report {path}")


@main.command(name="diff", context_settings=ENVIRONMENT)
@overlay_options
@telling_options("json", "github")
@click.argument("old", type=click.Path(allow_dash=True), metavar="OLD")
@click.argument("new", type=click.Path(allow_dash=True), metavar="NEW")
@click.option(
    "--fail-on", type=click.Choice(["breaking", "any"]), default="breaking", show_default=True,
    help="Which changes end with exit code 1.",
)  # fmt: skip
@click.option(
    "--consumer", "journals", multiple=True, envvar="MOCKSERVER_CONSUMER", metavar="JOURNAL",
    type=Files(path_type=Path), help="Tell only what breaks a consumer, by what it sent and was given.",
)  # fmt: skip
def tell_changes(
    old: str, new: str, overlays: Pairs, allow: Pairs, fail_on: str, journals: Sequence[Path], telling: Telling
) -> None:
    """Tell what changed from one version of a specification to the next, and what of it breaks who relies on it.

    Example: mockserver diff petstore-1.yaml petstore-2.yaml
    """
    from mockserver.contract.diff import KINDS, breakage, compare, report_of

    if old == new == "-":
        raise MockserverError("diff: standard input can be read only once; name a file for the other version")
    before, after = (Document.read(spec, overlays=overlays, allow=allow) for spec in (old, new))
    exchanges = [exchange for path in journals for exchange in read_exchanges(path)]
    comparison = compare(before, after)
    report = report_of(comparison, breakage(comparison, exchanges) if journals else None)
    counting = telling.tell(report, {"text": _change_lines}, least="info" if fail_on == "any" else "warning")
    failing = [entry for entry in counting.entries if entry.severity == "error" or fail_on == "any"]
    sys.exit(1 if any(entry.code in KINDS for entry in failing) else 0)


def _change_lines(report: Report) -> str:
    lines = []
    for entry in report.entries:
        lines.append(f"{_place(entry)}{entry.severity}: {entry.message} [{entry.code}]")
        lines.extend(f"    {detail}" for detail in entry.details)
    return "\n".join([*lines, *report.summary.splitlines()])
