"""What does a request say, and what is wrong with it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from mockserver.media import (
    FORM,
    Decoder,
    Reading,
    find_media,
    parse_cookies,
    parse_query,
    plain_body,
    querystring_reader,
    reading,
    without_boundary,
)
from mockserver.model import (
    ABSENT,
    Body,
    Decoded,
    Location,
    Operation,
    Parameter,
    Place,
    Request,
    SpecReference,
    Violation,
)
from mockserver.schema import Validator
from mockserver.validation.unknown import SEVERITIES, UnknownParameters

MAX_CONTENT_TYPES = 100
"""How many spellings of a content type an operation keeps a reader for."""

Found = tuple[Decoded, tuple[Violation, ...]]

_BODY: Location = ("body",)
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_NO_NAMES: frozenset[str] = frozenset()


class _Reader:
    """One parameter with its decoder and its validator."""

    __slots__ = ("decoder", "default", "name", "parameter", "validator", "whole")

    def __init__(self, parameter: Parameter) -> None:
        self.parameter = parameter
        self.name = parameter.name
        self.decoder = Decoder(parameter)
        self.whole = querystring_reader(parameter)
        self.validator = Validator(parameter.schema, "request") if parameter.schema else None
        self.default = self._default()

    def _default(self) -> Any:
        """What an absent parameter means: the default of its schema, if that is a value which may be sent."""
        node = self.parameter.schema.resolved().node if self.parameter.schema else None
        default = node.get("default", ABSENT) if isinstance(node, Mapping) else ABSENT
        if default is ABSENT or self.validator is None or not self.validator.accepts(default):
            return ABSENT
        return default

    def read(self, value: Any, into: dict[str, Any], violations: list[Violation]) -> None:
        """Note a decoded value, or its absence, and what is wrong with it."""
        location = (self.parameter.place, self.name)
        if value is ABSENT:
            if self.parameter.required:
                violations.append(Violation(location, "required", f"'{self.name}' is required"))
            elif self.default is not ABSENT:
                into[self.name] = self.default
            return
        into[self.name] = value
        if self.parameter.deprecated:
            violations.append(Violation(location, "deprecated", f"'{self.name}' is deprecated", severity="warning"))
        if self.validator is not None and not (self.parameter.allow_empty and value in _EMPTY):
            violations.extend(self.validator.violations(value, location))


_EMPTY = ("", [""])
"""What a name without a value means."""


@dataclass(frozen=True, slots=True)
class _BodyReader:
    """What reads and judges the bodies of one content type."""

    reading: Reading
    validator: Validator | None

    def judge(self, value: Any) -> tuple[Violation, ...]:
        """What is wrong with a decoded value."""
        if self.validator is None:
            return ()
        judged = self.reading.judged(value) if self.reading.binary else value
        return () if judged is ABSENT else self.validator.violations(judged, _BODY)


class RequestPlan:
    """How the requests of one operation are decoded and judged; whatever the specification gives is found out once."""

    def __init__(self, operation: Operation, unknown_parameters: str = "ignore") -> None:
        self.operation = operation
        self._severity = SEVERITIES.get(unknown_parameters)
        self._bodies: dict[str, _BodyReader] = {}

    @cached_property
    def _readers(self) -> dict[Place, tuple[_Reader, ...]]:
        places: dict[Place, tuple[_Reader, ...]] = {}
        for place in ("path", "query", "header", "cookie"):
            readers = tuple(_Reader(p) for p in self.operation.parameters if p.place == place)
            if readers:
                places[place] = readers
        return places

    @cached_property
    def _claimed(self) -> frozenset[str]:
        return frozenset().union(*(reader.decoder.claims for reader in self._readers.get("query", ())))

    @cached_property
    def _takes_rest(self) -> bool:
        return any(reader.decoder.takes_rest for reader in self._readers.get("query", ()))

    @cached_property
    def _unknown(self) -> UnknownParameters | None:
        if self._severity is None:
            return None
        decoders = [reader.decoder for reader in self._readers.get("query", ())]
        return UnknownParameters(self.operation, decoders, self._severity)

    def read(self, request: Request, path_values: Mapping[str, str]) -> Found:
        """The decoded values with the violations; a value that broke its schema is there as it came."""
        violations: list[Violation] = []
        readers = self._readers
        path = self._read_path(path_values, violations) if "path" in readers else _NOTHING
        query = self._read_query(request.query, violations) if "query" in readers else _NOTHING
        header = self._read_headers(request, violations) if "header" in readers else _NOTHING
        cookie = self._read_cookies(request, violations) if "cookie" in readers else _NOTHING
        if self._unknown is not None:
            violations.extend(self._unknown.violations(request.query))
        body = self._read_body(request, violations) if self.operation.body is not None else ABSENT
        return Decoded(path, query, header, cookie, body), tuple(violations)

    def _read_path(self, values: Mapping[str, str], violations: list[Violation]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for reader in self._readers["path"]:
            raw = values.get(reader.name)
            reader.read(ABSENT if raw is None else reader.decoder.from_text(raw), found, violations)
        return found

    def _read_query(self, text: str, violations: list[Violation]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        pairs = parse_query(text)
        unclaimed = self._unclaimed(pairs) if self._takes_rest else _NO_NAMES
        for reader in self._readers["query"]:
            value = reader.decoder.from_pairs(pairs, unclaimed) if reader.whole is None else reader.whole(text)
            if reader.whole is not None and isinstance(value, Violation):
                violations.append(value)
            else:
                reader.read(value, found, violations)
        return found

    def _unclaimed(self, pairs: Sequence[tuple[str, str]]) -> frozenset[str]:
        claimed = self._claimed
        return frozenset(name for name, _ in pairs if not {name, name.partition("[")[0]} & claimed)

    def _read_headers(self, request: Request, violations: list[Violation]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for reader in self._readers["header"]:
            text = request.header(reader.name)
            reader.read(ABSENT if text is None else reader.decoder.from_text(text), found, violations)
        return found

    def _read_cookies(self, request: Request, violations: list[Violation]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        pairs = parse_cookies(request.headers.get("cookie", ""))
        for reader in self._readers["cookie"]:
            reader.read(reader.decoder.from_pairs(pairs), found, violations)
        return found

    def _read_body(self, request: Request, violations: list[Violation]) -> Any:
        """The decoded body; ABSENT, with a violation where one is due, if there is none that can be read."""
        body = self.operation.body
        if body is None or (not request.body and not _is_empty_form(request, body)):
            if body is not None and body.required:
                violations.append(self._violation("required", "a body is required"))
            return ABSENT
        content_type = request.headers.get("content-type") or next(iter(body.content), "")
        reader = self._bodies.get(content_type) or self._find(content_type)
        if reader is None:
            taken = ", ".join(body.content)
            violations.append(self._violation("contentType", f"'{content_type[:100]}' is not taken, but {taken}"))
            return ABSENT
        bounded, data = reader.reading.bounded, _plain(request)
        if isinstance(data, Violation):
            violations.append(data)
            return ABSENT
        value = reader.reading.decode(data) if bounded is None else bounded(data, content_type)
        if isinstance(value, Violation):
            violations.append(value)
            return ABSENT
        if reader.validator is not None:
            violations += reader.judge(value)
        return value

    def _find(self, content_type: str) -> _BodyReader | None:
        key = without_boundary(content_type)
        if key in self._bodies:
            return self._bodies[key]
        content = self.operation.body.content if self.operation.body else {}
        media = find_media(content, content_type)
        if media is None:
            return None
        found = reading(content_type, media, lambda schema: Validator(schema, "request").violations)
        reader = _BodyReader(found, Validator(found.schema, "request") if found.schema else None)
        if len(self._bodies) < MAX_CONTENT_TYPES:
            self._bodies[key] = reader
        return reader

    def _violation(self, keyword: str, message: str) -> Violation:
        source = self.operation.source
        location = ("header", "content-type") if keyword == "contentType" else ("body",)
        return Violation(location, keyword, message, source=SpecReference(source.file, f"{source.pointer}/requestBody"))


def _plain(request: Request) -> bytes | Violation:
    """The body as it is to be read; the violation where it is in a coding that is not."""
    codings = request.headers.get("content-encoding")
    return request.body if codings is None else plain_body(request.body, codings)


def _is_empty_form(request: Request, body: Body) -> bool:
    """Whether no bytes are a form without fields, and not a body that is missing."""
    return FORM in body.content and request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM
