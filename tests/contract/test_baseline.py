"""Known findings are accepted, new ones are not, and those that are gone are told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from mockserver.contract.baseline import Baseline
from mockserver.contract.report import Entry, Report
from mockserver.exceptions import MockserverError
from tests.contract.reports.reporting import GONE, LATE, MISSING, REPORT, REPORTS


def codes(report: Report) -> list[tuple[str, str]]:
    return [(entry.code, entry.severity) for entry in report.entries]


def with_entries(*entries: Entry) -> Report:
    return replace(REPORT, entries=entries)


def test_what_is_known_is_accepted_and_counted() -> None:
    left = Baseline.of(REPORT).new_in(with_entries(replace(MISSING, line=99, message="other words"), LATE))
    assert (left.entries, left.summary) == ((), "12 requests, seed 1\n2 known findings accepted")
    assert left.passed == REPORT.passed


def test_what_is_new_is_left() -> None:
    new = replace(MISSING, pointer="/1")
    assert Baseline.of(REPORT).new_in(with_entries(LATE, new, MISSING)).entries == (new,)


def test_what_was_found_once_is_accepted_once() -> None:
    again = replace(MISSING, message="and again")
    assert Baseline.of(REPORT).new_in(with_entries(LATE, MISSING, again)).entries == (again,)
    twice = with_entries(LATE, MISSING, again)
    assert Baseline.of(twice).new_in(twice).entries == ()


def test_what_became_worse_is_new() -> None:
    worse = replace(LATE, severity="error")
    assert worse in Baseline.of(REPORT).new_in(with_entries(MISSING, worse)).entries
    better = replace(MISSING, severity="warning")
    assert Baseline.of(REPORT).new_in(with_entries(better, LATE)).entries == ()


def test_what_is_no_longer_found_is_told_but_is_no_failure() -> None:
    twice = with_entries(LATE, MISSING, MISSING)
    left = Baseline.of(twice).new_in(with_entries(MISSING))
    assert codes(left) == [("no-longer-found", "info"), ("no-longer-found", "info")]
    assert {entry.message for entry in left.entries} == {
        "no longer found: response-schema: 'name' is missing, 1 of 2",
        "no longer found: slow-pattern: this may take long",
    }


def test_what_only_tells_something_is_neither_accepted_nor_taken_away() -> None:
    assert Baseline.of(with_entries(GONE)).findings == ()
    assert Baseline.of(with_entries(GONE)).new_in(with_entries(GONE)).entries == (GONE,)


def test_what_only_tells_something_is_accepted_where_it_counts() -> None:
    info = replace(REPORT.entries[0], severity="info")
    report = Report("diff", "shop.yaml", (info,))
    assert Baseline.of(report, "info").new_in(report).entries == ()


@given(report=REPORTS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_baseline_is_read_as_it_was_written_whatever_was_found(report: Report, tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    Baseline.of(report).write(file)
    baseline = Baseline.read(file, Baseline.of(report).command)
    assert baseline == Baseline.of(report)
    assert [entry for entry in baseline.new_in(report).entries if entry.severity != "info"] == []


def test_a_baseline_is_the_same_file_whatever_the_order(tmp_path: Path) -> None:
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    Baseline.of(with_entries(LATE, MISSING)).write(first)
    Baseline.of(with_entries(MISSING, LATE)).write(second)
    assert first.read_text("utf-8") == second.read_text("utf-8")


GOOD = {
    "fingerprint": "00", "count": 1, "severity": "error", "code": "a", "operation": "", "pointer": "", "message": "",
}  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"version": 1, "command": "check"}',
        '{"version": 2, "command": "check", "findings": []}',
        '{"version": 1, "findings": []}',
        '{"version": 1, "command": "check", "findings": [{"fingerprint": "x"}]}',
        '{"version": 1, "command": "check", "findings": [1]}',
        json.dumps({"version": 1, "command": "check", "findings": [{**GOOD, "count": "1"}]}),
        json.dumps({"version": 1, "command": "check", "findings": [{**GOOD, "severity": ["error"]}]}),
        json.dumps({"version": 1, "command": "check", "findings": [{**GOOD, "severity": "bad"}]}),
        json.dumps({"version": 1, "command": "check", "findings": [{**GOOD, "fingerprint": []}]}),
    ],
)
def test_what_is_no_baseline_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "known.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(MockserverError, match="it is no baseline; write one with --update-baseline"):
        Baseline.read(file, "check")


def test_a_baseline_that_is_not_there_or_of_another_command_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MockserverError, match="No such file or directory; write one with --update-baseline"):
        Baseline.read(tmp_path / "none.json", "check")
    Baseline.of(REPORT).write(tmp_path / "known.json")
    with pytest.raises(MockserverError, match="it is a baseline of `check`, not of `diff`"):
        Baseline.read(tmp_path / "known.json", "diff")
