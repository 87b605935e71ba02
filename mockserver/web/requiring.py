"""What is a request told that names no session, where each has to?"""

from __future__ import annotations

from mockserver.dialects import problem_json
from mockserver.model import Refusal, Request, Response, Violation

_MESSAGE = "name a session, in the header X-Mock-Session or by the path prefix /__session__/NAME"


def no_session(request: Request) -> Response:
    """A 400 in the words of the last resort: without a session no API is asked, and nothing is kept."""
    violation = Violation(("header", "x-mock-session"), "required", _MESSAGE)
    return problem_json(Refusal(400, (violation,), request))
