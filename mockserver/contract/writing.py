"""Can a file be written, and is it?"""

from __future__ import annotations

import os
from pathlib import Path

from mockserver.exceptions import MockserverError


def writable(path: Path, option: str) -> Path:
    """A file that can be written, as far as can be seen before; its folder is made. MockserverError where it cannot."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MockserverError(f"{option}: {path.parent} cannot be made: {error.strerror}") from error
    if path.is_dir():
        raise MockserverError(f"{option}: {path} is a folder; name a file")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise MockserverError(f"{option}: {path} cannot be written; name a file that can")
    return path


def write_text(path: Path, text: str) -> None:
    """MockserverError where the file cannot be written after all."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise MockserverError(f"{path}: it cannot be written: {error.strerror}") from error
