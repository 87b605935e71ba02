"""Is a schema that is made up of thousands of millions of others judged in a moment, and told?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.model import Schema
from mockserver.schema import Validator
from mockserver.schema.weighing import MAX_WEIGHT, lightened

LAST = {"type": "object", "properties": {"a": {"type": "integer"}}}


def ladder(steps: int, keyword: str, top: Any = None) -> Schema:
    """A schema whose every step refers to the next one twice."""
    parts: dict[str, Any] = {
        f"S{i}": {keyword: [{"$ref": f"#/parts/S{i + 1}"}, {"$ref": f"#/parts/S{i + 1}"}]} for i in range(steps)
    }
    parts["S0"] |= top or {}
    return Schema({"parts": {**parts, f"S{steps}": LAST}}, "/parts/S0", "3.1", "shop.json")


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_a_schema_that_is_too_heavy_is_judged_without_its_parts_and_that_is_told(keyword: str) -> None:
    found = Validator(ladder(60, keyword), "request").violations({"a": 1})
    problems = [violation for violation in found if violation.keyword == "schema"]
    assert {(each.severity, each.blame) for each in problems} == {("warning", "spec")}
    assert {each.message for each in problems} == {
        f"the schema is broken: more than {MAX_WEIGHT} schemas hold for one value; these are left out"
    }
    assert all(each.source is not None and each.source.pointer.startswith("/parts/S") for each in problems)


def test_what_a_heavy_schema_says_by_itself_still_counts() -> None:
    validator = Validator(ladder(60, "allOf", {"required": ["b"]}), "request")
    assert [violation.keyword for violation in validator.violations({"a": 1}) if violation.severity == "error"] == [
        "required"
    ]


def test_a_schema_with_many_parts_that_can_be_judged_is_judged_whole() -> None:
    found = Validator(ladder(10, "allOf"), "request").violations({"a": "x"})
    assert {(violation.keyword, violation.location) for violation in found} == {("type", ("a",))}


def test_a_value_in_a_schema_is_no_schema() -> None:
    tree: dict[str, Any] = {"$ref": "#/a", "a": {"const": {"allOf": [{"$ref": "#/a"}] * MAX_WEIGHT}}}
    assert (lightened(tree), len(tree["a"]["const"]["allOf"])) == ((), MAX_WEIGHT)


def test_a_schema_within_itself_is_light() -> None:
    tree = {
        "$ref": "#/a",
        "a": {"allOf": [{"$ref": "#/a"}, {"not": {"$ref": "#"}}], "properties": {"b": {"$ref": "#/a"}}},
    }
    assert lightened(tree) == ()


SCHEMAS = st.recursive(
    st.sampled_from([{"type": "object"}, {"$ref": "#/parts/S0"}, {"$ref": "#/parts/S1"}, {"$ref": "#/nowhere"}, True]),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            **{key: st.lists(inner, max_size=3) for key in ("allOf", "anyOf", "oneOf")},
            **dict.fromkeys(("not", "if", "then", "else", "items"), inner),
            **{key: st.dictionaries(st.sampled_from("ab"), inner) for key in ("properties", "dependentSchemas")},
        },
    ),
    max_leaves=12,
)


@given(SCHEMAS, SCHEMAS)
def test_a_schema_that_is_light_is_left_as_it_is(first: Any, second: Any) -> None:
    tree = {"$ref": "#/parts/S0", "parts": {"S0": first, "S1": second}}
    before = repr(tree)
    assert (lightened(tree), repr(tree)) == ((), before)
