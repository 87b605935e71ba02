"""The command plays a file to a provider on the network, or to the mock of a specification."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from werkzeug.test import Client

from mockserver import create_app
from mockserver.cli import main
from mockserver.exchanges import Exchange
from mockserver.model import Request, Response
from mockserver.recording import HIDDEN
from tests.contract.replay.shop import Shop, asks, changing, recorded, with_value, written
from tests.documents import document, giving
from tests.documents import written as specified
from tests.upstream_server import Heard, Says, upstream

PET = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
PATHS = {
    "/pets": {
        "post": {
            "operationId": "pets.create",
            "requestBody": {"content": {"application/json": {"schema": PET}}},
            "responses": {"201": giving(PET)},
        }
    },
    "/pets/{id}": {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
        "get": {"operationId": "pets.get", "responses": {"200": giving(PET), "404": {"description": "none"}}},
    },
}
STORY = (asks("POST", "/pets", {"name": "Rex"}), asks("GET", "/pets/1"))


def run(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(main, ["replay", *map(str, arguments)], env=environment, prog_name="mockserver")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return written(tmp_path / "shop.har", recorded(*STORY))


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return specified(tmp_path, document(PATHS))


@pytest.fixture
def shop() -> Iterator[tuple[Shop, str]]:
    """A shop on a socket, and its address."""
    shop = Shop(first=40)

    def answer(heard: Heard) -> Says:
        path, _, query = heard.target.partition("?")
        headers = {
            name.lower(): text for name, text in heard.headers if name.lower() in ("authorization", "content-type")
        }
        response = shop.send(Request(heard.method, path, query, headers, heard.body))
        assert isinstance(response, Response)
        return Says(response.status, response.headers, response.body)

    with upstream(answer) as server:
        yield shop, server.url


def test_the_help_has_an_example() -> None:
    assert "Example: mockserver replay shop.har --url http://127.0.0.1:8080" in run("--help").output


def test_a_provider_that_answers_alike_is_good(recording: Path, shop: tuple[Shop, str]) -> None:
    result = run(recording, "--url", shop[1])
    assert (result.exit_code, result.output) == (
        0,
        f"replay {recording}: 0 errors, 0 warnings, 2 passed\n2 of 2 requests played against {shop[1]}\n",
    )
    assert [request.path for request in shop[0].heard] == ["/pets", "/pets/40"]


def test_a_provider_that_answers_otherwise_is_told(recording: Path, spec: Path, shop: tuple[Shop, str]) -> None:
    shop[0].wrong = changing("/pets/40", lambda response: with_value(response, id="40"))
    result = run(recording, "--url", shop[1], "--spec", spec, "--report", f"json={recording}.json")
    assert (result.exit_code, result.output.splitlines()[:2]) == (
        1,
        ["shop.pets.get", "  error type-changed at /id: was number, is string (blame: upstream)"],
    )
    (finding,) = json.loads(Path(f"{recording}.json").read_text("utf-8"))["findings"]
    assert (finding["file"], finding["line"], finding["operation"]) == (str(spec), 1, "shop.pets.get")
    assert finding["details"] == ["request 2: GET /pets/1", "sent as: /pets/40"]


def test_known_differences_are_accepted(recording: Path, tmp_path: Path, shop: tuple[Shop, str]) -> None:
    shop[0].wrong = changing("/pets/4", lambda response: with_value(response, age=1))
    baseline = ("--url", shop[1], "--baseline", tmp_path / "known.json")
    assert run(recording, *baseline, "--update-baseline").exit_code == 0
    assert run(written(tmp_path / "new.har", recorded(*STORY[:1], *STORY)), *baseline).exit_code == 0


def test_without_an_address_the_mock_of_the_specification_answers(recording: Path, spec: Path) -> None:
    result = run(recording, "--spec", spec)
    assert (result.exit_code, result.output.splitlines()[-1]) == (
        0,
        f"2 of 2 requests played against the mock of {spec}",
    )


def test_where_a_specification_is_named_only_its_requests_and_documented_headers_count(
    tmp_path: Path, shop: tuple[Shop, str]
) -> None:
    made = {**giving(PET), "headers": {"X-Rate": {"schema": {"type": "integer"}}}}
    paths = {**PATHS, "/pets": {"post": {"operationId": "pets.create", "responses": {"201": made}}}}
    spec = specified(tmp_path, document(paths))
    first, second = recorded(*STORY)
    headers = (*first.response.headers, ("X-Rate", "7"), ("X-Pets", "7"))
    story = (
        replace(first, response=replace(first.response, headers=headers)),
        *recorded(asks("GET", "/owners")),
        second,
    )
    result = run(written(tmp_path / "it.har", story), "--spec", spec, "--url", shop[1])
    assert "  error header-gone at header x-rate: the header `x-rate` is gone (blame: upstream)" in result.output
    assert (result.exit_code, result.output.count("error ")) == (1, 1)
    assert "; left out: 1 of no operation\n" in result.output


def test_the_mock_needs_no_secrets_but_takes_those_that_are_given(tmp_path: Path) -> None:
    key = {"type": "apiKey", "in": "query", "name": "api_key"}
    basic = {"type": "http", "scheme": "basic"}
    answers = {"200": giving({"type": "object"}, example={}), "401": {"description": "who?"}}
    root = document(
        {"/a": {"get": {"security": [{"key": [], "basic": []}], "responses": answers}}},
        components={"securitySchemes": {"key": key, "basic": basic}},
    )
    (story,) = recorded(asks("POST", "/login", {}))
    request = Request("GET", "/a", f"api_key={HIDDEN}", {"authorization": HIDDEN})
    har = written(tmp_path / "it.har", [replace(story, request=request, response=Response.json(200, {}))])
    assert run(har, "--spec", specified(tmp_path, root)).exit_code == 0
    wrong = run(har, "--spec", specified(tmp_path, root), "-H", "authorization: Bearer x")
    assert (wrong.exit_code, "the status was 200, is 401 (blame: mock)" in wrong.output) == (1, True)


def test_secrets_come_from_the_command_line_or_the_environment(tmp_path: Path, shop: tuple[Shop, str]) -> None:
    story = Exchange(
        asks("GET", "/pets", authorization=HIDDEN), Response.json(200, {"items": [], "total": 0}), "http://x"
    )
    har = written(tmp_path / "it.har", [story])
    token = f"Bearer {shop[0].token}"
    assert run(har, "--url", shop[1], "-H", f"Authorization: {token}").exit_code == 0
    assert run(har, "--url", shop[1], MOCKSERVER_HEADER=f"Authorization: {token}").exit_code == 0
    assert run(har, "--url", shop[1], "--secret", f"authorization={token}").exit_code == 0
    assert run(har, "--url", shop[1], "-H", "Authorization: Bearer x").exit_code == 1
    assert [request.headers for request in shop[0].heard[:3]] == [{"authorization": token}] * 3


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("it.har",), "replay: say where to play it: --url for a provider, or --spec for the mock of it"),
        (("it.har", "--url", "http://127.0.0.1:9"), "it.har: No such file"),
        (("it.har", "--url", "nowhere"), "'nowhere' is no address"),
        (("it.har", "--url", "http://127.0.0.1:9", "-H", "x"), "-H 'x': write it as 'Name: value'"),
        (("it.har", "--url", "http://127.0.0.1:9", "--secret", "x"), "--secret x: write NAME=VALUE"),
        (("it.har", "--url", "http://127.0.0.1:9", "--report", "x=y"), "write KIND=FILE"),
        (("it.har", "--spec", "none.yaml"), "none.yaml: there is no such file"),
    ],
)
def test_a_wrong_use_is_one_clear_line(arguments: tuple[str, ...], why: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stderr.count("\n"), why in result.stderr) == (2, 1, True)


def test_where_nobody_answers_that_is_told(recording: Path) -> None:
    result = run(recording, "--url", "http://127.0.0.1:9")
    assert (result.exit_code, "cannot be reached" in result.stderr) == (2, True)


def test_what_the_proxy_recorded_is_played_to_the_server_behind_it(
    tmp_path: Path, spec: Path, shop: tuple[Shop, str]
) -> None:
    har = tmp_path / "proxied.har"
    client = Client(create_app(spec, upstream=shop[1], record=har, validation="warn").wsgi_app)
    token = {"Authorization": f"Bearer {shop[0].token}"}
    client.post("/pets", json={"name": "Rex"}, headers=token)
    client.post("/pets", json={"name": 7}, headers=token)
    client.get("/pets/40", headers=token)
    assert shop[0].token not in har.read_text("utf-8")
    result = run(har, "--url", shop[1], "-H", f"Authorization: {token['Authorization']}")
    assert (result.exit_code, "3 of 3 requests played" in result.output) == (0, True), result.output
    assert [request.path for request in shop[0].heard[3:]] == ["/pets", "/pets", "/pets/42"]
