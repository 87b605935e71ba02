"""Programs of others answer through the proxy as they do without it, and their documents tell what they promise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

import pytest
from werkzeug.test import Client

from mockserver import create_app
from tests.documents import Json
from tests.providers import PROVIDERS, Running, running
from tests.web.test_proxying import serving

Said = tuple[int, str | None, list[tuple[str, str]]]
"""The status, who answered, and the keyword and the blame of each violation."""


@contextmanager
def before(provider: Running, **settings: Any) -> Iterator[Client]:
    """A client of a proxy before a program."""
    app = create_app(provider.file, **{"upstream": provider.url, "validation": "warn", **settings})
    yield Client(app.wsgi_app)


def said(client: Client, method: str, path: str, **request: Any) -> Said:
    answer = client.open(path, method=method, **request)
    answer.get_data()
    told = json.loads(answer.headers.get("sl-violations", "[]"))
    return answer.status_code, answer.headers.get("X-Mock-Source"), [(one["code"], one["blame"]) for one in told]


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_program_publishes_its_document_in_each_of_its_releases(name: str) -> None:
    for version in PROVIDERS[name].releases:
        with running(name, version) as provider:
            document: Json = json.loads(provider.document)
            assert (document.get("swagger") or document.get("openapi"), len(document["paths"]) > 15) in (
                ("2.0", True),
                ("3.1.0", True),
            )


def test_kinto_keeps_its_contract_while_records_come_and_go() -> None:
    known: Json = {"auth": ("a", "b")}
    with running("kinto") as provider, before(provider) as client:
        steps = [
            ("PUT", "/v1/buckets/shop", {"json": {"data": {"open": True}}, **known}),
            ("PUT", "/v1/buckets/shop/collections/items", {"json": {"data": {}}, **known}),
            ("PUT", "/v1/buckets/shop/collections/items/records/1", {"json": {"data": {"n": 1}}, **known}),
            ("GET", "/v1/buckets/shop/collections/items/records?_limit=1", known),
            ("GET", "/v1/buckets/shop/collections/items/records/2", known),
            ("DELETE", "/v1/buckets/shop", known),
        ]
        answers = [said(client, *step[:2], **step[2]) for step in steps]
    assert answers == [(status, "upstream", []) for status in (201, 201, 201, 200, 404, 200)]


def test_kinto_makes_a_bucket_without_the_body_that_its_document_requires() -> None:
    with running("kinto") as provider, before(provider) as client:
        assert said(client, "PUT", "/v1/buckets/shop", auth=("a", "b")) == (201, "upstream", [("required", "client")])
        assert said(client, "PUT", "/v1/buckets/shop") == (
            401, "upstream", [("security", "client"), ("required", "client")],
        )  # fmt: skip


def test_glances_answers_with_statuses_that_its_document_does_not_name() -> None:
    with running("glances") as provider, before(provider) as client:
        answers = [said(client, "GET", f"/api/4/{path}") for path in ("status", "cpu", "cpu/total", "nothing")]
    assert answers == [*[(200, "upstream", [])] * 3, (400, "upstream", [("status", "upstream")])]


def test_httpbin_answers_what_its_document_does_not_promise() -> None:
    with running("httpbin") as provider, before(provider) as client:
        answers = [said(client, "GET", path) for path in ("/get?a=1", "/cookies/set?a=b", "/status/418", "/stream/3")]
    assert answers == [
        (200, "upstream", []),
        (302, "upstream", [("status", "upstream")]),
        (418, "upstream", [("status", "upstream")]),
        (200, "upstream", [("schema", "spec")]),
    ]


PASSED = (
    *(
        "/gzip",
        "/brotli",
        "/deflate",
        "/stream/3",
        "/drip?numbytes=3&duration=0",
        "/redirect/1",
        "/cookies/set?a=b&c=d",
    ),
    *("/status/204", "/response-headers?X-A=1&X-A=2", "/image/png", "/etag/a", "/bytes/100?seed=1"),
)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_httpbin_answers_the_same_through_the_proxy(method: str) -> None:
    with running("httpbin") as provider:
        port = int(provider.url.rpartition(":")[2])
        with serving(create_app(provider.file, upstream=provider.url, validation="warn", cors=False)) as proxied:
            for path in PASSED:
                assert answered(proxied, method, path, host=port) == answered(port, method, path, host=port), path


def test_glances_fails_and_answers_the_next_request_all_the_same() -> None:
    with running("glances") as provider, before(provider) as client:
        for _ in range(5):
            assert said(client, "GET", "/api/4/processes/x")[0] in (422, 500)
            assert said(client, "GET", "/api/4/status") == (200, "upstream", [])


def answered(port: int, method: str, path: str, host: int) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers in their order and body, without what is the connection's, the time's or ours."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, headers={"Host": f"127.0.0.1:{host}"})
        answer = connection.getresponse()
        left_out = (
            "x-mock-",
            "sl-violations",
            "date",
            "last-modified",
            "connection",
            "transfer-encoding",
            "content-length",
        )
        headers = [(name, value) for name, value in answer.getheaders() if not name.lower().startswith(left_out)]
        return answer.status, headers, answer.read()
    finally:
        connection.close()
