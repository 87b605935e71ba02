"""In which words is a refusal told, and with which status?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus

from mockserver.model import Operation, Refusal, Response, Violation

ErrorDialect = Callable[[Refusal], Response]
"""How an API words each of its refusals: a pure function that branches on `Violation.keyword`, never on text."""

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

    A range such as `4XX` documents every status in it. Where none of a ladder is documented, its first stands.
    """
    wanted = _STATUS_OF_KEYWORD.get(violations[0].keyword, 422)
    if operation is None:
        return wanted
    ladder = _LADDERS.get(wanted, (wanted,))
    explicit = next((status for status in ladder if str(status) in operation.responses), None)
    return explicit or ladder[0]


def problem_json(refusal: Refusal) -> Response:
    """The last resort: an RFC 9457 problem document that lists the violations."""
    status = HTTPStatus(refusal.status)
    return Response.json(
        refusal.status,
        {
            "type": f"https://httpwg.org/specs/rfc9110.html#status.{refusal.status}",
            "title": status.phrase,
            "status": refusal.status,
            "detail": "; ".join(violation.message for violation in refusal.violations[:10]),
            "validation": [
                {
                    "location": list(violation.location),
                    "severity": violation.severity,
                    "code": violation.keyword,
                    "message": violation.message,
                    "pointer": violation.pointer,
                }
                for violation in refusal.violations[:100]
            ],
        },
        media_type="application/problem+json",
    )
