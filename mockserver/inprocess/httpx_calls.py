"""How do httpx and httpx2 call the mock?

Where their transports for the network would hand a request to a pool of connections; other transports are left alone.
"""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import AsyncIterator, Iterator
from types import ModuleType
from typing import Any

from mockserver.inprocess.entered import Mock, entered
from mockserver.inprocess.exchange import Answer, Call, wait
from mockserver.inprocess.patch import Patch


def patches(module: ModuleType) -> tuple[Patch, ...]:
    """The seams in a library: its transports for the network, sync and async."""
    kit = _Kit(module.__name__.partition(".")[0])
    return (
        Patch(module.HTTPTransport, "handle_request", kit.handle_request),
        Patch(module.AsyncHTTPTransport, "handle_async_request", kit.handle_async_request),
    )


class _Kit:
    """The replacements, with what they need of one of the two libraries."""

    def __init__(self, library: str) -> None:
        self._errors = importlib.import_module(f"{library}._exceptions")
        self._response = importlib.import_module(f"{library}._models").Response
        self._bytes = importlib.import_module(f"{library}._content").ByteStream
        types = importlib.import_module(f"{library}._types")
        self._stream = type("Stream", (_Stream, types.SyncByteStream), {})
        self._async_stream = type("AsyncStream", (_AsyncStream, types.AsyncByteStream), {})

    def handle_request(self, original: Any) -> Any:
        def handle_request(transport: Any, request: Any) -> Any:
            mock = _mock(request)
            if mock is None:
                return original(transport, request)
            answer = self._ask(mock, request, b"".join(request.stream))
            patience = _patience(request)
            if answer.pause and not wait(answer.pause, patience):
                answer.close()
                raise self._timeout(request)
            return self._received(answer, lambda: self._stream(self, request, answer, patience))

        return handle_request

    def handle_async_request(self, original: Any) -> Any:
        async def handle_async_request(transport: Any, request: Any) -> Any:
            mock = _mock(request)
            if mock is None:
                return await original(transport, request)
            answer = self._ask(mock, request, b"".join([part async for part in request.stream]))
            patience = _patience(request)
            if answer.pause and not await wait_async(answer.pause, patience):
                answer.close()
                raise self._timeout(request)
            return self._received(answer, lambda: self._async_stream(self, request, answer, patience))

        return handle_async_request

    def _ask(self, mock: Mock, request: Any, body: bytes) -> Answer:
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
        try:
            return mock.answer(Call(request.method, *_address(request.url), headers, body))
        except ConnectionError as error:
            raise self._errors.ReadError(str(error), request=request) from error

    def _received(self, answer: Answer, stream: Any) -> Any:
        return self._response(
            status_code=answer.status,
            headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers],
            stream=self._bytes(answer.whole) if answer.whole is not None else stream(),
            extensions={"http_version": b"HTTP/1.1", "reason_phrase": answer.reason.encode("latin-1")},
        )

    def _timeout(self, request: Any) -> Exception:
        error: Exception = self._errors.ReadTimeout("The read operation timed out", request=request)
        return error

    def _broken(self, request: Any, error: ConnectionError) -> Exception:
        broken: Exception = self._errors.RemoteProtocolError(
            f"peer closed connection without sending complete message body: {error}", request=request
        )
        return broken


class _Streaming:
    """A body that comes piece by piece."""

    def __init__(self, kit: _Kit, request: Any, answer: Answer, patience: float | None) -> None:
        self._kit = kit
        self._request = request
        self._answer = answer
        self._patience = patience


class _Stream(_Streaming):
    def __iter__(self) -> Iterator[bytes]:
        try:
            for pause, piece in self._answer.pieces or ():
                if pause and not wait(pause, self._patience):
                    raise self._kit._timeout(self._request)
                yield piece
        except ConnectionError as error:
            raise self._kit._broken(self._request, error) from error

    def close(self) -> None:
        self._answer.close()


class _AsyncStream(_Streaming):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            for pause, piece in self._answer.pieces or ():
                if pause and not await wait_async(pause, self._patience):
                    raise self._kit._timeout(self._request)
                yield piece
        except ConnectionError as error:
            raise self._kit._broken(self._request, error) from error

    async def aclose(self) -> None:
        self._answer.close()


async def wait_async(seconds: float, patience: float | None = None) -> bool:
    """Wait without holding up other tasks, but no longer than a client has patience; whether it had enough."""
    has_enough = patience is None or seconds <= patience
    await _sleep()(seconds if has_enough else max(patience or 0.0, 0.0))
    return has_enough


def _sleep() -> Any:
    """The sleep of the event loop that runs here: asyncio's, or else trio's."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return sys.modules["trio"].sleep
    return asyncio.sleep


def _mock(request: Any) -> Mock | None:
    return entered.find(request.method, *_address(request.url))


def _address(url: Any) -> tuple[str, str, int | None, str]:
    return url.scheme, url.raw_host.decode("ascii"), url.port, url.raw_path.decode("ascii")


def _patience(request: Any) -> float | None:
    seconds: float | None = request.extensions.get("timeout", {}).get("read")
    return seconds
