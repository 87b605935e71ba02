"""Which of an API's error codes fits best, and how is one spelled where none is documented?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from mockserver.mocking.errors.trouble import Trouble
from mockserver.mocking.generation.words import tokens

INVALID = (400, 422)
"""The statuses of requests that break their contract."""


def _set(*texts: str) -> frozenset[str]:
    return frozenset(" ".join(texts).split())


_KINDS: Mapping[str, tuple[str, str, str]] = {
    "required": ("required", "required missing blank empty mandatory absent presence", ""),
    "type": ("invalid type", "type", ""),
    "format": ("invalid format", "format malformed", "syntax"),
    "pattern": ("invalid format", "pattern format regex match", "syntax"),
    "enum": ("invalid value", "enum inclusion choice option allowed notallowed", "value"),
    "const": ("invalid value", "const enum", "value"),
    "minimum": ("out of range", "range minimum min small low less toosmall toolow", "size"),
    "maximum": ("out of range", "range maximum max large big greater toolarge toohigh", "size"),
    "multipleOf": ("invalid value", "multiple step", "value"),
    "minLength": ("too short", "short length min tooshort", "size"),
    "maxLength": ("too long", "long length max toolong", "size"),
    "minItems": ("too few", "few length min toofew", "size"),
    "maxItems": ("too many", "many length max toomany", "size"),
    "uniqueItems": ("duplicate items", "unique duplicate", ""),
    "additionalProperties": (
        "unknown field",
        "unknown additional unexpected extra unrecognized unpermitted unknownfield unknownproperty",
        "",
    ),
    "readOnly": ("read only", "readonly immutable", ""),
    "parse": (
        "malformed body",
        "json parse parsing parser malformed syntax unreadable notreadable unparsable unparseable decode deserialize",
        "body payload format",
    ),
    "contentType": ("unsupported media type", "media contenttype mediatype unsupported mime", "format"),
    "size": ("payload too large", "large size payload toolarge entitytoolarge", ""),
    "security": (
        "unauthorized",
        "unauthorized unauthenticated unauthorised authentication auth authorization credential credentials login",
        "token key apikey session signin",
    ),
    "token": (
        "invalid token",
        "token expired authentication unauthorized unauthenticated auth credentials",
        "session apikey login",
    ),
    "scope": ("insufficient scope", "scope forbidden permission permissions denied privilege insufficient", "access"),
    "route": ("not found", "notfound nosuch nonexistent notexist unknownroute", "unknown"),
    "notFound": ("not found", "notfound nosuch nonexistent notexist notexists doesnotexist", "unknown missing"),
    "reference": ("invalid reference", "reference foreign related notfound nonexistent", "unknown missing"),
    "gone": ("gone", "gone deleted removed", "notfound"),
    "duplicate": ("already exists", "duplicate duplicated exists exist conflict taken unique already", ""),
    "conflict": ("conflict", "conflict", "state inuse"),
    "precondition": ("precondition failed", "precondition etag stale version concurrency", "conflict"),
    "preconditionRequired": ("precondition required", "precondition", ""),
    "accept": ("not acceptable", "acceptable", ""),
    "method": ("method not allowed", "method notallowed", ""),
    "rate": (
        "too many requests",
        "rate limit ratelimit throttle throttled throttling toomany toomanyrequests quota",
        "limits requests",
    ),
}
"""For each keyword what a code for it is called, the words that tell of it, and those that may."""

_LIKE = {
    "exclusiveMinimum": "minimum",
    "exclusiveMaximum": "maximum",
    "unevaluatedProperties": "additionalProperties",
    "minProperties": "minItems",
    "maxProperties": "maxItems",
    "false": "additionalProperties",
    "unknown": "additionalProperties",
    "dependentRequired": "required",
    "oneOf": "const",
    "anyOf": "const",
    "not": "const",
    "contains": "const",
    "unevaluatedItems": "maxItems",
}
_BY_STATUS = {401: "security", 403: "scope", 404: "notFound", 409: "conflict", 410: "gone", 412: "precondition"} | {
    413: "size", 415: "contentType", 428: "preconditionRequired", 429: "rate", 405: "method", 406: "accept",
}  # fmt: skip
_CONTENT = "type format pattern enum const minimum maximum multipleOf minLength maxLength minItems maxItems uniqueItems"
_GROUPS = (
    f"required {_CONTENT} additionalProperties readOnly parse reference",
    "security token scope",
    "route notFound gone reference",
    "duplicate conflict precondition preconditionRequired uniqueItems",
    "contentType size accept parse",
)
"""Which keywords are about the same side of a request: what it says, who says it, what it is about, and so on."""

_GENERAL = _set("invalid validation badrequest unprocessable parameter argument input bad illegal incorrect wrong")
_VAGUE = _set("error failed failure other unknown general generic fail unspecified")
_CLIENT, _SERVER = _set("request client"), _set("server internal api")
_FAULTS_OF_SERVERS = _set("server internal internalerror timeout unavailable fatal upstream gateway")
_GLUE = _set(
    "the is an of in to not was no field fields param params parameter parameters property attribute value input data",
    "body arg args argument arguments err error code http resource entity object item record exception fault request",
    "too out form header query payload",
)
"""Words that make no code more special than it is."""

_KNOWN = _GENERAL | _VAGUE | _CLIENT | _SERVER | _GLUE
_SPECIFIC = frozenset(word for _, strong, _ in _KINDS.values() for word in strong.split()) - _GENERAL - _VAGUE - _GLUE

EXACT = 4
"""The least fit of a code that tells of just what is wrong."""


def best(choices: Iterable[Any], trouble: Trouble, own: Any = None) -> Any:
    """The documented code that fits best; among equals `own`, which the example has, or else the first."""
    return max(choices, key=lambda choice: (fit(choice, trouble), choice == own))


def fit(choice: Any, trouble: Trouble) -> int:
    """How well a text or number tells of what is wrong: the keyword's own words count most, general ones little."""
    if isinstance(choice, int) and not isinstance(choice, bool):
        return 6 * (choice == trouble.status) + 2 * (choice == trouble.status // 100)
    words, said = _said(str(choice))
    strong, weak, near = _wanted(_keyword(trouble), trouble.status)
    named = _named(trouble)
    score = EXACT * min(2, len(said & strong)) or 2 * bool(said & weak)
    others = (said & _SPECIFIC) - strong - weak - named
    score -= 0 if not others else 2 if others <= near else 4
    score += 3 * (str(trouble.status) in said) + 3 * (_plain(trouble.phrase) in said)
    score += 2 * bool(said & _GENERAL) if trouble.status in INVALID else 0
    score += bool(said & (_CLIENT if trouble.status < 500 else _SERVER)) + bool(said & _VAGUE)
    score -= 3 * (trouble.status < 500 and bool(said & _FAULTS_OF_SERVERS))
    is_name = trouble.status in INVALID and " " not in str(choice)
    strange = words - strong - weak - named - _KNOWN if is_name else ()
    return score + bool(words & named) - min(2, len(strange))


@lru_cache(maxsize=10_000)
def _said(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The longer words of a text, and all of them, alone and each two or all of them together."""
    words = tokens(text)[:20]
    pairs = {one + other for one, other in pairwise(words)}
    longer = frozenset(word for word in words if len(word) > 2 and not word.isdigit())
    return longer, frozenset((*words, *pairs, "".join(words)))


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _keyword(trouble: Trouble) -> str:
    keyword = trouble.first.keyword if trouble.violations else ""
    return _LIKE.get(keyword, keyword)


def _named(trouble: Trouble) -> frozenset[str]:
    """The words of the place that is wrong, and of what the request is about."""
    place = tokens(trouble.first.name) if trouble.violations else ()
    resource = tokens(trouble.resource)
    return frozenset((*place, *resource, *(word.rstrip("s") for word in resource)))


def _kind(keyword: str, status: int) -> tuple[str, str, str]:
    return _KINDS.get(keyword) or _KINDS.get(_BY_STATUS.get(status, "")) or (" ".join(tokens(keyword)), "", "")


@lru_cache(maxsize=1_000)
def _wanted(keyword: str, status: int) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The words that tell of a keyword, those that may, and those of what is like it."""
    name, strong, weak = _kind(keyword, status)
    of_status = _KINDS.get(_BY_STATUS.get(status, ""), ("", "", ""))
    kinds = {keyword, _BY_STATUS.get(status, keyword)}
    near = " ".join(
        " ".join(_KINDS[other][1:]) for group in _GROUPS if kinds.intersection(group.split()) for other in group.split()
    )
    return (
        frozenset((*strong.split(), *of_status[1].split(), _plain(name))) - {""},
        frozenset((*weak.split(), *of_status[2].split())),
        frozenset(near.split()),
    )


def spelled(example: str, trouble: Trouble, *, sums_up: bool = False) -> str:
    """A code where none is listed, spelled as the example is; the example itself where it fits, or is no word.

    `sums_up`: it stands above a list of violations, and tells of all of them.
    """
    words = _kind(_keyword(trouble), trouble.status)[0].split() or ["error"]
    if sums_up and trouble.status in INVALID:
        words = ["validation", "failed"]
    if example in ("", "string"):
        return "_".join(words)
    if example.isdigit():
        return str(trouble.status) if 400 <= int(example) < 600 else example
    if _said(example)[1] <= _VAGUE:
        return example
    own = fit(example, trouble)
    if own >= EXACT or (own > 0 and trouble.status in INVALID and _said(example)[1] & _GENERAL):
        return example
    return _in_style(example, words)


def phrased(example: str, words: str) -> str:
    """A status in words, spelled as the example is."""
    return words if example in ("", "string") else _in_style(example, words.lower().split())


def _in_style(example: str, words: list[str]) -> str:
    if re.search(r"\d", example):
        return example
    if " " in example:
        text = " ".join(words)
        return " ".join(map(str.title, words)) if example.istitle() else text.capitalize()
    for divider in "_-":
        if divider in example or (divider == "_" and example.isupper()):
            text = divider.join(words)
            return text.upper() if example.isupper() else text
    titled = [word.title() for word in words]
    if example[:1].isupper():
        return "".join(titled)
    return words[0] + "".join(titled[1:]) if re.search("[A-Z]", example) else "_".join(words)
