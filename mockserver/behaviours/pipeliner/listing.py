"""Which records does a list show, in which order, and on which page?"""

from __future__ import annotations

import base64
import binascii
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import total_ordering
from typing import Any

from mockserver.behaviours.pipeliner.entities import MOMENTS, Entity
from mockserver.behaviours.pipeliner.errors import Failure, invalid
from mockserver.behaviours.pipeliner.showing import flat
from mockserver.behaviours.pipeliner.space import Record, Space, read_moment

DEFAULT_SIZE, LARGEST_SIZE = 30, 100

Compare = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class Page:
    """The records of a page, how many match in all, and where the page lies (None with limit or offset)."""

    records: tuple[Record, ...]
    total: int
    info: dict[str, Any] | None


@total_ordering
class _Descending:
    """A sort value of which the greater come first."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Descending) and self.value == other.value

    def __lt__(self, other: _Descending) -> bool:
        return bool(other.value < self.value)


def list_page(space: Space, entity: Entity, query: Mapping[str, Any]) -> Page | Failure:
    """The page that a query asks for, or what is wrong with the query."""
    problem = next(_problems(entity, query), None)
    if problem is not None:
        return invalid(problem)
    everything = space.all(entity)
    order = _Order(query.get("order-by", ""), {record["id"]: rank for rank, record in enumerate(everything)})
    places = {name: order.place(query[name]) for name in ("after", "before") if name in query}
    unknown = [name for name, place in places.items() if place is None]
    if unknown:
        return invalid(f"[{unknown[0]}] is no cursor of this list.")
    found = sorted(_matching(entity, everything, query, order), key=lambda match: match[0])
    if "limit" in query or "offset" in query:
        start = query.get("offset", 0)
        end = start + min(query.get("limit", DEFAULT_SIZE), LARGEST_SIZE)
        return Page(tuple(record for _, record in found[start:end]), len(found), None)
    start, end = _window([key for key, _ in found], places, query)
    page = tuple(record for _, record in found[start:end])
    return Page(page, len(found), _page_info(entity, page, order, has_previous=start > 0, has_next=end < len(found)))


def _matching(
    entity: Entity, records: list[Record], query: Mapping[str, Any], order: _Order
) -> Iterator[tuple[tuple[Any, ...], Record]]:
    """The records that the query lets through, each with its place in the order."""
    with_deleted = query.get("include-deleted") or query.get("include_deleted")
    tests = _tests(query)
    for record in records:
        if record["is_deleted"] and not with_deleted:
            continue
        values = flat(entity, record)
        if all(test(values) for test in tests):
            yield order.key(values), record


def _page_info(
    entity: Entity, page: tuple[Record, ...], order: _Order, *, has_previous: bool, has_next: bool
) -> dict[str, Any]:
    return {
        "start_cursor": order.cursor(flat(entity, page[0])) if page else None,
        "end_cursor": order.cursor(flat(entity, page[-1])) if page else None,
        "has_previous_page": bool(page) and has_previous,
        "has_next_page": bool(page) and has_next,
    }


class _Order:
    """The order of a list: by the named fields, and then by age; a cursor is a place in it."""

    def __init__(self, text: str, rank: Mapping[str, int]) -> None:
        self._fields = [(name.removeprefix("-"), name.startswith("-")) for name in text.split(",") if name]
        self._rank = rank

    def key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return self._key([values[name] for name, _ in self._fields], self._rank[values["id"]])

    def _key(self, sort_values: list[Any], rank: int) -> tuple[Any, ...]:
        pairs = zip(sort_values, self._fields, strict=True)
        return (*(_Descending(_rated(value)) if down else _rated(value) for value, (_, down) in pairs), rank)

    def cursor(self, values: Mapping[str, Any]) -> str:
        """The place of a record: its sort values and its id, as JSON in base64."""
        text = json.dumps([*(values[name] for name, _ in self._fields), values["id"]])
        return base64.b64encode(text.encode()).decode()

    def place(self, cursor: str) -> tuple[Any, ...] | None:
        """The key that a cursor stands for; None where it is no cursor of this list."""
        try:
            *sort_values, record_id = json.loads(base64.b64decode(cursor.replace(" ", "+"), validate=True))
            return self._key(sort_values, self._rank[record_id])
        except (binascii.Error, ValueError, TypeError, KeyError):
            return None


def _rated(value: Any) -> tuple[int, Any]:
    """A value that can be compared with each other one: nothing, numbers, texts."""
    if value is None:
        return (0, 0)
    return (2, value) if isinstance(value, str) else (1, float(value))


def _window(keys: list[tuple[Any, ...]], places: Mapping[str, Any], query: Mapping[str, Any]) -> tuple[int, int]:
    """Where the page begins and ends in the ordered list."""
    start = bisect_right(keys, places["after"]) if "after" in places else 0
    end = max(start, bisect_left(keys, places["before"])) if "before" in places else len(keys)
    if "first" in query or "last" not in query:
        end = min(end, start + min(query.get("first", DEFAULT_SIZE), LARGEST_SIZE))
    if "last" in query:
        start = max(start, end - min(query["last"], LARGEST_SIZE))
    return start, end


def _problems(entity: Entity, query: Mapping[str, Any]) -> Iterator[str]:
    """What a query asks for that the entity does not have, or that cannot be answered."""
    values, operators = query.get("filter", {}), query.get("filter-op", {})
    ordered = [name.removeprefix("-") for name in query.get("order-by", "").split(",") if name]
    for parameter, names in (("order-by", ordered), ("filter", values), ("filter-op", operators)):
        for name in names:
            if name not in entity.comparable:
                yield f"[{parameter}] {entity.name} has no field '{name[:100]}' of its own."
    for name, operator in operators.items():
        if operator not in _PRESENCE and name not in values:
            yield f"[filter-op] '{operator}' needs a value: filter[{name}]."
        if operator == "between" and "," not in values.get(name, ","):
            yield f"[filter] 'between' needs two values for '{name}', separated by a comma."


def _tests(query: Mapping[str, Any]) -> list[Callable[[Mapping[str, Any]], bool]]:
    """What a record has to fulfil, field by field."""
    values, operators = query.get("filter", {}), query.get("filter-op", {})
    names = dict.fromkeys([*values, *operators])
    return [_test(name, operators.get(name, "eq"), values.get(name, "")) for name in names]


def _test(name: str, operator: str, wanted: str) -> Callable[[Mapping[str, Any]], bool]:
    if operator in _PRESENCE:
        return lambda values: _PRESENCE[operator](values[name])
    if operator == "between":
        low, _, high = wanted.partition(",")
        return lambda values: _compared(name, "gte", values[name], low) and _compared(name, "lte", values[name], high)
    return lambda values: _compared(name, operator, values[name], wanted)


_PRESENCE: Mapping[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "not-null": lambda value: value is not None,
    "empty": lambda value: value in (None, ""),
    "not-empty": lambda value: value not in (None, ""),
}
_COMPARISONS: Mapping[str, Compare] = {
    "eq": lambda value, wanted: bool(value == wanted),
    "gt": lambda value, wanted: bool(value > wanted),
    "gte": lambda value, wanted: bool(value >= wanted),
    "lt": lambda value, wanted: bool(value < wanted),
    "lte": lambda value, wanted: bool(value <= wanted),
}
_PARTS: Mapping[str, Compare] = {
    "contains": lambda text, part: part in text,
    "starts": lambda text, part: text.startswith(part),
    "ends": lambda text, part: text.endswith(part),
}


def _compared(name: str, operator: str, value: Any, wanted: str) -> bool:
    """Whether a value stands to the wanted one as the operator says; nothing stands to nothing but by `not-`."""
    if operator.startswith("not-"):
        return not _compared(name, operator.removeprefix("not-"), value, wanted)
    if value is None:
        return False
    if operator in _COMPARISONS:
        left, right = _alike(name, value, wanted)
        return _COMPARISONS[operator](left, right)
    if operator == "ieq":
        return _text(value).casefold() == wanted.casefold()
    if operator in _PARTS:
        return _PARTS[operator](_text(value), wanted)
    return _PARTS[operator.removeprefix("i")](_text(value).casefold(), wanted.casefold())


def _alike(name: str, value: Any, wanted: str) -> tuple[Any, Any]:
    """Both values in one type: points in time, numbers, or else texts."""
    try:
        if name in MOMENTS:
            return read_moment(value), read_moment(wanted)
        if isinstance(value, bool):
            return value, {"true": True, "1": True, "false": False, "0": False}[wanted.lower()]
        if isinstance(value, int | float):
            return value, float(wanted)
    except (ValueError, KeyError):
        pass
    return _text(value), wanted


def _text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool | int | float) else str(value)
