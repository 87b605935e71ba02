"""Faults of the connection are seen by a client on a real socket, as far as each server lets an application go."""

from __future__ import annotations

import errno
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockserver import create_app
from mockserver.delivery import Delivery
from mockserver.web.delivering import delivered
from tests.documents import document, giving, written
from tests.serving import serving
from tests.web.test_server import running

PATHS = {"/things": {"get": {"operationId": "list", "responses": {"200": giving({}, example=["a" * 20])}}}}
BODY = json.dumps(["a" * 20]).encode()


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("delivering"), document(PATHS))


@pytest.fixture(scope="module")
def werkzeug(spec: Path) -> Iterator[int]:
    with serving(create_app(spec)) as port:
        yield port


@pytest.fixture(scope="module")
def granian(spec: Path) -> Iterator[int]:
    with running("-p", "0", spec) as (_, _, port):
        yield port


@pytest.fixture(params=["werkzeug", "granian"])
def port(request: pytest.FixtureRequest) -> int:
    found: int = request.getfixturevalue(request.param)
    return found


def asked(port: int, fault: str) -> tuple[bytes, int | None]:
    """Everything that comes back before the connection ends, and the error that ended it, if it was one."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(f"GET /things HTTP/1.1\r\nHost: localhost\r\nPrefer: fault={fault}\r\n\r\n".encode())
        came = b""
        try:
            while part := client.recv(1_000):
                came += part
        except ConnectionError as error:
            return came, error.errno
        return came, None


def is_alive(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(b"GET /things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        came = b""
        while part := client.recv(1_000):
            came += part
    return came.endswith(BODY)


def test_a_truncated_answer_announces_more_than_comes(werkzeug: int) -> None:
    head, _, body = asked(werkzeug, "truncated")[0].partition(b"\r\n\r\n")
    assert f"content-length: {len(BODY)}".encode() in head.lower()
    assert body == BODY[: len(BODY) // 2]
    assert is_alive(werkzeug)


def test_granian_never_sends_more_of_a_truncated_answer(granian: int) -> None:
    came = asked(granian, "truncated")[0]
    head, _, body = came.partition(b"\r\n\r\n")
    assert BODY[: len(BODY) // 2].startswith(body)
    assert came == b"" or f"content-length: {len(BODY)}".encode() in head.lower()
    assert is_alive(granian)


@pytest.mark.parametrize("fault", ["empty", "reset"])
def test_a_connection_ends_without_a_body(port: int, fault: str) -> None:
    came, _ = asked(port, fault)
    assert came.partition(b"\r\n\r\n")[2] == b""
    assert is_alive(port)


def test_werkzeug_sends_nothing_at_all(werkzeug: int) -> None:
    assert asked(werkzeug, "empty") == (b"", None)


def test_werkzeug_resets_the_connection(werkzeug: int) -> None:
    assert asked(werkzeug, "reset") == (b"", errno.ECONNRESET)


def test_a_malformed_answer_comes_whole(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(
            b"GET /things HTTP/1.1\r\nHost: localhost\r\nPrefer: fault=malformed\r\nConnection: close\r\n\r\n"
        )
        came = b""
        while part := client.recv(1_000):
            came += part
    assert came.endswith(b'\x00{"\xff')
    assert came.startswith(b"HTTP/1.1 200")


def test_a_dripped_answer_comes_whole(port: int) -> None:
    body = json.dumps([{"kind": "drip", "size": 10, "pause": 1}]).encode()
    head = (
        f"PUT /__mock__/faults HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(head.encode() + body)
        while client.recv(1_000):
            pass
    assert is_alive(port)


def test_without_a_socket_the_application_fails_where_the_answer_ends() -> None:
    parts = delivered(Delivery(mishap="truncated", size=2), b"abcd", {}, lambda seconds: None)
    assert next(parts) == b"ab"
    with pytest.raises(ConnectionResetError, match="truncated"):
        next(parts)


@pytest.mark.parametrize("mishap", ["reset", "empty"])
def test_without_a_socket_the_application_fails_at_once(mishap: str) -> None:
    with pytest.raises(ConnectionResetError, match=mishap):
        list(delivered(Delivery(mishap=mishap), b"abcd", {}, lambda seconds: None))  # type: ignore[arg-type]
