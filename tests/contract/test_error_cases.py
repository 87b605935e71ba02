"""Every documented error is enumerated, and provoked for real where a request can do that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mockserver import MockserverError, load
from mockserver.apis import shipped_folder
from mockserver.cli import main
from mockserver.contract.error_cases import SEED, ErrorCase, error_cases
from mockserver.engine import Engine
from mockserver.model import Request
from mockserver.state import State
from tests.documents import document, engine, giving, taking, written

PET = {
    "type": "object",
    "required": ["name"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}},
}
ERROR = giving({"type": "object", "properties": {"message": {"type": "string"}}})
ETAG = {"headers": {"ETag": {"schema": {"type": "string"}}}}
PATHS: dict[str, Any] = {
    "/pets": {
        "post": {
            "operationId": "pets.create",
            "security": [{"key": []}],
            "requestBody": taking(PET),
            "responses": {
                "201": {**giving(PET), **ETAG},
                "401": ERROR,
                "415": ERROR,
                "422": ERROR,
                "503": giving({"type": "object"}, examples={"busy": {"value": {}}, "away": {"value": {}}}),
            },
        }
    },
    "/pets/{id}": {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
        "get": {"operationId": "pets.read", "responses": {"200": {**giving(PET), **ETAG}, "404": ERROR}},
        "delete": {
            "operationId": "pets.delete",
            "responses": {"204": {"description": "deleted"}, "4XX": ERROR, "default": ERROR},
        },
        "put": {
            "operationId": "pets.replace",
            "requestBody": taking(PET),
            "responses": {"200": {**giving(PET), **ETAG}, "400": ERROR, "412": ERROR, "428": ERROR},
        },
    },
    "/slugs": {
        "post": {
            "operationId": "slugs.create",
            "requestBody": taking({"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}),
            "responses": {"201": giving({"type": "object", "properties": {"id": {"type": "string"}}}), "409": ERROR},
        }
    },
    "/slugs/{id}": {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "get": {
            "operationId": "slugs.read",
            "responses": {"200": giving({"type": "object", "properties": {"id": {"type": "string"}}}), "410": ERROR},
        },
        "delete": {"operationId": "slugs.delete", "responses": {"204": {"description": "deleted"}}},
    },
}
SCHEMES = {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}


def shop(folder: Path) -> Engine:
    return engine(folder, PATHS, components=SCHEMES)


def told(cases: tuple[ErrorCase, ...]) -> dict[str, str]:
    return {str(case): case.reason for case in cases}


def test_each_documented_error_is_provoked_by_a_request_or_preferred(tmp_path: Path) -> None:
    reasons = told(error_cases(shop(tmp_path)))
    assert reasons == {
        "pets.create-401": "no valid credential was given: key is needed",
        "pets.create-415": "'application/x-unknown' is not taken, but application/json",
        "pets.create-422": "'name' is required",
        "pets.create-503-busy": "",
        "pets.create-503-away": "",
        "pets.read-404": "there is no pet '999999999'",
        "pets.delete-404": "there is no pet '999999999'",
        "pets.delete-500": "",
        "pets.replace-400": "'name' is required",
        "pets.replace-428": "say with If-Match which state is meant",
        "pets.replace-412": reasons["pets.replace-412"],
        "slugs.create-409": reasons["slugs.create-409"],
        "slugs.read-410": reasons["slugs.read-410"],
    }
    assert reasons["pets.replace-412"].endswith('not "stale"')
    assert reasons["slugs.create-409"].endswith("is there already")
    assert reasons["slugs.read-410"].endswith("was deleted")


def test_what_has_no_request_of_its_own_says_what_to_prefer(tmp_path: Path) -> None:
    first, second = (case for case in error_cases(shop(tmp_path), "pets.create") if case.status == 503)
    assert (first.prefer, second.prefer) == ("code=503, example=busy", "code=503, example=away")
    assert (first.requests, second.requests) == ((), ())


def test_the_requests_do_what_is_said_of_them(tmp_path: Path) -> None:
    served = shop(tmp_path)
    real = [case for case in error_cases(served) if case.requests]
    assert {case.status for case in real} == {400, 401, 404, 409, 410, 412, 415, 422, 428}
    for case in real:
        state = State.new(seed=SEED)
        statuses = [served.handle(request, state).response.status for request in case.requests]
        assert statuses[-1] == case.status, str(case)
        assert all(status < 400 for status in statuses[:-1]), str(case)


def test_what_is_preferred_is_answered(tmp_path: Path) -> None:
    served = engine(tmp_path, PATHS, {"auth": False}, components=SCHEMES)
    for case in error_cases(served):
        path = {"pets": "/pets", "slugs": "/slugs"}[case.operation.partition(".")[0]]
        method = {"create": "POST", "read": "GET", "delete": "DELETE", "replace": "PUT"}
        one = "" if case.operation.endswith("create") else "/1"
        headers = {"prefer": case.prefer, "content-type": "application/json"}
        body = b"" if method[case.operation.partition(".")[2]] in ("GET", "DELETE") else b'{"name": "Rex", "id": "1"}'
        request = Request(method[case.operation.partition(".")[2]], path + one, headers=headers, body=body)
        assert served.handle(request, State.new()).response.status == case.status, str(case)


def test_a_range_stands_for_what_comes_up_in_it(tmp_path: Path) -> None:
    cases = error_cases(shop(tmp_path), "shop.pets.delete")
    assert [(case.status, bool(case.requests)) for case in cases] == [(404, True), (500, False)]


def test_an_unknown_operation_is_told(tmp_path: Path) -> None:
    with pytest.raises(MockserverError, match=r"there is no operation 'pets.crate'; did you mean 'pets.create'"):
        error_cases(shop(tmp_path), "pets.crate")


def test_most_of_what_the_shipped_specifications_document_is_provoked() -> None:
    cases = error_cases(load())
    assert len({(case.api, str(case)) for case in cases}) == len(cases)
    of_clients = [case for case in cases if case.status < 500]
    assert sum(bool(case.requests) for case in of_clients) > 0.7 * len(of_clients)


def test_the_errors_are_listed_by_the_command_line(tmp_path: Path) -> None:
    file = str(written(tmp_path, document(PATHS, components=SCHEMES)))
    table = CliRunner().invoke(main, ["routes", "--errors", file]).output.splitlines()
    assert table[0].split() == ["OPERATION", "STATUS", "EXAMPLE", "REQUEST", "REASON"]
    assert any(line.split()[:4] == ["pets.create", "422", "POST", "/pets"] for line in table)
    assert table[-1] == "13 errors, 10 by a request of its own"
    listed = json.loads(CliRunner().invoke(main, ["routes", "--errors", "--format", "json", file]).output)
    assert listed[2] == {
        "api": "shop",
        "operation": "pets.create",
        "status": 422,
        "example": None,
        "reason": "'name' is required",
        "requests": [
            {
                "method": "POST",
                "path": "/pets",
                "query": "",
                "headers": {"content-type": "application/json", "accept": "*/*", "authorization": "Bearer secret"},
                "body": {},
            }
        ],
        "prefer": "code=422",
    }


# Behind a login, and below what has to be made first

NUMBER = {"type": "integer"}
NOTHING = {"description": "nothing"}


def parameters(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "in": "path", "required": True, "schema": NUMBER} for name in names]


def making(name: str, body: dict[str, Any], *errors: str) -> dict[str, Any]:
    made = {"201": giving({"type": "object"}), "404": NOTHING}
    return {
        "operationId": name,
        "requestBody": taking(body),
        "responses": {**made, **dict.fromkeys(errors, NOTHING)},
        "security": [{"key": []}],
    }


COAT = {"type": "object", "required": ["guestId"], "properties": {"guestId": NUMBER, "id": NUMBER}}
USER = {"type": "object", "required": ["user"], "properties": {"user": {"type": "string", "example": "ann"}}}
CLOAKROOM: dict[str, Any] = {
    "/hours": {"get": {"responses": {"200": giving({"type": "string"}), "401": NOTHING}}},
    "/enter": {
        "post": {
            "operationId": "enter",
            "requestBody": taking(USER),
            "responses": {"200": giving({"type": "object"}), "401": NOTHING},
        }
    },
    "/rooms": {"post": making("rooms.create", {"type": "object"}, "422")},
    "/guests": {"post": making("guests.create", {"type": "object"})},
    "/guests/{guestId}": {"parameters": parameters("guestId"), "get": {"responses": {"200": NOTHING}}},
    "/rooms/{room_id}/coats": {"parameters": parameters("room_id"), "post": making("coats.create", COAT)},
    "/rooms/{room_id}/coats/{coat_hook}": {
        "parameters": [*parameters("room_id", "coat_hook"), {"name": "If-Match", "in": "header", "schema": {}}],
        "delete": {
            "operationId": "coats.take",
            "security": [{"key": []}],
            "responses": {"204": NOTHING, "401": NOTHING, "404": NOTHING, "412": NOTHING},
        },
    },
}


def cloakroom(folder: Path, paths: dict[str, Any] = CLOAKROOM) -> Engine:
    return engine(folder, paths, {"behaviours": {"shop": "tests.contract.cloakroom"}}, components=SCHEMES)


def asked(case: ErrorCase) -> list[str]:
    return [f"{request.method} {request.path}" for request in case.requests]


def test_what_is_behind_a_login_is_asked_for_after_it(tmp_path: Path) -> None:
    found = {case.status: asked(case) for case in error_cases(cloakroom(tmp_path), "rooms.create")}
    assert found[422] == ["POST /enter", "POST /rooms"]
    assert found[404] == []
    (refused,) = error_cases(cloakroom(tmp_path), "enter")
    assert (refused.status, asked(refused)) == (401, ["POST /enter"])


def test_what_a_thing_needs_is_made_before_it(tmp_path: Path) -> None:
    served = cloakroom(tmp_path)
    cases = {case.status: case for case in error_cases(served, "coats.take")}
    before = ["POST /enter", "POST /rooms", "POST /guests", "POST /rooms/1/coats"]
    assert asked(cases[412]) == [*before, "DELETE /rooms/1/coats/1"]
    state = State.new(seed=SEED)
    statuses = [served.handle(request, state).response.status for request in cases[412].requests]
    assert statuses == [200, 201, 201, 201, 412]
    assert len(cases[401].requests) == 1
    assert len(cases[404].requests) == 2


def test_without_a_login_that_succeeds_only_the_refusal_is_provoked(tmp_path: Path) -> None:
    stranger = {**USER, "properties": {"user": {"type": "string", "example": "bob"}}}
    entry = {**CLOAKROOM["/enter"]["post"], "requestBody": taking(stranger)}
    paths = {**CLOAKROOM, "/enter": {"post": entry}}
    found = {case.status: bool(case.requests) for case in error_cases(cloakroom(tmp_path, paths), "coats.take")}
    assert found == {401: True, 404: False, 412: False}


def test_what_cannot_be_made_is_named_as_it_was(tmp_path: Path) -> None:
    paths = {**CLOAKROOM, "/halls": CLOAKROOM["/rooms"], "/rooms": {"get": {"responses": {"200": NOTHING}}}}
    found = {case.status: bool(case.requests) for case in error_cases(cloakroom(tmp_path, paths), "coats.take")}
    assert found == {401: True, 404: True, 412: False}


@pytest.mark.parametrize("name", ["bas-ip", "oracle"])
def test_each_error_of_a_client_behind_a_credential_is_provoked(name: str) -> None:
    cases = [case for case in error_cases(load([shipped_folder() / f"{name}.yaml"])) if case.operation != "batch"]
    by_number = [case for case in cases if case.status in (400, 401, 404, 412)]
    assert [str(case) for case in by_number if not case.requests] == []


# What goes wrong because of what was asked before

SEVEN = {"type": "integer", "example": 7}
KENNEL_PET = {
    "type": "object",
    "required": ["name"],
    "properties": {"id": SEVEN, "name": {"type": "string"}, "state": {"enum": ["active", "archived"]}},
}
TAG = {"type": "object", "properties": {"id": SEVEN, "pet_id": SEVEN, "text": {"type": "string"}}}
ANSWERS = {"404": NOTHING, "409": NOTHING}


def sevens(*names: str) -> list[dict[str, Any]]:
    return [{**parameter, "schema": SEVEN} for parameter in parameters(*names)]


def posted(name: str, schema: dict[str, Any], *names: str) -> dict[str, Any]:
    return {
        "parameters": sevens(*names),
        "post": {
            "operationId": name,
            "requestBody": taking(schema),
            "responses": {"201": giving(schema), **ANSWERS},
        },
    }


def found_at(name: str, schema: dict[str, Any], *names: str) -> dict[str, Any]:
    return {
        "parameters": sevens(*names),
        "get": {"operationId": f"{name}.read", "responses": {"200": giving(schema), "404": NOTHING}},
        "delete": {"operationId": f"{name}.delete", "responses": {"204": NOTHING, **ANSWERS}},
    }


KENNEL = {
    "/pets": posted("pets.create", KENNEL_PET),
    "/pets/{petId}": found_at("pets", KENNEL_PET, "petId"),
    "/pets/{petId}/archive": {
        "parameters": sevens("petId"),
        "post": {"operationId": "pets.archive", "responses": {"200": giving(KENNEL_PET), **ANSWERS}},
    },
    "/pets/{petId}/toys": posted("toys.create", TAG, "petId"),
    "/pets/{petId}/toys/{toyId}": found_at("toys", TAG, "petId", "toyId"),
    "/tags": posted("tags.create", TAG),
    "/tags/{tagId}": found_at("tags", TAG, "tagId"),
}


@pytest.mark.parametrize(
    ("operation", "status", "expected"),
    [
        ("pets.create", 409, ["POST /pets", "POST /pets"]),
        ("pets.archive", 409, ["POST /pets", "POST /pets/7/archive", "POST /pets/7/archive"]),
        ("pets.delete", 409, ["POST /pets", "POST /pets/7/toys", "DELETE /pets/7"]),
        ("toys.read", 404, ["POST /pets/7/toys", "GET /pets/7/toys/999999999"]),
        ("toys.create", 404, ["POST /pets", "POST /pets/999999999/toys"]),
        ("tags.create", 409, ["POST /pets", "POST /tags"]),
    ],
)
def test_what_was_done_before_makes_a_request_wrong(
    tmp_path: Path, operation: str, status: int, expected: list[str]
) -> None:
    cases = {case.status: case for case in error_cases(engine(tmp_path, KENNEL), operation)}
    assert asked(cases[status]) == expected


def test_a_reference_keeps_a_record_where_nothing_stands_below_it(tmp_path: Path) -> None:
    paths = {path: item for path, item in KENNEL.items() if "toys" not in path}
    cases = {case.status: case for case in error_cases(engine(tmp_path, paths), "pets.delete")}
    assert asked(cases[409]) == ["POST /pets", "POST /tags", "DELETE /pets/7"]
    assert json.loads(cases[409].requests[1].body)["pet_id"] == 7
