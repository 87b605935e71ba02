"""In which words is a refusal told, and with which status?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from mockserver.model import Operation, Refusal, Response, SecurityScheme, Violation

ErrorDialect = Callable[[Refusal], Response]
"""How an API words each of its refusals: a pure function that branches on `Violation.keyword`, never on text."""

MAX_TOLD = 100
"""How many violations an answer tells at the most; the journal has them all."""

MAX_HEADER = 4_000
"""How many characters the header `sl-violations` has at the most."""

CHALLENGES = {
    "basic": 'Basic realm="*"',
    "digest": 'Digest realm="*", nonce="abc123"',
}

_SCOPE = re.compile(r"[!#-\[\]-~]+")
"""What RFC 6749 allows as a scope; nothing else may stand in a header."""

_STATUS_OF_KEYWORD = {
    "security": 401,
    "token": 401,
    "scope": 403,
    "route": 404,
    "notFound": 404,
    "method": 405,
    "accept": 406,
    "duplicate": 409,
    "conflict": 409,
    "gone": 410,
    "precondition": 412,
    "size": 413,
    "contentType": 415,
    "preconditionRequired": 428,
    "incomplete": 400,
    "content": 501,
    "upgrade": 501,
    "unreachable": 502,
    "timeout": 504,
}
_LADDERS = {
    401: (401,),
    403: (403, 401),
    409: (409, 422, 400),
    410: (410, 404),
    412: (412, 409, 400),
    415: (415, 422, 400),
    422: (422, 400),
    428: (428, 412, 400),
}

_REFERENCE = (409, 404)
"""The statuses that tell of a body which names something that is not there."""


def refusal_status(violations: Sequence[Violation], operation: Operation | None) -> int:
    """The status of a refusal: 401; 415 then 422 then 400; 422 then 400; the first that the operation documents.

    409 goes on in the same way to 422 and 400, 410 to 404, 412 to 409 and 400, 428 to 412 and 400.

    A range such as `4XX` documents 415, but neither 422 nor 400, which it cannot choose between.
    Where none of a ladder is documented, its first stands.
    """
    wanted = _STATUS_OF_KEYWORD.get(violations[0].keyword, 422)
    if operation is None:
        return wanted
    ladder = _REFERENCE if violations[0].keyword == "reference" else _LADDERS.get(wanted, (wanted,))
    if wanted != 422 and "4XX" in operation.responses:
        return wanted
    explicit = next((status for status in ladder if str(status) in operation.responses), None)
    return explicit or ladder[0]


def problem_json(refusal: Refusal) -> Response:
    """The last resort: an RFC 9457 problem document that lists the violations."""
    status = HTTPStatus(refusal.status)
    headers = challenge(refusal.violations, refusal.operation)
    return Response.json(
        refusal.status,
        {
            "type": f"https://httpwg.org/specs/rfc9110.html#status.{refusal.status}",
            "title": status.phrase,
            "status": refusal.status,
            "detail": _detail(refusal),
            "validation": [_told(violation) for violation in refusal.violations[:MAX_TOLD]],
        },
        headers,
        media_type="application/problem+json",
    )


def _detail(refusal: Refusal) -> str:
    messages = [violation.message for violation in refusal.violations[:10]]
    return "; ".join([*messages, refusal.hint] if refusal.hint else messages)


def crash(name: str) -> Response:
    """What is told of a crash of our own."""
    told = {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": f"{name} crashed; the journal has the traceback",
    }
    return Response.json(500, told, media_type="application/problem+json")


def challenge(violations: Sequence[Violation], operation: Operation | None) -> tuple[tuple[str, str], ...]:
    """The `WWW-Authenticate` headers of a refusal for want of a credential, one for each HTTP scheme.

    Of a token it tells in the words of RFC 6750 why it is not enough.
    """
    if operation is None or not violations or violations[0].keyword not in ("security", "token", "scope"):
        return ()
    schemes = dict.fromkeys(_http_scheme(scheme) for alternative in operation.security for scheme in alternative)
    challenges = {**CHALLENGES, "bearer": "Bearer" + _bearer_error(violations[0])}
    return tuple(("WWW-Authenticate", challenges.get(scheme, scheme)) for scheme in schemes if scheme)


def _http_scheme(scheme: SecurityScheme) -> str:
    return "bearer" if scheme.kind in ("oauth2", "openIdConnect") else scheme.scheme


def _bearer_error(violation: Violation) -> str:
    if violation.keyword == "token":
        return f' error="invalid_token", error_description="{violation.message}"'
    if violation.keyword == "scope" and isinstance(violation.value, list):
        scopes = " ".join(scope for scope in violation.value if _SCOPE.fullmatch(scope))
        return f' error="insufficient_scope", scope="{scopes}"'
    return ""


def violations_header(violations: Sequence[Violation]) -> str:
    """The first violations as a JSON array that fits into a header, in ASCII; fewer where they are long."""
    return json.dumps(fitting([_told(violation) | {"blame": violation.blame} for violation in violations[:MAX_TOLD]]))


def fitting(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first entries, as far as they fit into a header as JSON."""
    told: list[dict[str, Any]] = []
    size = 2
    for entry in entries:
        size += len(json.dumps(entry)) + 2
        if size > MAX_HEADER:
            break
        told.append(entry)
    return told


def _told(violation: Violation) -> dict[str, Any]:
    return {
        "location": list(violation.location),
        "severity": violation.severity,
        "code": violation.keyword,
        "message": violation.message,
        "pointer": violation.pointer,
    }
