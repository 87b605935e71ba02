"""The control API looks inside a running server, changes what it remembers, and lets no stranger in."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client

from mockserver import create_app
from mockserver.behaviours import Behaviour, Call, Setting
from mockserver.model import Response
from mockserver.state import Transaction
from tests.documents import OK, Json, document, giving, taking, written
from tests.web.asking import Session

NAMED = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
PATHS = {
    "/pets": {
        "post": {
            "operationId": "pets.create",
            "summary": "Create a pet",
            "requestBody": taking(NAMED),
            "responses": {"200": giving({}), "4XX": giving({})},
        },
        "get": {"operationId": "pets.list", "responses": {"200": giving({}, example=[])}},
    },
    "/pets/{id}": {"get": {"operationId": "pets.get", "responses": OK}},
}
BANK = {"/accounts": {"get": {"operationId": "accounts.list", "responses": OK}}}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A server of two APIs, one of them with a behaviour; each test has a session of its own."""
    module = ModuleType("its.own.control_shop")
    behaviour = Behaviour(settings={"colour": Setting("red", "which one")})
    module.__dict__["behaviour"] = behaviour

    @behaviour.on("pets.create")
    def create(call: Call, store: Transaction) -> Response:
        store.put("pets", str(store.next_id("pets")), call.values.body)
        return Response.json(200, call.values.body)

    sys.modules["its.own.control_shop"] = module
    folder = tmp_path_factory.mktemp("control")
    shop = document(PATHS, servers=[{"url": "/v1"}], **{"x-mockserver-behaviour": "its.own.control_shop"})
    yield create_app([written(folder, shop, "shop"), written(folder, document(BANK), "bank")], seed=1)
    del sys.modules["its.own.control_shop"]


@pytest.fixture
def session(app: Flask, request: pytest.FixtureRequest) -> Session:
    return Session(app, str(request.node.name).encode("ascii", "replace").decode())


def pet(session: Session, name: Json = "Rex") -> None:
    session("POST", "/v1/pets", {"name": name})


# What is served


def test_health_says_that_all_is_well(session: Session) -> None:
    status, health = session.control("GET", "/health")
    assert (status, health["status"], health["apis"]) == (200, "ok", ["shop", "bank"])
    assert isinstance(health["sessions"], int)


def test_the_apis_are_told(session: Session) -> None:
    status, found = session.control("GET", "/apis")
    shop = found["apis"][0]
    file = shop.pop("file")
    assert (status, found["total"], Path(file).name) == (200, 2, "shop.json")
    assert shop == {
        "name": "shop",
        "title": "Shop",
        "version": "1",
        "bases": ["/v1"],
        "mount": "/shop",
        "operations": 3,
        "behaviour": "its.own.control_shop",
        "settings": {
            "accounts": "",
            "tokens": "any",
            "seed": "examples",
            "unknown_parameters": "ignore",
            "colour": "red",
        },
        "findings": [],
    }


def test_what_is_wrong_with_a_specification_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(
        "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        '200': {description: good}\n"
        "      parameters:\n        - in: query\n",
        encoding="utf-8",
    )
    _, found = Session(create_app(file), "s").control("GET", "/apis")
    assert (found["apis"][0]["title"], found["apis"][0]["findings"]) == (
        None,
        [
            {
                "code": "invalid-parameter",
                "severity": "error",
                "message": "a parameter needs a 'name'; this one is left out",
                "file": str(file),
                "line": 8,
            }
        ],
    )


def test_the_operations_are_told(session: Session) -> None:
    status, found = session.control("GET", "/operations")
    assert (status, found["total"]) == (200, 4)
    assert found["operations"][1] == {
        "id": "pets.create",
        "api": "shop",
        "method": "POST",
        "path": "/pets",
        "paths": ["/v1/pets", "/shop/v1/pets"],
        "summary": "Create a pet",
        "answered_by": "behaviour",
        "statuses": ["200", "4XX"],
    }
    by_id = {operation["id"]: operation["answered_by"] for operation in found["operations"]}
    assert by_id == {
        "pets.create": "behaviour", "pets.list": "example", "pets.get": "generated", "accounts.list": "generated",
    }  # fmt: skip


