"""Who may call an operation, and where is it, before and after?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from mockserver.contract.diff.changes import Change
from mockserver.contract.diff.local import flat
from mockserver.contract.diff.sides import Sides
from mockserver.model import Operation, SecurityScheme, SpecReference
from mockserver.openapi import Document

Alternative = tuple[SecurityScheme, ...]


def compare_security(sides: Sides) -> None:
    """Whether whoever could call the operation still can: each alternative before must be enough after."""
    old, new = _alternatives(sides.old), _alternatives(sides.new)
    lost = [one for one in old if not any(_is_enough(one, other) for other in new)]
    fresh = [one for one in new if not any(_is_enough(one, other) for other in old)]
    for one in lost:
        nearest = next((other for other in new if _is_enough(_without_scopes(one), _without_scopes(other))), None)
        if not one:
            sides.tell("security-added", f"needs {_told(new)} now", "the security")
        elif nearest is not None:
            scopes = {scope for scheme in nearest for scope in scheme.scopes}
            held = {scope for scheme in one for scope in scheme.scopes}
            missing = ", ".join(f"'{scope}'" for scope in sorted(scopes - held))
            sides.tell("security-scope-added", f"needs the scope {missing}, too", "the security")
        else:
            sides.tell("security-narrower", f"is no longer satisfied by {_told((one,))}", "the security")
    for one in fresh:
        if not one:
            sides.tell("security-removed", "needs no credentials any more", "the security")
        elif not lost or any(_is_enough(_without_scopes(one), _without_scopes(other)) for other in old):
            sides.tell("security-wider", f"is satisfied by {_told((one,))}, too", "the security")


def _alternatives(operation: Operation) -> tuple[Alternative, ...]:
    return operation.security or ((),)


def _is_enough(shown: Alternative, wanted: Alternative) -> bool:
    """Whether who shows all of one alternative satisfies another."""
    return all(any(_satisfies(scheme, other) for scheme in shown) for other in wanted)


def _satisfies(shown: SecurityScheme, wanted: SecurityScheme) -> bool:
    """Whether they ask for the same credentials; what the schemes are called does not matter."""
    return _sort(shown) == _sort(wanted) and set(wanted.scopes) <= set(shown.scopes)


def _sort(scheme: SecurityScheme) -> tuple[str, ...]:
    parameter = scheme.parameter.lower() if scheme.place == "header" else scheme.parameter
    return (scheme.kind, scheme.scheme, scheme.place, parameter)


def _without_scopes(alternative: Alternative) -> Alternative:
    return tuple(
        SecurityScheme(scheme.name, scheme.kind, scheme.scheme, scheme.place, scheme.parameter)
        for scheme in alternative
    )


def _told(alternatives: tuple[Alternative, ...]) -> str:
    return " or ".join(" with ".join(f"'{scheme.name}'" for scheme in one) or "nothing" for one in alternatives)


def compare_schemes(old: Document, new: Document) -> Iterator[Change]:
    """The schemes of one name whose credentials are got elsewhere."""
    before, after = _schemes(old), _schemes(new)
    for name in before:
        was, now = before[name], after.get(name, before[name])
        if _sources(was[0]) != _sources(now[0]):
            words = "is got at another address"
            at = (SpecReference(old.file, was[1]), SpecReference(new.file, now[1]))
            yield Change("security-scheme-changed", f"the credential of '{name}' {words}", *at)


def _schemes(document: Document) -> dict[str, tuple[Mapping[str, Any], str]]:
    holder = "/securityDefinitions" if document.version == "2.0" else "/components/securitySchemes"
    found: dict[str, tuple[Mapping[str, Any], str]] = {}
    try:
        named = document.at(holder)
        for name in named if isinstance(named, Mapping) else ():
            node, pointer = document.chain(f"{holder}/{str(name).replace('~', '~0').replace('/', '~1')}")[-1]
            if isinstance(node, Mapping):
                found[str(name)] = (node, pointer)
    except LookupError:
        pass
    return found


def _sources(node: Mapping[str, Any]) -> bytes:
    """Where credentials are got, in whichever version's words."""
    flows = node.get("flows")
    stated = list(flows.values()) if isinstance(flows, Mapping) else [node]
    urls = {
        str(flow[key])
        for flow in stated
        if isinstance(flow, Mapping)
        for key in ("tokenUrl", "authorizationUrl", "refreshUrl")
        if key in flow
    }
    return flat([*sorted(urls), node.get("openIdConnectUrl")])


def compare_servers(old: Document, new: Document) -> Iterator[Change]:
    """The addresses that came and went."""
    before, after = _addresses(old), _addresses(new)
    if not before or not after:
        return
    gone, fresh = ([url for url in one if url not in other] for one, other in ((before, after), (after, before)))
    places = (SpecReference(old.file, _holder(old)), SpecReference(new.file, _holder(new)))
    code = "server-removed" if any(url in after for url in before) else "servers-replaced"
    for url in gone:
        yield Change(code, f"the server '{url}' was removed", *places)
    for url in fresh:
        yield Change("server-added", f"the server '{url}' was added", *places)


def _holder(document: Document) -> str:
    if document.version == "2.0":
        return "/host" if "host" in document.root else ""
    return "/servers" if "servers" in document.root else ""


def _addresses(document: Document) -> list[str]:
    """The addresses of a document's root, with the defaults of their variables; none where it says none."""
    root = document.root
    if document.version == "2.0":
        host, base = root.get("host"), str(root.get("basePath") or "").rstrip("/")
        schemes = root.get("schemes")
        named = [str(scheme) for scheme in schemes] if isinstance(schemes, list) else [""]
        return [f"{scheme}://{host}{base}".removeprefix(":") for scheme in named] if isinstance(host, str) else []
    stated = root.get("servers")
    return [_resolved(server) for server in stated if isinstance(server, Mapping)] if isinstance(stated, list) else []


def _resolved(server: Mapping[str, Any]) -> str:
    url, variables = str(server.get("url") or "/"), server.get("variables")
    for name, variable in variables.items() if isinstance(variables, Mapping) else ():
        if isinstance(variable, Mapping):
            url = url.replace("{" + str(name) + "}", str(variable.get("default", "")))
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()).geturl().rstrip("/")
