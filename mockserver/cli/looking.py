"""What tells of specifications: the operations that they offer."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from mockserver.apis import load_apis, specification_files
from mockserver.cli.command import ENVIRONMENT, main
from mockserver.cli.options import Pairs, api_options
from mockserver.cli.printing import say
from mockserver.configuration import nested, pairs
from mockserver.contract.error_cases import error_cases
from mockserver.engine import Engine
from mockserver.tables import errors_table, operations_table, reasons_table
from mockserver.web.representation import of_error_case, of_operation


@main.command(context_settings=ENVIRONMENT)
@api_options
@click.option(
    "--format",
    "form",
    envvar="MOCKSERVER_FORMAT",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
)
@click.option(
    "--why", is_flag=True, help="Tell of each operation that keeps records what it consumes and produces, and why."
)
@click.option("--errors", is_flag=True, help="List the documented errors, each with the request that provokes it.")
def routes(
    specs: Sequence[str],
    mounts: Pairs,
    settings: Pairs,
    behaviours: Pairs,
    overlays: Pairs,
    allow: Pairs,
    form: str,
    *,
    errors: bool,
    why: bool,
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
        say(json.dumps(told, indent=2) if form == "json" else errors_table(told))
        return
    shown = [of_operation(operation, api) for api in apis for operation in api.operations]
    if form == "json":
        say(json.dumps(shown, indent=2))
        return
    say(reasons_table(shown) if why else operations_table(shown, len(apis)))
