"""Which requests are wrong, each in one way?"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver import exact_json
from mockserver.contract.drafts import Draft
from mockserver.media import is_json
from mockserver.model import ABSENT, Schema
from mockserver.pointers import json_type
from mockserver.schema import Validator

UNKNOWN_TYPE = "application/x-unknown"

_OTHERS: Mapping[str, Any] = {"string": 5, "array": 5, "object": 5, "null": {}}
"""A value of another type than each; of the types that are not named it is a text."""

UNKNOWN = {
    "integer": ("999999999", "2147483647"),
    "uuid": ("00000000-0000-4000-8000-000000000000",),
    "": ("no-such-thing", "999999999", "nosuchthing", "00000000-0000-4000-8000-000000000000"),
}
"""What nothing is likely to be called, by type or format."""


def wrongs(draft: Draft) -> Iterator[Draft]:
    """The request with one thing wrong, the likeliest mistakes first."""
    if draft.secrets:
        yield draft.anonymous()
    yield from _broken_body(draft)
    yield from _broken_parameters(draft)
    if draft.media is not None:
        yield replace(draft, media=replace(draft.media, media_type=UNKNOWN_TYPE), raw=b"x")
    yield draft.with_header("accept", UNKNOWN_TYPE)
    yield from unknown(draft)
    yield from stale(draft)
    yield from _strangers(draft)


def unknown(draft: Draft) -> Iterator[Draft]:
    """The request for something that is not there: the innermost thing that its path names."""
    for parameter in draft.operation.parameters:
        if parameter.place != "path" or not draft.operation.path.rstrip("/").endswith("{" + parameter.name + "}"):
            continue
        for text in _unknown(parameter.schema):
            yield replace(draft, path={**draft.path, parameter.name: text})


def unknown_within(draft: Draft) -> Iterator[Draft]:
    """The request for what stands below something that is not there: each thing in turn that its path names."""
    for parameter in draft.operation.parameters:
        if parameter.place == "path":
            for text in _unknown(parameter.schema):
                yield replace(draft, path={**draft.path, parameter.name: text})


def _unknown(schema: Schema | None) -> tuple[str, ...]:
    if schema is None:
        return UNKNOWN[""][:1]
    node, validator = schema.resolved().node, Validator(schema, "request")
    if {"integer", "number"} & schema.types():
        return tuple(text for text in UNKNOWN["integer"] if validator.accepts(int(text)))[:1]
    stated = UNKNOWN.get(str(node.get("format")), UNKNOWN[""]) if isinstance(node, Mapping) else UNKNOWN[""]
    return tuple(text for text in stated if validator.accepts(text))[:1]


def stale(draft: Draft) -> Iterator[Draft]:
    """The request for a state of the thing that is not the present one."""
    if draft.operation.method in ("PUT", "PATCH", "DELETE", "POST") and draft.operation.response_for(412) is not None:
        yield draft.with_header("if-match", '"stale"')


def _strangers(draft: Draft) -> Iterator[Draft]:
    """The request by someone else, where it says itself who asks: a text of it is another."""
    if draft.operation.security or draft.operation.response_for(401) is None:
        return
    for parameter in draft.operation.parameters:
        if parameter.place == "query" and parameter.schema is not None and parameter.required:
            others = (text for text in UNKNOWN[""] if Validator(parameter.schema, "request").accepts(text))
            kept = tuple(pair for pair in draft.query if pair[0] != parameter.name)
            yield from (replace(draft, query=(*kept, (parameter.name, text))) for text in others)
    members = draft.body if isinstance(draft.body, dict) else {}
    for name, member in members.items():
        if isinstance(member, str):
            yield replace(draft, body={**members, name: UNKNOWN[""][0]})


def _broken_body(draft: Draft) -> Iterator[Draft]:
    if draft.media is None or not is_json(draft.media.media_type):
        return
    for body in _broken(draft.body, draft.media.schema):
        yield replace(draft, body=body)
    yield replace(draft, raw=b'{"a": ')
    yield replace(draft, raw=b"")


def _broken(body: Any, schema: Schema | None) -> Iterator[Any]:
    """The body without a member, or with one of another type: the first that the schema misses or minds."""
    if schema is None:
        return
    validator = Validator(schema, "request")
    if isinstance(body, dict):
        without: Iterator[Any] = ({key: value for key, value in body.items() if key != name} for name in body)
        others: Iterator[Any] = ({**body, name: _other(body[name])} for name in body)
        for changed in (without, others):
            found = next((one for one in changed if not validator.accepts(one)), None)
            if found is not None:
                yield found
    elif isinstance(body, list) and body:
        for item in _broken(copy.deepcopy(body[0]), schema.resolved().child("items")):
            yield [item, *body[1:]]
    yield _other(body)


def _other(value: Any) -> Any:
    return "text" if value is ABSENT else _OTHERS.get(json_type(value), "text")


def _broken_parameters(draft: Draft) -> Iterator[Draft]:
    for parameter in draft.operation.parameters:
        name = parameter.name
        if parameter.required and parameter.place == "query":
            yield replace(draft, query=tuple(pair for pair in draft.query if pair[0] != name))
        elif parameter.required and parameter.place == "header":
            headers = {key: text for key, text in draft.headers.items() if key != name.lower()}
            yield replace(draft, headers=headers)
        text = _refused(parameter.schema)
        if text is None:
            continue
        if parameter.place == "query":
            yield replace(draft, query=(*(pair for pair in draft.query if pair[0] != name), (name, text)))
        elif parameter.place == "header":
            yield draft.with_header(name.lower(), text)
        elif parameter.place == "path" and text:
            yield replace(draft, path={**draft.path, name: text})


def _refused(schema: Schema | None) -> str | None:
    """A text that a schema of scalars refuses, if there is one."""
    if schema is None or not schema.types() or {"array", "object"} & schema.types():
        return None
    validator = Validator(schema, "request")
    numeric = "string" not in schema.types()
    for text in ("not a value", "-1", "x" * 300):
        value = exact_json.loads(text) if numeric and text == "-1" else text
        if not validator.accepts(value):
            return text
    return None
