"""The curl line of a finding sends the very request again."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from mockserver.contract.check.curl import curl
from mockserver.model import Request
from tests.upstream_server import Says, upstream

BODIES = [b"", b'{"a": "it\'s \\"so\\" $HOME `x`"}', b"\x00\xff%d\n", "caf\u00e9".encode(), b"@file", b" lead"]
curl_is_there = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")


@curl_is_there
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("method", ["POST", "PUT", "GET"])
def test_a_shell_sends_what_was_sent(method: str, body: bytes, tmp_path: Path) -> None:
    headers = {"content-type": "application/json", "x-odd": "a 'b' $c \"d\""} if body else {"x-odd": "a 'b'"}
    request = Request(method, "/a%20b/../c;d", "q=[1]&r={x}&s=it's", headers, body)
    with upstream(lambda heard: Says(204)) as server:
        line = curl(server.url, request)
        subprocess.run(["sh", "-c", line], check=True, capture_output=True, cwd=tmp_path, timeout=60)
    (found,) = server.heard
    assert (found.method, found.target, found.body) == (method, f"{request.path}?{request.query}", body)
    assert {name: found.header(name) for name in headers} == headers


@curl_is_there
def test_a_secret_is_taken_from_the_environment(tmp_path: Path) -> None:
    line = curl("http://x", Request("GET", "/", headers={"x-api-key": "hush"}), secrets=("x-api-key",))
    assert line == 'curl -sS -i --path-as-is -g -H "x-api-key: $X_API_KEY" http://x/'


def test_a_header_without_a_value_stays_a_header() -> None:
    assert "-H 'x-empty;'" in curl("http://x", Request("GET", "/", headers={"x-empty": ""}))


def test_a_body_that_no_shell_takes_is_named_by_its_size() -> None:
    line = curl("http://x", Request("POST", "/", body=b"x" * 30_000))
    assert line == "curl -sS -i --path-as-is -g -H content-type: --data-binary @body-of-30000-bytes http://x/"


def test_head_is_asked_in_curls_own_way() -> None:
    assert curl("http://x/base", Request("HEAD", "/a")) == "curl -sS -i --path-as-is -g -I http://x/a"


@curl_is_there
def test_a_secret_in_the_query_is_taken_from_the_environment() -> None:
    request = Request("GET", "/a", "q=it's&api_key=hush&2fa=hush&z=api_key")
    with upstream(lambda heard: Says(204)) as server:
        line = curl(server.url, request, parameters=("api_key", "2fa"))
        environment = {"PATH": os.environ["PATH"], "API_KEY": "hush", "_2FA": "hush"}
        subprocess.run(["sh", "-c", line], check=True, capture_output=True, timeout=60, env=environment)
    assert "hush" not in line
    assert server.heard[0].target == f"/a?{request.query}"
