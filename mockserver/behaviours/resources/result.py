"""What came of an operation on a resource?"""

from __future__ import annotations

from mockserver.model import Response, Violation, value


@value
class Result:
    """An answer, or the violations that a request is refused for; neither: the specification's own answer is given."""

    response: Response | None = None
    violations: tuple[Violation, ...] = ()


NOTHING = Result()


def refused(violation: Violation) -> Result:
    return Result(violations=(violation,))
