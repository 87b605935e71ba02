"""Which values travel between the floors?"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeVar, dataclass_transform

import orjson

from mockserver.delivery import Delivery
from mockserver.pointers import exists, json_type, pointer_of, steps_of, value_at

Blame = Literal["client", "spec", "mock", "upstream"]
Severity = Literal["error", "warning"]
Origin = Literal["behaviour", "resource", "example", "generated", "override", "fault", "upstream", "refusal"]
Place = Literal["path", "query", "header", "cookie"]
Strictness = Literal["strict", "warn", "off"]
Direction = Literal["request", "response"]
Location = tuple[str | int, ...]

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True)
def value(cls: type[_Class]) -> type[_Class]:
    """A frozen dataclass for what is made at every request: frozen for the type checker, which costs nothing then."""
    return dataclass(slots=True, unsafe_hash=True)(cls)


ABSENT: Any = type("Absent", (), {"__repr__": lambda self: "ABSENT", "__bool__": lambda self: False})()
"""What stands for "no value", where None is a value."""

MAX_REFERENCES = 100
"""How many references may lead to one another before they are taken for a circle."""


@value
class Request:
    """A request as it came: names of headers in lower case, the path still percent-encoded.

    `root` is the address that stands before `path`: scheme, host and the prefix of a session, if any.
    `rest` is what of a long body is not read yet, in pieces.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    root: str = "http://localhost"
    rest: Generator[bytes, None, None] | None = None

    def header(self, name: str) -> str | None:
        """A header's value, whatever the case of its name; `api_key` may have come as `api-key`, as WSGI has it."""
        found = self.headers.get(name.lower())
        return self.headers.get(name.lower().replace("_", "-")) if found is None else found


@value
class Response:
    """An answer; `value` is what `body` encodes where that is known, so that nobody parses it again."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    value: Any = ABSENT

    @classmethod
    def json(
        cls, status: int, value: Any, headers: Iterable[tuple[str, str]] = (), *, media_type: str = "application/json"
    ) -> Response:
        """An answer whose body is `value` as JSON, in UTF-8."""
        return cls(status, (("Content-Type", media_type), *headers), orjson.dumps(value), value)

    @classmethod
    def text(cls, status: int, text: str, headers: Iterable[tuple[str, str]] = ()) -> Response:
        return cls(status, (("Content-Type", "text/plain; charset=utf-8"), *headers), text.encode(), text)

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        wanted = name.lower()
        for key, text in self.headers:
            if key.lower() == wanted:
                return text
        return None

    def with_headers(self, headers: Iterable[tuple[str, str]]) -> Response:
        return Response(self.status, (*self.headers, *headers), self.body, self.value)


@value
class SpecReference:
    """A place in a specification: the file and a JSON pointer into it."""

    file: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a specification, and where; what it concerns is served as well as it can be."""

    code: str
    message: str
    source: SpecReference
    severity: Severity = "error"


@value
class Violation:
    """One way in which a request or an answer breaks its contract.

    `location` begins with the part of the message (`body`, `query`, `path`, `header`, `cookie`, `security`, `request`)
    and goes on to the value; of a missing member it ends with that member's name. Programs branch on `keyword`, of JSON
    Schema or OpenAPI; `message` is for people. `value` is what stood there, `expected` the keyword's limit or options.
    """

    location: Location
    keyword: str
    message: str
    severity: Severity = "error"
    blame: Blame = "client"
    source: SpecReference | None = None
    value: Any = ABSENT
    expected: Any = ABSENT

    @property
    def pointer(self) -> str:
        """The JSON pointer to the value inside its part of the message."""
        return pointer_of(self.location[1:])

    @property
    def name(self) -> str:
        """The innermost member's name: `list_items` for `("body", "list_items", 3)`."""
        return next((step for step in reversed(self.location) if isinstance(step, str)), "")


@dataclass(frozen=True, slots=True, eq=False)
class Schema:
    """A schema where it stands in its document: the root of the document and the pointer to the schema.

    `version` is the OpenAPI version that gives the keywords their meaning: 2.0, 3.0 or 3.1.
    """

    root: Mapping[str, Any]
    pointer: str
    version: str
    file: str

    @property
    def node(self) -> Any:
        return value_at(self.root, steps_of(self.pointer))

    def resolved(self) -> Schema:
        """The schema that the references here lead to; itself where they lead nowhere."""
        schema = self
        for _ in range(MAX_REFERENCES):
            target = schema.node.get("$ref") if isinstance(schema.node, Mapping) else None
            if not isinstance(target, str) or not exists(self.root, target):
                return schema
            schema = Schema(self.root, pointer_of(steps_of(target)), self.version, self.file)
        return schema

    def child(self, *steps: str | int) -> Schema:
        """The schema that stands below this one."""
        return Schema(self.root, self.pointer + pointer_of(steps), self.version, self.file)

    def branches(self, keyword: str) -> tuple[Schema, ...]:
        """The schemas in the list that a keyword such as `oneOf` has here; none where it has no list."""
        node = self.node
        listed = node.get(keyword) if isinstance(node, Mapping) else None
        return tuple(self.child(keyword, i) for i in range(len(listed))) if isinstance(listed, list) else ()

    def types(self) -> frozenset[str]:
        """The JSON types that a value may have, as far as the keywords tell; none: any."""
        return _types(self, {}, 0)


