"""A pattern of JSON Schema is read in ECMAScript's spelling; what cannot be read is told."""

from __future__ import annotations

import re

import pytest

from mockserver.mocking.generation.dice import Dice
from mockserver.mocking.generation.expressions import MAX_LENGTH, UnreadablePatternError, read_expression
from mockserver.mocking.generation.writing import written


@pytest.mark.parametrize(
    ("pattern", "as_python"),
    [
        (r"^(?<x>[ab])-\k<x>$", r"([ab])-\1"),
        (r"^\p{Lu}{3}$", r"[A-Z]{3}"),
        (r"^\p{Script=Nothing}+$", r"[A-Za-z]+"),
        (r"^\P{Lu}$", r"[^A-Z]"),
        (r"^\cA\t[\b]$", "\x01\t\x08"),
        (r"^[^\x00-\xff]$", r"[^\x00-\xff]"),
        (r"^(?i-s:ab)$", r"ab"),
        (r"(?i)ab", r"ab"),
        (r"\bab\b", r"ab"),
        (r"\Aab\Z", r"ab"),
        (r"^a{1,x}$", r"a\{1,x\}"),
        (r"^a{,2}$", r"a\{,2\}"),
        (r"^a+?b++$", r"a+b+"),
        (r"^(?>ab|c)$", r"ab|c"),
    ],
)
def test_a_text_is_written_for_each_spelling(pattern: str, as_python: str) -> None:
    found = list(written(pattern, Dice.of("1"), 0, 12))
    assert found
    assert [text for text in found if not re.fullmatch(as_python, text)] == []


@pytest.mark.parametrize("pattern", ["a" * (MAX_LENGTH + 1), "(?<x", "(?P<x", r"\k<x", r"\p{Lu", "(?i", "(?i!a)"])
def test_what_is_no_pattern_is_told(pattern: str) -> None:
    with pytest.raises(UnreadablePatternError):
        read_expression(pattern)
