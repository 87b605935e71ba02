"""What happens is told to who asked for it, in the documented words."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mockserver import load
from mockserver.callbacks import Sender
from mockserver.callbacks.calling import targets_of
from mockserver.engine import Engine, Options
from mockserver.state import Change, Notification, State
from tests.documents import ask, document, giving, taking, written
from tests.upstream_server import Heard, Says, Server, upstream

ORDER = {
    "type": "object",
    "required": ["item"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "item": {"type": "string"},
        "status": {"enum": ["open", "shipped"]},
        "hook": {"type": "string"},
    },
}
EVENT = {
    "type": "object",
    "required": ["event", "orderId", "data", "at"],
    "properties": {
        "event": {"enum": ["order.updated", "order.created", "order.shipped", "order.deleted"]},
        "orderId": {"type": "integer"},
        "data": ORDER,
        "at": {"type": "string", "format": "date-time"},
    },
}
GONE = {"204": {"description": "good"}}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
HOOK = {"post": {"requestBody": taking(EVENT), "responses": GONE}}
TO = "{$request.body#/hook}"


def orders(callbacks: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """An API of orders; `more` are further paths."""
    change = {**ORDER, "required": []}
    return {
        "/orders": {
            "post": {
                "operationId": "create",
                "requestBody": taking(ORDER),
                "responses": {"201": giving(ORDER), "503": giving({})},
                "callbacks": callbacks,
            },
            "get": {"operationId": "list", "responses": {"200": giving({"type": "array", "items": ORDER})}},
        },
        "/orders/{id}": {
            "parameters": [ID],
            "get": {"operationId": "get", "responses": {"200": giving(ORDER)}},
            "patch": {"operationId": "change", "requestBody": taking(change), "responses": {"200": giving(ORDER)}},
            "delete": {"operationId": "delete", "responses": GONE},
        },
        **more,
    }


@dataclass
class Mock:
    """An engine that calls a receiver, in one session."""

    engine: Engine
    receiver: Server
    state: State = field(default_factory=lambda: State.new(seed="1"))

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> int:
        if isinstance(body, dict) and body.get("hook") == "":
            body = {**body, "hook": self.receiver.url}
        path, _, query = path.partition("?")
        answer = ask(self.engine, method, path, body, query=query, headers=tuple(headers.items()), state=self.state)
        return answer.status

    def sent(self) -> list[Notification]:
        """The notifications, the oldest first, once none waits."""
        assert self.state.callbacks.settled(10.0)
        return list(reversed(self.state.callbacks.all()))

    def told(self) -> list[tuple[str, Any]]:
        """What the receiver heard: the path and the body."""
        self.sent()
        return [(heard.target, json.loads(heard.body)) for heard in self.receiver.heard]


Making = Callable[..., Mock]


@pytest.fixture
def mocked(tmp_path: Path) -> Iterator[Making]:
    """Makes the mock of a document's paths; `settings` are the API's, of which URL is the receiver's address."""
    made: list[Mock] = []
    with upstream(lambda heard: Says(204)) as receiver:

        def make(paths: Mapping[str, Any], settings: Mapping[str, str] | None = None, **more: Any) -> Mock:
            stated = {key: value.replace("URL", receiver.url) for key, value in (settings or {}).items()}
            options = more.pop("options", {})
            file = written(tmp_path, document(paths, **more))
            made.append(Mock(load(file, settings={"shop": {"callback_pause": "0", **stated}}, **options), receiver))
            return made[-1]

        yield make
        for mock in made:
            sender = mock.engine.options.sender
            assert sender is not None
            sender.drop()


def test_a_callback_without_an_event_is_sent_when_its_operation_succeeds(mocked: Making) -> None:
    mock = mocked(orders({"onEvent": {f"{TO}/events?id={{$response.body#/id}}": HOOK}}))
    assert mock("POST", "/orders", {"item": "lamp", "hook": ""}) == 201
    order = {"id": 1, "item": "lamp", "hook": mock.receiver.url}
    ((target, body),) = mock.told()
    assert target == "/events?id=1"
    assert (body["orderId"], body["data"], body["at"]) == (1, order, "2026-01-01T00:00:00.000Z")


