"""A recording is a HAR file after every request, and holds no secret."""

from __future__ import annotations

import base64
import gzip
import json
import resource
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from werkzeug.test import Client

from mockserver import MockserverError, create_app
from mockserver.delivery import Delivery
from mockserver.hiding import HIDDEN
from mockserver.mock import coverage_of_files
from mockserver.model import Operation, Outcome, Request, Response
from mockserver.recording import Recording, entry_of
from tests.documents import OK, Json, document, operation, taking, written

AT = datetime(2026, 1, 1, tzinfo=UTC)


def outcome(
    request: Request | None = None, response: Response | None = None, found: Operation | None = None
) -> Outcome:
    return Outcome(
        id="1", at=AT, session="default", request=request or Request("GET", "/a"), response=response or Response(200),
        source="upstream", api="shop", operation=found, request_violations=(), response_violations=(), ms=1.5,
    )  # fmt: skip


def post(body: bytes, kind: str) -> Request:
    return Request("POST", "/a", "", {"content-type": kind}, body)


def entries(file: Path) -> list[Json]:
    found: list[Json] = json.loads(file.read_bytes())["log"]["entries"]
    return found


def test_a_recording_is_complete_after_each_entry(tmp_path: Path) -> None:
    file = tmp_path / "a.har"
    recording = Recording(file)
    log = json.loads(file.read_bytes())["log"]
    assert (log["version"], log["creator"]["name"], log["entries"]) == ("1.2", "mockserver", [])
    for number in (1, 2):
        recording.add(outcome(Request("GET", f"/{number}")))
        assert len(entries(file)) == number
    assert [entry["request"]["url"] for entry in entries(file)] == ["http://localhost/1", "http://localhost/2"]


def test_many_may_be_recorded_at_once(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "a.har")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: recording.add(outcome(Request("GET", f"/{number}"))), range(100)))
    assert len({entry["request"]["url"] for entry in entries(tmp_path / "a.har")}) == 100


def test_an_entry_has_the_request_and_the_answer() -> None:
    request = Request("POST", "/a", "b=c%20d", {"content-type": "application/json", "x-own": "1"}, b'{"name":"a"}')
    response = Response(302, (("Location", "/b"), ("Content-Type", "text/plain")), b"moved")
    assert entry_of(outcome(request, response)) == {
        "startedDateTime": "2026-01-01T00:00:00.000Z",
        "time": 1.5,
        "request": {
            "method": "POST",
            "url": "http://localhost/a?b=c%20d",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{"name": "content-type", "value": "application/json"}, {"name": "x-own", "value": "1"}],
            "queryString": [{"name": "b", "value": "c d"}],
            "headersSize": -1,
            "bodySize": 12,
            "postData": {"mimeType": "application/json", "text": '{"name":"a"}'},
        },
        "response": {
            "status": 302,
            "statusText": "Found",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{"name": "Location", "value": "/b"}, {"name": "Content-Type", "value": "text/plain"}],
            "content": {"size": 5, "mimeType": "text/plain", "text": "moved"},
            "redirectURL": "/b",
            "headersSize": -1,
            "bodySize": 5,
        },
        "cache": {},
        "timings": {"send": 0, "wait": 1.5, "receive": 0},
    }


@pytest.mark.parametrize("name", ["authorization", "cookie", "proxy-authorization", "x-api-key", "x-auth-token"])
def test_secret_headers_are_left_out(name: str) -> None:
    assert "s3cret" not in json.dumps(entry_of(outcome(Request("GET", "/a", "", {name: "Bearer s3cret"}))))


def test_cookies_of_an_answer_are_left_out() -> None:
    entry = entry_of(outcome(response=Response(200, (("Set-Cookie", "id=s3cret"),))))
    assert entry["response"]["headers"] == [{"name": "Set-Cookie", "value": HIDDEN}]


@pytest.mark.parametrize("place", ["header", "query"])
def test_the_keys_of_the_specification_are_left_out(place: str) -> None:
    parts = {"components": {"securitySchemes": {"key": {"type": "apiKey", "in": place, "name": "X-Own"}}}}
    found = operation({"security": [{"key": []}]}, **parts)
    request = Request("GET", "/a", "X-Own=s3cret&b=c", {"x-own": "s3cret"} if place == "header" else {})
    text = json.dumps(entry_of(outcome(request, found=found)))
    assert ("s3cret" in text, "b=c" in text) == (False, True)


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        (b'{"password":"s3cret","n":1}', "application/json", '{"password": "REDACTED", "n": 1}'),
        (b'{"a":[{"accessToken":"s3cret"}]}', "application/own+json", '{"a": [{"accessToken": "REDACTED"}]}'),
        (b'{"a": 1.50}', "application/json", '{"a": 1.50}'),
        (b"{", "application/json", "{"),
        (b"user=a&client_secret=s3cret", "application/x-www-form-urlencoded", "user=a&client_secret=REDACTED"),
        (b"plain", "text/plain", "plain"),
    ],
)
def test_secret_members_are_left_out(body: bytes, kind: str, told: str) -> None:
    assert entry_of(outcome(post(body, kind)))["request"]["postData"]["text"] == told
    response = Response(200, (("Content-Type", kind),), body)
    assert entry_of(outcome(response=response))["response"]["content"]["text"] == told


