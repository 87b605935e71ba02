"""A request and a state become one outcome: refused, answered by the behaviour, or from the specification."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from mockserver import load
from mockserver.behaviours import Behaviour, Call, Handler
from mockserver.engine import Engine, Options
from mockserver.media.bodies import MAX_DEPTH
from mockserver.model import ABSENT, Credential, Item, Outcome, Refusal, Request, Response, Violation
from mockserver.state import State, Transaction
from tests.documents import Json, document, giving, json_of, taking, written

ITEM = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
SECURED = {
    "components": {
        "securitySchemes": {
            "basic": {"type": "http", "scheme": "basic"},
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "token": {"type": "apiKey", "in": "query", "name": "token"},
        }
    }
}
BASIC_ANN = {"authorization": "Basic YW5uOnNlY3JldA=="}


@pytest.fixture
def behaviour() -> Iterator[Behaviour]:
    """A behaviour that the dotted path `its.own.engine_shop` names."""
    module = ModuleType("its.own.engine_shop")
    module.__dict__["behaviour"] = found = Behaviour()
    sys.modules["its.own.engine_shop"] = module
    yield found
    del sys.modules["its.own.engine_shop"]


@pytest.fixture
def state() -> State:
    return State.new(seed="1")


def engine(folder: Path, node: Json, *, path: str = "/items", method: str = "post", **given: Json) -> Engine:
    """An engine with one operation, called `it`."""
    responses = {"200": giving({}), "4XX": giving({})}
    parts = given.pop("parts", {})
    paths = {path: {method: {"operationId": "it", "responses": responses, **node}}}
    behaviours = {"shop": "its.own.engine_shop"} if "its.own.engine_shop" in sys.modules else {}
    return load(written(folder, document(paths, **parts)), behaviours=behaviours, **given)


def post(body: bytes = b"{}", path: str = "/items", query: str = "", **headers: str) -> Request:
    kinds = {"content-type": "application/json"} if body else {}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request("POST", path, query, {**kinds, **named}, body)


def answering(response: Response) -> Handler:
    return lambda call, store: response


def remembering(calls: list[Call]) -> Handler:
    """A handler that keeps its calls."""

    def handler(call: Call, store: Transaction) -> Response:
        calls.append(call)
        return Response.json(200, {})

    return handler


@pytest.fixture
def calls(behaviour: Behaviour) -> list[Call]:
    """The calls that the handler of `it` got."""
    found: list[Call] = []
    behaviour.on("it")(remembering(found))
    return found


# The outcome


def test_an_outcome_tells_all_that_became_of_a_request(tmp_path: Path, state: State) -> None:
    served = engine(tmp_path, {"requestBody": taking(ITEM)})
    request = post(b'{"name": "a"}')
    outcome = served.handle(request, state)
    assert (outcome.id, outcome.session, outcome.api, outcome.source) == ("1", "default", "shop", "generated")
    assert outcome.operation is served.apis["shop"].operations[0]
    assert outcome.request is request
    assert outcome.at == datetime(2026, 1, 1, tzinfo=UTC)
    assert (outcome.violations, outcome.traceback) == ((), "")
    assert outcome.ms > 0


def test_every_outcome_is_in_the_journal(tmp_path: Path, state: State) -> None:
    served = engine(tmp_path, {})
    outcomes = [served.handle(request, state) for request in (post(), post(path="/nowhere"), Request("GET", "/items"))]
    assert list(state.journal.outcomes()) == outcomes[::-1]


def test_an_answer_says_where_it_comes_from(tmp_path: Path, state: State) -> None:
    response = engine(tmp_path, {}).handle(post(), state).response
    marks = [response.header(name) for name in ("X-Mock-Source", "X-Mock-Operation", "X-Mock-Request")]
    assert marks == ["generated", "it", "1"]


def test_an_answer_without_an_operation_names_none(tmp_path: Path, state: State) -> None:
    response = engine(tmp_path, {}).handle(post(path="/nowhere"), state).response
    marks = [response.header(name) for name in ("X-Mock-Source", "X-Mock-Operation", "X-Mock-Request")]
    assert marks == ["refusal", None, "1"]


def test_an_unknown_path_is_404(tmp_path: Path, state: State) -> None:
    outcome = engine(tmp_path, {}).handle(post(path="/nowhere"), state)
    assert (outcome.response.status, outcome.source, outcome.operation) == (404, "refusal", None)
    assert [violation.keyword for violation in outcome.request_violations] == ["route"]


def test_a_path_that_is_no_apis_is_refused_in_a_problem_document(
    tmp_path: Path, state: State, behaviour: Behaviour
) -> None:
    behaviour.dialect = lambda refusal: Response(refusal.status, body=b"ours")
    served = engine(tmp_path, {}, parts={"servers": [{"url": "/api"}]})
    inside, outside = (served.handle(post(path=path), state) for path in ("/api/nowhere", "/nowhere"))
    assert (inside.api, inside.response.body) == ("shop", b"ours")
    assert (outside.api, outside.response.header("content-type")) == (None, "application/problem+json")


def test_a_method_that_is_not_offered_is_405_with_allow(tmp_path: Path, state: State) -> None:
    response = engine(tmp_path, {}).handle(Request("PUT", "/items"), state).response
    assert (response.status, response.header("allow")) == (405, "POST")


# Refusals


def test_a_broken_body_is_refused(tmp_path: Path, state: State) -> None:
    outcome = engine(tmp_path, {"requestBody": taking(ITEM)}).handle(post(b"{}"), state)
    assert (outcome.response.status, outcome.source) == (422, "refusal")
    assert [violation.location for violation in outcome.request_violations] == [("body", "name")]
    assert json_of(outcome.response)["validation"][0]["code"] == "required"


def test_what_refused_a_request_is_not_told_twice(tmp_path: Path, state: State) -> None:
    response = engine(tmp_path, {"requestBody": taking(ITEM)}).handle(post(b"{}"), state).response
    assert response.header("sl-violations") is None


def test_a_body_that_is_too_long_is_413(tmp_path: Path, state: State) -> None:
    apis = tuple(engine(tmp_path, {"requestBody": taking({})}).apis.values())
    served = Engine(apis, Options(max_body=10))
    statuses = [served.handle(post(b'"' + b"a" * size + b'"'), state).response.status for size in (8, 9)]
    assert statuses == [200, 413]


def test_the_behaviours_dialect_words_every_refusal(tmp_path: Path, state: State, behaviour: Behaviour) -> None:
    refusals: list[Refusal] = []

    def dialect(refusal: Refusal) -> Response:
        refusals.append(refusal)
        return Response.json(refusal.status, {"said": refusal.violations[0].keyword})

    behaviour.dialect = dialect
    served = engine(tmp_path, {"requestBody": taking(ITEM)}, settings={"shop": {"accounts": "a:b"}})
    requests = [
        post(b"{}"),
        post(b"{"),
        post(b"{}", content_type="text/css"),
        Request("GET", "/items"),
        post(path="/x"),
    ]
    told = [json_of(served.handle(request, state).response)["said"] for request in requests]
    assert told == ["required", "parse", "contentType", "method", "route"]
    assert [refusal.status for refusal in refusals] == [422, 422, 415, 405, 404]
    assert [refusal.operation and refusal.operation.id for refusal in refusals] == ["it", "it", "it", None, None]
    assert [refusal.allow for refusal in refusals] == [(), (), (), ("POST",), ()]
    assert all(refusal.settings["accounts"] == "a:b" for refusal in refusals)


def test_a_dialect_that_crashes_is_a_500_with_its_traceback(tmp_path: Path, state: State, behaviour: Behaviour) -> None:
    behaviour.dialect = lambda refusal: Response.json(200, 1 / 0)
    served = engine(tmp_path, {"requestBody": taking(ITEM)})
    for request in (post(b"{}"), post(path="/nowhere"), Request("GET", "/items")):
        outcome = served.handle(request, state)
        assert (outcome.response.status, "ZeroDivisionError" in outcome.traceback) == (500, True)


# How strict


def test_a_warning_refuses_nothing(tmp_path: Path, state: State) -> None:
    node = {"properties": {"id": {"readOnly": True}}}
    outcome = engine(tmp_path, {"requestBody": taking(node)}).handle(post(b'{"id": 1}'), state)
    assert (outcome.response.status, [v.severity for v in outcome.request_violations]) == (200, ["warning"])
    assert outcome.response.header("sl-violations-count") == "1"


@pytest.mark.parametrize(("validation", "status", "count"), [("strict", 422, 1), ("warn", 200, 1), ("off", 200, 0)])
def test_validation_says_what_becomes_of_a_broken_request(
    tmp_path: Path, state: State, validation: str, status: int, count: int
) -> None:
    served = engine(tmp_path, {"requestBody": taking(ITEM)}, validation=validation)
    outcome = served.handle(post(b"{}"), state)
    assert (outcome.response.status, len(outcome.request_violations)) == (status, count)


@pytest.mark.parametrize(("prefer", "status", "count"), [("strict", 422, 1), ("warn", 200, 1), ("off", 200, 0)])
@pytest.mark.parametrize("validation", ["strict", "warn"])
def test_a_request_may_prefer_another_strictness(
    tmp_path: Path, state: State, validation: str, prefer: str, status: int, count: int
) -> None:
    served = engine(tmp_path, {"requestBody": taking(ITEM)}, validation=validation)
    outcome = served.handle(post(b"{}", prefer=f"validate={prefer}"), state)
    assert (outcome.response.status, len(outcome.request_violations)) == (status, count)


def test_what_was_only_noted_is_in_the_headers(tmp_path: Path, state: State) -> None:
    served = engine(tmp_path, {"requestBody": taking(ITEM)}, validation="warn")
    response = served.handle(post(b"{}"), state).response
    assert response.header("sl-violations-count") == "1"
    assert '"code": "required"' in (response.header("sl-violations") or "")


def test_the_preference_for_a_strictness_is_said_to_be_applied(tmp_path: Path, state: State) -> None:
    served = engine(tmp_path, {"requestBody": taking(ITEM)})
    assert (
        served.handle(post(b"{}", prefer="validate=warn"), state).response.header("preference-applied")
        == "validate=warn"
    )


# Who comes in


@pytest.mark.parametrize(
    ("security", "query", "headers", "status"),
    [
        ([{"basic": []}], "", {}, 401),
        ([{"basic": []}], "", BASIC_ANN, 200),
        ([{"basic": []}], "", {"authorization": "Bearer x"}, 401),
        ([{"basic": []}, {"key": []}], "", {"x-key": "1"}, 200),
        ([{"basic": [], "key": []}], "", {"x-key": "1"}, 401),
        ([{"basic": [], "key": []}], "", {"x-key": "1", **BASIC_ANN}, 200),
        ([{"token": []}], "token=1", {}, 200),
        ([{"token": []}], "", {}, 401),
        ([{"basic": []}, {}], "", {}, 200),
        ([], "", {}, 200),
    ],
)
def test_a_request_needs_what_one_alternative_asks_for(
    tmp_path: Path, state: State, security: Json, query: str, headers: dict[str, str], status: int
) -> None:
    served = engine(tmp_path, {"security": security}, parts=SECURED)
    assert served.handle(Request("POST", "/items", query, headers), state).response.status == status


def test_without_auth_nothing_is_asked_for(tmp_path: Path, state: State) -> None:
    served = engine(tmp_path, {"security": [{"basic": []}]}, parts=SECURED, auth=False)
    assert served.handle(post(), state).response.status == 200


def test_without_auth_a_credential_that_is_shown_reaches_the_behaviour(
    tmp_path: Path, state: State, calls: list[Call]
) -> None:
    served = engine(tmp_path, {"security": [{"basic": []}]}, parts=SECURED, auth=False)
    served.handle(Request("POST", "/items", headers=BASIC_ANN), state)
    assert calls[0].credential == Credential("basic", "secret", "ann")


def test_who_is_not_let_in_learns_nothing_of_the_body(tmp_path: Path, state: State) -> None:
    served = engine(tmp_path, {"security": [{"basic": []}], "requestBody": taking(ITEM)}, parts=SECURED)
    outcome = served.handle(post(b"{"), state)
    assert (outcome.response.status, [v.keyword for v in outcome.violations]) == (401, ["security"])


def test_an_account_that_is_not_configured_is_not_let_in(tmp_path: Path, state: State) -> None:
    served = engine(
        tmp_path, {"security": [{"basic": []}]}, parts=SECURED, settings={"shop": {"accounts": "ann:other"}}
    )
    assert served.handle(Request("POST", "/items", headers=BASIC_ANN), state).response.status == 401


def test_the_behaviour_decides_who_may_come_in_by_its_state(tmp_path: Path, state: State, behaviour: Behaviour) -> None:
    @behaviour.authenticates
    def knows(credential: Credential, store: Transaction, now: datetime) -> bool:
        return store.get("keys", credential.secret) == now.year

    served = engine(tmp_path, {"security": [{"key": []}]}, parts=SECURED)
    state.store.put("shop.keys", "good", 2026)
    statuses = [
        served.handle(Request("POST", "/items", headers={"x-key": key}), state).response.status
        for key in ("good", "bad")
    ]
    assert statuses == [200, 401]


# The behaviour


def test_a_handler_reads_the_whole_call(tmp_path: Path, state: State, calls: list[Call]) -> None:
    parameters = [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
        {"name": "limit", "in": "query", "schema": {"type": "integer"}},
        {"name": "X-Trace", "in": "header", "schema": {"type": "array", "items": {"type": "integer"}}},
        {"name": "seen", "in": "cookie", "schema": {"type": "boolean"}},
    ]
    node = {"parameters": parameters, "requestBody": taking({"properties": {"id": {"readOnly": True}}})}
    served = engine(tmp_path, node, path="/items/{id}", parts={"servers": [{"url": "/v1"}]})
    headers = {"x-trace": "1,2", "cookie": "seen=true", "content-type": "application/json"}
    request = Request("POST", "/v1/items/7", "limit=5", headers, b'{"id": 1}', "http://shop.example:1")
    assert served.handle(request, state).source == "behaviour"
    (call,) = calls
    values = call.values
    assert (values.path, values.query, values.cookie, values.body) == (
        {"id": 7},
        {"limit": 5},
        {"seen": True},
        {"id": 1},
    )
    assert values.header == {"X-Trace": [1, 2]}
    assert (call.request, call.operation.id, call.base) == (request, "it", "http://shop.example:1/v1")
    assert call.now == datetime(2026, 1, 1, tzinfo=UTC)
    assert [violation.keyword for violation in call.violations] == ["readOnly"]
    assert (call.items, call.settings["accounts"], call.credential) == ((), "", None)


def test_a_call_below_a_mount_knows_it(tmp_path: Path, state: State, calls: list[Call]) -> None:
    engine(tmp_path, {}, parts={"servers": [{"url": "/v1"}]}).handle(post(path="/shop/v1/items"), state)
    assert [call.base for call in calls] == ["http://localhost/shop/v1"]


BATCH: Json = {"type": "object", "required": ["data"], "properties": {"data": {"type": "array", "items": ITEM}}}


def batch_of(served: Engine, state: State, calls: list[Call], body: bytes) -> tuple[int, tuple[Item, ...]]:
    outcome = served.handle(post(body), state)
    return outcome.response.status, calls[-1].items if calls else ()


def test_what_is_wrong_inside_a_record_goes_with_it_to_the_behaviour(
    tmp_path: Path, state: State, calls: list[Call]
) -> None:
    served = engine(tmp_path, {"requestBody": taking(BATCH), "x-mockserver-batch": "/data"})
    status, items = batch_of(served, state, calls, b'{"data": [{"name": "a"}, {"name": 1}, 5]}')
    assert status == 200
    assert [(item.index, item.value) for item in items] == [(0, {"name": "a"}), (1, {"name": 1}), (2, 5)]
    assert [[(v.location, v.keyword) for v in item.violations] for item in items] == [
        [],
        [(("name",), "type")],
        [((), "type")],
    ]
    assert calls[0].violations == ()


def test_what_is_wrong_beside_the_records_refuses_the_request(tmp_path: Path, state: State, calls: list[Call]) -> None:
    served = engine(tmp_path, {"requestBody": taking(BATCH), "x-mockserver-batch": "/data"})
    assert batch_of(served, state, calls, b'{"data": 1}') == (422, ())


def test_a_refusal_tells_what_is_wrong_inside_the_records_too(tmp_path: Path, state: State, calls: list[Call]) -> None:
    node = {**BATCH, "properties": {**BATCH["properties"], "size": {"type": "integer"}}}
    served = engine(tmp_path, {"requestBody": taking(node), "x-mockserver-batch": "/data"})
    outcome = served.handle(post(b'{"data": [{}], "size": "x"}'), state)
    assert [violation["pointer"] for violation in json_of(outcome.response)["validation"]] == ["/size"]
    assert sorted(violation.pointer for violation in outcome.request_violations) == ["/data/0/name", "/size"]


def test_the_records_of_a_request_that_is_not_validated_have_no_violations(
    tmp_path: Path, state: State, calls: list[Call]
) -> None:
    served = engine(tmp_path, {"requestBody": taking(BATCH), "x-mockserver-batch": "/data"}, validation="off")
    assert batch_of(served, state, calls, b'{"data": [{}]}') == (200, (Item(0, {}),))


def test_the_specifications_batch_wins_over_the_behaviours(tmp_path: Path, state: State, behaviour: Behaviour) -> None:
    found: list[Call] = []
    behaviour.on("it", batch="/other")(remembering(found))
    node = {"requestBody": taking({"type": "object"})}
    body = b'{"data": [1], "other": [2]}'
    engine(tmp_path, node).handle(post(body), state)
    engine(tmp_path, {**node, "x-mockserver-batch": "/data"}).handle(post(body), state)
    assert [[item.value for item in call.items] for call in found] == [[2], [1]]


def test_the_changes_of_a_handler_are_kept(tmp_path: Path, state: State, behaviour: Behaviour) -> None:
    @behaviour.on("it")
    def it(call: Call, store: Transaction) -> Response:
        store.put("items", "1", call.values.body)
        return Response(200)

    engine(tmp_path, {"requestBody": taking(ITEM)}).handle(post(b'{"name": "a"}'), state)
    assert state.store.snapshot() == {"shop.items": {"1": {"name": "a"}}}


def test_a_handler_that_crashes_changes_nothing_and_is_a_500_with_its_traceback(
    tmp_path: Path, state: State, behaviour: Behaviour, caplog: pytest.LogCaptureFixture
) -> None:
    @behaviour.on("it")
    def it(call: Call, store: Transaction) -> Response:
        store.put("items", "1", {})
        raise ZeroDivisionError

    outcome = engine(tmp_path, {}).handle(post(), state)
    assert state.store.snapshot() == {}
    assert (outcome.response.status, outcome.source) == (500, "behaviour")
    assert json_of(outcome.response)["detail"] == "the answer of 'it' crashed; the journal has the traceback"
    assert b"ZeroDivisionError" not in outcome.response.body
    assert "ZeroDivisionError" in outcome.traceback
    assert "ZeroDivisionError" in caplog.text


def test_a_handler_that_cannot_bear_a_broken_request_refuses_it(
    tmp_path: Path, state: State, behaviour: Behaviour
) -> None:
    behaviour.on("it")(lambda call, store: Response.json(200, call.values.body["name"]))
    served = engine(tmp_path, {"requestBody": taking(ITEM)}, validation="warn")
    outcome = served.handle(post(b"{}"), state)
    assert (outcome.response.status, outcome.source, outcome.traceback) == (422, "refusal", "")


def test_handlers_of_one_session_run_one_after_the_other(tmp_path: Path, state: State, behaviour: Behaviour) -> None:
    @behaviour.on("it")
    def it(call: Call, store: Transaction) -> Response:
        store.put("sums", "1", (store.get("sums", "1") or 0) + 1)
        return Response.json(200, {})

    served = engine(tmp_path, {})
    threads = [threading.Thread(target=lambda: [served.handle(post(), state) for _ in range(25)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert state.store.get("shop.sums", "1") == 200
    assert sorted(int(outcome.id) for outcome in state.journal.outcomes()) == list(range(1, 201))


# Answers from the specification


EXAMPLES: Json = {"examples": {"small": {"value": {"a": 1}}, "large": {"value": {"a": 2}}}}


def test_an_example_answers_where_no_behaviour_does(tmp_path: Path, state: State) -> None:
    outcome = engine(tmp_path, {"responses": {"200": giving({}, **EXAMPLES)}}).handle(post(), state)
    assert (outcome.source, outcome.response.body) == ("example", b'{"a":1}')


@pytest.mark.parametrize(("dynamic", "source"), [(True, "generated"), (False, "example")])
def test_a_dynamic_server_prefers_generated_answers(tmp_path: Path, state: State, dynamic: bool, source: str) -> None:
    served = engine(tmp_path, {"responses": {"200": giving({"type": "object"}, **EXAMPLES)}}, dynamic=dynamic)
    assert served.handle(post(), state).source == source


def test_a_request_may_prefer_an_example_to_a_dynamic_servers_answer(tmp_path: Path, state: State) -> None:
    served = engine(tmp_path, {"responses": {"200": giving({"type": "object"}, **EXAMPLES)}}, dynamic=True)
    assert served.handle(post(prefer="dynamic=false"), state).source == "example"


@pytest.mark.parametrize("request_", [post(prefer="code=404, example=gone"), post(query="__code=404&__example=gone")])
def test_a_preference_goes_before_the_behaviour(
    tmp_path: Path, state: State, behaviour: Behaviour, request_: Request
) -> None:
    behaviour.on("it")(answering(Response(200)))
    responses = {"200": giving({}), "404": giving({}, examples={"gone": {"value": {"gone": True}}})}
    outcome = engine(tmp_path, {"responses": responses}).handle(request_, state)
    assert (outcome.source, outcome.response.status, json_of(outcome.response)) == ("example", 404, {"gone": True})
    assert outcome.response.header("preference-applied") == "code=404, example=gone"


@pytest.mark.parametrize("preference", ["code=404", "code=2²2", "code=x", "example=nothing"])
def test_an_unknown_preference_is_refused(tmp_path: Path, state: State, preference: str) -> None:
    served = engine(tmp_path, {"responses": {"200": giving({}, **EXAMPLES)}})
    outcome = served.handle(post(prefer=preference), state)
    assert (outcome.response.status, outcome.source) == (404, "refusal")


def test_a_broken_request_is_refused_though_it_prefers_an_answer(tmp_path: Path, state: State) -> None:
    served = engine(tmp_path, {"requestBody": taking(ITEM), "responses": {"200": giving({}, **EXAMPLES)}})
    assert served.handle(post(b"{}", prefer="example=small"), state).response.status == 422


def test_what_a_client_does_not_accept_is_406(tmp_path: Path, state: State) -> None:
    outcome = engine(tmp_path, {"responses": {"200": giving({}, **EXAMPLES)}}).handle(post(accept="image/png"), state)
    assert outcome.response.status == 406


def test_one_seed_and_path_generate_one_answer(tmp_path: Path) -> None:
    served = engine(tmp_path, {"responses": {"200": giving({"type": "integer"})}}, path="/items/{id}")

    def answer(path: str, seed: str, **headers: str) -> bytes:
        return served.handle(post(path=path, **headers), State.new(seed=seed)).response.body

    assert answer("/items/1", "a") == answer("/items/1", "a")
    both = "dynamic=true, seed=z"
    assert answer("/items/1", "a", prefer=both) == answer("/items/1", "b", prefer=both)
    assert len({answer(f"/items/{number}", "a", prefer="dynamic=true") for number in range(9)}) > 1


# Our own answers


def test_an_answer_of_our_own_that_breaks_its_contract_is_told(
    tmp_path: Path, state: State, behaviour: Behaviour
) -> None:
    behaviour.on("it")(answering(Response.json(200, {"a": "x"})))
    served = engine(tmp_path, {"responses": {"200": giving({"properties": {"a": {"type": "integer"}}})}})
    outcome = served.handle(post(), state)
    assert [(v.blame, v.keyword, v.pointer) for v in outcome.response_violations] == [("mock", "type", "/a")]
    assert (outcome.response.status, outcome.response.header("sl-violations-count")) == (200, "1")


def test_with_errors_an_answer_that_breaks_its_contract_is_a_500(
    tmp_path: Path, state: State, behaviour: Behaviour
) -> None:
    behaviour.on("it")(answering(Response.json(200, {"a": "x"})))
    node = {"responses": {"200": giving({"properties": {"a": {"type": "integer"}}})}}
    outcome = engine(tmp_path, node, errors=True).handle(post(), state)
    assert (outcome.response.status, outcome.source) == (500, "refusal")
    assert json_of(outcome.response)["validation"][0]["pointer"] == "/a"
    assert len(outcome.response_violations) == 1


def test_with_errors_a_good_answer_stays(tmp_path: Path, state: State) -> None:
    assert engine(tmp_path, {}, errors=True).handle(post(), state).response.status == 200


def test_without_validation_answers_are_not_judged(tmp_path: Path, state: State, behaviour: Behaviour) -> None:
    behaviour.on("it")(answering(Response(599)))
    assert engine(tmp_path, {}, validation="off").handle(post(), state).violations == ()


def test_an_answer_whose_value_is_not_known_is_read_to_be_judged(
    tmp_path: Path, state: State, behaviour: Behaviour
) -> None:
    response = Response(200, (("Content-Type", "application/json"),), b'{"a": "x"}')
    assert response.value is ABSENT
    behaviour.on("it")(answering(response))
    served = engine(tmp_path, {"responses": {"200": giving({"properties": {"a": {"type": "integer"}}})}})
    assert [v.pointer for v in served.handle(post(), state).response_violations] == ["/a"]


# Sessions


def test_two_sessions_of_one_seed_begin_alike(tmp_path: Path, behaviour: Behaviour) -> None:
    @behaviour.on("it")
    def it(call: Call, store: Transaction) -> Response:
        store.put("items", uuid := store.uuid("items"), {})
        return Response.json(200, {"id": uuid, "token": store.token("t"), "at": call.now.isoformat()})

    served = engine(tmp_path, {})
    first, second = (
        [served.handle(post(), state).response.body for _ in range(3)]
        for state in (State.new("a", "seed"), State.new("b", "seed"))
    )
    assert first == second
    assert len(set(first)) == 3


def test_states_do_not_see_each_others_records(tmp_path: Path, behaviour: Behaviour) -> None:
    @behaviour.on("it")
    def it(call: Call, store: Transaction) -> Response:
        store.put("items", store.uuid("items"), {})
        return Response.json(200, len(store.items("items")))

    served = engine(tmp_path, {})
    states = (State.new("a"), State.new("b"))
    assert [served.handle(post(), state).response.body for state in (*states, *states)] == [b"1", b"1", b"2", b"2"]


def test_the_options_have_defaults_that_are_strict() -> None:
    assert Options() == Options(validation="strict", auth=True, errors=False, dynamic=False)


def outcome_of(served: Engine, request: Request) -> Outcome:
    return served.handle(request, State.new(seed="1"))


def test_a_violation_of_the_specification_refuses_nobody(tmp_path: Path) -> None:
    outcome = outcome_of(engine(tmp_path, {"requestBody": taking({"type": "strnig"})}), post(b"{}"))
    assert outcome.response.status == 200
    assert [(v.blame, v.severity) for v in outcome.request_violations] == [("spec", "warning")]


def told(violations: tuple[Violation, ...]) -> Mapping[str, str]:
    return {violation.pointer: violation.keyword for violation in violations}


def test_every_part_of_a_request_is_judged_at_once(tmp_path: Path) -> None:
    parameters = [
        {"name": "limit", "in": "query", "schema": {"type": "integer"}},
        {"name": "X-Size", "in": "header", "required": True, "schema": {}},
    ]
    served = engine(tmp_path, {"parameters": parameters, "requestBody": taking(ITEM)})
    outcome = outcome_of(served, post(b'{"name": 1}', query="limit=x"))
    assert told(outcome.request_violations) == {"/limit": "type", "/X-Size": "required", "/name": "type"}


# Deep values


def echo(call: Call, store: Transaction) -> Response:
    store.put("items", "1", call.values.body)
    return Response.json(200, [dict(call.values.query), store.get("items", "1") or None])


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_what_may_be_sent_may_be_answered(
    tmp_path: Path, state: State, behaviour: Behaviour, opening: bytes, closing: bytes
) -> None:
    behaviour.on("it")(echo)
    body = opening * (MAX_DEPTH - 1) + b"1" + closing * (MAX_DEPTH - 1)
    outcome = engine(tmp_path, {"requestBody": taking({})}).handle(post(body), state)
    assert (outcome.response.status, body in outcome.response.body) == (200, True)


def test_a_query_of_many_steps_is_answered_or_refused(tmp_path: Path, state: State, behaviour: Behaviour) -> None:
    behaviour.on("it")(echo)
    parameters = [{"name": "v", "in": "query", "style": "deepObject", "schema": {"type": "object"}}]
    outcome = engine(tmp_path, {"parameters": parameters}).handle(post(b"", query="v" + "[a]" * 5_000 + "=1"), state)
    assert outcome.traceback == ""


@pytest.mark.parametrize("node", [{"const": 1}, {"enum": [1]}, {"uniqueItems": True}, {"items": {"const": 1}}])
def test_a_deep_body_is_judged_by_every_keyword(tmp_path: Path, state: State, node: Json) -> None:
    body = b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1)
    assert engine(tmp_path, {"requestBody": taking(node)}).handle(post(body), state).traceback == ""
