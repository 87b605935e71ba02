"""With `-v` the server says what became of each request."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from werkzeug.test import Client

from mockserver import create_app
from tests.documents import document, giving, taking, written

PATHS = {
    "/pets": {
        "post": {
            "operationId": "pets.create",
            "requestBody": taking({"type": "object", "properties": {"name": {"type": "string"}}}),
            "responses": {"200": giving({}, example=[]), "4XX": giving({})},
        }
    }
}


def lines(folder: Path, caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    """What is said of three requests: a good one, one that breaks its contract, and one to nowhere in a session."""
    caplog.set_level(level, "mockserver")
    client = Client(create_app(written(folder, document(PATHS))).wsgi_app)
    client.post("/pets?a=1", json={"name": "Rex"})
    client.post("/pets", json={"name": 5})
    client.get("/nowhere", headers={"X-Mock-Session": "one two"})
    client.get("/__mock__/health")
    return [re.sub(r"\d+\.\d ms$", "0.1 ms", record.getMessage()) for record in caplog.records]


def test_nothing_is_said_unless_it_is_wanted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert lines(tmp_path, caplog, logging.WARNING) == []


def test_each_request_is_one_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert lines(tmp_path, caplog, logging.INFO) == [
        "POST /pets?a=1: 200, pets.create, example, 0.1 ms",
        "POST /pets: 422, pets.create, refusal, 0.1 ms",
        "GET /nowhere: 404, no operation, refusal in session 'one two', 0.1 ms",
    ]


def test_what_broke_the_contract_is_told_too_where_every_detail_is_wanted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    found = lines(tmp_path, caplog, logging.DEBUG)
    assert found[2] == "  body/name, error of the client: must be string, not integer"
    assert len(found) == 5
