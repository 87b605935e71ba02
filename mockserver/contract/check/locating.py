"""Where below its address does a provider have the operations?"""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.apis import Api
from mockserver.contract.check.sending import Place, Send
from mockserver.contract.drafts import draft_of
from mockserver.exceptions import MockserverError
from mockserver.model import Operation, Request, Violation

PROBES = 5
"""How many operations are asked for at each place."""


def find_place(api: Api, send: Send, url: str, prefix: str) -> Place:
    """Below the address with the base path of the specification, unless only without it something is found.

    MockserverError where nobody answers.
    """
    with_base, without = Place(prefix), Place(prefix, keeps_base=False)
    probed = _probed(api)
    reached = send(_request(api, with_base, probed[0]))
    if isinstance(reached, Violation):
        raise MockserverError(f"there is no provider at {url}: {reached.message}; start it, or correct --url")
    if all(with_base.base(operation) == without.base(operation) for operation in probed):
        return with_base
    for place in (with_base, without):
        statuses = _answers(send, [_request(api, place, operation) for operation in probed]) or ()
        if any(status != 404 for status in statuses):
            return place
    return with_base


def _probed(api: Api) -> list[Operation]:
    """The operations that are likeliest to be found: those that read, with the fewest parameters in the path."""
    reading = [operation for operation in api.operations if operation.method in ("GET", "HEAD")]
    return sorted(reading or api.operations, key=lambda operation: operation.path.count("{"))[:PROBES]


def _request(api: Api, place: Place, operation: Operation) -> Request:
    """A request that reads: whoever has the path of an operation says so whatever the method is."""
    path = draft_of(api, operation).request().path
    base = api.prefixes(operation)[0]
    return Request("GET", place.base(operation) + path[len(base) :], headers={"accept": "*/*"})


def _answers(send: Send, requests: list[Request]) -> tuple[int, ...] | None:
    """The statuses of the answers; None where there is none."""
    return tuple(_statuses(send, requests)) or None


def _statuses(send: Send, requests: list[Request]) -> Iterator[int]:
    for request in requests:
        answer = send(request)
        if not isinstance(answer, Violation):
            yield answer.status
