"""Is HTTP spoken as it should be on the sockets of tests, whatever a client does there?"""

from __future__ import annotations

import http.client
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from mockserver.web.address import Address
from mockserver.web.listening import WAITING, Listening, Server, reachable

Environ = dict[str, Any]
Answer = Callable[[Environ, Any], Any]


class App:
    """An application that answers as a test says, and keeps what it was asked."""

    extensions: dict[str, Any] = {}  # noqa: RUF012 - as Flask has it

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.asked: list[Environ] = []

    def __call__(self, environ: Environ, start_response: Any) -> Any:
        self.asked.append(environ)
        return self._answer(environ, start_response)


def echo(environ: Environ, start_response: Any) -> list[bytes]:
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("X-Method", environ["REQUEST_METHOD"]), ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


Port = Callable[[Answer], int]


@pytest.fixture
def apps() -> list[App]:
    return []


@pytest.fixture
def serving(apps: list[App]) -> Iterator[Port]:
    """Serves an application on a port until the test ends; afterwards no thread of it is left."""
    servers: list[Listening] = []

    def serve(answer: Answer) -> int:
        apps.append(App(answer))
        servers.append(Listening(apps[-1], Address(port=0)))
        return int(servers[-1].address.rpartition(":")[2])

    yield serve
    for server in servers:
        server.close()
    assert [thread for thread in threading.enumerate() if thread.name == "mockserver"] == []


