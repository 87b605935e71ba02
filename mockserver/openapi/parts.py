"""Which parts do the operations of every version have, and which of them are broken?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mockserver.exceptions import SpecError
from mockserver.model import Finding, SecurityScheme
from mockserver.openapi.document import Document

NodeAt = tuple[Mapping[str, Any], str]
"""An object of the document and the pointer to it."""


def methods_of(
    document: Document, methods: Sequence[str], findings: list[Finding]
) -> Iterator[tuple[str, str, Mapping[str, Any], str]]:
    """Each operation's path and method, with its path item and the pointer to that."""
    for path in document.root["paths"]:
        if path.startswith("x-"):
            continue
        if not path.startswith("/"):
            message = f"the path '{path}' does not begin with a slash; it is left out"
            findings.append(Finding("invalid-path", message, document.reference("/paths")))
            continue
        item, pointer = found_child(document, findings, "/paths", path)
        for method in methods:
            if isinstance(item.get(method), Mapping):
                yield path, method, item, pointer
            elif method in item:
                message = "an operation must be an object; it is left out"
                findings.append(Finding("invalid-operation", message, document.reference(f"{pointer}/{method}")))


def found_child(document: Document, findings: list[Finding], pointer: str, *steps: str | int) -> NodeAt:
    """The object below a pointer, after references; an empty one, and a finding, where there is none."""
    try:
        node, at = document.child(pointer, *steps)
    except SpecError as error:
        message = str(error).partition(": ")[2]
        findings.append(Finding("broken-reference", message, document.reference(pointer)))
        return {}, pointer
    if isinstance(node, Mapping):
        return node, at
    findings.append(Finding("invalid-object", "this must be an object; it is left out", document.reference(at)))
    return {}, at


def declared_parameters(document: Document, findings: list[Finding], *owners: str) -> list[NodeAt]:
    """The parameters of a path and then of its operation, which may replace the path's."""
    found: dict[tuple[str, str], NodeAt] = {}
    for owner in owners:
        for index in range(len(document.at(owner).get("parameters") or ())):
            node, pointer = found_child(document, findings, owner, "parameters", index)
            if isinstance(node.get("name"), str):
                found[str(node.get("in")), node["name"]] = (node, pointer)
            elif node:
                message = "a parameter needs a 'name'; this one is left out"
                findings.append(Finding("invalid-parameter", message, document.reference(pointer)))
    return list(found.values())


def security(
    document: Document,
    findings: list[Finding],
    pointer: str,
    scheme: Callable[[Document, str], SecurityScheme | None],
) -> tuple[tuple[SecurityScheme, ...], ...]:
    """The alternatives, each with the schemes that it needs all of; none: everybody may come in."""
    requirements = document.at(pointer).get("security", document.root.get("security")) or ()
    return tuple(
        tuple(_known(document, findings, pointer, name, scheme) for name in requirement) for requirement in requirements
    )


def _known(
    document: Document,
    findings: list[Finding],
    pointer: str,
    name: str,
    scheme: Callable[[Document, str], SecurityScheme | None],
) -> SecurityScheme:
    """The scheme of a name; one that anybody satisfies where the document does not define it."""
    found = scheme(document, name)
    if found is not None:
        return found
    message = f"the security scheme '{name}' is not defined; nothing is asked for it"
    findings.append(Finding("undefined-security", message, document.reference(pointer)))
    return SecurityScheme(name, "undefined")
