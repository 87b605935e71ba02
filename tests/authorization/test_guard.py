"""A token opens what its scopes allow, for as long as it is good."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.authorization.served import SCHEMES, Shop, needing, shop, value_of
from tests.documents import Json

STRICT = {"settings": {"shop": {"tokens": "issued"}}}


def challenges(served: Shop, path: str, token: str = "", **headers: str) -> tuple[int, str | None]:
    response = served.get(path, token, **headers)
    return response.status, response.header("www-authenticate")


def test_a_token_opens_what_its_scopes_allow(tmp_path: Path) -> None:
    paths = {
        "/read": needing({"oauth": ["read"]}),
        "/both": needing({"oauth": ["read", "write"]}),
        "/any": needing({"oauth": []}),
    }
    served = shop(tmp_path, paths)
    token = served.token("read")
    assert [served.get(path, token).status for path in ("/read", "/any")] == [200, 200]
    assert challenges(served, "/both", token) == (403, 'Bearer error="insufficient_scope", scope="read write"')


def test_a_token_is_good_for_an_hour_of_the_sessions_clock(tmp_path: Path) -> None:
    served = shop(tmp_path)
    token = served.token()
    served.wait(3_599)
    assert served.get("/read", token).status == 200
    served.wait(1)
    told = 'Bearer error="invalid_token", error_description="the token has expired"'
    assert challenges(served, "/read", token) == (401, told)


def test_a_token_is_one_sessions_own(tmp_path: Path) -> None:
    served = shop(tmp_path, given=STRICT)
    token = Shop(served.engine).token()
    assert served.get("/read", token).status == 401


def test_without_a_token_there_is_a_challenge_without_an_error(tmp_path: Path) -> None:
    served = shop(tmp_path)
    assert challenges(served, "/read") == (401, "Bearer")
    assert challenges(served, "/read", authorization="Basic YTpi") == (401, "Bearer")


def test_a_token_of_someone_else_is_good_unless_the_setting_says_otherwise(tmp_path: Path) -> None:
    assert shop(tmp_path).get("/read", "anything").status == 200
    told = 'Bearer error="invalid_token", error_description="the token was not issued here"'
    assert challenges(shop(tmp_path, given=STRICT), "/read", "anything") == (401, told)


def test_a_plain_bearer_token_may_have_to_be_issued_too(tmp_path: Path) -> None:
    paths = {"/a": needing({"bearer": ["a-role"]})}
    schemes = {"bearer": SCHEMES["bearer"]}
    served = shop(tmp_path, paths, schemes, given=STRICT)
    asked = ("grant_type", "client_credentials"), ("client_id", "a"), ("client_secret", "b")
    token = value_of(served.ask(*asked, path="/__auth__/shop/token"))["access_token"]
    assert [served.get("/a", shown).status for shown in (token, "other")] == [200, 401]


def test_an_issued_token_is_no_account(tmp_path: Path) -> None:
    served = shop(tmp_path, given={"settings": {"shop": {"accounts": "me:secret"}}})
    assert [served.get("/read", token).status for token in (served.token(), "secret", "other")] == [200, 200, 401]


def test_without_auth_nothing_is_checked(tmp_path: Path) -> None:
    served = shop(tmp_path, given={**STRICT, "auth": False})
    token = served.token("write")
    served.wait(10_000)
    assert [served.get("/read", shown).status for shown in ("", "other", token)] == [200, 200, 200]


@pytest.mark.parametrize(
    ("security", "shown", "status"),
    [
        ([{"oauth": ["write"]}, {"key": []}], {"x_key": "k"}, 200),
        ([{"oauth": ["write"]}, {"key": []}], {}, 403),
        ([{"key": []}, {"oauth": ["write"]}], {}, 403),
        ([{"oauth": ["read"], "key": []}], {}, 401),
        ([{"oauth": ["read"], "key": []}], {"x_key": "k"}, 200),
        ([{"oauth": ["write"], "key": []}], {"x_key": "k"}, 403),
        ([{"oauth": ["write"]}, {"openid": ["read"]}], {}, 200),
        ([{"oauth": ["write"]}, {}], {}, 200),
        ([{}], {}, 200),
        ([], {}, 200),
        (None, {}, 403),
    ],
)
def test_one_alternative_is_enough_but_it_needs_all_of_its_schemes(
    tmp_path: Path, security: Json, shown: dict[str, str], status: int
) -> None:
    node = needing(*(security or ()))
    if security is None:
        del node["get"]["security"]
    served = shop(tmp_path, {"/a": node}, security=[{"oauth": ["admin"]}])
    assert served.get("/a", served.token("read"), **shown).status == status


def test_a_scope_stands_in_the_challenge_only_if_it_may(tmp_path: Path) -> None:
    served = shop(tmp_path, {"/a": needing({"oauth": ['wr"ite\r\n', "write", 5]})})
    assert challenges(served, "/a", served.token("read")) == (403, 'Bearer error="insufficient_scope", scope="write 5"')


# Client certificates


CERTIFICATE = ":MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQ=:"


@pytest.mark.parametrize(
    ("settings", "shown", "status"),
    [
        ({}, {}, 200),
        ({}, {"client_cert": CERTIFICATE}, 200),
        ({"tokens": "issued"}, {}, 401),
        ({"tokens": "issued"}, {"client_cert": CERTIFICATE}, 200),
        ({"accounts": "ann:pw"}, {"client_cert": CERTIFICATE}, 401),
        ({"accounts": f"ann:{CERTIFICATE.strip(':')}"}, {"client_cert": CERTIFICATE}, 200),
        ({"accounts": "ann:pw"}, {}, 401),
    ],
)
def test_a_client_certificate_is_what_a_proxy_tells(
    tmp_path: Path, settings: Json, shown: dict[str, str], status: int
) -> None:
    served = shop(tmp_path, {"/a": needing({"tls": []})}, given={"settings": {"shop": settings}})
    assert served.get("/a", **shown).status == status


def test_a_scheme_that_is_not_defined_asks_for_nothing_even_of_accounts(tmp_path: Path) -> None:
    served = shop(tmp_path, {"/a": needing({"gone": []})}, given={"settings": {"shop": {"accounts": "a:b"}}})
    assert served.get("/a").status == 200
