"""What is valid, but only just."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from mockserver.apis import described_api
from mockserver.contract.check import Provider, contracts_of
from mockserver.contract.check.breaking import variety
from mockserver.contract.check.cases import Case
from mockserver.contract.check.edges import EDGES, Edge, edge_cases, edged
from mockserver.media import parse_query
from mockserver.model import Response
from mockserver.schema import Validator
from tests.documents import document, giving, schema, taking, written

LINE = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "minimum": 1, "maximum": 9}}}


@pytest.mark.parametrize(
    ("edge", "node", "value", "expected"),
    [
        ("most", {"type": "string", "maxLength": 4}, "ab", "abxx"),
        ("most", {"type": "integer", "maximum": 9}, 5, 9),
        ("most", {"type": "integer", "exclusiveMaximum": 9}, 5, 8),
        ("most", {"type": "integer", "format": "int32"}, 5, 2**31 - 1),
        ("most", {"type": "array", "maxItems": 3}, [1], [1, 1, 1]),
        ("most", LINE, {"n": 5}, {"n": 9}),
        ("least", {"type": "string", "minLength": 1}, "abc", "a"),
        ("least", {"type": "integer", "minimum": 0}, 5, 0),
        ("least", {"type": "number", "exclusiveMinimum": 0}, 5, 1),
        ("least", {"type": "number", "exclusiveMinimum": 0, "maximum": 0.5}, 0.1, 0.5),
        ("empty", {"type": "array"}, [1], []),
        ("empty", {"type": "boolean"}, True, False),
        ("null", {"type": ["string", "null"]}, "a", None),
    ],
)
def test_each_edge_is_the_last_that_is_valid(edge: Edge, node: Any, value: Any, expected: Any) -> None:
    part = schema(node)
    assert Validator(part, "request").accepts(expected)
    assert edged(part, value, edge, Validator(part, "request").accepts) == expected


@pytest.mark.parametrize(
    ("edge", "node", "value"),
    [
        ("most", {"type": "string"}, "ab"),
        ("most", {"type": "string", "maxLength": 40, "format": "email"}, "a@b.example"),
        ("most", {"type": "string", "maxLength": 10**9}, "ab"),
        ("most", {"type": "array", "maxItems": 3, "uniqueItems": True}, [1]),
        ("most", {"type": "integer", "maximum": 9, "enum": [1, 2]}, 1),
        ("foreign", {"type": "string", "pattern": "^[a-z]+$"}, "ab"),
        ("foreign", {"type": "string", "enum": ["ab"]}, "ab"),
        ("empty", {"type": "array", "minItems": 1}, [1]),
        ("null", {"type": "string"}, "a"),
    ],
)
def test_an_edge_that_is_not_stated_or_not_valid_is_left_alone(edge: Edge, node: Any, value: Any) -> None:
    part = schema(node)
    assert edged(part, value, edge, Validator(part, "request").accepts) == value


def test_foreign_letters_are_as_long_as_may_be_in_letters_and_not_in_bytes() -> None:
    part = schema({"type": "string", "maxLength": 10})
    made = edged(part, "abcdefghij", "foreign", Validator(part, "request").accepts)
    assert (len(made), made.isascii()) == (10, False)


def cases(folder: Path, node: Any) -> dict[str, Case]:
    """The requests at the edges of an operation, by what they are said to be."""
    root = document({"/a/{id}": {"post": {"operationId": "a", "responses": {"200": giving({})}, **node}}})
    contract = contracts_of(described_api(written(folder, root)))["a"]
    made = edge_cases(contract, Provider("http://x", lambda _: Response(200)), "1", {"id": "known"})
    return {case.about.removesuffix(" (seed 1)"): case for case in made}


def parameter(name: str, place: str, **node: Any) -> Any:
    return {"name": name, "in": place, "required": place == "path", "schema": node}


def test_edges_are_asked_for_in_bodies_and_in_queries_but_not_in_what_names_a_record(tmp_path: Path) -> None:
    body = {"type": "object", "required": ["t"], "properties": {"t": {"type": "string", "minLength": 1}}}
    parameters = [
        parameter("id", "path", type="string", maxLength=40),
        parameter("limit", "query", type="integer", minimum=1, maximum=50),
        parameter("q", "query", type="string", maxLength=20),
    ]
    found = cases(tmp_path, {"parameters": parameters, "requestBody": taking(body)})
    assert set(found) == {EDGES["most"], EDGES["foreign"], EDGES["least"]}
    assert {case.draft.path["id"] for case in found.values()} == {"known"}
    assert dict(parse_query(found[EDGES["most"]].request.query))["limit"] == "50"
    assert dict(parse_query(found[EDGES["least"]].request.query))["limit"] == "1"
    assert len(json.loads(found[EDGES["least"]].request.body)["t"]) == 1
    assert unquote(found[EDGES["foreign"]].request.query).isascii()


def test_where_nothing_has_an_edge_nothing_is_asked(tmp_path: Path) -> None:
    found = cases(tmp_path, {"parameters": [parameter("id", "path", type="string")]})
    assert found == {}


@pytest.mark.parametrize(
    ("value", "kind"), [("a", "string"), (None, "null"), (5, "integer"), (-(10**20), "far integer"), ([1], "array")]
)
def test_what_is_wrong_in_another_way_is_another_mistake(value: Any, kind: str) -> None:
    assert variety(value) == kind
