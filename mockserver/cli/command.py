"""How does a command end, and where may its options stand?"""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Any

import click

from mockserver import __version__
from mockserver.cli.options import NamedFile
from mockserver.configuration import Configuration, configuration_file
from mockserver.exceptions import MockserverError
from mockserver.spellings import translated

ENVIRONMENT = {"auto_envvar_prefix": "MOCKSERVER"}
"""The context of each command: every option may be a variable of the environment, too."""


class Configured(click.Command):
    """A command whose options may stand in a file beside the first specification, too."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given, _, _ = self.make_parser(ctx).parse_args(list(args))
        specs, help_option = given.get("specs"), self.get_help_option(ctx)
        named = (specs,) if isinstance(specs, str) else specs
        file = configuration_file(named if isinstance(named, tuple) else ())
        if file is not None and not (help_option and given.get(str(help_option.name)) is True):
            commands = main.commands.values()
            known = {_spelled(one) for command in commands for one in command.params if isinstance(one, click.Option)}
            ctx.default_map = self._defaults(Configuration.read(file, known))
        return super().parse_args(ctx, args)

    def _defaults(self, found: Configuration) -> dict[str, Any]:
        options = {_spelled(option): option for option in self.params if isinstance(option, click.Option)}
        return {
            str(options[name].name): _default(options[name], found, value)
            for name, value in found.options.items()
            if name in options
        }


def _spelled(option: click.Option) -> str:
    """An option's longest name, without its dashes."""
    return max(option.opts, key=len).lstrip("-")


def _default(option: click.Option, found: Configuration, value: Any) -> Any:
    """What a configuration file gives for an option, as click takes it."""
    if not option.multiple and isinstance(value, list):
        raise MockserverError(f"{found.file}: '{_spelled(option)}' takes one value, not several")
    values = value if isinstance(value, list) else [value]
    if isinstance(option.type, click.Path):
        values = [found.beside(str(path)) for path in values]
    if isinstance(option.type, NamedFile):
        values = [_named_beside(found, str(text)) for text in values]
    return values if option.multiple else values[0]


def _named_beside(found: Configuration, text: str) -> str:
    kind, equals, path = text.partition("=")
    return f"{kind}={found.beside(path)}" if equals and path else text


class Group(click.Group):
    """Commands that end with exit code 2 and one clear line where the set-up is wrong."""

    command_class = Configured

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except MockserverError as error:
            click.echo(f"mockserver: {error}", err=True)
            sys.exit(2)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("mockserver: interrupted", err=True)
            sys.exit(128 + signal.SIGINT)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, {"mock": "serve"}.get(cmd_name, cmd_name))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        command, *rest = args
        return super().resolve_command(ctx, [command, *translated(command, rest)])


@click.group(cls=Group, context_settings={"help_option_names": ["--help"]})
@click.version_option(__version__, prog_name="mockserver")
def main() -> None:
    """A mock server that OpenAPI specifications drive, with state and with each API's own errors."""
    if "" not in sys.path and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
