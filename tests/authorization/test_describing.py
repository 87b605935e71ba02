"""An authority tells where its endpoints are, who a user is, and what a token stands for."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest

from mockserver.model import Request
from tests.authorization.served import ME, SCHEMES, Shop, error_of, shop, value_of
from tests.documents import Json

PASSWORD = ("grant_type", "password"), ("username", "ann"), ("password", "pw")


@pytest.fixture
def served(tmp_path: Path) -> Shop:
    return shop(tmp_path)


def part(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verified(token: str, keys: Json) -> Json:
    """The claims of a token, whose signature is checked against a key set as RFC 7515 and RFC 8017 say."""
    head, claims, signature = token.split(".")
    (key,) = (key for key in keys["keys"] if key["kid"] == json.loads(part(head))["kid"])
    modulus, exponent = (int.from_bytes(part(key[name]), "big") for name in ("n", "e"))
    plain = pow(int.from_bytes(part(signature), "big"), exponent, modulus).to_bytes(256, "big")
    digest = hashlib.sha256(f"{head}.{claims}".encode()).digest()
    named = bytes.fromhex("3031300d060960864801650304020105000420") + digest
    assert plain == b"\x00\x01" + b"\xff" * (256 - 3 - len(named)) + b"\x00" + named
    return json.loads(part(claims))


def test_the_configuration_leads_to_endpoints_that_work(served: Shop) -> None:
    told = value_of(served.get("/.well-known/openid-configuration"))
    root = "http://localhost"
    assert told["issuer"] == root
    assert told["token_endpoint"] == f"{root}/oauth/token"
    assert told["authorization_endpoint"] == f"{root}/oauth/authorize"
    assert told["jwks_uri"] == f"{root}/__auth__/shop/jwks"
    for name in ("jwks_uri", "userinfo_endpoint", "revocation_endpoint", "introspection_endpoint"):
        assert served.engine.authority.has(told[name].removeprefix(root))


def test_the_configuration_names_the_session_in_every_address(served: Shop) -> None:
    root = "http://127.0.0.1:4010/__session__/a"
    request = Request("GET", "/.well-known/openid-configuration", root=root)
    told = value_of(served.engine.handle(request, served.state).response)
    addresses = [text for name, text in told.items() if name == "issuer" or name.endswith(("endpoint", "uri"))]
    assert all(address.startswith(root) for address in addresses)


def test_an_api_without_openid_connect_has_a_configuration_too(tmp_path: Path) -> None:
    served = shop(tmp_path, schemes={"oauth": SCHEMES["oauth"]})
    for path in ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"):
        told = value_of(served.get(f"/__auth__/shop{path}"))
        assert (told["issuer"], told["scopes_supported"]) == ("http://localhost/__auth__/shop", ["read", "write"])
        assert told["response_types_supported"] == ["code", "token"]


def test_an_identity_token_can_be_verified(served: Shop) -> None:
    answer = value_of(served.ask(*PASSWORD, ("client_id", "app"), ("scope", "openid profile email")))
    claims = verified(answer["id_token"], value_of(served.get("/__auth__/shop/jwks")))
    assert {**claims, "at_hash": ""} == {
        "iss": "http://localhost",
        "sub": "ann",
        "aud": "app",
        "exp": 1767229200,
        "iat": 1767225600,
        "auth_time": 1767225600,
        "at_hash": "",
        "name": "ann",
        "preferred_username": "ann",
        "email": "ann@example.com",
        "email_verified": True,
    }
    half = hashlib.sha256(answer["access_token"].encode()).digest()[:16]
    assert part(claims["at_hash"]) == half


def test_without_the_scope_openid_there_is_no_identity_token(served: Shop) -> None:
    assert "id_token" not in value_of(served.ask(*PASSWORD, ("scope", "read")))


def test_a_token_tells_who_its_user_is(served: Shop) -> None:
    answer = value_of(served.ask(*PASSWORD, ("scope", "openid email")))
    told = value_of(served.get("/__auth__/shop/userinfo", answer["access_token"]))
    assert told == {"sub": "ann", "email": "ann@example.com", "email_verified": True}
    assert error_of(served.get("/__auth__/shop/userinfo", "other")) == (401, "invalid_token")
    served.wait(3600)
    response = served.get("/__auth__/shop/userinfo", answer["access_token"])
    assert response.header("www-authenticate") == 'Bearer error="invalid_token"'


def test_a_token_that_is_revoked_is_good_no_more(served: Shop) -> None:
    answer = value_of(served.ask(*PASSWORD))
    for name in ("access_token", "refresh_token"):
        assert served.ask(("token", answer[name]), path="/__auth__/shop/revoke").status == 200
    assert served.ask(("token", "other"), path="/__auth__/shop/revoke").status == 200
    refreshing = ("grant_type", "refresh_token"), ("refresh_token", answer["refresh_token"])
    assert error_of(served.ask(*refreshing)) == (400, "invalid_grant")
    assert error_of(served.ask(path="/__auth__/shop/revoke")) == (400, "invalid_request")
    asked = served.ask(("token", answer["access_token"]), path="/__auth__/shop/introspect")
    assert value_of(asked) == {"active": False}


def test_a_token_tells_what_it_stands_for(served: Shop) -> None:
    asked = served.ask(("token", served.token("read")), path="/__auth__/shop/introspect")
    assert value_of(asked) == {
        "active": True,
        "scope": "read",
        "client_id": "me",
        "exp": 1767229200,
        "iat": 1767225600,
        "sub": "me",
        "iss": "http://localhost",
    }
    assert error_of(served.ask(path="/__auth__/shop/introspect")) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("POST", "/.well-known/openid-configuration", "GET, HEAD"),
        ("PUT", "/__auth__/shop/userinfo", "GET, HEAD, POST"),
        ("GET", "/__auth__/shop/revoke", "POST"),
    ],
)
def test_another_method_is_told(served: Shop, method: str, path: str, allow: str) -> None:
    response = served.outcome(method, path).response
    assert (response.status, response.header("allow"), value_of(response)["error"]) == (405, allow, "invalid_request")


def test_an_endpoint_is_in_the_journal(served: Shop) -> None:
    served.ask(("grant_type", "client_credentials"), *ME)
    (outcome,) = served.state.journal.outcomes()
    assert (outcome.source, outcome.operation, outcome.response.status) == ("behaviour", None, 200)
