"""Which requests are valid, but only just: with the least, the longest, foreign letters, and nothing at all?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal, TypeGuard

from mockserver.contract.check.breaking import places, put
from mockserver.contract.check.broken import example_of, with_value
from mockserver.contract.check.cases import Case
from mockserver.contract.check.contract import Contract
from mockserver.contract.check.sending import Provider
from mockserver.contract.check.valid import Known, valid_case
from mockserver.contract.drafts import Draft
from mockserver.model import ABSENT, Schema

Edge = Literal["most", "foreign", "least", "empty", "null"]

EDGES: Mapping[Edge, str] = {
    "most": "a valid request with the greatest values",
    "foreign": "a valid request with foreign letters",
    "least": "a valid request with the least values",
    "empty": "a valid request with empty values",
}
"""Each edge in words. Where null may stand is often said without thought, so that it is for changes alone."""

_FOREIGN = "Zażółć 漢字 \U0001f600"
_LONGEST = 2_000
_MOST_ITEMS = 100
_SHAPED = ("enum", "const", "format", "pattern")


def edge_cases(contract: Contract, provider: Provider, seed: str, known: Known) -> Iterator[Case]:
    """A valid request for each edge that differs from an ordinary one: a whole body, and no more in the query."""
    everything = int(contract.operation.body is not None)
    for edge, about in EDGES.items():
        case = valid_case(contract, provider, f"{seed}/{edge}", everything, known)
        draft = _edged_draft(contract, case.draft, edge, known) if case is not None else None
        if case is None or draft is None or draft == case.draft:
            continue
        try:
            request = draft.request()
            flaws = contract.flaws(draft, request)
        except (TypeError, ValueError, LookupError):
            continue
        if not flaws:
            yield replace(case, draft=draft, request=request, about=f"{about} (seed {seed})")


def _edged_draft(contract: Contract, draft: Draft, edge: Edge, known: Known) -> Draft:
    """The request at an edge; a text in the query is left alone, for it may be in a language that no schema tells."""
    for parameter in contract.operation.parameters if edge != "foreign" else ():
        schema = parameter.schema
        if schema is None or parameter.name in known or parameter.place not in ("query", "path"):
            continue
        value = example_of(parameter)
        changed = edged(schema, value, edge, contract.validator(schema).accepts)
        has_edge = changed != value or value in _EDGED[edge](schema.resolved().node, value)
        draft = (with_value(draft, parameter, changed) if has_edge else None) or draft
    if draft.media is None or draft.media.schema is None or draft.body is ABSENT:
        return draft
    schema = draft.media.schema
    body = edged(schema, draft.body, edge, contract.validator(schema).accepts)
    return draft if body == draft.body else replace(draft, body=body)


def edged(schema: Schema, value: Any, edge: Edge, accepts: Callable[[Any], bool]) -> Any:
    """The value with each of its parts at an edge of what the schema says, as far as the whole stays valid."""
    found = [(at, part.node) for part, at, _ in places(schema, value) if isinstance(part.node, Mapping)]
    for at, node in reversed(found):
        inner = _at(value, at)
        for new in _EDGED[edge](node, inner) if inner is not ABSENT else ():
            changed = put(value, at, new)
            if new != inner and accepts(changed):
                value = changed
                break
    return value


def _at(value: Any, steps: tuple[str | int, ...]) -> Any:
    for step in steps:
        try:
            value = value[step]
        except (LookupError, TypeError):
            return ABSENT
    return value


def _most(node: Mapping[str, Any], value: Any) -> Iterator[Any]:
    length, items = node.get("maxLength"), node.get("maxItems")
    if isinstance(value, str) and _is_free(node) and _is_count(length, _LONGEST):
        yield value[:length] + "x" * (length - len(value))
    if isinstance(value, list) and value and _is_count(items, _MOST_ITEMS) and not node.get("uniqueItems"):
        yield (value * (items // len(value) + 1))[:items]
    if _is_number(value):
        yield from _bounds(node, "maximum", "exclusiveMaximum", -1)
        if node.get("format") == "int32":
            yield 2**31 - 1


def _least(node: Mapping[str, Any], value: Any) -> Iterator[Any]:
    length = node.get("minLength")
    if isinstance(value, str) and _is_free(node) and _is_count(length, len(value)):
        yield value[:length]
    if _is_number(value):
        yield from _bounds(node, "minimum", "exclusiveMinimum", 1)


def _bounds(node: Mapping[str, Any], bound: str, exclusive: str, step: int) -> Iterator[Any]:
    limit, beyond = node.get(bound), node.get(exclusive)
    if _is_number(limit):
        yield limit
    if _is_number(beyond):
        yield from (beyond + step, beyond + step / 2)


def _foreign(node: Mapping[str, Any], value: Any) -> Iterator[Any]:
    if not isinstance(value, str) or not _is_free(node):
        return
    most = node.get("maxLength", len(value) + len(_FOREIGN))
    if _is_count(most, _LONGEST):
        begin = value[: most // 2]
        yield begin + (_FOREIGN[::-1] * (most // len(_FOREIGN) + 1))[: most - len(begin)]


def _empty(_: Mapping[str, Any], value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        yield []
    if isinstance(value, bool):
        yield False


def _null(node: Mapping[str, Any], _: Any) -> Iterator[Any]:
    types = node.get("type")
    if (isinstance(types, list) and "null" in types) or node.get("nullable") is True:
        yield None


_EDGED: Mapping[Edge, Callable[[Mapping[str, Any], Any], Iterator[Any]]] = {
    "most": _most,
    "foreign": _foreign,
    "least": _least,
    "empty": _empty,
    "null": _null,
}


def _is_free(node: Mapping[str, Any]) -> bool:
    """Whether a text may be anything, as far as the specification says."""
    return not any(keyword in node for keyword in _SHAPED)


def _is_count(value: Any, most: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
