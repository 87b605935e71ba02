"""How does urllib3, on which requests rides, call the mock?

Below its retries, redirects and pools, and above its connections: none is opened, so no certificate is looked at.
"""

from __future__ import annotations

import importlib
import io
import threading
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from mockserver.exceptions import MockserverError
from mockserver.inprocess.entered import entered
from mockserver.inprocess.exchange import Answer, Call, Headers, Piece, wait
from mockserver.inprocess.patch import Patch

_PORTS = {"http": 80, "https": 443}
_SKIPPED = "@@@SKIP_HEADER@@@"
_CHUNK = 16_384


def patches(module: ModuleType) -> tuple[Patch, ...]:
    """The seam in `urllib3.connectionpool`: one request on one connection, and the tunnel that it may need."""
    urllib3 = importlib.import_module("urllib3")
    if int(urllib3.__version__.partition(".")[0]) < 2:
        raise MockserverError(f"urllib3 {urllib3.__version__} cannot be intercepted; install urllib3 2 or newer")
    kit = Kit(module)
    return (
        Patch(module.HTTPConnectionPool, "_make_request", kit.make_request),
        Patch(module.HTTPSConnectionPool, "_prepare_proxy", kit.prepare_proxy),
    )


class _Pending(threading.local):
    """What a call was answered, or how it failed, before urllib3 was asked: a thread asks one thing at a time."""

    held: Answer | ConnectionError | None = None

    def taken(self) -> Answer | None:
        held, self.held = self.held, None
        if isinstance(held, ConnectionError):
            raise held
        return held


pending = _Pending()


