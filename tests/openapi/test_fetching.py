"""An address is read to its end, unless it is too long, breaks off, or must not be asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from mockserver.exceptions import SpecError
from mockserver.openapi.fetching import fetch


class Site(BaseHTTPRequestHandler):
    """`/text` is a text, `/moved` leads there, `/broken` ends too early, `/nonsense` is no HTTP."""

    def do_GET(self) -> None:
        path = self.path.removeprefix("http://shop.example")
        if path == "/nonsense":
            self.wfile.write(b"nonsense\r\n\r\n")
            return
        self.send_response(302 if path == "/moved" else 200)
        self.send_header("Location", "/text")
        self.send_header("Content-Length", "100" if path == "/broken" else "4")
        self.end_headers()
        self.wfile.write(b"text")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_address_that_answered_in_the_end_is_told(site: str) -> None:
    assert fetch(f"{site}/moved", 4, local=True) == (f"{site}/text", b"text")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/text", "it is more than 3 bytes"),
        ("/nonsense", "nonsense"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(site: str, path: str, reason: str) -> None:
    with pytest.raises(SpecError) as caught:
        fetch(site + path, 3, local=True)
    assert str(caught.value).startswith(f"{site}{path}: cannot be read: {reason}")
    assert "\n" not in str(caught.value).strip()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_this_machine_is_not_asked_unless_that_is_allowed(site: str, scheme: str) -> None:
    address = f"{scheme}://{site.partition('://')[2]}/text"
    with pytest.raises(SpecError, match=r"'127\.0\.0\.1' is on the local network; allow it with --allow local-network"):
        fetch(address, 10, local=False)


def test_a_proxy_is_asked_where_the_environment_names_one(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("http_proxy", site)
    assert fetch("http://shop.example/text", 10, local=False) == ("http://shop.example/text", b"text")
