"""In which words does VCC Live answer, and refuse?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mockserver.behaviours import Call
from mockserver.model import Location, Refusal, Response, Violation

MEDIA_TYPES: Mapping[str, str] = {
    "text/plain": "text/plain; charset=utf-8",
    "application/json": "application/json",
}
AUTHENTICATE = ("WWW-Authenticate", 'Basic realm="VCC Live Database API"')

_OF_KEYWORDS: Mapping[str, tuple[int, str]] = {
    "security": (401, "error.unauthorized"),
    "scope": (403, "error.forbidden"),
    "route": (404, "error.resource_not_exists"),
    "method": (405, "error.method_not_allowed"),
    "accept": (406, "error.not_acceptable"),
    "size": (413, "error.request_too_large"),
    "contentType": (415, "error.unsupported_media_type"),
    "parse": (400, "error.wrong_json_format"),
}
_OF_PATH: Mapping[str, tuple[int, str]] = {
    "projectid": (404, "error.project_not_exists"),
    "fieldid": (417, "error.field_not_exists"),
    "valueid": (417, "error.value_not_exists"),
    "numberid": (417, "error.record_not_exists"),
    "contactid": (417, "error.contact_not_exists"),
}
_BODIES: Mapping[str, str] = {
    "fields.create": "field",
    "values.create": "values",
    "values.update": "value",
    "records.create": "record",
    "records.update": "value",
    "records.batch_update": "elements",
    "records.batch_dispositions": "elements",
    "dispositions.create": "disposition",
    "contacts.update": "contact",
}
_CONTAINERS: Mapping[str, str] = {
    "elements": "element",
    "default": "value",
    "form": "value",
    "values": "value",
    "contacts": "contact",
    "disposition": "disposition",
    "premium": "premium",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """One entry of `errors`."""

    key: str
    property: str | None = None
    index: int | None = None
    code: int = 417

    def at(self, index: int | None) -> Failure:
        return replace(self, index=index)

    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = {"errorcode": self.code, "errormessage": self.key}
        if self.index is not None:
            told["index"] = self.index
        if self.property is not None:
            told["property"] = self.property
        return told


def answered(
    call: Call,
    response: Any,
    failures: Iterable[Failure] = (),
    *,
    status: int = 200,
    headers: Iterable[tuple[str, str]] = (),
) -> Response:
    """The envelope: what the operation gives, and what went wrong."""
    return _envelope(call.settings, status, response, failures, headers)


def failed(call: Call, *failures: Failure) -> Response:
    """The answer of an operation that did nothing; the first failure gives the status."""
    return answered(call, response=False, failures=failures, status=failures[0].code)


def partly(call: Call, results: Sequence[Failure | Any], *, last: Failure | None = None) -> Response:
    """What became of each element, by its index; `last` ends the errors if every element failed."""
    failures = [result.at(index) for index, result in enumerate(results) if isinstance(result, Failure)]
    done = {str(index): result for index, result in enumerate(results) if not isinstance(result, Failure)}
    if done or not failures:
        return answered(call, done, failures)
    closing = [last] if last else []
    return answered(call, {}, [*failures, *closing], status=int(call.settings["failure_status"]))


def vcc_live_error(refusal: Refusal) -> Response:
    """Every refusal in the vendor's envelope; the specification's schema decides on the key of an error."""
    failures = tuple(dict.fromkeys(_refused(refusal, violation) for violation in refusal.violations))
    status = failures[0].code
    headers = (AUTHENTICATE,) if status == 401 else ()
    return _envelope(refusal.settings, status, response=False, failures=failures, headers=headers)


def failure_at(location: Location, keyword: str, thing: str) -> Failure:
    """The failure that a broken keyword means at a location inside a thing, such as a `value` or a `contact`."""
    if not location:
        return Failure(f"error.wrong_{thing}_format")
    name, *rest = location
    if name in _CONTAINERS:
        return _inside(str(name), tuple(rest), keyword)
    if name == "name" and keyword in ("minLength", "maxLength"):
        return Failure("error.name_must_be_between", "name")
    if name == "email" and keyword == "format":
        return Failure("error.wrong_email_format")
    return Failure(f"error.wrong_{thing}_format", str(name))


def first_failure(violations: Sequence[Violation], thing: str) -> Failure | None:
    """The failure that the first real violation inside a thing means."""
    errors = (violation for violation in violations if violation.severity == "error")
    return next((failure_at(error.location, error.keyword, thing) for error in errors), None)


def _inside(container: str, rest: Location, keyword: str) -> Failure:
    if not rest:
        return Failure("error.missing_form" if container == "form" else f"error.wrong_{container}_format")
    thing = _CONTAINERS[container]
    if container in ("values", "elements"):
        return failure_at(rest[1:], keyword, thing).at(int(rest[0]))
    if container == "contacts" and keyword == "additionalProperties":
        return Failure("error.wrong_contacts_format")
    if container == "contacts":
        return failure_at(rest[1:], keyword, thing).at(contact_number(str(rest[0])))
    return failure_at(rest, keyword, thing)


def contact_number(key: str) -> int:
    """3 for `phone3`."""
    return int(key.removeprefix("phone"))


def _refused(refusal: Refusal, violation: Violation) -> Failure:
    place, *rest = violation.location
    no_body = violation.location == ("body",) and violation.keyword == "required"
    keyword = "parse" if no_body else violation.keyword
    if keyword in _OF_KEYWORDS:
        code, key = _OF_KEYWORDS[keyword]
        return Failure(key, code=code)
    if place == "path" and violation.name in _OF_PATH:
        code, key = _OF_PATH[violation.name]
        return Failure(key, code=code)
    if place == "body" and refusal.operation is not None:
        return _broken_body(refusal.operation.id, violation, tuple(rest))
    return Failure(f"error.wrong_{violation.name}_format", violation.name)


def _broken_body(operation_id: str, violation: Violation, location: Location) -> Failure:
    """Of a value's body: one that is neither an array nor an object is the wrong format of values."""
    thing = _BODIES[operation_id]
    if not location and thing == "value" and not isinstance(violation.value, list):
        thing = "values"
    return failure_at(location, violation.keyword, thing)


def _envelope(
    settings: Mapping[str, str],
    status: int,
    response: Any,
    failures: Iterable[Failure],
    headers: Iterable[tuple[str, str]],
) -> Response:
    return Response.json(
        status,
        {"errors": [failure.told() for failure in failures], "response": response},
        headers,
        media_type=MEDIA_TYPES[settings.get("content_type", "text/plain")],
    )
