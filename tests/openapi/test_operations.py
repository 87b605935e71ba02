"""A document offers operations; what is wrong with one is found, and stops no other."""

from __future__ import annotations

import pytest

from mockserver.model import Finding, SecurityScheme, SpecReference
from mockserver.openapi import Document, Offer, read_operations
from tests.documents import OK, Json, compiled, document, giving, operation, taking


def offer(paths: Json, **parts: Json) -> Offer:
    return read_operations(Document.of("shop", "shop.json", document(paths, **parts)))


def findings(paths: Json, **parts: Json) -> list[tuple[str, str]]:
    """The code and the pointer of each finding."""
    return [(finding.code, finding.source.pointer) for finding in offer(paths, **parts).findings]


def test_operations_come_in_the_documents_order() -> None:
    found = compiled(
        document({"/b": {"post": {"responses": OK}, "get": {"responses": OK}}, "/a": {"get": {"responses": OK}}})
    )
    assert [(o.method, o.path) for o in found] == [("GET", "/b"), ("POST", "/b"), ("GET", "/a")]


def test_every_method_of_openapi_is_offered() -> None:
    methods = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
    item = {method: {"responses": OK} for method in methods}
    found = compiled(document({"/a": {**item, "summary": "x", "x-own": {}, "connect": {}}}))
    assert [o.method.lower() for o in found] == list(methods)


def test_an_operation_tells_what_its_node_says() -> None:
    node = {"operationId": "pets.get", "tags": ["a", "b"], "summary": "One pet", "deprecated": True, "responses": OK}
    found = operation(node, path="/pets/{id}")
    assert (found.api, found.id, found.method, found.path) == ("shop", "pets.get", "GET", "/pets/{id}")
    assert (found.tags, found.summary, found.deprecated, found.batch) == (("a", "b"), "One pet", True, None)
    assert found.source == SpecReference("shop.json", "/paths/~1pets~1{id}/get")


def test_an_answer_that_many_operations_refer_to_is_read_once() -> None:
    refers = {"responses": {"400": {"$ref": "#/components/responses/Wrong"}, "4XX": {"description": "else"}}}
    wrong = {"Wrong": {"description": "wrong", "content": {"a/b": {"schema": 7}}}}
    found = offer({"/a": {"get": refers, "put": refers}, "/b": {"get": refers}}, components={"responses": wrong})
    answers = [each.responses for each in found.operations]
    assert {id(each["400"]) for each in answers} == {id(answers[0]["400"])}
    assert len({id(each["4XX"]) for each in answers}) == 3
    assert [finding.code for finding in found.findings] == ["invalid-schema"]


def test_an_operation_without_an_id_is_called_by_its_method_and_path() -> None:
    assert operation({}, path="/pets").id == "get /pets"


def test_a_path_item_may_stand_elsewhere() -> None:
    (found,) = compiled(
        document(
            {"/a": {"$ref": "#/components/pathItems/a"}}, components={"pathItems": {"a": {"get": {"responses": OK}}}}
        )
    )
    assert (found.path, found.source.pointer) == ("/a", "/components/pathItems/a/get")


# Bases


@pytest.mark.parametrize(
    ("servers", "bases"),
    [
        ([], ("",)),
        ([{"url": "/"}], ("",)),
        ([{"url": "https://shop.example"}], ("",)),
        ([{"url": "https://shop.example/v1/"}, {"url": "/v2"}, {"url": "http://other.example/v1"}], ("/v1", "/v2")),
        ([{"url": "https://{host}:{port}/{base}", "variables": {"base": {"default": "v2"}}}], ("/v2",)),
        ([{"url": "https://{host}/x", "variables": {"host": {"default": "a.example/deep"}}}], ("/deep/x",)),
        ([{"url": "/{v}", "variables": {"v": {"enum": ["v3", "v2"]}}}], ("/v3",)),
        ([{"url": "/{v}", "variables": {"v": {"enum": []}}}], ("",)),
        ([{"url": "/a/b/?x=1"}], ("/a/b",)),
    ],
)
def test_the_paths_of_the_servers_are_the_bases(servers: Json, bases: tuple[str, ...]) -> None:
    assert operation({}, servers=servers).bases == bases


