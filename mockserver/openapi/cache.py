"""What did a text say when it was parsed before?

Values are kept by the content of their texts, so that nothing in the cache can be out of date. What cannot be read,
written or kept is parsed anew: a cache is never a reason to stop.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from mockserver import exact_json
from mockserver.model import ABSENT

MAX_CACHE_BYTES = 256 * 1024 * 1024
"""How much is kept; what was not used for the longest time goes first."""

_FORMAT = b"3"
_KEPT = re.compile(r"[0-9a-f]{64}\.json|tmp[0-9a-z_]+\.partial")


def recall(text: bytes) -> Any:
    """The value of a text that was kept; ABSENT where there is none."""
    file = _file_of(text)
    if file is None:
        return ABSENT
    try:
        value = exact_json.loads(file.read_bytes())
    except (OSError, exact_json.JSONDecodeError):
        return ABSENT
    with suppress(OSError):
        os.utime(file)
    return value


def keep(text: bytes, value: Any) -> None:
    """Keep the value of a text, at once or not at all, and let go of what is too much."""
    file = _file_of(text)
    if file is None:
        return
    try:
        written = exact_json.dumps(value)
        if len(written) <= MAX_CACHE_BYTES:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(file, written)
            _prune(file.parent)
    except OSError:
        return


def _file_of(text: bytes) -> Path | None:
    """Where the value of a text is kept; None where the user has no place for it, or wants none."""
    stated = os.environ.get("MOCKSERVER_CACHE")
    if stated == "":
        return None
    try:
        folder = Path(stated) if stated else _caches() / "mockserver"
    except RuntimeError:
        return None
    return folder / f"{hashlib.sha256(_FORMAT + text).hexdigest()}.json"


def _caches() -> Path:
    stated = os.environ.get("XDG_CACHE_HOME")
    return Path(stated) if stated else Path.home() / ".cache"


def _write(file: Path, content: bytes) -> None:
    """Write beside the file and rename, so that nobody ever reads a half of it."""
    descriptor, name = tempfile.mkstemp(suffix=".partial", dir=file.parent)
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
        partial.replace(file)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def _prune(folder: Path) -> None:
    """Remove the files of the cache that were not used for the longest time, until the others fit."""
    found = [(path, path.stat()) for path in folder.iterdir() if _KEPT.fullmatch(path.name)]
    size = 0
    for path, stat in sorted(found, key=lambda entry: entry[1].st_mtime_ns, reverse=True):
        size += stat.st_size
        if size > MAX_CACHE_BYTES:
            path.unlink(missing_ok=True)
