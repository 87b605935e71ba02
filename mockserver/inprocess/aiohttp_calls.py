"""How does aiohttp call the mock?

Its connectors hand out connections that end in this process: what is written to one is read as HTTP, and the answer is
written back as HTTP, so that all else is aiohttp's own.
"""

from __future__ import annotations

import asyncio
import importlib
from types import ModuleType
from typing import Any

from mockserver.inprocess.entered import Mock, entered
from mockserver.inprocess.exchange import Answer, Call
from mockserver.inprocess.patch import Patch
from mockserver.inprocess.wire import Reader, Sent, head_of

_PIECE = 1 << 18


def patches(module: ModuleType) -> tuple[Patch, ...]:
    """The seam in `aiohttp.connector`: where a connection is had, be it new or an old one."""
    handler = importlib.import_module("aiohttp.client_proto").ResponseHandler

    def connect(original: Any) -> Any:
        async def connect(connector: Any, request: Any, traces: Any, timeout: Any) -> Any:
            url = request.url
            address = (url.scheme, url.raw_host or "", url.port)
            mock = entered.find(request.method, *address, url.raw_path_qs)
            if mock is None:
                return await original(connector, request, traces, timeout)
            loop = asyncio.get_running_loop()
            protocol = handler(loop=loop)
            protocol.connection_made(_Loopback(protocol, mock, address, loop))
            protocol.force_close()  # the connection must not be kept for a call that is meant for the network
            connector._acquired.add(protocol)
            return module.Connection(connector, request.connection_key, protocol, loop)

        return connect

    return (Patch(module.BaseConnector, "connect", connect),)


class _Loopback(asyncio.Transport):
    """A connection to a mock."""

    def __init__(
        self, protocol: Any, mock: Mock, address: tuple[str, str, int | None], loop: asyncio.AbstractEventLoop
    ) -> None:
        super().__init__()
        self._protocol = protocol
        self._mock = mock
        self._address = address
        self._loop = loop
        self._reader = Reader()
        self._closing = False
        self._reads = asyncio.Event()
        self._reads.set()
        self._task: asyncio.Task[None] | None = None

    def write(self, data: Any) -> None:
        if self._closing:
            return
        self._reader.feed(data)
        if self._reader.expects:
            self._protocol.data_received(b"HTTP/1.1 100 Continue\r\n\r\n")
        sent = self._reader.take()
        if sent is not None:
            self._task = self._loop.create_task(self._answer(sent))

    async def _answer(self, sent: Sent) -> None:
        try:
            answer = self._mock.answer(Call(sent.method, *self._address, sent.target, sent.headers, sent.body))
            await self._send(answer)
        except ConnectionError as error:
            self._end(error)
        except Exception as error:
            self._protocol.set_exception(error)
            self._end(None)
        else:
            self._end(None)

    async def _send(self, answer: Answer) -> None:
        await asyncio.sleep(answer.pause)
        self._receive(head_of(answer.status, answer.reason, answer.headers))
        try:
            for start in range(0, len(answer.whole or b""), _PIECE):
                await self._reads.wait()
                self._receive((answer.whole or b"")[start : start + _PIECE])
            for pause, piece in answer.pieces or ():
                await asyncio.sleep(pause)
                await self._reads.wait()
                self._receive(piece)
        finally:
            answer.close()

    def _receive(self, data: bytes) -> None:
        if not self._closing and data:
            self._protocol.data_received(data)

    def _end(self, error: Exception | None) -> None:
        if not self._closing:
            self._closing = True
            self._protocol.connection_lost(error)

    def close(self) -> None:
        if self._closing:
            return
        self._closing = True
        if self._task is not None:
            self._task.cancel()
        self._loop.call_soon(self._protocol.connection_lost, None)

    def abort(self) -> None:
        self.close()

    def is_closing(self) -> bool:
        return self._closing

    def pause_reading(self) -> None:
        self._reads.clear()

    def resume_reading(self) -> None:
        self._reads.set()

    def is_reading(self) -> bool:
        return self._reads.is_set()

    def get_write_buffer_size(self) -> int:
        return 0

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Nothing is ever kept back."""

    def can_write_eof(self) -> bool:
        return False