def test_the_nearest_servers_count() -> None:
    item = {
        "servers": [{"url": "/item"}],
        "get": {"responses": OK, "servers": [{"url": "/own"}]},
        "put": {"responses": OK},
    }
    found = compiled(document({"/a": item, "/b": {"get": {"responses": OK}}}, servers=[{"url": "/root"}]))
    assert [o.bases for o in found] == [("/own",), ("/item",), ("/root",)]


# Parameters


def test_parameters_have_the_defaults_of_their_place() -> None:
    parameters: Json = [{"name": "v", "in": place, "schema": {}} for place in ("path", "query", "header", "cookie")]
    found = operation({"parameters": parameters}).parameters
    assert [(p.place, p.style, p.explode, p.required) for p in found] == [
        ("path", "simple", False, True),
        ("query", "form", True, False),
        ("header", "simple", False, False),
        ("cookie", "form", True, False),
    ]


@pytest.mark.parametrize(
    ("node", "style", "explode"),
    [
        ({"in": "query", "style": "deepObject"}, "deepObject", False),
        ({"in": "query", "style": "pipeDelimited", "explode": True}, "pipeDelimited", True),
        ({"in": "query", "explode": False}, "form", False),
        ({"in": "path", "style": "matrix", "explode": True}, "matrix", True),
    ],
)
def test_a_parameter_may_say_its_style(node: Json, style: str, explode: bool) -> None:
    (found,) = operation({"parameters": [{"name": "v", "schema": {}, **node}]}).parameters
    assert (found.style, found.explode) == (style, explode)


def test_an_operations_parameter_takes_the_place_of_its_paths() -> None:
    item = {
        "parameters": [{"name": "a", "in": "query", "schema": {}}, {"name": "a", "in": "header", "schema": {}}],
        "get": {"responses": OK, "parameters": [{"name": "a", "in": "query", "required": True, "schema": {}}]},
    }
    (found,) = compiled(document({"/a": item}))
    assert [(p.name, p.place, p.required) for p in found.parameters] == [("a", "query", True), ("a", "header", False)]


def test_a_parameter_may_stand_elsewhere() -> None:
    parts: Json = {"components": {"parameters": {"a": {"name": "a", "in": "query", "schema": {"type": "null"}}}}}
    (found,) = operation({"parameters": [{"$ref": "#/components/parameters/a"}]}, **parts).parameters
    assert found.schema is not None
    assert (found.name, found.schema.pointer) == ("a", "/components/parameters/a/schema")


def test_a_parameter_may_have_content() -> None:
    content = {"application/json": {"schema": {"type": "object"}}}
    (found,) = operation({"parameters": [{"name": "a", "in": "query", "content": content}]}).parameters
    assert found.schema is not None
    assert (found.media_type, found.schema.node) == ("application/json", {"type": "object"})


def test_a_parameter_without_a_schema_has_none() -> None:
    found = operation(
        {"parameters": [{"name": "a", "in": "query"}, {"name": "b", "in": "query", "content": {"x/y": {}}}]}
    )
    assert [p.schema for p in found.parameters] == [None, None]


def test_headers_that_http_itself_rules_are_no_parameters() -> None:
    names = ("Accept", "content-type", "AUTHORIZATION", "X-Own")
    found = operation({"parameters": [{"name": name, "in": "header", "schema": {}} for name in names]})
    assert [p.name for p in found.parameters] == ["X-Own"]


def test_a_parameter_may_allow_emptiness() -> None:
    (found,) = operation({"parameters": [{"name": "a", "in": "query", "allowEmptyValue": True}]}).parameters
    assert found.allow_empty is True


# Bodies and answers


def test_a_body_is_told_with_its_media_types() -> None:
    body = operation({"requestBody": taking({"type": "null"}, "Application/JSON; charset=utf-8")}, method="post").body
    assert body is not None
    assert (body.required, list(body.content)) == (True, ["application/json;charset=utf-8"])
    assert body.content["application/json;charset=utf-8"].media_type == "Application/JSON; charset=utf-8"


