"""What does a server on the network answer to a request?"""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from urllib.parse import SplitResult, quote, urlsplit

from mockserver.exceptions import MockserverError
from mockserver.model import Request, Response, Violation, value
from mockserver.transport.connecting import Connection, Framed, Pool, Trust, credentials_for
from mockserver.transport.wire import (
    BODILESS,
    PIECE,
    Body,
    Fields,
    Named,
    WireError,
    chunk,
    elements,
    encoded,
    framing,
    head_of,
    last_chunk,
    named,
)

STREAMS = (
    "text/event-stream", "multipart/x-mixed-replace", "application/x-ndjson", "application/jsonl",
    "application/json-seq", "application/stream+json",
)  # fmt: skip
"""What is passed on as it comes: it may never end."""

CONNECT_SECONDS = 5.0
"""How long a server may take to let us in."""

_ENDS_HERE = frozenset({
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te",
    "transfer-encoding", "upgrade", "expect",
})  # fmt: skip
"""The headers that are meant for the next hop alone."""

_NOT_SENT = frozenset({*_ENDS_HERE, "x-mock-session"})
_NOT_TOLD = frozenset({*_ENDS_HERE, "content-length"})

_NOT_PLAIN = re.compile(r"[\x00-\x20\x7f]|[^\x00-\xff]")


@value
class Answered:
    """An answer; `rest` is what of its body is not read yet, in pieces, `trailers` what follows once that is read."""

    response: Response
    rest: Rest | None = None
    trailers: Callable[[], Fields] | None = None


