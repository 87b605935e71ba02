"""Who may call an operation, before and after?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.contract.diff.changes import Change
from mockserver.contract.diff.sides import Sides
from mockserver.model import Operation, SecurityScheme, SpecReference
from mockserver.openapi import Document

Alternative = tuple[SecurityScheme, ...]
Addresses = Mapping[str, str]


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
        at = (SpecReference(old.file, was[1]), SpecReference(new.file, now[1]))
        for words in _moves(_flows(was[0]), _flows(now[0])):
            yield Change("security-scheme-changed", f"the credential of '{name}' {words}", *at)


def _moves(before: Mapping[str, Addresses], after: Mapping[str, Addresses]) -> Iterator[str]:
    """What became of the ways to a credential; a scheme of another kind has none of them, and is told otherwise."""
    if any(
        before[flow].get(key, url) != url for flow in before.keys() & after.keys() for key, url in after[flow].items()
    ):
        yield "is got at another address"
    if before and after:
        yield from (f"is no longer got by the flow '{flow}'" for flow in before if flow not in after)


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


def _flows(node: Mapping[str, Any]) -> dict[str, Addresses]:
    """The ways to a credential, in whichever version's words, with the addresses of each."""
    flows = node.get("flows")
    if not isinstance(flows, Mapping):
        flows = {str(node["flow"]): node} if "flow" in node else {}
    if "openIdConnectUrl" in node:
        flows = {"openIdConnect": node}
    return {
        _FLOWS.get(str(name), str(name)): {key: str(flow[key]) for key in _ADDRESSES if key in flow}
        for name, flow in flows.items()
        if isinstance(flow, Mapping)
    }


_FLOWS = {"accessCode": "authorizationCode", "application": "clientCredentials"}
"""The names that Swagger 2.0 has for flows."""

_ADDRESSES = ("tokenUrl", "authorizationUrl", "refreshUrl", "openIdConnectUrl")
