"""A callback's name says of what it tells, as far as it says anything."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.callbacks.events import About, about, noun_of, tells_of, vocabulary_of
from mockserver.state import Change
from tests.documents import operation, schema

STATES = schema({"type": "object", "properties": {"status": {"enum": ["open", "in_transit", "shipped", 3]}}})
WORDS = vocabulary_of(
    [operation({}, path) for path in ("/orders/{id}", "/order_items", "/people/{id}/pets")], [STATES, None]
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("orderCreated", About(("order",), frozenset(["created"]))),
        ("new_order", About(("order",), frozenset(["created"]))),
        ("order.updated", About(("order",), frozenset(["updated"]))),
        ("orders-deleted", About(("order",), frozenset(["deleted"]))),
        ("orderItemRemoved", About(("order", "item"), frozenset(["deleted"]))),
        ("onOrderShipped", About(("order",), state="shipped")),
        ("orderInTransit", About(("order",), state="intransit")),
        ("person", About(("person",))),
        ("onEvent", About()),
        ("onData", About()),
        ("statusChanged", About((), frozenset(["updated"]))),
        ("orderEvaporated", About(("order",))),
        ("", About()),
    ],
)
def test_a_name_is_read(name: str, expected: About) -> None:
    assert about(name, WORDS) == expected


@pytest.mark.parametrize(
    ("name", "before", "after", "expected"),
    [
        ("orderCreated", None, {}, True),
        ("orderCreated", {}, {}, False),
        ("orderUpdated", {"a": 1}, {"a": 2}, True),
        ("orderDeleted", {}, None, True),
        ("orderShipped", {"status": "open"}, {"status": "shipped"}, True),
        ("orderShipped", {"status": "shipped"}, {"status": "shipped", "n": 1}, False),
        ("orderShipped", None, {"status": "shipped"}, True),
        ("orderShipped", {"status": "shipped"}, None, False),
        ("petCreated", None, {}, False),
        ("order", {}, {}, True),
    ],
)
def test_a_change_is_told_by_the_name_that_speaks_of_it(name: str, before: Any, after: Any, expected: bool) -> None:
    assert tells_of(about(name, WORDS), Change("orders", "1", before, after)) is expected


def test_a_collection_may_be_called_what_else_says_nothing() -> None:
    known = vocabulary_of([operation({}, "/events/{id}")], [])
    assert about("newEvent", known) == About(("event",), frozenset(["created"]))
    assert tells_of(about("newEvent", known), Change("events", "1", None, {}))


def test_an_operation_is_about_the_last_word_of_its_path() -> None:
    assert noun_of(operation({}, "/people/{id}/pets/{pet}")) == ("pet",)
    assert noun_of(operation({}, "/{id}")) == ()
