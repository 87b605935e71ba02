"""Which text suits a field, and keeps to its length, pattern and format?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from mockserver.mocking.generation.dice import Dice
from mockserver.mocking.generation.formats import formatted, short, stretched
from mockserver.mocking.generation.shape import Texts
from mockserver.mocking.generation.words import plain, word
from mockserver.mocking.generation.writing import written

MAX_TEXT = 1_000_000
_DRAWS = 3
_PER_PATTERN = 24


def candidates(limits: Texts, *, name: str, owner: str, dice: Dice) -> Iterator[str]:
    """Texts that may keep to the limits, the most readable first; the caller judges formats and patterns."""
    if limits.least > MAX_TEXT:
        return
    for text in _all(limits, name, owner, dice):
        if limits.holds(len(text)):
            yield text


def _all(limits: Texts, name: str, owner: str, dice: Dice) -> Iterator[str]:
    for draw in range(_DRAWS):
        drawn = dice.child("word", draw)
        for form in limits.formats:
            yield from _formatted(form, limits, name, drawn)
        if not any(formatted(form, drawn) for form in limits.formats):
            yield fitted(word(name, owner, drawn), limits, drawn)
    for pattern in limits.patterns:
        yield from islice(written(pattern, dice.child("pattern"), limits.least, limits.most), _PER_PATTERN)
    if limits.patterns:
        return
    for _ in range(_DRAWS):
        yield fitted(plain(dice), limits, dice)


def _formatted(form: str, limits: Texts, name: str, dice: Dice) -> Iterator[str]:
    text = formatted(form, dice, name)
    if text is None:
        return
    yield stretched(form, text, limits.least)
    brief = short(form, dice)
    if brief is not None:
        yield stretched(form, brief, limits.least)


def fitted(text: str, limits: Texts, dice: Dice) -> str:
    """A text of plain words, made longer or cut where its length is wrong; between words if that will do."""
    if len(text) < limits.least:
        filler = f" {plain(dice)}"
        text += filler * (1 + (limits.least - len(text)) // len(filler))
        return text[: limits.least].rstrip().ljust(limits.least, "s")
    if limits.most is None or len(text) <= limits.most:
        return text
    words = text[: limits.most + 1].rpartition(" ")[0]
    cut = words if words and len(words) >= limits.least else text[: limits.most].rstrip()
    return cut.ljust(limits.least, "s")
