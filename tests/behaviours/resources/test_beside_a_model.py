"""Records beside a model: whatever a client does in whichever order, it sees what a dictionary would tell."""

from __future__ import annotations

import tempfile
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from mockserver import load
from mockserver.engine import Engine
from mockserver.model import Response
from mockserver.state import Sessions, Snapshot, State, Stores
from tests.behaviours.resources.shelves import BOOKS, SETTINGS, ask
from tests.documents import written
from tests.state.stores import KINDS, database_of

Json = Any
Books = dict[int, dict[str, Json]]

EXAMPLES = {"memory": 100, "sqlite": 40, "redis": 30}
BOTH = ("/books", "/books/1")

names = st.text("abcäß /%", min_size=1, max_size=5)
pages = st.integers(0, 1_000)


def served() -> Engine:
    with tempfile.TemporaryDirectory() as folder:
        return load(written(Path(folder), BOOKS), settings=SETTINGS)


ENGINE = served()


class RecordsBesideAModel(RuleBasedStateMachine):
    """Creates, changes and deletes books, by the API and in a dictionary; another session looks on."""

    ids = Bundle("ids")
    snapshots = Bundle("snapshots")

    def __init__(self, database: Stores | None) -> None:
        super().__init__()
        self.sessions = Sessions(seed="1", database=database)
        self.name, self.other = token_hex(8), token_hex(8)
        self.books: Books = {}

    @property
    def state(self) -> State:
        return self.sessions.get(self.name)

    def ask(self, method: str, path: str, body: Json = None, media_type: str = "") -> Response:
        return ask(ENGINE, self.state, method, path, body, media_type).response

    @initialize()
    def let_another_look_on(self) -> None:
        bystander = self.sessions.get(self.other)
        assert ask(ENGINE, bystander, "POST", "/books", {"name": "another's"}).response.status == 201
        self.seen = [ask(ENGINE, bystander, "GET", path).response.value for path in BOTH]

    @rule(target=ids, name=names)
    def create(self, name: str) -> int:
        response = self.ask("POST", "/books", {"name": name})
        assert response.status == 201
        book = response.value
        assert (book["name"], book["pages"]) == (name, 0)
        assert book["id"] not in self.books
        self.books[book["id"]] = book
        found: int = book["id"]
        return found

    @rule(id_=ids)
    def read(self, id_: int) -> None:
        self.holds(id_, self.ask("GET", f"/books/{id_}"), self.books.get(id_))

    @rule(id_=ids, name=names, pages=pages)
    def replace(self, id_: int, name: str, pages: int) -> None:
        old = self.books.get(id_)
        self.holds(id_, self.ask("PUT", f"/books/{id_}", {"name": name, "pages": pages}), old, name=name, pages=pages)

    @rule(id_=ids, pages=pages)
    def merge(self, id_: int, pages: int) -> None:
        response = self.ask("PATCH", f"/books/{id_}", {"pages": pages}, "application/merge-patch+json")
        self.holds(id_, response, self.books.get(id_), pages=pages)

    @rule(id_=ids, pages=pages)
    def patch(self, id_: int, pages: int) -> None:
        steps = [{"op": "replace", "path": "/pages", "value": pages}]
        response = self.ask("PATCH", f"/books/{id_}", steps, "application/json-patch+json")
        self.holds(id_, response, self.books.get(id_), pages=pages)

    def holds(self, id_: int, response: Response, old: dict[str, Json] | None, **changed: Json) -> None:
        """Whether an answer is that of a record that was changed, or of none."""
        if old is None:
            assert response.status in (404, 410)
            return
        assert (response.status, response.value) == (200, {**old, **changed})
        self.books[id_] = response.value

    @rule(id_=ids)
    def patch_in_vain(self, id_: int) -> None:
        steps = [
            {"op": "replace", "path": "/name", "value": "never"},
            {"op": "test", "path": "/pages", "value": "nothing such"},
        ]
        response = self.ask("PATCH", f"/books/{id_}", steps, "application/json-patch+json")
        assert response.status in ((400, 409, 422) if id_ in self.books else (404, 410))

    @rule(id_=ids)
    def delete(self, id_: int) -> None:
        assert self.ask("DELETE", f"/books/{id_}").status == (204 if id_ in self.books else 404)
        self.books.pop(id_, None)

    @rule(body=st.sampled_from([{}, {"name": ""}, {"name": 5}, [], "text"]))
    def refuse(self, body: Json) -> None:
        assert self.ask("POST", "/books", body).status in (400, 422)

    @rule(id_=ids)
    def roll_back(self, id_: int) -> None:
        with self.state.store.exclusive():
            transaction = self.state.transaction("shop")
            transaction.put("books", "77", {"name": "never"})
            transaction.delete("books", str(id_))
            transaction.rollback()
            transaction.commit()

    @rule(target=snapshots)
    def take(self) -> tuple[Snapshot, Books]:
        return self.state.store.snapshot(), dict(self.books)

    @rule(taken=snapshots)
    def restore(self, taken: tuple[Snapshot, Books]) -> None:
        self.state.store.restore(taken[0])
        self.books = dict(taken[1])

    @rule()
    def reset(self) -> None:
        self.sessions.reset(self.name)
        self.books = {}

    @invariant()
    def lists_what_there_is(self) -> None:
        assert self.ask("GET", "/books").value == list(self.books.values())

    def teardown(self) -> None:
        bystander = self.sessions.get(self.other)
        assert [ask(ENGINE, bystander, "GET", path).response.value for path in BOTH] == self.seen


@pytest.mark.parametrize("kind", KINDS)
def test_records_do_what_a_dictionary_does(kind: str, request: pytest.FixtureRequest) -> None:
    database = database_of(kind, request)
    run_state_machine_as_test(
        lambda: RecordsBesideAModel(database),
        settings=settings(deadline=None, max_examples=EXAMPLES[kind], stateful_step_count=25),
    )
