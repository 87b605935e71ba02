"""What lists answer to pages, cursors, filters and orders that nobody expects."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from mockserver import create_app
from tests.behaviours.resources.styles import answer, api, body, failing, path, query, schema_ref
from tests.documents import written

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
TWO = {"type": "integer", "default": 2}
BOOK = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": TEXT,
        "age": NUMBER,
        "shelf": {"type": "object", "properties": {"row": TEXT}},
        "code": {"type": "string", "writeOnly": True},
    },
}
NAMES = (("Momo", 30), ("Emma", 20), ("Alice", 40), ("Momo", 10), ("Oz", 25))


def listing(
    parameters: list[Any], members: Mapping[str, Any], items: str = "data", errors: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Books with a list of some parameters, which tells some members beside the records."""
    listed = {"type": "array", "items": schema_ref("Book")}
    whole = {
        "type": "object",
        "required": [items, *members],
        "properties": {items: listed, **members},
    }
    bad = {"400": answer(schema_ref("Error"))} if errors is None else errors
    return api(
        {
            "/books": {
                "get": {"parameters": parameters, "responses": {"200": answer(whole), **bad}},
                "post": {"requestBody": body(schema_ref("Book")), "responses": {"201": answer(schema_ref("Book"))}},
            },
            "/books/{bookId}": {
                "parameters": [path("bookId", NUMBER)],
                "get": {"responses": failing(_200=answer(schema_ref("Book")))},
                "delete": {"responses": {"204": {"description": "gone"}}},
            },
        },
        Book=BOOK,
    )


def client_of(folder: Path, root: Mapping[str, Any]) -> Client:
    client = create_app([written(folder, root)], seed=1).test_client()
    for name, age in NAMES:
        book = {"name": name, "age": age, "shelf": {"row": name[0]}, "code": f"secret of {name}"}
        assert client.post("/books", json=book).status_code == 201
    return client


def ids(client: Client, asked: str, items: str = "data") -> list[int]:
    found = client.get(f"/books?{asked}")
    assert found.status_code == 200, found.text
    return [book["id"] for book in found.json[items]]


MEMBERS = {
    "total": NUMBER,
    "page": NUMBER,
    "per_page": NUMBER,
    "from": {"type": ["integer", "null"]},
    "to": NUMBER,
    "prev_page_url": {"type": ["string", "null"]},
    "next_page_url": {"type": ["string", "null"]},
}
PAGES = listing(
    [
        query("page", NUMBER),
        query("per_page", {"type": "integer", "default": 2}),
        query("sort", TEXT),
        query("q", TEXT),
    ],
    MEMBERS,
)


def test_a_page_behind_the_end_is_empty_and_leads_back_to_the_last_one(tmp_path: Path) -> None:
    client = client_of(tmp_path, PAGES)
    assert client.get("/books?page=9").json == {
        "data": [],
        "total": 5,
        "page": 9,
        "per_page": 2,
        "from": None,
        "to": 0,
        "prev_page_url": "http://localhost/books?page=3",
        "next_page_url": None,
    }


def test_a_page_of_no_records_is_one_of_the_usual_size_where_that_is_no_size(tmp_path: Path) -> None:
    assert ids(client_of(tmp_path, PAGES), "per_page=0") == [1, 2]


def test_a_page_of_no_records_has_none_where_that_is_a_size_and_leads_nowhere(tmp_path: Path) -> None:
    root = listing([query("limit"), query("offset")], {"total": NUMBER, "next": {"type": ["string", "null"]}})
    assert client_of(tmp_path, root).get("/books?limit=0").json == {"data": [], "total": 5, "next": None}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("sort=name,asc&sort=age,desc", [3, 2, 1, 4, 5]),
        ("sort=name,desc&sort=age,asc", [5, 4, 1, 2, 3]),
        ("sort=name&sort=age,desc", [3, 2, 1, 4, 5]),
        ("sort=name,age,desc", [5, 1, 4, 2, 3]),
        ("sort=-age", [3, 1, 5, 2, 4]),
        ("sort=desc", [5, 4, 3, 2, 1]),
        ("sort=nothing", [1, 2, 3, 4, 5]),
    ],
)
def test_each_member_has_its_own_direction(asked: str, found: list[int], tmp_path: Path) -> None:
    root = listing([query("sort", {"type": "array", "items": TEXT})], {})
    assert ids(client_of(tmp_path, root), asked) == found


def test_a_search_does_not_find_what_no_answer_shows(tmp_path: Path) -> None:
    client = client_of(tmp_path, PAGES)
    assert ids(client, "q=secret") == []
    assert ids(client, "q=alice") == [3]


