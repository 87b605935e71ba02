"""Does the BAS-IP monitor keep its contacts, and word its errors, as it should?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver import BehaviourError, load
from mockserver.behaviours.bas_ip.errors import bas_ip_error
from mockserver.behaviours.bas_ip.records import Contacts, Linked
from mockserver.engine import Engine
from mockserver.model import Location, Refusal, Request, Response, Violation
from mockserver.state import MemoryStore, State, Transaction, parse_span

SPECIFICATION = Path(__file__).parents[2] / "specs" / "bas-ip.yaml"
ENGINE = load(SPECIFICATION)
OPEN = load(SPECIFICATION, auth=False)
CONTACT = {"name": "Ann", "type": "multi", "number": "0001-01-01"}


def link_id(number: int) -> str:
    return str(UUID(int=number))


def send(
    engine: Engine, state: State, method: str, path: str, body: Any = None, *, token: str = "", query: str = ""
) -> Response:
    request = Request(
        method=method,
        path=f"/api/v0{path}",
        query=query,
        headers={"authorization": f"Bearer {token}"} if token else {},
        body=b"" if body is None else orjson.dumps(body),
    )
    outcome = engine.handle(request, state)
    assert not outcome.traceback
    return outcome.response


def infos(response: Response) -> list[str]:
    assert response.status == 200
    return [result["extended_info"] for result in response.value["result"]]


def log_in(state: State, password: str = "123456") -> Response:
    digest = hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()
    return send(ENGINE, state, "GET", "/login", query=f"username=admin&password={digest}")


def refusal(status: int, *violations: tuple[Location, str]) -> Refusal:
    found = tuple(Violation(location, keyword, "") for location, keyword in violations)
    return Refusal(status, found, Request("POST", "/api/v0/contacts/items"))


def contacts_of(told: Mapping[str, Mapping[str, Any]]) -> tuple[Transaction, Contacts]:
    store = MemoryStore()
    for uid, contact in told.items():
        store.put("contacts", uid, contact)
    transaction = Transaction(store)
    return transaction, Contacts(transaction, limit=1000)


@pytest.mark.parametrize(
    ("status", "violations", "text"),
    [
        (401, [(("security",), "security")], "Log In"),
        (404, [(("path",), "route")], "Not Found"),
        (405, [(("method",), "method")], "Method Not Allowed"),
        (406, [(("header", "accept"), "accept")], "Not Acceptable"),
        (413, [(("body",), "size")], "Content Too Large"),
        (429, [(("request",), "rate")], "Wrong request"),
        (400, [(("header", "content-type"), "contentType")], "Wrong JSON body"),
        (400, [(("body",), "parse")], "Wrong JSON body"),
        (400, [(("body",), "required")], "Wrong JSON body"),
        (400, [(("body",), "type")], "Wrong JSON body"),
        (400, [(("body", "list_items"), "minItems")], "Wrong JSON body"),
        (400, [(("body", "list_items"), "required")], "Wrong JSON body: no value for `list_items`"),
        (400, [(("body", "list_items"), "type")], "Wrong JSON body: value `list_items` was of the wrong type"),
        (400, [(("body", "link_ids", 3), "format")], "Wrong JSON body: value `link_ids` was of the wrong type"),
        (400, [(("path", "entity-uid"), "type")], "Wrong uid"),
        (400, [(("query", "limit"), "minimum")], "Wrong limit"),
    ],
)
def test_a_refusal_has_its_text(status: int, violations: list[tuple[Location, str]], text: str) -> None:
    response = bas_ip_error(refusal(status, *violations))
    assert (response.status, response.value) == (status, {"error": text})


def test_the_most_telling_of_several_violations_is_told() -> None:
    pattern: tuple[Location, str] = (("body", "number"), "pattern")
    mistyped: tuple[Location, str] = (("body", "name"), "type")
    missing: tuple[Location, str] = (("body", "type"), "required")
    parameter: tuple[Location, str] = (("path", "entity-uid"), "minimum")
    told = [bas_ip_error(refusal(400, *found)).value["error"] for found in (
        [pattern, mistyped],
        [pattern, mistyped, missing],
        [pattern, mistyped, missing, parameter],
    )]  # fmt: skip
    assert told == [
        "Wrong JSON body: value `name` was of the wrong type",
        "Wrong JSON body: no value for `type`",
        "Wrong uid",
    ]


@pytest.mark.parametrize(("key", "value"), [("max_contacts", "many"), ("accounts", "admin"), ("numbers", "any")])
def test_a_setting_that_makes_no_sense_stops_the_start(key: str, value: str) -> None:
    with pytest.raises(BehaviourError, match=rf"bas-ip\.{key}"):
        load(SPECIFICATION, settings={"bas-ip": {key: value}})


def test_two_sessions_of_one_seed_are_given_the_same_token() -> None:
    first, second, other = (log_in(State.new(seed=seed)).value["token"] for seed in ("1", "1", "2"))
    assert first == second != other


def test_a_token_is_good_in_its_own_session_only() -> None:
    state, other = State.new(seed="1"), State.new(seed="2")
    token = log_in(state).value["token"]
    assert send(ENGINE, state, "GET", "/contacts/items", token=token).status == 200
    assert send(ENGINE, other, "GET", "/contacts/items", token=token).status == 401


def test_a_token_expires_two_hours_after_the_login() -> None:
    state = State.new(seed="1")
    state.clock.freeze()
    token = log_in(state).value["token"]
    statuses = []
    for span in ("7199s", "999ms", "1ms"):
        state.clock.advance(parse_span(span))  # type: ignore[arg-type]
        statuses.append(send(ENGINE, state, "GET", "/contacts/items", token=token).status)
    assert statuses == [200, 200, 401]


def test_a_wrong_password_is_told_log_in() -> None:
    response = log_in(State.new(), "secret")
    assert (response.status, response.value) == (401, {"error": "Log In"})


def test_ten_thousand_contacts_are_taken_and_a_thousand_stored() -> None:
    state = State.new()
    items = [{**CONTACT, "link_id": link_id(number)} for number in range(10_000)]
    answer = infos(send(OPEN, state, "POST", "/contacts/items", {"list_items": items}))
    assert answer == ["created"] * 1_000 + ["invalid_entity_data"] * 9_000
    assert len(state.records({"bas-ip": ()})["contacts"]) == 1_000


def test_one_contact_more_than_ten_thousand_is_a_wrong_body() -> None:
    response = send(OPEN, State.new(), "POST", "/contacts/items", {"list_items": [CONTACT] * 10_001})
    assert (response.status, response.value) == (400, {"error": "Wrong JSON body"})


def test_a_refused_bulk_call_stores_nothing() -> None:
    state = State.new()
    assert send(OPEN, state, "POST", "/contacts/items", {"list_items": [CONTACT, 5]}).status == 400
    assert state.records({"bas-ip": ()}) == {}


operations = st.lists(
    st.tuples(st.sampled_from(("create", "delete", "by hand")), st.lists(st.integers(0, 5), min_size=1, max_size=4)),
    max_size=12,
)


@given(operations)
def test_link_ids_are_known_exactly_while_a_contact_has_them(told: list[tuple[str, list[int]]]) -> None:
    state, known = State.new(), set[int]()
    for kind, numbers in told:
        assert done(state, kind, numbers) == expected(known, kind, numbers)
    stored = {contact["link_id"] for contact in state.records({"bas-ip": ()}).get("contacts", {}).values()}
    assert stored == {link_id(number) for number in known}


def done(state: State, kind: str, numbers: Iterable[int]) -> list[str]:
    if kind == "create":
        items = [{**CONTACT, "link_id": link_id(number)} for number in numbers]
        return infos(send(OPEN, state, "POST", "/contacts/items", {"list_items": items}))
    if kind == "delete":
        link_ids = [link_id(number) for number in numbers]
        return infos(send(OPEN, state, "DELETE", "/contacts/items", {"link_ids": link_ids}))
    for uid, contact in state.store.items("bas-ip.contacts").items():
        if contact["link_id"] in map(link_id, numbers):
            state.store.delete("bas-ip.contacts", uid)
    return []


def expected(known: set[int], kind: str, numbers: Iterable[int]) -> list[str]:
    answer = []
    for number in numbers:
        if kind == "create":
            answer.append("updated" if number in known else "created")
            known.add(number)
        else:
            answer.append("deleted" if number in known else "entity_not_found")
            known.discard(number)
    return [] if kind == "by hand" else answer


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=20))
def test_there_is_at_most_one_default_contact_and_it_is_the_last_one_made_so(told: list[tuple[int, bool]]) -> None:
    state, default = State.new(), None
    for number, is_default in told:
        item = {**CONTACT, "link_id": link_id(number), "is_default": is_default}
        infos(send(OPEN, state, "POST", "/contacts/items", {"list_items": [item]}))
        default = number if is_default else None if default == number else default
    contacts = state.records({"bas-ip": ()})["contacts"].values()
    assert [contact["link_id"] for contact in contacts if contact["is_default"]] == (
        [] if default is None else [link_id(default)]
    )


def test_a_contact_put_by_hand_is_found_by_its_link_id() -> None:
    _, contacts = contacts_of({"7": {**CONTACT, "uid": 7, "link_id": link_id(1).upper()}})
    assert contacts.linked.find(link_id(1)) == "7"


def test_a_link_id_that_was_changed_by_hand_is_not_found_any_more() -> None:
    store, contacts = contacts_of({"7": {**CONTACT, "uid": 7, "link_id": link_id(1)}})
    assert contacts.linked.find(link_id(1)) == "7"
    store.put("contacts", "7", {**CONTACT, "uid": 7, "link_id": link_id(2)})
    assert contacts.linked.find(link_id(1)) is None
    assert contacts.linked.find(link_id(2)) == "7"


def test_a_new_contact_does_not_take_the_uid_of_one_put_by_hand() -> None:
    _, contacts = contacts_of({"1": {**CONTACT, "uid": 1}, "2": {**CONTACT, "uid": 2}})
    assert contacts.add(CONTACT, None) == "3"


def test_every_default_contact_put_by_hand_gives_way_to_a_new_one() -> None:
    defaults = {uid: {**CONTACT, "uid": int(uid), "is_default": True} for uid in ("1", "2")}
    store, contacts = contacts_of(defaults)
    contacts.add({**CONTACT, "is_default": True}, None)
    assert [contact["is_default"] for contact in store.items("contacts").values()] == [False, False, True]


def test_a_deleted_record_leaves_the_index() -> None:
    transaction = Transaction(MemoryStore())
    linked = Linked(transaction, "announcements")
    linked.add({"link_id": link_id(1)}, "1")
    linked.delete("1")
    assert (linked.find(link_id(1)), linked.size) == (None, 0)
    assert transaction.items("_announcements_by_link_id") == {}
