"""Which values of a document does a JSONPath (RFC 9535) select?

All selectors are there: names, wildcards, indices, slices, filters and descendants; of the functions `length`, `count`,
`match`, `search` and `value`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from mockserver.model import ABSENT, Location

MAX_SELECTED = 1_000_000
"""How many values one path may select: those that many `..` in a row select are too many to be meant."""


class Node(NamedTuple):
    """A selected value and the steps that lead to it."""

    steps: Location
    value: Any


Selector = Callable[[Node, Any], Iterator[Node]]
"""From a value, and the root, to those of its children that are selected."""
_Test = Callable[[Any, Any], Any]
"""From a value and the root to what an expression of a filter gives."""

_NEXT = (  # a text, and so compiled when the first overlay is read
    r"(?s)\s*(?:(?P<name>[A-Za-z_\u0080-\U0010ffff][\w\u0080-\U0010ffff-]*)|(?P<number>-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"
    r"|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|(?P<sign>\.\.|&&|\|\||==|!=|<=|>=|[$@.\[\]()*?,:!<>]))"
)
_WORDS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class _Segment:
    """Some selectors that are applied to a value, or to it and all that it holds."""

    selectors: tuple[Selector, ...]
    deep: bool

    def select(self, nodes: list[Node], root: Any) -> list[Node]:
        found: list[Node] = []
        for start in nodes:
            for node in _descendants(start) if self.deep else (start,):
                for selector in self.selectors:
                    found.extend(selector(node, root))
                if len(found) > MAX_SELECTED:
                    raise ValueError(f"it selects more than {MAX_SELECTED} values")
        return found


@dataclass(frozen=True, slots=True)
class Path:
    """A JSONPath that is read; `definite` where it can select one value at the most."""

    segments: tuple[_Segment, ...]
    definite: bool

    def select(self, root: Any, start: Any = ABSENT) -> list[Node]:
        """The selected values, in the document's order; a place that is selected twice is there once."""
        nodes = [Node((), root if start is ABSENT else start)]
        for segment in self.segments:
            nodes = segment.select(nodes, root)
        return list({node.steps: node for node in nodes}.values())


def read_path(text: str) -> Path:
    """Read a JSONPath; ValueError, saying where, if it is none."""
    reader = _Reader(text)
    reader.take("$")
    path = reader.path()
    if reader.token:
        raise reader.problem("this is not expected here")
    return path


