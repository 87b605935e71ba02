"""What does a client ask of an endpoint, and who does it say that it is?"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from mockserver import exact_json
from mockserver.authorization.realms import Realm
from mockserver.media import media_type_of, parse_query
from mockserver.model import Request, Response
from mockserver.state import Transaction

MAX_FORM = 64 * 1024
"""How many bytes a form may have."""

NO_STORE = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))


@dataclass(frozen=True, slots=True)
class Denial:
    """Why something is not given, in the words of RFC 6749."""

    error: str
    description: str

    @property
    def response(self) -> Response:
        status = {"invalid_client": 401, "invalid_token": 401}.get(self.error, 400)
        headers = NO_STORE if status == 400 else (*NO_STORE, ("WWW-Authenticate", _CHALLENGES[self.error]))
        return Response.json(status, {"error": self.error, "error_description": self.description}, headers)


_CHALLENGES = {"invalid_client": 'Basic realm="token"', "invalid_token": 'Bearer error="invalid_token"'}


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks for a token: `secret` is empty where it shows none."""

    id: str
    secret: str


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """A request to an endpoint of a realm, in a session at a time."""

    realm: Realm
    request: Request
    parameters: Mapping[str, str]
    store: Transaction
    now: datetime

    def given(self, name: str) -> str:
        return self.parameters.get(name, "")

    def address(self, path: str) -> str:
        """A path of this server as the client has to name it."""
        return self.request.root + path

    @property
    def issuer(self) -> str:
        return self.address(self.realm.issuer)


def parameters_of(request: Request) -> dict[str, str] | Denial:
    """The parameters in the query and in the body, a form or JSON; one without a value counts as left out."""
    if len(request.body) > MAX_FORM or len(request.query) > MAX_FORM:
        return Denial("invalid_request", f"the parameters are longer than {MAX_FORM} bytes")
    pairs = _decoded(request.query)
    if media_type_of(request.headers.get("content-type", ""))[0] == "application/json":
        pairs += _members(request.body)
    elif request.body:
        pairs += _decoded(request.body.decode("utf-8", "replace"))
    found: dict[str, str] = {}
    for name, text in pairs:
        if found.setdefault(name, text) != text:
            return Denial("invalid_request", f"'{name[:50]}' is given more than once")
    return {name: text for name, text in found.items() if text}


def _decoded(text: str) -> list[tuple[str, str]]:
    return [(unquote_plus(name), unquote_plus(value)) for name, value in parse_query(text)]


def _members(body: bytes) -> list[tuple[str, str]]:
    try:
        value: Any = exact_json.loads(body)
    except exact_json.JSONDecodeError:
        return []
    return [(name, text) for name, text in value.items() if isinstance(text, str)] if isinstance(value, dict) else []


def client_of(asking: Asking) -> Client | Denial:
    """The client by HTTP Basic, by `client_id` and `client_secret`, or by an assertion, which counts as its secret."""
    named, secret = asking.given("client_id"), asking.given("client_secret") or asking.given("client_assertion")
    kind, _, encoded = asking.request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return _known(asking.realm, Client(named, secret), Client(named, secret))
    try:
        user, colon, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return Denial("invalid_client", "the Authorization header cannot be read")
    if not colon or not user:
        return Denial("invalid_client", "the Authorization header names no client")
    decoded = Client(unquote_plus(user), unquote_plus(password))
    if asking.given("client_secret"):
        return Denial("invalid_request", "the client authenticates in two ways at once")
    if named not in ("", user, decoded.id):
        return Denial("invalid_client", "the client has two names")
    return _known(asking.realm, Client(user, password), decoded)


def _known(realm: Realm, plain: Client, decoded: Client) -> Client | Denial:
    """The client, if its secret is right: RFC 6749 encodes what it sends with HTTP Basic, but few clients do."""
    if realm.accounts and plain.secret:
        known = next((c for c in (plain, decoded) if (c.id, c.secret) in realm.accounts), None)
        return known or Denial("invalid_client", "the client is not known, or its secret is wrong")
    return decoded


def scopes_of(asking: Asking, allowed: frozenset[str]) -> tuple[str, ...] | Denial:
    """The scopes that are asked for; every documented one where none is."""
    wanted = tuple(dict.fromkeys(asking.given("scope").split()))
    if not wanted:
        return tuple(sorted(allowed or asking.realm.known))
    unknown = [scope for scope in wanted if scope not in allowed]
    if allowed and unknown:
        return Denial("invalid_scope", f"there is no scope {' '.join(unknown)[:200]}")
    return wanted
