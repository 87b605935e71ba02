"""Every pair that was classified by hand is told as it was classified, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.contract.diff import KINDS, Comparison, compare
from mockserver.openapi import Document
from tests.contract.diff.pairs import CASES, Case, Json

BACKGROUND = Path(__file__).parents[3] / "docs" / "background" / "diff.md"
LEVELS = {"breaking": "ERR", "warning": "WARN", "info": "INFO"}
"""The levels of oasdiff, by the severities here."""


def compared(old: Json, new: Json) -> Comparison:
    return compare(Document.of("old", "old.yaml", old), Document.of("new", "new.yaml", new))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_change_is_told_as_it_was_classified(case: Case) -> None:
    changes = compared(case.old, case.new).changes
    found = [(change.code, change.kind.sense, change.severity) for change in changes]
    assert sorted(found) == sorted(case.told)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_document_does_not_differ_from_itself(case: Case) -> None:
    assert [compared(one, one).changes for one in (case.old, case.new)] == [(), ()]


def test_each_pair_is_there_once() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 80


def test_the_senses_of_the_pairs_are_those_of_the_codes() -> None:
    told = {(code, sense) for case in CASES for code, sense, _ in case.told}
    assert {(code, KINDS[code].sense) for code, _ in told} == told


def test_only_what_nothing_proves_is_less_bad_than_its_code() -> None:
    milder = {code for case in CASES for code, _, severity in case.told if severity != KINDS[code].severity}
    assert milder == {"request-pattern-changed", "response-pattern-changed"}


def test_the_documentation_says_how_often_both_agree() -> None:
    checked = [case for case in CASES if case.check]
    agreed = [case for case in checked if case.level == worst(case)]
    assert (
        f"There are {len(CASES)} pairs, of which {len(checked)} have such a check; "
        f"the two agree on {len(agreed)} of them." in BACKGROUND.read_text(encoding="utf-8")
    )


def worst(case: Case) -> str:
    """The level of the worst that is told of a pair; empty where nothing is."""
    severities = {severity for _, _, severity in case.told}
    return next((level for severity, level in LEVELS.items() if severity in severities), "")
