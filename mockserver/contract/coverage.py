"""Which operations, statuses, examples, parameters and fields did some requests exercise?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.model import ABSENT, Decoded, Operation, Outcome, Schema
from mockserver.pointers import pointer_of

MAX_DEPTH = 4
"""How deep the fields of a body are told."""

Counts = Mapping[tuple[Operation, int], int]
"""How often each operation was answered with each status."""

Exchange = tuple[Outcome, Decoded]
"""An outcome, with the decoded values of its request."""


@dataclass(frozen=True, slots=True)
class OperationCoverage:
    """What of one operation was exercised: how often each documented thing was used, 0 for never.

    `statuses` has undocumented ones too. `parameters` are by `<place>.<name>`, `fields` are pointers into the request's
    body, `values` are the members of the enums of both.
    """

    operation: Operation
    called: int
    statuses: Mapping[str, int]
    examples: Mapping[str, int]
    parameters: Mapping[str, int]
    fields: Mapping[str, int]
    values: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was exercised in all: `percent` of the operations and their documented statuses."""

    percent: float
    operations: tuple[OperationCoverage, ...]


def coverage_of(operations: Sequence[Operation], counts: Counts, exchanges: Sequence[Exchange]) -> Coverage:
    """The coverage of some operations: statuses by the counts, all else by what came to and fro."""
    by_operation: dict[Operation, list[Exchange]] = {}
    for outcome, values in exchanges:
        if outcome.operation is not None:
            by_operation.setdefault(outcome.operation, []).append((outcome, values))
    return _summed(tuple(_of(operation, counts, by_operation.get(operation, [])) for operation in operations))


def called_of(operations: Sequence[Operation], counts: Counts) -> Coverage:
    """The coverage of some operations as far as counts tell it: what was called, and answered with which statuses."""
    return _summed(
        tuple(OperationCoverage(each, *_statuses(each, counts), {}, {}, {}, {}) for each in operations),
    )


def _summed(covered: tuple[OperationCoverage, ...]) -> Coverage:
    marks = [mark for each in covered for mark in _marks(each)]
    return Coverage(round(100 * sum(marks) / len(marks), 1) if marks else 100.0, covered)


def _marks(covered: OperationCoverage) -> list[bool]:
    """Whether the operation, and each of its documented statuses, was seen."""
    documented = covered.operation.responses
    return [covered.called > 0, *(covered.statuses[status] > 0 for status in documented)]


def _statuses(operation: Operation, counts: Counts) -> tuple[int, dict[str, int]]:
    """How often an operation was called, and how often it gave each status."""
    statuses = dict.fromkeys(operation.responses, 0)
    called = 0
    for (counted, status), number in counts.items():
        if counted is operation:
            key = documented_status(operation, status)
            statuses[key] = statuses.get(key, 0) + number
            called += number
    return called, statuses


def _of(operation: Operation, counts: Counts, exchanges: Sequence[Exchange]) -> OperationCoverage:
    fields = _fields(operation)
    enums = {f"{p.place}.{p.name}": p.schema for p in operation.parameters if p.schema is not None} | fields
    return OperationCoverage(
        operation,
        *_statuses(operation, counts),
        _examples(operation, exchanges),
        {
            f"{p.place}.{p.name}": sum(p.name in _place(values, p.place) for _, values in exchanges)
            for p in operation.parameters
        },
        {pointer: sum(_at(values.body, pointer) is not ABSENT for _, values in exchanges) for pointer in fields},
        {
            name: {str(choice): sum(_value(values, name) == choice for _, values in exchanges) for choice in choices}
            for name, schema in enums.items()
            if (choices := _choices(schema))
        },
    )


def documented_status(operation: Operation, status: int) -> str:
    """The entry of the specification that a status falls under; the status itself where there is none."""
    spec = operation.response_for(status)
    return str(status) if spec is None else next(k for k, each in operation.responses.items() if each is spec)


def _examples(operation: Operation, exchanges: Sequence[Exchange]) -> dict[str, int]:
    """How often each documented example was the answer's body."""
    found: dict[str, int] = {}
    for status, spec in operation.responses.items():
        for media in spec.content.values():
            for name, example in media.examples.items():
                key = f"{status}.{name}"
                found[key] = found.get(key, 0) + sum(
                    documented_status(operation, outcome.response.status) == status
                    and outcome.response.value is not ABSENT
                    and outcome.response.value == example
                    for outcome, _ in exchanges
                )
    return found


def _fields(operation: Operation) -> dict[str, Schema]:
    """The documented members of the request's body by their pointers; `*` stands for every item of a list."""
    if operation.body is None:
        return {}
    found: dict[str, Schema] = {}
    for media in operation.body.content.values():
        if media.schema is not None:
            found.update(_members(media.schema, (), 0))
    return found


def _members(schema: Schema, steps: tuple[str, ...], depth: int) -> Iterator[tuple[str, Schema]]:
    schema = schema.resolved()
    node = schema.node
    if not isinstance(node, Mapping) or depth >= MAX_DEPTH:
        return
    for branch in (b for keyword in ("allOf", "oneOf", "anyOf") for b in schema.branches(keyword)):
        yield from _members(branch, steps, depth + 1)
    properties = node.get("properties")
    for name in properties if isinstance(properties, Mapping) else ():
        child = schema.child("properties", name)
        yield pointer_of((*steps, name)), child.resolved()
        yield from _members(child, (*steps, name), depth + 1)
    if isinstance(node.get("items"), Mapping):
        yield from _members(schema.child("items"), (*steps, "*"), depth + 1)


def _place(values: Decoded, place: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = getattr(values, place)
    return found


def _value(values: Decoded, name: str) -> Any:
    if name.startswith("/"):
        return _at(values.body, name)
    place, _, parameter = name.partition(".")
    return _place(values, place).get(parameter, ABSENT)


def _at(value: Any, pointer: str) -> Any:
    """What stands at a pointer, where `*` means the first item that has it; ABSENT where there is nothing."""
    return _found(value, [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]])


def _found(value: Any, steps: Sequence[str]) -> Any:
    if not steps:
        return value
    if steps[0] == "*" and isinstance(value, list):
        return next((f for item in value if (f := _found(item, steps[1:])) is not ABSENT), ABSENT)
    if isinstance(value, Mapping) and steps[0] in value:
        return _found(value[steps[0]], steps[1:])
    return ABSENT


def _choices(schema: Schema) -> Sequence[Any]:
    node = schema.resolved().node
    enum = node.get("enum") if isinstance(node, Mapping) else None
    return enum if isinstance(enum, list) else ()
