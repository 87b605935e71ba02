"""What is wrong with a specification is told, each with its file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockserver.cli import main
from mockserver.lint import Told, lint
from mockserver.lint.backtracking import may_backtrack
from mockserver.lint.report import MAX_FINDINGS
from mockserver.openapi import Document
from tests.documents import OK, Json, document, giving, taking, written


def told(root: Json) -> list[tuple[str, str, str]]:
    """The code, the severity and the message of each finding."""
    found = lint(Document.of("shop", "shop.json", root))
    return [(finding.code, finding.severity, finding.message) for finding in found]


def codes(root: Json) -> list[str]:
    return [code for code, _, _ in told(root)]


def getting(schema: Json, **more: Json) -> Json:
    return document({"/a": {"get": {"responses": {"200": giving(schema, **more)}}}})


GOOD: Json = document(
    {
        "/a/{id}": {
            "get": {
                "operationId": "a.get",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {"200": giving({"$ref": "#/components/schemas/A"}, example={"n": 1})},
            }
        }
    },
    components={"schemas": {"A": {"type": "object", "properties": {"n": {"type": "integer", "default": 5}}}}},
)


def test_a_good_document_has_no_findings() -> None:
    assert told(GOOD) == []


@pytest.mark.parametrize("version", ["2.0", "3.0.3", "3.1.0", "3.2.0"])
def test_every_version_has_its_structure(version: str) -> None:
    stated = {"swagger": "2.0"} if version == "2.0" else {"openapi": version}
    root = {**stated, "info": {"title": "Shop"}, "paths": {}}
    assert told(root) == [("structure", "error", "'version' is required (at #/info)")]


def test_of_alternatives_the_nearest_one_is_told() -> None:
    root = document({"/a": {"get": {"responses": {"200": {}}}}}) | {"openapi": "3.0.3"}
    assert told(root) == [("structure", "error", "'description' is required (at #/paths/~1a/get/responses/200)")]


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"$ref": "#/gone"}, "there is nothing at '#/gone'; correct the reference"),
        ({"$ref": "gone.json"}, "'gone.json' is outside this file; move it into the file"),
    ],
)
def test_a_reference_that_leads_nowhere_is_told(schema: Json, message: str) -> None:
    assert told(getting(schema)) == [("broken-reference", "error", message)]


def test_references_in_a_circle_are_told() -> None:
    loop = {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}
    root = {**getting({"$ref": "#/components/schemas/A"}), "components": {"schemas": loop}}
    assert set(codes(root)) == {"broken-reference"}


def test_a_component_that_nothing_refers_to_is_a_warning() -> None:
    root = {**getting({}), "components": {"schemas": {"A": {}}}}
    assert told(root) == [("unused-component", "warning", "nothing refers to 'A'")]


def test_an_operation_id_is_told_twice() -> None:
    root = document({path: {"get": {"operationId": "it", "responses": OK}} for path in ("/a", "/b")})
    assert told(root) == [("duplicate-operation-id", "error", "the operation id 'it' is taken already, on line 1")]


def test_paths_that_mean_the_same_are_told() -> None:
    def item(name: str) -> Json:
        parameter = {"name": name, "in": "path", "required": True, "schema": {}}
        return {"get": {"parameters": [parameter], "responses": OK}}

    root = document({"/a/{x}": item("x"), "/a/{y}": item("y")})
    assert told(root) == [("equivalent-path", "error", "the path '/a/{y}' means the same as '/a/{x}'")]


def test_path_parameters_are_declared_and_in_the_path() -> None:
    parameter = {"name": "y", "in": "path", "required": True, "schema": {}}
    root = document({"/a/{x}": {"get": {"parameters": [parameter], "responses": OK}}})
    assert [message for _, _, message in told(root)] == [
        "the path parameter 'x' is not declared",
        "the path parameter 'y' is not in the path '/a/{x}'",
    ]


def test_a_path_parameter_stands_once_and_is_required() -> None:
    parameter = {"name": "x", "in": "path", "schema": {}}
    root = document({"/a/{x}/{x}": {"get": {"parameters": [parameter], "responses": OK}}})
    assert [message for code, _, message in told(root) if code == "path-parameter"] == [
        "'x' is twice in the path",
        "the path parameter 'x' must be required",
    ]


@pytest.mark.parametrize(
    ("schema", "more"),
    [
        ({"type": "integer"}, {"example": "x"}),
        ({"type": "integer"}, {"examples": {"a": {"value": "x"}}}),
        ({"type": "integer", "default": "x"}, {}),
        ({"properties": {"a": {"enum": [1], "example": 2}}}, {}),
        ({"properties": {"a": {"enum": [1], "examples": [2]}}}, {}),
        ({"properties": {"a": {"writeOnly": True}}}, {"example": {"a": 1}}),
    ],
)
def test_an_example_that_breaks_its_schema_is_told(schema: Json, more: Json) -> None:
    assert codes(getting(schema, **more)) == ["invalid-example"]


def test_an_example_of_a_parameter_is_judged() -> None:
    parameter = {"name": "q", "in": "query", "schema": {"type": "integer"}, "example": "x"}
    root = document({"/a": {"get": {"parameters": [parameter], "responses": OK}}})
    assert told(root) == [("invalid-example", "error", "the example breaks its schema: must be integer, not string")]


def test_an_example_is_told_where_the_fault_is_or_nearest_to_it() -> None:
    schema = {"properties": {"a": {"required": ["b"]}}}
    found = lint(Document.of("shop", "shop.json", getting(schema, examples={"one": {"value": {"a": {}}}})))
    assert [finding.message for finding in found] == ["the example 'one' breaks its schema at /a/b: 'b' is required"]


def test_an_example_that_leads_nowhere_is_a_broken_reference_alone() -> None:
    root = getting({"type": "integer"}, examples={"one": {"$ref": "#/components/examples/gone"}})
    assert codes(root) == ["broken-reference"]


def test_an_example_of_a_media_type_that_others_use_fits_one_of_both_directions() -> None:
    schema = {"properties": {"a": {"readOnly": True}, "b": {"writeOnly": True}}}
    media = {"one": {"schema": schema, "examples": {name: {"value": {name: 1}} for name in "ab"}}}
    content = {"application/json": {"$ref": "#/components/mediaTypes/one"}}
    answer = {"200": {"description": "good", "content": content}}
    root = document({"/a": {"get": {"responses": answer}}}, components={"mediaTypes": media})
    assert told({**root, "openapi": "3.2.0"}) == []


def test_the_examples_and_defaults_of_version_2_are_judged() -> None:
    answer = {
        "description": "good",
        "schema": {"type": "integer"},
        "examples": {"application/json": "x", "text/plain": "any text"},
    }
    parameter = {"name": "q", "in": "query", "type": "integer", "default": "y"}
    root = {
        "swagger": "2.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/a": {"get": {"parameters": [parameter], "responses": {"200": answer}}}},
    }
    assert sorted(message for _, _, message in told(root)) == [
        "the default breaks its schema: must be integer, not string",
        "the example of 'application/json' breaks its schema: must be integer, not string",
    ]


def test_an_example_is_judged_in_its_direction() -> None:
    schema = {"properties": {"a": {"readOnly": True}}, "required": ["a"]}
    body = taking(schema)
    body["content"]["application/json"]["example"] = {}
    root = document({"/a": {"post": {"requestBody": body, "responses": {"200": giving(schema, example={"a": 1})}}}})
    assert told(root) == []


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ({"operationId": "gone"}, "there is no operation 'gone'"),
        ({"operationRef": "#/paths/~1gone/get"}, "there is no operation at '#/paths/~1gone/get'"),
        ({}, "a link needs an 'operationId' or an 'operationRef'"),
        ({"operationId": "it", "parameters": {"x": 1}}, "the operation 'it' has no parameter 'x'"),
        (
            {"operationId": "it", "parameters": {"query.q": "$response.bod#/id"}},
            "'$response.bod#/id' is no runtime expression",
        ),
    ],
)
def test_a_link_that_points_nowhere_is_told(link: Json, message: str) -> None:
    answer = {"200": {"description": "good", "links": {"next": link}}}
    query = [{"name": "q", "in": "query", "schema": {}}]
    root = document({"/a": {"get": {"operationId": "it", "parameters": query, "responses": answer}}})
    assert message in [found for _, _, found in told(root)]


def test_a_callback_whose_expression_cannot_be_read_is_told() -> None:
    callback = {"{$request.bdy#/url}": {"post": {"responses": OK}}}
    root = document({"/a": {"get": {"responses": OK, "callbacks": {"it": callback}}}})
    assert told(root) == [("invalid-expression", "error", "'$request.bdy#/url' is no runtime expression")]


SCHEMA = "#/paths/~1a/get/responses/200/content/application~1json/schema"


@pytest.mark.parametrize(
    ("schema", "at"),
    [
        ({"type": "int"}, "/type"),
        ({"type": [{}]}, "/type/0"),
        ({"properties": {"b": {"allOf": [{"minimum": "3"}]}}}, "/properties/b/allOf/0/minimum"),
        ({"required": "name"}, "/required"),
        ({"minimum": 1, "exclusiveMinimum": True}, "/exclusiveMinimum"),
    ],
)
def test_a_keyword_that_json_schema_does_not_know_so_is_told(schema: Json, at: str) -> None:
    (found,) = told(getting(schema))
    assert (found[0], found[2].endswith(f"(at {SCHEMA}{at})")) == ("structure", True)


def test_what_is_of_another_dialect_is_not_held_against_the_usual_one() -> None:
    assert codes(getting({"$schema": "https://example.com/mine", "required": "name"})) == []
    assert codes({**getting({"required": "name"}), "jsonSchemaDialect": "https://example.com/mine"}) == []


@pytest.mark.parametrize(
    "schema",
    [
        {"minimum": 5, "maximum": 4},
        {"allOf": [{"minLength": 5}, {"maxLength": 4}]},
        {"allOf": [{"enum": [1, 2]}, {"enum": [3]}]},
        {"type": "string", "allOf": [{"type": "integer"}]},
        {"type": "string", "enum": [1]},
        {"exclusiveMinimum": 5, "maximum": 5},
    ],
)
def test_a_schema_that_admits_nothing_is_told(schema: Json) -> None:
    assert codes(getting(schema)) == ["unsatisfiable"]


def test_security_that_is_not_defined_is_told() -> None:
    root = document({"/a": {"get": {"responses": OK, "security": [{"own": []}]}}})
    assert told(root) == [("undefined-security", "error", "the security scheme 'own' is not defined")]


def test_a_server_without_the_default_of_its_variable_is_told() -> None:
    root = document({"/a": {"get": {"responses": OK}}}, servers=[{"url": "https://{host}/"}])
    assert told(root) == [("server-variable", "error", "the server's variable 'host' has no default")]


def test_a_variable_of_a_server_whose_default_is_none_of_its_values_is_told() -> None:
    server = {"url": "https://{host}/", "variables": {"host": {"default": "c", "enum": ["a", "b"]}}}
    root = document({"/a": {"get": {"responses": OK}}}, servers=[server])
    assert told(root) == [
        ("server-variable", "error", "the default of the server's variable 'host' is none of its values")
    ]


def test_what_a_discriminator_names_is_used() -> None:
    cat = {"type": "object", "properties": {"kind": {"const": "cat"}}}
    pet = {"type": "object", "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}}}
    root = {**getting({"$ref": "#/components/schemas/Pet"}), "components": {"schemas": {"Pet": pet, "Cat": cat}}}
    assert told(root) == []


def test_an_extension_of_a_callback_is_no_expression() -> None:
    callback = {"x-{$request.bdy}": {}, "{$request.body#/url}": {"post": {"responses": OK}}}
    root = document({"/a": {"get": {"responses": OK, "callbacks": {"it": callback}}}})
    assert told(root) == []


def test_a_regular_expression_that_may_be_slow_is_a_warning() -> None:
    assert told(getting({"type": "string", "pattern": "^(a+)+$"})) == [
        ("slow-pattern", "warning", "the regular expression '^(a+)+$' may take exponential time to say no")
    ]


def test_a_regular_expression_that_cannot_be_used_is_told() -> None:
    assert "invalid-pattern" in codes(getting({"pattern": "["}))


@pytest.mark.parametrize(
    ("pattern", "slow"),
    [
        ("(a+)+", True), (r"^([a-z]+-?)*$", True), ("(.*)*x", True), (r"(?:\d+|\s*)+", True), ("((ab*)*)*", True),
        ("(a+,)+", False), ("^[a-z]+$", False), (r"(\w+\s)*", False), ("(a|b)+", False), ("(ab)+", False),
        ("[(a+)+]", False), (r"\(a+\)+", False), ("(a+)?", False), ("(a{2,4})+", False), ("", False), (")(", False),
    ],
)  # fmt: skip
def test_a_regular_expression_may_be_slow(pattern: str, slow: bool) -> None:
    assert may_backtrack(pattern) is slow


def test_findings_are_capped() -> None:
    schemas: Json = {f"A{number}": {} for number in range(MAX_FINDINGS + 10)}
    found = lint(Document.of("shop", "shop.json", document({}, components={"schemas": schemas})))
    assert (len(found), found[-1].code) == (MAX_FINDINGS + 1, "too-many")


# The command


BROKEN = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /a:
    get:
      responses:
        '200':
          description: good
          content:
            application/json:
              schema: {type: integer}
              example: x
components:
  schemas:
    Unused: {}
"""


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["lint", *arguments])
    return result.exit_code, result.output


