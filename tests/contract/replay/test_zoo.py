"""What was recorded of the right provider finds the mistakes of wrong ones, as far as they show in it."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from mockserver.apis import Api, described_api, route_all
from mockserver.contract.baseline import Baseline
from mockserver.contract.check import Effort, Provider, check
from mockserver.contract.replay import Wanted
from mockserver.contract.replay import replay as replayed
from mockserver.contract.report import Report
from mockserver.exchanges import Exchange, json_value
from mockserver.model import Request, Response
from tests.contract.zoo.animals import ANIMALS
from tests.contract.zoo.asking import in_process
from tests.contract.zoo.library import KEY, SPEC, Library

BOOK = {
    "title": "Emma",
    "year": 1815,
    "kind": "novel",
    "contact": "a@b.ch",
    "author": "austen",
    "note": None,
    "tags": ["a"],
}


def asks(method: str, path: str, body: Any = None) -> Request:
    path, _, query = path.partition("?")
    headers = {"x-key": KEY, "content-type": "application/json"}
    return Request(method, path, query, headers, b"" if body is None else json.dumps(body).encode())


STORY = (
    asks("POST", "/api/books", BOOK),
    asks("PUT", "/api/books/1", {**BOOK, "year": 1816}),
    asks("GET", "/api/books/1"),
    asks("POST", "/api/books", {**BOOK, "title": "Persuasion"}),
    asks("GET", "/api/books?limit=1"),
    asks("POST", "/api/books", {**BOOK, "year": 1}),
    asks("GET", "/api/authors/austen"),
    asks("GET", "/api/books/99"),
    asks("DELETE", "/api/books/1"),
    asks("GET", "/api/books/1"),
    asks("GET", "/api/books"),
)


@cache
def api() -> Api:
    return described_api(SPEC)


def exchanges() -> tuple[Exchange, ...]:
    send, found = in_process(Library()), []
    for request in STORY:
        answer = send(request)
        assert isinstance(answer, Response)
        found.append(Exchange(request, replace(answer, value=json_value(answer.body))))
    return tuple(found)


def replay(library: Library, *, values: bool) -> Report:
    provider = Provider("http://library.example", in_process(library), headers={"x-key": KEY})
    return replayed("library.har", exchanges(), provider, Wanted((api(),), route_all([api()]).route, values=values))


@pytest.mark.parametrize("values", [False, True])
def test_nothing_is_found_where_nothing_is_wrong(*, values: bool) -> None:
    report = replay(Library(), values=values)
    assert (report.entries, len(report.passed)) == ((), 6)


@pytest.mark.parametrize(
    ("name", "code", "operation"),
    [
        ("WrongStatus", "status-changed", "library.books.create"),
        ("MissingHeader", "header-gone", "library.books.create"),
        ("WrongType", "type-changed", "library.books.get"),
        ("MissingField", "member-gone", "library.books.get"),
        ("ExtraField", "member-new", "library.books.get"),
        ("WrongContentType", "type-changed", "library.books.get"),
        ("TruncatedBody", "type-changed", "library.books.get"),
        ("EmptyBody", "body-gone", "library.books.get"),
        ("AcceptsAnyYear", "status-changed", "library.books.create"),
        ("LosesRecords", "status-changed", "library.books.get"),
        ("KeepsTheDeleted", "status-changed", "library.books.get"),
        ("ForgetsAuthors", "status-changed", "library.authors.get"),
    ],
)
def test_a_mistake_that_shows_is_found(name: str, code: str, operation: str) -> None:
    assert (code, operation) in {(e.code, e.operation) for e in replay(ANIMALS[name](), values=False).entries}


@pytest.mark.parametrize(
    "name", ["WrongEnum", "ChangesRecords", "LosesUpdates", "ListsTheDeleted", "MiscountsOnFirstPage"]
)
def test_a_mistake_in_a_value_is_found_where_values_are_compared(name: str) -> None:
    assert replay(ANIMALS[name](), values=False).entries == ()
    assert "value-changed" in {entry.code for entry in replay(ANIMALS[name](), values=True).entries}


@pytest.mark.parametrize("name", ["WrongStatus", "MissingField", "LateFailure", "AcceptsAnyYear", "KeepsTheDeleted"])
def test_what_one_seed_finds_is_known_with_another(name: str) -> None:
    def checked(seed: str) -> Report:
        provider = Provider("http://library.example", in_process(ANIMALS[name]()), headers={"x-key": KEY})
        return check(api(), provider, Effort(3, seed, broken=50))

    first = Baseline.of(checked("1"))
    assert len(first.findings) > 0
    assert [entry for entry in first.new_in(checked("2")).entries if entry.severity != "info"] == []
