"""What became of a request?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Literal

from mockserver.delivery import Delivery
from mockserver.model.messages import Request, Response, Violation
from mockserver.model.operations import Operation
from mockserver.model.words import Origin, value


@value
class Match:
    """The operation that a request means, with the raw path values and the base path before the operation's own."""

    operation: Operation
    values: Mapping[str, str]
    base: str


@value
class NoMatch:
    """Why no operation is meant; `api` where the base path is some API's, `allow` where the method is the trouble."""

    status: Literal[404, 405]
    violation: Violation
    api: str | None = None
    allow: tuple[str, ...] = ()


@value
class Refusal:
    """What an error dialect puts into words: a status and the violations that led to it.

    `operation` is None where the request means none; `settings` are the API's, with their defaults.
    `hint` is for whoever looks at the server itself; an API's own words have no use for it.
    """

    status: int
    violations: tuple[Violation, ...]
    request: Request
    operation: Operation | None = None
    allow: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""


@value
class Outcome:
    """What became of one request: the journal is a list of these."""

    id: str
    at: datetime
    session: str
    request: Request
    response: Response
    source: Origin
    api: str | None
    operation: Operation | None
    request_violations: tuple[Violation, ...]
    response_violations: tuple[Violation, ...]
    ms: float
    traceback: str = ""
    delivery: Delivery | None = None

    @property
    def violations(self) -> tuple[Violation, ...]:
        return self.request_violations + self.response_violations
