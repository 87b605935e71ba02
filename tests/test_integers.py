"""An integer of any size is judged, kept, answered and told as it was sent, by every way in and out of the server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask

from mockserver import create_app
from tests.documents import OK, Json, document, giving, taking, written
from tests.state.stores import KINDS
from tests.web.asking import Session

HUGE = 2**70 + 1
MEMBERS: Mapping[str, Json] = {
    "any": {"type": "integer"},
    "number": {"type": "number"},
    "least": {"type": "integer", "minimum": HUGE},
    "most": {"type": "integer", "maximum": HUGE},
    "above": {"type": "integer", "exclusiveMinimum": HUGE - 1},
    "below": {"type": "integer", "exclusiveMaximum": HUGE + 1},
    "step": {"type": "integer", "multipleOf": HUGE},
    "one": {"const": HUGE},
    "some": {"enum": [1, HUGE]},
    "long": {"type": "integer", "format": "int64"},
    "short": {"type": "integer", "format": "int32"},
    "every": {"type": "array", "uniqueItems": True, "items": {"type": "integer"}},
}
ACCOUNT = {"type": "object", "properties": {"id": {"type": "string"}, **MEMBERS}}
ONE = [{"name": "accountId", "in": "path", "required": True, "schema": {"type": "string"}}]
ROOT = document(
    {
        "/accounts": {
            "get": {"responses": {"200": giving({"type": "array", "items": ACCOUNT})}},
            "post": {"requestBody": taking(ACCOUNT), "responses": {"201": giving(ACCOUNT)}},
        },
        "/accounts/{accountId}": {
            "get": {"parameters": ONE, "responses": {"200": giving(ACCOUNT)}},
            "patch": {"parameters": ONE, "requestBody": taking(ACCOUNT), "responses": {"200": giving(ACCOUNT)}},
        },
        "/ledgers/{number}": {
            "get": {
                "parameters": [
                    {"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}},
                    {"name": "most", "in": "query", "schema": MEMBERS["most"]},
                    {"name": "short", "in": "query", "schema": MEMBERS["short"]},
                    {"name": "whole", "in": "query", "content": {"application/json": {"schema": MEMBERS["every"]}}},
                ],
                "responses": OK,
            }
        },
        "/samples": {"get": {"responses": {"200": giving({"type": "integer", "minimum": HUGE, "maximum": HUGE})}}},
        "/examples": {"get": {"responses": {"200": giving({"type": "integer"}, example=HUGE)}}},
    }
)


def server(folder: Path, **settings: Json) -> Flask:
    return create_app([written(folder, ROOT)], seed=1, **settings)


@pytest.fixture
def ask(tmp_path: Path) -> Session:
    return Session(server(tmp_path), "one")


def same(found: Json, expected: Json) -> None:
    assert (found, json.dumps(found)) == (expected, json.dumps(expected))


def of(account: Json) -> Json:
    """What a test sends of an account, which the server fills with what is not sent."""
    return {name: account[name] for name in ("any", "number", "every")}


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_kept_and_answered_as_it_was_sent(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    state = {"memory": "memory", "sqlite": f"sqlite:{tmp_path / 'records.sqlite'}"}.get(kind)
    ask = Session(server(tmp_path, state=state or request.getfixturevalue("redis_url")), tmp_path.name)
    sent = {"any": -HUGE, "number": HUGE, "every": [HUGE, HUGE + 1]}
    status, made = ask("POST", "/accounts", sent)
    assert status == 201
    same(of(made), sent)
    same(of(ask("GET", f"/accounts/{made['id']}")[1]), sent)
    same(of(ask("PATCH", f"/accounts/{made['id']}", {"any": HUGE**2})[1]), {**sent, "any": HUGE**2})
    same([of(account) for account in ask("GET", "/accounts")[1]], [{**sent, "any": HUGE**2}])


@pytest.mark.parametrize(
    ("member", "good", "bad"),
    [
        ("least", HUGE, HUGE - 1),
        ("most", HUGE, HUGE + 1),
        ("above", HUGE, HUGE - 1),
        ("below", HUGE, HUGE + 1),
        ("step", 3 * HUGE, 3 * HUGE + 1),
        ("one", HUGE, HUGE - 1),
        ("some", HUGE, HUGE + 1),
        ("long", 2**63 - 1, 2**63),
        ("long", -(2**63), -(2**63) - 1),
        ("short", 2**31 - 1, HUGE),
        ("every", [HUGE, HUGE + 1], [HUGE, HUGE]),
    ],
)
def test_each_rule_about_integers_is_held_to_the_last_digit(ask: Session, member: str, good: Json, bad: Json) -> None:
    assert ask("POST", "/accounts", {member: good})[0] == 201
    status, problem = ask("POST", "/accounts", {member: bad})
    assert status == 422
    assert [found["location"] for found in problem["validation"]] == [["body", member]]


def test_parameters_are_exact(ask: Session) -> None:
    assert ask("GET", f"/ledgers/{HUGE}?most={HUGE}&whole=[{HUGE},{HUGE + 1}]")[0] == 200
    for query in (f"most={HUGE + 1}", f"short={HUGE}", f"whole=[{HUGE},{HUGE}]", f"most={'9' * 5_000}"):
        status, problem = ask("GET", f"/ledgers/{HUGE}?{query}")
        assert (status, problem["validation"][0]["location"]) == (422, ["query", query.partition("=")[0]])
    assert ask("GET", f"/ledgers/{'9' * 5_000}")[0] == 422


@pytest.mark.parametrize("digits", [309, 5_000, 100_000])
def test_what_no_reader_takes_for_a_number_is_refused(ask: Session, digits: int) -> None:
    status, problem = ask("POST", "/accounts", b'{"any": %s}' % (b"9" * digits))
    assert (status, problem["validation"][0]["code"]) == (422, "parse")


def test_documents_speak_of_integers_of_any_size(ask: Session) -> None:
    same(ask("GET", "/samples"), (200, HUGE))
    same(ask("GET", "/examples"), (200, HUGE))


def test_the_control_api_tells_and_takes_it(ask: Session) -> None:
    assert ask.control("PUT", "/state/accounts/7", {"id": "7", "any": HUGE})[0] == 200
    same(ask("GET", "/accounts/7"), (200, {"id": "7", "any": HUGE}))
    same(ask.control("GET", "/state")[1], {"accounts": {"7": {"id": "7", "any": HUGE}}})
    assert ask.control("POST", "/snapshots", {"name": "before"})[0] == 201
    ask("PATCH", "/accounts/7", {"any": HUGE + 1})
    changed = ask.control("GET", "/snapshots/before/diff/current")[1]["changed"]["accounts"]["7"]
    same(changed, {"before": {"id": "7", "any": HUGE}, "after": {"id": "7", "any": HUGE + 1}})
    newest = ask.control("GET", "/requests")[1]["requests"][0]
    same((newest["body"], newest["response"]["body"]["any"]), ({"any": HUGE + 1}, HUGE + 1))


def test_requests_are_told_apart_by_it(ask: Session) -> None:
    ask("POST", "/accounts", {"any": HUGE})
    for number, times in ((HUGE, 1), (HUGE + 1, 0)):
        verdict = ask.control("POST", "/requests/verify", {"path": "/accounts", "body": {"any": number}, "times": 1})
        assert verdict[1]["count"] == times


def test_an_override_answers_it(ask: Session) -> None:
    override = {"method": "GET", "path": "/accounts/7", "body": {"id": "7", "any": HUGE}}
    assert ask.control("POST", "/overrides", override)[0] == 201
    same(ask("GET", "/accounts/7"), (200, {"id": "7", "any": HUGE}))
    assert ask.control("DELETE", "/overrides")[0] == 204
    ask.control(
        "POST", "/overrides", {"method": "GET", "path": "/examples", "template": {"echo": "{{ 1 }}", "any": HUGE}}
    )
    same(ask("GET", "/examples")[1]["any"], HUGE)


def test_a_recording_has_it(tmp_path: Path) -> None:
    file = tmp_path / "a.har"
    ask = Session(server(tmp_path, record=file), "one")
    _, made = ask("POST", "/accounts", {"any": HUGE})
    (entry,) = json.loads(file.read_bytes())["log"]["entries"]
    same(json.loads(entry["request"]["postData"]["text"]), {"any": HUGE})
    same(json.loads(entry["response"]["content"]["text"]), made)
