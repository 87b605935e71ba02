"""Does a mock in a program's hand do what its client's test needs?"""

from __future__ import annotations

import asyncio
import inspect
import socket
import ssl
import threading
import unittest
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import httpx
import pytest
import requests
from werkzeug.test import Client

import mockserver
from mockserver import MockServer, MockserverError, error_cases
from mockserver.apis import shipped_folder
from mockserver.matching import Seen
from mockserver.mock import ErrorCase
from mockserver.model import Response

CERTIFICATES = Path(__file__).parent.parent / "certificates"


class TestItsSocket:
    def test_it_opens_when_an_address_is_asked_for_and_closes_at_the_end(self, spec: Path) -> None:
        before = set(threading.enumerate())
        with MockServer(spec) as mock:
            assert set(threading.enumerate()) == before
            url = mock.url("shop")
            answer = requests.get(f"{url}/pets", timeout=5)
            assert (answer.status_code, answer.json()) == (200, [])
            assert url == f"{mock.url()}/v1"
        assert set(threading.enumerate()) == before
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", int(url.split(":")[2].partition("/")[0])), timeout=1)

    def test_a_client_that_keeps_its_connection_open_leaves_no_thread(self, spec: Path) -> None:
        before = set(threading.enumerate())
        with requests.Session() as session:
            with MockServer(spec) as mock:
                assert session.get(f"{mock.url('shop')}/pets", timeout=5).status_code == 200
            assert set(threading.enumerate()) == before

    def test_it_listens_on_a_port_that_is_chosen(self, spec: Path) -> None:
        with MockServer(spec) as other:
            port = urlsplit(other.url()).port
            assert port is not None
            taken = MockServer(spec, port=port)
            with pytest.raises(MockserverError, match=f"cannot listen on 127.0.0.1:{port}: .*; choose another port"):
                taken.url()
        with taken as mock:
            assert mock.url("shop") == f"http://127.0.0.1:{port}/v1"
            assert requests.get(f"{mock.url('shop')}/pets", timeout=5).json() == []

    def test_an_unknown_api_is_told_with_what_may_be_meant(self, mock: MockServer) -> None:
        with pytest.raises(MockserverError, match=r"there is no API 'shp'; did you mean 'shop'\?; what is served"):
            mock.url("shp")

    def test_it_says_nothing(self, mock: MockServer, capfd: pytest.CaptureFixture[str]) -> None:
        requests.get(f"{mock.url('shop')}/pets", timeout=5)
        assert capfd.readouterr() == ("", "")

    def test_another_session_has_an_address_of_its_own_and_begins_alike(self, mock: MockServer) -> None:
        other = mock.session("a/b")
        assert other.url("shop") == f"{mock.url()}/__session__/a%2Fb/v1"
        requests.get(f"{other.url('shop')}/pets", timeout=5)
        assert (len(other.requests), len(mock.requests)) == (1, 0)
        other.forget()
        assert other.requests == []


class TestItsApplication:
    def test_what_a_user_puts_before_it_is_asked_by_every_client(self, mock: MockServer) -> None:
        own, asked = mock.app.wsgi_app, []

        def before(environ: dict[str, object], start_response: object) -> object:
            asked.append(environ["PATH_INFO"])
            return own(environ, start_response)  # type: ignore[arg-type]

        mock.app.wsgi_app = before  # type: ignore[assignment, method-assign]
        requests.get(f"{mock.url('shop')}/pets?limit=1", timeout=5)
        with mock.intercept():
            requests.get("https://shop.example/v1/pets", timeout=5)
        mock.app.test_client().get("/v1/pets")
        assert asked == ["/v1/pets"] * 3

    def test_the_control_api_answers_by_socket(self, mock: MockServer) -> None:
        answer = requests.get(f"{mock.url()}/__mock__/health", timeout=5)
        assert (answer.status_code, mock.app is mock.app) == (200, True)


