"""Which operation of one document is which of another?"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from mockserver.model import Operation

_VARIABLE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Pairs:
    """The operations that are in both documents, and those that are in one alone."""

    both: tuple[tuple[Operation, Operation], ...]
    removed: tuple[Operation, ...]
    added: tuple[Operation, ...]


def paired(old: Sequence[Operation], new: Sequence[Operation]) -> Pairs:
    """Operations by method and path, whatever its variables are called, and then by the path behind the server's."""
    gone, fresh = list(old), list(new)
    both: list[tuple[Operation, Operation]] = []
    for name in (_exact, _shape, _whole):
        waiting = _by(name, fresh)
        left = []
        for operation in gone:
            others = waiting.get(name(operation), [])
            if others:
                both.append((operation, others.pop(0)))
            else:
                left.append(operation)
        taken = {id(other) for _, other in both}
        gone, fresh = left, [operation for operation in fresh if id(operation) not in taken]
    order = {id(operation): place for place, operation in enumerate(old)}
    both.sort(key=lambda pair: order[id(pair[0])])
    return Pairs(tuple(both), tuple(gone), tuple(fresh))


def variables(path: str) -> list[str]:
    """The names of a path's variables, in their order."""
    return [found[1:-1] for found in _VARIABLE.findall(path)]


def shape_of(path: str) -> str:
    """A path, whatever its variables are called."""
    return _VARIABLE.sub("{}", path)


def _by(name: Callable[[Operation], Hashable], operations: Sequence[Operation]) -> dict[Hashable, list[Operation]]:
    found: dict[Hashable, list[Operation]] = {}
    for operation in operations:
        found.setdefault(name(operation), []).append(operation)
    return found


def _exact(operation: Operation) -> Hashable:
    return operation.method, operation.path


def _shape(operation: Operation) -> Hashable:
    return operation.method, shape_of(operation.path)


def _whole(operation: Operation) -> Hashable:
    base = operation.bases[0] if operation.bases else ""
    return operation.method, shape_of(base + operation.path)
