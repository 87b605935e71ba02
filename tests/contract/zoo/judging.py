"""What the tests of both zoos hold providers against, and how they tell what was found."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from mockserver.apis import Api, described_api
from mockserver.contract.check import contracts_of
from mockserver.contract.check.contract import Contract
from mockserver.contract.report import Report


@cache
def api_of(spec: Path) -> Api:
    return described_api(spec)


@cache
def contracts_in(spec: Path) -> Mapping[str, Contract]:
    return contracts_of(api_of(spec))


def told(report: Report) -> str:
    return "\n".join(f"{e.code} {e.operation} {e.pointer} {e.message} {e.details}\n  {e.curl}" for e in report.entries)