# The journal


def test_a_request_is_told_with_all_that_became_of_it(session: Session, app: Flask) -> None:
    session("POST", "/v1/pets?a=1", {"name": 5}, X_Own="x")
    status, found = session.control("GET", "/requests/1")
    file = app.extensions["mockserver"][0].apis["shop"].document.file
    (violation,) = found["violations"]
    headers, ms, response = found.pop("headers"), found.pop("ms"), found.pop("response")
    assert status == 200
    assert found == {
        "id": "1",
        "at": "2026-01-01T00:00:00.000Z",
        "session": session.name,
        "api": "shop",
        "operation": "pets.create",
        "method": "POST",
        "path": "/v1/pets",
        "query": "a=1",
        "body": {"name": 5},
        "source": "refusal",
        "status": 422,
        "violations": [
            {
                "location": ["body", "name"],
                "pointer": "/name",
                "code": "type",
                "severity": "error",
                "message": "must be string, not integer",
                "blame": "client",
                "file": file,
                "line": 1,
                "request": "1",
            }
        ],
    }
    assert violation["line"] == 1
    assert (headers["x-own"], ms >= 0) == ("x", True)
    assert (response["status"], response["headers"]["X-Mock-Request"]) == (422, "1")


def test_a_violation_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(
        "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses: {}\n      parameters:\n"
        "        - name: v\n          in: query\n          schema:\n            type: integer\n",
        encoding="utf-8",
    )
    session = Session(create_app(file), "s")
    session("GET", "/a?v=x")
    _, found = session.control("GET", "/violations")
    assert [(violation["code"], violation["line"]) for violation in found["violations"]] == [("type", 10)]


def test_the_newest_request_comes_first(session: Session) -> None:
    for name in ("a", "b", "c"):
        pet(session, name)
    status, found = session.control("GET", "/requests")
    assert (status, found["total"]) == (200, 3)
    assert [request["body"]["name"] for request in found["requests"]] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", ["4", "3", "2", "1"]),
        ("operation=pets.create", ["3", "1"]),
        ("status=404", ["4"]),
        ("source=example", ["2"]),
        ("violations=true", ["4", "3"]),
        ("violations=1", ["4", "3"]),
        ("violations=false", ["4", "3", "2", "1"]),
        ("operation=pets.create&status=200", ["1"]),
        ("session=nobody", []),
        ("operation=nothing", []),
        ("limit=2", ["4", "3"]),
        ("limit=0", []),
    ],
)
def test_requests_are_filtered(session: Session, query: str, ids: list[str]) -> None:
    pet(session)
    session("GET", "/v1/pets")
    pet(session, 5)
    session("GET", "/nowhere")
    _, found = session.control("GET", f"/requests?{query}")
    assert [request["id"] for request in found["requests"]] == ids


def test_requests_of_another_session_are_asked_for_by_its_name(app: Flask, session: Session) -> None:
    pet(session)
    pet(Session(app, "another one"), "Leo")
    _, found = session.control("GET", "/requests?session=another%20one")
    assert [(request["session"], request["body"]) for request in found["requests"]] == [
        ("another one", {"name": "Leo"}),
    ]


def test_asking_for_a_session_that_is_not_there_makes_none(session: Session) -> None:
    assert session.control("GET", "/requests?session=nobody") == (200, {"requests": [], "total": 0})
    assert "nobody" not in [known["name"] for known in session.control("GET", "/sessions")[1]["sessions"]]


def test_the_total_counts_what_a_limit_leaves_out(session: Session) -> None:
    pet(session)
    pet(session)
    _, found = session.control("GET", "/requests?limit=1")
    assert (len(found["requests"]), found["total"]) == (1, 2)


@pytest.mark.parametrize("limit", ["x", "-1", "", "1.5", "%C2%B2"])
def test_a_limit_that_is_no_number_is_refused(session: Session, limit: str) -> None:
    assert session.control("GET", f"/requests?limit={limit}") == (
        400,
        {"error": {"code": "invalid_limit", "message": "limit must be a whole number"}},
    )