class Transport:
    """One server by its address: nothing is followed, repeated, decoded or cached on the way to it.

    `timeout` is in seconds, for each wait for more of the answer, `connect_timeout` for the way to the server, `limit`
    for all together, if there is one; `trust` says whose certificates are good, `proxy` is the address of a proxy on
    the way. Raises MockserverError where an address is none.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout: float = 30.0,
        connect_timeout: float = CONNECT_SECONDS,
        limit: float | None = None,
        trust: Trust | None = None,
        proxy: str | None = None,
    ) -> None:
        self.address = _address(url)
        self.prefix = self.address.path.rstrip("/")
        self._host = self.address.netloc.rpartition("@")[2]
        self._timeout = timeout
        self._limit = limit
        self._connect_timeout = min(connect_timeout, timeout)
        self._proxy = _address(proxy) if proxy else None
        if self._proxy is not None and self._proxy.scheme == self.address.scheme == "https":
            raise MockserverError(f"the proxy '{proxy}' speaks TLS, as the server does: give its http:// address")
        times = {"connect_timeout": self._connect_timeout, "timeout": timeout}
        self._pool = Pool(self.address, self._proxy, trust or Trust(), **times)

    def send(self, request: Request, *, most: int | None = None) -> Answered | Violation:
        """The answer to a request, whose path is used as it is; why there is none, if so.

        Of a body of more than `most` bytes only the first ones are in the answer, of a stream of events none.
        """
        until = None if self._limit is None else time.monotonic() + self._limit
        try:
            connection = self._pool.take(until)
        except (OSError, WireError) as error:
            return self._unreachable(error)
        try:
            keeps = self._write(connection, request)
            return self._read(connection, request, most, keeps=keeps)
        except TimeoutError:
            connection.close()
            return self._late()
        except UnfinishedError as error:
            connection.close()
            return Violation(("body",), "incomplete", str(error))
        except (OSError, WireError) as error:
            connection.close()
            if isinstance(error, HangsUpError) and connection.was_kept:
                self._pool.keep_none()
            return self._failed("unreachable", f"cannot be reached: {_reason(error)}")
        except BaseException:
            connection.close()
            raise

    def _write(self, connection: Connection, request: Request) -> bool:
        """Send a request; False where the server does not listen to its end, because it may have answered already."""
        length = len(request.body) if request.rest is None else None
        came = request.fields or tuple(request.headers.items())
        headers = request.headers if request.fields else named(came)
        is_heard = bool(request.fields)
        fields, in_chunks = connection.sent.made(self._fields, request.method, came, headers, length, is_heard)
        head = encoded(f"{request.method} {self._target(request)} HTTP/1.1") + fields
        send = connection.stream.send
        try:
            if request.rest is None and not in_chunks:
                send(head + request.body)
                return True
            send(head)
            for piece in _pieces(request):
                if connection.refuses:
                    return False
                send(chunk(piece) if in_chunks else piece)
            if in_chunks:
                send(last_chunk(request.trailers() if request.trailers is not None else ()))
        except (BrokenPipeError, ConnectionResetError):
            return False
        except TimeoutError:
            if not connection.is_told_something:
                raise
            return False
        return True

    def _target(self, request: Request) -> str:
        """What is asked for: a proxy wants the whole address, unless it only opens a way to a server with TLS."""
        target = request.path + (f"?{request.query}" if request.query or request.has_mark else "")
        if _NOT_PLAIN.search(target):
            target = _NOT_PLAIN.sub(lambda found: quote(found[0]), target)
        asks_proxy = self._proxy is not None and self.address.scheme == "http"
        return f"http://{self._host}{target}" if asks_proxy else target

    def _fields(
        self,
        method: str,
        came: Fields,
        headers: Named,
        length: int | None,
        is_heard: bool,  # noqa: FBT001
    ) -> tuple[bytes, bool]:
        """The headers as they are sent on, behind the end of the first line, and whether the body goes in chunks.

        `length` is that of the body where all of it is there. `is_heard`: they are those of a client, who says itself
        that there is no body.
        """
        if "\r" in method or "\n" in method:
            raise WireError("a method has a line break")
        said = headers.get("connection")
        dropped = _NOT_SENT.union(elements(said)) if said else _NOT_SENT
        host = ("Host", self._host)
        kept = [host if name == "host" else one for one in came if (name := one[0].lower()) not in dropped]
        if host not in kept:
            kept.insert(0, host)
        if self._proxy is not None and self.address.scheme == "http":
            kept += credentials_for(self._proxy)
        if "te" in headers and "trailers" in elements(headers["te"]):
            kept += [("TE", "trailers"), ("Connection", "TE")]
        if "transfer-encoding" in headers or (length is None and "content-length" not in _names(kept)):
            kept = [one for one in kept if one[0].lower() != "content-length"]
            return head_of("", (*kept, ("Transfer-Encoding", "chunked"))), True
        if length or (length == 0 and not is_heard and method in ("POST", "PUT", "PATCH")):
            kept = _with_length(kept, length)
        return head_of("", tuple(kept)), False

    def _read(self, connection: Connection, request: Request, most: int | None, *, keeps: bool) -> Answered:
        version, status, reason, fields, headers = _head(connection, request)
        tells_length = request.method == "HEAD" or status in BODILESS
        told = connection.answered.made(_framed, version, fields, headers, tells_length)
        length, kept = told.length, told.kept
        body = Body(connection.stream, length, strict=False)
        is_kept = keeps and told.stays and length is not None and status < 500
        done = self._pool.give_back if is_kept else Connection.close
        if length != 0 and told.is_stream:
            rest = Rest(b"", body.some, connection, done)
            return Answered(Response(status, kept, reason=reason), rest, lambda: body.trailers)
        whole = body.read(MANY if most is None else most + 1)
        if len(whole) <= (MANY if most is None else most):
            done(connection)
            trailers = (lambda: body.trailers) if body.trailers else None
            return Answered(Response(status, kept, whole, reason=reason), None, trailers)
        is_untold = length is not None and length >= 0 and "content-length" not in _names(kept)
        announced = (("Content-Length", str(length)),) if is_untold else ()
        rest = Rest(whole[most:], body.read, connection, done)
        response = Response(status, (*kept, *announced), whole[:most], reason=reason)
        return Answered(response, rest, lambda: body.trailers)

    def _late(self) -> Violation:
        if self._limit is None:
            return self._failed("timeout", f"does not answer within {self._timeout:g} s")
        return self._failed("timeout", f"has not answered in full within {self._limit:g} s")

    def _unreachable(self, error: Exception) -> Violation:
        if isinstance(error, TimeoutError):
            return self._failed("timeout", f"cannot be reached within {self._connect_timeout:g} s")
        if isinstance(error, ssl.SSLCertVerificationError):
            why = f"cannot be trusted: {error.verify_message}; name whom to trust with --upstream-ca"
            return self._failed("unreachable", why)
        return self._failed("unreachable", f"cannot be reached: {_reason(error)}")

    def _failed(self, keyword: str, why: str) -> Violation:
        return Violation(("request",), keyword, f"{self.address.scheme}://{self._host} {why}", blame="upstream")


MANY = 1 << 62
"""More bytes than there are."""

MAX_HEADS = 100
"""How many heads a server may send for one request; all but the last say that the answer is still to come."""


def _address(url: str) -> SplitResult:
    try:
        found = urlsplit(url)
        good = found.scheme in ("http", "https") and bool(found.hostname) and (found.port or 1) > 0
    except ValueError:
        good = False
    if not good:
        raise MockserverError(f"'{url}' is no address: write http://HOST[:PORT][/PATH] or https://...")
    return found


def _names(fields: Iterable[tuple[str, str]]) -> set[str]:
    return {name.lower() for name, _ in fields}


def _framed(version: str, fields: Fields, headers: Named, tells_length: bool) -> Framed:  # noqa: FBT001
    """What the headers of an answer tell; `tells_length` where they tell a length of which no body comes."""
    said = elements(headers.get("connection"))
    length = 0 if tells_length else framing(headers)
    dropped = _ENDS_HERE if tells_length or headers.get("content-length") == str(length) else _NOT_TOLD
    dropped = dropped.union(said) if said else dropped
    return Framed(
        length=length,
        stays="keep-alive" in said if version == "HTTP/1.0" else "close" not in said,
        is_stream=headers.get("content-type", "").lower().startswith(STREAMS)
        or headers.get("x-accel-buffering") == "no",
        kept=tuple([one for one in fields if one[0].lower() not in dropped]),
    )


def _with_length(fields: list[tuple[str, str]], length: int) -> list[tuple[str, str]]:
    """The headers with the body's length, where and as they had one before, or at their end."""
    told = str(length)
    found = [(name, told if name.lower() == "content-length" else value) for name, value in fields]
    return found if "content-length" in _names(found) else [*found, ("Content-Length", told)]


