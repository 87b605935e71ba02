"""Does a document that loads ever make the server fail, however broken it is?"""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver import MockserverError, load
from mockserver.behaviours.resources.keeping.identities import Identities
from mockserver.contract.drafts import draft_of
from mockserver.contract.wrongs import wrongs
from mockserver.engine import Engine
from mockserver.model import Operation, Request
from mockserver.state import MemoryStore, State, Transaction
from tests.documents import document, engine, giving, schema, taking

Json = Any

PET = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "id": {"type": "integer", "format": "int64", "readOnly": True},
        "name": {"type": "string", "minLength": 1, "example": "Bello"},
        "kind": {"enum": ["cat", "dog"]},
        "born": {"type": "string", "format": "date", "nullable": True},
        "friends": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
        "home": {"oneOf": [{"$ref": "#/components/schemas/House"}, {"type": "null"}]},
    },
}
HOUSE = {
    "allOf": [
        {"type": "object", "properties": {"street": {"type": "string", "pattern": "^[A-Z]+$"}}},
        {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}},
    ],
    "discriminator": {"propertyName": "form", "mapping": {"small": "#/components/schemas/House"}},
}
PROBLEM = {"type": "object", "properties": {"message": {"type": "string"}, "code": {"enum": ["bad", "gone"]}}}
REFERENCE = {"$ref": "#/components/schemas/Pet"}
ERROR = giving({"$ref": "#/components/schemas/Problem"})
LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100, "default": 10}}
SORT = {"name": "sort", "in": "query", "style": "deepObject", "explode": True, "schema": {"type": "object"}}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
MODERN = document(
    {
        "/pets": {
            "get": {
                "operationId": "listPets",
                "parameters": [LIMIT, SORT],
                "responses": {"200": giving({"type": "array", "items": REFERENCE}), "default": ERROR},
            },
            "post": {
                "operationId": "addPet",
                "security": [{"key": []}, {}],
                "requestBody": taking(REFERENCE),
                "responses": {
                    "201": giving(REFERENCE, examples={"one": {"value": {"id": 1, "name": "B"}}}),
                    "422": ERROR,
                },
                "callbacks": {"made": {"{$request.body#/url}": {"post": {"responses": {"200": {"description": "k"}}}}}},
            },
        },
        "/pets/{id}": {
            "parameters": [ID],
            "get": {"operationId": "getPet", "responses": {"200": giving(REFERENCE), "404": ERROR}},
            "put": {
                "requestBody": taking(REFERENCE, "application/xml"),
                "responses": {"200": giving(REFERENCE, "application/xml")},
            },
            "patch": {"requestBody": taking(REFERENCE, "application/merge-patch+json"), "responses": {"2XX": ERROR}},
            "delete": {"responses": {"204": {"description": "gone"}}},
        },
        "/files": {
            "post": {
                "requestBody": taking(
                    {
                        "type": "object",
                        "properties": {"file": {"type": "string", "format": "binary"}, "meta": REFERENCE},
                    },
                    "multipart/form-data",
                ),
                "responses": {"200": giving({"type": "string"}, "text/plain", example="done")},
            }
        },
    },
    components={
        "schemas": {"Pet": PET, "House": HOUSE, "Problem": PROBLEM},
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
)
OLD = {
    "swagger": "2.0",
    "info": {"title": "Shop", "version": "1"},
    "basePath": "/v1",
    "consumes": ["application/json"],
    "produces": ["application/json"],
    "definitions": {"Thing": {"type": "object", "properties": {"id": {"type": "string"}, "n": {"type": "integer"}}}},
    "paths": {
        "/things": {
            "get": {
                "parameters": [{"name": "ids", "in": "query", "type": "array", "items": {"type": "string"}}],
                "responses": {"200": {"description": "k", "schema": {"type": "array", "items": {"type": "object"}}}},
            },
            "post": {
                "parameters": [{"name": "thing", "in": "body", "schema": {"$ref": "#/definitions/Thing"}}],
                "responses": {"201": {"description": "k", "schema": {"$ref": "#/definitions/Thing"}}},
            },
        },
        "/things/{id}": {
            "get": {
                "parameters": [{"name": "id", "in": "path", "required": True, "type": "string"}],
                "responses": {"200": {"description": "k", "schema": {"$ref": "#/definitions/Thing"}}},
            }
        },
    },
}
SOUND: Mapping[str, Json] = {
    "3.1": MODERN,
    "3.0": json.loads(json.dumps({**MODERN, "openapi": "3.0.3"}).replace("House", "Home")),
    "2.0": OLD,
}

JUNK = st.sampled_from(
    [
        *(
            None,
            True,
            False,
            0,
            -1,
            10**30,
            1e308,
            "",
            "x",
            "{x}",
            "/{x}/{x}",
            "200",
            "#",
            "#/",
            "\ud83d\ude00",
            [],
            {},
            [[]],
        ),
        *({"$ref": target} for target in ("#", "#/paths", "nowhere.json", "n" * 300, "#/components/schemas/Pet", 5)),
        *({"allOf": value} for value in ([], {}, [False], [{"$ref": "#/components/schemas/Pet"}, {"type": "array"}])),
        *({"oneOf": value} for value in ([], {}, [{}, {}], [{"$ref": "#"}])),
        *({"type": value} for value in ("unknown", ["string", None], "object", "array", "integer")),
        *({"pattern": value} for value in ("(", "(a+)+$", "(?P<x", 5)),
        *({"enum": []}, {"const": None}, {"not": {}}, {"multipleOf": 0}, {"minimum": 5, "maximum": -1}, {"format": 5}),
        *(
            {"minLength": 10**12},
            {"minItems": 10**9, "type": "array"},
            {"items": []},
            {"prefixItems": {}},
            {"$id": "::"},
        ),
        *({"properties": {"a": False}, "required": ["a"]}, {"$dynamicRef": "#x"}, {"$anchor": "a b"}, {"": {}}),
        *({"discriminator": {"propertyName": 5}}, {"discriminator": {"propertyName": "kind", "mapping": {"a": "#"}}}),
        *({"content": {"application/xml": {"schema": {"type": "array", "items": {}}}}}, {"content": {"*/*": {}}}),
        *({"in": "query", "name": "q"}, {"value": 1}, {"a": {"value": 1}}, ["a", 5], {"default": {}}, {"schema": None}),
    ]
)
KEYS = st.sampled_from(
    [
        *(
            "$ref",
            "type",
            "enum",
            "default",
            "example",
            "examples",
            "required",
            "properties",
            "items",
            "content",
            "schema",
        ),
        *("in", "style", "explode", "allOf", "oneOf", "not", "format", "x-mockserver-resource", "x-mockserver-seed"),
        *("x-mockserver-error", "discriminator", "links", "callbacks", "security", "servers", "parameters", "headers"),
        *(
            "nullable",
            "additionalProperties",
            "readOnly",
            "pattern",
            "encoding",
            "999",
            "2XX",
            "get",
            "{y}",
            "/{a}",
            "",
        ),
    ]
)


def places_in(value: Json) -> Iterator[tuple[Json, str | int]]:
    """Every place of a value: what holds it, and its key there."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places_in(value[key])


@st.composite
def broken_documents(draw: st.DrawFn) -> Json:
    """A sound document with up to five things that are put in, replaced by something from elsewhere, or taken out."""
    root = copy.deepcopy(SOUND[draw(st.sampled_from(sorted(SOUND)))])
    for _ in range(draw(st.integers(1, 5))):
        places = list(places_in(root))
        holder, key = draw(st.sampled_from(places))
        match draw(st.sampled_from(("replace", "put in", "move", "take out"))):
            case "replace":
                holder[key] = copy.deepcopy(draw(JUNK))
            case "put in" if isinstance(holder, dict):
                holder[draw(KEYS)] = copy.deepcopy(draw(JUNK))
            case "move":
                other, name = draw(st.sampled_from(places))
                holder[key] = copy.deepcopy(other[name]) if other is not holder else None
            case "take out":
                del holder[key]
    return root


def requests_for(served: Engine, operation: Operation) -> Iterator[Request]:
    """Requests that keep to what is left of the document, and some that do not."""
    api = served.apis[operation.api]
    draft = draft_of(api, operation)
    yield draft.request()
    yield from (wrong.request() for wrong in list(wrongs(draft))[:3])
    path = api.prefixes(operation)[0] + operation.path.replace("{", "").replace("}", "")
    as_json = {"content-type": "application/json"}
    yield Request(operation.method, path, "limit=x&sort[a]=1", as_json, b"{")
    yield Request(operation.method, path, "", {"content-type": "application/xml"}, b"<a><b/></a>")
    yield Request(operation.method, path, "", {**as_json, "prefer": "dynamic=true"}, b'{"name": "Bello"}')


def failures_of(served: Engine) -> list[str]:
    """The requests that were answered with a server error that the document does not tell of, and the crash, if any."""
    state, found = State.new(seed="1"), []
    for operation in served.operations:
        documented = [code for code in operation.responses if code[0] in "5d" or code[0] > "5"]
        for request in requests_for(served, operation):
            outcome = served.handle(request, state)
            if outcome.traceback or (outcome.response.status >= 500 and not documented):
                found.append(f"{request.method} {request.path}: {outcome.response.status} {outcome.traceback}")
    return found


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
@given(broken_documents())
def test_a_document_that_loads_never_makes_the_server_fail(root: Json) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "shop.json"
        file.write_text(json.dumps(root), encoding="utf-8")
        try:
            served = load(file)
        except MockserverError:
            return
        assert failures_of(served) == []


@pytest.mark.parametrize("version", sorted(SOUND))
def test_what_is_broken_was_sound(version: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    file.write_text(json.dumps(SOUND[version]), encoding="utf-8")
    served = load(file)
    assert (len(served.operations) >= 3, failures_of(served)) == (True, [])


@pytest.mark.parametrize(
    "node",
    [
        pytest.param({"$ref": "#"}, id="the whole document"),
        pytest.param({"type": "object", "properties": {"a": {"$ref": "#"}}}, id="the whole document in a member"),
        pytest.param({"type": "array", "items": {"oneOf": []}}, id="no alternative"),
        pytest.param({"anyOf": {"a": {}}}, id="alternatives that are no list"),
        pytest.param({"oneOf": [{"$ref": "#"}], "discriminator": {"propertyName": "a"}}, id="a nameless branch"),
        pytest.param({"$ref": "n" * 300}, id="a name that no file can have"),
        pytest.param({"type": "string", "not": {"pattern": "("}}, id="an exclusion that cannot be understood"),
    ],
)
def test_a_schema_that_means_nothing_is_served_all_the_same(node: Json, tmp_path: Path) -> None:
    paths = {"/things": {"post": {"requestBody": taking(node), "responses": {"200": giving(node)}}}}
    served = engine(tmp_path, paths)
    assert failures_of(served) == []


def test_a_key_that_nothing_fits_is_given_up_soon() -> None:
    transaction = Transaction(MemoryStore(), seed="1")
    key = Identities("things", None, schema(False), None).new(transaction, {}, lambda key: False)
    assert (len(key), transaction.next_id("things#key") < 50) == (36, True)
