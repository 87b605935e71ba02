"""Which command was given, and how does it end?"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from mockserver import __version__
from mockserver.apis import load_apis, specification_files
from mockserver.configuration import Configuration, configuration_file, nested, pairs
from mockserver.contract.error_cases import error_cases
from mockserver.engine import Engine
from mockserver.exceptions import MockserverError
from mockserver.openapi import ALLOWANCES, Document
from mockserver.spellings import translated
from mockserver.tables import counted, errors_table, operations_table
from mockserver.web.app import Settings
from mockserver.web.representation import of_error_case, of_operation

_Pairs = tuple[str, ...]
_Command = Callable[..., Any]
_ENVIRONMENT = {"auto_envvar_prefix": "MOCKSERVER"}

PROXY_THREADS = 64
"""How many requests wait for an upstream at once."""


class _Configured(click.Command):
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
    return values if option.multiple else values[0]


class _Group(click.Group):
    """Commands that end with exit code 2 and one clear line where the set-up is wrong."""

    command_class = _Configured

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except MockserverError as error:
            sys.stderr.write(f"mockserver: {error}\n")
            sys.exit(2)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, {"mock": "serve"}.get(cmd_name, cmd_name))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        command, *rest = args
        return super().resolve_command(ctx, [command, *translated(command, rest)])


@click.group(cls=_Group, context_settings={"help_option_names": ["--help"]})
@click.version_option(__version__, prog_name="mockserver")
def main() -> None:
    """A mock server that OpenAPI specifications drive, with state and with each API's own errors."""
    if "" not in sys.path and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))


