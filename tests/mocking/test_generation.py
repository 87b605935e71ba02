"""For a schema that anybody understands at a glance there is always a value, and the schema accepts it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver import load
from mockserver.mocking.generation import generate
from mockserver.schema import Validator
from mockserver.state import State
from tests.documents import ask, document, giving, schema, written

SMALL = st.integers(0, 6)
NAMES = st.sampled_from(["id", "name", "size", "tags", "owner"])


def between(kind: str, low: str, high: str, start: st.SearchStrategy[int]) -> st.SearchStrategy[Any]:
    """Schemas of one type with a lower bound, an upper one, both or none."""
    both = st.builds(lambda least, size: {"type": kind, low: least, high: least + size}, start, st.integers(1, 9))
    keys = st.sampled_from([("type",), ("type", low), ("type", high), ("type", low, high)])
    return st.builds(lambda node, chosen: {key: node[key] for key in chosen}, both, keys)


SCALARS = st.one_of(
    st.sampled_from(["boolean", "null"]).map(lambda kind: {"type": kind}),
    between("string", "minLength", "maxLength", SMALL),
    between("integer", "minimum", "maximum", st.integers(-20, 20)),
    between("integer", "exclusiveMinimum", "maximum", st.integers(-20, 20)),
    between("number", "minimum", "exclusiveMaximum", st.integers(-20, 20)),
    st.integers(1, 9).map(lambda step: {"type": "integer", "multipleOf": step}),
    st.sampled_from(["date-time", "date", "uuid", "email", "uri", "ipv4", "ipv6", "hostname", "byte", "duration"]).map(
        lambda name: {"type": "string", "format": name}
    ),
    st.lists(st.none() | st.booleans() | SMALL | NAMES, min_size=1, max_size=4).map(lambda values: {"enum": values}),
    (SMALL | NAMES).map(lambda value: {"const": value}),
)


def _larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    arrays = st.builds(
        lambda items, least, size: {"type": "array", "items": items, "minItems": least, "maxItems": least + size},
        inner, st.integers(0, 3), SMALL,
    )  # fmt: skip
    objects = st.builds(
        lambda properties, required, closed: {
            "type": "object",
            "properties": properties,
            "required": [name for name in properties if name in required],
            **({"additionalProperties": False} if closed else {}),
        },
        st.dictionaries(NAMES, inner, max_size=4), st.sets(NAMES), st.booleans(),
    )  # fmt: skip
    return arrays | objects | st.builds(lambda node: {"$ref": "#/part", "title": str(len(node))}, inner)


@settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
@given(st.recursive(SCALARS, _larger, max_leaves=6), SCALARS, st.sampled_from(["1", "2", "seed"]))
def test_a_simple_schema_accepts_what_is_generated_for_it(node: Any, part: Any, seed: str) -> None:
    where = schema(node, part=part)
    value = generate(where, seed)
    assert Validator(where, "response").violations(value) == ()
    assert generate(where, seed) == value


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(between("integer", "minimum", "maximum", st.integers(-20, 20)), st.booleans(), st.booleans())
def test_the_older_exclusive_bounds_are_kept(node: Any, low: bool, high: bool) -> None:
    where = schema({**node, "exclusiveMinimum": low, "exclusiveMaximum": high and "maximum" in node}, "3.0")
    values = [generate(where, str(seed)) for seed in range(5)]
    possible = node.get("maximum", 10**9) - node.get("minimum", -(10**9)) >= low + high
    assert all(Validator(where, "response").violations(value) == () for value in values) or not possible


def test_without_state_an_entity_is_the_same_in_a_list_and_by_itself(tmp_path: Path) -> None:
    pet = {
        "type": "object",
        "required": ["id", "name"],
        "properties": {"id": {"type": "integer"}, "name": {"type": "string"}, "price": {"type": "number"}},
    }
    one, several = (
        {"$ref": "#/components/schemas/Pet"},
        {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
    )
    place = {"name": "petId", "in": "path", "required": True, "schema": {"type": "integer"}}
    paths = {
        "/pets": {"get": {"responses": {"200": giving(several)}}},
        "/pets/{petId}": {"get": {"parameters": [place], "responses": {"200": giving(one)}}},
    }
    file = written(tmp_path, document(paths, components={"schemas": {"Pet": pet}}))
    engine, other = load(file, dynamic=True), load(file, dynamic=True)
    listed = json.loads(ask(engine, "GET", "/pets", state=State.new(seed="1")).body)
    found = [ask(other, "GET", f"/pets/{pet['id']}", state=State.new(seed="1")).body for pet in listed]
    assert list(map(json.loads, found)) == listed != []
