"""Which parts do the operations of every version have, and which of them are broken?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mockserver.model import Finding, SecurityScheme
from mockserver.openapi.document import Document
from mockserver.openapi.grammar import below
from mockserver.pointers import pointer_of

NodeAt = tuple[Mapping[str, Any], str]
"""An object of the document and the pointer to it."""


@dataclass(frozen=True, slots=True)
class PathItem:
    """A path with its path items: the one in the document, and those that it refers to, in turn."""

    path: str
    items: tuple[NodeAt, ...]
    is_webhook: bool = False

    @property
    def pointers(self) -> tuple[str, ...]:
        """Where the items are, the farthest first."""
        return tuple(pointer for _, pointer in reversed(self.items))


@dataclass(frozen=True, slots=True)
class Found:
    """An operation as it stands in a document: its method as it is sent, its path item, itself and its pointer."""

    method: str
    item: PathItem
    node: Mapping[str, Any]
    pointer: str

    @property
    def path(self) -> str:
        return self.item.path

    @property
    def named(self) -> str:
        """What the operation is called where it has no id."""
        stated = self.node.get("operationId")
        return str(stated) if stated else f"{self.method.lower()} {self.path}"


def operations_of(document: Document, methods: Sequence[str], findings: list[Finding]) -> Iterator[Found]:
    """Each operation of a document, in its order."""
    for item in _items(document, findings):
        yield from operations_in(document, methods, findings, item)


def operations_in(
    document: Document, methods: Sequence[str], findings: list[Finding], item: PathItem
) -> Iterator[Found]:
    """Each operation of a path."""
    for method in methods:
        yield from _operation(document, findings, item, method.upper(), method)
    if document.version == "3.2":
        for holder, pointer in item.items:
            for method in held(document, findings, holder, pointer, "additionalOperations"):
                yield from _operation(document, findings, item, method, "additionalOperations", method)


def item_at(document: Document, findings: list[Finding], path: str, pointer: str) -> PathItem:
    """The path item at a pointer; an empty one, and a finding, where there is none."""
    try:
        node = document.at(pointer)
    except LookupError:
        node = None
    return _item(document, findings, path, node, pointer)


def _items(document: Document, findings: list[Finding]) -> Iterator[PathItem]:
    """The path items of a document; where it has no path, those of its webhooks, each at a path of its name.

    A document of webhooks alone describes what is called back, so that who is called back is what there is to mock.
    """
    paths = held(document, findings, document.root, "", "paths")
    for path, node in paths.items():
        if path.startswith("/"):
            yield _item(document, findings, path, node, f"/paths{pointer_of((path,))}")
        elif not path.startswith("x-"):
            message = f"the path '{path}' does not begin with a slash; it is left out"
            findings.append(Finding("invalid-path", message, document.reference("/paths")))
    if paths or document.version not in ("3.1", "3.2"):
        return
    for name, node in held(document, findings, document.root, "", "webhooks").items():
        item = _item(document, findings, f"/{name.lstrip('/')}", node, f"/webhooks{pointer_of((name,))}")
        yield replace(item, is_webhook=True)


def _item(document: Document, findings: list[Finding], path: str, node: Any, pointer: str) -> PathItem:
    """The path item of a path, with those that it refers to."""
    try:
        chain = document.chain(pointer) if isinstance(node, Mapping) and "$ref" in node else [(node, pointer)]
    except LookupError as error:
        findings.append(Finding("broken-reference", str(error.args[0]), document.reference(pointer)))
        chain = [(node, pointer)]
    return PathItem(path, tuple((node, at) for node, at in chain if _is_object(document, findings, node, at)))


def _operation(
    document: Document, findings: list[Finding], item: PathItem, method: str, *steps: str
) -> Iterator[Found]:
    for holder, at in item.items:
        node: Any = holder
        for step in steps:
            node = node.get(step) if isinstance(node, Mapping) else None
        if node is None and not (len(steps) == 1 and steps[0] in holder):
            continue
        pointer = at + pointer_of(steps)
        if isinstance(node, Mapping):
            yield Found(method, item, node, pointer)
        else:
            message = "an operation must be an object; it is left out"
            findings.append(Finding("invalid-operation", message, document.reference(pointer)))
        return


def found_child(document: Document, findings: list[Finding], pointer: str, *steps: str | int) -> NodeAt:
    """The object below a pointer, after references; an empty one, and a finding, where there is none."""
    try:
        place = pointer
        for step in steps:
            place = below(place, step) if isinstance(step, str) else f"{place}/{step}"
        node, at = document.chain(place)[-1]
    except LookupError as error:
        findings.append(Finding("broken-reference", str(error.args[0]), document.reference(pointer)))
        return {}, pointer
    return (node, at) if _is_object(document, findings, node, at) else ({}, at)


def _is_object(document: Document, findings: list[Finding], node: Any, pointer: str) -> bool:
    if node.__class__ is dict or isinstance(node, Mapping):
        return True
    findings.append(Finding("invalid-object", "this must be an object; it is left out", document.reference(pointer)))
    return False


def held(
    document: Document, findings: list[Finding], node: Mapping[str, Any], pointer: str, key: str
) -> Mapping[str, Any]:
    """The object that a member is; an empty one where there is none, with a finding where it is something else."""
    value = node.get(key)
    if value is None or not _is_object(document, findings, value, f"{pointer}/{key}"):
        return {}
    found: Mapping[str, Any] = value
    return found


def listed(document: Document, findings: list[Finding], node: Mapping[str, Any], pointer: str, key: str) -> list[Any]:
    """The list that a member is; an empty one where there is none, with a finding where it is something else."""
    value = node.get(key)
    if isinstance(value, list):
        return value
    if value is not None:
        source = document.reference(f"{pointer}/{key}")
        findings.append(Finding("invalid-list", "this must be a list; it is left out", source))
    return []


def tags_of(document: Document, findings: list[Finding], node: Mapping[str, Any], pointer: str) -> tuple[str, ...]:
    return tuple(map(str, listed(document, findings, node, pointer, "tags")))


def declared_parameters(document: Document, findings: list[Finding], *owners: str) -> list[NodeAt]:
    """The parameters of a path and then of its operation, which may replace the path's."""
    found: dict[tuple[str, str], NodeAt] = {}
    for owner in owners:
        for index in range(len(listed(document, findings, document.at(owner), owner, "parameters"))):
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
    node = document.at(pointer)
    owner, at = (node, pointer) if "security" in node else (document.root, "")
    requirements = [
        requirement
        for index, requirement in enumerate(listed(document, findings, owner, at, "security"))
        if _is_object(document, findings, requirement, f"{at}/security/{index}")
    ]
    return tuple(
        tuple(_known(document, findings, pointer, name, scopes, scheme) for name, scopes in requirement.items())
        for requirement in requirements
    )


def _known(
    document: Document,
    findings: list[Finding],
    pointer: str,
    name: str,
    scopes: Any,
    scheme: Callable[[Document, str], SecurityScheme | None],
) -> SecurityScheme:
    """The scheme of a name; one that anybody satisfies where the document does not define it."""
    found = scheme(document, name)
    if found is not None:
        if not (isinstance(scopes, list) and scopes and found.kind in ("oauth2", "openIdConnect")):
            return found
        return replace(found, scopes=tuple(map(str, scopes)))
    message = f"the security scheme '{name}' is not defined; nothing is asked for it"
    findings.append(Finding("undefined-security", message, document.reference(pointer)))
    return SecurityScheme(name, "undefined")


def text_of(node: Mapping[str, Any], key: str) -> str:
    """The text that a member is; empty where it is none."""
    value = node.get(key)
    return value if isinstance(value, str) else ""