def test_an_unknown_request_is_refused(session: Session) -> None:
    message = "the journal of this session has no request '7'"
    assert session.control("GET", "/requests/7") == (404, {"error": {"code": "unknown_request", "message": message}})


def test_forgotten_requests_are_gone_and_ids_go_on(session: Session) -> None:
    pet(session)
    assert session.control("DELETE", "/requests") == (204, None)
    assert session.control("GET", "/requests") == (200, {"requests": [], "total": 0})
    pet(session)
    assert session.control("GET", "/requests/2")[0] == 200


def test_control_requests_are_in_no_journal(session: Session) -> None:
    session.control("GET", "/health")
    assert session.control("GET", "/requests")[1]["total"] == 0


def test_violations_are_told_with_their_requests(session: Session) -> None:
    pet(session, 5)
    pet(session)
    session("PUT", "/v1/pets")
    status, found = session.control("GET", "/violations")
    assert (status, found["total"]) == (200, 2)
    assert [(v["request"], v["code"], v["blame"]) for v in found["violations"]] == [
        ("3", "method", "client"),
        ("1", "type", "client"),
    ]
    assert (found["violations"][0]["file"], found["violations"][0]["line"]) == (None, None)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b'{"name": "Rex"}', {"name": "Rex"}),
        (b"{", "{"),
        (b"\xff", {"base64": "/w=="}),
        ("\u00e4".encode(), "\u00e4"),
        (b"[" * 1_000 + b"]" * 1_000, "[" * 1_000 + "]" * 1_000),
    ],
)
def test_a_body_of_any_kind_is_shown(session: Session, body: bytes, shown: Json) -> None:
    session("POST", "/v1/pets", body)
    status, found = session.control("GET", "/requests/1")
    assert (status, found["body"]) == (200, shown)


def test_an_empty_body_is_null(session: Session) -> None:
    session("GET", "/v1/pets")
    assert session.control("GET", "/requests/1")[1]["body"] is None


def test_a_crash_is_shown_with_its_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("its_own_crash")
    module.__dict__["behaviour"] = behaviour = Behaviour()
    behaviour.on("it")(lambda call, store: Response.json(200, 1 / 0))
    monkeypatch.setitem(sys.modules, "its_own_crash", module)
    paths = {"/a": {"get": {"operationId": "it", "responses": OK}}}
    file = written(tmp_path, document(paths, **{"x-mockserver-behaviour": "its_own_crash.x"}))
    monkeypatch.setitem(sys.modules, "its_own_crash.x", module)
    session = Session(create_app(file), "s")
    assert session("GET", "/a")[0] == 500
    assert "ZeroDivisionError" in session.control("GET", "/requests/1")[1]["traceback"]


# State


def test_records_are_shown_by_collection(session: Session) -> None:
    pet(session)
    assert session.control("GET", "/state") == (200, {"shop.pets": {"1": {"name": "Rex"}}})


def test_records_take_the_place_of_all_others(session: Session) -> None:
    pet(session)
    state = {"shop.pets": {"7": {"name": "Tom"}}, "bank.accounts": {"a/b": 5}}
    assert session.control("PUT", "/state", state) == (200, state)
    assert session.control("GET", "/state") == (200, state)


def test_what_was_shown_can_be_put_back_after_a_reset(session: Session) -> None:
    pet(session)
    _, shown = session.control("GET", "/state")
    session.control("POST", "/reset")
    assert session.control("PUT", "/state", shown) == (200, shown)


@pytest.mark.parametrize("body", [{"shop.pets": []}, {"shop.pets": 5}, {"shop.pets": None}])
def test_what_is_no_collection_is_refused(session: Session, body: Json) -> None:
    message = 'send {"<collection>": {"<id>": record}}'
    assert session.control("PUT", "/state", body) == (400, {"error": {"code": "invalid_state", "message": message}})


def test_records_of_an_unknown_collection_replace_nothing(session: Session) -> None:
    pet(session)
    status, answer = session.control("PUT", "/state", {"birds": {}})
    assert (status, answer["error"]["code"]) == (404, "unknown_collection")
    assert session.control("GET", "/state")[1] == {"shop.pets": {"1": {"name": "Rex"}}}


