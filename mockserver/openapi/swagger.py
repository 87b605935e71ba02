"""Which operations does a Swagger 2.0 document offer?

The document stays as it is, so that every finding keeps its place in the file: its operations are read into the same
values as those of OpenAPI 3. Only the schema of a form, which 2.0 spells as parameters, is put beside the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.model import (
    Body,
    Finding,
    Media,
    Operation,
    Parameter,
    Place,
    ResponseSpec,
    SecurityScheme,
    pointer_of,
)
from mockserver.openapi.document import Document
from mockserver.openapi.parts import NodeAt, declared_parameters, found_child, methods_of, security

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
JSON = "application/json"
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
FORMS = "x-mockserver-forms"

_PLACES: dict[str, Place] = {"path": "path", "query": "query", "header": "header"}
_STYLES = {"csv": "form", "multi": "form", "ssv": "spaceDelimited", "tsv": "tabDelimited", "pipes": "pipeDelimited"}
_KINDS = {"basic": ("http", "basic"), "apiKey": ("apiKey", ""), "oauth2": ("oauth2", "")}


def swagger_operations(document: Document, findings: list[Finding]) -> Iterator[Operation]:
    """The operations of a Swagger 2.0 document, in its order."""
    document = _with_forms(document)
    for path, method, _, pointer in methods_of(document, METHODS, findings):
        yield _operation(document, findings, path, method, pointer)


def _with_forms(document: Document) -> Document:
    """The document with the schema of each operation's form under `FORMS`."""
    forms: dict[str, Any] = {}
    for path, method, _, pointer in methods_of(document, METHODS, []):
        declared = declared_parameters(document, [], pointer, f"{pointer}/{method}")
        fields = [(node, at) for node, at in declared if node.get("in") == "formData"]
        if fields:
            forms[f"{method} {path}"] = _form_schema(fields)
    return Document(document.name, document.file, {**document.root, FORMS: forms})


def _form_schema(parameters: list[NodeAt]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {node["name"]: {"$ref": f"#{pointer}"} for node, pointer in parameters},
        "required": [node["name"] for node, _ in parameters if node.get("required") is True],
    }


def _operation(document: Document, findings: list[Finding], path: str, method: str, at: str) -> Operation:
    pointer = f"{at}/{method}"
    node = document.at(pointer)
    declared = declared_parameters(document, findings, at, pointer)
    base = str(document.root.get("basePath") or "").strip("/")
    return Operation(
        api=document.name,
        id=str(node.get("operationId") or f"{method} {path}"),
        method=method.upper(),
        path=path,
        bases=(f"/{base}" if base else "",),
        parameters=tuple(_parameter(document, node, at) for node, at in declared if node.get("in") in _PLACES),
        body=_body(document, declared, node, f"{method} {path}"),
        responses=dict(_responses(document, findings, node, pointer)),
        security=security(document, findings, pointer, _scheme),
        source=document.reference(pointer),
        tags=tuple(map(str, node.get("tags", ()))),
        summary=str(node.get("summary", "")),
        deprecated=node.get("deprecated") is True,
    )


def _parameter(document: Document, node: Mapping[str, Any], pointer: str) -> Parameter:
    place = _PLACES[node["in"]]
    style = _STYLES.get(node.get("collectionFormat", "csv"), "form")
    return Parameter(
        name=node["name"],
        place=place,
        required=node.get("required") is True or place == "path",
        schema=document.schema(pointer),
        style=style if place == "query" or style != "form" else "simple",
        explode=node.get("collectionFormat") == "multi",
        allow_empty=node.get("allowEmptyValue") is True,
    )


def _body(document: Document, declared: list[NodeAt], node: Mapping[str, Any], form: str) -> Body | None:
    consumes = _media_types(document, node, "consumes")
    for parameter, pointer in declared:
        if parameter.get("in") == "body":
            schema = document.schema(f"{pointer}/schema") if "schema" in parameter else None
            return Body(parameter.get("required") is True, {key: Media(key, schema) for key in consumes or (JSON,)})
    fields = [parameter for parameter, _ in declared if parameter.get("in") == "formData"]
    if not fields:
        return None
    schema = document.schema(pointer_of((FORMS, form)))
    encoding = {parameter["name"]: _encoding(parameter) for parameter in fields}
    has_file = any(parameter.get("type") == "file" for parameter in fields)
    forms = [key for key in consumes if key in (URLENCODED, MULTIPART)]
    content = {key: Media(key, schema, {}, encoding) for key in forms or (MULTIPART if has_file else URLENCODED,)}
    return Body(any(parameter.get("required") is True for parameter in fields), content)


def _encoding(parameter: Mapping[str, Any]) -> dict[str, Any]:
    collection = parameter.get("collectionFormat", "csv")
    return {"style": _STYLES.get(collection, "form"), "explode": collection == "multi"}


def _media_types(document: Document, node: Mapping[str, Any], key: str) -> tuple[str, ...]:
    types = node.get(key, document.root.get(key)) or ()
    return tuple(dict.fromkeys(str(media_type).lower().replace(" ", "") for media_type in types))


def _responses(
    document: Document, findings: list[Finding], node: Mapping[str, Any], operation: str
) -> Iterator[tuple[str, ResponseSpec]]:
    produces = _media_types(document, node, "produces") or (JSON,)
    for status in node.get("responses") or {}:
        if status.startswith("x-"):
            continue
        response, pointer = found_child(document, findings, operation, "responses", status)
        headers = {
            name: _header(document, f"{pointer}{pointer_of(('headers', name))}", name)
            for name in response.get("headers") or {}
        }
        content = dict(_content(document, response, pointer, produces))
        yield status, ResponseSpec(status, str(response.get("description", "")), headers, content)


def _content(
    document: Document, response: Mapping[str, Any], pointer: str, produces: tuple[str, ...]
) -> Iterator[tuple[str, Media]]:
    examples = {str(key).lower(): value for key, value in (response.get("examples") or {}).items()}
    if "schema" not in response and not examples:
        return
    schema = document.schema(f"{pointer}/schema") if "schema" in response else None
    for key in dict.fromkeys((*produces, *(key for key in examples if "/" in key))):
        yield key, Media(key, schema, {"example": examples[key]} if key in examples else {})


def _header(document: Document, pointer: str, name: str) -> Parameter:
    return Parameter(name, "header", required=False, schema=document.schema(pointer), style="simple", explode=False)


def _scheme(document: Document, name: str) -> SecurityScheme | None:
    definition = (document.root.get("securityDefinitions") or {}).get(name)
    if not isinstance(definition, Mapping):
        return None
    kind, scheme = _KINDS.get(str(definition.get("type")), (str(definition.get("type")), ""))
    return SecurityScheme(name, kind, scheme, definition.get("in", ""), definition.get("name", ""))
