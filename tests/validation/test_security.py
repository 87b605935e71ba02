"""A request shows credentials, each in the way of its scheme."""

from __future__ import annotations

import base64

import pytest

from mockserver.model import Credential, Operation, Request
from mockserver.validation import credentials, missing
from tests.documents import Json, operation

SCHEMES = {
    "basic": {"type": "http", "scheme": "basic"},
    "bearer": {"type": "http", "scheme": "Bearer"},
    "digest": {"type": "http", "scheme": "digest"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "oauth": {"type": "oauth2", "flows": {}},
    "openid": {"type": "openIdConnect", "openIdConnectUrl": "/"},
    "tls": {"type": "mutualTLS"},
}


def secured(*alternatives: Json) -> Operation:
    return operation({"security": list(alternatives)}, components={"securitySchemes": SCHEMES})


def shown(name: str, *, query: str = "", **headers: str) -> tuple[Credential, ...] | None:
    """The credentials that a request shows for one scheme."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    found = credentials(secured({name: []}), Request("GET", "/things", query, named))
    return found[0] if found else None


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("authorization", "credential"),
    [
        (basic("ann:secret"), Credential("basic", "secret", "ann")),
        (basic("ann:a:b"), Credential("basic", "a:b", "ann")),
        (basic("ann:"), Credential("basic", "", "ann")),
        (basic("änn:ü"), Credential("basic", "ü", "änn")),
        ("bAsIc   " + basic("a:b")[6:], Credential("basic", "b", "a")),
    ],
)
def test_basic_shows_a_user_and_a_password(authorization: str, credential: Credential) -> None:
    assert shown("basic", authorization=authorization) == (credential,)


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Basic",
        "Basic ",
        "Basic %%%",
        "Basic YW5u",
        basic(":secret"),
        "Basic /////w==",
        "Bearer x",
        "Basic YTpi YTpi",
    ],
)
def test_what_is_no_user_with_a_password_is_no_basic_credential(authorization: str) -> None:
    assert shown("basic", authorization=authorization) is None


@pytest.mark.parametrize(
    ("name", "authorization", "credential"),
    [
        ("bearer", "Bearer abc", Credential("bearer", "abc")),
        ("bearer", "bearer  abc ", Credential("bearer", "abc")),
        ("digest", "Digest username=a", Credential("digest", "username=a")),
        ("oauth", "Bearer abc", Credential("bearer", "abc")),
        ("openid", "Bearer abc", Credential("bearer", "abc")),
    ],
)
def test_other_schemes_show_a_secret(name: str, authorization: str, credential: Credential) -> None:
    assert shown(name, authorization=authorization) == (credential,)


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer  ", "Basic YTpi", "abc"])
@pytest.mark.parametrize("name", ["bearer", "oauth"])
def test_a_secret_that_is_empty_or_of_another_scheme_is_none(name: str, authorization: str) -> None:
    assert shown(name, authorization=authorization) is None


def test_a_key_may_be_in_a_header() -> None:
    assert shown("header", x_key="abc") == (Credential("apiKey", "abc"),)
    assert shown("header", x_key="") is None
    assert shown("header") is None


def test_a_key_may_be_in_the_query() -> None:
    assert shown("query", query="a=1&key=abc") == (Credential("apiKey", "abc"),)
    assert shown("query", query="key=a%20b") == (Credential("apiKey", "a b"),)
    assert shown("query", query="key=") is None
    assert shown("query", query="KEY=abc") is None


def test_a_key_may_be_in_a_cookie() -> None:
    assert shown("cookie", cookie="a=1; sid=abc") == (Credential("apiKey", "abc"),)
    assert shown("cookie", cookie="a=1") is None


def test_what_the_transport_proves_is_taken_as_proven() -> None:
    assert shown("tls") == (Credential("mutualTLS", ""),)


# Alternatives


BOTH = Request("GET", "/things", "key=k", {"authorization": basic("a:b")})


def test_an_operation_without_security_lets_everybody_in() -> None:
    assert credentials(secured(), Request("GET", "/things")) == ((),)


def test_an_alternative_that_needs_nothing_lets_everybody_in() -> None:
    assert credentials(secured({"basic": []}, {}), Request("GET", "/things")) == ((),)


def test_an_alternative_needs_all_of_its_schemes() -> None:
    found = secured({"basic": [], "query": []})
    assert credentials(found, BOTH) == ((Credential("basic", "b", "a"), Credential("apiKey", "k")),)
    assert credentials(found, Request("GET", "/things", "key=k")) == ()


def test_every_alternative_that_is_shown_counts() -> None:
    found = secured({"header": []}, {"query": []}, {"basic": []})
    assert credentials(found, BOTH) == ((Credential("apiKey", "k"),), (Credential("basic", "b", "a"),))


def test_a_scheme_that_is_not_defined_asks_for_nothing() -> None:
    assert credentials(secured({"gone": []}), Request("GET", "/things")) == ((Credential("undefined", ""),),)


def test_what_is_missing_is_named() -> None:
    found = missing(secured({"basic": [], "query": []}, {"bearer": []}))
    assert (found.location, found.keyword) == (("security",), "security")
    assert found.message == "no valid credential was given: basic with query or bearer is needed"
    assert missing(secured()).message == "no valid credential was given: one is needed"
