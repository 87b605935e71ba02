"""What does a server on the network answer to a request?"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any
from urllib.parse import SplitResult, urlsplit

from mockserver.exceptions import MockserverError
from mockserver.model import Request, Response, Violation

CONNECTIONS = 64
"""How many connections are kept open for the next request."""

CHUNK = 64 * 1024
"""How many bytes of a long body are read at once."""

EVENTS = "text/event-stream"
"""What is passed on as it comes: it may never end."""

_ENDS_HERE = {
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
    "transfer-encoding", "upgrade", "expect",
}  # fmt: skip
"""The headers that are meant for the next hop alone."""

_FOLD = re.compile(r"\s*[\r\n]+\s*")
"""Where a header goes on in the next line, as old servers write it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer; `rest` is what of its body is not read yet, in pieces."""

    response: Response
    rest: Iterator[bytes] | None = None


class Transport:
    """One server by its address: nothing is followed, repeated, decoded or cached on the way to it.

    `timeout` is in seconds, for the connection and for each wait for more of the answer. `ca` is a file of certificates
    to trust in the place of the system's, `proxy` the address of a proxy on the way. Raises MockserverError where an
    address is none.
    """

    def __init__(self, url: str, *, timeout: float = 30.0, ca: str | None = None, proxy: str | None = None) -> None:
        self.address = _address(url)
        self.prefix = self.address.path.rstrip("/")
        self._timeout = timeout
        self._ca = ca
        self._proxy = _address(proxy).geturl() if proxy else None
        self._lock = threading.Lock()

    def send(self, request: Request, *, most: int | None = None) -> Answered | Violation:
        """The answer to a request, whose path is used as it is; why there is none, if so.

        Of a body of more than `most` bytes only the first ones are in the answer, of a stream of events none.
        """
        # urllib3 is slow to import, and only those who send need it
        from urllib3 import exceptions as wrong

        try:
            answer = self._pool.urlopen(
                request.method,
                self._target(request),
                body=request.body or None if request.rest is None else chain((request.body,), request.rest),
                headers=self._headers(request),
                redirect=False,
                assert_same_host=False,
                retries=False,
                preload_content=False,
                decode_content=False,
            )
            return _answered(request, answer, most)
        except wrong.NewConnectionError as error:
            return self._failed("unreachable", f"cannot be reached: {_reason(error)}")
        except wrong.TimeoutError as error:
            what = "cannot be reached" if isinstance(error, wrong.ConnectTimeoutError) else "does not answer"
            return self._failed("timeout", f"{what} within {self._timeout:g} s")
        except (wrong.HTTPError, OSError, ValueError) as error:
            return self._failed("unreachable", f"cannot be reached: {_reason(error)}")

    @cached_property
    def _pool(self) -> Any:
        import urllib3

        settings: dict[str, Any] = {"maxsize": CONNECTIONS, "timeout": self._timeout}
        if self._ca:
            settings["ca_certs"] = self._ca
        host = self.address.hostname or ""
        port = self.address.port
        with self._lock:
            if self._proxy is not None:
                manager = urllib3.ProxyManager(self._proxy, **settings)
                return manager.connection_from_host(host, port, self.address.scheme)
            kind = urllib3.HTTPSConnectionPool if self.address.scheme == "https" else urllib3.HTTPConnectionPool
            return kind(host, port, **settings)

    def _target(self, request: Request) -> str:
        """What is asked for: a proxy wants the whole address, unless it only opens a way to a server with TLS."""
        target = request.path + (f"?{request.query}" if request.query else "")
        asks_proxy = self._proxy is not None and self.address.scheme == "http"
        return f"http://{self.address.netloc.rpartition('@')[2]}{target}" if asks_proxy else target

    def _headers(self, request: Request) -> dict[str, Any]:
        from urllib3.util import SKIP_HEADER

        kept = _passed_on(request.headers)
        absent = {name: SKIP_HEADER for name in ("user-agent", "accept-encoding") if name not in kept}
        if request.rest is None:
            kept.pop("content-length", None)
        if request.method in ("POST", "PUT", "PATCH") and not request.body:
            kept["content-length"] = "0"
        return {**kept, **absent, "host": self.address.netloc.rpartition("@")[2]}

    def _failed(self, keyword: str, why: str) -> Violation:
        where = f"{self.address.scheme}://{self.address.netloc.rpartition('@')[2]}"
        return Violation(("request",), keyword, f"{where} {why}", blame="upstream")


def _address(url: str) -> SplitResult:
    try:
        found = urlsplit(url)
        good = found.scheme in ("http", "https") and bool(found.hostname) and (found.port or 1) > 0
    except ValueError:
        good = False
    if not good:
        raise MockserverError(f"'{url}' is no address: write http://HOST[:PORT][/PATH] or https://...")
    return found


def _passed_on(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers without those that are meant for this hop alone, or for the mock itself."""
    named = {name.strip().lower() for name in headers.get("connection", "").split(",")}
    dropped = _ENDS_HERE | named | {"host", "x-mock-session"}
    return {name: value for name, value in headers.items() if name not in dropped}


def _answered(request: Request, answer: Any, most: int | None) -> Answered:
    headers = tuple((name, _FOLD.sub(" ", value)) for name, value in answer.headers.iteritems())
    ended = {name.strip().lower() for key, value in headers if key.lower() == "connection" for name in value.split(",")}
    dropped = _ENDS_HERE | ended | (set() if request.method == "HEAD" else {"content-length"})
    kept = tuple((name, value) for name, value in headers if name.lower() not in dropped)
    if request.method != "HEAD" and (answer.headers.get("content-type") or "").startswith(EVENTS):
        return Answered(Response(answer.status, kept), _rest(b"", answer, answer.read1))
    if most is None:
        return Answered(Response(answer.status, kept, answer.read(decode_content=False)))
    body = answer.read(most, decode_content=False)
    more = answer.read(CHUNK, decode_content=False) if len(body) == most else b""
    if not more:
        answer.release_conn()
        return Answered(Response(answer.status, kept, body))
    length = answer.headers.get("content-length")
    announced = (("Content-Length", length),) if length else ()
    return Answered(Response(answer.status, (*kept, *announced), body), _rest(more, answer, answer.read))


def _rest(first: bytes, answer: Any, read: Callable[..., bytes]) -> Iterator[bytes]:
    """What is left of a body; the connection is given back, or closed where the reader stops early."""
    try:
        yield first
        while piece := read(CHUNK, decode_content=False):
            yield piece
        answer.release_conn()
    finally:
        answer.close()


def _reason(error: Exception) -> str:
    """The innermost reason in one line, without the names of classes."""
    inner = getattr(error, "reason", None) or error.__cause__ or error.__context__
    told = inner if isinstance(inner, Exception) else error
    return " ".join(str(told).split())[:200] or type(told).__name__
