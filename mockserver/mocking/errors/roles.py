"""What does each member of an error body tell?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from mockserver.mocking.errors.spots import Spot
from mockserver.mocking.errors.values import PLACEHOLDER
from mockserver.mocking.generation.words import tokens

Role = Literal[
    "message", "phrase", "code", "status", "path", "part", "address", "method", "id", "time", "value", "expected",
    "resource", "count", "flag", "severity", "list", "elsewhere",
]  # fmt: skip

_NAMES: Mapping[Role, str] = {
    "message": "message msg detail details description errormessage errordescription errordetail usermessage info"
    " developermessage explanation text faultstring localizedmessage problem",
    "phrase": "statustext statusmessage httpmessage reasonphrase statusphrase httpstatusmessage",
    "code": "code errorcode errcode key errorkey type errortype errorname rule keyword constraint kind faultcode"
    " subcode errortoken codename exception",
    "status": "status statuscode httpstatus httpcode httpstatuscode responsestatus responsecode",
    "path": "field fieldname fieldpath path pointer param parameter parametername property propertypath propertyname"
    " attribute attributename attr target source location loc instancepath datapath jsonpath jsonpointer invalidfield"
    " member element fields params header column",
    "part": "in locationtype parameterlocation where parametertype",
    "address": "instance uri url requesturi requesturl requestpath endpoint",
    "method": "method httpmethod requestmethod",
    "id": "requestid traceid correlationid xrequestid transactionid debugid errorid incidentid eventid referenceid"
    " logid logref trackingid uniqueid errorreference spanid requestuuid",
    "time": "timestamp time datetime date occurredat servertime errortime createdat at",
    "value": "value rejectedvalue invalidvalue input received actual given badvalue providedvalue attemptedvalue",
    "expected": "expected limit",
    "resource": "resource resourcetype resourcename entity entityname entitytype objectname",
    "count": "errorcount totalerrors errorscount",
    "severity": "severity level",
}
_ROLES: Mapping[str, Role] = {name: role for role, names in _NAMES.items() for name in names.split()}

_LAST_WORDS: Mapping[str, Role] = {
    "message": "message", "msg": "message", "description": "message", "detail": "message", "code": "code",
    "timestamp": "time", "field": "path", "pointer": "path", "parameter": "path", "param": "path",
}  # fmt: skip
"""What a longer name tells by its last word."""

_OF_REQUEST = frozenset(("request", "trace", "correlation", "transaction", "debug", "error", "incident", "tracking"))
GOOD, _BAD = ("success", "ok", "valid", "successful", "succeeded"), ("error", "failed", "iserror", "fault", "failure")

_ENTRIES = (
    "errors violations details detail causes issues problems fielderrors fieldviolations validationerrors invalidparams"
    " invalidparameters validation messages suberrors failures error faults errorlist errordetails validationmessages"
    " modelstate fieldmessages errormessages constraintviolations"
)
ENTRIES = frozenset(_ENTRIES.split())
"""What lists of errors are called, and objects that have them by field."""

ASIDE = frozenset(["links", "link", "data", "result", "results", "help", "example", "examples", "docs"])
"""Members that are about something else."""

ENVELOPE: frozenset[Role] = frozenset(("id", "time", "address", "method"))
"""What stands beside an error, in members such as `meta`."""

AROUND = frozenset(["meta", "metadata", "context", "request", "trace"])


def plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def roles_of(body: Mapping[str, Any], spot: Spot, *, entry: bool) -> dict[str, Role]:
    """What the members of one object tell, each by its name, its type, its example and the others beside it.

    `entry`: the object is one of a list of errors.
    """
    found = {name: role for name, value in body.items() if (role := _role(name, value, spot.member(name)))}
    texts = {plain(name) for name, role in found.items() if role == "message"}
    for name in body:
        role = _beside(plain(name), body, name, spot.member(name), found, texts, entry=entry)
        if role is not None:
            found[name] = role
    if "message" not in found.values() and ("code" in found.values() or "phrase" in found.values() or entry):
        _elect(body, found)
    return found


def _role(name: str, value: Any, spot: Spot) -> Role | None:
    """What a member tells by its own name, type and example."""
    word = plain(name)
    if isinstance(value, bool):
        return "flag" if word in (*GOOD, *_BAD) else None
    if isinstance(value, dict) or name.startswith(("@", "$")):
        return None
    role = _ROLES.get(word)
    if role is None:
        role = _by_words(tokens(name), value, spot)
    if role == "message" and not (isinstance(value, str) or is_texts(value)):
        return None
    if role == "time" and not _may_be_time(value, spot):
        return None
    return role


def _by_words(words: tuple[str, ...], value: Any, spot: Spot) -> Role | None:
    if not words or words[-1] in ("uri", "url", "link", "href"):
        return None
    if words[-1] in ("id", "uuid") and _OF_REQUEST.intersection(words):
        return "id"
    if len(words) > 1 and words[-1] in _LAST_WORDS:
        return _LAST_WORDS[words[-1]]
    return "time" if isinstance(value, str) and spot.format == "date-time" else None


def _may_be_time(value: Any, spot: Spot) -> bool:
    dated = spot.format.startswith("date") or isinstance(value, int | float)
    return dated or value == PLACEHOLDER or bool(re.match(r"\d{4}-\d\d-\d\d|\w{3}, \d\d ", str(value)))


def _beside(
    word: str,
    body: Mapping[str, Any],
    name: str,
    spot: Spot,
    found: Mapping[str, Role],
    texts: set[str],
    *,
    entry: bool,
) -> Role | None:
    """What a member tells whose meaning depends on what stands beside it."""
    value = body[name]
    if not isinstance(value, str):
        return None
    told = set(found.values())
    others = bool(texts - {word})
    if word in ("error", "err"):
        oauth = any(text.startswith("error") for text in texts)
        return "message" if not others else "code" if oauth or _looks_like_a_code(value) or spot.choices else "phrase"
    if word in ("title", "summary"):
        return "phrase" if others or has_entries(body) else "message"
    if word in ("reason", "issue", "name", "exceptiontype"):
        return _named(word, told, entry=entry, others=others)
    if word == "path" and not entry and ({"status", "time"} & told or value.startswith("/")):
        return "address"
    if word == "status" and not value.isdigit():
        numbers = {"code", "status"} & {role for name, role in found.items() if isinstance(body[name], int)}
        return "code" if spot.choices or value != PLACEHOLDER or (numbers and others) else "status"
    if word == "id" and (others or "code" in told):
        return "id"
    if word in ("details", "info", "text") and entry and others and "path" not in told:
        return "message"
    return None


def is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(text, str) for text in value)


def has_entries(body: Mapping[str, Any]) -> bool:
    """Whether an object has a member with an entry for each violation."""
    return any(plain(name) in ENTRIES and _may_be_entries(value) for name, value in body.items())


def _may_be_entries(value: Any) -> bool:
    return isinstance(value, list) or (isinstance(value, dict) and bool(value) and all(map(is_texts, value.values())))


def _named(word: str, told: set[Role], *, entry: bool, others: bool) -> Role | None:
    if word == "name" and entry and "path" not in told:
        return "path"
    if others:
        return "code"
    return "message" if word in ("reason", "issue") else None


def _looks_like_a_code(text: str) -> bool:
    return text != PLACEHOLDER and " " not in text and ("_" in text or "-" in text or text.isupper() or text.islower())


def _elect(body: Mapping[str, Any], found: dict[str, Role]) -> None:
    """Let the one text of which nothing else is known be the message."""
    free = [name for name, value in body.items() if name not in found and isinstance(value, str)]
    if len(free) == 1 and plain(free[0]) not in ASIDE and tokens(free[0])[-1:] not in (("url",), ("uri",), ("id",)):
        found[free[0]] = "message"


def _may_be_said(name: str) -> bool:
    last = tokens(name)[-1:]
    return plain(name) not in ASIDE and not name.startswith(("@", "$")) and last not in (("url",), ("uri",), ("id",))
