"""Runtime expressions stand for what OpenAPI says, and for nothing else."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.callbacks.expressions import Exchange, UnresolvedError, evaluated, resolved
from mockserver.model import ABSENT, Decoded, Request, Response
from mockserver.pointers import pointer_of

BODY = {"url": "http://localhost/x", "deep": {"a/b": [1, True]}, "name": "a b&c"}
REQUEST = Request("POST", "/orders/7", "q=1%202&q=3&empty=", {"x-trace": "abc"}, root="http://mock")
EXCHANGE = Exchange(
    REQUEST,
    Decoded(path={"id": 7}, query={"typed": 5}, body=BODY),
    Response.json(201, {"id": 9}, [("Location", "/orders/9")]),
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("$url", "http://mock/orders/7?q=1%202&q=3&empty="),
        ("$method", "POST"),
        ("$statusCode", 201),
        ("$request.body", BODY),
        ("$request.body#/url", "http://localhost/x"),
        ("$request.body#/deep/a~1b/0", 1),
        ("$request.query.q", "1 2"),
        ("$request.query.empty", ""),
        ("$request.query.typed", 5),
        ("$request.path.id", 7),
        ("$request.header.X-Trace", "abc"),
        ("$response.body#/id", 9),
        ("$response.header.Location", "/orders/9"),
    ],
)
def test_an_expression_stands_for_its_value(expression: str, expected: Any) -> None:
    assert evaluated(expression, EXCHANGE) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "$", "$request", "$request.", "$request.body#/nothing", "$request.body#url", "$request.cookie.a",
        "$request.header.nothing", "$request.query.nothing", "$request.path.nothing", "$response.header.nothing",
        "$response.body#/id/deeper", "$statuscode", "$other.body", "$response.query.a",
    ],
)  # fmt: skip
def test_what_stands_for_nothing_is_said(expression: str) -> None:
    with pytest.raises(UnresolvedError, match="stands for nothing"):
        evaluated(expression, EXCHANGE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$request.body#/url", "http://localhost/x"),
        ("{$request.body#/url}/data", "http://localhost/x/data"),
        ("http://h/{$request.path.id}?n={$request.body#/name}", "http://h/7?n=a%20b%26c"),
        ("http://h/plain", "http://h/plain"),
        ("http://h/{id}", "http://h/{id}"),
        ("x{$request.body#/deep/a~1b/1}", "xtrue"),
    ],
)
def test_a_text_has_its_expressions_replaced(text: str, expected: str) -> None:
    assert resolved(text, EXCHANGE) == expected


def test_a_body_that_is_no_json_has_no_members() -> None:
    for response in (Response(200, (), b"{"), Response(204)):
        with pytest.raises(UnresolvedError):
            evaluated("$response.body#/id", Exchange(REQUEST, Decoded(), response))
    assert evaluated("$response.body#/id", Exchange(REQUEST, Decoded(), Response(200, (), b'{"id": 1}'))) == 1


@given(st.text())
def test_any_text_is_resolved_or_refused(text: str) -> None:
    try:
        assert isinstance(resolved(text, EXCHANGE), str)
    except UnresolvedError:
        assert "$" in text


NAMES = st.text(st.characters(exclude_characters="{}%", exclude_categories=["Cs"]), max_size=4)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=10,
)


def places(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(at, value), *(found for step, each in inner for found in places(each, (*at, step)))]


@given(JSON, st.data())
def test_every_place_of_a_body_can_be_pointed_at(body: Any, data: st.DataObject) -> None:
    at, value = data.draw(st.sampled_from(places(body)))
    exchange = Exchange(REQUEST, Decoded(body=body), Response(200))
    expression = f"$request.body#{pointer_of(at)}" if at else "$request.body"
    assert evaluated(expression, exchange) == value
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    assert unquote(resolved(f"http://h/{{{expression}}}", exchange)) == f"http://h/{written}"


def test_no_body_is_nothing() -> None:
    with pytest.raises(UnresolvedError):
        evaluated("$request.body", Exchange(REQUEST, Decoded(body=ABSENT), Response(200)))
