"""How does a WSGI request reach the engine without Flask in between?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote

from mockserver.delivery import AT_ONCE, SLEEP
from mockserver.engine import Engine
from mockserver.model import Outcome, Request, Response
from mockserver.pointers import is_number
from mockserver.recording import Recording
from mockserver.state import DEFAULT_SESSION, Sessions
from mockserver.transport import BODILESS
from mockserver.web.conversing import FIELDS, HEADERS, TRAILERS
from mockserver.web.cors import Headers, cors_headers, is_preflight, preflight
from mockserver.web.delivering import announced, delivered
from mockserver.web.hinting import EARLY
from mockserver.web.passing import headers_and_body, is_longer, rest_of, unheard
from mockserver.web.requiring import no_session
from mockserver.web.telling import is_told, tell

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]

SESSION_PREFIX = "/__session__/"
_PATH_SAFE = "/:@!$&'()*+,;=~"
_STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}

MAX_HEADER_NAMES = 1_024
"""How many names of headers and of other things in an environment are kept."""


class Door:
    """A WSGI application: API requests go to the engine, those below the control prefix to Flask."""

    def __init__(
        self,
        engine: Engine,
        sessions: Sessions,
        control: WsgiApp,
        control_prefix: str,
        *,
        cors: bool = False,
        recording: Recording | None = None,
        require_session: bool = False,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._engine = engine
        self._sessions = sessions
        self._control = control
        self._control_prefix = control_prefix
        self._cors = cors
        self._recording = recording
        self._sleep = sleep
        self._header_names = HeaderNames()
        self._tells = is_told()
        self._needs_session = require_session
        self._most, self._passes_on = engine.options.max_body, engine.options.upstream is not None

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = raw_path(environ)
        if path.startswith(self._control_prefix) and path[len(self._control_prefix) :][:1] in ("", "/"):
            return self._control(environ, start_response)
        name, prefix, path = _session(environ, path)
        most, is_passed_on = self._most, self._passes_on
        is_refused = not is_passed_on and is_longer(environ, most)
        body = b"" if is_refused else _body(environ, most)
        if body is None:
            start_response("400 Bad Request", [("Content-Length", "0")])
            return []
        request = _request(environ, self._header_names, path, prefix, body, as_came=is_passed_on)
        if is_refused or (is_passed_on and len(body) > most):
            request = replace(request, rest=rest_of(environ, len(body)))
        if self._cors and request.method == "OPTIONS" and is_preflight(request):
            return _send(preflight(request), "OPTIONS", (), start_response)
        added = cors_headers(request.headers) if self._cors else ()
        if self._needs_session and not (prefix or environ.get("HTTP_X_MOCK_SESSION")):
            return _send(no_session(request), request.method, added, start_response)
        outcome = self._engine.handle(request, self._sessions.get(name))
        answer = self._answered(outcome, added, environ, start_response)
        return unheard(answer, environ) if is_refused else answer

    def _answered(
        self, outcome: Outcome, added: Headers, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Tell and record what became of a request, and send its answer."""
        request = outcome.request
        if request.rest is not None:
            request.rest.close()  # nobody reads it any more, and the journal must not hold the connection
        if self._tells:
            tell(outcome)
        if self._recording is not None:
            self._recording.add(outcome)
        if outcome.delivery is not None or outcome.source == "upstream":
            return self._deliver(outcome, added, environ, start_response)
        return _send(outcome.response, request.method, added, start_response)

    def _deliver(
        self, outcome: Outcome, added: Headers, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Send an answer later, or not whole, or with the rest that an upstream still has."""
        delivery, sleep = outcome.delivery or AT_ONCE, environ.get(SLEEP, self._sleep)
        if delivery.delay:
            sleep(delivery.delay)
        if delivery.mishap is not None:
            sent = _send(announced(delivery, outcome.response), outcome.request.method, added, start_response)
            return delivered(delivery, b"".join(sent), environ, sleep)
        if outcome.source != "upstream":
            return _send(outcome.response, outcome.request.method, added, start_response)
        headers, pieces = headers_and_body(outcome, environ, added)
        start_response(status_line(outcome.response), headers)
        return pieces


def raw_path(environ: Environ) -> str:
    """The path, percent-encoded, as the client sent it where the server tells that, else encoded again."""
    target = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if target and target.startswith("/"):
        return str(target).partition("?")[0]
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    return _encoded(path) if path else "/"


@lru_cache(maxsize=1_024)
def _encoded(path: str) -> str:
    return quote(path.encode("latin-1", "replace"), safe=_PATH_SAFE)


def _session(environ: Environ, path: str) -> tuple[str, str, str]:
    """The session's name, the prefix that named it, and the path behind that prefix."""
    if path.startswith(SESSION_PREFIX):
        name, _, rest = path[len(SESSION_PREFIX) :].partition("/")
        return unquote(name), SESSION_PREFIX + name, f"/{rest}"
    return environ.get("HTTP_X_MOCK_SESSION") or DEFAULT_SESSION, "", path


class HeaderNames(dict[str, str]):
    """The names of headers by WSGI's names for them; what names no header has an empty one.

    It is asked some thirty times for each request, so it is a table, of bounded size.
    """

    def __missing__(self, key: str) -> str:
        name = key[5:].replace("_", "-").lower() if key.startswith("HTTP_") else ""
        if len(self) < MAX_HEADER_NAMES:
            self[key] = name
        return name


def _request(
    environ: Environ, names: HeaderNames, path: str, prefix: str, body: bytes, *, as_came: bool = False
) -> Request:
    """The request of an environment; one that is to be passed on is spelled `as_came`."""
    headers = environ.get(HEADERS) or _headers(environ, names)
    host = headers.get("host") or environ.get("SERVER_NAME", "localhost")
    method, query = environ["REQUEST_METHOD"], environ.get("QUERY_STRING", "")
    return Request(
        method=method if as_came else method.upper(),
        path=path,
        query=query,
        headers=headers,
        body=body,
        root=f"{environ.get('wsgi.url_scheme', 'http')}://{host}{prefix}",
        fields=environ.get(FIELDS, ()),
        trailers=environ.get(TRAILERS) if "transfer-encoding" in headers else None,
        has_mark=as_came and not query and environ.get("RAW_URI", "").endswith("?"),
        early=environ.get(EARLY),
    )


def _headers(environ: Environ, names: HeaderNames) -> dict[str, str]:
    headers = {name: value for key, value in environ.items() if (name := names[key])}
    content_type = environ.get("CONTENT_TYPE")
    if content_type:
        headers["content-type"] = content_type
    return headers


def _body(environ: Environ, max_body: int) -> bytes | None:
    """The body; of one that is too long just so much that the engine sees it; None where the client vanished.

    A body that ends before its declared length is never handed on: half a record must not be kept.
    """
    declared = environ.get("CONTENT_LENGTH") or ""
    if not declared and "HTTP_TRANSFER_ENCODING" not in environ:
        return b""
    is_declared = is_number(declared)
    if is_declared:
        wanted = min(int(declared), max_body + 1)
    elif environ.get("wsgi.input_terminated") and "HTTP_TRANSFER_ENCODING" in environ:
        wanted = max_body + 1
    else:
        return b""
    try:
        body: bytes = environ["wsgi.input"].read(wanted) if wanted else b""
    except (OSError, ValueError):
        return None
    return None if is_declared and len(body) < wanted else body


def _send(response: Response, method: str, added: Headers, start_response: StartResponse) -> list[bytes]:
    headers = [*response.headers, *added]
    if response.status not in BODILESS:
        headers.append(("Content-Length", str(len(response.body))))
    start_response(status_line(response), headers)
    return [] if method == "HEAD" or response.status in BODILESS else [response.body]


def status_line(response: Response) -> str:
    if response.reason is not None:
        return f"{response.status} {response.reason}"
    return _STATUS_LINES.get(response.status) or f"{response.status} Unknown"
