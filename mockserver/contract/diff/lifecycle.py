"""Which operations came, are to go, and went?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from mockserver.contract.diff.changes import Change, Use
from mockserver.contract.diff.pairing import Pairs
from mockserver.model import Operation
from mockserver.openapi import Document


def compare_lives(old: Document, new: Document, pairs: Pairs, today: date) -> Iterator[Change]:
    """The operations that were removed and added, and the dates (`x-sunset`) that are nearer than they were."""
    for operation in pairs.removed:
        sunset = _sunset(old, operation)
        is_early = operation.deprecated and sunset is not None and sunset > today
        code = "deprecated-operation-removed" if operation.deprecated else "operation-removed"
        words = f"{operation.method} {operation.path} was removed"
        if is_early:
            code, words = "operation-removed-early", f"{words} before its sunset on {sunset}"
        yield Change(code, words, operation.source, None, (Use(operation.id),))
    for operation in pairs.added:
        words = f"{operation.method} {operation.path} was added"
        yield Change("operation-added", words, None, operation.source, (Use(operation.id),))
    for was, now in pairs.both:
        before, after = _sunset(old, was), _sunset(new, now)
        if before is not None and after is not None and after < before:
            words = f"is to be removed on {after} (before: {before})"
            yield Change("operation-sunset-earlier", words, was.source, now.source, (Use(now.id),))


def _sunset(document: Document, operation: Operation) -> date | None:
    """The day that an operation says it is removed on; None where it says none, or no date."""
    try:
        node = document.at(operation.source.pointer)
        stated = node.get("x-sunset") if isinstance(node, Mapping) else None
        return date.fromisoformat(str(stated)[: len("2026-12-31")])
    except (LookupError, ValueError):
        return None
