"""How does a vendor say that a finding of schemathesis is no fault?"""

from __future__ import annotations

from collections.abc import Callable

import schemathesis
from schemathesis.core.failures import Failure

Answer = schemathesis.Response


def accept(finding: type[Failure], *operations: str, where: Callable[[Answer], bool]) -> None:
    """Accept one kind of finding at some operations, given by their ids, where the answer is one that explains it."""

    def keep(
        context: schemathesis.HookContext, failure: Failure, case: schemathesis.Case, response: schemathesis.Response
    ) -> bool:
        return not (isinstance(failure, finding) and where(response))

    schemathesis.hook("filter_failure").apply_to(operation_id=list(operations))(keep)
