"""Records that live as they are to are no finding, and what goes wrong in a life is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.contract.check.sequences import live
from mockserver.contract.check.session import Session
from mockserver.model import Request, Response
from tests.contract.check.shelves import Shelves, codes, resource, with_shelf

Json = dict[str, Any]


def lived(folder: Path, shelves: Shelves, seed: str = "1") -> Session:
    session = with_shelf(folder, shelves)
    live(session, resource(session, "boxes"), seed)
    return session


@pytest.mark.parametrize("seed", list("12345"))
def test_a_right_life_is_no_finding(tmp_path: Path, seed: str) -> None:
    assert codes(lived(tmp_path, Shelves(), seed)) == set()


class MergesPuts(Shelves):
    def replace(self, box: Json, body: Json) -> None:
        box.update(body)


class ListsTheFirst(Shelves):
    """What a list shows of a box is what it was when it was listed first."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: dict[str, Json] = {}

    def page(self, boxes: list[Json], begin: int, end: int) -> Json:
        return super().page([self.shown.setdefault(box["id"], dict(box)) for box in boxes], begin, end)


class HeadFindsAll(Shelves):
    def __call__(self, request: Request) -> Response:
        return Response(200) if request.method == "HEAD" else super().__call__(request)


class LosesTheRest(Shelves):
    def of_box(self, method: str, box: Json, body: Json) -> Response:
        if method == "PATCH":
            self.replace(box, {"label": "none", **body})
            return Response.json(200, dict(box))
        return super().of_box(method, box, body)


@pytest.mark.parametrize(
    ("shelves", "found"),
    [
        (MergesPuts, ("boxes.replace", "merged-put")),
        (ListsTheFirst, ("boxes.list", "stale-list")),
        (HeadFindsAll, ("boxes.probe", "unknown-found")),
        (LosesTheRest, ("boxes.read", "lost-update")),
    ],
)
@pytest.mark.parametrize("seed", list("123"))
def test_what_goes_wrong_in_a_life_is_found(
    tmp_path: Path, shelves: type[Shelves], found: tuple[str, str], seed: str
) -> None:
    assert codes(lived(tmp_path, shelves(), seed)) == {found}


def test_what_a_put_leaves_out_may_become_the_servers_own(tmp_path: Path) -> None:
    class Fills(Shelves):
        def replace(self, box: Json, body: Json) -> None:
            super().replace(box, {"note": "nothing to say", "kind": "wood", "sealed": True, **body})

    assert codes(lived(tmp_path, Fills())) == set()
