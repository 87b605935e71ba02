"""How is an API's own error body filled with what is really wrong?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.model import Schema, Violation
from mockserver.schema import Validator

MAX_ENTRIES = 100
"""How many entries a list of errors gets at the most."""

_MESSAGES = {
    "message", "msg", "detail", "details", "description", "errordescription", "errormessage", "error", "reason",
    "usermessage", "developermessage", "explanation", "text", "summary",
}  # fmt: skip
_CODES = {"code", "errorcode", "key", "errorkey", "errortype", "name", "rule", "keyword", "constraint"}
_STATUSES = {"status", "statuscode", "httpstatus", "httpcode", "httpstatuscode"}
_PATHS = {
    "field", "fieldname", "path", "pointer", "param", "parameter", "property", "propertypath", "attribute", "target",
    "source", "location", "loc", "instancepath",
}  # fmt: skip
_ENTRIES = {"errors", "violations", "details", "causes", "issues", "fielderrors", "fieldviolations", "validationerrors"}


@dataclass(frozen=True, slots=True)
class _Trouble:
    """What an error body is to tell: the status and one or all of the violations."""

    status: int
    violations: Sequence[Violation]

    @property
    def message(self) -> str:
        return "; ".join(_told(violation) for violation in self.violations[:10])

    @property
    def first(self) -> Violation:
        return self.violations[0]

    def only(self, violation: Violation) -> _Trouble:
        return _Trouble(self.status, (violation,))


def filled(body: Any, schema: Schema, status: int, violations: Sequence[Violation]) -> Any:
    """The body with its message-, code-, path- and status-like members telling the violations.

    Members are known by name and by the type that stands there; what would break the schema stays as it was.
    """
    trouble = _Trouble(status, violations)
    judge = Validator(schema, "response")
    for attempt in (_filled(body, trouble, schema.resolved()), body):
        if not any(found.severity == "error" for found in judge.violations(attempt)):
            return attempt
    return body


def _told(violation: Violation) -> str:
    """The message with the place that it is about; a member that the message names is not named twice."""
    steps = violation.location[1:]
    if steps and f"'{steps[-1]}'" in violation.message:
        steps = steps[:-1]
    where = ".".join(str(step) for step in steps)
    return f"{where}: {violation.message}" if where else violation.message


def _filled(value: Any, trouble: _Trouble, schema: Schema) -> Any:
    if isinstance(value, dict):
        return {
            name: _member(name, child, trouble, _child(schema, "properties", name)) for name, child in value.items()
        }
    if isinstance(value, list) and value and isinstance(value[0], dict):
        items = _child(schema, "items")
        return [_filled(value[0], trouble.only(violation), items) for violation in trouble.violations[:MAX_ENTRIES]]
    return trouble.message if isinstance(value, str) and value == "string" else value


def _child(schema: Schema, *steps: str) -> Schema:
    """The schema of a member or item; the schema itself, which then says nothing of it, where there is none."""
    node = schema.node
    for step in steps:
        node = node.get(step) if isinstance(node, Mapping) else None
    return schema.child(*steps).resolved() if isinstance(node, Mapping) else schema


def _member(name: str, value: Any, trouble: _Trouble, schema: Schema) -> Any:
    """What a member of an error body tells, by its name and by the type of what stands there."""
    plain = re.sub(r"[^a-z]", "", name.lower())
    choices = _choices(schema)
    if isinstance(value, dict):
        return _filled(value, trouble, schema)
    if isinstance(value, list):
        return _list(plain, value, trouble, schema)
    if plain in _STATUSES:
        return _of_same_type(trouble.status, value)
    if plain in _CODES:
        return _code(value, trouble, choices)
    if isinstance(value, str) and not choices:
        if plain in _MESSAGES:
            return trouble.message
        if plain in _PATHS:
            return ".".join(str(step) for step in trouble.first.location[1:]) or str(trouble.first.location[0])
    return value


def _list(plain: str, value: list[Any], trouble: _Trouble, schema: Schema) -> Any:
    if plain in _PATHS:
        return list(trouble.first.location)
    if value and isinstance(value[0], dict):
        return _filled(value, trouble, schema)
    if plain in _ENTRIES | _MESSAGES and all(isinstance(entry, str) for entry in value):
        return [_told(violation) for violation in trouble.violations[:MAX_ENTRIES]]
    return value


def _choices(schema: Schema) -> Sequence[Any]:
    node = schema.node
    enum = node.get("enum") if isinstance(node, Mapping) else None
    return enum if isinstance(enum, list) else ()


def _code(value: Any, trouble: _Trouble, choices: Sequence[Any]) -> Any:
    """The best fitting of the documented codes, or else the broken keyword, or the status where a number stands."""
    if choices:
        return max(choices, key=lambda choice: _fit(choice, trouble))
    if isinstance(value, str):
        return str(trouble.status) if value.isdigit() else trouble.first.keyword
    return trouble.status if isinstance(value, int) and not isinstance(value, bool) else value


_LIKE = {
    "required": ("required", "missing", "blank", "empty"),
    "security": ("auth", "credential", "token", "login"),
    "parse": ("json", "parse", "malformed", "syntax", "body"),
    "route": ("notfound", "unknown", "missing"),
    "notFound": ("notfound", "unknown", "missing", "nosuch"),
    "gone": ("gone", "deleted", "notfound"),
    "duplicate": ("duplicate", "exists", "conflict", "taken"),
    "conflict": ("conflict",),
    "precondition": ("precondition", "conflict", "version", "etag", "stale"),
    "preconditionRequired": ("precondition", "required"),
    "contentType": ("media", "contenttype", "unsupported"),
}
_LIKE_ANY = ("invalid", "validation", "badrequest", "parameter", "bad", "error")


def _fit(choice: Any, trouble: _Trouble) -> int:
    """How well a documented code fits: the keyword's own words count most, general words a little."""
    text = re.sub(r"[^a-z0-9]", "", str(choice).lower())
    keyword = trouble.first.keyword
    words = (keyword.lower(), *_LIKE.get(keyword, ()))
    return (
        4 * any(word in text for word in words)
        + 2 * (str(trouble.status) in text)
        + 1 * any(word in text for word in _LIKE_ANY)
    )


def _of_same_type(status: int, value: Any) -> Any:
    if isinstance(value, str):
        return str(status) if value.isdigit() or value == "string" else value
    return status if isinstance(value, int) and not isinstance(value, bool) else value
