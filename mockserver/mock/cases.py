"""Which errors does a specification document, each as a case that a test can be given?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mockserver.apis import load_apis, specification_files
from mockserver.exceptions import MockserverError
from mockserver.matching import meant
from mockserver.model import Operation, ResponseSpec
from mockserver.pointers import is_number

_OF_A_RANGE = {
    "4XX": (400, 409, 422, 429, 403, 404, 401),
    "5XX": (500, 503, 502, 504),
    "default": (500, 503, 400),
}
"""Statuses that stand for a documented range; the first that is not documented by itself."""


@dataclass(frozen=True, slots=True)
class ErrorCase:
    """A documented error of an operation; `example` is the name of one of its examples, where it has named ones."""

    api: str
    operation: str
    status: int
    example: str | None = None

    def __str__(self) -> str:
        return f"{self.operation}-{self.status}" + (f"-{self.example}" if self.example else "")


def error_cases(
    operation: str | None = None, specs: Iterable[str | Path] | str | Path | None = None
) -> list[ErrorCase]:
    """Every documented error of every operation, or of one; of the shipped specifications where none is named.

    For `@pytest.mark.parametrize("case", error_cases("contacts.create"), ids=str)`; `MockServer.apply` switches one on.
    """
    named = (specs,) if isinstance(specs, str | Path) else tuple(specs or ())
    operations = [each for api in load_apis(specification_files(named)) for each in api.operations]
    chosen = [each for each in operations if operation in (None, each.id, f"{each.api}.{each.id}")]
    if not chosen:
        known = [each.id for each in operations]
        raise MockserverError(f"there is no operation '{operation}'; {meant(str(operation), known)}")
    return [case for each in chosen for case in _of(each)]


def _of(operation: Operation) -> Iterator[ErrorCase]:
    for code, spec in operation.responses.items():
        status = _status(code, operation)
        if status is not None and status >= 400:
            for example in _examples(spec) if is_number(code) else (None,):
                yield ErrorCase(operation.api, operation.id, status, example)


def _status(code: str, operation: Operation) -> int | None:
    if is_number(code):
        return int(code)
    return next((each for each in _OF_A_RANGE.get(code, ()) if str(each) not in operation.responses), None)


def _examples(spec: ResponseSpec) -> tuple[str | None, ...]:
    """The names of the examples where there are several to tell apart, else the documented answer as it is."""
    names = tuple(dict.fromkeys(name for media in spec.content.values() for name in media.examples))
    return names if len(names) > 1 else (None,)
