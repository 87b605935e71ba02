"""Where does the proxy listen, and how many may talk to it at once?"""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from mockserver.web.conversing import WsgiApp, converse, environment

MAX_CONNECTIONS = 1_024
"""How many clients are served at once; others wait."""

IDLE_SECONDS = 75.0
"""How long a client may be silent, or leave an answer lying."""

STOP_SECONDS = 1.0
"""How long the answers that are under way may take when it stops."""


class ProxyServer:
    """An application on a socket, with a thread for each connection."""

    def __init__(self, app: WsgiApp, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listening = socket.create_server((host, port), family=family, backlog=1_024)
        self.port: int = self._listening.getsockname()[1]
        self._app = app
        self._base = environment(host, self.port)
        self._room = threading.BoundedSemaphore(MAX_CONNECTIONS)
        self._open: set[socket.socket] = set()

    def serve(self) -> None:
        """Accept connections until the server is closed."""
        while True:
            self._room.acquire()
            try:
                client, peer = self._listening.accept()
            except OSError:
                self._room.release()
                if self._listening.fileno() < 0:
                    return
                time.sleep(0.01)  # too many open files: let some be closed
                continue
            threading.Thread(target=self._talk, args=(client, peer), name="mockserver-proxy", daemon=True).start()

    def _talk(self, client: socket.socket, peer: tuple[str, int]) -> None:
        self._open.add(client)
        try:
            with client:
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                client.settimeout(IDLE_SECONDS)
                converse(client, self._app, {**self._base, "REMOTE_ADDR": peer[0], "REMOTE_PORT": str(peer[1])})
        finally:
            self._open.discard(client)
            self._room.release()

    def close(self) -> None:
        """Listen no more, and wait a moment for the answers that are under way."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for client in tuple(self._open):
            with suppress(OSError):
                client.shutdown(socket.SHUT_RD)
        until = time.monotonic() + STOP_SECONDS
        while self._open and time.monotonic() < until:
            time.sleep(0.005)


@contextmanager
def until_stopped() -> Iterator[None]:
    """What runs in here ends, as if it were done, when the process is told to stop."""

    class Stopped(BaseException):
        """The signal came."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Stopped

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except Stopped:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
