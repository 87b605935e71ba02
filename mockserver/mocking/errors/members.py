"""Which values may a member of an error body have, once it tells what is really wrong?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver import exact_json
from mockserver.mocking.errors.codes import best, phrased, spelled
from mockserver.mocking.errors.spots import Spot
from mockserver.mocking.errors.texts import messages
from mockserver.mocking.errors.trouble import Trouble
from mockserver.mocking.errors.values import PLACEHOLDER, moment, place, unique
from mockserver.mocking.errors.vocabulary import GOOD, Role, plain
from mockserver.model import ABSENT
from mockserver.pointers import json_type

_PARTS = ("body", "query", "path", "header", "cookie")
_ENDLESS = 1_000_000
_URI = re.compile(r"\bUR[IL]\b")
_FAILURE = re.compile(r"\b(?:success\w*|ok)\b.{1,20}\b(fail\w*|error)\b", re.IGNORECASE)
_MAX_SHOWN = 500
"""How many characters of JSON a list or an object has that is told as a value."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a member: a list of violations that its code sums up, or the rest of a problem document;
    `entry`: itself is in such a list.
    """

    sums_up: bool = False
    entry: bool = False
    problem: bool = False


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    value: Any
    spot: Spot
    trouble: Trouble
    beside: Beside

    @property
    def text(self) -> str:
        """The example as a text; empty where it is none."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def textual(self) -> bool:
        return isinstance(self.value, str) or (self.value is None and self.spot.types != {"null"})


def candidates(role: Role, name: str, value: Any, spot: Spot, trouble: Trouble, beside: Beside) -> Iterator[Any]:
    """What a member may say, the most telling first; ABSENT where it had better not be there."""
    return _MAKERS[role](_Member(name, value, spot, trouble, beside))


def _message(member: _Member) -> Iterator[Any]:
    if member.spot.choices:
        yield best(member.spot.choices, member.trouble, member.value)
        return
    if member.text.lstrip().startswith("<"):
        return
    yield from messages(member.spot, member.trouble)


def _phrase(member: _Member) -> Iterator[Any]:
    yield (
        best(member.spot.choices, member.trouble, member.value)
        if member.spot.choices
        else phrased(member.text, member.trouble.phrase)
    )


def _code(member: _Member) -> Iterator[Any]:
    value, trouble = member.value, member.trouble
    if member.spot.choices:
        yield best(member.spot.choices, trouble, value)
    elif isinstance(value, int | float):
        if value == 0 or 400 <= value < 600:
            yield trouble.status
    elif _is_address(member):
        if member.text in ("https://example.com", "/example", PLACEHOLDER):
            yield "about:blank"
    elif plain(member.name) == "status" and member.text == PLACEHOLDER:
        yield trouble.phrase.upper().replace(" ", "_").replace("-", "_")
    elif member.textual:
        yield spelled(member.text, trouble, sums_up=member.beside.sums_up)
        yield from (text for text in _spellings(spelled("", trouble)) if member.spot.limit("minLength", 0) or text)


def _is_address(member: _Member) -> bool:
    """Whether a code is a URI, as the type of a problem document is."""
    if member.spot.format.startswith("uri") or "://" in member.text or member.text.startswith("about:"):
        return True
    kind = plain(member.name) == "type"
    return kind and (member.beside.problem or any(_URI.search(text) for text in member.spot.texts))


def _spellings(code: str) -> Iterator[str]:
    words = code.split("_")
    titled = [word.title() for word in words]
    yield from (code.upper(), code.replace("_", "-"), "".join(titled), words[0] + "".join(titled[1:]))


def _status(member: _Member) -> Iterator[Any]:
    status = member.trouble.status
    if member.spot.choices:
        yield best(member.spot.choices, member.trouble, member.value)
    elif isinstance(member.value, int | float):
        yield status
    elif member.text.isdigit() or member.text in (PLACEHOLDER, ""):
        yield from (word[1] for text in member.spot.texts if (word := _FAILURE.search(text)))
        yield str(status)


