"""What is there to tell of a refusal?"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus

from mockserver.model import Request, Violation

MAX_SUMMED = 10
"""How many violations one message sums up at the most."""

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Trouble:
    """The status and the violations, the request, the time on the session's clock, and what is unique to the request.

    `mark` is a text that no other request has; ids are made from it.
    """

    status: int
    violations: Sequence[Violation]
    request: Request = field(default_factory=lambda: Request("GET", "/"))
    now: datetime = _EPOCH
    mark: str = ""

    @property
    def first(self) -> Violation:
        return self.violations[0]

    @property
    def message(self) -> str:
        return "; ".join(map(told, self.violations[:MAX_SUMMED]))

    @property
    def phrase(self) -> str:
        """What HTTP calls the status."""
        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return "Error"

    def only(self, violation: Violation, index: int = 0) -> Trouble:
        """One of the violations; `index` tells it from the others."""
        return replace(self, violations=(violation,), mark=f"{self.mark}/{index}")

    @property
    def resource(self) -> str:
        """What the request is about: the last part of its path that is a word."""
        words = [step for step in self.request.path.split("/") if step.replace("-", "").replace("_", "").isalpha()]
        return words[-1] if words else ""

    @property
    def uuid(self) -> str:
        return str(uuid.UUID(hex=self.digits(32), version=4))

    def digits(self, size: int) -> str:
        """Hexadecimal digits that no other request has."""
        return hashlib.blake2b(self.mark.encode(), digest_size=32).hexdigest()[:size]


_WHOLE = ("notFound", "gone")
"""What is told of these keywords names the thing that it is about."""


def told(violation: Violation) -> str:
    """The message with the place that it is about; a member that the message names is not named twice."""
    steps = violation.location[1:] if violation.keyword not in _WHOLE else ()
    if steps and f"'{steps[-1]}'" in violation.message:
        steps = steps[:-1]
    where = ".".join(str(step) for step in steps)
    return f"{where}: {violation.message}" if where else violation.message