def _head(connection: Connection, request: Request) -> tuple[str, int, str | None, Fields, Named]:
    """The version, the status, its words where they are not the usual ones, and the headers of an answer, twice.

    What a server says before its answer is told to who asked, but for 100, which is not meant for them.
    """
    for _ in range(MAX_HEADS):
        try:
            head = connection.stream.head()
        except ConnectionError as error:
            raise HangsUpError(_reason(error)) from error
        if not head:
            raise HangsUpError("it hangs up without an answer")
        first, fields, headers = connection.heads.parts(head)
        found = _STATUS_LINE.match(first)
        if found is None:
            raise WireError(f"'{first[:80]}' is no answer of HTTP/1.1")
        status = int(found[2])
        if status == 101:
            raise WireError("it speaks another protocol without being asked to")
        if status >= 200:
            reason = None if found[3] == _USUAL.get(status) else found[3]
            return found[1], status, reason, fields, headers
        if status > 101 and request.early is not None:
            kept = tuple([one for one in fields if one[0].lower() not in _NOT_TOLD])
            request.early(f"{status} {found[3] or ''}", kept)
    raise WireError(f"it says {MAX_HEADS} times that its answer is still to come")


_STATUS_LINE = re.compile(r"(HTTP/1\.[01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*+)$| |$)", re.ASCII)


_USUAL = {status.value: status.phrase for status in HTTPStatus}


class HangsUpError(WireError):
    """The server ended the connection before its answer began."""


class UnfinishedError(Exception):
    """The client left off within its body."""


def _pieces(request: Request) -> Iterator[bytes]:
    """The body of a request; UnfinishedError where the client leaves it off."""
    for start in range(0, len(request.body), PIECE):
        yield request.body[start : start + PIECE]
    try:
        yield from request.rest or ()
    except OSError as error:
        raise UnfinishedError(str(error)) from error


class Rest:
    """What is left of a body, in pieces; the connection is given back, or closed where the reader stops early.

    OSError where the body ends before its end.
    """

    def __init__(
        self, first: bytes, read: Callable[[int], bytes], connection: Connection, done: Callable[[Connection], None]
    ) -> None:
        self._first, self._read, self._connection, self._done = first, read, connection, done
        self._is_over = False

    def __iter__(self) -> Rest:
        return self

    def __next__(self) -> bytes:
        if self._first:
            piece, self._first = self._first, b""
            return piece
        if self._is_over:
            raise StopIteration
        try:
            piece = self._read(PIECE)
        except WireError as error:
            self.close()
            raise OSError(str(error)) from error
        except BaseException:
            self.close()
            raise
        if not piece:
            self._is_over = True
            self._done(self._connection)
            raise StopIteration
        return piece

    def close(self) -> None:
        """Read no more."""
        if not self._is_over:
            self._is_over = True
            self._connection.close()


def _reason(error: Exception) -> str:
    """The innermost reason in one line, without the names of classes."""
    inner = error.__cause__ or error.__context__ or error
    return " ".join(str(inner).split())[:200] or type(inner).__name__
