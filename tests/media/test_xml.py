"""XML becomes the value that the XML Objects of a schema say, and a value becomes that XML."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.media import decoder, encoder
from mockserver.media.xml_tree import MAX_DEPTH, MAX_NODES
from mockserver.model import Media, Schema, Violation
from tests.documents import Json, schema

XML = "application/xml"


def media(node: Json, version: str = "3.0", **parts: Json) -> Media:
    return Media(XML, schema(node, version, **parts))


def read(text: str | bytes, node: Json, version: str = "3.0", content_type: str = XML, **parts: Json) -> Any:
    body = text if isinstance(text, bytes) else text.encode()
    return decoder(content_type, media(node, version, **parts))(body)


def written(value: Json, node: Json, version: str = "3.0", **parts: Json) -> str:
    return encoder(XML, media(node, version, **parts))(value).decode()


def an_object(**properties: Json) -> Json:
    return {"type": "object", "xml": {"name": "document"}, "properties": properties}


def animals(xml: Json = None, item_xml: Json = None) -> Json:
    items = {"type": "string", **({"xml": item_xml} if item_xml else {})}
    return an_object(animals={"type": "array", "items": items, **({"xml": xml} if xml else {})})


ANIMALS = {"animals": ["dog", "cat"]}
ANIMAL = {"name": "animal"}


@pytest.mark.parametrize(
    ("node", "value", "text"),
    [
        (an_object(animals={"type": "string"}), {"animals": "dog"}, "<animals>dog</animals>"),
        (animals(), ANIMALS, "<animals>dog</animals><animals>cat</animals>"),
        (an_object(animals={"type": "string", "xml": ANIMAL}), {"animals": "dog"}, "<animal>dog</animal>"),
        (animals(None, ANIMAL), ANIMALS, "<animal>dog</animal><animal>cat</animal>"),
        (animals({"name": "aliens"}, ANIMAL), ANIMALS, "<animal>dog</animal><animal>cat</animal>"),
        (
            animals({"wrapped": True}),
            ANIMALS,
            "<animals><animals>dog</animals><animals>cat</animals></animals>",
        ),
        (
            animals({"wrapped": True, "name": "aliens"}),
            ANIMALS,
            "<aliens><aliens>dog</aliens><aliens>cat</aliens></aliens>",
        ),
        (animals({"wrapped": True}, ANIMAL), ANIMALS, "<animals><animal>dog</animal><animal>cat</animal></animals>"),
        (
            animals({"wrapped": True, "name": "aliens"}, ANIMAL),
            ANIMALS,
            "<aliens><animal>dog</animal><animal>cat</animal></aliens>",
        ),
        (animals({"wrapped": True}), {"animals": []}, "<animals></animals>"),
        (an_object(age={"type": "integer", "nullable": True}), {"age": 5}, "<age>5</age>"),
        (an_object(a={"type": "number"}, b={"type": "boolean"}), {"a": 1.5, "b": True}, "<a>1.5</a><b>true</b>"),
        (an_object(a={"type": "string"}), {"a": "<&> \r\n"}, "<a>&lt;&amp;&gt; &#13;\n</a>"),
        (an_object(a=an_object(b={"type": "integer"})), {"a": {"b": 1}}, "<document><b>1</b></document>"),
    ],
)
def test_members_are_elements_as_the_xml_objects_say(node: Json, value: Json, text: str) -> None:
    assert written(value, node) == f"<document>{text}</document>"
    assert read(f"<document>{text}</document>", node) == value


PERSON = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "name": {"type": "string", "xml": {"namespace": "http://example.com/s", "prefix": "smp"}},
    },
}


def test_attributes_prefixes_and_namespaces_are_those_of_the_schema() -> None:
    reference = {"$ref": "#/components/schemas/Person"}
    components = {"schemas": {"Person": PERSON}}
    text = '<Person id="123"><smp:name xmlns:smp="http://example.com/s">Ann</smp:name></Person>'
    assert written({"id": 123, "name": "Ann"}, reference, components=components) == text
    assert read(text, reference, components=components) == {"id": 123, "name": "Ann"}
    other_prefix = '<Person id="123" xmlns:x="http://example.com/s"><x:name>Ann</x:name></Person>'
    assert read(other_prefix, reference, components=components) == {"id": 123, "name": "Ann"}


def test_an_element_of_another_namespace_is_another_member_only_if_its_name_is_free() -> None:
    node = {**PERSON, "additionalProperties": {"type": "integer"}}
    assert read('<p id="1"><name xmlns="urn:other">5</name></p>', node) == {"id": 1, "name": 5}


def test_a_namespace_is_declared_once_for_an_element_and_its_attributes() -> None:
    space = {"namespace": "urn:a", "prefix": "a"}
    node = {
        "type": "object",
        "xml": {"name": "x", **space},
        "properties": {
            "b": {"type": "string", "xml": {"attribute": True, **space}},
            "c": {"type": "string", "xml": {"attribute": True, "namespace": "urn:c", "prefix": "a"}},
        },
    }
    text = '<a:x xmlns:a="urn:a" xmlns:a_="urn:c" a:b="1" a_:c="2"></a:x>'
    assert written({"b": "1", "c": "2"}, node) == text
    assert read(text, node) == {"b": "1", "c": "2"}


def test_a_property_may_be_the_namespace_declaration_itself() -> None:
    node = an_object(space={"type": "string", "xml": {"attribute": True, "name": "xmlns"}})
    assert read('<document xmlns="urn:a"/>', node) == {"space": "urn:a"}
    assert written({"space": "urn:a"}, node) == '<document xmlns="urn:a"></document>'


def test_null_is_an_element_that_says_nil() -> None:
    node = an_object(a={"type": ["string", "null"]}, b={"type": ["integer", "null"], "xml": {"attribute": True}})
    text = written({"a": None, "b": None}, node, "3.1")
    assert text == ('<document><a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"></a></document>')
    assert read(text, node, "3.1") == {"a": None, "b": None}


# The root


@pytest.mark.parametrize(
    ("node", "version", "name"),
    [
        ({"type": "object"}, "3.0", "xml"),
        ({"type": "object", "xml": {"name": "pet"}}, "3.0", "pet"),
        ({"$ref": "#/components/schemas/Plain"}, "3.0", "xml"),
        ({"$ref": "#/components/schemas/Plain"}, "3.2", "Plain"),
        ({"$ref": "#/components/schemas/Named"}, "3.0", "named"),
        ({"$ref": "#/components/schemas/Inside"}, "3.0", "Inside"),
        ({"$ref": "#/components/schemas/Named", "xml": {"name": "own"}}, "3.0", "named"),
        ({"$ref": "#/components/schemas/Named", "xml": {"name": "own"}}, "3.1", "own"),
        ({"allOf": [{"$ref": "#/components/schemas/Named"}]}, "3.0", "named"),
    ],
)
def test_the_root_has_the_name_that_the_schema_gives(node: Json, version: str, name: str) -> None:
    components = {
        "schemas": {
            "Plain": {"type": "object", "properties": {"a": {"type": "string"}}},
            "Named": {"type": "object", "xml": {"name": "named"}},
            "Inside": {"type": "object", "properties": {"a": {"type": "string", "xml": {"attribute": True}}}},
        }
    }
    assert written({}, node, version, components=components) == f"<{name}></{name}>"


def test_another_root_than_the_one_that_is_named_is_refused() -> None:
    found = read("<cat/>", {"type": "object", "xml": {"name": "dog"}})
    assert found == Violation(("body",), "parse", "the root element is 'cat', not 'dog'")
    assert read("<cat/>", {"type": "object"}) == {}


PETS = {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}
PET = {"type": "object", "xml": {"name": "pet"}, "properties": {"id": {"type": "integer"}}}


def test_a_list_is_an_element_of_its_items() -> None:
    components = {"schemas": {"Pet": PET}}
    text = "<xml><pet><id>1</id></pet><pet><id>2</id></pet></xml>"
    assert written([{"id": 1}, {"id": 2}], PETS, components=components) == text
    assert read(text, PETS, components=components) == [{"id": 1}, {"id": 2}]


def test_items_at_the_beginning_of_a_list_have_their_own_names() -> None:
    node = {
        "type": "array",
        "xml": {"name": "Two", "nodeType": "element"},
        "prefixItems": [{"type": "string", "xml": {"name": "A"}}, {"type": "number", "xml": {"name": "B"}}],
    }
    assert written(["x", 2], node, "3.2") == "<Two><A>x</A><B>2</B></Two>"
    assert read("<Two><A>x</A><B>2</B></Two>", node, "3.2") == ["x", 2]


def test_an_element_may_have_attributes_and_a_text() -> None:
    node = an_object(
        kind={"type": "string", "xml": {"nodeType": "attribute"}},
        name={"type": "string", "xml": {"nodeType": "text"}},
    )
    assert written({"kind": "Cat", "name": "Tom"}, node, "3.2") == '<document kind="Cat">Tom</document>'
    assert read('<document kind="Cat"><![CDATA[To]]>m</document>', node, "3.2") == {"kind": "Cat", "name": "Tom"}


def test_since_3_2_a_property_that_refers_is_called_like_its_component() -> None:
    node = an_object(owner={"$ref": "#/components/schemas/Person"})
    components = {"schemas": {"Person": {"type": "object", "properties": {"id": {"type": "integer"}}}}}
    assert written({"owner": {"id": 1}}, node, "3.1", components=components) == (
        "<document><owner><id>1</id></owner></document>"
    )
    assert written({"owner": {"id": 1}}, node, "3.2", components=components) == (
        "<document><Person><id>1</id></Person></document>"
    )


# Values


@pytest.mark.parametrize(
    ("text", "node", "value"),
    [
        ("<a>5</a>", {"type": "integer"}, 5),
        ("<a> 5 </a>", {"type": "integer"}, 5),
        ("<a> 5 </a>", {"type": "string", "xml": {"name": "a"}}, "<a> 5 </a>"),
        ("<a>x</a>", {"type": "integer"}, "x"),
        ("<a><b>1</b><b>2</b></a>", an_object(b={"type": "integer"}) | {"xml": {}}, {"b": [1, 2]}),
        ("<a/>", {"type": "object", "required": ["b"], "properties": {"b": {"type": "array"}}}, {"b": []}),
        ("<a/>", {"type": "object", "properties": {"b": {"type": "array"}}}, {}),
        ("<a x='1'><b>2</b><c/><c/></a>", {"type": "object"}, {"b": "2", "c": ["", ""], "x": "1"}),
        ("<a x='1'>t</a>", {"type": "object"}, {"x": "1", "#text": "t"}),
        ("<a>t</a>", {"type": "object"}, "t"),
        ("<a>\n  <b>x</b>\n</a>", {"type": "object"}, {"b": "x"}),
        ("<a><n>1</n></a>", {"type": "object", "additionalProperties": {"type": "integer"}}, {"n": 1}),
        ("<a><n>5</n></a>", {"oneOf": [{"$ref": "#/b"}, {"type": "object"}]}, {"n": 5}),
    ],
)
def test_texts_become_what_the_schema_expects(text: str, node: Json, value: Json) -> None:
    b = {"type": "object", "properties": {"n": {"type": "integer"}}}
    assert read(text, node, b=b) == value


def test_a_recursive_schema_is_followed_as_deep_as_the_document_goes() -> None:
    node = {"$ref": "#/tree"}
    tree = {
        "type": "object",
        "properties": {"n": {"type": "integer"}, "child": {"type": "array", "items": {"$ref": "#/tree"}}},
    }
    text = "<t><n>1</n><child><n>2</n><child><n>3</n></child></child></t>"
    assert read(text, node, tree=tree) == {"n": 1, "child": [{"n": 2, "child": [{"n": 3}]}]}


@pytest.mark.parametrize("example", ["<any>thing</any>", "\n<?xml version='1.0'?><a/>"])
def test_an_example_that_is_xml_stays_as_it_is(example: str) -> None:
    assert written(example, {"type": "object"}) == example


def test_a_name_that_xml_does_not_allow_is_made_one() -> None:
    node = {"type": "object", "properties": {"1 a": {"type": "string"}}}
    text = written({"1 a": "x"}, node)
    assert text == "<xml><_1_a>x</_1_a></xml>"
    assert read(text, node) == {"1 a": "x"}


def test_a_body_without_a_schema_stays_bytes() -> None:
    assert decoder(XML, Media(XML, None))(b"<a/>") == b"<a/>"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (XML, "<?xml version='1.0' encoding='iso-8859-1'?><a><b>ä</b></a>".encode("latin-1")),
        ("text/xml; charset=iso-8859-1", "<a><b>ä</b></a>".encode("latin-1")),
        ("application/a+xml; charset=utf-16", "<a><b>ä</b></a>".encode("utf-16")),
        (XML, "<a><b>ä</b></a>".encode("utf-16")),
    ],
)
def test_xml_is_read_in_its_charset(content_type: str, body: bytes) -> None:
    assert read(body, {"type": "object"}, content_type=content_type) == {"b": "ä"}


def test_xml_is_written_in_its_charset() -> None:
    node = media({"type": "object"})
    assert encoder("text/xml; charset=us-ascii", node)({"b": "ä"}) == b"<xml><b>&#228;</b></xml>"


# What is refused


BOMB = "<!DOCTYPE a [<!ENTITY x '{}'><!ENTITY y '&x;&x;'>]><a>&y;</a>".format("x" * 10)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "the body is not valid XML: no element found (line 1, column 1)"),
        ("<a>", "the body is not valid XML: no element found (line 1, column 4)"),
        ("<a></b>", "the body is not valid XML: mismatched tag (line 1, column 6)"),
        ("<a>&nbsp;</a>", "the body is not valid XML: undefined entity (line 1, column 4)"),
        ("<x:a/>", "the body is not valid XML: unbound prefix (line 1, column 1)"),
        ('{"a": 1}', "the body is not valid XML: not well-formed (invalid token) (line 1, column 1)"),
        ("<a/>\n<b/>", "the body is not valid XML: junk after document element (line 2, column 1)"),
        (BOMB, "the body is not taken: it has a document type"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "the body is not taken: it has a document type"),
        ("<?xml version='1.0' encoding='klingon'?><a/>", "the body is not taken: its encoding 'klingon' is not known"),
        ("<?xml version='1.0' encoding='idna'?><a/>", "the body is not taken: its encoding 'idna' is not known"),
        ("<?xml version='1.0' encoding='gb18030'?><a/>", "the body is not valid XML: its encoding is not known"),
        ("<a>" * (MAX_DEPTH + 1), f"the body is not taken: it is nested deeper than {MAX_DEPTH} levels"),
        ("<a>" + "<b/>" * MAX_NODES, f"the body is not taken: it has more than {MAX_NODES} elements and attributes"),
    ],
)
def test_what_is_no_xml_or_could_do_harm_is_told(body: str, message: str) -> None:
    assert read(body, {"type": "object"}) == Violation(("body",), "parse", message)


def test_elements_may_be_nested_to_a_limit() -> None:
    found = read("<a>" * MAX_DEPTH + "</a>" * MAX_DEPTH, {"type": "object"})
    depth = 1
    while isinstance(found, dict):
        depth, found = depth + 1, found.get("a")
    assert depth == MAX_DEPTH


def test_many_members_beside_many_elements_are_read_in_time() -> None:
    node = {"type": "object", "properties": {f"p{i}": {"type": "string"} for i in range(1_000)}}
    body = "<a>" + "".join(f"<p{i}/>" for i in range(1_000)) * 50 + "</a>"
    assert len(read(body, node)) == 1_000


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=60) | st.text("<>/a=&;! '?xml[]CDAT-", max_size=60).map(str.encode))
def test_no_bytes_make_it_crash(body: bytes) -> None:
    found = read(body, PERSON)
    assert isinstance(found, Violation | dict | str)


# What was written is read again


NAMES = st.text(st.characters(codec="ascii", categories=["Lu", "Ll"]), min_size=1, max_size=5)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=8)
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "string": TEXTS,
    "integer": st.integers(-(10**20), 10**20),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
}
XMLS = st.sampled_from([{}, {"attribute": True}, {"namespace": "urn:n"}, {"namespace": "urn:p", "prefix": "p"}])


@st.composite
def shaped(draw: st.DrawFn, depth: int = 2) -> tuple[Json, Json]:
    """A schema with a value that obeys it."""
    kind = draw(st.sampled_from(["object", "array", *SCALARS] if depth else [*SCALARS]))
    if kind == "array":
        item, value = draw(shaped(0))
        count = draw(st.integers(1, 3))
        values = [value, *(draw(SCALARS[item["type"]]) for _ in range(count))]
        return {"type": "array", "items": item, "xml": {"wrapped": draw(st.booleans())}}, values
    if kind == "object":
        members = draw(st.dictionaries(NAMES, shaped(depth - 1), max_size=4))
        properties: Json = {name: node for name, (node, _) in members.items()}
        for node in properties.values():
            if node["type"] in SCALARS:
                node["xml"] = draw(XMLS)
        return {"type": "object", "properties": properties}, {name: value for name, (_, value) in members.items()}
    return {"type": kind}, draw(SCALARS[kind])


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(NAMES, shaped(), min_size=1, max_size=5))
def test_any_value_is_read_as_it_was_written(members: dict[str, tuple[Json, Json]]) -> None:
    node = {"type": "object", "properties": {name: child for name, (child, _) in members.items()}}
    value = {name: member for name, (_, member) in members.items()}
    body = encoder(XML, media(node))(value)
    assert decoder(XML, media(node))(body) == value


def test_a_shape_that_nobody_knows_is_read_without_one() -> None:
    root = {"schema": {"$ref": "#/gone"}}
    found = decoder(XML, Media(XML, Schema(root, "/schema", "3.0", "shop.json")))(b"<a><b>1</b></a>")
    assert found == {"b": "1"}
