"""Every content type finds its entry, and what is written for one is read again from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.engine import Engine
from mockserver.media import decoder, encoder, find_media, reading, without_boundary
from mockserver.model import Media, Response, Violation
from tests.documents import Json, ask, engine, giving, json_of, schema, taking

JSON = "application/json"


def read(content_type: str, body: bytes, node: Json = None) -> Any:
    return decoder(content_type, Media(content_type.partition(";")[0], None if node is None else schema(node)))(body)


# Which entry a content type means

KEYS = (
    "*/*", "application/*", "application/*+json", "application/json", "application/json;version=1",
    "application/json;version=2", "application/a+json;profile=\"x;y\"", "text/plain;charset=utf-8",
)  # fmt: skip


@pytest.mark.parametrize(
    ("content_type", "found"),
    [
        ("application/json", "application/json"),
        ("Application/JSON; charset=utf-8", "application/json"),
        ("application/json; version=1", "application/json;version=1"),
        ("application/json; charset=utf-8; VERSION=2", "application/json;version=2"),
        ("application/json; version=3", "application/json"),
        ('application/a+json; profile="x;y"', 'application/a+json;profile="x;y"'),
        ("application/a+json", 'application/a+json;profile="x;y"'),
        ("application/a+json; profile=z", "application/*+json"),
        ("application/b+json", "application/*+json"),
        ("application/xml", "application/*"),
        ("text/plain", "text/plain;charset=utf-8"),
        ("text/plain; charset=latin-1", "text/plain;charset=utf-8"),
        ("text/css", "*/*"),
    ],
)
def test_the_most_specific_entry_takes_a_content_type(content_type: str, found: str) -> None:
    media = find_media({key: Media(key, None) for key in KEYS}, content_type)
    assert media is not None
    assert media.media_type == found


def test_an_entry_of_another_version_takes_nothing() -> None:
    assert find_media({"application/json;version=1": Media("a", None)}, "application/json;version=2") is None


@pytest.mark.parametrize(
    ("content_type", "rest"),
    [
        ("multipart/form-data; boundary=x", "multipart/form-data"),
        ('multipart/related; Boundary="a;b"; type=text/xml', "multipart/related; type=text/xml"),
        ("text/plain; boundary=x", "text/plain; boundary=x"),
    ],
)
def test_a_boundary_makes_no_other_content_type(content_type: str, rest: str) -> None:
    assert without_boundary(content_type) == rest


# JSON in every charset


@pytest.mark.parametrize(
    ("content_type", "codec"),
    [
        (JSON, "utf-8"),
        (JSON, "utf-8-sig"),
        ("application/a+json; charset=US-ASCII", "ascii"),
        ("application/json; charset=utf-16", "utf-16"),
        ("application/json; charset=utf-16", "utf-16-be"),
        ("application/json; charset=UTF-16LE", "utf-16-le"),
        ("application/json; charset=utf-32", "utf-32-le"),
        ("application/json; charset=utf-32", "utf-32"),
        ("application/json; charset=iso-8859-1", "latin-1"),
    ],
)
def test_json_is_read_in_its_charset(content_type: str, codec: str) -> None:
    text = '{"a": "x"}' if codec == "ascii" else '{"a": "ä"}'
    assert read(content_type, text.encode(codec)) == json.loads(text)


@pytest.mark.parametrize(
    ("content_type", "body", "message"),
    [
        ("application/json; charset=klingon", b"1", "the charset 'klingon' is not known"),
        ("application/json; charset=a\0b", b"1", "the charset 'a\0b' is not known"),
        ("application/json; charset=utf-16", b"\x00{\xd8\x00", "the body is not valid utf-16-be"),
        ("application/json; charset=latin-1", b"{", "the body is not valid JSON"),
        ("application/json; charset=utf-16", ("[" * 300 + "]" * 300).encode("utf-16"), "the body is nested deeper"),
        (JSON, b"\xef\xbb\xbf" * 9_999, "the body is not valid JSON"),
    ],
)
def test_json_that_cannot_be_read_is_told(content_type: str, body: bytes, message: str) -> None:
    found = read(content_type, body)
    assert isinstance(found, Violation)
    assert (found.keyword, found.message[: len(message)]) == ("parse", message)


# What has no reader of its own


@pytest.mark.parametrize(
    ("content_type", "node", "body", "value"),
    [
        ("application/vnd.x", {"type": "object"}, b'{"a": 1}', {"a": 1}),
        ("application/vnd.x", {"type": "object"}, b"{", b"{"),
        ("application/yaml", {"type": "string"}, "a: ä".encode(), "a: ä"),
        ("application/yaml", {"type": "string"}, b"\xff", b"\xff"),
        ("application/pdf", {"type": "string", "format": "binary"}, b"%PDF", b"%PDF"),
        ("application/octet-stream", {}, b"x", b"x"),
        ("application/xml", {"type": "string"}, b"<a/>", "<a/>"),
    ],
)
def test_other_contents_are_what_their_schema_makes_of_them(
    content_type: str, node: Json, body: bytes, value: Any
) -> None:
    assert read(content_type, body, node) == value


@pytest.mark.parametrize(
    ("node", "judged"),
    [
        ({"type": "string", "format": "binary"}, "\xff\x00"),
        ({}, "\xff\x00"),
    ],
)
def test_bytes_are_judged_as_a_text_of_the_same_length(node: Json, judged: str) -> None:
    found = reading("image/png", Media("image/png", schema(node)))
    assert found.judged(found.decode(b"\xff\x00")) == judged


def test_bytes_that_should_be_something_else_are_not_judged() -> None:
    found = reading("image/png", Media("image/png", schema({"type": "object"})))
    assert not found.judged(found.decode(b"\xff"))


# Writing


@pytest.mark.parametrize(
    ("content_type", "value", "body"),
    [
        (JSON, "a", b'"a"'),
        (JSON, {"a": 2**70}, b'{"a":1180591620717411303424}'),
        ("*/*", "a", b'"a"'),
        ("text/plain", "ä", "ä".encode()),
        ("text/plain; charset=latin-1", "ä€", b"\xe4?"),
        ("text/plain; charset=klingon", "ä", "ä".encode()),
        ("text/plain", {"a": 1}, b'{"a":1}'),
        ("text/csv", 5, b"5"),
        ("image/png", b"\xff", b"\xff"),
        ("image/png", "\udcff", b"?"),
        ("application/yaml", {"a": [1]}, b'{"a":[1]}'),
    ],
)
def test_a_value_becomes_the_bytes_of_its_content_type(content_type: str, value: Any, body: bytes) -> None:
    assert encoder(content_type, Media(content_type, None))(value) == body


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
TYPES = [
    JSON, "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data",
    "multipart/mixed", "application/jsonl", "application/json-seq", "text/event-stream", "image/png",
]  # fmt: skip
JSONS = VALUES.filter(lambda value: b"" not in _leaves(value))


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for member in value.values() for leaf in _leaves(member)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in _leaves(item)]
    return [b""] if isinstance(value, bytes) else [value]


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(TYPES),
    JSONS,
    st.sampled_from([None, {}, {"type": "object"}, {"type": "array", "items": {"type": "object"}}, {"type": "string"}]),
)
def test_no_value_of_any_schema_makes_writing_crash(content_type: str, value: Any, node: Json) -> None:
    media = Media(content_type, None if node is None else schema(node))
    assert isinstance(encoder(content_type, media)(value), bytes)


# Through the whole server

PET = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 2},
        "photo": {"type": "string", "format": "binary", "maxLength": 3},
    },
}


def serving(folder: Path, media_type: str, node: Json = None) -> Engine:
    body = taking(PET if node is None else node, media_type)
    return engine(folder, {"/pets": {"post": {"requestBody": body, "responses": {"200": giving({"const": 1})}}}})


def sent(served: Engine, content_type: str, body: bytes) -> Response:
    return ask(served, "POST", "/pets", body, headers=[("content-type", content_type)])


def part(name: str, content: bytes) -> bytes:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + content + b"\r\n"


@pytest.mark.parametrize(
    ("content_type", "good", "bad", "location"),
    [
        ("application/xml", b"<p><name>Tom</name></p>", b"<p><name>T</name></p>", ["body", "name"]),
        ("application/x-www-form-urlencoded", b"name=Tom", b"name=T", ["body", "name"]),
        (
            "multipart/form-data; boundary=b",
            part("name", b"Tom") + part("photo", b"\xff\x00\x01") + b"--b--",
            part("name", b"Tom") + part("photo", b"\xff\x00\x01\x02") + b"--b--",
            ["body", "photo"],
        ),
        ("application/jsonl", b'{"name": "Tom"}\n', b'{"name": "Tom"}\n{"name": "T"}', ["body", 1, "name"]),
    ],
)
def test_a_body_is_taken_or_refused_where_it_is_wrong(
    tmp_path: Path, content_type: str, good: bytes, bad: bytes, location: list[Json]
) -> None:
    served = serving(tmp_path, content_type.partition(";")[0])
    assert sent(served, content_type, good).status == 200
    refused = sent(served, content_type, bad)
    assert refused.status == 422
    assert [told["location"] for told in json_of(refused)["validation"]] == [location]


def test_bytes_are_held_against_their_greatest_length(tmp_path: Path) -> None:
    served = serving(tmp_path, "image/png", {"type": "string", "format": "binary", "maxLength": 3})
    assert [sent(served, "image/png", b"\xff" * count).status for count in (3, 4)] == [200, 422]


def test_every_boundary_is_read_by_the_same_reader(tmp_path: Path) -> None:
    served = serving(tmp_path, "multipart/form-data")
    for boundary in map(str, range(150)):
        body = (part("name", b"Tom") + b"--b--").replace(b"--b", b"--" + boundary.encode())
        assert sent(served, f"multipart/form-data; boundary={boundary}", body).status == 200
    assert sent(served, "multipart/form-data", part("name", b"Tom") + b"--b--").status == 422


@pytest.mark.parametrize("wrong", [None, 5, "x", [], [5], {"a": 5}, {"a": {"headers": 5, "style": ["x"]}}])
@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=b", "application/x-www-form-urlencoded"])
def test_a_document_that_is_wrong_about_encodings_stops_nothing(content_type: str, wrong: Any) -> None:
    node = {"type": "object", "properties": {"a": {"type": "integer"}}}
    media = Media(content_type.partition(";")[0], schema(node), {}, wrong, None, wrong, wrong)
    body = part("a", b"1") + b"--b--" if "multipart" in content_type else b"a=1"
    assert decoder(content_type, media)(body) == {"a": 1}
    assert encoder(content_type, media)({"a": 1})


@pytest.mark.parametrize("wrong", [5, [], {"name": 5}, {"nodeType": []}, {"name": ["a"], "namespace": {}}])
def test_a_document_that_is_wrong_about_xml_stops_nothing(wrong: Any) -> None:
    media = Media("application/xml", schema({"type": "object", "xml": wrong, "properties": {"a": {"xml": wrong}}}))
    body = encoder("application/xml", media)({"a": "1"})
    assert not isinstance(decoder("application/xml", media)(body), Violation)
