"""What does a call of a client cost in process, beside `responses`, which validates and remembers nothing?

Times are processor time. A test is what most suites do: switch the mock on, say what it answers if that has to be said,
call it once, and switch it off.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any

import httpx
import requests

from bench.figures import Spread
from bench.micro import Effort, Measured, microseconds
from bench.servers import SPECIFICATION
from mockserver import create_app
from mockserver.inprocess import intercept

URL = "http://monitor.local/api/v0/contacts/items"
HEADERS = {"Authorization": "Bearer any"}
ANSWER = {
    "list_items": [],
    "list_option": {"pagination": {"total_items": 0, "items_limit": 20, "total_pages": 0, "current_page": 1}},
}


def measure(effort: Effort, progress: Callable[[str], None]) -> tuple[Measured, ...]:
    """The figures of ours, and those of `responses` where it is installed."""
    progress("micro: clients in process")
    app = create_app(SPECIFICATION, auth=False)
    with requests.Session() as session, httpx.Client() as client:
        found = _of_ours(app, session, client, effort)
        if importlib.util.find_spec("responses") is None:
            progress("micro: responses is not installed; `pip install -r bench/requirements.txt` to measure it")
            return found
        progress("micro: clients with responses")
        return found + _of_responses(session, effort)


def _of_ours(app: Any, session: requests.Session, client: httpx.Client, effort: Effort) -> tuple[Measured, ...]:
    def test() -> None:
        with intercept(app, session="test"):
            _get(session)

    with intercept(app, session="calls"):
        called = _spread(lambda: _get(session), effort)
        by_httpx = _spread(lambda: client.get(URL, headers=HEADERS), effort)
    return (
        Measured("client_call", "requests, one call, in process", "us", called),
        Measured("client_test", "requests, a test with one call, in process", "us", _spread(test, effort)),
        Measured("client_httpx", "httpx, one call, in process", "us", by_httpx),
    )


def _of_responses(session: requests.Session, effort: Effort) -> tuple[Measured, ...]:
    responses = importlib.import_module("responses")

    def test() -> None:
        with responses.RequestsMock() as mock:
            mock.get(URL, json=ANSWER)
            _get(session)

    with responses.RequestsMock() as mock:
        mock.get(URL, json=ANSWER)
        called = _spread(lambda: _get(session), effort)
    return (
        Measured("responses_call", "requests, one call, responses", "us", called),
        Measured("responses_test", "requests, a test with one call, responses", "us", _spread(test, effort)),
    )


def _get(session: requests.Session) -> None:
    answer = session.get(URL, headers=HEADERS)
    if answer.json() != ANSWER:
        raise AssertionError(f"nobody answers like that: {answer.text}")


def _spread(call: Callable[[], object], effort: Effort) -> Spread:
    turn = [None] * (effort.calls // 3)
    microseconds(lambda _: call(), turn)
    return Spread.of([microseconds(lambda _: call(), turn) for _ in range(effort.values)])
