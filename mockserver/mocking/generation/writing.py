"""Which text does a regular expression describe?"""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.mocking.generation.dice import Dice
from mockserver.mocking.generation.expressions import (
    Again,
    Chars,
    Either,
    Group,
    Look,
    Repeat,
    Row,
    Tree,
    UnreadablePatternError,
    read_expression,
)

MAX_TEXT = 100_000
TRIALS = 24
MAX_STEPS = MAX_TEXT * 2
_ROOMY = 8
_FILLER = "abcdefghijklmnopqrstuvwxyz"


class _UnwritableError(Exception):
    """A part of the expression describes nothing that can be written down."""


class _EndlessError(Exception):
    """Writing takes too many steps, and would in the next trial."""


def written(pattern: str, dice: Dice, least: int = 0, most: int | None = None) -> Iterator[str]:
    """Texts that should match a pattern and have a length within bounds; the caller asks the pattern itself.

    What is looked ahead for is woven into the text; whatever else cannot be planned is left to another trial.
    """
    try:
        tree = read_expression(pattern)
    except UnreadablePatternError:
        return
    if max(tree.least, least) > MAX_TEXT:
        return
    for trial in range(TRIALS):
        drawn = dice.child(trial)
        try:
            text = _trial(tree, drawn, trial, least, most)
        except (_UnwritableError, RecursionError):
            continue
        except _EndlessError:
            return
        yield text
        if len(text) < least:
            filler = "".join(drawn.pick(_FILLER) for _ in range(least - len(text)))
            yield text + filler
            yield filler + text


def _trial(tree: Tree, dice: Dice, trial: int, least: int, most: int | None) -> str:
    looks = list(_looked_for(tree))
    wanted = "".join(_Writer(dice, 0, "").text_of(look) for look in (looks if trial % 2 == 0 else reversed(looks)))
    needed = max(least, *(look.least for look in looks), len(wanted) if looks else 0, 0)
    room = max(0, (max(needed, tree.least + _ROOMY) if most is None else most) - tree.least)
    slack = max(needed - tree.least, dice.below(min(room, _ROOMY) + 1) if trial else min(room, _ROOMY // 2))
    greedy = needed > tree.least and trial % 3 != 2
    return _Writer(dice, min(slack, MAX_TEXT), wanted, greedy=greedy).text_of(tree)


def _looked_for(tree: Tree) -> Iterator[Tree]:
    """The parts that must follow somewhere."""
    if isinstance(tree, Look) and tree.followed:
        yield tree.part
    elif isinstance(tree, Row):
        for part in tree.parts:
            yield from _looked_for(part)
    elif isinstance(tree, Group | Repeat):
        yield from _looked_for(tree.part)


class _Writer:
    """Writes one text; `slack` is how much longer than needed it may still become, `wanted` what should occur in it."""

    def __init__(self, dice: Dice, slack: int, wanted: str, *, greedy: bool = False) -> None:
        self._dice = dice
        self._slack = slack
        self._wanted = wanted
        self._greedy = greedy
        self._groups: dict[str, str] = {}
        self._steps = 0

    def text_of(self, tree: Tree) -> str:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise _EndlessError
        match tree:
            case Chars():
                return self._character(tree)
            case Row():
                return "".join(self.text_of(part) for part in tree.parts)
            case Either():
                return self.text_of(self._dice.pick(tree.options))
            case Repeat():
                return self._repeated(tree)
            case Group():
                return self._remembered(tree)
            case Again():
                return self._groups.get(tree.key, "")
        return ""

    def _character(self, chars: Chars) -> str:
        if not chars.members:
            raise _UnwritableError
        if self._wanted and self._wanted[0] in chars.members:
            found, self._wanted = self._wanted[0], self._wanted[1:]
            return found
        return self._dice.pick(chars.favourites)

    def _repeated(self, repeat: Repeat) -> str:
        unit = max(repeat.part.least, 1)
        room = self._slack // unit
        if repeat.high is not None:
            room = min(room, repeat.high - repeat.low)
        more = max(room, 0) if self._greedy else self._dice.below(max(room, 0) + 1)
        self._slack -= more * unit
        return "".join(self.text_of(repeat.part) for _ in range(repeat.low + more))

    def _remembered(self, group: Group) -> str:
        text = self.text_of(group.part)
        self._groups.update(dict.fromkeys(group.keys, text))
        return text
