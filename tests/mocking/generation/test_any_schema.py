"""Whatever the schema, what is generated is valid, or it is said that nothing was found."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.exceptions import SpecError
from mockserver.mocking.generation import Generator
from mockserver.model import Schema
from mockserver.openapi import Document, read_operations
from mockserver.schema import Validator
from tests.documents import schema

CORPUS = os.environ.get("MOCKSERVER_CORPUS")

NAMES = st.sampled_from(["id", "name", "a", "b"])
SMALL = st.integers(0, 4)
LEAVES = st.one_of(
    st.just({}),
    st.sampled_from(["string", "integer", "number", "boolean", "null", "array", "object"]).map(lambda t: {"type": t}),
    st.builds(lambda low, size: {"type": "integer", "minimum": low, "maximum": low + size}, st.integers(-9, 9), SMALL),
    st.builds(lambda low, size: {"type": "string", "minLength": low, "maxLength": low + size}, SMALL, SMALL),
    st.lists(st.one_of(st.none(), st.booleans(), SMALL, NAMES), min_size=1, max_size=3).map(lambda v: {"enum": v}),
    st.sampled_from([{"type": "string", "pattern": "^[a-z]{3}[0-9]*$"}, {"type": "string", "format": "date"}]),
)


def grown(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Schemas made of smaller ones."""
    several = st.lists(children, min_size=1, max_size=3)
    objects = st.fixed_dictionaries(
        {"type": st.just("object"), "properties": st.dictionaries(NAMES, children, max_size=3)},
        optional={
            "required": st.lists(NAMES, max_size=2, unique=True),
            "additionalProperties": st.one_of(st.booleans(), children),
            "minProperties": SMALL,
            "dependentRequired": st.dictionaries(NAMES, st.lists(NAMES, max_size=1), max_size=1),
        },
    )
    arrays = st.fixed_dictionaries(
        {"type": st.just("array"), "items": children},
        optional={"minItems": SMALL, "uniqueItems": st.booleans(), "contains": children},
    )
    combined = st.builds(lambda key, parts: {key: parts}, st.sampled_from(["allOf", "anyOf", "oneOf"]), several)
    excluded = st.builds(lambda a, b: {**a, "not": b}, children, children)
    conditional = st.builds(lambda a, b, c: {"if": a, "then": b, "else": c}, children, children, children)
    return st.one_of(objects, arrays, combined, excluded, conditional)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.recursive(LEAVES, grown, max_leaves=8), st.sampled_from(["1", "2"]))
def test_any_generated_value_is_valid_or_told_not_to_be(node: Any, seed: str) -> None:
    where = schema(node)
    made = Generator(where).make(seed)
    assert (made.problem is None) == Validator(where, "response").accepts(made.value)
    assert Generator(where).make(seed) == made


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)
KEYWORDS = (
    "type", "enum", "minimum", "exclusiveMinimum", "multipleOf", "minLength", "pattern", "format", "items", "minItems",
    "prefixItems", "contains", "properties", "required", "additionalProperties", "patternProperties", "oneOf", "allOf",
    "anyOf", "not", "if", "$ref", "discriminator", "default", "example", "examples", "propertyNames", "x-faker",
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(KEYWORDS), JSON, max_size=5), st.sampled_from(["2.0", "3.0", "3.1"]))
def test_keywords_with_wrong_values_do_no_harm(node: Any, version: str) -> None:
    json.dumps(Generator(schema(node, version)).make("1").value)


@pytest.mark.skipif(CORPUS is None, reason="MOCKSERVER_CORPUS does not name the corpus of real documents")
@pytest.mark.parametrize("version", ["2.0", "3.0", "3.1"])
def test_answers_of_real_documents_are_generated(version: str) -> None:
    made = []
    for file in sorted(Path(str(CORPUS), "real-specs", version).iterdir())[::6]:
        made.extend(Generator(where).make("1").problem for where in islice(answers(file), 15))
    assert sum(problem is None for problem in made) >= 0.99 * len(made)


def answers(file: Path) -> Iterator[Schema]:
    """The schemas of some answers of a document; none where it offers no operation."""
    try:
        operations = read_operations(Document.read(file)).operations
    except SpecError:
        return
    for operation in operations[::9]:
        for response in operation.responses.values():
            yield from (media.schema for media in response.content.values() if media.schema is not None)
