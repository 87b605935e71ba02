"""Which schemas admit nothing, and which regular expressions cannot be used, or take too long?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.lint.backtracking import may_backtrack
from mockserver.lint.parts import Parts, objects
from mockserver.model import Finding
from mockserver.openapi.grammar import Part
from mockserver.pointers import json_type, pointer_of
from mockserver.schema import pattern_problem, spelled_out

MAX_CONJUNCTS = 200

_RANGES = (
    ("minimum", "maximum"), ("exclusiveMinimum", "maximum"), ("minimum", "exclusiveMaximum"),
    ("minLength", "maxLength"), ("minItems", "maxItems"), ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
)  # fmt: skip
_LOWER = tuple(dict.fromkeys(low for low, _ in _RANGES))
_UPPER = tuple(dict.fromkeys(high for _, high in _RANGES))


@dataclass(slots=True)
class _Limits:
    """What a schema and all that it includes by `allOf` and references ask of a value."""

    bounds: dict[str, float] = field(default_factory=dict)
    types: frozenset[str] | None = None
    values: list[Any] | None = None
    impossible: bool = False


def schema_findings(parts: Parts) -> Iterator[Finding]:
    for part in parts.of("schema"):
        yield from _unsatisfiable(parts, part)
        for pattern, pointer in _patterns(part):
            problem = pattern_problem(pattern)
            spelled = spelled_out(pattern) if problem is not None else None
            if spelled is not None:
                message = f"the regular expression '{pattern[:100]}' should be spelled '{spelled[:100]}'"
                yield parts.found("invalid-pattern", message, pointer, "warning")
            elif problem is not None:
                message = f"the regular expression '{pattern[:100]}' cannot be used: {problem[:200]}"
                yield parts.found("invalid-pattern", message, pointer)
            elif may_backtrack(pattern):
                message = f"the regular expression '{pattern[:100]}' may take exponential time to say no"
                yield parts.found("slow-pattern", message, pointer, "warning")


def _patterns(part: Part) -> Iterator[tuple[str, str]]:
    if isinstance(part.node.get("pattern"), str):
        yield part.node["pattern"], f"{part.pointer}/pattern"
    for pattern in objects(part.node.get("patternProperties")):
        yield pattern, f"{part.pointer}/patternProperties{pointer_of((pattern,))}"


def _unsatisfiable(parts: Parts, part: Part) -> Iterator[Finding]:
    limits = _Limits()
    for node in _conjuncts(parts, part):
        _limit(limits, node)
    for low, high in _RANGES:
        least, most = limits.bounds.get(low), limits.bounds.get(high)
        if least is not None and most is not None:
            strict = "exclusive" in low + high
            if least > most or (strict and least == most):
                message = f"nothing can be valid: {low} {least:g} is not below {high} {most:g}"
                yield parts.found("unsatisfiable", message, part.pointer)
    if limits.types is not None and not limits.types:
        yield parts.found("unsatisfiable", "nothing can be valid: its types exclude one another", part.pointer)
    if limits.values is not None and not _possible(limits):
        yield parts.found("unsatisfiable", "nothing can be valid: none of its values is allowed", part.pointer)


def _possible(limits: _Limits) -> bool:
    types = limits.types
    return any(types is None or json_type(value) in types or _is_whole(value, types) for value in limits.values or ())


def _is_whole(value: Any, types: frozenset[str]) -> bool:
    whole = isinstance(value, float) and value.is_integer() and "integer" in types
    return whole or (json_type(value) == "integer" and "number" in types)


def _conjuncts(parts: Parts, part: Part) -> Iterator[Mapping[str, Any]]:
    """The schema and those that a value must obey as well."""
    waiting, seen = [part], set[str]()
    while waiting and len(seen) < MAX_CONJUNCTS:
        part = waiting.pop()
        if part.pointer in seen or not isinstance(part.node, Mapping):
            continue
        seen.add(part.pointer)
        target = parts.target_of(part)
        if target is not None:
            waiting.append(target)
            if parts.document.version in ("2.0", "3.0"):
                continue
        yield part.node
        members = part.node.get("allOf")
        for index, member in enumerate(members if isinstance(members, list) else ()):
            waiting.append(Part("schema", f"{part.pointer}/allOf/{index}", member))


def _limit(limits: _Limits, node: Mapping[str, Any]) -> None:
    for keyword, choose in (*((k, max) for k in _LOWER), *((k, min) for k in _UPPER)):
        value = node.get(keyword)
        if isinstance(value, int | float) and not isinstance(value, bool):
            limits.bounds[keyword] = choose(value, limits.bounds.get(keyword, value))
    stated = node.get("type")
    types = frozenset([stated] if isinstance(stated, str) else map(str, stated) if isinstance(stated, list) else ())
    if types:
        types = types | {"null"} if node.get("nullable") is True or node.get("x-nullable") is True else types
        types = types | {"integer"} if "number" in types else types
        limits.types = types if limits.types is None else limits.types & types
    values = [node["const"]] if "const" in node else node.get("enum")
    if isinstance(values, list):
        limits.values = values if limits.values is None else [value for value in limits.values if value in values]
