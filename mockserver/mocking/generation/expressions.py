"""What does a regular expression of ECMAScript consist of?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

MAX_LENGTH = 10_000
MAX_DEPTH = 60
PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))

Ranges = tuple[tuple[int, int], ...]
_HIGHEST = 0x10FFFF
_DIGIT: Ranges = ((0x30, 0x39),)
_LOWER: Ranges = ((0x61, 0x7A),)
_UPPER: Ranges = ((0x41, 0x5A),)
_WORD: Ranges = (*_DIGIT, *_UPPER, (0x5F, 0x5F), *_LOWER)
_SPACE: Ranges = ((0x20, 0x20), (0x09, 0x0D), (0xA0, 0xA0), (0x2028, 0x2029))
_LINE_ENDS: Ranges = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
_PUNCTUATION: Ranges = (
    (0x21, 0x23),
    (0x25, 0x2A),
    (0x2C, 0x2F),
    (0x3A, 0x3B),
    (0x3F, 0x40),
    (0x5B, 0x5D),
    (0x5F, 0x5F),
)
_CLASSES = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "0": 0}
_PROPERTIES: dict[str, Ranges] = {
    "Lu": _UPPER,
    "Uppercase_Letter": _UPPER,
    "Uppercase": _UPPER,
    "Ll": _LOWER,
    "Lowercase_Letter": _LOWER,
    "Lowercase": _LOWER,
    "N": _DIGIT,
    "Nd": _DIGIT,
    "Number": _DIGIT,
    "P": _PUNCTUATION,
    "Punctuation": _PUNCTUATION,
    "S": ((0x24, 0x24), (0x2B, 0x2B), (0x3C, 0x3E)),
    "Symbol": ((0x24, 0x24), (0x2B, 0x2B), (0x3C, 0x3E)),
    "Z": ((0x20, 0x20),),
    "Zs": ((0x20, 0x20),),
}


class UnreadablePatternError(Exception):
    """A pattern is no regular expression, or one that is not understood here."""


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of some; `favourites` are those that read best."""

    members: str
    favourites: str
    least: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    parts: tuple[Tree, ...]
    least: int


@dataclass(frozen=True, slots=True)
class Either:
    options: tuple[Tree, ...]
    least: int


@dataclass(frozen=True, slots=True)
class Repeat:
    part: Tree
    low: int
    high: int | None
    least: int


@dataclass(frozen=True, slots=True)
class Group:
    """A part that can be referred to, by its number and perhaps by a name."""

    keys: tuple[str, ...]
    part: Tree
    least: int


@dataclass(frozen=True, slots=True)
class Again:
    """What a group matched, once more."""

    key: str
    least: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """A part that must follow (or, where not positive or not ahead, something that cannot be written down here)."""

    part: Tree
    followed: bool
    least: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """A place between characters."""

    least: int = 0


Tree = Chars | Row | Either | Repeat | Group | Again | Look | Edge


@lru_cache(maxsize=1024)
def read_expression(pattern: str) -> Tree:
    """The tree of a pattern; UnreadablePatternError where there is none."""
    if len(pattern) > MAX_LENGTH:
        raise UnreadablePatternError("too long")
    reader = _Reader(pattern)
    tree = reader.either(0)
    if not reader.ended:
        raise UnreadablePatternError("a parenthesis too many")
    return tree


def one_of(ranges: Sequence[tuple[int, int]], *, negated: bool = False) -> Chars:
    """The characters within, or outside of, some ranges: printable ones where there are any."""
    if negated:
        ranges = _complement(ranges)
    members = "".join(c for c in PRINTABLE if any(low <= ord(c) <= high for low, high in ranges))
    if not members:
        codes = [code for low, high in ranges for code in range(low, min(high, low + 20) + 1)]
        members = "".join(chr(code) for code in codes if not 0xD800 <= code <= 0xDFFF)
    plain = "".join(c for c in members if c.isascii() and c.isalnum())
    letters = "".join(c for c in plain if c.islower()) if len(members) > 70 else ""
    return Chars(members, letters or plain or members)


