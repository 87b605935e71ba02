"""The proxy's own server loses nothing of what passes through it, in either direction."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mockserver import create_app
from mockserver.upstream import MAX_JUDGED
from mockserver.web.conversing import Input, WsgiApp
from mockserver.web.listening import Server
from tests.documents import document, written

SPEC = document(
    {
        "/a": {
            method: {"operationId": method, "responses": {"2XX": {"description": "Good."}}, **body}
            for method, body in (
                ("get", {}),
                ("post", {"requestBody": {"content": {"*/*": {}}}}),
                ("put", {"requestBody": {"content": {"*/*": {}}}}),
            )
        }
    }
)
LONG = MAX_JUDGED + 300_000
CONTROL = b" HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
GONE = b"GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"


@dataclass
class Behind:
    """A server that answers with bytes: what it heard on each connection, and what it says to that."""

    says: Callable[[bytes, socket.socket], None]
    heard: list[bytes] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)

    def talk(self, listening: socket.socket) -> None:
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(client,), daemon=True).start()

    def answer(self, client: socket.socket) -> None:
        with client:
            client.settimeout(10)
            try:
                while request := whole(client):
                    self.heard.append(request)
                    self.says(request, client)
            except OSError:
                pass
            finally:
                self.left.set()


def whole(client: socket.socket) -> bytes:
    """One request with its body."""
    came = b""
    while b"\r\n\r\n" not in came:
        more = client.recv(65_536)
        if not more:
            return came
        came += more
    head, _, body = came.partition(b"\r\n\r\n")
    lower = head.lower()
    length = int(lower.partition(b"\r\ncontent-length:")[2].split(b"\r\n")[0] or 0)
    while len(body) < length or (b"\r\ntransfer-encoding: chunked" in lower and not _is_last(body)):
        more = client.recv(65_536)
        if not more:
            raise OSError("the request ends before its end")
        body += more
    return head + b"\r\n\r\n" + body


def _is_last(body: bytes) -> bool:
    last = body.rfind(b"0\r\n")
    return last >= 0 and body.endswith(b"\r\n\r\n")


def always(answer: bytes) -> Callable[[bytes, socket.socket], None]:
    return lambda request, client: client.sendall(answer)


@contextmanager
def serving(app: WsgiApp) -> Iterator[int]:
    """The port of the proxy's own server before an application."""
    server = Server(app)
    try:
        yield server.port
    finally:
        server.close()


@contextmanager
def proxied(
    folder: Path, says: Callable[[bytes, socket.socket], None], **settings: Any
) -> Iterator[tuple[int, Behind]]:
    """The port of a proxy, and what is behind it."""
    behind = Behind(says)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=behind.talk, args=(listening,), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = create_app(written(folder, SPEC), **{"upstream": url, "validation": "warn", "cors": False, **settings})
        with serving(app.wsgi_app) as port:
            yield port, behind
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()


def asked(port: int, *parts: bytes) -> bytes:
    """All that comes back for some bytes, until the connection ends."""
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        for part in parts:
            client.sendall(part)
        return b"".join(iter(lambda: client.recv(65_536), b""))


