"""A page of another site may use an API, and may be kept out."""

from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.test import Client, TestResponse

from mockserver import create_app
from tests.documents import document, written

PATHS = {"/pets": {"get": {"responses": {"200": {"description": "all pets"}}}}}
PREFLIGHT = {"Origin": "https://shop.example", "Access-Control-Request-Method": "PUT"}


def asked(folder: Path, method: str, headers: dict[str, str], **settings: object) -> TestResponse:
    app = create_app(written(folder, document(PATHS)), **settings)
    return Client(app.wsgi_app).open("/pets", method=method, headers=headers)


def test_a_page_of_any_site_may_read_an_answer(tmp_path: Path) -> None:
    answer = asked(tmp_path, "GET", {"Origin": "https://shop.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert answer.headers["Vary"] == "Origin"


def test_who_names_no_site_is_told_that_any_may(tmp_path: Path) -> None:
    answer = asked(tmp_path, "GET", {})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Vary" not in answer.headers


def test_a_browser_that_asks_first_is_allowed_what_it_asks_for(tmp_path: Path) -> None:
    answer = asked(tmp_path, "OPTIONS", {**PREFLIGHT, "Access-Control-Request-Headers": "x-own"})
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Methods"] == "PUT"
    assert answer.headers.getlist("Access-Control-Allow-Headers") == ["x-own"]


def test_the_question_of_a_browser_is_not_in_the_journal(tmp_path: Path) -> None:
    app = create_app(written(tmp_path, document(PATHS)))
    Client(app.wsgi_app).open("/pets", method="OPTIONS", headers=PREFLIGHT)
    assert app.extensions["mockserver"][1].get().journal.outcomes() == []


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://shop.example"}])
def test_the_options_of_a_client_are_for_the_api_to_answer(tmp_path: Path, headers: dict[str, str]) -> None:
    answer = asked(tmp_path, "OPTIONS", headers)
    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert answer.headers["X-Mock-Source"] == "generated"


def test_without_cors_no_page_is_told_anything(tmp_path: Path) -> None:
    answer = asked(tmp_path, "OPTIONS", PREFLIGHT, cors=False)
    assert (answer.status_code, answer.headers["X-Mock-Source"]) == (204, "generated")
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
