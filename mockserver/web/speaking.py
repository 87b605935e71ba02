"""How does an application answer on a connection, request by request?

The connection is kept for the next request, unless one of both sides does not want that, or the answer has no other
end.
"""

from __future__ import annotations

import io
import logging
import socket
from collections.abc import Callable, Iterable
from email.utils import formatdate
from typing import Any

from mockserver.web.hearing import MAX_LINE, Environ, WrongError, body_of, environ_of

Headers = list[tuple[str, str]]
WsgiApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

DRAINED = 1024 * 1024
"""How much of a body that nobody reads is taken in, so that the client gets to the answer."""

LINGER_SECONDS = 1.0
"""How long a client may take to send that."""

_log = logging.getLogger("mockserver")
_BODILESS = {204, 304}


def speak(connection: socket.socket, app: WsgiApp, base: Environ) -> None:
    """Answer the requests on a connection, until one of both sides ends it; `base` is what every environment has."""
    try:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection.makefile("rb") as reader:
            while _answer_next(connection, reader, app, base):
                pass
    except (OSError, ValueError):
        return  # the client is gone, or the connection was cut on purpose


def _answer_next(connection: socket.socket, reader: io.BufferedReader, app: WsgiApp, base: Environ) -> bool:
    """Answer the next request; whether another one may follow."""
    try:
        environ = environ_of(reader, base)
        if environ is None:
            return False
        body = body_of(environ, reader)
    except WrongError as error:
        line = f"HTTP/1.1 {error.status.value} {error.status.phrase}"
        connection.sendall(f"{line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode())
        _drain(connection)
        return False
    if environ.get("HTTP_EXPECT", "").strip().lower() == "100-continue":
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    environ["wsgi.input"] = io.BytesIO() if body is None else body
    environ["mockserver.socket"] = connection
    answer = _Answer(connection, environ)
    answer.of(app)
    if body is None or body.is_read:
        return answer.keeps
    _drain(connection)
    return False


def _drain(connection: socket.socket) -> None:
    """End an answer and let the client send on for a moment: one that is cut while it sends may lose the answer."""
    connection.shutdown(socket.SHUT_WR)
    connection.settimeout(LINGER_SECONDS)
    taken = 0
    while taken < DRAINED and (piece := connection.recv(MAX_LINE)):
        taken += len(piece)


class _Answer:
    """One answer of an application, as it goes out."""

    def __init__(self, connection: socket.socket, environ: Environ) -> None:
        self._connection = connection
        self._environ = environ
        self._status = ""
        self._headers: Headers = []
        self._is_begun = False
        self._is_chunked = False
        self._is_bodiless = False
        self._left: int | None = None
        self.keeps = _wants_to_go_on(environ)

    def of(self, app: WsgiApp) -> None:
        """Let an application answer; what it fails with before it answers is a 500."""
        body: Iterable[bytes] = ()
        try:
            body = app(self._environ, self._start)
            self._send_whole(body) if type(body) is list and not self._is_begun else self._send_pieces(body)
        except (ConnectionError, TimeoutError):
            self.keeps = False
        except Exception:
            self.keeps = False
            _log.exception("the answer to %s %s failed", self._environ["REQUEST_METHOD"], self._environ["REQUEST_URI"])
            if not self._is_begun:
                self._status, self._headers = "500 Internal Server Error", [("Content-Length", "0")]
                self._connection.sendall(self._head(0))
        finally:
            close = getattr(body, "close", None)
            if close is not None:
                close()

    def _start(self, status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
        if exc_info and self._is_begun:
            raise exc_info[1]
        self._status, self._headers = status, headers
        return self._write

    def _send_whole(self, body: list[bytes]) -> None:
        whole = b"".join(body)
        head = self._head(len(whole))
        self._connection.sendall(head if self._is_bodiless else head + whole)
        self.keeps = self.keeps and (self._is_bodiless or self._left in (None, len(whole)))

    def _send_pieces(self, body: Iterable[bytes]) -> None:
        for piece in body:
            self._write(piece)
        self._write(b"")
        if self._is_chunked:
            self._connection.sendall(b"0\r\n\r\n")
        self.keeps = self.keeps and (self._is_bodiless or not self._left)

    def _write(self, piece: bytes) -> None:
        head = b"" if self._is_begun else self._head(None)
        if self._is_bodiless:
            piece = b""
        if self._left is not None:
            self._left -= len(piece)
        if self._is_chunked and piece:
            piece = b"%x\r\n%b\r\n" % (len(piece), piece)
        if head or piece:
            self._connection.sendall(head + piece)

    def _head(self, size: int | None) -> bytes:
        """The head of the answer; a body without a length has `size`, or comes in chunks, or ends the connection."""
        status = int(self._status[:3])
        names = {name.lower(): value for name, value in self._headers}
        self._is_bodiless = self._environ["REQUEST_METHOD"] == "HEAD" or status in _BODILESS
        lines = [f"HTTP/1.1 {self._status}", *(f"{name}: {value}" for name, value in self._headers)]
        length = names.get("content-length")
        if length is not None:
            self._left = int(length)
        elif not self._is_bodiless:
            if size is not None:
                lines.append(f"Content-Length: {size}")
            elif self._environ["SERVER_PROTOCOL"] != "HTTP/1.0":
                self._is_chunked = True
                lines.append("Transfer-Encoding: chunked")
            else:
                self.keeps = False
        if "date" not in names:
            lines.append(f"Date: {formatdate(usegmt=True)}")
        self.keeps = self.keeps and names.get("connection", "").lower() != "close"
        if not self.keeps:
            lines.append("Connection: close")
        elif self._environ["SERVER_PROTOCOL"] == "HTTP/1.0":
            lines.append("Connection: keep-alive")
        if any("\r" in line or "\n" in line for line in lines):
            raise ValueError("a header has more than one line")
        head = "\r\n".join((*lines, "\r\n")).encode("latin-1")
        self._is_begun = True
        return head


def _wants_to_go_on(environ: Environ) -> bool:
    wanted = environ.get("HTTP_CONNECTION", "").lower()
    if environ["SERVER_PROTOCOL"] == "HTTP/1.0":
        return "keep-alive" in wanted
    return "close" not in wanted
