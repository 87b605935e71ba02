"""A generated value is valid, readable, and the same wherever and whenever it is made."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from mockserver.mocking.generation import Generator, generate
from mockserver.schema import Validator
from tests.documents import schema

SEEDS = ("1", "2", "3")
PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "email": {"type": "string", "format": "email"},
        "born": {"type": "string", "format": "date"},
    },
}


def value_of(node: Any, seed: str = "1", version: str = "3.1", **parts: Any) -> Any:
    """A value for a schema, after the schema's own judge has accepted it."""
    where = schema(node, version, **parts)
    made = Generator(where).make(seed)
    assert made.problem is None
    assert Validator(where, "response").violations(made.value) == ()
    return made.value


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "node",
    [
        {"allOf": [{"type": "integer", "minimum": 3}, {"maximum": 4}, {"multipleOf": 2}]},
        {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 5}]},
        {"oneOf": [{"type": "object", "properties": {name: {"type": "string"}}} for name in "abcd"]},
        {"type": "object", "properties": {"a": {}, "b": {}}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"anyOf": [{"type": "string", "minLength": 30}, {"type": "integer", "maximum": -5}]},
        {"not": {"type": ["object", "string", "null", "boolean"]}},
        {"type": "object", "properties": {"a": {"type": "string"}, "b": {}}, "not": {"required": ["b"]}},
        {
            "type": "object",
            "properties": {"kind": {"enum": ["a", "b"]}},
            "required": ["kind"],
            "if": {"properties": {"kind": {"const": "a"}}},
            "then": {"required": ["x"]},
            "else": {"required": ["y"]},
        },
        {"type": "array", "items": {"enum": [1, 2, 3, 4, 5, 6]}, "minItems": 6, "uniqueItems": True},
        {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False, "minItems": 2},
        {
            "type": "array",
            "items": {"type": "integer"},
            "contains": {"minimum": 50},
            "minContains": 2,
            "maxContains": 2,
        },
        {"type": "object", "minProperties": 3, "propertyNames": {"pattern": "^[a-c]{2}$"}},
        {"type": "object", "patternProperties": {"^x-": {"type": "integer"}}, "additionalProperties": False},
        {"type": "object", "required": ["a", "b", "c"], "additionalProperties": {"type": "integer"}},
        {"type": "object", "properties": {"a": {}, "b": {}}, "maxProperties": 1},
        {"type": "object", "properties": {"a": {}}, "dependentRequired": {"a": ["z"]}},
        {"type": "object", "properties": {"a": {}}, "dependentSchemas": {"a": {"required": ["q"]}}},
        {
            "allOf": [{"properties": {"a": {}}}],
            "properties": {"b": {}},
            "unevaluatedProperties": False,
            "type": "object",
        },
        {"type": "array", "prefixItems": [{"type": "string"}], "unevaluatedItems": False},
        {"type": "string", "pattern": r"^(?=.*\d)(?=.*[A-Z])(?!.*!)[\w-]{8,12}$"},
        {"type": "string", "pattern": "^[a-f0-9]*$", "minLength": 32, "maxLength": 32},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001},
        {"type": "number", "multipleOf": 0.25, "minimum": 1.1, "maximum": 1.3},
        {"type": "string", "format": "email", "maxLength": 8},
        {"type": "string", "format": "uri", "minLength": 200},
    ],
)
def test_a_value_is_valid(node: Any, seed: str) -> None:
    value_of(node, seed)


FORMATS = (
    "date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6", "uri",
    "uri-reference", "iri", "iri-reference", "uuid", "uri-template", "json-pointer", "relative-json-pointer", "regex",
    "byte", "password", "int64", "unheard-of",
)  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_met(name: str) -> None:
    for seed in SEEDS:
        value_of({"type": "string", "format": name}, seed)


def test_all_documented_members_are_there_by_default() -> None:
    assert list(value_of(PET)) == ["id", "name", "email", "born"]


def test_what_may_not_be_shown_is_left_out() -> None:
    node = {"type": "object", "required": ["a", "b"], "properties": {"a": {"const": 1}, "b": {"writeOnly": True}}}
    assert value_of(node) == {"a": 1}


