"""Documented links are followed, and those that cannot be are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.apis import described_api
from mockserver.contract.check import Effort, Provider, check
from mockserver.model import Request, Response
from tests.documents import document, giving, written

BOX = {"type": "object", "properties": {"id": {"type": "integer"}, "lid": {"type": "boolean"}}}


def linked(folder: Path, link: Any, answer: Any, status: int = 200) -> tuple[set[tuple[str, str]], list[Request]]:
    """What is found where the answer of `/a` has a link to `/b/{id}`, and what was asked."""
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    query = {"name": "lid", "in": "query", "schema": {"type": "boolean"}}
    trace = {"name": "X-Trace", "in": "header", "schema": {"type": "string"}}
    refused = {"404": {"description": "there is none"}, "400": {"description": "wrong"}}
    paths = {
        "/a": {"get": {"operationId": "a", "responses": {"200": {**giving(BOX), "links": {"box": link}}}}},
        "/b/{id}": {
            "get": {
                "operationId": "b",
                "parameters": [number, query, trace],
                "responses": {"200": {"description": "a box"}, **refused},
            }
        },
    }
    asked: list[Request] = []

    def send(request: Request) -> Response:
        asked.append(request)
        if request.method != "GET":
            return Response(405, (("Allow", "GET"),))
        if request.path == "/a":
            return Response.json(200, answer)
        step = request.path.rpartition("/")[2]
        good = step.isdigit() and request.query in ("", "lid=true", "lid=false")
        return Response(status if step == "77" else 200 if good else 400)

    report = check(described_api(written(folder, document(paths))), Provider("http://x", send), Effort(1, broken=0))
    return {(entry.code, entry.blame) for entry in report.entries}, asked


ID = {"id": "$response.body#/id"}


@pytest.mark.parametrize(
    "link",
    [
        {"operationId": "b", "parameters": {**ID, "query.lid": "$response.body#/lid", "X-Trace": "$statusCode"}},
        {"operationRef": "#/paths/~1b~1{id}/get", "parameters": {"path.id": "$response.body#/id", "lid": True}},
    ],
)
def test_a_link_is_followed(link: Any, tmp_path: Path) -> None:
    found, asked = linked(tmp_path, link, {"id": 77, "lid": True})
    assert found == set()
    assert any((request.path, request.query) == ("/b/77", "lid=true") for request in asked)


def test_a_link_that_leads_nowhere_blames_the_provider(tmp_path: Path) -> None:
    found, _ = linked(tmp_path, {"operationId": "b", "parameters": ID}, {"id": 77}, status=404)
    assert found == {("broken-link", "upstream")}


def test_a_link_whose_answer_lacks_what_it_needs_blames_the_provider(tmp_path: Path) -> None:
    assert linked(tmp_path, {"operationId": "b", "parameters": ID}, {})[0] == {("broken-link", "upstream")}


@pytest.mark.parametrize("expression", ["$response.body#/number", "$response.body#/id/inner", "$request.query.id"])
def test_a_link_that_asks_for_what_no_answer_has_blames_the_specification(expression: str, tmp_path: Path) -> None:
    link = {"operationId": "b", "parameters": {"id": expression}}
    assert linked(tmp_path, link, {"id": 77})[0] == {("broken-link", "spec")}


@pytest.mark.parametrize("link", [{"operationId": "nowhere"}, {"operationRef": "https://x/y"}, {}])
def test_a_link_to_nothing_that_is_known_is_left_to_lint(link: Any, tmp_path: Path) -> None:
    assert linked(tmp_path, link, {"id": 77})[0] == set()
