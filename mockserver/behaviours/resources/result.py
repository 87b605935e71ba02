"""What came of an operation on a resource?"""

from __future__ import annotations

from mockserver.model import Response, Violation, value
from mockserver.state import Change


@value
class Result:
    """An answer, or the violations that a request is refused for; neither: the specification's own answer is given.

    `changes` are told only where somebody wants to know them.
    """

    response: Response | None = None
    violations: tuple[Violation, ...] = ()
    changes: tuple[Change, ...] = ()


NOTHING = Result()


def refused(violation: Violation) -> Result:
    return Result(violations=(violation,))
