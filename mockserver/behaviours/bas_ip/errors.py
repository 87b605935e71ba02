"""In which words does a BAS-IP monitor refuse?"""

from __future__ import annotations

from mockserver.model import Refusal, Response, Violation

_WRONG_TYPE = ("type", "format")
_PHRASES = {
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    413: "Content Too Large",
    415: "Unsupported Media Type",
}


def bas_ip_error(refusal: Refusal) -> Response:
    """`{"error": text}` with the documented texts, back-ticks included, or `Wrong <parameter>`, or a phrase."""
    return Response.json(refusal.status, {"error": _text(refusal)})


def _text(refusal: Refusal) -> str:
    if refusal.status == 401:
        return "Log In"
    if refusal.status != 400:
        return _PHRASES.get(refusal.status, "Wrong request")
    return _text_of_400(min(refusal.violations, key=_rank))


def _text_of_400(violation: Violation) -> str:
    if violation.location[0] in ("path", "query"):
        return f"Wrong {violation.name.removeprefix('entity-')}"
    if is_missing(violation) and violation.pointer:
        return f"Wrong JSON body: no value for `{violation.name}`"
    if is_wrong_type(violation) and violation.pointer:
        return f"Wrong JSON body: value `{violation.name}` was of the wrong type"
    return "Wrong JSON body"


def _rank(violation: Violation) -> int:
    """Which of several violations is told: parameters, then what is missing, then wrong types, then the rest."""
    if violation.location[0] in ("path", "query"):
        return 0
    return 1 if is_missing(violation) else 2 if is_wrong_type(violation) else 3


def is_missing(violation: Violation) -> bool:
    return violation.keyword == "required"


def is_wrong_type(violation: Violation) -> bool:
    """Whether a value has another type than the vendor's tables say; a UUID is a type there."""
    return violation.keyword in _WRONG_TYPE