def test_forgotten_records_are_gone(session: Session) -> None:
    pet(session)
    assert session.control("DELETE", "/state") == (204, None)
    assert session.control("GET", "/state") == (200, {})


def test_a_collection_is_a_list_of_its_records(session: Session) -> None:
    pet(session, "a")
    pet(session, "b")
    expected = {"items": [{"name": "a"}, {"name": "b"}], "total": 2}
    for name in ("pets", "Pets", "shop.pets"):
        assert session.control("GET", f"/state/{name}") == (200, expected)


def test_an_unknown_collection_is_refused(session: Session) -> None:
    for method, path in (("GET", "/state/birds"), ("DELETE", "/state/birds"), ("PUT", "/state/birds/1")):
        status, answer = session.control(method, path, {} if method == "PUT" else None)
        assert (status, answer["error"]["code"]) == (404, "unknown_collection")


def test_a_forgotten_collection_is_empty(session: Session) -> None:
    pet(session)
    session.control("PUT", "/state/bank.accounts/1", 5)
    assert session.control("DELETE", "/state/pets") == (204, None)
    assert session.control("GET", "/state") == (200, {"bank.accounts": {"1": 5}})


@pytest.mark.parametrize("record", [{"name": "Tom"}, [1], "text", 0, None, False])
def test_any_json_value_is_put_and_shown(session: Session, record: Json) -> None:
    assert session.control("PUT", "/state/shop.pets/a/b%20c", record if record is not None else b"null") == (
        200,
        record,
    )
    assert session.control("GET", "/state/pets/a/b%20c") == (200, record)


def test_a_record_is_merged(session: Session) -> None:
    session.control(
        "PUT", "/state/shop.pets/1", {"name": "Rex", "age": 5, "owner": {"name": "Ann", "id": 1}, "tags": [1]}
    )
    patch = {
        "age": None,
        "gone": None,
        "owner": {"id": None, "age": 7},
        "tags": [2],
        "more": {"a": {"b": None, "c": 1}},
    }
    merged = {"name": "Rex", "owner": {"name": "Ann", "age": 7}, "tags": [2], "more": {"a": {"c": 1}}}
    assert session.control("PATCH", "/state/pets/1", patch) == (200, merged)
    assert session.control("GET", "/state/pets/1") == (200, merged)


def test_a_record_that_is_no_object_is_replaced_by_a_patch(session: Session) -> None:
    session.control("PUT", "/state/shop.pets/1", 5)
    assert session.control("PATCH", "/state/pets/1", {"a": 1}) == (200, {"a": 1})


def test_a_forgotten_record_is_gone(session: Session) -> None:
    pet(session)
    assert session.control("DELETE", "/state/pets/1") == (204, None)
    assert session.control("GET", "/state/pets") == (200, {"items": [], "total": 0})


@pytest.mark.parametrize(("method", "body"), [("GET", None), ("PATCH", {}), ("DELETE", None)])
def test_an_unknown_record_is_refused(session: Session, method: str, body: Json) -> None:
    pet(session)
    message = "'pets' has no record '7'"
    assert session.control(method, "/state/pets/7", body) == (
        404,
        {"error": {"code": "unknown_record", "message": message}},
    )


def test_a_reset_forgets_everything(session: Session) -> None:
    pet(session)
    session.control("PUT", "/clock", {"advance": "2h"})
    clock = {"now": "2026-01-01T00:00:00.000Z", "frozen": False}
    assert session.control("POST", "/reset") == (200, {"name": session.name, "requests": 0, "clock": clock})
    assert session.control("GET", "/state") == (200, {})
    assert session.control("GET", "/requests")[1]["total"] == 0
    assert session.control("GET", "/clock") == (200, clock)


# The clock


def test_the_clock_is_told(session: Session) -> None:
    pet(session)
    assert session.control("GET", "/clock") == (200, {"now": "2026-01-01T00:00:00.001Z", "frozen": False})


