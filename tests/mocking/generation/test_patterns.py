"""A text is written from the expression that it has to match."""

from __future__ import annotations

import re

import pytest

from mockserver.mocking.generation.dice import Dice
from mockserver.mocking.generation.writing import written


@pytest.mark.parametrize(
    "pattern",
    [
        "^[A-Z]{2}-\\d{4}$",
        "^(red|green)(?:-(blue))?$",
        "^([a-z])\\1$",
        "^(?<name>x+)-(?:y|z)*$".replace("?<name>", "?P<name>"),
        "^\\u0041\\x42[^\\W_]+$",
        "^[\\w.+-]+@[\\w-]+\\.[a-z]{2,}$",
        "^a{0}b{2,}c?$",
        "^[^/]+/[^/]+$",
        "needle",
    ],
)
def test_a_text_matches_its_pattern(pattern: str) -> None:
    found = list(written(pattern, Dice.of("1")))
    assert found
    assert all(re.search(pattern, text) for text in found)


def test_what_is_looked_ahead_for_is_woven_in() -> None:
    pattern = r"^(?=.*\d)(?=.*[A-Z]).{8,}$"
    assert any(re.search(pattern, text) for text in written(pattern, Dice.of("1")))


def test_a_text_takes_the_length_that_is_wanted() -> None:
    assert any(len(text) == 40 for text in written("^[a-z]+$", Dice.of("1"), 40, 40))


@pytest.mark.parametrize("pattern", ["(", "[a", "*", "a)", "(?", "\\u{zz}", "(" * 500, "(((a?){9999}){9999}){9999}"])
def test_what_is_no_pattern_gives_no_text_and_no_trouble(pattern: str) -> None:
    assert list(written(pattern, Dice.of("1"))) == []
