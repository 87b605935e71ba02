"""Sequences are read and judged item by item, and written so."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.media import decoder, encoder, reading
from mockserver.model import Media, Violation
from mockserver.schema import Validator
from tests.documents import Json, schema

LINES = "application/x-ndjson"
SEQUENCE = "application/json-seq"
EVENTS = "text/event-stream"

ENTRY = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
EVENT = {
    "type": "object",
    "required": ["data"],
    "properties": {"data": {"type": "string"}, "event": {"type": "string"}, "retry": {"type": "integer"}},
}


def media(name: str, node: Json = None, item: Json = None) -> Media:
    return Media(
        name, None if node is None else schema(node), item_schema=None if item is None else schema(item, "3.2")
    )


def read(content_type: str, body: str | bytes, node: Json = None, item: Json = None) -> Any:
    raw = body.encode() if isinstance(body, str) else body
    return decoder(content_type, media(content_type.partition(";")[0], node, item))(raw)


@pytest.mark.parametrize("content_type", ["application/jsonl", LINES, "application/ndjson", "application/jsonlines"])
def test_each_line_is_an_item(content_type: str) -> None:
    assert read(content_type, '{"n": 1}\n\n"a"\r\n[2]\n 3', None, ENTRY) == [{"n": 1}, "a", [2], 3]
    assert read(content_type, "", None, ENTRY) == []


@pytest.mark.parametrize("content_type", [SEQUENCE, "application/geo+json-seq"])
def test_each_json_text_is_an_item(content_type: str) -> None:
    assert read(content_type, '\x1e{"n":\n1}\n\x1e3\n\x1e\n\x1e"a"\x1e[]', None, ENTRY) == [{"n": 1}, 3, "a", []]


@pytest.mark.parametrize(
    ("content_type", "body", "index", "message"),
    [
        (LINES, "1\n{\n", 1, "item 1 is not valid JSON: "),
        (LINES, "[" * 300 + "]" * 300, 0, "item 0 is nested deeper than "),
        (SEQUENCE, "\x1e1\n\x1e{\n", 1, "item 1 is not valid JSON: "),
        (SEQUENCE, "1\n", 0, "item 0 does not begin with a record separator"),
        (SEQUENCE, "\x1e1\n\x1e12", 1, "item 1 is cut off, its line feed is missing"),
        (SEQUENCE, "\x1etrue", 0, "item 0 is cut off, its line feed is missing"),
    ],
)
def test_an_item_that_cannot_be_read_is_told_with_its_place(
    content_type: str, body: str, index: int, message: str
) -> None:
    found = read(content_type, body, None, ENTRY)
    assert isinstance(found, Violation)
    assert (found.location, found.keyword, found.message[: len(message)]) == (("body", index), "parse", message)


STREAM = (
    "\ufeffevent: add\ndata: over\ndata:two lines\nretry: 5\n\n"
    ": a comment\r\ndata: 1\r\nunknown: x\r\nid: 7\r\n\r\n"
    "event: nothing\n\nretry: x\nid: a\0b\ndata\r\rdata: last"
)


def test_events_are_read_as_the_html_standard_says() -> None:
    assert read(EVENTS, STREAM, None, EVENT) == [
        {"event": "add", "data": "over\ntwo lines", "retry": 5},
        {"data": "1", "id": "7"},
        {"data": ""},
        {"data": "last"},
    ]


@pytest.mark.parametrize(
    ("node", "item", "value"),
    [
        (None, EVENT, [{"data": '{"n": 1}'}]),
        ({"type": "array", "items": EVENT}, None, [{"data": '{"n": 1}'}]),
        (EVENT, None, [{"data": '{"n": 1}'}]),
        ({"type": "object", "properties": {"event": {}, "data": ENTRY}}, None, [{"data": {"n": 1}}]),
        (ENTRY, None, [{"n": 1}]),
        ({"type": "array", "items": ENTRY}, None, [{"n": 1}]),
        ({"type": "array", "items": {"type": "string"}}, None, ['{"n": 1}']),
        ({"type": "string"}, None, 'data: {"n": 1}\n\n'),
        (None, None, [{"data": '{"n": 1}'}]),
    ],
)
def test_events_are_whole_or_only_their_data_as_the_schema_says(node: Json, item: Json, value: Json) -> None:
    assert read(EVENTS, 'data: {"n": 1}\n\n', node, item) == value


@pytest.mark.parametrize(("node", "item"), [(None, ENTRY), (ENTRY, None), ({"type": "array", "items": ENTRY}, None)])
def test_every_item_is_judged(node: Json, item: Json) -> None:
    found = reading(LINES, media(LINES, node, item))
    assert found.schema is not None
    value = found.decode(b'{"n": 1}\n{"n": "x"}\n{}')
    violations = Validator(found.schema, "request").violations(value, ("body",))
    assert [(one.location, one.keyword) for one in violations] == [
        (("body", 1, "n"), "type"),
        (("body", 2, "n"), "required"),
    ]


def test_the_place_of_a_broken_keyword_is_that_of_the_item_in_the_document() -> None:
    found = reading(LINES, media(LINES, None, ENTRY))
    assert found.schema is not None
    [violation] = Validator(found.schema, "request").violations([{"n": "x"}], ("body",))
    assert violation.source is not None
    assert violation.source.pointer == "/schema/properties/n/type"


def test_a_body_that_is_no_utf_8_is_told() -> None:
    found = read(EVENTS, b"data: \xff\n\n", None, EVENT)
    assert found == Violation(("body",), "parse", "the body is not valid utf-8: invalid start byte at byte 6")


@pytest.mark.parametrize(
    ("content_type", "value", "body"),
    [
        (LINES, [{"n": 1}, "a"], b'{"n":1}\n"a"\n'),
        (LINES, {"n": 1}, b'{"n":1}\n'),
        (LINES, '{"n": 1}\n', b'{"n": 1}\n'),
        (SEQUENCE, [1, 2], b"\x1e1\n\x1e2\n"),
        (EVENTS, [{"data": "a\nb", "event": "x", "retry": 5}], b"event: x\nretry: 5\ndata: a\ndata: b\n\n"),
        (EVENTS, [{"event": "x\ny", "data": {"n": 1}}], b'event: x y\ndata: {"n":1}\n\n'),
        (EVENTS, [{"n": 1}], b'data: {"n":1}\n\n'),
        (EVENTS, {"n": 1}, b'data: {"n":1}\n\n'),
        (EVENTS, "data: x\n\n", b"data: x\n\n"),
    ],
)
def test_a_value_is_written_item_by_item(content_type: str, value: Json, body: bytes) -> None:
    assert encoder(content_type, media(content_type))(value) == body


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.sampled_from([LINES, SEQUENCE]), st.lists(JSON, max_size=5))
def test_any_items_are_read_as_they_were_written(content_type: str, items: list[Json]) -> None:
    body = encoder(content_type, media(content_type))(items)
    assert read(content_type, body, None, {}) == items


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=10)


@settings(deadline=None)
@given(st.lists(st.fixed_dictionaries({"data": TEXT}, optional={"retry": st.integers(0, 10**9)}), max_size=4))
def test_any_events_are_read_as_they_were_written(events: list[Json]) -> None:
    assert read(EVENTS, encoder(EVENTS, media(EVENTS))(events), None, EVENT) == events


@settings(deadline=None)
@given(
    st.sampled_from([LINES, SEQUENCE, EVENTS]), st.binary(max_size=40) | st.text("\x1e{}[]1\n\rdata: ").map(str.encode)
)
def test_no_bytes_make_it_crash(content_type: str, body: bytes) -> None:
    assert isinstance(read(content_type, body, None, ENTRY), Violation | list)
