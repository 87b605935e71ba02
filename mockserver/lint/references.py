"""Which references lead nowhere, and to which components does none lead?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mockserver.lint.parts import Parts, objects
from mockserver.model import Finding
from mockserver.pointers import pointer_of, steps_of

_SECTIONS = {"2.0": ("definitions", "parameters", "responses")}
_KINDS = (
    "schemas", "responses", "parameters", "examples", "requestBodies", "headers", "links", "callbacks", "pathItems",
    "mediaTypes",
)  # fmt: skip


def reference_findings(parts: Parts) -> Iterator[Finding]:
    """References to nothing, circles of them, and components that nothing refers to."""
    used: set[str] = set()
    for part in parts.all:
        if not isinstance(part.node, Mapping):
            continue
        if isinstance(part.node.get("$ref"), str):
            used.add(pointer_of(steps_of(part.node["$ref"])))
            try:
                parts.document.chain(part.pointer)
            except LookupError as error:
                yield parts.found("broken-reference", str(error.args[0]), part.pointer)
        if part.kind == "discriminator":
            mapping = objects(part.node.get("mapping"))
            used.update(pointer_of(steps_of(target)) for target in mapping.values() if isinstance(target, str))
    yield from _unused(parts, used)


def _unused(parts: Parts, used: set[str]) -> Iterator[Finding]:
    root = parts.document.root
    old = parts.document.version == "2.0"
    components = root if old else objects(root.get("components"))
    for section in _SECTIONS.get(parts.document.version, _KINDS):
        for name in objects(components.get(section)):
            pointer = pointer_of((section, name) if old else ("components", section, name))
            if pointer not in used and not any(target.startswith(f"{pointer}/") for target in used):
                yield parts.found("unused-component", f"nothing refers to '{name}'", pointer, "warning")
