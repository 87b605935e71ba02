"""Do links and callbacks point somewhere, and can their expressions be read?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mockserver.lint.parts import Parts, objects
from mockserver.model import Finding
from mockserver.openapi.grammar import METHODS, Part
from mockserver.openapi.parts import Found, declared_parameters, operations_of
from mockserver.pointers import exists, pointer_of, steps_of

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - what RFC 7230 calls a token
_SOURCE = rf"(?:header\.{_TOKEN}|query\.[^{{}}]+|path\.[^{{}}]+|body(?:#(?:/[^{{}}]*)?)?)"
_EXPRESSION = re.compile(rf"\$(?:url|method|statusCode|request\.{_SOURCE}|response\.{_SOURCE})")
_EMBEDDED = re.compile(r"\{([^{}]*)\}")
_PLACED = re.compile(r"(path|query|header|cookie)\.(.+)")


def link_findings(parts: Parts) -> Iterator[Finding]:
    if parts.document.version == "2.0":
        return
    methods = (*METHODS, "query") if parts.document.version == "3.2" else METHODS
    operations = list(operations_of(parts.document, methods, []))
    by_id = {found.node["operationId"]: found for found in operations if isinstance(found.node.get("operationId"), str)}
    by_pointer = {found.pointer: found for found in operations}
    for part in parts.of("link"):
        yield from _link(parts, part, by_id, by_pointer)
    for part in parts.of("callback"):
        for expression in part.node:
            if not expression.startswith("x-"):
                yield from _expressions(parts, expression, part.pointer + pointer_of((expression,)))


def _link(parts: Parts, part: Part, by_id: dict[str, Found], by_pointer: dict[str, Found]) -> Iterator[Finding]:
    name, reference = part.node.get("operationId"), part.node.get("operationRef")
    target = by_id.get(name) if isinstance(name, str) else None
    if isinstance(name, str) and target is None:
        yield parts.found("broken-link", f"there is no operation '{name}'", part.pointer)
    elif isinstance(reference, str) and reference.startswith("#"):
        target = by_pointer.get(pointer_of(steps_of(reference)))
        if target is None and not exists(parts.document.root, reference):
            yield parts.found("broken-link", f"there is no operation at '{reference}'", part.pointer)
    elif name is None and reference is None:
        yield parts.found("broken-link", "a link needs an 'operationId' or an 'operationRef'", part.pointer)
    for parameter, value in objects(part.node.get("parameters")).items():
        if target is not None and not _takes(parts, target, parameter):
            message = f"the operation '{target.named}' has no parameter '{parameter}'"
            yield parts.found("broken-link", message, f"{part.pointer}/parameters{pointer_of((parameter,))}")
        if isinstance(value, str):
            at = f"{part.pointer}/parameters{pointer_of((parameter,))}"
            yield from _expressions(parts, value, at)


def _takes(parts: Parts, target: Found, name: str) -> bool:
    declared = declared_parameters(parts.document, [], *target.item.pointers, target.pointer)
    placed = _PLACED.fullmatch(name)
    return any(
        node["name"] == name or (placed is not None and (node.get("in"), node["name"]) == placed.groups())
        for node, _ in declared
    )


def _expressions(parts: Parts, text: str, pointer: str) -> Iterator[Finding]:
    """The runtime expressions in a text that cannot be read."""
    embedded = [found for found in _EMBEDDED.findall(text) if found.startswith("$")]
    for expression in [text] if text.startswith("$") else embedded:
        if not _EXPRESSION.fullmatch(expression):
            yield parts.found("invalid-expression", f"'{expression[:100]}' is no runtime expression", pointer)
