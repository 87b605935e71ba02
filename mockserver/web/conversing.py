"""How does a server of HTTP/1.1 tell an application all that came, and send all that it answers?

Servers for WSGI tell a decoded path and joined headers, and know no trailers. This one speaks WSGI, too, and tells the
rest beside it: `RAW_URI`, `mockserver.fields` and `mockserver.trailers` in the environment. There `mockserver.headers`
are what WSGI tells of the headers, by their own names in lower case. What an application puts there as
`mockserver.answer_trailers` is sent after its answer.
"""

from __future__ import annotations

import logging
import re
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from mockserver.model import value
from mockserver.transport import (
    BODILESS,
    Body,
    Fields,
    Heads,
    Named,
    Stream,
    WireError,
    chunk,
    elements,
    framing,
    head_of,
    last_chunk,
)
from mockserver.web.hinting import EARLY, Early

ANSWER_TRAILERS = "mockserver.answer_trailers"
FIELDS = "mockserver.fields"
HEADERS = "mockserver.headers"
TRAILERS = "mockserver.trailers"

Environ = dict[str, Any]
WsgiApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

_log = logging.getLogger("mockserver")

_EVERYTHING = 1 << 62
_LINGER_SECONDS, _LINGER_SECONDS_AT_MOST = 0.5, 2.0
"""How long a client may be silent that was answered before it had said all, and how long it may go on."""

_REQUEST_LINE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([^\x00-\x20\x7f]+) HTTP/(\d\.\d)")
_VERSIONS = ("1.0", "1.1")
_FRAMING = {"CONTENT_LENGTH", "TRANSFER_ENCODING", "CONTENT_TYPE", "HOST"}
_LENGTH_SIZE = len("content-length")
_CONNECTION_SIZE = len("connection")
_UNPREFIXED = {"CONTENT_LENGTH", "CONTENT_TYPE"}


@value
class Asked:
    """The head of a request, and how its body is read."""

    method: str
    target: str
    host: str
    """That of a client that takes us for its proxy, and sends the whole address; empty otherwise."""

    fields: Fields
    headers: Named
    is_old: bool
    length: int

    @classmethod
    def of(cls, head: bytes, heads: Heads) -> Asked:
        """The request that a head begins; WireError where it is none, or could be understood in two ways."""
        first, fields, headers = heads.parts(head)
        found = _REQUEST_LINE.fullmatch(first)
        if found is None:
            raise WireError(f"'{first[:80]}' is no request of HTTP/1.1")
        if found[3] not in _VERSIONS:
            raise WireError(f"HTTP/{found[3]} is not spoken here, but HTTP/1.1", 505)
        is_old = found[3] == "1.0"
        length = framing(headers)
        if length == -1 and ("content-length" in headers or is_old):
            raise WireError("it has a length and comes in chunks, too")
        if not is_old and ("host" not in headers or (len(headers) < len(fields) and _hosts(fields) > 1)):
            raise WireError("it must name one host")
        return cls(found[1], *_target_and_host(found[1], found[2]), fields, headers, is_old, length or 0)

    @property
    def stays(self) -> bool:
        """Whether the client wants to ask more on this connection."""
        said = elements(self.headers.get("connection"))
        return "keep-alive" in said if self.is_old else "close" not in said

    @property
    def waits(self) -> bool:
        """Whether the client sends its body only once it is asked to."""
        return "100-continue" in elements(self.headers.get("expect")) and not self.is_old and self.length != 0


def _hosts(fields: Fields) -> int:
    return sum(name.lower() == "host" for name, _ in fields)


def _target_and_host(method: str, target: str) -> tuple[str, str]:
    """What is asked for, and at which host where the target says that."""
    if target.startswith("/") or (method, target) == ("OPTIONS", "*"):
        return target, ""
    if method == "CONNECT":
        raise WireError("no way to other servers is opened here", 501)
    try:
        split = urlsplit(target)
    except ValueError as error:
        raise WireError(f"'{target[:80]}' is no address: {error}") from error
    if not split.netloc:
        raise WireError(f"'{target[:80]}' is neither a path nor an address")
    return (split.path or "/") + (f"?{split.query}" if split.query else ""), split.netloc


