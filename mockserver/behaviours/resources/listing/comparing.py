"""Does a value of a record agree with what a filter says of it?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mockserver.behaviours.resources.keeping.moments import moment_in
from mockserver.model import ABSENT
from mockserver.pointers import value_at


def member_at(record: Any, steps: Sequence[str]) -> Any:
    """What a record has at some steps, or ABSENT."""
    try:
        return value_at(record, steps)
    except LookupError:
        return ABSENT


def named(record: Any, name: str) -> Any:
    """A member by its name, which may lead into others with dots."""
    for steps in ((name,), name.split("."), ("attributes", name)):
        found = member_at(record, steps)
        if found is not ABSENT:
            return found
    return ABSENT


def passes(value: Any, given: Any, comparison: str) -> bool:
    """Whether a value is as is given, by a comparison such as `gte`; of a list one item is enough."""
    if isinstance(given, list):
        return any(passes(value, one, comparison) for one in given) if given else True
    if isinstance(given, Mapping):
        return all(passes(value, one, name if name in _COMPARE else "eq") for name, one in given.items())
    if isinstance(value, list):
        return any(passes(one, given, comparison) for one in value)
    if isinstance(value, Mapping):
        return any(passes(one, given, comparison) for one in value.values() if not isinstance(one, Mapping | list))
    if value is ABSENT:
        return comparison == "ne"
    left, right = (value, given) if comparison in _OF_TEXTS else _alike(value, given)
    try:
        return _COMPARE[comparison](left, right)
    except TypeError:
        return False


_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, given: bool(value == given),
    "ne": lambda value, given: bool(value != given),
    "gt": lambda value, given: bool(value > given),
    "gte": lambda value, given: bool(value >= given),
    "lt": lambda value, given: bool(value < given),
    "lte": lambda value, given: bool(value <= given),
    "contains": lambda value, given: str(given).casefold() in str(value).casefold(),
    "among": lambda value, given: str(value) in str(given).split(","),
    "prefix": lambda value, given: str(value).startswith(str(given)),
    "suffix": lambda value, given: str(value).endswith(str(given)),
}
_OF_TEXTS = {"contains", "prefix", "suffix"}


_DATED = re.compile(r"\d{4}-\d\d-\d\d")


def _alike(value: Any, given: Any) -> tuple[Any, Any]:
    """Both in one type: times or numbers where both are, else texts."""
    if isinstance(given, str) and _DATED.match(given):
        moments = moment_in(value), moment_in(given)
        if None not in moments:
            return moments
    if type(value) is type(given):
        return value, given
    if isinstance(value, int | float) and isinstance(given, int | float):
        return value, given
    return _text(value), _text(given)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
