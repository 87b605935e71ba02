"""What did a client send, and what became of it, in a form that a test can look at?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.engine import Engine
from mockserver.model import Decoded, Outcome
from mockserver.web.representation import of_outcome


@dataclass(frozen=True, slots=True)
class RecordedViolation:
    """One way in which a contract was broken, as the control API tells it; `request` is the id of the request."""

    location: tuple[str | int, ...]
    pointer: str
    code: str
    severity: str
    message: str
    blame: str
    file: str | None
    line: int | None
    request: str

    @property
    def position(self) -> str:
        """`file:line` in the specification; empty where it has none."""
        return "" if self.file is None else self.file if self.line is None else f"{self.file}:{self.line}"

    def __str__(self) -> str:
        place = "/".join(map(str, self.location))
        return f"{place}: {self.message} [{self.code}]" + (f", by {self.position}" if self.position else "")


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A request with its answer, as the control API tells it; `content` are the bytes of its body.

    `values` are what was sent in the types that the specification gives.
    """

    id: str
    at: str
    session: str
    api: str | None
    operation: str | None
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: Any
    source: str
    status: int
    response: Mapping[str, Any]
    violations: tuple[RecordedViolation, ...]
    ms: float
    traceback: str = field(default="", repr=False)
    values: Decoded = field(default_factory=Decoded, repr=False)
    content: bytes = field(default=b"", repr=False)

    @property
    def target(self) -> str:
        """The path with the query, if there is one."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def __str__(self) -> str:
        name = f" ({self.operation})" if self.operation else ""
        return f"{self.method} {self.target} -> {self.status}{name}"


def recorded(outcome: Outcome, engine: Engine) -> RecordedRequest:
    """An outcome as a test looks at it."""
    shown = of_outcome(outcome, engine.apis)
    violations = tuple(
        RecordedViolation(**{**each, "location": tuple(each["location"])}) for each in shown.pop("violations")
    )
    return RecordedRequest(**shown, violations=violations, values=engine.decoded(outcome), content=outcome.request.body)
