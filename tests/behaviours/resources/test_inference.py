"""Collections, records, keys, owners and envelopes are found where paths and schemas say so, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.behaviours.resources.inferring.corrections import Corrections, corrections_of
from mockserver.behaviours.resources.inferring.envelopes import list_steps, record_steps
from mockserver.behaviours.resources.inferring.inference import Inference
from mockserver.behaviours.resources.inferring.keys import Asked, key_of
from mockserver.behaviours.resources.places import shape_of
from mockserver.behaviours.resources.wording import singular
from tests.documents import compiled, document, giving, schema, taking

Json = Any

PET = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
PETS = {"type": "array", "items": PET}


def ok(node: Json) -> dict[str, Json]:
    return {"responses": {"200": giving(node)}}


def posting(node: Json, sent: Json = PET) -> dict[str, Json]:
    return {"requestBody": taking(sent), **ok(node)}


def inferred(paths: Json, **parts: Json) -> dict[str, str]:
    """What is done by each operation, as `collection: role`; `parts` are further members of the document."""
    operations = compiled(document(paths, **parts))
    inference = Inference(operations, Corrections())
    found = {f"{o.method} {o.path}": inference.of(o) for o in operations}
    return {name: f"{part[0].name}: {part[1].role}" for name, part in found.items() if part is not None}


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ({"/pets": {"get": ok(PETS)}}, {}),
        ({"/pets": {"post": posting(PET)}}, {}),
        ({"/pets": {"get": ok(PET), "post": posting(PET)}}, {}),
        ({"/pets/{id}": {"get": ok(PETS)}}, {}),
        ({"/{id}": {"get": ok(PET), "put": posting(PET)}}, {}),
        ({"/login": {"post": posting({"type": "object", "properties": {"token": {"type": "string"}}})}}, {}),
        ({"/status": {"get": ok(PET)}}, {}),
        (
            {"/pets": {"get": ok(PETS), "post": posting(PET)}},
            {"GET /pets": "pets: list", "POST /pets": "pets: create"},
        ),
        (
            {
                "/shops/{shop}/pets": {"get": ok(PETS), "post": posting(PET)},
                "/shops/{shop}/pets/{id}": {"get": ok(PET), "head": {"responses": {"200": {}}}},
            },
            {
                "GET /shops/{shop}/pets": "pets: list",
                "POST /shops/{shop}/pets": "pets: create",
                "GET /shops/{shop}/pets/{id}": "pets: read",
                "HEAD /shops/{shop}/pets/{id}": "pets: within",
            },
        ),
        (
            {"/pets/{id}": {"get": ok(PET), "patch": posting(PET), "delete": {"responses": {"204": {}}}}},
            {
                "GET /pets/{id}": "pets: read",
                "PATCH /pets/{id}": "pets: merge",
                "DELETE /pets/{id}": "pets: delete",
            },
        ),
        (
            {"/settings": {"get": ok(PET), "put": posting(PET)}},
            {"GET /settings": "settings: read", "PUT /settings": "settings: replace"},
        ),
        (
            {"/pets/{id}": {"get": ok(PET)}, "/pets/{id}/food": {"get": ok({"type": "object"})}},
            {"GET /pets/{id}": "pets: read", "GET /pets/{id}/food": "pets: within"},
        ),
        (
            {
                "/pets/{id}": {"get": ok(PET)},
                "/pets/{id}/feed": {"post": {"responses": {"204": {"description": "fed"}}}},
            },
            {"GET /pets/{id}": "pets: read", "POST /pets/{id}/feed": "pets: action"},
        ),
        (
            {"/pets/{id}": {"get": ok(PET)}, "/pets/{id}:feed": {"post": {"responses": {"204": {}}}}},
            {"GET /pets/{id}": "pets: read", "POST /pets/{id}:feed": "pets: action"},
        ),
        (
            {"/Pets.json": {"get": ok(PETS)}, "/Pets/{Id}.json": {"get": ok(PET), "post": posting(PET)}},
            {
                "GET /Pets.json": "Pets: list",
                "GET /Pets/{Id}.json": "Pets: read",
                "POST /Pets/{Id}.json": "Pets: merge",
            },
        ),
        (
            {"/pets/{id}": {"delete": {"responses": {"404": {"description": "only errors"}}}, "get": ok(PET)}},
            {"GET /pets/{id}": "pets: read"},
        ),
    ],
)
def test_what_fits_together_is_a_resource(paths: Json, expected: dict[str, str]) -> None:
    assert inferred(paths) == expected


def test_two_collections_of_one_name_are_told_apart() -> None:
    paths = {
        "/owners/{id}/pets": {"get": ok(PETS), "post": posting(PET)},
        "/pets": {"get": ok(PETS), "post": posting(PET)},
    }
    assert set(inferred(paths).values()) == {"owners.pets: list", "owners.pets: create", "pets: list", "pets: create"}


@pytest.mark.parametrize(
    ("parameter", "word", "members", "expected"),
    [
        ("id", "pets", ["id", "name"], "id"),
        ("petId", "pets", ["id", "name"], "id"),
        ("pet_id", "pets", ["petId", "name"], "petId"),
        ("slug", "pages", ["id", "slug"], "slug"),
        ("issue_number", "issues", ["id", "number"], "number"),
        ("customer", "customers", ["id", "customer"], "id"),
        ("username", "users", ["id", "login"], "login"),
        ("Sid", "Calls", ["account_sid", "sid"], "sid"),
        ("id", "pets", ["uuid", "name"], "uuid"),
        ("id", "pets", ["pet_id", "title"], "pet_id"),
        ("id", "pets", ["title"], None),
    ],
)
def test_a_key_is_known_by_its_name(parameter: str, word: str, members: list[str], expected: str | None) -> None:
    node = {"type": "object", "properties": {name: {"type": "string"} for name in members}}
    steps = key_of(Asked(parameter, word), schema(node)).steps
    assert steps == (None if expected is None else (expected,))


def envelope(**members: Json) -> dict[str, Json]:
    return {"type": "object", "properties": members}


NUMBER, TEXT = {"type": "integer"}, {"type": "string"}


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (PETS, ()),
        (envelope(data=PETS, total=NUMBER), ("data",)),
        (envelope(pets=PETS, other=TEXT), ("pets",)),
        (envelope(stuff=PETS, next=TEXT), ("stuff",)),
        (envelope(_embedded=envelope(pets=PETS), _links=envelope()), ("_embedded", "pets")),
        (envelope(data=envelope(items=PETS), ok=TEXT), ("data", "items")),
        (envelope(errors=PETS), None),
        (envelope(pets=PETS, messages=PETS), ("pets",)),
        (envelope(name=TEXT, colour=TEXT, owner=TEXT, items=PETS), None),
        (envelope(name=TEXT, toys=PETS), None),
        ({"type": "array", "items": TEXT}, None),
        (PET, None),
    ],
)
def test_a_list_is_found_in_its_envelope(node: Json, expected: tuple[str, ...] | None) -> None:
    assert list_steps(schema(node), "pets") == expected


def test_messages_are_records_where_the_collection_is_called_so() -> None:
    node = envelope(messages=PETS, total=NUMBER)
    assert list_steps(schema(node), "messages") == ("messages",)
    assert list_steps(schema(node), "pets") is None


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (PET, ()),
        (envelope(data=PET), ("data",)),
        (envelope(pet=PET, ok=TEXT), ("pet",)),
        (envelope(data=PET, colour=TEXT), ()),
        (PETS, None),
        (TEXT, None),
    ],
)
def test_a_record_is_found_in_its_envelope(node: Json, expected: tuple[str, ...] | None) -> None:
    assert record_steps(schema(node), "pets") == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/pets/{id}", ("pets", "{}")),
        ("/pets/", ("pets",)),
        ("/Calls/{Sid}.json", ("Calls", "{}")),
        ("/pets/{id}:feed", ("pets", "{}", "feed")),
        ("/pets/{a}-{b}", None),
    ],
)
def test_a_path_has_a_shape(path: str, expected: tuple[str, ...] | None) -> None:
    assert shape_of(path) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("pets", "pet"), ("companies", "company"), ("boxes", "box"), ("statuses", "status"), ("news", "news"),
     ("people", "person"), ("address", "address"), ("series", "series"), ("ties", "tie")],
)  # fmt: skip
def test_one_of_many_has_a_name(word: str, expected: str) -> None:
    assert singular(word) == expected


def test_a_setting_corrects_paths() -> None:
    operations = compiled(document({"/pets": {"get": ok(PETS)}, "/logins": {"get": ok(PETS)}}))
    said = corrections_of({}, operations, "/pets key=name envelope=data; /logins none")
    assert said.paths["/pets"].key == "name"
    assert said.paths["/pets"].envelope == "data"
    assert said.paths["/logins"].none
    assert corrections_of({}, operations, "none").everything
