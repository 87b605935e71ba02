"""What an upstream hears through the proxy is what it would hear without, and so is what the client hears."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.web.hinting import EARLY, Early
from tests.web.test_proxying import CONTROL, EMPTY, GONE, LONG, always, asked, proxied, serving

Fields = list[tuple[bytes, bytes]]
Says = Callable[[bytes, socket.socket], None]

OF_THE_HOP = {b"host", b"connection", b"transfer-encoding", b"te", b"keep-alive"}
OURS = (b"x-mock-", b"sl-violations")
WORDS = st.text('abz019 =,;"\xe9\xff', max_size=8).map(lambda text: text.strip().encode("latin-1"))
NAMES = st.sampled_from([b"X-A", b"x-a", b"X_B", b"Cookie", b"COOKIE", b"Accept", b"ETag", b"Via", b"Date", b"Trailer"])
FIELDS = st.lists(st.tuples(NAMES, WORDS), max_size=5)
METHODS = st.sampled_from([b"GET", b"POST", b"PUT", b"DELETE", b"HEAD", b"get", b"PROPFIND", b"QUERY", b"M-SEARCH"])
SEGMENTS = st.sampled_from([b"a", b"%2F", b"%2f", b"..", b";p=1", b"\xc3\xa9", b"\xff", b"%zz", b"", b"{id}", b"|"])
TARGETS = st.tuples(
    st.lists(SEGMENTS, min_size=1, max_size=4).map(b"/".join),
    st.sampled_from([b"", b"?", b"?a=1&a=2&&b", b"?x=%20+\xff", b"?a?b=/c"]),
).map(lambda parts: b"/b/" + b"".join(parts))
BODIES = st.binary(max_size=60)
FRAMINGS = st.sampled_from(["none", "length", "chunks"])
STATUSES = st.sampled_from([200, 201, 204, 205, 206, 302, 304, 404, 418, 500, 599])
REASONS = st.sampled_from([b"OK", b"", b"Whatever It Is", b"\xc3\xa9"])


def lines_of(fields: Fields) -> bytes:
    return b"".join(name + b": " + value + b"\r\n" for name, value in fields)


def framed(framing: str, body: bytes, trailers: Fields) -> tuple[Fields, bytes]:
    """The header that tells how a body ends, and the body as it is sent."""
    if framing == "none":
        return [], b""
    if framing == "length":
        return [(b"content-length", b"%d" % len(body))], body
    middle = len(body) // 2
    pieces = b"".join(b"%X;e=1\r\n%b\r\n" % (len(part), part) for part in (body[:middle], body[middle:]) if part)
    return [(b"Transfer-Encoding", b"chunked")], pieces + b"0\r\n" + lines_of(trailers) + b"\r\n"


def heard(message: bytes) -> tuple[bytes, Fields, bytes, Fields]:
    """A message taken apart: its first line, its headers, its body without chunks, and its trailers."""
    head, _, rest = message.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    fields = fields_of(lines)
    if (b"Transfer-Encoding", b"chunked") not in fields:
        return first, fields, rest, []
    body = b""
    while not rest.startswith(b"0\r\n"):
        size, _, rest = rest.partition(b"\r\n")
        body, rest = body + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
    return first, fields, body, fields_of(rest[3:-4].split(b"\r\n")) if rest != b"0\r\n\r\n" else []


def fields_of(lines: list[bytes]) -> Fields:
    found = (line.partition(b":") for line in lines)
    return [(name, value.strip()) for name, _, value in found]


def told(fields: Fields) -> Fields:
    """Headers without those of one connection, and those that the proxy adds."""
    return [one for one in fields if one[0].lower() not in OF_THE_HOP and not one[0].lower().startswith(OURS)]


def without_length(fields: Fields) -> Fields:
    """Headers without the length that a short answer has which came in chunks."""
    return [one for one in fields if one[0].lower() != b"content-length"]


def test_any_exchange_is_the_same_through_the_proxy_as_without(tmp_path: Path) -> None:
    answers: list[bytes] = []
    with proxied(tmp_path, lambda request, client: client.sendall(answers[-1])) as (port, behind):

        @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
        @given(METHODS, TARGETS, FIELDS, FRAMINGS, BODIES, FIELDS, STATUSES, REASONS, FIELDS, FRAMINGS, BODIES, FIELDS)
        def passes(
            method: bytes, target: bytes, asks: Fields, framing: str, body: bytes, trailers: Fields,
            status: int, reason: bytes, says: Fields, answers_in: str, answer: bytes, ends: Fields,
        ) -> None:  # fmt: skip
            framing_field, sent = framed(framing, body, trailers)
            first = b"%b %b HTTP/1.1" % (method, target)
            came = [(b"Host", b"h"), *asks, *framing_field]
            closing: Fields = [(b"Connection", b"close")]
            bodiless = method == b"HEAD" or status in (204, 304)
            if not bodiless and answers_in == "none":
                answers_in = "length"
            answer_field, answered = framed(answers_in, answer, ends)
            status_line = b"HTTP/1.1 %d %b" % (status, reason)
            goes = [*says, *answer_field]
            answers.append(status_line + b"\r\n" + lines_of(goes) + b"\r\n" + (b"" if bodiless else answered))
            behind.heard.clear()

            back = asked(port, first + b"\r\n" + lines_of([*came, *closing]) + b"\r\n" + sent)

            got_first, got_fields, got_body, got_trailers = heard(behind.heard[0])
            assert (got_first, told(got_fields)) == (first, told(came))
            assert got_body == (b"" if framing == "none" else body)
            assert got_trailers == (trailers if framing == "chunks" else [])
            got_first, got_fields, got_body, got_trailers = heard(back)
            kept = told(got_fields) if answers_in != "chunks" else told(without_length(got_fields))
            assert (got_first, kept) == (status_line, told(goes))
            assert got_body == (b"" if bodiless else answer)
            assert got_trailers == (ends if answers_in == "chunks" and not bodiless else [])

        passes()


def test_a_length_that_is_told_twice_is_one(tmp_path: Path) -> None:
    asks = GONE.replace(b"GET", b"POST")[:-2] + b"Content-Length: 2, 2\r\n\r\nab"
    with proxied(tmp_path, always(EMPTY)) as (port, behind):
        assert asked(port, asks).startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nContent-Length: 2\r\n" in behind.heard[0]
    assert behind.heard[0].endswith(b"\r\n\r\nab")


@pytest.mark.parametrize(
    "length", [b"", b"Content-Length: abc\r\n", b"Content-Length: 5, 5\r\n", b"Content-Length:\r\n"]
)
def test_what_an_answer_to_head_says_of_its_length_passes(tmp_path: Path, length: bytes) -> None:
    with proxied(tmp_path, always(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n")) as (port, _):
        answer = asked(port, GONE.replace(b"GET", b"HEAD")).lower().replace(b": \r\n", b":\r\n")
    assert (answer.startswith(b"http/1.1 200 ok\r\n"), length.lower() in answer) == (True, True)
    assert answer.count(b"content-length") == bool(length)


# Connections that end


def after_the_first(then: Says) -> Says:
    """What an upstream says that answers the first request on each connection, and does something else with others."""
    known: list[socket.socket] = []

    def says(request: bytes, client: socket.socket) -> None:
        if client in known:
            then(request, client)
        known.append(client)
        client.sendall(EMPTY)

    return says


def hangs_up(request: bytes, client: socket.socket) -> None:
    raise OSError("gone")


@pytest.mark.parametrize("method", [b"GET", b"POST"])
def test_nothing_is_sent_twice_and_no_connection_kept_for_who_ends_one_as_a_request_comes(
    tmp_path: Path, method: bytes
) -> None:
    with proxied(tmp_path, after_the_first(hangs_up)) as (port, behind):
        heads = [asked(port, GONE.replace(b"GET", method))[:12] for _ in range(5)]
        assert [int(head[9:]) for head in heads] == [200, 502, 200, 200, 200]
    assert len(behind.heard) == 5


@pytest.mark.parametrize("status", [b"413 Too Large", b"200 OK"])
def test_an_answer_is_heard_though_the_upstream_takes_no_more_of_the_body(tmp_path: Path, status: bytes) -> None:
    over = threading.Event()
    behind = socket.create_server(("127.0.0.1", 0))

    def says() -> None:
        client, _ = behind.accept()
        with client:
            client.recv(1_000)
            client.sendall(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")
            over.wait(20)

    def pushes(client: socket.socket) -> None:
        with suppress(OSError):
            client.sendall(bytes(64 * 1024 * 1024))

    with behind, proxied(tmp_path, always(EMPTY), upstream=f"http://127.0.0.1:{behind.getsockname()[1]}",
                         upstream_timeout=0.5) as (port, _):  # fmt: skip
        threading.Thread(target=says, daemon=True).start()
        with socket.create_connection(("127.0.0.1", port), 20) as client:
            client.sendall(GONE.replace(b"GET", b"POST")[:-2] + b"Content-Length: %d\r\n\r\n" % (1 << 26))
            pusher = threading.Thread(target=pushes, args=(client,), daemon=True)
            pusher.start()
            assert client.recv(1_000).startswith(b"HTTP/1.1 " + status + b"\r\n")
        over.set()
        pusher.join(10)


def test_a_client_that_leaves_off_is_to_blame_for_that(tmp_path: Path) -> None:
    head = b"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % LONG
    with proxied(tmp_path, always(EMPTY)) as (port, behind):
        with socket.create_connection(("127.0.0.1", port), 10) as client:
            client.sendall(head + bytes(LONG - 1))
        assert behind.left.wait(10)
        told = asked(
            port, b"GET /__mock__/violations" + CONTROL.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") % 0
        )
    found = json.loads(told.partition(b"\r\n\r\n")[2])["violations"]
    assert [(one["code"], one["blame"]) for one in found if one["severity"] == "error"] == [("incomplete", "client")]


@pytest.mark.parametrize("error", [None, ConnectionResetError, ValueError])
def test_nobody_keeps_a_connection_for_what_is_said_before_the_answer(error: type[Exception] | None) -> None:
    kept: list[Early] = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        kept.append(environ[EARLY])
        assert kept[0].is_open
        if error is not None:
            raise error("gone")
        start_response("204 No Content", [])
        return []

    with serving(app) as port:
        asked(port, GONE)
    assert [early.is_open for early in kept] == [False]


# What is no exchange of one request and one answer


def test_who_wants_websockets_is_told_that_there_are_none(tmp_path: Path) -> None:
    asks = b"GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, close\r\nUpgrade: WebSocket\r\n\r\n"
    with proxied(tmp_path, always(EMPTY)) as (port, behind):
        assert asked(port, asks).startswith(b"HTTP/1.1 501 Not Implemented\r\n")
    assert behind.heard == []


def test_who_wants_another_version_is_answered_in_this_one(tmp_path: Path) -> None:
    asks = b"GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n"
    with proxied(tmp_path, always(EMPTY)) as (port, behind):
        assert asked(port, asks).startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"upgrade" not in behind.heard[0].lower()


def test_an_answer_that_wants_no_buffers_passes_as_it_comes(tmp_path: Path) -> None:
    seen = threading.Event()

    def says(request: bytes, client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\nX-Accel-Buffering: no\r\nContent-Length: 2\r\n\r\na")
        assert seen.wait(10)
        client.sendall(b"b")

    with proxied(tmp_path, says) as (port, _), socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(GONE)
        with client.makefile("rb") as answer:
            while answer.readline() != b"\r\n":
                pass
            assert answer.read(1) == b"a"
            seen.set()
            assert answer.read() == b"b"
