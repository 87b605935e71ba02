"""What is sent, where to, and how fast."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockserver.apis import described_api
from mockserver.contract.check import Effort, Place, Provider, check, find_place, headers_of, is_loopback, rate_of
from mockserver.contract.check.sending import ProviderLostError, over_network
from mockserver.exceptions import MockserverError
from mockserver.model import Request, Response, Violation
from mockserver.transport import Transport
from tests.contract.zoo.asking import in_process
from tests.contract.zoo.library import SPEC, Library
from tests.documents import compiled, document, written
from tests.upstream_server import Says, upstream

NOBODY = Violation(("request",), "timeout", "does not answer within 1 s", blame="upstream")
GET = Request("GET", "/")


def answering(request: Request) -> Response | Violation:
    return Response(200)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:1", True), ("http://127.0.0.1", True), ("http://127.8.8.8", True), ("http://[::1]:8", True),
        ("http://a.localhost", True), ("http://192.168.0.1", False), ("https://example.com", False),
        ("http://localhost.example.com", False),
    ],
)  # fmt: skip
def test_this_machine_is_told_from_others(url: str, local: bool) -> None:
    assert is_loopback(Transport(url)) is local


def test_to_others_nothing_goes_that_changes_what_is_there() -> None:
    library, methods = Library(), []

    def send(request: Request) -> Response | Violation:
        methods.append(request.method)
        return in_process(library)(request)

    check(described_api(SPEC), Provider("http://x", send, safe_only=True), Effort(2, broken=5))
    assert set(methods) == {"GET", "POST", "HEAD", "TRACE"}


@pytest.mark.parametrize(
    ("text", "rate"), [("10/s", 10.0), ("5", 5.0), ("90/m", 1.5), ("36/hour", 0.01), ("off", None)]
)
def test_a_rate_is_read(text: str, rate: float | None) -> None:
    assert rate_of(text) == (rate if rate is None else pytest.approx(rate))


@pytest.mark.parametrize("text", ["", "fast", "10/day", "0/s", "-1/s", "nan/s", "inf"])
def test_a_rate_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(MockserverError, match="--rate-limit"):
        rate_of(text)


def test_requests_wait_for_their_turn() -> None:
    waits: list[float] = []
    clock = iter((0.0, 0.1, 0.9, 9.0))
    provider = Provider("http://x", answering, rate=2.0, pause=waits.append, now=lambda: next(clock))
    for _ in range(4):
        provider.ask(GET)
    assert waits == [pytest.approx(0.4), pytest.approx(0.1)]


def test_after_three_requests_without_an_answer_the_provider_is_gone() -> None:
    answers: Iterator[Response | Violation] = iter((NOBODY, NOBODY, Response(200), NOBODY, NOBODY, NOBODY))
    provider = Provider("http://x", lambda request: next(answers))
    for _ in range(5):
        provider.ask(GET)
    with pytest.raises(ProviderLostError, match="does not answer within 1 s"):
        provider.ask(GET)


def test_headers_are_read() -> None:
    assert headers_of(("Authorization: Bearer a:b", "X-Key:1")) == {"authorization": "Bearer a:b", "x-key": "1"}


@pytest.mark.parametrize("text", ["no colon", ": no name", "a b: c", "X: a\r\nY: b"])
def test_a_header_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(MockserverError, match="write it as 'Name: value'"):
        headers_of((text,))


def test_a_long_answer_is_not_read_to_its_end() -> None:
    with upstream(lambda heard: Says(body=b"x" * 20_000_000)) as server:
        answer = over_network(Transport(server.url))(GET)
    assert isinstance(answer, Response)
    assert answer.body == b""


def test_an_answer_in_gzip_is_read() -> None:
    zipped = Says(headers=(("Content-Encoding", "gzip"),), body=gzip.compress(b"hello"))
    with upstream(lambda heard: zipped) as server:
        answer = over_network(Transport(server.url))(GET)
    assert isinstance(answer, Response)
    assert answer.body == b"hello"


# Where the operations are

BASED = document(
    {"/a": {"get": {"operationId": "a", "responses": {"200": {"description": ""}}}}}, servers=[{"url": "/v1"}]
)


@pytest.mark.parametrize(
    ("prefix", "there", "base"),
    [
        ("", "/v1/a", "/v1"), ("", "/a", ""), ("/v1", "/v1/a", "/v1"), ("/gate", "/gate/v1/a", "/gate/v1"),
        ("/other", "/other/a", "/other"), ("", "/nowhere", "/v1"),
    ],
)  # fmt: skip
def test_operations_are_found_with_and_without_their_base_path(
    prefix: str, there: str, base: str, tmp_path: Path
) -> None:
    def send(request: Request) -> Response | Violation:
        return Response(200 if request.path == there else 404)

    api = described_api(written(tmp_path, BASED))
    assert find_place(api, send, f"http://x{prefix}", prefix).base(api.operations[0]) == base


def test_a_provider_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    api = described_api(written(tmp_path, BASED))
    why = rf"there is no provider at {url}: .* cannot be reached: .*Connection refused; start it, or correct --url"
    with pytest.raises(MockserverError, match=why):
        find_place(api, over_network(Transport(url)), url, "")


def test_a_place_does_not_double_a_base_path() -> None:
    (operation,) = compiled(BASED)
    assert [Place(prefix).base(operation) for prefix in ("", "/v1", "/v", "/x/v1")] == [
        "/v1", "/v1", "/v/v1", "/x/v1/v1",
    ]  # fmt: skip
