"""What does HTTP cost a client at the least? A socket that reads a request and writes bytes that are there already."""

from __future__ import annotations

import json
import socket
import threading
from dataclasses import dataclass, field


@dataclass(slots=True)
class Bytes:
    """Listens on a free port; `told` is the whole next answer. Requests are not looked at."""

    told: bytes = b""
    _listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _free: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def tell(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        head = f"HTTP/1.1 {status} Told\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        self.told = head.encode() + content

    def start(self) -> None:
        """Serve, with threads that are used again."""
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            with self._lock:
                self._free += 1
            connection, _ = self._listener.accept()
            with self._lock:
                self._free -= 1
                is_last = not self._free
            if is_last:
                self.start()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        read = b""
        while piece := connection.recv(65_536):
            read += piece
            if _is_whole(read):
                connection.sendall(self.told)
                read = b""


def _is_whole(read: bytes) -> bool:
    head, end, body = read.partition(b"\r\n\r\n")
    _, _, length = head.lower().partition(b"content-length:")
    return bool(end) and len(body) >= int(length.partition(b"\r\n")[0] or 0)