def _path(member: _Member) -> Iterator[Any]:
    violation = member.trouble.first
    if not member.textual:
        return
    found = place(violation, member.text, pointer=_is_pointer(member))
    if found is None:
        yield ABSENT
        return
    yield from (found, violation.name)


def _is_pointer(member: _Member) -> bool:
    word = plain(member.name)
    return "pointer" in word or word == "instancepath" or member.spot.format == "json-pointer"


def _elsewhere(member: _Member) -> Iterator[Any]:
    yield ABSENT


def _part(member: _Member) -> Iterator[Any]:
    part = str(next(iter(member.trouble.first.location), ""))
    known = [choice for choice in member.spot.choices if isinstance(choice, str)]
    like = ("parameter",) if part in ("query", "path") else ()
    if known:
        yield from (choice for choice in known for name in (part, *like) if name in choice.lower())
    elif part in _PARTS and (member.text == PLACEHOLDER or member.text.lower() in (*_PARTS, "parameter")):
        yield part.upper() if member.text.isupper() else part
    elif member.text == PLACEHOLDER:
        yield ABSENT


def _address(member: _Member) -> Iterator[Any]:
    request = member.trouble.request
    if member.spot.format == "uri" or "://" in member.text:
        yield request.root + request.path
    yield request.path


def _method(member: _Member) -> Iterator[Any]:
    method = member.trouble.request.method
    yield method.lower() if member.text.islower() and member.text != PLACEHOLDER else method


def _id(member: _Member) -> Iterator[Any]:
    if isinstance(member.value, bool):
        return
    made = unique(member.trouble, member.value if member.value is not None else PLACEHOLDER, member.spot.format)
    yield made
    if isinstance(made, str):
        most = member.spot.limit("maxLength", _ENDLESS)
        yield from (member.trouble.uuid, member.trouble.digits(min(32, most)))


def _time(member: _Member) -> Iterator[Any]:
    yield moment(member.trouble.now, member.value, member.spot.format)


def _value(member: _Member) -> Iterator[Any]:
    yield from _shown(member, member.trouble.first.value)


def _expected(member: _Member) -> Iterator[Any]:
    yield from _shown(member, member.trouble.first.expected)


def _shown(member: _Member, shown: Any) -> Iterator[Any]:
    if shown is not ABSENT:
        text = shown if isinstance(shown, str) else exact_json.dumps(shown).decode()
        compound = json_type(shown) in ("object", "array")
        if not compound or len(text) <= _MAX_SHOWN:
            yield from (text, shown) if compound and isinstance(member.value, str) else (shown, text)
    yield ABSENT


def _resource(member: _Member) -> Iterator[Any]:
    if member.text == PLACEHOLDER:
        yield from (choice for choice in (member.trouble.resource,) if choice)


def _count(member: _Member) -> Iterator[Any]:
    if isinstance(member.value, int):
        yield len(member.trouble.violations)


def _flag(member: _Member) -> Iterator[Any]:
    yield plain(member.name) not in GOOD


def _severity(member: _Member) -> Iterator[Any]:
    if member.spot.choices:
        yield from (choice for choice in member.spot.choices if "error" in str(choice).lower())
    elif member.text == PLACEHOLDER:
        yield "error"


def _nothing(member: _Member) -> Iterator[Any]:
    yield from ()


_MAKERS: Mapping[Role, Callable[[_Member], Iterator[Any]]] = {
    "message": _message, "phrase": _phrase, "code": _code, "status": _status, "path": _path, "part": _part,
    "address": _address, "method": _method, "id": _id, "time": _time, "value": _value, "expected": _expected,
    "resource": _resource, "count": _count, "flag": _flag, "severity": _severity, "elsewhere": _elsewhere,
    "list": _nothing,
}  # fmt: skip
