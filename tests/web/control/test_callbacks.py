"""People see which callbacks were sent, and send them again."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
import requests

from mockserver import create_app
from mockserver.web.address import Address
from mockserver.web.listening import Listening
from tests.documents import document, giving, taking, written
from tests.upstream_server import Says, upstream
from tests.web.asking import Session

HOOK = {"post": {"requestBody": taking({"type": "object"}), "responses": {"204": {"description": "good"}}}}
NAME = {"type": "object", "properties": {"to": {"type": "string"}}}
PATHS = {
    "/jobs": {
        "post": {
            "operationId": "jobs.start",
            "requestBody": taking(NAME),
            "responses": {"201": giving(NAME)},
            "callbacks": {"onEvent": {"{$request.body#/to}": HOOK}},
        }
    }
}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(create_app(written(tmp_path, document(PATHS)), seed=1), "a")


def test_a_callback_is_listed_shown_replayed_and_forgotten(session: Session) -> None:
    with upstream(lambda heard: Says(204)) as server:
        session("POST", "/jobs", {"to": server.url})
        status, listed = session.control("GET", "/callbacks?wait=10")
        assert (status, listed["total"]) == (200, 1)
        (shown,) = listed["callbacks"]
        assert (shown["id"], shown["callback"], shown["operation"], shown["request"]) == (
            "1",
            "onEvent",
            "jobs.start",
            "1",
        )
        assert (shown["status"], shown["url"], shown["body"]) == ("delivered", server.url, {"to": server.url})
        assert [attempt["status"] for attempt in shown["attempts"]] == [204]
        assert session.control("GET", "/callbacks/1") == (200, shown)
        status, again = session.control("POST", "/callbacks/1/replay")
        assert (status, again["id"], again["replays"]) == (202, "2", "1")
        assert [each["status"] for each in session.control("GET", "/callbacks?wait=10")[1]["callbacks"]] == [
            "delivered"
        ] * 2
        first, second = server.heard
        assert first.body == second.body
    assert session.control("DELETE", "/callbacks")[0] == 204
    assert session.control("GET", "/callbacks")[1] == {"callbacks": [], "total": 0}


JOB = {"type": "object", "properties": {"state": {"enum": ["open", "done"]}, "to": {"type": "string"}}}
LATER = {
    "/jobs": {
        "post": {
            "operationId": "jobs.start",
            "requestBody": taking(JOB),
            "responses": {"201": giving({**JOB, "properties": {"id": {"type": "integer"}, **JOB["properties"]}})},
            "callbacks": {"jobDone": {"{$request.body#/to}/own": HOOK}},
        }
    },
    "/jobs/{id}": {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
        "get": {"operationId": "jobs.get", "responses": {"200": giving(JOB)}},
    },
}
EVERY = {"jobCreated": HOOK, "jobDone": HOOK, "jobDeleted": HOOK}


def test_a_change_by_hand_is_told_where_that_is_wanted(tmp_path: Path) -> None:
    with upstream(lambda heard: Says(204)) as server:
        file = written(tmp_path, document(LATER, webhooks=EVERY))
        session = Session(create_app(file, seed=1, settings={"shop": {"webhooks": f"{server.url}/all"}}), "a")
        session("POST", "/jobs", {"to": server.url, "state": "open"})
        assert session.control("GET", "/callbacks?wait=10")[1]["total"] == 1
        session.control("DELETE", "/callbacks")
        for query in ("", "?callbacks=false"):
            session.control("PUT", f"/state/jobs/7{query}", {"state": "open"})
            session.control("PATCH", f"/state/jobs/7{query}", {"state": "done"})
            session.control("DELETE", f"/state/jobs/7{query}")
        session.control("PUT", "/state/jobs/8?callbacks=true", {"state": "open"})
        session.control("PUT", "/state/jobs/8?callbacks=true", {"state": "open"})
        session.control("PATCH", "/state/jobs/1?callbacks=true", {"state": "done"})
        session.control("DELETE", "/state/jobs/1?callbacks=true")
        _, listed = session.control("GET", "/callbacks?wait=10")
    told = [(each["callback"], each["url"].removeprefix(server.url)) for each in reversed(listed["callbacks"])]
    assert told == [("jobCreated", "/all"), ("jobDone", "/own"), ("jobDone", "/all"), ("jobDeleted", "/all")]
    assert {(each["operation"], each["request"]) for each in listed["callbacks"]} == {("", "")}


def test_a_switch_that_is_neither_true_nor_false_changes_nothing(session: Session) -> None:
    for method, body in (("PUT", {"to": "x"}), ("PATCH", {"to": "x"}), ("DELETE", None)):
        status, answer = session.control(method, "/state/jobs/1?callbacks=yes", body)
        assert (status, answer["error"]["code"]) == (400, "invalid_callbacks")
    assert session.control("GET", "/state/jobs")[1]["total"] == 0


def test_a_change_that_nobody_is_told_of_is_made(session: Session) -> None:
    assert session.control("PUT", "/state/jobs/1?callbacks=true", {"to": "x"}) == (200, {"to": "x"})
    assert session.control("GET", "/callbacks")[1]["total"] == 0


def test_a_host_that_is_not_allowed_is_told(session: Session, tmp_path: Path) -> None:
    session("POST", "/jobs", {"to": "http://elsewhere.example/x"})
    (shown,) = session.control("GET", "/callbacks")[1]["callbacks"]
    assert (shown["status"], shown["attempts"]) == ("refused", [])
    assert (
        shown["error"] == "the host 'elsewhere.example' is not allowed: start with --callback-allow elsewhere.example"
    )


def test_what_is_not_there_is_404(session: Session) -> None:
    for method, path in (("GET", "/callbacks/7"), ("POST", "/callbacks/7/replay")):
        status, answer = session.control(method, path)
        assert (status, answer["error"]["code"]) == (404, "unknown_callback")


@pytest.mark.parametrize("wait", ["-1", "x", "100", ""])
def test_a_wait_must_be_some_seconds(wait: str, session: Session) -> None:
    status, answer = session.control("GET", f"/callbacks?wait={wait}")
    assert (status, answer["error"]["code"]) == (400, "invalid_wait")


def test_a_callback_cannot_use_the_control_api(tmp_path: Path) -> None:
    with closing(Listening(create_app(written(tmp_path, document(PATHS))), Address(port=0))) as listening:
        url = listening.address
        requests.post(f"{url}/jobs", json={"to": f"{url}/__mock__/reset"}, timeout=10)
        (shown,) = requests.get(f"{url}/__mock__/callbacks?wait=10", timeout=10).json()["callbacks"]
    assert (shown["status"], [attempt["status"] for attempt in shown["attempts"]]) == ("failed", [403])
