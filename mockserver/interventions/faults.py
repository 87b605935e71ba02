"""Which faults are asked for, and which one hits a request?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from mockserver.interventions.delays import read_delay
from mockserver.matching import AskingError, Offer
from mockserver.mocking import LONGEST_DELAY
from mockserver.model import Operation
from mockserver.pointers import is_number
from mockserver.state import Delay, Fault, Kind, parse_span
from mockserver.suggestions import meant

PARAMETERS: Mapping[Kind, tuple[str, ...]] = {
    "latency": ("delay", "fixed", "uniform", "lognormal"),
    "error": ("status",),
    "reset": ("processed",),
    "empty": ("processed",),
    "truncated": ("size",),
    "malformed": (),
    "drip": ("size", "pause"),
    "rate_limit": ("limit", "window"),
    "outage": ("status", "for"),
}
_ALWAYS = ("name", "operation", "kind", "probability")

PROFILES: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "slow": ({"kind": "latency", "lognormal": {"median": "800ms", "sigma": 0.5}},),
    "flaky": (
        {"kind": "error", "probability": 0.2},
        {"kind": "latency", "uniform": ["50ms", "500ms"], "probability": 0.3},
    ),
    "unstable": (
        {"kind": "reset", "probability": 0.1},
        {"kind": "truncated", "probability": 0.05},
        {"kind": "latency", "uniform": ["10ms", "1s"]},
    ),
    "limited": ({"kind": "rate_limit", "limit": 10, "window": "1m"},),
    "down": ({"kind": "outage"},),
}
"""Faults that often come together, by the name of the profile."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What hits one request: seconds to wait, and the fault that takes the answer's place, if any."""

    delay: float = 0.0
    fault: Fault | None = None
    retry_after: int | None = None


def invalid(message: str) -> AskingError:
    return AskingError(400, "invalid_fault", message)


def read_faults(given: Any, offer: Offer, now: datetime) -> tuple[Fault, ...]:
    """The faults that a profile's name, a list, or an object of lists by name asks for; AskingError where nothing."""
    if isinstance(given, dict) and set(given) == {"faults"}:
        given = given["faults"]
    if isinstance(given, str):
        if given not in PROFILES:
            raise AskingError(404, "unknown_profile", f"there is no profile '{given}'; {meant(given, PROFILES)}")
        given = [{"name": given, **fault} for fault in PROFILES[given]]
    if isinstance(given, dict):
        given = [{"name": name, **each} for name, faults in given.items() for each in _list(faults)]
    return tuple(_fault(each, offer, now) for each in _list(given))


def _list(given: Any) -> list[dict[str, Any]]:
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise invalid("send the name of a profile, or a list of faults")
    return given


def named_fault(name: str, known: Sequence[Fault], now: datetime) -> tuple[Fault, ...]:
    """The faults that a request prefers: those of a name, of a profile, or of a kind; none: there are none such."""
    found = tuple(fault for fault in known if fault.name == name) or tuple(f for f in known if f.kind == name)
    given = PROFILES.get(name, ({"kind": name},) if name in PARAMETERS else ())
    made = found or tuple(_of(each, None, now) for each in given)
    return tuple(replace(fault, probability=1.0) for fault in made if fault.kind != "rate_limit") or made


def fault_names(known: Sequence[Fault]) -> tuple[str, ...]:
    """What a request may prefer."""
    return tuple(dict.fromkeys((*(fault.name for fault in known if fault.name), *PROFILES, *PARAMETERS)))


def _fault(given: Mapping[str, Any], offer: Offer, now: datetime) -> Fault:
    kind = given.get("kind")
    parameters = next((found for known, found in PARAMETERS.items() if known == kind), None)
    if parameters is None:
        raise invalid(f"there is no kind '{kind}'; {meant(str(kind), PARAMETERS)}")
    known = (*_ALWAYS, *parameters)
    for name in given:
        if name not in known:
            raise invalid(f"unknown: {name}; {meant(name, known)}")
    return _of(given, offer.named(given["operation"]) if "operation" in given else None, now)


def _of(given: Mapping[str, Any], operation: Operation | None, now: datetime) -> Fault:
    kind: Kind = given["kind"]
    lasts = _span("for", given["for"]) if "for" in given else None
    return Fault(
        kind=kind,
        given=given,
        name=_name(given.get("name", "")),
        operation=operation,
        probability=_probability(given.get("probability", 1)),
        status=_status(given.get("status"), operation, kind),
        delay=_latency(given) if kind == "latency" else None,
        limit=_whole("limit", given.get("limit", 10), least=0),
        window=_span("window", given.get("window", "1m")),
        size=_whole("size", given["size"], least=0 if kind == "truncated" else 1) if "size" in given else 0,
        pause=_pause(given.get("pause", "100ms")),
        processed=_flag(given.get("processed", False)),
        until=now + lasts if lasts is not None else None,
    )


def _name(value: Any) -> str:
    if not isinstance(value, str):
        raise invalid("'name' must be a text")
    return value


def _probability(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise invalid("'probability' must be a number from 0 to 1")
    return float(value)


def _status(value: Any, operation: Operation | None, kind: Kind) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 400 <= value <= 599:
        raise invalid("'status' must be a whole number from 400 to 599")
    if kind == "error" and operation is not None and operation.response_for(value) is None:
        documented = ", ".join(operation.responses)
        raise invalid(f"'{operation.id}' documents no answer {value}; there are {documented}")
    return value


def _latency(given: Mapping[str, Any]) -> Delay:
    spreads = [name for name in PARAMETERS["latency"] if name in given]
    if len(spreads) > 1:
        raise invalid(f"'{spreads[0]}' and '{spreads[1]}' are both given: one of them says how long")
    name = spreads[0] if spreads else "delay"
    value = given.get(name, "1s")
    return _read(name, value if name == "delay" else {name: value}, read_delay)


def _read(name: str, value: Any, read: Callable[[Any], Delay]) -> Delay:
    try:
        return read(value)
    except ValueError as error:
        raise invalid(f"'{name}': {error}") from error


def _pause(value: Any) -> float:
    delay = _read("pause", value, read_delay)
    if delay.spread != "fixed":
        raise invalid("'pause' must be a span such as '100ms'")
    return delay.first


def _whole(name: str, value: Any, *, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise invalid(f"'{name}' must be a whole number from {least}")
    return value


def _span(name: str, value: Any) -> timedelta:
    span = parse_span(value) if isinstance(value, str) else None
    if span is None or not timedelta(0) < span <= timedelta(days=36_500):
        raise invalid(f"'{name}' must be a span, such as 30s or 15m")
    return span


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise invalid("'processed' must be true or false")
    return value


def error_statuses(operation: Operation) -> tuple[int, ...]:
    """The documented errors to choose from: those of the server, or else those of the client."""
    statuses = [int(status) for status in operation.responses if is_number(status)]
    return tuple(s for s in statuses if s >= 500) or tuple(s for s in statuses if s >= 400) or (500,)


def drip_size(length: int, fault: Fault) -> int:
    """How many bytes go out at once: more than asked for where it would take too long."""
    most = max(1, int(LONGEST_DELAY / fault.pause)) if fault.pause else length
    return max(fault.size, 1, -(-length // most))
