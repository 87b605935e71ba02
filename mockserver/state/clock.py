"""What time is it in a session?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""Where a seeded session's clock starts."""

LATEST = datetime(9000, 1, 1, tzinfo=UTC)
"""How far a clock can be moved; what is later is this."""

_STEP = timedelta(milliseconds=1)
_SHORT = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")
_ISO = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(slots=True)
class Clock:
    """A session's clock: it follows the wall clock, steps by 1 ms per request, or stands still.

    `stepping` clocks are those of seeded sessions; `at` is the time where it does not follow the wall clock,
    `offset` how far it is from the wall clock where it does.
    """

    stepping: bool = False
    at: datetime | None = None
    offset: timedelta = timedelta(0)
    frozen: bool = False

    @classmethod
    def seeded(cls) -> Clock:
        return cls(stepping=True, at=EPOCH)

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        if self.at is not None:
            return self.at
        return datetime.now(UTC) + self.offset if self.offset else datetime.now(UTC)

    def tick(self) -> datetime:
        """The time of the next request; a stepping clock that is not frozen moves on by 1 ms."""
        now = self.now()
        if self.stepping and not self.frozen:
            self.at = now + _STEP
        return now

    def set(self, to: datetime) -> None:
        """Move to a time, at most to `LATEST`; a freeze stays."""
        to = min(to, LATEST)
        if self.at is not None:
            self.at = to
        else:
            self.offset = to - datetime.now(UTC)

    def advance(self, by: timedelta) -> None:
        """Move by a span; a freeze stays."""
        self.set(self.now() + by)

    def freeze(self, frozen: bool = True) -> None:  # noqa: FBT001, FBT002
        """Stand still, or run on from where it stands."""
        if self.frozen == frozen:
            return
        now = self.now()
        self.frozen = frozen
        if frozen or self.stepping:
            self.at = now
        else:
            self.at, self.offset = None, now - datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds: `2026-01-01T00:00:00.000Z`."""
    moment = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    seconds = orjson.dumps(moment, option=orjson.OPT_OMIT_MICROSECONDS)  # several times as fast as isoformat
    return f"{seconds[1:20].decode()}.{moment.microsecond // 1_000:03}Z"


def parse_moment(text: str) -> datetime | None:
    """An ISO 8601 time (UTC where it names no zone), or None."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def parse_span(text: str) -> timedelta | None:
    """A span such as `90s`, `15m`, `2h`, `1d`, `1h30m` or an ISO 8601 duration (`PT90S`), or None."""
    try:
        return _span(text.strip())
    except OverflowError:
        return None


def _span(text: str) -> timedelta | None:
    iso = _ISO.fullmatch(text)
    if iso and any(iso.groupdict().values()):
        return timedelta(**{unit: float(n) for unit, n in iso.groupdict().items() if n})
    parts = _SHORT.findall(text)
    if not parts or _SHORT.sub("", text).strip():
        return None
    return sum((timedelta(**{_UNITS[unit]: float(n)}) for n, unit in parts), timedelta(0))