def test_a_callback_tells_what_it_is_about_and_when_that_happens(mocked: Making) -> None:
    names = {"orderCreated": "a", "orderShipped": "b", "updated": "c", "orderDeleted": "d"}
    mock = mocked(orders({name: {f"{TO}/{path}": HOOK} for name, path in names.items()}))
    mock("POST", "/orders", {"item": "lamp", "hook": ""})
    mock("POST", "/orders", {"item": "mug", "hook": ""})
    mock("PATCH", "/orders/1", {"item": "lamp"})
    mock("PATCH", "/orders/1", {"status": "shipped"})
    mock("DELETE", "/orders/1")
    mock("GET", "/orders")
    told = [(target, body["event"], body["orderId"]) for target, body in mock.told()]
    assert told == [
        ("/a", "order.created", 1),
        ("/a", "order.created", 2),
        ("/c", "order.updated", 1),
        ("/b", "order.shipped", 1),
        ("/c", "order.updated", 1),
        ("/d", "order.deleted", 1),
    ]


SUBSCRIPTIONS = {
    "/subscriptions": {
        "post": {
            "operationId": "subscribe",
            "requestBody": taking({"type": "object", "properties": {"hook": {"type": "string"}}}),
            "responses": {"201": giving({"type": "object", "properties": {"id": {"type": "integer"}}})},
            "callbacks": {"orderCreated": {TO: HOOK}},
        }
    },
    "/subscriptions/{id}": {"parameters": [ID], "delete": {"operationId": "unsubscribe", "responses": GONE}},
}


def test_who_subscribed_is_told_of_every_record_until_the_subscription_is_deleted(mocked: Making) -> None:
    mock = mocked(orders({}, **SUBSCRIPTIONS))
    mock("POST", "/orders", {"item": "early"})
    assert mock("POST", "/subscriptions", {"hook": ""}) == 201
    assert mock.told() == []
    mock("POST", "/orders", {"item": "lamp"})
    assert mock("DELETE", "/subscriptions/1") == 204
    mock("POST", "/orders", {"item": "late"})
    assert [body["data"]["item"] for _, body in mock.told()] == ["lamp"]


def test_subscriptions_belong_to_their_session(mocked: Making) -> None:
    mock = mocked(orders({}, **SUBSCRIPTIONS))
    mock("POST", "/subscriptions", {"hook": ""})
    other = Mock(mock.engine, mock.receiver)
    other("POST", "/orders", {"item": "lamp"})
    assert (mock.sent(), other.sent()) == ([], [])


def test_webhooks_go_where_the_setting_says(mocked: Making) -> None:
    webhooks = {"newOrder": HOOK, "order-deleted": HOOK, "somethingElse": HOOK}
    mock = mocked(orders({}), {"webhooks": "URL/all, newOrder=URL/new"}, webhooks=webhooks)
    mock("POST", "/orders", {"item": "lamp"})
    mock("DELETE", "/orders/1")
    assert [(target, body["event"]) for target, body in mock.told()] == [
        ("/all", "order.created"),
        ("/new", "order.created"),
        ("/all", "order.deleted"),
    ]
    assert [sent.callback for sent in mock.sent()] == ["newOrder", "newOrder", "order-deleted"]


HIDING = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "item": {"type": "string"},
        "pin": {"type": "string", "writeOnly": True},
        "cards": {
            "type": "array",
            "items": {"type": "object", "properties": {"last": {"type": "string"}, "cvc": {"writeOnly": True}}},
        },
    },
}


@pytest.mark.parametrize(
    ("schema", "steps"),
    [
        ({"type": "object", "properties": {"order": HIDING}, "required": ["order"]}, ("order",)),
        ({"type": "object", "properties": {"order": {"type": "object"}}}, ("order",)),
        (HIDING, ()),
        ({"type": "object"}, ()),
    ],
)
def test_what_is_write_only_is_not_told_and_the_rest_is(schema: Any, steps: tuple[str, ...], mocked: Making) -> None:
    hook = {"post": {"requestBody": taking(schema), "responses": GONE}}
    paths = {
        "/orders": {"post": {"requestBody": taking(HIDING), "responses": {"201": giving(HIDING)}}},
        "/orders/{id}": {
            "parameters": [ID],
            "get": {"responses": {"200": giving(HIDING)}},
            "delete": {"responses": GONE},
        },
    }
    mock = mocked(paths, {"webhooks": "URL"}, webhooks={"orderCreated": hook, "orderDeleted": hook})
    mock("POST", "/orders", {"item": "lamp", "pin": "1234", "cards": [{"last": "9", "cvc": "555"}]})
    mock("DELETE", "/orders/1")
    told = [body for _, body in mock.told()]
    for step in steps:
        told = [body[step] for body in told]
    assert told == [{"id": 1, "item": "lamp", "cards": [{"last": "9"}]}] * 2


