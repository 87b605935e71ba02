"""A record is made, put at a place of one's own, or found where it is."""

from __future__ import annotations

from pathlib import Path

from mockserver.contract.check.making import TRIES, created, found
from mockserver.model import Request, Response
from tests.contract.check.shelves import SHELVES, Shelves, begun, resource, with_shelf


def test_what_is_made_is_known_to_be_there(tmp_path: Path) -> None:
    shelves = Shelves()
    session = with_shelf(tmp_path, shelves)
    life = created(session, resource(session, "boxes"), "1")
    assert life is not None
    assert life.record is not None
    assert [life.record.way] == list(shelves.boxes)
    assert session.world.of(life.resource) is life.record


def test_what_nobody_lets_be_made_is_tried_some_times(tmp_path: Path) -> None:
    asked: list[Request] = []

    def answer(request: Request) -> Response:
        asked.append(request)
        return Response(400)

    session = begun(tmp_path, answer)
    assert created(session, resource(session, "shelves"), "1") is None
    assert [request.method for request in asked] == ["POST"] * TRIES


def without_making(*, status: str) -> dict[str, object]:
    """The shelves where boxes are made by nothing but a PUT that answers with a status."""
    paths = {path: dict(node) for path, node in SHELVES["paths"].items()}
    del paths["/shelves/{shelfId}/boxes"]["post"]
    put = paths["/shelves/{shelfId}/boxes/{boxId}"]["put"]
    answers = {"200": put["responses"]["200"], status: put["responses"]["200"]}
    paths["/shelves/{shelfId}/boxes/{boxId}"]["put"] = {**put, "responses": answers}
    return {**SHELVES, "paths": paths}


class Places(Shelves):
    def found(self, shelf: str, box: str) -> dict[str, object] | None:
        return self.boxes.setdefault((shelf, box), {"id": box})


def test_a_put_that_says_that_it_creates_makes_a_record(tmp_path: Path) -> None:
    session = begun(tmp_path, Places(), root=without_making(status="201"))
    shelf = created(session, resource(session, "shelves"), "1")
    life = created(session, resource(session, "boxes"), "1")
    assert shelf is not None
    assert shelf.record is not None
    assert life is not None
    assert life.record is not None
    assert life.record.way[:-1] == shelf.record.way


def test_a_put_that_does_not_say_so_makes_none(tmp_path: Path) -> None:
    session = begun(tmp_path, Places(), root=without_making(status="200"))
    assert created(session, resource(session, "shelves"), "1") is not None
    assert created(session, resource(session, "boxes"), "1") is None


def test_where_none_can_be_made_one_that_is_listed_is_taken(tmp_path: Path) -> None:
    shelves = Shelves()
    session = begun(tmp_path, shelves, root=without_making(status="200"))
    shelf = created(session, resource(session, "shelves"), "1")
    assert shelf is not None
    assert shelf.record is not None
    way = (shelf.record.way[0], "b-7")
    shelves.boxes[way] = {"id": "b-7", "label": "old"}
    found(session, resource(session, "boxes"), "1")
    record = session.world.of(resource(session, "boxes"))
    assert record is not None
    assert record.way == way
