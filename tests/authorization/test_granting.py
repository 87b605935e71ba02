"""The token endpoint gives tokens for grants, and errors in the words of RFC 6749."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mockserver.authorization.granting import challenge_of
from tests.authorization.served import FLOWS, ME, SCHEMES, Shop, basic, error_of, sent_back, shop, value_of
from tests.documents import Json

CLIENT = ("grant_type", "client_credentials")
PASSWORD = ("grant_type", "password"), ("username", "ann"), ("password", "pw")
BACK = "https://app.example.com/cb"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.fixture
def served(tmp_path: Path) -> Shop:
    return shop(tmp_path)


def code(served: Shop, *more: tuple[str, str]) -> str:
    asked = ("response_type", "code"), ("client_id", "app"), ("redirect_uri", BACK)
    return sent_back(served.authorize(*asked, *more))[1]["code"]


def exchange(code: str, *more: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    asked = {"grant_type": "authorization_code", "client_id": "app", "redirect_uri": BACK, "code": code, **dict(more)}
    return tuple(asked.items())


def test_a_client_gets_a_token_for_its_secret(served: Shop) -> None:
    response = served.ask(CLIENT, *ME)
    answer = value_of(response)
    assert response.status == 200
    assert (response.header("cache-control"), response.header("pragma")) == ("no-store", "no-cache")
    assert {**answer, "access_token": ""} == {
        "access_token": "",
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": "read write",
    }
    assert served.get("/read", answer["access_token"]).status == 200


@pytest.mark.parametrize(
    "authorization",
    [basic("me", "secret"), basic("m%65", "s+t"), basic("me", "a:b")],
    ids=["plain", "encoded", "colon"],
)
def test_a_client_may_authenticate_with_basic(served: Shop, authorization: str) -> None:
    assert served.ask(CLIENT, authorization=authorization).status == 200


def test_a_client_may_send_json(served: Shop) -> None:
    body = json.dumps({"grant_type": "client_credentials", "client_id": "me", "client_secret": "s"})
    response = served.outcome("POST", "/oauth/token", body, content_type="application/json").response
    assert response.status == 200


def test_the_scopes_are_those_that_are_asked_for(served: Shop) -> None:
    assert value_of(served.ask(CLIENT, *ME, ("scope", "write write")))["scope"] == "write"


def test_a_user_gets_a_token_for_the_password_and_another_for_the_refresh_token(served: Shop) -> None:
    first = value_of(served.ask(*PASSWORD, ("scope", "read write")))
    again = (("grant_type", "refresh_token"), ("refresh_token", first["refresh_token"]), ("scope", "read"))
    second = value_of(served.ask(*again))
    assert (second["scope"], second["access_token"] != first["access_token"]) == ("read", True)
    assert error_of(served.ask(*again)) == (400, "invalid_grant")


def test_a_refresh_gives_no_scope_that_was_not_granted(served: Shop) -> None:
    first = value_of(served.ask(*PASSWORD, ("scope", "read")))
    refreshing = ("grant_type", "refresh_token"), ("refresh_token", first["refresh_token"])
    assert error_of(served.ask(*refreshing, ("scope", "read write"))) == (400, "invalid_scope")
    assert value_of(served.ask(*refreshing))["scope"] == "read"


def test_a_code_is_good_once(served: Shop) -> None:
    secret = code(served)
    assert value_of(served.ask(*exchange(secret)))["scope"] == "read write"
    assert error_of(served.ask(*exchange(secret))) == (400, "invalid_grant")


def test_a_code_is_good_for_ten_minutes(served: Shop) -> None:
    secret = code(served)
    served.wait(600)
    assert error_of(served.ask(*exchange(secret))) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("name", "value"), [("client_id", "other"), ("redirect_uri", BACK + "/"), ("redirect_uri", "")]
)
def test_a_code_is_good_for_the_client_and_the_address_that_it_was_given_to(
    served: Shop, name: str, value: str
) -> None:
    assert error_of(served.ask(*exchange(code(served), (name, value)))) == (400, "invalid_grant")


@pytest.mark.parametrize("method", ["S256", "plain", ""])
def test_a_code_with_a_challenge_needs_the_verifier(served: Shop, method: str) -> None:
    challenge = CHALLENGE if method == "S256" else VERIFIER
    asked = ("code_challenge", challenge), ("code_challenge_method", method)
    assert served.ask(*exchange(code(served, *asked), ("code_verifier", VERIFIER))).status == 200
    for wrong in ("", VERIFIER[:-1] + "l", "short", challenge + "=" * 40):
        given = exchange(code(served, *asked), ("code_verifier", wrong))
        assert error_of(served.ask(*given)) == (400, "invalid_grant")


def test_a_verifier_without_a_challenge_is_refused(served: Shop) -> None:
    given = exchange(code(served), ("code_verifier", VERIFIER))
    assert error_of(served.ask(*given)) == (400, "invalid_grant")


def test_a_challenge_is_that_of_the_standard() -> None:
    assert challenge_of(VERIFIER, "S256") == CHALLENGE


@pytest.mark.parametrize(
    ("pairs", "status", "error"),
    [
        ((), 400, "invalid_request"),
        ((("grant_type", ""),), 400, "invalid_request"),
        ((("grant_type", "magic"),), 400, "unsupported_grant_type"),
        ((("grant_type", "implicit"),), 400, "unsupported_grant_type"),
        ((CLIENT,), 401, "invalid_client"),
        ((CLIENT, ("client_id", "me")), 401, "invalid_client"),
        ((CLIENT, *ME, ("client_id", "you")), 400, "invalid_request"),
        ((("grant_type", "password"), ("username", "ann")), 400, "invalid_request"),
        ((("grant_type", "authorization_code"),), 400, "invalid_request"),
        ((("grant_type", "authorization_code"), ("code", "x")), 400, "invalid_grant"),
        ((("grant_type", "refresh_token"),), 400, "invalid_request"),
        ((("grant_type", "refresh_token"), ("refresh_token", "x")), 400, "invalid_grant"),
        ((CLIENT, ("a", "x" * 70_000)), 400, "invalid_request"),
    ],
)
def test_what_is_wrong_is_told_as_the_standard_says(
    served: Shop, pairs: tuple[tuple[str, str], ...], status: int, error: str
) -> None:
    response = served.ask(*pairs)
    assert error_of(response) == (status, error)
    assert (response.header("www-authenticate") is not None) == (status == 401)


def test_a_scope_that_is_not_documented_is_refused_but_by_openid_connect_which_lists_none(tmp_path: Path) -> None:
    served = shop(tmp_path, schemes={"oauth": SCHEMES["oauth"]})
    for asked in ((CLIENT, *ME), PASSWORD):
        assert error_of(served.ask(*asked, ("scope", "read fly"))) == (400, "invalid_scope")
    served = shop(tmp_path, schemes={"oauth": SCHEMES["openid"]})
    assert value_of(served.ask(CLIENT, *ME, ("scope", "fly"), path="/__auth__/shop/token"))["scope"] == "fly"


@pytest.mark.parametrize("authorization", ["Basic", "Basic %%%", "Basic YW5u", basic("", "x"), "Basic /////w=="])
def test_a_header_that_names_no_client_is_an_invalid_client(served: Shop, authorization: str) -> None:
    assert error_of(served.ask(CLIENT, authorization=authorization)) == (401, "invalid_client")


def test_a_client_does_not_authenticate_twice(served: Shop) -> None:
    assert error_of(served.ask(CLIENT, *ME, authorization=basic("me", "secret"))) == (400, "invalid_request")
    response = served.ask(CLIENT, ("client_id", "you"), authorization=basic("me", "secret"))
    assert error_of(response) == (401, "invalid_client")


@pytest.mark.parametrize("body", ["[1]", "{", '{"grant_type": 5}', '"text"'])
def test_json_that_is_no_object_of_texts_has_no_parameters(served: Shop, body: str) -> None:
    response = served.outcome("POST", "/oauth/token", body, content_type="application/json").response
    assert error_of(response) == (400, "invalid_request")


def test_a_token_is_asked_for_with_post(served: Shop) -> None:
    response = served.get("/oauth/token")
    assert (response.status, response.header("allow")) == (405, "POST")


def test_only_the_documented_grants_are_offered(tmp_path: Path) -> None:
    schemes = {"oauth": {"type": "oauth2", "flows": {"password": FLOWS["password"]}}}
    served = shop(tmp_path, schemes=schemes)
    assert error_of(served.ask(CLIENT, *ME)) == (400, "unsupported_grant_type")
    assert served.ask(*PASSWORD).status == 200


def test_a_scope_that_an_operation_needs_can_be_had(tmp_path: Path) -> None:
    flow = {**FLOWS["clientCredentials"], "scopes": {"write": ""}}
    served = shop(tmp_path, schemes={"oauth": {"type": "oauth2", "flows": {"clientCredentials": flow}}})
    assert served.get("/read", served.token()).status == 200


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ((CLIENT, ("client_id", "me"), ("client_secret", "wrong")), (401, "invalid_client")),
        ((CLIENT, ("client_id", "ann"), ("client_secret", "pw")), None),
        (PASSWORD, None),
        ((*PASSWORD, ("password", "pw")), None),
        ((("grant_type", "password"), ("username", "ann"), ("password", "no")), (400, "invalid_grant")),
    ],
)
def test_configured_accounts_alone_get_tokens(
    tmp_path: Path, pairs: tuple[tuple[str, str], ...], expected: Json
) -> None:
    served = shop(tmp_path, given={"settings": {"shop": {"accounts": "ann:pw"}}})
    response = served.ask(*pairs)
    if expected is not None:
        assert error_of(response) == expected
    else:
        assert served.get("/read", value_of(response)["access_token"]).status == 200


def test_a_secret_that_is_not_encoded_is_known_too(tmp_path: Path) -> None:
    served = shop(tmp_path, given={"settings": {"shop": {"accounts": "me:a+b%c"}}})
    assert served.ask(CLIENT, authorization=basic("me", "a+b%c")).status == 200
    assert served.ask(CLIENT, authorization=basic("me", "a%2Bb%25c")).status == 200
    assert error_of(served.ask(CLIENT, authorization=basic("me", "a b"))) == (401, "invalid_client")


def test_the_same_seed_gives_the_same_tokens(tmp_path: Path) -> None:
    assert shop(tmp_path).token() == shop(tmp_path).token()
