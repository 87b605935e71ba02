"""What does the server say of each request while it runs?"""

from __future__ import annotations

import logging

from mockserver.model import Outcome
from mockserver.state import DEFAULT_SESSION

_log = logging.getLogger("mockserver")


def is_told() -> bool:
    """Whether anybody reads it: with `-v`."""
    return _log.isEnabledFor(logging.INFO)


def tell(outcome: Outcome) -> None:
    """One line for a request, and with `-vv` one for each violation."""
    request, operation = outcome.request, outcome.operation
    target = f"{request.path}?{request.query}" if request.query else request.path
    session = "" if outcome.session == DEFAULT_SESSION else f" in session {outcome.session!r}"
    named = operation.id if operation else "no operation"
    _log.info(
        "%s %s: %d, %s, %s%s, %.1f ms",
        request.method, target, outcome.response.status, named, outcome.source, session, outcome.ms,
    )  # fmt: skip
    for violation in outcome.violations:
        place = "/".join(map(str, violation.location))
        message = " ".join(violation.message.splitlines())
        _log.debug("  %s, %s of the %s: %s", place, violation.severity, violation.blame, message)
