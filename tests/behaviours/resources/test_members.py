"""What a record has that nobody sent: defaults, times, numbers; and how it is patched and asked for on a condition."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from mockserver.model import Outcome
from tests.behaviours.resources.styles import answer, api, body, path, schema_ref
from tests.behaviours.resources.test_relations import ID, TEXT, Shop, object_of

Json = Any

_STATE = {"ETag": {"schema": TEXT}, "Last-Modified": {"schema": TEXT}}
DATE = {"type": "string", "format": "date-time", "readOnly": True}
MAYBE = {**DATE, "type": ["string", "null"]}
NOW = "2026-01-01T00:00:00.000Z"
NOTES = api(
    {
        "/notes": {
            "get": {
                "parameters": [
                    {"name": "q", "in": "query", "schema": TEXT},
                    {"name": "kind", "in": "query", "schema": {"type": "array", "items": TEXT}},
                    {"name": "offset", "in": "query", "schema": {"type": "integer"}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 1}},
                    {"name": "created_after", "in": "query", "schema": {"type": "string", "format": "date-time"}},
                ],
                "responses": {
                    "200": answer(
                        object_of(
                            items={"type": "array", "items": schema_ref("Note")},
                            next=TEXT,
                            url={**TEXT, "example": "/n"},
                        )
                    )
                },
            },
            "post": {
                "requestBody": body(schema_ref("NewNote")),
                "responses": {"201": answer(schema_ref("Note"), headers=_STATE)},
            },
        },
        "/notes/{id}": {
            "parameters": [path("id")],
            "get": {
                "responses": {
                    "200": answer(schema_ref("Note"), headers=_STATE),
                    "304": {"description": "It is the same.", "headers": _STATE},
                    "404": {"description": "There is none."},
                }
            },
            "patch": {
                "requestBody": body(
                    {"type": "array", "items": object_of("op", "path", op=TEXT, path=TEXT)},
                    "application/json-patch+json",
                ),
                "responses": {
                    **{status: answer(schema_ref("Error")) for status in ("404", "409", "412", "422")},
                    "200": answer(schema_ref("Note")),
                },
            },
        },
        "/notes/{id}/publish": {
            "post": {
                "parameters": [path("id")],
                "responses": {"200": answer(schema_ref("Note")), "409": answer(schema_ref("Error"))},
            }
        },
    },
    NewNote=object_of(
        "title",
        title=TEXT,
        kind={"type": "string", "default": "plain"},
        open={"type": "boolean", "default": True},
        tags={"type": "array"},
        pin={**TEXT, "writeOnly": True},
        hint=TEXT,
    ),
    Note=object_of(
        "title",
        id=ID,
        title=TEXT,
        kind=TEXT,
        open={"type": "boolean"},
        tags={"type": "array"},
        pin={**TEXT, "writeOnly": True},
        slug={**TEXT, "readOnly": True},
        number={**TEXT, "readOnly": True, "pattern": "^N-[0-9]{4}$"},
        state={"enum": ["draft", "published"], "readOnly": True},
        createdAt=DATE,
        updated_ms={"type": "integer", "readOnly": True},
        joinedAt=DATE,
        expires_at=DATE,
        deletedAt=DATE,
        last_login=MAYBE,
    ),
)
PATCH = "application/json-patch+json"


class Notes(Shop):
    def patched(self, note: str, *operations: Json) -> Outcome:
        return self.ask("PATCH", f"/notes/{note}", list(operations), **{"content-type": PATCH})


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    return Notes(tmp_path, NOTES)


def test_a_new_record_has_what_its_body_says_it_has_by_default(notes: Notes) -> None:
    made = notes.ask("POST", "/notes", {"title": "A First Note", "open": False}).response.value
    assert (made["kind"], made["open"]) == ("plain", False)


def test_times_are_told_as_their_names_say(notes: Notes) -> None:
    made = notes.ask("POST", "/notes", {"title": "a"}).response.value
    assert (made["createdAt"], made["joinedAt"], made["updated_ms"]) == (NOW, NOW, 1767225600000)
    assert made["expires_at"] == "2026-01-02T00:00:00.000Z"


def test_what_has_not_happened_yet_has_no_time(notes: Notes) -> None:
    made = notes.ask("POST", "/notes", {"title": "a"}).response.value
    assert "deletedAt" not in made
    assert made["last_login"] is None


def test_records_have_numbers_and_slugs_of_their_own(notes: Notes) -> None:
    made = [notes.ask("POST", "/notes", {"title": title}).response.value for title in ("A Note", "Another")]
    assert [each["number"] for each in made] == ["N-0001", "N-0002"]
    assert [each["slug"] for each in made] == ["a-note", "another"]


# Lists


def test_a_list_tells_its_own_path(notes: Notes) -> None:
    notes.made("/notes", title="a")
    assert notes.ask("GET", "/notes?limit=5").response.value["url"] == "/notes"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("created_after=2026-01-01T01:00:00%2B01:00", ["a", "b"]),
        ("created_after=2026-01-01T00:00:01Z", []),
        ("created_after=2025-12-31T23:00:00-01:00", ["a", "b"]),
    ],
)
def test_times_are_compared_as_times(notes: Notes, query: str, titles: list[str]) -> None:
    for title in "ab":
        notes.made("/notes", title=title)
    shown = notes.ask("GET", f"/notes?limit=9&{query}").response.value["items"]
    assert [note["title"] for note in shown] == titles


def test_the_address_of_the_next_page_asks_for_all_that_was_asked_for(notes: Notes) -> None:
    for title in ("a b", "c a b", "a b d"):
        notes.made("/notes", title=title, kind="x&y")
    query = [("kind", "x&y"), ("kind", "z"), ("q", "a b")]
    found = notes.ask("GET", "/notes?kind=x%26y&kind=z&q=a%20b").response.value["next"]
    assert parse_qsl(urlsplit(found).query) == [*query, ("offset", "1")]
    further = notes.ask("GET", f"/notes?{urlsplit(found).query}").response.value
    assert [note["title"] for note in further["items"]] == ["c a b"]
    assert parse_qsl(urlsplit(further["next"]).query) == [*query, ("offset", "2")]


# Conditions


def test_a_record_that_was_not_changed_since_is_not_sent_again(notes: Notes) -> None:
    outcome = notes.ask("POST", "/notes", {"title": "a"})
    note, told = outcome.response.value["id"], str(outcome.response.header("last-modified"))
    for headers, status in (
        ({"if-modified-since": told}, 304),
        ({"if-modified-since": "Wed, 31 Dec 2025 23:59:59 GMT"}, 200),
        ({"if-modified-since": "yesterday"}, 200),
        ({"if-modified-since": told, "if-none-match": '"another"'}, 200),
    ):
        answered = notes.ask("GET", f"/notes/{note}", **headers).response
        assert answered.status == status, headers
        assert answered.header("last-modified") == told


def test_a_record_that_tells_no_times_is_remembered_to_be_unchanged(tmp_path: Path) -> None:
    plain = {**NOTES["components"]["schemas"], "Note": object_of("title", id=ID, title=TEXT)}
    notes = Notes(tmp_path, {**NOTES, "components": {"schemas": plain}})
    outcome = notes.ask("POST", "/notes", {"title": "a"})
    note, told = outcome.response.value["id"], outcome.response.header("last-modified")
    notes.state.clock.advance(timedelta(hours=1))
    assert notes.ask("GET", f"/notes/{note}").response.header("last-modified") == told
    assert notes.patched(note, {"op": "add", "path": "/title", "value": "b"}).response.status == 200
    assert notes.ask("GET", f"/notes/{note}").response.header("last-modified") == "Thu, 01 Jan 2026 01:00:00 GMT"


# JSON Patch


@pytest.mark.parametrize(
    ("operation", "status", "place"),
    [
        ({"op": "add", "path": "title", "value": "x"}, 422, ("body", 0, "path")),
        ({"op": "add", "path": "/title"}, 422, ("body", 0)),
        ({"op": "move", "path": "/title"}, 422, ("body", 0)),
        ({"op": "frob", "path": "/title"}, 422, ("body", 0)),
        ({"op": "test", "path": "/open", "value": 1}, 409, ("body", 0)),
        ({"op": "add", "path": "/tags/01", "value": "x"}, 409, ("body", 0)),
        ({"op": "move", "from": "/tags", "path": "/tags/0"}, 409, ("body", 0)),
    ],
)
def test_a_patch_that_is_none_is_refused(notes: Notes, operation: Json, status: int, place: tuple[Any, ...]) -> None:
    note = notes.made("/notes", title="a", tags=["x", "y"])
    outcome = notes.patched(note, operation)
    assert (outcome.response.status, outcome.request_violations[0].location) == (status, place)


def test_items_are_moved_and_copied(notes: Notes) -> None:
    note = notes.made("/notes", title="a", tags=["x", "y"])
    copied = {"op": "copy", "from": "/tags/0", "path": "/tags/-"}
    shown = notes.patched(note, copied, {"op": "move", "from": "/tags/1", "path": "/tags/0"}).response.value
    assert shown["tags"] == ["y", "x", "x"]


def test_a_patch_leaves_alone_what_only_the_server_writes(notes: Notes) -> None:
    note = notes.made("/notes", title="a")
    before = notes.ask("GET", f"/notes/{note}").response.value
    late = {"op": "replace", "path": "/createdAt", "value": "2030-01-01T00:00:00Z"}
    after = notes.patched(note, late, {"op": "remove", "path": "/number"}).response.value
    assert {name: after[name] for name in ("createdAt", "number")} == {
        name: before[name] for name in ("createdAt", "number")
    }


def test_a_patch_reaches_what_is_not_shown(notes: Notes) -> None:
    note = notes.made("/notes", title="a", pin="1234", hint="my cat")
    expected = {"op": "test", "path": "/pin", "value": "1234"}
    changed = [{"op": "replace", "path": "/pin", "value": "5678"}, {"op": "replace", "path": "/title", "value": "b"}]
    shown = notes.patched(note, expected, *changed).response.value
    assert (shown["title"], "pin" in shown, "hint" in shown) == ("b", False, False)
    assert notes.patched(note, expected).response.status == 409


# Actions


def test_what_was_done_already_is_a_conflict_where_that_is_documented(notes: Notes) -> None:
    note = notes.made("/notes", title="a")
    assert notes.ask("POST", f"/notes/{note}/publish").response.value["state"] == "published"
    assert notes.status("POST", f"/notes/{note}/publish") == 409