class TestHowItBegins:
    def test_it_can_be_started_again_and_knows_nothing_of_before(self, spec: Path) -> None:
        mock = MockServer(spec, seed=1)
        for _ in range(2):
            mock.start()
            requests.get(f"{mock.url('shop')}/pets", timeout=5)
            assert len(mock.requests) == 1
            mock.stop()
        assert mock.requests == []

    def test_a_function_is_decorated_and_given_the_mock(self, spec: Path) -> None:
        @MockServer(spec)
        def count(times: int, mock: MockServer) -> int:
            for _ in range(times):
                requests.get(f"{mock.url('shop')}/pets", timeout=5)
            return len(mock.requests)

        assert [count(2), count(times=1)] == [2, 1]

    def test_a_coroutine_is_decorated_too(self, spec: Path) -> None:
        @MockServer(spec)
        async def address(mock: MockServer) -> str:
            return mock.url()

        @MockServer(spec)
        async def nothing() -> None:
            return None

        assert asyncio.run(address()).startswith("http://127.0.0.1:")
        assert asyncio.run(nothing()) is None

    def test_of_a_class_each_test_method_is_decorated(self, spec: Path) -> None:
        class Ready(unittest.TestCase):
            seen: ClassVar[list[int]] = []

            def test_inherited(self, mock: MockServer) -> None:
                self.seen.append(len(mock.requests))

        @MockServer(spec)
        class Shop(Ready):
            def test_it(self, mock: MockServer) -> None:
                requests.get(f"{mock.url('shop')}/pets", timeout=5)
                self.seen.append(len(mock.requests))

            def other(self, mock: MockServer) -> None: ...

        result = unittest.TestResult()
        unittest.defaultTestLoader.loadTestsFromTestCase(Shop).run(result)  # type: ignore[arg-type]
        assert (result.testsRun, result.errors, Ready.seen) == (2, [], [0, 1])
        assert list(inspect.signature(Shop.other).parameters) == ["self", "mock"]
        assert list(inspect.signature(Ready.test_inherited).parameters) == ["self", "mock"]

    def test_a_class_without_a_test_method_is_refused(self, spec: Path) -> None:
        with pytest.raises(MockserverError, match="the class 'Shop' has no method whose name begins with 'test'"):

            @MockServer(spec)
            class Shop:
                def check_it(self) -> None: ...

    def test_what_does_not_fit_is_told_at_once(self, spec: Path) -> None:
        with pytest.raises(MockserverError, match="there is no setting 'sed'; did you mean 'seed'"):
            MockServer(spec, sed=1)

    def test_the_public_names_come_when_they_are_used(self) -> None:
        assert {"MockServer", "error_cases"} <= set(dir(mockserver))
        with pytest.raises(AttributeError, match="no attribute 'MockServr'"):
            mockserver.MockServr  # type: ignore[attr-defined]  # noqa: B018


class TestHttps:
    @pytest.fixture
    def secure(self, spec: Path) -> Iterator[MockServer]:
        with MockServer(spec, tls_cert=CERTIFICATES / "server.pem") as mock:
            yield mock

    def test_clients_that_trust_its_authority_are_answered(self, secure: MockServer) -> None:
        url = secure.url("shop")
        authority = str(CERTIFICATES / "authority.pem")
        with requests.Session() as session:
            answers = [
                session.post(f"{url}/pets", json={"name": "Rex" * size}, verify=authority, timeout=5)
                for size in (1, 100_000)
            ]
        assert url.startswith("https://127.0.0.1:")
        assert [(answer.status_code, len(answer.json()["name"])) for answer in answers] == [(201, 3), (201, 300_000)]
        assert httpx.get(f"{url}/pets", verify=ssl.create_default_context(cafile=authority)).status_code == 200
        assert [request.method for request in secure.requests] == ["POST", "POST", "GET"]

    def test_who_does_not_trust_it_or_speaks_in_the_clear_is_not_answered(self, secure: MockServer) -> None:
        url = secure.url("shop")
        for address in (url, url.replace("https", "http")):
            with pytest.raises(requests.ConnectionError):
                requests.get(f"{address}/pets", timeout=5)
        assert secure.requests == []

    def test_a_fault_ends_its_connection(self, secure: MockServer) -> None:
        secure.faults.add("reset")
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{secure.url('shop')}/pets", verify=str(CERTIFICATES / "authority.pem"), timeout=5)
        assert len(secure.requests) == 1

    def test_connections_that_are_kept_or_say_nothing_leave_no_thread(self, spec: Path) -> None:
        before = set(threading.enumerate())
        with requests.Session() as session, MockServer(spec, tls_cert=CERTIFICATES / "server.pem") as mock:
            url = mock.url("shop")
            session.get(f"{url}/pets", verify=str(CERTIFICATES / "authority.pem"), timeout=5)
            with socket.create_connection(("127.0.0.1", urlsplit(url).port or 0)):
                mock.stop()
                assert set(threading.enumerate()) == before

    def test_what_is_no_certificate_is_told_at_once(self, spec: Path) -> None:
        with pytest.raises(MockserverError, match="no certificate with its key"):
            MockServer(spec, tls_cert=CERTIFICATES / "authority.pem")
        with pytest.raises(MockserverError, match="it is the key of nothing"):
            MockServer(spec, tls_key=CERTIFICATES / "server.pem")


