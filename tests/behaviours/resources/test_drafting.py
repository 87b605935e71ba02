"""What an operation does to records is told by its path together with its answers, its body and its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from mockserver import load
from mockserver.behaviours.resources.inferring.corrections import Corrections
from mockserver.behaviours.resources.inferring.inference import Inference
from mockserver.behaviours.resources.inferring.keys import Asked, key_of
from mockserver.model import Outcome, Request
from mockserver.state import State
from tests.behaviours.resources.procedures import TEXT, members
from tests.behaviours.resources.styles import api
from tests.behaviours.resources.test_inference import PET, PETS, inferred, ok, posting
from tests.documents import compiled, document, giving, schema, taking, written

Json = Any

GONE = {"responses": {"204": {"description": "It is gone."}}}
DEED = members([], tool=TEXT, force=TEXT)


def made(node: Json, **more: Json) -> dict[str, Json]:
    return {"responses": {"201": giving(node)}, **more}


def called(name: str, operation: Json) -> dict[str, Json]:
    return {"operationId": name, **operation}


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (
            {"/pets/{id}": {"get": ok(PET), "post": made(PET, requestBody=taking(PET))}},
            {"GET /pets/{id}": "pets: read", "POST /pets/{id}": "pets: create"},
        ),
        (
            {
                "/pets": {"get": ok(PETS), "post": posting(PET)},
                "/pets/{id}": {"post": called("createAgain", made(PET, requestBody=taking(PET)))},
            },
            {"GET /pets": "pets: list", "POST /pets": "pets: create", "POST /pets/{id}": "pets: merge"},
        ),
        (
            {"/pets": {"get": ok(PETS), "put": made(PET, requestBody=taking(PET))}, "/pets/{id}": {"delete": GONE}},
            {"GET /pets": "pets: list", "DELETE /pets/{id}": "pets: delete"},
        ),
        (
            {"/pets/{id}": {"get": ok(PET), "put": called("washPet", posting(PET, DEED))}},
            {"GET /pets/{id}": "pets: read"},
        ),
        (
            {"/pets/{id}": {"get": ok(PET), "put": called("updatePet", posting(PET, DEED))}},
            {"GET /pets/{id}": "pets: read", "PUT /pets/{id}": "pets: replace"},
        ),
        (
            {"/pets": {"get": ok(PETS)}, "/pets/{colour}": {"get": ok(PETS)}},
            {},
        ),
        (
            {"/pets/{id}/toys/{name}": {"post": posting({}, DEED), "delete": GONE, "put": posting({}, DEED)}},
            {},
        ),
        (
            {
                "/zoos/{zoo}": {"post": made(PET, requestBody=taking(PET))},
                "/zoos/{zoo}/{id}": {"get": ok(PET), "delete": GONE},
            },
            {
                "POST /zoos/{zoo}": "zoos.{}: create",
                "GET /zoos/{zoo}/{id}": "zoos.{}: read",
                "DELETE /zoos/{zoo}/{id}": "zoos.{}: delete",
            },
        ),
        (
            {"/pets": {"get": ok(PETS), "post": called("revokePet", posting(PET))}, "/pets/{id}": {"get": ok(PET)}},
            {"GET /pets": "pets: list", "GET /pets/{id}": "pets: read"},
        ),
        *(
            (
                {"/pets/{id}": {"get": ok(PET)}, f"/pets/{{id}}/{word}": {method: ok(shown)}},
                {"GET /pets/{id}": "pets: read", f"{method.upper()} /pets/{{id}}/{word}": f"pets: {role}"},
            )
            for word, method, shown, role in (
                ("feed", "post", PET, "action"),
                ("feed", "post", {"type": "object", "properties": {"id": {}, "age": {}}}, "within"),
                ("toys", "post", PET, "within"),
                ("feed", "delete", PET, "within"),
            )
        ),
    ],
)
def test_what_is_done_is_told_by_more_than_the_path(paths: Json, expected: dict[str, str]) -> None:
    assert inferred(paths) == expected


def test_what_stands_beside_a_collection_may_be_about_several_of_its_records() -> None:
    pets = {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}
    one = {"$ref": "#/components/schemas/Pet"}
    root = api(
        {
            "/pets": {"get": ok(pets), "post": posting(one, one)},
            "/pets/{id}": {"get": ok(one), "delete": GONE},
            "/pets/hungry": {"get": ok(pets)},
            "/pets/batch": {"post": posting(pets, pets)},
            "/pets/count": {"get": ok(members([], count={"type": "integer"}))},
        },
        Pet=PET,
    )
    operations = compiled(root)
    inference = Inference(operations, Corrections(), root)
    found = {operation.path: inference.of(operation) for operation in operations if operation.path.count("/") == 2}
    told = {path: pair[1].role for path, pair in found.items() if pair is not None}
    assert told == {"/pets/{id}": "delete", "/pets/hungry": "list", "/pets/batch": "bulk"}


@pytest.mark.parametrize(
    ("parameter", "word", "names", "expected"),
    [
        ("aliasName", "aliases", ["alias", "class"], "alias"),
        ("className", "schema", ["class", "vectorizer"], "class"),
        ("name", "images", ["Id", "Size"], "Id"),
    ],
)
def test_a_key_may_be_what_its_parameter_names(parameter: str, word: str, names: list[str], expected: str) -> None:
    node = {"type": "object", "properties": dict.fromkeys(names, TEXT)}
    assert key_of(Asked(parameter, word), schema(node)).steps == (expected,)


class Client:
    """A client of a specification of pets."""

    def __init__(self, folder: Path, paths: Json) -> None:
        self.engine = load(written(folder, document(paths)))
        self.state = State.new(seed="1")

    def ask(self, method: str, path: str, value: Json = None) -> Outcome:
        path, _, query = path.partition("?")
        sent = b"" if value is None else orjson.dumps(value)
        headers = {"content-type": "application/json"} if sent else {}
        outcome = self.engine.handle(Request(method, path, query, headers, sent), self.state)
        assert outcome.traceback == ""
        assert outcome.response_violations == ()
        return outcome


def param(name: str, place: str, node: Json = None) -> dict[str, Json]:
    return {"name": name, "in": place, "required": place == "path", "schema": node or TEXT}


def test_what_is_posted_under_its_own_key_is_kept_there_once(tmp_path: Path) -> None:
    item = {
        "parameters": [param("id", "path")],
        "get": ok(members(["id"], id=TEXT, name=TEXT)),
        "post": made(members(["id"], id=TEXT, name=TEXT), requestBody=taking(members([], name=TEXT))),
    }
    item["post"]["responses"]["409"] = {"description": "It is there already."}
    client = Client(tmp_path, {"/pets/{id}": item})
    assert client.ask("POST", "/pets/tom", {"name": "Tom"}).response.value == {"name": "Tom", "id": "tom"}
    assert client.ask("GET", "/pets/tom").response.value == {"name": "Tom", "id": "tom"}
    assert client.ask("POST", "/pets/tom", {"name": "Tim"}).response.status == 409


def test_what_is_asked_for_in_a_query_is_sent_where_there_is_no_body(tmp_path: Path) -> None:
    pet = members(["id"], id=TEXT, name=TEXT, state=TEXT)
    paths = {
        "/pets": {
            "post": made(pet, parameters=[param("name", "query"), param("state", "query")]),
            "get": ok({"type": "array", "items": pet}),
        },
        "/pets/{id}": {
            "parameters": [param("id", "path")],
            "get": ok(pet),
            "put": {**ok(pet), "parameters": [param("state", "query")]},
        },
    }
    client = Client(tmp_path, paths)
    key = client.ask("POST", "/pets?name=Tom&state=new&other=1").response.value["id"]
    assert client.ask("PUT", f"/pets/{key}?state=old").response.value == {"id": key, "name": "Tom", "state": "old"}


def test_what_is_sent_under_another_spelling_is_kept(tmp_path: Path) -> None:
    pet = members(["id", "friendly_name"], id=TEXT, friendly_name=TEXT)
    sent = taking(members([], FriendlyName=TEXT))
    paths = {
        "/pets": {"post": made(pet, requestBody=sent), "get": ok({"type": "array", "items": pet})},
        "/pets/{id}": {"parameters": [param("id", "path")], "get": ok(pet), "patch": {**ok(pet), "requestBody": sent}},
    }
    client = Client(tmp_path, paths)
    key = client.ask("POST", "/pets", {"FriendlyName": "Tom"}).response.value["id"]
    assert client.ask("GET", f"/pets/{key}").response.value == {"id": key, "friendly_name": "Tom"}
    client.ask("PATCH", f"/pets/{key}", {"FriendlyName": "Tim"})
    assert client.ask("GET", f"/pets/{key}").response.value == {"id": key, "friendly_name": "Tim"}


def test_a_number_is_a_key_where_the_path_takes_texts(tmp_path: Path) -> None:
    pet = members(["id"], id={"type": "integer"}, name=TEXT)
    paths = {
        "/pets": {
            "post": made(pet, requestBody=taking(members([], name=TEXT))),
            "get": ok({"type": "array", "items": pet}),
        },
        "/pets/{name_or_id}": {"parameters": [param("name_or_id", "path")], "get": ok(pet)},
    }
    client = Client(tmp_path, paths)
    key = client.ask("POST", "/pets", {"name": "Tom"}).response.value["id"]
    assert client.ask("GET", f"/pets/{key}").response.value == {"id": key, "name": "Tom"}


def test_what_only_answers_call_read_only_can_be_sent(tmp_path: Path) -> None:
    pet = members(["id", "name"], id=TEXT, name={"type": "string", "readOnly": True})
    sent = taking(members(["name"], name=TEXT))
    paths = {
        "/pets": {"post": made(pet, requestBody=sent), "get": ok({"type": "array", "items": pet})},
        "/pets/{id}": {"parameters": [param("id", "path")], "get": ok(pet)},
    }
    client = Client(tmp_path, paths)
    assert client.ask("POST", "/pets", {"name": "Tom"}).response.value["name"] == "Tom"
