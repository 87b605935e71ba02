"""What belongs together is found by links, headers and schemas, where paths alone do not tell."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mockserver.behaviours.resources import consumed, produced
from mockserver.behaviours.resources.inferring.corrections import Corrections
from mockserver.behaviours.resources.inferring.inference import Inference
from mockserver.cli import main
from tests.behaviours.resources.evidence import LINKED, LOCATED, ORDER, SILENT, TELLING, of_user
from tests.behaviours.resources.procedures import DOTTED, TEXT, listed, members
from tests.behaviours.resources.styles import answer, api, body, schema_ref
from tests.behaviours.resources.test_styles import Client
from tests.documents import compiled, written
from tests.judge import Judge

Json = Any

MADE = ["orders body#/id", "orders header.Location"]
GONE = {"responses": {"204": {"description": "It is gone."}}}


def inference(root: Json) -> tuple[Inference, Any]:
    operations = compiled(root)
    return Inference(operations, Corrections(), root), operations


def told(root: Json) -> dict[str, str]:
    found, operations = inference(root)
    pairs = ((f"{o.method} {o.path}", found.of(o)) for o in operations)
    return {name: f"{pair[0].name}: {pair[1].role}" for name, pair in pairs if pair is not None}


@pytest.fixture(params=(SILENT, TELLING), ids=lambda style: style.name)
def client(request: pytest.FixtureRequest, tmp_path: Path, judge: Judge) -> Client:
    return Client(request.param, tmp_path, judge)


def orders(client: Client, user: int, query: str = "") -> Json:
    outcome = client.ask("GET", f"/users/{user}/orders{query}")
    assert outcome.source == "resource"
    return outcome.response.value


def names(client: Client, user: int, query: str = "") -> list[str]:
    return [order["name"] for order in orders(client, user, query)["data"]]


def test_each_owner_has_its_own_records_and_all_are_in_one_collection(client: Client) -> None:
    made = [
        client.ask("POST", f"/users/{user}/orders", {"name": name}) for user, name in ((1, "a"), (2, "b"), (1, "c"))
    ]
    everything = client.ask("GET", "/orders").response.value
    assert names(client, 1) == ["a", "c"]
    assert orders(client, 1)["total"] == 2
    assert names(client, 1, "?limit=1") == ["a"]
    assert names(client, 2) == ["b"]
    assert everything == [outcome.response.value for outcome in made]
    assert (made[0].response.header("location") or "").endswith(f"/orders/{everything[0]['id']}")


def test_nothing_is_kept_below_an_owner_that_is_not_there(client: Client) -> None:
    assert client.ask("POST", "/users/9/orders", {"name": "a"}).response.status == 404
    assert client.ask("GET", "/users/9/orders").response.status == 404
    assert client.ask("POST", "/users/1/orders", {"name": "a"}).response.status == 201


def test_records_go_with_their_owner(client: Client) -> None:
    for user in (1, 2):
        client.ask("POST", f"/users/{user}/orders", {"name": "a"})
    first, second = client.ask("GET", "/orders").response.value
    assert client.ask("DELETE", "/users/1").response.status == 204
    assert client.ask("GET", f"/orders/{first['id']}").response.status == 404
    assert client.ask("GET", "/orders").response.value == [second]


def test_what_is_deleted_at_one_path_is_gone_at_the_other(client: Client) -> None:
    key = client.create()["id"]
    assert client.ask("DELETE", f"/orders/{key}").response.status == 204
    assert names(client, 1) == []


def test_a_record_says_itself_whose_it_is(tmp_path: Path, judge: Judge) -> None:
    client = Client(TELLING, tmp_path, judge)
    made = client.ask("POST", "/orders", {"name": "a", "user_id": 2}).response.value
    assert client.create({"name": "b"})["user_id"] == 1
    assert orders(client, 2)["data"] == [made]


def test_an_owner_that_may_not_go_before_its_records_stays(tmp_path: Path, judge: Judge) -> None:
    paths = of_user()
    paths["/users/{userId}"]["delete"]["responses"]["409"] = answer(schema_ref("Error"))
    root = api(paths, User=members(["name"], id={"type": "integer"}, name=TEXT), Order=ORDER)
    client = Client(replace(SILENT, root=root), tmp_path, judge)
    key = client.create()["id"]
    assert client.ask("DELETE", "/users/1").response.status == 409
    client.ask("DELETE", f"/orders/{key}")
    assert client.ask("DELETE", "/users/1").response.status == 204


def test_a_path_through_another_owner_does_not_lead_to_a_record(tmp_path: Path, judge: Judge) -> None:
    paths = of_user(create=True)
    paths["/users/{userId}/orders/{id}"] = {
        "parameters": [*paths["/users/{userId}/orders"]["parameters"], *paths["/orders/{id}"]["parameters"]],
        **{method: paths["/orders/{id}"][method] for method in ("get", "delete")},
    }
    schemas = TELLING.root["components"]["schemas"]
    root = api(paths, User=schemas["User"], Order=schemas["Order"])
    client = Client(replace(TELLING, root=root), tmp_path, judge)
    key = client.create()["id"]
    assert client.ask("GET", f"/users/1/orders/{key}").response.status == 200
    assert client.ask("GET", f"/users/2/orders/{key}").response.status == 404
    assert client.ask("DELETE", f"/users/2/orders/{key}").response.status == 404
    assert client.ask("DELETE", f"/users/1/orders/{key}").response.status == 204
    assert client.ask("GET", f"/orders/{key}").response.status == 404


def ok(schema: Json) -> Json:
    return {"responses": {"200": answer(schema)}}


def test_labels_that_are_put_on_something_stay_labels() -> None:
    label = {"requestBody": body(schema_ref("Label")), "responses": {"201": answer(schema_ref("Label"))}}
    root = api(
        {
            "/labels": {"get": ok(listed("Label")), "post": label},
            "/labels/{name}": {"get": ok(schema_ref("Label")), "delete": GONE},
            "/issues/{id}": {"get": ok(members(["id"], id=TEXT))},
            "/issues/{id}/labels": {"get": ok(listed("Label")), "post": label},
            "/issues/{id}/labels/{name}": {"delete": GONE},
        },
        Label=members(["name"], name=TEXT),
    )
    found = told(root)
    assert found["POST /labels"] == "labels: create"
    assert found["DELETE /issues/{id}/labels/{name}"] == "issues.labels: delete"


def test_a_link_says_what_the_key_is() -> None:
    (resource,) = inference(LINKED.root)[0].all()
    assert resource.key is not None
    assert resource.key.steps == ("badge",)
    assert "the link" in resource.key.reason


def test_makers_and_lists_elsewhere_are_found() -> None:
    assert told(LINKED.root)["POST /enrolments"] == "students: create"
    assert told(LINKED.root)["GET /register"] == "students: list"
    assert told(LOCATED.root)["POST /signups"] == "people: create"


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ({"/cats": {"201": schema_ref("Cat")}}, "cat: create"),
        ({"/adopt": {"201": schema_ref("Cat")}}, "cat: create"),
        ({"/adopt": {"200": schema_ref("Cat")}}, None),
        ({"/adopt": {"201": schema_ref("Cat")}, "/buy": {"201": schema_ref("Cat")}}, None),
        ({"/homes/{id}/adopt": {"201": schema_ref("Cat")}}, None),
        ({"/adopt": {"201": members([], id=TEXT, name=TEXT)}}, None),
    ],
)
def test_what_makes_one_elsewhere_is_the_only_one_that_answers_it(paths: Json, expected: str | None) -> None:
    added = {
        path: {
            "post": {
                "requestBody": body(schema_ref("Cat")),
                "responses": {status: answer(schema) for status, schema in answers.items()},
            }
        }
        for path, answers in paths.items()
    }
    root = api(
        {"/cat/{id}": {"get": ok(schema_ref("Cat")), "delete": GONE}, **added}, Cat=members([], id=TEXT, name=TEXT)
    )
    assert told(root).get(f"POST {next(iter(paths))}") == expected


@pytest.mark.parametrize(
    "link",
    [
        {"operationId": "nobody", "parameters": {"id": "$response.body#/key"}},
        {"operationRef": "elsewhere.yaml#/paths", "parameters": {"id": "$response.body#/key"}},
        {"operationId": "look", "parameters": {"id": "$request.path.id"}},
        {"operationId": "look", "parameters": {"id": 7}},
        {"operationId": "look", "parameters": {"id": "$response.body#/unknown"}},
        {"operationId": "look", "parameters": {"other": "$response.body#/key"}},
        {"operationId": "look"},
        {"$ref": "#/components/links/None"},
        "nonsense",
    ],
)
def test_a_link_that_says_nothing_changes_nothing(link: Json) -> None:
    read = {"operationId": "look", "responses": {"200": {**answer(schema_ref("Cat")), "links": {"again": link}}}}
    root = api({"/cats/{id}": {"get": read}}, Cat=members(["id"], id=TEXT, key=TEXT))
    (resource,) = inference(root)[0].all()
    assert resource.key is not None
    assert resource.key.steps == ("id",)


@pytest.mark.parametrize("address", ["http://[x/cats/1", "/dogs/1", "", 7, "https://x.example"])
def test_an_address_that_leads_nowhere_changes_nothing(address: Json) -> None:
    created = {"201": {"description": "made", "headers": {"Location": {"schema": TEXT, "example": address}}}}
    root = api(
        {"/cats/{id}": {"get": ok(schema_ref("Cat"))}, "/adopt": {"post": {"responses": created}}},
        Cat=members(["id"], id=TEXT),
    )
    assert told(root) == {"GET /cats/{id}": "cats: read"}


def test_a_link_may_lead_to_a_pointer() -> None:
    link = {"operationRef": "#/paths/~1cats~1{id}/get", "parameters": {"path.id": "$response.body#/0/key"}}
    root = api(
        {
            "/cats": {"get": {"responses": {"200": {**answer(listed("Cat")), "links": {"one": link}}}}},
            "/cats/{id}": {"get": ok(schema_ref("Cat"))},
        },
        Cat=members(["id"], id=TEXT, key=TEXT),
    )
    (resource,) = inference(root)[0].all()
    assert resource.key is not None
    assert resource.key.steps == ("key",)


def exchanges(root: Json, operation: str) -> tuple[list[str], list[str]]:
    """What an operation consumes, and what it produces."""
    found, operations = inference(root)
    resource, part = next(pair for o in operations if f"{o.method} {o.path}" == operation and (pair := found.of(o)))
    needs, gives = consumed(resource, part), produced(resource, part)
    return [f"{each.collection} {each.at}" for each in needs], [f"{each.collection} {each.at}" for each in gives]


@pytest.mark.parametrize(
    ("root", "operation", "needs", "gives"),
    [
        (TELLING.root, "GET /users/{userId}/orders", ["users path.userId"], ["orders body#/data/*/id"]),
        (
            TELLING.root,
            "POST /users/{userId}/orders",
            ["users path.userId"],
            ["orders body#/id", "orders header.Location"],
        ),
        (TELLING.root, "GET /orders/{id}", ["orders path.id"], ["orders body#/id"]),
        (TELLING.root, "DELETE /orders/{id}", ["orders path.id"], []),
        (DOTTED.root, "GET /tasks.info", ["tasks query.task"], ["tasks body#/task/id"]),
        (DOTTED.root, "POST /tasks.delete", ["tasks body#/task"], []),
        (LOCATED.root, "POST /signups", [], ["people header.Location"]),
    ],
)
def test_keys_are_produced_by_some_and_consumed_by_others(
    root: Json, operation: str, needs: list[str], gives: list[str]
) -> None:
    assert exchanges(root, operation) == (needs, gives)


def test_routes_tell_why(tmp_path: Path) -> None:
    file = str(written(tmp_path, SILENT.root))
    table = CliRunner().invoke(main, ["routes", "--why", file]).output
    shown = json.loads(CliRunner().invoke(main, ["routes", "--format", "json", file]).output)
    (create,) = [row for row in shown if (row["method"], row["path"]) == ("POST", "/users/{userId}/orders")]
    assert "9 of 9 operations keep records" in table
    assert "'orders' are made below a 'userId', and nowhere else" in table
    assert create["resource"]["consumes"] == [{"collection": "users", "at": "path.userId"}]
    assert create["resource"]["through_why"] == "'orders' are made below a 'userId', and nowhere else"
