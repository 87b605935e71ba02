"""How is a comparison told, in the form that every report is written from?"""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.contract.diff.changes import Change, Use
from mockserver.contract.diff.comparing import Comparison
from mockserver.contract.diff.consumer import Breakage
from mockserver.contract.diff.form import ANY_ITEM, ANY_MEMBER, Step
from mockserver.contract.diff.local import shown
from mockserver.contract.report import Entry, Report
from mockserver.contract.report import Severity as EntrySeverity
from mockserver.model import ABSENT
from mockserver.pointers import lasting_pointer
from mockserver.tables import counted

MAX_USES = 10
_SEVERITIES: dict[str, EntrySeverity] = {"breaking": "error", "warning": "warning", "info": "info"}


def report_of(comparison: Comparison, breakage: Breakage | None = None) -> Report:
    """The report of a comparison, or of what of it breaks a consumer."""
    told = comparison.changes if breakage is None else breakage.changes
    numbers = {severity: sum(change.severity == severity for change in told) for severity in _SEVERITIES}
    words = (f"{numbers['breaking']} breaking", counted(numbers["warning"], "warning"), f"{numbers['info']} harmless")
    return Report(
        "diff",
        f"{comparison.old.file} -> {comparison.new.file}",
        tuple(_entry(comparison, change) for change in told),
        _unbroken(comparison, told),
        f"{counted(len(told), 'change')}: {', '.join(words)}{_asked(breakage)}",
        file=comparison.new.file,
    )


def _asked(breakage: Breakage | None) -> str:
    if breakage is None:
        return ""
    unknown = f", {breakage.unknown} of them of no operation that is known" if breakage.unknown else ""
    return f"; by {counted(breakage.exchanges, 'exchange')} of the consumer{unknown}"


def _unbroken(comparison: Comparison, changes: Iterable[Change]) -> tuple[str, ...]:
    """The operations that are in both documents, and that nothing breaks."""
    broken = {use.operation for change in changes if change.severity == "breaking" for use in change.uses}
    kept = (operation.id for _, operation in comparison.pairs.both)
    return tuple(f"{comparison.new.name}.{name}" for name in kept if name not in broken)


def _entry(comparison: Comparison, change: Change) -> Entry:
    document, source = (comparison.new, change.new) if change.new is not None else (comparison.old, change.old)
    pointer = source.pointer if source is not None else ""
    file, line = document.place(pointer)
    operations = list(dict.fromkeys(use.operation for use in change.uses if use.operation))
    return Entry(
        change.code,
        _SEVERITIES[change.severity],
        message(change),
        file,
        line,
        f"{comparison.new.name}.{operations[0]}" if len(operations) == 1 else "",
        pointer,
        details=tuple(_details(change, comparison)),
        known_by=lasting_pointer(document.root, pointer),
    )


def message(change: Change) -> str:
    """The change in a sentence: which way, of what, where, and how."""
    kind = change.kind
    way = "" if kind.way == "api" or not kind.sense else f"{kind.way} {kind.sense}: "
    if change.code in _WHOLE:
        return f"{way}{change.words}"
    use = change.uses[0]
    return f"{way}{_where(use)}{_further(change)} {change.words}"


_WHOLE = {
    "operation-added", "operation-removed", "deprecated-operation-removed", "operation-removed-early",
    "operation-renamed", "server-added", "server-removed", "servers-replaced", "security-scheme-changed",
}  # fmt: skip
"""The codes whose words say where by themselves."""


def _where(use: Use) -> str:
    place = " of ".join(filter(None, (use.part, use.operation)))
    return f"'{way_to(use.steps)}' in {place}" if use.steps else place


def way_to(steps: Iterable[Step]) -> str:
    """The way to a value, such as `pets[].name`."""
    told = ""
    for step in steps:
        if isinstance(step, str):
            told += f".{step}"
        else:
            told += {ANY_ITEM: "[]", ANY_MEMBER: ".*"}.get(step, f"[{step}]")
    return told.removeprefix(".")


def _further(change: Change) -> str:
    others = len({use.operation for use in change.uses}) - 1
    return f" (and {counted(others, 'other operation')})" if others else ""


def _details(change: Change, comparison: Comparison) -> Iterable[str]:
    yield from change.seen
    if change.witness is not ABSENT:
        was_valid = change.kind.sense == "narrower" or (change.kind.sense, change.kind.way) == ("changed", "request")
        told = "was valid, and is no longer" if was_valid else "is valid now, and was not"
        yield f"{shown(change.witness)} {told}"
    if change.old is not None and change.new is not None:
        file, line = comparison.old.place(change.old.pointer)
        yield f"before: {file}:{line}"
    if change.severity == "warning" and change.kind.severity == "breaking" and not change.seen:
        yield "no value was found that proves it"
    others = list(dict.fromkeys(_where(use) for use in change.uses))[1:]
    yield from (f"also {where}" for where in others[: MAX_USES - 1])
    if len(others) >= MAX_USES:
        yield f"and {counted(len(others) - MAX_USES + 1, 'further place')}"
