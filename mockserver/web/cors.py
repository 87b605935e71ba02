"""What does a browser need to know before a page of another site may use an API?"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.model import Request, Response

Headers = tuple[tuple[str, str], ...]


_FOR_NO_ORIGIN: Headers = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Headers", "*"),
    ("Access-Control-Allow-Credentials", "true"),
    ("Access-Control-Expose-Headers", "*"),
)


def cors_headers(request_headers: Mapping[str, str]) -> Headers:
    """The headers that let a page of any site read an answer."""
    origin = request_headers.get("origin")
    if not origin:
        return _FOR_NO_ORIGIN
    return (("Access-Control-Allow-Origin", origin), *_FOR_NO_ORIGIN[1:], ("Vary", "Origin"))


def is_preflight(request: Request) -> bool:
    """Whether a browser asks what a page may do, and no client of the API itself."""
    return request.method == "OPTIONS" and "access-control-request-method" in request.headers


def preflight(request: Request) -> Response:
    """The answer to a preflight: whatever the page asks for is allowed."""
    asked = request.headers.get("access-control-request-headers", "*")
    allowed = (
        *(header for header in cors_headers(request.headers) if header[0] != "Access-Control-Allow-Headers"),
        ("Access-Control-Allow-Methods", request.headers["access-control-request-method"]),
        ("Access-Control-Allow-Headers", asked),
    )
    return Response(204, allowed)
