"""What was refused was not done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mockserver.contract.check.making import created
from mockserver.contract.check.refused import ask_refused
from mockserver.contract.check.session import Session
from mockserver.model import Response
from tests.contract.check.shelves import Shelves, case_of, codes, resource, with_shelf

Json = dict[str, Any]


class Refuses(Shelves):
    """Whatever changes something is refused, from some time on; what is done all the same, tests say."""

    refuses = False
    status = 400

    def add(self, shelf: str, body: Json) -> Response:
        if not self.refuses:
            return super().add(shelf, body)
        self.add_all_the_same(shelf, body)
        return Response(self.status)

    def of_box(self, method: str, box: Json, body: Json) -> Response:
        if not self.refuses or method == "GET":
            return super().of_box(method, box, body)
        self.change_all_the_same(method, box, body)
        return Response(self.status)

    def add_all_the_same(self, shelf: str, body: Json) -> None: ...

    def change_all_the_same(self, method: str, box: Json, body: Json) -> None: ...


def asked(folder: Path, shelves: Refuses, operation: str) -> Session:
    """A session in which an operation was asked for what is refused."""
    session = with_shelf(folder, shelves)
    assert created(session, resource(session, "boxes"), "1") is not None
    shelves.refuses = True
    cases = [replace(case_of(session, operation, number), kind="broken") for number in (1, 2)]
    ask_refused(session, session.contracts[operation].operation, cases, "1")
    return session


@pytest.mark.parametrize("operation", ["boxes.create", "boxes.change", "boxes.replace", "boxes.delete", "boxes.seal"])
def test_what_was_not_done_is_no_finding(tmp_path: Path, operation: str) -> None:
    assert codes(asked(tmp_path, Refuses(), operation)) == set()


class DoesItAll(Refuses):
    def add_all_the_same(self, shelf: str, body: Json) -> None:
        Shelves.add(self, shelf, body)

    def change_all_the_same(self, method: str, box: Json, body: Json) -> None:
        Shelves.of_box(self, method, box, body)


@pytest.mark.parametrize("operation", ["boxes.create", "boxes.change", "boxes.replace", "boxes.delete"])
def test_what_was_done_though_it_was_refused_is_told_of_its_operation(tmp_path: Path, operation: str) -> None:
    session = asked(tmp_path, DoesItAll(), operation)
    assert codes(session) == {(operation, "done-though-refused")}
    assert "though each was refused: 400" in session.entries.told()[0].message


class FailsAfterwards(DoesItAll):
    status = 500


def test_what_a_server_did_before_it_failed_is_told_as_its_failure(tmp_path: Path) -> None:
    assert codes(asked(tmp_path, FailsAfterwards(), "boxes.create")) == {("boxes.create", "server-error")}


class GoesOn(Refuses):
    def change_all_the_same(self, method: str, box: Json, body: Json) -> None:
        box["note"] = f"asked {len(self.asked)} times"


def test_what_becomes_of_a_record_meanwhile_is_its_own(tmp_path: Path) -> None:
    assert codes(asked(tmp_path, GoesOn(), "boxes.change")) == set()
