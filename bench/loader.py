"""How are requests sent as fast as they are answered, where there is no wrk?

`python -m bench.loader PORT PATH BODIES AUTHORIZATION CONNECTIONS SECONDS` sends the bodies of a file, one per line,
over connections that are kept alive, and writes what came back as one line of JSON.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
_PATIENCE = 10.0


@dataclass(slots=True)
class Connection:
    """A kept connection with what has come of the answer that it waits for."""

    socket: socket.socket
    came: bytearray = field(default_factory=bytearray)

    def receive(self) -> int | None:
        """The status of the answer, once all of it is there; ConnectionError where it ends before."""
        part = self.socket.recv(65_536)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.came += part
        if not is_complete(self.came):
            return None
        status = int(self.came[9:12])
        self.came.clear()
        return status


def is_complete(came: bytes | bytearray) -> bool:
    """Whether an answer is there with its whole body, of a stated length or in chunks."""
    end = came.find(b"\r\n\r\n")
    if end < 0:
        return False
    length = _LENGTH.search(came, 0, end + 2)
    return came.endswith(b"\r\n0\r\n\r\n") if length is None else len(came) >= end + 4 + int(length[1])


def requests(path: str, bodies: Sequence[bytes], authorization: str) -> tuple[bytes, ...]:
    """The bytes of each request."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: {authorization}"
    )
    return tuple(f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body for body in bodies)


def pound(port: int, sent: Iterator[bytes], connections: int, seconds: float) -> dict[str, float]:
    """Keep each connection waiting for one answer for some seconds."""
    answered = refused = 0
    with selectors.DefaultSelector() as selector:
        opened = [_open(port, selector) for _ in range(connections)]
        started = time.perf_counter()
        for connection in opened:
            connection.socket.sendall(next(sent))
        while (now := time.perf_counter()) - started < seconds:
            for key, _ in selector.select(_PATIENCE):
                status = key.data.receive()
                if status is not None:
                    answered += 1
                    refused += status >= 400
                    key.data.socket.sendall(next(sent))
        for connection in opened:
            connection.socket.close()
    return {"requests": answered, "seconds": now - started, "refused": refused, "broken": 0}


def _open(port: int, selector: selectors.BaseSelector) -> Connection:
    connection = Connection(socket.create_connection(("127.0.0.1", port), _PATIENCE))
    connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    selector.register(connection.socket, selectors.EVENT_READ, connection)
    return connection


def main(port: str, path: str, bodies: str, authorization: str, connections: str, seconds: str) -> None:
    sent = requests(path, Path(bodies).read_bytes().splitlines(), authorization)
    print(json.dumps(pound(int(port), cycle(sent), int(connections), float(seconds))))


if __name__ == "__main__":
    main(*sys.argv[1:])
