"""Whatever an API refuses, it refuses in the words that its own specification documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import pytest
import yaml
from flask import Flask

from mockserver import create_app
from mockserver.apis import SHIPPED, Api, shipped_folder
from mockserver.engine import Engine
from mockserver.model import NoMatch, Operation, Outcome, Request
from mockserver.state import State
from mockserver.validation import ResponsePlan
from tests.asking import Asked, broken_bodies, broken_parameters, valid_request
from tests.judge import Judge

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW")


@cache
def app(*, auth: bool) -> Flask:
    return create_app(seed=1, auth=auth)


def engine(*, auth: bool = False) -> Engine:
    found: Engine = app(auth=auth).extensions["mockserver"][0]
    return found


def _ids(name: str) -> Iterator[str]:
    """The ids of an API's operations, read from its file so that collecting tests builds no server."""
    text = (shipped_folder() / f"{name}.yaml").read_text(encoding="utf-8")
    for item in yaml.load(text, Loader=yaml.CSafeLoader)["paths"].values():
        yield from (node["operationId"] for node in item.values() if isinstance(node, dict) and "operationId" in node)


OPERATIONS = [pytest.param(name, id_, id=f"{name}: {id_}") for name in SHIPPED for id_ in _ids(name)]


def found_operation(name: str, id_: str) -> tuple[Api, Operation]:
    api = engine().apis[name]
    return api, next(operation for operation in api.operations if operation.id == id_)


def refused(request: Request, *, auth: bool = False) -> Outcome:
    return engine(auth=auth).handle(request, State.new(seed="1"))


def held(outcome: Outcome, what: str) -> None:
    """Hold an answer against its operation's documentation."""
    where = f"{what}: {outcome.response.status} {outcome.response.body[:500]!r}"
    assert outcome.operation is not None, where
    assert outcome.traceback == "", where
    assert outcome.response.status < 500, where
    assert plan(outcome.operation).violations(outcome.response) == (), where


@cache
def plan(operation: Operation) -> ResponsePlan:
    return ResponsePlan(operation)


def held_twice(outcomes: Mapping[str, Outcome], judge: Judge) -> None:
    """Hold answers against their operation's documentation, and one of each status before the other judge too."""
    seen: set[int] = set()
    for what, outcome in outcomes.items():
        held(outcome, what)
        if outcome.operation is not None and outcome.response.status not in seen:
            seen.add(outcome.response.status)
            judge.answer(outcome, engine().apis[outcome.operation.api].document.file, what)


def held_by_any(outcome: Outcome, api: Api, what: str) -> None:
    """Hold an answer without an operation against what the operations of its API document."""
    where = f"{what}: {outcome.response.status} {outcome.response.body[:500]!r}"
    assert any(plan(operation).violations(outcome.response) == () for operation in api.operations), where


@pytest.mark.parametrize(("name", "id_"), OPERATIONS)
def test_a_broken_body_is_answered_as_documented(name: str, id_: str, judge: Judge) -> None:
    api, operation = found_operation(name, id_)
    asked = broken_bodies(operation, valid_request(api, operation))
    held_twice({one.what: refused(one.request) for one in asked}, judge)


@pytest.mark.parametrize(("name", "id_"), OPERATIONS)
def test_a_broken_parameter_is_answered_as_documented(name: str, id_: str, judge: Judge) -> None:
    api, operation = found_operation(name, id_)
    asked = broken_parameters(operation, valid_request(api, operation))
    held_twice({one.what: refused(one.request) for one in asked}, judge)


@pytest.mark.parametrize(("name", "id_"), OPERATIONS)
def test_what_cannot_be_read_is_refused(name: str, id_: str) -> None:
    api, operation = found_operation(name, id_)
    request = valid_request(api, operation)
    for asked in broken_bodies(operation, request):
        if asked.what == "malformed JSON":
            outcome = refused(asked.request)
            assert (outcome.source, 400 <= outcome.response.status < 500) == ("refusal", True)


