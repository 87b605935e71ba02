"""What is said of two schemas holds for every value that can be made of them."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.mocking.generation import Generator
from mockserver.model import Direction, Schema
from mockserver.schema import Containing, Validator
from tests.contract.diff.pairs import Json, giving, taking
from tests.contract.diff.test_pairs import compared

SETTINGS = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
SEEDS = ("a", "b", "c")

_NAMES = st.sampled_from(["id", "name", "kind"])
_COUNTS = st.integers(0, 4)


def _texts() -> st.SearchStrategy[Json]:
    limits = st.fixed_dictionaries({}, optional={"minLength": _COUNTS, "maxLength": st.integers(4, 9)})
    return limits.map(lambda limits: {"type": "string", **limits})


def _numbers() -> st.SearchStrategy[Json]:
    limits = st.fixed_dictionaries(
        {}, optional={"minimum": st.integers(-3, 3), "maximum": st.integers(3, 9), "multipleOf": st.integers(1, 3)}
    )
    kinds = st.sampled_from(["integer", "number"])
    return st.builds(lambda kind, limits: {"type": kind, **limits}, kinds, limits)


def _enums() -> st.SearchStrategy[Json]:
    values = st.sampled_from(["a", "b", "c", 1, True, None])
    return st.lists(values, min_size=1, max_size=3, unique_by=repr).map(lambda values: {"enum": values})


def _objects(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    more = st.fixed_dictionaries({}, optional={"additionalProperties": st.one_of(st.booleans(), inner)})
    return st.builds(
        lambda properties, required, more: {"type": "object", "properties": properties, "required": required, **more},
        st.dictionaries(_NAMES, inner, max_size=3),
        st.lists(_NAMES, max_size=2, unique=True),
        more,
    )


def _lists(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    limits = st.fixed_dictionaries({}, optional={"minItems": st.integers(0, 2), "maxItems": st.integers(2, 4)})
    return st.builds(lambda items, limits: {"type": "array", "items": items, **limits}, inner, limits)


def _composed(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    keywords = st.sampled_from(["oneOf", "anyOf", "allOf"])
    return st.builds(lambda keyword, parts: {keyword: parts}, keywords, st.lists(inner, min_size=1, max_size=3))


SCHEMAS = st.recursive(
    st.one_of(_texts(), _numbers(), _enums(), st.just({"type": "boolean"}), st.just({})),
    lambda inner: st.one_of(_objects(inner), _lists(inner), _composed(inner)),
    max_leaves=6,
)


def _nodes(schema: Json) -> list[dict[str, Any]]:
    found, waiting = [], [schema]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            found.append(node)
            waiting.extend(value for key, value in node.items() if key not in ("enum", "required"))
        elif isinstance(node, list):
            waiting.extend(node)
    return found


@st.composite
def mutated(draw: st.DrawFn) -> tuple[Json, Json]:
    """A schema, and one that differs from it in a keyword or two."""
    old = draw(SCHEMAS)
    new = deepcopy(old)
    for _ in range(draw(st.integers(1, 2))):
        node = draw(st.sampled_from(_nodes(new)))
        key = draw(st.sampled_from(["", *node]))
        if key not in ("", "type") and draw(st.booleans()):
            del node[key]
        else:
            node.update(draw(st.one_of(_texts(), _numbers(), _enums(), _objects(_texts()), _lists(_texts()))))
    return old, new


def _of(schema: Json) -> Schema:
    return Schema({"schema": schema}, "/schema", "3.1", "test.yaml")


def _values(schema: Json, direction: Direction) -> list[Any]:
    """Values that are documented and valid, as far as some can be made."""
    judge, generator = Validator(_of(schema), direction), Generator(_of(schema))
    made = [generator.make(seed) for seed in SEEDS]
    return [each.value for each in made if each.problem is None and judge.accepts(each.value)]


@SETTINGS
@given(SCHEMAS)
def test_a_schema_does_not_differ_from_itself(schema: Json) -> None:
    assert compared(taking(schema), taking(deepcopy(schema))).changes == ()
    assert compared(giving(schema), giving(deepcopy(schema))).changes == ()


def _rewritten(schema: Json, random: Random, shared: dict[str, Json]) -> Json:
    """A schema in other words: in another order, wrapped in `allOf`, and shared by a reference."""
    if not isinstance(schema, dict):
        return schema
    node: dict[str, Json] = {}
    for keyword in random.sample(list(schema), len(schema)):
        value = schema[keyword]
        if keyword == "properties":
            names = random.sample(list(value), len(value))
            node[keyword] = {name: _rewritten(value[name], random, shared) for name in names}
        elif keyword in ("oneOf", "anyOf", "allOf"):
            parts = [_rewritten(part, random, shared) for part in value]
            node[keyword] = random.sample(parts, len(parts))
        elif keyword in ("enum", "required"):
            node[keyword] = random.sample(value, len(value))
        else:
            node[keyword] = _rewritten(value, random, shared)
    way = random.randrange(4)
    if way == 0:
        return {"allOf": [node]}
    if way == 1:
        name = f"Shared{len(shared)}"
        shared[name] = node
        return {"$ref": f"#/components/schemas/{name}"}
    return node


@SETTINGS
@given(SCHEMAS, st.randoms(use_true_random=False))
def test_a_schema_in_other_words_is_the_same(schema: Json, random: Random) -> None:
    for document in (taking, giving):
        shared: dict[str, Json] = {}
        other = document(_rewritten(schema, random, shared))
        assert compared(document(schema), {**other, "components": {"schemas": shared}}).changes == ()


@SETTINGS
@given(mutated())
def test_what_breaks_no_request_lets_every_old_request_pass(pair: tuple[Json, Json]) -> None:
    old, new = pair
    if all(change.severity == "info" for change in compared(taking(old), taking(new)).changes):
        judge = Validator(_of(new), "request")
        assert [value for value in _values(old, "request") if not judge.accepts(value)] == []


@SETTINGS
@given(mutated())
def test_what_breaks_no_answer_gives_only_what_could_be_given_before(pair: tuple[Json, Json]) -> None:
    old, new = pair
    if all(change.severity == "info" for change in compared(giving(old), giving(new)).changes):
        judge = Validator(_of(old), "response")
        assert [value for value in _values(new, "response") if not judge.accepts(value)] == []


@SETTINGS
@given(mutated())
def test_what_is_contained_is_valid(pair: tuple[Json, Json]) -> None:
    for inner, outer in (pair, reversed(pair)):
        answer = Containing().ask(_of(inner), _of(outer), "request").answer
        if answer == "contained":
            judge = Validator(_of(outer), "request")
            assert [value for value in _values(inner, "request") if not judge.accepts(value)] == []
