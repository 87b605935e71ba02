"""What does an authority tell of itself, and of a token? (RFC 7009, 7662, 8414, OpenID Connect Discovery)"""

from __future__ import annotations

from typing import Any

from mockserver.authorization.asking import NO_STORE, Asking, Denial
from mockserver.authorization.authorizing import response_types
from mockserver.authorization.realms import OPENID_SCOPES
from mockserver.authorization.signing import jwks, profile
from mockserver.authorization.tokens import ACCESS, REFRESH, Grant, found
from mockserver.model import Response


def configuration(asking: Asking) -> Response:
    """The discovery document: every address is one of this server."""
    realm = asking.realm
    scopes = set(realm.known) | (OPENID_SCOPES if realm.openid else set())
    return Response.json(
        200,
        {
            "issuer": asking.issuer,
            "authorization_endpoint": asking.address(realm.address("authorize")),
            "token_endpoint": asking.address(realm.address("token")),
            "userinfo_endpoint": asking.address(realm.address("userinfo")),
            "jwks_uri": asking.address(realm.address("jwks")),
            "revocation_endpoint": asking.address(realm.address("revoke")),
            "introspection_endpoint": asking.address(realm.address("introspect")),
            "scopes_supported": sorted(scopes),
            "response_types_supported": response_types(realm.grants, openid=realm.openid),
            "response_modes_supported": ["query", "fragment"],
            "grant_types_supported": sorted(realm.grants),
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
            "code_challenge_methods_supported": ["S256", "plain"],
            "claims_supported": ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "name", "email"],
            "authorization_response_iss_parameter_supported": True,
        },
    )


def keys(asking: Asking) -> Response:
    return Response.json(200, jwks())


def userinfo(asking: Asking) -> Response:
    """Who the user is in whose name a token was given."""
    kind, _, secret = asking.request.headers.get("authorization", "").partition(" ")
    record = found(asking.store, ACCESS, secret.strip(), asking.now) if kind.lower() == "bearer" else None
    if record is None:
        return Denial("invalid_token", "the token is not known, or has expired").response
    grant = Grant.of(record)
    return Response.json(200, {"sub": grant.user or grant.client, **profile(grant)})


def revoke(asking: Asking) -> Response:
    """Forget a token; it is no error if nobody knows it."""
    if not asking.given("token"):
        return Denial("invalid_request", "'token' is needed").response
    for kind in (ACCESS, REFRESH):
        if asking.store.get(kind, asking.given("token")) is not None:
            asking.store.delete(kind, asking.given("token"))
    return Response(200, NO_STORE)


def introspect(asking: Asking) -> Response:
    """Whether a token is good, and what it stands for."""
    secret = asking.given("token")
    if not secret:
        return Denial("invalid_request", "'token' is needed").response
    told: dict[str, Any] = {"active": False}
    for kind in (ACCESS, REFRESH):
        record = found(asking.store, kind, secret, asking.now)
        if record is not None:
            grant = Grant.of(record)
            times = {"exp": int(record["expires"]), "iat": int(record["issued"])}
            told = {"active": True, "scope": " ".join(grant.scopes), "client_id": grant.client, **times}
            told |= {"sub": grant.user or grant.client, "iss": asking.issuer}
            break
    return Response.json(200, told, NO_STORE)
