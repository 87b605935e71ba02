"""How does a test move a session's clock?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from mockserver.exceptions import MockserverError
from mockserver.state import Clock, State, parse_moment, parse_span, timestamp


class SessionClock:
    """The clock of a session."""

    def __init__(self, find: Callable[[], State]) -> None:
        self._find = find

    @property
    def now(self) -> datetime:
        """The time, in UTC."""
        return self._clock.now()

    @property
    def frozen(self) -> bool:
        return self._clock.frozen

    def set(self, to: datetime | str) -> None:
        """Move to a time: `2026-03-01T12:00:00Z`, or a datetime (UTC where it has no zone)."""
        moment = parse_moment(to) if isinstance(to, str) else to if to.tzinfo else to.replace(tzinfo=UTC)
        if moment is None:
            raise MockserverError(f"'{to}' is no time; write such as 2026-03-01T12:00:00Z")
        self._clock.set(moment)

    def advance(self, by: timedelta | str) -> None:
        """Move on by a span: `90s`, `15m`, `2h`, `1d`, an ISO 8601 duration, or a timedelta."""
        span = parse_span(by) if isinstance(by, str) else by
        if span is None:
            raise MockserverError(f"'{by}' is no span; write such as 90s, 15m, 2h or 1d")
        self._clock.advance(span)

    def freeze(self) -> None:
        """Stand still."""
        self._clock.freeze()

    def unfreeze(self) -> None:
        """Run on from where it stands."""
        self._clock.freeze(frozen=False)

    def __repr__(self) -> str:
        return f"SessionClock({timestamp(self.now)}{', frozen' if self.frozen else ''})"

    @property
    def _clock(self) -> Clock:
        return self._find().clock
