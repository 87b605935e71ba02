"""Requests and answers pass over the network as they are."""

from __future__ import annotations

import base64
import gzip
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from mockserver.exceptions import MockserverError
from mockserver.model import Request, Response, Violation
from mockserver.transport import (
    Answered,
    Fields,
    Heads,
    Stream,
    Transport,
    Trust,
    WireError,
    first_line_and_fields,
    limit_waits,
)
from tests.upstream_server import Says, Server, trickling, upstream


def sent(transport: Transport, request: Request, most: int | None = None) -> Answered:
    answered = transport.send(request, most=most)
    assert isinstance(answered, Answered), answered
    return answered


@contextmanager
def a_way_to(server: Server) -> Iterator[tuple[str, list[str]]]:
    """A proxy that opens a way to one server, whomever it is asked for; its address, and the first lines it heard."""
    heard: list[str] = []

    def passes(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65_536):
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)

    def opens(listening: socket.socket) -> None:
        client, _ = listening.accept()
        with client, socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2]))) as behind:
            heard.append(client.recv(65_536).decode().splitlines()[0])
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            thread = threading.Thread(target=passes, args=(client, behind), daemon=True)
            thread.start()
            passes(behind, client)
            thread.join()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=opens, args=(listening,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", heard
    thread.join()


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("body", [b"", b"\x00\xff\r\n"])
def test_method_target_and_body_arrive_as_they_are(method: str, body: bytes) -> None:
    with upstream(lambda heard: Says(200, (), b"it is")) as server:
        answer = sent(Transport(server.url), Request(method, "/a%2Fb/%C3%A4", "q=1%202&q=&r", {}, body)).response
    (heard,) = server.heard
    assert (heard.method, heard.target, heard.body) == (method, "/a%2Fb/%C3%A4?q=1%202&q=&r", body)
    assert (answer.status, answer.body) == (200, b"" if method == "HEAD" else b"it is")


def test_headers_arrive_but_those_of_the_hop() -> None:
    headers = {
        "x-own": "1",
        "accept-encoding": "br",
        "connection": "close, X-Hop",
        "x-hop": "1",
        "te": "trailers",
        "upgrade": "h2c",
        "host": "shop.example",
        "x-mock-session": "a",
        "content-length": "0",
    }
    with upstream(lambda heard: Says()) as server:
        sent(Transport(server.url), Request("GET", "/", "", headers))
    assert server.heard[0].headers == (
        ("x-own", "1"),
        ("accept-encoding", "br"),
        ("Host", server.url.removeprefix("http://")),
        ("content-length", "0"),
        ("TE", "trailers"),
        ("Connection", "TE"),
    )


def test_headers_arrive_in_their_order_and_spelling_and_as_often_as_they_came() -> None:
    fields = (("X-B", "1"), ("hOST", "a"), ("x-a", "caf\xe9"), ("X-B", "2"), ("X-Empty", ""))
    with upstream(lambda heard: Says()) as server:
        sent(Transport(server.url), Request("GET", "/", "", {"x-b": "1,2"}, fields=fields))
    assert server.heard[0].headers == (fields[0], ("Host", server.url.removeprefix("http://")), *fields[2:])


def test_nothing_is_added_that_the_client_did_not_send() -> None:
    with upstream(lambda heard: Says()) as server:
        sent(Transport(server.url), Request("GET", "/"))
    assert [name.lower() for name, _ in server.heard[0].headers] == ["host"]


def test_each_request_on_a_connection_has_its_own_headers() -> None:
    def plain(number: str, body: bytes = b"", method: str = "POST") -> Request:
        fields = (("Host", "h"), ("X-Number", number))
        return Request(method, "/", "", {"host": "h", "x-number": number}, body, fields=fields)

    asked = (plain("1", b"ab"), plain("1", b"ab"), plain("1", b"abc"), plain("2", b"abc"), plain("2", method="GET"))
    with upstream(lambda heard: Says()) as server:
        transport = Transport(server.url)
        for request in (*asked, asked[0]):
            sent(transport, request)
    found = [(heard.method, heard.header("x-number"), heard.header("content-length")) for heard in server.heard]
    assert found == [
        ("POST", "1", "2"), ("POST", "1", "2"), ("POST", "1", "3"), ("POST", "2", "3"), ("GET", "2", None),
        ("POST", "1", "2"),
    ]  # fmt: skip


def test_the_headers_of_an_answer_mean_what_its_request_asked_for() -> None:
    with upstream(lambda heard: Says(200, (), b"it is")) as server:
        transport = Transport(server.url)
        answers = [sent(transport, Request(method, "/")).response for method in ("GET", "HEAD", "GET")]
    assert [answer.body for answer in answers] == [b"it is", b"", b"it is"]
    assert [answer.headers for answer in answers] == [(("Content-Length", "5"),)] * 3


def test_repeated_headers_and_encodings_come_back_as_they_are() -> None:
    packed = gzip.compress(b"{}")
    headers = (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Encoding", "gzip"), ("Connection", "X-Hop"))
    with upstream(lambda heard: Says(200, (*headers, ("X-Hop", "1")), packed)) as server:
        answer = sent(Transport(server.url), Request("GET", "/")).response
    assert answer == Response(200, (*headers[:3], ("Content-Length", str(len(packed)))), packed)


def test_a_redirect_is_not_followed() -> None:
    with upstream(lambda heard: Says(302, (("Location", "/other"),))) as server:
        answer = sent(Transport(server.url), Request("GET", "/")).response
    assert (answer.status, answer.header("location"), len(server.heard)) == (302, "/other", 1)


def test_the_length_of_an_answer_to_head_is_kept() -> None:
    with upstream(lambda heard: Says(200, (), b"12345")) as server:
        assert sent(Transport(server.url), Request("HEAD", "/")).response.header("content-length") == "5"


@pytest.mark.parametrize("length", [True, False])
def test_a_long_answer_comes_in_pieces(length: bool) -> None:
    body = bytes(range(256)) * 2_000
    with upstream(lambda heard: Says(200, (), body, length)) as server:
        answered = sent(Transport(server.url), Request("GET", "/"), most=1_000)
        assert answered.rest is not None
        assert answered.response.body == body[:1_000]
        assert answered.response.header("content-length") == (str(len(body)) if length else None)
        assert b"".join(answered.rest) == body[1_000:]


@pytest.mark.parametrize("length", [True, False])
def test_a_stream_of_events_is_not_waited_for(length: bool) -> None:
    headers = (("Content-Type", "text/event-stream; charset=utf-8"),)
    with upstream(lambda heard: Says(200, headers, b"data: 1\n\n", length)) as server:
        answered = sent(Transport(server.url), Request("GET", "/"), most=1_000)
        told = (("Content-Length", "9"),) if length else ()
        assert (answered.response, answered.rest is None) == (Response(200, (*headers, *told)), False)
        assert b"".join(answered.rest or ()) == b"data: 1\n\n"


@pytest.mark.parametrize("size", [0, 999, 1_000])
def test_an_answer_that_is_not_too_long_comes_whole(size: int) -> None:
    with upstream(lambda heard: Says(200, (), b"x" * size)) as server:
        answered = sent(Transport(server.url), Request("GET", "/"), most=1_000)
    assert answered == Answered(Response(200, (("Content-Length", str(size)),), b"x" * size))


@pytest.mark.parametrize("headers", [{}, {"content-length": "6"}])
def test_a_long_request_goes_in_pieces(headers: dict[str, str]) -> None:
    rest = (piece for piece in (b"cd", b"ef"))
    with upstream(lambda heard: Says()) as server:
        sent(Transport(server.url), Request("POST", "/", "", headers, b"ab", rest=rest))
    assert server.heard[0].body == b"abcdef"
    assert server.heard[0].header("content-length") == headers.get("content-length")


def test_a_header_that_goes_on_in_the_next_line_is_one_line() -> None:
    with upstream(lambda heard: Says(200, (("X-Old", "a\r\n  b"),))) as server:
        assert sent(Transport(server.url), Request("GET", "/")).response.header("x-old") == "a b"


# Where there is no answer


def broken(transport: Transport) -> Violation:
    found = transport.send(Request("GET", "/"))
    assert isinstance(found, Violation)
    return found


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        found = broken(Transport(url))
    assert (found.keyword, found.blame, found.message.startswith(f"{url} cannot be reached: ")) == (
        "unreachable", "upstream", True,
    )  # fmt: skip


def test_a_server_that_hangs_up_is_unreachable_and_is_not_asked_again() -> None:
    with upstream(lambda heard: None) as server:
        assert broken(Transport(server.url)).keyword == "unreachable"
    assert len(server.heard) == 1


def test_an_answer_that_ends_too_early_is_none() -> None:
    with upstream(
        lambda heard: Says(200, (("Content-Length", "9"), ("Connection", "close")), b"", length=None)
    ) as server:
        assert broken(Transport(server.url)).keyword == "unreachable"


def test_a_server_that_says_nothing_in_time_is_a_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        found = broken(Transport(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.05))
    assert (found.keyword, found.message.endswith("does not answer within 0.05 s")) == ("timeout", True)


def test_a_limit_holds_for_all_that_a_server_says_together() -> None:
    with trickling(b"HTTP/1.1 200 OK\r\n\r\n") as url:
        found = broken(Transport(url, limit=0.1))
    assert (found.keyword, found.message) == ("timeout", f"{url} has not answered in full within 0.1 s")


def test_a_head_may_not_trickle_for_ever() -> None:
    with (
        trickling(b"GET / HTTP/1.1\r\nA: ") as url,
        socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as opened,
        pytest.raises(TimeoutError, match="do not come to their end"),
    ):
        Stream(opened, patience=0.1).head()


def test_a_limit_holds_for_tls_with_each_request_on_a_connection() -> None:
    body = b"x" * 300_000
    with upstream(lambda heard: Says(200, body=heard.body), identity()) as server:
        transport = Transport(server.url, limit=60.0, trust=Trust(verify=False))
        for _ in range(2):
            assert sent(transport, Request("POST", "/", "", {}, body)).response.body == body


def test_a_server_that_speaks_no_tls_is_unreachable() -> None:
    with upstream(lambda heard: Says()) as server:
        assert broken(Transport(server.url.replace("http:", "https:"))).keyword == "unreachable"


def test_certificates_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(MockserverError, match=r"none.pem cannot be used"):
        Transport("https://127.0.0.1:1", trust=Trust(ca=str(tmp_path / "none.pem")))


def test_a_proxy_on_the_way_is_asked_for_the_whole_address() -> None:
    with upstream(lambda heard: Says()) as server:
        sent(Transport("http://shop.example/v1", proxy=server.url), Request("GET", "/v1/things"))
    assert server.heard[0].target == "http://shop.example/v1/things"
    assert server.heard[0].header("host") == "shop.example"


def test_a_proxy_is_told_who_asks() -> None:
    with upstream(lambda heard: Says()) as server:
        proxy = server.url.replace("//", "//a:b%20c@")
        sent(Transport("http://shop.example", proxy=proxy), Request("GET", "/"))
    assert server.heard[0].header("proxy-authorization") == "Basic " + base64.b64encode(b"a:b c").decode()


def test_a_proxy_opens_a_way_to_a_server_with_tls() -> None:
    with upstream(lambda heard: Says(), tls=identity()) as server, a_way_to(server) as (proxy, heard):
        place = f"localhost:{server.url.rpartition(':')[2]}"
        answered = sent(Transport(f"https://{place}", trust=Trust(AUTHORITY), proxy=proxy), Request("GET", "/a"))
    assert (answered.response.status, server.heard[0].target) == (200, "/a")
    assert heard == [f"CONNECT {place} HTTP/1.1"]


def test_a_proxy_that_opens_no_way_is_told() -> None:
    with upstream(lambda heard: Says(407)) as server:
        message = broken(Transport("https://shop.example", proxy=server.url)).message
    assert "the proxy 127.0.0.1 opens no way to it: HTTP/1.1 407" in message


def test_tls_to_a_proxy_and_through_it_is_refused_at_once() -> None:
    with pytest.raises(MockserverError, match="give its http:// address"):
        Transport("https://shop.example", proxy="https://proxy.example")


# TLS

FOLDER = Path(__file__).parent / "certificates"
AUTHORITY = str(FOLDER / "authority.pem")


def identity(*, asks: bool = False) -> ssl.SSLContext:
    """A server that shows its certificate, and may ask for its client's."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=AUTHORITY)
    context.load_cert_chain(FOLDER / "server.pem")
    context.verify_mode = ssl.CERT_REQUIRED if asks else ssl.CERT_NONE
    return context


def test_a_server_whose_authority_is_trusted_answers() -> None:
    with upstream(lambda heard: Says(200, (), b"it is"), tls=identity()) as server:
        transport = Transport(server.url, trust=Trust(AUTHORITY))
        assert [sent(transport, Request("GET", "/")).response.body for _ in range(2)] == [b"it is"] * 2


def test_a_server_that_nobody_vouches_for_is_not_trusted() -> None:
    with upstream(lambda heard: Says(), tls=identity()) as server:
        found = broken(Transport(server.url))
    assert (found.keyword, found.message.endswith("; name whom to trust with --upstream-ca")) == ("unreachable", True)
    assert (server.heard, "cannot be trusted: " in found.message) == ([], True)


def test_a_server_with_the_certificate_of_another_is_not_trusted() -> None:
    with upstream(lambda heard: Says(), tls=identity()) as server, a_way_to(server) as (proxy, _):
        found = broken(Transport("https://shop.example", trust=Trust(AUTHORITY), proxy=proxy))
    assert "cannot be trusted: Hostname mismatch" in found.message


def test_anybody_is_believed_on_demand() -> None:
    with upstream(lambda heard: Says(), tls=identity()) as server:
        assert sent(Transport(server.url, trust=Trust(verify=False)), Request("GET", "/")).response.status == 200


def test_a_server_may_ask_who_we_are() -> None:
    with upstream(lambda heard: Says(), tls=identity(asks=True)) as server:
        known = Trust(AUTHORITY, str(FOLDER / "client.pem"))
        assert sent(Transport(server.url, trust=known), Request("GET", "/")).response.status == 200
        assert broken(Transport(server.url, trust=Trust(AUTHORITY))).keyword == "unreachable"


@pytest.mark.parametrize("url", ["shop.example", "ftp://shop.example", "http://", "http://a:b", "", "http://[::1"])
def test_what_is_no_address_is_told_at_once(url: str) -> None:
    with pytest.raises(MockserverError, match="is no address: write http://"):
        Transport(url)


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        ("", ()),
        ("\r\nA: b\r\nc-D:e: f", (("A", "b"), ("c-D", "e: f"))),
        ("\r\nA:\t b c \t\r\nB:\r\nC: \r\nD: e", (("A", "b c"), ("B", ""), ("C", ""), ("D", "e"))),
        ("\r\nA: \xe9\r\na: b, c", (("A", "\xe9"), ("a", "b, c"))),
    ],
)
def test_a_head_is_taken_apart(lines: str, fields: Fields) -> None:
    head = f"GET / HTTP/1.1{lines}".encode("latin-1")

    assert first_line_and_fields(head, strict=True) == ("GET / HTTP/1.1", fields)
    assert first_line_and_fields(head, strict=False) == ("GET / HTTP/1.1", fields)


@pytest.mark.parametrize(
    "lines",
    ["\r\nA", "\r\n: b", "\r\nA : b\r\nC: d", "\r\n B: c", "\r\nA: b\nC: d", "\r\nA: b\rC: d", "\r\nA: b\0", "\r\n"],
)
def test_a_head_that_could_be_understood_in_two_ways_is_none(lines: str) -> None:
    with pytest.raises(WireError):
        first_line_and_fields(f"GET / HTTP/1.1{lines}".encode("latin-1"), strict=True)


def test_a_head_of_an_old_server_has_folded_and_bare_lines() -> None:
    head = b"HTTP/1.1 200 OK\nA : b\r\nC: d\r\n  e\nF: g"

    assert first_line_and_fields(head, strict=False) == ("HTTP/1.1 200 OK", (("A", "b"), ("C", "d e"), ("F", "g")))


def test_a_head_of_blanks_takes_no_time() -> None:
    with pytest.raises(WireError):
        first_line_and_fields(b"GET / HTTP/1.1\r\nA:" + b" " * 100_000 + b"\0", strict=True)


def test_nobody_waits_longer_than_that_for_the_other_end() -> None:
    here, there = socket.socketpair()
    with here, there:
        limit_waits(here, 0.05)
        stream = Stream(here)

        with pytest.raises(TimeoutError):
            stream.some(1)
        with pytest.raises(TimeoutError):
            stream.send(bytes(10_000_000))


@pytest.mark.parametrize("strict", [True, False])
def test_heads_on_one_connection_are_taken_apart_one_by_one(strict: bool) -> None:
    heads = Heads(strict=strict)

    assert [heads.parts(head) for head in (b"A\r\nB: c", b"D\r\nB: c", b"E", b"F\r\nb: c\r\nB: d", b"A\r\nB: c")] == [
        ("A", (("B", "c"),), {"b": "c"}),
        ("D", (("B", "c"),), {"b": "c"}),
        ("E", (), {}),
        ("F", (("b", "c"), ("B", "d")), {"b": "c,d"}),
        ("A", (("B", "c"),), {"b": "c"}),
    ]


def test_old_spellings_are_no_others_because_they_come_again() -> None:
    heads = Heads(strict=False)

    assert [heads.parts(head)[:2] for head in (b"A\r\n b\r\nC: d", b"E\r\n b\r\nC: d", b"F\nC: d", b"G\nC: d")] == [
        ("A b", (("C", "d"),)),
        ("E b", (("C", "d"),)),
        ("F", (("C", "d"),)),
        ("G", (("C", "d"),)),
    ]
