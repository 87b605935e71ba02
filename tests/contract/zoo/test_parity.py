"""`check` misses nothing that schemathesis' own command line finds.

Four providers are really checked by both programs; what they find in all others stands in the documentation, as
`python -m bench.checks` tells it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from bench.checks import LIBRARY, missed, ours, theirs
from tests.contract.zoo import animals, payment_animals

DOCUMENT = Path(__file__).parents[3] / "docs" / "background" / "checks.md"
IN_PROCESS = ("BodyOfHead", "BodyOfNothing")
"""Wrong in what no client reads from a socket."""

FINDS = {**animals.FINDS, **payment_animals.FINDS}

Found = frozenset[str]


@cache
def table() -> Mapping[str, tuple[Found, Found]]:
    """What each program is told to find, by provider: `check`, and schemathesis."""
    rows = re.findall(r"^\| (\w+) \| (-|`.+`) \| (-|`.+`) \|$", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    return {name: (_found(mine), _found(other)) for name, mine, other in rows}


def _found(cell: str) -> Found:
    return frozenset(re.findall(r"[\w-]+", cell)) - {"-"}


def test_the_documentation_tells_of_each_provider_what_check_finds() -> None:
    expected = {name: Found() if name in IN_PROCESS else codes for name, codes in FINDS.items()}
    assert {name: mine for name, (mine, _) in table().items()} == {"Library": Found(), "Payments": Found(), **expected}


@pytest.mark.parametrize("name", ["Library", "Payments", *FINDS])
def test_nothing_is_missed_of_what_schemathesis_is_told_to_find(name: str) -> None:
    assert missed(*table()[name]) == []


@pytest.mark.no_cover
@pytest.mark.parametrize("name", ["WrongType", "FailsOnBadJson", "AsksNobody", "LosesRecords"])
def test_nothing_is_missed_of_what_schemathesis_finds(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START"):
        monkeypatch.delenv(variable, raising=False)  # both programs have enough to do without counting lines
    other = theirs(LIBRARY, animals.ANIMALS[name]()).found
    assert other
    assert missed(ours(LIBRARY, animals.ANIMALS[name]()).found, other) == []


def test_what_one_says_is_not_taken_for_what_the_other_means() -> None:
    assert missed(Found({"response-body"}), Found({"JsonSchemaError"})) == []
    assert missed(Found({"response-body"}), Found({"ServerError", "OfTheFuture"})) == ["OfTheFuture", "ServerError"]
