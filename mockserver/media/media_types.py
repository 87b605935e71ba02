"""Which entry of a `content` map does a content type mean, and what kind of content is it?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from mockserver.model import Media

Kind = Literal["json", "form", "multipart", "xml", "lines", "json-seq", "events", "text", "other"]

FORM = "application/x-www-form-urlencoded"

_PARAMETER = re.compile(r';\s*([^\s;="]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))')
_BOUNDARY = re.compile(r';\s*boundary\s*=\s*(?:"[^"]*"|[^;]*)', re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)")
_KINDS: Mapping[str, Kind] = {
    "application/json": "json",
    "text/json": "json",
    FORM: "form",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/jsonl": "lines",
    "application/x-jsonl": "lines",
    "application/jsonlines": "lines",
    "application/x-jsonlines": "lines",
    "application/ndjson": "lines",
    "application/x-ndjson": "lines",
    "application/json-seq": "json-seq",
    "text/event-stream": "events",
}
_SUFFIXES: Mapping[str, Kind] = {"json": "json", "xml": "xml", "json-seq": "json-seq"}
_USUAL = {"image": "png", "audio": "mpeg", "video": "mp4", "font": "woff2", "text": "plain", "application": "json"}
_UNCOMPARED = {"charset", "boundary", "q"}
"""The parameters that say how a body is written, not what is in it."""


def media_type_of(content_type: str) -> tuple[str, dict[str, str]]:
    """The media type in lower case, and its parameters."""
    head, semicolon, rest = content_type.partition(";")
    return head.strip().lower(), parameters_of(semicolon + rest) if rest else {}


def parameters_of(text: str) -> dict[str, str]:
    """The parameters `; name=value; name="quoted value"` of a header, their names in lower case."""
    found = {}
    for match in _PARAMETER.finditer(text):
        name, quoted, plain = match.groups()
        found[name.lower()] = plain.strip() if quoted is None else _ESCAPED.sub(r"\1", quoted)
    return found


def without_boundary(content_type: str) -> str:
    """A content type without the boundary, which is another one in each body."""
    return _BOUNDARY.sub("", content_type) if content_type.startswith("multipart/") else content_type


def kind_of(media_type: str) -> Kind:
    """What kind of content a media type names."""
    kind = _KINDS.get(media_type) or _SUFFIXES.get(media_type.rpartition("+")[2] if "+" in media_type else "")
    if kind is not None:
        return kind
    family = media_type.partition("/")[0]
    if family == "multipart":
        return "multipart"
    return "text" if family == "text" else "other"


def is_json(media_type: str) -> bool:
    return kind_of(media_type) == "json"


def find_media(content: Mapping[str, Media], content_type: str) -> Media | None:
    """The entry of a `content` map that takes a content type: the most specific one, then the first.

    A type goes before a range with a suffix such as `application/*+json`, that before `text/*`, and `*/*` is last.
    Parameters such as `version` count where the entry has them: one that is another is no match, one that is not given
    is a worse match than one that is equal.
    """
    best = content.get(content_type)
    if best is not None:
        return best
    media_type, given = media_type_of(content_type)
    rank = (0, 0)
    for key, media in content.items():
        found = _rank(key, media_type, given)
        if found > rank:
            best, rank = media, found
    return best


def _rank(key: str, media_type: str, given: Mapping[str, str]) -> tuple[int, int]:
    """How specifically an entry takes a media type, and how well its parameters match; nothing where it does not."""
    entry, wanted = media_type_of(key)
    specific = _specificity(entry, media_type)
    if not specific:
        return 0, 0
    equal = 0
    for name, value in wanted.items():
        if name in _UNCOMPARED:
            continue
        if name in given and given[name].lower() != value.lower():
            return 0, 0
        equal += 1 if name in given else -1
    return specific, equal


def _specificity(entry: str, media_type: str) -> int:
    if entry == media_type:
        return 4
    if entry in ("*/*", "*"):
        return 1
    start, star, suffix = entry.partition("/*")
    if not star or not media_type.startswith(f"{start}/"):
        return 0
    if not suffix:
        return 2
    return 3 if media_type.endswith(suffix) else 0


def concrete(media_type: str) -> str:
    """The media type of an answer under a range: the usual one of `image/*`, JSON where it may be anything."""
    family, _, rest = media_type.partition(";")[0].strip().partition("/")
    if family in ("", "*"):
        return "application/json"
    return f"{family}/{rest.replace('*', _USUAL.get(family, 'octet-stream') if rest == '*' else 'vnd.example')}"


def covers(accepted: str, media_type: str) -> bool:
    """Whether a list of media types and ranges such as `image/png, text/*` takes a media type."""
    return any(_specificity(media_type_of(entry)[0], media_type) for entry in accepted.split(","))
