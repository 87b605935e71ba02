"""What does the API behind the proxy answer, and is that an answer?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from mockserver.media import plain_body
from mockserver.model import Match, NoMatch, Operation, Request, Response, Violation
from mockserver.transport import Answered, Transport
from mockserver.validation import RequestPlan, credentials, missing

MAX_JUDGED = 4 * 1024 * 1024
"""From how many bytes on a body is only passed on."""

_NO_WEBSOCKETS = "the proxy does not pass on websockets: connect to the upstream itself"
_LOOPBACK = {"localhost", "::1"}
_UNJUDGED = "the body is passed on unseen: it is too long, a stream of events, or in an encoding that is not read"


@dataclass(frozen=True, slots=True)
class Upstream:
    """The server behind the proxy.

    `mock_missing`: whether the mock answers where the upstream does not have an operation: None means only where it
    says so itself with 501.
    """

    transport: Transport
    mock_missing: bool | None = None

    def answer(self, request: Request, match: Match | NoMatch, mount: str) -> Answered | Violation:
        """The upstream's answer; the violation where it gives none, or is not asked.

        A GET or HEAD with a body is passed on only where its operation documents one: elsewhere it has no meaning, and
        servers on the way may drop it. Who wants to speak websockets is told that there are none here.
        """
        if request.headers.get("upgrade", "").lower() == "websocket":
            return Violation(("header", "upgrade"), "upgrade", _NO_WEBSOCKETS)
        undocumented = isinstance(match, Match) and match.operation.body is None
        if request.body and request.method in ("GET", "HEAD") and undocumented:
            return Violation(("body",), "content", f"a body of {request.method} is not passed on: none is documented")
        prefix, path = self.transport.prefix, _path_behind(match, mount, request.path)
        is_whole = path == "*" or (bool(prefix) and f"{path}/".startswith(f"{prefix}/"))
        target = path if is_whole else prefix + path
        return self.transport.send(
            request if target == request.path else replace(request, path=target), most=MAX_JUDGED
        )

    def lacks(
        self, status: int, operation: Operation, broken: Sequence[Violation], *, mock_missing: bool | None = None
    ) -> bool:
        """Whether an answer says that the upstream does not have an operation which the specification documents.

        `mock_missing` says whether that counts for this request, in the place of what holds for all.
        """
        counts = self.mock_missing if mock_missing is None else mock_missing
        if status == 501:
            return counts is not False and not {"501", "5XX"} & set(operation.responses)
        return bool(counts) and status in (404, 405) and bool(broken)


def proxy_of_environment(url: str) -> str | None:
    """The proxy that HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY name for an address; none for this machine's."""
    proxies, address = getproxies_environment(), urlsplit(url)
    host = address.hostname or ""
    if host in _LOOPBACK or host.startswith("127.") or proxy_bypass(host):
        return None
    found = proxies.get(address.scheme) or proxies.get("all")
    return found if found is None or "://" in found else f"http://{found}"


def _path_behind(match: Match | NoMatch, mount: str, path: str) -> str:
    """The path that the upstream knows: without the prefix below which the API is served here a second time."""
    if not mount:
        return path
    real = isinstance(match, Match) and match.base in match.operation.bases
    return path[len(mount) :] if not real and path.startswith(f"{mount}/") else path


def noted(plan: RequestPlan, request: Request, match: Match) -> tuple[Violation, ...]:
    """What is wrong with a request that is passed on: as much of it as can be read."""
    operation = match.operation
    lacking = () if not operation.security or credentials(operation, request) else (missing(operation),)
    body = None if request.rest is not None else plain_body(request.body, request.headers.get("content-encoding", ""))
    read = request
    if isinstance(body, bytes) and body is not request.body:
        kept = {name: text for name, text in request.headers.items() if name != "content-encoding"}
        read = replace(request, body=body, headers=kept)
    _, found = plan.read(read, match.values)
    if not isinstance(body, bytes):
        unseen = Violation(("body",), "size", _UNJUDGED, severity="warning")
        found = (*(violation for violation in found if violation.location[0] != "body"), unseen)
    return (*lacking, *found) if lacking else found


def judgeable(response: Response, *, whole: bool) -> tuple[Response, tuple[Violation, ...]]:
    """The answer as it can be judged, and a warning where that is without its body."""
    body = plain_body(response.body, response.header("content-encoding") or "") if whole else None
    if body is response.body:
        return response, ()
    if isinstance(body, bytes):
        return replace(response, body=body), ()
    unseen = Violation(("body",), "size", _UNJUDGED, severity="warning", blame="upstream")
    return replace(response, body=b""), (unseen,)


def blamed(violations: Sequence[Violation]) -> tuple[Violation, ...]:
    """What is wrong with an answer, which is not the mock's."""
    if not violations:
        return ()
    return tuple(replace(v, blame="upstream") if v.blame == "mock" else v for v in violations)