@pytest.mark.parametrize(("name", "id_"), OPERATIONS)
def test_who_shows_no_credential_is_refused_as_documented(name: str, id_: str, judge: Judge) -> None:
    api, operation = found_operation(name, id_)
    outcome = refused(valid_request(api, operation), auth=True)
    held_twice({"without a credential": outcome}, judge)
    assert (outcome.response.status == 401) is bool(operation.security)


@pytest.mark.parametrize(("name", "id_"), OPERATIONS)
def test_a_credential_that_cannot_be_read_is_refused_as_documented(name: str, id_: str, judge: Judge) -> None:
    api, operation = found_operation(name, id_)
    request = valid_request(api, operation)
    outcomes = {
        authorization: refused(replace(request, headers={**request.headers, "authorization": authorization}), auth=True)
        for authorization in ("Basic %%%", "Bearer", "Digest x", "", "Bearer \u00e4")
    }
    held_twice(outcomes, judge)


@pytest.mark.parametrize(("name", "id_"), OPERATIONS)
def test_a_body_of_another_type_is_refused_as_documented(name: str, id_: str, judge: Judge) -> None:
    api, operation = found_operation(name, id_)
    request = valid_request(api, operation)
    outcomes = {
        content_type: refused(replace(request, headers={**request.headers, "content-type": content_type}))
        for content_type in (
            "application/x-unheard-of",
            "text/html",
            "multipart/form-data; boundary=x",
            "nonsense",
            ";",
        )
    }
    held_twice(outcomes, judge)
    if operation.body and "*/*" not in operation.body.content:
        assert {outcome.source for outcome in outcomes.values()} == {"refusal"}


@pytest.mark.parametrize(("name", "id_"), OPERATIONS)
def test_a_client_that_accepts_nothing_of_it_is_answered_as_documented(name: str, id_: str, judge: Judge) -> None:
    api, operation = found_operation(name, id_)
    request = valid_request(api, operation)
    outcomes = {
        accept: refused(replace(request, headers={**request.headers, "accept": accept}))
        for accept in ("application/x-unheard-of", "image/png;q=0.1", "*/*;q=0", "")
    }
    held_twice(outcomes, judge)


@pytest.mark.parametrize(("name", "id_"), OPERATIONS)
def test_a_method_that_is_not_offered_is_405_with_allow_in_the_apis_words(name: str, id_: str) -> None:
    api, operation = found_operation(name, id_)
    request = valid_request(api, operation)
    for method in METHODS:
        match = engine().router.route(method, request.path)
        if isinstance(match, NoMatch):
            outcome = refused(replace(request, method=method))
            assert (outcome.response.status, outcome.response.header("allow")) == (405, ", ".join(match.allow))
            assert operation.method in match.allow
            held_by_any(outcome, api, f"{method} {request.path}")


@pytest.mark.parametrize("name", SHIPPED)
def test_an_unknown_path_is_404_in_the_apis_words(name: str) -> None:
    api = engine().apis[name]
    bases = dict.fromkeys(prefix for operation in api.operations for prefix in api.prefixes(operation) if prefix)
    for base in bases:
        for path in ("/no/such/thing/as/this", "/%00", "/\u00e4", "/..", "/x" * 500):
            outcome = refused(Request("GET", base + path, headers={"accept": "*/*"}))
            assert (outcome.response.status, outcome.api) == (404, name)
            held_by_any(outcome, api, base + path)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shape_of_request_is_tried(name: str) -> None:
    """What the other tests are worth: they stand on requests that the specification takes."""
    api = engine().apis[name]
    requests = {operation.id: valid_request(api, operation) for operation in api.operations}
    outcomes = {id_: refused(request) for id_, request in requests.items()}
    wrong = {id_: o.request_violations for id_, o in outcomes.items() if o.request_violations}
    assert wrong == {}
    assert {id_ for id_, outcome in outcomes.items() if outcome.operation and outcome.operation.id == id_} == set(
        requests
    )


def test_a_request_that_is_wrong_in_one_way_is_one_of_many() -> None:
    api, operation = found_operation("bas-ip", "contacts.create")
    asked: list[Asked] = list(broken_bodies(operation, valid_request(api, operation)))
    assert len(asked) > 20
    assert len({one.request.body for one in asked}) > 20
    assert all(isinstance(one.request, Request) for one in asked)
