"""Records beside a model: whatever a client does in whichever order, it sees what a dictionary would tell."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import orjson
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from mockserver import load
from mockserver.engine import Engine
from mockserver.model import Request, Response
from mockserver.state import State
from tests.behaviours.resources.styles import PLAIN
from tests.documents import written

Json = Any

names = st.text("abcäß /%", min_size=1, max_size=5)
pages = st.integers(0, 1_000)


def served() -> Engine:
    with tempfile.TemporaryDirectory() as folder:
        return load(written(Path(folder), PLAIN.root))


ENGINE = served()


class RecordsBesideAModel(RuleBasedStateMachine):
    """Creates, changes and deletes books, by the API and in a dictionary."""

    ids = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        self.state = State.new(seed="1")
        self.books: dict[int, dict[str, Json]] = {}
        self.written = False

    def ask(self, method: str, path: str, body: Json = None) -> Response:
        kinds = {} if body is None else {"content-type": "application/json"}
        sent = b"" if body is None else orjson.dumps(body)
        outcome = ENGINE.handle(Request(method, path, "", kinds, sent), self.state)
        assert outcome.traceback == ""
        assert outcome.response_violations == ()
        return outcome.response

    @rule(target=ids, name=names)
    def create(self, name: str) -> int:
        response = self.ask("POST", "/books", {"name": name})
        assert response.status == 201
        book = response.value
        assert book["name"] == name
        assert book["id"] not in self.books
        self.books[book["id"]] = book
        self.written = True
        found: int = book["id"]
        return found

    @rule(id_=ids, name=names, pages=pages)
    def replace(self, id_: int, name: str, pages: int) -> None:
        response = self.ask("PUT", f"/books/{id_}", {"name": name, "pages": pages})
        if id_ not in self.books:
            assert response.status == 404
            return
        assert response.status == 200
        assert (response.value["name"], response.value["pages"], response.value["id"]) == (name, pages, id_)
        assert response.value["created_at"] == self.books[id_]["created_at"]
        self.books[id_] = response.value

    @rule(id_=ids)
    def read(self, id_: int) -> None:
        response = self.ask("GET", f"/books/{id_}")
        if id_ in self.books:
            assert (response.status, response.value) == (200, self.books[id_])
        else:
            assert response.status == 404

    @rule(id_=consumes(ids))
    def delete(self, id_: int) -> None:
        response = self.ask("DELETE", f"/books/{id_}")
        assert response.status == (204 if id_ in self.books else 404)
        self.books.pop(id_, None)
        assert self.ask("GET", f"/books/{id_}").status == 404

    @rule(body=st.sampled_from([{}, {"name": ""}, {"name": 5}, [], "text"]))
    def refuse(self, body: Json) -> None:
        assert self.ask("POST", "/books", body).status in (400, 422)

    @invariant()
    def lists_what_there_is(self) -> None:
        if self.written:
            assert self.ask("GET", "/books").value == list(self.books.values())


def test_records_do_what_a_dictionary_does() -> None:
    run_state_machine_as_test(
        RecordsBesideAModel, settings=settings(deadline=None, max_examples=40, stateful_step_count=25)
    )
