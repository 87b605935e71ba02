"""How does each client send one and the same request?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import aiohttp
import httpx
import httpx2
import pytest
import requests
import urllib3


@dataclass(frozen=True)
class Sent:
    """What is to be sent; a `body` that is a list goes out in these pieces. `at_once`: read whole, or by piece."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | list[bytes] | None = None
    timeout: float = 30.0
    follow: bool = False
    at_once: bool = True

    @property
    def content(self) -> Any:
        return iter(self.body) if isinstance(self.body, list) else self.body

    @property
    def async_content(self) -> Any:
        return _async(self.body) if isinstance(self.body, list) else self.body


@dataclass(frozen=True)
class Got:
    """What a client was told; the headers in lower case, repeated ones joined by `|`."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Client:
    """A client, and the errors that it raises in its own words."""

    name: str
    send: Callable[[Sent], Got]
    unreachable: type[Exception]
    broken: type[Exception]
    timeout: type[Exception]

    def get(self, url: str, **more: Any) -> Got:
        return self.send(Sent("GET", url, **more))


async def _async(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        lower = name.lower()
        found[lower] = f"{found[lower]}|{value}" if lower in found else value
    return found


def _requests(sent: Sent) -> Got:
    answer = requests.request(
        sent.method,
        sent.url,
        headers=dict(sent.headers),
        data=sent.content,
        timeout=sent.timeout,
        allow_redirects=sent.follow,
        stream=not sent.at_once,
    )
    body = answer.content if sent.at_once else b"".join(answer.iter_content(7))
    return Got(answer.status_code, _joined(answer.raw.headers.items()), body)


def _urllib3(sent: Sent) -> Got:
    with urllib3.PoolManager(retries=urllib3.Retry(None, connect=0, read=0, other=0, redirect=5)) as pool:
        answer = pool.request(
            sent.method,
            sent.url,
            headers=sent.headers or None,
            body=sent.content,
            timeout=sent.timeout,
            redirect=sent.follow,
            preload_content=sent.at_once,
        )
        body = answer.data if sent.at_once else b"".join(answer.stream(7))
        return Got(answer.status, _joined(answer.headers.items()), body)


def _httpx(module: Any) -> Callable[[Sent], Got]:
    def send(sent: Sent) -> Got:
        with (
            module.Client(timeout=sent.timeout, follow_redirects=sent.follow) as client,
            client.stream(sent.method, sent.url, headers=sent.headers, content=sent.content) as answer,
        ):
            body = answer.read() if sent.at_once else b"".join(answer.iter_bytes(7))
            return Got(answer.status_code, _joined(answer.headers.multi_items()), body)

    return send


def _httpx_async(module: Any) -> Callable[[Sent], Got]:
    async def send(sent: Sent) -> Got:
        async with (
            module.AsyncClient(timeout=sent.timeout, follow_redirects=sent.follow) as client,
            client.stream(sent.method, sent.url, headers=sent.headers, content=sent.async_content) as answer,
        ):
            body = await answer.aread() if sent.at_once else b"".join([part async for part in answer.aiter_bytes(7)])
            return Got(answer.status_code, _joined(answer.headers.multi_items()), body)

    return lambda sent: asyncio.run(send(sent))


async def _aiohttp(sent: Sent) -> Got:
    timeout = aiohttp.ClientTimeout(total=sent.timeout)
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.request(
            sent.method, sent.url, headers=sent.headers, data=sent.async_content, allow_redirects=sent.follow
        ) as answer,
    ):
        if sent.at_once:
            body = await answer.read()
        else:
            body = b"".join([part async for part in answer.content.iter_chunked(7)])
        return Got(answer.status, _joined(answer.headers.items()), body)


def _both(module: ModuleType) -> tuple[Client, Client]:
    errors = (module.TransportError, module.TransportError, module.TimeoutException)
    name = module.__name__
    return Client(name, _httpx(module), *errors), Client(f"{name}-async", _httpx_async(module), *errors)


CLIENTS = (
    Client(
        "requests",
        _requests,
        requests.ConnectionError,
        requests.RequestException,
        requests.Timeout,
    ),
    Client(
        "urllib3",
        _urllib3,
        urllib3.exceptions.MaxRetryError,
        urllib3.exceptions.HTTPError,
        urllib3.exceptions.MaxRetryError,
    ),
    *_both(httpx),
    *_both(httpx2),
    Client(
        "aiohttp",
        lambda sent: asyncio.run(_aiohttp(sent)),
        aiohttp.ClientConnectionError,
        aiohttp.ClientError,
        asyncio.TimeoutError,
    ),
)

every_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
