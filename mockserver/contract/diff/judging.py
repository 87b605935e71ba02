"""Do the differences that were found stand, when a schema is looked at as a whole?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mockserver.contract.diff.changes import Reached, Root
from mockserver.contract.diff.codes import KINDS, Sense
from mockserver.contract.diff.local import Local
from mockserver.contract.diff.walk import Node
from mockserver.contract.diff.witnesses import witness
from mockserver.model import ABSENT
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
            return [*reached, *self._unseen(root, node)]
        if "breaking" in severities and self._answer(root) == "contained":
            return [found for found in reached if KINDS[found[0].code].severity != "breaking"]
        return reached

    def _answer(self, root: Root) -> str:
        inner, outer = (root.old, root.new) if root.direction == "request" else (root.new, root.old)
        key = (root.old.pointer, root.new.pointer, root.direction)
        if key not in self._known:
            self._known[key] = self._containing.ask(inner, outer, root.direction).answer
        return self._known[key]

    def _unseen(self, root: Root, node: Node) -> Sequence[Reached]:
        """What no difference of a keyword tells, if there is a value that proves it."""
        if self._answer(root) != "not contained":
            return ()
        inner, outer = (root.old, root.new) if root.direction == "request" else (root.new, root.old)
        if witness(inner, outer, root.direction, self._containing) is ABSENT:
            return ()
        sense: Sense = "narrower" if root.direction == "request" else "wider"
        words = "takes less than before" if sense == "narrower" else "may be what it could not be before"
        code = f"{root.direction}-schema-{sense}"
        return ((Local(code, sense, words, root.old.pointer, root.new.pointer, leaf=True), node, ()),)
