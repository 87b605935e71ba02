"""Which condition does the parameter `q` state?

Framework version 1 reads a query by example: `PhoneNumber=+36*;LeftMessageFlag true;CallId>=10 and <= 30`.
From version 2 on it is a row-match expression: `PhoneNumber like '+36*' or (CallId in (1, 2) and RoleCd is not null)`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Types = Mapping[str, str]
Condition = Callable[[Mapping[str, Any]], bool]

MAX_DEPTH = 100

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_OPERATOR = r"<=|>=|!=|<>|=|<|>"
_WILDCARD = re.compile(r"[*%]+")
_EXAMPLE = re.compile(rf"\s*(\w+)\s*(?:(?={_OPERATOR})|\s)\s*(.*?)\s*", re.DOTALL)
_SIGN = re.compile(rf"({_OPERATOR})\s*")
_AND = re.compile(rf"\s+and\s+(?={_OPERATOR})", re.IGNORECASE)
_OR = re.compile(rf"\s+or\s+(?={_OPERATOR})", re.IGNORECASE)
_IS_NULL = re.compile(r"is\s+(not\s+)?null", re.IGNORECASE)
_TOKEN = re.compile(
    rf"""\s*(?:(?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*")|(?P<operator>{_OPERATOR})|(?P<mark>[(),])"""
    r"""|(?P<number>[-+]?\d+(?:\.\d+)?(?![\w.]))|(?P<word>[A-Za-z_]\w*))"""
)
_INTEGER = re.compile(r"[-+]?[0-9]{1,40}")
_BOOLEANS = {"true": True, "false": False}
_KEYWORDS = {"and", "or", "not", "like", "in", "between", "is", "null"}


class QueryError(ValueError):
    """A query that means nothing here; its text is for the client."""


def typed(text: str, kind: str) -> Any:
    """The value of an attribute that a text means; ValueError where it means none."""
    if kind == "integer" and _INTEGER.fullmatch(text):
        return int(text)
    if kind == "boolean" and text.lower() in _BOOLEANS:
        return _BOOLEANS[text.lower()]
    if kind == "date-time":
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    if kind == "string":
        return text
    raise ValueError(f"{text} is no {kind}")


def by_example(query: str, types: Types) -> Condition:
    """The condition of framework version 1; all of its parts must hold."""
    return _all([_example(part, types) for part in query.split(";") if part.strip()])


def _example(text: str, types: Types) -> Condition:
    match = _EXAMPLE.fullmatch(text)
    if match is None or not match[2]:
        raise QueryError(f"URL request parameter q cannot be read at {text.strip()}.")
    name, rest = _known(match[1], types), match[2]
    null = _IS_NULL.fullmatch(rest)
    if null is not None:
        return _is_null(name, negated=null[1] is not None)
    alternatives = ([_operand(name, part, types) for part in _AND.split(text)] for text in _OR.split(rest))
    return _any([_all(conditions) for conditions in alternatives])


def _operand(name: str, text: str, types: Types) -> Condition:
    sign = _SIGN.match(text)
    value = _unquoted(text[sign.end() :] if sign else text)
    if (sign is None or sign[1] == "=") and _WILDCARD.search(value):
        return _like(name, value)
    return compared(name, sign[1] if sign else "=", value, types)


def row_match(query: str, types: Types) -> Condition:
    """The condition of framework version 2 and later."""
    return _Reader(_tokens(query), types).read()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str

    def means(self, word: str) -> bool:
        return self.text.lower() == word and self.kind in ("word", "mark")


_END = _Token("end", "")


def _tokens(query: str) -> list[_Token]:
    tokens, position, text = [], 0, query.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise QueryError(f"URL request parameter q cannot be read at {text[position:].strip()[:40]}.")
        tokens.append(_Token(str(match.lastgroup), match[str(match.lastgroup)]))
        position = match.end()
    return tokens


class _Reader:
    """Reads the tokens of a row-match expression from left to right."""

    def __init__(self, tokens: list[_Token], types: Types) -> None:
        self._tokens = tokens
        self._types = types
        self._at = 0
        self._depth = 0

    def read(self) -> Condition:
        condition = self._alternatives()
        if self._next is not _END:
            raise self._error()
        return condition

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _took(self, word: str) -> bool:
        if not self._next.means(word):
            return False
        self._at += 1
        return True

    def _expect(self, word: str) -> None:
        if not self._took(word):
            raise self._error()

    def _error(self) -> QueryError:
        where = "its end" if self._next is _END else self._next.text
        return QueryError(f"URL request parameter q cannot be read at {where}.")

    def _alternatives(self) -> Condition:
        conditions = [self._conjunction()]
        while self._took("or"):
            conditions.append(self._conjunction())
        return _any(conditions)

    def _conjunction(self) -> Condition:
        conditions = [self._factor()]
        while self._took("and"):
            conditions.append(self._factor())
        return _all(conditions)

    def _factor(self) -> Condition:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError("URL request parameter q is nested too deep.")
        if self._took("not"):
            condition = _not(self._factor())
        elif self._took("("):
            condition = self._alternatives()
            self._expect(")")
        else:
            condition = self._predicate()
        self._depth -= 1
        return condition

    def _predicate(self) -> Condition:
        if self._next.kind != "word" or self._next.text.lower() in _KEYWORDS:
            raise self._error()
        name = _known(self._take().text, self._types)
        if self._next.kind == "operator":
            return compared(name, self._take().text, self._literal(), self._types)
        if self._took("is"):
            negated = self._took("not")
            self._expect("null")
            return _is_null(name, negated=negated)
        if self._took("not"):
            return _unless(name, self._set(name))
        return self._set(name)

    def _set(self, name: str) -> Condition:
        """What may follow `not`: like, in, between."""
        if self._took("like"):
            return _like(name, self._literal())
        if self._took("in"):
            return self._one_of(name)
        self._expect("between")
        low = compared(name, ">=", self._literal(), self._types)
        self._expect("and")
        return _all([low, compared(name, "<=", self._literal(), self._types)])

    def _one_of(self, name: str) -> Condition:
        self._expect("(")
        conditions = [compared(name, "=", self._literal(), self._types)]
        while self._took(","):
            conditions.append(compared(name, "=", self._literal(), self._types))
        self._expect(")")
        return _any(conditions)

    def _literal(self) -> str:
        if self._next.kind in ("text", "number") or self._next.means("true") or self._next.means("false"):
            return _unquoted(self._take().text)
        raise self._error()


def _known(name: str, types: Types) -> str:
    if name not in types:
        raise QueryError(f"URL request parameter q names {name}, which is no attribute that can be queried.")
    return name


def _unquoted(text: str) -> str:
    quote = text[:1]
    if len(text) > 1 and quote in ("'", '"') and text.endswith(quote):
        return text[1:-1].replace(quote * 2, quote)
    return text


def _all(conditions: list[Condition]) -> Condition:
    return conditions[0] if len(conditions) == 1 else lambda record: all(holds(record) for holds in conditions)


def _any(conditions: list[Condition]) -> Condition:
    return conditions[0] if len(conditions) == 1 else lambda record: any(holds(record) for holds in conditions)


def _not(condition: Condition) -> Condition:
    return lambda record: not condition(record)


def _is_null(name: str, *, negated: bool) -> Condition:
    return lambda record: (record[name] is None) != negated


def _unless(name: str, condition: Condition) -> Condition:
    return lambda record: record[name] is not None and not condition(record)


def compared(name: str, sign: str, text: str, types: Types) -> Condition:
    """Whether an attribute stands to the value that a text means as the sign says; a null one never does."""
    kind = types[name]
    try:
        wanted = typed(text, kind)
    except ValueError as error:
        raise QueryError(f"URL request parameter q compares {name} with {text[:40]}, which is no {kind}.") from error
    compare = _COMPARISONS[sign]
    return lambda record: record[name] is not None and compare(_comparable(record[name], kind), wanted)


def _comparable(value: Any, kind: str) -> Any:
    return datetime.fromisoformat(value) if kind == "date-time" else value


def _like(name: str, text: str) -> Condition:
    """Whether the attribute's text has the form that the wildcards leave open."""
    pattern = re.compile(".*".join(map(re.escape, _WILDCARD.split(text))), re.DOTALL)
    return lambda record: record[name] is not None and pattern.fullmatch(_text(record[name])) is not None


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
