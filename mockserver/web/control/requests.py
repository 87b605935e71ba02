"""Which requests did a session see, and what broke a contract?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import request

from mockserver.matching import AskingError, Expectation, fitting, read_expectations, verify
from mockserver.model import Outcome
from mockserver.state import Journal
from mockserver.web import representation as show
from mockserver.web.control.messages import NOTHING, ControlError, Json, json_object, limit, listed
from mockserver.web.control.reach import Reach


@dataclass(frozen=True, slots=True)
class Requests:
    """The routes about the journal."""

    reach: Reach

    def all(self) -> Json:
        outcomes = self._journal().outcomes(_filter(request.args))
        shown = [show.of_outcome(outcome, self.reach.engine.apis) for outcome in outcomes[: limit(len(outcomes))]]
        return {"requests": shown, "total": len(outcomes)}

    def _journal(self) -> Journal:
        """The journal of the session that the filter names, else of the one that the header picks."""
        name, sessions = request.args.get("session", self.reach.session), self.reach.sessions
        return sessions.get(name).journal if name in sessions.names() else Journal()

    def forget_all(self) -> Json:
        self.reach.state.journal.clear()
        return NOTHING

    def one(self, request_id: str) -> Json:
        outcome = self.reach.state.journal.get(request_id)
        if outcome is None:
            raise ControlError(404, "unknown_request", f"the journal of this session has no request '{request_id}'")
        return show.of_outcome(outcome, self.reach.engine.apis)

    def find(self) -> Json:
        expected = self._expected()
        if isinstance(expected, tuple):
            raise ControlError(400, "invalid_expectation", "'order' can be verified, but not found")
        outcomes = fitting(expected, self.reach.state.journal.outcomes(), self.reach.engine.decoded)
        return listed("requests", [show.of_outcome(outcome, self.reach.engine.apis) for outcome in outcomes])

    def verify(self) -> Json:
        outcomes = list(reversed(self.reach.state.journal.outcomes()))
        verdict = verify(self._expected(), outcomes, self.reach.engine.decoded)
        return show.of_verdict(verdict, self.reach.engine.apis)

    def _expected(self) -> Expectation | tuple[Expectation, ...]:
        try:
            return read_expectations(json_object(), self.reach.offer)
        except AskingError as error:
            raise ControlError(error.status, error.code, error.message) from error

    def violations(self) -> Json:
        found = [
            show.of_violation(violation, outcome.id, self.reach.engine.apis)
            for outcome in self.reach.state.journal.outcomes()
            for violation in outcome.violations
        ]
        return listed("violations", found)


def _filter(arguments: Mapping[str, str]) -> Callable[[Outcome], bool]:
    """Which outcomes the filters `operation status source violations` let through."""

    def passes(outcome: Outcome) -> bool:
        return (
            arguments.get("operation", outcome.operation and outcome.operation.id)
            == (outcome.operation and outcome.operation.id)
            and arguments.get("status", str(outcome.response.status)) == str(outcome.response.status)
            and arguments.get("source", outcome.source) == outcome.source
            and (arguments.get("violations", "false").lower() in ("false", "0") or bool(outcome.violations))
        )

    return passes
