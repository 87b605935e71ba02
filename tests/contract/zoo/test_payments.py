"""`check` finds what is wrong with each provider of payments, and nothing where nothing is wrong.

Of the wrong ones two seeds are tried: twenty, as of the library, would take minutes.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from mockserver.contract.check import Effort, Provider, check
from mockserver.contract.report import Report
from tests.contract.zoo.asking import in_process
from tests.contract.zoo.judging import api_of, contracts_in, told
from tests.contract.zoo.payment_animals import ANIMALS, FINDS
from tests.contract.zoo.payments import SPEC, TOKEN, Payments

SEEDS = [str(number) for number in range(20)]

pytestmark = pytest.mark.no_cover  # each part of `check` has tests of its own, and counting lines triples the time


def checked(payments: Payments, seed: str) -> Report:
    provider = Provider("http://pay.example", in_process(payments), headers={"authorization": f"Bearer {TOKEN}"})
    return check(api_of(SPEC), provider, Effort(3, seed, broken=60), contracts=contracts_in(SPEC))


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_found_where_nothing_is_wrong(seed: str) -> None:
    report = checked(Payments(), seed)
    assert told(report) == ""
    assert len(report.passed) == 15


@cache
def of_each_seed(name: str) -> tuple[Report, ...]:
    """What is found in a wrong provider with some of the seeds."""
    return tuple(checked(ANIMALS[name](), seed) for seed in SEEDS[:2])


@pytest.mark.parametrize("name", ANIMALS)
def test_what_is_wrong_is_found_and_its_provider_is_to_blame(name: str) -> None:
    for seed, report in zip(SEEDS, of_each_seed(name), strict=False):
        assert {entry.code for entry in report.entries} == FINDS[name], f"seed {seed}\n{told(report)}"
        assert {entry.blame for entry in report.entries} == {"upstream"}
        assert all("curl -" in entry.curl and entry.line for entry in report.entries)
    first, second = (Counter(entry.fingerprint for entry in report.entries) for report in of_each_seed(name))
    assert first == second, told(of_each_seed(name)[1])
