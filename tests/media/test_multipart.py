"""Parts become the value that the schema and its Encoding Objects say, and a value becomes such parts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.media import decoder, encoder, reading, written_type
from mockserver.media.multipart import MAX_HEADERS, MAX_MARKS, MAX_PARTS, Part, split
from mockserver.model import Location, Media, Schema, Violation
from mockserver.schema import Validator
from tests.documents import Json, schema

FORM = "multipart/form-data"
TYPED = f"{FORM}; boundary=b"
PNG = b"\x89PNG\r\n\x1a\n\x00"


def media(node: Json, name: str = FORM, version: str = "3.1", **more: Json) -> Media:
    """The Media Type Object at `/media` of a document, with all that stands in it."""
    item = more.get("itemSchema")
    root = {"media": {"schema": node, **more}, "components": more.get("components", {})}
    return Media(
        name,
        None if node is None else Schema(root, "/media/schema", version, "shop.json"),
        {},
        more.get("encoding", {}),
        Schema(root, "/media/itemSchema", version, "shop.json") if item is not None else None,
        more.get("prefixEncoding", ()),
        more.get("itemEncoding", {}),
    )


def part(content: bytes | str, head: str = 'Content-Disposition: form-data; name="a"') -> bytes:
    raw = content.encode() if isinstance(content, str) else content
    return f"--b\r\n{head}\r\n\r\n".encode() + raw + b"\r\n"


def named(name: str, content: bytes | str, *heads: str, filename: str | None = None) -> bytes:
    file = "" if filename is None else f'; filename="{filename}"'
    return part(content, "\r\n".join((f'Content-Disposition: form-data; name="{name}"{file}', *heads)))


def read(*parts: bytes, node: Json, content_type: str = TYPED, **more: Json) -> Any:
    name = content_type.partition(";")[0]
    return decoder(content_type, media(node, name, **more))(b"".join(parts) + b"--b--\r\n")


def an_object(**properties: Json) -> Json:
    return {"type": "object", "properties": properties}


FILE = {"type": "string", "format": "binary"}
INTEGER = {"type": "integer"}
POINT = an_object(x=INTEGER)


# Parts


def test_parts_have_headers_names_and_bytes() -> None:
    body = named("a", "1") + named("f", PNG, "Content-Type: image/png", filename="a;b.png") + b"--b--"
    disposition = 'form-data; name="f"; filename="a;b.png"'
    assert split(body, "b") == (
        Part({"content-disposition": 'form-data; name="a"'}, b"1", "a"),
        Part({"content-disposition": disposition, "content-type": "image/png"}, PNG, "f", "a;b.png"),
    )


@pytest.mark.parametrize(
    ("body", "contents"),
    [
        (b"--b\r\n\r\nx\r\n--b--\r\n", [b"x"]),
        (b"--b\n\nx\n--b--\n", [b"x"]),
        (b"preamble\r\n--b  \r\n\r\nx\r\n--b--\r\nepilogue\r\n--b\r\n\r\ny", [b"x"]),
        (b"--b\r\n\r\n--bc\r\n--b--", [b"--bc"]),
        (b"--b\r\n\r\na\r\n\r\nb\r\n\r\n--b--", [b"a\r\n\r\nb\r\n"]),
        (b"--b\r\nContent-Transfer-Encoding: base64\r\n\r\neHl6\r\neHl6\r\n--b--", [b"xyzxyz"]),
        (b"--b\r\nContent-Transfer-Encoding: Quoted-Printable\r\n\r\na=20=C3=A4\r\n--b--", ["a ä".encode()]),
        (b"--b--\r\n", []),
    ],
)
def test_what_stands_between_the_boundaries_is_a_part(body: bytes, contents: list[bytes]) -> None:
    found = split(body, "b")
    assert not isinstance(found, Violation)
    assert [one.content for one in found] == contents


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ('name="a b"', "a b"),
        ("name=ab", "ab"),
        (r'name="a\"b"', 'a"b'),
        ('name="a%22b%0D%0A%41"', 'a"b\r\n%41'),
        ("filename=x; NAME=ä", "ä"),
        (' \r\n  name="folded"', "folded"),
    ],
)
def test_a_name_is_read_in_every_spelling(spelling: str, name: str) -> None:
    found = split(part("", f"Content-Disposition: form-data; {spelling}") + b"--b--", "b")
    assert not isinstance(found, Violation)
    assert found[0].name == name


@pytest.mark.parametrize(
    ("body", "boundary", "message"),
    [
        (b"--b--", "", "the content type has no usable 'boundary'"),
        (b"--b--", "b" * 201, "the content type has no usable 'boundary'"),
        (b"", "b", "the boundary is missing"),
        (b"a=1", "b", "the boundary is missing"),
        (b"--b\r\n\r\nx\r\n", "b", "the body ends without the closing boundary"),
        (b"--b\r\n\r\nx\r\n--b", "b", "the body ends without the closing boundary"),
        (b"--b" * (MAX_MARKS + 1), "b", "the boundary stands in the body too often"),
        (b"--b\r\nx\r\n--b--", "b", "part 0 has no empty line after its headers"),
        (b"--b\r\n\r\n\r\n" * (MAX_PARTS + 1) + b"--b--", "b", f"the body has more than {MAX_PARTS} parts"),
        (part("", "X: " + "y" * MAX_HEADERS) + b"--b--", "b", f"part 0 has more than {MAX_HEADERS} bytes of headers"),
        (
            part("%%%", "Content-Transfer-Encoding: base64") + b"--b--",
            "b",
            "part 0 is not in the encoding that its header says",
        ),
    ],
)
def test_a_body_that_is_no_multipart_is_told(body: bytes, boundary: str, message: str) -> None:
    assert split(body, boundary) == Violation(("body",), "parse", message)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.sampled_from([b"--b", b"--", b"\r\n", b"\n", b" ", b"x", b"Content-Type: ", b";name=", b'"']), max_size=30
    )
)
def test_no_bytes_make_it_crash(pieces: list[bytes]) -> None:
    body = b"".join(pieces)
    found = decoder(TYPED, media(an_object(a=INTEGER)))(body)
    assert isinstance(found, Violation | dict)


# Values


@pytest.mark.parametrize(
    ("parts", "node", "value"),
    [
        ([named("a", "1")], an_object(a=INTEGER), {"a": 1}),
        ([named("a", "x")], an_object(a=INTEGER), {"a": "x"}),
        ([named("a", "1"), named("a", "2")], an_object(a={"type": "array", "items": INTEGER}), {"a": [1, 2]}),
        ([named("a", "1")], an_object(a={"type": "array", "items": INTEGER}), {"a": [1]}),
        ([named("a[]", "1"), named("a[]", "2")], an_object(a={"type": "array", "items": INTEGER}), {"a": [1, 2]}),
        ([named("a[1]", "2"), named("a[0]", "1")], an_object(a={"type": "array", "items": INTEGER}), {"a": [1, 2]}),
        ([named("a[x]", "1")], an_object(a=POINT), {"a": {"x": 1}}),
        ([named("a", '{"x": 1}')], an_object(a=POINT), {"a": {"x": 1}}),
        ([named("a", "{")], an_object(a=POINT), {"a": "{"}),
        ([named("a", '{"x": 1}', "Content-Type: application/json")], an_object(a=POINT), {"a": {"x": 1}}),
        ([named("a", '{"x": 1}')] * 2, an_object(a={"type": "array", "items": POINT}), {"a": [{"x": 1}] * 2}),
        ([named("a", '[{"x": 1}]')], an_object(a={"type": "array", "items": POINT}), {"a": [{"x": 1}]}),
        ([named("a", "<p><x>1</x></p>", "Content-Type: application/xml")], an_object(a=POINT), {"a": {"x": 1}}),
        ([named("f", PNG, filename="x.png")], an_object(f=FILE), {"f": PNG}),
        ([named("f", b"{}", "Content-Type: application/json", filename="x")], an_object(f=FILE), {"f": b"{}"}),
        ([named("f", b"t", "Content-Type: text/plain")], an_object(f={"type": "file"}), {"f": b"t"}),
        ([named("f", PNG)] * 2, an_object(f={"type": "array", "items": FILE}), {"f": [PNG, PNG]}),
        ([named("f", PNG)], an_object(f={"type": "string", "contentMediaType": "image/png"}), {"f": PNG}),
        ([named("f", b"x", filename="x")], an_object(f={}), {"f": b"x"}),
        ([named("f", b"x")], an_object(f={}), {"f": "x"}),
        ([named("f", PNG)], an_object(f={}), {"f": PNG}),
        (
            [named("f", "YWJj", "Content-Type: application/octet-stream", filename="x")],
            an_object(f={"type": "string", "format": "byte"}),
            {"f": "YWJj"},
        ),
        (
            [named("a", b"\xe4", "Content-Type: text/plain; charset=latin-1")],
            an_object(a={"type": "string"}),
            {"a": "ä"},
        ),
        ([named("a", '"x"', "Content-Type: application/json")], an_object(a={"type": "string"}), {"a": "x"}),
        ([named("a", "5", "Content-Type: application/json")], an_object(a={"type": "string"}), {"a": "5"}),
        ([named("b", "1"), named("c", "x"), named("c", "y")], an_object(a=INTEGER), {"b": "1", "c": ["x", "y"]}),
        ([named("n", "5")], {"type": "object", "additionalProperties": INTEGER}, {"n": 5}),
    ],
)
def test_parts_become_what_the_schema_expects(parts: list[bytes], node: Json, value: Json) -> None:
    assert read(*parts, node=node) == value


def test_a_part_that_says_what_it_is_must_be_that() -> None:
    found = read(named("a", "{", "Content-Type: application/json"), node=an_object(a=POINT))
    assert isinstance(found, Violation)
    assert (found.location, found.keyword) == (("body", "a"), "parse")
    assert found.message.startswith("the part 'a' is not valid JSON: ")


def test_a_part_of_a_form_needs_a_name() -> None:
    found = read(part("x", "Content-Disposition: form-data"), node=an_object(a=INTEGER))
    assert found == Violation(("body",), "parse", "a part has no name in its 'Content-Disposition'")


@pytest.mark.parametrize(
    ("encoding", "parts", "value"),
    [
        ({"style": "form", "explode": False}, [named("t", "a,b")], ["a", "b"]),
        ({"style": "form", "explode": True}, [named("t", "a,b"), named("t", "c%20+d")], ["a,b", "c%20+d"]),
        ({"style": "pipeDelimited"}, [named("t", "a|b")], ["a", "b"]),
    ],
)
def test_a_part_may_have_a_style(encoding: Json, parts: list[bytes], value: Json) -> None:
    node = an_object(t={"type": "array", "items": {"type": "string"}})
    assert read(*parts, node=node, encoding={"t": encoding}) == {"t": value}


@pytest.mark.parametrize(("stated", "good"), [("image/png", True), ("image/jpeg; q=1", True), ("text/html", False)])
def test_a_part_has_one_of_the_content_types_of_its_encoding(stated: str, good: bool) -> None:
    encoding = {"f": {"contentType": "image/png, image/jp*, image/*"}}
    found = read(named("f", PNG, f"Content-Type: {stated}"), node=an_object(f=FILE), encoding=encoding)
    message = "the part 'f' must be image/png, image/jp*, image/*, not 'text/html'"
    assert found == ({"f": PNG} if good else Violation(("body", "f"), "contentType", message))


def test_the_default_of_a_part_is_the_content_type_of_its_encoding() -> None:
    node = an_object(a={"type": "array", "items": POINT})
    found = read(named("a", "<p><x>1</x></p>"), node=node, encoding={"a": {"contentType": "application/xml"}})
    assert found == {"a": [{"x": 1}]}


def test_a_field_of_swagger_that_must_not_be_empty_is_told() -> None:
    found = read(named("a", ""), node=an_object(a={"type": "string", "allowEmptyValue": False}))
    assert found == Violation(("body", "a"), "allowEmptyValue", "the part 'a' must not be empty")


# Headers of parts


def judge(node: Schema) -> Any:
    def violations(value: Any, location: Location) -> tuple[Violation, ...]:
        return Validator(node, "request").violations(value, location)

    return violations


HEADERS: Json = {
    "X-Size": {"required": True, "schema": INTEGER},
    "X-Tag": {"$ref": "#/components/headers/Tag"},
    "Content-Type": {"required": True, "schema": {"enum": ["never/this"]}},
}
TAG = {"headers": {"Tag": {"schema": {"type": "string", "maxLength": 2}}}}


@pytest.mark.parametrize(
    ("heads", "keyword"),
    [
        (["X-Size: 5"], None),
        (["x-size: 5", "X-Tag: ab"], None),
        ([], "required"),
        (["X-Size: big"], "type"),
        (["X-Size: 5", "X-Tag: abc"], "maxLength"),
    ],
)
def test_the_headers_of_a_part_are_judged(heads: list[str], keyword: str | None) -> None:
    described = media(an_object(f=FILE), encoding={"f": {"headers": HEADERS}}, components=TAG)
    body = named("f", PNG, *heads) + b"--b--"
    found = reading(TYPED, described, judge).decode(body)
    if keyword is None:
        assert found == {"f": PNG}
    else:
        assert isinstance(found, Violation)
        assert (found.location, found.keyword) == (("body", "f"), keyword)


# Parts in their order


MIXED = "multipart/mixed; boundary=b"


def test_parts_without_names_are_a_list() -> None:
    node = {"type": "array", "prefixItems": [POINT, {}], "items": {"type": "string"}}
    parts = [part('{"x": 1}', "X: y"), part(PNG, "Content-Type: image/png"), part("5", "X: y"), part("6", "X: y")]
    assert read(*parts, node=node, content_type=MIXED) == [{"x": 1}, PNG, "5", "6"]


def test_parts_at_a_place_have_their_encoding() -> None:
    node = {"type": "array", "prefixItems": [POINT], "items": FILE}
    more: Json = {"prefixEncoding": [{}], "itemEncoding": {"contentType": "image/*"}}
    good = read(part('{"x": 1}', "X: y"), part(PNG, "Content-Type: image/png"), node=node, content_type=MIXED, **more)
    assert good == [{"x": 1}, PNG]
    bad = read(part('{"x": 1}', "X: y"), part("x", "Content-Type: text/plain"), node=node, content_type=MIXED, **more)
    assert bad == Violation(("body", 1), "contentType", "the part '1' must be image/*, not 'text/plain'")


def test_each_part_may_be_an_item_of_a_stream() -> None:
    described = media(None, "multipart/mixed", itemSchema=POINT)
    found = reading(MIXED, described)
    assert found.decode(part('{"x": 1}', "X: y") + part('{"x": 2}', "X: y") + b"--b--") == [{"x": 1}, {"x": 2}]
    assert found.schema is not None
    violations = Validator(found.schema, "request").violations([{"x": 1}, {"x": "y"}], ("body",))
    assert [(one.location, one.keyword) for one in violations] == [(("body", 1, "x"), "type")]


def test_parts_without_names_take_the_properties_in_their_order() -> None:
    node = an_object(meta=POINT, file=FILE)
    found = read(part('{"x": 1}', "X: y"), part(PNG, "Content-Type: image/png"), node=node, content_type=MIXED)
    assert found == {"meta": {"x": 1}, "file": PNG}


def test_a_part_may_have_parts() -> None:
    inner = b"--c\r\n\r\n1\r\n--c\r\n\r\nx\r\n--c--"
    node = {"type": "array", "items": {"type": "array", "prefixItems": [INTEGER, {"type": "string"}]}}
    found = read(part(inner, "Content-Type: multipart/mixed; boundary=c"), node=node, content_type=MIXED)
    assert found == [[1, "x"]]


def test_parts_within_parts_end_somewhere() -> None:
    body = b"x"
    for _ in range(200):
        body = b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + body
    found = read(body, node={"type": "array", "items": {}}, content_type=MIXED)
    assert isinstance(found, list | Violation)


# What was written is read again


def test_bytes_are_judged_as_texts_of_the_same_length() -> None:
    found = reading(TYPED, media(an_object(f=FILE, g={"type": "array", "items": FILE})))
    assert found.binary
    assert found.judged({"f": PNG, "g": [b"\xff"], "h": 1}) == {"f": PNG.decode("latin-1"), "g": ["\xff"], "h": 1}


def test_an_answer_has_the_boundary_that_its_body_has() -> None:
    described = media(an_object(a=INTEGER, p=POINT, f=FILE))
    content_type = written_type(FORM)
    body = encoder(content_type, described)({"a": 1, "p": {"x": 2}, "f": "bytes"})
    assert decoder(content_type, described)(body) == {"a": 1, "p": {"x": 2}, "f": b"bytes"}
    assert written_type("multipart/mixed; boundary=own") == "multipart/mixed; boundary=own"
    assert written_type("text/plain") == "text/plain"


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES: dict[str, tuple[Json, st.SearchStrategy[Any]]] = {
    "text": ({"type": "string"}, TEXTS),
    "count": (INTEGER, st.integers()),
    "flag": ({"type": "boolean"}, st.booleans()),
    "rate": ({"type": "number"}, st.floats(allow_nan=False, allow_infinity=False)),
    "file": (FILE, st.binary(max_size=20)),
    "files": ({"type": "array", "items": FILE}, st.lists(st.binary(max_size=20), min_size=1, max_size=3)),
    "texts": ({"type": "array", "items": {"type": "string"}}, st.lists(TEXTS, min_size=1, max_size=3)),
    "point": (POINT, st.fixed_dictionaries({"x": st.integers(-(2**53), 2**53)})),
    "points": (
        {"type": "array", "items": POINT},
        st.lists(st.fixed_dictionaries({"x": st.integers(-9, 9)}), min_size=1, max_size=3),
    ),
}


@settings(deadline=None, max_examples=200)
@given(st.fixed_dictionaries({}, optional={name: values for name, (_, values) in VALUES.items()}))
def test_any_value_is_read_as_it_was_written(value: Json) -> None:
    described = media(an_object(**{name: node for name, (node, _) in VALUES.items()}))
    content_type = written_type(FORM)
    assert decoder(content_type, described)(encoder(content_type, described)(value)) == value


def test_a_schema_that_is_nowhere_leaves_texts_and_bytes() -> None:
    body = named("a", "1") + named("f", PNG, "Content-Type: image/png") + b"--b--"
    assert decoder(TYPED, Media(FORM, None))(body) == {"a": "1", "f": PNG}
    assert decoder(TYPED, Media(FORM, schema(True)))(body) == {"a": "1", "f": PNG}
