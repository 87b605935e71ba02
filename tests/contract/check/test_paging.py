"""A list heeds what it is asked for: pages, filters and orders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.contract.check.making import created
from mockserver.contract.check.paging import MOST_RECORDS, heeds
from mockserver.model import Request, Response
from tests.contract.check.shelves import Shelves, codes, resource, with_shelf

Json = dict[str, Any]


def heeded(folder: Path, shelves: Shelves, count: int = 3) -> set[tuple[str, str]]:
    """What is found in the list of some boxes on one shelf."""
    session = with_shelf(folder, shelves)
    boxes = resource(session, "boxes")
    lives = [created(session, boxes, f"1/{number}") for number in range(count)]
    last = lives[-1]
    assert last is not None
    for number, box in enumerate(shelves.boxes.values()):
        box |= {"label": f"box {number}", "kind": ["wood", "steel"][number % 2]}
    heeds(last)
    return {found for found in codes(session) if found[0] == "boxes.list"}


def test_a_list_that_heeds_everything_is_no_finding(tmp_path: Path) -> None:
    assert heeded(tmp_path, Shelves()) == set()


class NamesAddresses(Shelves):
    def page(self, boxes: list[Json], begin: int, end: int) -> Json:
        page = super().page(boxes, begin, end)
        return {**page, "next": f"http://x/shelves/s/boxes?limit=1&cursor={page['next']}" if page["next"] else None}


def test_a_next_page_may_be_told_by_its_address(tmp_path: Path) -> None:
    assert heeded(tmp_path, NamesAddresses()) == set()


class BeginsAgain(Shelves):
    def page(self, boxes: list[Json], begin: int, end: int) -> Json:
        return super().page(boxes, 0, end - begin)


class Skips(Shelves):
    def page(self, boxes: list[Json], begin: int, end: int) -> Json:
        page = super().page(boxes, begin, end)
        return {**page, "next": str(end + 1) if end < len(boxes) else None}


class NamesNoSecond(Shelves):
    def page(self, boxes: list[Json], begin: int, end: int) -> Json:
        return {**super().page(boxes, begin, end), "next": None}


class HasAllKinds(Shelves):
    def listing(self, request: Request, shelf: str) -> Response:
        query = "&".join(pair for pair in request.query.split("&") if not pair.startswith("kind="))
        return super().listing(Request("GET", request.path, query), shelf)


class SortsByNothing(Shelves):
    def listing(self, request: Request, shelf: str) -> Response:
        query = "&".join(pair for pair in request.query.split("&") if not pair.startswith("sort="))
        return super().listing(Request("GET", request.path, query), shelf)


class FindsNone(Shelves):
    def listing(self, request: Request, shelf: str) -> Response:
        if "kind=" in request.query:
            return Response.json(200, {"data": [], "next": None})
        return super().listing(request, shelf)


@pytest.mark.parametrize(
    ("shelves", "code"),
    [
        (BeginsAgain, "repeated-page"),
        (Skips, "missing-page"),
        (NamesNoSecond, "missing-page"),
        (HasAllKinds, "ignored-filter"),
        (SortsByNothing, "ignored-sort"),
        (FindsNone, "not-listed"),
    ],
)
def test_what_a_list_does_not_heed_is_found(tmp_path: Path, shelves: type[Shelves], code: str) -> None:
    assert heeded(tmp_path, shelves()) == {("boxes.list", code)}


class NamesAnotherForever(Shelves):
    def page(self, boxes: list[Json], begin: int, end: int) -> Json:
        return {**super().page(boxes, begin, end), "next": str(end)}


def test_pages_that_never_end_are_told_of_and_not_followed_for_ever(tmp_path: Path) -> None:
    shelves = NamesAnotherForever()
    assert heeded(tmp_path, shelves) == {("boxes.list", "endless-pages")}
    assert len(shelves.asked) < 20


class HasShortPages(Shelves):
    """No page has more than one box, whatever is asked for."""

    def page(self, boxes: list[Json], begin: int, end: int) -> Json:
        return super().page(boxes, begin, begin + 1)


def test_pages_may_be_shorter_than_was_asked_for(tmp_path: Path) -> None:
    assert heeded(tmp_path, HasShortPages()) == set()


def test_a_long_list_is_not_walked(tmp_path: Path) -> None:
    shelves = Skips()
    assert heeded(tmp_path, shelves, MOST_RECORDS + 1) == set()


def test_the_order_of_what_is_the_same_tells_nothing(tmp_path: Path) -> None:
    class AllAlike(SortsByNothing):
        def page(self, boxes: list[Json], begin: int, end: int) -> Json:
            page = super().page(boxes, begin, end)
            return {**page, "data": [{**box, "label": "same"} for box in page["data"]]}

    assert heeded(tmp_path, AllAlike()) == set()
