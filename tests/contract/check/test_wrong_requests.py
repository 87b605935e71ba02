"""What is wrong on purpose is sent once in each way, and has to be refused as it is documented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.apis import described_api
from mockserver.contract.check import Effort, Provider, check
from mockserver.contract.report import Report
from mockserver.media import parse_cookies, parse_query
from mockserver.model import Request, Response
from tests.documents import document, giving, taking, written

THING = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "minProperties": 1,
    "properties": {
        "name": {"type": "string", "minLength": 2, "maxLength": 9, "pattern": "^[a-z]+$"},
        "kind": {"enum": ["a", "b"]},
        "size": {"type": "integer", "minimum": 1, "maximum": 9},
        "step": {"type": "number", "multipleOf": 0.5},
        "tags": {"type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": True, "items": {"type": "string"}},
        "born": {"type": "string", "format": "date"},
    },
}
LIMIT = {"name": "limit", "in": "query", "required": True, "schema": {"type": "integer", "minimum": 1, "maximum": 9}}
TRACE = {"name": "X-Trace", "in": "header", "schema": {"type": "string", "maxLength": 5}}
ERROR = {"type": "object", "required": ["code"], "properties": {"code": {"type": "integer"}}}


def things() -> Any:
    answers = {"201": {"description": "made"}, "400": giving(ERROR)}
    node = {"operationId": "make", "parameters": [LIMIT, TRACE], "requestBody": taking(THING), "responses": answers}
    return document({"/things": {"post": node}})


def found(folder: Path, answer: Response, *, seed: str = "1") -> Report:
    """What is found where every POST gets the same answer."""

    def send(request: Request) -> Response:
        return answer if request.method == "POST" else Response(405, (("Allow", "POST"),))

    return check(described_api(written(folder, things())), Provider("http://x", send), Effort(3, seed))


EACH = {
    "query/limit/required", "query/limit/type", "query/limit/minimum", "query/limit/maximum",
    "header/X-Trace/maxLength",
    "body/required", "body/parse", "header/content-type/contentType", "body/type", "body/name/required",
    "body/minProperties", "body/unexpected_member/additionalProperties",
    "body/name/type", "body/name/minLength", "body/name/maxLength", "body/name/pattern", "body/kind/enum",
    "body/size/type", "body/size/minimum", "body/size/maximum", "body/step/type", "body/step/multipleOf",
    "body/tags/type", "body/tags/minItems", "body/tags/maxItems", "body/tags/uniqueItems", "body/tags/0/type",
    "body/born/type", "body/born/format",
}  # fmt: skip


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_each_keyword_is_broken_and_told_of_where_it_stands(seed: str, tmp_path: Path) -> None:
    report = found(tmp_path, Response(201), seed=seed)
    assert {entry.code for entry in report.entries} == {"accepted-invalid"}
    assert {entry.pointer for entry in report.entries} == EACH


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Response(418), {("undocumented-status", "418")}),
        (Response(400), {("empty-body", "")}),
        (Response.json(400, {}), {("response-body", "400/body/code/required")}),
        (Response.json(400, {"code": 5}), set()),
    ],
)
def test_a_refusal_has_to_be_as_it_is_documented(
    answer: Response, expected: set[tuple[str, str]], tmp_path: Path
) -> None:
    entries = found(tmp_path, answer).entries
    assert {(entry.code, entry.pointer) for entry in entries if entry.code != "rejected-valid"} == expected


# Credentials

BASIC = "Basic dXNlcjpzZWNyZXQ="
SCHEMES: dict[str, tuple[Any, Any]] = {
    "basic": ({"type": "http", "scheme": "basic"}, lambda r: r.headers.get("authorization")),
    "bearer": ({"type": "http", "scheme": "bearer"}, lambda r: r.headers.get("authorization")),
    "oauth2": ({"type": "oauth2", "flows": {}}, lambda r: r.headers.get("authorization")),
    "header": ({"type": "apiKey", "in": "header", "name": "X-Key"}, lambda r: r.headers.get("x-key")),
    "query": ({"type": "apiKey", "in": "query", "name": "key"}, lambda r: dict(parse_query(r.query)).get("key")),
    "cookie": (
        {"type": "apiKey", "in": "cookie", "name": "key"},
        lambda r: dict(parse_cookies(r.headers.get("cookie", ""))).get("key"),
    ),
}
GOOD = {"basic": BASIC, "bearer": "Bearer secret", "oauth2": "Bearer secret"}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("asks", "pointers"), [("nobody", {"anonymous", "stranger"}), ("for any", {"stranger"}), ("for the right", set())]
)
def test_who_is_nobody_or_a_stranger_is_not_to_be_let_in(
    scheme: str, asks: str, pointers: set[str], tmp_path: Path
) -> None:
    described, shown = SCHEMES[scheme]
    node = {"operationId": "a", "responses": {"200": {"description": "good"}, "401": {"description": "who are you"}}}
    root = document({"/a": {"get": node}}, components={"securitySchemes": {"it": described}}, security=[{"it": []}])

    def send(request: Request) -> Response:
        if request.method != "GET":
            return Response(405, (("Allow", "GET"),))
        text = shown(request)
        good = {"nobody": True, "for any": text is not None, "for the right": text == GOOD.get(scheme, "secret")}
        return Response(200 if good[asks] else 401)

    api = described_api(written(tmp_path, root), settings={"accounts": "user:secret"})
    entries = check(api, Provider("http://x", send), Effort(1)).entries
    assert {(entry.code, entry.pointer) for entry in entries} == {("ignored-credentials", each) for each in pointers}


SHOWN = {"basic": '"authorization: $AUTHORIZATION"', "query": '/a?key=\'"$KEY"', "cookie": '"cookie: $COOKIE"'}


@pytest.mark.parametrize("scheme", SHOWN)
def test_a_finding_does_not_tell_the_password_of_an_account(scheme: str, tmp_path: Path) -> None:
    node = {"operationId": "a", "responses": {"200": {"description": "good"}}}
    described = {"securitySchemes": {"it": SCHEMES[scheme][0]}}
    root = document({"/a": {"get": node}}, components=described, security=[{"it": []}])
    api = described_api(written(tmp_path, root), settings={"accounts": "user:secret"})
    entries = check(api, Provider("http://x", lambda _: Response(500)), Effort(1)).entries
    (failed,) = (entry for entry in entries if entry.code == "server-error")
    assert SHOWN[scheme] in failed.curl
    assert not [secret for secret in ("secret", BASIC) if secret in failed.curl]


def test_a_credential_that_nobody_gave_is_no_secret(tmp_path: Path) -> None:
    node = {"operationId": "a", "responses": {"200": {"description": "good"}}}
    described = {"securitySchemes": {"it": SCHEMES["bearer"][0]}}
    root = document({"/a": {"get": node}}, components=described, security=[{"it": []}])
    entries = check(
        described_api(written(tmp_path, root)), Provider("http://x", lambda _: Response(500)), Effort(1)
    ).entries
    assert "-H 'authorization: Bearer secret'" in entries[0].curl