class TestWhatItRemembers:
    def test_requests_are_told_with_what_they_sent(self, mock: MockServer, client: Client) -> None:
        client.get("/v1/pets?limit=2")
        client.post("/v1/pets", json={"name": "Rex"})
        first, last = mock.requests
        assert (first.operation, first.query, first.values.query, first.body) == (
            "pets.list",
            "limit=2",
            {"limit": 2},
            None,
        )
        assert (last.method, last.path, last.body, last.status) == ("POST", "/v1/pets", {"name": "Rex"}, 201)
        assert last.content == b'{"name": "Rex"}'
        assert last == mock.last_request
        assert str(first) == "GET /v1/pets?limit=2 -> 200 (pets.list)"

    def test_without_a_request_there_is_no_last_one(self, mock: MockServer) -> None:
        with pytest.raises(AssertionError, match="no request came"):
            _ = mock.last_request

    def test_violations_are_told_with_their_place_in_the_specification(
        self, mock: MockServer, client: Client, spec: Path
    ) -> None:
        client.post("/v1/pets", json={"age": 3})
        (violation,) = mock.violations
        assert (violation.location, violation.code, violation.blame) == (("body", "name"), "required", "client")
        assert violation.position.startswith(f"{spec}:")
        assert str(violation).startswith("body/name: ")

    def test_records_are_read_and_set(self, mock: MockServer) -> None:
        mock.state["pets"] = {"1": {"name": "Rex"}}
        assert mock.state["pets"] == {"1": {"name": "Rex"}}
        assert dict(mock.state) == {"pets": {"1": {"name": "Rex"}}} or "shop.pets" in mock.state
        mock.state["pets"] = {}
        assert mock.state["pets"] == {}
        mock.state = {"pets": {"2": {"name": "Tom"}}}
        assert mock.state["pets"] == {"2": {"name": "Tom"}}
        assert (len(mock.state), "Tom" in repr(mock.state)) == (1, True)
        del mock.state["pets"]
        assert len(mock.state["pets"]) == 0

    @pytest.mark.parametrize("whole", [True, False])
    def test_records_that_were_set_are_the_mocks_alone(self, mock: MockServer, *, whole: bool) -> None:
        pet = {"name": "Rex", "toys": [{"kind": "ball"}]}
        if whole:
            mock.state = {"pets": {"1": pet}}
        else:
            mock.state["pets"] = {"1": pet}
        pet["name"] = "Tom"
        pet["toys"].clear()
        assert mock.state["pets"] == {"1": {"name": "Rex", "toys": [{"kind": "ball"}]}}

    def test_an_unknown_collection_is_told(self) -> None:
        with MockServer() as mock:
            assert mock.state["contacts"] == {}
            with pytest.raises(KeyError, match=r"no collection is called 'contcts'; did you mean 'contacts'.*; a new"):
                mock.state["contcts"] = {}
            with pytest.raises(MockserverError, match="by their ids"):
                mock.state["contacts"] = []  # type: ignore[assignment]
            with pytest.raises(KeyError, match="no collection is called 'contcts'"):
                mock.state = {"contcts": {}}
            assert "contcts" not in mock.state

    def test_an_inferred_collection_is_known_before_it_has_records(self, spec: Path, tmp_path: Path) -> None:
        other = tmp_path / "other.json"
        other.write_bytes(spec.read_bytes().replace(b"/pets", b"/birds").replace(b"/v1", b"/v2"))
        with MockServer([spec, other]) as mock:
            assert (mock.state["pets"], mock.state["birds"]) == ({}, {})

    def test_what_is_read_of_records_is_a_copy_that_says_so_when_it_is_changed(self, mock: MockServer) -> None:
        mock.state["pets"] = {"1": {"name": "Rex"}}
        read = mock.state["pets"]
        read["1"]["name"] = "Tom"
        changes: list[Callable[[], object]] = [
            lambda: read.__setitem__("2", {}), lambda: read.pop("1"), read.clear, lambda: read.update({"2": {}}),
        ]  # fmt: skip
        for change in changes:
            with pytest.raises(MockserverError, match="this is a copy of the records; set the whole collection"):
                change()
        assert mock.state["pets"] == {"1": {"name": "Rex"}}
        assert (type(deepcopy(read)), read | {"2": {}}) == (dict, {"1": {"name": "Tom"}, "2": {}})

    def test_changes_are_seen_within_the_block_and_stand_still_behind_it(self, mock: MockServer) -> None:
        mock.state["pets"] = {"1": {"name": "Rex"}, "2": {"name": "Tom"}}
        name = next(iter(mock.state))
        with mock.changes() as changes:
            assert not changes
            mock.state["pets"] = {"1": {"name": "Max"}, "3": {"name": "Kim"}}
            assert changes
        mock.state["pets"] = {}
        assert changes.added == {name: {"3": {"name": "Kim"}}}
        assert changes.removed == {name: {"2": {"name": "Tom"}}}
        assert changes.changed == {name: {"1": {"before": {"name": "Rex"}, "after": {"name": "Max"}}}}
        assert repr(changes).startswith("Changes(added=")

    def test_it_goes_back_to_a_snapshot(self, mock: MockServer) -> None:
        mock.state["pets"] = {"1": {"name": "Rex"}}
        mock.snapshot("before")
        mock.state["pets"] = {}
        mock.restore("before")
        assert mock.state["pets"] == {"1": {"name": "Rex"}}
        with pytest.raises(MockserverError, match="there is no snapshot 'bfore'; there are before"):
            mock.restore("bfore")

    def test_a_reset_forgets_records_and_requests(self, mock: MockServer, client: Client) -> None:
        mock.state["pets"] = {"1": {"name": "Rex"}}
        client.get("/v1/pets")
        mock.reset()
        assert (mock.state["pets"], mock.requests) == ({}, [])

    def test_its_clock_is_moved(self, mock: MockServer) -> None:
        mock.clock.freeze()
        mock.clock.set("2026-03-01T12:00:00Z")
        mock.clock.advance("2h")
        mock.clock.advance(timedelta(minutes=30))
        assert (mock.clock.now, mock.clock.frozen) == (datetime(2026, 3, 1, 14, 30, tzinfo=UTC), True)
        mock.clock.set(datetime(2027, 1, 1))  # noqa: DTZ001 - what has no zone is UTC
        mock.clock.unfreeze()
        assert repr(mock.clock) == "SessionClock(2027-01-01T00:00:00.000Z)"
        with pytest.raises(MockserverError, match="is no time"):
            mock.clock.set("tomorrow")
        with pytest.raises(MockserverError, match="is no span"):
            mock.clock.advance("long")


