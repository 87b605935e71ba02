"""Which members of an object, and which headers, tell how many there are in its one list?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.mocking.generation.words import tokens

_TOTALS = frozenset({"total", "count"})
_OF_WHAT = frozenset(
    {"of", "number", "num", "all", "item", "items", "result", "results", "record", "records", "element", "elements",
     "entry", "entries", "object", "objects", "hit", "hits", "row", "rows", "size"}
)  # fmt: skip
_OF_HEADERS = frozenset({"x", "pagination"})


def counted(found: Mapping[str, Any], may_be: Callable[[str, int], bool]) -> dict[str, int]:
    """The members that tell of an object's one list, as they have to be for it; nothing where it has not one list.

    `may_be` says whether a member may be a number: the specification states no other, and allows this one.
    """
    lists = [name for name, value in found.items() if isinstance(value, list)]
    if len(lists) != 1:
        return {}
    length, listed = len(found[lists[0]]), frozenset(tokens(lists[0]))
    numbers = (name for name, value in found.items() if type(value) is int and _tells(tokens(name), listed))
    return {name: length for name in numbers if may_be(name, length)}


def counted_beside(header: str, body: Any) -> int | None:
    """How many there are in the list of a body, if a header of that name tells of it and the body has but one."""
    lists = [body] if isinstance(body, list) else []
    if isinstance(body, Mapping):
        lists = [value for value in body.values() if isinstance(value, list)]
    said = tuple(token for token in tokens(header) if token not in _OF_HEADERS)
    return len(lists[0]) if len(lists) == 1 and _tells(said, frozenset()) else None


def _tells(said: tuple[str, ...], listed: frozenset[str]) -> bool:
    return not _TOTALS.isdisjoint(said) and _TOTALS | _OF_WHAT | listed >= set(said)
