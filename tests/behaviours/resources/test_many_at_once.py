"""What many clients do at once: on one session nothing is lost, and no session sees what is another's."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import orjson
import pytest
import requests

from mockserver import MockServer, create_app, load
from mockserver.engine import Engine
from mockserver.state import Sessions, State
from tests.behaviours.resources.shelves import BOOKS, SETTINGS, ask
from tests.documents import written
from tests.state.stores import KINDS, database_of

Json = Any

THREADS = 32
SESSIONS = 200
TRIES = 5_000
"""How often a client at most tries to change what others keep changing."""


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return load(written(tmp_path, BOOKS), settings=SETTINGS)


@pytest.fixture(params=KINDS)
def state(request: pytest.FixtureRequest) -> State:
    """A session in each kind of store."""
    return Sessions(database=database_of(request.param, request)).get(token_hex(8))


def at_once(work: Callable[[int], object], workers: int = THREADS) -> None:
    """Let each of many threads, with its number, do some work, all beginning together."""
    start, troubles = threading.Barrier(workers), []

    def run(number: int) -> None:
        try:
            start.wait(60)
            work(number)
        except BaseException as error:
            troubles.append(error)
            raise

    threads = [threading.Thread(target=run, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []


# One session


def test_no_record_of_many_clients_is_lost(engine: Engine, state: State) -> None:
    def create(number: int) -> None:
        for again in range(3):
            assert ask(engine, state, "POST", "/books", {"name": f"{number}/{again}"}).response.status == 201

    at_once(create)
    listed = ask(engine, state, "GET", "/books").response.value
    assert {book["name"] for book in listed} == {f"{n}/{again}" for n in range(THREADS) for again in range(3)}
    assert len({book["id"] for book in listed}) == 3 * THREADS


def test_each_client_merges_what_is_its_own(engine: Engine, state: State) -> None:
    ask(engine, state, "POST", "/books", {"name": "Momo"})

    def merge(number: int) -> None:
        kind = "application/merge-patch+json"
        assert ask(engine, state, "PATCH", "/books/1", {f"of {number}": number}, kind).response.status == 200

    at_once(merge)
    book = ask(engine, state, "GET", "/books/1").response.value
    assert {name: value for name, value in book.items() if name.startswith("of ")} == {
        f"of {number}": number for number in range(THREADS)
    }


def test_a_count_that_is_put_on_a_condition_misses_nobody(engine: Engine, state: State) -> None:
    ask(engine, state, "POST", "/books", {"name": "Momo"})

    def count(number: int) -> None:
        for _ in range(TRIES):
            read = ask(engine, state, "GET", "/books/1").response
            book, tag = {**read.value, "pages": read.value["pages"] + 1}, read.header("ETag") or ""
            status = ask(engine, state, "PUT", "/books/1", book, tag=tag).response.status
            if status == 200:
                return
            assert status == 412
        pytest.fail("somebody else was always faster")

    at_once(count)
    assert ask(engine, state, "GET", "/books/1").response.value["pages"] == THREADS


def test_a_count_that_is_patched_on_a_condition_misses_nobody(engine: Engine, state: State) -> None:
    ask(engine, state, "POST", "/books", {"name": "Momo"})

    def count(number: int) -> None:
        for _ in range(TRIES):
            pages = ask(engine, state, "GET", "/books/1").response.value["pages"]
            steps = [
                {"op": "test", "path": "/pages", "value": pages},
                {"op": "replace", "path": "/pages", "value": pages + 1},
            ]
            kind = "application/json-patch+json"
            status = ask(engine, state, "PATCH", "/books/1", steps, kind).response.status
            if status == 200:
                return
            assert status == 409
        pytest.fail("somebody else was always faster")

    at_once(count)
    assert ask(engine, state, "GET", "/books/1").response.value["pages"] == THREADS


def test_only_one_of_many_deletes_a_record(engine: Engine, state: State) -> None:
    ask(engine, state, "POST", "/books", {"name": "Momo"})
    statuses: list[int] = []
    at_once(lambda number: statuses.append(ask(engine, state, "DELETE", "/books/1").response.status))
    assert sorted(statuses) == [204] + [404] * (THREADS - 1)


# Many sessions


def stays_alone(tell: Callable[[str, str, Json], tuple[int, Json]], name: str) -> None:
    """Whether a session that makes, changes and deletes some books sees these and no others."""
    made = [tell("POST", "/books", {"name": f"{name}/{number}"})[1] for number in range(3)]
    assert [book["id"] for book in made] == [1, 2, 3]
    status, changed = tell("PUT", "/books/2", {"name": f"{name}/changed", "pages": 5})
    assert status == 200
    assert tell("DELETE", "/books/1", None)[0] == 204
    assert tell("GET", "/books", None) == (200, [changed, made[2]])


def wsgi(door: Callable[..., Any], name: str) -> Callable[[str, str, Json], tuple[int, Json]]:
    """What sends the requests of one session through the door of a server."""

    def tell(method: str, path: str, body: Json) -> tuple[int, Json]:
        sent, said = b"" if body is None else orjson.dumps(body), []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "CONTENT_TYPE": "application/json" if sent else "",
            "CONTENT_LENGTH": str(len(sent)),
            "HTTP_X_MOCK_SESSION": name,
            "wsgi.input": io.BytesIO(sent),
        }
        answer = b"".join(door(environ, lambda status, headers: said.append(int(status[:3]))))
        return said[0], orjson.loads(answer) if answer else None

    return tell


@pytest.fixture(params=KINDS)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """What `--state` says for each kind of store."""
    if request.param == "redis":
        return str(request.getfixturevalue("redis_url"))
    return request.param if request.param == "memory" else f"sqlite:{tmp_path / 'records.sqlite'}"


def test_many_sessions_at_once_never_see_each_other(tmp_path: Path, kept: str) -> None:
    app = create_app(written(tmp_path, BOOKS), settings=SETTINGS, state=kept)
    run = token_hex(4)
    at_once(lambda number: stays_alone(wsgi(app.wsgi_app, f"{run}-{number}"), str(number)), SESSIONS)
    _, sessions = app.extensions["mockserver"]
    assert {len(sessions.get(f"{run}-{number}").journal) for number in range(SESSIONS)} == {6}


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    with MockServer(written(tmp_path, BOOKS), settings=SETTINGS) as mock:
        yield mock.url("shop")


def test_sessions_do_not_see_each_other_over_a_socket(base: str) -> None:
    def work(number: int) -> None:
        with requests.Session() as client:
            client.headers["X-Mock-Session"] = f"socket-{number}"

            def tell(method: str, path: str, body: Json) -> tuple[int, Json]:
                response = client.request(method, base + path, json=body, timeout=60)
                return response.status_code, response.json() if response.content else None

            stays_alone(tell, str(number))

    at_once(work, 32)
