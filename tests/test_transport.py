"""Requests and answers pass over the network as they are."""

from __future__ import annotations

import gzip
import socket
from pathlib import Path

import pytest

from mockserver.exceptions import MockserverError
from mockserver.model import Request, Response, Violation
from mockserver.transport import Answered, Transport
from tests.upstream_server import Says, upstream


def sent(transport: Transport, request: Request, most: int | None = None) -> Answered:
    answered = transport.send(request, most=most)
    assert isinstance(answered, Answered), answered
    return answered


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
    found = {name.lower(): value for name, value in server.heard[0].headers}
    assert found == {"x-own": "1", "accept-encoding": "br", "host": server.url.removeprefix("http://")}


def test_nothing_is_added_that_the_client_did_not_send() -> None:
    with upstream(lambda heard: Says()) as server:
        sent(Transport(server.url), Request("GET", "/"))
    assert [name.lower() for name, _ in server.heard[0].headers] == ["host"]


def test_repeated_headers_and_encodings_come_back_as_they_are() -> None:
    packed = gzip.compress(b"{}")
    headers = (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Encoding", "gzip"), ("Connection", "X-Hop"))
    with upstream(lambda heard: Says(200, (*headers, ("X-Hop", "1")), packed)) as server:
        answer = sent(Transport(server.url), Request("GET", "/")).response
    assert answer == Response(200, headers[:3], packed)


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
        assert (answered.response, answered.rest is None) == (Response(200, headers), False)
        assert b"".join(answered.rest or ()) == b"data: 1\n\n"


@pytest.mark.parametrize("size", [0, 999, 1_000])
def test_an_answer_that_is_not_too_long_comes_whole(size: int) -> None:
    with upstream(lambda heard: Says(200, (), b"x" * size)) as server:
        assert sent(Transport(server.url), Request("GET", "/"), most=1_000) == Answered(Response(200, (), b"x" * size))


@pytest.mark.parametrize("headers", [{}, {"content-length": "6"}])
def test_a_long_request_goes_in_pieces(headers: dict[str, str]) -> None:
    rest = (piece for piece in (b"cd", b"ef"))
    with upstream(lambda heard: Says()) as server:
        sent(Transport(server.url), Request("POST", "/", "", headers, b"ab", rest=rest))
    assert server.heard[0].body == b"abcdef"
    assert server.heard[0].header("content-length") == headers.get("content-length")


def test_a_header_that_goes_on_in_the_next_line_is_one_line() -> None:
    with upstream(lambda heard: Says(200, (("X-Old", "a\r\n  b"),))) as server:
        assert sent(Transport(server.url), Request("GET", "/")).response.headers == (("X-Old", "a b"),)


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


def test_a_server_that_speaks_no_tls_is_unreachable() -> None:
    with upstream(lambda heard: Says()) as server:
        assert broken(Transport(server.url.replace("http:", "https:"))).keyword == "unreachable"


def test_certificates_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    assert broken(Transport("https://127.0.0.1:1", ca=str(tmp_path / "none.pem"))).keyword == "unreachable"


def test_a_proxy_on_the_way_is_asked_for_the_whole_address() -> None:
    with upstream(lambda heard: Says()) as server:
        sent(Transport("http://shop.example/v1", proxy=server.url), Request("GET", "/v1/things"))
    assert server.heard[0].target == "http://shop.example/v1/things"
    assert server.heard[0].header("host") == "shop.example"


@pytest.mark.parametrize("url", ["shop.example", "ftp://shop.example", "http://", "http://a:b", "", "http://[::1"])
def test_what_is_no_address_is_told_at_once(url: str) -> None:
    with pytest.raises(MockserverError, match="is no address: write http://"):
        Transport(url)