def _types(schema: Schema, known: dict[str, frozenset[str]], depth: int) -> frozenset[str]:
    """The types of a schema; `known` are those that were found already, none for one that refers to itself."""
    schema = schema.resolved()
    if schema.pointer in known:
        return known[schema.pointer]
    known[schema.pointer], node = frozenset(), schema.node
    if not isinstance(node, Mapping) or depth > MAX_REFERENCES:
        return frozenset()
    found = _stated_types(node)
    for keyword in ("oneOf", "anyOf"):
        branches = [_types(branch, known, depth + 1) for branch in schema.branches(keyword)]
        if branches and all(branches):
            found = _both(found, frozenset().union(*branches))
    for branch in schema.branches("allOf"):
        found = _both(found, _types(branch, known, depth + 1))
    known[schema.pointer] = found
    return found


def _stated_types(node: Mapping[str, Any]) -> frozenset[str]:
    stated = node.get("type")
    if isinstance(stated, str):
        return frozenset((stated, "null") if node.get("nullable") or node.get("x-nullable") else (stated,))
    if isinstance(stated, list):
        return frozenset(map(str, stated))
    values = [node["const"]] if "const" in node else node.get("enum")
    if isinstance(values, list) and values:
        return frozenset(json_type(value) for value in values)
    if any(isinstance(node.get(key), Mapping) for key in ("properties", "patternProperties", "additionalProperties")):
        return frozenset(("object",))
    return frozenset(("array",)) if "items" in node or "prefixItems" in node else frozenset()


def _both(left: frozenset[str], right: frozenset[str]) -> frozenset[str]:
    """The types that two schemas admit together, of which an integer is a number too."""
    if not (left and right):
        return left or right
    mixed = ("integer" in left and "number" in right) or ("number" in left and "integer" in right)
    return (left & right) | {"integer"} if mixed else left & right


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A parameter of an operation, in the words of the OpenAPI Parameter Object; `examples` are their values."""

    name: str
    place: Place
    required: bool
    schema: Schema | None
    style: str
    explode: bool
    media_type: str | None = None
    allow_empty: bool = False
    deprecated: bool = False
    allow_reserved: bool = False
    examples: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Media:
    """One entry of a `content` map; `examples` are the named values in order, `templates` those that are templates.

    `item_schema` is that of each item of a sequence; `prefix_encoding` and `item_encoding` are those of the parts of a
    `multipart` by position, as `encoding` is by name. `assumed`: none is documented, and this media type is likeliest.
    """

    media_type: str
    schema: Schema | None
    examples: Mapping[str, Any] = field(default_factory=dict)
    encoding: Mapping[str, Any] = field(default_factory=dict)
    item_schema: Schema | None = None
    prefix_encoding: Sequence[Any] = ()
    item_encoding: Mapping[str, Any] = field(default_factory=dict)
    assumed: bool = False
    templates: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """What an operation takes as its body."""

    required: bool
    content: Mapping[str, Media]


@dataclass(frozen=True, slots=True, eq=False)
class ResponseSpec:
    """A documented answer: `status` is `"200"`, a range such as `"4XX"`, or `"default"`."""

    status: str
    description: str
    headers: Mapping[str, Parameter]
    content: Mapping[str, Media]


@dataclass(frozen=True, slots=True, eq=False)
class SecurityScheme:
    """A scheme as an operation asks for it: `kind` is the OpenAPI `type`, `scheme` that of HTTP in lower case."""

    name: str
    kind: str
    scheme: str = ""
    place: str = ""
    parameter: str = ""
    scopes: tuple[str, ...] = ()


@value
class Credential:
    """What a client showed to prove who it is; `user` only with HTTP Basic, `scopes` are what it has to allow."""

    scheme: str
    secret: str
    user: str = ""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of one API, compiled from its document; `id` joins it to all else."""

    api: str
    id: str
    method: str
    path: str
    bases: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: Mapping[str, ResponseSpec]
    security: tuple[tuple[SecurityScheme, ...], ...]
    source: SpecReference
    batch: tuple[str, ...] | None = None
    tags: tuple[str, ...] = ()
    summary: str = ""
    deprecated: bool = False

    def response_for(self, status: int) -> ResponseSpec | None:
        """What is documented for a status: itself, its range, or `default`."""
        responses = self.responses
        return responses.get(str(status)) or responses.get(f"{status // 100}XX") or responses.get("default")


@value
class Match:
    """The operation that a request means, with the raw path values and the base path before the operation's own."""

    operation: Operation
    values: Mapping[str, str]
    base: str


@value
class NoMatch:
    """Why no operation is meant; `api` where the base path is some API's, `allow` where the method is the trouble."""

    status: Literal[404, 405]
    violation: Violation
    api: str | None = None
    allow: tuple[str, ...] = ()


@value
class Decoded:
    """A request's values in the types that the schemas give; `body` is ABSENT where there is none."""

    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)
    cookie: Mapping[str, Any] = field(default_factory=dict)
    body: Any = ABSENT


@value
class Item:
    """One record of a batch: its place, its value and what is wrong inside it.

    The locations of its violations begin at the record: `("number",)`, or `()` for the record itself.
    """

    index: int
    value: Any
    violations: tuple[Violation, ...] = ()


@value
class Refusal:
    """What an error dialect puts into words: a status and the violations that led to it.

    `operation` is None where the request means none; `settings` are the API's, with their defaults.
    """

    status: int
    violations: tuple[Violation, ...]
    request: Request
    operation: Operation | None = None
    allow: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)


@value
class Outcome:
    """What became of one request: the journal is a list of these."""

    id: str
    at: datetime
    session: str
    request: Request
    response: Response
    source: Origin
    api: str | None
    operation: Operation | None
    request_violations: tuple[Violation, ...]
    response_violations: tuple[Violation, ...]
    ms: float
    traceback: str = ""
    delivery: Delivery | None = None

    @property
    def violations(self) -> tuple[Violation, ...]:
        return self.request_violations + self.response_violations
