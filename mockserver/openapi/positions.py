"""On which line of its text does a value begin?"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from json import JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]

from mockserver.openapi.yaml_values import Place, places_of
from mockserver.pointers import is_number

_BLANK = re.compile(r"[ \t\n\r,:]*")
_BOM = b"\xef\xbb\xbf"
_DECODER = JSONDecoder(parse_int=str, parse_float=str, strict=False)


class JsonPlaces:
    """The places in a JSON text, found when they are asked for: only what stands on the way to a value is looked at."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[int] = []
        self._children: dict[int, dict[str, tuple[int, int]]] = {}

    def locate(self, steps: Sequence[str]) -> tuple[int, int]:
        """The line of the value at the steps, or of its nearest parent, and how many steps lead there."""
        start = begin = _blank(self._text, 0)
        for depth, step in enumerate(steps):
            child = self._members(begin).get(step)
            if child is None:
                return self.line(start), depth
            start, begin = child
        return self.line(start), len(steps)

    def _members(self, begin: int) -> dict[str, tuple[int, int]]:
        """Where each child of the object or list at an offset starts, and where its value does."""
        known = self._children.get(begin)
        if known is None:
            try:
                known = dict(_members(self._text, begin))
            except (ValueError, IndexError, RecursionError):
                known = {}
            self._children[begin] = known
        return known

    def line(self, offset: int) -> int:
        if not self._lines:
            self._lines = [0, *accumulate(len(line) + 1 for line in self._text.split("\n"))]
        return bisect_right(self._lines, offset)


def _members(text: str, begin: int) -> list[tuple[str, tuple[int, int]]]:
    kind, found = text[begin : begin + 1], list[tuple[str, tuple[int, int]]]()
    if kind not in ("{", "["):
        return found
    at = _blank(text, begin + 1)
    while text[at] not in "]}":
        start, step = at, str(len(found))
        if kind == "{":
            step, at = scanstring(text, at + 1, False)  # noqa: FBT003 - it takes no names
            at = _blank(text, at)
        found.append((step, (start, at)))
        _, at = _DECODER.raw_decode(text, at)
        at = _blank(text, at)
    return found


def _blank(text: str, at: int) -> int:
    """The offset after white space, a comma or a colon."""
    found = _BLANK.match(text, at)
    return found.end() if found else at


Positions = JsonPlaces | Place | None
"""A text's values with their places; None where it has none to tell."""


def read_positions(text: bytes) -> Positions:
    """Where each value of a YAML or JSON text stands."""
    content = text.removeprefix(_BOM)
    if content.lstrip()[:1] in (b"{", b"["):
        try:
            decoded = content.decode()
            _DECODER.raw_decode(decoded, _blank(decoded, 0))
            return JsonPlaces(decoded)
        except (ValueError, RecursionError):
            pass
    import yaml

    try:
        return places_of(text)
    except (yaml.YAMLError, ValueError):
        return None


def repeated_members(content: bytes) -> tuple[tuple[int, str], ...]:
    """The lines on which a JSON text names a member of an object once more, and the names: the last one is read."""
    content = content.removeprefix(_BOM)
    if content.lstrip()[:1] not in (b"{", b"["):
        return ()
    objects = list[bool]()
    looking = JSONDecoder(object_pairs_hook=lambda pairs: objects.append(len({name for name, _ in pairs}) < len(pairs)))
    try:
        text = content.decode()
        looking.decode(text)
    except (ValueError, RecursionError):
        return ()
    return tuple(_again(text)) if any(objects) else ()


def _again(text: str) -> Iterator[tuple[int, str]]:
    places, waiting = JsonPlaces(text), [_blank(text, 0)]
    while waiting:
        names = set[str]()
        for name, (start, begin) in _members(text, waiting.pop()):
            if name in names:
                yield places.line(start), name
            names.add(name)
            waiting.append(begin)


def line_of(positions: Positions, steps: Sequence[str]) -> int:
    """The line, from 1, on which the value at the steps begins; of the nearest parent where there is no such value."""
    return locate(positions, steps)[0]


def locate(positions: Positions, steps: Sequence[str]) -> tuple[int, int]:
    """The line of the value at the steps, or of its nearest parent, and how many of the steps lead there.

    The line of an object's member is that of its key.
    """
    if isinstance(positions, JsonPlaces):
        return positions.locate(steps)
    place = positions
    for depth, step in enumerate(steps):
        child = _child(place, step)
        if child is None:
            return place.line if place else 1, depth
        place = child
    return place.line if place else 1, len(steps)


def _child(place: Place | None, step: str) -> Place | None:
    children = place.children if place else None
    if isinstance(children, dict):
        return children.get(step)
    if isinstance(children, list) and is_number(step) and int(step) < len(children):
        return children[int(step)]
    return None
