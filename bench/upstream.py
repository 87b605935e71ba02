"""What answers behind the proxies that are measured, and costs next to nothing?

`python -m bench.upstream PORT` answers every request at once: with one JSON document, after a GET below `/long/` with
as many bytes as the path says, and to a long upload with how many bytes came.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys

PRICES = json.dumps({"prices": [{"id": number, "name": f"Price {number}", "amount": 1.5} for number in range(8)]})
PIECE = bytes(64 * 1024)

_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:\s*chunked", re.IGNORECASE)


def answer(body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


SMALL = answer(PRICES.encode())


class Upstream(asyncio.Protocol):
    """One connection; bodies are counted and dropped."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.came = b""
        self.left = 0
        self.size = 0

    def data_received(self, data: bytes) -> None:
        if self.left > 0:
            self._more(data)
            return
        self.came += data
        end = self.came.find(b"\r\n\r\n")
        if end < 0:
            return
        head, rest, self.came = self.came[: end + 2], self.came[end + 4 :], b""
        length = _LENGTH.search(head)
        self.size = self.left = int(length[1]) if length else 0
        if not self.left:
            self._answer(head)
        else:
            self._more(rest)

    def _more(self, data: bytes) -> None:
        self.left -= len(data)
        if self.left <= 0:
            self.transport.write(SMALL)

    def _answer(self, head: bytes) -> None:
        target = head.split(b" ", 2)[1]
        if not target.startswith(b"/long/"):
            self.transport.write(SMALL)
            return
        self.task = asyncio.ensure_future(self._long(int(target[6:])))

    async def _long(self, size: int) -> None:
        self.transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n" % size
        )
        while size > 0:
            piece = PIECE[:size]
            self.transport.write(piece)
            size -= len(piece)
            while self.transport.get_write_buffer_size() > 1 << 20:
                await asyncio.sleep(0.001)


async def main(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Upstream, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
