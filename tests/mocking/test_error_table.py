"""Many styles of error bodies, each with six mistakes: which member tells what, exactly, and the body is valid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mockserver.mocking.errors import ErrorForm, Trouble
from mockserver.model import ABSENT, Request, Schema, Violation

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
UUID = "92cdf578-c470-45a5-9922-56f0dcf97d0b"
NOW = "2026-01-01T00:00:00.000Z"


@dataclass(frozen=True)
class Case:
    """A mistake, and how its parts are told where a schema leaves the words to us."""

    violation: Violation
    status: int
    phrase: str
    message: str
    code: str
    path: str | None = None
    pointer: str | None = None
    value: Any = ABSENT


CASES = {
    "a missing member": Case(
        Violation(("body", "pet", "name"), "required", "'name' is required"),
        422, "Unprocessable Entity", "pet: 'name' is required", "required", "pet.name", "/pet/name",
    ),
    "a wrong type": Case(
        Violation(("body", "age"), "type", "must be integer, not object", value={"years": 3}),
        400, "Bad Request", "age: must be integer, not object", "invalid_type", "age", "/age", {"years": 3},
    ),
    "an unknown id": Case(
        Violation(("path", "id"), "notFound", "there is no pet '7'", value="7"),
        404, "Not Found", "there is no pet '7'", "not_found", "id", "/id", "7",
    ),
    "malformed JSON": Case(
        Violation(("body",), "parse", "not JSON: unexpected end"),
        400, "Bad Request", "not JSON: unexpected end", "malformed_body",
    ),
    "no credential": Case(
        Violation(("security",), "security", "no valid credential was given"),
        401, "Unauthorized", "no valid credential was given", "unauthorized",
    ),
    "a duplicate": Case(
        Violation(("body", "name"), "duplicate", "'Rex' is there already", value="Rex"),
        409, "Conflict", "name: 'Rex' is there already", "already_exists", "name", "/name", "Rex",
    ),
}  # fmt: skip


def record(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def needing(**properties: Any) -> dict[str, Any]:
    return {**record(**properties), "required": list(properties)}


def many(**properties: Any) -> dict[str, Any]:
    return {"type": "array", "items": record(**properties)}


def listed(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def there(**members: Any) -> dict[str, Any]:
    """The members that are told at all."""
    return {name: value for name, value in members.items() if value is not None and value is not ABSENT}


def coded(missing: str, kind: str, unknown: str, parse: str, anonymous: str, duplicate: str) -> Callable[[Case], str]:
    """Which of the documented codes each case gets."""
    codes = dict(zip([case.code for case in CASES.values()], (missing, kind, unknown, parse, anonymous, duplicate)))  # noqa: B905
    return lambda case: codes[case.code]


def text_of(value: Any) -> Any:
    return '{"years":3}' if isinstance(value, dict) else value


NEUTRAL = coded("VALIDATION_ERROR", "VALIDATION_ERROR", "NOT_FOUND", "VALIDATION_ERROR", "E_AUTH", "VALIDATION_ERROR")
SIDES = coded("FIELD_MISSING", "BAD_TYPE", "NO_SUCH_PET", "BAD_TYPE", "E_AUTH", "TAKEN")
JSON_KINDS = coded("BAD_REQUEST", "BAD_REQUEST", "NOT_FOUND", "INVALID_JSON", "UNAUTHENTICATED", "ALREADY_EXISTS")
ANYTHING: dict[str, Any] = {}

STYLES: Mapping[str, tuple[dict[str, Any], Callable[[Case], Any]]] = {
    "a message": (record(message=TEXT), lambda c: {"message": c.message}),
    "a text": (TEXT, lambda c: c.message),
    "a list of texts": ({"type": "array", "items": TEXT}, lambda c: [c.message]),
    "an envelope": (
        record(error=record(message=TEXT, code=TEXT)), lambda c: {"error": {"message": c.message, "code": c.code}},
    ),
    "a problem document": (
        record(type=TEXT, title=TEXT, status=NUMBER, detail=TEXT),
        lambda c: {"type": "about:blank", "title": c.phrase, "status": c.status, "detail": c.message},
    ),
    "a type that is a URI by its description": (
        record(type={**TEXT, "description": "A URI reference of the problem."}, message=TEXT),
        lambda c: {"type": "about:blank", "message": c.message},
    ),
    "a type of a message class": (
        record(**{"@type": TEXT, "message": TEXT}), lambda c: {"@type": "string", "message": c.message},
    ),
    "a message class alone": (
        record(code=NUMBER, message=TEXT, details={"type": "array", "items": record(**{"@type": TEXT})}),
        lambda c: {"code": c.status, "message": c.message, "details": [{"@type": "string"}]},
    ),
    "an object for a message": (
        record(error=record(code=TEXT, message=record(lang=TEXT, value=TEXT))),
        lambda c: {"error": {"code": c.code, "message": {"lang": "string", "value": c.message}}},
    ),
    "objects for a code and a reason": (
        record(Code=record(Value=TEXT), Reason=record(Text=TEXT)),
        lambda c: {"Code": {"Value": c.code}, "Reason": {"Text": c.message}},
    ),
    "a message by language": (
        record(message=record(en=TEXT, de=TEXT)), lambda c: {"message": {"en": c.message, "de": c.message}},
    ),
    "either of two bodies": (
        {"oneOf": [needing(code=listed("OK")), needing(fields=many(name=TEXT, problem=TEXT))]},
        lambda c: {"fields": [there(name=c.path, problem=c.message)]},
    ),
    "entries of two kinds": (
        record(errors={"type": "array", "items": {"anyOf": [record(kind=listed("X")), record(field=TEXT, msg=TEXT)]}}),
        lambda c: {"errors": [there(field=c.path, msg=c.message)]},
    ),
    "sources of two kinds": (
        record(errors=many(detail=TEXT, source={"anyOf": [record(parameter=TEXT), record(pointer=TEXT)]})),
        lambda c: {"errors": [there(detail=c.message, source=source(c))]},
    ),
    "a message in an error's data": (
        record(name=listed("Failed"), data=record(message=TEXT)),
        lambda c: {"name": "Failed", "data": {"message": c.message}},
    ),
    "short names with descriptions": (
        record(m={**TEXT, "description": "The error message."}, c={**TEXT, "title": "Error code"}, x=TEXT),
        lambda c: {"m": c.message, "c": c.code, "x": "string"},
    ),
    "short names with examples": (
        record(t={**TEXT, "example": "Something went wrong here"}, c={**NUMBER, "title": "Code"}),
        lambda c: {"t": c.message, "c": c.status},
    ),
    "entries with sentences": (
        record(errors=many(user_ids={**TEXT, "example": "Invalid user IDs: 1"}, index=NUMBER)),
        lambda c: {"errors": [{"user_ids": c.message, "index": 0}]},
    ),
    "entries with described names": (
        record(errors=many(p={**TEXT, "description": "Name of the field"}, w={**TEXT, "title": "What is wrong"})),
        lambda c: {"errors": [there(p=c.path, w=c.message)]},
    ),
    "Spanish": (record(codigo=TEXT, mensaje=TEXT), lambda c: {"codigo": c.code, "mensaje": c.message}),
    "Spanish with accents": (
        record(códigoError=TEXT, descripción=TEXT), lambda c: {"códigoError": c.code, "descripción": c.message},
    ),
    "Portuguese": (
        record(erros=many(campo=TEXT, mensagem=TEXT)), lambda c: {"erros": [there(campo=c.path, mensagem=c.message)]},
    ),
    "German": (
        record(fehler=record(fehlercode=TEXT, meldung=TEXT)),
        lambda c: {"fehler": {"fehlercode": c.code, "meldung": c.message}},
    ),
    "French": (record(erreur=TEXT, statut=NUMBER), lambda c: {"erreur": c.message, "statut": 0}),
    "Italian": (record(codice=TEXT, messaggio=TEXT), lambda c: {"codice": c.code, "messaggio": c.message}),
    "Russian": (record(код=TEXT, сообщение=TEXT), lambda c: {"код": c.code, "сообщение": c.message}),
    "the value that was sent": (
        record(message=TEXT, rejectedValue=ANYTHING), lambda c: there(message=c.message, rejectedValue=c.value),
    ),
    "the value that was sent, as a text": (
        record(errors=many(message=TEXT, value=TEXT)),
        lambda c: {"errors": [there(message=c.message, value=text_of(c.value))]},
    ),
    "the value that was sent, which must be there": (
        needing(message=TEXT, invalidValue=ANYTHING),
        lambda c: {"message": c.message, "invalidValue": None if c.value is ABSENT else c.value},
    ),
    "a message of few characters": (
        record(message={**TEXT, "maxLength": 12}), lambda c: {"message": c.message[:9] + "..."},
    ),
    "a message of many characters": (
        record(message={**TEXT, "minLength": 40}),
        lambda c: {"message": f"{c.message} ({c.status} {c.phrase}, POST /v1/pets/7)"},
    ),
    "a message without quotes": (
        record(message={**TEXT, "pattern": "^[A-Za-z0-9 ]+$"}),
        lambda c: {"message": "".join(each for each in c.message if each.isalnum() or each == " ")},
    ),
    "a message that is a sentence": (
        record(message={**TEXT, "pattern": r"^[A-Z].*\.$"}),
        lambda c: {"message": c.message[:1].upper() + c.message[1:] + "."},
    ),
    "codes with a general one": (
        record(code=listed("E_AUTH", "UNKNOWN_FIELD", "NOT_FOUND", "VALIDATION_ERROR"), message=TEXT),
        lambda c: {"code": NEUTRAL(c) if c.status != 409 else "VALIDATION_ERROR", "message": c.message},
    ),
    "codes without a general one": (
        record(code=listed("E_AUTH", "FIELD_MISSING", "BAD_TYPE", "NO_SUCH_PET", "TAKEN")),
        lambda c: {"code": SIDES(c)},
    ),
    "codes with one for JSON": (
        record(code=listed("FATAL", "UNAUTHENTICATED", "NOT_FOUND", "INVALID_JSON", "ALREADY_EXISTS", "BAD_REQUEST")),
        lambda c: {"code": JSON_KINDS(c)},
    ),
    "errors by field": (
        record(errors={"type": "object", "additionalProperties": {"type": "array", "items": TEXT}}),
        lambda c: {"errors": {c.path or str(c.violation.location[0]): [c.violation.message]}},
    ),
    "texts by field": (
        {"type": "object", "additionalProperties": TEXT},
        lambda c: {c.path or str(c.violation.location[0]): c.violation.message},
    ),
    "anything": ({"type": "object"}, lambda c: {"message": c.message}),
    "a status in words alone": (
        record(status_code=NUMBER, status_message=TEXT),
        lambda c: {"status_code": c.status, "status_message": c.message},
    ),
    "a summary and an exception": (
        record(exception=TEXT, status=TEXT), lambda c: {"exception": c.message, "status": str(c.status)},
    ),
    "errors that are one text": (record(errors=TEXT), lambda c: {"errors": c.message}),
    "an outcome of success or failure": (
        record(status={**TEXT, "description": "either success or fail"}, desc=TEXT),
        lambda c: {"status": "fail", "desc": c.message},
    ),
    "a page with an id and a time": (
        record(message=TEXT, path=TEXT, timestamp=TEXT, requestId=TEXT),
        lambda c: {"message": c.message, "path": "/v1/pets/7", "timestamp": NOW, "requestId": UUID},
    ),
    "records beside errors": (
        record(errors=many(message=TEXT), pets=many(name=TEXT, description=TEXT)),
        lambda c: {"errors": [{"message": c.message}], "pets": [{"name": "string", "description": "string"}]},
    ),
}  # fmt: skip


def source(case: Case) -> dict[str, str] | None:
    """A place in the words for its part of the request."""
    if case.path is None:
        return None
    return {"parameter": case.path} if case.violation.location[0] == "path" else {"pointer": str(case.pointer)}


def filled(node: dict[str, Any], case: Case) -> Any:
    form = ErrorForm(Schema({"error": node}, "/error", "3.1", "shop.json"), {})
    return form.filled(Trouble(case.status, (case.violation,), Request("POST", "/v1/pets/7"), mark="1"))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_each_member_tells_its_part_and_the_body_is_valid(
    style: tuple[dict[str, Any], Callable[[Case], Any]], case: Case
) -> None:
    node, expected = style
    body = filled(node, case)
    assert body == expected(case)
    assert list(Draft202012Validator(node).iter_errors(body)) == []
