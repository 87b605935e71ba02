"""How does Prism word a refusal, and where does it refuse what this server would answer?"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mockserver.dialects.manner import Manner
from mockserver.dialects.problems import CHALLENGES, MAX_TOLD, challenge, fitting, problem_json
from mockserver.model import ABSENT, Operation, Refusal, Request, Response, Violation

MAX_VALUES = 2_500
"""How many values a generated body may have at the most."""

_TYPE = "https://stoplight.io/prism/errors#"
_UNDOCUMENTED = "response was found in the spec, so Prism is generating this error for you."
_PROBLEMS: Mapping[str, tuple[str, str]] = {
    "NO_PATH_MATCHED_ERROR": (
        "Route not resolved, no path matched",
        "The route {path} hasn't been found in the specification file",
    ),
    "NO_METHOD_MATCHED_ERROR": (
        "Route resolved, but no method matched",
        'The route {path} has been matched, but it does not have "{method}" method defined',
    ),
    "UNAUTHORIZED": (
        "Invalid security scheme used",
        f"Your request does not fullfil the security requirements and no HTTP unauthorized {_UNDOCUMENTED}",
    ),
    "NOT_FOUND": ("The server cannot find the requested content", "{lacking}"),
    "NOT_ACCEPTABLE": (
        "The server cannot produce a representation for your accept header",
        "Unable to find content for {accept}",
    ),
    "INVALID_CONTENT_TYPE": ("Invalid content type", "Supported content types: {taken}"),
    "UNPROCESSABLE_ENTITY": (
        "Invalid request",
        f"Your request is not valid and no HTTP validation {_UNDOCUMENTED}",
    ),
    "VIOLATIONS": (
        "Request/Response not valid",
        "Your request/response is not valid and the --errors flag is set, so Prism is generating this error for you.",
    ),
    "SCHEMA_TOO_COMPLEX": (
        "Schema too complex",
        "Unable to generate body for response. The schema is too complex to generate.",
    ),
    "NO_COMPLEX_OBJECT_TEXT": ("Cannot serialise complex objects as text",) * 2,
    "PROXY_UNSUPPORTED_REQUEST_BODY": (
        (
            "The Prism proxy does not support sending a GET/HEAD request with a message body to an upstream server. "
            "See: https://github.com/stoplightio/prism/issues/2259"
        ),
        "",
    ),
}
_NAMES = {
    "route": "NO_PATH_MATCHED_ERROR",
    "method": "NO_METHOD_MATCHED_ERROR",
    "security": "UNAUTHORIZED",
    "token": "UNAUTHORIZED",
    "scope": "UNAUTHORIZED",
    "accept": "NOT_ACCEPTABLE",
    "contentType": "INVALID_CONTENT_TYPE",
    "complexity": "SCHEMA_TOO_COMPLEX",
    "representation": "NO_COMPLEX_OBJECT_TEXT",
    "content": "PROXY_UNSUPPORTED_REQUEST_BODY",
}
_LISTING = {"UNPROCESSABLE_ENTITY", "VIOLATIONS"}


def prism_problem(refusal: Refusal) -> Response:
    """A refusal as Prism's users know it; ours where Prism has no words for it."""
    name = _name(refusal)
    if name is None:
        return problem_json(refusal)
    title, detail = _PROBLEMS[name]
    told = {"type": _TYPE + name, "title": title, "status": refusal.status, "detail": detail.format(**_facts(refusal))}
    if name in _LISTING:
        told["validation"] = [_worded(violation) for violation in refusal.violations[:MAX_TOLD]]
    if name == "UNAUTHORIZED" and (challenges := _challenges(refusal)):
        told["headers"] = {"WWW-Authenticate": challenges}
    headers = challenge(refusal.violations, refusal.operation)
    return Response.json(refusal.status, told, headers, media_type="application/problem+json")


def _name(refusal: Refusal) -> str | None:
    first = refusal.violations[0]
    if first.keyword == "route" and first.location[0] == "header":
        return "NOT_FOUND"
    if first.keyword in _NAMES:
        return _NAMES[first.keyword]
    if first.blame != "client":
        return "VIOLATIONS" if refusal.status == 500 else None
    return "UNPROCESSABLE_ENTITY" if refusal.status in (400, 422) else None


def _facts(refusal: Refusal) -> dict[str, str]:
    """What the details of the problems name."""
    operation, request = refusal.operation, refusal.request
    content = operation.body.content if operation and operation.body else {}
    return {
        "path": request.path,
        "method": request.method.lower(),
        "accept": request.headers.get("accept", "*/*"),
        "taken": ",".join(content),
        "lacking": _lacking(refusal.violations[0], operation),
    }


def _lacking(violation: Violation, operation: Operation | None) -> str:
    """Which preference cannot be met."""
    if violation.name == "code":
        return f"Requested status code {violation.value} is not defined in the document."
    specs = operation.responses.values() if operation else ()
    media_type = next((media_type for spec in specs for media_type in spec.content), "application/json")
    return f"Response for contentType: {media_type} and exampleKey: {violation.value} does not exist."


def _challenges(refusal: Refusal) -> str:
    """How to log in, unless the client tried so already and only its credentials were wrong."""
    schemes = refusal.operation.security[0] if refusal.operation and refusal.operation.security else ()
    tried = refusal.request.headers.get("authorization", "").partition(" ")[0].lower()
    known = {**CHALLENGES, "bearer": "Bearer", "oauth2": "OAuth2", "openIdConnect": "OpenID"}
    found = (known.get(s.scheme or s.kind, s.scheme) for s in schemes if s.scheme != tried)
    return ", ".join(text for text in found if text)


