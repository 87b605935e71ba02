"""Error bodies in many APIs' styles tell what is really wrong, by general rules alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from mockserver.mocking.errors import ErrorForm, Trouble
from mockserver.model import Request, Schema, Violation

MISSING = Violation(("body", "pet", "name"), "required", "'name' is required")
TYPE = Violation(("query", "limit"), "type", "must be integer, not string", value="x")
UNKNOWN = Violation(("path", "id"), "notFound", "there is no pet '7'", value="7")
ANONYMOUS = Violation(("security",), "security", "no valid credential was given: key is needed")

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


def record(properties: dict[str, Any], *, required: list[str] | None = None) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required or []}


def many(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


@dataclass(frozen=True)
class Style:
    """A schema, and its bodies for two mistakes, for something that is not there, and without a credential."""

    schema: dict[str, Any]
    invalid: Any
    unknown: Any
    anonymous: Any


STYLES = {
    "errors with sources": Style(
        record(
            {
                "errors": many(
                    record(
                        {
                            "id": TEXT,
                            "status": TEXT,
                            "code": TEXT,
                            "title": TEXT,
                            "detail": TEXT,
                            "source": record({"pointer": TEXT, "parameter": TEXT, "header": TEXT}),
                        }
                    )
                )
            }
        ),
        {
            "errors": [
                {
                    "id": "097e36ce-ef00-4582-a0e5-a8ead191fcc7",
                    "status": "422",
                    "code": "required",
                    "title": "Unprocessable Entity",
                    "detail": "pet: 'name' is required",
                    "source": {"pointer": "/pet/name"},
                },
                {
                    "id": "2ee7b03f-61ec-4233-b16c-f43b3866ce52",
                    "status": "422",
                    "code": "invalid_type",
                    "title": "Unprocessable Entity",
                    "detail": "limit: must be integer, not string",
                    "source": {"parameter": "limit"},
                },
            ]
        },
        {
            "errors": [
                {
                    "id": "097e36ce-ef00-4582-a0e5-a8ead191fcc7",
                    "status": "404",
                    "code": "not_found",
                    "title": "Not Found",
                    "detail": "there is no pet '7'",
                    "source": {"parameter": "id"},
                }
            ]
        },
        {
            "errors": [
                {
                    "id": "097e36ce-ef00-4582-a0e5-a8ead191fcc7",
                    "status": "401",
                    "code": "unauthorized",
                    "title": "Unauthorized",
                    "detail": "no valid credential was given: key is needed",
                }
            ]
        },
    ),
    "an error with a status in words": Style(
        record(
            {
                "error": record(
                    {
                        "code": NUMBER,
                        "message": TEXT,
                        "status": TEXT,
                        "details": many(
                            {
                                "type": "object",
                                "properties": {"@type": {"type": "string"}},
                                "additionalProperties": True,
                            }
                        ),
                        "errors": many(
                            record(
                                {
                                    "domain": TEXT,
                                    "reason": TEXT,
                                    "message": TEXT,
                                    "location": TEXT,
                                    "locationType": TEXT,
                                }
                            )
                        ),
                    }
                )
            }
        ),
        {
            "error": {
                "code": 422,
                "message": "pet: 'name' is required; limit: must be integer, not string",
                "status": "UNPROCESSABLE_ENTITY",
                "details": [{"@type": "string"}],
                "errors": [
                    {
                        "domain": "string",
                        "reason": "required",
                        "message": "pet: 'name' is required",
                        "location": "pet.name",
                        "locationType": "body",
                    },
                    {
                        "domain": "string",
                        "reason": "invalid_type",
                        "message": "limit: must be integer, not string",
                        "location": "limit",
                        "locationType": "query",
                    },
                ],
            }
        },
        {
            "error": {
                "code": 404,
                "message": "there is no pet '7'",
                "status": "NOT_FOUND",
                "details": [{"@type": "string"}],
                "errors": [
                    {
                        "domain": "string",
                        "reason": "not_found",
                        "message": "there is no pet '7'",
                        "location": "id",
                        "locationType": "path",
                    }
                ],
            }
        },
        {
            "error": {
                "code": 401,
                "message": "no valid credential was given: key is needed",
                "status": "UNAUTHORIZED",
                "details": [{"@type": "string"}],
                "errors": [
                    {
                        "domain": "string",
                        "reason": "unauthorized",
                        "message": "no valid credential was given: key is needed",
                    }
                ],
            }
        },
    ),
    "an error with a type of an enum": Style(
        record(
            {
                "error": record(
                    {
                        "type": {
                            "type": "string",
                            "enum": ["api_error", "card_error", "idempotency_error", "invalid_request_error"],
                        },
                        "code": TEXT,
                        "param": TEXT,
                        "message": TEXT,
                        "doc_url": TEXT,
                    }
                )
            }
        ),
        {
            "error": {
                "type": "invalid_request_error",
                "code": "required",
                "param": "pet.name",
                "message": "pet: 'name' is required; limit: must be integer, not string",
                "doc_url": "string",
            }
        },
        {
            "error": {
                "type": "invalid_request_error",
                "code": "not_found",
                "param": "id",
                "message": "there is no pet '7'",
                "doc_url": "string",
            }
        },
        {
            "error": {
                "type": "invalid_request_error",
                "code": "unauthorized",
                "message": "no valid credential was given: key is needed",
                "doc_url": "string",
            }
        },
    ),
    "a message and errors of resources": Style(
        record(
            {
                "message": TEXT,
                "documentation_url": TEXT,
                "errors": many(record({"resource": TEXT, "field": TEXT, "code": TEXT, "message": TEXT})),
            }
        ),
        {
            "message": "pet: 'name' is required; limit: must be integer, not string",
            "documentation_url": "string",
            "errors": [
                {"resource": "pets", "field": "pet.name", "code": "required", "message": "pet: 'name' is required"},
                {
                    "resource": "pets",
                    "field": "limit",
                    "code": "invalid_type",
                    "message": "limit: must be integer, not string",
                },
            ],
        },
        {
            "message": "there is no pet '7'",
            "documentation_url": "string",
            "errors": [{"resource": "pets", "field": "id", "code": "not_found", "message": "there is no pet '7'"}],
        },
        {
            "message": "no valid credential was given: key is needed",
            "documentation_url": "string",
            "errors": [
                {"resource": "pets", "code": "unauthorized", "message": "no valid credential was given: key is needed"}
            ],
        },
    ),
    "a page of a framework": Style(
        record(
            {
                "timestamp": {"type": "string", "format": "date-time"},
                "status": NUMBER,
                "error": TEXT,
                "message": TEXT,
                "path": TEXT,
            }
        ),
        {
            "timestamp": "2026-01-01T00:00:00Z",
            "status": 422,
            "error": "Unprocessable Entity",
            "message": "pet: 'name' is required; limit: must be integer, not string",
            "path": "/v1/pets/7",
        },
        {
            "timestamp": "2026-01-01T00:00:00Z",
            "status": 404,
            "error": "Not Found",
            "message": "there is no pet '7'",
            "path": "/v1/pets/7",
        },
        {
            "timestamp": "2026-01-01T00:00:00Z",
            "status": 401,
            "error": "Unauthorized",
            "message": "no valid credential was given: key is needed",
            "path": "/v1/pets/7",
        },
    ),
    "details with places in steps": Style(
        record(
            {
                "detail": many(
                    record(
                        {"loc": many({"anyOf": [{"type": "string"}, {"type": "integer"}]}), "msg": TEXT, "type": TEXT},
                        required=["loc", "msg", "type"],
                    )
                )
            }
        ),
        {
            "detail": [
                {"loc": ["body", "pet", "name"], "msg": "pet: 'name' is required", "type": "required"},
                {"loc": ["query", "limit"], "msg": "limit: must be integer, not string", "type": "invalid_type"},
            ]
        },
        {"detail": [{"loc": ["path", "id"], "msg": "there is no pet '7'", "type": "not_found"}]},
        {
            "detail": [
                {"loc": ["security"], "msg": "no valid credential was given: key is needed", "type": "unauthorized"}
            ]
        },
    ),
    "an error with a target": Style(
        record(
            {
                "error": record(
                    {
                        "code": TEXT,
                        "message": TEXT,
                        "target": TEXT,
                        "details": many(record({"code": TEXT, "message": TEXT, "target": TEXT})),
                        "innererror": {"type": "object"},
                    }
                )
            }
        ),
        {
            "error": {
                "code": "validation_failed",
                "message": "pet: 'name' is required; limit: must be integer, not string",
                "target": "pet.name",
                "details": [
                    {"code": "required", "message": "pet: 'name' is required", "target": "pet.name"},
                    {"code": "invalid_type", "message": "limit: must be integer, not string", "target": "limit"},
                ],
                "innererror": {},
            }
        },
        {
            "error": {
                "code": "not_found",
                "message": "there is no pet '7'",
                "target": "id",
                "details": [{"code": "not_found", "message": "there is no pet '7'", "target": "id"}],
                "innererror": {},
            }
        },
        {
            "error": {
                "code": "unauthorized",
                "message": "no valid credential was given: key is needed",
                "details": [{"code": "unauthorized", "message": "no valid credential was given: key is needed"}],
                "innererror": {},
            }
        },
    ),
    "a problem document with invalid parameters": Style(
        record(
            {
                "type": {"type": "string", "format": "uri"},
                "title": TEXT,
                "status": NUMBER,
                "detail": TEXT,
                "instance": TEXT,
                "invalid-params": many(record({"name": TEXT, "reason": TEXT})),
            }
        ),
        {
            "type": "about:blank",
            "title": "Unprocessable Entity",
            "status": 422,
            "detail": "pet: 'name' is required; limit: must be integer, not string",
            "instance": "/v1/pets/7",
            "invalid-params": [
                {"name": "pet.name", "reason": "pet: 'name' is required"},
                {"name": "limit", "reason": "limit: must be integer, not string"},
            ],
        },
        {
            "type": "about:blank",
            "title": "Not Found",
            "status": 404,
            "detail": "there is no pet '7'",
            "instance": "/v1/pets/7",
            "invalid-params": [{"name": "id", "reason": "there is no pet '7'"}],
        },
        {
            "type": "about:blank",
            "title": "Unauthorized",
            "status": 401,
            "detail": "no valid credential was given: key is needed",
            "instance": "/v1/pets/7",
            "invalid-params": [{"reason": "no valid credential was given: key is needed"}],
        },
    ),
    "a problem document with errors by field": Style(
        record(
            {
                "type": TEXT,
                "title": TEXT,
                "status": NUMBER,
                "traceId": TEXT,
                "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
            }
        ),
        {
            "type": "about:blank",
            "title": "Unprocessable Entity",
            "status": 422,
            "traceId": "92cdf578-c470-45a5-9922-56f0dcf97d0b",
            "errors": {"pet.name": ["'name' is required"], "limit": ["must be integer, not string"]},
        },
        {
            "type": "about:blank",
            "title": "Not Found",
            "status": 404,
            "traceId": "92cdf578-c470-45a5-9922-56f0dcf97d0b",
            "errors": {"id": ["there is no pet '7'"]},
        },
        {
            "type": "about:blank",
            "title": "Unauthorized",
            "status": 401,
            "traceId": "92cdf578-c470-45a5-9922-56f0dcf97d0b",
            "errors": {"security": ["no valid credential was given: key is needed"]},
        },
    ),
    "fields with their messages": Style(
        {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        {"pet.name": ["'name' is required"], "limit": ["must be integer, not string"]},
        {"id": ["there is no pet '7'"]},
        {"security": ["no valid credential was given: key is needed"]},
    ),
    "an error with its description": Style(
        record({"error": TEXT, "error_description": TEXT}),
        {"error": "required", "error_description": "pet: 'name' is required; limit: must be integer, not string"},
        {"error": "not_found", "error_description": "there is no pet '7'"},
        {"error": "unauthorized", "error_description": "no valid credential was given: key is needed"},
    ),
    "an error of an enum with its description": Style(
        record(
            {
                "error": {
                    "type": "string",
                    "enum": ["invalid_request", "invalid_client", "unauthorized_client", "access_denied"],
                },
                "error_description": TEXT,
            }
        ),
        {
            "error": "invalid_request",
            "error_description": "pet: 'name' is required; limit: must be integer, not string",
        },
        {"error": "invalid_request", "error_description": "there is no pet '7'"},
        {"error": "unauthorized_client", "error_description": "no valid credential was given: key is needed"},
    ),
    "a status with its phrase and messages": Style(
        record({"statusCode": NUMBER, "error": TEXT, "message": many(TEXT)}),
        {
            "statusCode": 422,
            "error": "Unprocessable Entity",
            "message": ["pet: 'name' is required", "limit: must be integer, not string"],
        },
        {"statusCode": 404, "error": "Not Found", "message": ["there is no pet '7'"]},
        {"statusCode": 401, "error": "Unauthorized", "message": ["no valid credential was given: key is needed"]},
    ),
    "a name with details": Style(
        record(
            {
                "name": TEXT,
                "message": TEXT,
                "debug_id": TEXT,
                "details": many(
                    record({"field": TEXT, "value": TEXT, "location": TEXT, "issue": TEXT, "description": TEXT})
                ),
                "links": many(record({"href": TEXT, "rel": TEXT})),
            }
        ),
        {
            "name": "validation_failed",
            "message": "pet: 'name' is required; limit: must be integer, not string",
            "debug_id": "92cdf578-c470-45a5-9922-56f0dcf97d0b",
            "details": [
                {
                    "field": "pet.name",
                    "location": "pet.name",
                    "issue": "required",
                    "description": "pet: 'name' is required",
                },
                {
                    "field": "limit",
                    "value": "x",
                    "location": "limit",
                    "issue": "invalid_type",
                    "description": "limit: must be integer, not string",
                },
            ],
            "links": [{"href": "string", "rel": "string"}],
        },
        {
            "name": "not_found",
            "message": "there is no pet '7'",
            "debug_id": "92cdf578-c470-45a5-9922-56f0dcf97d0b",
            "details": [
                {
                    "field": "id",
                    "value": "7",
                    "location": "id",
                    "issue": "not_found",
                    "description": "there is no pet '7'",
                }
            ],
            "links": [{"href": "string", "rel": "string"}],
        },
        {
            "name": "unauthorized",
            "message": "no valid credential was given: key is needed",
            "debug_id": "92cdf578-c470-45a5-9922-56f0dcf97d0b",
            "details": [{"issue": "unauthorized", "description": "no valid credential was given: key is needed"}],
            "links": [{"href": "string", "rel": "string"}],
        },
    ),
    "numbers and a text": Style(
        record({"code": NUMBER, "message": TEXT, "more_info": TEXT, "status": NUMBER}),
        {
            "code": 422,
            "message": "pet: 'name' is required; limit: must be integer, not string",
            "more_info": "string",
            "status": 422,
        },
        {"code": 404, "message": "there is no pet '7'", "more_info": "string", "status": 404},
        {"code": 401, "message": "no valid credential was given: key is needed", "more_info": "string", "status": 401},
    ),
    "a status of an enum": Style(
        record(
            {
                "status": {"type": "string", "enum": ["success", "fail", "error"]},
                "message": TEXT,
                "data": {"type": "object"},
            }
        ),
        {"status": "fail", "message": "pet: 'name' is required; limit: must be integer, not string", "data": {}},
        {"status": "fail", "message": "there is no pet '7'", "data": {}},
        {"status": "fail", "message": "no valid credential was given: key is needed", "data": {}},
    ),
    "a flag and a text": Style(
        record({"ok": {"type": "boolean"}, "error": TEXT}),
        {"ok": False, "error": "pet: 'name' is required; limit: must be integer, not string"},
        {"ok": False, "error": "there is no pet '7'"},
        {"ok": False, "error": "no valid credential was given: key is needed"},
    ),
    "errors with extensions": Style(
        record({"errors": many(record({"message": TEXT, "path": many(TEXT), "extensions": record({"code": TEXT})}))}),
        {
            "errors": [
                {
                    "message": "pet: 'name' is required",
                    "path": ["body", "pet", "name"],
                    "extensions": {"code": "required"},
                },
                {
                    "message": "limit: must be integer, not string",
                    "path": ["query", "limit"],
                    "extensions": {"code": "invalid_type"},
                },
            ]
        },
        {"errors": [{"message": "there is no pet '7'", "path": ["path", "id"], "extensions": {"code": "not_found"}}]},
        {
            "errors": [
                {
                    "message": "no valid credential was given: key is needed",
                    "path": ["security"],
                    "extensions": {"code": "unauthorized"},
                }
            ]
        },
    ),
    "a type and a message": Style(
        record({"__type": TEXT, "message": TEXT}),
        {"__type": "required", "message": "pet: 'name' is required; limit: must be integer, not string"},
        {"__type": "not_found", "message": "there is no pet '7'"},
        {"__type": "unauthorized", "message": "no valid credential was given: key is needed"},
    ),
    "a fault": Style(
        record({"Fault": record({"faultcode": TEXT, "faultstring": TEXT, "detail": TEXT})}),
        {
            "Fault": {
                "faultcode": "required",
                "faultstring": "pet: 'name' is required; limit: must be integer, not string",
                "detail": "pet: 'name' is required; limit: must be integer, not string",
            }
        },
        {"Fault": {"faultcode": "not_found", "faultstring": "there is no pet '7'", "detail": "there is no pet '7'"}},
        {
            "Fault": {
                "faultcode": "unauthorized",
                "faultstring": "no valid credential was given: key is needed",
                "detail": "no valid credential was given: key is needed",
            }
        },
    ),
}


def filled(node: dict[str, Any], status: int, *violations: Violation) -> Any:
    form = ErrorForm(Schema({"error": node}, "/error", "3.1", "shop.json"), {})
    return form.filled(Trouble(status, violations, Request("POST", "/v1/pets/7"), mark="1"))


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_body_tells_of_each_mistake_in_its_style(style: Style) -> None:
    assert filled(style.schema, 422, MISSING, TYPE) == style.invalid


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_body_tells_of_what_is_not_there_in_its_style(style: Style) -> None:
    assert filled(style.schema, 404, UNKNOWN) == style.unknown


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_body_tells_of_a_missing_credential_in_its_style(style: Style) -> None:
    assert filled(style.schema, 401, ANONYMOUS) == style.anonymous
