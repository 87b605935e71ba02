"""Which options say who is asked over the network, and how?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from mockserver.cli.options import Command, Pairs

REMOTE_RATE = "10/s"
"""How fast a host that is not this machine is asked, where nobody says."""


class Lines(click.types.StringParamType):
    """Texts with spaces in them: in a variable of the environment each stands on a line of its own."""

    name = "text"
    envvar_list_splitter = "\n"


def asking_options(*, required: bool) -> Callable[[Command], Command]:
    """The options that say who is asked, and how; `required`: the address has to be given."""

    def decorated(command: Command) -> Command:
        for option in _options(required=required):
            command = option(command)
        return command

    return decorated


def _options(*, required: bool) -> tuple[Callable[[Command], Command], ...]:
    return (
        click.option("--url", required=required, help="Where the provider is."),
        click.option(
            "-H", "--header", "headers", multiple=True, envvar="MOCKSERVER_HEADER", metavar="'NAME: VALUE'",
            type=Lines(),
            help="A header of every request, such as a credential.",
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
        click.option("--upstream-ca", type=click.Path(), metavar="FILE", help="Certificates to trust, for https."),
    )  # fmt: skip


def provider_at(
    url: str,
    *,
    headers: Pairs,
    allow_unsafe: bool,
    rate_limit: str | None,
    timeout: float,
    upstream_ca: str | None,
) -> Any:
    """The provider that these options mean, as `contract.check` has it."""
    # only what asks waits for this
    from mockserver.contract import check as checking
    from mockserver.transport import Transport, Trust

    transport = Transport(url, timeout=timeout, trust=Trust(upstream_ca))
    local = checking.is_loopback(transport)
    return checking.Provider(
        url,
        checking.over_network(transport),
        checking.Place(transport.prefix),
        checking.headers_of(headers),
        checking.rate_of(rate_limit or ("off" if local else REMOTE_RATE)),
        safe_only=not (local or allow_unsafe),
    )