def test_the_first_records_are_not_new(mocked: Making) -> None:
    seed = {"x-mockserver-seed": {"orders": [{"id": 1, "item": "old", "status": "open"}]}}
    mock = mocked(orders({}), {"webhooks": "URL"}, webhooks={"orderCreated": HOOK, "orderShipped": HOOK}, **seed)
    mock("PATCH", "/orders/1", {"status": "shipped"})
    mock("POST", "/orders", {"item": "lamp"})
    assert [(body["event"], body["orderId"]) for _, body in mock.told()] == [("order.shipped", 1), ("order.created", 2)]


def test_without_the_setting_webhooks_are_not_sent(mocked: Making) -> None:
    mock = mocked(orders({}), webhooks={"newOrder": HOOK})
    mock("POST", "/orders", {"item": "lamp"})
    assert mock.sent() == []


def test_targets_are_read() -> None:
    assert targets_of("http://a/?x=1, new=http://b") == (("", "http://a/?x=1"), ("new", "http://b"))
    assert targets_of("") == ()


@pytest.mark.parametrize(
    ("said", "expected"), [("none", []), ("answer", ["/"]), ("orders deleted", []), (["orders created"], ["/"])]
)
def test_the_document_can_say_of_what_a_callback_tells(said: Any, expected: list[str], mocked: Making) -> None:
    mock = mocked(orders({"orderChanged": {TO: {**HOOK, "x-mockserver-on": said}}}))
    mock("POST", "/orders", {"item": "lamp", "hook": ""})
    assert [target for target, _ in mock.told()] == expected


def test_without_records_the_method_says_what_happens(mocked: Making) -> None:
    webhooks = {"orderCreated": HOOK, "orderDeleted": HOOK}
    mock = mocked(orders({}), {"webhooks": "URL"}, options={"state": "none"}, webhooks=webhooks)
    mock("POST", "/orders", {"item": "lamp"})
    mock("DELETE", "/orders/5")
    mock("GET", "/orders")
    assert [body["event"] for _, body in mock.told()] == ["order.created", "order.deleted"]


def test_what_did_not_succeed_is_not_told(mocked: Making) -> None:
    mock = mocked(orders({"onEvent": {TO: HOOK}}))
    assert mock("POST", "/orders", {"hook": ""}) == 422 or mock.sent() == []
    mock("POST", "/orders", {"item": "lamp", "hook": ""}, prefer="code=503")
    assert mock.sent() == []


def test_a_callback_sets_off_no_other(mocked: Making) -> None:
    mock = mocked(orders({"onEvent": {TO: HOOK}}))
    assert mock("POST", "/orders", {"item": "lamp", "hook": ""}, **{"x-mock-callback": "1"}) == 201
    assert mock.sent() == []


def test_an_address_that_cannot_be_found_is_put_down(mocked: Making) -> None:
    mock = mocked(orders({"onEvent": {TO: HOOK}}))
    mock("POST", "/orders", {"item": "lamp"})
    (sent,) = mock.sent()
    assert (sent.fate, sent.error) == ("refused", "'$request.body#/hook' stands for nothing here")


def test_callbacks_can_be_switched_off(mocked: Making) -> None:
    mock = mocked(orders({"onEvent": {TO: HOOK}}), {"callbacks": "off"})
    mock("POST", "/orders", {"item": "lamp", "hook": ""})
    assert mock.sent() == []


def test_a_secret_signs_the_body(mocked: Making) -> None:
    mock = mocked(orders({"onEvent": {TO: HOOK}}), {"callback_secret": "abc", "callback_signature": "X-Hub-Signature"})
    mock("POST", "/orders", {"item": "lamp", "hook": ""})
    mock.sent()
    (heard,) = mock.receiver.heard
    assert heard.header("x-hub-signature") == f"sha256={hmac.new(b'abc', heard.body, hashlib.sha256).hexdigest()}"


def test_documented_headers_are_sent(mocked: Making) -> None:
    version = {"name": "X-Version", "in": "header", "required": True, "schema": {"const": "v2"}}
    free = {"name": "X-Free", "in": "header", "schema": {"type": "string"}}
    hook = {"post": {**HOOK["post"], "parameters": [version, free]}}
    mock = mocked(orders({"onEvent": {TO: hook}}))
    mock("POST", "/orders", {"item": "lamp", "hook": ""})
    mock.sent()
    (heard,) = mock.receiver.heard
    assert (heard.header("x-version"), heard.header("x-free")) == ("v2", None)


def parameter(name: str, place: str, schema: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "required": True, "schema": schema, **more}


WHOLE, TEXT = {"type": "integer"}, {"type": "string"}
TWO = {"type": "array", "items": {"const": 2}, "minItems": 2, "maxItems": 2}