@pytest.mark.parametrize(
    ("body", "now", "frozen"),
    [
        ({"now": "2030-05-06T07:08:09.010+02:00"}, "2030-05-06T05:08:09.010Z", False),
        ({"advance": "2h"}, "2026-01-01T02:00:00.000Z", False),
        ({"advance": "P1DT1M"}, "2026-01-02T00:01:00.000Z", False),
        ({"freeze": True}, "2026-01-01T00:00:00.000Z", True),
        ({"now": "2030-01-01T00:00:00Z", "advance": "1d", "freeze": True}, "2030-01-02T00:00:00.000Z", True),
        ({}, "2026-01-01T00:00:00.000Z", False),
    ],
)
def test_the_clock_is_moved(session: Session, body: Json, now: str, frozen: bool) -> None:
    assert session.control("PUT", "/clock", body) == (200, {"now": now, "frozen": frozen})
    assert session.control("GET", "/clock") == (200, {"now": now, "frozen": frozen})


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"now": "soon"}, "now must be an ISO 8601 time, such as 2026-01-01T00:00:00Z"),
        ({"now": 5}, "now must be an ISO 8601 time, such as 2026-01-01T00:00:00Z"),
        ({"now": None}, "now must be an ISO 8601 time, such as 2026-01-01T00:00:00Z"),
        ({"advance": "soon"}, "advance must be a span, such as 90s, 15m, 2h, 1d or PT90S"),
        ({"advance": 90}, "advance must be a span, such as 90s, 15m, 2h, 1d or PT90S"),
        ({"freeze": "yes"}, "freeze must be true or false"),
        ({"freeze": None}, "freeze must be true or false"),
        ({"advance": "9999999d"}, "the clock cannot go that far"),
        ({"later": "1h", "by": 1}, "unknown: by, later; there are now, advance, freeze"),
    ],
)
def test_a_clock_that_cannot_be_set_is_left_as_it_is(session: Session, body: Json, message: str) -> None:
    assert session.control("PUT", "/clock", body) == (400, {"error": {"code": "invalid_clock", "message": message}})
    assert session.control("GET", "/clock")[1] == {"now": "2026-01-01T00:00:00.000Z", "frozen": False}


@pytest.mark.parametrize(
    "body",
    [
        {"now": "2030-01-01T00:00:00Z", "advance": "9999999d"},
        {"advance": "9" * 30 + "d"},
        {"advance": "P" + "9" * 30 + "D"},
    ],
)
def test_a_clock_that_cannot_go_that_far_does_not_move_at_all(session: Session, body: Json) -> None:
    assert session.control("PUT", "/clock", body)[0] == 400
    assert session.control("GET", "/clock")[1]["now"] == "2026-01-01T00:00:00.000Z"


@pytest.mark.parametrize("seeded", [True, False])
def test_the_end_of_time_stops_no_request(tmp_path: Path, seeded: bool) -> None:
    session = Session(create_app(written(tmp_path, document(PATHS)), seed=1 if seeded else None), "s")
    session.control("PUT", "/clock", {"now": "9999-12-31T23:59:59.999999Z"})
    for _ in range(3):
        assert session("GET", "/pets")[0] == 200
        assert session.control("GET", "/clock")[0] == 200
        assert session.control("GET", "/requests")[0] == 200


# Sessions


def test_a_session_is_made_and_listed_and_forgotten(session: Session) -> None:
    name = f"{session.name}'s own"
    clock = {"now": "2026-01-01T00:00:00.000Z", "frozen": False}
    assert session.control("POST", "/sessions", {"name": name}) == (201, {"name": name, "requests": 0, "clock": clock})
    status, found = session.control("GET", "/sessions")
    assert (status, {"name": name, "requests": 0, "clock": clock} in found["sessions"]) == (200, True)
    assert found["total"] == len(found["sessions"])
    assert session.control("DELETE", f"/sessions/{name}") == (204, None)
    message = f"there is no session '{name}'"
    assert session.control("DELETE", f"/sessions/{name}") == (
        404,
        {"error": {"code": "unknown_session", "message": message}},
    )


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": 5}, {"name": None}])
def test_a_session_without_a_name_is_refused(session: Session, body: Json) -> None:
    error = {"code": "invalid_session", "message": 'send {"name": "..."}'}
    assert session.control("POST", "/sessions", body) == (400, {"error": error})


