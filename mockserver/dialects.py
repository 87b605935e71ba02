"""In which words is a refusal told, and with which status?"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from mockserver.model import Operation, Refusal, Response, Violation

ErrorDialect = Callable[[Refusal], Response]
"""How an API words each of its refusals: a pure function that branches on `Violation.keyword`, never on text."""

MAX_TOLD = 100
"""How many violations an answer tells at the most; the journal has them all."""

MAX_HEADER = 4_000
"""How many characters the header `sl-violations` has at the most."""

_CHALLENGES = {
    "basic": 'Basic realm="*"',
    "bearer": "Bearer",
    "digest": 'Digest realm="*", nonce="abc123"',
}

_STATUS_OF_KEYWORD = {
    "security": 401,
    "scope": 403,
    "route": 404,
    "method": 405,
    "accept": 406,
    "size": 413,
    "contentType": 415,
}
_LADDERS = {401: (401,), 403: (403, 401), 415: (415, 422, 400), 422: (422, 400)}


def refusal_status(violations: Sequence[Violation], operation: Operation | None) -> int:
    """The status of a refusal: 401; 415 then 422 then 400; 422 then 400, the first that the operation documents.

    A range such as `4XX` documents 415, but neither 422 nor 400, which it cannot choose between.
    Where none of a ladder is documented, its first stands.
    """
    wanted = _STATUS_OF_KEYWORD.get(violations[0].keyword, 422)
    if operation is None:
        return wanted
    ladder = _LADDERS.get(wanted, (wanted,))
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
            "detail": "; ".join(violation.message for violation in refusal.violations[:10]),
            "validation": [_told(violation) for violation in refusal.violations[:MAX_TOLD]],
        },
        headers,
        media_type="application/problem+json",
    )


def challenge(violations: Sequence[Violation], operation: Operation | None) -> tuple[tuple[str, str], ...]:
    """The `WWW-Authenticate` headers of a refusal for want of a credential, one for each HTTP scheme."""
    if operation is None or not any(violation.keyword == "security" for violation in violations):
        return ()
    schemes = dict.fromkeys(scheme.scheme for alternative in operation.security for scheme in alternative)
    return tuple(("WWW-Authenticate", _CHALLENGES.get(scheme, scheme)) for scheme in schemes if scheme)


def violations_header(violations: Sequence[Violation]) -> str:
    """The first violations as a JSON array that fits into a header, in ASCII; fewer where they are long."""
    told: list[dict[str, Any]] = []
    size = 2
    for violation in violations[:MAX_TOLD]:
        entry = _told(violation)
        size += len(json.dumps(entry)) + 2
        if size > MAX_HEADER:
            break
        told.append(entry)
    return json.dumps(told)


def _told(violation: Violation) -> dict[str, Any]:
    return {
        "location": list(violation.location),
        "severity": violation.severity,
        "code": violation.keyword,
        "message": violation.message,
        "pointer": violation.pointer,
    }