@pytest.mark.parametrize(
    ("address", "parameters", "expected"),
    [
        (f"{TO}/o/{{id}}", [parameter("id", "path", WHOLE)], "/o/1"),
        (f"{TO}/o/{{orderId}}", [parameter("orderId", "path", TEXT)], "/o/1"),
        (f"{TO}/o/{{item}}", [parameter("item", "path", TEXT)], "/o/a%2Flamp"),
        (f"{TO}/o/{{x}}", [parameter("x", "path", {"const": "v"})], "/o/v"),
        (f"{TO}/o/{{x}}", [parameter("x", "path", TEXT, example="e")], "/o/e"),
        (f"{TO}/o/{{x}}", [parameter("x", "path", TEXT, example="$request.body#/item")], "/o/a%2Flamp"),
        (f"{TO}/o/{{x}}", [parameter("x", "path", WHOLE, example="$response.body#/id")], "/o/1"),
        (f"{TO}/o/{{x}}", [parameter("x", "path", {"const": "v"}, example="$request.body#/none")], "/o/v"),
        (f"{TO}/o/{{x}}", [parameter("x", "path", TWO, style="label")], "/o/.2,2"),
        (f"{TO}/o/{{x}}", [], "/o/%7Bx%7D"),
        (f"{TO}/o", [parameter("item", "query", TEXT)], "/o?item=a%2Flamp"),
        (f"{TO}/o?v=1", [parameter("v", "query", TEXT), parameter("event", "query", TEXT)], "/o?v=1&event=onEvent"),
        (f"{TO}/o", [parameter("q", "query", TEXT, required=False)], "/o"),
        (f"{TO}/o#end", [parameter("item", "query", {"type": "string", "maxLength": 3, "const": "x"})], "/o?item=x"),
        (f"{TO}/o", [parameter("trace", "query", TEXT)], "/o?trace=t1"),
        (f"{TO}/o", [parameter("two", "query", TWO, explode=False)], "/o?two=2,2"),
    ],
)  # fmt: skip
def test_the_parameters_of_a_callback_are_filled(address: str, parameters: Any, expected: str, mocked: Making) -> None:
    paths = orders({"onEvent": {address: {"post": {**HOOK["post"], "parameters": parameters}}}})
    paths["/orders"]["post"]["parameters"] = [{"name": "trace", "in": "query", "schema": TEXT}]
    mock = mocked(paths)
    assert mock("POST", "/orders?trace=t1", {"item": "a/lamp", "hook": ""}) == 201
    assert [target for target, _ in mock.told()] == [expected]


def test_the_parameters_of_who_is_told_later_are_those_of_the_record(mocked: Making) -> None:
    hook = {"parameters": [parameter("id", "path", WHOLE), parameter("status", "query", TEXT)], **HOOK}
    webhooks = {"orderShipped": hook}
    mock = mocked(orders({"orderShipped": {f"{TO}/own/{{id}}": hook}}), {"webhooks": "URL/all/{id}"}, webhooks=webhooks)
    mock("POST", "/orders", {"item": "lamp", "hook": ""})
    mock("PATCH", "/orders/1", {"status": "shipped"})
    assert [target for target, _ in mock.told()] == ["/own/1?status=shipped", "/all/1?status=shipped"]


@pytest.mark.parametrize(
    ("schema", "key", "expected"), [(WHOLE, "7", "/7"), (TEXT, "7", "/7"), (TEXT, "a/b", "/a%2Fb"), (None, "7", "/7")]
)
def test_a_record_that_does_not_say_its_key_is_told_by_it(schema: Any, key: str, expected: str, mocked: Making) -> None:
    stated = [{"name": name, "in": "path", "required": True, "schema": schema} for name in ("id", "other")]
    hook = {"post": {**HOOK["post"], "parameters": stated}}
    mock = mocked(orders({}), {"webhooks": "URL/{id}"}, webhooks={"orderCreated": hook})
    mock.engine.tell("shop", [Change("orders", key, None, {"item": "lamp"})], mock.state)
    assert [target for target, _ in mock.told()] == [expected]


def test_no_parameter_moves_the_host_of_a_callback(mocked: Making) -> None:
    hook = {"post": {**HOOK["post"], "parameters": [parameter("item", "path", TEXT)]}}
    mock = mocked(orders({"onEvent": {f"{TO}/{{item}}": hook}}))
    mock("POST", "/orders", {"item": "elsewhere.example", "hook": "http://{item}"})
    mock("POST", "/orders", {"item": "@elsewhere.example/?#", "hook": ""})
    refused, delivered = mock.sent()
    assert (refused.fate, delivered.fate) == ("refused", "delivered")
    assert delivered.url == f"{mock.receiver.url}/%40elsewhere.example%2F%3F%23"


