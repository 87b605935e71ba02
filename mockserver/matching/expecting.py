"""What is expected of a request, and where is it unlike that?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from mockserver import exact_json
from mockserver.media import parse_query
from mockserver.model import ABSENT, Decoded, Location, Request, Schema
from mockserver.openapi.jsonpath import Path, read_path
from mockserver.schema import Validator
from mockserver.suggestions import meant

MAX_UNLIKE = 20
"""How many differences are told of one request at the most."""


@dataclass(frozen=True)
class Seen:
    """A request with its decoded values, as far as its operation gives them."""

    request: Request
    values: Decoded

    @cached_property
    def body(self) -> Any:
        """The decoded body; where no operation decodes it the JSON value, or else the text, that it is."""
        if self.values.body is not ABSENT or not self.request.body:
            return self.values.body
        try:
            return exact_json.loads(self.request.body)
        except exact_json.JSONDecodeError:
            return self.request.body.decode("utf-8", "replace")

    @cached_property
    def query(self) -> Mapping[str, list[str]]:
        """Every value of every name in the query, as text."""
        found: dict[str, list[str]] = {}
        for name, text in parse_query(self.request.query):
            found.setdefault(name, []).append(text)
        return found


@dataclass(frozen=True, slots=True)
class Unlike:
    """One place where a request is not as expected; `found` is ABSENT where there is nothing."""

    location: Location
    expected: Any
    found: Any
    message: str


Check = Callable[[Seen], Iterator[Unlike]]
_Found = tuple[list[str], Any]
"""What stands under a name: the texts that came, and the value that they were decoded to, or ABSENT."""


class Expected:
    """What is expected of a request: the members `path query headers body body_schema jsonpath`, any of them."""

    MEMBERS = ("path", "query", "headers", "body", "body_schema", "jsonpath")

    def __init__(self, checks: Iterable[Check] = ()) -> None:
        self._checks = tuple(checks)

    @classmethod
    def read(cls, parts: Mapping[str, Any]) -> Expected:
        """Read what is expected; ValueError, saying what is meant, where something means nothing."""
        for name in parts:
            if name not in cls.MEMBERS:
                raise ValueError(f"unknown: {name}; {meant(name, cls.MEMBERS)}")
        return cls(check for name, value in parts.items() for check in _READERS[name](value))

    def fits(self, seen: Seen) -> bool:
        return not any(True for check in self._checks for _ in check(seen))

    def unlike(self, seen: Seen) -> tuple[Unlike, ...]:
        """Where a request is not as expected."""
        found = (each for check in self._checks for each in check(seen))
        return tuple(each for _, each in zip(range(MAX_UNLIKE), found, strict=False))


def _object(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"'{name}' must be an object")  # noqa: TRY004 - the type is that of what somebody sent
    return value


def _path(value: Any) -> Iterator[Check]:
    """The raw path as a text, or path parameters by their names."""
    if isinstance(value, str):
        yield lambda seen: _texts(("path",), value, [seen.request.path], ABSENT)
        return
    for name, expected in _object(value, "path").items():
        yield _named(("path", name), expected, partial(_in_path, name))


def _query(value: Any) -> Iterator[Check]:
    for name, expected in _object(value, "query").items():
        yield _named(("query", name), expected, partial(_in_query, name))


def _headers(value: Any) -> Iterator[Check]:
    for name, expected in _object(value, "headers").items():
        yield _named(("header", name.lower()), expected, partial(_in_headers, name))


def _in_path(name: str, seen: Seen) -> _Found:
    return [], seen.values.path.get(name, ABSENT)


def _in_query(name: str, seen: Seen) -> _Found:
    return seen.query.get(name, []), seen.values.query.get(name, ABSENT)


def _in_headers(name: str, seen: Seen) -> _Found:
    found = seen.request.header(name)
    return ([] if found is None else [found]), ABSENT


def _named(location: Location, expected: Any, find: Callable[[Seen], _Found]) -> Check:
    """A check of a parameter or header: null is none, an object a schema of its value or text, else it is the value."""
    if isinstance(expected, dict):
        validator = _validator(expected, str(location[-1]))
        return lambda seen: _by_schema(location, validator, expected, *find(seen))
    return lambda seen: _texts(location, expected, *find(seen))


def _texts(location: Location, expected: Any, texts: list[str], value: Any) -> Iterator[Unlike]:
    """Compare what is expected with the texts that came, and with the value that they were decoded to."""
    found = value if value is not ABSENT else texts[0] if len(texts) == 1 else (texts or ABSENT)
    if expected is None:
        same = found is ABSENT or found is None
    else:
        wanted = expected if isinstance(expected, list) else [expected]
        same = (bool(texts) and texts == [_text(each) for each in wanted]) or _same(expected, found)
        same = same or (value is not ABSENT and not isinstance(expected, list) and _text(expected) == _text(value))
    if not same:
        yield Unlike(location, expected, found, _told(expected, found))


def _by_schema(location: Location, validator: Validator, schema: Any, texts: list[str], value: Any) -> Iterator[Unlike]:
    found = texts[0] if value is ABSENT and texts else value
    if found is ABSENT:
        yield Unlike(location, schema, ABSENT, "it is missing")
    for violation in () if found is ABSENT else validator.violations(found, location):
        yield Unlike(violation.location, schema, found, violation.message)


def _body(value: Any) -> Iterator[Check]:
    yield lambda seen: _within(("body",), value, seen.body)


def _body_schema(value: Any) -> Iterator[Check]:
    validator = _validator(value, "body_schema")

    def check(seen: Seen) -> Iterator[Unlike]:
        if seen.body is ABSENT:
            yield Unlike(("body",), value, ABSENT, "it is missing")
            return
        for violation in validator.violations(seen.body, ("body",)):
            yield Unlike(violation.location, value, violation.value, violation.message)

    yield check


def _jsonpath(value: Any) -> Iterator[Check]:
    """A path, or several, that must select something; or paths with the value that one of the selected must have."""
    paths = {value: ABSENT} if isinstance(value, str) else value
    if isinstance(paths, list):
        paths = dict.fromkeys(map(str, paths), ABSENT)
    for text, expected in _object(paths, "jsonpath").items():
        try:
            path = read_path(text)
        except ValueError as error:
            raise ValueError(f"'jsonpath': {text}: {error}") from error
        yield partial(_selected, path, text, expected)


def _selected(path: Path, text: str, expected: Any, seen: Seen) -> Iterator[Unlike]:
    try:
        values = [] if seen.body is ABSENT else [node.value for node in path.select(seen.body)]
    except (ValueError, TypeError):  # it selects too much, or compares what cannot be compared
        values = []
    if expected is ABSENT and not values:
        yield Unlike(("body", text), text, ABSENT, "nothing is selected")
    elif expected is not ABSENT and not any(_same(expected, value) for value in values):
        found = values[0] if len(values) == 1 else (values or ABSENT)
        yield Unlike(("body", text), expected, found, _told(expected, found))


_READERS: Mapping[str, Callable[[Any], Iterator[Check]]] = {
    "path": _path,
    "query": _query,
    "headers": _headers,
    "body": _body,
    "body_schema": _body_schema,
    "jsonpath": _jsonpath,
}


def _validator(schema: Any, name: str) -> Validator:
    if not isinstance(schema, dict | bool):
        raise ValueError(f"'{name}' must be a schema")  # noqa: TRY004
    validator = Validator(Schema({"schema": schema}, "/schema", "3.1", name), "request")
    broken = next((found for found in validator.violations(None) if found.blame == "spec"), None)
    if broken is not None:
        raise ValueError(f"'{name}': {broken.message}")
    return validator


def _within(location: Location, expected: Any, found: Any) -> Iterator[Unlike]:
    """Where a value lacks what is expected: objects may have further members, lists no further items."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name, child in expected.items():
            yield from _within((*location, name), child, found.get(name, ABSENT))
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for index, child in enumerate(expected):
            yield from _within((*location, index), child, found[index])
    elif not _same(expected, found):
        yield Unlike(location, expected, found, _told(expected, found))


def _same(expected: Any, found: Any) -> bool:
    """Whether two JSON values are equal; `true` is not 1."""
    return bool(expected == found) and isinstance(expected, bool) == isinstance(found, bool)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    try:
        return exact_json.dumps(value).decode()
    except TypeError:  # it is nested too deep to be written
        return "..."


def _told(expected: Any, found: Any) -> str:
    if found is ABSENT:
        return f"it is missing, {_text(expected)} is expected"
    return f"{_shortened(found)} is not {_shortened(expected)}" if expected is not None else "it is there"


def _shortened(value: Any) -> str:
    text = _text(value)
    return text if len(text) <= 200 else text[:200] + " ..."
