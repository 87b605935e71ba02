"""A session's clock follows the wall clock, steps or stands still, and can be moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.state import Clock, parse_moment, parse_span, timestamp
from mockserver.state.clock import EPOCH

MINUTE = timedelta(minutes=1)
NEAR = timedelta(seconds=30)
"""What no test takes, even on a busy machine."""


def apart(left: datetime, right: datetime) -> timedelta:
    return abs(left - right)


# Stepping


def test_a_seeded_clock_starts_at_the_epoch_and_steps_by_a_millisecond() -> None:
    clock = Clock.seeded()
    assert [timestamp(clock.tick()) for _ in range(3)] == [
        "2026-01-01T00:00:00.000Z",
        "2026-01-01T00:00:00.001Z",
        "2026-01-01T00:00:00.002Z",
    ]


def test_looking_at_a_stepping_clock_does_not_move_it() -> None:
    clock = Clock.seeded()
    assert clock.now() == clock.now() == EPOCH


def test_a_stepping_clock_goes_on_from_where_it_is_put() -> None:
    clock = Clock.seeded()
    clock.set(EPOCH + MINUTE)
    clock.advance(MINUTE)
    assert [clock.tick(), clock.tick()] == [EPOCH + 2 * MINUTE, EPOCH + 2 * MINUTE + timedelta(milliseconds=1)]


def test_a_frozen_stepping_clock_stands_still_until_it_is_let_go() -> None:
    clock = Clock.seeded()
    clock.freeze()
    assert [clock.tick(), clock.tick(), clock.now()] == [EPOCH] * 3
    clock.freeze(False)
    assert [clock.tick(), clock.now()] == [EPOCH, EPOCH + timedelta(milliseconds=1)]


# Following the wall clock


def test_a_clock_without_a_seed_follows_the_wall_clock() -> None:
    clock = Clock()
    before, now, tick, after = datetime.now(UTC), clock.now(), clock.tick(), datetime.now(UTC)
    assert before <= now <= tick <= after


def test_a_moved_clock_runs_on_at_a_distance() -> None:
    clock = Clock()
    clock.set(EPOCH)
    first = clock.now()
    clock.advance(MINUTE)
    assert apart(first, EPOCH) < NEAR
    assert MINUTE <= clock.now() - first < MINUTE + NEAR
    assert clock.at is None


def test_a_frozen_clock_stands_still() -> None:
    clock = Clock()
    clock.freeze()
    frozen = clock.now()
    assert [clock.tick(), clock.now()] == [frozen, frozen]


@pytest.mark.parametrize("seeded", [True, False])
def test_moving_a_frozen_clock_keeps_it_frozen(seeded: bool) -> None:
    clock = Clock.seeded() if seeded else Clock()
    clock.freeze()
    clock.set(EPOCH + MINUTE)
    clock.advance(MINUTE)
    assert (clock.frozen, clock.tick(), clock.now()) == (True, EPOCH + 2 * MINUTE, EPOCH + 2 * MINUTE)


def test_a_clock_that_is_let_go_runs_on_from_where_it_stood() -> None:
    clock = Clock()
    clock.freeze()
    clock.set(EPOCH)
    clock.freeze(False)
    assert apart(clock.now(), EPOCH) < NEAR
    assert clock.at is None


@pytest.mark.parametrize("frozen", [True, False])
def test_freezing_twice_is_freezing_once(frozen: bool) -> None:
    clock = Clock.seeded()
    clock.freeze(frozen)
    clock.freeze(frozen)
    assert (clock.frozen, clock.now()) == (frozen, EPOCH)


# Texts


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-01T00:00:00Z", EPOCH),
        ("2026-01-01T00:00:00.000Z", EPOCH),
        ("2026-01-01T02:00:00+02:00", EPOCH),
        ("2026-01-01T00:00:00", EPOCH),
        ("2026-01-01", EPOCH),
        ("2026-01-01 00:01", EPOCH + MINUTE),
        ("", None),
        ("soon", None),
        ("2026-13-01", None),
        ("1767225600", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
    ],
)
def test_a_moment_is_iso_8601(text: str, moment: datetime | None) -> None:
    assert parse_moment(text) == moment


def test_a_moment_is_in_utc() -> None:
    moment = parse_moment("2026-01-01T02:00:00+02:00")
    assert moment is not None
    assert moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("250ms", timedelta(milliseconds=250)),
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("2h", timedelta(hours=2)),
        ("1d", timedelta(days=1)),
        ("1h30m", timedelta(minutes=90)),
        (" 1h 30 m ", timedelta(minutes=90)),
        ("1.5h", timedelta(minutes=90)),
        ("PT90S", timedelta(seconds=90)),
        ("PT0.5S", timedelta(milliseconds=500)),
        ("P1DT2H3M4S", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("P2W", timedelta(weeks=2)),
        ("0s", timedelta(0)),
        ("PT0S", timedelta(0)),
        ("", None),
        ("P", None),
        ("PT", None),
        ("90", None),
        ("s", None),
        ("1x", None),
        ("-1h", None),
        ("1h x", None),
        ("P1Y", None),
    ],
)
def test_a_span_is_short_or_iso_8601(text: str, span: timedelta | None) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["9" * 30 + "d", "P" + "9" * 30 + "D", "9" * 400 + "s"])
def test_a_span_past_all_measure_is_none(text: str) -> None:
    assert parse_span(text) is None


@settings(deadline=None)
@given(st.text(max_size=20) | st.text("PTDHMSWdhms0123456789. ", max_size=12))
def test_any_text_is_a_span_or_none(text: str) -> None:
    assert isinstance(parse_span(text), timedelta | None)


@settings(deadline=None)
@given(st.text(max_size=30) | st.datetimes().map(str))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    assert isinstance(parse_moment(text), datetime | None)


def test_a_timestamp_is_utc_with_milliseconds() -> None:
    moment = datetime(2026, 1, 1, 2, 0, 0, 1_999, tzinfo=timezone(timedelta(hours=2)))
    assert timestamp(moment) == "2026-01-01T00:00:00.001Z"


@settings(deadline=None)
@given(st.datetimes(timezones=st.just(UTC)))
def test_a_timestamp_is_read_as_the_moment_it_was(moment: datetime) -> None:
    read = parse_moment(timestamp(moment))
    assert read == moment.replace(microsecond=moment.microsecond // 1_000 * 1_000)
