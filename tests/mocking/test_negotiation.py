"""A request gets the documented answer that it asks for, or is told why there is none."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.mocking import Canned, MockPlan, Preferences, Trouble, World
from mockserver.model import Operation, Request, Violation
from tests.documents import Json, giving, operation

EXAMPLES = {"small": {"value": {"a": 1}}, "large": {"value": {"a": 2}}}


def answered(responses: Json, *, accept: str | None = None, seed: str = "", **wanted: Any) -> Canned | Violation:
    headers = {} if accept is None else {"accept": accept}
    found: Operation = operation({"responses": responses})
    return MockPlan(found).answer(Request("GET", "/things", headers=headers), Preferences(**wanted), World(seed))


def canned(responses: Json, **more: Any) -> tuple[int, str | None, bytes, str]:
    """Status, content type, body and source."""
    found = answered(responses, **more)
    assert isinstance(found, Canned)
    return found.response.status, found.response.header("content-type"), found.response.body, found.source


def refused(responses: Json, **more: Any) -> tuple[str, str]:
    found = answered(responses, **more)
    assert isinstance(found, Violation)
    return found.keyword, found.message


# Which status


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        (["404", "201", "200"], 200),
        (["404", "2XX"], 200),
        (["202", "2XX"], 202),
        (["default", "404"], 200),
        (["404", "302"], 404),
        (["3XX"], 300),
        ([], 200),
    ],
)
def test_without_a_wish_the_first_success_answers(statuses: list[str], status: int) -> None:
    found = answered({name: {"description": name} for name in statuses})
    assert isinstance(found, Canned)
    assert (found.response.status, found.response.body, found.source) == (status, b"", "example")


@pytest.mark.parametrize(
    ("code", "body"),
    [("404", b'"404"'), ("418", b'"4XX"'), ("500", b'"default"'), ("200", b'"200"'), ("599", b'"default"')],
)
def test_a_code_is_answered_by_itself_its_range_or_default(code: str, body: bytes) -> None:
    responses = {name: giving({}, example=name) for name in ("200", "404", "4XX", "default")}
    assert canned(responses, code=code) == (int(code), "application/json", body, "example")


@pytest.mark.parametrize("code", ["404", "abc", "", "20", "2000", "²²²", "2XX", "default"])
def test_a_code_that_is_not_documented_is_refused(code: str) -> None:
    responses = {"200": {"description": "good"}, "2XX": {"description": "good"}}
    keyword, message = refused(responses, code=code)
    assert (keyword, message) == ("route", f"the operation has no answer '{code}'; there are 200, 2XX")


@pytest.mark.parametrize("code", ["000", "099", "600", "999", "100", "101"])
def test_a_code_that_no_answer_can_have_is_refused(code: str) -> None:
    assert refused({"default": {"description": "any"}}, code=code)[0] == "route"


# Which example


def test_the_first_example_answers() -> None:
    assert canned({"200": giving({}, examples=EXAMPLES)}) == (200, "application/json", b'{"a":1}', "example")


def test_a_named_example_answers() -> None:
    assert canned({"200": giving({}, examples=EXAMPLES)}, example="large")[2] == b'{"a":2}'


def test_a_named_example_is_looked_for_in_every_success() -> None:
    responses = {
        "200": giving({}),
        "201": giving({}, examples=EXAMPLES),
        "400": giving({}, examples={"x": {"value": 1}}),
    }
    assert canned(responses, example="large")[:3] == (201, "application/json", b'{"a":2}')
    message = "no successful answer has an example 'x'; there are small, large"
    assert refused(responses, example="x") == ("route", message)
    assert canned(responses, example="x", code="400")[2] == b"1"


def test_an_unknown_example_of_a_code_is_refused() -> None:
    responses = {"200": giving({}, examples=EXAMPLES), "404": giving({})}
    message = "the answer 200 has no example 'x'; there are small, large"
    assert refused(responses, example="x", code="200") == ("route", message)
    assert refused(responses, example="x", code="404")[1].endswith("there are none")


def test_null_is_an_example() -> None:
    assert canned({"200": giving({}, example=None)}) == (200, "application/json", b"null", "example")


@pytest.mark.parametrize(
    ("media_type", "example", "body"),
    [
        ("text/plain", "ä", "ä".encode()),
        ("text/plain", {"a": 1}, b'{"a":1}'),
        ("application/json", "a", b'"a"'),
        ("application/problem+json", "a", b'"a"'),
    ],
)
def test_an_example_is_written_in_its_media_type(media_type: str, example: Json, body: bytes) -> None:
    assert canned({"200": giving({}, media_type, example=example)}) == (200, media_type, body, "example")


@pytest.mark.parametrize(
    ("schema", "example", "body"),
    [
        ({"type": "object"}, '{"a": 1}', b'{"a":1}'),
        ({"type": "string"}, '{"a": 1}', b'"{\\"a\\": 1}"'),
        ({"type": "object", "required": ["b"]}, '{"a": 1}', b'"{\\"a\\": 1}"'),
        ({"minLength": 99}, '{"a": 1}', b'{"a":1}'),
        ({"oneOf": [{}, {}]}, '{"a": 1}', b'"{\\"a\\": 1}"'),
        ({"type": "object"}, "{a}", b'"{a}"'),
    ],
    ids=["spelled", "a text", "wrong either way", "of no type", "of any type", "no JSON"],
)
def test_an_example_may_spell_its_json_as_a_text(schema: Json, example: str, body: bytes) -> None:
    assert canned({"200": giving(schema, example=example)})[2] == body


@pytest.mark.parametrize(
    ("media_range", "accept", "content_type"),
    [
        ("image/*", None, "image/png"),
        ("image/*", "image/webp", "image/webp"),
        ("image/*", "image/webp;q=0.5, image/gif", "image/gif"),
        ("image/*", "image/*", "image/png"),
        ("text/*", "*/*", "text/plain"),
        ("application/*+xml", None, "application/vnd.example+xml"),
        ("*/*", "text/html, */*;q=0.8", "application/json"),
        ("*/*", "text/html", "text/html"),
    ],
)
def test_under_a_range_one_media_type_is_sent(media_range: str, accept: str | None, content_type: str) -> None:
    found = answered({"200": giving({"type": "string"}, media_range)}, accept=accept)
    assert isinstance(found, Canned)
    assert found.response.header("content-type") == content_type


def test_a_media_type_outside_the_range_is_not_sent() -> None:
    found = answered({"200": giving({"type": "string"}, "image/*")}, accept="text/html")
    assert isinstance(found, Violation)


@pytest.mark.parametrize("media_type", ["*/*", "application/*"])
def test_a_range_of_media_types_is_answered_as_json(media_type: str) -> None:
    assert canned({"200": giving({}, media_type, example=1)}) == (200, "application/json", b"1", "example")


# Generated answers


def test_without_an_example_the_schema_answers() -> None:
    status, content_type, body, source = canned({"200": giving({"type": "integer", "minimum": 3})})
    assert (status, content_type, int(body) >= 3, source) == (200, "application/json", True, "generated")


def test_a_dynamic_answer_is_generated_though_there_is_an_example() -> None:
    node = {"type": "object", "required": ["b"], "properties": {"b": {"type": "integer"}}}
    _, _, body, source = canned({"200": giving(node, examples=EXAMPLES)}, dynamic=True)
    assert (b'"b"' in body, source) == (True, "generated")


def test_a_dynamic_answer_without_a_schema_is_its_example() -> None:
    response = {"description": "good", "content": {"application/json": {"example": 1}}}
    assert canned({"200": response}, dynamic=True) == (200, "application/json", b"1", "example")


@pytest.mark.parametrize("dynamic", [False, True])
@pytest.mark.parametrize(("media_type", "start"), [("application/jsonl", b"7\n"), ("application/json-seq", b"\x1e7\n")])
def test_a_sequence_is_made_of_the_schema_of_its_items(media_type: str, start: bytes, dynamic: bool) -> None:
    response = {"description": "good", "content": {media_type: {"itemSchema": {"const": 7}}}}
    _, content_type, body, source = canned({"200": response}, dynamic=dynamic)
    assert (content_type, body[: len(start)], source) == (media_type, start, "generated")


def test_two_sequences_are_made_of_their_own_items() -> None:
    content = {"application/jsonl": {"itemSchema": {"const": 7}}, "application/json-seq": {"itemSchema": {"const": 8}}}
    found: Operation = operation({"responses": {"200": {"description": "good", "content": content}}})
    plan = MockPlan(found)
    for media_type, item in (("application/jsonl", b"7"), ("application/json-seq", b"8")):
        asked = Request("GET", "/things", headers={"accept": media_type})
        canned = plan.answer(asked, Preferences(dynamic=True), World(""))
        assert isinstance(canned, Canned)
        assert item in canned.response.body


def test_one_seed_gives_one_dynamic_answer() -> None:
    responses = {"200": giving({"type": "integer", "minimum": 0, "maximum": 1_000_000})}
    bodies = [canned(responses, dynamic=True, seed=seed)[2] for seed in ("a", "a", "b", "c", "d")]
    assert bodies[0] == bodies[1]
    assert len(set(bodies)) > 1


@pytest.mark.parametrize(("media_type", "body"), [("application/json", b"{}"), ("text/plain", b"")])
def test_an_answer_without_an_example_and_a_schema_has_the_plainest_body(media_type: str, body: bytes) -> None:
    response = {"description": "good", "content": {media_type: {}}}
    found = answered({"200": response})
    assert isinstance(found, Canned)
    assert (found.response.status, found.response.body) == (200, body)


# Which media type


CONTENT = {
    "text/plain": {"example": "text"},
    "application/json": {"example": 1},
    "application/xml; charset=utf-8": {"example": "<a/>"},
}


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/plain", "text/plain"),
        ("application/json", "application/json"),
        ("application/*", "application/json"),
        ("application/xml", "application/xml; charset=utf-8"),
        ("text/plain;q=0.5, application/json", "application/json"),
        ("text/*;q=0.9, application/json;q=0.2, */*;q=0.5", "text/plain"),
        ("text/plain;q=0, */*", "application/json"),
        ("image/png, */*;q=0.1", "text/plain"),
        ("TEXT/PLAIN", "text/plain"),
        ("text/plain;q=high", "text/plain"),
        ("", "application/json"),
        (None, "application/json"),
    ],
)
def test_a_client_gets_the_media_type_that_it_likes_best(accept: str | None, content_type: str) -> None:
    assert canned({"200": {"description": "good", "content": CONTENT}}, accept=accept)[1] == content_type


@pytest.mark.parametrize("accept", ["image/png", "text/*;q=0", "text/plain;q=0, image/*", "a"])
def test_a_client_that_likes_none_is_refused(accept: str) -> None:
    responses = {"200": {"description": "good", "content": {"text/plain": {}, "text/css": {}}}}
    accept = f"{accept}, text/css;q=0"
    assert refused(responses, accept=accept) == (
        "accept",
        "none of the accepted types is offered, but text/plain, text/css",
    )


def test_among_equals_the_one_with_the_wanted_example_answers() -> None:
    content = {"text/plain": {"example": "x"}, "application/json": {"examples": EXAMPLES}}
    assert (
        canned({"200": {"description": "good", "content": content}}, accept="*/*", example="large")[1]
        == "application/json"
    )


def test_an_answer_without_a_body_suits_everybody() -> None:
    found = answered({"204": {"description": "none"}}, accept="image/png")
    assert isinstance(found, Canned)
    assert found.response.status == 204


# Headers


def test_documented_headers_are_sent() -> None:
    headers = {
        "X-Rate": {"schema": {"type": "integer", "const": 5}},
        "X-Text": {"schema": {"type": "string", "example": "a\r\nX-Own: b"}},
        "X-Object": {"schema": {"const": {"a": 1}}},
        "Content-Type": {"schema": {"const": "never"}},
        "Content-Length": {"schema": {"const": 5}},
        "X-Nothing": {"description": "no schema"},
    }
    found = answered({"200": {"description": "good", "headers": headers}})
    assert isinstance(found, Canned)
    names = [name for name, _ in found.response.headers]
    assert names == ["X-Rate", "X-Text", "X-Object"]
    assert found.response.header("X-Rate") == "5"
    assert "\n" not in (found.response.header("X-Text") or "")


@pytest.mark.parametrize(
    ("header", "schema", "told"),
    [
        ("X-Total-Count", {"type": "integer"}, "2"),
        ("X-Pagination-Total", {"type": "integer"}, "2"),
        ("X-Total-Count", {"type": "integer", "example": 57}, "57"),
        ("X-Total-Count", {"type": "integer", "maximum": 1}, "0"),
        ("X-Total-Pages", {"type": "integer"}, "0"),
        ("X-Retry-Count", {"type": "integer"}, "0"),
    ],
)
def test_a_header_that_counts_counts_the_list(header: str, schema: Json, told: str) -> None:
    books = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}
    whole = {"type": "object", "required": ["books"], "properties": {"books": books}}
    for node, dynamic in ((books, None), (books, True), (whole, None)):
        answer = {**giving(node), "headers": {header: {"schema": schema}}}
        found = answered({"200": answer}, dynamic=dynamic)
        assert isinstance(found, Canned)
        assert found.response.header(header) == told


def test_where_there_is_no_one_list_no_header_counts() -> None:
    books = {"type": "array", "items": {"type": "string"}, "minItems": 2}
    two = {"type": "object", "properties": {"books": books, "authors": books}, "required": ["books", "authors"]}
    for node in (two, {"type": "string"}):
        found = answered({"200": {**giving(node), "headers": {"X-Total": {"schema": {"type": "integer"}}}}})
        assert isinstance(found, Canned)
        assert found.response.header("x-total") == "0"


# Refusals


BROKEN = (Violation(("body", "name"), "required", "'name' is required"),)


def refusal(responses: Json, status: int, **wanted: Any) -> Canned | Violation | None:
    plan = MockPlan(operation({"responses": responses}))
    return plan.refusal(Trouble(status, BROKEN, Request("GET", "/things")), Preferences(**wanted))


def test_a_refusal_is_the_documented_example() -> None:
    found = refusal({"422": giving({}, examples=EXAMPLES)}, 422)
    assert isinstance(found, Canned)
    assert (found.response.status, found.response.body) == (422, b'{"a":1}')


def test_a_refusal_fills_the_documented_schema_with_what_is_wrong() -> None:
    node = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}
    found = refusal({"4XX": giving(node)}, 422)
    assert isinstance(found, Canned)
    assert found.response.value == {"message": "'name' is required"}


def test_a_refusal_that_prefers_its_code_may_name_an_example() -> None:
    responses = {"422": giving({}, examples=EXAMPLES)}
    for code, body in (("422", b'{"a":2}'), ("400", b'{"a":1}')):
        found = refusal(responses, 422, code=code, example="large")
        assert isinstance(found, Canned)
        assert found.response.body == body


@pytest.mark.parametrize("responses", [{}, {"200": giving({})}, {"422": {"description": "bad"}}, {"422": giving({})}])
def test_an_undocumented_refusal_is_none(responses: Json) -> None:
    assert refusal(responses, 422) is None
