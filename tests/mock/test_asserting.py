"""Does a failed assertion say what came instead?"""

from __future__ import annotations

import threading

import pytest
from werkzeug.test import Client

from mockserver import MockServer, MockserverError
from mockserver.mock.asserting import awaited


def failure(mock: MockServer, *arguments: object, **named: object) -> list[str]:
    with pytest.raises(AssertionError) as raised:
        mock.assert_called(*arguments, **named)  # type: ignore[arg-type]
    return str(raised.value).splitlines()


def test_what_was_called_is_asserted(mock: MockServer, client: Client) -> None:
    client.post("/v1/pets", json={"name": "Rex", "age": 3})
    client.get("/v1/pets")
    mock.assert_called("pets.create")
    mock.assert_called("POST /v1/pets", times=1)
    mock.assert_called("pets.list", times={"at_most": 2})
    mock.assert_called("pets.create", with_={"body": {"name": "Rex"}, "status": 201})
    mock.assert_not_called("pets.create", with_={"body": {"name": "Tom"}})


def test_another_number_is_told_with_what_came(mock: MockServer, client: Client) -> None:
    client.get("/v1/pets?limit=1")
    assert failure(mock, "pets.list", times=2) == [
        "pets.list was called once; expected: 2 times",
        "what came:",
        "  GET /v1/pets?limit=1 -> 200 (pets.list)",
    ]
    assert failure(mock, "pets.create")[0] == "pets.create was never called; expected: at least once"
    assert failure(mock, "pets.list", times={"at_least": 2, "at_most": 3})[0].endswith("; expected: 2 to 3 times")
    with pytest.raises(AssertionError, match=r"pets\.list was called once; expected: never"):
        mock.assert_not_called("pets.list")


def test_no_request_at_all_is_told(mock: MockServer) -> None:
    assert failure(mock, "pets.list", times=1) == [
        "pets.list was never called; expected: once",
        "no request came at all",
    ]


def test_many_requests_are_cut_short(mock: MockServer, client: Client) -> None:
    for _ in range(12):
        client.get("/v1/pets")
    lines = failure(mock, "pets.list", times={"at_most": 3})
    assert (len(lines), lines[0], lines[-1]) == (
        13,
        "pets.list was called 12 times; expected: at most 3 times",
        "  (the last 10 of 12)",
    )


def test_the_nearest_body_is_compared(mock: MockServer, client: Client) -> None:
    client.post("/v1/pets", json={"age": 3, "name": "Rex", "kind": "dog"})
    lines = failure(mock, "pets.create", with_={"body": {"name": "Tom", "age": 3}, "query": {"dry": "yes"}})
    assert lines == [
        "pets.create was never called with these values; expected: at least once",
        "what came:",
        "  POST /v1/pets -> 201 (pets.create)",
        "nearest: POST /v1/pets -> 201 (pets.create)",
        "  query/dry: it is missing, yes is expected",
        "  the body, expected (-) and sent (+):",
        "    {",
        '  -   "name": "Tom",',
        '  +   "name": "Rex",',
        '      "age": 3',
        "    }",
    ]


def test_an_order_is_asserted(mock: MockServer, client: Client) -> None:
    client.get("/v1/pets")
    client.post("/v1/pets", json={"name": "Rex"})
    mock.assert_order("pets.list", "pets.create")
    mock.assert_order("pets.list", {"operation": "pets.create", "body": {"name": "Rex"}})
    with pytest.raises(AssertionError) as raised:
        mock.assert_order("pets.create", "pets.list")
    assert str(raised.value).splitlines() == [
        "pets.list did not come after pets.create; the order was to be pets.create, pets.list",
        "what came:",
        "  GET /v1/pets -> 200 (pets.list)",
        "  POST /v1/pets -> 201 (pets.create)",
    ]


def test_an_unknown_operation_is_told(mock: MockServer) -> None:
    with pytest.raises(MockserverError, match=r"did you mean 'pets.list'"):
        mock.assert_called("pets.lst")
    with pytest.raises(MockserverError, match="unknown: bdy"):
        mock.assert_called("pets.list", with_={"bdy": 1})


# What is still to come


def test_what_is_still_to_come_is_waited_for(mock: MockServer, client: Client) -> None:
    def call() -> None:
        for _ in range(3):
            client.get("/v1/pets")
        client.post("/v1/pets", json={"name": "Rex"})

    thread = threading.Thread(target=call)
    thread.start()
    mock.assert_called("pets.list", times={"at_least": 3}, timeout=30)
    mock.assert_order("pets.list", "pets.create", timeout=30)
    thread.join()


def test_it_is_looked_for_again_with_each_request_also_after_a_reset(mock: MockServer, client: Client) -> None:
    def call() -> object:
        return client.get("/v1/pets")

    def reset_and_call() -> object:
        mock.reset()
        return call()

    steps, looked = iter((call, reset_and_call)), list[int]()

    def failure() -> str:
        """The next step is made once it is known what there is now."""
        looked.append(len(mock.requests))
        step = next(steps, None)
        return "not yet" if step is not None and step() else ""

    sessions = mock.app.extensions["mockserver"][1]
    assert awaited(failure, lambda: sessions.get(mock.session_name).journal, 30) == ""
    assert looked == [0, 1, 1]


def test_what_does_not_come_in_time_is_told_as_ever(mock: MockServer, client: Client) -> None:
    client.get("/v1/pets")
    assert failure(mock, "pets.list", times=2, timeout=0.01) == failure(mock, "pets.list", times=2)
    with pytest.raises(AssertionError, match=r"pets\.create did not come after pets\.list"):
        mock.assert_order("pets.list", "pets.create", timeout=0.01)
