"""Which options do several commands have?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from mockserver.openapi import ALLOWANCES

Pairs = tuple[str, ...]
Command = Callable[..., Any]


class Files(click.Path):
    """Paths: in a variable of the environment they are separated by spaces, as other texts are."""

    def split_envvar_value(self, rv: str) -> Sequence[str]:
        return rv.split()


class Percentage(click.FloatRange):
    """A number from 0 to 100."""

    def __init__(self) -> None:
        super().__init__(0, 100)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        found: float = super().convert(value, param, ctx)
        if found != found:
            self.fail(f"{value} is no percentage.", param, ctx)
        return found


class NamedFile(click.types.StringParamType):
    """A file behind a word that says what it is: `KIND=FILE`."""

    name = "KIND=FILE"


def overlay_options(command: Command) -> Command:
    """The options that say how specifications are read."""
    for option in (
        click.option(
            "--overlay",
            "overlays",
            multiple=True,
            envvar="MOCKSERVER_OVERLAY",
            type=Files(),
            metavar="FILE",
            help="An overlay that changes the specifications.",
        ),
        click.option(
            "--allow",
            multiple=True,
            envvar="MOCKSERVER_ALLOW",
            type=click.Choice(ALLOWANCES),
            help="What references may read beside the specification's folder.",
        ),
    ):
        command = option(command)
    return command


def reading_options(command: Command) -> Command:
    """The options that say which specifications there are, and how they are read."""
    specs = click.argument("specs", nargs=-1, type=click.Path(allow_dash=True), metavar="[SPEC]...")
    return specs(overlay_options(command))


def api_options(command: Command) -> Command:
    """The options that say which APIs there are."""
    command = reading_options(command)
    for option in (
        click.option(
            "--behaviour",
            "behaviours",
            multiple=True,
            envvar="MOCKSERVER_BEHAVIOUR",
            metavar="API=dotted.path",
            help="An API's own behaviour.",
        ),
        click.option(
            "--setting",
            "settings",
            multiple=True,
            envvar="MOCKSERVER_SETTING",
            metavar="API.KEY=VALUE",
            help="A choice that an API leaves open.",
        ),
        click.option(
            "--mount",
            "mounts",
            multiple=True,
            envvar="MOCKSERVER_MOUNT",
            metavar="NAME=/prefix",
            help="The prefix that an API is served under too.",
        ),
    ):
        command = option(command)
    return command
