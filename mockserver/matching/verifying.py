"""Did the requests come that somebody expects, so often and in that order?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.matching.expecting import Expected, Seen, Unlike
from mockserver.matching.offer import AskingError, Offer
from mockserver.model import Decoded, Operation, Outcome
from mockserver.suggestions import meant

MEMBERS = ("operation", "method", "path", "query", "headers", "body", "body_schema", "jsonpath", "status", "times")
NEAR_MISSES = 3
"""How many requests that nearly fit are told."""

Decode = Callable[[Outcome], Decoded]
"""From an outcome to the decoded values of its request."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of a request and its answer, and how often: `at_most` is None where there is no limit."""

    operation: Operation | None
    method: str | None
    template: str | None
    expected: Expected
    statuses: tuple[str, ...]
    at_least: int
    at_most: int | None


@dataclass(frozen=True, slots=True)
class Miss:
    """A request that nearly fits."""

    outcome: Outcome
    differences: tuple[Unlike, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether what was expected came; `missing` is the first of a sequence that did not."""

    ok: bool
    count: int
    near_misses: tuple[Miss, ...] = ()
    missing: int | None = None


def read_expectations(given: Mapping[str, Any], offer: Offer) -> tuple[Expectation, ...] | Expectation:
    """What is expected, or the list of it that `order` has; AskingError where something means nothing."""
    if "order" not in given:
        return _read(given, offer)
    order = given["order"]
    if set(given) != {"order"} or not isinstance(order, list) or not all(isinstance(each, dict) for each in order):
        raise _invalid("'order' stands alone, and is a list of what is expected")
    return tuple(_read(each, offer) for each in order)


def _invalid(message: str) -> AskingError:
    return AskingError(400, "invalid_expectation", message)


def _read(given: Mapping[str, Any], offer: Offer) -> Expectation:
    for name in given:
        if name not in MEMBERS:
            raise _invalid(f"unknown: {name}; {meant(name, MEMBERS)}")
    parts = {name: given[name] for name in Expected.MEMBERS if name in given}
    template = parts.pop("path") if isinstance(parts.get("path"), str) and "{" in parts["path"] else None
    method = given.get("method")
    try:
        expected = Expected.read(parts)
    except ValueError as error:
        raise _invalid(str(error)) from error
    return Expectation(
        offer.named(given["operation"]) if "operation" in given else None,
        None if method is None else str(method).upper(),
        template,
        expected,
        _statuses(given.get("status")),
        *_times(given.get("times", {"at_least": 1})),
    )


def _statuses(value: Any) -> tuple[str, ...]:
    """One status or several: numbers, or ranges such as `4XX`."""
    values = value if isinstance(value, list) else [] if value is None else [value]
    statuses = tuple(str(each).upper() for each in values)
    for status in statuses:
        if len(status) != 3 or not (status.isdecimal() or status[1:] == "XX"):
            raise _invalid(f"'status': {status} is none; write such as 200 or '4XX'")
    return statuses


def _times(value: Any) -> tuple[int, int | None]:
    if _is_count(value):
        return value, value
    if (
        isinstance(value, dict)
        and value
        and set(value) <= {"at_least", "at_most"}
        and all(map(_is_count, value.values()))
    ):
        return value.get("at_least", 0), value.get("at_most")
    raise _invalid("'times' must be a whole number, or have 'at_least' or 'at_most'")


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def fitting(expectation: Expectation, outcomes: Sequence[Outcome], decode: Decode) -> list[Outcome]:
    """The outcomes that are as expected."""
    return [outcome for outcome in outcomes if not any(True for _ in _unlike(expectation, outcome, decode))]


def verify(expected: Expectation | tuple[Expectation, ...], outcomes: Sequence[Outcome], decode: Decode) -> Verdict:
    """Whether the outcomes, the oldest first, are as expected: so many, or in this order with others in between."""
    if isinstance(expected, tuple):
        return _in_order(expected, outcomes, decode)
    count = len(fitting(expected, outcomes, decode))
    ok = expected.at_least <= count and (expected.at_most is None or count <= expected.at_most)
    missed = count < expected.at_least
    return Verdict(ok, count, _near(expected, outcomes, decode) if missed else ())


def _in_order(expected: Sequence[Expectation], outcomes: Sequence[Outcome], decode: Decode) -> Verdict:
    left = list(outcomes)
    for number, each in enumerate(expected):
        for _ in range(max(each.at_least, 1)):
            found = next((i for i, outcome in enumerate(left) if fitting(each, (outcome,), decode)), None)
            if found is None:
                return Verdict(False, number, _near(each, left, decode), number)  # noqa: FBT003
            left = left[found + 1 :]
    return Verdict(True, len(expected))  # noqa: FBT003


def _near(expectation: Expectation, outcomes: Sequence[Outcome], decode: Decode) -> tuple[Miss, ...]:
    """The outcomes that differ least, the newest of equals first."""
    missed = [Miss(outcome, tuple(_unlike(expectation, outcome, decode))) for outcome in reversed(outcomes)]
    return tuple(sorted((miss for miss in missed if miss.differences), key=_distance)[:NEAR_MISSES])


def _distance(miss: Miss) -> tuple[int, int]:
    """Another operation is further off than any number of other differences."""
    places = [difference.location[0] for difference in miss.differences]
    return sum(place in ("operation", "method", "path") for place in places), len(places)


def _unlike(expectation: Expectation, outcome: Outcome, decode: Decode) -> Iterator[Unlike]:
    request, operation = outcome.request, outcome.operation
    if expectation.operation is not None and operation is not expectation.operation:
        yield _other("operation", expectation.operation.id, operation.id if operation else None)
    if expectation.method is not None and request.method != expectation.method:
        yield _other("method", expectation.method, request.method)
    if expectation.template is not None and not _at(expectation.template, operation):
        yield _other("path", expectation.template, request.path)
    yield from expectation.expected.unlike(Seen(request, decode(outcome)))
    status = str(outcome.response.status)
    if expectation.statuses and not {status, f"{status[0]}XX"} & set(expectation.statuses):
        yield _other("status", " or ".join(expectation.statuses), status)


def _at(template: str, operation: Operation | None) -> bool:
    return operation is not None and template in (operation.path, *(base + operation.path for base in operation.bases))


def _other(place: str, expected: Any, found: Any) -> Unlike:
    return Unlike((place,), expected, found, f"{found} is not {expected}")
