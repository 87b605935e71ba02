"""What of a request and its answer must nobody read who is given a recording?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from mockserver.erasing import Erasing
from mockserver.hiding import Hiding
from mockserver.model import ABSENT, Media, Operation, Outcome, Request, Violation

_KEYWORDS_OF_ONE = ("items", "additionalProperties", "contains", "if", "then", "else", "not")
_KEYWORDS_OF_MANY = ("allOf", "anyOf", "oneOf", "prefixItems")


def redacted(outcome: Outcome, keys: frozenset[str] = frozenset()) -> Outcome:
    """The outcome without what headers and members of the usual names hold, the API keys of the specification, and
    what that calls a password; what was found to be a secret is hidden wherever else it stands, too.

    `keys` are the names of API keys in lower case, whichever operations they are documented for.
    """
    names = _names_of(outcome.operation) | keys if outcome.operation is not None else keys
    hiding = Hiding(names)
    request, response = outcome.request, outcome.response
    asked = replace(
        request,
        query=hiding.query(request.query),
        headers=dict(hiding.headers(request.headers.items())),
        body=hiding.body(request.body, request.headers.get("content-type", "")),
        fields=hiding.headers(request.fields),
    )
    body = hiding.body(response.body, response.header("content-type") or "")
    answered = replace(response, headers=hiding.headers(response.headers), body=body, value=ABSENT)
    elsewhere = hiding.erasing()
    return replace(
        outcome,
        request=_without_known(asked, elsewhere),
        response=replace(
            answered,
            headers=_without_known_in(answered.headers, elsewhere),
            body=elsewhere.body(answered.body),
        ),
        request_violations=tuple(_hidden_violation(each, hiding, elsewhere) for each in outcome.request_violations),
        response_violations=tuple(_hidden_violation(each, hiding, elsewhere) for each in outcome.response_violations),
    )


def _without_known(request: Request, elsewhere: Erasing) -> Request:
    return replace(
        request,
        path=elsewhere.text(request.path),
        query=elsewhere.text(request.query),
        headers=dict(_without_known_in(request.headers.items(), elsewhere)),
        body=elsewhere.body(request.body),
        fields=_without_known_in(request.fields, elsewhere),
    )


def _without_known_in(headers: Iterable[tuple[str, str]], elsewhere: Erasing) -> tuple[tuple[str, str], ...]:
    return tuple([(name, elsewhere.text(value)) for name, value in headers])


def keys_of(operations: Iterable[Operation]) -> frozenset[str]:
    """The names of the API keys that operations document, in lower case: clients send them elsewhere, too."""
    return frozenset(
        scheme.parameter.lower()
        for operation in operations
        for schemes in operation.security
        for scheme in schemes
        if scheme.parameter
    )


@lru_cache(maxsize=1_024)
def _names_of(operation: Operation) -> frozenset[str]:
    """The names below which an operation's API keys and passwords are sent."""
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
    return keys_of((operation,)) | found


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
    """Whether a schema says so; a text that may be written, but never read, and has no other form, is taken for one."""
    if not isinstance(node, Mapping):
        return False
    if node.get("format") == "password":
        return True
    kinds = node.get("type")
    is_text = kinds == "string" or (isinstance(kinds, list) and "string" in kinds)
    return node.get("writeOnly") is True and is_text and not {"format", "enum", "const"} & set(node)


def _hidden_violation(violation: Violation, hiding: Hiding, elsewhere: Erasing) -> Violation:
    """A violation does not tell what stood in the place of a secret."""
    if any(isinstance(step, str) and hiding.is_secret(step) for step in violation.location):
        return replace(violation, message=f"breaks '{violation.keyword}'", value=ABSENT)
    message = elsewhere.text(violation.message)
    return violation if message == violation.message else replace(violation, message=message, value=ABSENT)
