"""What was asked, what was answered, and what was wrong with it?"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import field, replace
from typing import Any

from mockserver import exact_json
from mockserver.model.schemas import SpecReference
from mockserver.model.words import ABSENT, Blame, Location, Severity, value
from mockserver.pointers import pointer_of


@value
class Request:
    """A request as it came: names of headers in lower case, the path still percent-encoded.

    `root` is the address that stands before `path`: scheme, host and the prefix of a session, if any.
    `rest` is what of a long body is not read yet, in pieces. `fields` are the headers in their order and spelling,
    where the server tells them; `trailers` gives those that follow the body, once that is read. `has_mark`: a question
    mark came, and `query` is empty all the same. `early` tells the client what is said before the answer.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    root: str = "http://localhost"
    rest: Generator[bytes, None, None] | None = None
    fields: tuple[tuple[str, str], ...] = ()
    trailers: Callable[[], tuple[tuple[str, str], ...]] | None = None
    has_mark: bool = False
    early: Callable[[str, tuple[tuple[str, str], ...]], None] | None = None

    def header(self, name: str) -> str | None:
        """A header's value, whatever the case of its name; `api_key` may have come as `api-key`, as WSGI has it."""
        found = self.headers.get(name.lower())
        return self.headers.get(name.lower().replace("_", "-")) if found is None else found


@value
class Response:
    """An answer; `value` is what `body` encodes where that is known, so that nobody parses it again.

    `reason` are the words beside the status, where they may not be the usual ones.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    value: Any = ABSENT
    reason: str | None = None

    @classmethod
    def json(
        cls, status: int, value: Any, headers: Iterable[tuple[str, str]] = (), *, media_type: str = "application/json"
    ) -> Response:
        """An answer whose body is `value` as JSON, in UTF-8."""
        return cls(status, (("Content-Type", media_type), *headers), exact_json.dumps(value), value)

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

    def without_length(self) -> Response:
        """The answer without the length that an upstream told, which may be another now."""
        kept = tuple([one for one in self.headers if one[0].lower() != "content-length"])
        return self if len(kept) == len(self.headers) else replace(self, headers=kept)

    def with_headers(self, headers: Iterable[tuple[str, str]]) -> Response:
        return Response(self.status, (*self.headers, *headers), self.body, self.value, self.reason)


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


@value
class Credential:
    """What a client showed to prove who it is; `user` only with HTTP Basic, `scopes` are what it has to allow."""

    scheme: str
    secret: str
    user: str = ""
    scopes: tuple[str, ...] = ()


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
