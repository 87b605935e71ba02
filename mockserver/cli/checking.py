"""What asks: a provider, whether it keeps to its specification."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from mockserver.apis import described_api
from mockserver.cli.command import ENVIRONMENT, main
from mockserver.cli.options import Command, Pairs, overlay_options
from mockserver.cli.telling import Telling, telling_options
from mockserver.contract.report import Report
from mockserver.exceptions import MockserverError

BROKEN = 5
"""How many broken requests there may be for each valid one: there are more ways to be wrong."""

REMOTE_RATE = "10/s"
"""How fast a host that is not this machine is asked, where nobody says."""


class _Lines(click.types.StringParamType):
    """Texts with spaces in them: in a variable of the environment each stands on a line of its own."""

    name = "text"
    envvar_list_splitter = "\n"


def _asking_options(command: Command) -> Command:
    """The options that say who is asked, how, and how much."""
    for option in (
        click.option("--url", required=True, help="Where the provider is."),
        click.option(
            "-H", "--header", "headers", multiple=True, envvar="MOCKSERVER_HEADER", metavar="'NAME: VALUE'",
            type=_Lines(),
            help="A header of every request, such as a credential.",
        ),
        click.option(
            "--account", "accounts", multiple=True, envvar="MOCKSERVER_ACCOUNT", metavar="USER:PASSWORD",
            help="Who may come in, for every kind of credential; the password is the key or the token.",
        ),
        click.option(
            "--max-examples", type=click.IntRange(1), default=20, show_default=True,
            help="How many valid requests each operation gets at most; of broken ones five times as many.",
        ),
        click.option("--seed", default="1", show_default=True, help="Which requests are made up."),
        click.option(
            "--operation", "operations", multiple=True, envvar="MOCKSERVER_OPERATION", metavar="ID",
            help="Check this operation alone.",
        ),
        click.option(
            "--allow-unsafe", is_flag=True, help="Send PUT, PATCH and DELETE to a host that is not this machine, too."
        ),
        click.option(
            "--rate-limit", metavar="N/s|N/m|off",
            help=f"How fast to ask.  [default: off on this machine, else {REMOTE_RATE}]",
        ),
        click.option(
            "--timeout", type=click.FloatRange(0.001), default=10.0, show_default=True, metavar="SECONDS",
            help="How long to wait for an answer.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


@main.command(context_settings=ENVIRONMENT)
@overlay_options
@click.argument("specs", type=click.Path(allow_dash=True), metavar="SPEC")
@_asking_options
@telling_options("json", "github")
def check(specs: str, *, overlays: Pairs, allow: Pairs, accounts: Pairs, telling: Telling, **options: Any) -> None:
    """Hold a provider against its specification; exit code 1 if it breaks it.

    Example: mockserver check petstore.yaml --url http://127.0.0.1:8080
    """
    api = described_api(specs, overlays=overlays, allow=allow, settings={"accounts": _accounts(accounts)})
    counting = telling.tell(_checked(api, **options))
    sys.exit(1 if any(entry.severity == "error" for entry in counting.entries) else 0)


def _accounts(given: Pairs) -> str:
    for account in given:
        if not account.partition(":")[0] or ":" not in account or "," in account:
            raise MockserverError(f"--account '{account}': write it as USER:PASSWORD, without a comma")
    return ",".join(given)


def _checked(
    api: Any,
    *,
    url: str,
    headers: Pairs,
    max_examples: int,
    seed: str,
    operations: Pairs,
    allow_unsafe: bool,
    rate_limit: str | None,
    timeout: float,
) -> Report:
    # only this command waits for what asks
    from mockserver.contract import check as checking
    from mockserver.transport import Transport

    transport = Transport(url, timeout=timeout)
    local = checking.is_loopback(transport)
    given = checking.headers_of(headers)
    send = checking.over_network(transport)
    provider = checking.Provider(
        url,
        send,
        checking.find_place(api, send, url, transport.prefix),
        given,
        checking.rate_of(rate_limit or ("off" if local else REMOTE_RATE)),
        safe_only=not (local or allow_unsafe),
    )
    effort = checking.Effort(max_examples, seed, operations, broken=BROKEN * max_examples)
    tell, done = _progress()
    try:
        return checking.check(api, provider, effort, tell=tell)
    finally:
        done()


def _progress() -> tuple[Callable[[str], None], Callable[[], None]]:
    """What tells people on a terminal how far it is, in one line, and what wipes that away; nobody else is told."""
    if not sys.stderr.isatty():
        return (lambda _: None), (lambda: None)
    return (
        lambda text: click.echo(f"\r\033[K{text[:100]}", err=True, nl=False),
        lambda: click.echo("\r\033[K", err=True, nl=False),
    )
