"""How long does an answer wait?"""

from __future__ import annotations

import math
import random
from typing import Any

from mockserver.mocking import LONGEST_DELAY
from mockserver.state import Delay, Spread, parse_span

_SPREADS: dict[str, Spread] = {"fixed": "fixed", "uniform": "uniform", "lognormal": "lognormal"}


def read_delay(value: Any) -> Delay:
    """A span (`250ms`), a number of milliseconds, or `{"fixed": span}`, `{"uniform": [span, span]}`,
    `{"lognormal": {"median": span, "sigma": number}}`; ValueError, saying so, where it is none."""
    if not isinstance(value, dict):
        return Delay("fixed", _seconds(value))
    if len(value) != 1 or not set(value) <= set(_SPREADS):
        raise ValueError("a delay is a span such as '250ms', or an object with one of fixed, uniform, lognormal")
    ((name, given),) = value.items()
    if name == "fixed":
        return Delay("fixed", _seconds(given))
    if name == "uniform":
        if not isinstance(given, list) or len(given) != 2:
            raise ValueError('\'uniform\' takes two spans: ["100ms", "2s"]')
        low, high = map(_seconds, given)
        return Delay("uniform", min(low, high), max(low, high))
    if not isinstance(given, dict) or not set(given) <= {"median", "sigma"}:
        raise ValueError('\'lognormal\' takes {"median": span, "sigma": number}')
    sigma = given.get("sigma", 0.5)
    if isinstance(sigma, bool) or not isinstance(sigma, int | float) or not 0 <= sigma <= 10:
        raise ValueError("'sigma' must be a number from 0 to 10")
    return Delay("lognormal", _seconds(given.get("median", "100ms")), float(sigma))


def seconds_of(delay: Delay, chance: random.Random) -> float:
    """How long to wait this time."""
    if delay.spread == "uniform":
        return chance.uniform(delay.first, delay.second)
    if delay.spread == "lognormal" and delay.first > 0:
        return min(chance.lognormvariate(math.log(delay.first), delay.second), LONGEST_DELAY)
    return delay.first


def _seconds(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        if 0 < value < 1:
            raise ValueError(f"{value!r} is less than a millisecond; if seconds are meant write '{value!r}s'")
        seconds = value / 1_000
    else:
        span = parse_span(value) if isinstance(value, str) else None
        if span is None:
            raise ValueError(f"{value!r} is no span; write such as '250ms' or '2s', or milliseconds")
        seconds = span.total_seconds()
    if not 0 <= seconds <= LONGEST_DELAY:
        raise ValueError(f"an answer waits at most {LONGEST_DELAY:.0f} s")
    return seconds
