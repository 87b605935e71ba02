"""A refusal has the status that its operation documents, and tells every violation."""

from __future__ import annotations

import json
from http import HTTPStatus

import pytest

from mockserver.dialects import MAX_HEADER, MAX_TOLD, problem_json, refusal_status, violations_header
from mockserver.model import Refusal, Request, Violation
from tests.documents import json_of, operation


def violation(keyword: str, name: str = "name") -> Violation:
    return Violation(("body", name), keyword, f"'{name}' is wrong")


@pytest.mark.parametrize(
    ("keyword", "documented", "status"),
    [
        ("security", ["400"], 401),
        ("scope", ["403", "401"], 403),
        ("scope", ["401"], 401),
        ("scope", [], 403),
        ("route", ["400"], 404),
        ("method", ["400"], 405),
        ("accept", ["400"], 406),
        ("size", ["400"], 413),
        ("contentType", ["415", "422", "400"], 415),
        ("contentType", ["422", "400"], 422),
        ("contentType", ["400"], 400),
        ("contentType", [], 415),
        ("type", ["422", "400"], 422),
        ("type", ["400"], 400),
        ("parse", ["400", "4XX"], 400),
        ("type", ["4XX"], 422),
        ("type", ["default"], 422),
        ("type", [], 422),
    ],
)
def test_the_status_is_the_first_of_its_ladder_that_is_documented(
    keyword: str, documented: list[str], status: int
) -> None:
    found = operation({"responses": {name: {"description": name} for name in ["200", *documented]}})
    assert refusal_status([violation(keyword)], found) == status


def test_without_an_operation_the_status_is_the_first_of_its_ladder() -> None:
    assert [refusal_status([violation(keyword)], None) for keyword in ("route", "contentType", "type")] == [
        404,
        415,
        422,
    ]


def test_the_first_violation_decides_the_status() -> None:
    assert refusal_status([violation("type"), violation("contentType")], None) == 422


def test_a_problem_document_tells_each_violation() -> None:
    found = Violation(("query", "limit"), "maximum", "must be at most 5, not 6")
    response = problem_json(Refusal(422, (found, violation("required", "a/b")), Request("GET", "/")))
    assert (response.status, response.header("content-type")) == (422, "application/problem+json")
    assert json_of(response) == {
        "type": "https://httpwg.org/specs/rfc9110.html#status.422",
        "title": HTTPStatus(422).phrase,
        "status": 422,
        "detail": "must be at most 5, not 6; 'a/b' is wrong",
        "validation": [
            {
                "location": ["query", "limit"],
                "severity": "error",
                "code": "maximum",
                "message": "must be at most 5, not 6",
                "pointer": "/limit",
            },
            {
                "location": ["body", "a/b"],
                "severity": "error",
                "code": "required",
                "message": "'a/b' is wrong",
                "pointer": "/a~1b",
            },
        ],
    }


def test_a_problem_document_tells_a_bounded_number_of_violations() -> None:
    many = tuple(violation("type", f"n{number}") for number in range(MAX_TOLD + 50))
    told = json_of(problem_json(Refusal(422, many, Request("GET", "/"))))
    assert (len(told["validation"]), told["detail"].count("wrong")) == (MAX_TOLD, 10)


def test_a_violations_header_is_json_in_ascii() -> None:
    header = violations_header([Violation(("body", "ä"), "type", "schlecht: ä\n")])
    assert header.isascii()
    assert "\n" not in header
    assert json.loads(header) == [
        {
            "location": ["body", "ä"],
            "severity": "error",
            "code": "type",
            "message": "schlecht: ä\n",
            "pointer": "/ä",
            "blame": "client",
        }
    ]


def test_a_violations_header_is_short_and_stays_json() -> None:
    header = violations_header([violation("type", f"a rather long name {number}") for number in range(200)])
    assert len(header) <= MAX_HEADER
    assert 10 < len(json.loads(header)) < 200


def test_a_violation_that_fits_into_no_header_is_left_out() -> None:
    assert violations_header([violation("type", "x" * MAX_HEADER)]) == "[]"
