"""What is kept behind an API without a behaviour, and how it is told: pages, conditions, actions, first records."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug.test import Client as WebClient

from mockserver import create_app, load
from mockserver.model import Outcome, Request
from mockserver.state import State
from tests.behaviours.resources.shelves import BOOKS, ask
from tests.behaviours.resources.styles import (
    ADF,
    BOOK,
    CURSOR,
    ENVELOPED,
    HAL,
    JSON_API,
    MERGE,
    NESTED,
    PLAIN,
    SLUGS,
    Style,
    answer,
    api,
    body,
    failing,
    path,
    schema_ref,
)
from tests.behaviours.resources.test_styles import Client
from tests.documents import written
from tests.judge import Judge

Json = Any


@pytest.fixture
def client(request: pytest.FixtureRequest, tmp_path: Path, judge: Judge) -> Client:
    style, settings = request.param if isinstance(request.param, tuple) else (request.param, {})
    return Client(style, tmp_path, judge, **settings)


def of(style: Style, **settings: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("client", [(style, settings)], indirect=True, ids=[style.name])


def test_a_documented_head_tells_whether_a_record_is_there(tmp_path: Path) -> None:
    root = copy.deepcopy(BOOKS)
    item = root["paths"]["/books/{id}"]
    item["head"] = {"operationId": "probe", "responses": failing(_200={"description": "it is there"})}
    engine, state = load(written(tmp_path, root)), State.new(seed="1")
    assert ask(engine, state, "POST", "/books", {"name": "one"}).response.status == 201
    assert ask(engine, state, "HEAD", "/books/1").response.status == 200
    assert ask(engine, state, "HEAD", "/books/2").response.status == 404


def value(outcome: Outcome, status: int = 200) -> Json:
    assert outcome.response.status == status, outcome.response
    return outcome.response.value


def users(client: Client, *names: str) -> list[Json]:
    return [client.create({"user": {"name": name}}) for name in names]


# Pages


@of(ENVELOPED)
def test_pages_have_what_is_asked_for_and_agree_with_their_totals(client: Client) -> None:
    made = users(client, "a", "b", "c", "d", "e")
    outcome = client.ask("GET", "/v1/users?page=2")
    assert value(outcome) == {"data": made[2:4], "meta": {"total": 5, "page": 2, "per_page": 2, "total_pages": 3}}
    assert outcome.response.header("X-Total-Count") == "5"
    link = outcome.response.header("Link") or ""
    assert '<http://localhost/v1/users?page=3>; rel="next"' in link
    assert '<http://localhost/v1/users?page=1>; rel="prev"' in link
    assert value(client.ask("GET", "/v1/users?page=3&per_page=4")) == {
        "data": [],
        "meta": {"total": 5, "page": 3, "per_page": 4, "total_pages": 2},
    }


@of(ENVELOPED)
def test_lists_are_filtered_searched_and_sorted(client: Client) -> None:
    made = users(client, "bee", "ant", "cat")
    assert client.listed("?name=ant") == [made[1]]
    assert client.listed("?q=AT") == [made[2]]
    assert client.listed("?sort=name") == [made[1], made[0]]
    assert client.listed("?sort=-name") == [made[2], made[0]]


@of(CURSOR)
def test_a_cursor_leads_from_page_to_page(client: Client) -> None:
    made = [client.create({"name": name}) for name in "abcde"]
    first = value(client.ask("GET", "/events"))
    assert (first["data"], first["has_more"]) == (made[:2], True)
    second = value(client.ask("GET", f"/events?starting_after={made[1]['id']}"))
    assert (second["data"], second["has_more"]) == (made[2:4], True)
    assert value(client.ask("GET", f"/events?starting_after={first['next_cursor']}"))["data"] == made[2:4]
    last = value(client.ask("GET", f"/events?starting_after={second['next_cursor']}"))
    assert (last["data"], last["has_more"], last["next_cursor"]) == (made[4:], False, None)


@of(MERGE)
def test_addresses_of_other_pages_lead_there(client: Client) -> None:
    made = [client.create({"name": name}) for name in "abc"]
    page = value(client.ask("GET", "/devices/?limit=2"))
    assert (page["count"], page["previous"], page["results"]) == (3, None, made[:2])
    following = urlsplit(page["next"])
    page = value(client.ask("GET", f"{following.path}?{following.query}"))
    assert (page["next"], page["results"]) == (None, made[2:])


@of(HAL)
def test_pages_of_hal_count_from_zero(client: Client) -> None:
    made = [client.create({"name": name}) for name in "abc"]
    page = value(client.ask("GET", "/orders?page=1"))
    assert [order["id"] for order in page["_embedded"]["orders"]] == [made[2]["id"]]
    assert page["page"] == {"size": 2, "totalElements": 3, "totalPages": 2, "number": 1}
    assert "next" not in page["_links"]


@of(JSON_API)
def test_json_api_filters_by_attribute(client: Client) -> None:
    made = [client.create({"data": {"type": "articles", "attributes": {"name": name}}}) for name in "abc"]
    assert client.listed("?filter[name]=b") == [made[1]]
    page = value(client.ask("GET", "/articles?page[size]=2&page[number]=1"))
    assert (page["data"], page["meta"]["total"]) == (made[:2], 3)
    assert "page%5Bnumber%5D=2" in page["links"]["next"]


# What is kept


@of(ENVELOPED)
def test_a_change_that_leaves_out_the_record_changes_nothing_and_does_not_bring_it_back(client: Client) -> None:
    (made,) = users(client, "Momo")
    one = client.item(made["id"])
    assert value(client.ask("PATCH", one, {})) == {"user": made}
    client.ask("DELETE", one)
    assert client.ask("PATCH", one, {}).response.status == 404


@pytest.mark.parametrize("required", [True, False])
def test_a_record_that_is_replaced_by_none_stays_as_it_is_told(tmp_path: Path, required: bool) -> None:
    root = api(
        {
            "/books": {"post": {"requestBody": body(BOOK), "responses": failing(_201=answer(BOOK))}},
            "/books/{id}": {
                "parameters": [path("id", {"type": "integer"})],
                "get": {"responses": failing(_200=answer(BOOK))},
                "put": {
                    "requestBody": {**body(BOOK), "required": required},
                    "responses": failing(_200=answer(BOOK)),
                },
                "delete": {"responses": failing(_204={"description": "gone"})},
            },
        }
    )
    shop, state = load(written(tmp_path, root)), State.new(seed="1")
    made = ask(shop, state, "POST", "/books", {"name": "Momo"}).response.value
    one = f"/books/{made['id']}"
    ask(shop, state, "DELETE", one)
    assert ask(shop, state, "PUT", one).response.status == (422 if required else 404)


@of(PLAIN)
def test_secrets_are_never_shown_and_times_are_the_sessions(client: Client) -> None:
    made = client.create({"name": "Momo", "secret": "x", "id": 77, "created_at": "2001-01-01T00:00:00Z"})
    assert made == {
        "id": 1,
        "name": "Momo",
        "in_print": True,
        "created_at": "2026-01-01T00:00:00.000Z",
        "updated_at": "2026-01-01T00:00:00.000Z",
    }
    changed = value(client.ask("PUT", "/books/1", {"name": "Emma"}))
    assert changed["created_at"] == "2026-01-01T00:00:00.000Z"
    assert changed["updated_at"] == "2026-01-01T00:00:00.001Z"


@of(PLAIN)
def test_a_new_record_says_where_it_is(client: Client) -> None:
    outcome = client.ask("POST", "/books", {"name": "Momo"})
    assert outcome.response.header("Location") == "http://localhost/books/1"


@of(SLUGS)
def test_a_key_is_chosen_spoken_or_taken(client: Client) -> None:
    assert client.create({"title": "Momo and the Time"})["slug"] == "momo-and-the-time"
    assert client.create({"title": "x", "slug": "own"})["slug"] == "own"
    refused = client.ask("POST", "/pages", {"title": "y", "slug": "own"})
    assert (refused.response.status, refused.source, refused.violations[0].keyword) == (409, "refusal", "duplicate")


@of(SLUGS)
def test_a_put_makes_what_is_not_there_where_that_is_documented(client: Client) -> None:
    client.create({"title": "x", "slug": "a"})
    assert value(client.ask("PUT", "/pages/new", {"title": "New"}), 201)["slug"] == "new"
    assert value(client.ask("PUT", "/pages/new", {"title": "Old"}), 200)["title"] == "Old"


@of(SLUGS)
def test_a_state_that_has_changed_is_not_changed_again(client: Client) -> None:
    client.create({"title": "x", "slug": "a"})
    tag = client.ask("GET", "/pages/a").response.header("ETag") or ""
    assert client.ask("GET", "/pages/a", headers={"if-none-match": tag}).response.status == 304
    assert client.ask("PUT", "/pages/a", {"title": "y"}, headers={"if-match": tag}).response.status == 200
    stale = client.ask("PUT", "/pages/a", {"title": "z"}, headers={"if-match": tag})
    assert (stale.response.status, stale.violations[0].keyword) == (412, "precondition")
    assert client.read("a")["title"] == "y"


@of(MERGE)
def test_a_null_stays_where_the_schema_admits_it(client: Client) -> None:
    made = client.create({"name": "Momo", "note": "x", "place": {"floor": 3}})
    assert made["place"]["floor"] == 3
    changed = client.ask(
        "PATCH", f"/devices/{made['uuid']}/", {"note": None}, media_type="application/merge-patch+json"
    )
    assert value(changed)["note"] is None


@of(HAL)
def test_an_action_sets_what_it_is_about(client: Client) -> None:
    made = client.create({"name": "a"})
    assert made["status"] == "open"
    assert value(client.ask("POST", f"/orders/{made['id']}/cancel"))["status"] == "cancelled"
    assert client.read(made["id"])["status"] == "cancelled"
    assert client.ask("POST", "/orders/99/cancel").response.status == 404


@of(NESTED)
def test_what_stands_below_nothing_is_not_there(client: Client) -> None:
    pet = client.create()
    assert pet["ownerId"] == 1
    assert client.ask("GET", "/owners/2/pets").response.status == 404
    assert client.ask("POST", "/owners/2/pets", {"name": "x"}).response.status == 404
    client.ask("DELETE", "/owners/1")
    assert client.ask("GET", f"/owners/1/pets/{pet['petId']}").response.status == 404
    assert client.state.store.items("shop.pets") == {}


PATCHED = api(
    {
        "/boxes": {
            "get": {"responses": failing(_200=answer({"type": "array", "items": schema_ref("Box")}))},
            "post": {"requestBody": body(schema_ref("Box")), "responses": failing(_201=answer(schema_ref("Box")))},
        },
        "/boxes/{id}": {
            "parameters": [path("id", {"type": "integer"})],
            "get": {"responses": failing(_200=answer(schema_ref("Box")))},
            "patch": {
                "requestBody": body({"type": "array", "items": {"type": "object"}}, "application/json-patch+json"),
                "responses": failing(_200=answer(schema_ref("Box"))),
            },
        },
    },
    Box={
        "type": "object",
        "required": ["name"],
        "properties": {"id": {"type": "integer"}, "name": {"type": "string"}, "tags": {"type": "array"}},
    },
)
BOXES = Style("JSON Patch", PATCHED, "/boxes", "/boxes/{key}", {"name": "a", "tags": ["x"]}, [])


@of(BOXES)
def test_a_json_patch_is_applied_or_refused(client: Client) -> None:
    client.create()
    kind = "application/json-patch+json"
    patch = [{"op": "test", "path": "/name", "value": "a"}, {"op": "add", "path": "/tags/-", "value": "y"}]
    assert value(client.ask("PATCH", "/boxes/1", patch, media_type=kind))["tags"] == ["x", "y"]
    cases = {
        409: [{"op": "test", "path": "/name", "value": "b"}],
        422: [{"op": "replace", "path": "/name", "value": 5}],
    }
    for status, wrong in cases.items():
        assert client.ask("PATCH", "/boxes/1", wrong, media_type=kind).response.status == status
    assert client.read(1) == {"id": 1, "name": "a", "tags": ["x", "y"]}


# Settings and first records

EXAMPLES = api(
    {
        "/books": {
            "get": {
                "responses": {
                    "200": {
                        "description": "all",
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": schema_ref("Book")},
                                "example": [{"id": 1, "name": "Momo"}, {"id": 2, "name": "Emma"}],
                            }
                        },
                    }
                }
            },
            "post": {"requestBody": body(schema_ref("Book")), "responses": failing(_201=answer(schema_ref("Book")))},
        },
        "/books/{id}": {
            "parameters": [path("id", {"type": "integer"})],
            "get": {"responses": failing(_200=answer(schema_ref("Book")))},
            "delete": {"responses": failing(_204={"description": "gone"})},
        },
    },
    Book={
        "type": "object",
        "required": ["name"],
        "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
    },
)
SHELF = Style("examples", EXAMPLES, "/books", "/books/{key}", {"name": "Ronja"}, {})


@of(SHELF)
def test_the_examples_are_the_first_records(client: Client) -> None:
    assert client.ask("GET", "/books").source == "example"
    assert client.create()["id"] == 3
    assert [book["name"] for book in client.listed()] == ["Momo", "Emma", "Ronja"]
    assert client.read(2)["name"] == "Emma"
    client.ask("DELETE", "/books/2")
    assert client.ask("GET", "/books/2").response.status == 404


@of(SHELF)
def test_an_example_gives_way_to_a_new_record_with_its_key(client: Client) -> None:
    assert client.create({"id": 1, "name": "Mine"}) == {"id": 1, "name": "Mine"}
    assert client.ask("POST", "/books", {"id": 1, "name": "Yours"}).response.status == 409


@of(SHELF, seed="none")
def test_examples_need_not_be_records(client: Client) -> None:
    assert [client.create()] == client.listed()


@of(SHELF, unknown="strict")
def test_a_strict_collection_knows_only_its_records_from_the_start(client: Client) -> None:
    assert client.ask("GET", "/books/9").response.status == 404
    assert len(client.listed()) == 2


@of(SHELF, unknown="lenient")
def test_a_lenient_collection_forgets_only_what_was_deleted(client: Client) -> None:
    client.create()
    assert client.ask("GET", "/books/9").response.status == 200
    client.ask("DELETE", "/books/9")
    assert client.ask("GET", "/books/9").response.status == 404


@of(SHELF, resources="none")
def test_an_api_may_keep_nothing(client: Client) -> None:
    assert client.ask("POST", "/books", {"name": "x"}).source == "generated"


def test_without_state_nothing_is_kept(tmp_path: Path) -> None:
    engine = load(written(tmp_path, EXAMPLES), state="none")
    assert engine.apis["shop"].resources is None


def test_the_control_api_puts_and_shows_records(tmp_path: Path) -> None:
    web = WebClient(create_app(written(tmp_path, EXAMPLES), seed=1).wsgi_app)
    assert web.put("/__mock__/state", json={"books": {"7": {"id": 7, "name": "Put"}}}).status_code == 200
    assert web.get("/books/7").json == {"id": 7, "name": "Put"}
    assert web.get("/books").json == [{"id": 7, "name": "Put"}]
    assert web.get("/books/1").status_code == 404
    made = web.post("/books", json={"name": "New"}).json
    assert web.get("/__mock__/state").json == {"books": {"7": {"id": 7, "name": "Put"}, "1": made}}


@pytest.mark.parametrize("stated", [{}, {"x-mockserver-seed": {"books": [{"id": 5, "name": "Stated"}]}}])
@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [("DELETE", "/state/books", None), ("PUT", "/state", {"books": {}}), ("DELETE", "/state", None)],
)
def test_what_was_emptied_by_hand_is_empty(tmp_path: Path, stated: Json, method: str, path: str, sent: Json) -> None:
    """Also before anything was asked for, and where the specification has first records."""
    web = WebClient(create_app(written(tmp_path, {**EXAMPLES, **stated}), seed=1).wsgi_app)
    assert web.open(f"/__mock__{path}", method=method, json=sent).status_code in (200, 204)
    assert (web.get("/books").json, web.get("/books/1").status_code) == ([], 404)
    made = web.post("/books", json={"name": "New"}).json
    assert web.get("/books").json == [made]
    web.post("/__mock__/reset")
    assert len(web.get("/books").json) >= 1


def test_the_specification_states_first_records(tmp_path: Path, judge: Judge) -> None:
    root = {**EXAMPLES, "x-mockserver-seed": {"books": [{"id": 5, "name": "Stated"}]}}
    client = Client(Style("stated", root, "/books", "/books/{key}", {"name": "x"}, {}), tmp_path, judge)
    assert client.listed() == [{"id": 5, "name": "Stated"}]
    assert client.ask("GET", "/books/1").response.status == 404


@pytest.mark.parametrize("said", ["none", {"key": "name"}, {"collection": "volumes"}])
def test_the_specification_corrects_what_was_inferred(tmp_path: Path, said: Json) -> None:
    paths = {name: {**item, "x-mockserver-resource": said} for name, item in EXAMPLES["paths"].items()}
    resources = load(written(tmp_path, {**EXAMPLES, "paths": paths})).apis["shop"].resources
    assert resources is not None
    found = [(r.name, r.key.steps if r.key else None) for r in resources.all()]
    expected = {"none": [], "key": [("books", ("name",))], "collection": [("volumes", ("id",))]}
    assert found == expected[said if isinstance(said, str) else next(iter(said))]


SETTINGS = {
    "type": "object",
    "required": ["theme", "volume"],
    "properties": {"theme": {"enum": ["dark", "light"]}, "volume": {"type": "integer", "default": 5}},
}
SINGLE = Style(
    "single",
    api(
        {
            "/settings": {
                "get": {"responses": failing(_200=answer(schema_ref("Settings")))},
                "put": {
                    "requestBody": body({**SETTINGS, "required": ["theme"]}),
                    "responses": failing(_200=answer(schema_ref("Settings"))),
                },
                "patch": {
                    "requestBody": body({**SETTINGS, "required": []}),
                    "responses": failing(_200=answer(schema_ref("Settings"))),
                },
                "delete": {"responses": failing(_204={"description": "gone"})},
            }
        },
        Settings=SETTINGS,
    ),
    "/settings",
    "/settings",
    {},
    {},
)


@of(SINGLE)
def test_a_single_record_is_changed_replaced_and_deleted(client: Client) -> None:
    assert client.ask("GET", "/settings").source == "generated"
    assert value(client.ask("PATCH", "/settings", {"volume": 9}))["volume"] == 9
    assert client.read("")["volume"] == 9
    assert value(client.ask("PUT", "/settings", {"theme": "light"})) == {"theme": "light", "volume": 5}
    assert client.ask("DELETE", "/settings").response.status == 204
    assert client.ask("GET", "/settings").response.status == 404
    client.ask("PUT", "/settings", {"theme": "dark"})
    assert client.read("")["theme"] == "dark"


def test_what_tells_records_apart_beside_the_key_is_new_each_time(tmp_path: Path, judge: Judge) -> None:
    root = api(
        {
            "/tags": {
                "get": {"responses": failing(_200=answer({"type": "array", "items": schema_ref("Tag")}))},
                "post": {
                    "requestBody": body(schema_ref("NewTag")),
                    "responses": failing(_201=answer(schema_ref("Tag"))),
                },
            },
            "/tags/{name}": {
                "parameters": [path("name")],
                "get": {"responses": failing(_200=answer(schema_ref("Tag")))},
            },
        },
        Tag={
            "type": "object",
            "required": ["id", "uuid", "name"],
            "properties": {
                "id": {"type": "integer"},
                "uuid": {"type": "string", "format": "uuid"},
                "name": {"type": "string"},
            },
        },
        NewTag={"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
    )
    client = Client(Style("tags", root, "/tags", "/tags/{key}", {"name": "x"}, {}), tmp_path, judge)
    first, second = client.create({"name": "a"}), client.create({"name": "b"})
    assert (first["id"], second["id"]) == (1, 2)
    assert first["uuid"] != second["uuid"]
    assert client.read("b") == second


def test_what_documents_no_404_tells_only_of_what_was_deleted(tmp_path: Path, judge: Judge) -> None:
    paths = {**EXAMPLES["paths"]}
    paths["/books/{id}/cover"] = {
        "parameters": [path("id", {"type": "integer"})],
        "get": {"responses": {"200": answer({"type": "object"})}},
    }
    client = Client(Style("cover", {**EXAMPLES, "paths": paths}, "/books", "/books/{key}", {}, {}), tmp_path, judge)
    client.create({"name": "x"})
    assert client.ask("GET", "/books/9").response.status == 404
    assert client.ask("GET", "/books/9/cover").response.status == 200
    client.ask("DELETE", "/books/1")
    engine, state = client.engine, client.state
    assert engine.handle(Request("GET", "/books/1/cover"), state).response.status == 404


# Keys


@of(ADF)
def test_keys_of_a_pattern_are_counted(client: Client) -> None:
    made = [client.create({"name": name})["AccountNumber"] for name in "abc"]
    assert made == ["ACC-000001", "ACC-000002", "ACC-000003"]


@pytest.mark.parametrize("pattern", ["^[A-Z]{2}[0-9]$", "^[x-z]{8}$", "^n1[a-c]{9}$", "^pty", "^0"])
def test_keys_of_a_pattern_that_cannot_be_counted_differ_as_well(tmp_path: Path, judge: Judge, pattern: str) -> None:
    schemas = ADF.root["components"]["schemas"]
    members = {**schemas["Account"]["properties"], "AccountNumber": {"type": "string", "pattern": pattern}}
    root = api(ADF.root["paths"], **{**schemas, "Account": {**schemas["Account"], "properties": members}})
    client = Client(replace(ADF, root=root), tmp_path, judge)
    made = [client.create({"name": "x"})["AccountNumber"] for _ in range(12)]
    assert len(set(made)) == 12


@pytest.mark.parametrize("key", ["9" * 5_000, "%C2%B2", "-5", "--5", "1e5", "0x10"])
def test_a_key_that_is_hardly_a_number_is_no_reason_to_crash(tmp_path: Path, key: str) -> None:
    item = {**BOOKS["paths"]["/books/{id}"], "parameters": [path("id")]}
    item["put"] = {**item["put"], "responses": {"201": item["put"]["responses"]["200"]}}
    engine = load(written(tmp_path, {**BOOKS, "paths": {**BOOKS["paths"], "/books/{id}": item}}))
    assert ask(engine, State.new(), "PUT", f"/books/{key}", {"name": "x"}).response.status == 201


def test_a_place_far_behind_a_list_is_no_reason_to_crash(tmp_path: Path) -> None:
    engine, state = load(written(tmp_path, BOOKS)), State.new()
    ask(engine, state, "POST", "/books", {"name": "x", "tags": ["a"]})
    steps = [{"op": "remove", "path": f"/tags/{'9' * 5_000}"}]
    outcome = ask(engine, state, "PATCH", "/books/1", steps, "application/json-patch+json")
    assert outcome.response.status == 409


# Keys that are told otherwise

RULE = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
}
DONE = {"type": "object", "required": ["state"], "properties": {"state": {"enum": ["done"]}}}
QUEUED = {
    "type": "object",
    "required": ["state", "ruleID"],
    "properties": {"state": {"enum": ["queued"]}, "ruleID": {"type": "string"}},
}


def rules(told: Json, key: Json) -> dict[str, Json]:
    """Rules whose creation answers something else than the rule."""
    return api(
        {
            "/rules": {
                "get": {"responses": failing(_200=answer({"type": "array", "items": schema_ref("Rule")}))},
                "post": {"requestBody": body(schema_ref("NewRule")), "responses": failing(_201=answer(told))},
            },
            "/rules/{ruleID}": {
                "parameters": [path("ruleID", key)],
                "get": {"responses": failing(_200=answer(schema_ref("Rule")))},
            },
        },
        Rule=RULE,
        NewRule={**RULE, "required": ["name"]},
    )


@pytest.mark.parametrize(
    "told",
    [
        {"type": "object", "properties": {"ruleID": {"type": "string"}}},
        {"oneOf": [DONE, QUEUED]},
    ],
)
def test_an_answer_that_is_no_record_tells_the_key_by_the_name_that_paths_have_for_it(
    tmp_path: Path, told: Json
) -> None:
    engine, state = load(written(tmp_path, rules(told, {"type": "string"}))), State.new()
    keys = [ask(engine, state, "POST", "/rules", {"name": name}).response.value.get("ruleID") for name in "ab"]
    assert [ask(engine, state, "GET", f"/rules/{key}").response.value["name"] for key in keys] == ["a", "b"]


def test_a_key_that_its_own_path_refuses_is_not_taken_from_a_client(tmp_path: Path) -> None:
    whole = rules(schema_ref("Rule"), {"type": "string", "format": "uuid"})
    engine, state = load(written(tmp_path, whole)), State.new()
    made = ask(engine, state, "POST", "/rules", {"name": "a", "id": "first"}).response.value
    assert made["id"] != "first"
    assert ask(engine, state, "GET", f"/rules/{made['id']}").response.value == made
    chosen = "11111111-1111-4111-8111-111111111111"
    assert ask(engine, state, "POST", "/rules", {"name": "b", "id": chosen}).response.value["id"] == chosen
