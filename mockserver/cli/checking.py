"""What asks: a provider, whether it keeps to its specification."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from mockserver.apis import described_api
from mockserver.cli.asking import asking_options, provider_at
from mockserver.cli.command import ENVIRONMENT, main
from mockserver.cli.options import Command, Pairs, overlay_options
from mockserver.cli.printing import is_terminal
from mockserver.cli.telling import Telling, telling_options
from mockserver.contract.report import Report
from mockserver.exceptions import MockserverError

BROKEN = 5
"""How many broken requests there may be for each valid one: there are more ways to be wrong."""


def _effort_options(command: Command) -> Command:
    """The options that say how much is asked."""
    for option in (
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
            "--fuzz", type=click.IntRange(0), default=0, show_default=True, metavar="N",
            help="Let schemathesis draw N more valid, and N more broken requests for each operation.",
        ),
        click.option(
            "--judge", type=click.Choice(["openapi-core"]), help="Let somebody else judge the answers, too."
        ),
    ):  # fmt: skip
        command = option(command)
    return command


@main.command(context_settings=ENVIRONMENT)
@overlay_options
@click.argument("specs", type=click.Path(allow_dash=True), metavar="SPEC")
@asking_options(required=True)
@_effort_options
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
    max_examples: int,
    seed: str,
    operations: Pairs,
    fuzz: int,
    judge: str | None,
    **reaching: Any,
) -> Report:
    # only this command waits for what asks
    from mockserver.contract import check as checking

    second = checking.OpenApiCore(api.document) if judge else None
    fuzzer = checking.Fuzzer(api.document) if fuzz else None
    provider = provider_at(url, **reaching)
    provider.place = checking.find_place(api, provider.send, url, provider.place.prefix)
    effort = checking.Effort(max_examples, seed, operations, BROKEN * max_examples, fuzz)
    tell, done = _progress()
    try:
        return checking.check(api, provider, effort, judge=second, fuzzer=fuzzer, tell=tell)
    finally:
        done()


def _progress() -> tuple[Callable[[str], None], Callable[[], None]]:
    """What tells people on a terminal how far it is, in one line, and what wipes that away; nobody else is told."""
    if not is_terminal(sys.stderr):
        return (lambda _: None), (lambda: None)
    return (
        lambda text: click.echo(f"\r\033[K{text[:100]}", err=True, nl=False),
        lambda: click.echo("\r\033[K", err=True, nl=False),
    )
