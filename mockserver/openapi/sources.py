"""Where does the text of a specification come from, and what may its references read?

The file, the address or the standard input that the user names is read as it is. What a document refers to is somebody
else's wish: it is read only from below the folders that the user works in, or where the user allowed more.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal, get_args
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from mockserver.exceptions import SpecError
from mockserver.openapi.fetching import fetch
from mockserver.openapi.known import known_text
from mockserver.openapi.reading import MAX_BYTES, read_text

Allowance = Literal["files", "network", "local-network"]
ALLOWANCES: tuple[Allowance, ...] = get_args(Allowance)
STDIN = "-"
STDIN_NAME = "<stdin>"

_URL = re.compile(r"https?:/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its name in messages, and the URI that its relative references are relative to."""

    file: str
    uri: str
    content: bytes


def is_url(source: str | Path) -> bool:
    """Whether a specification is named by an address of the web."""
    return isinstance(source, str) and _URL.match(source) is not None


def source_of(spec: str | Path) -> str | Path:
    """What a specification is read from: a path, unless it is an address or `-`."""
    return spec if is_url(spec) or spec == STDIN else Path(spec)


def name_of(source: str | Path) -> str:
    """What the API of a specification is called: the stem of its path."""
    if str(source) == STDIN:
        return "stdin"
    if is_url(source):
        parts = urlsplit(str(source))
        return PurePosixPath(unquote(parts.path)).stem or parts.hostname or "api"
    return Path(source).stem


def read_source(source: str | Path) -> Text:
    """The text that the user names: a path, an address or `-`; SpecError where it cannot be read."""
    if str(source) == STDIN:
        content = sys.stdin.buffer.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise SpecError(f"{STDIN_NAME}: more than the {MAX_BYTES} bytes that a specification may have")
        return Text(STDIN_NAME, (Path.cwd() / "stdin").as_uri(), content)
    if is_url(source):
        address, content = fetch(str(source), MAX_BYTES, local=True)
        return Text(str(source), address, content)
    path = Path(source)
    return Text(str(source), path.resolve().as_uri(), read_text(path))


@dataclass(frozen=True, slots=True)
class Reach:
    """What the references of a document may read: its own origin, folders, and what the user allowed."""

    origin: str
    folders: tuple[Path, ...] = ()
    allowed: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, uri: str, allow: Collection[str]) -> Reach:
        """The reach of the document at a URI: below its folder, and below the current one if that holds it."""
        for word in allow:
            if word not in ALLOWANCES:
                raise SpecError(f"'{word}' cannot be allowed; what can is {', '.join(ALLOWANCES)}")
        if not uri.startswith("file:"):
            return cls(_origin(uri), (), frozenset(allow))
        folder, current = _path(uri).resolve().parent, Path.cwd()
        return cls("", (folder, current) if folder.is_relative_to(current) else (folder,), frozenset(allow))

    def read(self, uri: str) -> Text:
        """The text at an absolute URI; SpecError, without a place, saying why it may not or cannot be read."""
        scheme = urlsplit(uri).scheme.lower()
        if scheme == "file":
            return self._file(uri)
        if scheme in ("http", "https"):
            return self._address(uri)
        raise SpecError(f"there is nothing that reads '{scheme or uri}'; move it into a file")

    def _file(self, uri: str) -> Text:
        if urlsplit(uri).netloc not in ("", "localhost"):
            raise SpecError("it is a file of another machine; move it to this one")
        path = _path(uri)
        resolved = path.resolve()
        if "files" not in self.allowed and not any(resolved.is_relative_to(folder) for folder in self.folders):
            raise SpecError("it is outside the specification's folder; allow it with --allow files")
        if _is_special(resolved):
            raise SpecError("it is no file")
        shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
        return Text(str(shown), uri, read_text(path))

    def _address(self, uri: str) -> Text:
        known = known_text(uri)
        if known is not None:
            return Text(uri, uri, known)
        own = _origin(uri) == self.origin
        if not own and "network" not in self.allowed and "local-network" not in self.allowed:
            raise SpecError("it is on the network; allow it with --allow network")
        address, content = fetch(uri, MAX_BYTES, local=own or "local-network" in self.allowed)
        return Text(uri, address, content)


def canonical(uri: str) -> str:
    """The one spelling of a URI under which a file is known; without a fragment."""
    uri = uri.partition("#")[0]
    return _path(uri).as_uri() if uri.startswith("file:") else uri


def file_of(uri: str) -> Path | None:
    """The path that a URI means; None where it means something else."""
    return _path(uri) if uri.startswith("file:") else None


def _is_special(path: Path) -> bool:
    """Whether a path leads to something that is no file: a folder, a device, a pipe."""
    try:
        return path.exists() and not path.is_file()
    except OSError as error:
        raise SpecError(f"it cannot be read: {error.strerror}") from error


def _path(uri: str) -> Path:
    return Path("/", url2pathname(urlsplit(uri).path))


def _origin(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"
