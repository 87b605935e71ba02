"""What stands for a schema is plain, the same every time, and finite."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.mocking.sampling import sample
from mockserver.model import Schema


def sampled(node: Any, version: str = "3.1", **parts: Any) -> Any:
    return sample(Schema({"schema": node, **parts}, "/schema", version, "shop.json"))


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"type": "string"}, "string"),
        ({"type": "integer"}, 0),
        ({"type": "number"}, 0),
        ({"type": "boolean"}, True),
        ({"type": "null"}, None),
        ({"type": "array", "items": {"type": "integer"}}, [0]),
        ({"type": "object"}, {}),
        ({}, {}),
        (True, {}),
        ({"type": ["string", "null"]}, "string"),
        ({"pattern": "^a"}, "string"),
    ],
)
def test_a_type_alone_gives_its_plainest_value(node: Any, expected: Any) -> None:
    assert sampled(node) == expected


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"type": "string", "const": "c", "example": "e"}, "c"),
        ({"type": "string", "example": "e", "default": "d"}, "e"),
        ({"type": "string", "examples": ["first", "second"]}, "first"),
        ({"type": "string", "enum": ["x", "y"]}, "x"),
        ({"type": "string", "enum": ["x", "y"], "default": "y"}, "y"),
        ({"type": "string", "default": "d"}, "d"),
    ],
)
def test_what_the_schema_states_goes_first(node: Any, expected: Any) -> None:
    assert sampled(node) == expected


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"type": "integer", "minimum": 7}, 7),
        ({"type": "integer", "exclusiveMinimum": 7}, 8),
        ({"type": "integer", "minimum": 7, "exclusiveMinimum": True}, 8),
        ({"type": "integer", "maximum": -3}, -3),
        ({"type": "integer", "exclusiveMaximum": 0}, -1),
        ({"type": "integer", "maximum": 3}, 0),
        ({"type": "string", "minLength": 8}, "stringst"),
        ({"type": "string", "maxLength": 3}, "str"),
        ({"type": "array", "items": {"type": "boolean"}, "minItems": 3}, [True, True, True]),
        (
            {"type": "array", "prefixItems": [{"type": "integer"}], "items": {"type": "boolean"}, "minItems": 2},
            [0, True],
        ),
        ({"type": "array"}, []),
    ],
)
def test_bounds_are_kept(node: Any, expected: Any) -> None:
    assert sampled(node) == expected


def test_an_object_has_all_its_members_but_those_never_returned() -> None:
    node = {
        "properties": {
            "a": {"type": "integer"},
            "b": {"type": "string"},
            "secret": {"type": "string", "writeOnly": True},
        }
    }
    assert sampled(node) == {"a": 0, "b": "string"}


def test_members_of_any_name_are_shown_by_two() -> None:
    node = {"type": "object", "additionalProperties": {"type": "integer"}}
    assert sampled(node) == {"property1": 0, "property2": 0}


def test_parts_are_put_together_and_the_first_alternative_is_taken() -> None:
    parts = [{"properties": {"a": {"type": "integer"}}}, {"properties": {"b": {"type": "string"}}}]
    assert sampled({"allOf": parts, "properties": {"c": {"type": "boolean"}}}) == {"a": 0, "b": "string", "c": True}
    assert sampled({"oneOf": parts}) == {"a": 0}
    assert sampled({"anyOf": parts, "properties": {"c": {"type": "boolean"}}}) == {"c": True, "a": 0}
    assert sampled({"allOf": [{"type": "string"}]}) == "string"


def test_a_schema_within_itself_is_cut() -> None:
    node = {"type": "object", "properties": {"name": {"type": "string"}, "next": {"$ref": "#/schema"}}}
    assert sampled(node) == {"name": "string", "next": {"name": "string", "next": {}}}
    assert sampled({"type": "array", "items": {"$ref": "#/schema"}}) == [[[]]]
