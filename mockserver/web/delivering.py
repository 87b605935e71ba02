"""How far does an answer get that does not go out whole?

A WSGI application may write a part of an answer and then fail; what the client sees of that is up to the server. Where
the server hands its socket on, as that of tests does, the connection is cut there. Elsewhere the failure alone must do:
granian ends the connection too, but may have sent the head of the answer by then.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Callable, Iterator
from typing import Any

from mockserver.delivery import Delivery
from mockserver.model import Response

FLUSHED = 0.05
"""How many seconds a server has to send what it was given, before the failure may make it forget that."""

_SOCKETS = ("mockserver.socket", "werkzeug.socket", "gunicorn.socket")
_RESET_AT_CLOSE = struct.pack("ii", 1, 0)


NOTHING = Response(500, (), b"\x00")
"""What is announced of an answer that is not sent: a server without a socket must still have something to leave out."""


def announced(delivery: Delivery, response: Response) -> Response:
    """The answer whose head goes out before the rest does not."""
    sends = delivery.mishap == "drip" or (delivery.mishap == "truncated" and len(response.body) > delivery.size)
    return response.without_length() if sends else NOTHING


def delivered(
    delivery: Delivery, body: bytes, environ: dict[str, Any], sleep: Callable[[float], object]
) -> Iterator[bytes]:
    """The parts of a body as they go out; ConnectionError where the answer ends before its end."""
    if delivery.mishap == "drip":
        for start in range(0, len(body), delivery.size):
            if start:
                sleep(delivery.pause)
            yield body[start : start + delivery.size]
        return
    if delivery.mishap == "truncated" and delivery.size:
        yield body[: delivery.size]
        sleep(FLUSHED)
    _cut(environ, reset=delivery.mishap == "reset")
    raise ConnectionResetError(f"the connection was ended by the fault '{delivery.mishap}'")


def _cut(environ: dict[str, Any], *, reset: bool) -> None:
    """End the connection, where the server gives its socket; what is left is a socket whose other end is closed."""
    connection = next((environ[name] for name in _SOCKETS if name in environ), None)
    if connection is None:
        return
    if reset:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_CLOSE)
    left, other = socket.socketpair()
    other.close()
    os.dup2(left.fileno(), connection.fileno())
    left.close()
