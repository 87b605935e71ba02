"""What of its contracts did a run exercise, over many sessions of one server?"""

from __future__ import annotations

from collections.abc import Sequence

from mockserver.contract import Told, called_of, coverage_of, merged, told
from mockserver.engine import Engine
from mockserver.model import Operation, Outcome
from mockserver.state import Journal

KEPT = 1_000
"""How many outcomes are kept before they are counted."""


class Exercised:
    """Collects what sessions did, before they are forgotten.

    Without `details` it counts calls and statuses alone: what examples, parameters and fields were exercised takes
    longer to tell than a suite of some hundred tests takes to run.
    """

    def __init__(self, engine: Engine, *, details: bool = True) -> None:
        self._engine = engine
        self._details = details
        self._counts: dict[tuple[Operation, int], int] = {}
        self._outcomes: list[Outcome] = []
        self._report: Told = {"percent": 0.0, "operations": []}

    def add(self, journal: Journal) -> None:
        for key, number in journal.counts().items():
            self._counts[key] = self._counts.get(key, 0) + number
        if not self._details:
            return
        self._outcomes += journal.outcomes(lambda outcome: outcome.operation is not None)
        if len(self._outcomes) > KEPT:
            called = dict.fromkeys(operation for operation, _ in self._counts)
            self._count(list(called))

    def report(self) -> Told:
        """What was exercised so far, of every operation."""
        self._count(self._engine.operations)
        return self._report

    def _count(self, operations: Sequence[Operation]) -> None:
        if self._details:
            exchanges = [(outcome, self._engine.decoded(outcome)) for outcome in self._outcomes]
            found = coverage_of(operations, self._counts, exchanges)
        else:
            found = called_of(operations, self._counts)
        self._report = merged((told(found), self._report))
        self._counts, self._outcomes = {}, []
