"""What is a secret of an exchange is told nowhere: neither where it came, nor where somebody repeats it."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from werkzeug.test import Client

from mockserver import create_app
from mockserver.hiding import HIDDEN
from mockserver.model import Request, Response, Violation
from mockserver.redacting import redacted
from tests.documents import OK, document, operation, taking, written
from tests.test_recording import outcome, post

ADDRESSES = [
    ("/b?token=s3cret&c=d", "/b?token=REDACTED&c=d"),
    ("http://ann:s3cret@h/b", "http://ann:REDACTED@h/b"),
    ("/b#access_token=s3cret&state=1", "/b#access_token=REDACTED&state=1"),
    ("<http://h/b?x-own=s3cret&page=2>; rel=next", "<http://h/b?x-own=REDACTED&page=2>; rel=next"),
    ("0; url=/b?Client_Secret=s3cret", "0; url=/b?Client_Secret=REDACTED"),
    ("<a href='/b?a=1&amp;newPassword=s3cret'>b</a>", "<a href='/b?a=1&amp;newPassword=REDACTED'>b</a>"),
    ("a=b; //c:d, e@f", "a=b; //c:d, e@f"),
]


@pytest.mark.parametrize(("text", "told"), ADDRESSES)
@pytest.mark.parametrize("name", ["Location", "Link", "Refresh", "X-Any"])
def test_addresses_in_headers_tell_no_secret(name: str, text: str, told: str) -> None:
    shown = redacted(outcome(response=Response(302, ((name, text),))), frozenset({"x-own"}))
    assert shown.response.headers == ((name, told),)


@pytest.mark.parametrize(("text", "told"), ADDRESSES)
@pytest.mark.parametrize("kind", ["text/html", "text/plain", "application/json", "application/xml", ""])
def test_addresses_in_bodies_tell_no_secret(kind: str, text: str, told: str) -> None:
    body = json.dumps({"next": text}) if "json" in kind else text
    shown = redacted(outcome(response=Response(200, (("Content-Type", kind),), body.encode())), frozenset({"x-own"}))
    assert shown.response.body.decode() == (json.dumps({"next": told}) if "json" in kind else told)


def test_a_key_of_the_specification_is_left_out_wherever_it_comes(tmp_path: Path) -> None:
    paths = {"/a": {"get": {"operationId": "a", "security": [{"key": []}], "responses": OK}}}
    key = {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Own"}}}
    spec = written(tmp_path, document(paths, components=key))
    client = Client(create_app(spec, record=tmp_path / "a.har").wsgi_app)
    assert client.get("/nowhere?x-own=s3cret", headers={"X-Own": "s3cret"}).status_code == 404
    assert "s3cret" not in (tmp_path / "a.har").read_text()


SECRET = 's3cret "and" long/'
ENCODED = quote(SECRET, safe="")


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "/a", "", {"authorization": f"Bearer {SECRET}"}),
        Request("GET", "/a", "", {"authorization": f"Basic {base64.b64encode(f'ann:{SECRET}'.encode()).decode()}"}),
        Request("GET", "/a", "", {"cookie": f"a=b; sid={SECRET}"}),
        Request("GET", "/a", f"api_key={ENCODED}"),
        post(json.dumps({"password": [SECRET]}).encode(), "application/json"),
        post(f"client_secret={ENCODED}".encode(), "application/x-www-form-urlencoded"),
    ],
    ids=["authorization", "basic", "cookie", "query", "json", "form"],
)
def test_a_secret_is_left_out_where_a_server_repeats_it(request_: Request) -> None:
    echo = json.dumps({"args": SECRET, "heard": {"Whatever": f"x {SECRET} y"}, "path": f"/b/{ENCODED}"})
    answer = Response(200, (("Content-Type", "application/json"), ("X-Heard", SECRET)), echo.encode())
    broken = Violation(("query", "a"), "enum", f"must be b, not {SECRET}")
    shown = redacted(replace(outcome(request_, answer), request_violations=(broken,)))
    assert json.loads(shown.response.body) == {
        "args": HIDDEN, "heard": {"Whatever": f"x {HIDDEN} y"}, "path": f"/b/{HIDDEN}",
    }  # fmt: skip
    assert "s3cret" not in repr(shown)


def test_a_secret_that_is_a_word_of_its_own_hides_nothing_else() -> None:
    body = json.dumps({"password": "password", "a": "password", "pwd": "ok", "token": True}).encode()
    shown = redacted(outcome(post(body, "application/json")))
    assert json.loads(shown.request.body) == {"password": HIDDEN, "a": "password", "pwd": HIDDEN, "token": True}


def test_a_text_that_is_only_written_is_a_secret() -> None:
    members = {
        "pin": {"type": ["string", "null"], "writeOnly": True},
        "kind": {"type": "string", "writeOnly": True, "enum": ["a"]},
        "count": {"type": "integer", "writeOnly": True},
    }
    found = operation({"requestBody": taking({"type": "object", "properties": members})})
    shown = redacted(outcome(post(b'{"pin": "s3cret", "kind": "a", "count": 1}', "application/json"), found=found))
    assert json.loads(shown.request.body) == {"pin": HIDDEN, "kind": "a", "count": 1}


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        (b'{"password": "s3cret", "password": null}', "application/json", b'{"password": null}'),
        (b'{"password": "s3cret"}', "", b'{"password": "REDACTED"}'),
        (b'{"password": "s3cret"}', "application/x-www-form-urlencoded", b'{"password": "REDACTED"}'),
        (b'{"password":"s3cret","a":1e400}', "application/json", b'{"password":"REDACTED","a":1e400}'),
        (b'{"password":"s3cr\xe9t"}', "application/json; charset=latin-1", b'{"password": "REDACTED"}'),
        (b'{"password": "\\ud800 s3cret"}', "application/json", b'{"password": "REDACTED"}'),
        (b'<a><password><![CDATA[s3cret <b>]]></password></a>', "text/xml", b"<a><password>REDACTED</password></a>"),
        (b'<a user="b" password="s3cret"/>', "text/xml", b'<a user="b" password="REDACTED"/>'),
        (b"<a><password>s3cr", "text/xml", b"<a><password>REDACTED"),
    ],
)  # fmt: skip
def test_bodies_tell_no_secret_however_they_are_written(body: bytes, kind: str, told: bytes) -> None:
    assert redacted(outcome(post(body, kind))).request.body == told


def test_parts_of_a_form_tell_no_secret() -> None:
    parts = [
        b'Content-Disposition: form-data; name="password"\r\n\r\np\xc3\xa4ssword of mine',
        b"Content-Disposition: form-data; name=a\r\n\r\nwas: p\xc3\xa4ssword of mine",
        b'Content-Disposition: form-data; name="b"\r\nContent-Type: application/json\r\n\r\n{"pwd": "s3cret"}',
        b'Content-Disposition: form-data; name="c"\r\n\r\n\xff\x00',
        b"Content-Disposition: form-data; name=secret\r\n\r\n-----BEGIN\r\n--s3cret",
    ]
    body = b"".join(b"--b--b\r\n" + part + b"\r\n" for part in parts)
    shown = redacted(outcome(post(body, 'multipart/form-data; boundary="b--b"'))).request.body
    assert shown == (
        b'--b--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nREDACTED\r\n'
        b"--b--b\r\nContent-Disposition: form-data; name=a\r\n\r\nwas: REDACTED\r\n"
        b'--b--b\r\nContent-Disposition: form-data; name="b"\r\nContent-Type: application/json\r\n\r\n'
        b'{"pwd": "REDACTED"}\r\n'
        b'--b--b\r\nContent-Disposition: form-data; name="c"\r\n\r\n\xff\x00\r\n'
        b"--b--b\r\nContent-Disposition: form-data; name=secret\r\n\r\nREDACTED"
    )


LARGE = 4 * 1024 * 1024


@pytest.mark.parametrize(
    ("piece", "kind"),
    [
        (b'name="a"\r\n', "multipart/form-data"),
        (b'name="a"\r\n\r\n', "multipart/form-data"),
        (b'--b\r\nname="a"\r\n\r\n', "multipart/form-data; boundary=b"),
        (b"<a><![CDATA[", "text/xml"),
        (b"<password><![CDATA[]]>", "text/xml"),
        (b"<a b='", "text/xml"),
        (b'"password":"\\', "application/json"),
        (b'{"a":', "application/json"),
        (b"//a:b", "text/plain"),
        (b"&a%5B", "text/plain"),
    ],
)
def test_no_body_keeps_the_search_for_long(piece: bytes, kind: str) -> None:
    begun = time.process_time()
    redacted(outcome(post(piece * (LARGE // len(piece)) + b"=@", kind)))
    assert time.process_time() - begun < 15
