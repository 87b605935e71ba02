"""A session tells what of the contracts it exercised, with what its journal has forgotten."""

from __future__ import annotations

from typing import Any

from tests.web.asking import Session


def covered(session: Session, operation: str) -> dict[str, Any]:
    status, answer = session.control("GET", "/coverage")
    assert status == 200
    found: dict[str, Any] = next(each for each in answer["operations"] if each["operation"] == operation)
    return found


def test_nothing_is_covered_at_first(session: Session) -> None:
    _, answer = session.control("GET", "/coverage")
    assert (answer["percent"], len(answer["operations"])) == (0.0, 5)
    assert covered(session, "pets.create") == {
        "api": "shop",
        "operation": "pets.create",
        "documented": ["201", "422", "503"],
        "called": 0,
        "statuses": {"201": 0, "422": 0, "503": 0},
        "examples": {},
        "parameters": {},
        "fields": {"/id": 0, "/name": 0, "/kind": 0},
        "values": {"/kind": {"cat": 0, "dog": 0}},
    }


def test_what_was_used_is_counted(session: Session) -> None:
    session("POST", "/v1/pets", {"name": "Rex", "kind": "dog"})
    session("POST", "/v1/pets", {})
    session("GET", "/v1/pets?limit=5")
    session("GET", "/v1/pets", Prefer="example=two")
    session("GET", "/v1/pets/1")
    create, listed, got = (covered(session, name) for name in ("pets.create", "pets.list", "pets.get"))
    assert (create["called"], create["statuses"]) == (2, {"201": 1, "422": 1, "503": 0})
    assert (create["fields"], create["values"]) == (
        {"/id": 0, "/name": 1, "/kind": 1},
        {"/kind": {"cat": 0, "dog": 1}},
    )
    assert (listed["called"], listed["parameters"]) == (2, {"query.limit": 1})
    assert listed["examples"] == {"200.none": 1, "200.two": 1, "500.broken": 0}
    assert got["parameters"] == {"path.id": 1}
    assert session.control("GET", "/coverage")[1]["percent"] == round(100 * 7 / 14, 1)


def test_an_undocumented_status_is_told_too(session: Session) -> None:
    session.control("POST", "/overrides", {"operation": "pets.list", "status": 418})
    session("GET", "/v1/pets")
    assert covered(session, "pets.list")["statuses"] == {"200": 0, "500": 0, "418": 1}


def test_what_the_journal_forgets_is_counted_still(session: Session) -> None:
    session("GET", "/v1/pets")
    session.control("DELETE", "/requests")
    session("GET", "/v1/pets")
    assert covered(session, "pets.list")["statuses"] == {"200": 2, "500": 0}


def test_a_reset_covers_nothing_again(session: Session) -> None:
    session("GET", "/v1/pets")
    session.control("POST", "/reset")
    assert session.control("GET", "/coverage")[1]["percent"] == 0.0
