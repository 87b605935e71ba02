"""Who does a request say that it comes from?"""

from __future__ import annotations

import base64
import binascii
from urllib.parse import unquote_plus

from mockserver.media import parse_cookies, parse_query
from mockserver.model import Credential, Operation, Request, SecurityScheme, Violation


def credentials(operation: Operation, request: Request) -> tuple[tuple[Credential, ...], ...]:
    """The alternatives of an operation's security for which the request shows all credentials.

    An operation without security, or with an alternative that needs nothing, has the alternative `()`, as the last.
    Of a client certificate it is what a proxy in front tells in the header `Client-Cert` (RFC 9440), or nothing.
    """
    security = operation.security
    if not security:
        return ((),)
    if len(security) == 1 and len(security[0]) == 1:
        only = _credential(security[0][0], request)
        return ((only,),) if only is not None else ()
    shown = []
    for alternative in security:
        found = [_credential(scheme, request) for scheme in alternative]
        if all(found):
            shown.append(tuple(credential for credential in found if credential is not None))
    return tuple(shown) if len(shown) < 2 or () not in shown else (*filter(None, shown), ())


def shown(operation: Operation, request: Request) -> Credential | None:
    """The credential that a request shows, whether it is good or not."""
    alternative = next(iter(credentials(operation, request)), ())
    return alternative[0] if alternative else None


def missing(operation: Operation) -> Violation:
    """The violation of a request whose credentials are absent or not accepted."""
    names = " or ".join(" with ".join(s.name for s in alternative) for alternative in operation.security)
    return Violation(("security",), "security", f"no valid credential was given: {names or 'one'} is needed")


def _credential(scheme: SecurityScheme, request: Request) -> Credential | None:
    if scheme.kind == "apiKey":
        key = _api_key(scheme, request)
        return Credential("apiKey", key) if key else None
    if scheme.kind == "http" and scheme.scheme == "basic":
        return _basic(request)
    if scheme.kind in ("http", "oauth2", "openIdConnect"):
        wanted = scheme.scheme if scheme.kind == "http" else "bearer"
        kind, _, secret = request.headers.get("authorization", "").partition(" ")
        secret = secret.strip()
        return Credential(wanted, secret, scopes=scheme.scopes) if secret and kind.lower() == wanted else None
    return Credential(scheme.kind, request.headers.get("client-cert", "").strip(" :"))


def _basic(request: Request) -> Credential | None:
    kind, _, encoded = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        user, colon, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return Credential("basic", password, user) if colon and user else None


def _api_key(scheme: SecurityScheme, request: Request) -> str | None:
    if scheme.place == "header":
        return request.header(scheme.parameter)
    if scheme.place == "query":
        pairs = parse_query(request.query)
        return next((unquote_plus(value) for name, value in pairs if name == scheme.parameter), None)
    cookies = parse_cookies(request.headers.get("cookie", ""))
    return next((value for name, value in cookies if name == scheme.parameter), None)
