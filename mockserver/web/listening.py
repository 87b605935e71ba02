"""How does an application listen on a socket of this machine, for as long as somebody needs it?

A thread that waits for a connection serves the one that comes, and waits again; another one is made only where none
waits. So the calls of one client, however many connections they come on, are answered by threads that are there.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import Any

from mockserver.web.conversing import WsgiApp, converse, environment

HOST = "127.0.0.1"
BACKLOG = 128
END_SECONDS = 1.0
"""How long the answers that are under way may take when it stops."""

WAITING = 4
"""How many threads wait for a connection at most."""

BUSY_SECONDS = 0.05
"""How long no connection is taken where there are too many already."""


class _Server:
    """Threads that serve the connections to one socket; it knows them, so that it can end those that are kept."""

    def __init__(self, app: WsgiApp) -> None:
        self._app = app
        self._listener = socket.create_server((HOST, 0), backlog=BACKLOG)
        self.port: int = self._listener.getsockname()[1]
        self._base = {**environment(HOST, self.port), "REMOTE_ADDR": HOST}
        self._lock = threading.Lock()
        self._waiting = 0
        self._is_closed = False
        self._open: set[socket.socket] = set()
        self._threads: set[threading.Thread] = set()
        self._add_thread()

    def _add_thread(self) -> None:
        thread = threading.Thread(target=self._serve, name="mockserver", daemon=True)
        with self._lock:
            if not self._is_closed:
                self._threads.add(thread)
                self._waiting += 1
                thread.start()

    def _serve(self) -> None:
        while (connection := self._accepted()) is not None:
            with contextlib.closing(connection):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                converse(connection, self._app, self._base)
            with self._lock:
                self._open.discard(connection)
                if self._is_closed or self._waiting >= WAITING:
                    break
                self._waiting += 1
        with self._lock:
            self._threads.discard(threading.current_thread())

    def _accepted(self) -> socket.socket | None:
        """The next connection; None where the server is closed."""
        while True:
            try:
                connection, _ = self._listener.accept()
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
            return connection

    def close(self) -> None:
        """Take no more connections, let none send more, and wait a moment for the answers that are under way."""
        with self._lock:
            self._is_closed = True
            waiting, threads = self._waiting, tuple(self._threads)
        for _ in range(waiting):  # whoever waits for a connection is given one, and sees that there is no more
            with contextlib.suppress(OSError):
                socket.create_connection((HOST, self.port), timeout=END_SECONDS).close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RD)
        until = time.monotonic() + END_SECONDS
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        self._listener.close()


class Listening:
    """An application on a free port, from the first time that its address is asked for until it is closed."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._server: _Server | None = None

    @property
    def address(self) -> str:
        """Where it listens; it begins to, if it does not yet."""
        with self._lock:
            if self._server is None:
                self._server = _Server(self._app)
            return f"http://{HOST}:{self._server.port}"

    def close(self) -> None:
        """Listen no more: no thread and no socket is left, and no callback waits to be sent."""
        with self._lock:
            server, self._server = self._server, None
        if server is not None:
            server.close()
        engine, _ = self._app.extensions.get("mockserver", (None, None))
        if engine is not None and engine.options.sender is not None:
            engine.options.sender.drop()
