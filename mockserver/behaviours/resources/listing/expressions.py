"""Which records does a filter let through that is written as an expression, as OData and SCIM have it?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from mockserver.behaviours.resources.listing.comparing import named, passes
from mockserver.model import ABSENT

Test = Callable[[Any], bool]
"""Whether a record is let through."""

_TOKEN = re.compile(
    r"""\s*(?:'(?P<single>(?:[^']|'')*)'|"(?P<double>(?:[^"\\]|\\.)*)"|(?P<mark>[(),])|(?P<word>[^\s(),'"]+))"""
)
_COMPARED = {
    "eq": "eq", "ne": "ne", "gt": "gt", "ge": "gte", "lt": "lt", "le": "lte", "co": "contains", "sw": "prefix",
    "ew": "suffix",
}  # fmt: skip
_CALLED = {"contains": "contains", "startswith": "prefix", "endswith": "suffix"}
_VALUES = {"true": True, "false": False, "null": None}
_DEEPEST = 50
"""How many parentheses and `not` may stand in each other."""

Token = tuple[str, str]
"""`text`, `mark` or `word`, and what stands there."""


def expression(text: str) -> Test | None:
    """The test that an expression such as `price gt 4 and (name eq 'x' or not contains(name, 'y'))` is, else None."""
    tokens = _tokens(text)
    if tokens is None:
        return None
    try:
        reading = _Reading(tokens)
        test = reading.alternatives(0)
    except _NoExpressionError:
        return None
    return test if reading.peek() == _END else None


class _NoExpressionError(Exception):
    """The text is something else."""


_END: Token = ("end", "")


def _tokens(text: str) -> list[Token] | None:
    found: list[Token] = []
    at, text = 0, text.rstrip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            return None
        kind = token.lastgroup or ""
        if kind == "single":
            found.append(("text", token["single"].replace("''", "'")))
        elif kind == "double":
            found.append(("text", re.sub(r"\\(.)", r"\1", token["double"])))
        else:
            found.append((kind, token[kind]))
        at = token.end()
    return found


class _Reading:
    """The tokens of an expression, read from the left to the right."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens: Iterator[Token] = iter([*tokens, _END])
        self._next = next(self._tokens)

    def peek(self) -> Token:
        return self._next

    def _take(self, *wanted: str) -> str:
        """The next token; it must be one of the wanted ones, where there are such."""
        kind, text = self._next
        if kind == "end" or (wanted and (kind == "text" or text.lower() not in wanted)):
            raise _NoExpressionError
        self._next = next(self._tokens, _END)
        return text

    def _is(self, word: str) -> bool:
        return self._next[0] != "text" and self._next[1].lower() == word

    def alternatives(self, depth: int) -> Test:
        tests = [self._together(depth)]
        while self._is("or"):
            self._take()
            tests.append(self._together(depth))
        return tests[0] if len(tests) == 1 else lambda record: any(test(record) for test in tests)

    def _together(self, depth: int) -> Test:
        tests = [self._single(depth)]
        while self._is("and"):
            self._take()
            tests.append(self._single(depth))
        return tests[0] if len(tests) == 1 else lambda record: all(test(record) for test in tests)

    def _single(self, depth: int) -> Test:
        if depth > _DEEPEST:
            raise _NoExpressionError
        if self._is("not"):
            self._take()
            negated = self._single(depth + 1)
            return lambda record: not negated(record)
        if self._is("("):
            self._take()
            inside = self.alternatives(depth + 1)
            self._take(")")
            return inside
        return self._comparison()

    def _comparison(self) -> Test:
        name = self._word()
        if name.lower() in _CALLED and self._is("("):
            self._take()
            member = self._word()
            self._take(",")
            value = self._value()
            self._take(")")
            return _compared(member, _CALLED[name.lower()], value)
        word = self._take(*_COMPARED, "in", "pr").lower()
        if word == "pr":
            return lambda record: named(record, name) not in (ABSENT, None, "")
        if word == "in":
            values = self._values()
            return lambda record: any(_compared(name, "eq", value)(record) for value in values)
        return _compared(name, _COMPARED[word], self._value())

    def _values(self) -> list[Any]:
        self._take("(")
        found = [self._value()]
        while self._is(","):
            self._take()
            found.append(self._value())
        self._take(")")
        return found

    def _word(self) -> str:
        """The name of a member; a slash leads into another one, as a dot does."""
        if self._next[0] != "word":
            raise _NoExpressionError
        return self._take().replace("/", ".")

    def _value(self) -> Any:
        kind, text = self._next
        if kind not in ("text", "word"):
            raise _NoExpressionError
        self._take()
        if kind == "text":
            return text
        if text.lower() in _VALUES:
            return _VALUES[text.lower()]
        try:
            return int(text) if len(text) < 19 else text
        except ValueError:
            return float(text) if re.fullmatch(r"-?\d+\.\d+", text) else text


def _compared(name: str, comparison: str, wanted: Any) -> Test:
    if wanted is None:
        return lambda record: (named(record, name) in (ABSENT, None)) == (comparison == "eq")
    return lambda record: passes(named(record, name), wanted, comparison)
