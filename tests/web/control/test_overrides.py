"""An override answers in the place of an operation's own answer, when it is to, and as often as it is to."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client

from mockserver.delivery import Delivery
from mockserver.state import Sessions
from mockserver.web.door import Door
from tests.documents import Json
from tests.web.asking import Session


def override(session: Session, **given: Json) -> dict[str, Any]:
    status, answer = session.control("POST", "/overrides", given)
    assert status == 201, answer
    found: dict[str, Any] = answer
    return found


def refused(session: Session, **given: Json) -> tuple[int, str, str]:
    status, answer = session.control("POST", "/overrides", given)
    return status, answer["error"]["code"], answer["error"]["message"]


def statuses(session: Session, number: int, path: str = "/v1/pets") -> list[int]:
    return [session("GET", path)[0] for _ in range(number)]


def last(session: Session) -> dict[str, Any]:
    found: dict[str, Any] = session.control("GET", "/requests?limit=1")[1]["requests"][0]
    return found


# What is answered


def test_an_override_is_made_and_listed(session: Session) -> None:
    made = override(session, operation="pets.list", status=500, times=2)
    assert made == {"id": "1", "operation": "pets.list", "status": 500, "times": 2, "used": 0}
    assert session.control("GET", "/overrides") == (200, {"overrides": [made], "total": 1})


def test_a_status_answers_what_is_documented_for_it(session: Session) -> None:
    override(session, operation="pets.list", status=500)
    assert session("GET", "/v1/pets") == (500, {"message": "broken"})
    assert (last(session)["source"], last(session)["violations"]) == ("override", [])


def test_an_example_is_answered_by_its_name(session: Session) -> None:
    override(session, operation="pets.list", example="two")
    assert session("GET", "/v1/pets") == (200, [{"name": "Rex"}, {"name": "Tom"}])


def test_an_example_of_a_status_is_answered(session: Session) -> None:
    override(session, operation="pets.list", status=500, example="broken")
    assert session("GET", "/v1/pets") == (500, {"message": "broken"})


def test_an_example_is_answered_whatever_the_client_accepts(session: Session) -> None:
    override(session, operation="pets.list", example="two")
    assert session("GET", "/v1/pets", Accept="image/png")[0] == 200


def test_a_body_is_answered_with_the_documented_status_and_type(session: Session) -> None:
    override(session, operation="pets.create", body={"name": "Tom"})
    answer = session.answer("POST", "/v1/pets", {"name": "Rex"})
    assert (answer.status_code, answer.content_type, answer.get_json()) == (201, "application/json", {"name": "Tom"})
    assert answer.headers["X-Mock-Source"] == "override"
    assert session.control("GET", "/state") == (200, {})


@pytest.mark.parametrize(
    ("given", "content_type", "data"),
    [
        ({"body": "text", "headers": {"Content-Type": "text/csv"}}, "text/csv", b"text"),
        ({"body": {"base64": "AAE="}, "headers": {"Content-Type": "image/png"}}, "image/png", b"\x00\x01"),
        ({"body": "text", "status": 418}, "text/plain; charset=utf-8", b"text"),
        ({"body": [1], "status": 418}, "application/json", b"[1]"),
        ({"body": [1], "headers": {"content-type": "text/csv"}}, "text/csv", b"[1]"),
        ({"body": None, "status": 418}, None, b""),
        ({"body": "text"}, "application/json", b'"text"'),
    ],
)
def test_a_body_of_any_kind_is_answered(
    session: Session, given: Mapping[str, Json], content_type: str | None, data: bytes
) -> None:
    override(session, operation="pets.list", force=True, **given)
    answer = session.answer("GET", "/v1/pets")
    assert (answer.headers.get("Content-Type"), answer.data) == (content_type, data)


@pytest.mark.parametrize(("status", "body"), [(418, True), (302, False), (599, False)])
def test_an_undocumented_status_is_answered_and_told(session: Session, status: int, body: bool) -> None:
    override(session, operation="pets.list", status=status)
    answer = session.answer("GET", "/v1/pets")
    assert (answer.status_code, bool(answer.data)) == (status, body)
    assert [(v["blame"], v["code"]) for v in last(session)["violations"]] == [("mock", "status")]


def test_an_answer_that_breaks_the_contract_is_told_unless_it_is_forced(session: Session) -> None:
    override(session, operation="pets.list", body={"no": "list"}, times=1)
    override(session, operation="pets.list", body={"no": "list"}, times=1, force=True)
    assert session("GET", "/v1/pets") == (200, {"no": "list"})
    assert last(session)["violations"] == []
    assert session("GET", "/v1/pets") == (200, {"no": "list"})
    assert [(v["blame"], v["code"]) for v in last(session)["violations"]] == [("mock", "type")]


def test_headers_are_added_replaced_and_taken_away(session: Session) -> None:
    headers = {"X-Own": ["a", "b"], "Retry-After": 5, "content-type": "application/problem+json"}
    override(session, operation="pets.list", status=500, headers=headers, force=True)
    answer = session.answer("GET", "/v1/pets")
    assert answer.headers.getlist("X-Own") == ["a", "b"]
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers.getlist("Content-Type") == ["application/problem+json"]
    override(session, operation="pets.list", status=500, headers={"Content-Type": None}, force=True)
    assert "Content-Type" not in session.answer("GET", "/v1/pets").headers


def test_headers_alone_are_laid_over_the_operations_own_answer(session: Session) -> None:
    override(session, operation="pets.create", headers={"X-Own": "a"})
    answer = session.answer("POST", "/v1/pets", {"name": "Rex"})
    assert (answer.status_code, answer.headers["X-Own"], answer.headers["X-Mock-Source"]) == (201, "a", "override")
    assert session.control("GET", "/state")[1] == {"shop.pets": {"1": {"id": 1, "name": "Rex"}}}


def test_a_patch_changes_the_operations_own_answer(session: Session) -> None:
    override(session, operation="pets.create", patch={"kind": "cat", "id": None})
    assert session("POST", "/v1/pets", {"name": "Rex"}) == (201, {"name": "Rex", "kind": "cat"})


def test_a_patch_changes_an_example(session: Session) -> None:
    override(session, operation="pets.list", status=500, patch={"message": "patched"})
    assert session("GET", "/v1/pets") == (500, {"message": "patched"})


def test_a_patch_that_breaks_the_contract_is_told(session: Session) -> None:
    override(session, operation="pets.create", patch={"kind": "bird"})
    assert session("POST", "/v1/pets", {"name": "Rex"})[0] == 201
    assert [(v["blame"], v["pointer"]) for v in last(session)["violations"]] == [("mock", "/kind")]


def test_a_refusal_is_not_patched(session: Session) -> None:
    override(session, operation="pets.create", patch={"kind": "cat"})
    status, answer = session("POST", "/v1/pets", {})
    assert (status, "kind" in answer, last(session)["source"]) == (422, False, "refusal")


def test_a_template_is_filled(session: Session) -> None:
    template = {
        "name": "{{request.body.name}} of {{request.headers.x-owner}}",
        "id": "{{request.path.id}}",
        "limit": "{{request.query.limit}}",
        "all": "{{ request.query }}",
        "method": "{{request.method}}",
        "url": "{{request.url}}",
        "now": "{{now}}",
        "count": "{{count}}",
        "session": "{{session}}",
        "none": "{{request.body.none}}",
        "text": "<{{request.body.none}}>",
        "list": [1, True, None, "{{count}}"],
    }
    override(session, operation="pets.get", template=template, force=True)
    status, answer = session("GET", "/v1/pets/7?limit=5&a=1&a=2", {"name": "Rex"}, X_Owner="Ann")
    assert (status, answer) == (
        200,
        {
            "name": "Rex of Ann",
            "id": 7,
            "limit": "5",
            "all": {"limit": "5", "a": ["1", "2"]},
            "method": "GET",
            "url": "http://localhost/v1/pets/7",
            "now": "2026-01-01T00:00:00.000Z",
            "count": 1,
            "session": session.name,
            "none": None,
            "text": "<>",
            "list": [1, True, None, 1],
        },
    )


def test_a_template_that_is_a_text_is_the_body(session: Session) -> None:
    override(session, operation="pets.get", template='{"name": "{{request.path.id}}", "id": {{request.path.id}}}')
    assert session("GET", "/v1/pets/7") == (200, {"name": "7", "id": 7})
    assert last(session)["violations"] == []


def test_a_template_that_fails_when_it_answers_is_told_in_the_journal(
    session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    override(session, operation="pets.get", template={"id": "{{ 1 / (request.path.id - 7) }}"}, force=True)
    assert (session("GET", "/v1/pets/8")[1], session("GET", "/v1/pets/7")[0]) == ({"id": 1.0}, 500)
    assert "a template cannot be rendered: division by zero" in caplog.text


def test_the_ids_of_a_template_are_those_of_the_seed(session: Session) -> None:
    override(session, operation="pets.list", template=["{{uuid}}"], force=True)
    first, second = session("GET", "/v1/pets")[1], session("GET", "/v1/pets")[1]
    session.control("POST", "/reset")
    override(session, operation="pets.list", template=["{{uuid}}"], force=True)
    assert (session("GET", "/v1/pets")[1], first != second) == (first, True)


# When, and how often


def test_an_override_answers_so_many_times(session: Session) -> None:
    override(session, operation="pets.list", status=500, times=2)
    assert statuses(session, 4) == [500, 500, 200, 200]
    assert session.control("GET", "/overrides")[1]["overrides"][0]["used"] == 2


def test_a_sequence_is_answered_in_turn(session: Session) -> None:
    override(session, operation="pets.list", sequence=[{"status": 500}, {"example": "two"}, {"status": 500}])
    assert statuses(session, 5) == [500, 200, 500, 200, 200]
    assert session("GET", "/v1/pets")[1] == []


def test_a_sequence_goes_round_so_many_times(session: Session) -> None:
    override(session, operation="pets.list", sequence=[{"status": 500}, {"status": 418}], times=2)
    assert statuses(session, 5) == [500, 418, 500, 418, 200]


def test_the_newest_override_goes_before_the_others(session: Session) -> None:
    override(session, operation="pets.list", status=500)
    override(session, operation="pets.list", status=418, times=1)
    assert statuses(session, 2) == [418, 500]


def test_many_threads_use_an_override_up_exactly(session: Session, app: Flask) -> None:
    override(session, operation="pets.list", status=500, times=20)
    found: list[int] = []

    def ask() -> None:
        client = Client(app.wsgi_app)
        for _ in range(10):
            found.append(client.get("/v1/pets", headers={"X-Mock-Session": session.name}).status_code)  # noqa: PERF401

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found.count(500), found.count(200)) == (20, 60)


@pytest.mark.parametrize(
    ("match", "paths"),
    [
        ({"path": {"id": 7}}, ["/v1/pets/7", "/v1/pets/7?a=1"]),
        ({"query": {"a": "1"}}, ["/v1/pets/7?a=1", "/v1/pets/8?a=1"]),
        ({"query": {"a": None}}, ["/v1/pets/7", "/v1/pets/8"]),
        ({"path": "/v1/pets/8"}, ["/v1/pets/8", "/v1/pets/8?a=1"]),
    ],
)
def test_an_override_is_for_the_requests_that_fit(session: Session, match: Json, paths: list[str]) -> None:
    override(session, operation="pets.get", match=match, status=418)
    every = ["/v1/pets/7", "/v1/pets/7?a=1", "/v1/pets/8", "/v1/pets/8?a=1"]
    assert [path for path in every if session("GET", path)[0] == 418] == paths


def test_an_override_is_for_bodies_and_headers_that_fit(session: Session) -> None:
    match = {
        "body": {"name": "Rex"},
        "headers": {"X-Own": "a"},
        "jsonpath": "$.kind",
        "body_schema": {"minProperties": 2},
    }
    override(session, operation="pets.create", match=match, status=503)
    body = {"name": "Rex", "kind": "cat"}
    assert session("POST", "/v1/pets", body, X_Own="a")[0] == 503
    assert session("POST", "/v1/pets", body)[0] == 201
    assert session("POST", "/v1/pets", {"name": "Rex"}, X_Own="a")[0] == 201


def test_a_request_that_does_not_fit_uses_nothing_up(session: Session) -> None:
    override(session, operation="pets.list", match={"query": {"a": "1"}}, status=500, times=1)
    assert [session("GET", path)[0] for path in ("/v1/pets", "/v1/pets?a=1", "/v1/pets?a=1")] == [200, 500, 200]


@pytest.mark.parametrize(
    ("method", "path", "hits"),
    [
        ("GET", "/pets/{id}", ["/v1/pets/7", "/v1/pets/8"]),
        ("GET", "/v1/pets/{id}", ["/v1/pets/7", "/v1/pets/8"]),
        ("get", "/v1/pets/7", ["/v1/pets/7"]),
    ],
)
def test_an_operation_is_known_by_its_address(session: Session, method: str, path: str, hits: list[str]) -> None:
    override(session, method=method, path=path, status=418)
    assert [each for each in ("/v1/pets/7", "/v1/pets/8") if session("GET", each)[0] == 418] == hits


def test_an_operation_may_be_named_with_its_api(session: Session) -> None:
    override(session, operation="bank.accounts.list", status=418)
    assert session("GET", "/accounts")[0] == 418


def test_an_override_answers_a_request_that_breaks_its_contract_which_is_told(session: Session) -> None:
    override(session, operation="pets.create", status=503)
    assert session("POST", "/v1/pets", {})[0] == 503
    assert [(v["blame"], v["code"]) for v in last(session)["violations"]] == [("client", "required")]


def test_overrides_are_of_one_session(session: Session) -> None:
    override(session, operation="pets.list", status=500)
    assert session("GET", "/v1/pets", X_Mock_Session="another")[0] == 200


# Change and forget


def test_an_override_is_replaced_and_begins_anew(session: Session) -> None:
    override(session, operation="pets.list", status=500, times=1)
    assert statuses(session, 2) == [500, 200]
    status, answer = session.control("PUT", "/overrides/1", {"operation": "pets.list", "status": 418, "times": 1})
    assert (status, answer["id"], answer["used"]) == (200, "1", 0)
    assert statuses(session, 2) == [418, 200]


def test_what_is_shown_can_be_put_back(session: Session) -> None:
    made = override(session, operation="pets.list", status=500)
    assert session.control("PUT", "/overrides/1", made) == (200, made)


def test_a_forgotten_override_answers_no_more(session: Session) -> None:
    override(session, operation="pets.list", status=500)
    assert session.control("DELETE", "/overrides/1") == (204, None)
    assert session("GET", "/v1/pets")[0] == 200
    assert session.control("GET", "/overrides") == (200, {"overrides": [], "total": 0})


def test_all_overrides_are_forgotten_and_ids_go_on(session: Session) -> None:
    override(session, operation="pets.list", status=500)
    assert session.control("DELETE", "/overrides") == (204, None)
    assert session("GET", "/v1/pets")[0] == 200
    assert override(session, operation="pets.list", status=500)["id"] == "2"


@pytest.mark.parametrize(("method", "body"), [("PUT", {"operation": "pets.list", "status": 500}), ("DELETE", None)])
def test_an_unknown_override_is_refused(session: Session, method: str, body: Json) -> None:
    status, answer = session.control(method, "/overrides/7", body)
    assert (status, answer["error"]["code"]) == (404, "unknown_override")


def test_a_reset_forgets_overrides(session: Session) -> None:
    override(session, operation="pets.list", status=500)
    session.control("POST", "/reset")
    assert session("GET", "/v1/pets")[0] == 200


# What is refused


def test_an_unknown_operation_is_refused_with_a_suggestion(session: Session) -> None:
    expected = (404, "unknown_operation", "there is no operation 'pets.lst'; did you mean 'pets.list'")
    status, code, message = refused(session, operation="pets.lst", status=500)
    assert (status, code, message.startswith(expected[2])) == (*expected[:2], True)


def test_an_unknown_address_is_refused_with_a_suggestion(session: Session) -> None:
    status, code, message = refused(session, method="GET", path="/v1/pet", status=500)
    assert (status, code, "GET /v1/pets" in message) == (404, "unknown_operation", True)


def test_an_unknown_example_is_refused_with_a_suggestion(session: Session) -> None:
    message = "a successful answer of 'pets.list' has no example 'too'; did you mean 'two'?"
    assert refused(session, operation="pets.list", example="too") == (404, "unknown_example", message)


def test_an_example_of_another_status_is_unknown(session: Session) -> None:
    message = "the answer 500 of 'pets.list' has no example 'two'; there are broken"
    assert refused(session, operation="pets.list", status=500, example="two") == (404, "unknown_example", message)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"statu": 500}, "unknown: statu; did you mean 'status'?"),
        ({"status": "500"}, "'status' must be a whole number from 200 to 599"),
        ({"status": 99}, "'status' must be a whole number from 200 to 599"),
        ({"status": True}, "'status' must be a whole number from 200 to 599"),
        ({"times": 0}, "'times' must be a whole number from 1"),
        ({"times": True}, "'times' must be a whole number from 1"),
        ({"force": "yes"}, "'force' must be true or false"),
        ({"example": "two", "body": 1}, "'example' and 'body' are both given: one of them is the body"),
        ({"sequence": []}, "'sequence' must be a list of answers"),
        ({"sequence": [5]}, "'sequence' must be a list of answers"),
        ({"sequence": [{"status": 500}], "status": 500}, "'status' stands beside 'sequence': put it into"),
        ({"sequence": [{"times": 5}]}, "unknown: times"),
        ({"headers": []}, "'headers' must be an object"),
        ({"headers": {"a b": "x"}}, "'headers': 'a b' is no header that can be set"),
        ({"headers": {"Content-Length": "5"}}, "'headers': 'Content-Length' is no header that can be set"),
        ({"headers": {"A": "x\r\ny"}}, "'headers': the value of 'A' cannot stand in a header"),
        ({"headers": {"A": {}}}, "'headers': the value of 'A' must be a text, or a list of texts"),
        ({"patch": 5}, "'patch' must be an object"),
        ({"delay": "soon"}, "'delay': 'soon' is no span"),
        ({"delay": 0.5}, "'delay': 0.5 is less than a millisecond; if seconds are meant write '0.5s'"),
        ({"delay": "1h"}, "'delay': an answer waits at most 300 s"),
        ({"delay": {"uniform": [1]}}, "'delay': 'uniform' takes two spans"),
        ({"delay": {"sometimes": 1}}, "'delay': a delay is a span"),
        ({"delay": {"lognormal": {"sigma": "x"}}}, "'delay': 'sigma' must be a number"),
        ({"template": "{{requst.body}}"}, "'template': unknown: requst; did you mean 'request'?"),
        ({"template": ["{{request.bdy}}"]}, "'template': a request has no 'bdy'; did you mean 'body'?"),
        ({"template": {"a": "{{ 1 + }}"}}, "'template': "),
        ({"match": 5}, "'match' must be an object"),
        ({"match": {"bdy": 5}}, "'match': unknown: bdy; did you mean 'body'?"),
        ({"match": {"path": {"idd": 5}}}, "'match': 'pets.get' has no path parameter 'idd'; did you mean 'id'?"),
        ({"match": {"jsonpath": "x"}}, "'match': 'jsonpath': x: "),
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused(session: Session, given: Mapping[str, Json], message: str) -> None:
    operation = "pets.get" if "match" in given else "pets.list"
    status, code, told = refused(session, **{"operation": operation, **given})
    assert (status, code, told[: len(message)]) == (400, "invalid_override", message)


def test_an_override_must_say_for_which_operation_it_is(session: Session) -> None:
    expected = (400, "no_operation", "say which: either 'operation', or 'method' and 'path'")
    assert refused(session, status=500) == expected
    assert refused(session, operation="pets.list", path="/v1/pets", status=500) == expected


def test_a_wrong_override_changes_nothing(session: Session) -> None:
    refused(session, operation="pets.list", status=99)
    assert session.control("GET", "/overrides")[1]["total"] == 0


# How it is sent


def test_an_answer_is_delayed_before_it_is_sent(session: Session, app: Flask) -> None:
    override(session, operation="pets.list", status=500, delay="250ms")
    override(session, operation="pets.create", delay={"fixed": 1500})
    override(session, operation="pets.get", delay={"uniform": ["1s", 2000]})
    override(session, operation="pets.delete", delay={"lognormal": {"median": "1s", "sigma": 0.1}})
    engine, sessions = app.extensions["mockserver"]
    assert isinstance(sessions, Sessions)
    slept: list[float] = []
    door = Door(engine, sessions, app.wsgi_app, "/__mock__", sleep=slept.append)
    client = Client(door)
    for method, path in (("GET", "/v1/pets"), ("POST", "/v1/pets"), ("GET", "/v1/pets/1"), ("DELETE", "/v1/pets/1")):
        client.open(path, method=method, json={"name": "Rex"}, headers={"X-Mock-Session": session.name})
    assert slept[:2] == [0.25, 1.5]
    assert 1 <= slept[2] <= 2
    assert 0.5 < slept[3] < 2
    assert Delivery(0.25) == Delivery(delay=0.25, mishap=None)


def test_the_body_of_an_override_is_json_however_it_is_shown(session: Session) -> None:
    made = override(session, operation="pets.list", body=[{"name": "ä"}])
    assert json.loads(json.dumps(made))["body"] == [{"name": "ä"}]
