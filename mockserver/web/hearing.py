"""What does a client say on a connection?

HTTP/1.1 as far as a test's server needs it: requests one after the other, each with a body that has a length, comes in
chunks, or is none. What is no HTTP is refused.
"""

from __future__ import annotations

import io
import sys
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

Environ = dict[str, Any]

MAX_LINE = 64 * 1024
MAX_HEADERS = 200

_CONTENT = {"CONTENT_TYPE", "CONTENT_LENGTH"}


class WrongError(Exception):
    """What a client said is no HTTP that is understood here."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


def base_of(host: str, port: int) -> Environ:
    """What the environment of every request has."""
    return {
        "SCRIPT_NAME": "",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": host,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def environ_of(reader: io.BufferedReader, base: Environ) -> Environ | None:
    """The environment of the next request, with what every one has; None where none comes any more."""
    line = reader.readline(MAX_LINE)
    if line in (b"\r\n", b"\n"):  # some clients end a body with an empty line that is no part of it
        line = reader.readline(MAX_LINE)
    if not line:
        return None
    method, target, version = _request_line(line)
    path, _, query = target.partition("?")
    host = ""
    if not path.startswith("/") and "://" in path:  # a client that asks a proxy writes the whole address
        split = urlsplit(target)
        path, query, host = split.path or "/", split.query, split.netloc
    environ = {
        **base,
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1") if "%" in path else path,
        "QUERY_STRING": query,
        "REQUEST_URI": target,
        "RAW_URI": target,
        "SERVER_PROTOCOL": version,
    }
    _add_headers(environ, reader)
    if host:
        environ["HTTP_HOST"] = host
    return environ


def _request_line(line: bytes) -> tuple[str, str, str]:
    if not line.endswith(b"\n"):
        raise WrongError(HTTPStatus.REQUEST_URI_TOO_LONG if len(line) == MAX_LINE else HTTPStatus.BAD_REQUEST)
    words = line.decode("latin-1").split()
    if len(words) != 3 or not words[0].isascii():
        raise WrongError(HTTPStatus.BAD_REQUEST)
    if not words[2].startswith("HTTP/1."):
        raise WrongError(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
    return words[0], words[1], words[2]


def _add_headers(environ: Environ, reader: io.BufferedReader) -> None:
    for _ in range(MAX_HEADERS):
        line = reader.readline(MAX_LINE)
        if line in (b"\r\n", b"\n"):
            return
        if not line.endswith(b"\n"):
            is_long = len(line) == MAX_LINE
            raise WrongError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if is_long else HTTPStatus.BAD_REQUEST)
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or not name or name != name.strip():
            raise WrongError(HTTPStatus.BAD_REQUEST)
        if "_" not in name:  # it would be taken for another one
            _add(environ, name.upper().replace("-", "_"), value.strip(" \t\r\n"))
    raise WrongError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)


def _add(environ: Environ, name: str, value: str) -> None:
    key = name if name in _CONTENT else f"HTTP_{name}"
    before = environ.get(key)
    if before is None:
        environ[key] = value
    elif name == "CONTENT_LENGTH":
        if before != value:
            raise WrongError(HTTPStatus.BAD_REQUEST)
    else:
        environ[key] = f"{before}{'; ' if name == 'COOKIE' else ','}{value}"


class Body(io.BufferedReader):
    """A body as an application reads it."""

    raw: _Counted | _Chunks

    @property
    def is_read(self) -> bool:
        """Whether all of it has come."""
        return self.raw.is_done


def body_of(environ: Environ, reader: io.BufferedReader) -> Body | None:
    """The body of a request; None where it has none."""
    coding = environ.get("HTTP_TRANSFER_ENCODING", "").strip().lower()
    if coding == "chunked":
        environ.pop("CONTENT_LENGTH", None)
        environ["wsgi.input_terminated"] = True
        return Body(_Chunks(reader))
    if coding:
        raise WrongError(HTTPStatus.NOT_IMPLEMENTED)
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        raise WrongError(HTTPStatus.BAD_REQUEST)
    return Body(_Counted(reader, int(length))) if int(length) else None


class _Counted(io.RawIOBase):
    """A body whose length was said before."""

    def __init__(self, reader: io.BufferedReader, length: int) -> None:
        super().__init__()
        self._reader = reader
        self._left = length

    @property
    def is_done(self) -> bool:
        return self._left == 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with memoryview(buffer) as view:
            got = self._reader.readinto1(view[: self._left]) if self._left else 0
        self._left -= got
        return got


class _Chunks(io.RawIOBase):
    """A body that comes in chunks; OSError where it is none."""

    def __init__(self, reader: io.BufferedReader) -> None:
        super().__init__()
        self._reader = reader
        self._left = 0
        self.is_done = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._left == 0 and not self.is_done:
            self._next()
        if self.is_done:
            return 0
        with memoryview(buffer) as view:
            got = self._reader.readinto1(view[: self._left])
        if not got:
            raise OSError("the client vanished within a chunk")
        self._left -= got
        if self._left == 0:
            self._end_of_line()
        return got

    def _next(self) -> None:
        line = self._reader.readline(MAX_LINE)
        size = line.partition(b";")[0].strip()
        try:
            self._left = int(size, 16)
        except ValueError as error:
            raise OSError(f"{size[:20]!r} is no size of a chunk") from error
        if self._left < 0:
            raise OSError("a chunk has no negative size")
        if self._left == 0:
            self.is_done = True
            for _ in range(MAX_HEADERS):  # trailers
                if self._reader.readline(MAX_LINE) in (b"\r\n", b"\n", b""):
                    return

    def _end_of_line(self) -> None:
        if self._reader.readline(2) not in (b"\r\n", b"\n"):
            raise OSError("a chunk is longer than its size says")
