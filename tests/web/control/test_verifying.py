"""What came is found and verified: so often, in that order; and what nearly fits is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.documents import Json
from tests.web.asking import Session


@pytest.fixture
def used(session: Session) -> Session:
    """A session with four requests: two pets created, the second one wrong, one list, one unknown path."""
    session("POST", "/v1/pets?a=1", {"name": "Rex", "kind": "dog"}, X_Own="x")
    session("GET", "/v1/pets?limit=5")
    session("POST", "/v1/pets", {"kind": "cat"})
    session("GET", "/nowhere")
    return session


def verified(session: Session, **given: Json) -> dict[str, Any]:
    status, answer = session.control("POST", "/requests/verify", given)
    assert status == 200, answer
    found: dict[str, Any] = answer
    return found


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ({}, ["4", "3", "2", "1"]),
        ({"operation": "pets.create"}, ["3", "1"]),
        ({"operation": "shop.pets.create", "status": 201}, ["1"]),
        ({"operation": "pets.create", "status": "4XX"}, ["3"]),
        ({"status": [404, "2xx"]}, ["4", "2", "1"]),
        ({"method": "get"}, ["4", "2"]),
        ({"method": "GET", "path": "/v1/pets"}, ["2"]),
        ({"path": "/v1/pets"}, ["3", "2", "1"]),
        ({"path": "/v1/pets/{id}"}, []),
        ({"query": {"limit": 5}}, ["2"]),
        ({"query": {"a": "1"}}, ["1"]),
        ({"headers": {"x-own": "x"}}, ["1"]),
        ({"body": {"kind": "cat"}}, ["3"]),
        ({"body_schema": {"required": ["name"]}}, ["1"]),
        ({"jsonpath": "$.name"}, ["1"]),
    ],
)
def test_requests_are_found(used: Session, given: Json, ids: list[str]) -> None:
    status, answer = used.control("POST", "/requests/find", given)
    assert (status, [request["id"] for request in answer["requests"]], answer["total"]) == (200, ids, len(ids))


def test_a_template_means_its_operations_requests(session: Session) -> None:
    session("GET", "/v1/pets/7")
    assert verified(session, method="GET", path="/v1/pets/{id}", times=1)["ok"]
    assert verified(session, method="GET", path="/pets/{id}", times=1)["ok"]
    assert verified(session, operation="pets.get", path={"id": 7}, times=1)["ok"]


@pytest.mark.parametrize(
    ("times", "ok"),
    [
        (None, True),
        (2, True),
        (1, False),
        (3, False),
        ({"at_least": 1}, True),
        ({"at_least": 3}, False),
        ({"at_most": 2}, True),
        ({"at_most": 1}, False),
        ({"at_least": 1, "at_most": 2}, True),
    ],
)
def test_it_is_counted_how_often_a_request_came(used: Session, times: Json, ok: bool) -> None:
    given = {"operation": "pets.create"} | ({} if times is None else {"times": times})
    found = verified(used, **given)
    assert (found["ok"], found["count"]) == (ok, 2)


def test_what_did_not_come_may_be_verified(used: Session) -> None:
    assert verified(used, operation="pets.delete", times=0) == {"ok": True, "count": 0, "near_misses": []}


def test_what_nearly_fits_is_told_with_its_differences(used: Session) -> None:
    found = verified(used, operation="pets.create", body={"name": "Tom", "kind": "dog"}, status=201)
    assert (found["ok"], found["count"]) == (False, 0)
    first, second = found["near_misses"][:2]
    assert (first["request"]["id"], second["request"]["id"]) == ("1", "3")
    assert first["differences"] == [
        {"location": ["body", "name"], "expected": "Tom", "found": "Rex", "message": "Rex is not Tom"}
    ]
    assert [difference["location"] for difference in second["differences"]] == [
        ["body", "name"],
        ["body", "kind"],
        ["status"],
    ]
    assert "found" not in second["differences"][0]


def test_another_operation_is_further_off_than_other_values(used: Session) -> None:
    found = verified(used, operation="pets.list", query={"limit": 7, "a": "1"}, headers={"X-Own": "y"})
    assert found["near_misses"][0]["request"]["operation"] == "pets.list"
    assert found["near_misses"][1]["differences"][0]["location"] == ["operation"]


def test_nothing_nearly_fits_where_too_many_came(used: Session) -> None:
    assert verified(used, operation="pets.create", times={"at_most": 1})["near_misses"] == []


@pytest.mark.parametrize(
    ("order", "ok", "count"),
    [
        (["pets.create", "pets.list", "pets.create"], True, 3),
        (["pets.create", "pets.create"], True, 2),
        (["pets.list", "pets.create", "pets.list"], False, 2),
        ([], True, 0),
    ],
)
def test_an_order_is_verified_with_others_in_between(used: Session, order: list[str], ok: bool, count: int) -> None:
    found = verified(used, order=[{"operation": operation} for operation in order])
    assert (found["ok"], found["count"]) == (ok, count)


def test_in_an_order_it_is_told_what_is_missing(used: Session) -> None:
    found = verified(used, order=[{"operation": "pets.list"}, {"operation": "pets.create", "status": 201}])
    assert (found["ok"], found["missing"]) == (False, 1)
    assert [miss["request"]["id"] for miss in found["near_misses"]] == ["3", "4"]


def test_in_an_order_each_may_have_to_come_several_times(used: Session) -> None:
    assert verified(used, order=[{"operation": "pets.create", "times": 2}])["ok"]
    assert not verified(used, order=[{"operation": "pets.create", "times": 2}, {"operation": "pets.list"}])["ok"]


@pytest.mark.parametrize(
    ("given", "code", "message"),
    [
        ({"operation": "pets.lst"}, "unknown_operation", "there is no operation 'pets.lst'; did you mean"),
        ({"operaton": "pets.list"}, "invalid_expectation", "unknown: operaton; did you mean 'operation'?"),
        ({"status": "good"}, "invalid_expectation", "'status': GOOD is none; write such as 200 or '4XX'"),
        ({"times": -1}, "invalid_expectation", "'times' must be a whole number"),
        ({"times": True}, "invalid_expectation", "'times' must be a whole number"),
        ({"times": {}}, "invalid_expectation", "'times' must be a whole number"),
        ({"times": {"at_lest": 1}}, "invalid_expectation", "'times' must be a whole number"),
        ({"query": 5}, "invalid_expectation", "'query' must be an object"),
        ({"order": 5}, "invalid_expectation", "'order' stands alone"),
        ({"order": [5]}, "invalid_expectation", "'order' stands alone"),
        ({"order": [], "status": 200}, "invalid_expectation", "'order' stands alone"),
    ],
)
def test_what_means_nothing_is_refused(session: Session, given: Mapping[str, Json], code: str, message: str) -> None:
    status, answer = session.control("POST", "/requests/verify", given)
    assert (status, answer["error"]["code"]) == (404 if code == "unknown_operation" else 400, code)
    assert answer["error"]["message"].startswith(message)


def test_an_order_cannot_be_found(session: Session) -> None:
    assert session.control("POST", "/requests/find", {"order": []})[0] == 400
