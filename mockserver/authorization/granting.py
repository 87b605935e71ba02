"""What does the token endpoint give for a grant? (RFC 6749, 7636)"""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from mockserver.authorization.asking import NO_STORE, Asking, Client, Denial, client_of, scopes_of
from mockserver.authorization.signing import identity
from mockserver.authorization.tokens import CODES, REFRESH, Grant, found, pair
from mockserver.model import Response

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def grant_token(asking: Asking) -> Response:
    """The answer of the token endpoint."""
    if asking.request.method != "POST":
        denial = Denial("invalid_request", "a token is asked for with POST")
        return Response.json(405, _told(denial), (*NO_STORE, ("Allow", "POST")))
    kind = asking.given("grant_type")
    if not kind:
        return Denial("invalid_request", "'grant_type' is needed").response
    answer, grants = _ANSWERS.get(kind), asking.realm.grants
    if answer is None or kind not in grants:
        offered = ", ".join(sorted(set(grants) & set(_ANSWERS)))
        return Denial("unsupported_grant_type", f"the grant types are {offered}").response
    client = client_of(asking)
    given = client if isinstance(client, Denial) else answer(asking, client)
    return given.response if isinstance(given, Denial) else Response.json(200, given, NO_STORE)


def _told(denial: Denial) -> dict[str, str]:
    return {"error": denial.error, "error_description": denial.description}


def _client_credentials(asking: Asking, client: Client) -> dict[str, Any] | Denial:
    if not (client.id and client.secret):
        return Denial("invalid_client", "a client with its secret is needed")
    scopes = scopes_of(asking, asking.realm.grants["client_credentials"])
    if isinstance(scopes, Denial):
        return scopes
    grant = Grant(asking.realm.apis, client.id, "", scopes)
    return pair(asking.store, asking.realm, grant, asking.now, refreshable=False)


def _password(asking: Asking, client: Client) -> dict[str, Any] | Denial:
    user, password = asking.given("username"), asking.given("password")
    if not (user and password):
        return Denial("invalid_request", "'username' and 'password' are needed")
    if asking.realm.accounts and (user, password) not in asking.realm.accounts:
        return Denial("invalid_grant", "the user is not known, or the password is wrong")
    scopes = scopes_of(asking, asking.realm.grants["password"])
    if isinstance(scopes, Denial):
        return scopes
    return _with_identity(asking, Grant(asking.realm.apis, client.id, user, scopes), "")


def _authorization_code(asking: Asking, client: Client) -> dict[str, Any] | Denial:
    code = asking.given("code")
    if not code:
        return Denial("invalid_request", "'code' is needed")
    record = found(asking.store, CODES, code, asking.now)
    if record is None:
        return Denial("invalid_grant", "the code is not known, is used up or has expired")
    asking.store.delete(CODES, code)
    wrong = _wrong_exchange(asking, client, record)
    if wrong is not None:
        return Denial("invalid_grant", wrong)
    return _with_identity(asking, Grant.of(record), record["nonce"])


def _wrong_exchange(asking: Asking, client: Client, record: Mapping[str, Any]) -> str | None:
    """Why a code is not good for who shows it."""
    if client.id != record["client"]:
        return "the code was given to another client"
    if record["redirect_uri"] and asking.given("redirect_uri") != record["redirect_uri"]:
        return "'redirect_uri' is not that of the authorization request"
    verifier, challenge = asking.given("code_verifier"), record["challenge"]
    if bool(verifier) != bool(challenge):
        return "'code_verifier' is needed" if challenge else "there was no 'code_challenge'"
    if challenge and not (_VERIFIER.fullmatch(verifier) and challenge_of(verifier, record["method"]) == challenge):
        return "'code_verifier' does not fit the challenge"
    return None


def challenge_of(verifier: str, method: str) -> str:
    """The challenge that a verifier answers, as RFC 7636 makes it."""
    if method == "plain":
        return verifier
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _refresh_token(asking: Asking, client: Client) -> dict[str, Any] | Denial:
    secret = asking.given("refresh_token")
    if not secret:
        return Denial("invalid_request", "'refresh_token' is needed")
    record = found(asking.store, REFRESH, secret, asking.now)
    if record is None or client.id not in ("", record["client"]):
        return Denial("invalid_grant", "the refresh token is not known, is used up or has expired")
    grant = Grant.of(record)
    scopes = tuple(dict.fromkeys(asking.given("scope").split())) or grant.scopes
    if not set(scopes) <= set(grant.scopes):
        return Denial("invalid_scope", "a scope was not granted before")
    asking.store.delete(REFRESH, secret)
    return _with_identity(asking, replace(grant, scopes=scopes), "")


def _with_identity(asking: Asking, grant: Grant, nonce: str) -> dict[str, Any]:
    """The tokens, with one that says who the user is where that is in scope."""
    answer = pair(asking.store, asking.realm, grant, asking.now, refreshable=True)
    if "openid" in grant.scopes:
        answer["id_token"] = identity(asking.issuer, grant, asking.now, nonce, at_hash=answer["access_token"])
    return answer


_ANSWERS: Mapping[str, Callable[[Asking, Client], dict[str, Any] | Denial]] = {
    "client_credentials": _client_credentials,
    "password": _password,
    "authorization_code": _authorization_code,
    "refresh_token": _refresh_token,
}
