"""Which values did a provider make when it was recorded, and which are they this time?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote, quote_plus, unquote, unquote_plus, urlsplit

from mockserver import exact_json
from mockserver.contract.replay.names import is_address, is_unmistakable, names_an_id, singular, subject_of, words_of
from mockserver.contract.replay.shapes import MAX_DEPTH
from mockserver.exchanges import json_value
from mockserver.model import ABSENT, Request, Response
from mockserver.pointers import is_number
from mockserver.recording import HIDDEN

_PIECES = tuple(re.compile(kind) for kind in (r"\S{8,}", r"[\w.~+/=-]{8,}", r"[\w-]{8,}", r"[0-9A-Za-z-]{8,}"))
"""What of a text may be one value, the longest first."""

MOST = 200
"""How long a text that is a whole body may be to be taken for a value."""


class Carried:
    """What the provider made in earlier answers, as later requests have to say it.

    A short value, such as 7, is carried on only to where the same thing is meant: to the path below its collection, and
    to members and parameters that are named after it.
    """

    def __init__(self) -> None:
        self._made: dict[str, dict[frozenset[str], Any]] = {}
        self._long: dict[str, str] = {}
        self._cookies: dict[str, tuple[str, str]] = {}
        self._unhidden: dict[str, str] = {}

    def learn(self, request: Request, recorded: Response, given: Response) -> None:
        """Note which values of a recorded answer are others in the answer that was given now."""
        collection = _collection(request.path)
        self._learn_headers(collection, recorded, given)
        if recorded.value is not ABSENT and given.value is not ABSENT:
            sent = json_value(request.body)
            client = sent if isinstance(sent, Mapping) else {}
            self._learn_values(recorded.value, given.value, ("", collection), client)
        elif 0 < len(recorded.body) <= MOST and 0 < len(given.body) <= MOST:
            old, new = (response.body.decode("utf-8", "replace").strip() for response in (recorded, given))
            if not any(character.isspace() for character in old + new):
                self._note(old, new, {collection})

    def _learn_headers(self, collection: str, recorded: Response, given: Response) -> None:
        for name in ("location", "content-location", "etag"):
            old, new = recorded.header(name), given.header(name)
            if old and new and name == "etag":
                self._note(old, new, {"etag"})
            elif old and new:
                self._learn_address(old, new, collection)
        old_cookies, new_cookies = _cookies(recorded), _cookies(given)
        for name, value in new_cookies.items():
            self._cookies[name] = (old_cookies.get(name, HIDDEN), value)

    def _learn_values(
        self, old: Any, new: Any, place: tuple[str, str], client: Mapping[str, Any], depth: int = 0
    ) -> None:
        """Values at the same place; `place` is the member's name, and whose members these are."""
        name, subject = place
        if depth > MAX_DEPTH:
            return
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            inside = subject_of(name) or subject
            for key in old:
                # What the client itself said is no value that the provider made
                if key in new and (key not in client or client[key] != old[key]):
                    self._learn_values(old[key], new[key], (str(key), inside), {}, depth + 1)
        elif isinstance(old, list) and isinstance(new, list):
            for one, other in zip(old, new, strict=False):
                self._learn_values(one, other, place, {}, depth + 1)
        elif _is_scalar(old) and _is_scalar(new):
            self._learn_value(name, subject, old, new)

    def _learn_value(self, name: str, subject: str, old: Any, new: Any) -> None:
        if old == HIDDEN:
            self._unhidden["".join(words_of(name))] = str(new)
        elif isinstance(old, str) and isinstance(new, str) and is_address(old) and is_address(new):
            self._learn_address(old, new, subject)
        elif names_an_id(name) or is_unmistakable(str(old)):
            self._note(old, new, {subject_of(name) or subject})

    def _learn_address(self, old: str, new: str, collection: str) -> None:
        """Segments of a path that are others now, each meant below the one before it."""
        before, after = (urlsplit(address).path.split("/") for address in (old, new))
        if len(before) != len(after):
            return
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            if one != other or is_number(one):
                self._note(unquote(one), unquote(other), {_before(before, index), collection})

    def _note(self, old: Any, new: Any, subjects: set[str]) -> None:
        text = str(old)
        made, key = self._made.setdefault(text, {}), frozenset(subjects)
        made.pop(key, None)
        made[key] = new
        if is_unmistakable(text) and text != str(new):
            self._long[text] = str(new)

    def found(self, old: Any, *subjects: str) -> Any:
        """What a recorded value is now, meant as one of some things; ABSENT where it is the same, or nobody knows."""
        # The last one that was made comes last
        made = list(self._made.get(str(old), {}).items())
        fitting = [value for meant, value in made if meant & set(subjects)]
        if not fitting and is_unmistakable(str(old)):
            fitting = [value for _, value in made]
        return fitting[-1] if fitting and str(fitting[-1]) != str(old) else ABSENT

    def unhidden(self, name: str) -> str | None:
        """A secret that the recording hides, where an answer gave it: by its own name, or a token for who asks."""
        known = self._unhidden
        own = known.get("".join(words_of(name)))
        if own is not None or name.lower() != "authorization":
            return own
        token = known.get("accesstoken", known.get("token", known.get("idtoken")))
        return None if token is None else f"Bearer {token}"

    def applied(self, request: Request) -> Request:
        """A recorded request with the values of this run."""
        segments = request.path.split("/")
        path = "/".join(self._segment(segments, index) for index in range(len(segments)))
        collection = _collection(request.path)
        headers = {name: self._header(name, text) for name, text in request.headers.items()}
        query = self._pairs(request.query, collection)
        return replace(request, path=path, query=query, headers=headers, body=self._body(request, collection))

    def _segment(self, segments: Sequence[str], index: int) -> str:
        text = unquote(segments[index])
        new = self.found(text, _before(segments, index)) if text else ABSENT
        return self._texts(segments[index]) if new is ABSENT else quote(str(new), safe="")

    def _header(self, name: str, text: str) -> str:
        if name == "cookie":
            return self._cookie(text)
        new = self.found(text, "etag" if name in ("if-match", "if-none-match") else subject_of(name))
        return self._texts(text) if new is ABSENT else str(new)

    def _cookie(self, text: str) -> str:
        if text == HIDDEN:
            return "; ".join(f"{name}={value}" for name, (_, value) in self._cookies.items()) or HIDDEN
        pairs = (part.strip().partition("=") for part in text.split(";"))
        return "; ".join(name + equals + self._cookie_value(name, value) for name, equals, value in pairs)

    def _cookie_value(self, name: str, value: str) -> str:
        old, new = self._cookies.get(name, (value, value))
        return new if value in (old, HIDDEN) else value

    def _pairs(self, text: str, collection: str) -> str:
        """A query or a form; a part that stays the same stays as it is written."""
        return "&".join(self._pair(part, collection) for part in text.split("&"))

    def _pair(self, part: str, collection: str) -> str:
        name, equals, value = part.partition("=")
        new = self.found(unquote_plus(value), *_meant(unquote_plus(name), collection))
        return self._texts(part) if new is ABSENT or not equals else f"{name}={quote_plus(str(new))}"

    def _body(self, request: Request, collection: str) -> bytes:
        if not self._made or not request.body:
            return request.body
        kind = request.headers.get("content-type", "")
        if kind.startswith("application/x-www-form-urlencoded"):
            return self._as_text(request.body, lambda text: self._pairs(text, collection))
        value = json_value(request.body)
        if value is ABSENT:
            return self._as_text(request.body, self._texts)
        changed = self.renewed(value, collection)
        return request.body if changed == value else written(changed, request.body)

    def _as_text(self, body: bytes, change: Callable[[str], str]) -> bytes:
        try:
            return change(body.decode()).encode()
        except UnicodeDecodeError:
            return body

    def renewed(self, value: Any, subject: str, name: str = "", depth: int = 0) -> Any:
        """A JSON value with the values of this run, and with them as the names of members."""
        if depth > MAX_DEPTH:
            return value
        if isinstance(value, Mapping):
            inside = subject_of(name) or subject
            return {
                self._member(str(key), inside): self.renewed(inner, inside, str(key), depth + 1)
                for key, inner in value.items()
            }
        if isinstance(value, list):
            return [self.renewed(item, subject, name, depth + 1) for item in value]
        if not _is_scalar(value):
            return value
        new = self.found(value, *_meant(name, subject))
        return new if new is not ABSENT else self._texts(value) if isinstance(value, str) else value

    def _member(self, name: str, subject: str) -> str:
        new = self.found(name, subject)
        return name if new is ABSENT else str(new)

    def _texts(self, text: str) -> str:
        """A text with the unmistakable values inside it replaced."""
        for pieces in _PIECES if self._long else ():
            text = pieces.sub(lambda found: self._long.get(found[0], found[0]), text)
        return text


def _meant(name: str, subject: str) -> tuple[str, ...]:
    """What a value of a name may be meant as: an `id` alone is that of whose member it is."""
    own = subject_of(name)
    return (own,) if own else (subject,) if names_an_id(name) or not name else ()


def _collection(path: str) -> str:
    """What a path is about: its last segment that names something."""
    segments = [unquote(segment) for segment in path.split("/") if segment]
    named = (s for s in reversed(segments) if not is_number(s) and not is_unmistakable(s))
    return singular("".join(words_of(next(named, ""))))


def _before(segments: Sequence[str], index: int) -> str:
    """What a segment of a path is below."""
    return singular("".join(words_of(unquote(segments[index - 1])))) if index else ""


def _cookies(response: Response) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, text in response.headers:
        if name.lower() == "set-cookie":
            found.update(_cookies_of(text))
    return found


def _cookies_of(text: str) -> Iterator[tuple[str, str]]:
    try:
        yield from ((name, morsel.value) for name, morsel in SimpleCookie(text).items())
    except CookieError:
        return


def written(value: Any, body: bytes) -> bytes:
    """A value as JSON; a body in its place where it is nested too deep to be written."""
    try:
        return exact_json.dumps(value)
    except TypeError:
        return body


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)
