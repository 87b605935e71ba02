"""What is wrong inside a record of a batch goes with that record; the rest is the request's."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.model import ABSENT, Item, Violation
from mockserver.validation import items_of


def violation(*location: str | int) -> Violation:
    return Violation(location, "type", "wrong")


def test_the_violations_of_a_list_go_with_its_records() -> None:
    body = {"data": [{"a": 1}, {"a": 2}, 5]}
    violations = (violation("body", "data", 1, "a"), violation("body", "data", 2), violation("query", "x"))
    assert items_of([("data",)], body, violations) == (
        (Item(0, {"a": 1}), Item(1, {"a": 2}, (violation("a"),)), Item(2, 5, (violation(),))),
        (violation("query", "x"),),
    )


def test_what_is_wrong_with_the_list_itself_stays() -> None:
    stays = (violation("body", "data"), violation("body"), violation("body", "other", 0))
    assert items_of([("data",)], {"data": [1]}, stays) == ((Item(0, 1),), stays)


def test_a_single_record_takes_all_violations_below_it() -> None:
    found = items_of([("data",)], {"data": {"a": 1}}, (violation("body", "data", "a"), violation("body", "x")))
    assert found == ((Item(0, {"a": 1}, (violation("a"),)),), (violation("body", "x"),))


def test_the_body_itself_may_be_the_record() -> None:
    violations = (violation("body", "a"), violation("body"), violation("header", "x"))
    assert items_of([()], {"a": 1}, violations) == (
        (Item(0, {"a": 1}, (violation("a"), violation())),),
        (violation("header", "x"),),
    )


def test_the_body_itself_may_be_the_list() -> None:
    assert items_of([()], [1, 2], (violation("body", 1),)) == ((Item(0, 1), Item(1, 2, (violation(),))), ())


@pytest.mark.parametrize(
    ("body", "values"),
    [({"data": [1], "items": [2]}, [1]), ({"items": [2]}, [2]), ({"data": 5, "items": [2]}, [2]), ([3], [3])],
)
def test_the_first_place_with_records_counts(body: Any, values: list[Any]) -> None:
    items, _ = items_of([("data",), ("items",), ()], body, ())
    assert [item.value for item in items] == values


@pytest.mark.parametrize("body", [ABSENT, None, 5, "text", {}, {"data": "text"}, {"data": None}])
def test_a_body_without_records_keeps_its_violations(body: Any) -> None:
    assert items_of([("data",)], body, (violation("body", "data", 0),)) == ((), (violation("body", "data", 0),))


def test_without_a_batch_there_are_no_items() -> None:
    assert items_of([], {"data": [1]}, (violation("body"),)) == ((), (violation("body"),))


def test_an_empty_list_has_no_items() -> None:
    assert items_of([("data",)], {"data": []}, ()) == ((), ())
