"""Which changes break one consumer, by what it sent and what it was given?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mockserver.contract.diff.changes import Change, Use
from mockserver.contract.diff.codes import Severity
from mockserver.contract.diff.comparing import Comparison
from mockserver.contract.diff.form import ANY_ITEM, ANY_MEMBER, Step
from mockserver.contract.diff.pairing import variables
from mockserver.exchanges import Exchange
from mockserver.media import parse_cookies, parse_query
from mockserver.model import Match, Operation, Request, Response, Violation
from mockserver.routing import Router
from mockserver.validation import RequestPlan, credentials

MAX_PREFIX = 5
"""How many segments may stand before an API's own path, where it was mocked or proxied."""

MAX_SEEN = 3
"""How many exchanges are told of one change."""

MAX_VALUES = 100_000


@dataclass(frozen=True, slots=True)
class Breakage:
    """What breaks a consumer, and how many of its exchanges were of operations that OLD does not have."""

    changes: tuple[Change, ...]
    exchanges: int
    unknown: int


@dataclass(slots=True)
class _Called:
    """An operation that was called: before and after, and what was said."""

    old: Operation
    new: Operation | None
    said: list[tuple[str, Exchange]] = field(default_factory=list)
    refused: list[tuple[str, Violation]] = field(default_factory=list)
    locked_out: list[str] = field(default_factory=list)


def breakage(comparison: Comparison, exchanges: Sequence[Exchange]) -> Breakage:
    """The changes that concern what some exchanges used; each request is held against the new contract."""
    called = _called(comparison, exchanges)
    by_name = {(each.new or each.old).id: each for each in called.values()}
    found = [judged for change in comparison.changes if (judged := _judged(change, by_name)) is not None]
    told = {id(violation) for change in found for violation in _explained(change, by_name)}
    found += [_refusal(each, told) for each in called.values() if _unexplained(each, told)]
    known = sum(len(each.said) for each in called.values())
    return Breakage(tuple(found), len(exchanges), len(exchanges) - known)


def _called(comparison: Comparison, exchanges: Sequence[Exchange]) -> dict[int, _Called]:
    after = {id(old): new for old, new in comparison.pairs.both}
    operations = [*(old for old, _ in comparison.pairs.both), *comparison.pairs.removed]
    router = Router()
    for operation in operations:
        for base in dict.fromkeys((*operation.bases, "")):
            router.add(base, operation)
    called: dict[int, _Called] = {}
    for number, exchange in enumerate(exchanges, 1):
        request = exchange.request
        match = _match(router, request)
        if match is not None:
            old = match.operation
            each = called.setdefault(id(old), _Called(old, after.get(id(old))))
            _replay(each, match, f"{number}: {request.method} {request.path}", exchange)
    return called


def _match(router: Router, request: Request) -> Match | None:
    """The operation of a request, behind whichever prefix it came."""
    path = request.path
    for _ in range(MAX_PREFIX):
        match = router.route(request.method, path)
        if isinstance(match, Match):
            return match
        path = "/" + path.lstrip("/").partition("/")[2]
    return None


def _replay(called: _Called, match: Match, name: str, exchange: Exchange) -> None:
    """Hold a request against both contracts; what was refused before breaks nothing."""
    called.said.append((name, exchange))
    if called.new is None:
        return
    request = exchange.request
    values = dict(zip(variables(called.new.path), match.values.values(), strict=False))
    before = RequestPlan(called.old).read(request, match.values)[1]
    after = RequestPlan(called.new).read(request, values)[1]
    known = {(violation.location, violation.keyword) for violation in before}
    called.refused += [
        (name, violation)
        for violation in after
        if violation.severity == "error" and (violation.location, violation.keyword) not in known
    ]
    if credentials(called.old, request) and not credentials(called.new, request):
        called.locked_out.append(name)


def _judged(change: Change, called: Mapping[str, _Called]) -> Change | None:
    """The change with what the consumer used of what it concerns; None where that is nothing."""
    if change.code in _WHATEVER and not change.uses:
        return change
    seen = list(dict.fromkeys(text for use in change.uses for text in _seen(change, use, called.get(use.operation))))
    if change.severity == "info" or not seen:
        return None
    more = [f"and {len(seen) - MAX_SEEN} more"] if len(seen) > MAX_SEEN else []
    unproven = change.verdict == "warning" and change.kind.way == "response"
    verdict: Severity = "warning" if unproven or change.code in _IGNORED else "breaking"
    return replace(change, seen=(*seen[:MAX_SEEN], *more), verdict=verdict)


_WHATEVER = {"servers-replaced", "security-scheme-changed"}
"""What concerns everybody, and stands in no message."""

_IGNORED = {"request-property-removed", "parameter-removed", "request-default-changed"}
"""What a consumer may go on with, though not as before."""


