"""How is what a command tells printed, wherever standard output leads?"""

from __future__ import annotations

import os
import sys
from typing import TextIO

import click

from mockserver.exceptions import MockserverError


def say(text: str) -> None:
    """Print a text; who closes the pipe before its end has read enough, and the exit code stays the command's own.

    MockserverError where it cannot be written, as on a disk that is full.
    """
    try:
        click.echo(text)
    except BrokenPipeError:
        _forget()
    except OSError as error:
        _forget()
        raise MockserverError(f"standard output cannot be written: {error.strerror}; make room for it") from error


def is_terminal(stream: TextIO | None) -> bool:
    """Whether people look on; a stream that was closed before the start is None."""
    return stream is not None and stream.isatty()


def _forget() -> None:
    """Let what is left in the buffer lead nowhere: Python writes it once more at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
