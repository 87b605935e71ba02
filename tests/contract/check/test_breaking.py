"""A value is broken in one keyword at a time, and written in the style of its parameter."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from mockserver.contract.check.breaking import breakings
from mockserver.contract.check.choices import walked
from mockserver.contract.check.comparing import NOTHING, differences, same
from mockserver.media import Decoder, parse_query, path_text, query_pairs, query_text
from mockserver.model import ABSENT
from mockserver.schema import Validator
from tests.documents import parameter, schema

ITEM = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "minimum": 1}}}


@pytest.mark.parametrize(
    ("node", "value", "keywords"),
    [
        ({"type": "string", "minLength": 2, "maxLength": 3}, "ab", {"type", "minLength", "maxLength"}),
        ({"type": "string", "pattern": "^[a-z]+$"}, "ab", {"type", "pattern"}),
        ({"type": "string", "enum": ["a", "b"]}, "a", {"type", "enum"}),
        ({"enum": [1, 2]}, 1, {"enum"}),
        ({"const": True}, True, {"const"}),
        ({"type": "string", "format": "date-time"}, "2024-01-01T00:00:00Z", {"type", "format"}),
        ({"type": "string", "format": "uuid"}, "00000000-0000-4000-8000-000000000000", {"type", "format"}),
        ({"type": "integer", "format": "int32"}, 5, {"type", "format"}),
        ({"type": "integer", "minimum": 1, "maximum": 9}, 5, {"type", "minimum", "maximum"}),
        ({"exclusiveMinimum": 1, "exclusiveMaximum": 9}, 5, {"exclusiveMinimum", "exclusiveMaximum"}),
        ({"type": "integer", "multipleOf": 5}, 10, {"type", "multipleOf"}),
        ({"type": "number", "multipleOf": 0.5}, 1.5, {"type", "multipleOf"}),
        ({"minItems": 1, "maxItems": 2, "uniqueItems": True}, [1], {"minItems", "maxItems", "uniqueItems"}),
        ({"type": "object", "additionalProperties": False}, {}, {"type", "additionalProperties"}),
        ({"minProperties": 1, "maxProperties": 2}, {"a": 1}, {"minProperties", "maxProperties"}),
        ({"type": "object", "required": ["a"]}, {"a": 1}, {"type", "required"}),
        ({"type": ["integer", "null"]}, 1, {"type"}),
        ({"allOf": [{"type": "object"}, {"required": ["b"]}]}, {"a": 1, "b": 2}, {"type", "required"}),
    ],
)  # fmt: skip
def test_each_keyword_is_broken(node: Any, value: Any, keywords: set[str]) -> None:
    judge = Validator(schema(node), "request")
    assert judge.accepts(value)
    found = [(keyword, broken) for _, keyword, broken in breakings(schema(node), value) if broken is not ABSENT]
    assert {keyword for keyword, broken in found if not judge.accepts(broken)} == keywords


def test_what_is_inside_is_broken_where_it_stands() -> None:
    whole = {"type": "object", "properties": {"items": {"type": "array", "items": ITEM}}}
    found = list(breakings(schema(whole), {"items": [{"n": 5}, {"n": 6}]}))
    assert (("items", 0, "n"), "minimum", {"items": [{"n": 0}, {"n": 6}]}) in found
    assert (("items", 0), "required", {"items": [{}, {"n": 6}]}) in found


def test_a_discriminator_gets_a_kind_that_nobody_knows() -> None:
    node = {"type": "object", "discriminator": {"propertyName": "kind"}}
    assert ((), "discriminator", {"kind": "no-such-kind"}) in list(breakings(schema(node), {"kind": "cat"}))


def test_swaggers_exclusive_bounds_are_broken_by_the_bound_itself() -> None:
    node = {"type": "integer", "minimum": 1, "exclusiveMinimum": True}
    assert ((), "exclusiveMinimum", 1) in list(breakings(schema(node, "3.0"), 5))


# Choices

KINDS = {"enum": ["cat", "dog", "owl"]}
PET = {
    "type": "object",
    "properties": {
        "kind": KINDS,
        "size": {"enum": [1, 2], "default": 2},
        "friends": {"type": "array", "items": KINDS},
        "free": {"type": "string"},
    },
}


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, {"kind": "cat", "size": 2, "friends": ["cat"], "free": "x"}),
        (1, {"kind": "dog", "size": 2, "friends": ["dog"], "free": "x"}),
        (2, {"kind": "owl", "size": 1, "friends": ["owl"], "free": "x"}),
    ],
)
def test_each_choice_has_its_turn(number: int, expected: Any) -> None:
    value = {"kind": "owl", "size": 2, "friends": ["dog"], "free": "x"}
    assert walked(schema(PET), value, number, Validator(schema(PET), "request").accepts) == expected


def test_a_choice_that_does_not_fit_the_rest_is_not_made() -> None:
    node = {**PET, "if": {"properties": {"kind": {"const": "dog"}}}, "then": {"properties": {"size": {"const": 1}}}}
    value = {"kind": "cat", "size": 2}
    found = [walked(schema(node), value, number, Validator(schema(node), "request").accepts) for number in range(3)]
    assert found == [value, {"kind": "cat", "size": 2}, {"kind": "owl", "size": 1}]


def test_a_choice_among_objects_is_left_as_it_is() -> None:
    node = {"type": ["object", "string"], "enum": [{"kind": "cat"}, "none"], "properties": {"kind": KINDS}}
    assert walked(schema(node), {"kind": "owl"}, 1, lambda _: True) == {"kind": "dog"}


def test_an_example_of_the_whole_is_kept_by_the_first() -> None:
    node = {**PET, "example": {"kind": "owl"}}
    assert walked(schema(node), {"kind": "owl"}, 0, lambda _: True) == {"kind": "owl"}
    assert walked(schema(node), {"kind": "owl"}, 1, lambda _: True) == {"kind": "dog"}


# Styles


@pytest.mark.parametrize("value", [5, [3, 4, 5], {"a": 1, "b": 2}])
@pytest.mark.parametrize("explode", [False, True])
@pytest.mark.parametrize("style", ["simple", "label", "matrix"])
def test_a_value_in_a_path_is_read_as_it_was_written(style: str, explode: bool, value: Any) -> None:
    one = parameter(_described(value), place="path", style=style, explode=explode)
    text = path_text(one, value)
    assert Decoder(one).from_text(quote(str(value), safe="") if text is None else text) == value


@pytest.mark.parametrize(
    ("style", "explode", "value"),
    [
        ("form", True, 5), ("form", True, [3, 4]), ("form", False, [3, 4]), ("form", True, {"a": 1}),
        ("form", False, {"a": 1, "b": 2}), ("deepObject", True, {"a": 1, "b": 2}), ("spaceDelimited", False, [3, 4]),
        ("pipeDelimited", False, [3, 4]),
    ],
)  # fmt: skip
def test_a_value_in_a_query_is_read_as_it_was_written(style: str, explode: bool, value: Any) -> None:
    one = parameter(_described(value), style=style, explode=explode)
    assert Decoder(one).from_pairs(parse_query(query_text(query_pairs(one, value)))) == value


def test_a_parameter_of_a_media_type_is_written_in_it() -> None:
    one = parameter({"type": "object"}, media_type="application/json")
    assert list(query_pairs(one, {"a": [1]})) == [("v", '{"a":[1]}')]


def _described(value: Any) -> Any:
    if isinstance(value, list):
        return {"type": "array", "items": {"type": "integer"}}
    if isinstance(value, dict):
        return {"type": "object", "properties": {name: {"type": "integer"} for name in value}}
    return {"type": "integer"}


# What is shown, and what was sent


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, 1.0, True), (1, True, False), (0.1, 0.1 + 1e-12, True), ("a", "b", False), ("5", 5, False),
        ("2024-01-01T00:00:00Z", "2024-01-01T01:00:00+01:00", True),
        ("2024-01-01T00:00:00", "2024-01-01T00:00:00Z", True),
        ("2024-01-01", "2024-01-02", False), ("2024-nothing", "2024-no", False), (None, None, True), (None, "", False),
    ],
)  # fmt: skip
def test_values_that_mean_the_same_are_the_same(one: Any, other: Any, equal: bool) -> None:
    assert same(one, other) is equal


BOOK = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "pages": {"type": "array", "items": {"type": "object"}},
        "password": {"type": "string"},
        "pin": {"type": "integer", "writeOnly": True},
        "at": {"type": "object", "properties": {"shelf": {"type": "integer"}}},
        "year": {"type": "integer"},
    },
}


@pytest.mark.parametrize(
    ("sent", "shown", "found"),
    [
        ({"title": "a"}, {"title": "a", "more": 1}, []),
        ({"title": "a"}, {"title": "b"}, [("/title", "a", "b")]),
        ({"tags": ["a", "b"]}, {"tags": ["b", "a"]}, []),
        ({"tags": ["a", "a"]}, {"tags": ["a", "b"]}, [("/tags", ["a", "a"], ["a", "b"])]),
        ({"tags": ["a"]}, {"tags": []}, [("/tags", ["a"], [])]),
        ({"pages": [{"n": 1}]}, {"pages": [{"n": 2}]}, []),
        ({"pages": [{"n": 1}]}, {"pages": []}, [("/pages", [{"n": 1}], [])]),
        ({"password": "x", "pin": 5, "unknown": 1}, {}, []),
        ({"at": {"shelf": 1}}, {"at": {"shelf": 2}}, [("/at/shelf", 1, 2)]),
        ({"year": 5}, {}, [("/year", 5, NOTHING)]),
        ({"year": 5}, {"year": "five"}, []),
        ({"year": "five"}, {"year": 5}, []),
        ({"title": "a"}, {}, []),
        ({"tags": []}, {}, []),
    ],
)  # fmt: skip
def test_what_is_shown_otherwise_than_it_was_sent_is_told(sent: Any, shown: Any, found: list[Any]) -> None:
    assert list(differences(sent, shown, schema(BOOK))) == found
