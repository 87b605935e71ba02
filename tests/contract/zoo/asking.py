"""How is a WSGI application asked without a socket?"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote

from mockserver.contract.check import Send
from mockserver.model import Request, Response, Violation

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def in_process(application: Application) -> Send:
    """What sends to an application in the same process."""

    def send(request: Request) -> Response | Violation:
        begun: list[tuple[str, list[tuple[str, str]]]] = []
        body = b"".join(application(environ_of(request), lambda status, headers: begun.append((status, headers))))
        status, headers = begun[0]
        return Response(int(status[:3]), tuple(headers), body)

    return send


def environ_of(request: Request) -> dict[str, Any]:
    names = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
    return {
        "REQUEST_METHOD": request.method,
        "PATH_INFO": unquote(request.path, "latin-1"),
        "QUERY_STRING": request.query,
        "CONTENT_LENGTH": str(len(request.body)),
        "SERVER_NAME": "mock.example",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        **{names.get(name, f"HTTP_{name.upper().replace('-', '_')}"): value for name, value in request.headers.items()},
    }
