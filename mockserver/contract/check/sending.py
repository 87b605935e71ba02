"""How do requests get to the provider: where is it, how fast, and which are not sent at all?"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_address

from mockserver.contract.drafts import Draft
from mockserver.exceptions import MockserverError
from mockserver.media import header_text, is_header_name
from mockserver.model import Operation, Request, Response, Violation
from mockserver.transport import Answered, Transport
from mockserver.upstream import judgeable

Send = Callable[[Request], Response | Violation]
"""Sends a request: over the network, or to an engine in the same process; a violation says why there is no answer."""

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE", "POST", "QUERY")
"""What is sent to a host that is not this machine: nothing that changes or deletes what is there already."""

MOST = 16 * 1024 * 1024
"""How many bytes of an answer are looked at."""

_GIVE_UP = 3
"""After how many requests in a row without an answer the provider is taken to be gone."""


class ProviderLostError(Exception):
    """The provider does not answer any more; what was found until then is told."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the operations are: below the address's own path, with or without the base path of the specification."""

    prefix: str = ""
    keeps_base: bool = True

    def base(self, operation: Operation) -> str:
        base = operation.bases[0] if self.keeps_base else ""
        doubled = bool(self.prefix) and f"{base}/".startswith(f"{self.prefix}/")
        return base if doubled else self.prefix + base


@dataclass(slots=True)
class Provider:
    """Who is checked: an address for people, and what sends to it; it counts, waits between requests and gives up.

    `headers` are sent with every request. `rate` is requests per second; None: as fast as it goes. `safe_only`: what
    may change or delete what is there is not sent. `ours`: it is the mock, which is to blame then.
    """

    url: str
    send: Send
    place: Place = Place()
    headers: Mapping[str, str] = field(default_factory=dict)
    rate: float | None = None
    safe_only: bool = False
    ours: bool = False
    sent: int = 0
    pause: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic
    _lost: int = 0
    _next: float = 0.0

    def takes(self, method: str) -> bool:
        """Whether a request with a method may be sent."""
        return not self.safe_only or method in SAFE

    def located(self, draft: Draft) -> Draft:
        """A draft with the provider's own base path, and the headers that were given for every request."""
        headers = {**draft.headers, **self.headers}
        return replace(draft, base=self.place.base(draft.operation), headers=headers)

    def ask(self, request: Request) -> Response | Violation:
        """The answer to a request, without its encoding; ProviderLostError after several without one."""
        self._wait()
        self.sent += 1
        answer = self.send(request)
        if isinstance(answer, Response):
            self._lost = 0
            return answer
        self._lost += 1
        if self._lost >= _GIVE_UP:
            raise ProviderLostError(answer.message)
        return answer

    def _wait(self) -> None:
        if self.rate is None:
            return
        now = self.now()
        if now < self._next:
            self.pause(self._next - now)
        self._next = max(now, self._next) + 1 / self.rate


def over_network(transport: Transport) -> Send:
    """What sends over the network."""

    def send(request: Request) -> Response | Violation:
        answer = transport.send(request, most=MOST)
        if isinstance(answer, Violation):
            return answer
        response, _ = judgeable(_whole(answer), whole=answer.rest is None)
        return response

    return send


def _whole(answer: Answered) -> Response:
    """The answer; one that is too long to be read is let go of."""
    if answer.rest is not None and hasattr(answer.rest, "close"):
        answer.rest.close()
    return answer.response


def is_loopback(transport: Transport) -> bool:
    """Whether an address is on this machine."""
    host = transport.address.hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def headers_of(given: tuple[str, ...]) -> dict[str, str]:
    """The headers that stand on a command line as `Name: value`."""
    found: dict[str, str] = {}
    for text in given:
        name, colon, value = text.partition(":")
        if not colon or not is_header_name(name.strip()) or any(c in value for c in "\r\n\0"):
            raise MockserverError(f"-H '{text}': write it as 'Name: value'")
        found[name.strip().lower()] = header_text(value.strip())
    return found


_PERIODS = {"s": 1.0, "sec": 1.0, "second": 1.0, "m": 60.0, "min": 60.0, "minute": 60.0, "h": 3600.0, "hour": 3600.0}


def rate_of(text: str) -> float | None:
    """Requests per second from a text such as `10/s` or `100/m`; None for `off`."""
    if text == "off":
        return None
    number, _, period = text.partition("/")
    try:
        found = float(number) / _PERIODS[period or "s"]
    except (ValueError, KeyError) as error:
        raise MockserverError(f"--rate-limit '{text}': write it as 10/s, 100/m or off") from error
    if not 0 < found < float("inf"):
        raise MockserverError(f"--rate-limit '{text}': write a number above 0")
    return found
