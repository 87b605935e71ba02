"""How does a command tell what it found, and what of it was known before?"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import click

from mockserver.cli.options import Command, NamedFile, Pairs
from mockserver.cli.overwriting import look_at
from mockserver.cli.printing import is_terminal, say
from mockserver.contract.report import Report, Severity
from mockserver.exceptions import MockserverError
from mockserver.tables import counted

Form = Callable[[Report], str]
"""What makes of a report what is printed."""

NO_FORMS: Mapping[str, Form] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Telling:
    """What the options say of how findings are told."""

    form: str
    write: tuple[Callable[[Report], None], ...]
    judge: Callable[[Report, Severity], Report]

    def tell(self, report: Report, forms: Mapping[str, Form] = NO_FORMS, least: Severity = "warning") -> Report:
        """Print a report and write its files; what of it counts, which is what no baseline knows.

        `forms` are a command's own ways to print, by the format's name. A baseline accepts findings from the severity
        `least` on.
        """
        from mockserver.contract.reports import legible

        counting = legible(self.judge(report, least))
        for write in self.write:
            write(counting)
        say({**_forms(), **forms}[self.form](counting))
        return counting


def telling_options(*formats: str) -> Callable[[Command], Command]:
    """The options that say how findings are told, which the command takes as one `telling`; `formats` beside `text`."""

    def decorated(command: Command) -> Command:
        @functools.wraps(command)
        def told(
            *, form: str, reports: Pairs, baseline: Path | None, update_baseline: bool, **options: object
        ) -> object:
            return command(telling=_telling(form, reports, baseline, update=update_baseline), **options)

        whole: Command = told
        for option in _options(("text", *formats)):
            whole = option(whole)
        return whole

    return decorated


def _options(formats: Sequence[str]) -> tuple[Callable[[Command], Command], ...]:
    return (
        click.option("--update-baseline", is_flag=True, help="Write what is found into the baseline, and accept it."),
        click.option(
            "--baseline",
            envvar="MOCKSERVER_BASELINE",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Findings that are known, and no failure.",
        ),
        click.option(
            "--report",
            "reports",
            multiple=True,
            envvar="MOCKSERVER_REPORT",
            type=NamedFile(),
            metavar="KIND=FILE",
            help="Write what is found into a file: junit, html, sarif or json.",
        ),
        click.option(
            "--format",
            "form",
            envvar="MOCKSERVER_FORMAT",
            type=click.Choice(formats),
            default="text",
            show_default=True,
            help="How what is found is printed.",
        ),
    )


def _telling(form: str, reports: Pairs, baseline: Path | None, *, update: bool) -> Telling:
    """What the options say; MockserverError, before any work, where it cannot be done."""
    # Who only serves does not wait for the writers
    from mockserver.contract.reports import ReportFile

    files = [ReportFile.read(text) for text in reports]
    known = [(f"--baseline {baseline}", baseline)] if baseline is not None else []
    look_at([*known, *((f"--report {file.kind}={file.path}", file.path) for file in files)])
    return Telling(form, tuple(file.write for file in files), _judge(baseline, update=update))


def _judge(path: Path | None, *, update: bool) -> Callable[[Report, Severity], Report]:
    from mockserver.contract.baseline import Baseline
    from mockserver.contract.writing import writable

    if path is None and update:
        raise MockserverError("--update-baseline: name the file with --baseline FILE")
    if path is None:
        return lambda report, _: report
    if not update:
        command = click.get_current_context().info_name or ""
        baseline = Baseline.read(path, command)
        return lambda report, _: baseline.new_in(report)
    return functools.partial(_updated, writable(path, f"--baseline {path}"))


def _updated(path: Path, report: Report, least: Severity) -> Report:
    from mockserver.contract.baseline import Baseline
    from mockserver.contract.reports.grouping import RANKS

    baseline = Baseline.of(report, least)
    baseline.write(path)
    number = sum(accepted.count for accepted in baseline.findings)
    summary = "\n".join(filter(None, (report.summary, f"{counted(number, 'finding')} accepted in {path}")))
    left = tuple(entry for entry in report.entries if RANKS[entry.severity] > RANKS[least])
    return replace(report, entries=left, summary=summary)


def _forms() -> dict[str, Form]:
    from mockserver.contract.reports import structured, terminal, workflow_commands

    return {
        "text": functools.partial(terminal, colour=_shows_colour()),
        "github": workflow_commands,
        "json": lambda report: structured(report).rstrip("\n"),
    }


def _shows_colour() -> bool:
    """Whether people look on, and have not asked for none."""
    return is_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
