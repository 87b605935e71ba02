"""Pairs of small documents, each classified by hand: what changed, which way, how bad it is.

Each is named with the check of oasdiff 1.28 that it corresponds to, and the level of that check: what the two make of
one change can be held against each other. An empty check: there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Json = Any
Told = tuple[str, str, str]
"""A code, the sense and the severity that it must have."""

Level = Literal["ERR", "WARN", "INFO", ""]

S: Json = {"type": "string"}
I: Json = {"type": "integer"}  # noqa: E741 - a schema, as short as the others
B: Json = {"type": "boolean"}


@dataclass(frozen=True)
class Case:
    """A pair: the check of oasdiff with its level, the documents, and what must be told of them, and nothing else."""

    name: str
    check: str
    level: Level
    old: Mapping[str, Json]
    new: Mapping[str, Json]
    told: tuple[Told, ...]

    def __str__(self) -> str:
        return self.name


def api(paths: Json, version: str = "3.1.0", **more: Json) -> dict[str, Json]:
    """A document of some paths."""
    return {"openapi": version, "info": {"title": "Shop", "version": "1"}, "paths": paths, **more}


def post(**parts: Json) -> dict[str, Json]:
    """A document of one operation, with what it has beside an answer of success."""
    return api({"/pets": {"post": {"operationId": "pets.create", "responses": {"200": {"description": ""}}, **parts}}})


def taking(schema: Json, *, required: bool = True, media_type: str = "application/json") -> dict[str, Json]:
    return post(requestBody={"required": required, "content": {media_type: {"schema": schema}}})


def giving(schema: Json, media_type: str = "application/json", **headers: Json) -> dict[str, Json]:
    answer = {"description": "", "headers": headers, "content": {media_type: {"schema": schema}}}
    return post(responses={"200": answer})


def answering(*statuses: str) -> dict[str, Json]:
    return post(responses={status: {"description": ""} for status in statuses})


def asking(*parameters: Json) -> dict[str, Json]:
    return post(parameters=list(parameters))


def query(name: str = "limit", schema: Json = I, **more: Json) -> dict[str, Json]:
    return {"name": name, "in": "query", "schema": schema, **more}


def thing(properties: Json, *required: str, **more: Json) -> dict[str, Json]:
    return {"type": "object", "properties": properties, "required": list(required), **more}


def secured(*alternatives: Json, **schemes: Json) -> dict[str, Json]:
    known = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}, "oauth": OAUTH, **schemes}
    parts = post(security=list(alternatives))
    return {**parts, "components": {"securitySchemes": known}}


OAUTH = {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://a.example/token", "scopes": {}}}}
NAME = thing({"name": S}, "name")
LOOSE = thing({"name": S})


def _both(
    name: str, checks: tuple[str, Level, str, Level], old: Json, new: Json, request: Told, response: Told
) -> tuple[Case, Case]:
    """One change of a schema, in a request and in an answer."""
    return (
        Case(f"request: {name}", checks[0], checks[1], taking(old), taking(new), (request,)),
        Case(f"response: {name}", checks[2], checks[3], giving(old), giving(new), (response,)),
    )


def told(code: str, severity: str) -> Told:
    """A code that ends with its sense, and how bad it is."""
    return code, code.rpartition("-")[2], severity


OPERATIONS = (
    Case(
        "an operation was removed", "api-removed-without-deprecation", "ERR",
        api({"/pets": {"get": {"responses": {}}, "post": {"responses": {}}}}),
        api({"/pets": {"get": {"responses": {}}}}),
        (("operation-removed", "narrower", "breaking"),),
    ),
    Case(
        "a path was removed", "api-path-removed-without-deprecation", "ERR",
        api({"/pets": {"get": {"responses": {}}}, "/dogs": {"get": {"responses": {}}}}),
        api({"/pets": {"get": {"responses": {}}}}),
        (("operation-removed", "narrower", "breaking"),),
    ),
    Case(
        "a deprecated operation was removed", "api-removed-with-deprecation", "INFO",
        api({"/pets": {"get": {"responses": {}}, "post": {"deprecated": True, "responses": {}}}}),
        api({"/pets": {"get": {"responses": {}}}}),
        (("deprecated-operation-removed", "narrower", "warning"),),
    ),
    Case(
        "an operation was added", "endpoint-added", "INFO",
        api({"/pets": {"get": {"responses": {}}}}),
        api({"/pets": {"get": {"responses": {}}, "put": {"responses": {}}}}),
        (("operation-added", "wider", "info"),),
    ),
    Case(
        "an operation became deprecated", "endpoint-deprecated", "INFO",
        post(), post(deprecated=True), (("operation-deprecated", "", "info"),),
    ),
    Case(
        "an operation is no longer deprecated", "endpoint-reactivated", "INFO",
        post(deprecated=True), post(), (("operation-restored", "", "info"),),
    ),
    Case(
        "an operation got another id", "api-operation-id-removed", "INFO",
        post(), post(operationId="pets.add"), (("operation-renamed", "", "info"),),
    ),
    Case(
        "a variable of a path got another name", "", "",
        api({"/pets/{id}": {"get": {"operationId": "get", "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": S}], "responses": {}}}}),
        api({"/pets/{pet}": {"get": {"operationId": "get", "parameters": [
            {"name": "pet", "in": "path", "required": True, "schema": S}], "responses": {}}}}),
        (("path-parameter-renamed", "", "info"),),
    ),
    Case(
        "one of two servers was removed", "", "",
        api({}, servers=[{"url": "https://a.example"}, {"url": "https://b.example"}]),
        api({}, servers=[{"url": "https://a.example"}]),
        (("server-removed", "narrower", "warning"),),
    ),
    Case(
        "the only server was replaced", "", "",
        api({}, servers=[{"url": "https://a.example/v1"}]), api({}, servers=[{"url": "https://a.example/v2"}]),
        (("servers-replaced", "changed", "breaking"), ("server-added", "wider", "info")),
    ),
)  # fmt: skip

SECURITY = (
    Case(
        "credentials are needed where none were", "api-security-added", "INFO",
        secured(), secured({"key": []}), (("security-added", "narrower", "breaking"),),
    ),
    Case(
        "no credentials are needed any more", "api-security-removed", "INFO",
        secured({"key": []}), secured(), (("security-removed", "wider", "info"),),
    ),
    Case(
        "another credential is enough, too", "api-security-added", "INFO",
        secured({"key": []}), secured({"key": []}, {"oauth": []}), (("security-wider", "wider", "info"),),
    ),
    Case(
        "one of two credentials is no longer enough", "api-security-removed", "INFO",
        secured({"key": []}, {"oauth": []}), secured({"oauth": []}), (("security-narrower", "narrower", "breaking"),),
    ),
    Case(
        "a scope is needed that was not", "api-security-scope-added", "INFO",
        secured({"oauth": ["read"]}), secured({"oauth": ["read", "write"]}),
        (("security-scope-added", "narrower", "breaking"),),
    ),
    Case(
        "a scope is no longer needed", "api-security-scope-removed", "INFO",
        secured({"oauth": ["read", "write"]}), secured({"oauth": ["read"]}), (("security-wider", "wider", "info"),),
    ),
    Case(
        "a scheme got another name only", "api-security-component-removed", "INFO",
        secured({"key": []}), secured({"other": []}, other={"type": "apiKey", "in": "header", "name": "x-key"}), (),
    ),
    Case(
        "an API key is sent elsewhere", "api-security-component-type-changed", "INFO",
        secured({"key": []}), secured({"key": []}, key={"type": "apiKey", "in": "query", "name": "X-Key"}),
        (("security-narrower", "narrower", "breaking"),),
    ),
    Case(
        "a token is got elsewhere", "api-security-component-oauth-token-url-changed", "INFO",
        secured({"oauth": []}),
        secured({"oauth": []}, oauth={"type": "oauth2", "flows": {"clientCredentials": {
            "tokenUrl": "https://b.example/token", "scopes": {}}}}),
        (("security-scheme-changed", "changed", "warning"),),
    ),
)  # fmt: skip

PARAMETERS = (
    Case(
        "an optional parameter was added", "new-optional-request-parameter", "INFO",
        asking(), asking(query()), (("parameter-added", "wider", "info"),),
    ),
    Case(
        "a required parameter was added", "new-required-request-parameter", "ERR",
        asking(), asking(query(required=True)), (("required-parameter-added", "narrower", "breaking"),),
    ),
    Case(
        "a parameter was removed", "request-parameter-removed", "WARN",
        asking(query()), asking(), (("parameter-removed", "narrower", "warning"),),
    ),
    Case(
        "a deprecated parameter was removed", "request-parameter-removed-with-deprecation", "INFO",
        asking(query(deprecated=True)), asking(), (("deprecated-parameter-removed", "narrower", "info"),),
    ),
    Case(
        "a parameter became required", "request-parameter-became-required", "ERR",
        asking(query()), asking(query(required=True)), (("parameter-required", "narrower", "breaking"),),
    ),
    Case(
        "a parameter became optional", "request-parameter-became-optional", "INFO",
        asking(query(required=True)), asking(query()), (("parameter-optional", "wider", "info"),),
    ),
    Case(
        "a parameter became deprecated", "request-parameter-deprecated", "INFO",
        asking(query()), asking(query(deprecated=True)), (("parameter-deprecated", "", "info"),),
    ),
    Case(
        "a parameter moved", "request-parameter-removed", "WARN",
        asking(query("key", S)), asking({"name": "key", "in": "header", "schema": S}),
        (("parameter-moved", "changed", "breaking"),),
    ),
    Case(
        "a list is written in another way", "", "",
        asking(query("ids", {"type": "array", "items": I})),
        asking(query("ids", {"type": "array", "items": I}, explode=False)),
        (("parameter-style-changed", "changed", "breaking"),),
    ),
    Case(
        "a plain value is written as before", "", "",
        asking(query("ids", I)), asking(query("ids", I, explode=False)), (),
    ),
    Case(
        "the header's name is written in capitals", "", "",
        asking({"name": "X-Id", "in": "header", "schema": S}),
        asking({"name": "x-id", "in": "header", "schema": S}), (),
    ),
    Case(
        "a parameter has another type", "request-parameter-type-changed", "ERR",
        asking(query(schema=S)), asking(query(schema=B)), (told("request-type-changed", "breaking"),),
    ),
    Case(
        "a parameter takes more types", "request-parameter-type-generalized", "INFO",
        asking(query(schema=I)), asking(query(schema={"type": "number"})), (told("request-type-wider", "info"),),
    ),
    Case(
        "a parameter takes any text", "request-parameter-type-generalized", "INFO",
        asking(query(schema=I)), asking(query(schema=S)), (told("request-type-wider", "info"),),
    ),
    Case(
        "a parameter of which nothing was said is a text", "", "",
        asking(query(schema={})), asking(query(schema=S)), (),
    ),
    Case(
        "a list in one text became any text", "request-parameter-type-changed", "ERR",
        asking(query("ids", {"type": "array", "items": I}, explode=False)), asking(query("ids", S)),
        (told("request-type-wider", "info"),),
    ),
    Case(
        "a list became one value", "request-parameter-type-changed", "ERR",
        asking(query("ids", {"type": "array", "items": I})), asking(query("ids", I)),
        (told("request-type-changed", "breaking"),),
    ),
    Case(
        "a parameter is written as JSON", "", "",
        asking(query("filter", thing({}))),
        asking({"name": "filter", "in": "query", "content": {"application/json": {"schema": thing({})}}}),
        (("parameter-style-changed", "changed", "breaking"),),
    ),
    Case(
        "a parameter got a maximum", "request-parameter-max-set", "WARN",
        asking(query()), asking(query(schema={**I, "maximum": 9})), (told("request-number-narrower", "breaking"),),
    ),
    Case(
        "a value of a parameter is taken no longer", "request-parameter-enum-value-removed", "ERR",
        asking(query(schema={"enum": ["a", "b"]})), asking(query(schema={"enum": ["a"]})),
        (told("request-enum-narrower", "breaking"),),
    ),
    Case(
        "a parameter has another default", "request-parameter-default-value-changed", "ERR",
        asking(query(schema={**I, "default": 10})), asking(query(schema={**I, "default": 20})),
        (("request-default-changed", "", "warning"),),
    ),
    Case(
        "a parameter may be empty no longer", "", "",
        asking(query(allowEmptyValue=True)), asking(query()), (("parameter-empty-refused", "narrower", "breaking"),),
    ),
)  # fmt: skip

BODIES = (
    Case(
        "a required body was added", "request-body-added-required", "ERR",
        post(), taking(LOOSE), (("required-request-body-added", "narrower", "breaking"),),
    ),
    Case(
        "an optional body was added", "request-body-added-optional", "INFO",
        post(), taking(LOOSE, required=False), (("request-body-added", "wider", "info"),),
    ),
    Case(
        "the body was removed", "request-body-removed", "ERR",
        taking(LOOSE), post(), (("request-body-removed", "narrower", "breaking"),),
    ),
    Case(
        "the body became required", "request-body-became-required", "ERR",
        taking(LOOSE, required=False), taking(LOOSE), (("request-body-required", "narrower", "breaking"),),
    ),
    Case(
        "the body became optional", "request-body-became-optional", "INFO",
        taking(LOOSE), taking(LOOSE, required=False), (("request-body-optional", "wider", "info"),),
    ),
    Case(
        "a body has another media type", "request-body-media-type-removed", "ERR",
        taking(LOOSE), taking(LOOSE, media_type="application/xml"),
        (("request-media-type-removed", "narrower", "breaking"), ("request-media-type-added", "wider", "info")),
    ),
    Case(
        "a body may be of any media type", "", "", taking(LOOSE), taking(LOOSE, media_type="*/*"),
        (("request-media-type-added", "wider", "info"),),
    ),
    Case(
        "a part of a form is written in another way", "", "",
        post(requestBody={"content": {"multipart/form-data": {"schema": LOOSE}}}),
        post(requestBody={"content": {"multipart/form-data": {
            "schema": LOOSE, "encoding": {"name": {"contentType": "application/xml"}}}}}),
        (("request-encoding-changed", "changed", "breaking"),),
    ),
)  # fmt: skip

RESPONSES = (
    Case(
        "a status of success was removed", "response-success-status-removed", "ERR",
        answering("200", "202"), answering("200"), (("response-removed", "changed", "breaking"),),
    ),
    Case(
        "a status of success was added", "response-success-status-added", "INFO",
        answering("200"), answering("200", "202"), (("response-added", "wider", "warning"),),
    ),
    Case(
        "a status of an error was removed", "response-non-success-status-removed", "INFO",
        answering("200", "404"), answering("200"), (("error-response-removed", "narrower", "info"),),
    ),
    Case(
        "a status of an error was added", "response-non-success-status-added", "INFO",
        answering("200"), answering("200", "404"), (("error-response-added", "wider", "info"),),
    ),
    Case(
        "a status is named that its range covered", "response-non-success-status-added", "INFO",
        answering("200", "4XX"), answering("200", "4XX", "404"), (),
    ),
    Case(
        "an answer has another media type", "response-media-type-removed", "ERR",
        giving(LOOSE), giving(LOOSE, "application/xml"),
        (("response-media-type-removed", "changed", "breaking"), ("response-media-type-added", "wider", "info")),
    ),
    Case(
        "an answer has no body any more", "response-body-media-type-schema-removed", "WARN",
        giving(LOOSE), post(), (("response-body-removed", "changed", "breaking"),),
    ),
    Case(
        "a header was added", "response-header-added", "INFO",
        giving(LOOSE), giving(LOOSE, Etag={"schema": S}), (("response-header-added", "wider", "info"),),
    ),
    Case(
        "a header that was always there was removed", "required-response-header-removed", "ERR",
        giving(LOOSE, Etag={"required": True, "schema": S}), giving(LOOSE),
        (("response-header-removed", "wider", "breaking"),),
    ),
    Case(
        "a header that could be there was removed", "optional-response-header-removed", "WARN",
        giving(LOOSE, Etag={"schema": S}), giving(LOOSE), (("response-optional-header-removed", "wider", "warning"),),
    ),
    Case(
        "a header may be missing now", "response-header-became-optional", "ERR",
        giving(LOOSE, Etag={"required": True, "schema": S}), giving(LOOSE, Etag={"schema": S}),
        (("response-header-optional", "wider", "breaking"),),
    ),
    Case(
        "a header has another type", "response-header-type-changed", "ERR",
        giving(LOOSE, Age={"schema": B}),
        giving(LOOSE, Age={"schema": I}), (told("response-type-changed", "breaking"),),
    ),
    Case(
        "a header that was any text is a number", "response-header-type-compatible", "INFO",
        giving(LOOSE, Age={"schema": S}),
        giving(LOOSE, Age={"schema": I}), (told("response-type-narrower", "info"),),
    ),
    Case(
        "a header that says the media type was removed", "", "",
        giving(LOOSE, **{"Content-Type": {"required": True, "schema": S}}), giving(LOOSE), (),
    ),
)  # fmt: skip

MEMBERS = (
    *_both(
        "an optional member was added",
        ("new-optional-request-property", "INFO", "response-optional-property-added", "INFO"),
        LOOSE, thing({"name": S, "age": I}),
        ("request-property-added", "wider", "info"), ("response-property-added", "wider", "info"),
    ),
    *_both(
        "a required member was added",
        ("new-required-request-property", "ERR", "response-required-property-added", "INFO"),
        LOOSE, thing({"name": S, "age": I}, "age"),
        ("request-required-property-added", "narrower", "breaking"), ("response-property-added", "wider", "info"),
    ),
    *_both(
        "an optional member was removed",
        ("request-property-removed", "WARN", "response-optional-property-removed", "WARN"),
        thing({"name": S, "age": I}), LOOSE,
        ("request-property-removed", "narrower", "warning"), ("response-optional-property-removed", "wider", "warning"),
    ),
    *_both(
        "a required member was removed",
        ("request-property-removed", "WARN", "response-required-property-removed", "ERR"),
        thing({"name": S, "age": I}, "age"), LOOSE,
        ("request-property-removed", "narrower", "warning"), ("response-property-removed", "wider", "breaking"),
    ),
    *_both(
        "a member became required",
        ("request-property-became-required", "ERR", "response-property-became-required", "INFO"),
        LOOSE, NAME,
        ("request-property-required", "narrower", "breaking"), ("response-property-required", "narrower", "info"),
    ),
    *_both(
        "a member became optional",
        ("request-property-became-optional", "INFO", "response-property-became-optional", "ERR"),
        NAME, LOOSE,
        ("request-property-optional", "wider", "info"), ("response-property-optional", "wider", "breaking"),
    ),
    *_both(
        "a member became deprecated",
        ("request-property-deprecated", "INFO", "response-property-deprecated", "INFO"),
        LOOSE, thing({"name": {**S, "deprecated": True}}),
        ("request-property-deprecated", "", "info"), ("response-property-deprecated", "", "info"),
    ),
    Case(
        "request: a member is refused now", "request-property-removed", "WARN",
        taking(thing({"name": S, "age": I}, additionalProperties=False)),
        taking(thing({"name": S}, additionalProperties=False)), (("request-property-refused", "narrower", "breaking"),),
    ),
    Case(
        "request: a member became read-only", "request-optional-property-became-read-only", "INFO",
        taking(LOOSE), taking(thing({"name": {**S, "readOnly": True}})),
        (("request-property-read-only", "narrower", "warning"),),
    ),
    Case(
        "response: a member became write-only", "response-required-property-became-write-only", "INFO",
        giving(NAME), giving(thing({"name": {**S, "writeOnly": True}}, "name")),
        (("response-property-write-only", "wider", "breaking"),),
    ),
    *_both(
        "a free-form object takes nothing any more", ("", "", "", ""),
        {"type": "object"}, {"type": "object", "additionalProperties": False},
        told("request-additional-properties-narrower", "breaking"),
        told("response-additional-properties-narrower", "info"),
    ),
    *_both(
        "the values of a map have another type",
        ("request-body-type-changed", "ERR", "response-body-type-changed", "ERR"),
        {"type": "object", "additionalProperties": S}, {"type": "object", "additionalProperties": I},
        told("request-type-changed", "breaking"), told("response-type-changed", "breaking"),
    ),
)  # fmt: skip

VALUES = (
    *_both(
        "another type", ("request-property-type-changed", "ERR", "response-property-type-changed", "ERR"),
        LOOSE, thing({"name": I}), told("request-type-changed", "breaking"), told("response-type-changed", "breaking"),
    ),
    *_both(
        "a wider type", ("request-property-type-generalized", "INFO", "response-property-type-generalized", "ERR"),
        thing({"age": I}), thing({"age": {"type": "number"}}),
        told("request-type-wider", "info"), told("response-type-wider", "breaking"),
    ),
    *_both(
        "null as well", ("request-property-became-nullable", "INFO", "response-property-became-nullable", "ERR"),
        LOOSE, thing({"name": {"type": ["string", "null"]}}),
        told("request-null-wider", "info"), told("response-null-wider", "breaking"),
    ),
    *_both(
        "no null", ("request-property-became-not-nullable", "ERR", "response-property-became-not-nullable", "INFO"),
        thing({"name": {"anyOf": [S, {"type": "null"}]}}), LOOSE,
        told("request-null-narrower", "breaking"), told("response-null-narrower", "info"),
    ),
    *_both(
        "a further value of an enum",
        ("request-property-enum-value-added", "INFO", "response-property-enum-value-added", "WARN"),
        {"enum": ["a"]}, {"enum": ["a", "b"]},
        told("request-enum-wider", "info"), told("response-enum-wider", "breaking"),
    ),
    *_both(
        "a value of an enum less",
        ("request-property-enum-value-removed", "ERR", "response-property-enum-value-removed", "INFO"),
        {"enum": ["a", "b"]}, {"enum": ["a"]},
        told("request-enum-narrower", "breaking"), told("response-enum-narrower", "info"),
    ),
    *_both(
        "an enum where any text was", ("request-property-became-enum", "ERR", "", ""),
        S, {"enum": ["a", "b"]}, told("request-enum-narrower", "breaking"), told("response-enum-narrower", "info"),
    ),
    *_both(
        "another constant", ("request-body-const-changed", "ERR", "response-body-const-changed", "ERR"),
        {"const": 1}, {"const": 2}, told("request-enum-changed", "breaking"), told("response-enum-changed", "breaking"),
    ),
    *_both(
        "a lower maximum", ("request-property-max-decreased", "ERR", "", ""),
        {**I, "maximum": 9}, {**I, "maximum": 5},
        told("request-number-narrower", "breaking"), told("response-number-narrower", "info"),
    ),
    *_both(
        "a lower minimum", ("request-property-min-decreased", "INFO", "response-property-min-decreased", "ERR"),
        {**I, "minimum": 5}, {**I, "minimum": 1},
        told("request-number-wider", "info"), told("response-number-wider", "breaking"),
    ),
    *_both(
        "a greater length", ("request-property-max-length-increased", "INFO", "response-property-max-length-increased",
        "ERR"), {**S, "maxLength": 5}, {**S, "maxLength": 9},
        told("request-length-wider", "info"), told("response-length-wider", "breaking"),
    ),
    *_both(
        "more items at least", ("request-property-min-items-increased", "ERR", "", ""),
        {"type": "array", "minItems": 1}, {"type": "array", "minItems": 2},
        told("request-item-count-narrower", "breaking"), told("response-item-count-narrower", "info"),
    ),
    *_both(
        "a regular expression", ("request-property-pattern-added", "ERR", "response-property-pattern-added", "INFO"),
        S, {**S, "pattern": "^a"}, told("request-pattern-narrower", "breaking"),
        told("response-pattern-narrower", "info"),
    ),
    *_both(
        "a format", ("request-property-type-changed", "ERR", "response-property-type-specialized", "INFO"),
        S, {**S, "format": "date"}, told("request-format-narrower", "breaking"),
        told("response-format-narrower", "info"),
    ),
    *_both(
        "a further branch", ("request-body-one-of-added", "INFO", "response-body-one-of-added", "ERR"),
        {"oneOf": [S, I]}, {"oneOf": [S, I, B]},
        told("request-choice-wider", "info"), told("response-choice-wider", "breaking"),
    ),
    *_both(
        "a branch less", ("request-body-any-of-removed", "ERR", "response-body-any-of-removed", "INFO"),
        {"anyOf": [S, I, B]}, {"anyOf": [S, I]},
        told("request-choice-narrower", "breaking"), told("response-choice-narrower", "info"),
    ),
    *_both(
        "32 bits only", ("", "", "", ""), {**I, "format": "int64"}, {**I, "format": "int32"},
        told("request-number-narrower", "breaking"), told("response-number-narrower", "info"),
    ),
    *_both(
        "a change that nothing proves",
        ("request-property-pattern-changed", "WARN", "response-property-pattern-changed", "INFO"),
        {**S, "pattern": "^(?!x)[a-z ]+$"}, {**S, "pattern": "^(?!x)[a-z ]*$"},
        told("request-pattern-changed", "warning"), told("response-pattern-changed", "warning"),
    ),
    *_both(
        "values that are excluded", ("", "", "", ""), S, {**S, "not": {"enum": ["x"]}},
        told("request-schema-narrower", "breaking"), told("response-schema-narrower", "info"),
    ),
)  # fmt: skip


def _same(name: str, old: Json, new: Json, check: str = "", level: Level = "") -> Case:
    """Two ways to say one thing."""
    return Case(f"the same: {name}", check, level, taking(old), taking(new), ())


def _shared(schema: Json) -> dict[str, Json]:
    body = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}
    two = {verb: {"operationId": verb, "requestBody": body, "responses": {}} for verb in ("post", "put")}
    return api({"/pets": two}, components={"schemas": {"Pet": schema}})


def _version(version: str, schema: Json) -> dict[str, Json]:
    return api(taking(schema)["paths"], version)


SWAGGER: Json = {
    "swagger": "2.0", "info": {"title": "Shop", "version": "1"}, "host": "shop.example", "basePath": "/v1",
    "schemes": ["https"], "consumes": ["application/json"], "produces": ["application/json"],
    "securityDefinitions": {"basic": {"type": "basic"}},
    "paths": {
        "/pets": {"post": {
            "operationId": "pets.create", "security": [{"basic": []}],
            "parameters": [
                {"name": "ids", "in": "query", "type": "array", "items": {"type": "integer"}, "maxItems": 3},
                {"name": "X-Id", "in": "header", "type": "string", "x-nullable": True},
                {"name": "pet", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Pet"}},
            ],
            "responses": {"200": {"description": "", "headers": {"Age": {"type": "integer"}},
                                  "schema": {"type": "array", "items": {"$ref": "#/definitions/Pet"}}}},
        }},
        "/pets/{id}/photo": {"post": {
            "operationId": "photos.create", "consumes": ["multipart/form-data"],
            "parameters": [
                {"name": "id", "in": "path", "required": True, "type": "string"},
                {"name": "title", "in": "formData", "type": "string", "required": True},
                {"name": "photo", "in": "formData", "type": "file"},
            ],
            "responses": {"204": {"description": ""}},
        }},
    },
    "definitions": {"Pet": thing({"id": {**I, "readOnly": True}, "kind": {**S, "x-nullable": True}, "age": {
        **I, "minimum": 0, "exclusiveMinimum": True}}, "id")},
}  # fmt: skip
CONVERTED = api(
    {
        "/pets": {"post": {
            "operationId": "pets.create", "security": [{"login": []}],
            "parameters": [
                {"name": "ids", "in": "query", "explode": False,
                 "schema": {"type": "array", "items": {"type": "integer"}, "maxItems": 3}},
                {"name": "X-Id", "in": "header", "schema": {"type": ["string", "null"]}},
            ],
            "requestBody": {"required": True, "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}},
            "responses": {"200": {"description": "", "headers": {"Age": {"schema": {"type": "integer"}}}, "content": {
                "application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}}}}},
        }},
        "/pets/{id}/photo": {"post": {
            "operationId": "photos.create",
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": S}],
            "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": thing(
                {"title": S, "photo": {"type": "string", "format": "binary"}}, "title")}}},
            "responses": {"204": {"description": ""}},
        }},
    },
    servers=[{"url": "https://shop.example/v1"}],
    components={
        "securitySchemes": {"login": {"type": "http", "scheme": "basic"}},
        "schemas": {"Pet": thing({"id": {**I, "readOnly": True}, "kind": {"type": ["string", "null"]}, "age": {
            **I, "exclusiveMinimum": 0}}, "id")},
    },
)  # fmt: skip

OTHER_WORDS = (
    Case("the same: a document of 2.0, converted to 3.1", "", "", SWAGGER, CONVERTED, ()),
    _same("an `allOf`, and what it adds up to", {"allOf": [LOOSE, thing({"age": I}, "age")]},
          thing({"name": S, "age": I}, "age"), "request-body-all-of-removed", "WARN"),
    _same("branches, and a list of types", {"oneOf": [S, I]}, {"type": ["string", "integer"]},
          "request-body-one-of-removed", "ERR"),
    _same("a choice of one", {"anyOf": [NAME]}, NAME, "request-body-any-of-removed", "ERR"),
    _same("branches in another order", {"oneOf": [S, I]}, {"oneOf": [I, S]}),
    _same("`anyOf` in the place of `oneOf`, where nothing fits two", {"oneOf": [S, I]}, {"anyOf": [S, I]},
          "request-body-one-of-removed", "ERR"),
    Case("the same: what is shared, in another place", "", "", _shared(NAME),
         {**_shared(NAME), "paths": {"/pets": {verb: {"operationId": verb, "requestBody": {
             "required": True, "content": {"application/json": {"schema": NAME}}}, "responses": {}}
             for verb in ("post", "put")}}}, ()),
    Case("the same: null in the words of 3.0 and of 3.1", "", "",
         _version("3.0.3", {"type": "string", "nullable": True}), _version("3.1.0", {"type": ["string", "null"]}), ()),
    Case("the same: bounds in the words of 3.0 and of 3.1", "", "",
         _version("3.0.3", {**I, "minimum": 1, "exclusiveMinimum": True}),
         _version("3.1.0", {**I, "exclusiveMinimum": 1}),
         ()),
    Case("what is shared changed, for two operations", "request-property-became-required", "ERR",
         _shared(LOOSE), _shared(NAME), (("request-property-required", "narrower", "breaking"),)),
)  # fmt: skip


def _served(*servers: str, path: str = "/pets", **parts: Json) -> dict[str, Json]:
    told = [{"url": url} for url in servers]
    return api({path: {"get": {"operationId": "pets.list", "responses": {}, **parts}}}, servers=told)


def _placed(**variables: Json) -> dict[str, Json]:
    return api(post()["paths"], servers=[{"url": "https://{place}.example", "variables": {"place": variables}}])


def _ending(sunset: str | None = None, **more: Json) -> dict[str, Json]:
    dated = {} if sunset is None else {"x-sunset": sunset}
    return api({"/pets": {"get": {"responses": {}}, "put": {"responses": {}, "deprecated": True, **dated, **more}}})


LEFT = api({"/pets": {"get": {"responses": {}}}})
FLOW = {"tokenUrl": "https://a.example/token", "authorizationUrl": "https://a.example/login", "scopes": {}}


def _flows(*names: str) -> dict[str, Json]:
    return secured({"oauth": []}, oauth={"type": "oauth2", "flows": dict.fromkeys(names, FLOW)})


PLACES = (
    Case("the path of a server went into the paths", "", "",
         _served("https://a.example/v1"), _served("https://a.example", path="/v1/pets"), ()),
    Case("an operation got a server of its own", "", "", _served("https://a.example"),
         _served("https://a.example", servers=[{"url": "https://b.example"}]),
         (("servers-replaced", "changed", "breaking"), ("server-added", "wider", "info"))),
    Case("a server is stated for the operation", "", "", _served("https://a.example"),
         _served(servers=[{"url": "https://a.example"}]), ()),
    Case("a variable of a server lost a value", "", "", _placed(default="eu", enum=["eu", "us"]),
         _placed(default="eu", enum=["eu"]), (("server-removed", "narrower", "warning"),)),
    Case("a variable of a server was written out", "", "", _placed(default="eu", enum=["eu"]),
         api(post()["paths"], servers=[{"url": "https://eu.example"}]), ()),
    Case("a token is got in one way less", "", "", _flows("implicit", "authorizationCode"),
         _flows("authorizationCode"), (("security-scheme-changed", "changed", "warning"),)),
    Case("a token is got in one way more", "", "", _flows("authorizationCode"),
         _flows("implicit", "authorizationCode"), ()),
    Case("an operation was removed before its sunset", "api-removed-before-sunset", "ERR",
         _ending("2999-01-01"), LEFT, (("operation-removed-early", "narrower", "breaking"),)),
    Case("an operation was removed after its sunset", "api-removed-with-deprecation", "INFO",
         _ending("2020-01-01"), LEFT, (("deprecated-operation-removed", "narrower", "warning"),)),
    Case("the sunset of an operation is an earlier one", "api-sunset-date-changed-too-small", "ERR",
         _ending("2999-01-01"), _ending("2998-12-31"), (("operation-sunset-earlier", "", "warning"),)),
    Case("the sunset of an operation is a later one", "", "", _ending("2999-01-01"), _ending("2999-01-02"), ()),
)  # fmt: skip

IDS = {"type": "array", "items": I}
WRITTEN = (
    Case("a parameter that was one number takes a list", "", "",
         asking(query(schema=I)), asking(query(schema=IDS)), (told("request-type-wider", "info"),)),
    Case("a parameter that was one number takes a list of two and more", "", "",
         asking(query(schema=I)), asking(query(schema={**IDS, "minItems": 2})),
         (told("request-type-changed", "breaking"),)),
    Case("a parameter that was a text takes a list in one text", "", "",
         asking(query(schema=S)), asking(query(schema={"type": "array", "items": S}, explode=False)),
         (told("request-type-changed", "breaking"),)),
    Case("a parameter that was a list takes one number", "", "",
         asking(query(schema=IDS)), asking(query(schema=I)), (told("request-type-changed", "breaking"),)),
    Case("a parameter without limits has another default", "request-parameter-default-value-changed", "ERR",
         asking(query(schema={**S, "default": "a"})), asking(query(schema={**S, "default": "b"})),
         (("request-default-changed", "", "warning"),)),
    Case("a parameter need not be of a list of values", "", "",
         asking(query(schema={"enum": ["a", "b"]})), asking(query(schema=S)), (told("request-enum-wider", "info"),)),
    Case("a parameter is no longer deprecated", "request-parameter-reactivated", "INFO",
         asking(query(deprecated=True)), asking(query()), (("parameter-restored", "", "info"),)),
    Case("a parameter of a query is written in another case", "", "",
         asking(query("limit")), asking(query("Limit")),
         (("parameter-removed", "narrower", "warning"), ("parameter-added", "wider", "info"))),
    Case("a body is of another version of its media type", "", "",
         taking(S, media_type="application/json;version=1"), taking(S, media_type="application/json;version=2"),
         (("request-media-type-removed", "narrower", "breaking"), ("request-media-type-added", "wider", "info"))),
    Case("a body says its character set", "", "",
         taking(S), taking(S, media_type="application/json; charset=utf-8"), ()),
    Case("any answer was documented, and a success is now", "response-success-status-added", "INFO",
         answering("default"), answering("200"), (("error-response-removed", "narrower", "info"),)),
)  # fmt: skip


def _form(schema: Json, **encoding: Json) -> dict[str, Json]:
    content = {"multipart/form-data": {"schema": thing({"part": schema}), "encoding": {"part": encoding}}}
    return post(requestBody={"content": content})


FILE = {"type": "string", "format": "binary"}
PARTS = (
    Case("a part of a form may be of another media type", "", "", _form(FILE, contentType="image/png"),
         _form(FILE, contentType="image/png, image/jpeg"), (("request-encoding-wider", "wider", "info"),)),
    Case("a part of a form may be of one media type less", "", "", _form(FILE, contentType="image/*"),
         _form(FILE, contentType="image/png"), (("request-encoding-changed", "changed", "breaking"),)),
    Case("a part of a form says its usual media type", "", "", _form(LOOSE),
         _form(LOOSE, contentType="application/json"), ()),
)  # fmt: skip


def _called(where: str, payload: Json = LOOSE, answer: Json = LOOSE, **parts: Json) -> dict[str, Json]:
    called = {"post": {
        "requestBody": {"content": {"application/json": {"schema": payload}}},
        "responses": {"200": {"description": "", "content": {"application/json": {"schema": answer}}}}, **parts,
    }}  # fmt: skip
    if where == "webhook":
        return {**post(), "webhooks": {"born": called}}
    return post(callbacks={"born": {"{$request.body#/url}": called}})


SIGNED = {"parameters": [{"name": "X-Signature", "in": "header", "required": True, "schema": S}]}
CALLS = tuple(
    Case(f"{where}: {name}", "", "", _called(where, **old), _called(where, **new), (told,))
    for where in ("webhook", "callback")
    for name, old, new, told in (
        ("a member of what is sent may be missing", {"payload": NAME}, {}, (
            "response-property-optional", "wider", "breaking")),
        ("what is sent is no longer signed", SIGNED, {}, ("response-header-removed", "wider", "breaking")),
        ("what is sent is signed", {}, SIGNED, ("response-header-added", "wider", "info")),
        ("a member must be answered", {}, {"answer": NAME}, ("request-property-required", "narrower", "breaking")),
        ("a member need not be answered", {"answer": NAME}, {}, ("request-property-optional", "wider", "info")),
    )
)  # fmt: skip


def _heir(name: str, old: Json, new: Json, request: Told, response: Told) -> tuple[Case, Case]:
    """A change of what a discriminator says that a value may be, beside what its schema says."""
    pet = {"$ref": "#/components/schemas/Pet"}
    mapping = {"cat": "#/components/schemas/Cat", "dog": "Dog"}

    def schemas(cat: Json) -> Json:
        parent = thing({"kind": S}, "kind", discriminator={"propertyName": "kind", "mapping": mapping})
        heirs = {heir: {"allOf": [pet, thing(members)]} for heir, members in (("Cat", cat), ("Dog", {"y": S}))}
        return {"components": {"schemas": {"Pet": parent, **heirs}}}

    return (
        Case(f"request: {name}", "", "", {**taking(pet), **schemas(old)}, {**taking(pet), **schemas(new)}, (request,)),
        Case(
            f"response: {name}", "", "", {**giving(pet), **schemas(old)}, {**giving(pet), **schemas(new)}, (response,)
        ),
    )


CAT = thing({"kind": {"const": "cat"}, "lives": I}, "kind")
DOG = thing({"kind": {"const": "dog"}}, "kind")
TEXTS = {"type": "array", "items": S}
FURTHER = (
    *_both("an optional member of a branch was removed", ("", "", "", ""), {"oneOf": [CAT, DOG]},
           {"oneOf": [thing({"kind": {"const": "cat"}}, "kind"), DOG]},
           ("request-property-removed", "narrower", "warning"),
           ("response-optional-property-removed", "wider", "warning")),
    *_both("an optional member of a branch was added", ("", "", "", ""),
           {"oneOf": [thing({"kind": {"const": "cat"}}, "kind"), DOG]}, {"oneOf": [CAT, DOG]},
           ("request-property-added", "wider", "info"), ("response-property-added", "wider", "info")),
    *_both("an optional member of the only object was removed", ("", "", "", ""),
           {"oneOf": [S, thing({"name": S, "age": I}, "name")]}, {"oneOf": [NAME, S]},
           ("request-property-removed", "narrower", "warning"),
           ("response-optional-property-removed", "wider", "warning")),
    *_heir("a member that an heir has must be shorter", {"x": S}, {"x": {**S, "maxLength": 2}},
           told("request-length-narrower", "breaking"), told("response-length-narrower", "info")),
    *_heir("an optional member of an heir was removed", {"x": S}, {},
           ("request-property-removed", "narrower", "warning"),
           ("response-optional-property-removed", "wider", "warning")),
    Case("response: any media type became one", "", "", giving(LOOSE, "*/*"), giving(NAME),
         (("response-property-required", "narrower", "info"),)),
    *_both("a text holds something else",
           ("request-body-content-encoding-changed", "ERR", "response-body-content-encoding-changed", "ERR"),
           {**S, "contentEncoding": "base64"}, {**S, "contentEncoding": "base32"},
           ("request-content-changed", "changed", "warning"), ("response-content-changed", "changed", "warning")),
    *_both("the names of members must fit an expression",
           ("request-body-property-names-added", "ERR", "response-body-property-names-added", "INFO"),
           {"type": "object", "additionalProperties": S},
           {"type": "object", "additionalProperties": S, "propertyNames": {"pattern": "^[a-z]+$"}},
           told("request-schema-narrower", "breaking"), told("response-schema-narrower", "info")),
    *_both("fewer items may be of a kind",
           ("request-body-max-contains-decreased", "ERR", "response-body-max-contains-decreased", "INFO"),
           {"type": "array", "contains": I, "maxContains": 5}, {"type": "array", "contains": I, "maxContains": 3},
           told("request-schema-narrower", "breaking"), told("response-schema-narrower", "info")),
    *_both("a list of places got another",
           ("request-body-prefix-items-added", "INFO", "response-body-prefix-items-added", "ERR"),
           {"type": "array", "prefixItems": [S], "items": False},
           {"type": "array", "prefixItems": [S, I], "items": False},
           told("request-items-wider", "info"), told("response-items-changed", "breaking")),
    *_both("an expression that fits all texts",
           ("request-property-pattern-generalized", "INFO", "response-property-pattern-removed", "INFO"),
           {**S, "pattern": "^[a-z]+$"}, {**S, "pattern": ".*"},
           told("request-pattern-wider", "info"), told("response-pattern-wider", "breaking")),
    Case("response: a member is no longer write-only", "response-required-property-became-not-write-only", "WARN",
         giving(thing({"name": {**S, "writeOnly": True}}, "name")), giving(NAME),
         (("response-property-readable", "wider", "info"),)),
    _same("bounds of an integer in two ways", {**I, "exclusiveMaximum": 6}, {**I, "maximum": 5}),
    _same("null that is referred to", {"oneOf": [NAME, {"type": "null"}]},
          {"oneOf": [{"allOf": [{"type": "null"}]}, NAME]}),
    _same("a multiple of one", I, {**I, "multipleOf": 1}),
    _same("branches of lists, put together",
          {"anyOf": [TEXTS, IDS]}, {"anyOf": [{**IDS, "items": {"allOf": [I]}}, TEXTS]}),
    Case("the same: base64 in the words of 3.0 and of 3.1", "", "", _version("3.0.3", {**S, "format": "byte"}),
         _version("3.1.0", {**S, "contentEncoding": "base64"}), ()),
    Case("the same: a file in the words of 3.0 and of 3.1", "", "",
         {**giving(FILE, "application/octet-stream"), "openapi": "3.0.3"}, giving({}, "application/octet-stream"), ()),
)  # fmt: skip

CASES = (
    *OPERATIONS, *SECURITY, *PARAMETERS, *BODIES, *RESPONSES, *MEMBERS, *VALUES, *OTHER_WORDS,
    *PLACES, *WRITTEN, *PARTS, *CALLS, *FURTHER,
)  # fmt: skip
