"""What a client asks of the mock itself stands in `Prefer`, or in the query."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.mocking import Preferences, preferences
from mockserver.mocking.preferences import quoted
from mockserver.model import Request


def read(header: str | None = None, query: str = "") -> Preferences:
    return preferences(Request("GET", "/", query, {} if header is None else {"prefer": header}))


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (None, Preferences()),
        ("", Preferences()),
        ("code=404", Preferences(code="404")),
        ("code=404, example=gone", Preferences(code="404", example="gone")),
        ("code=404; example=gone", Preferences(code="404", example="gone")),
        (" Code = 404 ,Example = gone ", Preferences(code="404", example="gone")),
        ('example="Log In"', Preferences(example="Log In")),
        ("example=Log In", Preferences(example="Log In")),
        ('example="a, b; c=d"', Preferences(example="a, b; c=d")),
        (r'example="a\"b\\c"', Preferences(example=r'a"b\c')),
        ("dynamic=true", Preferences(dynamic=True)),
        ("dynamic", Preferences(dynamic=True)),
        ("dynamic=FALSE", Preferences(dynamic=False)),
        ("seed=x", Preferences(seed="x")),
        ("validate=warn", Preferences(validate="warn")),
        ("validate=loose", Preferences()),
        ("respond-async, wait=10, return=minimal", Preferences()),
        ("respond-async, code=404", Preferences(code="404")),
        ("code=404, code=500", Preferences(code="500")),
    ],
)
def test_the_header_says_what_is_preferred(header: str | None, found: Preferences) -> None:
    assert read(header) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("__code=404&__example=gone", Preferences(code="404", example="gone")),
        ("a=1&__dynamic=true&__seed=x", Preferences(dynamic=True, seed="x")),
        ("__dynamic=false", Preferences(dynamic=False)),
        ("__example=Log%20In", Preferences(example="Log In")),
        ("__example=Log+In", Preferences(example="Log In")),
        ("__validate=off", Preferences(validate="off")),
        ("__own=1&code=404&a__code=5", Preferences()),
    ],
)
def test_the_query_says_the_same(query: str, found: Preferences) -> None:
    assert read(query=query) == found


def test_the_query_wins_over_the_header() -> None:
    assert read("code=404, seed=x", "__code=500") == Preferences(code="500", seed="x")


@pytest.mark.parametrize(
    ("given", "forces"),
    [
        (Preferences(), False),
        (Preferences(seed="x", validate="off"), False),
        (Preferences(code="200"), True),
        (Preferences(example="a"), True),
        (Preferences(dynamic=False), True),
    ],
)
def test_a_documented_answer_is_forced_by_what_can_only_mean_one(given: Preferences, forces: bool) -> None:
    assert given.forces_answer is forces


def test_what_was_applied_is_listed() -> None:
    given = Preferences(code="404", example="Log In", dynamic=True, seed="x", validate="warn")
    assert given.applied == 'code=404, example="Log In", dynamic=true, seed=x, validate=warn'
    assert Preferences().applied == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [("a-1", "a-1"), ("a b", '"a b"'), ("", '""'), ('a"b\\c', '"a?b?c"'), ("a\r\nX: y", '"a??X: y"'), ("ä", '"?"')],
)
def test_a_value_in_a_header_is_a_token_or_quoted(value: str, text: str) -> None:
    assert quoted(value) == text


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=40) | st.text('=,; "\\codexampl_&', max_size=40), st.text("_code=&%2example", max_size=40))
def test_any_text_is_read_and_told_in_printable_characters(header: str, query: str) -> None:
    applied = read(header, query).applied
    assert applied.isascii()
    assert applied.isprintable()
