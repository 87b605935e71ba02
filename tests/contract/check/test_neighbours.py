"""Records leave others alone, and each is found below its own owner only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mockserver.contract.check.life import Life
from mockserver.contract.check.making import created
from mockserver.contract.check.neighbours import keeps_to_owners, left_alone
from mockserver.contract.check.session import Session
from tests.contract.check.shelves import Shelves, begun, codes, resource, with_shelf


def two(session: Session) -> tuple[Life, Life]:
    boxes = resource(session, "boxes")
    first = created(session, boxes, "1/first")
    assert first is not None
    assert first.record is not None
    second = created(session, boxes, "1/second", first.record.way[:-1])
    assert second is not None
    return first, second


def changed(first: Life, **body: Any) -> None:
    """Change the first box, as a step of its life."""
    part = first.part("merge")
    assert part is not None
    assert first.record is not None
    case = first.case(part, first.record.named_in(part.operation.path), 1, body)
    exchange = first.ask(case) if case is not None else None
    assert exchange is not None
    assert exchange.succeeded
    first.before.append(exchange)


class TakesAllWithIt(Shelves):
    def of_box(self, method: str, box: dict[str, Any], body: dict[str, Any]) -> Any:
        if method == "PATCH":
            for other in self.boxes.values():
                other.update(body)
        return super().of_box(method, box, body)


def test_a_neighbour_that_is_changed_with_another_is_told_with_what_was_done(tmp_path: Path) -> None:
    session = with_shelf(tmp_path, TakesAllWithIt())
    first, second = two(session)
    with left_alone(second, first):
        changed(first, label="quite another")
    (entry,) = [each for each in session.entries.told() if each.code == "changed-other"]
    assert (entry.pointer, entry.blame) == ("/label", "upstream")
    assert sum("PATCH" in detail for detail in entry.details) == 1
    assert len(second.before) == 1


class Numbers(Shelves):
    """What a box says of its note is the server's own, and another each time it is asked."""

    def found(self, shelf: str, box: str) -> dict[str, Any] | None:
        found = super().found(shelf, box)
        return {**found, "note": f"read {len(self.asked)}"} if found is not None else None


def test_what_becomes_of_a_neighbour_by_itself_is_no_finding(tmp_path: Path) -> None:
    session = with_shelf(tmp_path, Numbers())
    first, second = two(session)
    with left_alone(second, first):
        pass
    assert codes(session) == set()


def test_a_neighbour_that_is_deleted_with_another_is_lost(tmp_path: Path) -> None:
    shelves = Shelves()
    session = with_shelf(tmp_path, shelves)
    first, second = two(session)
    with left_alone(second, first):
        shelves.boxes.clear()
    assert codes(session) == {("boxes.read", "lost-record")}


class KeysBeginAnew(Shelves):
    """The boxes of each shelf are counted from one on."""

    def key(self, shelf: str) -> str:
        return f"b{sum(owner == shelf for owner, _ in self.boxes) + 1}"


class OfAnyShelf(Shelves):
    def found(self, shelf: str, box: str) -> dict[str, Any] | None:
        return next((each for (_, key), each in self.boxes.items() if key == box), None)


def owned(folder: Path, shelves: Shelves) -> Session:
    """What is found when boxes are looked for on a shelf of others."""
    session = with_shelf(folder, shelves)
    boxes = resource(session, "boxes")
    assert created(session, boxes, "1") is not None
    keeps_to_owners(session, boxes, "1")
    return session


def test_a_record_that_is_read_below_any_owner_is_found_elsewhere(tmp_path: Path) -> None:
    assert codes(owned(tmp_path, OfAnyShelf())) == {("boxes.read", "found-elsewhere")}


def test_keys_that_begin_anew_below_each_owner_are_no_finding(tmp_path: Path) -> None:
    assert codes(owned(tmp_path, KeysBeginAnew())) == set()


def test_what_is_below_an_owner_that_nobody_made_is_left_alone(tmp_path: Path) -> None:
    """A provider may let boxes be put on any shelf, until there are real ones."""
    shelves = Shelves()
    session = begun(tmp_path, shelves)
    boxes = resource(session, "boxes")
    life = Life(session, boxes, "1")
    part = life.part("create")
    assert part is not None
    shelves.shelves["made-up"] = {"id": "made-up"}
    made = created(session, boxes, "1", ("made-up",))
    assert made is not None
    asked = len(shelves.asked)
    keeps_to_owners(session, boxes, "1")
    assert len(shelves.asked) == asked


def test_another_owner_that_was_made_to_look_below_it_is_forgotten(tmp_path: Path) -> None:
    shelves = Shelves()
    session = owned(tmp_path, shelves)
    record = session.world.of(resource(session, "shelves"))
    assert record is not None
    assert len(shelves.shelves) == 1
    assert record.key in shelves.shelves
