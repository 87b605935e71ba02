"""How does the server speak and act where neither a specification nor an API's behaviour says so?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mockserver.dialects.problems import ErrorDialect, problem_json, violations_header
from mockserver.model import Operation, Request, Response, Violation

Review = Callable[[Request, Operation, Response], Response | Violation]
"""What is sent in the place of a generated answer: mostly itself; a violation refuses it."""


@dataclass(frozen=True, slots=True)
class Manner:
    """The last word on refusals, and what else users of another mock server expect.

    `problem` words a refusal of an API without a dialect, `header` is the value of `sl-violations`.
    `derives`: whether a path that offers GET answers HEAD, and any path answers OPTIONS, where that is not documented.
    `fills`: whether an example of a refusal is told with what is really wrong in it.
    """

    problem: ErrorDialect = problem_json
    header: Callable[[Sequence[Violation]], str] = violations_header
    derives: bool = True
    review: Review | None = None
    fills: bool = True


OURS = Manner()
