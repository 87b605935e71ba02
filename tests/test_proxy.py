"""A proxy passes requests on, and holds them and the answers against the specification."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from mockserver import MockserverError, create_app
from mockserver.model import Outcome
from mockserver.upstream import MAX_JUDGED, proxy_of_environment
from tests.documents import Json, document, giving, taking, written
from tests.upstream_server import Answers, Heard, Says, upstream

ITEM = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
PATHS = {
    "/items": {
        "get": {
            "operationId": "list",
            "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
            "responses": {"200": giving({"type": "array"}, example=["mocked"]), "404": giving(ITEM)},
        },
        "post": {"operationId": "create", "requestBody": taking(ITEM), "responses": {"201": giving(ITEM)}},
    },
    "/search": {"get": {"operationId": "search", "requestBody": taking({}), "responses": {"200": giving({})}}},
    "/secured": {"get": {"operationId": "secured", "security": [{"key": []}], "responses": {"200": giving({})}}},
}
KEY = {"components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Own-Key"}}}}
JSON = (("Content-Type", "application/json"),)


class Asked:
    """An answer through a proxy, with what the upstream heard and what was noted."""

    def __init__(self, answer: TestResponse, heard: list[Heard], outcome: Outcome) -> None:
        self.answer, self.heard, self.outcome = answer, heard, outcome
        self.status, self.source = answer.status_code, answer.headers["X-Mock-Source"]
        self.told = [(v.keyword, v.blame, v.severity) for v in outcome.violations]


def says(value: Json, status: int = 200, headers: tuple[tuple[str, str], ...] = JSON) -> Answers:
    return lambda heard: Says(status, headers, value if isinstance(value, bytes) else json.dumps(value).encode())


def asked(
    folder: Path, answers: Answers, method: str = "GET", path: str = "/items", parts: Json = None, base: str = "",
    settings: Mapping[str, Any] | None = None, **request: Any,
) -> Asked:  # fmt: skip
    """What comes of one request through a proxy without `--errors`."""
    spec = written(folder, document(PATHS, **{**KEY, **(parts or {})}))
    with upstream(answers) as server:
        app = create_app(spec, upstream=server.url + base, **{"validation": "warn", **(settings or {})})
        answer = Client(app.wsgi_app).open(path, method=method, **request)
        answer.get_data()
        (outcome,) = app.extensions["mockserver"][1].get().journal.outcomes()
        return Asked(answer, server.heard, outcome)


STRICT = {"validation": "strict", "errors": True}


def test_a_good_request_and_its_answer_pass(tmp_path: Path) -> None:
    found = asked(tmp_path, says(["theirs"]), query_string="limit=1", headers={"X-Own": "1"})
    assert (found.status, found.answer.json, found.source, found.told) == (200, ["theirs"], "upstream", [])
    assert (found.heard[0].target, found.heard[0].header("x-own")) == ("/items?limit=1", "1")
    assert found.outcome.operation is not None
    assert "sl-violations" not in found.answer.headers


def test_a_wrong_request_passes_and_is_noted(tmp_path: Path) -> None:
    found = asked(tmp_path, says([]), query_string="limit=x")
    assert (found.status, found.told, len(found.heard)) == (200, [("type", "client", "error")], 1)
    (told,) = json.loads(found.answer.headers["sl-violations"])
    assert (told["location"], told["blame"]) == (["query", "limit"], "client")


def test_with_errors_a_wrong_request_is_refused(tmp_path: Path) -> None:
    found = asked(tmp_path, says([]), query_string="limit=x", settings=STRICT)
    assert (found.status, found.source, found.heard) == (422, "refusal", [])


def test_requests_need_not_be_looked_at(tmp_path: Path) -> None:
    found = asked(tmp_path, says({}), query_string="limit=x", settings={"validation": "off"})
    assert (found.status, found.told) == (200, [("type", "upstream", "error")])


def test_a_wrong_answer_passes_and_is_noted(tmp_path: Path) -> None:
    found = asked(tmp_path, says({}))
    assert (found.status, found.answer.json, found.told) == (200, {}, [("type", "upstream", "error")])
    assert json.loads(found.answer.headers["sl-violations"])[0]["blame"] == "upstream"


def test_with_errors_a_wrong_answer_is_a_500(tmp_path: Path) -> None:
    found = asked(tmp_path, says({}), settings=STRICT)
    assert (found.status, found.source, found.told) == (500, "refusal", [("type", "upstream", "error")])


@pytest.mark.parametrize(("status", "settings", "expected"), [(299, STRICT, 500), (501, {}, 200)])
def test_a_long_answer_that_is_not_passed_on_is_read_no_further(
    tmp_path: Path, status: int, settings: Mapping[str, Any], expected: int
) -> None:
    found = asked(tmp_path, says(b"x" * (MAX_JUDGED + 300_000), status), settings=settings)
    assert found.status == expected


def test_a_packed_answer_passes_as_it_is_and_is_judged_unpacked(tmp_path: Path) -> None:
    packed = gzip.compress(b"{}")
    found = asked(tmp_path, says(packed, headers=(*JSON, ("Content-Encoding", "gzip"))))
    assert (found.answer.data, found.told) == (packed, [("type", "upstream", "error")])


@pytest.mark.parametrize(
    ("encoding", "body"), [("br", b"?"), ("gzip", b"?"), ("gzip", gzip.compress(b"[]", mtime=0)[:-9])]
)
def test_what_cannot_be_unpacked_passes_unjudged(tmp_path: Path, encoding: str, body: bytes) -> None:
    found = asked(tmp_path, says(body, headers=(*JSON, ("Content-Encoding", encoding))))
    assert (found.answer.data, found.told) == (body, [("size", "upstream", "warning")])


def test_a_packed_request_is_judged_unpacked(tmp_path: Path) -> None:
    packed = gzip.compress(b'{"name": 1}')
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    found = asked(tmp_path, says({"name": ""}, 201), "POST", data=packed, headers=headers)
    assert (found.heard[0].body, found.told) == (packed, [("type", "client", "error")])


def test_a_long_body_passes_unjudged_in_both_directions(tmp_path: Path) -> None:
    body = b'"' + b"x" * (MAX_JUDGED + 70_000) + b'"'
    found = asked(tmp_path, says(body, 201), "POST", data=body, content_type="application/json")
    assert (found.heard[0].body == body, found.answer.data == body) == (True, True)
    assert found.told == [("size", "client", "warning"), ("size", "upstream", "warning")]


def test_a_missing_credential_is_noted(tmp_path: Path) -> None:
    assert asked(tmp_path, says({}), path="/secured").told == [("security", "client", "error")]
    assert asked(tmp_path, says({}), path="/secured", headers={"X-Own-Key": "any"}).told == []


def test_with_errors_a_missing_credential_is_401(tmp_path: Path) -> None:
    found = asked(tmp_path, says({}), path="/secured", settings=STRICT)
    assert (found.status, found.heard) == (401, [])


@pytest.mark.parametrize(("method", "path", "code"), [("GET", "/else", "route"), ("PUT", "/items", "method")])
def test_what_is_not_documented_passes_with_a_warning(tmp_path: Path, method: str, path: str, code: str) -> None:
    found = asked(tmp_path, says({}), method, path)
    assert (found.status, found.source, found.told) == (200, "upstream", [(code, "client", "warning")])


def test_with_errors_what_is_not_documented_is_refused(tmp_path: Path) -> None:
    found = asked(tmp_path, says({}), path="/else", settings=STRICT)
    assert (found.status, found.heard) == (404, [])


# Where the upstream has no answer


@pytest.mark.parametrize("settings", [STRICT, {"validation": "warn"}])
def test_tokens_are_the_upstreams(tmp_path: Path, settings: Mapping[str, Any]) -> None:
    flows = {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": {}}}
    schemes = {**KEY["components"]["securitySchemes"], "oauth": {"type": "oauth2", "flows": flows}}
    parts = {"components": {"securitySchemes": schemes}}
    found = asked(tmp_path, says({"access_token": "x"}), "POST", "/oauth/token", parts, data="a=b", settings=settings)
    assert (found.status, found.answer.json, found.source) == (200, {"access_token": "x"}, "upstream")
    assert (found.heard[0].target, found.told) == ("/oauth/token", [])


def test_an_upstream_that_hangs_up_is_a_502(tmp_path: Path) -> None:
    found = asked(tmp_path, lambda heard: None)
    assert (found.status, found.source, found.answer.content_type) == (502, "refusal", "application/problem+json")
    assert found.told == [("unreachable", "upstream", "error")]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_body_where_none_is_documented_is_a_501(tmp_path: Path, method: str) -> None:
    found = asked(tmp_path, says([]), method, data=b"{}", content_type="application/json")
    assert (found.status, found.heard, found.told) == (501, [], [("content", "client", "error")])


def test_a_documented_body_of_a_get_passes(tmp_path: Path) -> None:
    found = asked(tmp_path, says([]), path="/search", data=b"{}", content_type="application/json")
    assert (found.status, found.heard[0].body) == (200, b"{}")


@pytest.mark.parametrize(
    ("status", "body", "mock_missing", "source"),
    [
        (501, {}, None, "example"),
        (501, {}, True, "example"),
        (501, {}, False, "upstream"),
        (404, {}, None, "upstream"),
        (404, {}, True, "example"),
        (405, {}, True, "example"),
        (404, {"name": "it is documented"}, True, "upstream"),
        (500, {}, True, "upstream"),
    ],
)
def test_the_mock_answers_what_the_upstream_does_not_have(
    tmp_path: Path, status: int, body: Json, mock_missing: bool | None, source: str
) -> None:
    found = asked(tmp_path, says(body, status), settings={"mock_missing": mock_missing})
    assert found.source == source
    if source == "example":
        assert (found.answer.json, found.told) == (["mocked"], [("status", "upstream", "warning")])


def test_an_override_answers_in_the_place_of_the_upstream(tmp_path: Path) -> None:
    with upstream(says([])) as server:
        app = create_app(written(tmp_path, document(PATHS)), upstream=server.url, validation="warn")
        client = Client(app.wsgi_app)
        client.post("/__mock__/overrides", json={"operation": "list", "status": 200, "body": ["overridden"]})
        assert client.get("/items").json == ["overridden"]
        assert server.heard == []


@pytest.mark.parametrize(
    ("mock_missing", "status", "source", "heard"),
    [
        (True, 404, "example", 1),
        (True, 200, "upstream", 1),
        (False, 501, "upstream", 1),
        ("always", 200, "example", 0),
    ],
)
def test_an_override_says_whether_the_mock_answers_one_operation(
    tmp_path: Path, mock_missing: Json, status: int, source: str, heard: int
) -> None:
    with upstream(says({} if status >= 400 else ["theirs"], status)) as server:
        app = create_app(written(tmp_path, document(PATHS)), upstream=server.url, validation="warn")
        client = Client(app.wsgi_app)
        switch = client.post("/__mock__/overrides", json={"operation": "list", "mock_missing": mock_missing})
        assert (client.get("/items").headers["X-Mock-Source"], len(server.heard)) == (source, heard)
        client.delete(f"/__mock__/overrides/{switch.json['id']}")  # type: ignore[index]
        assert client.get("/items").headers["X-Mock-Source"] == ("example" if status == 501 else "upstream")


@pytest.mark.parametrize(
    ("override", "why"),
    [
        ({"mock_missing": "sometimes"}, "'mock_missing' must be true, false or \"always\""),
        ({"mock_missing": 1}, "'mock_missing' must be true, false or \"always\""),
        (
            {"mock_missing": True, "status": 200},
            "'status' stands beside 'mock_missing': only one of them says who answers",
        ),
    ],
)
def test_an_override_that_says_two_things_or_nothing_is_refused(tmp_path: Path, override: Json, why: str) -> None:
    client = Client(create_app(written(tmp_path, document(PATHS)), upstream="http://127.0.0.1:1").wsgi_app)
    answer = client.post("/__mock__/overrides", json={"operation": "list", **override})
    assert (answer.status_code, answer.json) == (400, {"error": {"code": "invalid_override", "message": why}})


def test_a_patch_changes_what_the_mock_answers_for_the_upstream(tmp_path: Path) -> None:
    with upstream(says({})) as server:
        app = create_app(written(tmp_path, document(PATHS)), upstream=server.url, validation="warn")
        client = Client(app.wsgi_app)
        switch = {"method": "GET", "path": "/items", "mock_missing": "always", "headers": {"X-A": "1"}}
        client.post("/__mock__/overrides", json=switch)
        answer = client.get("/items")
        assert (answer.json, answer.headers["X-A"], answer.headers["X-Mock-Source"]) == (["mocked"], "1", "override")


def test_a_fault_delays_a_long_answer_and_leaves_it_whole(tmp_path: Path) -> None:
    body = b'"' + b"x" * (MAX_JUDGED + 70_000) + b'"'
    with upstream(says(body)) as server:
        app = create_app(written(tmp_path, document(PATHS)), upstream=server.url, validation="warn")
        client = Client(app.wsgi_app)
        client.put("/__mock__/faults", json=[{"operation": "list", "kind": "latency", "fixed": "1ms"}])
        assert client.get("/items").data == body


# Paths


@pytest.mark.parametrize(
    ("base", "path", "target"),
    [
        ("", "/v1/items", "/v1/items"),
        ("/", "/v1/items", "/v1/items"),
        ("/v1", "/v1/items", "/v1/items"),
        ("/v1/", "/v1/items", "/v1/items"),
        ("/stage", "/v1/items", "/stage/v1/items"),
        ("/v", "/v1/items", "/v/v1/items"),
        ("", "/shop/v1/items", "/v1/items"),
        ("/stage", "/shop/v1/items", "/stage/v1/items"),
        ("", "/shop/v1/else", "/v1/else"),
        ("", "/__session__/a/v1/items", "/v1/items"),
        ("/stage", "*", "*"),
    ],
)
def test_the_upstream_is_asked_for_the_path_that_it_knows(tmp_path: Path, base: str, path: str, target: str) -> None:
    parts = {"servers": [{"url": "https://shop.example/v1"}]}
    spec = written(tmp_path, document(PATHS, **parts))
    with upstream(says([])) as server:
        app = create_app(spec, upstream=server.url + base, validation="warn")
        assert Client(app.wsgi_app).get(path).status_code == 200
    assert [heard.target for heard in server.heard] == [target]


# Headers


def test_an_upstream_that_speaks_of_origins_has_the_last_word(tmp_path: Path) -> None:
    own = (("Access-Control-Allow-Origin", "https://a.example"),)
    assert asked(tmp_path, says([], headers=(*JSON, *own))).answer.headers.getlist("Access-Control-Allow-Origin") == [
        "https://a.example"
    ]
    assert asked(tmp_path, says([])).answer.headers.getlist("Access-Control-Allow-Origin") == ["*"]


def test_cookies_stay_apart(tmp_path: Path) -> None:
    cookies = (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
    found = asked(tmp_path, says([], headers=(*JSON, *cookies)))
    assert found.answer.headers.getlist("Set-Cookie") == ["a=1", "b=2"]


@pytest.mark.parametrize(("method", "status", "length"), [("HEAD", 200, "2"), ("GET", 200, "2"), ("GET", 204, None)])
def test_the_length_is_told_once(tmp_path: Path, method: str, status: int, length: str | None) -> None:
    answer = asked(tmp_path, says([], status), method).answer
    assert answer.headers.getlist("Content-Length") == ([length] if length else [])
    assert answer.data == (b"[]" if (method, status) == ("GET", 200) else b"")


@pytest.mark.parametrize(
    ("url", "environment", "proxy"),
    [
        ("https://a.example", {}, None),
        ("https://a.example", {"HTTPS_PROXY": "http://p:1"}, "http://p:1"),
        ("https://a.example", {"https_proxy": "p:1"}, "http://p:1"),
        ("https://a.example", {"HTTP_PROXY": "http://p:1"}, None),
        ("https://a.example", {"ALL_PROXY": "http://p:1"}, "http://p:1"),
        ("http://b.a.example:8", {"HTTP_PROXY": "http://p:1", "NO_PROXY": "a.example"}, None),
        ("http://127.0.0.1:8", {"HTTP_PROXY": "http://p:1"}, None),
        ("http://localhost", {"HTTP_PROXY": "http://p:1"}, None),
    ],
)
def test_the_environment_names_the_proxy_on_the_way(
    url: str, environment: Mapping[str, str], proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_of_environment(url) == proxy


def test_a_wrong_address_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(MockserverError, match="'nowhere' is no address"):
        create_app(written(tmp_path, document(PATHS)), upstream="nowhere")
