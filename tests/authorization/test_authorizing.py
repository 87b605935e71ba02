"""The authorize endpoint sends a user back with a code, with tokens, or with an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.authorization.served import Shop, error_of, sent_back, shop

BACK = "https://app.example.com/cb"
ASKED = {"response_type": "code", "client_id": "app", "redirect_uri": BACK, "state": "s t"}


@pytest.fixture
def served(tmp_path: Path) -> Shop:
    return shop(tmp_path)


def asked(**changed: str) -> tuple[tuple[str, str], ...]:
    return tuple({**ASKED, **changed}.items())


def test_a_code_comes_in_the_query_with_the_state(served: Shop) -> None:
    where, given = sent_back(served.authorize(*asked()))
    assert (where, given["state"], set(given)) == (f"{BACK}?", "s t", {"code", "state", "iss"})


def test_a_token_comes_in_the_fragment(served: Shop) -> None:
    where, given = sent_back(served.authorize(*asked(response_type="token", scope="read")))
    assert (where, given["token_type"], given["expires_in"], given["scope"]) == (f"{BACK}#", "Bearer", "3600", "read")
    assert served.get("/read", given["access_token"]).status == 200


@pytest.mark.parametrize(
    ("wanted", "members"),
    [
        ("id_token", {"id_token"}),
        ("id_token token", {"id_token", "access_token", "token_type", "expires_in", "scope"}),
        ("code id_token", {"code", "id_token"}),
        ("code token", {"code", "access_token", "token_type", "expires_in", "scope"}),
    ],
)
def test_openid_connect_gives_what_is_wanted_at_once(served: Shop, wanted: str, members: set[str]) -> None:
    where, given = sent_back(served.authorize(*asked(response_type=wanted, nonce="n", scope="openid")))
    assert (where, set(given)) == (f"{BACK}#", members | {"state", "iss"})


@pytest.mark.parametrize("back", ["https://app.example.com/cb?a=1", "com.example.app:/cb?a=1"])
def test_an_address_keeps_its_own_query(served: Shop, back: str) -> None:
    assert sent_back(served.authorize(*asked(redirect_uri=back)))[1]["a"] == "1"


def test_a_code_may_come_in_the_fragment(served: Shop) -> None:
    assert sent_back(served.authorize(*asked(response_mode="fragment")))[0] == f"{BACK}#"


def test_a_form_may_ask_too(served: Shop) -> None:
    body = "response_type=code&client_id=app&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb"
    assert "code" in sent_back(served.outcome("POST", "/oauth/authorize", body).response)[1]


@pytest.mark.parametrize("client", ["", "app"])
@pytest.mark.parametrize(
    "back",
    [
        "",
        "/cb",
        "https://a/#x",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://a/\r\nX: 1",
        "https://[",
        "http://ä/",
    ],
)
def test_nobody_is_sent_to_what_is_no_address(served: Shop, client: str, back: str) -> None:
    response = served.authorize(*asked(redirect_uri=back, client_id=client))
    assert (*error_of(response), response.header("location")) == (400, "invalid_request", None)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": ""}, "invalid_request"),
        ({"response_type": "code magic"}, "unsupported_response_type"),
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"code_challenge": "x", "code_challenge_method": "S1"}, "invalid_request"),
        ({"response_type": "id_token"}, "invalid_request"),
    ],
)
def test_a_user_is_sent_back_with_what_is_wrong(served: Shop, changed: dict[str, str], error: str) -> None:
    given = sent_back(served.authorize(*asked(**changed)))[1]
    assert (given["error"], given["state"]) == (error, "s t")


def test_a_scope_that_is_not_documented_is_told(tmp_path: Path) -> None:
    flow = {"authorizationUrl": "/oauth/authorize", "tokenUrl": "/oauth/token", "scopes": {"read": ""}}
    served = shop(tmp_path, schemes={"oauth": {"type": "oauth2", "flows": {"authorizationCode": flow}}})
    assert sent_back(served.authorize(*asked(scope="fly")))[1]["error"] == "invalid_scope"
    assert sent_back(served.authorize(*asked(response_type="token")))[1]["error"] == "unsupported_response_type"
    assert sent_back(served.authorize(*asked(response_type="id_token")))[1]["error"] == "unsupported_response_type"


def test_only_a_configured_user_agrees(tmp_path: Path) -> None:
    served = shop(tmp_path, given={"settings": {"shop": {"accounts": "ann:pw"}}})
    assert "code" in sent_back(served.authorize(*asked()))[1]
    assert "code" in sent_back(served.authorize(*asked(login_hint="ann")))[1]
    assert sent_back(served.authorize(*asked(login_hint="bob")))[1]["error"] == "access_denied"


def test_another_method_is_told(served: Shop) -> None:
    response = served.outcome("DELETE", "/oauth/authorize").response
    assert (response.status, response.header("allow")) == (405, "GET, HEAD, POST")