class TestOverrides:
    def test_an_operation_answers_otherwise_so_many_times(self, mock: MockServer, client: Client) -> None:
        override = mock.override("pets.create", status=503, times=2)
        answers = [client.post("/v1/pets", json={"name": "Rex"}).status_code for _ in range(3)]
        assert (answers, override.used) == ([503, 503, 201], 2)
        assert repr(override) == "Overridden(pets.create, status=503, times=2; used 2 times)"

    def test_it_is_addressed_by_method_and_path_too(self, mock: MockServer, client: Client) -> None:
        mock.override("GET /pets", body=[{"name": "Kim"}], headers={"X-Page": 1})
        answer = client.get("/v1/pets")
        assert (answer.get_json(force=True), answer.headers["X-Page"]) == ([{"name": "Kim"}], "1")

    def test_by_example_by_patch_in_sequence_and_by_template(self, mock: MockServer, client: Client) -> None:
        pet = {"name": "Rex"}
        mock.override("pets.create", template={"name": "{{request.body.name}}"}, times=1)
        mock.override("pets.create", sequence=[{"status": 500}, {"patch": {"age": 9}}])
        mock.override("pets.create", example="Tom", times=1)
        answers = [client.post("/v1/pets", json=pet) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [201, 500, 201, 201]
        assert answers[0].get_json(force=True) == {"name": "Tom"}
        assert answers[2].get_json(force=True)["age"] == 9
        assert answers[3].get_json(force=True) == pet

    def test_by_what_was_asked(self, mock: MockServer, client: Client) -> None:
        mock.override("pets.list", status=500, match={"query": {"limit": 1}}, force=True)
        mock.override("pets.list", status=501, match=lambda seen: seen.query.get("limit") == ["2"], force=True)
        assert [client.get(f"/v1/pets?limit={n}").status_code for n in (1, 2, 3)] == [500, 501, 200]

    def test_by_a_function(self, mock: MockServer, client: Client) -> None:
        def answer(seen: Seen) -> object:
            name = seen.body["name"]
            if name == "none":
                return Response.text(404, "none")
            return (422, {"message": name}) if name == "bad" else {"name": name.upper()}

        mock.override("pets.create", answer=answer, force=True)
        answers = [client.post("/v1/pets", json={"name": name}) for name in ("Rex", "bad", "none")]
        assert [(each.status_code, each.text) for each in answers] == [
            (201, '{"name":"REX"}'),
            (422, '{"message":"bad"}'),
            (404, "none"),
        ]

    def test_it_waits_as_long_as_is_said(self, mock: MockServer, client: Client) -> None:
        mock.override("pets.list", delay=timedelta(milliseconds=1))
        client.get("/v1/pets")
        assert mock.last_request.source == "override"

    def test_it_is_taken_back(self, mock: MockServer, client: Client) -> None:
        mock.override("pets.list", status=500, force=True).remove()
        assert client.get("/v1/pets").status_code == 200

    @pytest.mark.parametrize(
        ("operation", "answer", "message"),
        [
            ("pets.crate", {"status": 503}, r"there is no operation 'pets.crate'; did you mean 'pets.create' or"),
            ("POST /pts", {"status": 503}, "no operation is at POST /pts; did you mean"),
            ("pets.create", {"example": "Rox"}, r"has no example 'Rox'; did you mean 'Rex'\?"),
            ("pets.create", {"times": 0}, "'times' must be a whole number"),
            ("pets.create", {"delay": "long"}, "'delay'"),
            ("pets.create", {"status": 500, "answer": lambda _: None}, "leave out the rest"),
        ],
    )
    def test_what_means_nothing_fails_at_once(
        self, mock: MockServer, operation: str, answer: dict[str, object], message: str
    ) -> None:
        with pytest.raises(MockserverError, match=message):
            mock.override(operation, **answer)  # type: ignore[arg-type]


class TestFaults:
    def test_they_are_set_added_read_and_cleared(self, mock: MockServer, client: Client) -> None:
        mock.faults.add("error", operation="pets.create", status=500)
        assert client.post("/v1/pets", json={"name": "Rex"}).status_code == 500
        assert list(mock.faults) == [{"kind": "error", "operation": "pets.create", "status": 500}]
        mock.faults = "down"
        assert client.get("/v1/pets").status_code == 503
        assert (len(mock.faults), mock.faults[0]["kind"]) == (1, "outage")
        mock.faults.clear()
        assert (client.get("/v1/pets").status_code, repr(mock.faults)) == (200, "SessionFaults([])")

    def test_what_means_nothing_fails_at_once(self, mock: MockServer) -> None:
        with pytest.raises(MockserverError, match=r"there is no profile 'flakey'; did you mean 'flaky'\?"):
            mock.faults = "flakey"


class TestErrorCases:
    def test_there_is_one_for_each_documented_error_of_each_operation(self, spec: Path) -> None:
        cases = error_cases(specs=spec)
        assert list(map(str, cases)) == ["pets.create-422-empty", "pets.create-422-long", "pets.create-500"]
        assert cases[0] == ErrorCase("shop", "pets.create", 422, "empty")
        assert error_cases("shop.pets.create", spec) == cases
        assert error_cases("pets.list", spec) == []

    def test_an_unknown_operation_is_told(self, spec: Path) -> None:
        with pytest.raises(MockserverError, match=r"there is no operation 'pets.crate'; did you mean 'pets.create' or"):
            error_cases("pets.crate", spec)

    def test_a_case_is_switched_on(self, mock: MockServer, client: Client, spec: Path) -> None:
        for case in error_cases(specs=spec):
            mock.apply(case)
            answer = client.post("/v1/pets", json={"name": "Rex"})
            assert answer.status_code == case.status
            assert case.example is None or answer.get_json(force=True) == {"message": case.example}

    def test_the_shipped_specifications_document_errors(self) -> None:
        assert {case.status for case in error_cases("contacts.create")} >= {400, 401}

    def test_without_an_operation_there_are_the_cases_of_all(self) -> None:
        file = shipped_folder() / "vcc-live.yaml"
        cases = error_cases(specs=file)
        operations = list(dict.fromkeys(case.operation for case in cases))
        assert sorted(operations) == sorted(operation.id for operation in MockServer(file).engine.operations)
        assert cases == [case for operation in operations for case in error_cases(operation, file)]
        assert len(set(map(str, cases))) == len(cases)
