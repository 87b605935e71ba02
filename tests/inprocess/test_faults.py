"""Does a client notice in its own words what goes wrong on purpose?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import requests
from flask import Flask

from mockserver import create_app
from mockserver.inprocess import intercept
from tests.inprocess.clients import Client, every_client

CONTACTS = "http://monitor.local/api/v0/contacts/items"
LONG = {"operation": "contacts.list", "status": 200, "body": {"x": "0" * 1_000}, "force": True}


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(seed=1, auth=False)


@pytest.fixture
def control(app: Flask, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Asks the control API in the session of a test, while calls end in that session."""
    session = request.node.nodeid
    client = app.test_client()

    def ask(method: str, path: str, json: Any) -> None:
        answer = client.open(f"/__mock__{path}", method=method, json=json, headers={"X-Mock-Session": session})
        assert answer.status_code < 300, answer.text

    with intercept(app, session=session):
        yield ask


@every_client
@pytest.mark.parametrize("kind", ["reset", "empty"])
def test_an_answer_that_does_not_come_is_an_error_of_the_client(client: Client, control: Any, kind: str) -> None:
    control("PUT", "/faults", [{"kind": kind}])
    with pytest.raises(client.unreachable):
        client.get(CONTACTS)


@every_client
def test_an_answer_that_ends_too_early_is_an_error_of_the_client(client: Client, control: Any) -> None:
    control("POST", "/overrides", LONG)
    control("PUT", "/faults", [{"kind": "truncated", "size": 20}])
    with pytest.raises(client.broken):
        client.get(CONTACTS)


@every_client
def test_an_answer_that_drips_comes_whole(client: Client, control: Any) -> None:
    control("POST", "/overrides", LONG)
    control("PUT", "/faults", [{"kind": "drip", "size": 500, "pause": "1ms"}])
    assert len(client.get(CONTACTS).body) > 1_000


@every_client
def test_a_delay_past_the_clients_patience_is_its_timeout(client: Client, control: Any) -> None:
    control("PUT", "/faults", [{"kind": "latency", "fixed": "5m"}])
    with pytest.raises(client.timeout):
        client.get(CONTACTS, timeout=0.05)


@every_client
def test_a_pause_past_the_clients_patience_is_its_timeout(client: Client, control: Any) -> None:
    control("POST", "/overrides", LONG)
    control("PUT", "/faults", [{"kind": "drip", "size": 500, "pause": "1m"}])
    with pytest.raises((client.timeout, client.broken)):
        client.get(CONTACTS, timeout=0.05)


@every_client
def test_a_short_delay_is_waited_for(client: Client, control: Any) -> None:
    control("PUT", "/faults", [{"kind": "latency", "fixed": "1ms"}])
    assert client.get(CONTACTS).status == 200


def test_a_client_tries_again_where_it_is_told_to(control: Any) -> None:
    control("POST", "/overrides", {"operation": "contacts.list", "status": 500, "body": {}, "force": True, "times": 2})
    retries = requests.packages.urllib3.Retry(3, status_forcelist=[500], backoff_factor=0)
    with requests.Session() as session:
        session.mount("http://", requests.adapters.HTTPAdapter(max_retries=retries))
        assert session.get(CONTACTS, timeout=5).status_code == 200


def test_a_delay_holds_up_no_other_task(control: Any) -> None:
    control("PUT", "/faults", [{"kind": "latency", "fixed": "5m", "operation": "contacts.list"}])

    async def both() -> int:
        async with httpx.AsyncClient(timeout=None) as client:
            slow = asyncio.create_task(client.get(CONTACTS))
            await asyncio.sleep(0)
            quick = await client.get("http://monitor.local/api/v0/nothing")
            slow.cancel()
            return quick.status_code

    assert asyncio.run(both()) == 404