def head_and_body(answer: bytes) -> tuple[list[str], bytes]:
    """The lines of a head, without those that the mock adds, and the body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    ours = ("x-mock-", "sl-violations", "connection: close")
    return [line for line in head.decode("latin-1").split("\r\n") if not line.lower().startswith(ours)], body


EMPTY = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


def test_the_request_arrives_byte_by_byte(tmp_path: Path) -> None:
    fields = b"X-B: 1\r\nx-a:  caf\xe9\r\nX-B: 2\r\nX-Empty:\r\nCookie: a=1\r\nCookie: b=2\r\nAPI_key: u"
    request = b"PUT /a%2Fb;c/%ff/./..//?q=1%202&q=&r+ HTTP/1.1\r\nhOst: h\r\n" + fields + b"\r\n"
    with proxied(tmp_path, always(EMPTY)) as (port, behind):
        asked(port, request + b"Connection: close, X-Hop\r\nX-Hop: 1\r\nContent-Length: 3\r\n\r\n\x00\r\n")
    host = behind.heard[0].partition(b"Host: ")[2].partition(b"\r\n")[0]
    assert behind.heard == [
        request.replace(b"hOst: h", b"Host: " + host).replace(b"x-a:  ", b"x-a: ").replace(b"Empty:", b"Empty: ")
        + b"Content-Length: 3\r\n\r\n\x00\r\n"
    ]


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "M-SEARCH"])
def test_every_method_passes(tmp_path: Path, method: str) -> None:
    with proxied(tmp_path, always(EMPTY)) as (port, behind):
        asked(port, f"{method} /else HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".encode())
    assert behind.heard[0].startswith(f"{method} /else HTTP/1.1\r\n".encode())


def test_the_answer_comes_back_byte_by_byte(tmp_path: Path) -> None:
    fields = b"sErver: own\r\nSet-Cookie: a=1\r\nX-L: caf\xe9\r\nSet-Cookie: b=2\r\nContent-Encoding: br"
    with proxied(tmp_path, always(b"HTTP/1.1 200 OK\r\n" + fields + b"\r\nContent-Length: 3\r\n\r\n\x00\r\n")) as (
        port,
        _,
    ):
        lines, body = head_and_body(asked(port, GONE))
    assert (lines[1:-1], lines[-1], body) == (fields.decode("latin-1").split("\r\n"), "Content-Length: 3", b"\x00\r\n")


@pytest.mark.parametrize(
    ("method", "status", "answer"),
    [
        ("HEAD", "200 OK", b"Content-Length: 5\r\n\r\n"),
        ("GET", "204 No Content", b"X-A: 1\r\n\r\n"),
        ("GET", "304 Not Modified", b"Content-Length: 5\r\nETag: a\r\n\r\n"),
    ],
)
def test_an_answer_without_a_body_has_none(tmp_path: Path, method: str, status: str, answer: bytes) -> None:
    with proxied(tmp_path, always(f"HTTP/1.1 {status}\r\n".encode() + answer)) as (port, _):
        lines, body = head_and_body(asked(port, GONE.replace(b"GET", method.encode())))
    assert (lines, body) == ([f"HTTP/1.1 {status}", *answer.decode().split("\r\n")[:-2]], b"")


def test_chunks_and_trailers_pass_in_both_directions(tmp_path: Path) -> None:
    sent = b"1;x=y\r\na\r\n2\r\nbc\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n"
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + sent
    request = GONE.replace(b"GET", b"POST").replace(b"close", b"close, TE").replace(b"\r\n\r\n", b"\r\n")
    with proxied(tmp_path, always(answer)) as (port, behind):
        said = asked(
            port, request, b"TE: trailers\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nde", b"f\r\n0\r\nX-Md: 3\r\n\r\n"
        )
    assert said.endswith(
        b"\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n"
    )
    assert behind.heard[0].endswith(b"\r\n\r\n3\r\ndef\r\n0\r\nX-Md: 3\r\n\r\n")
    assert b"\r\nTE: trailers\r\nConnection: TE\r\n" in behind.heard[0]


def test_long_bodies_pass_in_pieces_with_their_trailers(tmp_path: Path) -> None:
    body = b"%x\r\n%b\r\n0\r\nX-Sum: 1\r\n\r\n" % (LONG, bytes(LONG))
    request = GONE.replace(b"GET", b"POST").replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n")
    with proxied(tmp_path, always(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body)) as (port, behind):
        said = asked(port, request, body)
    assert (said.count(0), said.endswith(b"\r\n0\r\nX-Sum: 1\r\n\r\n")) == (LONG, True)
    assert (behind.heard[0].count(0), behind.heard[0].endswith(b"\r\n0\r\nX-Sum: 1\r\n\r\n")) == (LONG, True)


def test_a_client_that_waits_is_asked_for_its_body(tmp_path: Path) -> None:
    request = GONE.replace(b"GET", b"POST").replace(
        b"\r\n\r\n", b"\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"
    )
    with (
        proxied(tmp_path, always(EMPTY)) as (port, behind),
        socket.create_connection(("127.0.0.1", port), 10) as client,
    ):
        client.sendall(request)
        assert client.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"x")
        assert client.recv(65_536).startswith(b"HTTP/1.1 200 OK\r\n")
    assert (behind.heard[0][-1:], b"100-continue" in behind.heard[0]) == (b"x", False)


@pytest.mark.parametrize("kind", ["text/event-stream", "application/x-ndjson"])
def test_a_stream_passes_event_by_event(tmp_path: Path, kind: str) -> None:
    seen = threading.Event()

    def says(request: bytes, client: socket.socket) -> None:
        client.sendall(
            f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n1\n\n\r\n".encode()
        )
        assert seen.wait(10)
        client.sendall(b"3\r\n2\n\n\r\n0\r\n\r\n")

    with proxied(tmp_path, says) as (port, _), socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(GONE)
        came = b""
        while b"1\n\n" not in came:
            came += client.recv(65_536)
        seen.set()
        rest = b"".join(iter(lambda: client.recv(65_536), b""))
    assert (came + rest).endswith(b"3\r\n1\n\n\r\n3\r\n2\n\n\r\n0\r\n\r\n")


@pytest.mark.parametrize(
    "framing", [b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % LONG, b"Content-Length: %d\r\n\r\n" % LONG]
)
def test_an_upstream_that_dies_leaves_the_answer_unfinished(tmp_path: Path, framing: bytes) -> None:
    def says(request: bytes, client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\n" + framing + bytes(LONG - 1))
        raise OSError("it dies")

    with proxied(tmp_path, says) as (port, _):
        answer = asked(port, GONE)
    assert (answer.startswith(b"HTTP/1.1 200 OK\r\n"), answer.endswith(b"0\r\n\r\n"), answer.count(0) < LONG) == (
        True,
        False,
        True,
    )


def test_an_upstream_that_dies_within_a_short_body_is_a_502(tmp_path: Path) -> None:
    def says(request: bytes, client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")
        raise OSError("it dies")

    with proxied(tmp_path, says) as (port, behind):
        assert asked(port, GONE).startswith(b"HTTP/1.1 502 Bad Gateway\r\n")
    assert len(behind.heard) == 1


def test_an_upstream_that_is_silent_is_a_504(tmp_path: Path) -> None:
    silent = threading.Event()
    with proxied(tmp_path, lambda request, client: bool(silent.wait(10)) and None, upstream_timeout=0.05) as (
        port,
        behind,
    ):
        assert asked(port, GONE).startswith(b"HTTP/1.1 504 Gateway Timeout\r\n")
        silent.set()
    assert len(behind.heard) == 1


def test_an_upstream_that_refuses_before_the_end_is_heard(tmp_path: Path) -> None:
    behind = socket.create_server(("127.0.0.1", 0))

    def says() -> None:
        client, _ = behind.accept()
        with client:
            client.recv(65_536)
            client.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            client.shutdown(socket.SHUT_WR)
            while client.recv(65_536):
                pass

    with behind:
        thread = threading.Thread(target=says, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{behind.getsockname()[1]}"
        app = create_app(written(tmp_path, SPEC), upstream=url, validation="warn")
        with serving(app.wsgi_app) as port:
            head = GONE.replace(b"GET", b"POST").replace(b"\r\n\r\n", b"\r\nContent-Length: %d\r\n\r\n" % LONG)
            assert asked(port, head, bytes(LONG)).startswith(b"HTTP/1.1 413 ")
        thread.join()


def test_who_goes_away_is_not_sent_the_rest(tmp_path: Path) -> None:
    def says(request: bytes, client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (1 << 40))
        while True:
            client.sendall(bytes(65_536))

    with proxied(tmp_path, says) as (port, behind):
        with socket.create_connection(("127.0.0.1", port), 10) as client:
            client.sendall(GONE)
            client.recv(1_000)
        assert behind.left.wait(10)


def test_a_body_that_the_client_leaves_off_is_not_taken_for_whole(tmp_path: Path) -> None:
    head = b"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % LONG
    with proxied(tmp_path, always(EMPTY)) as (port, behind):
        with socket.create_connection(("127.0.0.1", port), 10) as client:
            client.sendall(head + bytes(LONG - 1))
        assert behind.left.wait(10)
    assert behind.heard == []


def test_a_connection_is_used_again_and_requests_may_come_at_once(tmp_path: Path) -> None:
    again = b"GET /a?n=1 HTTP/1.1\r\nHost: h\r\n\r\nPOST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab"
    with proxied(tmp_path, always(EMPTY)) as (port, behind):
        assert asked(port, again + GONE).count(b"HTTP/1.1 200 OK\r\n") == 3
    assert [heard.split(b" ")[1] for heard in behind.heard] == [b"/a?n=1", b"/a", b"/a"]


def test_an_answer_that_ends_with_its_connection_is_whole(tmp_path: Path) -> None:
    def says(request: bytes, client: socket.socket) -> None:
        client.sendall(b"HTTP/1.0 200 OK\nX-Folded: a\n  b\n\nuntil the end")
        client.shutdown(socket.SHUT_WR)

    with proxied(tmp_path, says) as (port, _):
        lines, body = head_and_body(asked(port, GONE))
    assert (lines[1], body) == ("X-Folded: a b", b"until the end")


@pytest.mark.parametrize(
    ("request_head", "ends"),
    [
        (b"GET /a HTTP/1.0\r\n\r\n", b"Connection: close"),
        (b"GET http://h/a?b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", b"Connection: close"),
        (b"\r\nGET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /a HTTP/1.0\r\n\r\n", b"Connection: keep-alive"),
    ],
)
def test_older_and_other_forms_are_understood(tmp_path: Path, request_head: bytes, ends: bytes) -> None:
    with proxied(tmp_path, always(EMPTY)) as (port, behind):
        answer = asked(port, request_head)
    assert (answer.startswith(b"HTTP/1.1 200 OK\r\n"), ends in answer) == (True, True)
    assert behind.heard[0].startswith((b"GET /a HTTP/1.1\r\nHost: 127.0.0.1:", b"GET /a?b HTTP/1.1\r\n"))


@pytest.mark.parametrize(
    ("request_head", "status"),
    [
        (b"GET\r\n\r\n", b"400"),
        (b"GET /a b HTTP/1.1\r\nHost: h\r\n\r\n", b"400"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"505"),
        (b"GET /a HTTP/1.1\r\n\r\n", b"400"),
        (b"GET /a HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n", b"400"),
        (b"GET /a HTTP/1.1\r\nHost: h\r\nX A: 1\r\n\r\n", b"400"),
        (b"GET /a HTTP/1.1\r\nHost: h\r\nX-A : 1\r\n\r\n", b"400"),
        (b"GET /a HTTP/1.1\r\nHost: h\r\n X-A: 1\r\n\r\n", b"400"),
        (b"GET /a HTTP/1.1\r\nHost: h\nX-A: 1\r\n\r\n", b"400"),
        (b"GET /a HTTP/1.1\r\nHost: h\r\nX-A: \x00\r\n\r\n", b"400"),
        (b"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", b"400"),
        (b"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: +1\r\n\r\n", b"400"),
        (b"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", b"400"),
        (b"POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", b"501"),
        (b"GET /a HTTP/1.1\r\nHost: h\r\nX: " + b"x" * 140_000 + b"\r\n\r\n", b"431"),
        (b"GET /" + b"x" * 140_000, b"431"),
    ],
)
def test_what_is_no_request_or_could_be_two_is_refused(tmp_path: Path, request_head: bytes, status: bytes) -> None:
    with proxied(tmp_path, always(EMPTY)) as (port, behind):
        answer = asked(port, request_head)
    assert (answer.split(b" ")[:2], behind.heard) == ([b"HTTP/1.1", status], [])


@pytest.mark.parametrize(
    "chunks", [b"x\r\n", b"1\r\nab\r\n0\r\n\r\n", b"1\r\na\r\n0\r\nno header\r\n\r\n", b"0\r\n" + b"a: b\r\n" * 3_000]
)
def test_chunks_that_are_none_are_refused(tmp_path: Path, chunks: bytes) -> None:
    head = b"POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    with proxied(tmp_path, always(EMPTY)) as (port, behind):
        assert asked(port, head + chunks).startswith(b"HTTP/1.1 400 ")
    assert behind.heard == []


@pytest.mark.parametrize(
    "answer",
    [
        b"what?\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno header\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
    ],
)
def test_what_is_no_answer_is_a_502(tmp_path: Path, answer: bytes) -> None:
    with proxied(tmp_path, always(answer)) as (port, _):
        assert asked(port, GONE).startswith(b"HTTP/1.1 502 ")


HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 \r\n\r\n"


def test_what_is_said_before_the_answer_comes_at_once(tmp_path: Path) -> None:
    heard = threading.Event()

    def says(request: bytes, client: socket.socket) -> None:
        client.sendall(HINTS)
        assert heard.wait(10)
        client.sendall(EMPTY)

    with (
        proxied(tmp_path, says) as (port, _),
        socket.create_connection(("127.0.0.1", port), 10) as client,
        client.makefile("rb") as answer,
    ):
        client.sendall(GONE)
        assert answer.read(len(HINTS)) == HINTS
        heard.set()
        assert answer.read().startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    ("asks", "early"),
    [
        (GONE.replace(b"HTTP/1.1", b"HTTP/1.0"), HINTS),
        (GONE, b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
def test_nobody_is_told_early_who_does_not_understand_it(tmp_path: Path, asks: bytes, early: bytes) -> None:
    with proxied(tmp_path, always(early + EMPTY)) as (port, _):
        assert asked(port, asks).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("early", [b"HTTP/1.1 103 Early Hints\r\n\r\n", b"\r\n" * 2_048])
def test_an_upstream_that_never_comes_to_its_answer_is_left(tmp_path: Path, early: bytes) -> None:
    def says(request: bytes, client: socket.socket) -> None:
        for _ in range(10_000):
            client.sendall(early)

    with proxied(tmp_path, says) as (port, behind):
        assert b"HTTP/1.1 502 Bad Gateway\r\n" in asked(port, GONE)
        assert behind.left.wait(10)


def test_the_control_api_is_there(tmp_path: Path) -> None:
    body = json.dumps({"operation": "get", "status": 200, "body": "mine"}).encode()
    head = b"POST /__mock__/overrides" + CONTROL
    with proxied(tmp_path, always(EMPTY)) as (port, behind):
        answer = asked(port, head % len(body) + body + GONE)
    assert (answer.startswith(b"HTTP/1.1 201 "), answer.endswith(b"mine"), behind.heard) == (True, True, [])


@pytest.mark.parametrize(("kind", "ends"), [("reset", b""), ("empty", b""), ("truncated", b"HTTP/1.1 200 ")])
def test_faults_cut_the_connection(tmp_path: Path, kind: str, ends: bytes) -> None:
    body = json.dumps([{"operation": "get", "kind": kind}]).encode()
    head = b"PUT /__mock__/faults" + CONTROL
    with proxied(tmp_path, always(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")) as (port, _):
        assert asked(port, head % len(body) + body + b"GET /__mock__/health HTTP/1.0\r\n\r\n").startswith(
            b"HTTP/1.1 200 "
        )
        with socket.create_connection(("127.0.0.1", port), 10) as client:
            client.sendall(GONE)
            try:
                came = b"".join(iter(lambda: client.recv(65_536), b""))
            except ConnectionResetError:
                came = b""
    assert (came[: len(ends)], b"abc" in came) == (ends, False)


# Applications of others


def plain(*pieces: bytes, length: int | None = None, status: str = "200 OK") -> WsgiApp:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response(status, [] if length is None else [("Content-Length", str(length))])
        return pieces

    return app


@pytest.mark.parametrize("app", [plain(b"abc", length=2), plain(b"a", length=2), lambda environ, start: [b"a"]])
def test_an_answer_that_is_not_as_long_as_it_says_ends_the_connection(app: WsgiApp) -> None:
    with serving(app) as port:
        assert asked(port, b"GET / HTTP/1.1\r\nHost: h\r\n\r\n").partition(b"\r\n\r\n")[2] in (b"", b"a")


def test_an_older_client_gets_no_chunks() -> None:
    with serving(plain(b"a", b"", b"b")) as port:
        assert asked(port, b"GET / HTTP/1.0\r\n\r\n") == b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nab"


def test_a_body_that_nobody_reads_ends_the_connection() -> None:
    with serving(plain(b"a", length=1)) as port:
        answer = asked(port, b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")
    assert answer == b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\na"


def test_a_body_is_read_as_wsgi_says() -> None:
    found: list[Any] = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body: Input = environ["wsgi.input"]
        found.extend((body.read(2), body.readline(), body.readline(1), body.readlines(), body.read(), body.read(1)))
        found.extend((environ["HTTP_X_A"], environ["HTTP_COOKIE"], environ.get("HTTP_CONTENT_LENGTH")))
        return plain(b"", length=0)(environ, start_response)

    with serving(app) as port:
        head = b"POST / HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nX-A: 2\r\nCookie: a\r\nCookie: b\r\nContent_Length: 1\r\n"
        asked(port, head + b"Content-Length: 11\r\nConnection: close\r\n\r\nabc\nde\nf\ngh")
    assert found == [b"ab", b"c\n", b"d", [b"e\n", b"f\n", b"gh"], b"", b"", "1,2", "a; b", None]
