"""Does every client see in process what it would see on a socket?"""

from __future__ import annotations

import asyncio
import gzip
import io
import json
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
import requests
import urllib3
from werkzeug.wrappers import Request, Response

from mockserver.inprocess import intercept
from tests.inprocess.clients import Client, Got, Sent, every_client

API = "https://api.example.com"


class Streaming:
    """A body in pieces, which knows whether it was closed."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = iter(pieces)
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self.is_closed = True


def echo(request: Request) -> Response:
    """What came: the line, the headers and the body."""
    told = {
        "line": f"{request.method} {request.environ['REQUEST_URI']}",
        "url": request.environ["wsgi.url_scheme"] + "://" + request.host,
        "headers": {name.lower(): value for name, value in request.headers.items()},
        "body": request.get_data().decode(),
    }
    return Response(json.dumps(told), content_type="application/json")


def answer(request: Request) -> Any:
    if request.path == "/redirect":
        return Response(b"", 307, {"Location": "/echo?from=redirect"})
    if request.path == "/empty":
        return Response(b"", 204)
    if request.path == "/cookies":
        return Response(b"x", headers=[("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("X-Name", "caf\xe9")])
    if request.path == "/gzip":
        return Response(gzip.compress(b"small" * 100), headers={"Content-Encoding": "gzip"})
    if request.path == "/large":
        return Response(b"0123456789" * 200_000)
    return echo(request)


def app(environ: dict[str, Any], start_response: Any) -> Any:
    if environ["PATH_INFO"] == "/pieces":
        start_response("200 OK", [])
        return Streaming([b"one ", b"", b"two ", b"three"])
    body = answer(Request(environ))(environ, start_response)
    return list(body)


@pytest.fixture(autouse=True)
def mocked() -> Iterator[None]:
    with intercept(app, hosts=["api.example.com"], session="mine"):
        yield


def told(got: Got) -> Any:
    assert got.status == 200, got
    return json.loads(got.body)


@every_client
def test_a_request_arrives_as_it_was_sent(client: Client) -> None:
    found = told(client.get(f"{API}/echo/a%2Fb?x=%20y&x=2", headers={"X-MiXed": "Value"}))
    assert found["line"] == "GET /echo/a%2Fb?x=%20y&x=2"
    assert found["url"] == API
    assert found["headers"]["x-mixed"] == "Value"
    assert found["headers"]["x-mock-session"] == "mine"
    assert found["headers"]["host"] == "api.example.com"
    assert {"user-agent", "accept-encoding"} <= set(found["headers"])


@every_client
def test_a_session_of_the_clients_own_is_kept(client: Client) -> None:
    assert told(client.get(f"{API}/echo", headers={"X-Mock-Session": "own"}))["headers"]["x-mock-session"] == "own"


@every_client
def test_a_body_says_its_length(client: Client) -> None:
    found = told(client.send(Sent("POST", f"{API}/echo", body="grüße".encode())))
    assert (found["body"], found["headers"]["content-length"]) == ("grüße", "7")
    assert "transfer-encoding" not in found["headers"]


@every_client
def test_a_body_in_pieces_is_chunked(client: Client) -> None:
    found = told(client.send(Sent("POST", f"{API}/echo", body=[b"one ", b"two ", b"", b"three"])))
    assert (found["body"], found["headers"]["transfer-encoding"]) == ("one two three", "chunked")
    assert "content-length" not in found["headers"]


@every_client
def test_an_empty_body_has_no_length_to_speak_of(client: Client) -> None:
    assert told(client.send(Sent("POST", f"{API}/echo")))["headers"].get("content-length") in ("0", None)


@every_client
@pytest.mark.parametrize("pieces", [1, 40])
def test_a_large_body_goes_there_and_back(client: Client, pieces: int) -> None:
    body = b"0123456789" * 20_000
    sent = body if pieces == 1 else [body[:5_000]] * pieces
    assert told(client.send(Sent("PUT", f"{API}/echo", body=sent)))["body"] == body.decode()
    assert len(client.get(f"{API}/large").body) == 2_000_000


@every_client
@pytest.mark.parametrize("at_once", [True, False])
def test_an_answer_is_read_at_once_or_by_piece(client: Client, at_once: bool) -> None:
    assert client.get(f"{API}/pieces", at_once=at_once).body == b"one two three"
    assert json.loads(client.get(f"{API}/echo", at_once=at_once).body)["line"] == "GET /echo"


@every_client
def test_a_redirect_is_followed_by_the_client(client: Client) -> None:
    assert client.get(f"{API}/redirect").status == 307
    found = told(client.send(Sent("POST", f"{API}/redirect", body=b"kept", follow=True)))
    assert (found["line"], found["body"]) == ("POST /echo?from=redirect", "kept")


@every_client
def test_repeated_and_strange_headers_arrive(client: Client) -> None:
    got = client.get(f"{API}/cookies")
    assert got.headers["set-cookie"].replace(", ", "|") == "a=1|b=2"
    assert got.headers["x-name"] in ("caf\xe9", "caf\udce9")


@every_client
def test_an_answer_to_head_and_one_without_content_have_no_body(client: Client) -> None:
    head = client.send(Sent("HEAD", f"{API}/large"))
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "2000000")
    empty = client.get(f"{API}/empty")
    assert (empty.status, empty.body) == (204, b"")


@every_client
def test_a_packed_answer_is_unpacked(client: Client) -> None:
    assert client.get(f"{API}/gzip").body == b"small" * 100


@every_client
def test_a_port_and_a_scheme_are_told(client: Client) -> None:
    found = told(client.get("http://api.example.com:8080/echo"))
    assert (found["url"], found["headers"]["host"]) == ("http://api.example.com:8080", "api.example.com:8080")


def test_aiohttp_is_given_leave_to_go_on() -> None:
    async def send() -> Any:
        async with (
            aiohttp.ClientSession() as session,
            session.put(f"{API}/echo", data=b"large", expect100=True) as got,
        ):
            return await got.json()

    assert asyncio.run(send())["body"] == "large"


def test_files_texts_and_names_in_bytes_are_sent() -> None:
    headers: Any = {b"X-Bytes": b"yes", "User-Agent": urllib3.util.SKIP_HEADER}
    with urllib3.PoolManager() as pool:
        found = pool.request("POST", f"{API}/echo", body=io.StringIO("grüße"), headers=headers).json()
    assert (found["body"], found["headers"]["x-bytes"]) == ("grüße", "yes")
    assert "user-agent" not in found["headers"]
    with pytest.raises(UnicodeEncodeError):
        urllib3.request("GET", f"{API}/echo", headers={"X-Name": "\u20ac"})
    files = {"file": ("a.txt", io.BytesIO(b"inside"))}
    assert "inside" in requests.post(f"{API}/echo", files=files, timeout=5).json()["body"]
    assert requests.post(f"{API}/echo", data=io.BytesIO(b"file"), timeout=5).json()["body"] == "file"
    assert requests.post(f"{API}/echo", data={"a": "b c"}, timeout=5).json()["body"] == "a=b+c"
