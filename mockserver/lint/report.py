"""Which findings does a specification get, and where are they?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mockserver.lint.links import link_findings
from mockserver.lint.parts import Parts
from mockserver.lint.references import reference_findings
from mockserver.lint.routes import route_findings
from mockserver.lint.schemas import schema_findings
from mockserver.lint.structure import structure_findings
from mockserver.lint.values import value_findings
from mockserver.model import Finding, Severity
from mockserver.openapi import Document, read_operations
from mockserver.pointers import lasting_pointer

MAX_FINDINGS = 5_000

Rule = Callable[[Parts], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    structure_findings,
    reference_findings,
    route_findings,
    link_findings,
    schema_findings,
    value_findings,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with its place, as it is printed."""

    file: str
    line: int
    severity: Severity
    code: str
    message: str
    pointer: str = field(default="", compare=False)
    known_by: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.severity}: {' '.join(self.message.splitlines())}"


def lint(document: Document) -> tuple[Told, ...]:
    """What is wrong with a document, in the order of its lines; at most `MAX_FINDINGS`, and one that says so."""
    parts = Parts(document)
    found: dict[Told, None] = {}
    for file, line, name in document.origins.repeated()[:MAX_FINDINGS]:
        message = f"the member '{name}' stands here twice, and only the last one is read; remove one of the two"
        found[Told(file, line, "error", "repeated-member", message, known_by=name)] = None
    for finding in _findings(parts):
        file, line = document.position(finding.source)
        pointer = finding.source.pointer
        known_by = lasting_pointer(document.root, pointer)
        found[Told(file, line, finding.severity, finding.code, finding.message, pointer, known_by)] = None
        if len(found) >= MAX_FINDINGS:
            message = f"there is more, but only {MAX_FINDINGS} findings are told"
            found[Told(document.file, 1, "warning", "too-many", message)] = None
            break
    return tuple(sorted(found, key=lambda told: (told.file, told.line)))


def _findings(parts: Parts) -> Iterator[Finding]:
    for rule in RULES:
        yield from rule(parts)
    offered = {"overlay-target", "invalid-path", "invalid-extension"}
    yield from (finding for finding in read_operations(parts.document).findings if finding.code in offered)
