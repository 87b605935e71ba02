"""What judges: specifications, and what of them was exercised."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from mockserver.apis import specification_files
from mockserver.cli.command import ENVIRONMENT, main
from mockserver.cli.options import Pairs, reading_options
from mockserver.openapi import Document
from mockserver.tables import counted


@main.command(name="lint", context_settings=ENVIRONMENT)
@reading_options
@click.option(
    "--format",
    "form",
    envvar="MOCKSERVER_FORMAT",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)
def check_specifications(specs: Sequence[str], overlays: Pairs, allow: Pairs, form: str) -> None:
    """Tell what is wrong with specifications, their examples and their links; exit code 1 if there are errors.

    Example: mockserver lint petstore.yaml
    """
    from mockserver.lint import lint

    found = [
        told
        for spec in specification_files(specs)
        for told in lint(Document.read(spec, overlays=overlays, allow=allow))
    ]
    click.echo(json.dumps([asdict(told) for told in found], indent=2) if form == "json" else _lines(found))
    sys.exit(1 if any(told.severity == "error" for told in found) else 0)


def _lines(found: Sequence[Any]) -> str:
    errors = sum(told.severity == "error" for told in found)
    counts = f"{counted(errors, 'error')}, {counted(len(found) - errors, 'warning')}"
    return "\n".join([*map(str, found), counts])


@main.command(name="coverage", context_settings=ENVIRONMENT)
@click.argument("journals", nargs=-1, required=True, metavar="JOURNAL...", type=click.Path(path_type=Path))
@click.option(
    "--spec", "specs", envvar="MOCKSERVER_SPEC", multiple=True, help="What journals and recordings are held against."
)
@click.option(
    "--min", "least", envvar="MOCKSERVER_MIN", type=float, help="The percentage to reach; exit code 1 below it."
)
@click.option(
    "--report", "reports", envvar="MOCKSERVER_REPORT", multiple=True, type=Path, help="A .json, .md or .html file."
)
def tell_coverage(journals: Sequence[Path], specs: Pairs, least: float | None, reports: Sequence[Path]) -> None:
    """Tell what requests exercised: from journals, recordings and coverage reports, added up.

    Example: mockserver coverage --min 80 shard-1.json shard-2.json
    """
    from mockserver.contract import summary, write_report
    from mockserver.mock import coverage_of_files

    found = coverage_of_files(journals, specs)
    for path in reports:
        write_report(found, path)
    click.echo("\n".join((f"coverage: {found['percent']} %", *summary(found))))
    sys.exit(1 if least is not None and found["percent"] < least else 0)
