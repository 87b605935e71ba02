"""What is sent to a provider, and what is it to show?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mockserver.contract.drafts import Draft
from mockserver.model import Blame, Operation, Request, Response, Severity, SpecReference, Violation

Kind = Literal["example", "valid", "broken", "anonymous", "stranger", "gone", "method"]
"""`anonymous`: without credentials; `stranger`: with wrong ones; `gone`: for what is not there any more."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A request with what is known about it: `about` says in words what it is.

    `violation` is what is wrong with one that is `broken`, or with a documented example. `known`: all that its path
    names is there. `severity` is how bad it is where a broken one is accepted.
    """

    kind: Kind
    draft: Draft
    request: Request
    about: str
    violation: Violation | None = None
    known: bool = False
    severity: Severity = "error"

    @property
    def operation(self) -> Operation:
        return self.draft.operation


@dataclass(frozen=True, slots=True, eq=False)
class Exchange:
    """A case and the answer to it."""

    case: Case
    response: Response

    @property
    def succeeded(self) -> bool:
        return 200 <= self.response.status < 300


@dataclass(frozen=True, slots=True)
class Objection:
    """What is to be said against an answer: which check it is of, in which words, and whose fault it is."""

    code: str
    message: str
    blame: Blame
    severity: Severity = "error"
    pointer: str = ""
    source: SpecReference | None = None
    details: tuple[str, ...] = ()
