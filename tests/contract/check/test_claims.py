"""What an answer says of a record holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mockserver.contract.check.claims import holds, record_before
from mockserver.contract.check.making import created
from mockserver.contract.check.session import Session
from mockserver.model import Response
from tests.contract.check.shelves import Shelves, case_of, codes, resource, with_shelf

Json = dict[str, Any]


def done(folder: Path, shelves: Shelves, operation: str, number: int = 1) -> Session:
    """A session in which something was done with an open box, and its answer looked into."""
    session = with_shelf(folder, shelves)
    assert created(session, resource(session, "boxes"), "1") is not None
    for box in shelves.boxes.values():
        box["sealed"] = False
    wanted = session.contracts[operation].operation
    old = record_before(session, wanted, "1")
    exchange = session.ask(case_of(session, operation, number))
    assert exchange is not None
    holds(session, exchange, old, "1")
    return session


class Forgets(Shelves):
    def of_box(self, method: str, box: Json, body: Json) -> Response:
        return super().of_box(method, dict(box) if method == "POST" else box, body)


class SealsLater(Shelves):
    """A box is being sealed when that is asked for, and is sealed when it is read."""

    def seal(self, box: Json) -> None:
        super().seal(box)
        box["note"] = "being sealed"

    def of_box(self, method: str, box: Json, body: Json) -> Response:
        answer = super().of_box(method, box, body)
        box["note"] = "sealed" if method == "POST" else box.get("note")
        return answer


def test_an_action_that_is_remembered_is_no_finding(tmp_path: Path) -> None:
    assert codes(done(tmp_path, Shelves(), "boxes.seal")) == set()


def test_an_action_that_is_forgotten_is_a_lost_update(tmp_path: Path) -> None:
    session = done(tmp_path, Forgets(), "boxes.seal")
    assert codes(session) == {("boxes.read", "lost-update")}
    assert "'sealed' was True when the action was done, but is read as False" in session.entries.told()[0].message


def test_what_an_action_only_begins_may_be_something_else_when_it_is_read(tmp_path: Path) -> None:
    assert codes(done(tmp_path, SealsLater(), "boxes.seal")) == set()


class Paints(Shelves):
    def add(self, shelf: str, body: Json) -> Response:
        return super().add(shelf, {"colour": "green", **body})


def test_a_documented_default_is_missed_where_something_else_is_shown(tmp_path: Path) -> None:
    assert codes(done(tmp_path, Shelves(), "boxes.create", 0)) == set()
    session = done(tmp_path, Paints(), "boxes.create", 0)
    assert codes(session) == {("boxes.create", "ignored-default")}
    assert session.entries.told()[0].severity == "warning"


def test_a_default_is_for_what_is_left_out(tmp_path: Path) -> None:
    assert codes(done(tmp_path, Paints(), "boxes.create", 1)) == set()