def test_each_finding_has_its_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(BROKEN, encoding="utf-8")
    code, output = run(str(file))
    assert (code, output.splitlines()) == (
        1,
        [
            f"{file}:12: error: the example breaks its schema: must be integer, not string",
            f"{file}:15: warning: nothing refers to 'Unused'",
            "1 error, 1 warning",
        ],
    )


def test_warnings_alone_are_no_failure(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(BROKEN.replace("example: x", "example: 1"), encoding="utf-8")
    assert run(str(file)) == (0, f"{file}:15: warning: nothing refers to 'Unused'\n0 errors, 1 warning\n")


def test_findings_are_told_as_json(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(BROKEN.replace("example: x", "example: 1"), encoding="utf-8")
    code, output = run(str(file), "--format", "json")
    assert (code, json.loads(output)) == (
        0,
        [
            {
                "file": str(file),
                "line": 15,
                "severity": "warning",
                "code": "unused-component",
                "message": "nothing refers to 'Unused'",
            }
        ],
    )


def test_a_finding_is_one_line() -> None:
    assert str(Told("a.yaml", 3, "error", "x", "it is wrong")) == "a.yaml:3: error: it is wrong"


@pytest.mark.parametrize(("mistake", "why"), [(True, ""), ("It is no number.", ": It is no number.")])
def test_an_example_that_is_marked_as_a_mistake_is_told_as_such(mistake: Json, why: str) -> None:
    examples = {"odd": {"x-mockserver-mistake": mistake, "value": "x"}}
    assert told(getting({"type": "integer"}, examples=examples)) == [
        ("marked-mistake", "warning", f"the example 'odd' is marked as a mistake{why}")
    ]


@pytest.mark.parametrize(
    "media",
    [
        {"example": {"n": "{{now}}"}, "x-mockserver-template": True},
        {"examples": {"a": {"value": {"n": "{{now}}"}, "x-mockserver-template": True}}},
    ],
)
def test_an_example_that_is_a_template_is_not_judged(media: Json) -> None:
    schema = {"properties": {"n": {"type": "integer"}}}
    assert told(getting(schema, **media)) == []
    del (media if "example" in media else media["examples"]["a"])["x-mockserver-template"]
    assert told(getting(schema, **media)) != []


def test_the_shipped_specifications_have_but_the_mistake_of_a_document() -> None:
    code, output = run("--format", "json")
    assert code == 0, output
    assert [(finding["code"], Path(finding["file"]).name) for finding in json.loads(output)] == [
        ("marked-mistake", "bas-ip.yaml")
    ]


def test_a_member_that_json_has_twice_is_told_on_its_line(tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    text = '{"openapi": "3.1.0",\n"info": {"title": "A",\n"version": "1",\n"title": "\\ud83d\\ude00"},\n"paths": {}}'
    file.write_text(text, encoding="utf-8")
    (told,) = lint(Document.read(file))
    why = "the member 'title' stands here twice, and only the last one is read; remove one of the two"
    assert (told.line, told.severity, told.code, told.message) == (4, "error", "repeated-member", why)


def test_items_and_members_of_different_objects_are_not_taken_for_one(tmp_path: Path) -> None:
    info = {"title": "A", "version": "1", "x-list": [{"title": "A"}, {"title": "A"}, "title"]}
    assert lint(Document.read(written(tmp_path, {"openapi": "3.1.0", "info": info, "paths": {}}))) == ()