def test_an_answer_that_is_not_documented_is_a_violation_of_the_receiver(mocked: Making) -> None:
    hook = {"post": {"requestBody": taking(EVENT), "responses": {"200": giving({"type": "object"})}}}
    mock = mocked(orders({"onEvent": {TO: hook}}))
    mock("POST", "/orders", {"item": "lamp", "hook": ""})
    (sent,) = mock.sent()
    assert (sent.fate, [(v.keyword, v.blame) for v in sent.violations]) == ("delivered", [("status", "upstream")])


@pytest.mark.parametrize(
    "event",
    [
        ORDER,
        {"type": "object", "required": ["order"], "properties": {"order": ORDER, "name": {"type": "string"}}},
        {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "minimum": 7}}},
        {"type": "object", "properties": {"item": {"type": "string", "maxLength": 2}}},
        {"type": "object", "properties": {"item": {"type": "integer"}}, "additionalProperties": False},
        {"type": "array", "items": ORDER, "minItems": 1},
        {"type": "string", "enum": ["done"]},
        {"oneOf": [{"type": "object", "required": ["x"], "properties": {"x": {"const": 1}}}, {"type": "integer"}]},
        {},
    ],
)  # fmt: skip
def test_every_body_is_valid_under_its_schema(event: dict[str, Any], mocked: Making) -> None:
    mock = mocked(orders({"onEvent": {TO: {"post": {"requestBody": taking(event), "responses": GONE}}}}))
    mock("POST", "/orders", {"item": "lamp", "hook": ""})
    ((_, body),) = mock.told()
    jsonschema.Draft202012Validator(event).validate(body)
    assert mock.sent()[0].violations == ()


def test_a_text_that_names_the_event_has_its_name(mocked: Making) -> None:
    event = {"type": "object", "required": ["type"], "properties": {"type": {"type": "string"}}}
    mock = mocked(orders({"orderCreated": {TO: {"post": {"requestBody": taking(event), "responses": GONE}}}}))
    mock("POST", "/orders", {"item": "lamp", "hook": ""})
    assert mock.told() == [("/", {"type": "orderCreated"})]


def test_a_callback_may_have_no_body_and_any_method(mocked: Making) -> None:
    mock = mocked(orders({"onEvent": {TO: {"get": {"responses": GONE}}}}))
    mock("POST", "/orders", {"item": "lamp", "hook": ""})
    mock.sent()
    assert [(heard.method, heard.body) for heard in mock.receiver.heard] == [("GET", b"")]


def test_callbacks_may_be_referred_to(mocked: Making) -> None:
    shared = {"callbacks": {"Told": {TO: {"$ref": "#/components/pathItems/Hook"}}}, "pathItems": {"Hook": HOOK}}
    mock = mocked(orders({"onEvent": {"$ref": "#/components/callbacks/Told"}}), components=shared)
    mock("POST", "/orders", {"item": "lamp", "hook": ""})
    assert [target for target, _ in mock.told()] == ["/"]


@pytest.mark.parametrize(
    "callbacks", [{"a": None}, {"a": {TO: None}}, {"a": {TO: {"post": 3}}}, {"a": {"$ref": "#/nowhere"}}, []]
)
def test_broken_callbacks_stop_nobody(callbacks: Any, mocked: Making) -> None:
    mock = mocked(orders(callbacks))
    assert mock("POST", "/orders", {"item": "lamp", "hook": ""}) == 201
    assert mock.sent() == []


def test_an_operation_that_sets_nothing_off_is_not_watched(mocked: Making) -> None:
    mock = mocked(orders({"onEvent": {TO: HOOK}}))
    watched = {operation.id for operation, served in mock.engine._served.items() if served.watched}
    assert watched == {"create", "list", "get", "change", "delete"}
    assert Engine([], Options(sender=Sender()))._callers == {}


def test_what_the_receiver_does_holds_up_no_answer(tmp_path: Path) -> None:
    held = threading.Event()

    def answers(heard: Heard) -> Says:
        held.wait(10.0)
        return Says(204)

    with upstream(answers) as receiver:
        mock = Mock(load(written(tmp_path, document(orders({"onEvent": {TO: HOOK}})))), receiver)
        assert mock("POST", "/orders", {"item": "lamp", "hook": ""}) == 201
        assert mock("GET", "/orders") == 200
        assert mock.state.callbacks.all()[0].fate == "waiting"
        held.set()
        assert [sent.fate for sent in mock.sent()] == ["delivered"]
