"""A session goes back to a snapshot, and tells what changed since."""

from __future__ import annotations

import pytest

from tests.documents import Json
from tests.web.asking import Session


def put(session: Session, key: str, record: Json) -> None:
    session.control("PUT", f"/state/shop.pets/{key}", record)


def test_a_snapshot_is_made_and_listed(session: Session) -> None:
    put(session, "1", {"name": "Rex"})
    expected = {"name": "before", "at": "2026-01-01T00:00:00.000Z", "collections": {"shop.pets": 1}}
    assert session.control("POST", "/snapshots", {"name": "before"}) == (201, expected)
    assert session.control("GET", "/snapshots") == (200, {"snapshots": [expected], "total": 1})


def test_a_snapshot_without_a_name_gets_one(session: Session) -> None:
    assert [session.control("POST", "/snapshots")[1]["name"] for _ in range(2)] == ["1", "2"]


def test_a_restored_snapshot_is_what_was_there(session: Session) -> None:
    put(session, "1", {"name": "Rex"})
    session.control("POST", "/snapshots", {"name": "before"})
    put(session, "1", {"name": "Tom"})
    put(session, "2", {"name": "Ann"})
    status, answer = session.control("POST", "/snapshots/before/restore")
    assert (status, answer["name"]) == (200, "before")
    assert session.control("GET", "/state") == (200, {"shop.pets": {"1": {"name": "Rex"}}})


def test_a_snapshot_can_be_restored_again_and_again(session: Session) -> None:
    session.control("POST", "/snapshots", {"name": "empty"})
    for _ in range(2):
        session("POST", "/v1/pets", {"name": "Rex"})
        session.control("POST", "/snapshots/empty/restore")
        assert session.control("GET", "/state") == (200, {})


def test_two_snapshots_are_compared(session: Session) -> None:
    put(session, "1", {"name": "Rex"})
    put(session, "2", {"name": "gone"})
    session.control("POST", "/snapshots", {"name": "a"})
    put(session, "1", {"name": "Tom"})
    put(session, "3", {"name": "new"})
    session.control("DELETE", "/state/pets/2")
    session.control("POST", "/snapshots", {"name": "b"})
    session.control("DELETE", "/state")
    expected = {
        "added": {"shop.pets": {"3": {"name": "new"}}},
        "removed": {"shop.pets": {"2": {"name": "gone"}}},
        "changed": {"shop.pets": {"1": {"before": {"name": "Rex"}, "after": {"name": "Tom"}}}},
    }
    assert session.control("GET", "/snapshots/a/diff/b") == (200, expected)


def test_a_snapshot_is_compared_with_now(session: Session) -> None:
    session.control("POST", "/snapshots", {"name": "a"})
    session("POST", "/v1/pets", {"name": "Rex"})
    _, found = session.control("GET", "/snapshots/a/diff/current")
    assert found == {"added": {"shop.pets": {"1": {"id": 1, "name": "Rex"}}}, "removed": {}, "changed": {}}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/snapshots/none/restore"),
        ("POST", "/snapshots/current/restore"),
        ("GET", "/snapshots/none/diff/current"),
        ("GET", "/snapshots/current/diff/none"),
    ],
)
def test_an_unknown_snapshot_is_refused(session: Session, method: str, path: str) -> None:
    status, answer = session.control(method, path)
    assert (status, answer["error"]["code"]) == (404, "unknown_snapshot")


@pytest.mark.parametrize("body", [{"name": ""}, {"name": 5}, {"name": "current"}, {"name": "a/b"}, {"nam": "a"}])
def test_a_wrong_snapshot_is_refused(session: Session, body: Json) -> None:
    status, answer = session.control("POST", "/snapshots", body)
    assert (status, answer["error"]["code"]) == (400, "invalid_snapshot")


def test_a_member_that_is_nearly_one_is_told(session: Session) -> None:
    _, answer = session.control("POST", "/snapshots", {"nam": "a"})
    assert answer["error"]["message"] == "unknown: nam; did you mean 'name'?"


def test_snapshots_are_of_one_session(session: Session) -> None:
    session.control("POST", "/snapshots", {"name": "a"})
    assert session.control("GET", "/snapshots", X_Mock_Session="another")[1]["total"] == 0


def test_a_reset_forgets_the_snapshots(session: Session) -> None:
    session.control("POST", "/snapshots", {"name": "a"})
    session.control("POST", "/reset")
    assert session.control("GET", "/snapshots")[1]["total"] == 0
