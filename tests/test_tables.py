"""Lists are shown in columns."""

from __future__ import annotations

from mockserver.tables import columns, counted, errors_table


def test_cells_stand_below_each_other() -> None:
    assert columns([("A", "LONG"), ("a long one", "b"), ("c", "")]) == ["A           LONG", "a long one  b", "c"]


def test_things_are_counted_in_words() -> None:
    assert (counted(1, "error"), counted(0, "error"), counted(2, "error")) == ("1 error", "0 errors", "2 errors")


def test_an_error_is_shown_with_each_of_its_requests_or_what_to_prefer() -> None:
    case = {"operation": "read", "status": 404, "example": None, "reason": "gone", "prefer": "code=404"}
    requests = [{"method": "DELETE", "path": "/a/1"}, {"method": "GET", "path": "/a/1"}]
    assert errors_table([{**case, "requests": requests}, {**case, "status": 500, "requests": []}]).splitlines()[1:] == [
        "read       404              DELETE /a/1 then GET /a/1  gone",
        "read       500              Prefer: code=404",
        "2 errors, 1 by a request of its own",
    ]
