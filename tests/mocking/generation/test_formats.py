"""A text of a format is one of that format, however long or short it has to be."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mockserver.mocking.generation import Generator
from mockserver.mocking.generation.dice import Dice
from mockserver.mocking.generation.formats import formatted, stretched
from mockserver.schema import Validator
from tests.documents import schema

LENGTHENED = {
    *("email", "idn-email", "hostname", "uri", "uri-reference", "uri-template"),
    *("json-pointer", "byte", "password", "regex"),
}


@pytest.mark.parametrize("least", [1, 40, 63, 64, 65, 100, 126, 200])
@pytest.mark.parametrize("name", sorted(LENGTHENED))
def test_a_text_of_a_format_can_be_long(name: str, least: int) -> None:
    node: dict[str, Any] = {"type": "string", "format": name, "minLength": least}
    where = schema(node)
    made = Generator(where).make("1")
    assert (made.problem, Validator(where, "response").violations(made.value)) == (None, ())
    assert len(made.value) >= least


def test_a_format_of_one_length_stays_as_it_is() -> None:
    assert stretched("uuid", "short", 40) == "short"
    assert stretched("email", "long enough", 5) == "long enough"


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("date-time-local", r"2025-\d\d-\d\dT\d\d:\d\d:\d\d"),
        ("partial-time", r"\d\d:\d\d:\d\d"),
        ("google-duration", r"[1-9]\d?s"),
        ("mac", r"02(:[0-9a-f]{2}){5}"),
        ("cidr", r"10\.\d{1,3}\.0\.0/16"),
        ("phone", r"\+1202555\d{4}"),
        ("base64url", r"[\w-]+"),
        ("int64", r"[1-9]\d*"),
        ("money", r"[1-9]\d*\.\d\d"),
        ("char", r"[a-z]"),
        ("slug", r"[a-z]+-[a-z]+"),
        ("currency", r"[A-Z]{3}"),
        ("country-code", r"[A-Z]{2}"),
        ("language", r"[a-z]{2}"),
        ("hex-color", r"#[0-9a-f]{6}"),
        ("html", r"<p>\w+</p>"),
        ("http-date", r"\w{3}, \d\d \w{3} 2025 \d\d:\d\d:\d\d GMT"),
        ("mime-type", r"\w+/\w+"),
        ("unix-time", r"17\d{8}"),
    ],
)
def test_a_format_that_no_validator_knows_looks_like_what_it_says(name: str, pattern: str) -> None:
    found = [formatted(name, Dice.of(str(seed))) for seed in range(20)]
    assert [text for text in found if text is None or not re.fullmatch(pattern, text)] == []


def test_what_comes_late_is_later_than_what_comes_first() -> None:
    for seed in map(str, range(20)):
        first, last = (formatted("date-time", Dice.of(seed), field) for field in ("createdAt", "updatedAt"))
        assert first is not None
        assert last is not None
        assert first < last


def test_an_unknown_format_gives_no_text() -> None:
    assert formatted("nonsense", Dice.of("1")) is None
