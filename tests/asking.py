"""Which requests can be made for an operation, when nothing but its specification is known?"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from mockserver.apis import Api
from mockserver.media import is_json
from mockserver.mocking.generation import generate
from mockserver.model import ABSENT, Media, Operation, Parameter, Request, Schema
from mockserver.pointers import json_type, value_at
from mockserver.schema import Validator

SEEDS = 20
"""How often a value is generated before there is none."""

OTHERS: Mapping[str, Any] = {
    "string": 5,
    "integer": "text",
    "number": "text",
    "boolean": "text",
    "array": 5,
    "object": 5,
    "null": {"not": "null"},
}
"""A value of another type than each."""


@dataclass(frozen=True)
class Asked:
    """A request with what is meant by it, for the messages of tests."""

    what: str
    request: Request


@cache
def valid_request(api: Api, operation: Operation) -> Request:
    """A request that keeps to the specification: the required parameters, and a body where one may be."""
    path, query, headers = operation.path, [], {"accept": "*/*"}
    for parameter in operation.parameters:
        if parameter.place == "path":
            path = path.replace("{" + parameter.name + "}", quote(_text(parameter), safe=""))
        elif parameter.required and parameter.place == "query":
            query.append((parameter.name, _text(parameter)))
        elif parameter.required:
            headers[parameter.name.lower()] = _text(parameter)
    address = api.prefixes(operation)[0] + path
    request = Request(operation.method, address, urlencode(query), headers)
    return _with_body(request, operation) if operation.body else request


def _with_body(request: Request, operation: Operation) -> Request:
    assert operation.body is not None
    for media in operation.body.content.values():
        if is_json(media.media_type):
            return with_json(request, body_of(operation, media), media.media_type)
    media_type = next(key for key in operation.body.content if "*" not in key)
    return replace(request, headers={**request.headers, "content-type": media_type}, body=b"bytes")


def with_json(request: Request, body: Any, media_type: str = "application/json") -> Request:
    return replace(request, headers={**request.headers, "content-type": media_type}, body=orjson.dumps(body))


def body_of(operation: Operation, media: Media) -> Any:
    """The first documented example that is valid, or else a generated value, without what is read-only."""
    assert media.schema is not None
    validator = Validator(media.schema, "request")
    generated = (generate(media.schema, str(seed)) for seed in range(SEEDS))
    for candidate in chain(media.examples.values(), generated):
        body = _without_read_only(candidate, validator)
        if validator.violations(body) == ():
            return body
    raise AssertionError(f"no valid body was found for '{operation.id}'")


def _without_read_only(body: Any, validator: Validator) -> Any:
    body = copy.deepcopy(body)
    for violation in validator.violations(body):
        if violation.keyword == "readOnly":
            value_at(body, violation.location[:-1]).pop(violation.location[-1], None)
    return body


def _text(parameter: Parameter) -> str:
    assert parameter.schema is not None
    value = generate(parameter.schema, "1")
    assert isinstance(value, str | int | float), f"'{parameter.name}' is no scalar"
    return value if isinstance(value, str) else orjson.dumps(value).decode()


# Requests that are wrong in one way


def broken_bodies(operation: Operation, request: Request) -> Iterator[Asked]:
    """The request with its body wrong in one way each: no JSON, no body, a member of another type or left out."""
    if operation.body is None or not is_json(request.headers["content-type"].partition(";")[0]):
        return
    for what, body in (("malformed JSON", b'{"a": '), ("nothing", b""), ("bytes that are no text", b"\xff\xfe")):
        yield Asked(what, replace(request, body=body))
    values: tuple[Any, ...] = (5, "text", [], {}, None, [5], [[]], {"unexpected": 1})
    for value in values:
        yield Asked(f"the body {value!r}", replace(request, body=orjson.dumps(value)))
    body = orjson.loads(request.body)
    for steps, member in _members(body):
        yield Asked(f"{steps} of another type", _changed(request, body, steps, OTHERS[json_type(member)]))
        yield Asked(f"{steps} null", _changed(request, body, steps, None))
        yield Asked(f"{steps} left out", _changed(request, body, steps, ABSENT))


def _members(value: Any, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every member and first item of a value, the outer ones first."""
    children = (
        value.items() if isinstance(value, dict) else list(enumerate(value))[:1] if isinstance(value, list) else ()
    )
    for step, child in children:
        yield (*steps, step), child
        yield from _members(child, (*steps, step))


def _changed(request: Request, body: Any, steps: tuple[str | int, ...], value: Any) -> Request:
    changed = copy.deepcopy(body)
    parent = value_at(changed, steps[:-1])
    if value is ABSENT:
        del parent[steps[-1]]
    else:
        parent[steps[-1]] = value
    return replace(request, body=orjson.dumps(changed))


def broken_parameters(operation: Operation, request: Request) -> Iterator[Asked]:
    """The request with a query parameter or header that its schema refuses, one each."""
    for parameter in operation.parameters:
        text = _refused(parameter.schema) if parameter.schema else None
        if text is None:
            continue
        if parameter.place == "query":
            pair = urlencode({parameter.name: text})
            yield Asked(f"?{pair}", replace(request, query=f"{request.query}&{pair}".strip("&")))
        elif parameter.place == "header":
            yield Asked(
                f"{parameter.name}: {text}", replace(request, headers={**request.headers, parameter.name.lower(): text})
            )
    required = [p.name for p in operation.parameters if p.required and p.place == "query"]
    if required:
        yield Asked(f"without {required}", replace(request, query=""))


def _refused(schema: Schema) -> str | None:
    """A text that a schema of scalars refuses, if there is one."""
    validator = Validator(schema, "request")
    return next((text for text in ("not a value", "-1", "") if validator.violations(text)), None)