class _Reader:
    """Reads a path token by token; `token` is the one that comes next, empty at the end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = self._start = 0
        self._depth = 0
        self.kind = self.token = ""
        self._next()

    def problem(self, message: str) -> ValueError:
        return ValueError(f"not a JSONPath: {message}: {self._text[self._start :][:40] or 'the end'!r}")

    def _next(self) -> str:
        taken, self._start = self.token, self._at
        found = re.compile(_NEXT).match(self._text, self._at)
        if found is None and self._text[self._at :].strip():
            raise self.problem("this cannot be read")
        self.kind, self.token = (found.lastgroup or "", found[found.lastgroup or 0]) if found else ("", "")
        self._at = found.end() if found else len(self._text)
        return taken

    def take(self, *wanted: str) -> str:
        if self.kind != "sign" or self.token not in wanted:
            raise self.problem(f"'{wanted[0]}' is expected here")
        return self._next()

    def has(self, *wanted: str) -> bool:
        return self.kind == "sign" and self.token in wanted

    def path(self) -> Path:
        """The segments after `$` or `@`."""
        segments: list[_Segment] = []
        definite = True
        while self.has(".", "..", "["):
            deep = self.has("..")
            if self.has(".", ".."):
                self._next()
            if self.has("["):
                selectors, single = self._bracket()
            elif self.has("*"):
                self._next()
                selectors, single = (_every,), False
            elif self.kind == "name":
                selectors, single = (_named(self._next()),), True
            else:
                raise self.problem("a name is expected here")
            definite = definite and single and not deep
            segments.append(_Segment(selectors, deep))
        return Path(tuple(segments), definite)

    def _bracket(self) -> tuple[tuple[Selector, ...], bool]:
        self.take("[")
        found = [self._selector()]
        while self.has(","):
            self._next()
            found.append(self._selector())
        self.take("]")
        return tuple(selector for selector, _ in found), len(found) == 1 and found[0][1]

    def _selector(self) -> tuple[Selector, bool]:
        if self.kind == "text":
            return _named(_text(self._next())), True
        if self.has("*"):
            self._next()
            return _every, False
        if self.has("?"):
            self._next()
            return _filtered(self._either()), False
        first = self._whole()
        if first is not None and not self.has(":"):
            return _indexed(first), True
        self.take(":")
        last, step = self._whole(), None
        if self.has(":"):
            self._next()
            step = self._whole()
        return _sliced(slice(first, last, step)), False

    def _whole(self) -> int | None:
        if self.kind != "number":
            return None
        if not re.fullmatch(r"-?\d{1,15}", self.token):
            raise self.problem("a whole number is expected here")
        return int(self._next())

    def _either(self) -> _Test:
        tests = [self._both()]
        while self.has("||"):
            self._next()
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda value, root: any(test(value, root) for test in tests)

    def _both(self) -> _Test:
        tests = [self._one()]
        while self.has("&&"):
            self._next()
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda value, root: all(test(value, root) for test in tests)

    def _one(self) -> _Test:
        self._depth += 1
        if self._depth > 100:
            raise self.problem("this is nested too deep")
        test = self._negated() if self.has("!") else self._grouped() if self.has("(") else self._compared()
        self._depth -= 1
        return test

    def _negated(self) -> _Test:
        self._next()
        test = self._one()
        return lambda value, root: not test(value, root)

    def _grouped(self) -> _Test:
        self._next()
        test = self._either()
        self.take(")")
        return test

    def _compared(self) -> _Test:
        left, is_test = self._operand()
        if not self.has(*_COMPARISONS):
            if not is_test:
                raise self.problem("a comparison is expected here")
            return lambda value, root: _is_true(left(value, root))
        compare = _COMPARISONS[self._next()]
        right, _ = self._operand()
        return lambda value, root: compare(_single(left(value, root)), _single(right(value, root)))

    def _operand(self) -> tuple[_Test, bool]:
        """A literal, a query or a function; and whether it stands for itself where nothing is compared with it."""
        if self.kind == "text":
            literal: Any = _text(self._next())
            return lambda value, root: literal, False
        if self.kind == "number":
            literal = json.loads(self._next())
            return lambda value, root: literal, False
        if self.has("@", "$"):
            relative, path = self._next() == "@", self.path()
            return lambda value, root: path.select(root, value if relative else root), True
        if self.kind == "name" and self.token in _WORDS:
            literal = _WORDS[self._next()]
            return lambda value, root: literal, False
        if self.kind == "name" and self.token in _FUNCTIONS:
            return self._called()
        raise self.problem("a value is expected here")

    def _called(self) -> tuple[_Test, bool]:
        name = self._next()
        function = _FUNCTIONS[name]
        self.take("(")
        arguments = [self._operand()[0]]
        while self.has(","):
            self._next()
            arguments.append(self._operand()[0])
        self.take(")")
        if len(arguments) != (2 if name in ("match", "search") else 1):
            raise self.problem(f"{name}() takes another number of arguments")
        return lambda value, root: function(*(argument(value, root) for argument in arguments)), True


def _text(token: str) -> str:
    inner = token[1:-1].replace("\\'", "'").replace('"', '\\"') if token[0] == "'" else token[1:-1]
    try:
        return str(json.loads(f'"{inner}"', strict=False))
    except ValueError as error:
        raise ValueError(f"not a JSONPath: {token} is no text") from error


def _every(node: Node, _: Any) -> Iterator[Node]:
    if isinstance(node.value, dict):
        yield from (Node((*node.steps, key), child) for key, child in node.value.items())
    elif isinstance(node.value, list):
        yield from (Node((*node.steps, index), child) for index, child in enumerate(node.value))


def _descendants(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(list(_every(node, None))))


def _named(name: str) -> Selector:
    def select(node: Node, _: Any) -> Iterator[Node]:
        if isinstance(node.value, dict) and name in node.value:
            yield Node((*node.steps, name), node.value[name])

    return select


def _indexed(index: int) -> Selector:
    def select(node: Node, _: Any) -> Iterator[Node]:
        if isinstance(node.value, list) and -len(node.value) <= index < len(node.value):
            place = index % len(node.value)
            yield Node((*node.steps, place), node.value[place])

    return select


def _sliced(wanted: slice) -> Selector:
    def select(node: Node, _: Any) -> Iterator[Node]:
        if isinstance(node.value, list) and wanted.step != 0:
            places = range(len(node.value))[wanted]
            yield from (Node((*node.steps, place), node.value[place]) for place in places)

    return select


def _filtered(test: _Test) -> Selector:
    def select(node: Node, root: Any) -> Iterator[Node]:
        yield from (child for child in _every(node, root) if test(child.value, root))

    return select


def _is_true(found: Any) -> bool:
    return bool(found) if isinstance(found, list) else found is True


def _single(found: Any) -> Any:
    """The one value that a query selects; ABSENT for none, or more than one."""
    if isinstance(found, list) and all(isinstance(node, Node) for node in found):
        return found[0].value if len(found) == 1 else ABSENT
    return found


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, bool) is not isinstance(right, bool):
        return False
    return bool(left is right if ABSENT in (left, right) else left == right)


def _less(left: Any, right: Any) -> bool:
    numbers = all(isinstance(side, int | float) and not isinstance(side, bool) for side in (left, right))
    return bool(left < right) if numbers or (isinstance(left, str) and isinstance(right, str)) else False


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _less,
    "<=": lambda left, right: _less(left, right) or _equal(left, right),
    ">": lambda left, right: _less(right, left),
    ">=": lambda left, right: _less(right, left) or _equal(left, right),
}


def _length(found: Any) -> Any:
    value = _single(found)
    return len(value) if isinstance(value, str | list | dict) else ABSENT


def _matches(found: Any, pattern: Any, *, whole: bool) -> bool:
    text, wanted = _single(found), _single(pattern)
    if not isinstance(text, str) or not isinstance(wanted, str):
        return False
    try:
        return (re.fullmatch if whole else re.search)(wanted, text) is not None
    except re.error as error:
        raise ValueError(f"not a JSONPath: '{wanted}' is no regular expression") from error


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "length": _length,
    "count": lambda found: len(found) if isinstance(found, list) else ABSENT,
    "value": _single,
    "match": lambda found, pattern: _matches(found, pattern, whole=True),
    "search": lambda found, pattern: _matches(found, pattern, whole=False),
}
