"""A request looks as somebody expects, or it is told where it does not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from mockserver.matching import Expected, Seen
from mockserver.matching.expecting import MAX_UNLIKE
from mockserver.model import ABSENT, Decoded, Request
from mockserver.suggestions import meant


def seen(body: Any = ABSENT, *, query: str = "", raw: bytes = b"", **values: Mapping[str, Any]) -> Seen:
    request = Request("POST", "/pets/7", query, {"x-id": "5", "content-type": "application/json"}, raw)
    return Seen(request, Decoded(body=body, **values))


def unlike(parts: Mapping[str, Any], what: Seen) -> list[tuple[tuple[str | int, ...], str]]:
    return [(each.location, each.message) for each in Expected.read(parts).unlike(what)]


def fits(parts: Mapping[str, Any], what: Seen) -> bool:
    return Expected.read(parts).fits(what)


def test_nothing_expected_fits_everything() -> None:
    assert fits({}, seen())
    assert unlike({}, seen()) == []


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"path": "/pets/7"}, True),
        ({"path": "/pets/8"}, False),
        ({"path": {"id": 7}}, True),
        ({"path": {"id": "7"}}, True),
        ({"path": {"id": 8}}, False),
        ({"path": {"other": 7}}, False),
        ({"query": {"limit": 5}}, True),
        ({"query": {"limit": "5"}}, True),
        ({"query": {"limit": True}}, False),
        ({"query": {"tag": ["a", "b"]}}, True),
        ({"query": {"tag": ["a"]}}, False),
        ({"query": {"tag": "a"}}, False),
        ({"query": {"none": None}}, True),
        ({"query": {"limit": None}}, False),
        ({"query": {"limit": {"minimum": 3}}}, True),
        ({"query": {"limit": {"minimum": 6}}}, False),
        ({"query": {"limit": {"pattern": "^[0-9]$"}}}, True),
        ({"query": {"none": {"minimum": 3}}}, False),
        ({"headers": {"X-Id": 5}}, True),
        ({"headers": {"x-id": "5"}}, True),
        ({"headers": {"X-Id": "6"}}, False),
        ({"headers": {"X-Id": {"enum": ["5", "6"]}}}, True),
        ({"headers": {"X-Other": None}}, True),
    ],
)
def test_a_path_a_query_and_headers_are_compared(parts: Mapping[str, Any], expected: bool) -> None:
    what = Seen(
        Request("GET", "/pets/7", "limit=5&tag=a&tag=b", {"x-id": "5"}), Decoded(path={"id": 7}, query={"limit": 5})
    )
    assert fits(parts, what) is expected
    assert (unlike(parts, what) == []) is expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"body": {"name": "Rex"}}, True),
        ({"body": {"name": "Tom"}}, False),
        ({"body": {}}, True),
        ({"body": {"tags": [1, {"a": 1}]}}, True),
        ({"body": {"tags": [1]}}, False),
        ({"body": {"good": True}}, True),
        ({"body": {"good": 1}}, False),
        ({"body": {"gone": None}}, False),
        ({"body": []}, False),
        ({"body_schema": {"required": ["name"]}}, True),
        ({"body_schema": {"required": ["age"]}}, False),
        ({"body_schema": False}, False),
        ({"jsonpath": "$.tags[?@.a == 1]"}, True),
        ({"jsonpath": "$.tags[?@.a == 2]"}, False),
        ({"jsonpath": ["$.name", "$.good"]}, True),
        ({"jsonpath": {"$.name": "Rex", "$.tags[*].a": 1}}, True),
        ({"jsonpath": {"$.name": "Tom"}}, False),
        ({"jsonpath": {"$.none": "Tom"}}, False),
    ],
)
def test_a_body_is_compared(parts: Mapping[str, Any], expected: bool) -> None:
    body = {"name": "Rex", "good": True, "tags": [1, {"a": 1, "b": 2}]}
    for what in (seen(body), seen(raw=json.dumps(body).encode())):
        assert fits(parts, what) is expected


@pytest.mark.parametrize("parts", [{"body": {}}, {"body_schema": {}}, {"jsonpath": "$"}, {"body": None}])
def test_no_body_is_like_none(parts: Mapping[str, Any]) -> None:
    assert not fits(parts, seen())


def test_a_body_that_is_no_json_is_a_text() -> None:
    assert fits({"body": "a=b"}, seen(raw=b"a=b"))


def test_it_is_told_where_and_why_a_request_is_unlike() -> None:
    parts = {
        "query": {"limit": 5},
        "headers": {"X-Id": {"pattern": "^a"}},
        "body": {"a": [1, {"b": 2}], "c": "x"},
        "body_schema": {"properties": {"c": {"type": "string"}}},
        "jsonpath": "$.d",
    }
    assert unlike(parts, seen({"a": [1, {"b": 3}], "c": 4})) == [
        (("query", "limit"), "it is missing, 5 is expected"),
        (("header", "x-id"), "'5' must match ^a"),
        (("body", "a", 1, "b"), "3 is not 2"),
        (("body", "c"), "4 is not x"),
        (("body", "c"), "must be string, not integer"),
        (("body", "$.d"), "nothing is selected"),
    ]


def test_not_more_is_told_than_somebody_reads() -> None:
    assert len(unlike({"body": {str(n): n for n in range(100)}}, seen({}))) == MAX_UNLIKE


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"bdy": {}}, "unknown: bdy; did you mean 'body'?"),
        ({"query": []}, "'query' must be an object"),
        ({"path": 5}, "'path' must be an object"),
        ({"jsonpath": 5}, "'jsonpath' must be an object"),
        ({"body_schema": 5}, "'body_schema' must be a schema"),
    ],
)
def test_what_means_nothing_is_refused(parts: Mapping[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Expected.read(parts)


@pytest.mark.parametrize(
    "parts", [{"jsonpath": "name"}, {"body_schema": {"type": "strnig"}}, {"query": {"a": {"$ref": "#/no"}}}]
)
def test_paths_and_schemas_that_are_none_are_refused(parts: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"jsonpath|schema"):
        Expected.read(parts)


def test_a_deep_body_is_no_trouble() -> None:
    deep = b"[" * 900 + b"]" * 900
    assert not fits({"body": {"a": 1}}, seen(raw=deep))
    assert unlike({"body": {"a": 1}}, seen(raw=deep)) == [(("body",), '... is not {"a":1}')]


def test_what_may_have_been_meant_is_told() -> None:
    assert meant("pets.lst", ["pets.list", "cats"]) == "did you mean 'pets.list'?"
    assert meant("x", ["a", "b"]) == "there are a, b"
    assert meant("x", []) == "there are none"
    assert meant("xyz", map(str, range(30))).endswith(" ...")
