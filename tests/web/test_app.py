"""An application is made from its settings, and refuses those that it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.test import Client

import mockserver
from mockserver import MockserverError, create_app, load
from mockserver.engine import Engine
from tests.documents import OK, document, written

PATHS = {"/a": {"get": {"operationId": "it", "responses": OK}}}


def test_the_public_names_are_few_and_sorted() -> None:
    assert sorted(mockserver.__all__) == mockserver.__all__
    assert len(mockserver.__all__) <= 12
    assert all(hasattr(mockserver, name) for name in mockserver.__all__)


@pytest.mark.parametrize("kind", [str, Path, list, tuple])
def test_a_specification_is_one_file_or_several(tmp_path: Path, kind: type) -> None:
    file = written(tmp_path, document(PATHS))
    given = kind([file]) if kind in (list, tuple) else kind(file)
    engine = load(given)
    assert isinstance(engine, Engine)
    assert list(engine.apis) == ["shop"]


def test_several_specifications_are_served_at_once(tmp_path: Path) -> None:
    files = [written(tmp_path, document({f"/{name}": PATHS["/a"]}), name) for name in ("one", "two")]
    client = Client(create_app(files).wsgi_app)
    assert [client.get(path).status_code for path in ("/one", "/two", "/one/one", "/three")] == [200, 200, 200, 404]


def test_an_unknown_setting_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MockserverError) as error:
        create_app(written(tmp_path, document(PATHS)), size=1, colour=2)
    assert str(error.value) == "there is no setting 'colour'; did you mean 'cors'?"


def test_the_engine_is_loaded_with_the_same_settings(tmp_path: Path) -> None:
    options = load(written(tmp_path, document(PATHS)), validation="warn", auth=False, errors=True, dynamic=True).options
    assert (options.validation, options.auth, options.errors, options.dynamic) == ("warn", False, True, True)


def test_a_seed_may_be_a_number(tmp_path: Path) -> None:
    _, sessions = create_app(written(tmp_path, document(PATHS)), seed=7).extensions["mockserver"]
    assert sessions.get().seed == "7"


def test_without_a_seed_every_application_is_another(tmp_path: Path) -> None:
    file = written(tmp_path, document(PATHS))
    seeds = {create_app(file).extensions["mockserver"][1].get().seed for _ in range(2)}
    assert len(seeds) == 2


def test_an_application_is_flasks_and_can_be_tested_as_such(tmp_path: Path) -> None:
    client = create_app(written(tmp_path, document(PATHS))).test_client()
    assert client.get("/a").status_code == 200
    assert client.get("/__mock__/health").get_json()["status"] == "ok"


def test_applications_do_not_share_their_state(tmp_path: Path) -> None:
    file = written(tmp_path, document(PATHS))
    first, second = (Client(create_app(file).wsgi_app) for _ in range(2))
    first.get("/a")
    assert second.get("/__mock__/requests").get_json(force=True)["total"] == 0


@pytest.mark.parametrize(("auth", "status"), [(True, 401), (False, 200)])
def test_credentials_are_asked_for_unless_told_otherwise(tmp_path: Path, auth: bool, status: int) -> None:
    parts = {"security": [{"b": []}], "components": {"securitySchemes": {"b": {"type": "http", "scheme": "basic"}}}}
    client = Client(create_app(written(tmp_path, document(PATHS, **parts)), auth=auth).wsgi_app)
    assert client.get("/a").status_code == status


@pytest.mark.parametrize("prefix", ["", "/", "/a b", "/<x>", "/{x}", "/a//b", "/\u00e4"])
def test_a_control_prefix_that_is_no_plain_path_is_refused(prefix: str) -> None:
    with pytest.raises(MockserverError, match=r"is no plain path; give one such as /__mock__"):
        create_app(control_prefix=prefix)


@pytest.mark.parametrize("token", ["", " "])
def test_an_empty_control_token_is_refused(token: str) -> None:
    with pytest.raises(MockserverError, match="the control token is empty"):
        create_app(control_token=token)


PET = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
GIVES_PET = {"200": {"description": "", "content": {"application/json": {"schema": PET}}}}
TAKES_PET = {"required": True, "content": {"application/json": {"schema": PET}}}
PET_ID = {"name": "petId", "in": "path", "required": True, "schema": {"type": "integer"}}
PETS = {
    "/pets": {"post": {"operationId": "make", "requestBody": TAKES_PET, "responses": GIVES_PET}},
    "/pets/{petId}": {
        "parameters": [PET_ID],
        "get": {"operationId": "read", "responses": GIVES_PET},
        "delete": {"operationId": "drop", "responses": OK},
    },
}


@pytest.mark.parametrize(("prism", "unknown"), [(False, 404), (True, 200)])
def test_only_in_prisms_manner_an_id_that_nobody_made_is_answered_beside_kept_records(
    tmp_path: Path, prism: bool, unknown: int
) -> None:
    client = Client(create_app(written(tmp_path, document(PETS)), prism=prism).wsgi_app)
    made = client.post("/pets", json={"id": 7, "name": "Rex"})
    kept, other = client.get("/pets/7"), client.get("/pets/8")
    client.delete("/pets/7")
    assert (made.status_code, kept.json, other.status_code) == (200, {"id": 7, "name": "Rex"}, unknown)
    assert client.get("/pets/7").status_code == 404
