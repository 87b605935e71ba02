"""Answers differ where their headers, bodies and shapes do; their values only where that is asked."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from mockserver.contract.replay import Wanted
from mockserver.contract.replay.carrying import Carried
from mockserver.contract.replay.comparing import compared
from mockserver.contract.replay.secrets import Filling
from mockserver.exchanges import json_value
from mockserver.model import Request, Response
from mockserver.recording import HIDDEN
from tests.contract.replay.shop import Shop, asks, played, recorded, told

JSON = ("Content-Type", "application/json")


def found(old: Response, new: Response, *, values: bool = True) -> list[tuple[str, str]]:
    return [(each.code, each.pointer) for each in compared(old, new, None, Carried(), values=values)]


@pytest.mark.parametrize(
    ("name", "old", "new", "is_told"),
    [
        ("X-Mode", "a", "b", True),
        ("X-Mode", "a", "a", False),
        ("Date", "a", "b", False),
        ("sl-violations-count", "1", "2", False),
        ("Location", "/a/1", "/a/2", False),
        ("X-Trace-Token", "a", "b", False),
        ("X-RateLimit-Remaining", "1", "2", False),
    ],
)
def test_values_of_headers_are_compared_on_demand(name: str, old: str, new: str, *, is_told: bool) -> None:
    one, other = (Response(200, ((name, text),)) for text in (old, new))
    assert found(one, other) == [("value-changed", f"header {name.lower()}")] * is_told
    assert found(one, other, values=False) == []


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        (b"a", b"b", ["value-changed"]),
        (b"a", b"a", []),
        (b"[1]", b"a", ["type-changed"]),
        (b"a", b"[1]", ["type-changed"]),
        (b"[1]", b"[1.5]", ["value-changed"]),
        (b"[1]", b"[true]", ["type-changed"]),
        (b"[null, 1]", b"[null, 1]", []),
    ],
)
def test_bodies_are_compared_as_what_they_are(old: bytes, new: bytes, codes: list[str]) -> None:
    (story,) = recorded(asks("GET", "/pets"))
    shop = Shop(wrong=lambda _request, _response: Response(200, (JSON,), new))
    before = replace(story, response=played_response(old))
    assert [code for code, *_ in told(played([before], shop, Wanted(values=True)))] == codes


def played_response(body: bytes) -> Response:
    """An answer as a file tells it."""
    return Response(200, (JSON,), body, json_value(body))


def test_a_recorded_body_is_compared_without_its_encoding() -> None:
    (story,) = recorded(asks("GET", "/pets"))
    packed = Response(200, (*story.response.headers, ("Content-Encoding", "gzip")), gzip.compress(story.response.body))
    named = replace(story.response, headers=packed.headers)
    assert played([replace(story, response=packed)], Shop(), Wanted(values=True)).entries == ()
    assert played([replace(story, response=named)], Shop(), Wanted(values=True)).entries == ()


@pytest.mark.parametrize(
    "body", [b"\xff" + HIDDEN.encode(), b"password=" + HIDDEN.encode(), b"[" * 300 + b'"REDACTED"' + b"]" * 300]
)
def test_a_body_that_cannot_be_filled_stays_as_it_is(body: bytes) -> None:
    request = Request("POST", "/login", body=body)
    assert Filling(lambda _: "secret").filled(request) == request
