"""What schemathesis draws is sent by us, and judged by us."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from mockserver.contract.check import Effort, Fuzzer, Provider, check
from mockserver.contract.report import Report
from mockserver.exceptions import MockserverError
from mockserver.model import Request, Response, Violation
from mockserver.openapi import Document
from tests.contract.zoo.asking import in_process
from tests.contract.zoo.judging import api_of, told
from tests.contract.zoo.library import KEY, SPEC, Library

FEW = 8


def fuzzed(library: Library, requests: list[Request] | None = None, seed: str = "1", drawn: int = FEW) -> Report:
    def send(request: Request) -> Response | Violation:
        if requests is not None:
            requests.append(request)
        return in_process(library)(request)

    effort = Effort(1, seed, ("books.create",), broken=1, drawn=drawn)
    provider = Provider("http://library.example", send, headers={"x-key": KEY})
    return check(api_of(SPEC), provider, effort, fuzzer=Fuzzer(api_of(SPEC).document))


class WantsWholeYears(Library):
    """It takes no `1815.0` for an integer, which JSON Schema does."""

    def wrong(self, book: Any) -> str:
        return super().wrong(book) or ("year" if isinstance(book["year"], float) else "")


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    requests: list[Request] = []
    assert told(fuzzed(Library(), requests)) == ""
    assert len(requests) > FEW


def test_what_nobody_would_think_of_is_found() -> None:
    report = fuzzed(WantsWholeYears(), drawn=40)
    assert {(entry.code, entry.blame) for entry in report.entries} == {("rejected-valid", "upstream")}


def test_a_seed_draws_the_same_requests_again() -> None:
    first: list[Request] = []
    second: list[Request] = []
    other: list[Request] = []
    for requests, seed in ((first, "1"), (second, "1"), (other, "2")):
        fuzzed(Library(), requests, seed)
    assert first == second
    assert first != other


def test_it_has_to_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "schemathesis", None)
    with pytest.raises(MockserverError, match=r"pip install 'mockserver\[contract\]'"):
        Fuzzer(Document.read(SPEC))