def test_sessions_do_not_see_each_others_requests(session: Session, app: Flask) -> None:
    other = Session(app, f"{session.name} other")
    pet(session)
    assert session.control("GET", "/requests")[1]["total"] == 1
    assert other.control("GET", "/requests")[1]["total"] == 0
    assert other.control("GET", "/state") == (200, {})


def test_without_a_name_the_session_is_the_default_one(tmp_path: Path) -> None:
    app = create_app(written(tmp_path, document(PATHS)))
    client = Client(app.wsgi_app)
    client.get("/pets")
    assert client.get("/__mock__/requests").get_json(force=True)["total"] == 1
    assert client.post("/__mock__/reset").get_json(force=True)["name"] == "default"


# What cannot be done


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/state"),
        ("PUT", "/state/shop.pets/1"),
        ("PATCH", "/state/pets/1"),
        ("PUT", "/clock"),
        ("POST", "/sessions"),
    ],
)
@pytest.mark.parametrize("body", [b"{", b"", b"\xff", b'{"a": NaN}'])
def test_a_body_that_is_no_json_is_refused(session: Session, method: str, path: str, body: bytes) -> None:
    pet(session)
    status, answer = session.control(method, path, body)
    assert (status, answer["error"]["code"]) == (400, "invalid_json")
    assert answer["error"]["message"].startswith("the body is not valid JSON: ")


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/state"), ("PATCH", "/state/pets/1"), ("PUT", "/clock"), ("POST", "/sessions")]
)
@pytest.mark.parametrize("body", [[], 5, "text", True])
def test_a_body_that_must_be_an_object_is_one(session: Session, method: str, path: str, body: Json) -> None:
    pet(session)
    error = {"code": "invalid_json", "message": "the body must be a JSON object"}
    assert session.control(method, path, body) == (400, {"error": error})


@pytest.mark.parametrize(("method", "path"), [("PUT", "/state/shop.pets/1"), ("PUT", "/state")])
def test_a_body_that_is_nested_too_deep_is_refused(session: Session, method: str, path: str) -> None:
    deep = b'{"shop.pets": {"1": ' + b"[" * 600 + b"]" * 600 + b"}}"
    status, answer = session.control(method, path, deep)
    assert (status, answer["error"]["code"]) == (400, "invalid_json")
    assert session.control("GET", "/state") == (200, {})


def test_an_unknown_route_is_told_in_the_same_shape(session: Session) -> None:
    status, answer = session.control("GET", "/nothing")
    assert (status, set(answer), answer["error"]["code"]) == (404, {"error"}, "not_found")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/health", {"GET", "HEAD", "OPTIONS"}),
        ("/reset", {"POST", "OPTIONS"}),
        ("/clock", {"GET", "PUT", "HEAD", "OPTIONS"}),
    ],
)
def test_a_method_that_a_route_does_not_offer_is_405_with_allow(app: Flask, path: str, allowed: set[str]) -> None:
    answer = Client(app.wsgi_app).patch(f"/__mock__{path}")
    assert (answer.status_code, answer.get_json(force=True)["error"]["code"]) == (405, "method_not_allowed")
    assert set(answer.headers["Allow"].split(", ")) == allowed


def test_a_crash_of_the_control_api_is_told_in_the_same_shape(app: Flask) -> None:
    sessions = app.extensions["mockserver"][1]
    sessions.get("broken").store.put("shop.pets", "1", {1, 2})
    answer = Client(app.wsgi_app).get("/__mock__/state", headers={"X-Mock-Session": "broken"})
    assert (answer.status_code, answer.get_json(force=True)["error"]["code"]) == (500, "internal_server_error")


@pytest.mark.parametrize("name", ["shop.", "shop.%20", "shop.shop.", "shop.ä"])
def test_no_name_of_a_collection_stops_the_others_from_being_shown(session: Session, name: str) -> None:
    pet(session)
    session.control("PUT", f"/state/{name}/1", 5)
    status, shown = session.control("GET", "/state")
    assert (status, shown["shop.pets"]) == (200, {"1": {"name": "Rex"}})