def test_a_body_may_stand_elsewhere() -> None:
    parts: Json = {"components": {"requestBodies": {"a": taking({}, required=False)}}}
    body = operation({"requestBody": {"$ref": "#/components/requestBodies/a"}}, method="post", **parts).body
    assert body is not None
    assert (body.required, list(body.content)) == (False, ["application/json"])


def test_an_operation_without_a_body_has_none() -> None:
    assert operation({}).body is None


def test_answers_are_told_by_status() -> None:
    responses = {"200": {"description": "good"}, "4xx": {"description": "bad"}, "default": {}, "x-own": {}}
    found = operation({"responses": responses}).responses
    assert {key: spec.description for key, spec in found.items()} == {"200": "good", "4XX": "bad", "default": ""}


def test_an_answer_may_have_headers() -> None:
    headers = {"X-A": {"required": True, "schema": {"type": "integer"}}, "X-B": {"$ref": "#/components/headers/b"}}
    parts: Json = {"components": {"headers": {"b": {"schema": {"type": "string"}}}}}
    found = operation({"responses": {"200": {"headers": headers}}}, **parts).responses["200"].headers
    assert [(h.name, h.place, h.required, h.style) for h in found.values()] == [
        ("X-A", "header", True, "simple"),
        ("X-B", "header", False, "simple"),
    ]


@pytest.mark.parametrize(
    ("node", "examples"),
    [
        ({"example": None}, {"example": None}),
        ({"example": 1, "examples": {"a": {"value": 2}}}, {"example": 1, "a": 2}),
        ({"examples": {"a": {"value": 1}, "b": {"$ref": "#/components/examples/b"}}}, {"a": 1, "b": 2}),
        ({"examples": {"a": {"externalValue": "x"}, "b": {"value": 2}}}, {"b": 2}),
        ({"examples": {"a": {"value": 1, "x-mockserver-mistake": "it is"}}}, {}),
        ({}, {}),
    ],
)
def test_the_examples_are_those_with_a_value(node: Json, examples: Json) -> None:
    parts: Json = {"components": {"examples": {"b": {"value": 2}}}}
    found = operation({"responses": {"200": giving({}, **node)}}, **parts)
    assert found.responses["200"].content["application/json"].examples == examples


# Security


SCHEMES: Json = {
    "securitySchemes": {
        "basic": {"type": "http", "scheme": "Basic"},
        "key": {"type": "apiKey", "in": "query", "name": "k"},
        "same": {"$ref": "#/components/securitySchemes/key"},
    }
}


def test_security_is_alternatives_of_schemes() -> None:
    found = operation({"security": [{"basic": [], "key": []}, {"same": []}, {}]}, components=SCHEMES).security
    basic = ("basic", "http", "basic", "", "")
    assert [[_values(scheme) for scheme in alternative] for alternative in found] == [
        [basic, ("key", "apiKey", "", "query", "k")],
        [("same", "apiKey", "", "query", "k")],
        [],
    ]


def _values(scheme: SecurityScheme) -> tuple[str, ...]:
    return (scheme.name, scheme.kind, scheme.scheme, scheme.place, scheme.parameter)


def test_the_documents_security_counts_until_an_operation_says_otherwise() -> None:
    item = {"get": {"responses": OK}, "put": {"responses": OK, "security": []}}
    found = compiled(document({"/a": item}, components=SCHEMES, security=[{"basic": []}]))
    assert [len(o.security) for o in found] == [1, 0]


def test_a_scheme_that_is_not_defined_asks_for_nothing_and_is_found() -> None:
    assert findings({"/a": {"get": {"responses": OK, "security": [{"own": []}]}}}) == [
        ("undefined-security", "/paths/~1a/get")
    ]


# Batches


@pytest.mark.parametrize(("stated", "batch"), [("/data", ("/data",)), ("", ("",)), (["/data", ""], ("/data", ""))])
def test_a_batch_is_one_pointer_or_several(stated: Json, batch: tuple[str, ...]) -> None:
    assert operation({"x-mockserver-batch": stated}, method="post").batch == batch