def _complement(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = 0
    for low, high in sorted(ranges):
        if low > start:
            found.append((start, low - 1))
        start = max(start, high + 1)
    if start <= _HIGHEST:
        found.append((start, _HIGHEST))
    return found


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0
        self._groups = 0

    @property
    def ended(self) -> bool:
        return self._at >= len(self._text)

    def either(self, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            raise UnreadablePatternError("too deep")
        options = [self._row(depth)]
        while self._take("|"):
            options.append(self._row(depth))
        return options[0] if len(options) == 1 else Either(tuple(options), min(option.least for option in options))

    def _row(self, depth: int) -> Tree:
        parts: list[Tree] = []
        while not self.ended and self._text[self._at] not in "|)":
            parts.append(self._repeated(self._atom(depth)))
        return parts[0] if len(parts) == 1 else Row(tuple(parts), sum(part.least for part in parts))

    def _repeated(self, part: Tree) -> Tree:
        counts = self._counts()
        if counts is None:
            return part
        if not self._take("?"):
            self._take("+")
        low, high = counts
        return Repeat(part, low, high, low * part.least)

    def _counts(self) -> tuple[int, int | None] | None:
        for sign, counts in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._take(sign):
                return counts
        end = self._text.find("}", self._at)
        if self.ended or self._text[self._at] != "{" or end < 0:
            return None
        low, comma, high = self._text[self._at + 1 : end].partition(",")
        if not _is_count(low) or (high and not _is_count(high)):
            return None
        self._at = end + 1
        most = int(high) if high else None if comma else int(low)
        return int(low), most

    def _atom(self, depth: int) -> Tree:
        sign = self._next()
        if sign == "(":
            return self._group(depth)
        if sign == "[":
            return self._set()
        if sign == ".":
            return one_of(_LINE_ENDS, negated=True)
        if sign in "^$":
            return Edge()
        if sign == "\\":
            return self._escape()
        if sign in "*+?":
            raise UnreadablePatternError("nothing to repeat")
        return Chars(sign, sign)

    def _group(self, depth: int) -> Tree:
        if not self._take("?"):
            return self._captured(depth, ())
        for sign in ("=", "!", "<=", "<!"):
            if self._take(sign):
                return Look(self._closed(depth), followed=sign == "=")
        if self._take("<") or self._take("P<"):
            return self._captured(depth, (self._until(">"),))
        if not self._take(">"):
            flags = self._while("imsux-")
            if flags and self._take(")"):
                return Edge()
            if not self._take(":"):
                raise UnreadablePatternError("a group of an unknown kind")
        return self._closed(depth)

    def _captured(self, depth: int, names: tuple[str, ...]) -> Tree:
        self._groups += 1
        keys = (str(self._groups), *names)
        part = self._closed(depth)
        return Group(keys, part, part.least)

    def _closed(self, depth: int) -> Tree:
        part = self.either(depth + 1)
        if not self._take(")"):
            raise UnreadablePatternError("a parenthesis too few")
        return part

    def _escape(self) -> Tree:
        sign = self._next()
        if sign in "bB" or sign in "AzZ":
            return Edge()
        if sign.isdigit() and sign != "0":
            return Again(sign + self._while("0123456789"))
        if sign == "k" and self._take("<"):
            return Again(self._until(">"))
        ranges, negated = self._class_of(sign)
        return one_of(ranges, negated=negated)

    def _class_of(self, sign: str) -> tuple[Ranges, bool]:
        """What an escape stands for: ranges of characters, or all that is outside of them."""
        known = _CLASSES.get(sign.lower())
        if known is not None:
            return known, sign.isupper()
        if sign in "pP" and self._take("{"):
            name = self._until("}").rpartition("=")[2]
            return _PROPERTIES.get(name, (*_UPPER, *_LOWER)), sign == "P"
        code = self._code_of(sign)
        return ((code, code),), False

    def _code_of(self, sign: str) -> int:
        if sign in _CONTROLS:
            return _CONTROLS[sign]
        if sign == "c":
            return ord(self._next()) % 32
        if sign == "x":
            return self._hexadecimal(2)
        if sign == "u":
            return int(self._digits(self._until("}")), 16) if self._take("{") else self._hexadecimal(4)
        return ord(sign)

    def _hexadecimal(self, length: int) -> int:
        digits = self._digits(self._text[self._at : self._at + length])
        self._at += length
        return int(digits, 16)

    def _digits(self, text: str) -> str:
        if not 0 < len(text) <= 6 or set(text) - set("0123456789abcdefABCDEF") or int(text, 16) > _HIGHEST:
            raise UnreadablePatternError("no hexadecimal number")
        return text

    def _set(self) -> Tree:
        negated = self._take("^")
        ranges: list[tuple[int, int]] = []
        while not self._take("]"):
            low = self._member()
            follows = self._text[self._at : self._at + 2]
            if len(low) == 1 and low[0][0] == low[0][1] and follows[:1] == "-" and follows[1:] not in ("]", ""):
                self._next()
                high = self._member()
                low = ((low[0][0], max(low[0][0], high[-1][1])),)
            ranges.extend(low)
        return one_of(ranges, negated=negated)

    def _member(self) -> Ranges:
        sign = self._next()
        if sign != "\\":
            return ((ord(sign), ord(sign)),)
        sign = self._next()
        if sign == "b":
            return ((8, 8),)
        ranges, negated = self._class_of(sign)
        return tuple(_complement(ranges)) if negated else ranges

    def _next(self) -> str:
        if self.ended:
            raise UnreadablePatternError("it ends too early")
        self._at += 1
        return self._text[self._at - 1]

    def _take(self, text: str) -> bool:
        """Go on past a text if it comes next."""
        found = self._text.startswith(text, self._at)
        self._at += len(text) * found
        return found

    def _while(self, signs: str) -> str:
        start = self._at
        while not self.ended and self._text[self._at] in signs:
            self._at += 1
        return self._text[start : self._at]

    def _until(self, sign: str) -> str:
        end = self._text.find(sign, self._at)
        if end < 0:
            raise UnreadablePatternError(f"there is no '{sign}'")
        found = self._text[self._at : end]
        self._at = end + 1
        return found


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9
