"""How is an answer another than the recorded one?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver import exact_json
from mockserver.contract.replay.carrying import Carried
from mockserver.contract.replay.names import changes_anyway
from mockserver.contract.replay.shapes import MAX_DEPTH, Difference, Steps, differences, shape_of
from mockserver.media import media_type_of
from mockserver.model import ABSENT, Operation, Response
from mockserver.pointers import pointer_of

VOLATILE = {
    "age", "alt-svc", "cache-control", "connection", "content-encoding", "content-length", "date", "expires",
    "keep-alive", "last-modified", "nel", "p3p", "preference-applied", "report-to", "server", "server-timing",
    "set-cookie", "sl-violations", "strict-transport-security", "traceparent", "tracestate", "transfer-encoding",
    "vary", "via", "x-cache", "x-content-type-options", "x-correlation-id", "x-frame-options", "x-powered-by",
    "x-request-id", "x-response-time", "x-runtime", "x-trace-id",
}  # fmt: skip
"""Headers that are not looked at, unless they are documented: they tell of the way, or are others each time."""

_PREFIXES = (
    "access-control-",
    "sl-violations",
    "cf-",
    "x-mock-",
    "x-amz",
    "x-envoy",
    "x-ratelimit",
    "ratelimit",
    "x-b3-",
)
_CARRIED = {"location", "content-location", "etag"}
_SHOWN = 120
"""How many characters of a value are shown."""


def compared(
    recorded: Response, given: Response, operation: Operation | None, carried: Carried, *, values: bool
) -> tuple[Difference, ...]:
    """Every difference of status, headers and shape; `values`: also of the values that do not change anyway.

    Where the status is another one, nothing else is told: it is another answer.
    """
    if recorded.status != given.status:
        return (Difference("status-changed", f"the status was {recorded.status}, is {given.status}"),)
    found = [
        *_of_headers(recorded, given, operation, values=values),
        *_of_bodies(recorded, given, carried, values=values),
    ]
    return tuple(found)


def _of_headers(
    recorded: Response, given: Response, operation: Operation | None, *, values: bool
) -> Iterator[Difference]:
    old = {name.lower(): text for name, text in reversed(recorded.headers)}
    new = {name.lower(): text for name, text in reversed(given.headers)}
    spec = operation.response_for(recorded.status) if operation is not None else None
    documented = {name.lower() for name in spec.headers} if spec is not None else set()
    for name in sorted({*old, *new} - {"content-type"}):
        is_looked_at = name in documented or (operation is None and not _is_volatile(name))
        if not is_looked_at:
            continue
        if name not in new:
            yield Difference("header-gone", f"the header `{name}` is gone", f"header {name}")
        elif name not in old:
            yield Difference("header-new", f"the header `{name}` is new", f"header {name}")
        elif values and old[name] != new[name] and not _changes(name, old[name]):
            yield Difference("value-changed", f"was {_shown(old[name])}, is {_shown(new[name])}", f"header {name}")


def _is_volatile(name: str) -> bool:
    return name in VOLATILE or name.startswith(_PREFIXES)


def _changes(name: str, text: str) -> bool:
    return _is_volatile(name) or name in _CARRIED or changes_anyway(name, text)


def _of_bodies(recorded: Response, given: Response, carried: Carried, *, values: bool) -> Iterator[Difference]:
    if bool(recorded.body) != bool(given.body):
        code, message = (
            ("body-gone", "there is no body any more") if recorded.body else ("body-new", "there is a body now")
        )
        yield Difference(code, message)
        return
    old, new = (media_type_of(response.header("content-type") or "")[0] for response in (recorded, given))
    if old != new and recorded.body:
        yield Difference(
            "type-changed", f"the body was {old or 'of no type'}, is {new or 'of no type'}", "header content-type"
        )
    if recorded.value is ABSENT or given.value is ABSENT:
        yield from _of_texts(recorded, given, values=values)
        return
    value = carried.renewed(recorded.value, "")
    yield from differences(shape_of(value), shape_of(given.value))
    if values:
        yield from _of_values(value, given.value, (), "")


def _of_texts(recorded: Response, given: Response, *, values: bool) -> Iterator[Difference]:
    if (recorded.value is ABSENT) != (given.value is ABSENT):
        yield Difference(
            "type-changed", "the body was JSON, is none" if given.value is ABSENT else "the body is JSON now"
        )
    elif values and recorded.body != given.body:
        yield Difference("value-changed", "the body is another one")


def _of_values(old: Any, new: Any, steps: Steps, name: str) -> Iterator[Difference]:
    """Values at the same place that are others, of the members that both have."""
    if len(steps) > MAX_DEPTH:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in old:
            if key in new:
                yield from _of_values(old[key], new[key], (*steps, str(key)), str(key))
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield Difference("value-changed", f"there were {len(old)} items, are {len(new)}", pointer_of(steps))
        for index, (one, other) in enumerate(zip(old, new, strict=False)):
            yield from _of_values(one, other, (*steps, str(index)), name)
    elif old != new and _is_of_one_type(old, new) and not (changes_anyway(name, old) and changes_anyway(name, new)):
        yield Difference("value-changed", f"was {_shown(old)}, is {_shown(new)}", pointer_of(steps))


def _is_of_one_type(old: Any, new: Any) -> bool:
    return shape_of(old).types == shape_of(new).types


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else exact_json.dumps(value).decode()
    return f"'{text[:_SHOWN]}...'" if len(text) > _SHOWN else f"'{text}'"
