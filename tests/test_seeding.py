"""With which records a session begins: those of a file, shared by every session until it changes them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from mockserver import create_app
from mockserver.engine import Engine
from mockserver.exceptions import BehaviourError, SpecError
from mockserver.seeding import first_records
from mockserver.state import Sessions
from tests.behaviours.resources.shelves import BOOKS, ask
from tests.behaviours.resources.styles import NESTED
from tests.documents import written

Json = Any

YAML = """
books:
  "1": {name: Momo}
  "7":
    name: Emma
    pages: 5
"""
RECORDS = {"books": {"1": {"name": "Momo"}, "7": {"name": "Emma", "pages": 5}}}


def served(folder: Path, text: str | None, *, name: str = "books.yaml", root: Json = BOOKS, **settings: Any) -> Flask:
    """A server whose seed is a file with a text."""
    if text is not None:
        (folder / name).write_text(text, encoding="utf-8")
    return create_app(written(folder, root), settings={"shop": {"seed": str(folder / name)}}, **settings)


def parts(app: Flask) -> tuple[Engine, Sessions]:
    engine, sessions = app.extensions["mockserver"]
    return engine, sessions


def listed(app: Flask, session: str = "default", path: str = "/books") -> Json:
    engine, sessions = parts(app)
    return ask(engine, sessions.get(session), "GET", path).response.value


SHOWN = [{"id": 1, "name": "Momo"}, {"id": 7, "name": "Emma", "pages": 5}]


@pytest.mark.parametrize(("name", "text"), [("books.yaml", YAML), ("books.json", json.dumps(RECORDS))])
def test_a_session_begins_with_the_records_of_a_file(tmp_path: Path, name: str, text: str) -> None:
    app = served(tmp_path, text, name=name)
    assert (listed(app), listed(app, "another")) == (SHOWN, SHOWN)


def test_records_in_a_list_have_their_keys_in_them(tmp_path: Path) -> None:
    app = served(tmp_path, json.dumps({"shop.books": SHOWN}))
    assert listed(app, path="/books/7") == SHOWN[1]


def test_records_below_others_are_named_by_both_keys(tmp_path: Path) -> None:
    app = served(tmp_path, '{"owners": {"3": {"name": "Ann"}}, "pets": {"3/5": {"name": "Rex"}}}', root=NESTED.root)
    pet = listed(app, path="/owners/3/pets/5")
    assert (pet["petId"], pet["name"]) == (5, "Rex")


def test_new_keys_are_not_those_of_the_file(tmp_path: Path) -> None:
    engine, sessions = parts(served(tmp_path, YAML))
    made = [ask(engine, sessions.get(), "POST", "/books", {"name": "x"}).response.value["id"] for _ in range(6)]
    assert made == [2, 3, 4, 5, 6, 8]


def test_a_new_key_comes_behind_however_many_records_there_are(tmp_path: Path) -> None:
    engine, sessions = parts(served(tmp_path, json.dumps({"books": [{"id": n, "name": "x"} for n in range(1, 1_501)]})))
    assert ask(engine, sessions.get(), "POST", "/books", {"name": "x"}).response.value["id"] == 1_501


def test_a_change_is_one_sessions_and_a_reset_takes_it_back(tmp_path: Path) -> None:
    app = served(tmp_path, YAML)
    engine, sessions = parts(app)
    ask(engine, sessions.get("a"), "DELETE", "/books/1")
    ask(engine, sessions.get("a"), "PUT", "/books/7", {"name": "Anna"})
    assert [book["name"] for book in listed(app, "a")] == ["Anna"]
    assert listed(app, "b") == SHOWN
    sessions.reset("a")
    assert listed(app, "a") == SHOWN


def test_sessions_share_what_they_have_not_changed(tmp_path: Path) -> None:
    _, sessions = parts(served(tmp_path, YAML))
    one, other = (sessions.get(name).store.snapshot()["shop.books"] for name in "ab")
    assert one is other


def test_a_document_names_a_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "books.yaml").write_text(YAML, encoding="utf-8")
    document = written(tmp_path, {**BOOKS, "x-mockserver-seed": "books.yaml"})
    assert listed(create_app(document)) == SHOWN
    assert listed(create_app(document, settings={"shop": {"seed": "none"}})) != SHOWN


def test_an_api_with_a_behaviour_of_its_own_begins_with_a_file_as_well(tmp_path: Path) -> None:
    flags = dict.fromkeys(("is_favorite", "is_default", "auto_answer", "in_black_list"), False)
    contact = {"uid": 1, "link_id": None, "name": "Front door", "type": "multi", "number": "0001-01-01", **flags}
    file = tmp_path / "contacts.json"
    file.write_text(json.dumps({"contacts": {"1": contact}}), encoding="utf-8")
    app = create_app(auth=False, settings={"bas-ip": {"seed": str(file)}})
    engine, sessions = parts(app)
    found = ask(engine, sessions.get(), "GET", "/api/v0/contacts/items").response.value["list_items"]
    assert found == [contact]


def test_a_file_is_not_read_into_records_that_are_kept(tmp_path: Path) -> None:
    kept = f"sqlite:{tmp_path / 'records.sqlite'}"
    engine, sessions = parts(served(tmp_path, YAML, state=kept))
    ask(engine, sessions.get("a"), "DELETE", "/books/1")
    again = served(tmp_path, None, state=kept)
    assert (listed(again, "a"), listed(again, "b")) == (SHOWN[1:], SHOWN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1]", "books.yaml:1: it holds no records: write each collection by its name"),
        ("books: 5", "books.yaml:1: 'books' holds no records"),
        ("\nbooks:\n  a: 5", "books.yaml:3: 'a' of 'books' is no record, which is an object"),
        ("\nbook: {}", "books.yaml:2: shop keeps no 'book'; it keeps books"),
        (
            "books:\n- name: x",
            "books.yaml:2: no key of the record is known: write the records of 'books' by their keys",
        ),
        ("books:\n- id: 1\n- id: 1", "books.yaml:3: '1' is there twice"),
        ("books:\n  a:\n    name: x\n    pages: many", "books.yaml:4: 'a' of 'books': must be integer, not string"),
        ("books:\n  \u00b2: {name: x}", "'\u00b2' of 'books': must be integer, not string"),
        ("books:\n  a:\n   name: x\n  pages", "books.yaml:5: not valid YAML"),
        (None, "books.yaml: there is no such file"),
    ],
)
def test_what_is_wrong_in_a_file_stops_the_start(tmp_path: Path, text: str | None, expected: str) -> None:
    with pytest.raises(SpecError) as caught:
        served(tmp_path, text)
    assert expected in str(caught.value)


def test_a_document_may_name_a_file_where_nothing_is_kept(tmp_path: Path) -> None:
    document = written(tmp_path, {**BOOKS, "x-mockserver-seed": "books.yaml"})
    engine, sessions = parts(create_app(document, state="none"))
    assert ask(engine, sessions.get(), "GET", "/books").source == "generated"


def test_a_file_for_an_api_that_keeps_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="shop keeps no records: leave out its seed, or `--state none`"):
        served(tmp_path, YAML, state="none")


def test_what_is_no_file_of_records_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BehaviourError, match=r"shop\.seed cannot be 'records'; it must match examples\|none"):
        create_app(written(tmp_path, BOOKS), settings={"shop": {"seed": "records"}})


def test_a_path_names_no_file(tmp_path: Path) -> None:
    paths = {**BOOKS["paths"], "/books": {**BOOKS["paths"]["/books"], "x-mockserver-seed": "books.yaml"}}
    with pytest.raises(SpecError, match=r"shop\.json:1: a file is named beside the paths"):
        create_app(written(tmp_path, {**BOOKS, "paths": paths}))


def test_a_document_that_is_in_no_file_names_none(tmp_path: Path) -> None:
    engine, _ = parts(create_app(written(tmp_path, BOOKS)))
    (api,) = engine.apis.values()
    root = {**api.document.root, "x-mockserver-seed": "books.yaml"}
    elsewhere = replace(api, document=replace(api.document, file="https://shop.example/shop.json", root=root))
    with pytest.raises(SpecError, match=r"'books\.yaml' stands beside no file; name it by the setting 'seed'"):
        first_records((elsewhere,))


def test_the_records_that_a_document_has_in_it_are_shared_by_all_sessions(tmp_path: Path) -> None:
    root = {**BOOKS, "x-mockserver-seed": {"books": {"1": {"name": "Momo"}, "7": {"name": "Emma"}}}}
    app = create_app(written(tmp_path, root))
    assert listed(app, "a") == listed(app, "b") == [{"id": 1, "name": "Momo"}, {"id": 7, "name": "Emma"}]
    one, other = (parts(app)[1].get(name).store.get("shop.books", "7") for name in "ab")
    assert one is other