def _overlay_options(command: _Command) -> _Command:
    """The options that say how specifications are read."""
    for option in (
        click.option(
            "--overlay",
            "overlays",
            multiple=True,
            envvar="MOCKSERVER_OVERLAY",
            type=click.Path(),
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


def _reading_options(command: _Command) -> _Command:
    """The options that say which specifications there are, and how they are read."""
    specs = click.argument("specs", nargs=-1, type=click.Path(allow_dash=True), metavar="[SPEC]...")
    return specs(_overlay_options(command))


def _is_mock() -> bool:
    """Whether the command is called by the name that Prism has for it."""
    return click.get_current_context().info_name == "mock"


def _only_one(_ctx: click.Context, _option: click.Parameter, workers: int) -> None:
    """Refuse several processes: each would tell a client something else."""
    if workers > 1:
        raise MockserverError(
            f"--workers {workers}: journal, overrides and clock live in one process; leave it at 1, or run more servers"
        )


def _serving_options(command: _Command) -> _Command:
    """The options of what listens: where, and how its answers and the control API are."""
    ports = click.IntRange(0, 65535)
    for option in (
        click.option(
            "-v", "--verbose", count=True, help="Tell each request on standard error; twice for violations, too."
        ),
        click.option("--control-prefix", default="/__mock__", show_default=True, help="Where the control API is."),
        click.option(
            "--control-token", help="What the control API asks for; made up when other machines reach the server."
        ),
        click.option("--prism/--no-prism", default=_is_mock, help="Refuse in Prism's words; on for `mock`."),
        click.option("--ignore-examples", is_flag=True, help="Answer as if the answers had no examples."),
        click.option(
            "--cors/--no-cors", default=True, show_default=True, help="Let pages of other sites use the APIs."
        ),
        click.option("--seed", help="Make ids, tokens and times the same in every run."),
        click.option("-d", "--dynamic", is_flag=True, help="Prefer generated answers to examples."),
        click.option("-h", "--host", default="127.0.0.1", show_default=True, help="The address to listen on."),
        click.option("-p", "--port", type=ports, default=4010, show_default=True, help="0: a free one."),
    ):
        command = option(command)
    return command


def _api_options(command: _Command) -> _Command:
    """The options that say which APIs there are."""
    command = _reading_options(command)
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


@main.command(context_settings=_ENVIRONMENT)
@_api_options
@_serving_options
@click.option("--no-auth", is_flag=True, help="Ask for no credentials.")
@click.option(
    "--validation", type=click.Choice(["strict", "warn", "off"]), default="strict", show_default=True,
    help="Refuse requests that break their contract, only note them, or do not look.",
)  # fmt: skip
@click.option(
    "--state", default="memory", show_default=True, metavar="memory|sqlite:PATH|redis://...|none",
    help="Where records are kept; none: an API without a behaviour answers from its specification alone.",
)  # fmt: skip
@click.option(
    "--callback-allow", multiple=True, envvar="MOCKSERVER_CALLBACK_ALLOW", metavar="HOST",
    help="A host beside this machine that callbacks may go to.",
)  # fmt: skip
@click.option("--errors", is_flag=True, help="Answer 500 where an answer of our own breaks its contract.")
@click.option("--require-session", is_flag=True, help="Refuse a request that names no session.")
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, expose_value=False, callback=_only_one,
    help="How many processes serve: only one, for they would not share what they remember.",
)  # fmt: skip
@click.option("--watch", is_flag=True, help="Read the specifications again when they change; records stay.")
def serve(specs: Sequence[str], mounts: _Pairs, settings: _Pairs, behaviours: _Pairs, **options: Any) -> None:
    """Serve specifications; without one, those of the vendors that are shipped.

    Example: mockserver serve --seed 1 -p 4010 petstore.yaml
    """
    if options["watch"] and "-" in specs:
        raise MockserverError("--watch: standard input can be read only once; name a file")
    _run(
        specs=tuple(specs),
        auth=not options.pop("no_auth"),
        mounts=pairs("--mount", mounts),
        settings=nested("--setting", settings),
        behaviours=pairs("--behaviour", behaviours),
        **options,
    )


@main.command(context_settings=_ENVIRONMENT)
@_overlay_options
@click.argument("specs", type=click.Path(allow_dash=True), metavar="SPEC")
@click.argument("upstream", metavar="UPSTREAM")
@_serving_options
@click.option("--errors", is_flag=True, help="Refuse requests and answers that break their contract.")
@click.option(
    "--validate-request/--no-validate-request", default=True, show_default=True,
    help="Hold requests against their contract.",
)  # fmt: skip
@click.option(
    "--mock-missing/--no-mock-missing", default=None,
    help="Let the mock answer what the upstream does not have; by default only where it answers 501.",
)  # fmt: skip
@click.option("--record", type=click.Path(), metavar="FILE.har", help="Write what passes, without its secrets.")
@click.option(
    "--upstream-timeout", type=click.FloatRange(0.001), default=30.0, show_default=True, metavar="SECONDS",
    help="How long to wait for the upstream.",
)  # fmt: skip
@click.option("--upstream-ca", type=click.Path(), metavar="FILE", help="Certificates to trust, for https.")
@click.option("--upstream-proxy", metavar="URL", help="A proxy on the way to the upstream.")
def proxy(specs: str, *, errors: bool, validate_request: bool, **options: Any) -> None:
    """Pass requests on to UPSTREAM, and hold them and its answers against a specification.

    Example: mockserver proxy petstore.yaml https://api.example.com --errors
    """
    strictness = "strict" if errors else "warn"
    validation = strictness if validate_request else "off"
    _run(specs=(specs,), errors=errors, validation=validation, threads=PROXY_THREADS, **options)


def _run(
    *, host: str, port: int, verbose: int, ignore_examples: bool, threads: int = 4, watch: bool = False, **options: Any
) -> None:
    """Serve with some settings, until it is told to end."""
    # granian is slow to import, and only what serves needs it
    from mockserver.web.server import Address
    from mockserver.web.server import serve as run

    logging.basicConfig(
        level=[logging.WARNING, logging.INFO, logging.DEBUG][min(verbose, 2)], format="%(levelname)s %(message)s"
    )
    run(Settings(examples=not ignore_examples, **options), Address(host, port), threads=threads, watch=watch)


@main.command(context_settings=_ENVIRONMENT)
@_api_options
@click.option(
    "--format",
    "form",
    envvar="MOCKSERVER_FORMAT",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
)
@click.option("--errors", is_flag=True, help="List the documented errors, each with the request that provokes it.")
def routes(
    specs: Sequence[str],
    mounts: _Pairs,
    settings: _Pairs,
    behaviours: _Pairs,
    overlays: _Pairs,
    allow: _Pairs,
    form: str,
    *,
    errors: bool,
) -> None:
    """List the operations: method, path, operation id, who answers it, documented statuses; or their errors.

    Example: mockserver routes --format json petstore.yaml
    """
    apis = load_apis(
        specification_files(specs),
        settings=nested("--setting", settings),
        mounts=pairs("--mount", mounts),
        behaviours=pairs("--behaviour", behaviours),
        overlays=overlays,
        allow=allow,
    )
    if errors:
        told = [of_error_case(case) for case in error_cases(Engine(apis))]
        click.echo(json.dumps(told, indent=2) if form == "json" else errors_table(told))
        return
    shown = [of_operation(operation, api) for api in apis for operation in api.operations]
    click.echo(json.dumps(shown, indent=2) if form == "json" else operations_table(shown, len(apis)))


@main.command(name="lint", context_settings=_ENVIRONMENT)
@_reading_options
@click.option(
    "--format",
    "form",
    envvar="MOCKSERVER_FORMAT",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)
def check_specifications(specs: Sequence[str], overlays: _Pairs, allow: _Pairs, form: str) -> None:
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


@main.command(name="coverage", context_settings=_ENVIRONMENT)
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
def tell_coverage(journals: Sequence[Path], specs: _Pairs, least: float | None, reports: Sequence[Path]) -> None:
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