class Input:
    """The body of a request as WSGI wants it: `read` waits for as many bytes as it is asked for."""

    def __init__(self, body: Body, client: Stream, *, waits: bool) -> None:
        self._body, self._client, self._waits = body, client, waits
        self.is_broken = False

    @property
    def is_read(self) -> bool:
        return self._body.is_read

    def read(self, size: int = -1) -> bytes:
        """So many bytes, all by default; OSError where the body ends before its end.

        It is no more special than that, so that nobody takes it for what happens to a connection of their own.
        """
        if self._waits:
            self._waits = False
            self._client.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        try:
            return self._body.read(size if size >= 0 else _EVERYTHING)
        except (WireError, OSError) as error:
            self.is_broken = True
            raise OSError(f"the client ended its body too early: {error}") from error

    def readline(self, size: int = -1) -> bytes:
        """Bytes up to a line's end; nobody is in a hurry who asks for lines."""
        line = bytearray()
        while (size < 0 or len(line) < size) and (byte := self.read(1)):
            line += byte
            if byte == b"\n":
                break
        return bytes(line)

    def readlines(self, _hint: int = -1) -> list[bytes]:
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        while line := self.readline():
            yield line


def converse(client: socket.socket, app: WsgiApp, base: Environ) -> None:
    """Answer what a client asks on its connection, one request after the other."""
    stream, heads, naming = Stream(client), Heads(strict=True), Naming()
    try:
        while (asked := _asked(stream, heads)) is not None and _answered(
            stream, asked, app, naming.environ(asked, base)
        ):
            pass
    except OSError:
        return  # it went away, or was silent for too long


def _asked(stream: Stream, heads: Heads) -> Asked | None:
    """The next request, as far as its headers; None where there is none."""
    try:
        head = stream.head()
        return Asked.of(head, heads) if head else None
    except WireError as error:
        _refuse(stream.socket, error)
        return None


def _answered(stream: Stream, asked: Asked, app: WsgiApp, environ: Environ) -> bool:
    """Answer one request; whether another may follow."""
    body = Body(stream, asked.length, strict=True)
    source = Input(body, stream, waits=asked.waits)
    environ["wsgi.input"], environ["mockserver.socket"] = source, stream.socket
    if asked.length < 0:
        environ[TRAILERS] = lambda: body.trailers
    early = Early(stream)
    if not asked.is_old:
        environ[EARLY] = early
    try:
        stays = _carried_out(app, environ, Answering(stream, asked, source))
    finally:
        early.close()
    if not stays:
        _linger(stream.socket)
    return stays


def _carried_out(app: WsgiApp, environ: Environ, answer: Answering) -> bool:
    """Let an application answer; what it fails with before it has begun to is a 500, and later cuts the answer."""
    pieces: Iterable[bytes] = ()
    try:
        pieces = app(environ, answer.start)
        for piece in pieces:
            answer.send(piece)
        return answer.end(environ.get(ANSWER_TRAILERS))
    except (ConnectionError, TimeoutError):
        raise  # the client is gone, or the connection was cut on purpose
    except Exception as error:
        if environ["wsgi.input"].is_broken or (isinstance(error, OSError) and answer.is_begun):
            raise OSError("the request or its answer ends too early") from error
        _log.exception("the answer to %s %s failed", environ["REQUEST_METHOD"], environ["RAW_URI"])
        answer.fail()
        return False
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()


class Naming:
    """The environments of the requests on one connection: headers that are the same again are named once."""

    def __init__(self) -> None:
        self._fields: Fields = ()
        self._named: tuple[Environ, Named] = ({}, {})

    def environ(self, asked: Asked, base: Environ) -> Environ:
        """What WSGI tells of a request, but for its body."""
        if asked.fields is not self._fields:
            self._fields, self._named = asked.fields, _environ_of(asked.fields)
        given, headers = self._named
        path, _, query = asked.target.partition("?")
        environ: Environ = {
            **base,
            **given,
            "REQUEST_METHOD": asked.method,
            "RAW_URI": asked.target,
            "PATH_INFO": unquote_to_bytes(path.encode("latin-1")).decode("latin-1") if "%" in path else path,
            "QUERY_STRING": query,
            "SERVER_PROTOCOL": "HTTP/1.0" if asked.is_old else "HTTP/1.1",
            FIELDS: asked.fields,
            HEADERS: headers,
        }
        if asked.host:
            environ["HTTP_HOST"] = asked.host
            environ[HEADERS] = {**headers, "host": asked.host}
        return environ


def _environ_of(fields: Fields) -> tuple[Environ, Named]:
    """Headers as WSGI tells them, and by their own names."""
    environ: Environ = {}
    headers: dict[str, str] = {}
    for name, text in fields:
        key, known = _names(name)
        joined = text
        if key in environ and key != "CONTENT_LENGTH":
            joined = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}"
        if key:
            environ[key] = joined
        if known and (joined or known != "content-type"):
            headers[known] = joined
    if "," in environ.get("CONTENT_LENGTH", ""):
        environ["CONTENT_LENGTH"] = environ["CONTENT_LENGTH"].partition(",")[0].strip(" \t")  # all of them are the same
    return environ, headers


