"""Where does the authorize endpoint send a user back to, and with what? (RFC 6749, OpenID Connect Core)

There is nobody to ask: every user agrees at once, and is the one that `login_hint` names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from mockserver.authorization.asking import NO_STORE, Asking, Denial, scopes_of
from mockserver.authorization.signing import identity
from mockserver.authorization.tokens import ACCESS, CODE_LIFE, CODES, LIFE, Grant, keep
from mockserver.model import Response

_NO_ADDRESS = {"javascript", "data", "vbscript", "file", "about", "blob"}
_METHODS = ("plain", "S256")
_GRANT_OF = {"code": "authorization_code", "token": "implicit", "id_token": "implicit"}


def authorize(asking: Asking) -> Response:
    """The answer of the authorize endpoint: a redirect, or an error of its own where it is not known to where."""
    if asking.request.method not in ("GET", "HEAD", "POST"):
        denial = {"error": "invalid_request", "error_description": "authorization is asked for with GET or POST"}
        return Response.json(405, denial, (*NO_STORE, ("Allow", "GET, HEAD, POST")))
    if not asking.given("client_id"):
        return Denial("invalid_request", "'client_id' is needed").response
    if not _is_address(asking.given("redirect_uri")):
        return Denial("invalid_request", "'redirect_uri' must be an absolute address without a fragment").response
    wanted = asking.given("response_type").split()
    given = _given(asking, wanted)
    if isinstance(given, Denial):
        given = {"error": given.error, "error_description": given.description}
    if asking.given("state"):
        given["state"] = asking.given("state")
    return _redirect(asking, {**given, "iss": asking.issuer}, fragment=_in_fragment(asking, wanted))


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    good = text.isascii() and text.isprintable() and " " not in text and '"' not in text
    return good and bool(parts.scheme) and parts.scheme.lower() not in _NO_ADDRESS and "#" not in text


def _in_fragment(asking: Asking, wanted: list[str]) -> bool:
    """Whether the parameters go behind `#`: they do where there is a token among them."""
    return asking.given("response_mode") == "fragment" or bool({"token", "id_token"} & set(wanted))


def _given(asking: Asking, wanted: list[str]) -> dict[str, Any] | Denial:
    """What the user is sent back with."""
    denial = _denial(asking, wanted)
    if denial is not None:
        return denial
    allowed = [asking.realm.grants[_GRANT_OF[kind]] for kind in wanted]
    scopes = scopes_of(asking, frozenset().union(*allowed) if all(allowed) else frozenset())
    if isinstance(scopes, Denial):
        return scopes
    user = asking.given("login_hint") or asking.given("username") or next((u for u, _ in asking.realm.accounts), "user")
    if asking.realm.accounts and user not in dict(asking.realm.accounts):
        return Denial("access_denied", f"'{user[:50]}' is no account")
    return _made(asking, wanted, Grant(asking.realm.apis, asking.given("client_id"), user, scopes))


def _made(asking: Asking, wanted: list[str], grant: Grant) -> dict[str, Any]:
    """The code and the tokens that are wanted."""
    made: dict[str, Any] = {}
    if "code" in wanted:
        challenge = asking.given("code_challenge")
        more = {
            "redirect_uri": asking.given("redirect_uri"),
            "challenge": challenge,
            "method": asking.given("code_challenge_method") or "plain",
            "nonce": asking.given("nonce"),
        }
        made["code"] = keep(asking.store, CODES, grant, asking.now, CODE_LIFE, **more)
    if "token" in wanted:
        token = keep(asking.store, ACCESS, grant, asking.now, LIFE)
        made |= {"access_token": token, "token_type": "Bearer", "expires_in": str(LIFE)}
        made["scope"] = " ".join(grant.scopes)
    if "id_token" in wanted:
        hashed = {"at_hash": made.get("access_token", ""), "c_hash": made.get("code", "")}
        made["id_token"] = identity(asking.issuer, grant, asking.now, asking.given("nonce"), **hashed)
    return made


def _denial(asking: Asking, wanted: list[str]) -> Denial | None:
    """Why nothing is given, whoever the user is."""
    if not wanted:
        return Denial("invalid_request", "'response_type' is needed")
    grants = asking.realm.grants
    if any(_GRANT_OF.get(kind) not in grants or (kind == "id_token" and not asking.realm.openid) for kind in wanted):
        return Denial("unsupported_response_type", f"the response types are {', '.join(response_types(grants))}")
    if asking.given("response_mode") not in ("", "query", "fragment"):
        return Denial("invalid_request", "'response_mode' is query or fragment")
    if asking.given("code_challenge_method") not in ("", *_METHODS):
        return Denial("invalid_request", "'code_challenge_method' is S256 or plain")
    if "id_token" in wanted and not asking.given("nonce"):
        return Denial("invalid_request", "'nonce' is needed")
    return None


def response_types(grants: Mapping[str, frozenset[str]], *, openid: bool = False) -> list[str]:
    """The response types that some grants make possible."""
    code, implicit = "authorization_code" in grants, "implicit" in grants
    found = (["code"] if code else []) + (["token"] if implicit else [])
    if openid and implicit:
        found += ["id_token", "id_token token"]
        found += ["code id_token", "code token", "code id_token token"] if code else []
    return found


def _redirect(asking: Asking, given: Mapping[str, str], *, fragment: bool) -> Response:
    target = asking.given("redirect_uri")
    mark = "#" if fragment else "&" if "?" in target else "?"
    return Response(302, (("Location", f"{target}{mark}{urlencode(given)}"), *NO_STORE))
