"""With `--state none` nothing is kept: each API answers from its specification alone, and refuses in its own words."""

from __future__ import annotations

from functools import cache

import pytest

from mockserver import load
from mockserver.apis import SHIPPED
from mockserver.engine import Engine
from mockserver.model import Request
from mockserver.state import State
from tests.asking import valid_request


@cache
def engine() -> Engine:
    return load(state="none", auth=False)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_operation_is_answered_as_documented_and_keeps_nothing(name: str) -> None:
    api, state = engine().apis[name], State.new(seed="1")
    for operation in api.operations:
        outcome = engine().handle(valid_request(api, operation), state)
        assert (outcome.source in ("example", "generated"), outcome.response.status < 300) == (True, True), operation.id
        assert (outcome.violations, outcome.traceback) == ((), ""), operation.id
    assert (state.store.snapshot(), api.collections) == ({}, ())


def test_a_refusal_is_in_the_apis_own_words() -> None:
    headers = {"content-type": "application/json"}
    request = Request("POST", "/api/v0/contacts/items", headers=headers, body=b"{}")
    kept = load(auth=False).handle(request, State.new(seed="1"))
    assert (kept.source, kept.response.status) == ("refusal", 400)
    assert engine().handle(request, State.new(seed="1")).response.body == kept.response.body


def test_what_is_wrong_inside_a_batch_refuses_the_request_where_nobody_else_judges_it() -> None:
    headers = {"content-type": "application/json"}
    body = b'{"list_items": [{"name": "Front door", "type": 5}]}'
    outcome = engine().handle(Request("POST", "/api/v0/contacts/items", headers=headers, body=body), State.new())
    assert (outcome.source, outcome.response.status) == ("refusal", 400)


def test_any_credential_is_good_where_none_can_be_issued() -> None:
    guarded, request = load(state="none"), Request("GET", "/api/v0/contacts/items")
    assert guarded.handle(request, State.new()).response.status == 401
    shown = Request("GET", "/api/v0/contacts/items", headers={"authorization": "Bearer x"})
    assert guarded.handle(shown, State.new()).response.status == 200
