"""Which tokens does an API ask for, and where are they to be had?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from mockserver.model import Operation
from mockserver.openapi import Document

Endpoint = Literal["token", "authorize", "configuration", "jwks", "userinfo", "revoke", "introspect"]
Accounts = tuple[tuple[str, str], ...]

PREFIX = "/__auth__"
"""Where every API's endpoints are, whatever its document says: `/__auth__/<api>/token`."""

WELL_KNOWN = "/.well-known/openid-configuration"
METADATA = "/.well-known/oauth-authorization-server"
OPENID_SCOPES = frozenset({"openid", "profile", "email", "offline_access"})

_RESERVED: Mapping[str, Endpoint] = {
    "/token": "token",
    "/authorize": "authorize",
    "/jwks": "jwks",
    "/userinfo": "userinfo",
    "/revoke": "revoke",
    "/introspect": "introspect",
    WELL_KNOWN: "configuration",
    METADATA: "configuration",
}
_DOCUMENTED: Mapping[str, Endpoint] = {
    "tokenUrl": "token",
    "refreshUrl": "token",
    "authorizationUrl": "authorize",
    "openIdConnectUrl": "configuration",
    "oauth2MetadataUrl": "configuration",
}
_GRANTS = {
    "clientCredentials": ("client_credentials",),
    "application": ("client_credentials",),
    "password": ("password", "refresh_token"),
    "authorizationCode": ("authorization_code", "refresh_token"),
    "accessCode": ("authorization_code", "refresh_token"),
    "implicit": ("implicit",),
}
EVERY_GRANT = ("authorization_code", "client_credentials", "implicit", "password", "refresh_token")

_Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Realm:
    """What one API's tokens are: who gets them, where, and for what.

    `grants` are the scopes that each grant type may give, none: any. `places` are the documented paths of its
    endpoints. `strict`: only tokens that were issued here are good. `accounts` are the only users and clients; none:
    everybody is one. `known` are the scopes that are documented or that an operation asks for.
    """

    apis: tuple[str, ...]
    grants: Mapping[str, frozenset[str]]
    places: Mapping[str, Endpoint]
    openid: bool = False
    strict: bool = False
    accounts: Accounts = ()
    known: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return self.apis[0]

    @property
    def addresses(self) -> dict[str, Endpoint]:
        """Every path at which an endpoint is served, the reserved ones last."""
        reserved = {f"{PREFIX}/{self.name}{path}": endpoint for path, endpoint in _RESERVED.items()}
        return {**self.places, **reserved}

    def address(self, wanted: Endpoint) -> str:
        """The path that is told of an endpoint: the documented one, or else the reserved one."""
        return next(path for path, endpoint in self.addresses.items() if endpoint == wanted)

    @property
    def issuer(self) -> str:
        """The path of the issuer: its configuration is below that, at the well-known place."""
        path = self.address("configuration")
        return path.removesuffix(WELL_KNOWN) if path.endswith(WELL_KNOWN) else f"{PREFIX}/{self.name}"

    def joined(self, other: Realm) -> Realm:
        """The realm of two APIs that document one address: it gives what either gives."""
        grants = {**self.grants}
        for grant, scopes in other.grants.items():
            grants[grant] = grants[grant] | scopes if grants.get(grant, scopes) and scopes else frozenset()
        accounts = self.accounts + other.accounts if self.accounts and other.accounts else ()
        return replace(
            self,
            apis=(*self.apis, *other.apis),
            grants=grants,
            openid=self.openid or other.openid,
            accounts=accounts,
            known=self.known | other.known,
        )


def realm_of(
    document: Document,
    operations: Sequence[Operation],
    prefixes: Sequence[tuple[str, str]],
    *,
    accounts: Accounts,
    strict: bool,
) -> Realm | None:
    """The realm of an API that has OAuth 2 or OpenID Connect, or whose tokens must have been issued here.

    `prefixes` are the base paths of the API, each with the mount that may stand before it.
    """
    schemes = list(_schemes(document))
    if not (schemes or strict):
        return None
    flows = [flow for scheme in schemes for flow in _flows(scheme)]
    openid = any(scheme["type"] == "openIdConnect" for scheme in schemes)
    needed = frozenset(scope for operation in operations for scope in _needed(operation))
    grants = {grant: frozenset[str]() for grant in EVERY_GRANT} if openid or not flows else _grants(flows, needed)
    known = needed.union(*(_scopes(flow) for _, flow in flows))
    places: dict[str, Endpoint] = {}
    for holder in (*(flow for _, flow in flows), *schemes):
        for key, endpoint in _DOCUMENTED.items():
            for path in _paths(holder.get(key), prefixes):
                places.setdefault(path, endpoint)
    return Realm((document.name,), grants, places, openid, strict, accounts, known)


def _needed(operation: Operation) -> Iterator[str]:
    for alternative in operation.security:
        for scheme in alternative:
            yield from scheme.scopes


def _grants(flows: Sequence[tuple[str, _Node]], needed: frozenset[str]) -> dict[str, frozenset[str]]:
    """The scopes of each grant type: those that its flows list, and those that the operations need all the same."""
    grants: dict[str, frozenset[str]] = {}
    for kind, flow in flows:
        for grant in _GRANTS[kind]:
            grants[grant] = grants.get(grant, frozenset()) | _scopes(flow)
    return {grant: scopes | needed if scopes else scopes for grant, scopes in grants.items()}


def _schemes(document: Document) -> Iterator[_Node]:
    """The schemes of an API that have to do with tokens which somebody issues."""
    holder = document.root if document.version == "2.0" else document.root.get("components")
    key = "securityDefinitions" if document.version == "2.0" else "securitySchemes"
    stated = holder.get(key) if isinstance(holder, Mapping) else None
    pointer = f"/{key}" if document.version == "2.0" else f"/components/{key}"
    for name in stated if isinstance(stated, Mapping) else ():
        try:
            node = document.chain(document.schema(pointer).child(name).pointer)[-1][0]
        except LookupError:
            continue
        if isinstance(node, Mapping) and node.get("type") in ("oauth2", "openIdConnect"):
            yield node


def _flows(scheme: _Node) -> Iterator[tuple[str, _Node]]:
    """The flows of a scheme by their names; Swagger 2.0 has one, in the scheme itself."""
    kind = scheme.get("flow")
    if isinstance(kind, str) and kind in _GRANTS:
        yield kind, scheme
    flows = scheme.get("flows")
    for name, flow in flows.items() if isinstance(flows, Mapping) else ():
        if name in _GRANTS and isinstance(flow, Mapping):
            yield name, flow


def _scopes(flow: _Node) -> frozenset[str]:
    scopes = flow.get("scopes")
    return frozenset(map(str, scopes)) if isinstance(scopes, Mapping) else frozenset()


def _paths(url: Any, prefixes: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The paths at which a documented address is served: its own, below a mount too, and where it is relative below
    a base path, since many documents mean that."""
    if not isinstance(url, str):
        return
    try:
        parts = urlsplit(url)
        bases = prefixes or (("", ""),)
        found = [(mount, urlsplit(urljoin(f"http://localhost{base or '/'}", url)).path) for base, mount in bases]
    except ValueError:
        return
    if not (parts.scheme or parts.netloc):
        found += [(mount, f"{base}/{parts.path.lstrip('/')}") for base, mount in bases]
    for mount, path in found:
        if path.strip("/"):
            yield path
            yield mount + path
