"""What plays: a recording, to a provider or to the mock."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from mockserver.apis import load_apis, route_all, specification_files
from mockserver.cli.asking import Lines, asking_options, provider_at
from mockserver.cli.command import ENVIRONMENT, main
from mockserver.cli.options import Files, Pairs, overlay_options
from mockserver.cli.telling import Telling, telling_options
from mockserver.configuration import pairs
from mockserver.exceptions import MockserverError


@main.command(context_settings=ENVIRONMENT)
@overlay_options
@click.argument("recording", metavar="RECORDING", type=click.Path(path_type=Path))
@asking_options(required=False)
@click.option(
    "--spec", "specs", envvar="MOCKSERVER_SPEC", multiple=True, type=Files(),
    help="What the recording is about; without --url it is played to the mock of it.",
)  # fmt: skip
@click.option("--values", is_flag=True, help="Compare values, too, and not the shape alone.")
@click.option("--origin", metavar="ADDRESS", default="", help="Play only what was sent to this address.")
@click.option(
    "--secret", "secrets", multiple=True, envvar="MOCKSERVER_SECRET", metavar="NAME=VALUE", type=Lines(),
    help="What stands in the place of a secret that the recording hides.",
)  # fmt: skip
@telling_options("json", "github")
def replay(
    recording: Path, specs: Pairs, overlays: Pairs, allow: Pairs, secrets: Pairs, telling: Telling, **options: Any
) -> None:
    """Send the requests of RECORDING again, and tell how the answers are others; exit code 1 if they are.

    RECORDING is a HAR file, or a journal: the answer of GET /__mock__/requests.

    Example: mockserver replay shop.har --url http://127.0.0.1:8080
    """
    # only this command waits for what plays
    from mockserver.contract import replay as replaying
    from mockserver.exchanges import read_exchanges

    values, origin, url = options.pop("values"), options.pop("origin"), options.pop("url")
    if not url and not specs:
        raise MockserverError("replay: say where to play it: --url for a provider, or --spec for the mock of it")
    apis = load_apis(specification_files(specs), overlays=overlays, allow=allow) if specs else ()
    provider = provider_at(url, **options) if url else _mock(specs, apis, options["headers"])
    route = route_all(apis).route if apis else None
    given = pairs("--secret", secrets)
    exchanges = read_exchanges(recording)
    wanted = replaying.Wanted(apis, route, given, values=values, origin=origin.rstrip("/").lower())
    counting = telling.tell(replaying.replay(str(recording), exchanges, provider, wanted))
    sys.exit(1 if any(entry.severity == "error" for entry in counting.entries) else 0)


def _mock(specs: Sequence[str], apis: Sequence[Any], headers: Pairs) -> Any:
    """The mock in the place of a provider, without a socket."""
    from mockserver.contract import check as checking
    from mockserver.engine import Engine
    from mockserver.state import State

    engine, state = Engine(apis), State.new()
    name = f"the mock of {' '.join(map(str, specs))}"
    return checking.Provider(
        name, lambda request: engine.handle(request, state).response, headers=checking.headers_of(headers), ours=True
    )
