"""Would a command write over what it reads, or over what it has just written?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from mockserver.exceptions import MockserverError

_WRITTEN = ("reports", "baseline", "record")
"""The options whose files are written."""


def look_at(written: Sequence[tuple[str, Path]]) -> None:
    """MockserverError where two options write one file, or one writes a file that the command reads.

    `written` are the options, as they are told, with their files.
    """
    if not written:
        return
    known = {path: f"{path} is what the command reads" for path in _read(click.get_current_context())}
    for option, path in written:
        place = path.resolve()
        if place in known:
            raise MockserverError(f"{option}: {known[place]}; name another file")
        known[place] = f"{path} is the file of {option}"


def _read(context: click.Context) -> Iterator[Path]:
    """The files that the arguments and options of a command name to be read."""
    for parameter in context.command.params:
        if isinstance(parameter.type, click.Path) and parameter.name not in _WRITTEN:
            given = context.params.get(parameter.name)
            for name in given if isinstance(given, tuple) else (given,):
                if name is not None and Path(name).is_file():
                    yield Path(name).resolve()
