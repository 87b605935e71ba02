"""A Swagger 2.0 document offers the same values as an OpenAPI 3 document that says the same."""

from __future__ import annotations

import pytest

from mockserver.model import ABSENT, Decoded, Operation, Request, SecurityScheme
from mockserver.openapi import Document, Offer, read_operations
from mockserver.validation import RequestPlan
from tests.documents import OK, Json


def offer(paths: Json, **parts: Json) -> Offer:
    return read_operations(Document.of("shop", "shop.json", {"swagger": "2.0", "paths": paths, **parts}))


def operation(node: Json, *, path: str = "/things", method: str = "post", **parts: Json) -> Operation:
    return offer({path: {method: {"responses": OK, **node}}}, **parts).operations[0]


def read(found: Operation, body: bytes = b"", *, query: str = "", **headers: str) -> tuple[Decoded, list[str]]:
    """The decoded values, and the pointers with the keywords of what is wrong."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    values, violations = RequestPlan(found).read(Request("POST", "/things", query, named, body), {})
    return values, [f"{violation.pointer} {violation.keyword}" for violation in violations]


@pytest.mark.parametrize(("base", "bases"), [("/v1/", ("/v1",)), ("v1/x", ("/v1/x",)), ("/", ("",)), (None, ("",))])
def test_the_base_path_is_the_base(base: str | None, bases: tuple[str, ...]) -> None:
    assert operation({}, basePath=base).bases == bases


def test_an_operation_tells_what_its_node_says() -> None:
    found = operation({"operationId": "it", "tags": ["a"], "summary": "one", "deprecated": True})
    assert (found.id, found.method, found.tags, found.summary, found.deprecated) == ("it", "POST", ("a",), "one", True)
    assert (found.source.pointer, found.body, found.batch) == ("/paths/~1things/post", None, None)


def test_trace_is_no_method_of_swagger() -> None:
    assert offer({"/a": {"trace": {"responses": OK}}}).operations == ()


@pytest.mark.parametrize(
    ("collection", "query", "value"),
    [
        (None, "v=1,2", [1, 2]),
        ("csv", "v=1,2", [1, 2]),
        ("ssv", "v=1%202", [1, 2]),
        ("tsv", "v=1%092", [1, 2]),
        ("pipes", "v=1%7C2", [1, 2]),
        ("multi", "v=1&v=2", [1, 2]),
    ],
)
def test_a_list_in_a_query_is_parted_as_its_collection_format_says(
    collection: str | None, query: str, value: list[int]
) -> None:
    node = {"name": "v", "in": "query", "type": "array", "items": {"type": "integer"}}
    parameters = [{**node, "collectionFormat": collection} if collection else node]
    assert read(operation({"parameters": parameters}), query=query) == (Decoded(query={"v": value}), [])


def test_a_list_in_a_header_is_parted_by_commas() -> None:
    node = {"name": "X-V", "in": "header", "type": "array", "items": {"type": "integer"}}
    assert read(operation({"parameters": [node]}), x_v="1,2") == (Decoded(header={"X-V": [1, 2]}), [])


def test_a_parameter_is_judged_by_its_own_keywords() -> None:
    node = {"name": "v", "in": "query", "required": True, "type": "integer", "minimum": 1, "exclusiveMinimum": True}
    found = operation({"parameters": [node]})
    assert read(found, query="v=1")[1] == ["/v exclusiveMinimum"]
    assert read(found, query="v=2") == (Decoded(query={"v": 2}), [])
    assert read(found)[1] == ["/v required"]


def test_a_path_parameter_is_always_required() -> None:
    found = operation({"parameters": [{"name": "v", "in": "path", "type": "string"}]}, path="/things/{v}")
    assert [(p.place, p.style, p.required) for p in found.parameters] == [("path", "simple", True)]


# Bodies


BODY = {"name": "b", "in": "body", "required": True, "schema": {"$ref": "#/definitions/thing"}}
THING: Json = {"definitions": {"thing": {"required": ["a"], "properties": {"a": {"type": "integer"}}}}}


def test_a_body_parameter_is_the_body() -> None:
    found = operation({"parameters": [BODY]}, consumes=["application/json", "Text/JSON"], **THING)
    assert found.parameters == ()
    assert found.body is not None
    assert (found.body.required, list(found.body.content)) == (True, ["application/json", "text/json"])
    assert read(found, b'{"a": "x"}', content_type="text/json")[1] == ["/a type"]
    assert read(found, b'{"a": 1}')[0].body == {"a": 1}


def test_the_operations_media_types_go_before_the_documents() -> None:
    body = operation({"parameters": [BODY], "consumes": ["a/b"]}, consumes=["c/d"], **THING).body
    assert body is not None
    assert list(body.content) == ["a/b"]


def test_a_body_without_a_schema_may_be_anything() -> None:
    assert read(operation({"parameters": [{"name": "b", "in": "body"}]}), b"[1]") == (Decoded(body=[1]), [])


FORM = [
    {"name": "a", "in": "formData", "type": "integer", "required": True},
    {"name": "l", "in": "formData", "type": "array", "items": {"type": "string"}},
    {"name": "m", "in": "formData", "type": "array", "items": {"type": "string"}, "collectionFormat": "multi"},
]
URLENCODED = "application/x-www-form-urlencoded"


def test_the_fields_of_a_form_are_a_body() -> None:
    found = operation({"parameters": FORM})
    assert found.body is not None
    assert (found.body.required, list(found.body.content)) == (True, [URLENCODED])
    values, wrong = read(found, b"a=1&l=x,y&m=x&m=y,z", content_type=URLENCODED)
    assert (values.body, wrong) == ({"a": 1, "l": ["x", "y"], "m": ["x", "y,z"]}, [])


def test_a_field_of_a_form_is_judged_by_its_own_keywords() -> None:
    found = operation({"parameters": FORM})
    assert read(found, b"a=x", content_type=URLENCODED)[1] == ["/a type"]
    assert read(found, b"l=x", content_type=URLENCODED)[1] == ["/a required"]


def test_a_field_may_stand_elsewhere() -> None:
    parts: Json = {"parameters": {"a": FORM[0]}}
    found = operation({"parameters": [{"$ref": "#/parameters/a"}]}, **parts)
    assert read(found, b"a=1", content_type=URLENCODED) == (Decoded(body={"a": 1}), [])


@pytest.mark.parametrize(
    ("consumes", "kind", "media_types"),
    [
        ([], "file", ["multipart/form-data"]),
        ([], "string", [URLENCODED]),
        (["multipart/form-data", "text/css", URLENCODED], "string", ["multipart/form-data", URLENCODED]),
    ],
)
def test_a_form_has_the_media_types_that_forms_have(consumes: list[str], kind: str, media_types: list[str]) -> None:
    body = operation({"parameters": [{"name": "f", "in": "formData", "type": kind}], "consumes": consumes}).body
    assert body is not None
    assert (body.required, list(body.content)) == (False, media_types)


def test_a_form_may_be_left_out_where_none_of_its_fields_is_required() -> None:
    assert read(operation({"parameters": FORM[1:]})) == (Decoded(body=ABSENT), [])


# Answers


def test_an_answer_has_the_media_types_that_are_produced() -> None:
    schema = {"type": "integer"}
    found = operation({"responses": {"200": {"description": "good", "schema": schema}}}, produces=["a/b", "c/d"])
    media = found.responses["200"].content
    assert {key: entry.schema.node for key, entry in media.items() if entry.schema} == {"a/b": schema, "c/d": schema}


def test_an_answer_without_a_schema_has_no_content() -> None:
    assert operation({"responses": {"204": {"description": "none"}}}).responses["204"].content == {}


def test_an_answers_examples_are_by_media_type() -> None:
    response = {"description": "good", "examples": {"application/json": {"a": 1}, "text/plain": "a"}}
    content = operation({"responses": {"200": response}}).responses["200"].content
    assert {key: media.examples for key, media in content.items()} == {
        "application/json": {"example": {"a": 1}},
        "text/plain": {"example": "a"},
    }


def test_an_answer_may_have_headers() -> None:
    response = {"description": "good", "headers": {"X-Rate": {"type": "integer"}}}
    (header,) = operation({"responses": {"200": response, "x-own": {}}}).responses["200"].headers.values()
    assert header.schema is not None
    assert (header.name, header.place, header.required, header.schema.types()) == (
        "X-Rate", "header", False, frozenset(("integer",)),
    )  # fmt: skip


# Security


def test_the_schemes_have_openapis_names() -> None:
    definitions = {
        "b": {"type": "basic"},
        "k": {"type": "apiKey", "in": "header", "name": "X-K"},
        "o": {"type": "oauth2", "flow": "implicit"},
        "own": {"type": "own"},
    }
    found = operation({"security": [{name: []} for name in definitions]}, securityDefinitions=definitions).security
    assert [_values(scheme) for (scheme,) in found] == [
        ("b", "http", "basic", "", ""),
        ("k", "apiKey", "", "header", "X-K"),
        ("o", "oauth2", "", "", ""),
        ("own", "own", "", "", ""),
    ]


def _values(scheme: SecurityScheme) -> tuple[str, ...]:
    return (scheme.name, scheme.kind, scheme.scheme, scheme.place, scheme.parameter)


def test_a_scheme_that_is_not_defined_is_found() -> None:
    found = offer({"/a": {"get": {"responses": OK, "security": [{"own": []}]}}})
    assert [finding.code for finding in found.findings] == ["undefined-security"]