# Who may come in


def guarded(folder: Path, headers: Mapping[str, str], *, host: str = "localhost", **settings: Json) -> tuple[int, Any]:
    app = create_app(written(folder, document(PATHS)), **settings)
    answer = Client(app.wsgi_app).get("/__mock__/health", headers=headers, base_url=f"http://{host}")
    return answer.status_code, answer.get_json(force=True).get("error", {}).get("code")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LocalHost:4010", "127.0.0.1:80", "[::1]:4010"])
def test_this_machine_may_come_in_without_a_token(tmp_path: Path, host: str) -> None:
    assert guarded(tmp_path, {}, host=host) == (200, None)


@pytest.mark.parametrize("host", ["shop.example", "192.0.2.1:4010", "localhost.shop.example", "[2001:db8::1]:80"])
def test_a_name_that_is_not_this_machines_is_refused(tmp_path: Path, host: str) -> None:
    assert guarded(tmp_path, {}, host=host) == (403, "forbidden_host")


def test_a_host_may_be_let_in(tmp_path: Path) -> None:
    assert guarded(tmp_path, {}, host="shop.example:80", control_hosts=("shop.example",)) == (200, None)
    assert guarded(tmp_path, {}, host="other.example", control_hosts=("shop.example",)) == (403, "forbidden_host")


@pytest.mark.parametrize(
    ("authorization", "expected"),
    [
        ({"Authorization": "Bearer secret"}, (200, None)),
        ({"Authorization": "bearer secret"}, (200, None)),
        ({"Authorization": "secret"}, (401, "unauthorized")),
        ({"Authorization": "Basic secret"}, (401, "unauthorized")),
        ({"Authorization": "Bearer wrong"}, (401, "unauthorized")),
        ({"Authorization": "Bearer "}, (401, "unauthorized")),
        ({"Authorization": "Basic c2VjcmV0"}, (401, "unauthorized")),
        ({"Authorization": "Bearer \u00e4"}, (401, "unauthorized")),
        ({}, (401, "unauthorized")),
    ],
)
def test_a_token_is_asked_for_where_there_is_one(
    tmp_path: Path, authorization: dict[str, str], expected: tuple[int, str | None]
) -> None:
    assert guarded(tmp_path, authorization, control_token="secret") == expected


def test_who_shows_no_token_is_told_how(tmp_path: Path) -> None:
    answer = Client(create_app(written(tmp_path, document(PATHS)), control_token="secret").wsgi_app).get(
        "/__mock__/health"
    )
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_who_shows_the_token_may_come_from_anywhere(tmp_path: Path) -> None:
    headers = {"Authorization": "Bearer secret"}
    assert guarded(tmp_path, headers, host="shop.example", control_token="secret") == (200, None)


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("http://localhost:4010", (200, None)),
        ("https://localhost:4010", (200, None)),
        ("http://localhost", (403, "forbidden_origin")),
        ("https://page.example", (403, "forbidden_origin")),
        ("http://localhost:4010.page.example", (403, "forbidden_origin")),
        ("null", (403, "forbidden_origin")),
        ("", (403, "forbidden_origin")),
    ],
)
@pytest.mark.parametrize("token", [None, "secret"])
def test_pages_of_other_sites_are_refused(
    tmp_path: Path, origin: str, expected: tuple[int, str | None], token: str | None
) -> None:
    headers = {"Origin": origin, "Authorization": "Bearer secret"}
    assert guarded(tmp_path, headers, host="localhost:4010", control_token=token) == expected


def test_every_route_is_guarded(app: Flask) -> None:
    client = Client(app.wsgi_app)
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/__mock__")]
    answers = {
        f"{method} {rule.rule}": client.open(
            rule.rule.replace("<", "").replace(">", ""), method=method, base_url="http://shop.example"
        ).status_code
        for rule in rules
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}
    }
    assert len(answers) >= 22
    assert {route: status for route, status in answers.items() if status != 403} == {}
