"""Several records are made, changed, replaced and deleted by one request, or none of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.behaviours.resources.procedures import TEXT, members
from tests.behaviours.resources.test_drafting import GONE, Client, called, made, param
from tests.behaviours.resources.test_inference import inferred, ok, posting
from tests.documents import taking

Json = Any

PET = members(["id", "name"], id={"type": "integer"}, name=TEXT, colour=TEXT)
PETS = {"type": "array", "items": PET}
NEW = members(["name"], name=TEXT, colour=TEXT)
CHANGE = members(["id"], id={"type": "integer"}, name=TEXT, colour=TEXT)
CHANGES = {"type": "array", "items": CHANGE}
IDS = {"type": "array", "items": {"type": "integer"}}
ITEM = {"parameters": [param("id", "path", {"type": "integer"})], "get": ok(PET), "delete": GONE}
MISSING = {"description": "There is no such pet."}


def deleting(sent: Json) -> Json:
    return {**GONE, "requestBody": taking(sent)}


@pytest.mark.parametrize(
    ("method", "path", "operation", "role"),
    [
        ("patch", "/pets", posting(PETS, CHANGES), "bulk-merge"),
        ("patch", "/pets", posting(PETS, members([], pets=CHANGES)), "bulk-merge"),
        ("patch", "/pets/bulk", posting(PETS, CHANGES), "bulk-merge"),
        ("patch", "/pets", posting(PETS, members([], ids=IDS, colour=TEXT)), "bulk-merge"),
        ("post", "/pets/bulk-update", posting(PETS, members([], petIds=IDS, change=NEW)), "bulk-merge"),
        ("put", "/pets", called("updatePets", posting(PETS, PETS)), "bulk-replace"),
        ("put", "/pets/batch", posting(PETS, PETS), "bulk-replace"),
        ("put", "/pets", called("bulkSetPets", posting(PETS, PETS)), "fill"),
        ("put", "/pets", posting(PETS, PETS), "fill"),
        ("delete", "/pets", deleting(IDS), "bulk-delete"),
        ("delete", "/pets/bulk", deleting(members([], ids=IDS)), "bulk-delete"),
        ("delete", "/pets", deleting(PETS), "bulk-delete"),
        ("post", "/pets/delete-many", deleting(members([], ids=IDS)), "bulk-delete"),
        ("post", "/pets/deleteMany", deleting(members([], ids=IDS)), "bulk-delete"),
        ("post", "/pets:batchDelete", deleting(members([], names=IDS)), "bulk-delete"),
        ("post", "/pets/bulk", posting(PETS, PETS), "bulk"),
        ("post", "/pets/delete-all", GONE, "clear"),
        ("post", "/pets/deleteMany", deleting(members([], why=TEXT)), None),
        ("patch", "/pets", posting(PETS, {"type": "array", "items": NEW}), None),
        ("patch", "/pets", posting(PETS, members([], ids=IDS)), None),
    ],
)
def test_what_is_done_to_several_is_told_by_method_path_and_body(
    method: str, path: str, operation: Json, role: str | None
) -> None:
    paths: Json = {"/pets": {"get": ok(PETS)}, "/pets/{id}": ITEM}
    paths.setdefault(path, {})[method] = operation
    found = inferred(paths).get(f"{method.upper()} {path}")
    assert found == (f"pets: {role}" if role is not None else None)


def client(folder: Path, **more: Json) -> Client:
    """A client of three pets, and of what else can be done to them."""
    paths = {"/pets": {"get": ok(PETS), "post": made(PET, requestBody=taking(NEW)), **more}, "/pets/{id}": ITEM}
    found = Client(folder, paths)
    for name in ("Tom", "Rex", "Kit"):
        found.ask("POST", "/pets", {"name": name, "colour": "grey"})
    return found


def pets(asking: Client) -> list[Json]:
    found = asking.ask("GET", "/pets").response.value
    assert isinstance(found, list)
    return found


def test_several_are_changed_by_what_is_sent_of_each(tmp_path: Path) -> None:
    asking = client(tmp_path, patch=posting(PETS, CHANGES))
    tom, rex, kit = pets(asking)
    told = asking.ask("PATCH", "/pets", [{"id": tom["id"], "colour": "red"}, {"id": kit["id"], "name": "Kat"}])
    changed = [{**tom, "colour": "red"}, {**kit, "name": "Kat"}]
    assert told.response.value == changed
    assert pets(asking) == [changed[0], rex, changed[1]]


def test_several_are_changed_in_the_same_way(tmp_path: Path) -> None:
    asking = client(tmp_path, patch=posting(PETS, members([], ids=IDS, colour=TEXT)))
    tom, rex, _ = pets(asking)
    asking.ask("PATCH", "/pets", {"ids": [tom["id"], rex["id"]], "colour": "blue"})
    assert [pet["colour"] for pet in pets(asking)] == ["blue", "blue", "grey"]


def test_nothing_is_changed_where_one_is_not_there_and_that_is_documented(tmp_path: Path) -> None:
    patch = posting(PETS, CHANGES)
    patch["responses"] = {**patch["responses"], "404": MISSING}
    asking = client(tmp_path, patch=patch)
    before = pets(asking)
    told = asking.ask("PATCH", "/pets", [{"id": before[0]["id"], "name": "Tim"}, {"id": 99, "name": "Nobody"}])
    assert told.response.status == 404
    assert told.violations[0].location == ("body", 1, "id")
    assert pets(asking) == before


def test_those_that_are_there_are_changed_where_nothing_is_said_of_others(tmp_path: Path) -> None:
    asking = client(tmp_path, patch=posting(PETS, CHANGES))
    tom, *others = pets(asking)
    told = asking.ask("PATCH", "/pets", [{"id": 99, "name": "Nobody"}, {"id": tom["id"], "name": "Tim"}])
    assert told.response.value == [{**tom, "name": "Tim"}]
    assert pets(asking) == [{**tom, "name": "Tim"}, *others]


def test_several_are_put_in_the_place_of_those_of_the_same_keys(tmp_path: Path) -> None:
    asking = client(tmp_path, put=called("updatePets", posting(PETS, PETS)))
    tom, rex, kit = pets(asking)
    asking.ask("PUT", "/pets", [{"id": rex["id"], "name": "Max"}])
    assert pets(asking) == [tom, {"id": rex["id"], "name": "Max"}, kit]


def test_what_is_put_to_a_collection_is_all_that_it_has(tmp_path: Path) -> None:
    asking = client(tmp_path, put=posting(PETS, {"type": "array", "items": members(["name"], **PET["properties"])}))
    tom, rex, kit = pets(asking)
    told = asking.ask("PUT", "/pets", [{**rex, "name": "Max"}, {"name": "New"}])
    new = next(pet for pet in pets(asking) if pet["name"] == "New")
    assert new["id"] not in (tom["id"], rex["id"], kit["id"])
    assert told.response.value == [{**rex, "name": "Max"}, new]
    assert pets(asking) == [{**rex, "name": "Max"}, new]
    assert asking.ask("GET", f"/pets/{tom['id']}").response.status == 404


def test_what_has_no_path_of_its_own_is_put_as_a_whole(tmp_path: Path) -> None:
    rules = members([], rules={"type": "array", "items": members(["match"], match=TEXT, action=TEXT)})
    asking = Client(tmp_path, {"/rules": {"get": ok(rules), "put": posting(rules, rules)}})
    sent = {"rules": [{"match": "a", "action": "drop"}, {"match": "b"}]}
    assert asking.ask("PUT", "/rules", sent).response.value == sent
    assert asking.ask("GET", "/rules").response.value == sent
    asking.ask("PUT", "/rules", {"rules": []})
    assert asking.ask("GET", "/rules").response.value == {"rules": []}


@pytest.mark.parametrize("sent", ["keys", "records", "member"])
def test_several_are_deleted(tmp_path: Path, sent: str) -> None:
    schema = {"keys": IDS, "records": CHANGES, "member": members([], ids=IDS)}[sent]
    asking = client(tmp_path, delete=deleting(schema))
    tom, rex, kit = pets(asking)
    keys = [tom["id"], kit["id"], 99]
    body = {"keys": keys, "records": [{"id": key} for key in keys], "member": {"ids": keys}}[sent]
    assert asking.ask("DELETE", "/pets", body).response.status == 204
    assert pets(asking) == [rex]


def test_the_place_of_what_is_wrong_with_one_of_several_is_told(tmp_path: Path) -> None:
    many = posting(PETS, PETS)
    many["responses"] = {**many["responses"], "409": {"description": "One is there already."}}
    paths = {"/pets": {"get": ok(PETS), "post": many}, "/pets/{id}": ITEM}
    asking = Client(tmp_path, paths)
    asking.ask("POST", "/pets", [{"id": 7, "name": "Tom"}])
    told = asking.ask("POST", "/pets", [{"id": 8, "name": "Rex"}, {"id": 7, "name": "Kit"}])
    assert told.response.status == 409
    assert told.violations[0].location == ("body", 1, "id")
    assert pets(asking) == [{"id": 7, "name": "Tom"}]


def test_nothing_is_deleted_where_it_is_not_known_which_are_meant(tmp_path: Path) -> None:
    filters = [param("colour", "query"), param("olderThan", "query")]
    asking = client(tmp_path, delete={**GONE, "parameters": filters})
    before = pets(asking)
    assert asking.ask("DELETE", "/pets?olderThan=5").response.status == 204
    assert pets(asking) == before
    asking.ask("DELETE", "/pets?colour=red")
    assert pets(asking) == before
    asking.ask("DELETE", "/pets?colour=grey")
    assert pets(asking) == []
