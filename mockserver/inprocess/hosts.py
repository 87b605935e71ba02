"""Which calls are meant for the mock?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from mockserver.apis import Api
from mockserver.exceptions import MockserverError
from mockserver.openapi import Server, servers_of

_LOOPBACK = re.compile(r"localhost|127\.\d+\.\d+\.\d+|::1", re.IGNORECASE)
_NAMED = re.compile(r"(?P<host>[^\s/:@]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>\d+))?")
_PORTS = {"http": 80, "https": 443}


class Hosts:
    """The addresses whose calls the mock answers."""

    def __init__(self, servers: Iterable[Server]) -> None:
        self.servers = tuple(servers)
        self._bases = lru_cache(maxsize=1_024)(self._find)

    def has(self, scheme: str, host: str, port: int | None, path: str) -> bool:
        """Whether the mock answers a call; a host that is a variable as a whole is known by its base path alone."""
        bases = self._bases(scheme, host, port)
        return "" in bases or any(path.startswith(base) and path[len(base) :][:1] in ("", "/", "?") for base in bases)

    def _find(self, scheme: str, host: str, port: int | None) -> tuple[str, ...]:
        """The base paths at a host of which one is needed; an empty one: any path will do."""
        found = [server for server in self.servers if server.pattern.fullmatch(host)]
        if is_loopback(host):
            reached = port or _PORTS.get(scheme)
            found = [server for server in found if _names_loopback(server, reached)]
        return tuple(dict.fromkeys(server.base if server.is_open else "" for server in found))

    def __str__(self) -> str:
        named = dict.fromkeys(s.host + (s.base if s.is_open else "") for s in self.servers)
        return ", ".join(named) or "none"


@lru_cache(maxsize=4)
def documented(apis: tuple[Api, ...]) -> Hosts:
    """The hosts that specifications name in their `servers`; each test of a suite asks for those of the same ones."""
    return Hosts(server for api in apis for server in servers_of(api.document.root))


def named(hosts: Sequence[str]) -> Hosts:
    """Hosts by name, with a port or without; `*` stands for any part of a name."""
    return Hosts(map(_server, hosts))


def is_loopback(host: str) -> bool:
    return _LOOPBACK.fullmatch(host) is not None


def _names_loopback(server: Server, port: int | None) -> bool:
    """Whether loopback is meant by an address: many servers run there, so its port counts."""
    if not is_loopback(server.host):
        return False
    return server.port == port if server.port is not None else port in _PORTS.values()


def _server(host: str) -> Server:
    found = _NAMED.fullmatch(host)
    if found is None:
        raise MockserverError(f"'{host}' is no host; name one such as api.example.com, *.example.com or localhost:8080")
    name = found["host"].strip("[]")
    pattern = ".*".join(re.escape(part) for part in name.split("*"))
    return Server(name, re.compile(pattern, re.IGNORECASE), int(found["port"]) if found["port"] else None, "")
