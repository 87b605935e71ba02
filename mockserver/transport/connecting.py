"""How is a server reached, and which connections to it are kept?"""

from __future__ import annotations

import base64
import re
import select
import socket
import ssl
import time
import weakref
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar, TypeVarTuple
from urllib.parse import SplitResult, unquote

from mockserver.exceptions import MockserverError
from mockserver.model import value
from mockserver.transport.wire import (
    Fields,
    Heads,
    Stream,
    WireError,
    first_line_and_fields,
    head_of,
    limit_waits,
    seconds_until,
)

Made = TypeVar("Made")
Of = TypeVarTuple("Of")

CONNECTIONS = 64
"""How many connections are kept for the next requests."""

IDLE_SECONDS = 1.0
"""How long a connection is kept: servers close theirs after two seconds and more, and a request must not meet that."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom to believe that it is the server, and how to say who we are: files of certificates.

    `ca` takes the place of the system's authorities. `certificate` may hold its key itself.
    """

    ca: str | None = None
    certificate: str | None = None
    key: str | None = None
    verify: bool = True

    def context(self) -> ssl.SSLContext:
        """What checks a server's certificate; MockserverError where a file cannot be used."""
        try:
            context = ssl.create_default_context(cafile=self.ca)
            if self.certificate:
                context.load_cert_chain(self.certificate, self.key)
        except (OSError, ValueError) as error:
            files = ", ".join(file for file in (self.ca, self.certificate, self.key) if file)
            raise MockserverError(f"the certificates in {files} cannot be used: {error}") from error
        if not self.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        context.set_alpn_protocols(["http/1.1"])
        return context


@value
class Framed:
    """What the headers of an answer tell: how long its body is, as `framing` says, and what follows from them."""

    length: int | None
    stays: bool
    """Whether more may be asked on the connection."""

    is_stream: bool
    kept: Fields
    """The headers that are passed on."""


class Last(Generic[Made]):
    """What was made last, and of what: on one connection the same is mostly to be made again."""

    __slots__ = ("_made", "_of")

    def __init__(self) -> None:
        self._of: tuple[object, ...] | None = None
        self._made: Made | None = None

    def made(self, make: Callable[[*Of], Made], *of: *Of) -> Made:
        """What is made of some values."""
        if of != self._of or self._made is None:
            self._made = make(*of)
            self._of = of
        return self._made


class Connection:
    """A connection to a server."""

    __slots__ = ("_is_readable", "answered", "heads", "kept_since", "sent", "stream")

    def __init__(self, opened: socket.socket) -> None:
        self.stream = Stream(opened)
        self.heads = Heads(strict=False)
        self.sent: Last[tuple[bytes, bool]] = Last()
        self.answered: Last[Framed] = Last()
        self.kept_since = 0.0
        self._is_readable = _readable(opened)

    @property
    def was_kept(self) -> bool:
        """Whether it was used for other requests before."""
        return self.kept_since > 0.0

    @property
    def is_usable(self) -> bool:
        """Whether a kept connection is young, and the server has neither ended it nor said anything."""
        return time.monotonic() - self.kept_since < IDLE_SECONDS and not self._is_readable()

    @property
    def refuses(self) -> bool:
        """Whether the server has answered that it does not want what is being sent to it.

        A success does not say so: such an answer may go on with what it still hears. TLS does not let us look ahead.
        """
        if isinstance(self.stream.socket, ssl.SSLSocket) or not self._is_readable():
            return False
        return _NO.match(self.stream.socket.recv(len(b"HTTP/1.1 413"), socket.MSG_PEEK)) is not None

    @property
    def is_told_something(self) -> bool:
        """Whether the server said something that is not read yet, or ended the connection."""
        return bool(self._is_readable())

    def close(self) -> None:
        self.stream.socket.close()


_NO = re.compile(rb"HTTP/1\.[01] [345]\d\d")


