"""Do the differences that were found stand, when a schema is looked at as a whole?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mockserver.contract.diff.changes import Reached, Root
from mockserver.contract.diff.codes import KINDS, Sense
from mockserver.contract.diff.local import Local
from mockserver.contract.diff.walk import Node
from mockserver.contract.diff.witnesses import witness
from mockserver.model import ABSENT, Schema
from mockserver.schema import Containing


class WholeJudge:
    """Strikes out what is proved to break nothing, and adds what breaks without a keyword that shows it."""

    def __init__(self, containing: Containing) -> None:
        self._containing = containing
        self._known: dict[tuple[Any, ...], str] = {}

    def confirmed(self, root: Root, node: Node, reached: Sequence[Reached]) -> Sequence[Reached]:
        """The differences that stand: where all that was valid still is, none of them breaks anything."""
        severities = {KINDS[local.code].severity for local, _, _ in reached}
        if severities <= {"info"}:
            shown = any(local.code in _SHOWN for local, _, _ in reached)
            return reached if shown else [*reached, *self._unseen(root, node)]
        if "breaking" in severities and self._answer(root) == "contained":
            return [kept for found in reached if (kept := self._harmless(root, found)) is not None]
        return reached

    def _harmless(self, root: Root, found: Reached) -> Reached | None:
        """What is left of a difference that breaks nothing: where something else is valid, it is more, or less."""
        local, node, steps = found
        if KINDS[local.code].severity != "breaking":
            return found
        if local.sense != "changed" or self._answer(root, backward=True) == "contained":
            return None
        sense: Sense = "wider" if root.direction == "request" else "narrower"
        code = local.code.removesuffix("changed") + sense
        return (replace(local, code=code, sense=sense), node, steps) if code in KINDS else None

    def _answer(self, root: Root, *, backward: bool = False) -> str:
        inner, outer = _sides(root)
        if backward:
            inner, outer = outer, inner
        key = (root.old.pointer, root.new.pointer, root.direction, backward)
        if key not in self._known:
            self._known[key] = self._containing.ask(inner, outer, root.direction).answer
        return self._known[key]

    def _unseen(self, root: Root, node: Node) -> Sequence[Reached]:
        """What no difference of a keyword tells, if there is a value that proves it."""
        if self._answer(root) != "not contained":
            return ()
        if witness(*_sides(root), root.direction, self._containing) is ABSENT:
            return ()
        sense: Sense = "narrower" if root.direction == "request" else "wider"
        words = "takes less than before" if sense == "narrower" else "may be what it could not be before"
        code = f"{root.direction}-schema-{sense}"
        return ((Local(code, sense, words, root.old.pointer, root.new.pointer, leaf=True), node, ()),)


_SHOWN = {"response-property-readable", "request-property-writable"}
"""What says already that a member is for this side, too, which no value of that member breaks."""


def _sides(root: Root) -> tuple[Schema, Schema]:
    """What is sent, and what its reader expects."""
    return (root.old, root.new) if root.direction == "request" else (root.new, root.old)