@lru_cache(maxsize=1_024)
def _names(name: str) -> tuple[str, str]:
    """What WSGI calls a header, and what the header is then; nothing where it only looks like one of ours."""
    key = name.upper().replace("-", "_")
    if key in _FRAMING and "_" in name:
        return "", ""
    if key == "CONTENT_LENGTH":
        return key, ""
    return ("" if key in _UNPREFIXED else "HTTP_") + key, key.replace("_", "-").lower()


class Answering:
    """One answer on its way to the client: its head goes out with the first piece of its body."""

    def __init__(self, client: Stream, asked: Asked, source: Input) -> None:
        self._client, self._asked, self._source = client, asked, source
        self._head = b""
        self._started = self._bodiless = self._in_chunks = False
        self._left: int | None = None
        self._stays = False

    @property
    def is_begun(self) -> bool:
        """Whether its head went out."""
        return self._started and not self._head

    def start(self, status: str, headers: list[tuple[str, str]], error: Any = None) -> Callable[[bytes], None]:
        """What WSGI calls `start_response`."""
        if error and self.is_begun:
            raise error[1]
        code = int(status[:3])
        self._bodiless = self._asked.method == "HEAD" or code in BODILESS
        length, connection = _length_and_connection(headers)
        self._left = 0 if self._bodiless else None if length is None else int(length)
        self._in_chunks = self._left is None and not self._asked.is_old
        ends = connection is not None and "close" in elements(connection)
        goes_on = self._asked.stays and self._source.is_read and (self._left is not None or self._in_chunks)
        self._stays = goes_on and not ends
        added = [("Transfer-Encoding", "chunked")] if self._in_chunks else []
        if not ends and (not self._stays or self._asked.is_old):
            added.append(("Connection", "keep-alive" if self._stays else "close"))
        self._head = head_of(f"HTTP/1.1 {status}", (*headers, *added))
        self._started = True
        return self.send

    def send(self, piece: bytes) -> None:
        if not piece or self._bodiless:
            return
        if self._left is not None:
            self._left -= len(piece)
            if self._left < 0:
                raise OSError("the answer is longer than it says")
        head, self._head = self._head, b""
        data = chunk(piece) if self._in_chunks else piece
        self._client.send(head + data if head else data)

    def end(self, trailers: Callable[[], Fields] | None) -> bool:
        """Send what is left; whether the connection may be used again. OSError where the answer is not whole."""
        if not self._started or self._left:
            raise OSError("the answer ends before its end")
        last = last_chunk(trailers() if trailers is not None else ()) if self._in_chunks else b""
        if self._head or last:
            self._client.send(self._head + last)
        return self._stays

    def fail(self) -> None:
        """Answer that there is no answer, unless there is half of one."""
        if not self.is_begun:
            fields = (("Content-Length", "0"), ("Connection", "close"))
            self._client.send(head_of("HTTP/1.1 500 Internal Server Error", fields))


def _length_and_connection(headers: list[tuple[str, str]]) -> tuple[str | None, str | None]:
    """The first length that an answer tells, and all that it says of its connection."""
    length = connection = None
    for key, text in headers:
        size = len(key)
        if size == _LENGTH_SIZE and length is None and key.lower() == "content-length":
            length = text
        elif size == _CONNECTION_SIZE and key.lower() == "connection":
            connection = text if connection is None else f"{connection},{text}"
    return length, connection


def _refuse(client: socket.socket, error: WireError) -> None:
    """Tell a client that what it sent is no request; nothing can follow on its connection."""
    text = f"the request is not understood: {error}\n".encode("latin-1", "replace")
    fields = (("Content-Type", "text/plain"), ("Content-Length", str(len(text))), ("Connection", "close"))
    with suppress(OSError):
        client.sendall(head_of(f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}", fields) + text)
        _linger(client)


def _linger(client: socket.socket) -> None:
    """Let the client read the answer before what it still sends makes its system forget that."""
    with suppress(OSError):
        client.shutdown(socket.SHUT_WR)
        client.settimeout(_LINGER_SECONDS)
        until = time.monotonic() + _LINGER_SECONDS_AT_MOST
        while client.recv(65_536) and time.monotonic() < until:
            pass


def environment(host: str, port: int, scheme: str) -> Environ:
    """What the environments of all requests have in common."""
    return {
        "SCRIPT_NAME": "",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
