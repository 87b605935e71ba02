"""Faults hit the requests that they are to hit, as often as they are to, and break what they are to break."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client

from mockserver.delivery import Delivery
from mockserver.interventions import PROFILES
from mockserver.interventions.faults import PARAMETERS
from mockserver.model import Request
from mockserver.web.door import Door
from tests.documents import Json
from tests.web.asking import Session


def put(session: Session, *faults: Json) -> None:
    status, answer = session.control("PUT", "/faults", list(faults))
    assert (status, answer) == (200, {"faults": list(faults), "total": len(faults)})


def statuses(session: Session, number: int, path: str = "/v1/pets") -> list[int]:
    return [session("GET", path)[0] for _ in range(number)]


def last(session: Session) -> dict[str, Any]:
    found: dict[str, Any] = session.control("GET", "/requests?limit=1")[1]["requests"][0]
    return found


def delivery(app: Flask, session: Session, **headers: str) -> Delivery | None:
    """How the answer to a list of pets is sent."""
    engine, sessions = app.extensions["mockserver"]
    request = Request("GET", "/v1/pets", headers=headers)
    outcome = engine.handle(request, sessions.get(session.name))
    found: Delivery | None = outcome.delivery
    return found


# Setting


def test_faults_are_put_listed_and_forgotten(session: Session) -> None:
    fault = {"kind": "error", "status": 500, "operation": "pets.list", "probability": 1}
    put(session, fault)
    assert session.control("GET", "/faults") == (200, {"faults": [fault], "total": 1})
    assert session("GET", "/v1/pets")[0] == 500
    assert session.control("DELETE", "/faults") == (204, None)
    assert session.control("GET", "/faults") == (200, {"faults": [], "total": 0})
    assert session("GET", "/v1/pets")[0] == 200


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_is_put_by_its_name(session: Session, profile: str) -> None:
    expected = [{"name": profile, **fault} for fault in PROFILES[profile]]
    for body in (profile, {"faults": profile}):
        assert session.control("PUT", "/faults", body) == (200, {"faults": expected, "total": len(expected)})


def test_faults_are_put_by_a_name_of_ones_own(session: Session) -> None:
    body = {"mine": [{"kind": "error", "probability": 0, "status": 500, "operation": "pets.list"}]}
    assert session.control("PUT", "/faults", body)[1]["faults"][0]["name"] == "mine"
    assert session("GET", "/v1/pets")[0] == 200
    assert session("GET", "/v1/pets", Prefer="fault=mine")[0] == 500


def test_a_list_may_stand_in_an_object(session: Session) -> None:
    assert session.control("PUT", "/faults", {"faults": [{"kind": "outage"}]})[1]["total"] == 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (5, "send the name of a profile, or a list of faults"),
        ([5], "send the name of a profile, or a list of faults"),
        ([{}], "there is no kind 'None'"),
        ([{"kind": "latenci"}], "there is no kind 'latenci'; did you mean 'latency'?"),
        ([{"kind": "reset", "statu": 1}], "unknown: statu; there are name, operation, kind, probability, processed"),
        ([{"kind": "error", "stats": 1}], "unknown: stats; did you mean 'status'?"),
        ([{"kind": "error", "probability": 2}], "'probability' must be a number from 0 to 1"),
        ([{"kind": "error", "status": 200}], "'status' must be a whole number from 400 to 599"),
        (
            [{"kind": "error", "status": 418, "operation": "pets.list"}],
            "'pets.list' documents no answer 418; there are",
        ),
        ([{"kind": "latency", "delay": "soon"}], "'delay': 'soon' is no span"),
        ([{"kind": "latency", "fixed": 1, "delay": 1}], "'delay' and 'fixed' are both given"),
        ([{"kind": "rate_limit", "limit": -1}], "'limit' must be a whole number from 0"),
        ([{"kind": "rate_limit", "window": 5}], "'window' must be a span"),
        ([{"kind": "drip", "size": 0}], "'size' must be a whole number from 1"),
        ([{"kind": "drip", "pause": {"uniform": [1, 2]}}], "'pause' must be a span"),
        ([{"kind": "reset", "processed": 1}], "'processed' must be true or false"),
        ([{"kind": "reset", "name": 1}], "'name' must be a text"),
        ([{"kind": "outage", "for": "ever"}], "'for' must be a span"),
    ],
)
def test_what_means_nothing_is_refused(session: Session, given: Json, message: str) -> None:
    put(session, {"kind": "outage"})
    status, answer = session.control("PUT", "/faults", given)
    assert (status, answer["error"]["code"]) == (400, "invalid_fault")
    assert answer["error"]["message"].startswith(message)
    assert session.control("GET", "/faults")[1]["total"] == 1


def test_an_unknown_profile_or_operation_is_refused_with_a_suggestion(session: Session) -> None:
    status, answer = session.control("PUT", "/faults", "flakey")
    assert (status, answer["error"]["code"]) == (404, "unknown_profile")
    assert answer["error"]["message"] == "there is no profile 'flakey'; did you mean 'flaky'?"
    status, answer = session.control("PUT", "/faults", [{"kind": "error", "operation": "pets.lst"}])
    assert (status, answer["error"]["code"]) == (404, "unknown_operation")


# Errors


def test_an_error_is_a_documented_one(session: Session) -> None:
    put(session, {"kind": "error"})
    assert session("GET", "/v1/pets") == (500, {"message": "broken"})
    assert (last(session)["source"], last(session)["violations"]) == ("fault", [])
    assert session("POST", "/v1/pets", {"name": "Rex"})[0] == 503
    assert session("GET", "/v1/pets/7")[0] == 404
    assert session.control("GET", "/state")[1] == {}


def test_an_error_that_is_not_documented_is_a_problem_document(session: Session) -> None:
    put(session, {"kind": "error", "status": 502})
    status, answer = session("GET", "/v1/pets")
    assert (status, answer["title"], last(session)["violations"]) == (502, "Bad Gateway", [])


def test_a_fault_hits_only_its_operation(session: Session) -> None:
    put(session, {"kind": "error", "operation": "pets.list"})
    assert session("GET", "/accounts")[0] == 200
    assert session("GET", "/v1/pets")[0] == 500


def test_a_fault_hits_a_part_of_the_requests_the_same_for_a_seed(session: Session) -> None:
    put(session, {"kind": "error", "probability": 0.5, "operation": "pets.list"})
    first = statuses(session, 40)
    assert 5 < first.count(500) < 35
    session.control("POST", "/reset")
    put(session, {"kind": "error", "probability": 0.5, "operation": "pets.list"})
    assert statuses(session, 40) == first


def test_a_fault_that_never_hits_does_not(session: Session) -> None:
    put(session, {"kind": "outage", "probability": 0})
    assert set(statuses(session, 20)) == {200}


def test_a_fault_goes_before_an_override_which_is_not_used(session: Session) -> None:
    session.control("POST", "/overrides", {"operation": "pets.list", "example": "two", "times": 1})
    put(session, {"kind": "error", "operation": "pets.list"})
    assert session("GET", "/v1/pets")[0] == 500
    session.control("DELETE", "/faults")
    assert len(session("GET", "/v1/pets")[1]) == 2


# Limits, in the session's time


def test_a_rate_limit_asks_to_wait_until_the_window_is_over(session: Session) -> None:
    put(session, {"kind": "rate_limit", "limit": 2, "window": "30s", "operation": "pets.list"})
    session.control("PUT", "/clock", {"freeze": True})
    assert statuses(session, 2) == [200, 200]
    session.control("PUT", "/clock", {"advance": "10s"})
    answer = session.answer("GET", "/v1/pets")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "20")
    session.control("PUT", "/clock", {"advance": "20s"})
    assert statuses(session, 3) == [200, 200, 429]


def test_a_clock_that_goes_back_begins_a_new_window(session: Session) -> None:
    put(session, {"kind": "rate_limit", "limit": 1, "window": "1h"})
    assert statuses(session, 2) == [200, 429]
    session.control("PUT", "/clock", {"now": "2020-01-01T00:00:00Z"})
    assert statuses(session, 2) == [200, 429]


def test_an_outage_lasts_until_its_time_is_over(session: Session) -> None:
    session.control("PUT", "/clock", {"freeze": True})
    put(session, {"kind": "outage", "for": "60s"})
    answer = session.answer("GET", "/accounts")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    session.control("PUT", "/clock", {"advance": "1m"})
    assert session("GET", "/accounts")[0] == 200


def test_an_outage_without_an_end_lasts(session: Session) -> None:
    put(session, {"kind": "outage", "status": 502})
    answer = session.answer("GET", "/accounts")
    assert (answer.status_code, "Retry-After" in answer.headers) == (502, False)
    session.control("PUT", "/clock", {"advance": "1d"})
    assert session("GET", "/accounts")[0] == 502


# How an answer is sent


@pytest.mark.parametrize(
    ("fault", "low", "high"),
    [
        ({"kind": "latency", "delay": "250ms"}, 0.25, 0.25),
        ({"kind": "latency", "fixed": 500}, 0.5, 0.5),
        ({"kind": "latency", "uniform": ["1s", "2s"]}, 1, 2),
        ({"kind": "latency", "lognormal": {"median": "1s", "sigma": 0.1}}, 0.5, 2),
        ({"kind": "latency"}, 1, 1),
    ],
)
def test_latency_delays_an_answer(session: Session, app: Flask, fault: Json, low: float, high: float) -> None:
    put(session, fault)
    found = delivery(app, session)
    assert found is not None
    assert low <= found.delay <= high
    assert (found.mishap, last(session)["source"]) == (None, "example")


def test_latencies_add_up(session: Session, app: Flask) -> None:
    put(session, {"kind": "latency", "delay": "1s"}, {"kind": "latency", "delay": "2s"}, {"kind": "error"})
    assert delivery(app, session) == Delivery(3.0)
    assert last(session)["status"] == 500


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"kind": "reset"}, Delivery(mishap="reset")),
        ({"kind": "empty"}, Delivery(mishap="empty")),
        ({"kind": "truncated", "processed": None, "size": 1}, Delivery(mishap="truncated", size=1)),
        ({"kind": "truncated"}, Delivery(mishap="truncated", size=1)),
        ({"kind": "truncated", "size": 0}, Delivery(mishap="truncated", size=0)),
        ({"kind": "truncated", "size": 99}, Delivery(mishap="truncated", size=1)),
        ({"kind": "drip"}, Delivery(mishap="drip", size=1, pause=0.1)),
        ({"kind": "drip", "size": 2, "pause": "1s"}, Delivery(mishap="drip", size=2, pause=1.0)),
    ],
)
def test_a_fault_breaks_how_an_answer_is_sent(
    session: Session, app: Flask, fault: Mapping[str, Json], expected: Delivery
) -> None:
    put(session, {name: value for name, value in fault.items() if value is not None})
    assert delivery(app, session) == expected
    assert last(session)["source"] == ("example" if fault["kind"] == "drip" else "fault")


def test_a_drip_takes_no_longer_than_an_answer_may_wait(session: Session, app: Flask) -> None:
    session.control("POST", "/overrides", {"operation": "pets.list", "body": [{"name": "x" * 1_000}]})
    put(session, {"kind": "drip", "pause": "100s"})
    found = delivery(app, session)
    assert found is not None
    assert found.size >= 1_000 / 3


@pytest.mark.parametrize(
    ("processed", "records"), [(False, {}), (True, {"shop.pets": {"1": {"id": 1, "name": "Rex"}}})]
)
def test_a_reset_comes_before_or_after_the_request_is_processed(
    session: Session, processed: bool, records: Json
) -> None:
    put(session, {"kind": "reset", "processed": processed})
    with pytest.raises(ConnectionResetError):
        session("POST", "/v1/pets", {"name": "Rex"})
    session.control("DELETE", "/faults")
    assert session.control("GET", "/state")[1] == records


def test_a_malformed_answer_is_no_json(session: Session) -> None:
    put(session, {"kind": "malformed"})
    answer = session.answer("GET", "/v1/pets")
    assert (answer.status_code, answer.content_type, answer.data) == (200, "application/json", b'[\x00{"\xff')
    assert (last(session)["source"], last(session)["violations"]) == ("fault", [])


def test_a_dripped_answer_is_whole(session: Session, app: Flask) -> None:
    put(session, {"kind": "drip", "size": 1, "pause": "1s"})
    engine, sessions = app.extensions["mockserver"]
    slept: list[float] = []
    client = Client(Door(engine, sessions, app.wsgi_app, "/__mock__", sleep=slept.append))
    assert client.get("/v1/pets", headers={"X-Mock-Session": session.name}).data == b"[]"
    assert slept == [1.0]


# What a request prefers


def test_a_request_prefers_a_delay(session: Session, app: Flask) -> None:
    for text, seconds in (("250ms", 0.25), ("250", 0.25), ("2s", 2.0), ("PT1S", 1.0)):
        assert delivery(app, session, prefer=f"delay={text}") == Delivery(seconds)
    headers = last(session)["response"]["headers"]
    assert headers["Preference-Applied"] == "delay=PT1S"


@pytest.mark.parametrize("text", ["soon", "1h", "-1s", "", "²"])
def test_a_delay_that_is_none_is_not_applied(session: Session, text: str) -> None:
    answer = session.answer("GET", "/v1/pets", Prefer=f"delay={text}".encode().decode("latin-1"))
    assert (answer.status_code, "Preference-Applied" in answer.headers) == (200, False)


@pytest.mark.parametrize("kind", PARAMETERS)
def test_a_request_prefers_a_fault_by_its_kind(session: Session, app: Flask, kind: str) -> None:
    found = delivery(app, session, prefer=f"fault={kind}")
    outcome = last(session)
    assert "fault" in outcome["response"]["headers"]["Preference-Applied"]
    if kind in ("reset", "empty", "truncated", "drip"):
        assert found is not None
        assert found.mishap == kind
    elif kind in ("error", "outage"):
        assert outcome["status"] >= 500
    elif kind == "latency":
        assert found == Delivery(1.0)


def test_a_request_prefers_a_profile(session: Session) -> None:
    assert session("GET", "/v1/pets", Prefer="fault=down")[0] == 503


def test_a_preferred_fault_hits_for_certain(session: Session) -> None:
    put(session, {"kind": "error", "name": "mine", "probability": 0})
    assert [session("GET", "/v1/pets", Prefer="fault=mine")[0] for _ in range(5)] == [500] * 5


@pytest.mark.parametrize(
    ("method", "prefer", "applied"),
    [
        ("POST", "delay=1", "delay=1ms"),
        ("POST", "delay=1, code=503", "delay=1ms"),
        ("POST", "code=503", None),
        ("GET", "delay=1, fault=nothing", None),
        ("GET", "code=500, fault=outage", "fault=outage"),
        ("GET", "code=500, delay=1", "code=500, delay=1ms"),
    ],
)
def test_only_what_was_honoured_is_told(session: Session, method: str, prefer: str, applied: str | None) -> None:
    body = {} if method == "POST" else None
    assert session.answer(method, "/v1/pets", body, Prefer=prefer).headers.get("Preference-Applied") == applied


def test_an_override_honours_no_code(session: Session) -> None:
    session.control("POST", "/overrides", {"operation": "pets.list", "example": "two"})
    answer = session.answer("GET", "/v1/pets", Prefer="code=500, delay=1")
    assert (answer.status_code, answer.headers["Preference-Applied"]) == (200, "delay=1ms")


def test_an_unknown_fault_is_refused_with_a_suggestion(session: Session) -> None:
    assert session("GET", "/v1/pets", Prefer="fault=rest")[0] == 404
    assert last(session)["violations"][0]["message"].startswith("there is no fault 'rest'; did you mean 'reset'")


def test_faults_are_of_one_session(session: Session) -> None:
    put(session, {"kind": "outage"})
    assert session("GET", "/v1/pets", X_Mock_Session="another")[0] == 200
