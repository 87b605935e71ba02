"""Which record of a batch does a violation belong to?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mockserver.model import Item, Location, Violation
from mockserver.pointers import value_at

Steps = tuple[str, ...]
"""The way into a body, as the steps of a JSON pointer."""


def items_of(
    batch: Sequence[Steps], body: Any, violations: tuple[Violation, ...]
) -> tuple[tuple[Item, ...], tuple[Violation, ...]]:
    """The items of a batch, each with its own violations, and the violations that lie in none.

    The batch is the first of its places in the body where there is something: a list of records, or one record.
    """
    for steps in batch:
        try:
            records = value_at(body, steps)
        except LookupError:
            continue
        if isinstance(records, list):
            return _of_list(records, ("body", *steps), violations)
        if isinstance(records, dict):
            return _of_one(records, ("body", *steps), violations)
    return (), violations


def _of_list(
    records: list[Any], start: Location, violations: tuple[Violation, ...]
) -> tuple[tuple[Item, ...], tuple[Violation, ...]]:
    if not violations:
        return tuple([Item(index, record) for index, record in enumerate(records)]), ()
    depth = len(start)
    inside: dict[int, list[Violation]] = {}
    rest: list[Violation] = []
    for violation in violations:
        index = violation.location[depth] if len(violation.location) > depth else None
        if isinstance(index, int) and violation.location[:depth] == start:
            inside.setdefault(index, []).append(replace(violation, location=violation.location[depth + 1 :]))
        else:
            rest.append(violation)
    items = (Item(index, record, tuple(inside.get(index, ()))) for index, record in enumerate(records))
    return tuple(items), tuple(rest)


def _of_one(
    record: dict[str, Any], start: Location, violations: tuple[Violation, ...]
) -> tuple[tuple[Item, ...], tuple[Violation, ...]]:
    depth = len(start)
    own = tuple(v for v in violations if v.location[:depth] == start)
    item = Item(0, record, tuple(replace(v, location=v.location[depth:]) for v in own))
    return (item,), tuple(v for v in violations if v.location[:depth] != start)