def said(port: int, sent: bytes, *, ends: bool = True) -> bytes:
    """All that a server says to some bytes, after which the client says no more, or waits."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(sent)
        if ends:
            client.shutdown(socket.SHUT_WR)
        parts = []
        while part := client.recv(65_536):
            parts.append(part)
        return b"".join(parts)


def test_a_connection_is_kept_from_request_to_request(serving: Port, apps: list[App]) -> None:
    port = serving(echo)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as client:
        bodies = []
        for method, body in (("POST", b"one"), ("GET", None), ("HEAD", None), ("PUT", b"x" * 300_000)):
            client.request(method, "/a%20b?c=%20", body)
            bodies.append(client.getresponse().read())
            own = client.sock
    assert bodies == [b"one", b"", b"", b"x" * 300_000]
    assert len({environ["mockserver.socket"].fileno() for environ in apps[0].asked}) == 1
    assert own is not None
    first = apps[0].asked[0]
    names = ("PATH_INFO", "QUERY_STRING", "RAW_URI", "SERVER_PORT", "HTTP_HOST")
    assert [first[name] for name in names] == ["/a b", "c=%20", "/a%20b?c=%20", str(port), f"127.0.0.1:{port}"]


def test_requests_may_be_sent_ahead(serving: Port) -> None:
    one = b"POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none\r\n"
    two = b"POST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"2;x=y\r\ntw\r\n1\r\no\r\n0\r\nTrailer: z\r\n\r\n"
    told = said(serving(echo), one + two + chunks)
    assert (told.count(b"HTTP/1.1 200 OK"), b"\r\n\r\none" in told, told.endswith(b"two")) == (2, True, True)


def test_a_body_is_read_piece_by_piece_however_it_comes(serving: Port) -> None:
    def answer(environ: Environ, start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"]
        found = [body.read(2), body.readline(), *body]
        start_response("200 OK", [("Content-Length", "0"), ("X-Found", repr(found))])
        return []

    port = serving(answer)
    line = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
    sized = b"Content-Length: 9\r\n\r\nab\ncd\ne\nf"
    chunked = b"Transfer-Encoding: chunked\r\n\r\n5\r\nab\ncd\r\n4\r\n\ne\nf\r\n0\r\n\r\n"
    for sent in (line + sized, line + chunked):
        assert b"X-Found: [b'ab', b'\\n', b'cd\\n', b'e\\n', b'f']" in said(port, sent, ends=False)


def test_leave_to_go_on_is_given(serving: Port) -> None:
    sent = b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"
    told = said(serving(echo), sent, ends=False)
    assert told.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    ("sent", "keeps"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", False),
        (b"GET / HTTP/1.0\r\n\r\n", False),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", True),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", True),
    ],
)
def test_a_connection_ends_where_the_client_wants_that(serving: Port, sent: bytes, keeps: bool) -> None:
    told = said(serving(echo), sent, ends=keeps)
    assert (b"Connection: close" in told) is not keeps


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /\r\n\r\n", b"400"),
        (b"GET / HTTP/2.0\r\n\r\n", b"505"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n folded\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", b"501"),
        (b"GET /" + b"x" * 140_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nA: " + b"x" * 140_000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTT", b"400"),
        (b"GET http://[x/ HTTP/1.1\r\nHost: a\r\n\r\n", b"400"),
        (b"GET things HTTP/1.1\r\nHost: a\r\n\r\n", b"400"),
        (b"GET * HTTP/1.1\r\nHost: a\r\n\r\n", b"400"),
        (b"GET http:///a HTTP/1.1\r\nHost: a\r\n\r\n", b"400"),
        (b"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", b"501"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\nab", b"400"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2,\r\n\r\nab", b"400"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \x0b2\r\n\r\nab", b"400"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\xa0\r\n\r\nab", b"400"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n", b"501"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\nContent-Length: 2\r\n\r\nab", b"501"),
    ],
)
def test_what_is_no_http_is_refused(serving: Port, apps: list[App], sent: bytes, status: bytes) -> None:
    told = said(serving(echo), sent)
    assert told.startswith(b"HTTP/1.1 " + status)
    assert b"Connection: close" in told
    assert apps[0].asked == []


def test_all_of_a_server_can_be_asked_for_its_options(serving: Port, apps: list[App]) -> None:
    assert said(serving(echo), b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").startswith(b"HTTP/1.1 200")
    assert apps[0].asked[0]["RAW_URI"] == "*"


@pytest.mark.parametrize(
    "body",
    [
        b"nonsense\r\n", b"-1\r\n", b"3\r\nabcd\r\n", b"9\r\nabc", b"2\nab\r\n0\r\n\r\n", b"2\r\nab\n0\r\n\r\n",
        b"2;a\nab\r\n0\r\n\r\n", b"2;a\rb\r\nab\r\n0\r\n\r\n", b"+2\r\nab\r\n0\r\n\r\n", b"\x0b2\r\nab\r\n0\r\n\r\n",
        b"2\r\nab\r\n0\n\n", b"2\r\nab\r\n0\r\nX : 1\r\n\r\n",
    ],
)  # fmt: skip
def test_an_application_is_told_of_a_broken_body(serving: Port, body: bytes) -> None:
    def answer(environ: Environ, start_response: Any) -> list[bytes]:
        try:
            environ["wsgi.input"].read()
        except OSError:
            start_response("400 Bad Request", [("Content-Length", "0")])
        return []

    told = said(serving(answer), b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
    assert told.startswith(b"HTTP/1.1 400")


def test_what_an_application_makes_of_a_broken_body_harms_nobody(serving: Port, caplog: Any) -> None:
    def answer(environ: Environ, start_response: Any) -> list[bytes]:
        try:
            return echo(environ, start_response)
        except OSError as error:
            raise LookupError("on purpose") from error

    port = serving(answer)
    assert said(port, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc") == b""
    assert said(port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").startswith(b"HTTP/1.1 200")
    assert caplog.records == []


def test_a_client_that_vanishes_within_its_body_harms_nobody(serving: Port) -> None:
    port = serving(echo)
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc")
    assert said(port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").startswith(b"HTTP/1.1 200")


def test_a_body_that_nobody_reads_does_not_hide_the_answer(serving: Port, apps: list[App]) -> None:
    def answer(environ: Environ, start_response: Any) -> list[bytes]:
        start_response("413 Too Large", [("Content-Length", "2")])
        return [b"no"]

    sent = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n" + b"x" * 500_000
    told = said(serving(answer), sent + b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", ends=False)
    assert told.endswith(b"\r\n\r\nno")
    assert len(apps[0].asked) == 1


def test_an_answer_in_pieces_has_chunks_or_ends_the_connection(serving: Port) -> None:
    closed = []

    class Pieces:
        def __iter__(self) -> Iterator[bytes]:
            return iter((b"one", b"", b"two"))

        def close(self) -> None:
            closed.append(True)

    def answer(environ: Environ, start_response: Any) -> Pieces:
        write = start_response("200 OK", [])
        write(b"zero")
        return Pieces()

    port = serving(answer)
    chunks = said(port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    plain = said(port, b"GET / HTTP/1.0\r\n\r\n", ends=False)
    head = said(port, b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert chunks.endswith(b"\r\n\r\n4\r\nzero\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
    assert plain.endswith(b"\r\n\r\nzeroonetwo")
    assert head.endswith(b"\r\n\r\n")
    assert len(closed) == 3


def test_an_answer_that_is_not_as_long_as_it_says_ends_the_connection(serving: Port) -> None:
    def answer(environ: Environ, start_response: Any) -> Any:
        start_response("200 OK", [("Content-Length", "5")])
        return [b"abc"] if environ["PATH_INFO"] == "/list" else iter((b"a", b"bc"))

    port = serving(answer)
    for path in (b"/list", b"/pieces"):
        assert said(port, b"GET " + path + b" HTTP/1.1\r\nHost: a\r\n\r\n", ends=False).endswith(b"abc")


@pytest.mark.parametrize("headers", [[], [("X-Two", "lines\r\nX-Evil: 1")]])
def test_what_an_application_fails_with_is_logged_and_is_a_500(
    serving: Port, headers: list[tuple[str, str]], caplog: pytest.LogCaptureFixture
) -> None:
    def answer(environ: Environ, start_response: Any) -> list[bytes]:
        if not headers:
            raise LookupError("on purpose")
        start_response("200 OK", headers)
        return [b"x"]

    with caplog.at_level(logging.ERROR, "mockserver"):
        told = said(serving(answer), b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n", ends=False)
    assert told.startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
    assert [record.getMessage() for record in caplog.records] == ["the answer to GET /x failed"]


def test_an_answer_that_fails_on_its_way_is_cut(serving: Port, caplog: pytest.LogCaptureFixture) -> None:
    def answer(environ: Environ, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [])
        yield b"begun"
        raise ConnectionResetError("on purpose") if environ["PATH_INFO"] == "/cut" else LookupError("on purpose")

    port = serving(answer)
    for path in (b"/cut", b"/crash"):
        assert said(port, b"GET " + path + b" HTTP/1.1\r\nHost: a\r\n\r\n", ends=False).endswith(
            b"\r\n\r\n5\r\nbegun\r\n"
        )
    assert [record.getMessage() for record in caplog.records] == ["the answer to GET /crash failed"]


def test_an_application_may_change_its_mind_before_it_answers(serving: Port) -> None:
    def answer(environ: Environ, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        start_response("409 Conflict", [("Connection", "close")], (LookupError, LookupError("on purpose"), None))
        return [b"no"]

    told = said(serving(answer), b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", ends=False)
    assert (told.startswith(b"HTTP/1.1 409 Conflict"), told.endswith(b"\r\n\r\n2\r\nno\r\n0\r\n\r\n")) == (True, True)


def test_the_address_of_a_proxys_request_is_taken_apart(serving: Port, apps: list[App]) -> None:
    said(
        serving(echo),
        b"GET http://shop.example:81/a?b HTTP/1.1\r\nHost: other\r\nContent_Length: 9\r\nX-A: 1\r\nX-A: 2\r\n\r\n",
    )
    environ = apps[0].asked[0]
    names = ("PATH_INFO", "QUERY_STRING", "HTTP_HOST", "HTTP_X_A")
    assert ([environ[name] for name in names], "CONTENT_LENGTH" in environ) == (
        ["/a", "b", "shop.example:81", "1,2"],
        False,
    )


def test_many_clients_are_served_at_once_and_few_threads_are_left(serving: Port) -> None:
    """Each answer waits for all others to be asked for."""
    number = 3 * WAITING
    barrier = threading.Barrier(number, timeout=20)

    def answer(environ: Environ, start_response: Any) -> list[bytes]:
        barrier.wait()
        return echo(environ, start_response)

    port = serving(answer)
    told: list[bytes] = []
    clients = [
        threading.Thread(target=lambda: told.append(said(port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")))
        for _ in range(number)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert [each[:12] for each in told] == [b"HTTP/1.1 200"] * number


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::1", "::"])
def test_a_server_ends_wherever_it_listens(host: str) -> None:
    server = Server(App(echo), host)
    with socket.create_connection((reachable(host), server.port), timeout=5) as client:
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert client.recv(65_536).startswith(b"HTTP/1.1 200")
    server.close()
    assert [thread for thread in threading.enumerate() if thread.name == "mockserver"] == []


def test_more_clients_than_may_be_served_at_once_wait() -> None:
    app = App(echo)
    server = Server(app, most=1)
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as first:
            first.sendall(b"GET /first HTTP/1.1\r\nHost: a\r\n\r\n")
            assert first.recv(65_536).startswith(b"HTTP/1.1 200")
            second = socket.create_connection(("127.0.0.1", server.port), timeout=5)
            second.sendall(b"GET /second HTTP/1.0\r\n\r\n")
            first.sendall(b"GET /third HTTP/1.1\r\nHost: a\r\n\r\n")
            assert first.recv(65_536).startswith(b"HTTP/1.1 200")
        with second:
            assert second.recv(65_536).startswith(b"HTTP/1.1 200")
    finally:
        server.close()
    assert [environ["PATH_INFO"] for environ in app.asked] == ["/first", "/third", "/second"]


def test_a_client_that_is_silent_for_too_long_is_left() -> None:
    server = Server(App(echo), silence=0.01)
    try:
        assert said(server.port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", ends=False).startswith(b"HTTP/1.1 200")
    finally:
        server.close()


def test_what_a_client_keeps_open_is_ended_with_the_server(apps: list[App]) -> None:
    apps.append(App(echo))
    listening = Listening(apps[0], Address(port=0))
    port = int(listening.address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert client.recv(65_536).startswith(b"HTTP/1.1 200")
        listening.close()
        assert client.recv(65_536) == b""
    listening.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    assert [thread for thread in threading.enumerate() if thread.name == "mockserver"] == []
