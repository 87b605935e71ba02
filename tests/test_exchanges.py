"""A file of recorded traffic is read as it was written, the oldest request first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from mockserver import MockserverError, create_app
from mockserver.exchanges import Exchange, exchanges_of, read_exchanges
from mockserver.model import ABSENT, Request, Response
from tests.documents import document, giving, taking, written

HERE = Path("it.har")


def entry(url: str, at: Any = "2026-01-01T00:00:00.000Z", *, method: str = "GET", **more: Any) -> dict[str, Any]:
    asked = {"method": method, "url": url, "headers": [], **more}
    return {"startedDateTime": at, "request": asked, "response": {"status": 200, "headers": [], "content": {}}}


def paths_of(*entries: dict[str, Any]) -> list[str]:
    return [exchange.request.path for exchange in exchanges_of(HERE, {"log": {"entries": list(entries)}})]


def test_a_recording_is_read_whole() -> None:
    recorded = {
        "startedDateTime": "2026-01-01T00:00:00.000Z",
        "request": {
            "method": "post",
            "url": "https://shop.example:8443/v1/pets?a=b",
            "headers": [{"name": ":authority", "value": "x"}, {"name": "Accept", "value": "*/*"}],
            "postData": {"mimeType": "application/json", "text": '{"name": "Rex"}'},
        },
        "response": {
            "status": 201,
            "headers": [{"name": "Location", "value": "/v1/pets/7"}],
            "content": {"text": "eyJpZCI6IDd9", "encoding": "base64"},
        },
    }
    assert exchanges_of(HERE, {"log": {"entries": [recorded]}}) == (
        Exchange(
            Request("POST", "/v1/pets", "a=b", {"accept": "*/*"}, b'{"name": "Rex"}'),
            Response(201, (("Location", "/v1/pets/7"),), b'{"id": 7}', {"id": 7}),
            "https://shop.example:8443",
        ),
    )


def test_the_oldest_comes_first_whatever_the_order_in_the_file() -> None:
    late = entry("http://x/late", "2026-01-01T01:00:00.000+01:00")
    early = entry("http://x/early", "2025-12-31T23:59:59.999Z")
    later = entry("http://x/later", "2026-01-01T00:00:00.000001Z")
    assert paths_of(later, late, early) == ["/early", "/late", "/later"]


@pytest.mark.parametrize("at", [None, "", "yesterday", 7])
def test_entries_without_a_time_stay_in_the_order_of_the_file(at: Any) -> None:
    assert paths_of(entry("http://x/b"), entry("http://x/a", at)) == ["/b", "/a"]


@pytest.mark.parametrize(
    ("posted", "body"),
    [
        (None, b""),
        ({"text": "a=b", "params": [{"name": "c"}]}, b"a=b"),
        ({"params": [{"name": "a b", "value": "ö"}, {"name": "c"}]}, b"a+b=%C3%B6&c="),
        ({"text": "/w==", "comment": "the text is the body in base64"}, b"\xff"),
        ({"text": "/w==", "encoding": "base64"}, b"\xff"),
    ],
)
def test_a_body_is_text_or_base64_or_a_form(posted: Any, body: bytes) -> None:
    recorded = entry("http://x/", method="POST", postData=posted)
    (exchange,) = exchanges_of(HERE, {"log": {"entries": [recorded]}})
    assert exchange.request.body == body


def test_a_file_may_begin_with_a_mark_of_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "it.har"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps({"log": {"entries": [entry("http://x")]}}).encode())
    (exchange,) = read_exchanges(path)
    assert (exchange.request.path, exchange.response.value) == ("/", ABSENT)


def test_a_journal_and_a_recording_of_one_run_tell_the_same(tmp_path: Path) -> None:
    pet = {"type": "object", "properties": {"name": {"type": "string"}}}
    responses = {"201": giving(pet), "default": {"description": "refused"}}
    paths = {"/pets": {"post": {"requestBody": taking(pet), "responses": responses}}}
    client = Client(create_app(written(tmp_path, document(paths)), record=tmp_path / "it.har", seed=1).wsgi_app)
    for body in (b'{"name":"Rex"}', b'{"name":7}'):
        client.post("/__session__/a/pets?x=1", data=body, content_type="application/json")
    client.post("/__session__/a/pets", data=b"\xff", content_type="image/png")
    journal = tmp_path / "journal.json"
    journal.write_bytes(client.get("/__mock__/requests", headers={"X-Mock-Session": "a"}).data)

    def told(path: Path) -> list[tuple[object, ...]]:
        return [
            (e.request.method, e.request.path, e.request.query, e.request.body, e.response.status, e.response.value)
            for e in read_exchanges(path)
        ]

    assert told(journal) == told(tmp_path / "it.har")
    assert [status for *_, status, _ in told(journal)] == [201, 422, 415]
    assert {exchange.origin for exchange in read_exchanges(tmp_path / "it.har")} == {"http://localhost"}
    assert [exchange.source for exchange in read_exchanges(journal)] == ["generated", "refusal", "refusal"]


@pytest.mark.parametrize("content", ["[]", "7", '{"log": 7}', '{"requests": {}}', '{"log": {"entries": 7}}'])
def test_another_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "it.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(MockserverError, match=r"it\.json: it is neither a journal nor a recording$"):
        read_exchanges(path)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('{"requests": [\n{"id"', r":2: it is neither a journal .*, for it is not valid JSON: .*written to its end$"),
        ("", r":1: it is neither a journal nor a recording, for it is not valid JSON: "),
        ('{"requests": [{}]}', ": what is at /requests/0 is no exchange, for it has no 'headers'; take it out, or"),
        ('{"log": {"entries": [7]}}', ": what is at /log/entries/0 is no exchange; take it out, or record it again$"),
    ],
)
def test_what_cannot_be_read_of_a_recording_is_told_with_its_place(tmp_path: Path, content: str, why: str) -> None:
    path = tmp_path / "it.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(MockserverError, match=rf"it\.json{why}"):
        read_exchanges(path)


def test_a_browser_that_kept_no_body_writes_that_there_is_no_text(tmp_path: Path) -> None:
    asked = {"method": "GET", "url": "http://shop.test/pets", "headers": [], "postData": None}
    answered = {"status": 200, "headers": [], "content": {"size": 0, "mimeType": "", "text": None}}
    path = tmp_path / "it.har"
    path.write_text(json.dumps({"log": {"entries": [{"request": asked, "response": answered}]}}), encoding="utf-8")
    (found,) = read_exchanges(path)
    assert (found.request.body, found.response.body, found.origin) == (b"", b"", "http://shop.test")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MockserverError, match=r"none\.har: No such file or directory; check the path"):
        read_exchanges(tmp_path / "none.har")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 999) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(
        st.sampled_from(["request", "response", "method", "url", "headers", "status", "content", "text", "at", "body",
                         "path", "query", "name", "value", "encoding"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(entries=st.lists(JSON, max_size=2), kind=st.sampled_from(["requests", "log"]))
@settings(max_examples=60, deadline=None)
def test_whatever_a_file_holds_it_is_read_or_refused(entries: list[Any], kind: str) -> None:
    content = {"requests": entries} if kind == "requests" else {"log": {"entries": entries}}
    try:
        found = exchanges_of(HERE, content)
    except MockserverError:
        return
    assert len(found) == len(entries)
