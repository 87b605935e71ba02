"""The fields of a form become the value that the schema and its Encoding Objects say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.media import decoder, encoder
from mockserver.media.forms import MAX_FIELDS
from mockserver.model import Media, Violation
from tests.documents import Json, schema

FORM = "application/x-www-form-urlencoded"
INTEGER = {"type": "integer"}
POINT = {"type": "object", "properties": {"x": INTEGER, "name": {"type": "string"}}}
NUMBERS = {"type": "array", "items": INTEGER}


def media(node: Json, encoding: Json = None) -> Media:
    return Media(FORM, None if node is None else schema(node), {}, encoding or {})


def read(text: str, node: Json, encoding: Json = None) -> Any:
    return decoder(FORM, media(node, encoding))(text.encode())


def an_object(**properties: Json) -> Json:
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    ("text", "node", "value"),
    [
        ("a=%7B%22x%22%3A1%7D", an_object(a=POINT), {"a": {"x": 1}}),
        ("a[x]=1&a[name]=y", an_object(a=POINT), {"a": {"x": 1, "name": "y"}}),
        ("x=1&name=y&z=2", an_object(a=POINT), {"a": {"x": 1, "name": "y"}, "z": "2"}),
        ("x=1", an_object(a=POINT, x=INTEGER), {"x": 1}),
        ("a=no+json", an_object(a=POINT), {"a": "no json"}),
        ("a=1&a=2", an_object(a=NUMBERS), {"a": [1, 2]}),
        ("a[]=1&a[]=2", an_object(a=NUMBERS), {"a": [1, 2]}),
        ("a[1]=2&a[0]=1", an_object(a=NUMBERS), {"a": [1, 2]}),
        ("a=[1,2]", an_object(a=NUMBERS), {"a": [1, 2]}),
        ("a=1,2", an_object(a=NUMBERS), {"a": ["1,2"]}),
        (
            "a[0][x]=1&a[1][x]=2&a[0][name]=y",
            an_object(a={"type": "array", "items": POINT}),
            {"a": [{"x": 1, "name": "y"}, {"x": 2}]},
        ),
        (
            "a[][x]=1&a[][name]=y&a[][x]=2",
            an_object(a={"type": "array", "items": POINT}),
            {"a": [{"x": 1, "name": "y"}, {"x": 2}]},
        ),
        ("a=%7B%22x%22%3A1%7D", an_object(a={"type": "array", "items": POINT}), {"a": [{"x": 1}]}),
        ("a=&b=", an_object(a={"type": "string"}, b={"type": ["integer", "null"]}), {"a": "", "b": None}),
        ("a=5", an_object(a={"oneOf": [{"type": "string"}, INTEGER]}), {"a": 5}),
        ("a=2", an_object(a={"enum": ["1", 2]}), {"a": 2}),
        ("a=1", an_object(a={"enum": ["1", 2]}), {"a": "1"}),
        ("b=1&b=2&c=3", an_object(a=INTEGER), {"b": ["1", "2"], "c": "3"}),
        ("b=1", {"type": "object", "additionalProperties": INTEGER}, {"b": 1}),
        ("b=1&b=2", {"type": "object", "additionalProperties": NUMBERS}, {"b": [1, 2]}),
        ("a=1", {"allOf": [an_object(a=INTEGER), an_object(b=INTEGER)]}, {"a": 1}),
        ("a=1&b=x", {"anyOf": [an_object(a=INTEGER), an_object(b={"type": "string"})]}, {"a": 1, "b": "x"}),
        ("a[0]=1", an_object(a=INTEGER), {"a[0]": "1"}),
    ],
)
def test_fields_become_what_the_schema_expects(text: str, node: Json, value: Json) -> None:
    assert read(text, node) == value


@pytest.mark.parametrize(
    ("text", "node", "encoding", "value"),
    [
        ("a[x]=1", POINT, {"style": "deepObject", "explode": True}, {"x": 1}),
        ("a=x,1,name,y", POINT, {"style": "form", "explode": False}, {"x": 1, "name": "y"}),
        ("x=1&name=y", POINT, {"style": "form", "explode": True}, {"x": 1, "name": "y"}),
        ("a=", {"anyOf": [POINT, {"enum": [""]}]}, {"style": "deepObject", "explode": True}, ""),
        ("a[x]=1", {"anyOf": [POINT, {"enum": [""]}]}, {"style": "deepObject", "explode": True}, {"x": 1}),
        ("a=1%202", NUMBERS, {"style": "spaceDelimited"}, [1, 2]),
        ("a=1|2", NUMBERS, {"style": "pipeDelimited"}, [1, 2]),
        ("a=1,2", NUMBERS, {"explode": False}, [1, 2]),
        ("a=x+y", {"type": "string"}, {"allowReserved": True}, "x+y"),
        ("a=%22x%22", {"type": "string"}, {"contentType": "application/json"}, "x"),
        ("a=x%3Dy", {"type": "string"}, {"allowReserved": False}, "x=y"),
    ],
)
def test_a_field_is_written_as_its_encoding_says(text: str, node: Json, encoding: Json, value: Json) -> None:
    assert read(text, an_object(a=node), {"a": encoding}) == {"a": value}


@pytest.mark.parametrize("text", ["a=:/?#", "a=x[1]", "a=x=y", "a='"])
def test_reserved_characters_must_be_encoded_where_the_encoding_says_so(text: str) -> None:
    found = read(text, an_object(a={"type": "string"}), {"a": {"allowReserved": False}})
    message = "'a' has reserved characters that must be percent-encoded"
    assert found == Violation(("body", "a"), "allowReserved", message)


def test_a_field_of_swagger_that_must_not_be_empty_is_told() -> None:
    node = an_object(a={"type": "string", "allowEmptyValue": False})
    assert read("a=", node) == Violation(("body", "a"), "allowEmptyValue", "'a' must not be empty")


def test_a_text_without_any_field_is_no_form() -> None:
    message = "the body is no form: it has no 'name=value'"
    assert read("a%2Fb%2Fc", an_object(a=INTEGER)) == Violation(("body",), "parse", message)
    assert read("a", an_object(a={"type": "string"})) == {"a": ""}


def test_a_form_has_fields_to_a_limit() -> None:
    found = read("&".join(["a=1"] * (MAX_FIELDS + 1)), an_object(a=NUMBERS))
    assert found == Violation(("body",), "parse", f"the form has more than {MAX_FIELDS} fields")


def test_names_may_nest_to_a_limit() -> None:
    assert read("a" + "[b]" * 5_000 + "=1", an_object(a={"type": "object"})) == {}


@settings(deadline=None, max_examples=300)
@given(st.text("abx[]0=&%+", max_size=30) | st.text(max_size=20))
def test_no_text_makes_it_crash(text: str) -> None:
    node = an_object(a=POINT, b=NUMBERS, x=True)
    assert isinstance(read(text.encode(errors="replace").decode(), node), dict | Violation)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
POINTS = st.fixed_dictionaries({}, optional={"x": st.integers(-(2**53), 2**53), "name": TEXTS})
VALUES: dict[str, tuple[Json, Json, st.SearchStrategy[Any]]] = {
    "text": ({"type": "string"}, None, TEXTS),
    "count": (INTEGER, None, st.integers()),
    "rate": ({"type": "number"}, None, st.floats(allow_nan=False, allow_infinity=False)),
    "flag": ({"type": "boolean"}, None, st.booleans()),
    "texts": ({"type": "array", "items": {"type": "string"}}, None, st.lists(TEXTS, min_size=2, max_size=3)),
    "csv": (NUMBERS, {"explode": False}, st.lists(st.integers(), min_size=1, max_size=3)),
    "pipes": (NUMBERS, {"style": "pipeDelimited"}, st.lists(st.integers(), min_size=1, max_size=3)),
    "json": (POINT, None, POINTS),
    "quoted": ({"type": "string"}, {"contentType": "application/json"}, TEXTS),
    "deep": (POINT, {"style": "deepObject", "explode": True}, POINTS.filter(bool)),
    "flat": (
        {"type": "object", "properties": {"p": INTEGER, "q": {"type": "string"}}},
        {"style": "form", "explode": True},
        st.fixed_dictionaries({"p": st.integers(), "q": TEXTS}),
    ),
    "listed": (POINT, {"style": "form", "explode": False}, st.fixed_dictionaries({"x": st.integers(), "name": TEXTS})),
}


@settings(deadline=None, max_examples=300)
@given(st.fixed_dictionaries({}, optional={name: values for name, (_, _, values) in VALUES.items()}))
def test_any_value_is_read_as_it_was_written(value: Json) -> None:
    encoding = {name: encoding for name, (_, encoding, _) in VALUES.items() if encoding}
    described = media(an_object(**{name: node for name, (node, _, _) in VALUES.items()}), encoding)
    assert decoder(FORM, described)(encoder(FORM, described)(value)) == value
