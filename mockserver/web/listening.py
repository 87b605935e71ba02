"""How does an application listen on a socket of this machine, for as long as somebody needs it?"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

HOST = "127.0.0.1"
POLL_SECONDS = 0.01
END_SECONDS = 1.0
"""How long the answers that are under way may take when it stops."""


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: the journal has every request."""


class _Server(ThreadedWSGIServer):
    """Knows its connections, so that it can end those that a client keeps open."""

    def __init__(self, app: Any) -> None:
        super().__init__(HOST, 0, app, _Handler)
        self._open: dict[socket.socket, threading.Thread] = {}

    def process_request(self, request: Any, client_address: Any) -> None:
        arguments = (request, client_address)
        thread = threading.Thread(target=self.process_request_thread, args=arguments, name="mockserver", daemon=True)
        self._open = {known: each for known, each in self._open.items() if each.is_alive()}
        self._open[request] = thread
        thread.start()

    def end_connections(self) -> None:
        """Let no connection send more, and wait a moment for the answers that are under way."""
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RD)
        until = time.monotonic() + END_SECONDS
        for thread in self._open.values():
            thread.join(max(0.0, until - time.monotonic()))


class Listening:
    """An application on a free port, from the first time that its address is asked for until it is closed."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        """Where it listens; it begins to, if it does not yet."""
        with self._lock:
            server = self._server
            if server is None:
                self._server = server = _Server(self._app)
                self._thread = threading.Thread(
                    target=server.serve_forever, args=(POLL_SECONDS,), name="mockserver", daemon=True
                )
                self._thread.start()
            return f"http://{HOST}:{server.port}"

    def close(self) -> None:
        """Listen no more: no thread and no socket is left, and no callback waits to be sent."""
        with self._lock:
            server, self._server = self._server, None
            thread, self._thread = self._thread, None
        if server is not None and thread is not None:
            server.shutdown()
            thread.join()
            server.end_connections()
        engine, _ = self._app.extensions.get("mockserver", (None, None))
        if engine is not None and engine.options.sender is not None:
            engine.options.sender.drop()
