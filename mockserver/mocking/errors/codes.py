"""Which of an API's error codes fits best, and how is one spelled where none is documented?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from mockserver.mocking.errors.trouble import Trouble
from mockserver.mocking.generation.words import tokens

INVALID = (400, 422)
"""The statuses of requests that break their contract."""

_KINDS: Mapping[str, tuple[str, str]] = {
    "required": ("required", "required missing blank empty mandatory absent presence"),
    "type": ("invalid type", "type"),
    "format": ("invalid format", "format malformed"),
    "pattern": ("invalid format", "pattern format regex match"),
    "enum": ("invalid value", "enum inclusion choice option allowed value"),
    "const": ("invalid value", "const enum value"),
    "minimum": ("out of range", "range minimum min small low less"),
    "maximum": ("out of range", "range maximum max large big greater"),
    "multipleOf": ("invalid value", "multiple step value"),
    "minLength": ("too short", "short length min size"),
    "maxLength": ("too long", "long length max size"),
    "minItems": ("too few", "few length min size"),
    "maxItems": ("too many", "many length max size"),
    "uniqueItems": ("duplicate items", "unique duplicate"),
    "additionalProperties": ("unknown field", "unknown additional unexpected extra unrecognized unpermitted"),
    "readOnly": ("read only", "readonly immutable"),
    "parse": ("malformed body", "json parse parsing malformed syntax readable unreadable body"),
    "security": (
        "unauthorized",
        "unauthorized unauthenticated unauthorised authentication auth authorization credential credentials login",
    ),
    "token": ("invalid token", "token expired authentication unauthorized unauthenticated auth credentials"),
    "scope": ("insufficient scope", "scope forbidden permission permissions denied privilege insufficient"),
    "route": ("not found", "notfound unknown nosuch nonexistent"),
    "notFound": ("not found", "notfound unknown nosuch nonexistent missing"),
    "reference": ("invalid reference", "reference foreign related unknown notfound nonexistent missing"),
    "gone": ("gone", "gone deleted removed notfound"),
    "duplicate": ("already exists", "duplicate exists conflict taken unique already"),
    "conflict": ("conflict", "conflict state"),
    "precondition": ("precondition failed", "precondition etag stale version concurrency conflict"),
    "preconditionRequired": ("precondition required", "precondition"),
    "contentType": ("unsupported media type", "media contenttype mediatype unsupported mime"),
    "accept": ("not acceptable", "acceptable"),
    "size": ("payload too large", "large size payload toolarge"),
    "method": ("method not allowed", "method notallowed"),
    "rate": ("too many requests", "rate limit ratelimit throttle throttled throttling toomany quota"),
}
"""For each keyword what a code for it is called, and the words that tell of it."""

_LIKE = {
    "exclusiveMinimum": "minimum",
    "exclusiveMaximum": "maximum",
    "unevaluatedProperties": "additionalProperties",
    "minProperties": "minItems",
    "maxProperties": "maxItems",
    "false": "additionalProperties",
}
_BY_STATUS = {401: "security", 403: "scope", 404: "notFound", 409: "conflict", 410: "gone", 412: "precondition"} | {
    413: "size", 415: "contentType", 428: "preconditionRequired", 429: "rate", 405: "method", 406: "accept",
}  # fmt: skip
_GENERAL = frozenset(("invalid", "validation", "badrequest", "unprocessable", "parameter", "argument", "bad"))
_VAGUE = frozenset(("error", "failed", "failure", "other", "unknown", "general", "generic", "fail"))
_CLIENT, _SERVER = frozenset(("request", "client")), frozenset(("server", "internal", "api"))
_SPECIFIC = frozenset(word for _, words in _KINDS.values() for word in words.split()) - _GENERAL - _VAGUE - {"value"}

EXACT = 4
"""The least fit of a code that tells of just what is wrong."""


def best(choices: Iterable[Any], trouble: Trouble) -> Any:
    """The documented code that fits best; among equals the first."""
    return max(choices, key=lambda choice: fit(choice, trouble))


def fit(choice: Any, trouble: Trouble) -> int:
    """How well a text or number tells of what is wrong: the keyword's own words count most, general ones little."""
    if isinstance(choice, int) and not isinstance(choice, bool):
        return 6 * (choice == trouble.status) + 2 * (choice == trouble.status // 100)
    said = _said(str(choice))
    wanted = _wanted(trouble)
    score = EXACT * min(2, len(said & wanted)) - 2 * bool((said & _SPECIFIC) - wanted)
    score += 3 * (str(trouble.status) in said) + 3 * (_plain(trouble.phrase) in said)
    score += 2 * bool(said & _GENERAL) if trouble.status in INVALID else 0
    score += bool(said & (_CLIENT if trouble.status < 500 else _SERVER))
    return score + bool(said & _VAGUE)


def _said(text: str) -> frozenset[str]:
    """The words of a text, alone and each two or all of them together."""
    words = tokens(text)[:20]
    pairs = {one + other for one, other in pairwise(words)}
    return frozenset((*words, *pairs, "".join(words)))


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _kind(trouble: Trouble) -> tuple[str, str]:
    keyword = trouble.first.keyword if trouble.violations else ""
    keyword = _LIKE.get(keyword, keyword)
    return _KINDS.get(keyword) or _KINDS.get(_BY_STATUS.get(trouble.status, "")) or (" ".join(tokens(keyword)), "")


def _wanted(trouble: Trouble) -> frozenset[str]:
    name, words = _kind(trouble)
    of_status = _KINDS.get(_BY_STATUS.get(trouble.status, ""), ("", ""))[1]
    return frozenset((*words.split(), *of_status.split(), _plain(name))) - {""}


def spelled(example: str, trouble: Trouble, *, sums_up: bool = False) -> str:
    """A code where none is listed, spelled as the example is; the example itself where it fits, or is no word.

    `sums_up`: it stands above a list of violations, and tells of all of them.
    """
    words = _kind(trouble)[0].split() or ["error"]
    if sums_up and trouble.status in INVALID:
        words = ["validation", "failed"]
    if example in ("", "string"):
        return "_".join(words)
    if example.isdigit():
        return str(trouble.status) if 400 <= int(example) < 600 else example
    if _said(example) <= _VAGUE:
        return example
    own = fit(example, trouble)
    if own >= EXACT or (own > 0 and trouble.status in INVALID and _said(example) & _GENERAL):
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
