"""How does an application listen on a socket, for as long as somebody needs it?

A thread that waits for a connection serves the one that comes, and waits again; another one is made only where none
waits. So the calls of one client, however many connections they come on, are answered by threads that are there.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

from mockserver.exceptions import MockserverError
from mockserver.transport import limit_waits
from mockserver.web.address import Address, encryption
from mockserver.web.conversing import WsgiApp, converse, environment

Peer = tuple[Any, ...]
"""The address of a connection's other end: its host, its port, and what else its family has."""

HOST = "127.0.0.1"
EVERY_IPV4 = "0.0.0.0"  # noqa: S104 - it is compared with, not bound to
BACKLOG = 1_024
END_SECONDS = 1.0
"""How long the answers that are under way may take when it stops."""

WAITING = 4
"""How many threads wait for a connection at most."""

MAX_CONNECTIONS = 1_024
"""How many clients are served at once; others wait."""

BUSY_SECONDS = 0.05
"""How long no connection is taken where there are too many open files already."""


class Server:
    """Threads that serve the connections to one socket; it knows them, so that it can end those that are kept.

    `silence` is how many seconds a client may say nothing, or leave an answer lying; as long as it likes by default.
    With an `encryption` it speaks TLS.
    """

    def __init__(
        self,
        app: WsgiApp,
        host: str = HOST,
        port: int = 0,
        *,
        silence: float | None = None,
        most: int = MAX_CONNECTIONS,
        encryption: ssl.SSLContext | None = None,
    ) -> None:
        self._app, self._silence, self._most, self._encryption = app, silence, most, encryption
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
        self.port: int = self._listener.getsockname()[1]
        self._base = environment(host, self.port, "https" if encryption else "http")
        self._lock = threading.Lock()
        self._waiting = 0
        self._is_closed = False
        self._open: set[socket.socket] = set()
        self._threads: set[threading.Thread] = set()
        self._add_thread()

    def _add_thread(self) -> None:
        thread = threading.Thread(target=self._serve, name="mockserver", daemon=True)
        with self._lock:
            if not self._is_closed and len(self._threads) < self._most:
                self._threads.add(thread)
                self._waiting += 1
                thread.start()

    def _serve(self) -> None:
        try:
            while (accepted := self._accepted()) is not None and self._talked(*accepted):
                pass
        finally:
            with self._lock:
                self._threads.discard(threading.current_thread())

    def _talked(self, connection: socket.socket, peer: Peer) -> bool:
        """Serve a connection to its end; whether its thread is to wait for another one."""
        with connection, suppress(OSError):  # who has gone already is not talked to
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            environ = {**self._base, "REMOTE_ADDR": peer[0], "REMOTE_PORT": str(peer[1])}
            if self._encryption is None:
                limit_waits(connection, self._silence)
                converse(connection, self._app, environ)
            else:
                connection.settimeout(self._silence)
                connection = encrypted = self._encrypted(connection, self._encryption)
                with encrypted:
                    encrypted.do_handshake()
                    converse(encrypted, self._app, environ)
        with self._lock:
            self._open.discard(connection)
            stays = not self._is_closed and self._waiting < WAITING
            self._waiting += stays
        return stays

    def _encrypted(self, connection: socket.socket, encryption: ssl.SSLContext) -> ssl.SSLSocket:
        """What stands in the place of a connection that is to be encrypted; nothing was said on it yet."""
        encrypted = encryption.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with self._lock:
            self._open.discard(connection)
            self._open.add(encrypted)
            if self._is_closed:
                socket.socket.shutdown(encrypted, socket.SHUT_RD)
        return encrypted

    def _accepted(self) -> tuple[socket.socket, Peer] | None:
        """The next connection, and who is at its other end; None where the server is closed."""
        while True:
            try:
                connection, peer = self._listener.accept()
            except OSError:
                if not self._is_closed:
                    time.sleep(BUSY_SECONDS)
                    continue
                connection = None
            with self._lock:
                self._waiting -= 1
                if self._is_closed or connection is None:
                    if connection is not None:
                        connection.close()
                    return None
                self._open.add(connection)
                is_last = not self._waiting
            if is_last:
                self._add_thread()
            return connection, peer

    def close(self) -> None:
        """Take no more connections, let none send more, and wait a moment for the answers that are under way."""
        with self._lock:
            self._is_closed = True
            waiting, threads, host = self._waiting, tuple(self._threads), self._listener.getsockname()[0]
        for _ in range(waiting):  # whoever waits for a connection is given one, and sees that there is no more
            with suppress(OSError):
                socket.create_connection((reachable(host), self.port), timeout=END_SECONDS).close()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RD)  # that of TLS would send the rest in the clear
        until = time.monotonic() + END_SECONDS
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        self._listener.close()


def reachable(host: str) -> str:
    """The address by which a machine calls itself where it listens on that one, which may stand for all of its own."""
    return {EVERY_IPV4: HOST, "::": "::1"}.get(host, host)


class Listening:
    """An application at an address, from the first time that this is asked for until it is closed.

    MockserverError where the certificate cannot be shown, or the port cannot be had.
    """

    def __init__(self, app: Any, address: Address) -> None:
        self._app = app
        self._wanted = address
        self._encryption = encryption(address)
        self._lock = threading.Lock()
        self._server: Server | None = None

    @property
    def address(self) -> str:
        """Where it listens; it begins to, if it does not yet."""
        with self._lock:
            if self._server is None:
                self._server = self._listening()
            return replace(self._wanted, port=self._server.port).url

    def _listening(self) -> Server:
        host, port = self._wanted.host, self._wanted.port
        try:
            return Server(self._app, host, port, encryption=self._encryption)
        except OSError as error:
            raise MockserverError(
                f"cannot listen on {host}:{port}: {error.strerror}; choose another port, or 0 for a free one"
            ) from error

    def close(self) -> None:
        """Listen no more: no thread and no socket is left, and no callback waits to be sent."""
        with self._lock:
            server, self._server = self._server, None
        if server is not None:
            server.close()
        engine, _ = self._app.extensions.get("mockserver", (None, None))
        if engine is not None and engine.options.sender is not None:
            engine.options.sender.drop()
