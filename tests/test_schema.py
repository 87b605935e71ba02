"""A schema's verdict is JSON Schema's, in OpenAPI's words, and says where and why."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.model import ABSENT, Direction, Schema, SpecReference, Violation
from mockserver.schema import MAX_VIOLATIONS, Validator, flagged
from mockserver.schema.adapting import flagged_members
from tests.documents import schema

CORPUS = os.environ.get("MOCKSERVER_CORPUS")

OWN_NAMES = {"$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary", "$schema"}
MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
SINGLES = (
    "not", "if", "then", "else", "additionalProperties", "propertyNames", "contains", "items", "unevaluatedItems",
    "unevaluatedProperties", "contentSchema",
)  # fmt: skip


def violations(
    node: Any, value: Any, *, direction: Direction = "request", version: str = "3.1", **parts: Any
) -> tuple[Violation, ...]:
    return Validator(schema(node, version, **parts), direction).violations(value, ("body",))


def told(node: Any, value: Any, **more: Any) -> list[tuple[str, tuple[str | int, ...], str]]:
    """Keyword, location inside the body and message of each violation."""
    return [(v.keyword, v.location[1:], v.message) for v in violations(node, value, **more)]


def test_a_good_value_has_no_violations() -> None:
    assert violations({"type": "object", "properties": {"a": {"type": "integer"}}}, {"a": 1}) == ()


def test_a_violation_says_where_it_is_in_the_value_and_in_the_specification() -> None:
    node = {"properties": {"list": {"items": {"type": "string"}}}}
    assert violations(node, {"list": ["a", 1]}) == (
        Violation(
            location=("body", "list", 1),
            keyword="type",
            message="must be string, not integer",
            source=SpecReference("shop.json", "/schema/properties/list/items/type"),
            value=1,
            expected=["string"],
        ),
    )


def test_the_source_of_a_violation_is_where_the_reference_leads() -> None:
    (found,) = violations({"$ref": "#/parts/a~1b"}, 1, parts={"a/b": {"type": "string"}})
    assert found.source == SpecReference("shop.json", "/parts/a~1b/type")


def test_what_is_missing_is_named_by_the_location() -> None:
    (found,) = violations({"required": ["a"]}, {})
    assert (found.location, found.keyword, found.value) == (("body", "a"), "required", ABSENT)


@pytest.mark.parametrize(
    ("node", "value", "expected"),
    [
        ({"required": ["a"]}, {}, [("required", ("a",), "'a' is required")]),
        (
            {"properties": {"a": {}}, "additionalProperties": False},
            {"a": 1, "x": 2, "y": 3},
            [
                ("additionalProperties", ("x",), "'x' is not allowed here"),
                ("additionalProperties", ("y",), "'y' is not allowed here"),
            ],
        ),
        ({"unevaluatedProperties": False}, {"x": 1}, [("unevaluatedProperties", ("x",), "'x' is not allowed here")]),
        ({"type": ["string", "null"]}, 1, [("type", (), "must be null or string, not integer")]),
        ({"enum": ["a", 1]}, "b", [("enum", (), "must be one of 'a', 1")]),
        ({"const": "a"}, "b", [("const", (), "must be 'a'")]),
        ({"anyOf": [{"type": "string"}]}, 1, [("anyOf", (), "must fit at least one of the alternatives")]),
        ({"oneOf": [{"type": "string"}]}, 1, [("oneOf", (), "must fit exactly one of the alternatives")]),
        ({"oneOf": [{}, {"type": "integer"}]}, 1, [("oneOf", (), "must fit exactly one of the alternatives")]),
        ({"not": {"type": "integer"}}, 1, [("not", (), "must not fit what is excluded")]),
        ({"pattern": "^a$"}, "b", [("pattern", (), "'b' must match ^a$")]),
        ({"minLength": 2}, "a", [("minLength", (), "must have at least 2 characters, not 1")]),
        ({"maxLength": 2}, "abc", [("maxLength", (), "must have at most 2 characters, not 3")]),
        ({"minItems": 2}, [1], [("minItems", (), "must have at least 2 items, not 1")]),
        ({"maxItems": 0}, [1], [("maxItems", (), "must have at most 0 items, not 1")]),
        ({"minProperties": 1}, {}, [("minProperties", (), "must have at least 1 members, not 0")]),
        ({"maxProperties": 0}, {"a": 1}, [("maxProperties", (), "must have at most 0 members, not 1")]),
        ({"minimum": 2}, 1, [("minimum", (), "must be at least 2, not 1")]),
        ({"maximum": 2}, 3, [("maximum", (), "must be at most 2, not 3")]),
        ({"exclusiveMinimum": 2}, 2, [("exclusiveMinimum", (), "must be more than 2, not 2")]),
        ({"exclusiveMaximum": 2}, 2, [("exclusiveMaximum", (), "must be less than 2, not 2")]),
        ({"multipleOf": 2}, 3, [("multipleOf", (), "must be a multiple of 2, not 3")]),
        ({"uniqueItems": True}, [1, 1], [("uniqueItems", (), "must not have the same item twice")]),
        ({"contains": {"const": 1}}, [2], [("contains", (), "must have at least 1 item that fits")]),
        ({"contains": {"const": 1}, "minContains": 3}, [1], [("contains", (), "must have at least 3 items that fit")]),
        ({"contains": {}, "maxContains": 2}, [1] * 3, [("contains", (), "must have at most 2 items that fit")]),
        ({"format": "date"}, "soon", [("format", (), "'soon' is no valid date")]),
        ({"properties": {"a": False}}, {"a": 1}, [("false", ("a",), "is not allowed here")]),
    ],
)  # fmt: skip
def test_each_keyword_is_told_in_words(node: Any, value: Any, expected: list[Any]) -> None:
    assert told(node, value) == expected


def test_a_long_value_is_told_in_short() -> None:
    ((_, _, message),) = told({"pattern": "^b"}, "a" * 1_000)
    assert len(message) < 250
    assert message.startswith("'aaa")


def test_the_violations_are_bounded() -> None:
    assert len(violations({"items": {"type": "string"}}, [1] * (MAX_VIOLATIONS + 5))) == MAX_VIOLATIONS


def test_what_is_wrong_in_an_answer_is_the_mocks_fault() -> None:
    (found,) = violations({"type": "string"}, 1, direction="response")
    assert (found.blame, found.severity) == ("mock", "error")


# Read-only and write-only members


READ_ONLY = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}},
}


def test_a_read_only_member_in_a_request_is_a_warning() -> None:
    (found,) = violations(READ_ONLY, {"id": 1, "name": "a"})
    assert (found.keyword, found.severity, found.location) == ("readOnly", "warning", ("body", "id"))
    assert found.message == "is read-only and should not be sent"


def test_a_read_only_member_is_not_required_in_a_request() -> None:
    assert violations(READ_ONLY, {"name": "a"}) == ()


def test_a_read_only_member_is_required_in_an_answer() -> None:
    assert told(READ_ONLY, {"name": "a"}, direction="response") == [("required", ("id",), "'id' is required")]


def test_a_write_only_member_in_an_answer_is_an_error_of_the_mock() -> None:
    node = {"required": ["secret"], "properties": {"secret": {"writeOnly": True}}}
    (found,) = violations(node, {"secret": 1}, direction="response")
    assert (found.keyword, found.severity, found.blame) == ("writeOnly", "error", "mock")
    assert violations(node, {}, direction="response") == ()


def test_a_write_only_member_belongs_into_a_request() -> None:
    node = {"required": ["secret"], "properties": {"secret": {"writeOnly": True}}}
    assert told(node, {}) == [("required", ("secret",), "'secret' is required")]


def test_read_only_counts_through_references_and_all_of() -> None:
    node = {"properties": {"a": {"$ref": "#/id"}, "b": {"allOf": [{"$ref": "#/id"}]}, "c": {"$ref": "#/other"}}}
    found = told(node, {"a": 1, "b": 2, "c": 3}, id={"readOnly": True}, other={"type": "integer"})
    assert sorted((keyword, place) for keyword, place, _ in found) == [("readOnly", ("a",)), ("readOnly", ("b",))]


@pytest.mark.parametrize(
    "node",
    [
        {"allOf": [{"$ref": "#/thing"}, {"required": ["id"]}]},
        {"allOf": [{"$ref": "#/thing"}], "required": ["id", "name"]},
        {"allOf": [{"allOf": [{"$ref": "#/thing"}]}, {"allOf": [{"required": ["id"]}]}]},
        {"allOf": [{"properties": {"id": {"readOnly": True}}}, {"$ref": "#/thing"}, {"required": ["id"]}]},
        {"allOf": [{"$ref": "#/thing"}, {"anyOf": [{"required": ["id"]}]}]},
    ],
)
def test_a_read_only_member_of_one_part_is_not_required_by_another(node: Any) -> None:
    assert violations(node, {"name": "a"}, thing=READ_ONLY) == ()
    assert violations(node, {"name": "a"}, direction="response", thing=READ_ONLY) != ()
    assert violations({"type": "object", **node}, {}, thing={"required": ["name"]}) != ()


def test_parts_that_contain_themselves_again_and_again_are_looked_through_once() -> None:
    node = {"allOf": [{"$ref": "#/schema"}] * 50, "required": ["id"], "properties": {"id": {"$ref": "#/schema"}}}
    assert flagged({"schema": node}, node, "readOnly") is False
    assert flagged_members({"schema": node}, node, "readOnly") == frozenset()


def test_a_read_only_member_decides_no_alternative() -> None:
    node = {"oneOf": [READ_ONLY, {"type": "string"}]}
    assert violations(node, {"id": 1, "name": "a"}) == ()


@pytest.mark.parametrize("node", [True, {"readOnly": False}, {"$ref": "other.json"}, {"$ref": "#/gone"}, {}])
def test_what_says_nothing_of_it_is_not_read_only(node: Any) -> None:
    assert flagged({}, node, "readOnly") is False


def test_references_in_a_circle_are_not_read_only() -> None:
    assert flagged({"a": {"$ref": "#/a"}}, {"$ref": "#/a"}, "readOnly") is False


# OpenAPI's own keywords


@pytest.mark.parametrize(
    ("node", "good", "bad"),
    [
        ({"type": "string", "nullable": True}, None, 1),
        ({"type": "string", "nullable": False}, "a", None),
        ({"minimum": 1, "exclusiveMinimum": True}, 2, 1),
        ({"minimum": 1, "exclusiveMinimum": False}, 1, 0),
        ({"maximum": 1, "exclusiveMaximum": True}, 0, 1),
        ({"type": "array", "items": {"type": "string", "nullable": True}}, [None], [1]),
        ({"$ref": "#/text", "maxLength": 1}, "abc", 1),
        ({"type": "string", "x-nullable": True}, None, 1),
    ],
)
@pytest.mark.parametrize("version", ["2.0", "3.0"])
def test_the_older_words_mean_what_they_meant(node: Any, good: Any, bad: Any, version: str) -> None:
    parts: Any = {"text": {"type": "string"}}
    assert violations(node, good, version=version, **parts) == ()
    assert violations(node, bad, version=version, **parts) != ()


def test_an_exclusive_bound_without_a_bound_bounds_nothing() -> None:
    assert violations({"exclusiveMinimum": True}, -5, version="3.0") == ()


def test_a_nullable_schema_with_an_enum_takes_null_only_if_the_enum_does() -> None:
    node = {"type": "string", "nullable": True, "enum": ["a"]}
    assert [v.keyword for v in violations(node, None, version="3.0")] == ["enum"]
    assert violations({**node, "enum": ["a", None]}, None, version="3.0") == ()


def test_nullable_means_nothing_in_3_1() -> None:
    assert [v.keyword for v in violations({"type": "string", "nullable": True}, None)] == ["type"]


def test_what_stands_beside_a_reference_counts_in_3_1() -> None:
    node = {"$ref": "#/text", "maxLength": 1}
    assert [v.keyword for v in violations(node, "abc", text={"type": "string"})] == ["maxLength"]


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("int32", 2**31 - 1, 2**31),
        ("int32", -(2**31), -(2**31) - 1),
        ("int64", 2**63 - 1, 2**63),
        ("int8", -128, 128),
        ("int16", 32767, -32769),
        ("uint8", 255, 256),
        ("uint16", 0, -1),
        ("uint32", 2**32 - 1, 2**32),
        ("uint64", 2**64 - 1, 2**64),
    ],
)
def test_an_integer_format_is_a_range(name: str, good: int, bad: int) -> None:
    node = {"type": "integer", "format": name}
    assert violations(node, good) == ()
    assert [v.keyword for v in violations(node, bad)] == ["format"]


@pytest.mark.parametrize("value", [2**64, -(2**80), 10**40])
def test_an_integer_of_any_size_is_judged(value: int) -> None:
    assert violations({"type": "integer"}, value) == ()
    assert violations({"type": "string"}, value) != ()


def test_a_wider_bound_does_not_widen_an_integer_format() -> None:
    node = {"type": "integer", "format": "int32", "minimum": -(2**40), "maximum": 2**40}
    assert violations(node, 2**31 - 1) == violations(node, -(2**31)) == ()
    assert [v.keyword for v in (*violations(node, 2**31), *violations(node, -(2**31) - 1))] == ["format", "format"]
    assert {v.keyword for v in violations(node, 2**41)} == {"maximum", "format"}
    assert violations({**node, "allOf": [{"multipleOf": 2}]}, 3) != ()


def test_a_bound_beside_an_integer_format_is_told_as_itself() -> None:
    node = {"type": "integer", "format": "int32", "minimum": 5, "maximum": 9}
    assert [v.keyword for v in (*violations(node, 4), *violations(node, 10))] == ["minimum", "maximum"]


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("byte", "aGk=", "%"),
        ("date-time", "2026-01-01T00:00:00Z", "2026-01-01"),
        ("uuid", "3c1b7c0e-0000-4000-8000-000000000001", "3c1b"),
        ("email", "a@b.example", "a"),
        ("ipv4", "192.0.2.1", "192.0.2"),
    ],
)
def test_a_format_is_asserted_on_strings(name: str, good: str, bad: str) -> None:
    node = {"format": name}
    assert violations(node, good) == ()
    assert [(v.keyword, v.location) for v in violations(node, bad)] == [("format", ("body",))]
    assert violations(node, 1) == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [("date", "2-26-01-01"), ("date", "2026-01-0."), ("time", "12:00:0-Z"), ("date-time", "2026-01-01T12:00:0-Z")],
)
@pytest.mark.parametrize("version", ["3.0", "3.1"])
def test_a_date_or_time_has_digits(name: str, value: str, version: str) -> None:
    (found,) = violations({"type": "string", "format": name}, value, version=version)
    assert (found.keyword, found.message) == ("format", f"'{value}' is no valid date or time")
    assert [v.keyword for v in violations({"format": name}, "other", version=version)] == ["format"]


@pytest.mark.parametrize("name", ["password", "binary", "invented"])
def test_an_unknown_format_asserts_nothing(name: str) -> None:
    assert violations({"format": name}, "anything") == ()


def test_extensions_are_no_keywords() -> None:
    assert violations({"type": "string", "x-pattern": 1, "x-required": ["a"]}, "a") == ()


def test_a_recursive_schema_is_judged_to_its_depth() -> None:
    node = {"type": "object", "properties": {"child": {"$ref": "#/schema"}, "name": {"type": "string"}}}
    assert told(node, {"child": {"child": {"name": 1}}}) == [
        ("type", ("child", "child", "name"), "must be string, not integer")
    ]


@pytest.mark.parametrize("name", ["a b", "ä", "50%", 'quo"te', "{id}", "a#b", "a?b", "a|b", "^[a]"])
def test_a_reference_may_have_any_name(name: str) -> None:
    pointer = f"#/names/{name.replace('%', '%25')}"
    assert [v.keyword for v in violations({"$ref": pointer}, 1, names={name: {"type": "string"}})] == ["type"]


def test_a_reference_below_a_path_is_followed() -> None:
    node = {"$ref": "#/paths/~1pets~1{id}/get/schema"}
    paths = {"/pets/{id}": {"get": {"schema": {"type": "string"}}}}
    assert [v.keyword for v in violations(node, 1, paths=paths)] == ["type"]


def test_a_reference_into_a_schema_that_is_there_already_is_followed() -> None:
    node = {"properties": {"a": {"type": "string"}, "b": {"$ref": "#/schema/properties/a"}}}
    assert told(node, {"b": 1}) == [("type", ("b",), "must be string, not integer")]


def test_a_schema_that_was_read_before_its_parent_is_whole_all_the_same() -> None:
    node = {"allOf": [{"$ref": "#/big/properties/part"}, {"$ref": "#/big"}]}
    big = {"required": ["z"], "properties": {"part": {"type": "object"}}}
    assert told(node, {}, big=big) == [("required", ("z",), "'z' is required")]


@pytest.mark.parametrize("node", [{"$ref": "#/gone"}, {"type": "strnig"}, {"pattern": "("}, {"$ref": "other.json#/a"}])
def test_a_schema_that_cannot_be_used_is_one_warning_that_blames_the_specification(node: Any) -> None:
    (found,) = violations(node, 1)
    assert (found.location, found.keyword, found.severity, found.blame) == (("schema",), "schema", "warning", "spec")
    assert found.source is not None
    assert (found.source.file, found.source.pointer.startswith("/schema")) == ("shop.json", True)
    assert found.message.startswith("the schema is broken: ")


@pytest.mark.parametrize(
    ("node", "value", "pointers"),
    [
        ({"properties": {"a": {"pattern": "("}, "b": {"type": "string"}}}, {"b": 1}, ["/schema/properties/a/pattern"]),
        (
            {"properties": {"a": 5, "b": {"type": "string"}}, "additionalProperties": False},
            {"a": 1, "b": 1},
            ["/schema/properties/a"],
        ),
        ({"allOf": [5, {"type": "object"}], "required": "a"}, 1, ["/schema/required", "/schema/allOf/0"]),
        ({"patternProperties": {"(": {}, "b": {"type": "string"}}}, {"b": 1}, ["/schema/patternProperties/("]),
        ({"minimum": "x", "maxLength": -1, "type": "string"}, 1, ["/schema/minimum", "/schema/maxLength"]),
    ],
)
def test_what_of_a_schema_can_be_used_counts(node: Any, value: Any, pointers: list[str]) -> None:
    found = violations(node, value)
    assert [v.keyword for v in found if v.severity == "error"] == ["type"]
    told = [v.source.pointer for v in found if v.keyword == "schema" and v.source is not None]
    assert sorted(told) == sorted(pointers)


def test_a_schema_is_mended_in_no_more_places_than_there_is_time_for() -> None:
    node = {"properties": {f"p{number}": {"type": "strnig"} for number in range(99)}, "type": "object"}
    assert [v.severity for v in violations(node, 1)] == ["warning"] * 21


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        ("^{id}$", "{id}", "id"),
        ("^[\\w-.]+$", "a-.", "a b"),
        ("^a{,2}$", "a{,2}", "aa"),
        ("^{\\d{2}}$", "{12}", "{1}"),
    ],
)
def test_a_regular_expression_that_is_spelled_loosely_is_understood(pattern: str, good: str, bad: str) -> None:
    (told,) = violations({"pattern": pattern}, good)
    assert "is read as" in told.message
    assert [v.keyword for v in violations({"pattern": pattern}, bad)] == ["pattern", "schema"]
    assert [v.keyword for v in violations({"patternProperties": {pattern: False}}, {bad: 1})] == ["schema"]
    assert [v.keyword for v in violations({"patternProperties": {pattern: False}}, {good: 1})] == ["false", "schema"]


def test_a_schema_that_cannot_be_used_is_told_every_time() -> None:
    validator = Validator(schema({"type": "strnig"}), "request")
    assert validator.violations(1) == validator.violations("a") != ()


def test_a_value_that_is_nested_deep_is_judged() -> None:
    value: Any = 1
    for _ in range(400):
        value = [value]
    assert violations({"items": {"$ref": "#/schema"}}, value) == ()


# Beside another implementation


NAMES = st.sampled_from(["a", "b", "c"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from([0.5, 1.0, -1.5])
    | st.sampled_from(["", "a", "ab", "ä"])
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)
TYPES = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
SMALL = st.integers(0, 3)


@st.composite
def _some_keywords(draw: st.DrawFn, inner: st.SearchStrategy[Any]) -> dict[str, Any]:
    """A schema with a few keywords, so that values have a chance to obey it."""
    some = st.lists(inner, min_size=1, max_size=3)
    named = st.dictionaries(NAMES, inner, max_size=3)
    keywords: dict[str, st.SearchStrategy[Any]] = {
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
        "enum": st.lists(VALUES, min_size=1, max_size=4),
        "const": VALUES,
        **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), st.integers(-3, 3)),
        "multipleOf": st.sampled_from([1, 2, 0.5]),
        **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), SMALL),
        "pattern": st.sampled_from(["^a", "b$", "a", "^.b$"]),
        "uniqueItems": st.booleans(),
        "required": st.lists(NAMES, max_size=2, unique=True),
        "dependentRequired": st.dictionaries(NAMES, st.lists(NAMES, max_size=2, unique=True), max_size=2),
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b|c"]), inner, max_size=2),
        **dict.fromkeys(("properties", "dependentSchemas"), named),
        **dict.fromkeys(("prefixItems", "allOf", "anyOf", "oneOf"), some),
        **dict.fromkeys((name for name in SINGLES if name != "contentSchema"), inner),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(keywords)), min_size=1, max_size=3, unique=True))
    return {name: draw(keywords[name]) for name in chosen}


SCHEMAS: st.SearchStrategy[Any] = st.recursive(st.booleans() | st.just({}), _some_keywords, max_leaves=6)


@settings(deadline=None, max_examples=400)
@given(SCHEMAS, VALUES)
def test_the_verdict_is_that_of_another_implementation(node: Any, value: Any) -> None:
    expected = jsonschema.Draft202012Validator(node, format_checker=None).is_valid(value)
    assert (violations(node, value) == ()) is expected


# The suite that all implementations are held against


def _children(node: dict[str, Any]) -> Iterator[Any]:
    for key in MAPS:
        yield from node[key].values() if isinstance(node.get(key), dict) else ()
    for key in LISTS:
        yield from node[key] if isinstance(node.get(key), list) else ()
    yield from (node[key] for key in SINGLES if key in node)


def _stands_alone(node: Any) -> bool:
    """Whether a schema keeps its meaning inside an OpenAPI document: no names of its own, no other files."""
    if not isinstance(node, dict):
        return True
    reference = node.get("$ref", "#")
    fits = not OWN_NAMES & set(node) and (reference == "#" or reference.startswith("#/"))
    return fits and all(map(_stands_alone, _children(node)))


def _moved(node: Any) -> Any:
    """The schema with its references pointing to where it stands in the document."""
    if not isinstance(node, dict):
        return node
    moved = {key: _moved_keyword(key, value) for key, value in node.items()}
    return {**moved, "$ref": f"#/schema{node['$ref'][1:]}"} if "$ref" in node else moved


def _moved_keyword(key: str, value: Any) -> Any:
    if key in MAPS and isinstance(value, dict):
        return {name: _moved(child) for name, child in value.items()}
    if key in LISTS and isinstance(value, list):
        return [_moved(child) for child in value]
    return _moved(value) if key in SINGLES else value


def _groups() -> list[Any]:
    if CORPUS is None:
        return []
    files = sorted((Path(CORPUS) / "json-schema" / "draft2020-12").glob("*.json"))
    return [
        pytest.param(group, id=f"{file.stem}: {group['description']}")
        for file in files
        for group in json.loads(file.read_text(encoding="utf-8"))
    ]


def _bare(group: Any) -> Any:
    node = group["schema"]
    return {key: value for key, value in node.items() if key != "$schema"} if isinstance(node, dict) else node


@pytest.mark.skipif(CORPUS is None, reason="MOCKSERVER_CORPUS does not name the folder with the JSON Schema suite")
@pytest.mark.parametrize("group", [g for g in _groups() if _stands_alone(_bare(g.values[0]))])
def test_the_verdicts_are_those_of_the_suite(group: Any) -> None:
    validator = Validator(Schema({"schema": _moved(_bare(group))}, "/schema", "3.1", "suite.json"), "request")
    wrong = [test for test in group["tests"] if (validator.violations(test["data"]) == ()) is not test["valid"]]
    assert wrong == []


# Discriminators

CAT = {"type": "object", "required": ["kind", "lives"], "properties": {"lives": {"type": "integer"}}}
DOG = {"type": "object", "required": ["kind", "tricks"], "properties": {"tricks": {"type": "array"}}}


def by_kind(keyword: str = "oneOf", **discriminator: Any) -> dict[str, Any]:
    branches = [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]
    return {keyword: branches, "discriminator": {"propertyName": "kind", **discriminator}}


def told_of_pets(node: Any, value: Any) -> list[tuple[str, tuple[str | int, ...], str]]:
    return told(node, value, components={"schemas": {"Cat": CAT, "Dog": DOG}})


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_what_is_wrong_is_told_of_the_branch_that_the_discriminator_names(keyword: str) -> None:
    assert told_of_pets(by_kind(keyword), {"kind": "Cat"}) == [("required", ("lives",), "'lives' is required")]
    assert told_of_pets(by_kind(keyword), {"kind": "Dog", "tricks": []}) == []


def test_a_mapping_gives_a_branch_another_name() -> None:
    node = by_kind(mapping={"tom": "#/components/schemas/Cat", "rex": "Dog"})
    assert told_of_pets(node, {"kind": "tom"}) == [("required", ("lives",), "'lives' is required")]
    assert told_of_pets(node, {"kind": "rex"}) == [("required", ("tricks",), "'tricks' is required")]


def test_a_discriminator_that_names_no_branch_is_told_with_the_names() -> None:
    assert told_of_pets(by_kind(), {"kind": "Cow"}) == [("enum", ("kind",), "must be one of 'Cat', 'Dog'")]
    assert told_of_pets(by_kind(), {}) == [("required", ("kind",), "'kind' is required")]


PET = {"type": "object", "required": ["kind"], "discriminator": {"propertyName": "kind"}}
CHILDREN = {
    "Pet": PET,
    "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"lives": {"type": "integer"}}}]},
    "Dog": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"tricks": {"type": "array"}}}]},
}
EITHER = {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]}


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ({"kind": "Cat"}, []),
        ({"kind": "Dog", "lives": "nine"}, []),
        ({"kind": "Cat", "lives": "nine"}, [("type", ("lives",), "must be integer, not string")]),
        ({"kind": "tabby", "tricks": 0}, []),
        ({"kind": "tabby"}, [("oneOf", (), "must fit exactly one of the alternatives")]),
        ({}, [("oneOf", (), "must fit exactly one of the alternatives")]),
    ],
)
def test_a_common_parents_discriminator_picks_one_of_its_children(value: Any, wrong: list[Any]) -> None:
    assert told(EITHER, value, components={"schemas": CHILDREN}) == wrong


def test_branches_without_a_name_are_alternatives_as_ever() -> None:
    node = {"oneOf": [CAT, DOG], "discriminator": {"propertyName": "kind"}}
    assert told_of_pets(node, {"kind": "Cat"}) == [("oneOf", (), "must fit exactly one of the alternatives")]
