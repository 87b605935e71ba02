"""Records that stand below others or name them, and what becomes of them when those go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from mockserver import load
from mockserver.engine import Engine
from mockserver.model import Outcome, Request
from mockserver.state import State
from tests.behaviours.resources.styles import NONE, answer, api, body, path, schema_ref
from tests.documents import written

Json = Any


def object_of(*required: str, **members: Json) -> dict[str, Json]:
    return {"type": "object", "required": list(required), "properties": members}


def collection(name: str, *statuses: str, below: str = "", parents: tuple[str, ...] = ()) -> dict[str, Json]:
    """A collection at a path with all that is done to its records; its operations document some statuses of errors."""
    wrong = {status: answer(schema_ref("Error")) for status in ("404", *statuses)}
    record, owners = answer(schema_ref(name)), [path(parent) for parent in parents]
    word = name.lower()
    return {
        f"{below}/{word}s": {
            "parameters": owners,
            "get": {"responses": {"200": answer({"type": "array", "items": schema_ref(name)}), **wrong}},
            "post": {"requestBody": body(schema_ref(name)), "responses": {"201": record, **wrong}},
        },
        f"{below}/{word}s/{{{word}}}": {
            "parameters": [*owners, path(word)],
            "get": {"responses": {"200": record, **wrong}},
            "put": {"requestBody": body(schema_ref(name)), "responses": {"200": record, **wrong}},
            "patch": {"requestBody": body({"type": "object"}), "responses": {"200": record, **wrong}},
            "delete": {"responses": {"204": NONE, **wrong}},
        },
    }


ID = {"type": "string", "format": "uuid", "readOnly": True}
TEXT = {"type": "string"}
SHOP = api(
    {
        **collection("Org", "409"),
        **collection("Team", below="/orgs/{org}", parents=("org",)),
        **collection("Member", below="/orgs/{org}/teams/{team}", parents=("org", "team")),
        **collection("Invoice", "409"),
    },
    Org=object_of("name", id=ID, name=TEXT),
    Team=object_of("name", id=ID, name=TEXT),
    Member=object_of("name", id=ID, name=TEXT),
    Invoice=object_of(
        "org_id", id=ID, org_id=TEXT, orgIds={"type": "array", "items": TEXT}, memo=TEXT, customer_id=TEXT
    ),
)


class Shop:
    """A client of the small shop, in a session of its own."""

    def __init__(self, folder: Path, root: Json = SHOP) -> None:
        self.file = written(folder, root)
        self.engine: Engine = load(self.file)
        self.state = State.new(seed="1")

    def ask(self, method: str, path: str, body: Json = None, **headers: str) -> Outcome:
        path, _, query = path.partition("?")
        sent = b"" if body is None else orjson.dumps(body)
        kinds = {"content-type": "application/json", **headers}
        outcome = self.engine.handle(Request(method, path, query, kinds, sent), self.state)
        assert (outcome.traceback, outcome.response_violations) == ("", ())
        return outcome

    def status(self, method: str, path: str, body: Json = None) -> int:
        return self.ask(method, path, body).response.status

    def made(self, path: str, **body: Json) -> str:
        outcome = self.ask("POST", path, body)
        assert outcome.response.status == 201, outcome.response
        return str(outcome.response.value["id"])


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_what_stands_below_a_new_record_begins_empty(shop: Shop) -> None:
    org = shop.made("/orgs", name="a")
    outcome = shop.ask("GET", f"/orgs/{org}/teams")
    assert (outcome.response.value, outcome.source) == ([], "resource")
    assert shop.status("GET", f"/orgs/{org}/teams/{org}") == 404
    assert shop.status("POST", f"/orgs/{org}/teams/{org}/members", {"name": "x"}) == 404


def test_a_record_is_not_found_through_another_owner(shop: Shop) -> None:
    one, other = shop.made("/orgs", name="a"), shop.made("/orgs", name="b")
    team = shop.made(f"/orgs/{one}/teams", name="t")
    member = shop.made(f"/orgs/{one}/teams/{team}/members", name="m")
    assert shop.status("GET", f"/orgs/{one}/teams/{team}/members/{member}") == 200
    assert shop.status("GET", f"/orgs/{other}/teams/{team}/members/{member}") == 404


def test_what_stands_below_at_any_depth_goes_with_its_owner(shop: Shop) -> None:
    org = shop.made("/orgs", name="a")
    team = shop.made(f"/orgs/{org}/teams", name="t")
    member = shop.made(f"/orgs/{org}/teams/{team}/members", name="m")
    assert shop.status("DELETE", f"/orgs/{org}/teams/{team}") == 204
    assert shop.status("GET", f"/orgs/{org}/teams/{team}/members/{member}") == 404
    assert shop.state.store.items("shop.members") == {}


def test_an_owner_with_records_below_it_is_held_where_that_is_documented(shop: Shop) -> None:
    org = shop.made("/orgs", name="a")
    team = shop.made(f"/orgs/{org}/teams", name="t")
    assert shop.status("DELETE", f"/orgs/{org}") == 409
    assert shop.status("DELETE", f"/orgs/{org}/teams/{team}") == 204
    assert shop.status("DELETE", f"/orgs/{org}") == 204


def test_what_others_made_below_an_owner_is_known_to_a_server_that_was_not_asked_for_it(shop: Shop) -> None:
    org = shop.made("/orgs", name="a")
    shop.made(f"/orgs/{org}/teams", name="t")
    shop.engine = load(shop.file)
    assert shop.status("DELETE", f"/orgs/{org}") == 409


def test_a_record_may_not_name_one_that_is_not_there(shop: Shop) -> None:
    org = shop.made("/orgs", name="a")
    invoice = shop.made("/invoices", org_id=org, orgIds=[org])
    outcome = shop.ask("POST", "/invoices", {"org_id": "nobody"})
    assert outcome.response.status == 409
    assert [(v.location, v.keyword) for v in outcome.request_violations] == [(("body", "org_id"), "reference")]
    for method, changed in (("PUT", {"org_id": "nobody"}), ("PATCH", {"orgIds": [org, "nobody"]})):
        assert shop.status(method, f"/invoices/{invoice}", changed) == 409
    assert shop.ask("GET", f"/invoices/{invoice}").response.value["orgIds"] == [org]
    assert len(shop.state.store.items("shop.invoices")) == 1


def test_what_was_named_before_may_stay(shop: Shop) -> None:
    invoice = shop.made("/invoices", org_id="someone")
    shop.made("/orgs", name="a")
    assert shop.status("PATCH", f"/invoices/{invoice}", {"memo": "x"}) == 200


@pytest.mark.parametrize("sent", [{"org_id": "someone"}, {"org_id": "someone", "customer_id": "x"}])
def test_a_name_is_not_minded_as_long_as_nobody_made_what_it_may_mean(shop: Shop, sent: Json) -> None:
    assert shop.status("POST", "/invoices", sent) == 201


@pytest.mark.parametrize(
    ("documented", "status"), [({"409"}, 409), ({"404", "422"}, 404), ({"404", "409"}, 409), ({"400", "422"}, 201)]
)
def test_a_name_is_minded_where_a_status_for_it_is_documented(
    tmp_path: Path, documented: set[str], status: int
) -> None:
    paths = {**SHOP["paths"], **collection("Invoice", "400", "409", "422")}
    post = paths["/invoices"]["post"]
    post["responses"] = {each: answer for each, answer in post["responses"].items() if each in {"201", *documented}}
    shop = Shop(tmp_path, {**SHOP, "paths": paths})
    shop.made("/orgs", name="a")
    assert shop.status("POST", "/invoices", {"org_id": "nobody"}) == status


def test_a_record_that_others_name_is_held_where_that_is_documented(shop: Shop) -> None:
    org = shop.made("/orgs", name="a")
    invoice = shop.made("/invoices", org_id=org)
    assert shop.status("DELETE", f"/orgs/{org}") == 409
    assert shop.status("DELETE", f"/invoices/{invoice}") == 204
    assert shop.status("DELETE", f"/orgs/{org}") == 204
