"""Each style turns the text of a parameter back into the value that was written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mockserver.media import Decoder, parse_query
from mockserver.media.styles import scalar
from mockserver.model import ABSENT, Place
from tests.documents import Json, parameter

INTEGERS = {"type": "array", "items": {"type": "integer"}}
TEXTS = {"type": "array", "items": {"type": "string"}}
COLOURS = {
    "type": "object",
    "properties": {"r": {"type": "integer"}, "g": {"type": "integer"}, "n": {"type": "string"}},
}


def from_query(node: Json, query: str, **more: Json) -> Any:
    decoder = Decoder(parameter(node, **more))
    pairs = parse_query(query)
    return decoder.from_pairs(pairs, frozenset(name for name, _ in pairs))


def from_text(node: Json, text: str, *, place: Place = "path", style: str = "simple", explode: bool = False) -> Any:
    return Decoder(parameter(node, place=place, style=style, explode=explode)).from_text(text)


# Scalars


@pytest.mark.parametrize(
    ("text", "types", "value"),
    [
        ("1", {"integer"}, 1),
        ("-0", {"integer"}, 0),
        ("1.0", {"integer"}, "1.0"),
        ("01", {"integer"}, "01"),
        ("+1", {"integer"}, "+1"),
        ("", {"integer"}, ""),
        ("x", {"integer"}, "x"),
        ("١", {"integer"}, "١"),
        ("²", {"integer"}, "²"),
        ("1" * 308, {"integer"}, int("1" * 308)),
        ("1" * 309, {"integer"}, "1" * 309),
        ("1" * 5_000, {"integer"}, "1" * 5_000),
        ("1", {"number"}, 1),
        ("1.50", {"number"}, 1.5),
        ("1e3", {"number"}, 1000.0),
        ("nan", {"number"}, "nan"),
        ("Infinity", {"number"}, "Infinity"),
        ("true", {"boolean"}, True),
        ("True", {"boolean"}, "True"),
        ("1", {"boolean"}, "1"),
        ("null", {"null"}, None),
        ("", {"integer", "null"}, None),
        ("null", {"string", "null"}, "null"),
        ("5", {"integer", "string"}, 5),
        ("5a", {"integer", "string"}, "5a"),
        ("5", {"string"}, "5"),
        ("5", set(), "5"),
        ("5", {"object"}, "5"),
    ],
)
def test_a_text_means_what_its_types_admit(text: str, types: set[str], value: Any) -> None:
    found = scalar(text, frozenset(types))
    assert found == value
    assert type(found) is type(value)


def test_a_number_past_all_floats_is_no_infinity() -> None:
    assert scalar("1e999", frozenset(("number",))) == "1e999"
    assert not isinstance(scalar("9" * 5_000, frozenset(("number",))), float)


# Queries


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("", []),
        ("a=1&b=2&a=3", [("a", "1"), ("b", "2"), ("a", "3")]),
        ("a&b=&=c&&", [("a", ""), ("b", ""), ("", "c")]),
        ("a%20b=c%20d&e+f=g+h", [("a b", "c%20d"), ("e f", "g+h")]),
        ("a=b=c", [("a", "b=c")]),
        ("%ff=1&%=2", [("\ufffd", "1"), ("%", "2")]),
    ],
)
def test_a_query_has_pairs_whose_values_are_still_encoded(query: str, pairs: list[tuple[str, str]]) -> None:
    assert parse_query(query) == pairs


@pytest.mark.parametrize(
    ("node", "style", "explode", "query", "value"),
    [
        ({"type": "integer"}, "form", True, "v=5", 5),
        ({"type": "string"}, "form", True, "v=a+b%2Bc", "a b+c"),
        ({"type": "string"}, "form", True, "v=", ""),
        ({"type": "string"}, "form", True, "v", ""),
        ({"type": "string"}, "form", True, "w=1", ABSENT),
        ({"type": "string"}, "form", True, "v=1&v=2", "1"),
        (INTEGERS, "form", True, "v=1&v=2", [1, 2]),
        (INTEGERS, "form", True, "v[]=1&v[]=2", [1, 2]),
        (INTEGERS, "form", True, "w=1", ABSENT),
        (INTEGERS, "form", False, "v=1,2", [1, 2]),
        (INTEGERS, "form", False, "v=", []),
        (TEXTS, "form", False, "v=a%2Cb,c", ["a,b", "c"]),
        (TEXTS, "form", True, "v=a,b", ["a,b"]),
        (INTEGERS, "spaceDelimited", False, "v=1%202", [1, 2]),
        (INTEGERS, "spaceDelimited", False, "v=1+2", [1, 2]),
        (INTEGERS, "pipeDelimited", False, "v=1|2", [1, 2]),
        (INTEGERS, "pipeDelimited", False, "v=1%7c2", [1, 2]),
        (INTEGERS, "tabDelimited", False, "v=1%092", [1, 2]),
        (COLOURS, "form", True, "r=1&g=2&n=3", {"r": 1, "g": 2, "n": "3"}),
        (COLOURS, "form", True, "r=1&other=x", {"r": 1, "other": "x"}),
        (COLOURS, "form", True, "", ABSENT),
        ({**COLOURS, "additionalProperties": False}, "form", True, "r=1&other=x", {"r": 1}),
        ({**COLOURS, "additionalProperties": {"type": "boolean"}}, "form", True, "x=true", {"x": True}),
        (COLOURS, "form", False, "v=r,1,n,3", {"r": 1, "n": "3"}),
        (COLOURS, "form", False, "v=r,1,n", {"r": 1}),
        (COLOURS, "deepObject", True, "v[r]=1&v[n]=3", {"r": 1, "n": "3"}),
        (COLOURS, "deepObject", True, "v%5Br%5D=1", {"r": 1}),
        (COLOURS, "deepObject", True, "v[a][b]=1&v[a][c]=2", {"a": {"b": "1", "c": "2"}}),
        (COLOURS, "deepObject", True, "v[a]=1&v[a][b]=2", {"a": "1"}),
        (COLOURS, "deepObject", True, "v=1&w[r]=1&v[r=1", ABSENT),
        (COLOURS, "spaceDelimited", False, "v=r%201%20n%203", {"r": 1, "n": "3"}),
        (COLOURS, "pipeDelimited", False, "v=r|1|n|3", {"r": 1, "n": "3"}),
    ],
)
def test_a_query_is_decoded_in_its_style(node: Json, style: str, explode: bool, query: str, value: Any) -> None:
    assert from_query(node, query, style=style, explode=explode) == value


def test_an_exploded_object_takes_only_what_nobody_else_claims() -> None:
    decoder = Decoder(parameter(COLOURS))
    assert decoder.claims == {"r", "g", "n"}
    assert decoder.from_pairs([("r", "1"), ("page", "2"), ("x", "3")], frozenset(("x",))) == {"r": 1, "x": "3"}


@pytest.mark.parametrize(("style", "explode"), [("form", False), ("deepObject", True)])
def test_any_other_parameter_claims_its_own_name(style: str, explode: bool) -> None:
    assert Decoder(parameter(COLOURS, style=style, explode=explode)).claims == {"v"}


def test_the_members_of_every_part_of_an_all_of_have_their_types() -> None:
    node = {
        "allOf": [{"$ref": "#/schema/allOf/1"}, {"type": "object", "properties": {"a": {"type": "integer"}}}],
        "properties": {"b": {"type": "boolean"}},
    }
    assert from_query(node, "a=1&b=true") == {"a": 1, "b": True}


@pytest.mark.parametrize(
    ("query", "value"),
    [("v=%7B%22a%22%3A1%7D", {"a": 1}), ("v=[1,2]", [1, 2]), ("v=%7B", "{"), ("w=1", ABSENT)],
)
def test_content_is_read_in_its_media_type(query: str, value: Any) -> None:
    assert from_query({"type": "object"}, query, media_type="application/json") == value


@pytest.mark.parametrize("node", [True, {}, {"items": True, "type": "array"}, {"properties": {"a": True}}])
def test_a_schema_that_admits_anything_leaves_texts(node: Json) -> None:
    found = from_query(node, "v=1&a=1")
    assert found in ("1", ["1"], {"a": "1", "v": "1"})


# Paths and headers


@pytest.mark.parametrize(
    ("node", "style", "explode", "text", "value"),
    [
        ({"type": "integer"}, "simple", False, "5", 5),
        ({"type": "string"}, "simple", False, "a%2Fb+c", "a/b+c"),
        (INTEGERS, "simple", False, "1,2", [1, 2]),
        (TEXTS, "simple", False, "a%2Cb,c", ["a,b", "c"]),
        (COLOURS, "simple", False, "r,1,n,3", {"r": 1, "n": "3"}),
        (COLOURS, "simple", True, "r=1,n=3", {"r": 1, "n": "3"}),
        ({"type": "integer"}, "label", False, ".5", 5),
        ({"type": "number"}, "label", False, ".1.5", 1.5),
        (INTEGERS, "label", False, ".1,2", [1, 2]),
        (INTEGERS, "label", True, ".1.2", [1, 2]),
        (COLOURS, "label", False, ".r,1,n,3", {"r": 1, "n": "3"}),
        (COLOURS, "label", True, ".r=1.n=3", {"r": 1, "n": "3"}),
        ({"type": "integer"}, "matrix", False, ";v=5", 5),
        ({"type": "string"}, "matrix", False, ";v", ""),
        (INTEGERS, "matrix", False, ";v=1,2", [1, 2]),
        (INTEGERS, "matrix", False, ";v", []),
        (INTEGERS, "matrix", True, ";v=1;v=2", [1, 2]),
        (COLOURS, "matrix", False, ";v=r,1,n,3", {"r": 1, "n": "3"}),
        (COLOURS, "matrix", True, ";r=1;n=3", {"r": 1, "n": "3"}),
    ],
)
def test_a_path_segment_is_decoded_in_its_style(node: Json, style: str, explode: bool, text: str, value: Any) -> None:
    assert from_text(node, text, style=style, explode=explode) == value


@pytest.mark.parametrize(
    ("node", "explode", "text", "value"),
    [
        ({"type": "string"}, False, " a%20b ", "a%20b"),
        ({"type": "integer"}, False, "5", 5),
        (INTEGERS, False, "1, 2,3", [1, 2, 3]),
        (INTEGERS, False, "", []),
        (COLOURS, False, "r,1,n,3", {"r": 1, "n": "3"}),
        (COLOURS, True, "r=1,n=3", {"r": 1, "n": "3"}),
    ],
)
def test_a_header_is_decoded_as_it_is(node: Json, explode: bool, text: str, value: Any) -> None:
    assert from_text(node, text, place="header", explode=explode) == value


# What was written is read again


TYPES: Mapping[str, st.SearchStrategy[Any]] = {
    "integer": st.integers(-(10**20), 10**20),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "string": st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8),
}
DELIMITERS = {"form": ",", "simple": ",", "label": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C", "matrix": ","}
FORBIDDEN = {"spaceDelimited": " ", "pipeDelimited": "|"}
"""What an item cannot hold, because its encoding is the delimiter."""


def text_of(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)


def encoded(value: Any) -> str:
    """A scalar with everything percent-encoded, the dot that parts labels too."""
    return quote(text_of(value), safe="").replace(".", "%2E")


def written_list(values: list[Any], style: str, explode: bool) -> str:
    texts = [encoded(value) for value in values]
    if style == "matrix":
        return ";v=" + ";v=".join(texts) if explode else ";v=" + ",".join(texts)
    if style == "label":
        return "." + ("." if explode else ",").join(texts)
    if style == "form" and explode:
        return "&".join(f"v={text}" for text in texts)
    return ("" if style == "simple" else "v=") + DELIMITERS[style].join(texts)


def written_object(value: dict[str, Any], style: str, explode: bool) -> str:
    pairs = [(encoded(name), encoded(member)) for name, member in value.items()]
    if style == "deepObject":
        return "&".join(f"v%5B{name}%5D={member}" for name, member in pairs)
    if explode:
        start, joint = {"matrix": (";", ";"), "label": (".", "."), "form": ("", "&"), "simple": ("", ",")}[style]
        return start + joint.join(f"{name}={member}" for name, member in pairs)
    start = {"matrix": ";v=", "label": ".", "simple": ""}.get(style, "v=")
    return start + DELIMITERS[style].join(text for pair in pairs for text in pair)


def read_again(node: Json, text: str, style: str, explode: bool) -> Any:
    if style in ("simple", "label", "matrix"):
        return from_text(node, text, style=style, explode=explode)
    return from_query(node, text, style=style, explode=explode)


ARRAYS = [(style, explode) for style in ("simple", "label", "matrix", "form") for explode in (True, False)]
ARRAYS += [("spaceDelimited", False), ("pipeDelimited", False)]


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(TYPES)), st.sampled_from(ARRAYS), st.data())
def test_a_list_in_any_style_is_read_as_it_was_written(kind: str, style: tuple[str, bool], data: st.DataObject) -> None:
    values = data.draw(st.lists(TYPES[kind], min_size=1, max_size=4))
    assume(not any(FORBIDDEN.get(style[0], "\0") in text_of(value) for value in values))
    node = {"type": "array", "items": {"type": kind}}
    assert read_again(node, written_list(values, *style), *style) == values


NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="[]"), max_size=4)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(TYPES)), st.sampled_from([*ARRAYS, ("deepObject", True)]), st.data())
def test_an_object_in_any_style_is_read_as_it_was_written(
    kind: str, style: tuple[str, bool], data: st.DataObject
) -> None:
    value = data.draw(st.dictionaries(NAMES, TYPES[kind], min_size=1, max_size=4))
    assume(not any(FORBIDDEN.get(style[0], "\0") in text_of(text) for pair in value.items() for text in pair))
    node = {"type": "object", "additionalProperties": {"type": kind}}
    assert read_again(node, written_object(value, *style), *style) == value


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from(sorted(TYPES)),
    st.sampled_from([("simple", ""), ("label", "."), ("matrix", ";v="), ("form", "v=")]),
    st.data(),
)
def test_a_scalar_in_any_style_is_read_as_it_was_written(
    kind: str, style: tuple[str, str], data: st.DataObject
) -> None:
    value = data.draw(TYPES[kind])
    assert read_again({"type": kind}, style[1] + encoded(value), style[0], False) == value


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from([COLOURS, INTEGERS, {"type": "number"}, {}, True]),
    st.sampled_from(["form", "simple", "label", "matrix", "deepObject", "spaceDelimited", "pipeDelimited", "invented"]),
    st.booleans(),
    st.text(max_size=30) | st.text("v=&;,.[]%1+", max_size=30),
)
def test_no_text_makes_a_decoder_crash(node: Json, style: str, explode: bool, text: str) -> None:
    found = [from_text(node, text, style=style, explode=explode), from_query(node, text, style=style, explode=explode)]
    assert not any(isinstance(value, float) and math.isinf(value) for value in found)
