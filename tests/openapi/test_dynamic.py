"""A dynamic reference leads to the anchor of whichever schema was entered first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mockserver.openapi import Document, read_operations
from mockserver.openapi.known import known_text
from mockserver.schema import Validator
from tests.documents import Json, document, taking
from tests.openapi.test_references import posting, status, write

LIST: Json = {
    "$id": "https://example.com/list",
    "type": "array",
    "items": {"$dynamicRef": "#item"},
    "$defs": {"item": {"$dynamicAnchor": "item"}},
}


def list_of(node: Json, name: str) -> Json:
    return {
        "$id": f"https://example.com/{name}",
        "$ref": "list",
        "$defs": {"item": {"$dynamicAnchor": "item", **node}},
    }


SCHEMAS = {
    "List": LIST,
    "Texts": list_of({"type": "string"}, "texts"),
    "Numbers": list_of({"type": "integer"}, "numbers"),
    "Either": {"anyOf": [{"$ref": "https://example.com/texts"}, {"$ref": "https://example.com/numbers"}]},
}


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("List", [["a", 1], []], "a"),
        ("Texts", [["a"], []], [1]),
        ("Numbers", [[1], []], ["a"]),
        ("Either", [[1], ["a"]], [1, "a"]),
    ],
)
def test_what_is_entered_first_says_where_the_reference_leads(tmp_path: Path, name: str, good: Json, bad: Json) -> None:
    path = write(
        tmp_path,
        {"api.json": posting({"$ref": f"#/components/schemas/{name}"}, components={"schemas": SCHEMAS})},
    )
    assert ([status(path, value) for value in good], status(path, bad)) == ([200, 200], 422)


def test_a_tree_may_be_made_strict_in_another_file(tmp_path: Path) -> None:
    tree = {
        "$dynamicAnchor": "node",
        "type": "object",
        "properties": {"data": True, "children": {"type": "array", "items": {"$dynamicRef": "#node"}}},
    }
    strict = {"$dynamicAnchor": "node", "$ref": "tree.json", "unevaluatedProperties": False}
    path = write(tmp_path, {"api.json": posting({"$ref": "strict.json"}), "strict.json": strict, "tree.json": tree})
    assert status(path, {"children": [{"data": 1, "children": []}]}) == 200
    assert status(path, {"children": [{"daat": 1}]}) == 422


def test_what_is_wrong_is_told_where_the_original_stands(tmp_path: Path) -> None:
    texts = {**SCHEMAS["Texts"], "$ref": "list.json"}
    other = json.dumps({"maxItems": 1, **LIST}, indent=1)
    api = posting({"$ref": "#/components/schemas/Texts"}, components={"schemas": {"Texts": texts}})
    found = Document.read(write(tmp_path, {"api.json": api, "list.json": other}))
    (operation,) = read_operations(found).operations
    schema = operation.body.content["application/json"].schema if operation.body else None
    assert schema is not None
    (broken,) = Validator(schema, "request").violations(["a", "b"])
    assert broken.source is not None
    assert found.position(broken.source) == (str(tmp_path / "list.json"), 2)


def test_a_dynamic_reference_to_a_plain_anchor_is_a_plain_one(tmp_path: Path) -> None:
    node = {"properties": {"n": {"$dynamicRef": "#n"}}, "$defs": {"n": {"$anchor": "n", "type": "integer"}}}
    path = write(tmp_path, {"api.json": posting(node)})
    assert (status(path, {"n": 1}), status(path, {"n": "x"})) == (200, 422)


def test_a_dynamic_reference_to_nothing_admits_everything(tmp_path: Path) -> None:
    path = write(tmp_path, {"api.json": posting({"properties": {"n": {"$dynamicRef": "#gone"}}})})
    assert status(path, {"n": 1}) == 200


def test_a_discriminator_goes_by_the_names_that_its_branches_have(tmp_path: Path) -> None:
    cat = {"type": "object", "properties": {"kind": {}, "toys": {"$ref": "https://example.com/texts"}}}
    pet = {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind"},
    }
    schemas = {**SCHEMAS, "Cat": cat, "Dog": {"type": "object", "required": ["tricks"]}}
    paths = {"/a": {"post": {"requestBody": taking(pet), "responses": {"200": {"description": "good"}}}}}
    path = write(tmp_path, {"api.json": document(paths, components={"schemas": schemas})})
    assert status(path, {"kind": "Cat", "toys": ["a"]}) == 200
    assert status(path, {"kind": "Cat", "toys": [1]}) == 422


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_meta_schemas_of_json_schema_are_there_without_a_network(tmp_path: Path, scheme: str) -> None:
    path = write(tmp_path, {"api.json": posting({"$ref": f"{scheme}://json-schema.org/draft/2020-12/schema"})})
    good, bad = {"properties": {"a": {"minimum": 1}}}, {"properties": {"a": {"minimum": "x"}}}
    assert (status(path, good), status(path, bad)) == (200, 422)


@pytest.mark.parametrize("uri", ["https://json-schema.org/gone", "https://example.com/draft/2020-12/schema"])
def test_another_address_is_no_meta_schema(uri: str) -> None:
    assert known_text(uri) is None
