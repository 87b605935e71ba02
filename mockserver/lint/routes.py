"""Can every operation be told from the others, and are its parameters, servers and security there?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.lint.parts import Parts, objects
from mockserver.model import Finding
from mockserver.openapi.grammar import METHODS, Part
from mockserver.openapi.parts import Found, declared_parameters, operations_of
from mockserver.pointers import pointer_of

_TEMPLATE = re.compile(r"\{([^{}]*)\}")


def route_findings(parts: Parts) -> Iterator[Finding]:
    methods = (*METHODS, "query") if parts.document.version == "3.2" else METHODS
    operations = list(operations_of(parts.document, methods, []))
    yield from _ids(parts, operations)
    yield from _templates(parts)
    for operation in operations:
        yield from _path_parameters(parts, operation)
    for part in parts.of("requirement"):
        yield from _security(parts, part)
    for part in parts.of("server"):
        yield from _variables(parts, part)


def _ids(parts: Parts, operations: list[Found]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for operation in operations:
        name = operation.node.get("operationId")
        if not isinstance(name, str):
            continue
        if name in seen and seen[name] != operation.pointer:
            message = f"the operation id '{name}' is taken already, on line {parts.document.line(seen[name])}"
            yield parts.found("duplicate-operation-id", message, f"{operation.pointer}/operationId")
        seen.setdefault(name, operation.pointer)


def _templates(parts: Parts) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for path in objects(parts.document.root.get("paths")):
        shape = _TEMPLATE.sub("{}", path)
        if shape in seen:
            message = f"the path '{path}' means the same as '{seen[shape]}'"
            yield parts.found("equivalent-path", message, pointer_of(("paths", path)))
        seen.setdefault(shape, path)
        names = _TEMPLATE.findall(path)
        for name in {name for name in names if names.count(name) > 1}:
            yield parts.found("path-parameter", f"'{name}' is twice in the path", pointer_of(("paths", path)))


def _path_parameters(parts: Parts, operation: Found) -> Iterator[Finding]:
    declared = declared_parameters(parts.document, [], *operation.item.pointers, operation.pointer)
    named = {node["name"]: (node, pointer) for node, pointer in declared if node.get("in") == "path"}
    wanted = _TEMPLATE.findall(operation.path)
    for name in dict.fromkeys(wanted):
        if name not in named:
            yield parts.found("path-parameter", f"the path parameter '{name}' is not declared", operation.pointer)
    for name, (node, pointer) in named.items():
        if name not in wanted:
            message = f"the path parameter '{name}' is not in the path '{operation.path}'"
            yield parts.found("path-parameter", message, pointer)
        elif node.get("required") is not True:
            yield parts.found("path-parameter", f"the path parameter '{name}' must be required", pointer)


def _security(parts: Parts, part: Part) -> Iterator[Finding]:
    root: Mapping[str, Any] = parts.document.root
    old = parts.document.version == "2.0"
    defined = objects(
        root.get("securityDefinitions") if old else objects(root.get("components")).get("securitySchemes")
    )
    for name in part.node:
        if name not in defined and "/" not in name:
            yield parts.found("undefined-security", f"the security scheme '{name}' is not defined", part.pointer)


def _variables(parts: Parts, part: Part) -> Iterator[Finding]:
    variables = objects(part.node.get("variables"))
    for name in dict.fromkeys(_TEMPLATE.findall(str(part.node.get("url", "")))):
        if "default" not in objects(variables.get(name)):
            message = f"the server's variable '{name}' has no default"
            yield parts.found("server-variable", message, part.pointer)
    for name, variable in variables.items():
        stated = objects(variable)
        values = stated.get("enum")
        if isinstance(values, list) and "default" in stated and stated["default"] not in values:
            message = f"the default of the server's variable '{name}' is none of its values"
            yield parts.found("server-variable", message, f"{part.pointer}/variables{pointer_of((name,))}")
