"""What does a template say of this request, in this state, at this time?"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import count
from typing import Any
from urllib.parse import unquote, unquote_plus
from uuid import UUID

from mockserver.media import parse_cookies, parse_query, read_json
from mockserver.mocking.sandbox import FAILURES, ForbiddenError, run, used
from mockserver.model import ABSENT, Decoded, Request, Violation
from mockserver.state import State, parse_span, timestamp

MARKS = ("{{", "{%", "{#")
"""What a text has that is a template; any other stays as it is."""

NAMES = ("request", "state", "now", "epoch", "later", "uuid", "session", "count")
"""What a template may name; `count` only where it says how often an override has answered."""

MEMBERS = ("method", "url", "path", "query", "headers", "cookies", "body")
"""What a template may say of the request."""

MAX_TEMPLATES = 1_000
"""How many templates one value may hold."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a template can tell of: a request with its decoded values, and the state and the time that it came in.

    `api` is whose collections `state.contacts` means; `count` how often an override has answered, this time included.
    """

    request: Request
    values: Decoded
    state: State
    now: datetime
    api: str
    count: int | None = None


def render(template: Any, scene: Scene) -> Any | Violation:
    """A value with every text in it that is a template replaced by what that makes.

    A text that is one single expression becomes that expression's value, whatever its type; others become texts.
    The violation, with the keyword `template`, where one cannot be rendered.
    """
    names = _names(scene)
    templates = count(1)
    try:
        return _rendered(template, names, templates)
    except FAILURES as error:
        return Violation(("body",), "template", f"a template cannot be rendered: {error}"[:500], "warning", "spec")


def names_in(template: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The names that the templates in a value use, and the members of `request`; ValueError where one is no good."""
    names, members = frozenset[str](), frozenset[str]()
    children: Iterable[Any] = ()
    if isinstance(template, str) and any(mark in template for mark in MARKS):
        return used(template)
    if isinstance(template, Mapping):
        children = template.values()
    elif isinstance(template, list):
        children = template
    for child in children:
        further = names_in(child)
        names, members = names | further[0], members | further[1]
    return names, members


def _rendered(value: Any, names: Mapping[str, Any], templates: Iterator[int]) -> Any:
    if isinstance(value, dict):
        return {key: _rendered(member, names, templates) for key, member in value.items()}
    if isinstance(value, list):
        return [_rendered(item, names, templates) for item in value]
    if not isinstance(value, str) or not any(mark in value for mark in MARKS):
        return value
    if next(templates) > MAX_TEMPLATES:
        raise ForbiddenError(f"there are more than {MAX_TEMPLATES} templates")
    return _json_value(run(value, names))


def _json_value(value: Any) -> Any:
    """A template's value as JSON can have it: nothing for what is not there, a text for what it does not know."""
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _json_value(member) for key, member in value.items()}
    if isinstance(value, list | tuple | set | frozenset | range | Iterator):
        return [_json_value(item) for item in value]
    return str(value) or None


def _names(scene: Scene) -> dict[str, Any]:
    """The names that a template may use."""
    counted = {} if scene.count is None else {"count": scene.count}
    return {
        **counted,
        "request": _request(scene.request, scene.values),
        "state": _Collections(scene.state, scene.api),
        "now": timestamp(scene.now),
        "epoch": scene.now.timestamp(),
        "later": partial(_later, scene.now),
        "uuid": _uuid(scene),
        "session": scene.state.session,
    }


def _request(request: Request, values: Decoded) -> dict[str, Any]:
    """The request, with the values that are documented in their types, and the others as texts."""
    query: dict[str, list[str]] = {}
    for name, text in parse_query(request.query):
        query.setdefault(name, []).append(unquote_plus(text))
    texts = {name: found[0] if len(found) == 1 else found for name, found in query.items()}
    return {
        "method": request.method,
        "url": request.root + request.path,
        "path": {name: unquote(text) if isinstance(text, str) else text for name, text in values.path.items()},
        "query": {**texts, **values.query},
        "headers": {**request.headers, **{name.lower(): value for name, value in values.header.items()}},
        "cookies": {**dict(parse_cookies(request.headers.get("cookie", ""))), **values.cookie},
        "body": _body(request, values),
    }


def _body(request: Request, values: Decoded) -> Any:
    """The decoded body; where no operation decodes it the JSON value that it is, if it is one."""
    value = read_json(request.body) if values.body is ABSENT and request.body else values.body
    return None if value is ABSENT or isinstance(value, bytes | Violation) else value


class _Collections(Mapping[str, Mapping[str, Any]]):
    """The records of an API by collection and key; nothing is read before it is asked for."""

    def __init__(self, state: State, api: str) -> None:
        self._store = state.store
        self._prefix = f"{api}."

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        return dict(self._store.items(self._prefix + name))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and not name.startswith("_")

    def __iter__(self) -> Iterator[str]:
        return (name.removeprefix(self._prefix) for name in self._store.names() if name.startswith(self._prefix))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _later(now: datetime, span: str) -> str:
    """The time some span from now, such as `2h`, or before, such as `-1d`."""
    by = parse_span(str(span).removeprefix("-"))
    if by is None:
        raise ForbiddenError(f"'{span}' is no span such as 90s, 15m, 2h or 1d")
    return timestamp(now - by if str(span).startswith("-") else now + by)


def _uuid(scene: Scene) -> str:
    """A new UUID: the same one for the same seed, time, request and count."""
    request = f"{scene.request.method}\0{scene.request.path}\0{scene.count}"
    text = f"{scene.state.seed}\0{scene.now.isoformat()}\0{request}"
    return str(UUID(bytes=hashlib.blake2b(text.encode(), digest_size=16).digest(), version=4))
