"""In which shapes does the control API read and answer?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from mockserver import exact_json
from mockserver.pointers import is_number
from mockserver.suggestions import meant

Json = Any

NOTHING: Json = object()
"""What a view answers that has nothing to say: 204."""


class ControlError(Exception):
    """A control request that cannot be done: the status, a code for programs and a message for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def answer(value: Json, status: int = 200) -> Response:
    """A value as an answer in JSON; `NOTHING` is 204."""
    if value is NOTHING:
        response = Response(b"", 204)
        del response.headers["Content-Type"]
        return response
    body = exact_json.dumps(value, option=exact_json.OPT_INDENT_2) + b"\n"
    return Response(body, status, mimetype="application/json")


def listed(plural: str, items: list[Json]) -> Json:
    return {plural: items, "total": len(items)}


def json_body() -> Json:
    """The value that was sent; ControlError where it is none."""
    try:
        value = exact_json.loads(_body())
        exact_json.dumps(value)  # what is nested too deep can be read, but never be shown
    except exact_json.JSONDecodeError as error:
        raise ControlError(400, "invalid_json", f"the body is not valid JSON: {error.msg}") from error
    except TypeError as error:
        raise ControlError(400, "invalid_json", "the body is nested too deep") from error
    return value


def json_object() -> dict[str, Json]:
    """The object that was sent; ControlError where it is none."""
    value = json_body()
    if not isinstance(value, dict):
        raise ControlError(400, "invalid_json", "the body must be a JSON object")
    return value


def json_object_or_nothing() -> dict[str, Json]:
    """The object that was sent; an empty one where nothing was."""
    return json_object() if _body() else {}


def _body() -> bytes:
    """What was sent; ControlError where its end did not come: half an order is none."""
    try:
        body = request.get_data()
    except (OSError, ClientDisconnected) as error:
        raise _broken_off() from error
    except RequestEntityTooLarge as error:
        raise ControlError(413, "too_large", "the body is longer than any that is taken") from error
    if len(body) < (request.content_length or 0):
        raise _broken_off()
    return body


def _broken_off() -> ControlError:
    return ControlError(400, "invalid_body", "the body ends before its end")


def unknown_members(body: Mapping[str, Json], known: Iterable[str], code: str) -> None:
    """ControlError, with what may have been meant, where an object has members that mean nothing."""
    known = tuple(known)
    for name in body:
        if name not in known:
            raise ControlError(400, code, f"unknown: {name}; {meant(name, known)}")


def limit(default: int) -> int:
    """How many things of a list are wanted; ControlError where that is no number."""
    text = request.args.get("limit")
    if text is None:
        return default
    if not is_number(text):
        raise ControlError(400, "invalid_limit", "limit must be a whole number")
    return int(text)