def test_a_member_is_compared_by_operators_that_the_parameter_leaves_open(tmp_path: Path) -> None:
    compared = {"type": "object", "additionalProperties": NUMBER}
    client = client_of(tmp_path, listing([query("age", compared, style="deepObject", explode=True)], {}))
    assert ids(client, "age[gte]=20&age[lt]=40") == [1, 2, 5]
    assert ids(client, "age[gt]=40") == []


CURSORS = [query("limit", TWO), query("starting_after", TEXT), query("ending_before", TEXT)]
MORE = {"has_more": {"type": "boolean"}}


@pytest.mark.parametrize("name", ["starting_after", "ending_before"])
def test_a_cursor_that_nobody_gave_is_the_first_page(name: str, tmp_path: Path) -> None:
    assert ids(client_of(tmp_path, listing(CURSORS, MORE)), f"{name}=nowhere") == [1, 2]


@pytest.mark.parametrize(
    ("errors", "status"), [(None, 400), ({"default": answer(schema_ref("Error"))}, 422), ({}, 200)]
)
def test_the_record_of_a_cursor_was_deleted(errors: Mapping[str, Any] | None, status: int, tmp_path: Path) -> None:
    root = listing(CURSORS, MORE) if errors is None else listing(CURSORS, MORE, errors=errors)
    client = client_of(tmp_path, root)
    assert client.delete("/books/2").status_code == 204
    assert ids(client, "starting_after=1") == [3, 4]
    assert client.get("/books?starting_after=2").status_code == status


ODATA = listing(
    [query("$top"), query("$skip"), query("$filter", TEXT), query("$orderby", TEXT)],
    {"@odata.count": NUMBER},
    "value",
)
ODATA["components"]["schemas"]["Book"]["required"] = ["name"]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("age gt 20 and age le 30", [1, 5]),
        ("name eq 'Momo' or name eq \"Oz\"", [1, 4, 5]),
        ("not (name eq 'Momo')", [2, 3, 5]),
        ("contains(name,'lic') or startswith(name, 'O')", [3, 5]),
        ("endswith(name, 'o') and age lt 20", [4]),
        ("age in (10, 20)", [2, 4]),
        ("shelf/row eq 'E'", [2]),
        ("shelf.row sw 'A'", [3]),
        ("name ne 'Momo' and not contains(name, 'm')", [3, 5]),
        ("color eq null", [1, 2, 3, 4, 5]),
        ("name pr and color pr", []),
        ("Emma", [2]),
        ("age gt", []),
        ("(" * 60, []),
    ],
)
def test_a_filter_is_an_expression(expression: str, found: list[int], tmp_path: Path) -> None:
    client = client_of(tmp_path, ODATA)
    answered = client.get("/books", query_string={"$filter": expression})
    assert [book["id"] for book in answered.json["value"]] == found
    assert answered.json["@odata.count"] == len(found)


def test_records_are_addressed_in_parentheses(tmp_path: Path) -> None:
    root = api(
        {
            "/Books": {
                "post": {
                    "requestBody": body(schema_ref("Book")),
                    "responses": {"201": answer(schema_ref("Book"), headers={"Location": {"schema": TEXT}})},
                },
            },
            "/Books({ID})": {
                "parameters": [path("ID", NUMBER)],
                "get": {"responses": failing(_200=answer(schema_ref("Book")))},
                "delete": {"responses": {"204": {"description": "gone"}}},
            },
        },
        Book=BOOK,
    )
    client = create_app([written(tmp_path, root)], seed=1).test_client()
    made = client.post("/Books", json={"name": "Momo"})
    assert made.headers["Location"] == "http://localhost/Books(1)"
    assert client.get("/Books(1)").json == {"id": 1, "name": "Momo"}
    assert client.delete("/Books(1)").status_code == 204
    assert client.get("/Books(1)").status_code == 404


MERGED = {"type": "object"}


@pytest.mark.parametrize(
    ("patch", "told"),
    [({"name": None}, "'name' is required"), ({"age": "old"}, "age: must be integer, not string")],
)
def test_a_merge_that_leaves_no_valid_record_is_refused(patch: Any, told: str, tmp_path: Path) -> None:
    root = listing([], {})
    root["paths"]["/books/{bookId}"]["patch"] = {
        "requestBody": body(MERGED, "application/merge-patch+json"),
        "responses": failing(_200=answer(schema_ref("Book"))),
    }
    client = client_of(tmp_path, root)
    refused = client.patch("/books/1", json=patch, content_type="application/merge-patch+json")
    assert (refused.status_code, refused.json["message"]) == (422, told)
    assert client.get("/books/1").json["name"] == "Momo"
    kept = client.patch("/books/1", json={"age": None, "more": 1}, content_type="application/merge-patch+json")
    assert kept.json == {"id": 1, "name": "Momo", "shelf": {"row": "M"}, "more": 1}
