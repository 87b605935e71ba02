"""Prism's users find the problem documents and the refusals that they know."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver import load
from mockserver.dialects import MAX_HEADER
from mockserver.dialects.prism import MAX_VALUES, prism_header, prism_problem
from mockserver.model import Refusal, Request, Response, Violation
from mockserver.schema import Validator
from mockserver.state import State
from tests.documents import Json, ask, engine, giving, json_of, schema, taking, written

TYPE = "https://stoplight.io/prism/errors#"
PATHS = {
    "/things": {
        "get": {
            "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 5}}],
            "responses": {"200": giving({"type": "array"}, examples={"one": {"value": [1]}})},
        },
        "post": {"requestBody": taking({"type": "object", "required": ["name"]}), "responses": {"201": giving({})}},
    }
}


def refused(folder: Path, method: str, path: str, body: Json = None, **given: Any) -> tuple[int, Json]:
    response = ask(engine(folder, PATHS, {"prism": True}), method, path, body, **given)
    assert response.header("content-type") == "application/problem+json"
    return response.status, json_of(response)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "name", "detail"),
    [
        ("GET", "/no", {}, 404, "NO_PATH_MATCHED_ERROR", "The route /no hasn't been found in the specification file"),
        (
            "PUT", "/things", {}, 405, "NO_METHOD_MATCHED_ERROR",
            'The route /things has been matched, but it does not have "put" method defined',
        ),
        ("GET", "/things", {"accept": "text/css"}, 406, "NOT_ACCEPTABLE", "Unable to find content for text/css"),
        (
            "GET", "/things", {"prefer": "code=418"}, 404, "NOT_FOUND",
            "Requested status code 418 is not defined in the document.",
        ),
        (
            "GET", "/things", {"prefer": "example=two"}, 404, "NOT_FOUND",
            "Response for contentType: application/json and exampleKey: two does not exist.",
        ),
    ],
)  # fmt: skip
def test_a_refusal_without_violations_has_a_type_and_its_facts(
    tmp_path: Path, method: str, path: str, headers: dict[str, str], status: int, name: str, detail: str
) -> None:
    found = refused(tmp_path, method, path, headers=tuple(headers.items()))
    assert found == (status, {**found[1], "type": TYPE + name, "status": status, "detail": detail})
    assert "validation" not in found[1]


def test_a_body_of_another_type_is_told_what_is_taken(tmp_path: Path) -> None:
    status, told = refused(tmp_path, "POST", "/things", b"x", headers=[("content-type", "text/css")])
    assert (status, told["type"], told["detail"]) == (
        415, TYPE + "INVALID_CONTENT_TYPE", "Supported content types: application/json",
    )  # fmt: skip


def test_a_missing_member_is_told_of_the_object(tmp_path: Path) -> None:
    status, told = refused(tmp_path, "POST", "/things", {})
    assert (status, told["title"]) == (422, "Invalid request")
    assert told["validation"] == [
        {
            "location": ["body"],
            "severity": "Error",
            "code": "required",
            "message": "Request body must have required property 'name'",
        }
    ]


def test_a_wrong_parameter_is_told_with_its_limit(tmp_path: Path) -> None:
    _, told = refused(tmp_path, "GET", "/things", query="limit=6")
    assert told["validation"] == [
        {
            "location": ["query", "limit"],
            "severity": "Error",
            "code": "maximum",
            "message": "Request query parameter limit must be <= 5",
        }
    ]


@pytest.mark.parametrize(
    ("node", "value", "message"),
    [
        ({"type": ["string", "null"]}, 1, "must be null,string"),
        ({"enum": ["a", 1]}, 2, "must be equal to one of the allowed values: a, 1"),
        ({"const": 1}, 2, "must be equal to constant"),
        ({"pattern": "^a{2}$"}, "b", 'must match pattern "^a{2}$"'),
        ({"format": "email"}, "b", 'must match format "email"'),
        ({"minLength": 2}, "b", "must NOT have fewer than 2 characters"),
        ({"maxLength": 2}, "bbb", "must NOT have more than 2 characters"),
        ({"minItems": 1}, [], "must NOT have fewer than 1 items"),
        ({"maxItems": 0}, [1], "must NOT have more than 0 items"),
        ({"minProperties": 1}, {}, "must NOT have fewer than 1 properties"),
        ({"maxProperties": 0}, {"a": 1}, "must NOT have more than 0 properties"),
        ({"minimum": 2}, 1, "must be >= 2"),
        ({"maximum": 2.5}, 3, "must be <= 2.5"),
        ({"exclusiveMinimum": 2}, 2, "must be > 2"),
        ({"exclusiveMaximum": 2}, 2, "must be < 2"),
        ({"multipleOf": 2}, 3, "must be multiple of 2"),
        ({"uniqueItems": True}, [1, 1], "must NOT have duplicate items"),
        ({"anyOf": [False]}, 1, "must match a schema in anyOf"),
        ({"oneOf": [True, True]}, 1, "must match exactly one schema in oneOf"),
        ({"not": {}}, 1, "must NOT be valid"),
        ({"properties": {"b": {}}, "additionalProperties": False}, {"a": 1}, "must NOT have additional properties"),
        ({"properties": {"a": False}}, {"a": 1}, "boolean schema is false"),
        ({"required": ["a"]}, {}, "must have required property 'a'"),
    ],
)
def test_each_keyword_has_its_words(node: Json, value: Json, message: str) -> None:
    (violation,) = Validator(schema(node), "request").violations(value, ("body",))
    (told,) = json.loads(prism_header([violation]))
    assert (told["message"], told["code"]) == (message, violation.keyword)


def test_a_keyword_without_words_of_its_own_keeps_ours() -> None:
    told = prism_problem(Refusal(422, (Violation(("body",), "lent", "is lent out"),), Request("POST", "/")))
    assert json_of(told)["validation"][0]["message"] == "Request body is lent out"


def test_what_is_wrong_with_an_answer_stands_first_in_the_header_and_says_so() -> None:
    request = Violation(("query", "old"), "deprecated", "'old' is deprecated", severity="warning")
    response = Violation(("body", "a"), "required", "'a' is required", blame="mock")
    assert json.loads(prism_header([request, response])) == [
        {
            "location": ["response", "body"],
            "severity": "Error",
            "code": "required",
            "message": "must have required property 'a'",
        },
        {
            "location": ["request", "query", "old"],
            "severity": "Warning",
            "code": "deprecated",
            "message": "'old' is deprecated",
        },
    ]


def test_the_header_stays_json_however_much_is_wrong() -> None:
    header = prism_header([Violation(("body", f"a rather long name {n}"), "x", "is wrong") for n in range(200)])
    assert len(header) <= MAX_HEADER
    assert len(json.loads(header)) > 10


def test_an_answer_that_breaks_its_contract_is_told_where_errors_are_asked_for(tmp_path: Path) -> None:
    paths = {"/things": {"get": {"responses": {"200": giving({"type": "array"}, example={})}}}}
    response = ask(engine(tmp_path, paths, {"prism": True, "errors": True}), "GET", "/things")
    assert (response.status, json_of(response)["validation"]) == (
        500,
        [
            {
                "location": ["response", "body"],
                "severity": "Error",
                "code": "type",
                "message": "Response body must be array",
            }
        ],
    )


# Credentials

SCHEMES = {
    "basic": {"type": "http", "scheme": "basic"},
    "login": {"type": "oauth2", "flows": {}},
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
}


@pytest.mark.parametrize(
    ("scheme", "authorization", "challenge"),
    [
        ("basic", "", 'Basic realm="*"'),
        ("basic", "Basic ???", None),
        ("basic", "Bearer x", 'Basic realm="*"'),
        ("login", "Basic YTpi", "OAuth2"),
        ("key", "", None),
    ],
)
def test_a_missing_credential_is_told_how_to_log_in(
    tmp_path: Path, scheme: str, authorization: str, challenge: str | None
) -> None:
    parts = {"components": {"securitySchemes": SCHEMES}, "security": [{scheme: []}]}
    found = engine(tmp_path, PATHS, {"prism": True}, **parts)
    told = json_of(ask(found, "GET", "/things", headers=[("authorization", authorization)]))
    assert (told["type"], told.get("headers")) == (
        TYPE + "UNAUTHORIZED",
        {"WWW-Authenticate": challenge} if challenge else None,
    )


# Generated answers


def answered(folder: Path, node: Json, media_type: str = "application/json", accept: str = "*/*") -> Response:
    paths = {"/things": {"get": {"responses": {"200": giving(node, media_type)}}}}
    return ask(engine(folder, paths, {"prism": True}), "GET", "/things", headers=[("accept", accept)])


def test_a_body_that_would_be_too_large_is_refused(tmp_path: Path) -> None:
    response = answered(tmp_path, {"type": "array", "items": {"type": "string"}, "minItems": MAX_VALUES})
    assert (response.status, json_of(response)["type"]) == (500, TYPE + "SCHEMA_TOO_COMPLEX")
    assert response.header("x-mock-source") == "refusal"


@pytest.mark.parametrize(
    ("kind", "accept", "status"),
    [("object", "text/plain", 500), ("object", "*/*", 200), ("string", "text/plain", 200)],
)
def test_a_structure_is_not_written_as_text_where_text_is_asked_for(
    tmp_path: Path, kind: str, accept: str, status: int
) -> None:
    assert answered(tmp_path, {"type": kind}, "text/plain", accept).status == status


@pytest.mark.parametrize(("node", "body"), [({"type": "string"}, b""), ({"type": "array"}, b"[]")])
def test_a_plain_value_is_not_written_where_nothing_says_how(tmp_path: Path, node: Json, body: bytes) -> None:
    paths = {"/things": {"get": {"responses": {"200": {"description": "", "schema": node}}}}}
    root = {"swagger": "2.0", "info": {"title": "Shop", "version": "1"}, "paths": paths}
    found = load(written(tmp_path, root), prism=True)
    response = found.handle(Request("GET", "/things"), State.new(seed="1")).response
    assert (response.status, response.body) == (200, body)
