"""Which server stands behind a proxy in a test?"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Heard:
    """A request as the upstream got it, its headers in order."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


@dataclass(frozen=True)
class Says:
    """An upstream's answer; without `length` its body is sent in chunks, with None as `headers` say."""

    status: int = 200
    headers: Headers = ()
    body: bytes = b""
    length: bool | None = True


Answers = Callable[[Heard], Says | None]
"""What an upstream answers; None: it hangs up."""


@dataclass
class Server:
    """An upstream that runs, with what it heard."""

    url: str
    heard: list[Heard] = field(default_factory=list)


class _Listening(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, answers: Answers, tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = answers
        scheme = "http" if tls is None else "https"
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.known = Server(f"{scheme}://127.0.0.1:{self.server_address[1]}")

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust us is none of our business."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listening

    def __getattr__(self, name: str) -> Callable[[], None]:
        """`do_GET` and the like: every method is answered."""
        if not name.startswith("do_"):
            raise AttributeError(name)
        return self._answer

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:
            self.close_connection = True

    def _answer(self) -> None:
        request = Heard(self.command, self.path, tuple(self.headers.items()), self._body())
        self.server.known.heard.append(request)
        said = self.server.answers(request)
        if said is None:
            self.close_connection = True
            return
        self.send_response_only(said.status)
        for name, value in said.headers:
            self.send_header(name, value)
        if said.status not in (204, 304) and said.length is not None:
            self.send_header(*_framing(said))
        self.end_headers()
        if self.command != "HEAD" and said.status not in (204, 304):
            self.wfile.write(
                said.body if said.length is not False else b"%x\r\n%b\r\n0\r\n\r\n" % (len(said.body), said.body)
            )

    def _body(self) -> bytes:
        if self.headers.get("transfer-encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("content-length") or 0))
        pieces = []
        while size := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)


def _framing(said: Says) -> tuple[str, str]:
    return ("Content-Length", str(len(said.body))) if said.length else ("Transfer-Encoding", "chunked")


@contextmanager
def upstream(answers: Answers, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server on loopback that answers as it is told."""
    with _Listening(answers, tls) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield listening.known
        finally:
            listening.shutdown()
            thread.join()


@contextmanager
def trickling(first: bytes) -> Iterator[str]:
    """A server on loopback whose answer begins at once and never ends; its address."""
    over = threading.Event()

    def trickle(client: socket.socket) -> None:
        with client, suppress(OSError):
            client.sendall(first)
            while not over.wait(0.005):
                client.sendall(b"x")

    def accept(listening: socket.socket) -> None:
        with suppress(OSError):
            while not over.is_set():
                client, _ = listening.accept()
                threading.Thread(target=trickle, args=(client,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=accept, args=(listening,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()