def _seen(change: Change, use: Use, called: _Called | None) -> Iterator[str]:
    """What the consumer said or heard that a change concerns."""
    if called is None:
        return
    if change.kind.way == "response":
        yield from _heard(use, called)
    elif change.code.startswith("security-"):
        yield from (f"request {name} has no credential that is enough" for name in called.locked_out)
    elif change.kind.way == "api":
        yield from (f"request {name}" for name, _ in called.said)
    elif change.code == "request-default-changed":
        yield from (
            f"request {name} leaves it out" for name, said in called.said if not _sent(use, called, said.request)
        )
    elif change.code in _IGNORED or change.code == "request-property-read-only":
        yield from (f"request {name} has it" for name, exchange in called.said if _sent(use, called, exchange.request))
    else:
        yield from (f"request {name}: {told.message}" for name, told in called.refused if _concerns(use, told))


def _concerns(use: Use, violation: Violation) -> bool:
    """Whether a violation is at the place of a change, above it, or below it; not where that is an answer to a call."""
    if use.status:
        return False
    place, *steps = violation.location
    wanted: tuple[Step, ...] = use.steps
    if use.name:
        kind, _, name = use.name.partition(".")
        return place == kind and bool(steps) and str(steps[0]).lower() == name.lower()
    if place == "header" and steps == ["content-type"]:
        return use.part == "the body" and not wanted
    return place == "body" and all(_fits(step, other) for step, other in zip(wanted, steps, strict=False))


def _fits(wanted: Step, step: Step) -> bool:
    if wanted == ANY_ITEM:
        return isinstance(step, int)
    return wanted in (ANY_MEMBER, step)


def _sent(use: Use, called: _Called, request: Request) -> bool:
    """Whether a request has the value that a change concerns."""
    if use.status:
        return False
    if use.name:
        return _has_parameter(request, *use.name.split(".", 1))
    body = RequestPlan(called.old).read(request, {})[0].body
    return any(True for _ in _at(body, use.steps))


def _has_parameter(request: Request, place: str, name: str) -> bool:
    """Whether a parameter was sent, and does not only have its default."""
    if place == "header":
        return request.header(name) is not None
    pairs = parse_query(request.query) if place == "query" else parse_cookies(request.header("cookie") or "")
    return place == "path" or any(name in (key, key.partition("[")[0]) for key, _ in pairs)


def _heard(use: Use, called: _Called) -> Iterator[str]:
    for name, exchange in called.said:
        response = exchange.response
        spec = _spec(called.old, use.status)
        if spec is None or called.old.response_for(response.status) is not spec:
            continue
        if use.name:
            heard = response.header(use.name) is not None
        else:
            heard = _is_of(response, use) and (not use.steps or any(True for _ in _at(response.value, use.steps)))
        if heard:
            yield f"the answer to request {name} has it" if use.name or use.steps else f"the answer to request {name}"


def _spec(operation: Operation, status: str) -> Any:
    """What an operation documents under a key of its answers, or for the status that it names."""
    spec = operation.responses.get(status)
    return spec or (operation.response_for(int(status)) if status.isdecimal() else None)


def _is_of(response: Response, use: Use) -> bool:
    """Whether an answer is of the media type that a change concerns, as far as it says."""
    stated = (response.header("content-type") or "").partition(";")[0].strip().lower()
    wanted = use.media_type.partition(";")[0].strip().lower()
    return not stated or not wanted or "*" in wanted or stated == wanted


def _at(value: Any, steps: Sequence[Step]) -> Iterator[Any]:
    """The values that the steps lead to."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    for _ in range(MAX_VALUES):
        if not waiting:
            return
        current, depth = waiting.pop()
        if depth == len(steps):
            yield current
            continue
        step = steps[depth]
        if isinstance(current, list):
            items = current if step == ANY_ITEM else current[step : step + 1] if isinstance(step, int) else []
            waiting.extend((item, depth + 1) for item in items)
        elif isinstance(current, Mapping):
            members = current.values() if step == ANY_MEMBER else [current[step]] if step in current else []
            waiting.extend((member, depth + 1) for member in members)


def _explained(change: Change, called: Mapping[str, _Called]) -> Iterator[Violation]:
    """The violations that a change accounts for."""
    for use in change.uses:
        each = called.get(use.operation)
        if each is not None and change.kind.way == "request":
            yield from (violation for _, violation in each.refused if _concerns(use, violation))


def _unexplained(called: _Called, told: set[int]) -> list[tuple[str, Violation]]:
    return [(name, violation) for name, violation in called.refused if id(violation) not in told]


def _refusal(called: _Called, told: set[int]) -> Change:
    """What the new contract refuses of an operation's requests, and no change accounts for."""
    refused = _unexplained(called, told)
    seen = tuple(f"request {name}: {violation.message}" for name, violation in refused[:MAX_SEEN])
    more = (f"and {len(refused) - MAX_SEEN} more",) if len(refused) > MAX_SEEN else ()
    operation = called.new or called.old
    return Change(
        "consumer-refused",
        "is refused now",
        called.old.source,
        operation.source,
        (Use(operation.id, "what was sent"),),
        seen=(*seen, *more),
    )
