"""What does an address of the web answer, if it may be asked?"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from mockserver.exceptions import SpecError

SECONDS = 20.0
"""How long a text may take on its way."""

_ACCEPT = "application/yaml, application/json, text/yaml;q=0.9, */*;q=0.8"
_CHUNK = 1 << 16


def fetch(url: str, max_bytes: int, *, local: bool) -> tuple[str, bytes]:
    """The address that answered in the end, and its bytes; SpecError where there are none, or too many.

    Unless `local`, an address of this machine or of its network is not asked, wherever a name or a redirection leads.
    """
    until = time.monotonic() + SECONDS
    try:
        request = Request(url, headers={"Accept": _ACCEPT, "User-Agent": "mockserver"})  # noqa: S310 - http only
        with _opener(local=local).open(request, timeout=SECONDS) as answer:
            content = _read(answer, max_bytes, until)
            return str(answer.geturl()), content
    except HTTPError as error:
        raise SpecError(f"{url}: cannot be read: the server answers {error.code}") from error
    except URLError as error:
        raise SpecError(f"{url}: cannot be read: {error.reason}") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise SpecError(f"{url}: cannot be read: {str(error) or type(error).__name__}") from error


def _read(answer: Any, max_bytes: int, until: float) -> bytes:
    content = bytearray()
    while chunk := answer.read1(_CHUNK):
        content += chunk
        if len(content) > max_bytes:
            raise ValueError(f"it is more than {max_bytes} bytes")
        if time.monotonic() > until:
            raise TimeoutError(f"it takes more than {SECONDS:.0f} s")
    return bytes(content)


def _opener(*, local: bool) -> OpenerDirector:
    """What opens http and https, and nothing else."""
    opener = OpenerDirector()
    handlers = (ProxyHandler, UnknownHandler, HTTPDefaultErrorHandler, HTTPRedirectHandler, HTTPErrorProcessor)
    transports = (HTTPHandler(), HTTPSHandler()) if local else (_GuardedHandler(), _GuardedSecureHandler())
    for handler in (*(make() for make in handlers), *transports):
        opener.add_handler(handler)
    return opener


class _GuardedHandler(HTTPHandler):
    def http_open(self, req: Request) -> http.client.HTTPResponse:
        if req.has_proxy():
            return super().http_open(req)
        return self.do_open(_GuardedConnection, req)


class _GuardedSecureHandler(HTTPSHandler):
    def https_open(self, req: Request) -> http.client.HTTPResponse:
        if req.has_proxy():
            return super().https_open(req)
        return self.do_open(_GuardedSecureConnection, req)


class _GuardedConnection(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = _connected(self.host, self.port, self.timeout)


class _GuardedSecureConnection(http.client.HTTPSConnection):
    def connect(self) -> None:
        plain = _connected(self.host, self.port, self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def _connected(host: str, port: int, timeout: float | None) -> socket.socket:
    """A connection to the very address that was looked at, so that no second look-up can give another one."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(address) for address in addresses):
        raise PermissionError(f"'{host}' is on the local network; allow it with --allow local-network")
    return socket.create_connection((addresses[0], port), timeout)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet's, and not of this machine or its network."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast
