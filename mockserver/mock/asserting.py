"""Did the client do what a test expects, and if not, what did it do instead?"""

from __future__ import annotations

import contextlib
import difflib
import queue
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mockserver import exact_json
from mockserver.engine import Engine
from mockserver.matching import Expectation, Miss, Offer, Seen, Verdict, read_expectations, verify
from mockserver.mock.overriding import addressed
from mockserver.mock.recorded import recorded
from mockserver.model import ABSENT, Outcome
from mockserver.state import Journal

SHOWN = 10
"""How many requests a failure tells at the most."""

Times = int | Mapping[str, int] | None
With = Mapping[str, Any]


def unmet(
    operation: str, times: Times, expected: With, outcomes: Sequence[Outcome], engine: Engine, offer: Offer
) -> str:
    """Why an operation was not called so often with these values; empty if it was. `outcomes` begin with the oldest."""
    given: dict[str, Any] = {**expected, **addressed(operation)}
    if times is not None:
        given["times"] = dict(times) if isinstance(times, Mapping) else times
    expectation = read_expectations(given, offer)
    assert isinstance(expectation, Expectation)
    verdict = verify(expectation, outcomes, engine.decoded)
    if verdict.ok:
        return ""
    narrowed = " with these values" if expected else ""
    headline = f"{operation} was {_called(verdict.count)}{narrowed}; expected: {_wanted(expectation)}"
    return "\n".join((headline, *_came(outcomes, engine), *_nearest(verdict, expected, engine)))


def unordered(order: Sequence[str | With], outcomes: Sequence[Outcome], engine: Engine, offer: Offer) -> str:
    """Why requests did not come in this order; empty if they did."""
    given = [addressed(each) if isinstance(each, str) else dict(each) for each in order]
    verdict = verify(read_expectations({"order": given}, offer), outcomes, engine.decoded)
    if verdict.ok or verdict.missing is None:
        return ""
    names = [each if isinstance(each, str) else _written(dict(each), compact=True) for each in order]
    before = f" after {names[verdict.missing - 1]}" if verdict.missing else ""
    headline = f"{names[verdict.missing]} did not come{before}; the order was to be {', '.join(names)}"
    return "\n".join((headline, *_came(outcomes, engine)))


def awaited(failure: Callable[[], str], find: Callable[[], Journal], timeout: float) -> str:
    """What fails, looked for again with each request that comes, until nothing does or `timeout` seconds are over."""
    until = time.monotonic() + timeout
    while True:
        journal = find()
        came = journal.listen()
        try:
            found, left = failure(), until - time.monotonic()
            if not found or left <= 0:
                return found
            with contextlib.suppress(queue.Empty):
                came.get(timeout=left)
        finally:
            journal.leave(came)


def _called(count: int) -> str:
    return f"called {_often(count)}" if count else "never called"


def _often(count: int) -> str:
    return {0: "never", 1: "once"}.get(count, f"{count} times")


def _wanted(expectation: Expectation) -> str:
    least, most = expectation.at_least, expectation.at_most
    if least == most:
        return _often(least)
    if most is None:
        return f"at least {_often(least)}"
    return f"{least} to {most} times" if least else f"at most {_often(most)}"


def _came(outcomes: Sequence[Outcome], engine: Engine) -> Iterator[str]:
    if not outcomes:
        yield "no request came at all"
        return
    yield "what came:"
    for outcome in outcomes[-SHOWN:]:
        yield f"  {recorded(outcome, engine)}"
    if len(outcomes) > SHOWN:
        yield f"  (the last {SHOWN} of {len(outcomes)})"


def _nearest(verdict: Verdict, expected: With, engine: Engine) -> Iterator[str]:
    """What of the request that comes nearest is not as expected; its body as a comparison."""
    if not verdict.near_misses or not expected:
        return
    miss = verdict.near_misses[0]
    yield f"nearest: {recorded(miss.outcome, engine)}"
    for each in miss.differences:
        if each.location[0] != "body" or "body" not in expected:
            yield f"  {'/'.join(map(str, each.location))}: {each.message}"
    if "body" in expected and any(each.location[0] == "body" for each in miss.differences):
        yield from _body_difference(miss, expected["body"], engine.decoded)


def _body_difference(miss: Miss, expected: Any, decode: Callable[[Outcome], Any]) -> Iterator[str]:
    body = Seen(miss.outcome.request, decode(miss.outcome)).body
    yield "  the body, expected (-) and sent (+):"
    sent = _like(expected, None if body is ABSENT else body)
    for line in difflib.ndiff(_written(expected).splitlines(), _written(sent).splitlines()):
        if not line.startswith("?"):
            yield f"  {line}"


def _like(expected: Any, found: Any) -> Any:
    """What was found, with only those members that are expected and in their order; what else there is was allowed."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return {name: _like(value, found[name]) for name, value in expected.items() if name in found}
    if isinstance(expected, list) and isinstance(found, list):
        rest = found[len(expected) :]
        return [*(_like(each, other) for each, other in zip(expected, found, strict=False)), *rest]
    return found


def _written(value: Any, *, compact: bool = False) -> str:
    option = exact_json.OPT_NON_STR_KEYS | (0 if compact else exact_json.OPT_INDENT_2)
    try:
        return exact_json.dumps(value, option=option, default=repr).decode()
    except TypeError:  # it is nested too deep to be written
        return repr(value)
