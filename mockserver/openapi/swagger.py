"""Which operations does a Swagger 2.0 document offer?

The document stays as it is, so that every finding keeps its place in the file: its operations are read into the same
values as those of OpenAPI 3. Only the schema of a form, which 2.0 spells as parameters, is put beside the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from mockserver.model import Body, Finding, Media, Operation, Parameter, Place, ResponseSpec, SecurityScheme
from mockserver.openapi.document import Document
from mockserver.openapi.parts import (
    Found,
    NodeAt,
    declared_parameters,
    found_child,
    held,
    operations_of,
    security,
    tags_of,
    text_of,
)
from mockserver.pointers import is_number, pointer_of

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
    found = [
        (operation, declared_parameters(document, findings, *operation.item.pointers, operation.pointer))
        for operation in operations_of(document, METHODS, findings)
    ]
    forms = {
        f"{operation.method.lower()} {operation.path}": _form_schema(fields)
        for operation, declared in found
        if (fields := [(node, at) for node, at in declared if node.get("in") == "formData"])
    }
    document = replace(document, root={**document.root, FORMS: forms}) if forms else document
    for operation, declared in found:
        yield _operation(document, findings, operation, declared)


def _form_schema(parameters: list[NodeAt]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {node["name"]: {"$ref": "#" + quote(pointer, safe="/~")} for node, pointer in parameters},
        "required": [node["name"] for node, _ in parameters if node.get("required") is True],
    }


def _operation(document: Document, findings: list[Finding], found: Found, declared: list[NodeAt]) -> Operation:
    node, pointer = found.node, found.pointer
    base = text_of(document.root, "basePath").strip("/")
    parameters = [(entry, at) for entry, at in declared if text_of(entry, "in") in _PLACES]
    return Operation(
        api=document.name,
        id=found.named,
        method=found.method,
        path=found.path,
        bases=(f"/{base}" if base else "",),
        parameters=tuple(_parameter(document, entry, at) for entry, at in parameters),
        body=_body(document, declared, node, f"{found.method.lower()} {found.path}"),
        responses=dict(_responses(document, findings, node, pointer)),
        security=security(document, findings, pointer, _scheme),
        source=document.reference(pointer),
        tags=tags_of(document, findings, node, pointer),
        summary=text_of(node, "summary"),
        deprecated=node.get("deprecated") is True,
    )


def _collection(node: Mapping[str, Any]) -> str:
    return text_of(node, "collectionFormat") or "csv"


def _parameter(document: Document, node: Mapping[str, Any], pointer: str) -> Parameter:
    place = _PLACES[node["in"]]
    style = _STYLES.get(_collection(node), "form")
    return Parameter(
        name=node["name"],
        place=place,
        required=node.get("required") is True or place == "path",
        schema=document.schema(pointer),
        style=style if place == "query" or style != "form" else "simple",
        explode=_collection(node) == "multi" and place == "query",
        allow_empty=node.get("allowEmptyValue") is True,
    )


def _body(document: Document, declared: list[NodeAt], node: Mapping[str, Any], form: str) -> Body | None:
    consumes = _media_types(document, node, "consumes")
    for parameter, pointer in declared:
        if parameter.get("in") == "body":
            schema = document.schema(f"{pointer}/schema") if _is_schema(parameter) else None
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


def _is_schema(node: Mapping[str, Any]) -> bool:
    return isinstance(node.get("schema"), Mapping | bool)


def _encoding(parameter: Mapping[str, Any]) -> dict[str, Any]:
    collection = _collection(parameter)
    return {"style": _STYLES.get(collection, "form"), "explode": collection == "multi"}


def _media_types(document: Document, node: Mapping[str, Any], key: str) -> tuple[str, ...]:
    types = node[key] if isinstance(node.get(key), list) else document.root.get(key)
    stated = types if isinstance(types, list) else ()
    return tuple(dict.fromkeys(str(media_type).lower().replace(" ", "") for media_type in stated))


def _responses(
    document: Document, findings: list[Finding], node: Mapping[str, Any], operation: str
) -> Iterator[tuple[str, ResponseSpec]]:
    produces = _media_types(document, node, "produces")
    for status in held(document, findings, node, operation, "responses"):
        if not (status == "default" or (len(status) == 3 and is_number(status))):
            continue
        response, pointer = found_child(document, findings, operation, "responses", status)
        headers = {
            name: _header(document, header, f"{pointer}{pointer_of(('headers', name))}", name)
            for name, header in held(document, findings, response, pointer, "headers").items()
            if isinstance(header, Mapping)
        }
        content = dict(_content(document, findings, response, pointer, produces))
        yield status, ResponseSpec(status, text_of(response, "description"), headers, content)


def _content(
    document: Document, findings: list[Finding], response: Mapping[str, Any], pointer: str, produces: tuple[str, ...]
) -> Iterator[tuple[str, Media]]:
    """What an answer may hold; an example of no media type that is produced is one of all of them.

    Where no media type is documented at all, JSON is the likeliest.
    """
    given = held(document, findings, response, pointer, "examples")
    examples = {key.lower().replace(" ", ""): value for key, value in given.items()}
    if not _is_schema(response) and not examples:
        return
    schema = document.schema(f"{pointer}/schema") if _is_schema(response) else None
    typed = [key for key in examples if "/" in key and "*" not in key]
    general = next(({"example": value} for key, value in examples.items() if key not in typed), {})
    stated = tuple(dict.fromkeys((*produces, *typed)))
    for key in stated or (JSON,):
        shown = {"example": examples[key]} if key in examples else general
        yield key, Media(key, schema, shown, assumed=not stated)


def _header(document: Document, node: Mapping[str, Any], pointer: str, name: str) -> Parameter:
    style = _STYLES.get(_collection(node), "form")
    shown = "simple" if style == "form" else style
    return Parameter(name, "header", required=False, schema=document.schema(pointer), style=shown, explode=False)


def _scheme(document: Document, name: str) -> SecurityScheme | None:
    definitions = document.root.get("securityDefinitions")
    definition = definitions.get(name) if isinstance(definitions, Mapping) else None
    if not isinstance(definition, Mapping) or not text_of(definition, "type"):
        return None
    kind, scheme = _KINDS.get(text_of(definition, "type"), (text_of(definition, "type"), ""))
    return SecurityScheme(name, kind, scheme, text_of(definition, "in"), text_of(definition, "name"))
