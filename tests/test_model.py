"""The values that travel between the floors mean what they say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.model import ABSENT, Outcome, Request, Response, ResponseSpec, Schema, Violation
from mockserver.pointers import exists, json_type, pointer_of, steps_of, value_at
from tests.documents import operation, schema

STEPS = st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=5)


@settings(deadline=None)
@given(STEPS)
def test_a_pointer_leads_back_to_its_steps(steps: list[str]) -> None:
    assert steps_of(pointer_of(steps)) == tuple(steps)


@pytest.mark.parametrize(
    ("pointer", "steps"),
    [
        ("", ()),
        ("/", ("",)),
        ("/a/b", ("a", "b")),
        ("/a~1b/m~0n", ("a/b", "m~n")),
        ("/~01", ("~1",)),
        ("#", ()),
        ("#/paths/~1pets~1%7Bid%7D", ("paths", "/pets/{id}")),
        ("/50%25", ("50%25",)),
        ("#/50%25", ("50%",)),
    ],
)
def test_a_pointer_has_steps(pointer: str, steps: tuple[str, ...]) -> None:
    assert steps_of(pointer) == steps


def test_numbers_are_steps_too() -> None:
    assert pointer_of(("items", 3, "a/b")) == "/items/3/a~1b"


@pytest.mark.parametrize(
    ("steps", "found"),
    [((), {"a": [1, {"b": None}]}), (("a", 0), 1), (("a", "1", "b"), None), (("a",), [1, {"b": None}])],
)
def test_a_value_is_found_at_its_steps(steps: tuple[str | int, ...], found: Any) -> None:
    assert value_at({"a": [1, {"b": None}]}, steps) == found


@pytest.mark.parametrize("steps", [("b",), ("a", 7), ("a", "x"), ("a", 0, "deeper"), ("a", "-1"), ("a", "²")])
def test_steps_to_nothing_are_a_lookup_error(steps: tuple[str | int, ...]) -> None:
    with pytest.raises(LookupError):
        value_at({"a": [1]}, steps)


@pytest.mark.parametrize(
    ("pointer", "there"),
    [("", True), ("/a", True), ("#/a", True), ("#", True), ("/b", False), ("a", False), ("other.json#/a", False)],
)
def test_a_pointer_exists_only_where_it_leads_to_something(pointer: str, there: bool) -> None:
    assert exists({"a": 1}, pointer) is there


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "null"),
        (True, "boolean"),
        (1, "integer"),
        (1.0, "number"),
        ("1", "string"),
        ([], "array"),
        ({}, "object"),
    ],
)
def test_each_value_has_a_json_type(value: Any, name: str) -> None:
    assert json_type(value) == name


def test_absent_is_false_and_says_what_it_is() -> None:
    assert (bool(ABSENT), repr(ABSENT)) == (False, "ABSENT")


def test_a_json_answer_carries_its_value() -> None:
    assert Response.json(201, {"a": "ä"}, [("Location", "/a")]) == Response(
        201, (("Content-Type", "application/json"), ("Location", "/a")), '{"a":"ä"}'.encode(), {"a": "ä"}
    )


def test_a_text_answer_says_its_charset() -> None:
    assert Response.text(200, "ä") == Response(200, (("Content-Type", "text/plain; charset=utf-8"),), "ä".encode(), "ä")


def test_the_case_of_a_header_does_not_matter() -> None:
    response = Response(200, (("ETag", "1"), ("etag", "2")))
    assert (response.header("ETAG"), response.header("Location")) == ("1", None)


def test_headers_are_added_to_a_new_answer() -> None:
    response = Response.json(200, [1])
    more = response.with_headers([("A", "b")])
    assert (more.headers, more.body, more.value) == ((*response.headers, ("A", "b")), b"[1]", [1])


def test_a_violation_knows_its_pointer_and_the_innermost_name() -> None:
    violation = Violation(("body", "items", 3, 1), "type", "wrong")
    assert (violation.pointer, violation.name) == ("/items/3/1", "items")


def test_a_violation_without_a_name_has_an_empty_one() -> None:
    assert (Violation((), "type", "wrong").pointer, Violation((), "type", "wrong").name) == ("", "")


def test_an_outcome_tells_the_violations_of_both_directions() -> None:
    asked, answered = Violation(("body",), "type", "a"), Violation(("status",), "status", "b")
    outcome = Outcome(
        "1", datetime(2026, 1, 1, tzinfo=UTC), "s", Request("GET", "/"), Response(200), "example", None, None,
        (asked,), (answered,), 1.0,
    )  # fmt: skip
    assert outcome.violations == (asked, answered)


@pytest.mark.parametrize(
    ("node", "types"),
    [
        ({}, set()),
        (True, set()),
        ({"type": "string"}, {"string"}),
        ({"type": ["integer", "null"]}, {"integer", "null"}),
        ({"type": "string", "nullable": True}, {"string", "null"}),
        ({"const": 1}, {"integer"}),
        ({"const": None}, {"null"}),
        ({"enum": ["a", 1.5, True]}, {"string", "number", "boolean"}),
        ({"properties": {}}, {"object"}),
        ({"items": {}}, {"array"}),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, {"string", "integer"}),
        ({"anyOf": [{"type": "string"}, {}]}, set()),
        ({"type": ["string", "null"], "anyOf": [{"type": "string"}, {"type": "integer"}]}, {"string"}),
        ({"allOf": [{"type": ["string", "integer"]}, {"type": ["integer", "null"]}]}, {"integer"}),
        ({"$ref": "#/other"}, {"boolean"}),
        ({"$ref": "#/nowhere"}, set()),
        ({"$ref": "other.json"}, set()),
    ],
)
def test_a_schema_tells_the_types_of_its_values(node: Any, types: set[str]) -> None:
    assert schema(node, other={"type": "boolean"}).types() == types


def test_references_in_a_circle_tell_no_type() -> None:
    assert schema({"$ref": "#/schema"}).types() == frozenset()


def test_combinators_in_a_circle_tell_the_type_beside_them() -> None:
    assert schema({"type": "object", "allOf": [{"$ref": "#/schema"}]}).types() == {"object"}


def test_a_schema_follows_its_references() -> None:
    found = schema({"$ref": "#/a"}, a={"$ref": "#/b~1c"}, **{"b/c": {"type": "null"}}).resolved()
    assert (found.pointer, found.node) == ("/b~1c", {"type": "null"})


def test_a_child_of_a_schema_stands_below_it() -> None:
    child = Schema({"a": {"properties": {"x/y": {"type": "null"}}}}, "/a", "3.0", "f").child("properties", "x/y")
    assert (child.pointer, child.node, child.version, child.file) == (
        "/a/properties/x~1y",
        {"type": "null"},
        "3.0",
        "f",
    )


@pytest.mark.parametrize(
    ("status", "found"), [(200, "200"), (404, "404"), (418, "4XX"), (500, "default"), (204, "default")]
)
def test_a_status_is_documented_by_itself_then_its_range_then_default(status: int, found: str) -> None:
    node = {name: {"description": name} for name in ("default", "4XX", "404", "200")}
    spec = operation({"responses": node}).response_for(status)
    assert isinstance(spec, ResponseSpec)
    assert spec.description == found


def test_a_status_outside_all_is_not_documented() -> None:
    assert operation({"responses": {"200": {"description": "good"}}}).response_for(404) is None
