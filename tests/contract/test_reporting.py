"""Is coverage told as it is, and does what was told add up?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from mockserver.contract import merged, read_report, summary, write_report
from mockserver.exceptions import MockserverError


def operation(name: str, called: int = 0, **changes: Any) -> dict[str, Any]:
    """What is told of an operation with two documented statuses."""
    empty: dict[str, Any] = {"examples": {}, "parameters": {}, "fields": {}, "values": {}}
    statuses = {"200": called, "404": 0}
    shown = {"api": "shop", "operation": name, "documented": ["200", "404"], "called": called, "statuses": statuses}
    return {**shown, **empty, **changes}


def report(*operations: dict[str, Any]) -> dict[str, Any]:
    return merged([{"percent": 0.0, "operations": list(operations)}])


def test_runs_add_up() -> None:
    first = report(operation("list", 1, values={"kind": {"cat": 1}}), operation("get"))
    second = report(operation("list", 2, statuses={"200": 1, "418": 1}, values={"kind": {"cat": 1, "dog": 0}}))
    both = merged([first, second])
    assert both["operations"][0] == operation(
        "list", 3, statuses={"200": 2, "404": 0, "418": 1}, values={"kind": {"cat": 2, "dog": 0}}
    )
    assert [each["operation"] for each in both["operations"]] == ["list", "get"]
    assert both["percent"] == 33.3


def test_an_undocumented_status_does_not_count() -> None:
    assert report(operation("list", 1, statuses={"200": 0, "404": 0, "418": 1}))["percent"] == 33.3


def test_nothing_at_all_is_all_of_it() -> None:
    assert report() == {"percent": 100.0, "operations": []}


def test_the_terminal_is_told_of_the_called_operations_only() -> None:
    many = [operation(f"get{number}", 1) for number in range(12)]
    lines = list(summary(report(*many, operation("list"), {**operation("pay"), "api": "bank"})))
    assert lines[0] == "shop: 61.5 %, 12 of 13 operations called"
    assert lines[1] == "not called: bank"
    assert lines[2] == "  get0 never answered 404"
    assert (len(lines), lines[-1]) == (13, "  and 2 more operations have answers that never came")


def test_a_report_is_written_and_read_again(tmp_path: Path) -> None:
    found = report(operation("list", 1))
    write_report(found, tmp_path / "new" / "it.json")
    assert read_report(tmp_path / "new" / "it.json") == found


def test_a_report_for_people_tells_what_never_came(tmp_path: Path) -> None:
    found = report(
        operation(
            "a|<b>",
            1,
            examples={"200.none": 0, "200.some": 1},
            parameters={"query.limit": 0},
            fields={"/name": 0, "/kind": 1},
            values={"/kind": {"cat": 1, "dog": 0}},
        )
    )
    for name in ("it.md", "it.HTML"):
        write_report(found, tmp_path / name)
    markdown, html = (tmp_path / "it.md").read_text("utf-8"), (tmp_path / "it.HTML").read_text("utf-8")
    assert "| shop | a\\|<b> | 1 | 200 (1) | 404 | 200.none | query.limit | /name | /kind=dog |" in markdown
    assert "<td>a|&lt;b&gt;</td><td>1</td><td>200 (1)</td><td>404</td><td>200.none</td>" in html
    assert "<td>/kind=dog</td>" in html


def test_a_report_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MockserverError, match=r"a report is a \.json, \.md or \.html file"):
        write_report(report(), tmp_path / "it.pdf")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"operations": [1]}', b'{"operations": [{}]}', b"1"])
def test_what_is_no_report_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "it.json"
    path.write_bytes(content)
    with pytest.raises(MockserverError, match="it is no coverage report"):
        read_report(path)


def test_a_report_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MockserverError, match="No such file"):
        read_report(tmp_path / "it.json")


def test_a_report_is_json(tmp_path: Path) -> None:
    write_report(report(operation("list")), tmp_path / "it.json")
    assert orjson.loads((tmp_path / "it.json").read_bytes())["percent"] == 0.0
