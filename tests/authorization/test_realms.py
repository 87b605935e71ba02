"""Endpoints are where the document says, and at reserved paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver import load
from mockserver.authorization import realm_of
from mockserver.openapi import Document
from tests.authorization.served import CODES, FLOWS, ME, SCOPES, Shop, error_of, needing, shop, value_of
from tests.documents import Json, document, giving, taking, written

CLIENT = ("grant_type", "client_credentials"), *ME


def flow(url: Json, **more: Json) -> Json:
    return {"oauth": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": url, "scopes": SCOPES, **more}}}}


@pytest.mark.parametrize(
    ("url", "servers", "path"),
    [
        ("/oauth/token", (), "/oauth/token"),
        ("oauth/token", (), "/oauth/token"),
        ("/oauth/token", ("/v1",), "/oauth/token"),
        ("/oauth/token", ("/v1",), "/v1/oauth/token"),
        ("oauth/token", ("https://api.example.com/v1/",), "/v1/oauth/token"),
        ("/oauth/token", ("/v1",), "/shop/oauth/token"),
        ("https://api.example.com/v1/token?x=1", ("https://api.example.com/v1",), "/v1/token"),
        ("https://login.example.org/realms/a/token", ("/v1",), "/realms/a/token"),
        ("https://login.example.org/realms/a/token", (), "/__auth__/shop/token"),
    ],
)
def test_a_token_is_to_be_had_at(tmp_path: Path, url: str, servers: tuple[str, ...], path: str) -> None:
    stated = {"servers": [{"url": server} for server in servers]} if servers else {}
    served = shop(tmp_path, schemes=flow(url), **stated)
    assert served.ask(*CLIENT, path=path).status == 200


@pytest.mark.parametrize("url", [None, 5, "", "https://login.example.org", "/", "http://[", {"a": 1}])
def test_an_address_that_is_none_leaves_the_reserved_one(tmp_path: Path, url: Json) -> None:
    served = shop(tmp_path, schemes=flow(url))
    assert served.ask(*CLIENT, path="/__auth__/shop/token").status == 200
    assert served.get("/").status == 404


@pytest.mark.parametrize(
    "scheme",
    [
        {"type": "oauth2"},
        {"type": "oauth2", "flows": 5},
        {"type": "oauth2", "flows": {"password": 5, "magic": {}}},
        {"type": "oauth2", "flows": {"clientCredentials": {"scopes": 5}}},
        {"type": "oauth2", "flows": {"clientCredentials": {"scopes": {}}}},
        {"$ref": "#/components/securitySchemes/other"},
    ],
)
def test_a_document_that_is_wrong_about_its_flows_stops_nothing(tmp_path: Path, scheme: Json) -> None:
    served = shop(tmp_path, schemes={"oauth": scheme, "other": {"type": "oauth2"}, "gone": {"$ref": "#/nowhere"}})
    answer = value_of(served.ask(*CLIENT, path="/__auth__/shop/token"))
    assert served.get("/read", answer["access_token"]).status == 200


def test_swagger_has_one_flow_in_a_scheme(tmp_path: Path) -> None:
    definitions = {
        "app": {"type": "oauth2", "flow": "application", "tokenUrl": "https://a.example/token", "scopes": SCOPES},
        "web": {
            "type": "oauth2",
            "flow": "accessCode",
            "tokenUrl": "https://a.example/token",
            "authorizationUrl": "https://a.example/auth",
            "scopes": SCOPES,
        },
    }
    root = {
        "swagger": "2.0",
        "info": {"title": "Shop", "version": "1"},
        "basePath": "/v1",
        "securityDefinitions": definitions,
        "paths": {"/a": {"get": {"security": [{"app": ["read"]}], "responses": {"200": {"description": ""}}}}},
    }
    served = Shop(load(written(tmp_path, root)))
    token = value_of(served.ask(*CLIENT, path="/token"))["access_token"]
    assert served.get("/v1/a", token).status == 200
    assert served.engine.authority.has("/auth")


def test_an_api_without_such_schemes_has_no_endpoints(tmp_path: Path) -> None:
    schemes = {"key": {"type": "apiKey", "in": "header", "name": "X"}}
    served = shop(tmp_path, {"/a": needing({"key": []})}, schemes)
    assert served.ask(*CLIENT, path="/__auth__/shop/token").status == 404


def test_apis_that_document_one_address_share_its_tokens(tmp_path: Path) -> None:
    url = "https://login.example.org/token"
    components = {"securitySchemes": flow(url)}
    roots = {
        "a": document({"/a": needing({"oauth": ["read"]})}, components=components),
        "b": document({"/b": needing({"oauth": ["list"]})}, components=components),
        "c": document({"/c": needing({"oauth": ["read"]})}, components={"securitySchemes": flow("/c/token")}),
    }
    files = [written(tmp_path, root, name) for name, root in roots.items()]
    settings = {name: {"tokens": "issued"} for name in roots}
    served = Shop(load(files, settings=settings))
    token = value_of(served.ask(*CLIENT, path="/token"))["access_token"]
    assert [served.get(path, token).status for path in ("/a", "/b", "/c")] == [200, 200, 401]


# Where an operation is documented at the same path


def documented(folder: Path) -> Shop:
    form = taking({"type": "object", "properties": {"grant_type": {"type": "string"}}})
    content = {"application/x-www-form-urlencoded": form["content"]["application/json"]}
    answer = {"200": giving({}, example={"an": "example"}), "400": giving({}), "401": giving({})}
    operation = {"requestBody": {"content": content}, "responses": answer}
    return shop(folder, {"/oauth/token": {"post": operation}})


def test_a_documented_operation_gives_tokens_too(tmp_path: Path) -> None:
    assert value_of(documented(tmp_path).ask(*CLIENT))["token_type"] == "Bearer"


def test_a_documented_operation_is_itself_where_no_token_is_asked_for(tmp_path: Path) -> None:
    served = documented(tmp_path)
    assert value_of(served.ask(("a", "b"))) == {"an": "example"}
    assert value_of(served.ask(*CLIENT, prefer="example=example")) == {"an": "example"}
    assert error_of(served.ask(("grant_type", "magic"))) == (400, "unsupported_grant_type")


def test_a_realm_is_of_tokens_alone() -> None:
    root = document({"/a": {"get": {"responses": CODES}}}, components={"securitySchemes": 5})
    found = Document.of("shop", "shop.json", root)
    assert realm_of(found, (), (), accounts=(), strict=False) is None
    strict = realm_of(found, (), (), accounts=(), strict=True)
    assert strict is not None
    assert (strict.name, strict.issuer, FLOWS["implicit"]["scopes"]) == ("shop", "/__auth__/shop", SCOPES)
