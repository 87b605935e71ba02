"""Which objects are there to be looked at?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from mockserver.model import Finding, Severity
from mockserver.openapi import Document
from mockserver.openapi.grammar import Part, parts_of


class Parts:
    """A document and its objects, by kind; those of other files are there where they are referred to."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def all(self) -> list[Part]:
        found: dict[tuple[str, str], Part] = {}
        waiting = [Part("document", "", self.document.root)]
        while waiting:
            start = waiting.pop()
            if (start.kind, start.pointer) in found:
                continue
            for part in parts_of(start.node, self.document.version, start.kind, start.pointer):
                found[part.kind, part.pointer] = part
                target = self.target_of(part)
                if target is not None and (target.kind, target.pointer) not in found:
                    waiting.append(target)
        return list(found.values())

    def of(self, *kinds: str) -> list[Part]:
        """The objects of some kinds that are objects indeed, and no references to one."""
        return [
            part
            for part in self.all
            if part.kind in kinds
            and isinstance(part.node, Mapping)
            and (part.kind == "schema" or not isinstance(part.node.get("$ref"), str))
        ]

    def target_of(self, part: Part) -> Part | None:
        """What the reference in a part leads to; None where there is no reference, or nothing behind it."""
        if not isinstance(part.node, Mapping) or not isinstance(part.node.get("$ref"), str):
            return None
        try:
            node, pointer = self.document.chain(part.pointer)[1]
        except LookupError:
            return None
        return Part(part.kind, pointer, node)

    def found(self, code: str, message: str, pointer: str, severity: Severity = "error") -> Finding:
        return Finding(code, message, self.document.reference(pointer), severity)


def objects(node: Any) -> Mapping[str, Any]:
    """A member that ought to be an object, or an empty one."""
    return node if isinstance(node, Mapping) else {}
