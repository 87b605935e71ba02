"""Whatever a client sends, each of the three servers answers or hangs up, says nothing of it, and goes on.

They run in processes of their own, so that it can be seen what they say and how much memory they take.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.web.listening import Server
from tests.documents import document, giving, taking, written
from tests.hostile.raw_requests import GOOD, MIB, Sent, chunked, get, head, post, whole_table
from tests.hostile.servers import KINDS, Running, running, talked

SCHEMA = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "size": {"type": "integer"}},
}
TYPES = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml")
DONE = {"description": "Done."}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
READ = [
    {"name": "q", "in": "query", "schema": {"type": "string"}},
    {"name": "a", "in": "query", "style": "deepObject", "schema": {"type": "object"}},
    {"name": "X-A", "in": "header", "schema": {"type": "string"}},
    {"name": "c", "in": "cookie", "schema": {"type": "string"}},
]
SPEC = document(
    {
        "/things": {
            "parameters": READ,
            "get": {"operationId": "list", "responses": {"200": giving({}, example=["a"])}},
            "head": {"operationId": "peek", "responses": {"200": DONE}},
            "delete": {"operationId": "drop", "responses": {"204": DONE}},
            "post": {
                "operationId": "create",
                "requestBody": {
                    "required": True,
                    "content": {
                        **{kind: {"schema": SCHEMA} for kind in TYPES},
                        "text/plain": {"schema": {"type": "string"}},
                    },
                },
                "responses": {"200": giving(SCHEMA, example={"name": "a"})},
            },
        },
        "/things/{id}": {
            "parameters": [ID],
            "get": {"operationId": "one", "responses": {"200": giving({}, example="a")}},
        },
        "/numbers": {
            "put": {
                "operationId": "count",
                "requestBody": taking({"type": "array", "items": {"type": "integer"}}),
                "responses": {"204": DONE},
            }
        },
    }
)
TABLE = dict(whole_table())
ASKS = Sent((get(b"Connection: close"),))
OF_CLIENTS = {100, *range(200, 300), *range(400, 500), 501, 505}
MOST_MEGABYTES = 700
SECONDS = 5.0


def answering(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """An upstream that takes everything."""
    environ["wsgi.input"].read()
    body = b'{"name":"a"}'
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


@pytest.fixture(scope="module", params=KINDS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp(request.param)
    with ExitStack() as stack:
        behind = Server(answering, silence=SECONDS)
        stack.callback(behind.close)
        upstream = f"http://127.0.0.1:{behind.port}"
        yield stack.enter_context(running(request.param, written(folder, SPEC), folder / "log", upstream))


def goes_on(server: Running) -> bool:
    """Whether a server answers a good request, has said nothing, and has not grown beyond all bounds."""
    assert server.logged() == ""
    assert server.megabytes() < MOST_MEGABYTES
    return talked(server.port, ASKS).statuses == [200]


@pytest.mark.parametrize("name", TABLE)
def test_every_request_is_answered_or_the_connection_ends(server: Running, name: str) -> None:
    sent = TABLE[name]
    heard = talked(server.port, sent)
    assert heard.is_answered or heard.is_over or sent.ending in ("resets", "leaves")
    assert set(heard.statuses[:1]) <= OF_CLIENTS, heard.data[:500]
    assert b"Traceback" not in heard.data
    assert heard.seconds < SECONDS
    assert goes_on(server)


def test_clients_that_do_not_send_their_bodies_hold_up_nobody_else(server: Running) -> None:
    with ExitStack() as stack:
        for _ in range(40):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            client.sendall(head(b"Content-Type: application/json", b"Content-Length: 100") + b"{")
        assert talked(server.port, ASKS, SECONDS).statuses == [200]
    assert goes_on(server)


def test_half_a_body_is_never_kept(server: Running) -> None:
    form = b"Content-Type: application/x-www-form-urlencoded"
    cut = head(form, b"Content-Length: 20", b"X-Mock-Session: half") + b"name=half"
    for ending in ("ends", "resets", "leaves"):
        talked(server.port, Sent((cut,), ending))  # type: ignore[arg-type]
    assert goes_on(server)
    told = talked(server.port, Sent((get(b"X-Mock-Session: half", target=b"/__mock__/requests"),)))
    assert json.loads(told.data.partition(b"\r\n\r\n")[2])["requests"] == []


def test_large_bodies_that_come_at_once_take_a_bounded_memory(server: Running) -> None:
    body = b'{"name":"' + b"a" * (15 * MIB) + b'"}'
    sent = (Sent((post(body),)), Sent((chunked(b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)),)))
    with ThreadPoolExecutor(4) as pool:
        heard = list(pool.map(lambda each: talked(server.port, each, 30), sent * 2))
    assert all(each.is_answered for each in heard)
    assert goes_on(server)


@pytest.mark.parametrize("length", [70 * MIB, 10**12])
def test_a_body_that_says_that_it_is_too_long_is_refused_before_it_comes(server: Running, length: int) -> None:
    if server.kind == "proxy":
        return  # it is for the upstream to say that
    heard = talked(server.port, Sent((head(b"Content-Type: application/json", b"Content-Length: %d" % length),)))
    assert heard.statuses == [413]
    assert goes_on(server)


# Bytes that are changed at random

WHOLE = (
    GOOD,
    get(b"Accept: application/json", b"Cookie: c=1", b"Prefer: code=200", target=b"/things?q=%C3%A4"),
    post(b"name=a&size=1", b"application/x-www-form-urlencoded"),
    post(
        b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\na\r\n--b--\r\n', b"multipart/form-data; boundary=b"
    ),
    chunked(b'6\r\n{"name\r\n6\r\n":"a"}\r\n0\r\nX-A: 1\r\n\r\n'),
    head(b"Content-Type: application/json", b"Content-Length: 5", first=b"PUT /numbers HTTP/1.1") + b"[1,2]",
)
BITS = (
    b"", b"\r", b"\n", b"\r\n", b"\r\n\r\n", b"\x00", b" ", b"\t", b":", b";", b",", b"%", b"\xff", b"\xc3\xa4", b"0",
    b"-1", b"9" * 30, b"HTTP/", b"Content-Length: 3\r\n", b"Transfer-Encoding: chunked\r\n",
    b"Expect: 100-continue\r\n",    b"a" * 70_000, b"[" * 3_000,
)  # fmt: skip


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """A good request in which some bytes are others, more or fewer."""
    data = draw(st.sampled_from(WHOLE))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from((0, 1, 2, 8, 1_000))))
        data = data[:start] + draw(st.sampled_from(BITS) | st.binary(max_size=8)) + data[end:]
    return data


@given(changed())
@settings(
    max_examples=120, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_every_changed_request_is_answered_or_the_connection_ends(server: Running, sent: bytes) -> None:
    heard = talked(server.port, Sent((sent,), "ends"))
    assert heard.is_over or heard.is_answered
    assert set(heard.statuses[:1]) <= OF_CLIENTS, heard.data[:500]
    assert goes_on(server)
