"""What does a proxy cost that looks at nothing?

`python -m bench.passing PORT BEHIND` sends every byte on to the port BEHIND, and back: what any proxy takes at least.
"""

from __future__ import annotations

import asyncio
import sys


class Side(asyncio.Protocol):
    """One end of a way; what comes before the other end is there waits."""

    def __init__(self) -> None:
        self.other: asyncio.Transport | None = None
        self.waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if self.other is None:
            self.waiting += data
        else:
            self.other.write(data)

    def connection_lost(self, _: Exception | None) -> None:
        if self.other is not None:
            self.other.close()

    def leads_to(self, other: Side) -> None:
        """Send on to another side what came, and what comes."""
        self.other = other.transport
        self.other.write(self.waiting)


class Front(Side):
    """The end of a client, for which one at the server behind is made."""

    def __init__(self, behind: int) -> None:
        super().__init__()
        self.behind = behind

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.task = asyncio.ensure_future(self._open())

    async def _open(self) -> None:
        _, back = await asyncio.get_running_loop().create_connection(Side, "127.0.0.1", self.behind)
        back.leads_to(self)
        self.leads_to(back)


async def main(port: int, behind: int) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Front(behind), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
