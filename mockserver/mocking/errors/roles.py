"""What does each member of an error body tell?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, TypeGuard

from mockserver.mocking.errors.spots import Spot
from mockserver.mocking.errors.values import PLACEHOLDER
from mockserver.mocking.errors.vocabulary import (
    ASIDE,
    BAD,
    GOOD,
    HELP,
    ROLES,
    Role,
    is_entries,
    is_error,
    is_message,
    named,
    plain,
    words_of,
)

_PHRASES = frozenset(status.phrase for status in HTTPStatus)
_WITHIN = frozenset(("value", "text", "content", "default", "string", "en", "literal", "body", ""))
"""What the text is called where a message or a code is an object of its own: `{"value": ..., "lang": ...}`."""

_LANGUAGE = re.compile(r"[a-z]{2}([-_][A-Za-z]{2,4})?")
_CODED = frozenset(("reason", "issue", "name", "exceptiontype"))
_REASONS = _CODED | {"cause", "motivo", "grund", "motif"}
_SHORT: Mapping[str, Role] = {"m": "message", "c": "code", "f": "path"}
_TEXTS_OF_OTHERS = frozenset(
    (word,)
    for word in (
        "url", "uri", "id", "ids", "uuid", "guid", "link", "href", "lang", "language", "locale", "key", "token", "hash",
        "handle", "email", "phone", "terms", "use", "version", "documentation", "support", "contact", "name", "type",
    )
)  # fmt: skip
"""The last words of texts that are no message, whatever stands beside them."""


def roles_of(
    body: Mapping[str, Any], spot: Spot, *, entry: bool, within: Role | None = None, anyhow: bool = False
) -> dict[str, Role]:
    """What the members of one object tell, each by its name, its type, its example and the others beside it.

    `entry`: the object is one of a list of errors; `within`: it stands for a message or a code itself; `anyhow`: the
    message has to be told in the likeliest place, as no other is known.
    """
    found = {name: role for name, value in body.items() if (role := _role(name, value, spot.member(name)))}
    if within is not None and within not in found.values():
        found |= dict.fromkeys(_values_within(body), within)
    texts = {plain(name) for name, role in found.items() if role == "message"}
    for name in body:
        role = _beside(plain(name), body, name, spot.member(name), found, texts, entry=entry)
        if role is not None:
            found[name] = role
    if "message" not in found.values():
        alone = anyhow and len(body) == 1
        coded = {"code", "phrase"}.intersection(found.values())
        likely = alone or entry or bool(coded) or any(spot.member(name).described == "code" for name in body)
        _elect(body, spot, found, likely=likely, anyhow=anyhow)
    _describe(body, spot, found, entry=entry)
    return found


def is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(text, str) for text in value)


def has_entries(body: Mapping[str, Any]) -> bool:
    """Whether an object has a member with an entry for each violation."""
    return any(is_entries(name) and _may_be_entries(value) for name, value in body.items())


def are_entries(name: str, role: Role | None, template: Mapping[str, Any], spot: Spot) -> bool:
    """Whether a list of such objects is one of errors: by its own name, or by what they tell.

    One without a name is the whole body, and surely about errors if it tells anything.
    """
    if is_entries(name) or role in ("list", "path") or any(map(is_entries, _compound(template))):
        return True
    told = roles_of(template, spot, entry=False)
    if not name and "message" in told.values():
        return True
    if any(is_message(each) or is_error(each) for each, found in told.items() if found == "message"):
        return True
    by_name = {found for each, found in told.items() if ROLES.get(plain(each)) == found}
    return "code" in by_name and not by_name.isdisjoint(("path", "message"))


def _compound(value: Mapping[str, Any]) -> list[str]:
    return [name for name, member in value.items() if isinstance(member, dict | list)]


def _may_be_entries(value: Any) -> bool:
    return isinstance(value, list) or (isinstance(value, dict) and bool(value) and all(map(is_texts, value.values())))


def _role(name: str, value: Any, spot: Spot) -> Role | None:
    """What a member tells by its own name, type and example."""
    word = plain(name)
    if isinstance(value, bool):
        return "flag" if word in (*GOOD, *BAD) else None
    if name.startswith(("@", "$")):
        return None
    role = named(name)
    if isinstance(value, dict):
        return role if role in ("value", "expected") and not value and not spot.names else None
    if role is None and isinstance(value, str) and spot.format == "date-time":
        return "time"
    if role == "message" and not (isinstance(value, str) or is_texts(value)):
        return None
    if role == "time" and not _may_be_time(value, spot):
        return None
    return role


def _may_be_time(value: Any, spot: Spot) -> bool:
    dated = spot.format.startswith("date") or isinstance(value, int | float)
    return dated or value == PLACEHOLDER or bool(re.match(r"\d{4}-\d\d-\d\d|\w{3}, \d\d ", str(value)))


def _values_within(body: Mapping[str, Any]) -> list[str]:
    """The members that have the text of an object which is a message, or a code: one, or one for each language."""
    texts = [name for name, value in body.items() if isinstance(value, str) and not name.startswith(("@", "$"))]
    told = [name for name in texts if plain(name) in _WITHIN]
    languages = [name for name in texts if _LANGUAGE.fullmatch(name)]
    if len(languages) == len(body):
        return languages
    free = [name for name in texts if words_of(name)[-1:] not in _TEXTS_OF_OTHERS]
    return told[:1] or (free if len(free) == 1 else [])


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
    if is_error(name) and name not in found:
        oauth = any(text.startswith("error") for text in texts)
        return "message" if not others else "code" if oauth or _looks_like_a_code(value) or spot.choices else "phrase"
    if word in ("title", "summary"):
        return "phrase" if others or has_entries(body) else "message"
    if word in _REASONS:
        return _by_reason(word, told, entry=entry, others=others)
    if word == "path" and not entry and ({"status", "time"} & told or value.startswith("/")):
        return "address"
    if word == "status" and value in _PHRASES:
        return "phrase"
    if word == "status" and not value.isdigit():
        numbers = {"code", "status"} & {role for name, role in found.items() if isinstance(body[name], int)}
        return "code" if spot.choices or value != PLACEHOLDER or (numbers and others) else "status"
    if word == "id" and (others or "code" in told):
        return "id"
    detailed = word in ("details", "info", "text") and entry and others and "path" not in told
    return "message" if detailed or (is_entries(name) and name not in found and not others) else None


def _by_reason(word: str, told: set[Role], *, entry: bool, others: bool) -> Role | None:
    if word == "name" and entry and "path" not in told:
        return "path"
    if others:
        return "code" if word in _CODED else None
    return "message" if word not in ("name", "exceptiontype") else None


def _looks_like_a_code(text: str) -> bool:
    return text != PLACEHOLDER and " " not in text and ("_" in text or "-" in text or text.isupper() or text.islower())


# Where names say nothing


def _elect(body: Mapping[str, Any], spot: Spot, found: dict[str, Role], *, likely: bool, anyhow: bool) -> None:
    """Let that text be the message which most speaks for it: its description, its example, its being the only one."""
    texts = [name for name, value in body.items() if isinstance(value, str) and found.get(name, "value") == "value"]
    free = [name for name in texts if _may_be_said(name, spot, anyhow=anyhow)]
    told = [name for name in free if spot.member(name).described == "message"]
    unknown = [name for name in free if name not in found]
    if not told and likely:
        sentences = (name for name in texts if name not in found and _is_sentence(body[name]))
        told = [name for name in sentences if not spot.member(name).choices] or _demoted(body, spot, found)
    if not told and likely and not has_entries(body):
        told = unknown if len(unknown) == 1 else [name for name in unknown if plain(name) == "m"]
    found |= dict.fromkeys(told[:1], "message")


def _is_sentence(text: str) -> bool:
    return len(text.split()) > 2 and "://" not in text


def _demoted(body: Mapping[str, Any], spot: Spot, found: Mapping[str, Role]) -> list[str]:
    """What would tell something else if there were a message beside it."""
    texts = [name for name in found if isinstance(body[name], str) and not spot.member(name).choices]
    phrases = [name for name in texts if found[name] == "phrase" and not has_entries(body)]
    codes = [name for name in texts if found[name] == "code"]
    return [*phrases, *(name for name in codes if plain(name) == "exception" or len(body[name].split()) > 2)]


def _may_be_said(name: str, spot: Spot, *, anyhow: bool) -> bool:
    """Whether a text may be a message as far as its name and its schema tell."""
    if name.startswith(("@", "$")) or words_of(name)[-1:] in _TEXTS_OF_OTHERS:
        return False
    place = spot.member(name)
    return plain(name) not in (HELP if anyhow else ASIDE) and not place.choices and not place.format


def _describe(body: Mapping[str, Any], spot: Spot, found: dict[str, Role], *, entry: bool) -> None:
    """Let members of which the names say nothing tell what their descriptions say, unless others do."""
    if "message" not in found.values():
        return
    for name, value in body.items():
        if name in found or not isinstance(value, str | int) or isinstance(value, bool) or name.startswith(("@", "$")):
            continue
        place = spot.member(name)
        role = place.described or _SHORT.get(plain(name))
        if role not in found.values() and _may_tell(role, value, place, entry=entry):
            found[name] = role


def _may_tell(role: Role | None, value: str | int, spot: Spot, *, entry: bool) -> TypeGuard[Role]:
    if role == "path":
        return entry and isinstance(value, str)
    if role == "status":
        return isinstance(value, int) or value.isdigit()
    return role in ("code", "id") or (role == "time" and _may_be_time(value, spot))
