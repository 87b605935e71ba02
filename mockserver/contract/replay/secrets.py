"""Which secrets does a recording hide, and what stands in their place when it is played?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from mockserver import exact_json
from mockserver.contract.replay.carrying import written
from mockserver.contract.replay.names import words_of
from mockserver.contract.replay.shapes import MAX_DEPTH
from mockserver.model import Request
from mockserver.recording import HIDDEN

Known = Callable[[str], str | None]
"""A secret by the name of its header, parameter or member; None where nobody gave it."""


@dataclass(slots=True)
class Filling:
    """Puts secrets into a request, and notes which ones there are not."""

    known: Known
    lacking: list[str] = field(default_factory=list)

    def filled(self, request: Request) -> Request:
        """A request whose hidden secrets are there again; a header that nobody knows is left out."""
        headers = {name: self._header(name, text) for name, text in request.headers.items()}
        kept = {name: text for name, text in headers.items() if text is not None}
        query = "&".join(self._pair(part) for part in request.query.split("&"))
        return replace(request, headers=kept, query=query, body=self._body(request))

    def _header(self, name: str, text: str) -> str | None:
        return self._found(name) if text == HIDDEN else text

    def _found(self, name: str) -> str | None:
        found = self.known(name)
        if found is None:
            self.lacking.append(name)
        return found

    def _pair(self, part: str) -> str:
        name, _, value = part.partition("=")
        if value != HIDDEN:
            return part
        found = self._found(unquote_plus(name))
        return part if found is None else f"{name}={quote_plus(found)}"

    def _body(self, request: Request) -> bytes:
        if HIDDEN.encode() not in request.body:
            return request.body
        try:
            if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
                return "&".join(self._pair(part) for part in request.body.decode().split("&")).encode()
            return written(self._value(exact_json.loads(request.body), "", 0), request.body)
        except (UnicodeDecodeError, exact_json.JSONDecodeError):
            return request.body

    def _value(self, value: Any, name: str, depth: int) -> Any:
        if depth > MAX_DEPTH:
            return value
        if isinstance(value, Mapping):
            return {key: self._value(inner, str(key), depth + 1) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._value(item, name, depth + 1) for item in value]
        return self._found(name) or value if value == HIDDEN else value


def same_name(one: str, other: str) -> bool:
    """Whether two names are one but for their case and what joins their words."""
    return "".join(words_of(one)) == "".join(words_of(other)) or one.lower() == other.lower()


def first_known(*sources: Known) -> Known:
    """What the first of several sources knows."""
    return lambda name: next((found for source in sources if (found := source(name)) is not None), None)


def given_by(pairs: Mapping[str, str]) -> Known:
    """The secrets that somebody gave by name."""
    return lambda name: next((value for key, value in pairs.items() if same_name(key, name)), None)
