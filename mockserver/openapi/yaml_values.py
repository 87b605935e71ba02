"""Which values does a YAML text spell, and on which lines?

YAML 1.2's core schema, as far as JSON has such values: keys are strings, there are no dates, sets or bytes, and no key
stands twice. The text is read event by event, without recursion, so that no nesting can exhaust the stack. What
reads it is imported for a text that is not in the cache: a start must not wait for it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from mockserver.exact_json import MAX_DEPTH, MAX_DIGITS

if TYPE_CHECKING:
    import yaml

MAX_NODES_FROM_ALIASES = 1_000_000

_TAG = "tag:yaml.org,2002:"
_PLAIN_WORDS = dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)
_NULLS = frozenset(("~", "null", "Null", "NULL", ""))
_NUMBER_STARTS = frozenset("-+.0123456789")
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_MULTIPLIED = "its aliases multiply to too many values, or contain themselves; write them out"

Leaf = Callable[["yaml.ScalarEvent"], Any]
Composed = Callable[[Any, "yaml.Event"], Any]
Member = Callable[["yaml.Event", Any], Any]


def values_of(text: bytes) -> Any:
    """The value that a YAML text spells; yaml.YAMLError where it spells none."""
    return _Composer(text, _scalar, lambda value, _: value, lambda _, value: value).compose()


@dataclass(frozen=True, slots=True)
class Place:
    """The line, from 1, on which a value begins, with the places of what it holds."""

    line: int
    children: dict[str, Place] | list[Place] | None = None


def places_of(text: bytes) -> Place:
    """The places of all values of a YAML text; a member's line is that of its key."""
    place: Place | None = _Composer(
        text,
        lambda event: Place(_line(event)),
        lambda children, event: Place(_line(event), children),
        lambda key, place: Place(_line(key), place.children),
    ).compose()
    return place or Place(1)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


