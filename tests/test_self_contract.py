"""The mock keeps its own contract: every operation answers a valid request, and every example, as documented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
import yaml
from flask import Flask

from mockserver import create_app
from mockserver.apis import SHIPPED, Api, shipped_folder
from mockserver.engine import Engine
from mockserver.model import Operation, Outcome, Request
from mockserver.state import State
from tests.asking import valid_request
from tests.judge import Judge


@cache
def app() -> Flask:
    return create_app(seed=1, auth=False)


def engine() -> Engine:
    found: Engine = app().extensions["mockserver"][0]
    return found


def _ids(name: str) -> Iterator[str]:
    text = (shipped_folder() / f"{name}.yaml").read_text(encoding="utf-8")
    for item in yaml.load(text, Loader=yaml.CSafeLoader)["paths"].values():
        yield from (node["operationId"] for node in item.values() if isinstance(node, dict) and "operationId" in node)


OPERATIONS = [pytest.param(name, id_, id=f"{name}: {id_}") for name in SHIPPED for id_ in _ids(name)]


def found_operation(name: str, id_: str) -> tuple[Api, Operation]:
    api = engine().apis[name]
    return api, next(operation for operation in api.operations if operation.id == id_)


def answered(request: Request, **preferences: str) -> Outcome:
    prefer = ", ".join(f'{name}="{value}"' for name, value in preferences.items())
    headers = {**request.headers, **({"prefer": prefer} if prefer else {})}
    return engine().handle(replace(request, headers=headers), State.new(seed="1"))


def held(outcome: Outcome, judge: Judge) -> None:
    where = (
        f"{outcome.request.method} {outcome.request.path}: {outcome.response.status} {outcome.response.body[:500]!r}"
    )
    assert outcome.operation is not None, where
    assert outcome.traceback == "", where
    assert [v for v in outcome.violations if v.blame != "client"] == [], where
    judge.answer(outcome, engine().apis[outcome.operation.api].document.file, where)


def first_of_range(operation: Operation, status: str) -> str:
    """A status that only the range, or the default answer, documents."""
    codes = range(int(status[0]) * 100, int(status[0]) * 100 + 100) if status != "default" else range(500, 600)
    return next(str(code) for code in codes if str(code) not in operation.responses)


@pytest.mark.parametrize(("name", "id_"), OPERATIONS)
def test_a_valid_request_is_answered_as_documented(name: str, id_: str, judge: Judge) -> None:
    api, operation = found_operation(name, id_)
    outcome = answered(valid_request(api, operation))
    assert outcome.request_violations == ()
    assert outcome.source == "behaviour"
    assert outcome.response.status < 500
    held(outcome, judge)


@pytest.mark.parametrize(("name", "id_"), OPERATIONS)
def test_every_documented_example_is_answered_as_it_is(name: str, id_: str, judge: Judge) -> None:
    api, operation = found_operation(name, id_)
    request = valid_request(api, operation)
    for status, spec in operation.responses.items():
        code = status if status.isdigit() else first_of_range(operation, status)
        for media in spec.content.values():
            for example, value in media.examples.items():
                asked = replace(request, headers={**request.headers, "accept": media.media_type})
                outcome = answered(asked, code=code, example=example)
                assert (outcome.response.status, outcome.source, outcome.response.value) == (
                    int(code),
                    "example",
                    value,
                )
                held(outcome, judge)


@pytest.mark.parametrize(("name", "id_"), OPERATIONS)
def test_every_documented_status_can_be_asked_for(name: str, id_: str, judge: Judge) -> None:
    api, operation = found_operation(name, id_)
    request = valid_request(api, operation)
    for status in operation.responses:
        code = status if status.isdigit() else first_of_range(operation, status)
        outcome = answered(request, code=code)
        assert outcome.response.status == int(code)
        held(outcome, judge)


@pytest.mark.parametrize(("name", "id_"), OPERATIONS)
def test_every_documented_status_can_be_generated(name: str, id_: str, judge: Judge) -> None:
    api, operation = found_operation(name, id_)
    request = valid_request(api, operation)
    for status in operation.responses:
        code = status if status.isdigit() else first_of_range(operation, status)
        for seed in ("1", "2"):
            outcome = answered(request, code=code, dynamic="true", seed=seed)
            assert outcome.response.status == int(code)
            held(outcome, judge)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_operation_is_tried(name: str) -> None:
    assert sorted(_ids(name)) == sorted(operation.id for operation in engine().apis[name].operations)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_document_has_no_findings(name: str) -> None:
    assert engine().apis[name].findings == ()
