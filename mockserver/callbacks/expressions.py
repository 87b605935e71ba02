"""What does a runtime expression of OpenAPI stand for?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

from mockserver import exact_json
from mockserver.model import ABSENT, Decoded, Request, Response
from mockserver.pointers import steps_of, value_at

_EMBEDDED = re.compile(r"\{(\$[^{}]*)\}")
_NAMED = re.compile(r"(header|query|path)\.(.+)", re.DOTALL)


class UnresolvedError(Exception):
    """An expression that stands for nothing; its message says why."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with its decoded values, and the answer to it."""

    request: Request
    values: Decoded
    response: Response


def resolved(text: str, exchange: Exchange) -> str:
    """A text with each expression replaced by what it stands for; it may be one as a whole.

    What does not stand at the beginning is percent-encoded: it is a part of an address that must not leave its place.
    UnresolvedError where an expression stands for nothing.
    """
    if text.startswith("$"):
        return _written(evaluated(text, exchange))

    def put(found: re.Match[str]) -> str:
        written = _written(evaluated(found[1], exchange))
        return written if found.start() == 0 else quote(written, safe="")

    return _EMBEDDED.sub(put, text)


def evaluated(expression: str, exchange: Exchange) -> Any:
    """The value that one expression stands for; UnresolvedError where there is none."""
    request, response = exchange.request, exchange.response
    if expression == "$url":
        return request.root + request.path + (f"?{request.query}" if request.query else "")
    if expression == "$method":
        return request.method
    if expression == "$statusCode":
        return response.status
    side, _, source = expression.removeprefix("$").partition(".")
    found: Any = ABSENT
    if expression.startswith("$") and side == "request":
        found = _of_request(source, request, exchange.values)
    elif expression.startswith("$") and side == "response":
        found = _of_response(source, response)
    if found is ABSENT:
        raise UnresolvedError(f"'{expression[:200]}' stands for nothing here")
    return found


def _of_request(source: str, request: Request, values: Decoded) -> Any:
    named = _NAMED.fullmatch(source)
    if named is None:
        return _in_body(source, values.body)
    place, name = named.groups()
    if place == "header":
        found = request.header(name)
        return ABSENT if found is None else found
    if place == "path":
        return values.path.get(name, ABSENT)
    sent = dict(reversed(parse_qsl(request.query, keep_blank_values=True)))
    return sent.get(name, values.query.get(name, ABSENT))


def _of_response(source: str, response: Response) -> Any:
    named = _NAMED.fullmatch(source)
    if named is None:
        return _in_body(source, body_of(response))
    found = response.header(named[2]) if named[1] == "header" else None
    return ABSENT if found is None else found


def body_of(response: Response) -> Any:
    """The value of an answer's body; ABSENT where it has none that is JSON."""
    if response.value is not ABSENT or not response.body:
        return response.value
    try:
        return exact_json.loads(response.body)
    except exact_json.JSONDecodeError:
        return ABSENT


def _in_body(source: str, body: Any) -> Any:
    """What `body`, or `body#/and/a/pointer`, stands for."""
    whole, _, pointer = source.partition("#")
    if whole != "body" or (pointer and not pointer.startswith("/")):
        return ABSENT
    try:
        return value_at(body, steps_of(f"#{pointer}"))
    except LookupError:
        return ABSENT


def _written(value: Any) -> str:
    """A value as a part of a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None or isinstance(value, Mapping | list):
        try:
            return exact_json.dumps(value).decode()
        except TypeError as error:
            raise UnresolvedError("the value cannot be written as text") from error
    return str(value)
