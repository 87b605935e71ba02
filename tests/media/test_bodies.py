"""The bytes of a body become the value that its media type and schema say, or the reason why not."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.media import decoder, find_media, is_json, media_type_of
from mockserver.media.bodies import MAX_DEPTH
from mockserver.model import Media, Violation
from tests.documents import Json, schema

FORM = "application/x-www-form-urlencoded"


def decoded(body: bytes, content_type: str, node: Json = None, *, under: str | None = None, **encoding: Json) -> Any:
    """The value of a body; `under` is the entry of the `content` map, where it is not the content type itself."""
    entry = under or media_type_of(content_type)[0]
    return decoder(content_type, Media(entry, None if node is None else schema(node), {}, encoding))(body)


@pytest.mark.parametrize(
    ("content_type", "media_type", "parameters"),
    [
        ("", "", {}),
        ("application/json", "application/json", {}),
        (" Text/Plain ; Charset=UTF-8;q=0.5", "text/plain", {"charset": "UTF-8", "q": "0.5"}),
        ('multipart/form-data; boundary="a b"', "multipart/form-data", {"boundary": "a b"}),
        ("text/plain; charset", "text/plain", {}),
    ],
)
def test_a_content_type_is_a_media_type_with_parameters(
    content_type: str, media_type: str, parameters: dict[str, str]
) -> None:
    assert media_type_of(content_type) == (media_type, parameters)


@pytest.mark.parametrize(
    ("media_type", "found"),
    [
        ("application/json", "application/json"),
        ("text/plain", "text/plain;charset=utf-8"),
        ("text/css", "text/*"),
        ("image/png", "*/*"),
        ("", "*/*"),
    ],
)
def test_the_most_exact_entry_of_a_content_map_counts(media_type: str, found: str) -> None:
    keys = ("*/*", "text/*", "text/plain;charset=utf-8", "application/json")
    media = find_media({key: Media(key, None) for key in keys}, media_type)
    assert media is not None
    assert media.media_type == found


def test_a_media_type_that_no_entry_takes_has_none() -> None:
    assert find_media({"text/*": Media("text/*", None)}, "image/png") is None


@pytest.mark.parametrize(
    ("media_type", "json"),
    [
        ("application/json", True),
        ("text/json", True),
        ("application/problem+json", True),
        ("application/jsonp", False),
        ("text/plain", False),
    ],
)
def test_json_has_several_names(media_type: str, json: bool) -> None:
    assert is_json(media_type) is json


# JSON


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "application/a+json"])
def test_json_is_its_value(content_type: str) -> None:
    assert decoded(b' {"a": [1, null]} ', content_type) == {"a": [1, None]}


@pytest.mark.parametrize("body", [b"{", b"nope", b"[1,]", b"\xff", b"NaN", b'"\\ud800"', b"{'a': 1}", b" "])
def test_what_is_no_json_is_told(body: bytes) -> None:
    found = decoded(body, "application/json")
    assert isinstance(found, Violation)
    assert (found.location, found.keyword, found.blame) == (("body",), "parse", "client")
    assert found.message.startswith("the body is not valid JSON: ")


def test_what_is_no_json_is_told_with_its_place() -> None:
    assert decoded(b'{"a": 1,\n "b": x}', "application/json").message.endswith("(line 2, column 7)")


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_json_may_be_nested_to_a_limit(opening: bytes, closing: bytes) -> None:
    good, bad = (opening * depth + b"1" + closing * depth for depth in (MAX_DEPTH - 1, MAX_DEPTH + 1))
    assert not isinstance(decoded(good, "application/json"), Violation)
    found = decoded(bad, "application/json")
    assert isinstance(found, Violation)
    assert found.message == f"the body is nested deeper than {MAX_DEPTH} levels"


def test_json_with_many_brackets_side_by_side_is_not_deep() -> None:
    assert decoded(b"[" + b"[]," * 2_000 + b"{}]", "application/json") == [*([[]] * 2_000), {}]
    assert decoded(b'"' + b"[" * 2_000 + b'"', "application/json") == "[" * 2_000


# Texts


@pytest.mark.parametrize(
    ("content_type", "body", "value"),
    [
        ("text/plain", "ä".encode(), "ä"),
        ("text/plain; charset=iso-8859-1", b"\xe4", "ä"),
        ('text/csv; charset="utf-16"', "a,b".encode("utf-16"), "a,b"),
    ],
)
def test_a_text_is_read_in_its_charset(content_type: str, body: bytes, value: str) -> None:
    assert decoded(body, content_type) == value


@pytest.mark.parametrize(
    ("charset", "body", "message"),
    [
        ("utf-8", b"a\xff", "the body is not valid utf-8: invalid start byte at byte 1"),
        ("klingon", b"a", "the charset 'klingon' is not known"),
        ("hex", b"zz", "the charset 'hex' is not known"),
        ("undefined", b"a", "the body is not valid undefined"),
        ("idna", b"xn--\xff", "the body is not valid idna"),
        ("punycode", b"\xff\xff", "the body is not valid punycode"),
    ],
)
def test_a_text_that_is_none_is_told(charset: str, body: bytes, message: str) -> None:
    found = decoded(body, f"text/plain; charset={charset}")
    assert isinstance(found, Violation)
    assert (found.keyword, found.message[: len(message)]) == ("parse", message)


def test_a_text_never_holds_half_a_character() -> None:
    found = decoded(rb"\ud800", "text/plain; charset=unicode_escape", {"type": "string"})
    assert isinstance(found, Violation)


@pytest.mark.parametrize(
    ("content_type", "under"), [("text/plain", "text/plain"), ("text/plain", "text/*"), ("x/y", "*/*"), ("", "*/*")]
)
def test_a_text_whose_schema_admits_none_is_read_as_json(content_type: str, under: str) -> None:
    assert decoded(b'{"a": 1}', content_type, {"type": "object"}, under=under) == {"a": 1}
    assert isinstance(decoded(b"{", content_type, {"type": "object"}, under=under), Violation)


@pytest.mark.parametrize("node", [{"type": "string"}, {"type": ["object", "string"]}, {}])
def test_a_text_whose_schema_admits_texts_is_a_text(node: Json) -> None:
    assert decoded(b'{"a": 1}', "text/plain", node) == '{"a": 1}'


@pytest.mark.parametrize(
    ("content_type", "node"), [("image/png", {"type": "object"}), ("application/xml", None), ("", None)]
)
def test_other_bytes_stay_bytes(content_type: str, node: Json) -> None:
    assert decoded(b"\xff", content_type, node) == b"\xff"


# Forms


PETS = {
    "type": "object",
    "properties": {
        "age": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "owner": {"type": "object", "properties": {"id": {"type": "integer"}}},
    },
}


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"age=5", {"age": 5}),
        (b"tags=a&tags=b+c", {"tags": ["a", "b c"]}),
        (b"tags=a", {"tags": ["a"]}),
        (b"other=1&age=x", {"other": "1", "age": "x"}),
        (b"", {}),
        ("name=%C3%A4&naïve=1".encode(), {"name": "ä", "naïve": "1"}),
    ],
)
def test_a_form_is_an_object_of_its_fields(body: bytes, value: Json) -> None:
    assert decoded(body, FORM, PETS) == value


@pytest.mark.parametrize(
    ("encoding", "body", "value"),
    [
        ({"tags": {"style": "form", "explode": False}}, b"tags=a,b", {"tags": ["a", "b"]}),
        ({"tags": {"style": "spaceDelimited"}}, b"tags=a%20b", {"tags": ["a", "b"]}),
        ({"tags": {"style": "pipeDelimited"}}, b"tags=a|b", {"tags": ["a", "b"]}),
        ({"owner": {"contentType": "application/json"}}, b"owner=%7B%22id%22%3A5%7D", {"owner": {"id": 5}}),
    ],
)
def test_a_field_is_decoded_as_its_encoding_says(encoding: Json, body: bytes, value: Json) -> None:
    assert decoded(body, FORM, PETS, **encoding) == value


def test_a_field_of_a_deep_object_is_no_further_member() -> None:
    encoding = {"owner": {"style": "deepObject", "explode": True}}
    assert decoded(b"owner[id]=5&x=1", FORM, PETS, **encoding) == {"owner": {"id": 5}, "x": "1"}


def test_a_form_without_a_schema_is_its_pairs() -> None:
    assert decoded(b"a=1&b=x%20y+z", FORM) == {"a": "1", "b": "x y z"}


def test_a_form_that_is_no_text_is_told() -> None:
    found = decoded(b"a=\xff", FORM, PETS)
    assert isinstance(found, Violation)
    assert found.message == "the body is not valid utf-8: invalid start byte at byte 2"


def test_a_body_under_a_range_that_only_says_it_is_a_form_is_read_as_json_first() -> None:
    node = {"type": "object", "properties": {"a": {"type": "integer"}}}
    assert decoded(b'{"a": 1}', FORM, node, under="*/*") == {"a": 1}
    assert decoded(b"a=1", FORM, node, under="*/*") == {"a": 1}
