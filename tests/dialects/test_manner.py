"""HEAD and OPTIONS are derived where nothing documents them, unless Prism's manner is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents import OK, ask, engine, giving

PATHS = {
    "/things": {"get": {"responses": {"200": giving({}, example=["a"])}}, "post": {"responses": OK}},
    "/own": {
        "get": {"responses": OK},
        "head": {"responses": {"204": {"description": "its own"}}},
        "options": {"responses": {"202": {"description": "its own"}}},
    },
    "/orders": {"post": {"responses": OK}},
}


@pytest.mark.parametrize(
    ("method", "path", "settings", "status", "allow"),
    [
        ("HEAD", "/things", {}, 200, None),
        ("HEAD", "/things", {"prism": True}, 405, "GET, POST"),
        ("HEAD", "/own", {}, 204, None),
        ("HEAD", "/own", {"prism": True}, 204, None),
        ("HEAD", "/orders", {}, 405, "POST"),
        ("OPTIONS", "/things", {}, 204, "GET, HEAD, POST, OPTIONS"),
        ("OPTIONS", "/things", {"prism": True}, 405, "GET, POST"),
        ("OPTIONS", "/own", {}, 202, None),
        ("OPTIONS", "/orders", {}, 204, "POST, OPTIONS"),
        ("OPTIONS", "/nowhere", {}, 404, None),
        ("PUT", "/things", {}, 405, "GET, HEAD, POST"),
    ],
)
def test_head_and_options_are_answered_where_a_path_offers_something(
    tmp_path: Path, method: str, path: str, settings: dict[str, bool], status: int, allow: str | None
) -> None:
    response = ask(engine(tmp_path, PATHS, settings), method, path)
    assert (response.status, response.header("allow")) == (status, allow)


def test_a_derived_head_has_the_headers_of_the_get(tmp_path: Path) -> None:
    found = engine(tmp_path, PATHS)
    head, get = ask(found, "HEAD", "/things"), ask(found, "GET", "/things")
    assert head.headers == get.headers
