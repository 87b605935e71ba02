"""Which mock do the tests of mocks use?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import Client

from mockserver import MockServer
from tests.documents import document, giving, taking, written

PET = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
}
ERROR = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}
TWO = {"empty": {"value": {"message": "empty"}}, "long": {"value": {"message": "long"}}}
SHOP = document(
    {
        "/pets": {
            "post": {
                "operationId": "pets.create",
                "requestBody": taking(PET),
                "responses": {
                    "201": giving(PET, examples={"Rex": {"value": {"name": "Rex"}}, "Tom": {"value": {"name": "Tom"}}}),
                    "422": giving(ERROR, examples=TWO),
                    "5XX": giving(ERROR),
                },
            },
            "get": {
                "operationId": "pets.list",
                "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
                "responses": {"200": giving({"type": "array", "items": PET}, example=[])},
            },
        }
    },
    servers=[{"url": "https://shop.example/v1"}],
)


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("shop"), SHOP, "shop")


@pytest.fixture
def mock(spec: Path) -> Iterator[MockServer]:
    with MockServer(spec, seed=1) as mock:
        yield mock


@pytest.fixture
def client(mock: MockServer) -> Client:
    return Client(mock.app.wsgi_app)
