"""A snapshot is what was there, and the difference of two says what was done in between."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from mockserver.state import Difference, Snapshots, Taken, difference

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def taken(name: str, **records: Any) -> Taken:
    return Taken(name, MOMENT, {"pets": records})


def test_a_snapshot_is_found_by_its_name() -> None:
    snapshots = Snapshots()
    snapshots.keep(taken("a", x=1))
    assert (snapshots.get("a"), snapshots.get("b")) == (taken("a", x=1), None)


def test_a_snapshot_takes_the_place_of_one_of_its_name() -> None:
    snapshots = Snapshots()
    for each in (taken("a", x=1), taken("b"), taken("a", x=2)):
        snapshots.keep(each)
    assert snapshots.all() == [taken("b"), taken("a", x=2)]


def test_a_free_name_is_one_that_nobody_has() -> None:
    snapshots = Snapshots()
    names = [snapshots.keep(taken(name or snapshots.free_name())).name for name in ("2", None, None)]
    assert names == ["2", "1", "3"]


def test_nothing_changed() -> None:
    assert difference({"pets": {"1": {"a": 1}}}, {"pets": {"1": {"a": 1}}, "cats": {}}) == Difference()


def test_what_is_new_gone_or_another_is_told() -> None:
    before = {"pets": {"1": "old", "2": "gone"}, "cats": {"1": "gone too"}}
    after = {"pets": {"1": "new", "3": "more"}, "birds": {"1": None}}
    assert difference(before, after) == Difference(
        added={"pets": {"3": "more"}, "birds": {"1": None}},
        removed={"pets": {"2": "gone"}, "cats": {"1": "gone too"}},
        changed={"pets": {"1": {"before": "old", "after": "new"}}},
    )


@pytest.mark.parametrize(("before", "after"), [(1, True), (0, False), ({"a": [1]}, {"a": [True]}), (None, 0)])
def test_values_that_only_python_takes_for_equal_are_told(before: Any, after: Any) -> None:
    assert difference({"p": {"1": before}}, {"p": {"1": after}}).changed == {
        "p": {"1": {"before": before, "after": after}}
    }


def test_the_order_of_members_is_no_change() -> None:
    assert difference({"p": {"1": {"a": 1, "b": 2}}}, {"p": {"1": {"b": 2, "a": 1}}}) == Difference()
