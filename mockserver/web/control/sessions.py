"""Which sessions are there, what time is it in one, and how does it begin anew?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from mockserver.state import parse_moment, parse_span
from mockserver.web import representation as show
from mockserver.web.control.messages import NOTHING, ControlError, Json, json_object, listed
from mockserver.web.control.reach import Reach


@dataclass(frozen=True, slots=True)
class SessionRoutes:
    """The routes about sessions and their clocks."""

    reach: Reach

    def all(self) -> Json:
        sessions = self.reach.sessions
        return listed("sessions", [show.of_session(name, sessions.get(name)) for name in sessions.names()])

    def create(self) -> Json:
        name = json_object().get("name")
        if not isinstance(name, str) or not name:
            raise ControlError(400, "invalid_session", 'send {"name": "..."}')
        return show.of_session(name, self.reach.sessions.get(name)), 201

    def forget(self, name: str) -> Json:
        if not self.reach.sessions.delete(name):
            raise ControlError(404, "unknown_session", f"there is no session '{name}'")
        return NOTHING

    def reset(self) -> Json:
        name = self.reach.session
        return show.of_session(name, self.reach.sessions.reset(name))

    def clock(self) -> Json:
        return show.of_clock(self.reach.state)

    def set_clock(self) -> Json:
        wanted, clock = json_object(), self.reach.state.clock
        unknown = set(wanted) - {"now", "advance", "freeze"}
        if unknown:
            raise ControlError(
                400, "invalid_clock", f"unknown: {', '.join(sorted(unknown))}; there are now, advance, freeze"
            )
        now = parse_moment(str(wanted["now"])) if "now" in wanted else None
        span = parse_span(str(wanted["advance"])) if "advance" in wanted else None
        if "now" in wanted and now is None:
            raise ControlError(400, "invalid_clock", "now must be an ISO 8601 time, such as 2026-01-01T00:00:00Z")
        if "advance" in wanted and span is None:
            raise ControlError(400, "invalid_clock", "advance must be a span, such as 90s, 15m, 2h, 1d or PT90S")
        if not isinstance(wanted.get("freeze", False), bool):
            raise ControlError(400, "invalid_clock", "freeze must be true or false")
        try:
            moved = (now or clock.now()) + (span or timedelta(0))
        except OverflowError as error:
            raise ControlError(400, "invalid_clock", "the clock cannot go that far") from error
        if now is not None or span is not None:
            clock.set(moved)
        if "freeze" in wanted:
            clock.freeze(wanted["freeze"])
        return self.clock()
