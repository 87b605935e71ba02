"""What serves: the mock, and the proxy."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from mockserver.cli.command import ENVIRONMENT, main
from mockserver.cli.options import Command, Pairs, api_options, overlay_options
from mockserver.cli.overwriting import look_at
from mockserver.configuration import nested, pairs
from mockserver.exceptions import MockserverError
from mockserver.web.app import Settings


def _is_mock() -> bool:
    """Whether the command is called by the name that Prism has for it."""
    return click.get_current_context().info_name == "mock"


def _only_one(_ctx: click.Context, _option: click.Parameter, workers: int) -> None:
    """Refuse several processes: each would tell a client something else."""
    if workers > 1:
        raise MockserverError(
            f"--workers {workers}: journal, overrides and clock live in one process; leave it at 1, or run more servers"
        )


def _serving_options(command: Command) -> Command:
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


@main.command(context_settings=ENVIRONMENT)
@api_options
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
@click.option(
    "--tls-cert", type=click.Path(), metavar="FILE", help="Serve by HTTPS, with this certificate and its key."
)
@click.option("--tls-key", type=click.Path(), metavar="FILE", help="The key, where it is in a file of its own.")
@click.option("--errors", is_flag=True, help="Answer 500 where an answer of our own breaks its contract.")
@click.option("--require-session", is_flag=True, help="Refuse a request that names no session.")
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, expose_value=False, callback=_only_one,
    help="How many processes serve: only one, for they would not share what they remember.",
)  # fmt: skip
@click.option("--watch", is_flag=True, help="Read the specifications again when they change; records stay.")
def serve(specs: Sequence[str], mounts: Pairs, settings: Pairs, behaviours: Pairs, **options: Any) -> None:
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


@main.command(context_settings=ENVIRONMENT)
@overlay_options
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
@click.option("--record", type=click.Path(), metavar="FILE.har|json", help="Write what passes, without its secrets.")
@click.option(
    "--upstream-timeout", type=click.FloatRange(0.001), default=30.0, show_default=True, metavar="SECONDS",
    help="How long to wait for the upstream.",
)  # fmt: skip
@click.option(
    "--upstream-connect-timeout", type=click.FloatRange(0.001), default=5.0, show_default=True, metavar="SECONDS",
    help="How long the way to the upstream may take.",
)  # fmt: skip
@click.option("--upstream-ca", type=click.Path(), metavar="FILE", help="Certificates to trust, for https.")
@click.option("--upstream-cert", type=click.Path(), metavar="FILE", help="The certificate to show, and its key.")
@click.option("--upstream-key", type=click.Path(), metavar="FILE", help="The key, where it is in a file of its own.")
@click.option(
    "--upstream-verify/--no-upstream-verify", default=True, show_default=True, help="Check the upstream's certificate."
)
@click.option("--upstream-proxy", metavar="URL", help="A proxy on the way to the upstream.")
def proxy(specs: str, *, errors: bool, validate_request: bool, **options: Any) -> None:
    """Pass requests on to UPSTREAM, and hold them and its answers against a specification.

    Example: mockserver proxy petstore.yaml https://api.example.com --errors
    """
    record = options["record"]
    look_at([(f"--record {record}", Path(record))] if record else [])
    strictness = "strict" if errors else "warn"
    validation = strictness if validate_request else "off"
    _run(specs=(specs,), errors=errors, validation=validation, **options)


def _run(
    *,
    host: str,
    port: int,
    verbose: int,
    ignore_examples: bool,
    tls_cert: str | None = None,
    tls_key: str | None = None,
    watch: bool = False,
    **options: Any,
) -> None:
    """Serve with some settings, until it is told to end."""
    # granian is slow to import, and only what serves needs it
    from mockserver.web.address import Address
    from mockserver.web.server import serve as run

    logging.basicConfig(
        level=[logging.WARNING, logging.INFO, logging.DEBUG][min(verbose, 2)], format="%(levelname)s %(message)s"
    )
    address = Address(host, port, tls_cert, tls_key)
    run(Settings(examples=not ignore_examples, **options), address, watch=watch)
