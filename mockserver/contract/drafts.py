"""Which request does an operation take, when nothing but its specification is known?"""

from __future__ import annotations

import base64
import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any
from urllib.parse import quote

from mockserver.apis import Api
from mockserver.media import (
    concrete,
    encoder,
    header_text,
    is_json,
    path_text,
    plain_text,
    query_pairs,
    query_text,
    written_type,
)
from mockserver.mocking.generation import generate
from mockserver.model import ABSENT, Location, Media, Operation, Parameter, Request, Schema, SecurityScheme
from mockserver.pointers import value_at
from mockserver.schema import Validator

ROUNDS = 3
"""How often what is not valid in a request is left out of a generated value."""

SEEDS = 5
"""How often a value is generated before the last one has to do."""

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A request in its parts, so that one can be changed without the others; `raw` is its body as bytes."""

    operation: Operation
    base: str
    path: Mapping[str, str]
    query: Pairs = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Pairs = ()
    media: Media | None = None
    body: Any = ABSENT
    raw: bytes | None = None
    secrets: frozenset[str] = frozenset()
    """The names of what shows who asks, wherever that stands."""
    encoded: frozenset[str] = frozenset()
    """The names in the path whose texts are percent-encoded already, since their style has delimiters."""

    def request(self) -> Request:
        query, headers = query_text(self.query), dict(self.headers)
        if self.cookies:
            headers["cookie"] = "; ".join(filter(None, (headers.get("cookie"), self.cookie)))
        if self.media is None or (self.body is ABSENT and self.raw is None):
            return Request(self.operation.method, self.address, query, headers)
        content_type = header_text(written_type(concrete(self.media.media_type)))
        data = encoder(content_type, self.media)(self.body) if self.raw is None else self.raw
        headers = {"content-type": content_type, **headers}
        return Request(self.operation.method, self.address, query, headers, data)

    @property
    def segments(self) -> dict[str, str]:
        """The texts in the path, percent-encoded."""
        return {name: text if name in self.encoded else quote(text, safe="") for name, text in self.path.items()}

    @property
    def address(self) -> str:
        """The whole path."""
        path = self.operation.path
        for name, text in self.segments.items():
            path = path.replace("{" + name + "}", text)
        return self.base + path

    @property
    def cookie(self) -> str:
        """What the header says of the cookies."""
        return "; ".join(f"{name}={quote(text, safe='')}" for name, text in self.cookies)

    def anonymous(self) -> Draft:
        """The same without what shows who asks."""
        return replace(
            self,
            query=tuple(pair for pair in self.query if pair[0] not in self.secrets),
            cookies=tuple(pair for pair in self.cookies if pair[0] not in self.secrets),
            headers={name: text for name, text in self.headers.items() if name not in self.secrets},
        )

    def with_header(self, name: str, text: str) -> Draft:
        return replace(self, headers={**self.headers, name: text})


def draft_of(api: Api, operation: Operation, secret: str | None = None) -> Draft:
    """A request that keeps to the specification: what is required, a body where one may be, and a credential.

    `secret` is the token or key in it, where another than that of an account is good.
    """
    needed = (each for each in operation.parameters if each.required or each.place == "path")
    values = {parameter: _value(parameter) for parameter in needed}
    media = _media(operation)
    body = _body(media) if media is not None else ABSENT
    return signed(draft_with(api.prefixes(operation)[0], operation, values, media, body), api, secret)


def draft_with(
    base: str, operation: Operation, values: Mapping[Parameter, Any], media: Media | None = None, body: Any = ABSENT
) -> Draft:
    """A request with values for parameters, each written in its style."""
    path: dict[str, str] = {}
    query: list[tuple[str, str]] = []
    headers: dict[str, str] = {"accept": "*/*"}
    cookies: list[tuple[str, str]] = []
    encoded: set[str] = set()
    for parameter, value in values.items():
        if parameter.place == "path":
            styled = path_text(parameter, value)
            path[parameter.name] = plain_text(value) if styled is None else styled
            encoded |= set() if styled is None else {parameter.name}
        elif parameter.place == "query":
            query += query_pairs(parameter, value)
        elif parameter.place == "cookie":
            cookies.append((parameter.name, plain_text(value)))
        else:
            headers[parameter.name.lower()] = header_text(plain_text(value))
    return Draft(operation, base, path, tuple(query), headers, tuple(cookies), media, body, encoded=frozenset(encoded))


def _value(parameter: Parameter) -> Any:
    if parameter.schema is None:
        return next(iter(parameter.examples), "string")
    return _valid(parameter.schema, parameter.examples)


def _valid(schema: Schema, examples: tuple[Any, ...]) -> Any:
    """The first example that is valid in a request, or else a generated value."""
    validator = Validator(schema, "request")
    made: Any = None
    for candidate in chain(examples, (generate(schema, str(seed)) for seed in range(SEEDS))):
        made = sendable(candidate, validator)
        if validator.accepts(made):
            break
    return made


def sendable(value: Any, validator: Validator) -> Any:
    """The value without the members that only answers have, and without others that are not valid in a request."""
    for _ in range(ROUNDS):
        broken = validator.violations(value)
        found = [each for each in broken if each.keyword == "readOnly"] or broken
        left = copy.deepcopy(value) if found else value
        for violation in found:
            if violation.blame == "client":
                _leave_out(left, violation.location)
        if left == value:
            break
        value = left
    return value


def _leave_out(value: Any, location: Location) -> None:
    """Take the innermost member that is there on the way to a place out of a value."""
    for depth in range(len(location), 0, -1):
        parent, name = _at(value, location[: depth - 1]), location[depth - 1]
        if isinstance(parent, dict) and name in parent:
            del parent[name]
            return


def _at(value: Any, location: Location) -> Any:
    try:
        return value_at(value, location)
    except (LookupError, TypeError):
        return ABSENT


def _media(operation: Operation) -> Media | None:
    """The media type of the body: one of JSON where there is one."""
    content = operation.body.content if operation.body is not None else {}
    return next((media for key, media in content.items() if is_json(key)), next(iter(content.values()), None))


def _body(media: Media) -> Any:
    if media.schema is None:
        return next(iter(media.examples.values()), "string")
    return _valid(media.schema, tuple(media.examples.values()))


def signed(draft: Draft, api: Api, secret: str | None = None) -> Draft:
    """The request with the credentials of the first alternative, of which any is good that no setting names."""
    user, password = next(iter(api.accounts), ("user", "secret"))
    for scheme in draft.operation.security[0] if draft.operation.security else ():
        draft = _shown(draft, scheme, user, password if secret is None else secret)
    return draft


def _shown(draft: Draft, scheme: SecurityScheme, user: str, password: str) -> Draft:
    if scheme.kind == "apiKey":
        name = scheme.parameter
        secrets = draft.secrets | {name, name.lower()}
        if scheme.place == "query":
            return replace(draft, query=(*draft.query, (name, password)), secrets=secrets)
        if scheme.place == "cookie":
            return replace(draft, cookies=(*draft.cookies, (name, password)), secrets=secrets)
        return replace(draft, headers={**draft.headers, name.lower(): password}, secrets=secrets)
    if scheme.kind not in ("http", "oauth2", "openIdConnect"):
        return draft
    kind = scheme.scheme if scheme.kind == "http" else "bearer"
    secret = base64.b64encode(f"{user}:{password}".encode()).decode() if kind == "basic" else password
    headers = {**draft.headers, "authorization": f"{kind.title()} {secret}"}
    return replace(draft, headers=headers, secrets=draft.secrets | {"authorization"})