class Kit:
    """The replacements, with what they need of the library."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        self._response = importlib.import_module("urllib3.response").HTTPResponse
        self._to_chunks = importlib.import_module("urllib3.util.request").body_to_chunks
        self._agent = importlib.import_module("urllib3.connection")._get_default_user_agent()

    def make_request(self, original: Any) -> Any:
        def _make_request(pool: Any, conn: Any, method: str, url: str, **options: Any) -> Any:
            scheme, host, port, target = _address(pool, url)
            mock = entered.find(method, scheme, host, port, target)
            if mock is None:
                if conn.is_closed and self._needs_tunnel(pool):
                    self._prepare_proxy(pool, conn)
                return original(pool, conn, method, url, **options)
            answer = pending.taken()
            if answer is None:
                headers, body = self.sent(method, scheme, host, port, options)
                answer = mock.answer(Call(method, scheme, host, port, target, headers, body))
            patience = self._patience(pool, options) if answer.pause or answer.pieces else None
            if answer.pause and not wait(answer.pause, patience):
                answer.close()
                raise self._module.ReadTimeoutError(pool, url, f"Read timed out. (read timeout={patience})")
            if options.get("response_conn") is not None:
                pool._put_conn(conn)
            pool.num_requests += 1
            return self.received(pool, method, url, answer, patience, options)

        return _make_request

    def prepare_proxy(self, original: Any) -> Any:
        """The tunnel is made only where a call turns out to leave this process."""
        self._prepare_proxy = original

        def _prepare_proxy(pool: Any, conn: Any) -> None:
            return None

        return _prepare_proxy

    def _needs_tunnel(self, pool: Any) -> bool:
        return pool.proxy is not None and bool(
            self._module.connection_requires_http_tunnel(pool.proxy, pool.proxy_config, pool.scheme)
        )

    def sent(
        self, method: str, scheme: str, host: str, port: int | None, options: Mapping[str, Any]
    ) -> tuple[Headers, bytes]:
        """The headers and the body that would go out, with those that the connection would have added."""
        given = [(_text(name), _text(value)) for name, value in (options.get("headers") or {}).items()]
        names = {name.lower() for name, _ in given}
        body, length, framed = options.get("body"), None, bool(names & {"content-length", "transfer-encoding"})
        if isinstance(body, bytes):
            length, content = len(body), body
        else:
            found = self._to_chunks(body, method=method, blocksize=_CHUNK)
            length, content = found.content_length, _joined(found.chunks or ())
        added: Headers = []
        if "host" not in names:
            address = f"[{host}]" if ":" in host else host
            added.append(("Host", address if port in (None, _PORTS.get(scheme)) else f"{address}:{port}"))
        if "accept-encoding" not in names:
            added.append(("Accept-Encoding", "identity"))
        if options.get("chunked") or (not framed and length is None and body is not None):
            if "transfer-encoding" not in names:
                added.append(("Transfer-Encoding", "chunked"))
        elif not framed and length is not None:
            added.append(("Content-Length", str(length)))
        if "user-agent" not in names:
            added.append(("User-Agent", self._agent))
        return added + [pair for pair in given if pair[1] != _SKIPPED], content

    def _patience(self, pool: Any, options: Mapping[str, Any]) -> float | None:
        timeout = pool._get_timeout(options.get("timeout"))
        timeout.start_connect()
        seconds: float | None = self._module.Timeout.resolve_default_timeout(timeout.read_timeout)
        return seconds

    def received(
        self, pool: Any, method: str, url: str, answer: Answer, patience: float | None, options: Mapping[str, Any]
    ) -> Any:
        """The answer, as a connection would have given it."""
        return self._response(
            body=io.BytesIO(answer.whole) if answer.whole is not None else _Body(answer, patience),
            headers=answer.headers,
            status=answer.status,
            version=11,
            version_string="HTTP/1.1",
            reason=answer.reason,
            preload_content=options.get("preload_content", True),
            decode_content=options.get("decode_content", True),
            original_response=_original(method, answer.headers),
            pool=pool,
            retries=options.get("retries"),
            enforce_content_length=options.get("enforce_content_length", True),
            request_method=method,
            request_url=url,
        )


def _address(pool: Any, url: str) -> tuple[str, str, int | None, str]:
    """Where a request goes: a proxy for plain HTTP is asked by the whole address, a server by its path."""
    if url.startswith("/"):
        return pool.scheme, pool.host.strip("[]"), pool.port, url
    split = urlsplit(url)
    target = f"{split.path or '/'}?{split.query}" if split.query else split.path or "/"
    return split.scheme or pool.scheme, split.hostname or pool.host.strip("[]"), split.port or pool.port, target


def _text(value: Any) -> str:
    if value.__class__ is str and value.isascii():
        plain: str = value
        return plain
    if isinstance(value, bytes):
        return value.decode("latin-1")
    text = str(value)
    return text if text.isascii() else text.encode("latin-1").decode("latin-1")


def _joined(chunks: Iterable[Any]) -> bytes:
    return b"".join(chunk.encode() if isinstance(chunk, str) else bytes(chunk) for chunk in chunks)


def _original(method: str, headers: Headers) -> _Original | None:
    """What requests reads cookies from, if there are any: it looks through all headers several times."""
    return _Original(method, headers) if any(name.lower() == "set-cookie" for name, _ in headers) else None


class _Original:
    """What requests reads cookies from."""

    __slots__ = ("_headers", "_method")

    def __init__(self, method: str, headers: Headers) -> None:
        self._method = method
        self._headers = headers

    @property
    def msg(self) -> _Original:
        return self

    def get_all(self, name: str, default: Any = None) -> Any:
        wanted = name.lower()
        return [value for key, value in self._headers if key.lower() == wanted] or default

    def isclosed(self) -> bool:
        return True

    def close(self) -> None:
        """There is nothing to close."""


class _Body:
    """A body that comes piece by piece, read like a file."""

    def __init__(self, answer: Answer, patience: float | None) -> None:
        self._answer = answer
        self._pieces: Iterable[Piece] = iter(answer.pieces or ())
        self._patience = patience
        self._buffer = b""
        self.closed = False

    def read(self, size: int | None = None) -> bytes:
        while (size is None or size < 0 or len(self._buffer) < size) and self._more():
            pass
        return self._take(size)

    def read1(self, size: int | None = None) -> bytes:
        while not self._buffer and self._more():
            pass
        return self._take(size)

    def close(self) -> None:
        self.closed = True
        self._answer.close()

    def _more(self) -> bool:
        found: Piece | None = next(iter(self._pieces), None)
        if found is None:
            return False
        if not wait(found[0], self._patience):
            raise TimeoutError("timed out")
        self._buffer += found[1]
        return True

    def _take(self, size: int | None) -> bytes:
        size = len(self._buffer) if size is None or size < 0 else size
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken
