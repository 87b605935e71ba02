"""How is an answer, good or bad, put into HTTP?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from mockserver.behaviours.oracle.errors import Failure, Problem, failure
from mockserver.model import Operation, Refusal, Request, Response, Violation

Headers = Iterable[tuple[str, str]]

JSON = "application/json"
ERROR = "application/vnd.oracle.adf.error+json"
VERSIONS = tuple(map(str, range(1, 10)))
DEFAULT_VERSION = "1"
FIRST_STRUCTURED = 4
OVERRIDE = "X-HTTP-Method-Override"

_ITEM_METHODS = "DELETE, GET, HEAD, PATCH"
_VERBS = {"GET": "get", "POST": "create", "PATCH": "update", "PUT": "replace", "DELETE": "delete"}
_STATUSES = {
    "security": 401,
    "scope": 403,
    "route": 404,
    "method": 405,
    "accept": 406,
    "size": 413,
    "contentType": 415,
}
_WHOLE_BODY = ("parse", "required", "type")


def framework_version(request: Request) -> int:
    """The version of the framework that the request names; the default if it names none, or none that there is."""
    named = request.headers.get("rest-framework-version", "").strip()
    return int(named if named in VERSIONS else DEFAULT_VERSION)


def common_headers(request: Request) -> tuple[tuple[str, str], ...]:
    """What every answer carries."""
    context = request.headers.get("metadata-context")
    return (
        ("REST-Framework-Version", str(framework_version(request))),
        *((("Metadata-Context", context),) if context is not None else ()),
        ("Cache-Control", "no-cache, no-store, must-revalidate"),
    )


def answered(request: Request, operation: Operation, status: int, value: Any, headers: Headers = ()) -> Response:
    """An answer in the media type that the client likes best; none at all if it declined the vendor's with `q=0`."""
    media_type = _best(request, offered(operation))
    if media_type is None:
        return Response(status, (*common_headers(request), *headers))
    return Response.json(status, value, (*common_headers(request), *headers), media_type=media_type)


def done(request: Request) -> Response:
    return Response(204, common_headers(request))


def offered(operation: Operation) -> tuple[str, ...]:
    """The media types of an operation's good answers."""
    good = (spec for status, spec in operation.responses.items() if status.startswith("2"))
    return tuple(dict.fromkeys(media_type for spec in good for media_type in spec.content))


def is_acceptable(request: Request, operation: Operation) -> bool:
    """Whether the client takes one of the media types that the operation offers, or wants no body."""
    media_types = offered(operation)
    if not media_types or _best(request, media_types) is not None:
        return True
    return any(quality == 0 for _, quality in _accepted(request))


def refused(request: Request, found: Failure, extra: dict[str, Any] | None = None, headers: Headers = ()) -> Response:
    """An error: structured from version 4 of the framework on, before that one line for each problem."""
    told = found.told()
    all_headers = (*common_headers(request), *headers)
    if found.etag:
        all_headers = (*all_headers, ("ETag", f'"{found.etag}"'))
    if framework_version(request) < FIRST_STRUCTURED:
        return Response.text(found.status, "\n".join(map(_line, told)), all_headers)
    body = {
        "title": HTTPStatus(found.status).phrase,
        "status": str(found.status),
        "o:errorDetails": [_entry(problem) for problem in told],
        **(extra or {}),
    }
    return Response.json(found.status, body, all_headers, media_type=_error_type(request))


def oracle_error(refusal: Refusal) -> Response:
    """The words for a request that the specification or the login refused."""
    first = refusal.violations[0]
    if first.keyword == "method":
        return refused(refusal.request, _invalid_operation(refusal.request.method))
    if first.location == ("header", OVERRIDE):
        meant = str(first.value) if first.value else refusal.request.method
        return refused(refusal.request, _invalid_operation(meant), headers=(("Allow", _ITEM_METHODS),))
    status = 404 if first.location[0] == "path" else _STATUSES.get(first.keyword, 400)
    problems = tuple(dict.fromkeys(_problem(violation) for violation in refusal.violations))
    headers = (("WWW-Authenticate", 'Basic realm="Oracle"'),) if status == 401 else ()
    return refused(refusal.request, Failure(status, problems), headers=headers)


def invalid_operation(verb: str, status: int = 405) -> Failure:
    return failure(status, f"Invalid operation {verb} for the specified resource.")


def _invalid_operation(method: str) -> Failure:
    return invalid_operation(_VERBS.get(method, method.lower()))


def _problem(violation: Violation) -> Problem:
    where = violation.location[0]
    if violation.location == ("body",) and violation.keyword in _WHOLE_BODY:
        return Problem("Unable to parse the provided payload", "27521")
    if where == "path":
        return Problem("The resource item was not found.")
    if where == "query":
        return Problem(f"URL request parameter {violation.location[1]} is not valid: {violation.message}.")
    if where == "header":
        return Problem(f"Header {violation.location[1]} is not valid: {violation.message}.")
    told = violation.message[:1].upper() + violation.message[1:]
    return Problem(f"{told}.", path=violation.pointer if where == "body" else "")


def _line(problem: Problem) -> str:
    return f"JBO-{problem.code}: {problem.detail}" if problem.code else problem.detail


def _entry(problem: Problem) -> dict[str, str]:
    code = {"o:errorCode": problem.code} if problem.code else {}
    return {"detail": problem.detail, **code, "o:errorPath": problem.path}


def _error_type(request: Request) -> str:
    """The vendor's own type for errors, unless the client names plain JSON and not that one."""
    named = {media_type for media_type, quality in _accepted(request) if quality > 0}
    return JSON if JSON in named and ERROR not in named else ERROR


def _best(request: Request, media_types: Sequence[str]) -> str | None:
    """The media type of the highest quality, among those the one that is named most exactly; then the first."""
    accepted = _accepted(request)
    rated = [(*_rating(media_type, accepted), media_type) for media_type in media_types]
    best = max(rated, key=lambda entry: entry[:2], default=(0.0, 0, ""))
    return best[2] if best[0] > 0 else None


def _rating(media_type: str, accepted: Sequence[tuple[str, float]]) -> tuple[float, int]:
    """The quality that the most exact of the accepted ranges gives a media type, and how exact that is."""
    ranges = (("*/*", 0), (f"{media_type.partition('/')[0]}/*", 1), (media_type, 2))
    found = [(rank, quality) for text, rank in ranges for name, quality in accepted if name == text]
    rank, quality = max(found, default=(0, 0.0))
    return quality, rank


def _accepted(request: Request) -> list[tuple[str, float]]:
    """The ranges of `Accept` with their qualities; anything goes if there is none."""
    header = request.headers.get("accept", "").strip() or "*/*"
    return [_range(part) for part in header.split(",") if part.strip()]


def _range(text: str) -> tuple[str, float]:
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    quality = next((value[2:] for value in parameters if value.startswith("q=")), "1")
    try:
        return name, float(quality)
    except ValueError:
        return name, 1.0
