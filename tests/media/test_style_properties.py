"""The table of styles in the standard holds, and so does what clients make of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.media import Decoder, parse_cookies, parse_query
from mockserver.media.coercion import Shape
from mockserver.model import ABSENT, Place
from tests.documents import Json, parameter, schema

COLOURS = {"type": "array", "items": {"type": "string"}}
CHANNELS = {"type": "object", "properties": {name: {"type": "integer"} for name in "RGB"}}
NUMBERS = {"type": "array", "items": {"type": "integer"}}
LIST = ["blue", "black", "brown"]
RGB = {"R": 100, "G": 200, "B": 150}


def in_path(node: Json, text: str, style: str, *, explode: bool) -> Any:
    return Decoder(parameter(node, place="path", style=style, explode=explode, name="color")).from_text(text)


def in_query(node: Json, query: str, style: str = "form", *, explode: bool = True, **more: Json) -> Any:
    decoder = Decoder(parameter(node, style=style, explode=explode, name="color", **more))
    return decoder.from_pairs(parse_query(query))


def in_cookie(node: Json, header: str, style: str = "form", *, explode: bool = True) -> Any:
    place: Place = "cookie"
    decoder = Decoder(parameter(node, place=place, style=style, explode=explode, name="color"))
    return decoder.from_pairs(parse_cookies(header))


# The table of the standard


@pytest.mark.parametrize(
    ("style", "explode", "nothing", "text", "listed", "members"),
    [
        ("matrix", False, ";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
        ("matrix", True, ";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
        ("label", False, ".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
        ("label", True, ".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
        ("simple", False, "", "blue", "blue,black,brown", "R,100,G,200,B,150"),
        ("simple", True, "", "blue", "blue,black,brown", "R=100,G=200,B=150"),
    ],
)
def test_the_styles_of_paths_are_those_of_the_table(
    style: str, explode: bool, nothing: str, text: str, listed: str, members: str
) -> None:
    assert in_path({"type": "string"}, nothing, style, explode=explode) == ""
    assert in_path({"type": "string"}, text, style, explode=explode) == "blue"
    assert in_path(COLOURS, listed, style, explode=explode) == LIST
    assert in_path(CHANNELS, members, style, explode=explode) == RGB


@pytest.mark.parametrize(
    ("style", "explode", "node", "query", "value"),
    [
        ("form", False, {"type": "string"}, "color=", ""),
        ("form", True, {"type": "string"}, "color=", ""),
        ("form", False, {"type": "string"}, "color=blue", "blue"),
        ("form", False, COLOURS, "color=blue,black,brown", LIST),
        ("form", True, COLOURS, "color=blue&color=black&color=brown", LIST),
        ("form", False, CHANNELS, "color=R,100,G,200,B,150", RGB),
        ("form", True, CHANNELS, "R=100&G=200&B=150", RGB),
        ("spaceDelimited", False, COLOURS, "color=blue%20black%20brown", LIST),
        ("spaceDelimited", False, CHANNELS, "color=R%20100%20G%20200%20B%20150", RGB),
        ("pipeDelimited", False, COLOURS, "color=blue%7Cblack%7Cbrown", LIST),
        ("pipeDelimited", False, CHANNELS, "color=R%7C100%7CG%7C200%7CB%7C150", RGB),
        ("deepObject", True, CHANNELS, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150", RGB),
    ],
)
def test_the_styles_of_queries_are_those_of_the_table(
    style: str, explode: bool, node: Json, query: str, value: Json
) -> None:
    assert in_query(node, query, style, explode=explode) == value


@pytest.mark.parametrize(
    ("style", "explode", "node", "header", "value"),
    [
        ("form", True, {"type": "string"}, "a=b; color=bl%20ue+; c=d", "bl ue+"),
        ("form", False, COLOURS, "color=blue,black,brown", LIST),
        ("form", True, COLOURS, "color=blue&color=black&color=brown", LIST),
        ("form", True, COLOURS, "color=blue; color=black; color=brown", LIST),
        ("form", False, CHANNELS, "color=R,100,G,200,B,150", RGB),
        ("form", False, CHANNELS, "color=R%2C100%2CG%2C200%2CB%2C150", RGB),
        ("form", True, CHANNELS, "R=100&G=200&B=150", RGB),
        ("form", True, CHANNELS, "R=100; G=200; B=150", RGB),
        ("form", True, CHANNELS, "color=R%3D100%2CG%3D200%2CB%3D150", RGB),
        ("form", True, NUMBERS, "color=1%2C2", [1, 2]),
        ("cookie", True, {"type": "string"}, 'color="bl%20ue"', "bl%20ue"),
        ("cookie", True, COLOURS, "color=blue; color=black; color=brown", LIST),
        ("cookie", True, CHANNELS, "R=100; G=200; B=150", RGB),
        ("cookie", False, COLOURS, "color=blue,black,brown", LIST),
        ("form", True, {"type": "string"}, "colour=x; color", ABSENT),
    ],
)
def test_cookies_are_read_in_their_style(style: str, explode: bool, node: Json, header: str, value: Json) -> None:
    assert in_cookie(node, header, style, explode=explode) == value


# What clients make of it


@pytest.mark.parametrize(
    ("node", "query", "value"),
    [
        ({"type": "object", "properties": {"a": NUMBERS}}, "color[a][]=1&color[a][]=2", {"a": [1, 2]}),
        ({"type": "object", "properties": {"a": NUMBERS}}, "color[a][1]=2&color[a][0]=1", {"a": [1, 2]}),
        ({"type": "object", "properties": {"a": NUMBERS}}, "color[a]=1&color[a]=2", {"a": [1, 2]}),
        ({"type": "object", "properties": {"a": CHANNELS}}, "color[a][R]=1", {"a": {"R": 1}}),
        ({"type": "object", "additionalProperties": NUMBERS}, "color[x]=1", {"x": [1]}),
        ({"type": "object", "properties": {"a": {}}}, "color[a][]=1&color[a][]=2", {"a": ["1", "2"]}),
        ({"type": "object", "properties": {"a": CHANNELS}}, "color[a][]=1&color[a][R]=2", {"a": {"": "1", "R": 2}}),
        (CHANNELS, "color[]=1", {"": "1"}),
        (CHANNELS, "color[]=1&color[]=2&color[R]=3", {"": "2", "R": 3}),
        ({"type": "object", "additionalProperties": NUMBERS}, "color[]=1&color[]=2", {"": [1, 2]}),
        ({"type": "object", "additionalProperties": NUMBERS}, "color[][]=1&color[][]=2", {"": [1, 2]}),
        ({"type": "array", "items": CHANNELS}, "color[][]=1&color[][R]=2&color[][R]=3", [{"": "1", "R": 2}, {"R": 3}]),
        (COLOURS, "color[]=blue&color[]=black", ["blue", "black"]),
        (COLOURS, "color[1]=b&color[0]=a", ["a", "b"]),
        (COLOURS, "color=a&color=b", ["a", "b"]),
        (COLOURS, "color=a,b", ["a", "b"]),
        ({"anyOf": [CHANNELS, {"type": "integer"}]}, "color=5", 5),
        ({"anyOf": [CHANNELS, {"type": "integer"}]}, "color[R]=5", {"R": 5}),
        (COLOURS, "color[99999999999999999999]=a", {"99999999999999999999": "a"}),
    ],
)
def test_deep_objects_are_read_as_clients_write_them(node: Json, query: str, value: Json) -> None:
    assert in_query(node, query, "deepObject") == value


@pytest.mark.parametrize(
    ("node", "explode", "query", "value"),
    [
        (NUMBERS, False, "color=1%2C2", [1, 2]),
        (COLOURS, False, "color=a%2Cb", ["a,b"]),
        (NUMBERS, False, "color=1,2&color=3", [1, 2, 3]),
        ({"anyOf": [{"type": "string"}, COLOURS]}, True, "color=a", "a"),
        ({"anyOf": [{"type": "string"}, COLOURS]}, True, "color=a&color=b", ["a", "b"]),
        ({"anyOf": [{"enum": ["all"]}, NUMBERS]}, True, "color=all", "all"),
        ({"anyOf": [{"enum": ["all"]}, NUMBERS]}, True, "color=5", [5]),
        ({"anyOf": [{"enum": ["all"]}, NUMBERS]}, False, "color=5,6", [5, 6]),
        ({"oneOf": [CHANNELS, {"type": "string"}]}, True, "color=red", "red"),
        ({"type": "object", "properties": {"tags": COLOURS}}, True, "tags=a&tags=b", {"tags": ["a", "b"]}),
        ({"oneOf": [{"type": "integer"}, {"type": "boolean"}]}, True, "color=true", True),
        ({"enum": [1, 2.5, "x"]}, True, "color=2.5", 2.5),
        ({"enum": ["1", "2"]}, True, "color=1", "1"),
        ({"anyOf": [{"enum": ["1"]}, {"type": "integer"}]}, True, "color=1", "1"),
        ({"allOf": [{"type": "number"}, {"type": "integer"}]}, True, "color=5", 5),
        ({"const": 5}, True, "color=5", 5),
        ({"type": "array", "prefixItems": [{"type": "integer"}]}, True, "color=5&color=5", [5, "5"]),
    ],
)
def test_a_text_means_the_type_that_is_expected(node: Json, explode: bool, query: str, value: Json) -> None:
    found = in_query(node, query, explode=explode)
    assert found == value
    assert type(found) is type(value)


def test_a_plus_stays_where_reserved_characters_do() -> None:
    assert in_query({"type": "string"}, "color=a+b/c%20d", allow_reserved=True) == "a+b/c d"
    assert in_query({"type": "string"}, "color=a+b/c%20d") == "a b/c d"


@pytest.mark.parametrize(
    ("media_type", "node", "query", "value"),
    [
        ("application/json", CHANNELS, "color=%7B%22R%22%3A1%7D", {"R": 1}),
        ("application/a+json", CHANNELS, "color={", "{"),
        ("text/plain", {"type": "integer"}, "color=5", 5),
        ("text/plain", {"type": "string"}, "color=%7B%7D", "{}"),
    ],
)
def test_content_is_read_in_its_media_type(media_type: str, node: Json, query: str, value: Json) -> None:
    assert in_query(node, query, media_type=media_type) == value


@pytest.mark.parametrize(
    ("header", "pairs"),
    [
        ("", []),
        ("a=1; b=2;c=3", [("a", "1"), ("b", "2"), ("c", "3")]),
        ('a="x y"; b=c=d; =e; f', [("a", "x y"), ("b", "c=d"), ("", "e")]),
        ('a={"b":1}; a=2', [("a", '{"b":1}'), ("a", "2")]),
        ('a="', [("a", '"')]),
    ],
)
def test_cookies_are_pairs_in_their_order(header: str, pairs: list[tuple[str, str]]) -> None:
    assert parse_cookies(header) == pairs


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)


@settings(deadline=None, max_examples=200)
@given(st.lists(TEXTS, min_size=2, max_size=4), st.booleans())
def test_a_list_in_cookies_is_read_as_it_was_written(values: list[str], explode: bool) -> None:
    texts = [quote(value, safe="") for value in values]
    header = "; ".join(f"color={text}" for text in texts) if explode else "color=" + ",".join(texts)
    assert in_cookie(COLOURS, header, explode=explode) == values


TREES = st.recursive(
    TEXTS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, min_size=1, max_size=3)
    ),
    max_leaves=5,
)


def written(name: str, value: Any) -> list[str]:
    if isinstance(value, dict):
        return [pair for key, member in value.items() for pair in written(f"{name}[{key}]", member)]
    if isinstance(value, list):
        return [pair for index, item in enumerate(value) for pair in written(f"{name}[{index}]", item)]
    return [f"{quote(name)}={quote(value, safe='')}"]


def shape_of(value: Any) -> Json:
    if isinstance(value, dict):
        return {"type": "object", "properties": {key: shape_of(member) for key, member in value.items()}}
    if isinstance(value, list):
        return {"type": "array", "prefixItems": [shape_of(item) for item in value]}
    return {"type": "string"}


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(st.text("abc", min_size=1, max_size=2), TREES, min_size=1, max_size=3))
def test_a_tree_in_a_deep_object_is_read_as_it_was_written(value: dict[str, Any]) -> None:
    assert in_query(shape_of(value), "&".join(written("color", value)), "deepObject") == value


# Schemas of every kind


@pytest.mark.parametrize(
    ("node", "types"),
    [
        ({"oneOf": [{"$ref": "#/schema"}, {"type": "string"}]}, set()),
        ({"allOf": [{"type": "number"}, {"type": "integer"}]}, {"integer"}),
        ({"enum": [1, "a", None]}, {"integer", "string", "null"}),
        ({"additionalProperties": {"type": "string"}}, {"object"}),
        ({"patternProperties": {"a": {}}}, {"object"}),
        ({"prefixItems": [{}]}, {"array"}),
        ({"type": "string", "nullable": True}, {"string", "null"}),
        ({"enum": {"not": "a list"}, "oneOf": 5, "allOf": {"a": 1}}, set()),
        (True, set()),
    ],
)
def test_the_types_of_a_schema_are_as_the_keywords_tell(node: Json, types: set[str]) -> None:
    assert schema(node).types() == types


def test_schemas_that_fork_a_hundred_times_are_understood_in_time() -> None:
    forks: Json = {f"s{i}": {"oneOf": [{"$ref": f"#/s{i + 1}"}, {"$ref": f"#/s{i + 1}"}]} for i in range(90)}
    assert schema({"$ref": "#/s0"}, s90={"type": "string"}, **forks).types() == {"string"}


def test_schemas_in_a_circle_are_understood_once() -> None:
    node = {"allOf": [{"$ref": "#/schema"}], "properties": {"self": {"$ref": "#/schema"}, "n": {"type": "integer"}}}
    shape = Shape.of(schema(node))
    assert shape.member("self").member("self") is shape.member("self")
    assert shape.member("self").member("n").scalar("5") == 5
