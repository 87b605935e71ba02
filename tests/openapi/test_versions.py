"""What a version of OpenAPI has of its own is understood in that version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver import load
from mockserver.model import Operation
from mockserver.openapi import Document, read_operations
from tests.documents import OK, Json, ask, document, giving, taking, written


def offered(item: Json, openapi: str = "3.2.0", **parts: Json) -> tuple[Operation, ...]:
    root = {"openapi": openapi, "info": {"title": "Shop", "version": "1"}, "paths": {"/a": item}, **parts}
    return read_operations(Document.of("shop", "shop.json", root)).operations


def methods(item: Json, openapi: str = "3.2.0") -> list[str]:
    return [operation.method for operation in offered(item, openapi)]


ITEM: Json = {
    "get": {"responses": OK},
    "query": {"responses": OK},
    "additionalOperations": {"COPY": {"responses": OK}, "Link": {"operationId": "link", "responses": OK}},
}


@pytest.mark.parametrize(
    ("openapi", "expected"),
    [("3.2.0", ["GET", "QUERY", "COPY", "Link"]), ("3.1.1", ["GET"]), ("3.0.4", ["GET"])],
)
def test_query_and_further_methods_are_of_3_2(openapi: str, expected: list[str]) -> None:
    assert methods(ITEM, openapi) == expected


def test_a_further_method_has_its_place_and_its_id() -> None:
    copy, link = offered(ITEM)[2:]
    assert (copy.id, copy.source.pointer) == ("copy /a", "/paths/~1a/additionalOperations/COPY")
    assert link.id == "link"


def test_a_whole_query_string_is_one_parameter() -> None:
    content = {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}
    (found,) = offered({"get": {"parameters": [{"name": "q", "in": "querystring", "content": content}]}})[0].parameters
    assert (found.place, found.style, found.media_type) == ("query", "querystring", "application/x-www-form-urlencoded")


def test_a_query_and_a_query_string_are_judged(tmp_path: Path) -> None:
    form = {"application/x-www-form-urlencoded": {"schema": {"type": "object", "required": ["a"]}}}
    listed = {"parameters": [{"name": "q", "in": "querystring", "required": True, "content": form}], "responses": OK}
    item = {"get": listed, "query": {"requestBody": taking({"type": "object"}), "responses": OK}}
    engine = load(written(tmp_path, {**document({"/a": item}), "openapi": "3.2.0"}))
    assert [ask(engine, "QUERY", "/a", body).status for body in ({}, [])] == [200, 422]
    assert [ask(engine, "GET", "/a", query=query).status for query in ("a=1", "b=1", "")] == [200, 422, 422]


def media(node: Json, **components: Json) -> Any:
    item = {"get": {"responses": {"200": {"content": {"application/jsonl": node}}}}}
    return offered(item, components=components)[0].responses["200"].content["application/jsonl"]


def test_the_items_of_a_sequence_have_their_schema() -> None:
    found = media({"itemSchema": {"type": "integer"}})
    assert (found.schema, found.item_schema.node) == (None, {"type": "integer"})


def test_the_parts_of_a_sequence_have_their_encodings() -> None:
    found = media({"prefixEncoding": [{"contentType": "a/b"}, 5], "itemEncoding": {"contentType": "c/d"}})
    assert (found.prefix_encoding, found.item_encoding) == ([{"contentType": "a/b"}, {}], {"contentType": "c/d"})


def test_a_media_type_may_stand_elsewhere() -> None:
    shared = {"lines": {"itemSchema": {"type": "integer"}, "examples": {"one": {"dataValue": [1]}}}}
    found = media({"$ref": "#/components/mediaTypes/lines"}, mediaTypes=shared)
    assert (found.item_schema.node, found.examples) == ({"type": "integer"}, {"one": [1]})


@pytest.mark.parametrize(
    ("media_type", "text", "value"),
    [
        ("application/json", '{"a": 1}', {"a": 1}),
        ("application/vnd.it+json; v=1", "[1]", [1]),
        ("application/json", "{", "{"),
        ("application/jsonl", "1", "1"),
        ("text/plain", "[1]", "[1]"),
    ],
)
def test_an_example_may_be_written_as_it_is_sent(media_type: str, text: str, value: Json) -> None:
    answer = {"content": {media_type: {"examples": {"one": {"serializedValue": text}}}}}
    (found,) = offered({"get": {"responses": {"200": answer}}})[0].responses["200"].content.values()
    assert found.examples == {"one": value}


def test_its_schemas_are_those_of_3_1() -> None:
    item = {"get": {"responses": {"200": giving({"type": ["integer", "null"]})}}}
    schema = offered(item)[0].responses["200"].content["application/json"].schema
    assert schema is not None
    assert (schema.version, schema.types()) == ("3.2", frozenset(("integer", "null")))


# 2.0


def swagger(answer: Json, **parts: Json) -> dict[str, Any]:
    paths = {"/a": {"get": {"responses": {"200": answer}}}}
    root = {"swagger": "2.0", "paths": paths, **parts}
    content = read_operations(Document.of("shop", "shop.json", root)).operations[0].responses["200"].content
    return {key: media.examples for key, media in content.items()}


@pytest.mark.parametrize("key", ["*/*", "application/*", "response", "ok"])
def test_an_example_of_no_media_type_is_one_of_all_that_are_produced(key: str) -> None:
    answer = {"description": "good", "schema": {"type": "integer"}, "examples": {key: 5}}
    assert swagger(answer, produces=["a/b", "c/d"]) == {"a/b": {"example": 5}, "c/d": {"example": 5}}


def test_an_example_of_a_media_type_is_its_own() -> None:
    answer = {"description": "good", "schema": {"type": "integer"}, "examples": {"A/B": 5, "*/*": 6}}
    assert swagger(answer, produces=["a/b", "c/d"]) == {"a/b": {"example": 5}, "c/d": {"example": 6}}


@pytest.mark.parametrize(
    ("collection", "style"),
    [("csv", "simple"), ("ssv", "spaceDelimited"), ("tsv", "tabDelimited"), ("pipes", "pipeDelimited")],
)
def test_a_header_of_an_answer_has_its_collection_format(collection: str, style: str) -> None:
    header = {"type": "array", "items": {"type": "integer"}, "collectionFormat": collection}
    root = {"swagger": "2.0", "paths": {"/a": {"get": {"responses": {"200": {"headers": {"X-A": header}}}}}}}
    (found,) = read_operations(Document.of("shop", "shop.json", root)).operations
    assert found.responses["200"].headers["X-A"].style == style