def test_examples_and_defaults_are_taken_first_where_they_are_right() -> None:
    node = {
        "type": "object",
        "properties": {
            "a": {"type": "string", "example": "shown"},
            "b": {"type": "integer", "default": 7},
            "c": {"type": "boolean", "example": "no boolean", "default": True},
        },
    }
    assert value_of(node) == {"a": "shown", "b": 7, "c": True}


def test_without_examples_a_value_is_drawn() -> None:
    node = schema({"type": "string", "example": "shown"})
    assert generate(node, "1", examples=False) != "shown"


def test_a_discriminator_names_the_branch() -> None:
    parts = {
        "components": {
            "schemas": {
                "Cat": {"type": "object", "required": ["kind", "lives"], "properties": {"lives": {"type": "integer"}}},
                "Dog": {"type": "object", "required": ["kind", "barks"], "properties": {"barks": {"type": "boolean"}}},
            }
        }
    }
    node = {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind", "mapping": {"miaow": "#/components/schemas/Cat"}},
    }
    for seed in SEEDS:
        value = value_of(node, seed, **parts)
        assert value["kind"] == ("miaow" if "lives" in value else "Dog")


def test_the_older_words_of_openapi_count() -> None:
    assert value_of({"type": "integer", "minimum": 1, "exclusiveMinimum": True, "maximum": 2}, version="3.0") == 2
    assert value_of({"type": "string", "enum": [None], "nullable": True}, version="3.0") is None


def test_a_recursion_ends_soon() -> None:
    node = {"$ref": "#/tree"}
    tree = {"type": "object", "properties": {"children": {"type": "array", "items": node}, "parent": node}}
    value = value_of(node, tree=tree)
    assert set(value) == {"children", "parent"}
    assert len(str(value)) < 500


def test_a_recursion_that_must_go_on_is_told() -> None:
    node = {"$ref": "#/tree"}
    made = Generator(schema(node, tree={"type": "object", "required": ["next"], "properties": {"next": node}})).make(
        "1"
    )
    assert made.problem is not None
    assert (made.problem.keyword, made.problem.blame) == ("generation", "spec")


def test_what_cannot_be_generated_is_told_with_the_schema() -> None:
    made = Generator(schema({"type": "string", "minLength": 5, "maxLength": 2})).make("1")
    assert made.problem is not None
    assert made.problem.message.startswith("cannot generate a value for the schema '#/schema'")


def test_a_known_value_becomes_the_identity() -> None:
    assert generate(schema(PET), "1", known={"petId": 5})["id"] == 5


def test_a_known_value_takes_the_type_of_its_member() -> None:
    node = {"type": "object", "properties": {"id": {"type": "string"}, "shop_id": {"type": "integer"}}}
    assert generate(schema(node), "1", known={"shopId": "7", "id": 5}) == {"id": "5", "shop_id": 7}


def test_an_entity_is_the_same_in_a_list_and_by_itself() -> None:
    many = generate(schema({"type": "array", "minItems": 3, "items": PET}), "1", entity="pets", place="/pets")
    for pet in many:
        alone = generate(schema(PET), "1", entity="pets", place=f"/pets/{pet['id']}", known={"petId": pet["id"]})
        assert alone == pet


def test_an_entity_in_an_envelope_is_the_same() -> None:
    node = {"type": "object", "properties": {"data": {"type": "array", "items": PET}, "total": {"type": "integer"}}}
    (pet, *_) = generate(schema(node), "1", entity="pets", place="/pets")["data"]
    assert generate(schema(PET), "1", entity="pets", known={"id": pet["id"]}) == pet


def test_another_seed_gives_another_value() -> None:
    assert len({str(generate(schema(PET), seed)) for seed in SEEDS}) == len(SEEDS)


def test_names_and_formats_are_readable() -> None:
    node = {"type": "object", "properties": {"email": {"type": "string"}, "city": {"type": "string"}}}
    value = value_of(node)
    assert "@" in value["email"]
    assert value["city"].isalpha()


def test_the_same_seed_gives_the_same_bytes_in_every_process() -> None:
    program = (
        "import json; from mockserver.mocking.generation import generate; from mockserver.model import Schema;"
        f"print(json.dumps(generate(Schema({{'s': {PET!r}}}, '/s', '3.1', 'f'), 'x')))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program], check=True, capture_output=True, text=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1