@pytest.mark.parametrize("stated", ["data", [1], ["/a", "b"], 5])
def test_a_batch_that_is_no_pointer_is_found(stated: Json) -> None:
    found = offer({"/a": {"post": {"responses": OK, "x-mockserver-batch": stated}}})
    assert [finding.code for finding in found.findings] == ["invalid-extension"]
    assert found.operations[0].batch is None


# What is wrong


def test_a_second_operation_of_one_id_is_called_otherwise() -> None:
    found = offer({path: {"get": {"operationId": "it", "responses": OK}} for path in ("/a", "/b")})
    assert [o.id for o in found.operations] == ["it", "get /b"]
    message = "the operation id 'it' is taken already; this operation is called 'get /b' instead"
    assert found.findings == (Finding("duplicate-operation-id", message, SpecReference("shop.json", "/paths/~1b/get")),)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ({"a": {"get": {}}}, [("invalid-path", "/paths")]),
        ({"/a": None}, [("invalid-object", "/paths/~1a")]),
        ({"/a": {"get": None}}, [("invalid-operation", "/paths/~1a/get")]),
        ({"/a": {"$ref": "#/gone"}}, [("broken-reference", "/paths/~1a")]),
        ({"/a": {"get": {"parameters": [5]}}}, [("invalid-object", "/paths/~1a/get/parameters/0")]),
        ({"/a": {"get": {"parameters": [{"in": "query"}]}}}, [("invalid-parameter", "/paths/~1a/get/parameters/0")]),
        (
            {"/a": {"get": {"parameters": [{"in": "body", "name": "x"}]}}},
            [("invalid-parameter", "/paths/~1a/get/parameters/0")],
        ),
        ({"/a": {"get": {"requestBody": {"$ref": "#/gone"}}}}, [("broken-reference", "/paths/~1a/get")]),
        ({"/a": {"get": {"responses": {"200": 5}}}}, [("invalid-object", "/paths/~1a/get/responses/200")]),
    ],
)
def test_what_is_wrong_is_found_where_it_is(paths: Json, expected: list[tuple[str, str]]) -> None:
    assert findings(paths) == expected


def test_extensions_among_the_paths_are_no_paths() -> None:
    assert offer({"x-a": {"get": {}}}) == Offer((), ())


def test_webhooks_are_offered_where_there_is_no_path() -> None:
    hooks = {"new/pet": {"post": {"operationId": "hook", "responses": OK}}, "gone": {"$ref": "#/gone"}}
    root = document({}, webhooks=hooks, servers=[{"url": "/v1"}])
    del root["paths"]
    found = read_operations(Document.of("shop", "shop.json", root))
    assert [(o.id, o.method, o.path, o.bases) for o in found.operations] == [("hook", "POST", "/new/pet", ("",))]
    assert [(finding.code, finding.source.pointer) for finding in found.findings] == [
        ("broken-reference", "/webhooks/gone")
    ]


def test_webhooks_are_not_offered_beside_paths() -> None:
    found = compiled(document({"/a": {"get": {"responses": OK}}}, webhooks={"b": {"post": {"responses": OK}}}))
    assert [o.id for o in found] == ["get /a"]


@pytest.mark.parametrize("paths", [None, [], "text"])
def test_paths_that_are_none_offer_nothing(paths: Json) -> None:
    assert compiled({**document({}), "paths": paths}) == ()


def test_a_parameter_with_a_schema_and_content_has_the_schema() -> None:
    node = {"name": "a", "in": "query", "schema": {"type": "string"}, "content": {"application/json": {}}}
    found = operation({"parameters": [node]}).parameters[0]
    assert (found.media_type, found.schema and found.schema.node) == (None, {"type": "string"})


def test_what_is_wrong_with_one_operation_stops_no_other() -> None:
    paths = {"/a": {"get": {"parameters": [5], "requestBody": {"$ref": "#/gone"}}}, "/b": {"get": {"responses": OK}}}
    assert [o.id for o in offer(paths).operations] == ["get /a", "get /b"]
