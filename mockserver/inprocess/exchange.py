"""How does a call become a request to a WSGI application, and its answer one to a client?"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any
from urllib.parse import unquote_to_bytes

from mockserver.delivery import SLEEP

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[str, str]]
Piece = tuple[float, bytes]

_CONTENT = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
_PORTS = {"http": "80", "https": "443"}


@dataclass(slots=True)
class Call:
    """What a client would have sent: `target` is the path with the query, as it stands in the request line."""

    method: str
    scheme: str
    host: str
    port: int | None
    target: str
    headers: Headers
    body: bytes = b""

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" if self.port and str(self.port) != _PORTS.get(self.scheme) else ""
        return f"{self.scheme}://{host}{port}{self.target}"


@dataclass(slots=True)
class Answer:
    """What a client would have received, and how many seconds it would have waited for it.

    The body is there as a `whole`, or comes in `pieces`, each with the seconds that it takes to come; ConnectionError
    where the connection ends before its end.
    """

    status: int
    reason: str
    headers: Headers
    pause: float
    whole: bytes | None
    pieces: Generator[Piece, None, None] | None = None

    def close(self) -> None:
        """Tell the application that nobody reads on."""
        if self.pieces is not None:
            self.pieces.close()


def exchange(wsgi: WsgiApp, call: Call, session: str | None) -> Answer:
    """Ask a WSGI application; nothing is waited for here, so that whoever asks can wait in their own manner."""
    told: list[Any] = []
    written: list[bytes] = []
    pauses: list[float] = []

    def start_response(status: str, headers: Headers, _: Any = None) -> Callable[[bytes], object]:
        told[:] = (status, headers)
        return written.append

    environ = _environ(call)
    environ[SLEEP] = pauses.append
    if session is not None:
        environ.setdefault("HTTP_X_MOCK_SESSION", session)
    body = wsgi(environ, start_response)
    if type(body) is list and not written:
        whole, pieces, pause = b"".join(body), None, sum(pauses)
    else:
        whole, pieces = None, _pieces(body, written, pauses)
        pause, first = next(pieces)
        pieces = _beginning(first, pieces)
        next(pieces)
    code, _, reason = told[0].partition(" ")
    return Answer(int(code), reason, told[1], pause, whole, pieces)


def _pieces(body: Iterable[bytes], written: list[bytes], pauses: list[float]) -> Generator[Piece, None, None]:
    """The pieces of a body, of which there is always a first one: with it the head of the answer is known."""
    try:
        for piece in chain(body, (b"",)):
            written.append(piece)
            yield sum(pauses), b"".join(written)
            written.clear()
            pauses.clear()
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()


def _beginning(first: bytes, rest: Generator[Piece, None, None]) -> Generator[Piece, None, None]:
    """The pieces with the first one, which was waited for before; the first `next` only starts it."""
    try:
        yield 0.0, b""
        yield 0.0, first
        yield from rest
    finally:
        rest.close()


def wait(seconds: float, patience: float | None) -> bool:
    """Wait, but no longer than a client has patience; whether it had enough."""
    if patience is not None and seconds > patience:
        time.sleep(max(patience, 0.0))
        return False
    time.sleep(seconds)
    return True


def _environ(call: Call) -> dict[str, Any]:
    path, _, query = call.target.partition("?")
    port = str(call.port) if call.port else _PORTS.get(call.scheme, "80")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": call.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1") if "%" in path else path,
        "QUERY_STRING": query,
        "REQUEST_URI": call.target,
        "SERVER_NAME": call.host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": call.scheme,
        "wsgi.input": io.BytesIO(call.body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in call.headers:
        key = _key(name)
        if key in environ:
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ', '}{value}"
        environ[key] = value
    return environ


@lru_cache(maxsize=1_024)
def _key(header: str) -> str:
    """WSGI's name for a header; a client sends the same ones with every call."""
    return _CONTENT.get(header.lower()) or "HTTP_" + header.upper().replace("-", "_")