@dataclass(slots=True)
class _Open:
    """A mapping or list that is not closed yet; `before` is how many values there were before it."""

    value: dict[str, Any] | list[Any]
    start: yaml.CollectionStartEvent
    before: int
    key: yaml.ScalarEvent | None = None
    height: int = 1
    merged: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A value that aliases may repeat."""

    value: Any
    size: int
    height: int


class _Composer:
    """Makes one value of a text's events; what a value is, three functions say."""

    def __init__(self, text: bytes, leaf: Leaf, composed: Composed, member: Member) -> None:
        self._text = text
        self._leaf = leaf
        self._composed = composed
        self._member = member
        self._open: list[_Open] = []
        self._anchors: dict[str, _Anchored | None] = {}
        self._count = 0
        self._literal = 0
        self._root: Any = None
        self._first: yaml.Event | None = None

    def compose(self) -> Any:
        import yaml

        steps: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: partial(self._start, "map"),
            yaml.SequenceStartEvent: partial(self._start, "seq"),
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        for event in _events(self._text):
            step = steps.get(event.__class__)
            if step is not None:
                step(event)
        return self._root

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        if self._first is not None:
            raise _problem(event, "a second document begins here; a specification is one document")
        self._first = event

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and top.key is None and top.value.__class__ is dict:
            if event.value in top.value or (_is_merge(event) and top.merged):
                raise _problem(event, f"the key '{event.value}' stands here twice; remove one of the two")
            top.key = event
            if event.anchor is not None:
                self._anchors[event.anchor] = _Anchored(self._leaf(event), 1, 0)
            return
        self._count += 1
        self._literal += 1
        value = self._leaf(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(value, 1, 0)
        self._add(value)

    def _start(self, kind: str, event: yaml.CollectionStartEvent) -> None:
        self._refuse_key(event)
        if event.tag not in (None, "!", _TAG + kind):
            raise _problem(event, f"the tag '{event.tag}' has no meaning in JSON; leave it out")
        if len(self._open) >= MAX_DEPTH:
            raise _problem(event, f"nested more than {MAX_DEPTH} deep; flatten it")
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        self._open.append(_Open({} if kind == "map" else [], event, self._count))
        self._count += 1
        self._literal += 1

    def _end(self, _: yaml.CollectionEndEvent) -> None:
        done = self._open.pop()
        if done.merged and isinstance(done.value, dict):
            _merge(done)
        value = self._composed(done.value, done.start)
        if done.start.anchor is not None:
            self._anchors[done.start.anchor] = _Anchored(value, self._count - done.before, done.height)
        if self._open:
            self._open[-1].height = max(self._open[-1].height, done.height + 1)
        self._add(value)

    def _alias(self, event: yaml.AliasEvent) -> None:
        self._refuse_key(event)
        if event.anchor not in self._anchors:
            raise _problem(event, f"there is no anchor '{event.anchor}' before this alias")
        anchored = self._anchors[event.anchor]
        self._count += 1 if anchored is None else anchored.size
        if anchored is None or self._count > max(MAX_NODES_FROM_ALIASES, 2 * self._literal):
            raise _problem(self._first, _MULTIPLIED)
        if self._open:
            self._open[-1].height = max(self._open[-1].height, anchored.height + 1)
            if len(self._open) + anchored.height > MAX_DEPTH:
                raise _problem(event, f"nested more than {MAX_DEPTH} deep; flatten it")
        self._add(anchored.value)

    def _refuse_key(self, event: yaml.Event) -> None:
        if self._open and self._open[-1].key is None and self._open[-1].value.__class__ is dict:
            raise _problem(event, "a key must be a scalar; write it as a string")

    def _add(self, value: Any) -> None:
        if not self._open:
            self._root = value
            return
        top = self._open[-1]
        key, top.key = top.key, None
        if key is None:
            top.value.append(value)  # type: ignore[union-attr]
        elif _is_merge(key):
            top.merged.append((key, value))
        else:
            top.value[key.value] = self._member(key, value)  # type: ignore[call-overload]


def _events(text: bytes) -> Iterator[yaml.Event]:
    import yaml

    parser = yaml.CSafeLoader(text)
    try:
        while True:
            event = parser.get_event()
            if event is None or event.__class__ is yaml.StreamEndEvent:
                return
            yield event
    finally:
        parser.dispose()


def _is_merge(key: yaml.ScalarEvent) -> bool:
    return key.value == "<<" and (key.implicit[0] or key.tag == f"{_TAG}merge")


def _merge(done: _Open) -> None:
    """Give a mapping the members of those that `<<` names, where it has none of its own."""
    for key, merged in done.merged:
        children = merged.children if isinstance(merged, Place) else merged
        for source in children if isinstance(children, list) else [merged]:
            members = source.children if isinstance(source, Place) else source
            if not isinstance(members, dict):
                raise _problem(key, "'<<' takes a mapping, or a list of mappings")
            for name, value in members.items():
                done.value.setdefault(name, value)  # type: ignore[union-attr]


def _problem(event: yaml.Event | None, message: str) -> yaml.MarkedYAMLError:
    import yaml

    mark: Any = event.start_mark if event else None
    return yaml.MarkedYAMLError(problem=message, problem_mark=mark)


def _scalar(event: yaml.ScalarEvent) -> Any:
    """The value of a scalar: a string where it is quoted or nothing else is meant."""
    text = event.value
    if event.implicit[0]:
        return _plain(text)
    if event.tag in (None, "!", f"{_TAG}str") or event.implicit[1]:
        return text
    value = _plain(text)
    kinds = {f"{_TAG}int": int, f"{_TAG}float": float, f"{_TAG}bool": bool, f"{_TAG}null": type(None)}
    kind = kinds.get(event.tag or "")
    if kind is None:
        raise _problem(event, f"the tag '{event.tag}' has no meaning in JSON; leave it out")
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise _problem(event, f"'{text[:100]}' is no {kind.__name__}")
    return value


def _plain(text: str) -> Any:
    if text[:1] in _NUMBER_STARTS:
        return _number(text)
    if text in _NULLS:
        return None
    return _PLAIN_WORDS.get(text, text)


def _number(text: str) -> int | float | str:
    """A number, or the text where it is none; what is too large for a double is the largest one."""
    if _INT.fullmatch(text) and len(text) <= MAX_DIGITS:
        value = int(text, 0) if text.startswith(("0o", "0x")) else int(text)
        return value if value < 10**MAX_DIGITS else text
    if not _FLOAT.fullmatch(text):
        return text
    largest = sys.float_info.max
    return max(-largest, min(largest, float(text)))
