"""Whatever surrounds the place for a message, the message is told there; in XML and in text as in JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mockserver.mocking.errors import ErrorForm, Trouble
from mockserver.model import Request, Schema, Violation
from tests.documents import ask, engine, giving, taking

Node = dict[str, Any]

TEXT: Node = {"type": "string"}
MESSAGES = (
    *("message", "msg", "detail", "description", "error_message", "errorMessage", "userMessage", "explanation"),
    *("problem", "reason", "mensaje", "meldung", "messaggio", "mensagem", "Message", "descripcion", "errorText"),
)
BESIDE: dict[str, Node] = {
    "code": TEXT,
    "errorCode": {"type": "string", "enum": ["OTHER", "MISSING", "NOT_FOUND", "UNAUTHORIZED"]},
    "status": {"type": "integer"},
    "statusCode": {"type": "string"},
    "timestamp": {"type": "string", "format": "date-time"},
    "requestId": TEXT,
    "field": TEXT,
    "rejectedValue": {},
    "type": {"type": "string", "format": "uri"},
    "@type": TEXT,
    "docs_url": TEXT,
    "retry": {"type": "boolean"},
    "links": {"type": "array", "items": {"type": "object", "properties": {"href": TEXT, "rel": TEXT}}},
    "meta": {"type": "object", "properties": {"requestId": TEXT}},
}
VIOLATIONS = [
    (422, Violation(("body", "pet", "name"), "required", "'name' is required")),
    (400, Violation(("query", "limit"), "type", "must be integer, not text", value="x")),
    (400, Violation(("body",), "parse", "not JSON: unexpected end")),
    (401, Violation(("security",), "security", "no valid credential was given")),
    (404, Violation(("path", "id"), "notFound", "there is no pet '7'", value="7")),
    (409, Violation(("body", "name"), "duplicate", "'Rex' is there already", value={"first": "Rex"})),
]


@st.composite
def errors(draw: st.DrawFn) -> Node:
    """An object that has a message among other members, all of which must be there or none."""
    names = draw(st.lists(st.sampled_from(sorted(BESIDE)), max_size=5, unique=True))
    own: Node = draw(st.sampled_from([TEXT, {**TEXT, "minLength": 1}, {**TEXT, "maxLength": 200}]))
    members = [(draw(st.sampled_from(MESSAGES)), own), *((name, BESIDE[name]) for name in names)]
    properties = dict(draw(st.permutations(members)))
    required = draw(st.sampled_from([[], sorted(properties)]))
    return {"type": "object", "properties": properties, "required": required}


def bodies(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """What an error may stand in: an object, a list of errors, or one of several bodies."""
    silent: Node = {"type": "object", "properties": {"ok": {"const": True}}, "required": ["ok"]}
    return st.one_of(
        children.map(lambda node: {"type": "object", "properties": {"error": node}, "required": ["error"]}),
        children.map(lambda node: {"type": "object", "properties": {"errors": {"type": "array", "items": node}}}),
        children.map(lambda node: {"type": "object", "properties": {"response": {"allOf": [node]}}}),
        children.map(lambda node: {"anyOf": [silent, node]}),
        children.map(lambda node: {"allOf": [node, {"description": "An error."}]}),
    )


BODIES = st.recursive(errors(), bodies, max_leaves=4)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(BODIES, st.sampled_from(VIOLATIONS))
def test_a_message_is_told_wherever_its_place_is(node: Node, case: tuple[int, Violation]) -> None:
    status, violation = case
    form = ErrorForm(Schema({"error": node}, "/error", "3.1", "shop.json"), {})
    body = form.filled(Trouble(status, (violation,), Request("POST", "/v1/pets/7"), mark="1"))
    assert violation.message in json.dumps(body)
    assert list(Draft202012Validator(node).iter_errors(body)) == []


SCHEMA: Node = {"type": "object", "required": ["name"], "properties": {"name": TEXT}}
XML = {
    "members": (
        {"type": "object", "xml": {"name": "error"}, "properties": {"code": TEXT, "message": TEXT}},
        "<error><code>required</code><message>'name' is required</message></error>",
    ),
    "an attribute": (
        {
            "type": "object",
            "xml": {"name": "error"},
            "properties": {"code": {**TEXT, "xml": {"attribute": True}}, "text": TEXT},
        },
        """<error code="required"><text>'name' is required</text></error>""",
    ),
    "entries": (
        {
            "type": "object",
            "xml": {"name": "fault"},
            "properties": {
                "error": {"type": "array", "items": {"type": "object", "properties": {"field": TEXT, "meldung": TEXT}}}
            },
        },
        "<fault><error><field>name</field><meldung>'name' is required</meldung></error></fault>",
    ),
}


@pytest.mark.parametrize(("node", "body"), XML.values(), ids=XML)
def test_xml_tells_what_is_wrong(node: Node, body: str, tmp_path: Path) -> None:
    response = giving(node, "application/xml")
    served = engine(tmp_path, {"/pets": {"post": {"requestBody": taking(SCHEMA), "responses": {"422": response}}}})
    assert body in ask(served, "POST", "/pets", {}).body.decode()


@pytest.mark.parametrize(
    ("node", "body"),
    [
        (TEXT, "'name' is required"),
        ({**TEXT, "maxLength": 9}, "'name'..."),
        ({**TEXT, "pattern": "^[A-Za-z ]+$"}, "name is required"),
        ({**TEXT, "enum": ["Not found", "Missing field"]}, "Missing field"),
    ],
)
def test_a_text_tells_what_is_wrong(node: Node, body: str, tmp_path: Path) -> None:
    response = giving(node, "text/plain")
    served = engine(tmp_path, {"/pets": {"post": {"requestBody": taking(SCHEMA), "responses": {"422": response}}}})
    assert ask(served, "POST", "/pets", {}).body.decode() == body


def test_an_error_within_errors_without_end_tells_what_is_wrong() -> None:
    error: Node = {
        "type": "object",
        "required": ["code", "message"],
        "properties": {
            "code": TEXT,
            "message": TEXT,
            "details": {"type": "array", "items": {"$ref": "#/error"}},
            "inner": {"$ref": "#/error"},
        },
    }
    status, violation = VIOLATIONS[4]
    body = ErrorForm(Schema({"error": error}, "/error", "3.1", "shop.json"), {}).filled(Trouble(status, (violation,)))
    told = {"code": "not_found", "message": "there is no pet '7'"}
    assert told.items() <= body.items()
    assert told.items() <= body["details"][0].items()
    assert list(Draft202012Validator({**error, "error": error}).iter_errors(body)) == []


def test_of_a_schema_that_no_value_has_the_rest_tells_what_is_wrong() -> None:
    node: Node = {
        "type": "object",
        "required": ["ok", "message"],
        "properties": {"ok": {"type": "boolean", "enum": ["true", "false"]}, "message": TEXT},
    }
    status, violation = VIOLATIONS[4]
    body = ErrorForm(Schema({"error": node}, "/error", "3.1", "shop.json"), {}).filled(Trouble(status, (violation,)))
    assert body["message"] == "there is no pet '7'"
