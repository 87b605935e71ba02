"""A server that watches its files serves what they say now, and remembers what it was told before."""

from __future__ import annotations

import http.client
import json
import os
import select
import time
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from mockserver.web.app import Settings
from mockserver.web.watching import Watched
from tests.documents import Json, document, giving, written
from tests.web.test_server import running

LONG = 30.0
"""How many seconds a change may take to be seen before a test gives up."""


def answering(example: Json) -> Json:
    return document({"/thing": {"get": {"operationId": "thing", "responses": {"200": giving({}, example=example)}}}})


def answer(watched: Watched, path: str = "/thing") -> Any:
    response = Client(watched).get(path)
    return response.get_json() if response.status_code == 200 else response.status_code


def looks(watched: Watched) -> list[str]:
    """What is told in the looks that it takes to see that a file changed and is written to its end."""
    return [watched.look() for _ in range(2)]


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file = written(tmp_path, answering("old"))
    watched = Watched(Settings(specs=(file,)))
    assert (answer(watched), looks(watched)) == ("old", ["", ""])
    written(tmp_path, answering("newer"))
    assert (looks(watched), answer(watched)) == (["", f"read {file} again"], "newer")
    assert looks(watched) == ["", ""]


def test_a_file_that_is_still_being_written_is_waited_for(tmp_path: Path) -> None:
    file = written(tmp_path, answering("old"))
    watched = Watched(Settings(specs=(file,)))
    whole = file.read_text(encoding="utf-8")
    told = []
    for size in range(3):
        file.write_text(whole[:size], encoding="utf-8")
        told.append(watched.look())
    assert (told, answer(watched)) == (["", "", ""], "old")


def test_what_the_sessions_remember_stays(tmp_path: Path) -> None:
    file = written(tmp_path, answering("old"))
    watched = Watched(Settings(specs=(file,)))
    answer(watched)
    written(tmp_path, answering("newer"))
    looks(watched)
    answer(watched)
    requests = Client(watched).get("/__mock__/requests").get_json()
    assert [request["response"]["body"] for request in requests["requests"]] == ["newer", "old"]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("{", "{file}:1: not valid JSON: unexpected end of data; correct it there"),
        ("{}", "{file}:1: not an OpenAPI document: it has no 'openapi' with its version"),
        (json.dumps(document({})), "{file}:1: there is nothing to serve: it has no paths with operations"),
        (None, "{file}: there is no such file; check the path"),
    ],
)
def test_what_cannot_be_served_is_told_once_and_the_old_goes_on(
    tmp_path: Path, broken: str | None, reason: str
) -> None:
    file = written(tmp_path, answering("old"))
    watched = Watched(Settings(specs=(file,)))
    if broken is None:
        file.unlink()
    else:
        file.write_text(broken, encoding="utf-8")
    (_, told), again = looks(watched), looks(watched)
    assert told == f"{reason.format(file=file)}; what was served before goes on"
    assert (again, answer(watched)) == (["", ""], "old")
    written(tmp_path, answering("mended"))
    assert (looks(watched)[1], answer(watched)) == (f"read {file} again", "mended")


def test_a_file_that_is_referred_to_is_watched_though_it_cannot_be_read(tmp_path: Path) -> None:
    other = tmp_path / "examples.json"
    example = {"$ref": "examples.json#/one"}
    file = written(
        tmp_path, document({"/thing": {"get": {"responses": {"200": giving({}, examples={"one": example})}}}})
    )
    watched = Watched(Settings(specs=(file,)))
    for value in ("first", "second"):
        other.write_text(json.dumps({"one": {"value": value}}), encoding="utf-8")
        assert (looks(watched)[1], answer(watched)) == (f"read {other} again", value)
        other.write_text("{", encoding="utf-8")
        looks(watched)


def test_an_overlay_is_watched(tmp_path: Path) -> None:
    file, overlay = written(tmp_path, answering("old")), tmp_path / "overlay.json"

    def overlaid(example: str) -> None:
        update = {"target": "$.paths.*.get.responses.*.content.*", "update": {"example": example}}
        head = {"overlay": "1.0.0", "info": {"title": "it", "version": "1"}}
        overlay.write_text(json.dumps({**head, "actions": [update]}), encoding="utf-8")

    overlaid("one")
    watched = Watched(Settings(specs=(file,), overlays=(overlay,)))
    assert answer(watched) == "one"
    overlaid("another")
    assert (looks(watched)[1], answer(watched)) == (f"read {overlay} again", "another")


def test_a_file_with_the_same_size_that_takes_its_place_is_seen(tmp_path: Path) -> None:
    file = written(tmp_path, answering("a"))
    watched = Watched(Settings(specs=(file,)))
    stamp = file.stat()
    written(tmp_path, answering("b"), "new").replace(file)
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert (looks(watched)[1], answer(watched)) == (f"read {file} again", "b")


def test_a_running_server_follows_its_file(tmp_path: Path) -> None:
    file = written(tmp_path, answering("old"))
    with running("-p", "0", "--watch", file) as (process, host, port):
        connection = http.client.HTTPConnection(host, port, timeout=LONG)
        assert asked(connection) == b'"old"'
        file.write_text("{", encoding="utf-8")
        assert process.stderr is not None
        ready, _, _ = select.select([process.stderr], [], [], LONG)
        assert ready
        assert process.stderr.readline().endswith("what was served before goes on\n")
        assert asked(connection) == b'"old"'
        written(tmp_path, answering("new"))
        until = time.monotonic() + LONG
        while asked(connection) != b'"new"':
            assert time.monotonic() < until
        connection.request("GET", "/__mock__/requests?operation=thing&limit=1000")
        bodies = [r["response"]["body"] for r in json.loads(connection.getresponse().read())["requests"]]
        assert (bodies[0], bodies[-1]) == ("new", "old")
        connection.close()


def asked(connection: http.client.HTTPConnection) -> bytes:
    connection.request("GET", "/thing")
    return connection.getresponse().read()
