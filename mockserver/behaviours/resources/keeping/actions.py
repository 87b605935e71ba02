"""What does a verb such as `cancel` or `archive` change in a record?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from mockserver.behaviours.resources.shapes import members_of
from mockserver.behaviours.resources.wording import words
from mockserver.model import Schema
from mockserver.schema import Validator
from mockserver.state import timestamp

_IRREGULAR = {
    "pay": ("paid",), "send": ("sent",), "hold": ("held", "on"), "begin": ("begun",),
    "start": ("started", "running", "active"),
    "resume": ("resumed", "running", "active", "open"), "stop": ("stopped",), "reopen": ("reopened", "open"),
    "deactivate": ("deactivated", "inactive"), "enable": ("enabled", "active"), "disable": ("disabled", "inactive"),
    "restore": ("restored", "active", "open"), "void": ("void",), "run": ("running",), "unarchive": ("active", "open"),
    "block": ("blocked",), "unblock": ("active",), "suspend": ("suspended",), "unpublish": ("draft", "unpublished"),
}  # fmt: skip
_UNDOING = {"un": "", "dis": "en", "de": "", "re": ""}


def acted(record: Any, verb: str, body: Any, schema: Schema, now: datetime) -> Any:
    """The record after a verb: with the state, the flag and the time that the verb leads to, and what was sent."""
    if not isinstance(record, Mapping):
        return record
    members = members_of(schema).schemas
    said = words(verb)
    found = dict(record)
    if isinstance(body, Mapping):
        sent = ((name, value) for name, value in body.items() if name in members)
        found |= {name: value for name, value in sent if Validator(members[name], "response").accepts(value)}
    found |= _states(said, members)
    return found | {
        name: timestamp(now) for name, member in members.items() if said and _is_time_of(said, name, member)
    }


def is_done(record: Any, verb: str, schema: Schema) -> bool:
    """Whether a record is already in the state that a verb leads to."""
    states = _states(words(verb), members_of(schema).schemas)
    return bool(states) and isinstance(record, Mapping) and all(record.get(name) == states[name] for name in states)


def _states(said: tuple[str, ...], members: Mapping[str, Schema]) -> dict[str, Any]:
    """The states and flags that a verb leads to."""
    return {name: value for name, member in members.items() if said for value in _state(said[0], name, member)}


def _state(verb: str, name: str, member: Schema) -> Iterator[Any]:
    """What a member becomes, if the verb is about it."""
    node = member.resolved().node
    choices = node.get("enum") if isinstance(node, Mapping) else None
    if isinstance(choices, list) and (chosen := _chosen(verb, choices)) is not None:
        yield chosen
    elif member.types() - {"null"} == {"boolean"}:
        if any(_is_done(verb, word) for word in words(name)):
            yield True
        elif any(_is_undone(verb, word) for word in words(name)):
            yield False


def _is_time_of(said: tuple[str, ...], name: str, member: Schema) -> bool:
    """Whether a member tells when a verb was done: `cancelled_at`."""
    node, named = member.resolved().node, words(name)
    dated = isinstance(node, Mapping) and node.get("format") == "date-time"
    return dated and named[-1:] == ("at",) and _is_done(said[0], named[0])


def _chosen(verb: str, choices: list[Any]) -> Any:
    wanted = (*_IRREGULAR.get(verb, ()),)
    texts = [(choice, "".join(words(choice))) for choice in choices if isinstance(choice, str)]
    for form in wanted:
        for choice, text in texts:
            if text == form:
                return choice
    return next((choice for choice, text in texts if _is_done(verb, text)), None)


def _is_done(verb: str, word: str) -> bool:
    """Whether a word is what something is after a verb: `cancelled` after `cancel`, `active` after `activate`."""
    if word in _IRREGULAR.get(verb, ()):
        return True
    stem = verb[:-3] if verb.endswith("ate") and len(verb) > 6 else verb.rstrip("ey") if len(verb) > 3 else verb
    return len(stem) > 2 and word.startswith(stem) and word != verb


def _is_undone(verb: str, word: str) -> bool:
    """Whether a verb takes back what a word says: `archived` for `unarchive`."""
    return any(
        verb.startswith(prefix) and _is_done(put + verb[len(prefix) :], word) for prefix, put in _UNDOING.items()
    )
