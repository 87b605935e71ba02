"""Which other programs are needed, and what do they say?"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path


class SetupError(Exception):
    """Something that the benchmarks need is not there; the message names it and the remedy."""


def need(name: str, remedy: str) -> str:
    """The path of a program; SetupError with the remedy where it is not installed."""
    found = shutil.which(name)
    if found is None:
        raise SetupError(f"'{name}' is not installed: {remedy}")
    return found


def output(command: Sequence[str], folder: Path | None = None) -> str:
    """What a program writes to its standard output; SetupError with its last words where it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(f"{' '.join(command[:3])} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return done.stdout


def first_line(command: Sequence[str]) -> str:
    """The first line that a program writes; empty where it is not installed."""
    if shutil.which(command[0]) is None:
        return ""
    return next(iter(output(command).splitlines()), "")
