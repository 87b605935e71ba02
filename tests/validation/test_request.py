"""A request is decoded and judged in one go, and every part of it is told apart."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from mockserver.model import ABSENT, Decoded, Operation, Request, SpecReference, Violation
from mockserver.validation import RequestPlan
from mockserver.validation.request import MAX_CONTENT_TYPES
from tests.documents import OK, Json, document, operation, taking

NAMED = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}

SIZES = {"schemas": {"Size": {"type": "integer", "maximum": 50, "default": 20}}}


def read(
    found: Operation, *, query: str = "", body: bytes = b"", path: dict[str, str] | None = None, **headers: str
) -> tuple[Decoded, tuple[Violation, ...]]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RequestPlan(found).read(Request("POST", "/things", query, named, body), path or {})


def told(violations: tuple[Violation, ...]) -> list[tuple[tuple[str | int, ...], str]]:
    return [(violation.location, violation.keyword) for violation in violations]


def parameter(place: str, node: Json, *, name: str = "v", **more: Json) -> dict[str, Json]:
    return {"name": name, "in": place, "schema": node, **more}


def test_every_value_has_the_type_of_its_schema() -> None:
    integer = {"type": "integer"}
    node = {
        "parameters": [parameter(place, integer) for place in ("path", "query", "header", "cookie")],
        "requestBody": taking(NAMED),
    }
    found = operation(node, path="/things/{v}", method="post")
    values = read(found, path={"v": "1"}, query="v=2", v="3", cookie="v=4", body=b'{"name": "a"}')
    assert values == (Decoded({"v": 1}, {"v": 2}, {"v": 3}, {"v": 4}, {"name": "a"}), ())


def test_a_value_that_broke_its_schema_is_there_as_it_came() -> None:
    values, violations = read(operation({"parameters": [parameter("query", {"type": "integer"})]}), query="v=x")
    assert (values.query, told(violations)) == ({"v": "x"}, [(("query", "v"), "type")])


@pytest.mark.parametrize("place", ["query", "header", "cookie", "path"])
def test_a_required_parameter_that_is_absent_is_told(place: str) -> None:
    values, violations = read(operation({"parameters": [parameter(place, {}, required=True)]}))
    assert (values, violations) == (Decoded(), (Violation((place, "v"), "required", "'v' is required"),))


def test_what_is_not_there_and_not_required_is_no_value() -> None:
    found = operation({"parameters": [parameter(place, {}) for place in ("query", "header", "cookie")]})
    assert read(found) == (Decoded(), ())


@pytest.mark.parametrize("place", ["query", "header", "cookie"])
def test_an_absent_parameter_has_the_default_of_its_schema(place: str) -> None:
    referred = operation({"parameters": [parameter(place, {"$ref": "#/components/schemas/Size"})]}, components=SIZES)
    values, violations = read(referred)
    assert (getattr(values, place), violations) == ({"v": 20}, ())


@pytest.mark.parametrize(
    "node", [{"type": "integer", "default": "many"}, {"default": 1, "maximum": 0}, {"type": "integer"}]
)
def test_a_default_that_may_not_be_sent_is_no_value(node: Json) -> None:
    assert read(operation({"parameters": [parameter("query", node)]})) == (Decoded(), ())


def test_a_default_does_not_stand_in_for_what_is_required() -> None:
    values, violations = read(operation({"parameters": [parameter("query", {"default": 1}, required=True)]}))
    assert (values, told(violations)) == (Decoded(), [(("query", "v"), "required")])


def test_a_parameter_without_a_schema_is_a_text() -> None:
    assert read(operation({"parameters": [{"name": "v", "in": "query"}]}), query="v=1") == (
        Decoded(query={"v": "1"}),
        (),
    )


@pytest.mark.parametrize(("allowed", "wrong"), [(True, []), (False, [(("query", "v"), "type")])])
def test_emptiness_is_a_value_where_it_is_allowed(allowed: bool, wrong: list[Any]) -> None:
    found = operation({"parameters": [parameter("query", {"type": "integer"}, allowEmptyValue=allowed)]})
    values, violations = read(found, query="v=")
    assert (values.query, told(violations)) == ({"v": ""}, wrong)


@pytest.mark.parametrize(("allowed", "wrong"), [(True, []), (False, [(("query", "v", 0), "type")])])
def test_a_list_may_be_empty_where_emptiness_is_allowed(allowed: bool, wrong: list[Any]) -> None:
    node = {"type": "array", "items": {"type": "integer"}}
    found = operation({"parameters": [parameter("query", node, allowEmptyValue=allowed)]})
    assert told(read(found, query="v=")[1]) == wrong


def test_the_case_of_a_headers_name_does_not_matter() -> None:
    found = operation({"parameters": [parameter("header", {"type": "integer"}, name="X-Rate")]})
    assert read(found, x_rate="5")[0].header == {"X-Rate": 5}


def test_an_exploded_object_leaves_the_other_parameters_alone() -> None:
    parameters = [
        parameter("query", {"type": "object"}, name="filter"),
        parameter("query", {"type": "integer"}, name="page"),
    ]
    assert read(operation({"parameters": parameters}), query="page=1&a=x")[0].query == {"filter": {"a": "x"}, "page": 1}


def test_a_cookie_is_read_as_it_is() -> None:
    found = operation({"parameters": [parameter("cookie", {"type": "string"})]})
    assert read(found, cookie="w=1; v=a+b; x=2")[0].cookie == {"v": "a+b"}


@pytest.mark.parametrize("cookie", ["", ";;;", "=", "v", 'v="', "\x7f=1", "a b=c; v=1"])
def test_cookies_that_cannot_be_read_are_no_values(cookie: str) -> None:
    found = operation({"parameters": [parameter("cookie", {"type": "integer"})]})
    assert read(found, cookie=cookie)[0].cookie in ({}, {"v": 1}, {"v": ""}, {"v": '"'})


# Bodies


def test_a_required_body_that_is_absent_is_told() -> None:
    values, violations = read(operation({"requestBody": taking(NAMED)}, method="post"))
    source = SpecReference("shop.json", "/paths/~1things/post/requestBody")
    assert (values.body, violations) == (
        ABSENT,
        (Violation(("body",), "required", "a body is required", source=source),),
    )


def test_a_form_without_fields_is_a_body() -> None:
    form = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": NAMED}}}
    found = operation({"requestBody": form}, method="post")
    values, violations = read(found, content_type="application/x-www-form-urlencoded; charset=utf-8")
    assert (values.body, told(violations)) == ({}, [(("body", "name"), "required")])


def test_a_body_that_may_be_left_out_may_be_left_out() -> None:
    found = operation({"requestBody": taking(NAMED, required=False)}, method="post")
    assert read(found) == (Decoded(), ())


def test_a_body_that_nobody_documents_is_not_read() -> None:
    assert read(operation({}, method="post"), body=b"{") == (Decoded(), ())


def test_a_body_is_judged_by_its_schema() -> None:
    values, violations = read(operation({"requestBody": taking(NAMED)}, method="post"), body=b'{"name": 1}')
    assert (values.body, told(violations)) == ({"name": 1}, [(("body", "name"), "type")])


def test_a_body_that_cannot_be_read_is_no_value() -> None:
    values, violations = read(operation({"requestBody": taking(NAMED)}, method="post"), body=b"{")
    assert (values.body, told(violations)) == (ABSENT, [(("body",), "parse")])


def test_a_content_type_that_is_not_taken_is_told() -> None:
    found = operation({"requestBody": taking(NAMED)}, method="post")
    values, violations = read(found, body=b"{}", content_type="text/" + "x" * 200)
    assert (values.body, told(violations)) == (ABSENT, [(("header", "content-type"), "contentType")])
    assert violations[0].message == f"'text/{'x' * 95}' is not taken, but application/json"


def test_a_body_without_a_content_type_is_the_first_that_is_taken() -> None:
    content = {"application/json": {"schema": NAMED}, "text/plain": {"schema": {"type": "string"}}}
    found = operation({"requestBody": {"content": content}}, method="post")
    assert read(found, body=b'{"name": "a"}')[0].body == {"name": "a"}
    assert read(found, body=b"a", content_type="text/plain")[0].body == "a"


def test_bytes_are_not_judged() -> None:
    found = operation({"requestBody": taking({"type": "object"}, "image/png")}, method="post")
    assert read(found, body=b"\xff", content_type="image/png") == (Decoded(body=b"\xff"), ())


def test_a_body_without_a_schema_may_be_anything() -> None:
    found = operation({"requestBody": {"content": {"application/json": {}}}}, method="post")
    assert read(found, body=b"[1]") == (Decoded(body=[1]), ())


def test_each_content_type_is_judged_by_its_own_schema_again_and_again() -> None:
    content = {"application/json": {"schema": {"type": "object"}}, "application/a+json": {"schema": {"type": "array"}}}
    plan = RequestPlan(operation({"requestBody": {"content": content}}, method="post"))
    for _ in range(2):
        for content_type, body in (("application/json", b"[]"), ("application/a+json", b"{}")):
            request = Request("POST", "/things", "", {"content-type": content_type}, body)
            assert told(plan.read(request, {})[1]) == [(("body",), "type")]


def test_any_number_of_spellings_of_a_content_type_is_taken() -> None:
    plan = RequestPlan(operation({"requestBody": taking(NAMED)}, method="post"))
    for number in range(MAX_CONTENT_TYPES + 10):
        headers = {"content-type": f"application/json; n={number}"}
        assert told(plan.read(Request("POST", "/things", "", headers, b"{}"), {})[1]) == [
            (("body", "name"), "required")
        ]


# Beside another implementation


DOCUMENT = document(
    {
        "/things/{id}": {
            "post": {
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 5}},
                    {"name": "sort", "in": "query", "schema": {"type": "string", "enum": ["up", "down"]}},
                    {
                        "name": "tags",
                        "in": "query",
                        "schema": {"type": "array", "items": {"type": "integer"}, "maxItems": 2},
                    },
                    {"name": "X-Rate", "in": "header", "required": True, "schema": {"type": "number"}},
                ],
                "requestBody": taking(
                    {
                        "type": "object",
                        "required": ["name"],
                        "properties": {
                            "name": {"type": "string", "minLength": 1},
                            "age": {"type": ["integer", "null"]},
                            "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
                        },
                        "additionalProperties": False,
                    }
                ),
                "responses": OK,
            }
        }
    },
    servers=[{"url": "http://judge.example"}],
)
OTHER = OpenAPI.from_dict(DOCUMENT)
PLAN = RequestPlan(operation(DOCUMENT["paths"]["/things/{id}"]["post"], path="/things/{id}", method="post"))


class Asked:
    """A request as openapi-core wants it."""

    def __init__(self, thing: str, query: list[tuple[str, str]], rate: str | None, body: bytes) -> None:
        self.host_url, self.path, self.method = "http://judge.example", f"/things/{thing}", "post"
        self.content_type, self.body = "application/json", body
        headers = Headers([("X-Rate", rate)] if rate is not None else [])
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(query), header=headers, cookie=ImmutableMultiDict()
        )


def accepted_there(asked: Asked) -> bool:
    try:
        OTHER.validate_request(asked)
    except OpenAPIError:
        return False
    return True


WORDS = st.sampled_from(["1", "5", "6", "-1", "1.5", "x", "up", "down", "0"])
MEMBERS = (
    st.none() | st.integers(-2, 2) | st.sampled_from(["", "a"]) | st.lists(st.sampled_from(["a", "b", 1]), max_size=3)
)
BODIES = st.dictionaries(st.sampled_from(["name", "age", "tags", "more"]), MEMBERS, max_size=4) | MEMBERS


@settings(deadline=None, max_examples=250)
@given(
    st.sampled_from(["1", "-7", "x", "1.5"]),
    st.lists(st.tuples(st.sampled_from(["limit", "sort", "tags", "other"]), WORDS), max_size=4, unique_by=lambda p: p),
    st.none() | st.sampled_from(["1", "1.5", "x"]),
    BODIES.map(lambda value: json.dumps(value).encode()),
)
def test_a_request_is_accepted_where_another_implementation_accepts_it(
    thing: str, query: list[tuple[str, str]], rate: str | None, body: bytes
) -> None:
    headers = {"content-type": "application/json"} | ({"x-rate": rate} if rate is not None else {})
    text = "&".join(f"{name}={value}" for name, value in query)
    _, violations = PLAN.read(Request("POST", f"/things/{thing}", text, headers, body), {"id": thing})
    assert (violations == ()) is accepted_there(Asked(thing, query, rate, body))