def test_bytes_are_written_as_base64() -> None:
    content = entry_of(outcome(response=Response(200, (), b"\xff")))["response"]["content"]
    assert content == {"size": 1, "mimeType": "", "text": "/w==", "encoding": "base64"}
    assert "base64" in entry_of(outcome(post(b"\xff", "a/b")))["request"]["postData"]["comment"]


@pytest.mark.parametrize("status", [299, 599])
def test_a_status_without_a_name_is_no_trouble(status: int) -> None:
    assert entry_of(outcome(response=Response(status)))["response"]["statusText"] == ""


def test_the_server_records_what_it_is_asked(tmp_path: Path) -> None:
    app = create_app(written(tmp_path, document({"/a": {"get": {"responses": OK}}})), record=tmp_path / "a.har")
    client = Client(app.wsgi_app)
    client.get("/a")
    client.get("/__mock__/health")
    assert [entry["request"]["url"] for entry in entries(tmp_path / "a.har")] == ["http://localhost/a"]


def test_a_file_that_cannot_be_written_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(MockserverError, match="name a file that can be written"):
        Recording(tmp_path / "nowhere" / "a.har")


def limited(size: int) -> None:
    """Let this process write no longer files than that, as if the disk were full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_leaves_the_file_whole_and_the_answers_as_they_are(tmp_path: Path) -> None:
    file, long = tmp_path / "a.har", "x" * 3_000
    spec = written(tmp_path, document({"/a": {"get": {"operationId": "a", "responses": OK}}}))
    command = [sys.executable, "-c", RECORDS, str(spec), str(file), long]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, preexec_fn=lambda: limited(20_000))
    assert ran.stdout.split() == ["200"] * 10, ran.stderr
    assert 0 < len(entries(file)) < 10
    assert ran.stderr.count("cannot record to") == 1


RECORDS = """
import sys
from werkzeug.test import Client
from mockserver import create_app
client = Client(create_app(sys.argv[1], record=sys.argv[2]).wsgi_app)
for _ in range(10):
    print(client.get("/a", headers={"x-long": sys.argv[3]}).status_code)