def _readable(connection: socket.socket) -> Callable[[], object]:
    """What tells whether there is something to read, or the other end is gone."""
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(connection, select.POLLIN | select.POLLHUP | select.POLLERR)
        return partial(poll.poll, 0)
    return lambda: select.select([connection], [], [], 0)[0]


class Pool:
    """The connections to one server, on the way through a proxy or not; the one that was used last is used first."""

    def __init__(
        self,
        address: SplitResult,
        proxy: SplitResult | None,
        trust: Trust,
        *,
        connect_timeout: float,
        timeout: float,
    ) -> None:
        self._address = address
        self._proxy = proxy
        self._timeouts = (connect_timeout, timeout)
        self._context = trust.context() if address.scheme == "https" else None
        self._proxy_context = Trust().context() if proxy is not None and proxy.scheme == "https" else None
        self._kept: deque[Connection] = deque()
        self._most = CONNECTIONS
        weakref.finalize(self, _close_all, self._kept)

    def take(self, until: float | None = None) -> Connection:
        """A connection of one's own, kept or new; OSError or WireError where the server cannot be reached.

        `until` is when all that is done on it must be over.
        """
        taken = self._taken(until)
        taken.stream.until = until
        return taken

    def _taken(self, until: float | None) -> Connection:
        while self._kept:
            try:
                kept = self._kept.pop()
            except IndexError:  # somebody else took it
                break
            if kept.is_usable:
                return kept
            kept.close()
        return Connection(self._opened(until))

    def give_back(self, connection: Connection) -> None:
        """Keep a connection on which nothing is left to read."""
        if len(self._kept) >= self._most:
            connection.close()
            return
        connection.kept_since = time.monotonic()
        self._kept.append(connection)

    def keep_none(self) -> None:
        """Use a new connection for each request from now on: the server ends those that are kept as it likes."""
        self._most = 0
        _close_all(self._kept)

    def _opened(self, until: float | None) -> socket.socket:
        connect_timeout, timeout = self._timeouts
        if until is not None:
            connect_timeout = min(connect_timeout, seconds_until(until))
        opened = socket.create_connection(_endpoint(self._proxy or self._address), connect_timeout)
        try:
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._proxy is not None and self._proxy_context is not None:
                opened = self._proxy_context.wrap_socket(opened, server_hostname=self._proxy.hostname)
            if self._context is not None:
                if self._proxy is not None:
                    self._open_way(opened, self._proxy, until)
                opened = self._context.wrap_socket(opened, server_hostname=self._address.hostname)
            limit_waits(opened, timeout)
        except BaseException:
            opened.close()
            raise
        return opened

    def _open_way(self, opened: socket.socket, proxy: SplitResult, until: float | None) -> None:
        """Ask the proxy for a way to the server, through which only the two of us understand what is said."""
        host, port = _endpoint(self._address)
        stream = Stream(opened)
        stream.until = until
        way = f"{f'[{host}]' if ':' in host else host}:{port}"
        stream.send(head_of(f"CONNECT {way} HTTP/1.1", (("Host", way), *credentials_for(proxy))))
        first, _ = first_line_and_fields(stream.head(), strict=False)
        if first.split(" ")[1:2] != ["200"]:
            raise WireError(f"the proxy {proxy.hostname} opens no way to it: {first or 'it hangs up'}")


def _close_all(kept: deque[Connection]) -> None:
    while kept:
        try:
            kept.pop().close()
        except IndexError:  # somebody else took it
            break


def _endpoint(address: SplitResult) -> tuple[str, int]:
    host = address.hostname or ""
    if host.endswith(".localhost"):
        host = "localhost"  # RFC 6761: such a name is this machine, whatever a name server says
    return host, address.port or (443 if address.scheme == "https" else 80)


def credentials_for(proxy: SplitResult) -> tuple[tuple[str, str], ...]:
    """The header that tells a proxy who asks, where its address does."""
    if proxy.username is None:
        return ()
    pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}".encode()
    return (("Proxy-Authorization", f"Basic {base64.b64encode(pair).decode()}"),)
