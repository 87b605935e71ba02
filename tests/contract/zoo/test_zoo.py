"""`check` finds what is wrong with each provider of the zoo, and nothing where nothing is wrong."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from mockserver.contract.baseline import Baseline
from mockserver.contract.check import Effort, Provider, check
from mockserver.contract.report import Report
from mockserver.model import Request, Response, Violation
from tests.contract.zoo.animals import ANIMALS, FINDS
from tests.contract.zoo.asking import in_process
from tests.contract.zoo.judging import api_of, contracts_in, told
from tests.contract.zoo.library import KEY, SPEC, Library

SEEDS = [str(number) for number in range(20)]

pytestmark = pytest.mark.no_cover  # each part of `check` has tests of its own, and counting lines triples the time


def checked(library: Library, seed: str = "1", examples: int = 3) -> Report:
    provider = Provider("http://library.example", in_process(library), headers={"x-key": KEY})
    return check(api_of(SPEC), provider, Effort(examples, seed, broken=50), contracts=contracts_in(SPEC))


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_found_where_nothing_is_wrong(seed: str) -> None:
    report = checked(Library(), seed)
    assert told(report) == ""
    assert len(report.passed) == 7


def test_a_seed_makes_the_same_requests_again() -> None:
    def requests(seed: str) -> list[Request]:
        send = in_process(Library())
        asked: list[Request] = []

        def noted(request: Request) -> Response | Violation:
            asked.append(request)
            return send(request)

        check(
            api_of(SPEC), Provider("http://library.example", noted, headers={"x-key": KEY}), Effort(3, seed, broken=5)
        )
        return asked

    assert requests("1") == requests("1")
    assert requests("1") != requests("2")


@cache
def of_each_seed(name: str) -> tuple[Report, ...]:
    """What is found in a wrong provider with each of the seeds."""
    return tuple(checked(ANIMALS[name](), seed) for seed in SEEDS)


@pytest.mark.parametrize("name", ANIMALS)
def test_what_is_wrong_is_found_whatever_the_seed_and_its_provider_is_to_blame(name: str) -> None:
    """A baseline knows it, too."""
    first = of_each_seed(name)[0]
    known = Counter(entry.fingerprint for entry in first.entries)
    for seed, report in zip(SEEDS, of_each_seed(name), strict=True):
        assert {entry.code for entry in report.entries} == FINDS[name], f"seed {seed}\n{told(report)}"
        assert {entry.blame for entry in report.entries} == {"upstream"}
        assert Counter(entry.fingerprint for entry in report.entries) == known, f"seed {seed}\n{told(report)}"
        assert Baseline.of(first).new_in(report).entries == ()


def pointers(name: str) -> set[str]:
    return {entry.pointer for report in of_each_seed(name) for entry in report.entries}


def test_a_change_that_is_lost_is_told_as_a_whole_or_by_its_members() -> None:
    assert pointers("LosesUpdates") == {""}
    assert pointers("LosesHalfOfUpdates") == {"/title"}
    assert pointers("SpoilsUpdates") == {"/year"}
