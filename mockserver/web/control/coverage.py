"""What of the contracts did a session exercise?"""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.contract import coverage_of, told
from mockserver.web.control.messages import Json
from mockserver.web.control.reach import Reach


@dataclass(frozen=True, slots=True)
class CoverageRoutes:
    """The route about coverage."""

    reach: Reach

    def all(self) -> Json:
        engine, journal = self.reach.engine, self.reach.state.journal
        exchanges = [(outcome, engine.decoded(outcome)) for outcome in journal.outcomes() if outcome.operation]
        return told(coverage_of(engine.operations, journal.counts(), exchanges))