"""


@pytest.mark.parametrize("length", [None, 5_000_000])
def test_what_is_told_of_a_body_that_passed_in_pieces_is_its_beginning(length: int | None) -> None:
    told = {} if length is None else {"content-length": str(length)}
    rest = (each for each in (b"c",))
    request = Request("POST", "/a", "", {"content-type": "a/b"}, b"ab", rest=rest, fields=(("X-A", ""), *told.items()))
    passed = replace(outcome(request, Response(200, tuple(told.items()), b"xyz")), delivery=Delivery(rest=iter([b""])))
    entry = entry_of(passed)
    assert (entry["request"]["bodySize"], entry["response"]["bodySize"]) == (length or -1, length or -1)
    assert entry["request"]["postData"]["comment"] == "only the first 2 bytes are told"
    assert entry["response"]["content"]["comment"] == "only the first 3 bytes are told"


# What must not be read


PASSWORDS = {
    "requestBody": taking(
        {"allOf": [{"$ref": "#/components/schemas/User"}, {"properties": {"pin": {"format": "password"}}}]}
    ),
    "parameters": [{"name": "code", "in": "query", "schema": {"type": "string", "format": "password"}}],
}
USER = {
    "schemas": {
        "User": {
            "properties": {
                "word": {"$ref": "#/components/schemas/Word"},
                "friends": {"items": {"$ref": "#/components/schemas/User"}},
            }
        },
        "Word": {"type": "string", "format": "password"},
    }
}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"word": "s3cret", "n": 1}', '{"word": "REDACTED", "n": 1}'),
        (b'{"friends": [{"word": "s3cret"}], "pin": 1234}', '{"friends": [{"word": "REDACTED"}], "pin": "REDACTED"}'),
        (b'{"word": "s3cret", "cut o', '{"word": "REDACTED", "cut o'),
        (b'{"word": "s3cr', '{"word": "REDACTED"'),
        (b'{"pin": 1234}\n{"pin": 5}\n', '{"pin": "REDACTED"}\n{"pin": "REDACTED"}\n'),
    ],
)
def test_what_the_specification_calls_a_password_is_left_out(body: bytes, told: str) -> None:
    found = operation(PASSWORDS, components=USER)
    request = Request("POST", "/a", "code=s3cret&b=c", {"content-type": "application/json"}, body)
    entry = entry_of(outcome(request, found=found))["request"]
    assert (entry["postData"]["text"], entry["url"]) == (told, "http://localhost/a?code=REDACTED&b=c")


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        ("text/xml", b"<a><x:pwd y='1'>s3cret</x:pwd><b>c</b></a>", "<a><x:pwd y='1'>REDACTED</x:pwd><b>c</b></a>"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\ns3cret\r\n--x--\r\n',
            '--x\r\nContent-Disposition: form-data; name="token"\r\n\r\nREDACTED\r\n--x--\r\n',
        ),
    ],
)  # fmt: skip
def test_secrets_of_other_bodies_are_left_out(kind: str, body: bytes, told: str) -> None:
    assert entry_of(outcome(post(body, kind)))["request"]["postData"]["text"] == told


def test_secrets_beside_bytes_that_are_no_text_are_left_out() -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\ns3cret\r\n--x\r\n\r\n\xff\r\n--x--\r\n'
    text = entry_of(outcome(post(body, "multipart/form-data; boundary=x")))["request"]["postData"]["text"]
    assert b"s3cret" not in base64.b64decode(text)


def test_packed_bodies_are_recorded_unpacked_and_without_their_secrets() -> None:
    packed = gzip.compress(b'{"password": "s3cret"}')
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    response = Response(200, (("Content-Type", "application/json"), ("Content-Encoding", "gzip")), packed)
    entry = entry_of(outcome(Request("POST", "/a", "", headers, packed), response))
    told, answer = '{"password": "REDACTED"}', entry["response"]
    comment = "the body came packed with gzip"
    assert entry["request"]["postData"] == {"mimeType": "application/json", "text": told, "comment": comment}
    assert (answer["content"]["text"], answer["bodySize"]) == (told, len(packed))
    assert answer["headers"] == [{"name": "Content-Type", "value": "application/json"}]


def test_bodies_that_cannot_be_unpacked_are_left_out() -> None:
    headers = {"content-type": "application/json", "content-encoding": "br"}
    told = entry_of(outcome(Request("POST", "/a", "", headers, b"?")))["request"]["postData"]
    assert (told["text"], told["comment"]) == ("", "the body came packed with br, which is not read: it is left out")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("Location", "/b?token=s3cret&c=d", "/b?token=REDACTED&c=d"),
        ("Location", "/b", "/b"),
        ("sl-violations", '[{"location": ["body", "password"], "message": "s3cret"}]', "[]"),
        ("sl-violations", '[{"location": ["body", "name"]}]', '[{"location": ["body", "name"]}]'),
    ],
)
def test_headers_tell_no_secret_either(name: str, value: str, told: str) -> None:
    entry = entry_of(outcome(response=Response(302, ((name, value),))))
    assert entry["response"]["headers"] == [{"name": name, "value": told}]


def test_headers_stand_in_a_recording_as_they_came() -> None:
    fields = (("X-B", "1"), ("cookie", "s3cret"), ("x-b", "2"))
    entry = entry_of(outcome(Request("GET", "/a", "", {"x-b": "1,2"}, fields=fields)))
    assert [(one["name"], one["value"]) for one in entry["request"]["headers"]] == [
        ("X-B", "1"), ("cookie", HIDDEN), ("x-b", "2"),
    ]  # fmt: skip


# A journal


def test_a_recording_may_be_a_journal(tmp_path: Path) -> None:
    schema = {"properties": {"password": {"type": "string", "maxLength": 3}, "n": {"type": "integer"}}}
    file = tmp_path / "a.json"
    app = create_app(
        written(
            tmp_path, document({"/a": {"post": {"operationId": "a", "requestBody": taking(schema), "responses": OK}}})
        ),
        record=file,
    )
    assert json.loads(file.read_bytes()) == {"requests": [], "total": 0}
    client = Client(app.wsgi_app)
    for body in ({"n": 1}, {"password": "s3cret"}):
        client.post("/a", json=body)
    journal = json.loads(file.read_bytes())
    assert ([one["operation"] for one in journal["requests"]], journal["total"]) == (["a", "a"], 2)
    assert [one["status"] for one in journal["requests"]] == [200, 422]
    assert journal["requests"][1]["violations"][0]["message"] == "breaks 'maxLength'"
    assert b"s3cret" not in file.read_bytes()


@pytest.mark.parametrize("name", ["a.har", "a.json"])
def test_coverage_understands_what_is_recorded(tmp_path: Path, name: str) -> None:
    spec = written(tmp_path, document({"/a": {"get": {"operationId": "a", "responses": OK}}}))
    app = create_app(spec, record=tmp_path / name)
    Client(app.wsgi_app).get("/a")
    assert coverage_of_files([tmp_path / name], [spec])["operations"][0]["called"] == 1
