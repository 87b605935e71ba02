"""Bodies are read without the codings that they are sent in, or it is told why not."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.media import plain_body
from mockserver.media.codings import MAX_DECODED
from mockserver.model import Violation
from tests.documents import ask, engine, giving, taking

TEXT = b'{"name": "Rex"}'


def gzipped(body: bytes) -> bytes:
    """The same bytes whenever they are made: tests are named by them."""
    return gzip.compress(body, mtime=0)


@given(st.binary(max_size=500), st.lists(st.sampled_from(["gzip", "deflate", "identity", "x-gzip"]), max_size=3))
def test_what_was_packed_is_unpacked(body: bytes, codings: list[str]) -> None:
    packed = body
    for coding in codings if body else ():
        packed = {"deflate": zlib.compress, "identity": bytes}.get(coding, gzipped)(packed)
    assert plain_body(packed, ", ".join(codings).upper()) == body


@pytest.mark.parametrize(
    ("body", "codings", "keyword", "message"),
    [
        (TEXT, "br", "contentType", "'br' is not taken, but gzip, deflate"),
        (TEXT, "gzip", "parse", "the body is not valid gzip"),
        (gzipped(TEXT)[:-3], "gzip", "parse", "the body is not valid gzip: it breaks off"),
        (gzipped(TEXT), "deflate", "parse", "the body is not valid deflate"),
        (gzipped(bytes(MAX_DECODED + 1)), "gzip", "size", f"the body has more than {MAX_DECODED} bytes once"),
    ],
)
def test_what_cannot_be_unpacked_is_told(body: bytes, codings: str, keyword: str, message: str) -> None:
    found = plain_body(body, codings)
    assert isinstance(found, Violation)
    assert (found.keyword, found.message.startswith(message)) == (keyword, True)


@pytest.mark.parametrize(
    ("body", "coding", "status"),
    [(gzipped(TEXT), "gzip", 201), (TEXT, "gzip", 422), (TEXT, "br", 415), (gzipped(b"{}"), "gzip", 422)],
)
def test_a_request_is_judged_by_what_it_says(tmp_path: Path, body: bytes, coding: str, status: int) -> None:
    pet = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
    post = {"requestBody": taking(pet), "responses": {"201": giving(pet), "415": giving({}), "422": giving({})}}
    pets = {"get": {"responses": {"200": giving({"type": "array", "items": pet})}}, "post": post}
    headers = [("content-type", "application/json"), ("content-encoding", coding)]
    answer = ask(engine(tmp_path, {"/pets": pets}), "POST", "/pets", body, headers=headers)
    assert answer.status == status
    assert status != 201 or answer.value == {"name": "Rex"}
