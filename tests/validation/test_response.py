"""An answer keeps to what its operation documents, or it is told how not."""

from __future__ import annotations

import pytest

from mockserver.model import Operation, Response, SpecReference, Violation
from mockserver.validation import ResponsePlan
from tests.documents import Json, giving, operation

SOURCE = SpecReference("shop.json", "/paths/~1things/get/responses")
NAMED = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}


def answered(**responses: Json) -> Operation:
    """An operation with documented answers: `_200`, `_4XX`, `default`."""
    return operation({"responses": {status.removeprefix("_"): node for status, node in responses.items()}})


def told(found: Operation, response: Response) -> list[tuple[tuple[str | int, ...], str]]:
    return [(violation.location, violation.keyword) for violation in ResponsePlan(found).violations(response)]


def test_a_documented_answer_has_no_violations() -> None:
    assert told(answered(_200=giving(NAMED)), Response.json(200, {"name": "a"})) == []


def test_an_undocumented_status_is_told() -> None:
    violations = ResponsePlan(answered(_200=giving(NAMED))).violations(Response.json(201, {}))
    assert violations == (
        Violation(("status",), "status", "the status 201 is not documented", blame="mock", source=SOURCE),
    )


@pytest.mark.parametrize("status", [200, 404, 500])
def test_a_range_and_the_default_document_a_status(status: int) -> None:
    found = answered(_200=giving(NAMED), _4XX=giving(NAMED), default=giving(NAMED))
    assert told(found, Response.json(status, {})) == [(("body", "name"), "required")]


def test_an_undocumented_content_type_is_told() -> None:
    violations = ResponsePlan(answered(_200=giving(NAMED))).violations(Response.text(200, "a"))
    message = "the content type 'text/plain; charset=utf-8' is not documented"
    assert violations == (Violation(("header", "content-type"), "contentType", message, blame="mock", source=SOURCE),)


@pytest.mark.parametrize(
    ("found", "response"),
    [
        (answered(_204={"description": "none"}), Response(204)),
        (answered(_200=giving(NAMED)), Response(200)),
        (answered(_200={"description": "anything"}), Response.text(200, "a")),
        (answered(_200={"content": {"application/json": {}}}), Response.json(200, 5)),
        (answered(_200=giving({"type": "object"}, "image/png")), Response(200, (("content-type", "image/png"),), b"x")),
    ],
)
def test_what_is_not_documented_in_detail_is_not_judged_in_detail(found: Operation, response: Response) -> None:
    assert told(found, response) == []


def test_the_value_of_an_answer_is_judged_where_it_is_known() -> None:
    response = Response(200, (("Content-Type", "application/json"),), b"not read", {"name": 1})
    assert told(answered(_200=giving(NAMED)), response) == [(("body", "name"), "type")]


def test_the_bytes_of_an_answer_are_read_where_its_value_is_not_known() -> None:
    response = Response(200, (("Content-Type", "application/json"),), b'{"name": 1}')
    assert told(answered(_200=giving(NAMED)), response) == [(("body", "name"), "type")]


def test_an_answer_that_cannot_be_read_is_told_and_is_the_mocks_fault() -> None:
    response = Response(200, (("Content-Type", "application/json"),), b"{")
    (found,) = ResponsePlan(answered(_200=giving(NAMED))).violations(response)
    assert (found.location, found.keyword, found.blame, found.source) == (("body",), "parse", "mock", SOURCE)


@pytest.mark.parametrize("media_type", ["text/plain", "text/*", "*/*"])
def test_json_under_another_name_is_judged_as_json(media_type: str) -> None:
    response = Response(200, (("Content-Type", "text/plain"),), b'{"name": 1}')
    assert told(answered(_200=giving(NAMED, media_type)), response) == [(("body", "name"), "type")]


# Headers


HEADERS = {
    "description": "good",
    "headers": {
        "X-Rate": {"required": True, "schema": {"type": "integer"}},
        "X-List": {"schema": {"type": "array", "items": {"type": "integer"}}},
        "Content-Type": {"required": True, "schema": {"enum": ["never"]}},
        "X-Free": {},
        "X-Text": {"schema": {"type": "string", "description": "any text"}},
        "X-Short": {"schema": {"type": "string", "maxLength": 2}},
    },
}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((("x-rate", "5"), ("X-List", "1,2"), ("X-Free", "ä"), ("X-Text", "long, longer"), ("X-Short", "ab")), []),
        ((("X-Rate", "1"), ("X-Short", "abc")), [(("header", "X-Short"), "maxLength")]),
        ((("X-Rate", "x"),), [(("header", "X-Rate"), "type")]),
        ((), [(("header", "X-Rate"), "required")]),
        ((("X-Rate", "1"), ("X-List", "1,x")), [(("header", "X-List", 1), "type")]),
    ],
)
def test_documented_headers_are_judged(headers: tuple[tuple[str, str], ...], expected: list[Json]) -> None:
    assert told(answered(_200=HEADERS), Response(200, headers)) == expected


def test_a_missing_header_is_the_mocks_fault() -> None:
    (found,) = ResponsePlan(answered(_200=HEADERS)).violations(Response(200))
    assert found == Violation(
        ("header", "X-Rate"), "required", "the header 'X-Rate' is required", blame="mock", source=SOURCE
    )


def test_one_plan_judges_every_status_and_content_type_by_its_own() -> None:
    content = {"application/json": {"schema": NAMED}, "application/a+json": {"schema": {"type": "array"}}}
    plan = ResponsePlan(answered(_200={"content": content}, _404=giving({"type": "null"})))
    answers = [
        Response.json(200, {"name": "a"}),
        Response.json(200, {}),
        Response.json(200, {}, media_type="application/a+json"),
        Response.json(404, {}),
    ]
    for _ in range(2):
        counts = [len(plan.violations(answer)) for answer in answers]
        assert counts == [0, 1, 1, 1]
