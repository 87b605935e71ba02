"""What of the contracts did a session exercise?"""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.contract import OperationCoverage, coverage_of
from mockserver.web.control.messages import Json
from mockserver.web.control.reach import Reach


@dataclass(frozen=True, slots=True)
class CoverageRoutes:
    """The route about coverage."""

    reach: Reach

    def all(self) -> Json:
        engine, journal = self.reach.engine, self.reach.state.journal
        exchanges = [(outcome, engine.decoded(outcome)) for outcome in journal.outcomes() if outcome.operation]
        found = coverage_of(engine.operations, journal.counts(), exchanges)
        return {"percent": found.percent, "operations": [_shown(each) for each in found.operations]}


def _shown(covered: OperationCoverage) -> Json:
    return {
        "api": covered.operation.api,
        "operation": covered.operation.id,
        "called": covered.called,
        "statuses": dict(covered.statuses),
        "examples": dict(covered.examples),
        "parameters": dict(covered.parameters),
        "fields": dict(covered.fields),
        "values": {name: dict(choices) for name, choices in covered.values.items()},
    }
