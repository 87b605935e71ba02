"""What of a request and its answer must nobody read who is given a recording?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from mockserver.model import ABSENT, Media, Operation, Outcome, Violation

HIDDEN = "REDACTED"
"""What stands in the place of a secret."""

_SECRET_HEADERS = {
    "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key", "apikey", "x-auth-token",
    "x-access-token", "x-csrf-token", "x-amz-security-token",
}  # fmt: skip
_SECRET_NAMES = {
    "password", "passwd", "pwd", "secret", "clientsecret", "token", "accesstoken", "refreshtoken", "idtoken", "apikey",
    "apitoken", "privatekey", "authorization", "clientassertion", "assertion", "session", "sessionid", "sessiontoken",
}  # fmt: skip
_ADDRESSES = {"location", "referer", "content-location"}
_KEYWORDS_OF_ONE = ("items", "additionalProperties", "contains", "if", "then", "else", "not")
_KEYWORDS_OF_MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
_MEMBER = re.compile(r'("([^"\\]{1,64})"\s*:\s*)("(?:[^"\\]|\\.)*"?|-?[0-9][0-9.eE+-]*)')
_ELEMENT = re.compile(r"(<(?:[\w.-]+:)?([\w.-]{1,64})(?:\s[^<>]*)?>)([^<]+)(?=</)")
_PART = re.compile(r'(\bname="([^"\r\n]{1,64})"[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n)(.*?)(?=\r\n--)', re.DOTALL)


def redacted(outcome: Outcome) -> Outcome:
    """The outcome without what headers and members of the usual names hold, the API keys of the specification, and
    what that calls a password.
    """
    names = _names_of(outcome.operation) if outcome.operation is not None else frozenset()
    request, response = outcome.request, outcome.response
    content_type = request.headers.get("content-type", "")
    return replace(
        outcome,
        request=replace(
            request,
            query=hidden_query(request.query, names),
            headers=dict(_hidden_headers(tuple(request.headers.items()), names)),
            body=_hidden_body(request.body, content_type, names),
            fields=_hidden_headers(request.fields, names),
        ),
        response=replace(
            response,
            headers=_hidden_headers(response.headers, names),
            body=_hidden_body(response.body, response.header("content-type") or "", names),
            value=ABSENT,
        ),
        request_violations=tuple(_hidden_violation(each, names) for each in outcome.request_violations),
        response_violations=tuple(_hidden_violation(each, names) for each in outcome.response_violations),
    )


@lru_cache(maxsize=1_024)
def _names_of(operation: Operation) -> frozenset[str]:
    """The names below which an operation's API keys and passwords are sent."""
    keys = {scheme.parameter.lower() for schemes in operation.security for scheme in schemes if scheme.parameter}
    found = {
        parameter.name.lower()
        for parameter in operation.parameters
        if parameter.schema is not None and _is_password(parameter.schema.resolved().node)
    }
    contents = [operation.body.content if operation.body else {}, *(r.content for r in operation.responses.values())]
    known: set[str] = set()
    for content in contents:
        for media in content.values():
            found.update(_passwords(media, known))
    return frozenset(keys | found)


def _passwords(media: Media, known: set[str]) -> Iterator[str]:
    """The members that a schema calls passwords, in lower case."""
    waiting = [schema for schema in (media.schema, media.item_schema) if schema is not None]
    while waiting:
        schema = waiting.pop().resolved()
        node = schema.node
        if schema.pointer in known or not isinstance(node, Mapping):
            continue
        known.add(schema.pointer)
        members = node.get("properties")
        for name in members if isinstance(members, Mapping) else ():
            member = schema.child("properties", name)
            if _is_password(member.resolved().node):
                yield str(name).lower()
            waiting.append(member)
        waiting += [schema.child(keyword) for keyword in _KEYWORDS_OF_ONE if keyword in node]
        waiting += [branch for keyword in _KEYWORDS_OF_MANY for branch in schema.branches(keyword)]


def _is_password(node: Any) -> bool:
    return isinstance(node, Mapping) and node.get("format") == "password"


def _is_secret(name: str, names: frozenset[str]) -> bool:
    lower = name.lower()
    return lower in names or lower.replace("_", "").replace("-", "") in _SECRET_NAMES


def _hidden_headers(headers: tuple[tuple[str, str], ...], names: frozenset[str]) -> tuple[tuple[str, str], ...]:
    return tuple([(name, _hidden_header(name, value, names)) for name, value in headers])


def _hidden_header(name: str, value: str, names: frozenset[str]) -> str:
    lower = name.lower()
    if lower in _SECRET_HEADERS or _is_secret(lower, names):
        return HIDDEN
    if lower == "sl-violations":
        return "[]" if any(_is_secret(word, names) for word in re.findall(r"[\w-]+", value)) else value
    address, mark, query = value.partition("?")
    return f"{address}?{hidden_query(query, names)}" if mark and lower in _ADDRESSES else value


def hidden_query(text: str, names: frozenset[str] = frozenset()) -> str:
    """A query or a form with its secrets hidden; what has none stays as it came."""
    parts = (part.partition("=") for part in text.split("&"))
    hidden = (
        f"{name}={quote_plus(HIDDEN)}" if equals and _is_secret(unquote_plus(name), names) else name + equals + value
        for name, equals, value in parts
    )
    return "&".join(hidden)


def _hidden_body(body: bytes, content_type: str, names: frozenset[str]) -> bytes:
    """A body without its secrets; bytes that are no text stay as they are."""
    media_type = content_type.partition(";")[0].strip().lower()
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return _hidden_parts(body, names) if media_type.startswith("multipart/") else body
    if media_type == "application/x-www-form-urlencoded":
        return hidden_query(text, names).encode()
    if media_type.startswith("multipart/"):
        return _hidden_parts(body, names)
    if media_type.endswith(("/xml", "+xml")):
        return _replaced(_ELEMENT, text, names, HIDDEN).encode()
    return _hidden_json(text, names).encode() if "json" in media_type else body


def _hidden_parts(body: bytes, names: frozenset[str]) -> bytes:
    return _replaced(_PART, body.decode("latin-1"), names, HIDDEN).encode("latin-1")


def _replaced(pattern: re.Pattern[str], text: str, names: frozenset[str], hidden: str) -> str:
    """A text in which what follows a secret's name is hidden; the name is the second group, before it the first."""
    return pattern.sub(lambda found: found[1] + hidden if _is_secret(found[2], names) else found[0], text)


def _hidden_json(text: str, names: frozenset[str]) -> str:
    """JSON without its secrets; what is none, because it is cut off or there are lines of it, is searched for them."""
    try:
        value = json.loads(text)
        hidden = _hidden(value, names)
        return text if hidden == value else json.dumps(hidden)
    except (ValueError, RecursionError):
        return _replaced(_MEMBER, text, names, f'"{HIDDEN}"')


def _hidden(value: Any, names: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_hidden(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: HIDDEN if isinstance(inner, str | int | float) and _is_secret(name, names) else _hidden(inner, names)
        for name, inner in value.items()
    }


def _hidden_violation(violation: Violation, names: frozenset[str]) -> Violation:
    """A violation does not tell what stood in the place of a secret."""
    if not any(isinstance(step, str) and _is_secret(step, names) for step in violation.location):
        return violation
    return replace(violation, message=f"breaks '{violation.keyword}'", value=ABSENT)
