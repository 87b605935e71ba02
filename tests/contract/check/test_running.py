"""What is made of providers that are odd, but not of the zoo."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from mockserver.apis import described_api
from mockserver.contract.check import Effort, Provider, check
from mockserver.contract.report import Report
from mockserver.model import Request, Response, Violation
from tests.documents import document, giving, taking, written

Json = Any
ANY = {"type": "object"}
KEY = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
BASIC = {"components": {"securitySchemes": {"basic": {"type": "http", "scheme": "basic"}}}, "security": [{"basic": []}]}
MISSING = {"404": {"description": "there is none"}, "400": {"description": "wrong"}}


def checked(folder: Path, root: Json, answer: Callable[[Request], Response | Violation], **effort: Any) -> Report:
    return check(
        described_api(written(folder, root)), Provider("http://x", answer), Effort(**{"examples": 2, **effort})
    )


def codes(report: Report) -> set[tuple[str, str, str]]:
    return {(entry.operation.removeprefix("shop."), entry.code, entry.severity) for entry in report.entries}


def operation(name: str, **responses: Json) -> Json:
    return {"operationId": name, "responses": {status.strip("_"): value for status, value in responses.items()}}


OK = {"description": "good"}


def test_who_is_let_in_elsewhere_is_only_told_of_a_403(tmp_path: Path) -> None:
    paths = {"/a": {"get": operation("a", _200=OK)}, "/b": {"get": operation("b", _200=OK, _403=OK)}}

    def answer(request: Request) -> Response:
        if request.method != "GET":
            return Response(405, (("Allow", "GET"),))
        if "authorization" not in request.headers:
            return Response(401)
        return Response(403 if request.path == "/b" else 200)

    report = checked(tmp_path, document(paths, **BASIC), answer)
    assert ("b", "credentials-refused", "warning") in codes(report)
    assert not any(entry.severity == "error" for entry in report.entries)


def test_who_is_let_in_nowhere_is_told_to_show_who_they_are(tmp_path: Path) -> None:
    report = checked(tmp_path, document({"/a": {"get": operation("a", _200=OK)}}, **BASIC), lambda _: Response(403))
    assert ("a", "credentials-refused", "error") in codes(report)


def test_an_operation_that_was_not_reached_has_not_passed(tmp_path: Path) -> None:
    paths = {f"/{name}": {"get": operation(name, _200=OK)} for name in "abc"}
    gone = Violation(("request",), "unreachable", "cannot be reached", blame="upstream")

    report = checked(tmp_path, document(paths), lambda request: Response(200) if request.path == "/a" else gone)

    assert report.passed == ("shop.a",)
    assert ("", "no-answer", "error") in codes(report)
    assert "1 operation not asked" in report.summary


def test_nothing_is_expected_of_an_operation_without_a_success(tmp_path: Path) -> None:
    report = checked(tmp_path, document({"/a": {"get": operation("a", _404=OK)}}), lambda _: Response(404))
    assert codes(report) == {("a", "undocumented-success", "warning")}


def test_an_operation_of_which_no_valid_request_is_known_is_told(tmp_path: Path) -> None:
    impossible = {
        "name": "q",
        "in": "query",
        "required": True,
        "schema": {"type": "integer", "minimum": 2, "maximum": 1},
    }
    node = {**operation("a", _200=OK), "parameters": [impossible]}
    report = checked(tmp_path, document({"/a": {"get": node}}), lambda _: Response(405, (("Allow", "GET"),)))
    assert codes(report) == {("a", "no-valid-request", "warning")}
    assert report.entries[0].blame == "spec"


def test_an_example_that_breaks_its_own_schema_blames_the_specification(tmp_path: Path) -> None:
    body = taking({"type": "object", "properties": {"n": {"type": "integer"}}})
    body["content"]["application/json"]["example"] = {"n": "one"}
    node = {**operation("a", _200=OK, _400=OK), "requestBody": body}

    def answer(request: Request) -> Response:
        try:
            value = json.loads(request.body)
        except ValueError:
            return Response(400)
        good = isinstance(value, dict) and type(value.get("n", 1)) is int
        return Response(200 if good and request.headers["content-type"] == "application/json" else 400)

    (entry,) = checked(tmp_path, document({"/a": {"post": node}}), answer).entries
    assert (entry.code, entry.blame, entry.pointer) == ("invalid-example", "spec", "body/n")
    assert "'example' breaks its own schema, and is refused with 400: must be integer" in entry.message


def test_a_conflict_that_nothing_documents_blames_the_specification(tmp_path: Path) -> None:
    node = {**operation("a", _200=OK, _400=OK), "requestBody": taking(ANY)}
    report = checked(tmp_path, document({"/a": {"post": node}}), lambda _: Response(409), broken=0)
    assert ("a", "undocumented-refusal", "warning") in codes(report)
    assert {entry.severity for entry in report.entries} == {"warning"}


# Records of which little is said


class Shelf:
    """Boxes with items: nothing is said of their members, and the paths name the boxes in two ways."""

    def __init__(self) -> None:
        self.boxes: dict[str, dict[str, Json]] = {}
        self.asked: list[str] = []

    def __call__(self, request: Request) -> Response:
        self.asked.append(f"{request.method} {request.path}")
        steps = request.path.strip("/").split("/")[1::2]
        box = self.boxes.get(steps[0]) if steps else None
        if request.method not in ("GET", "POST", "DELETE"):
            return Response(405, (("Allow", "GET, POST, DELETE"),))
        if steps and box is None:
            return Response(404)
        within = request.path.count("/") > 2
        known = box if within and box is not None else self.boxes
        return self.answer(request, known, (steps[1:] if within else steps)[:1])

    def answer(self, request: Request, known: dict[str, Json], key: list[str]) -> Response:
        if request.method == "POST":
            return self.create(request, known)
        if key and key[0] not in known:
            return Response(404)
        if request.method == "DELETE":
            del known[key[0]]
            return Response(204)
        return Response.json(200, {"data": {"id": key[0]} if key else [{"id": each} for each in known]})

    def create(self, request: Request, known: dict[str, Json]) -> Response:
        try:
            value = json.loads(request.body)
        except ValueError:
            return Response(400)
        if not isinstance(value, dict) or request.headers["content-type"] != "application/json":
            return Response(400)
        key = f"k{len(self.asked)}"
        known[key] = {}
        return Response.json(201, {"data": {**value, "id": key}})


def boxes() -> Json:
    many = giving({"type": "object", "properties": {"data": {"type": "array", "items": ANY}}})
    one = giving({"type": "object", "properties": {"data": ANY}})
    below = {**KEY, "name": "box_id"}

    def collection(name: str) -> Json:
        made = {**operation(f"{name}.create", _201=one, _400=OK, _404=OK), "requestBody": taking(ANY)}
        return {"get": operation(f"{name}.list", _200=many, _404=OK), "post": made}

    def item(name: str) -> Json:
        gone = {**operation(f"{name}.delete", _204=OK, _404=OK)}
        return {"get": operation(f"{name}.get", _200=one, _404=OK), "delete": gone}

    return document(
        {
            "/boxes": collection("boxes"),
            "/boxes/{id}": {"parameters": [KEY], **item("boxes")},
            "/boxes/{box_id}/items": {"parameters": [below], **collection("items")},
            "/boxes/{box_id}/items/{id}": {"parameters": [below, KEY], **item("items")},
        }
    )


def test_records_are_followed_though_their_members_are_not_described(tmp_path: Path) -> None:
    shelf = Shelf()
    report = checked(tmp_path, boxes(), shelf)
    assert codes(report) == set()
    assert len(report.passed) == 8
    read = {path.removeprefix("GET ") for path in shelf.asked if path.startswith("GET /boxes/k")}
    assert any(path.count("/") == 4 for path in read)


def test_two_records_are_made_below_the_same_owner_though_nobody_knows_who_there_is(tmp_path: Path) -> None:
    root = boxes()
    root["paths"] = {path: node for path, node in root["paths"].items() if "items" in path}
    asked: list[str] = []

    def answer(request: Request) -> Response:
        asked.append(f"{request.method} {request.path}")
        key = f"{len(asked)}" if request.path.count("/") == 3 else request.path.rpartition("/")[2]
        return Response.json(201 if request.method == "POST" else 200, {"data": {"id": key}})

    checked(tmp_path, root, answer, broken=0)
    first, second = [path for path in asked if path.startswith("POST ")][:2]
    assert first == second


def test_examples_that_are_all_wrong_are_not_the_last_word(tmp_path: Path) -> None:
    body = taking({"type": "object", "properties": {"n": {"type": "integer"}}})
    body["content"]["application/json"]["examples"] = {name: {"value": {"n": name}} for name in ("one", "two")}
    asked: list[bytes] = []

    def answer(request: Request) -> Response:
        asked.append(request.body)
        return Response(200)

    root = document({"/a": {"post": {**operation("a", _200=OK), "requestBody": body}}})
    report = checked(tmp_path, root, answer, broken=0)
    assert asked[:3] == [b'{"n":"one"}', b'{"n":"two"}', b"{}"]
    assert not any(entry.code == "no-valid-request" for entry in report.entries)


def test_a_key_that_is_told_by_the_name_that_paths_have_for_it_is_followed(tmp_path: Path) -> None:
    rule = {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
    told = {"type": "object", "properties": {"ruleID": {"type": "string"}}}
    key = {**KEY, "name": "ruleID"}
    paths = {
        "/rules": {"post": {**operation("rules.create", _201=giving(told), _400=OK), "requestBody": taking(rule)}},
        "/rules/{ruleID}": {"parameters": [key], "get": operation("rules.get", _200=giving(rule), _404=OK)},
    }
    asked: list[str] = []

    def answer(request: Request) -> Response:
        asked.append(f"{request.method} {request.path}")
        if request.method == "POST":
            return Response.json(200, {"ruleID": "r-1"})
        return Response.json(200, {"id": "r-1"}) if request.path == "/rules/r-1" else Response(404)

    checked(tmp_path, document(paths), answer, broken=0)
    assert "GET /rules/r-1" in asked


TIMED = {"type": "object", "required": ["id", "name", "at"], "properties": {
    "id": {"type": "string"}, "name": {"type": "string"}, "at": {"type": "string", "format": "date-time"},
}}  # fmt: skip


class Watch:
    """One thing at a time, made at an address that names it; whoever writes to it, the time is the server's own."""

    def __init__(self) -> None:
        self.things: dict[str, Json] = {}
        self.writes = 0
        self.asked: list[str] = []

    def __call__(self, request: Request) -> Response:
        self.asked.append(f"{request.method} {request.path}")
        key = unquote(request.path.removeprefix("/things").strip("/"))
        if not key:
            return Response.json(200, list(self.things.values()))
        if request.method in ("POST", "PUT"):
            self.writes += 1
            self.things[key] = {**json.loads(request.body), "id": key, "at": f"2026-01-01T00:00:0{self.writes}Z"}
            return Response.json(201, self.things[key]) if request.method == "POST" else Response(204)
        found = self.things.get(key)
        return Response(404) if found is None else Response.json(200, found)


