"""Paths that name what is done are about a collection, where several of them fit together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver import load
from mockserver.behaviours.resources.inferring.corrections import Corrections
from mockserver.behaviours.resources.inferring.inference import Inference
from mockserver.behaviours.resources.inferring.procedures import procedures_of
from mockserver.contract.error_cases import error_cases
from tests.behaviours.resources.procedures import DOTTED, POSTED
from tests.behaviours.resources.styles import Style
from tests.behaviours.resources.test_inference import PET, PETS, inferred, ok, posting
from tests.behaviours.resources.test_styles import Client
from tests.documents import compiled, document, written
from tests.judge import Judge

Json = Any

TEXT = {"type": "string"}
NAMED = {"type": "object", "properties": {"pet_id": {"type": "integer"}, "name": TEXT}}


def by(name: str, node: Json) -> dict[str, Json]:
    return {"parameters": [{"name": name, "in": "query", "required": True, "schema": {"type": "integer"}}], **ok(node)}


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("post", "/users.create", ("create", ("users",))),
        ("get", "/v1/users.getById", ("read", ("v1", "users"))),
        ("get", "/team.users.list", ("list", ("team.users",))),
        ("post", "/users/create", ("create", ("users",))),
        ("get", "/users/all", ("list", ("users",))),
        ("get", "/users/get-all", ("list", ("users",))),
        ("delete", "/users/deleteAll", ("clear", ("users",))),
        ("post", "/users/{id}/update", ("update", ("users",))),
        ("get", "/users/{id}/json", ("read", ("users",))),
        ("get", "/user/getById/{id}", ("read", ("user",))),
        ("post", "/createUser", ("create", ("user",))),
        ("get", "/get_user_by_id", ("read", ("user",))),
        ("get", "/listLineItems", ("list", ("lineItems",))),
        ("delete", "/users/deleteUser", ("delete", ("users",))),
        ("get", "/getAllUsers", ("list", ("users",))),
        ("post", "/userCreate", ("create", ("user",))),
        ("get", "/users.create", None),
        ("get", "/users/{id}/list", None),
        ("get", "/users/list/{team}", None),
        ("get", "/pet/findByStatus", None),
        ("get", "/users.lookupByEmail", None),
        ("post", "/users.deletePhoto", None),
        ("get", "/{tenant}/list", None),
        ("get", "/checklist", None),
        ("get", "/users", None),
    ],
)
def test_a_verb_says_what_is_done_to_what(method: str, path: str, expected: Json) -> None:
    (operation,) = compiled(document({path: {method: ok(PET)}, "/other": {}}))
    plain = compiled(document({"/users": {"get": ok(PETS)}, "/user": {}, "/lineItems": {"get": ok(PETS)}}))
    plain += compiled(document({"/team.users": {"get": ok(PETS)}, "/v1/users": {"get": ok(PETS)}}))
    groups = procedures_of((*plain, operation))
    found = [(each.kind, each.shape) for group in groups.values() for each in group]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ({"/pets.list": {"get": ok(PETS)}}, {}),
        ({"/pets.create": {"post": posting(PET)}, "/pets.delete": {"post": posting(PET)}}, {}),
        ({"/pets.add": {"post": posting({})}, "/pets.info": {"get": by("id", {"type": "object"})}}, {}),
        (
            {"/pets.create": {"post": posting(PET)}, "/pets.list": {"get": ok(PETS)}},
            {"POST /pets.create": "pets: create", "GET /pets.list": "pets: list"},
        ),
        (
            {"/createPet": {"post": posting(PET)}, "/getPet": {"get": by("pet_id", PET)}},
            {"POST /createPet": "pet: create", "GET /getPet": "pet: read"},
        ),
        (
            {"/getPet": {"get": by("pet", NAMED)}, "/pets": {"get": ok(PETS)}, "/deletePet": {"post": by("pet", PET)}},
            {"GET /getPet": "pets: read", "GET /pets": "pets: list", "POST /deletePet": "pets: delete"},
        ),
        (
            {"/getPet": {"get": by("colour", PET)}, "/listPets": {"get": ok(PETS)}, "/deletePets": {}},
            {},
        ),
        (
            {"/pets/{id}": {"get": ok(PET)}, "/pets/search": {"get": ok(PETS)}, "/pets/create": {"post": posting(PET)}},
            {"GET /pets/{id}": "pets: read", "GET /pets/search": "pets: list", "POST /pets/create": "pets: create"},
        ),
        (
            {
                "/pets/list": {"get": ok(PETS)},
                "/pets/{id}/update": {"post": posting(PET)},
                "/pets/deleteAll": {"post": ok({})},
            },
            {
                "GET /pets/list": "pets: list",
                "POST /pets/{id}/update": "pets: merge",
                "POST /pets/deleteAll": "pets: clear",
            },
        ),
        (
            {
                "/pets.get": {"get": by("id", PET)},
                "/pets.create": {"post": posting(PET)},
                "/pets.replace": {"post": {**posting(PET)}},
                "/pets.feed": {"post": {**posting({"type": "object", "properties": {"pet": TEXT, "food": TEXT}})}},
            },
            {
                "GET /pets.get": "pets: read",
                "POST /pets.create": "pets: create",
                "POST /pets.replace": "pets: replace",
                "POST /pets.feed": "pets: action",
            },
        ),
    ],
)
def test_procedures_that_fit_together_are_a_collection(paths: Json, expected: dict[str, str]) -> None:
    assert inferred(paths) == expected


def test_one_single_record_may_be_read_and_changed_by_procedures() -> None:
    settings = {"type": "object", "properties": {"theme": TEXT, "size": {"type": "integer"}}}
    swarm = {"type": "object", "properties": {"ID": TEXT, "Created": TEXT, "Spec": settings}}
    paths = {
        "/settings.get": {"get": ok(settings)},
        "/settings.update": {"post": posting(settings, settings)},
        "/swarm": {"get": ok(swarm)},
        "/swarm/update": {"post": posting(swarm, settings)},
        "/swarm/replace": {"post": posting(swarm, {"type": "object", "properties": {"other": TEXT, "more": TEXT}})},
    }
    found = Inference(compiled(document(paths)), Corrections()).all()
    told = {resource.name: [(part.role, part.into) for part in resource.parts] for resource in found}
    assert told == {"settings": [("read", ""), ("merge", "")], "swarm": [("read", ""), ("merge", "Spec")]}
    assert all(resource.single for resource in found)


def test_what_is_changed_may_be_one_member_of_a_record() -> None:
    spec = {"type": "object", "properties": {"Name": TEXT, "Labels": {"type": "object"}, "Driver": TEXT}}
    node = {"type": "object", "properties": {"ID": TEXT, "Version": {"type": "integer"}, "Spec": spec}}
    paths = {
        "/secrets/{id}": {"get": ok(node)},
        "/secrets/create": {"post": posting(node, spec)},
        "/secrets/{id}/update": {"post": posting(node, spec)},
    }
    inference = Inference(compiled(document(paths)), Corrections())
    (resource,) = inference.all()
    assert {part.role: part.into for part in resource.parts} == {"read": "", "create": "Spec", "merge": "Spec"}


def test_a_path_that_names_a_collection_is_told_as_it_is_listed() -> None:
    paths = {"/createPet": {"post": posting(PET)}, "/listPets": {"get": ok(PETS)}}
    (resource,) = Inference(compiled(document(paths)), Corrections()).all()
    assert (resource.name, resource.shape) == ("pets", ("pets",))


def test_a_posted_list_is_filtered_and_paged_by_its_body(tmp_path: Path, judge: Judge) -> None:
    client = Client(POSTED, tmp_path, judge)
    for name in ("a", "b", "c", "b"):
        client.create({"channel": {"name": name}})

    def listed(**asked: Json) -> tuple[list[str], str | None]:
        value = client.step("list", body=asked).response.value
        return [channel["name"] for channel in value["channels"]], value.get("next_cursor")

    first, cursor = listed(limit=3)
    assert first == ["a", "b", "c"]
    assert listed(limit=3, cursor=cursor) == (["b"], None)
    assert listed(name="b") == (["b", "b"], None)


def test_what_else_is_done_to_a_record_changes_it(tmp_path: Path, judge: Judge) -> None:
    client = Client(DOTTED, tmp_path, judge)
    key = client.create()["id"]
    assert client.read(key)["completed"] is False
    client.ask("POST", "/tasks.complete", {"task": key})
    assert client.read(key)["completed"] is True


def test_an_unknown_key_is_told_of_where_it_was_sent(tmp_path: Path, judge: Judge) -> None:
    client = Client(DOTTED, tmp_path, judge)
    client.create()
    assert [v.location for v in client.step("read", "nobody").request_violations] == [("query", "task")]
    assert [v.location for v in client.step("delete", "nobody").request_violations] == [("body", "task")]


@pytest.mark.parametrize("style", [DOTTED, POSTED], ids=lambda style: style.name)
def test_an_error_is_provoked_by_a_key_in_a_query_or_a_body(style: Style, tmp_path: Path) -> None:
    cases = error_cases(load(written(tmp_path, style.root)))
    deletion = style.calls["delete"][0].partition(" ")[2]
    reading = style.calls["read"][0].partition(" ")[2].partition("?")[0]
    found = {(case.operation, case.status): case.requests for case in cases}
    assert found[f"post {deletion}", 404]
    method = style.calls["read"][0].partition(" ")[0].lower()
    assert found[f"{method} {reading}", 404]
