"""Records that have no path of their own, or of which only the keys are told, are kept too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver import load
from mockserver.behaviours.resources.keeping.repair import repaired
from mockserver.model import Request
from mockserver.schema import Validator
from mockserver.state import State
from tests.behaviours.resources.procedures import TEXT, members
from tests.behaviours.resources.test_drafting import GONE, Client, called, made, param
from tests.behaviours.resources.test_inference import PET, PETS, inferred, ok, posting
from tests.documents import document, giving, schema, taking, written

Json = Any

TEXTS = {"type": "array", "items": TEXT}
FINE = members([], status={"type": "integer"}, ok={"type": "boolean"})
REACTION = members(["emoji"], emoji=TEXT, at=TEXT)
REACTIONS = members([], reactions={"type": "array", "items": REACTION}, next=TEXT)
LABELS = {"type": "array", "items": members(["name"], name=TEXT, colour=TEXT)}
NAMED, SIZED = members(["name"], name=TEXT, size=TEXT), members([], size=TEXT)
SLIM = members(["name"], id={"type": "integer"}, name=TEXT)
PATCH = {"type": "array", "items": members(["op", "path"], op=TEXT, path=TEXT, value={})}
BYTES = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


def asking(operation: Json, *parameters: Json) -> Json:
    return {**operation, "parameters": list(parameters)}


def needed(name: str) -> Json:
    return {**param(name, "query"), "required": True}


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (
            {"/r": {"get": ok(REACTIONS), "post": posting(FINE, REACTION), "delete": asking(GONE, needed("emoji"))}},
            {"GET /r": "r: list", "POST /r": "r: create", "DELETE /r": "r: delete"},
        ),
        (
            {
                "/pets": {"get": ok(PETS), "delete": asking(GONE, param("name", "query"))},
                "/pets/{id}": {"get": ok(PET)},
            },
            {"GET /pets": "pets: list", "DELETE /pets": "pets: clear", "GET /pets/{id}": "pets: read"},
        ),
        (
            {"/pets": {"get": ok(PETS), "delete": asking(GONE, needed("zone"))}, "/pets/{id}": {"get": ok(PET)}},
            {"GET /pets": "pets: list", "GET /pets/{id}": "pets: read"},
        ),
        (
            {"/pets": {"get": ok(members([], names=TEXTS))}, "/pets/{name}": {"get": ok(PET), "delete": GONE}},
            {"GET /pets": "pets: list", "GET /pets/{name}": "pets: read", "DELETE /pets/{name}": "pets: delete"},
        ),
        ({"/secrets": {"get": ok(members([], secrets=TEXTS))}, "/secrets/{id}": {"delete": GONE}}, {}),
        (
            {"/pets": {"get": ok(PETS), "post": posting(PET)}, "/pets/{id}": {"get": ok(PET)},
             "/pets/by-name/{name}": {"get": ok(PET)}},
            {"GET /pets": "pets: list", "POST /pets": "pets: create", "GET /pets/{id}": "pets: read",
             "GET /pets/by-name/{name}": "by-name: read"},
        ),
        (
            {"/flows": {"get": called("getFlow", asking(ok(PET), needed("id")))}},
            {"GET /flows": "flows: read"},
        ),
        (
            {"/pets/{id}": {"get": ok(PET), "patch": posting(PET, PATCH)}},
            {"GET /pets/{id}": "pets: read", "PATCH /pets/{id}": "pets: merge"},
        ),
        (
            {"/cart": {"get": ok(PET), "post": posting(PET), "delete": GONE}},
            {"GET /cart": "cart: read", "POST /cart": "cart: create", "DELETE /cart": "cart: delete"},
        ),
        (
            {"/state": {"get": asking(ok(PET), needed("zone")), "put": posting(PET)}},
            {},
        ),
        (
            {"/settings": {"get": ok({"type": "object"}), "put": posting(PET)}},
            {"GET /settings": "settings: read", "PUT /settings": "settings: replace"},
        ),
        (
            {"/connect": {"get": ok(members([], setups={"type": "array", "items": PET}, totalSet=TEXT, why=PET))},
             "/connect/{id}": {"get": ok(PET)}},
            {"GET /connect": "connect: list", "GET /connect/{id}": "connect: read"},
        ),
        (
            {"/pets": {"get": ok(PETS), "post": posting(PET, members([], toys=PETS))}},
            {"GET /pets": "pets: list", "POST /pets": "pets: create"},
        ),
        (
            {"/pets": {"get": ok(PETS), "post": posting(members([], ids=TEXTS), members([], those=PETS))}},
            {"GET /pets": "pets: list", "POST /pets": "pets: bulk"},
        ),
        (
            {"/owners/{owner}/pets": {"get": ok(members([], pets=PETS)), "post": posting(SLIM, SLIM)},
             "/pets/{id}": {"get": ok(PET), "delete": GONE}},
            {"GET /owners/{owner}/pets": "pets: list", "POST /owners/{owner}/pets": "pets: create",
             "GET /pets/{id}": "pets: read", "DELETE /pets/{id}": "pets: delete"},
        ),
    ],
)  # fmt: skip
def test_what_one_path_lists_makes_and_deletes_is_a_collection(paths: Json, expected: dict[str, str]) -> None:
    assert inferred(paths) == expected


def test_a_parameter_that_leads_to_several_records_names_none() -> None:
    several = {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}
    paths = {"/teams": {"get": ok(several)}, "/teams/{kind}": {"get": ok(several)}}
    assert inferred(paths, components={"schemas": {"Pet": PET}}) == {}


def test_another_path_to_the_records_of_a_collection_is_none_of_its_own() -> None:
    one = {"$ref": "#/components/schemas/Pet"}
    paths = {
        "/pets": {"get": ok({"type": "array", "items": one}), "post": posting(one, one)},
        "/pets/{id}": {"get": ok(one)},
        "/pets/by-name/{name}": {"get": ok(one)},
    }
    assert set(inferred(paths, components={"schemas": {"Pet": PET}})) == {
        "GET /pets", "POST /pets", "GET /pets/{id}",
    }  # fmt: skip


def test_a_record_is_deleted_where_a_query_or_a_body_names_it(tmp_path: Path) -> None:
    named = {**GONE, "requestBody": taking(members([], emojis=TEXTS))}
    client = Client(
        tmp_path,
        {
            "/posts/{id}/reactions": {
                "parameters": [param("id", "path")],
                "get": ok(REACTIONS),
                "post": posting(FINE, REACTION),
                "delete": asking(GONE, needed("emoji")),
            },
            "/notes/{id}/reactions": {
                "parameters": [param("id", "path")],
                "get": ok(REACTIONS),
                "post": posting(FINE, REACTION),
                "delete": named,
            },
        },
    )
    for path in ("/posts/1/reactions", "/notes/1/reactions"):
        for emoji in ("heart", "star", "moon"):
            client.ask("POST", path, {"emoji": emoji})
    assert client.ask("DELETE", "/posts/1/reactions?emoji=star").response.status == 204
    assert client.ask("DELETE", "/posts/1/reactions?emoji=sun").response.status == 404
    assert client.ask("DELETE", "/notes/1/reactions", {"emojis": ["heart", "moon", "sun"]}).response.status == 204
    assert emojis(client, "/posts/1/reactions") == ["heart", "moon"]
    assert emojis(client, "/notes/1/reactions") == ["star"]


def emojis(client: Client, path: str) -> list[str]:
    return [one["emoji"] for one in client.ask("GET", path).response.value["reactions"]]


def test_a_query_says_which_of_all_are_deleted(tmp_path: Path) -> None:
    several = param("names", "query")
    client = Client(
        tmp_path,
        {
            "/pets": {"get": ok(PETS), "post": posting(PET), "delete": asking(GONE, several, param("name", "query"))},
            "/pets/{id}": {"parameters": [param("id", "path")], "get": ok(PET)},
        },
    )
    for name in ("Tom", "Rex", "Kit", "Ann"):
        client.ask("POST", "/pets", {"name": name})
    client.ask("DELETE", "/pets?names=Tom,Kit")
    client.ask("DELETE", "/pets?name=Ann")
    assert [pet["name"] for pet in client.ask("GET", "/pets").response.value] == ["Rex"]


def test_a_list_of_keys_shows_those_of_the_records(tmp_path: Path) -> None:
    space = members(["space"], space=TEXTS, note=TEXT)
    listed = members([], spaces={"type": "array", "items": TEXTS})
    client = Client(
        tmp_path,
        {
            "/spaces": {
                "get": ok(listed),
                "post": posting(space, space),
            },
            "/spaces/{space}": {"parameters": [param("space", "path")], "get": ok(space), "delete": GONE},
            "/plans": {"get": ok(members([], names=TEXTS)), "post": posting(SIZED, NAMED)},
            "/plans/{name}": {"parameters": [param("name", "path")], "get": ok(SIZED)},
        },
    )
    client.ask("POST", "/spaces", {"space": ["a"], "note": "one"})
    client.ask("POST", "/spaces", {"space": ["a", "b"]})
    assert client.ask("GET", "/spaces").response.value == {"spaces": [["a"], ["a", "b"]]}
    assert client.ask("GET", "/spaces/a").response.value == {"space": ["a"], "note": "one"}
    assert client.ask("GET", "/spaces/a%1Fb").response.value == {"space": ["a", "b"]}
    client.ask("POST", "/plans", {"name": "small"})
    assert client.ask("GET", "/plans").response.value == {"names": ["small"]}
    assert client.ask("GET", "/plans/small").response.status == 200
    assert client.ask("GET", "/plans/large").response.status == 404


def test_records_are_put_in_by_their_keys(tmp_path: Path) -> None:
    client = Client(
        tmp_path,
        {
            "/labels": {"get": ok(LABELS), "post": called("addLabels", posting(LABELS, members([], labels=TEXTS)))},
            "/labels/{name}": {"parameters": [param("name", "path")], "delete": GONE},
        },
    )
    client.ask("POST", "/labels", {"labels": ["red", "blue"]})
    client.ask("DELETE", "/labels/red")
    assert [label["name"] for label in client.ask("GET", "/labels").response.value] == ["blue"]


def test_the_one_record_at_a_path_is_made_and_deleted(tmp_path: Path) -> None:
    strict = {**posting(PET), "responses": {"201": giving(PET), "409": {"description": "It is there."}}}
    client = Client(
        tmp_path,
        {
            "/cart": {"get": found(PET), "post": posting(PET), "delete": GONE},
            "/seat": {"get": found(PET), "post": strict, "delete": GONE},
        },
    )
    for name in ("Tom", "Tim"):
        assert client.ask("POST", "/cart", {"id": 1, "name": name}).response.value["name"] == name
    assert client.ask("GET", "/cart").response.value["name"] == "Tim"
    client.ask("DELETE", "/cart")
    assert client.ask("GET", "/cart").response.status == 404
    assert [client.ask("POST", "/seat", {"id": 1, "name": "Tom"}).response.status for _ in range(2)] == [201, 409]


def found(node: Json) -> Json:
    return {"responses": {"200": giving(node), "404": {"description": "There is none."}}}


def test_a_file_is_sent_in_the_place_of_a_record(tmp_path: Path) -> None:
    one = {"$ref": "#/components/schemas/File"}
    item = {
        "parameters": [param("path", "path")],
        "get": ok(one),
        "put": {**ok(one), "requestBody": {"required": True, "content": BYTES}},
        "delete": GONE,
    }
    root = document(
        {"/files": {"get": ok({"type": "array", "items": one})}, "/files/{path}": item},
        components={"schemas": {"File": members(["path"], path=TEXT)}},
    )
    engine, state = load(written(tmp_path, root)), State.new(seed="1")
    sent = Request("PUT", "/files/a.txt", "", {"content-type": "application/octet-stream"}, b"abc")
    assert engine.handle(sent, state).response.status == 200
    assert engine.handle(Request("GET", "/files/a.txt"), state).response.value == {"path": "a.txt"}


def test_what_is_made_answers_only_its_key(tmp_path: Path) -> None:
    plan = members([], status=TEXT)
    named = members(["plan-id"], **{"plan-id": TEXT, "status": TEXT})
    client = Client(
        tmp_path,
        {
            "/plans": {"post": made(named, requestBody=taking(plan))},
            "/plans/{plan-id}": {"parameters": [param("plan-id", "path")], "get": ok(plan), "delete": GONE},
        },
    )
    key = client.ask("POST", "/plans", {"status": "new"}).response.value["plan-id"]
    assert client.ask("GET", f"/plans/{key}").response.value["status"] == "new"
    assert client.ask("GET", "/plans/other").response.status == 404


def test_the_answer_to_the_making_may_call_the_key_otherwise(tmp_path: Path) -> None:
    answered = members(["pet_id"], pet_id=TEXT, ok={"type": "boolean"})
    client = Client(
        tmp_path,
        {
            "/pets": {"post": posting(answered, NAMED), "get": ok({"type": "array", "items": PET})},
            "/pets/{pet_id}": {"parameters": [param("pet_id", "path")], "get": ok(members(["id"], id=TEXT, name=TEXT))},
        },
    )
    key = client.ask("POST", "/pets", {"name": "Tom"}).response.value["pet_id"]
    assert client.ask("GET", f"/pets/{key}").response.value == {"id": key, "name": "Tom"}


def test_a_record_that_fits_none_of_several_kinds_keeps_what_it_can() -> None:
    cat = members(["id", "lives"], id=TEXT, lives={"type": "integer"})
    dog = members(["id", "tricks"], id=TEXT, tricks=TEXTS)
    either = schema({"anyOf": [cat, dog]})
    found = repaired({"id": "7", "lives": "many"}, Validator(either, "response"), {"id": "1", "lives": 9})
    assert found == {"id": "7", "lives": 9}