def test_a_record_whose_address_is_chosen_is_followed_and_its_time_is_the_servers_own(tmp_path: Path) -> None:
    change = {**operation("replace", _204=OK, **MISSING), "requestBody": taking(TIMED)}
    make = {**operation("createThing", _201=giving(TIMED), **MISSING), "requestBody": taking(TIMED)}
    read = operation("read", _200=giving(TIMED), **MISSING)
    watch = Watch()
    root = document({"/things/{id}": {"parameters": [KEY], "post": make, "put": change, "get": read}})
    root["paths"]["/things"] = {"get": operation("list", _200=giving({"type": "array", "items": TIMED}))}
    report = checked(tmp_path, root, watch, broken=0)
    made = next(path.removeprefix("POST ") for path in watch.asked if path.startswith("POST "))
    assert f"GET {made}" in watch.asked
    assert ("read", "changed-value", "warning") in codes(report)
    assert not [entry for entry in report.entries if entry.code in ("lost-update", "unknown-found", "lost-record")]


def test_a_change_whose_path_names_no_record_is_not_looked_for_in_one(tmp_path: Path) -> None:
    thing = {
        "type": "object",
        "required": ["name"],
        "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
    }
    known: dict[str, Json] = {}

    def answer(request: Request) -> Response:
        if request.method == "POST":
            key = f"k{len(known)}"
            known[key] = {**json.loads(request.body), "id": key}
            return Response.json(200, known[key])
        if request.method == "PUT":
            return Response.json(200, json.loads(request.body))
        found = known.get(request.path.rpartition("/")[2])
        return Response(404) if found is None else Response.json(200, found)

    change = {**operation("replace", _200=giving(thing), **MISSING), "requestBody": taking(thing)}
    make = {**operation("make", _200=giving(thing), **MISSING), "requestBody": taking(thing)}
    read = operation("read", _200=giving(thing), **MISSING)
    root = document({"/things": {"post": make, "put": change}, "/things/{id}": {"parameters": [KEY], "get": read}})
    report = checked(tmp_path, root, answer, broken=0)
    assert not [entry for entry in report.entries if entry.code == "lost-update"]