# Violations


def prism_header(violations: Sequence[Violation]) -> str:
    """The value of `sl-violations`: those of the answer first, as far as they fit."""
    by_side = sorted(violations, key=lambda violation: violation.blame == "client")
    return json.dumps(fitting([_entry(violation) for violation in by_side[:MAX_TOLD]]), separators=(",", ":"))


def _entry(violation: Violation) -> dict[str, Any]:
    side = "request" if violation.blame == "client" else "response"
    location, code, message = _place(violation), *_told(violation)
    return _told_as(violation, (side, *location), code, message)


def _worded(violation: Violation) -> dict[str, Any]:
    """One entry of `validation`, whose message names the part of the message that it is about."""
    location, code, message = _place(violation), *_told(violation)
    of_client = violation.blame == "client"
    where = ".".join(location[1:])
    noun = ("property" if location[0] == "body" else "parameter") if where else ""
    side = "Request" if of_client else "Response"
    sentence = " ".join(part for part in (side, location[0], noun, where, message) if part)
    reserved = code == "allowReserved"
    told = _told_as(violation, location if of_client else ("response", *location), code, sentence)
    if not reserved:
        return told
    return {"location": told["location"], "severity": told["severity"], "message": message}


def _told_as(violation: Violation, location: Sequence[str], code: str, message: str) -> dict[str, Any]:
    severity = violation.severity.capitalize()
    return {"location": list(location), "severity": severity, "code": code, "message": message}


def _place(violation: Violation) -> tuple[str, ...]:
    """The place of the value that a keyword was held against: the object, not the member that it lacks."""
    steps = tuple(map(str, violation.location))
    return steps[:-1] if violation.keyword in _OF_OBJECTS and len(steps) > 1 else steps


_OF_OBJECTS = {"required", "additionalProperties", "unevaluatedProperties"}
_Words = str | Callable[[Violation], str]
_WORDS: Mapping[str, _Words] = {
    "required": lambda violation: f"must have required property '{_member(violation)}'",
    "additionalProperties": "must NOT have additional properties",
    "unevaluatedProperties": "must NOT have unevaluated properties",
    "type": lambda violation: f"must be {_listed(violation.expected, ',')}",
    "enum": lambda violation: f"must be equal to one of the allowed values: {_listed(violation.expected, ', ')}",
    "const": "must be equal to constant",
    "pattern": 'must match pattern "{}"',
    "format": 'must match format "{}"',
    "minLength": "must NOT have fewer than {} characters",
    "maxLength": "must NOT have more than {} characters",
    "minItems": "must NOT have fewer than {} items",
    "maxItems": "must NOT have more than {} items",
    "minProperties": "must NOT have fewer than {} properties",
    "maxProperties": "must NOT have more than {} properties",
    "minimum": "must be >= {}",
    "maximum": "must be <= {}",
    "exclusiveMinimum": "must be > {}",
    "exclusiveMaximum": "must be < {}",
    "multipleOf": "must be multiple of {}",
    "uniqueItems": "must NOT have duplicate items",
    "anyOf": "must match a schema in anyOf",
    "oneOf": "must match exactly one schema in oneOf",
    "not": "must NOT be valid",
    "false": "boolean schema is false",
    "allowReserved": "Reserved characters used in request body",
}


def _told(violation: Violation) -> tuple[str, str]:
    """The code and the words of a broken keyword; a field that must not be empty has too few characters."""
    if violation.keyword == "allowEmptyValue":
        return "minLength", "must NOT have fewer than 1 characters"
    words = _WORDS.get(violation.keyword, violation.message)
    if callable(words):
        return violation.keyword, words(violation)
    if "{}" in words and violation.expected is ABSENT:
        words = violation.message
    return violation.keyword, words.replace("{}", str(violation.expected))


def _member(violation: Violation) -> str:
    return violation.name.lower() if violation.location[0] == "header" else violation.name


def _listed(expected: Any, between: str) -> str:
    values = expected if isinstance(expected, list | tuple) else (expected,)
    return between.join(value if isinstance(value, str) else json.dumps(value) for value in values)


# Generated answers


def prism_review(request: Request, operation: Operation, response: Response) -> Response | Violation:
    """The answer, unless it is too large, or a structure where the client asked for text by name.

    A 2.0 document need not say in which media type it answers: then nothing is written of a plain value.
    """
    value, content_type = response.value, response.header("content-type") or ""
    structured = isinstance(value, dict | list)
    if structured and _has_more_than(value, MAX_VALUES):
        return Violation(("body",), "complexity", f"the body would have more than {MAX_VALUES} values", blame="spec")
    if structured and content_type.startswith("text/") and content_type in request.headers.get("accept", ""):
        return Violation(("body",), "representation", f"{content_type} cannot hold a structure", blame="spec")
    spec = operation.response_for(response.status)
    if spec is not None and spec.content and not structured and all(m.assumed for m in spec.content.values()):
        return Response(response.status, tuple(h for h in response.headers if h[0].lower() != "content-type"))
    return response


def _has_more_than(value: Any, limit: int) -> bool:
    """Whether a JSON value has more than a number of values in it."""
    waiting, count = [value], 0
    while waiting and count <= limit:
        one = waiting.pop()
        count += 1
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting.extend(inner)
    return count > limit


PRISM = Manner(prism_problem, prism_header, derives=False, review=prism_review, fills=False)
