"""How does an override's template become a body?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from mockserver.matching import Seen, meant
from mockserver.model import ABSENT
from mockserver.pointers import value_at
from mockserver.state import timestamp

_PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_PARTS = ("path", "query", "headers", "body", "method")
_ROOTS = ("request", "now", "uuid", "count", "session")


@dataclass(frozen=True, slots=True)
class Moment:
    """What a template can tell beside the request."""

    now: datetime
    uuid: str
    count: int
    session: str


def check_template(template: Any) -> None:
    """ValueError, saying what is meant, where a template has a place that means nothing."""
    if isinstance(template, dict):
        for child in (*template, *template.values()):
            check_template(child)
    elif isinstance(template, list):
        for child in template:
            check_template(child)
    elif isinstance(template, str):
        for place in _PLACE.findall(template):
            _check(place)


def _check(place: str) -> None:
    root, *steps = place.split(".")
    if root not in _ROOTS:
        raise ValueError(f"{{{{{place}}}}}: unknown: {root}; {meant(root, _ROOTS)}")
    if root == "request" and (not steps or steps[0] not in _PARTS):
        part = steps[0] if steps else ""
        raise ValueError(f"{{{{{place}}}}}: a request has no '{part}'; {meant(part, _PARTS)}")


def rendered(template: Any, seen: Seen, moment: Moment) -> Any:
    """The template with its places filled; a text that is one place alone becomes the value that stands there."""
    if isinstance(template, dict):
        return {str(_text(rendered(k, seen, moment))): rendered(v, seen, moment) for k, v in template.items()}
    if isinstance(template, list):
        return [rendered(child, seen, moment) for child in template]
    if not isinstance(template, str):
        return template
    whole = _PLACE.fullmatch(template)
    if whole:
        return _value(whole[1], seen, moment)
    return _PLACE.sub(lambda found: _text(_value(found[1], seen, moment)), template)


def _value(place: str, seen: Seen, moment: Moment) -> Any:
    """What stands at a place; null where there is nothing."""
    root, *steps = place.split(".")
    if root == "request":
        return _of_request(steps[0], steps[1:], seen)
    known: Mapping[str, Any] = {
        "now": timestamp(moment.now),
        "uuid": moment.uuid,
        "count": moment.count,
        "session": moment.session,
    }
    return known[root]


def _of_request(part: str, steps: list[str], seen: Seen) -> Any:
    if part == "method":
        return seen.request.method
    if part == "headers":
        return seen.request.header(".".join(steps)) if steps else dict(seen.request.headers)
    if part == "path" and not steps:
        return seen.request.path
    if part == "query":
        texts = {name: found[0] if len(found) == 1 else found for name, found in seen.query.items()}
        return _at({**texts, **seen.values.query}, steps)
    return _at(dict(seen.values.path) if part == "path" else seen.body, steps)


def _at(value: Any, steps: list[str]) -> Any:
    try:
        found = value_at(value, steps)
    except LookupError:
        return None
    return None if found is ABSENT else found


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()
