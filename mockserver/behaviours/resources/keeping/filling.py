"""What does a new record have that nobody sent?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mockserver.behaviours.resources.keeping.moments import Moment, is_to_come, moments_of
from mockserver.behaviours.resources.shapes import Members, kind_of, members_of
from mockserver.behaviours.resources.wording import words
from mockserver.model import ABSENT, Schema
from mockserver.schema import Validator

MAX_DEPTH = 3
_NOT_YET = {
    "deleted", "archived", "closed", "locked", "disabled", "blocked", "suspended", "cancelled", "canceled", "expired",
    "revoked", "completed", "finished", "resolved", "paid", "refunded", "read", "verified", "merged",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filling:
    """What is put into an object beside what was sent: constants, times, and the same within its members.

    `kept` are the members that only the server writes: those of a request are dropped.
    """

    constants: Mapping[str, Any] = field(default_factory=dict)
    moments: tuple[Moment, ...] = ()
    kept: frozenset[str] = frozenset()
    within: Mapping[str, Filling] = field(default_factory=dict)

    def fill(self, sent: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """A new object from what was sent."""
        if not self.kept.isdisjoint(sent):
            sent = {name: value for name, value in sent.items() if name not in self.kept}
        found = {**self.constants, **sent}
        told, text = None, None
        for moment in self.moments:
            if moment.name not in sent:
                if moment.told is not told:
                    told, text = moment.told, moment.told(now)
                found[moment.name] = text
        for name, filling in self.within.items():
            if isinstance(found.get(name), dict):
                found[name] = filling.fill(found[name], now)
        return found

    def replace(self, old: Mapping[str, Any], sent: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """The object that takes an old one's place: what only the server writes stays."""
        return self.touch(self.kept_from(old, self.fill(sent, now)), now)

    def kept_from(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
        """A new object, in which what only the server writes is as in the old one."""
        return {**new, **{name: value for name, value in old.items() if name in self.kept}}

    def touch(self, value: dict[str, Any], now: datetime) -> dict[str, Any]:
        """The object with the time of its last change."""
        for moment in self.moments:
            if moment.changes:
                value[moment.name] = moment.told(now)
        return value


def filling_of(schema: Schema, sent: Members | None, template: Any, depth: int = 0) -> Filling:
    """What is put into new objects of a schema, where `sent` is what clients can send; None: nothing is known of it."""
    members = members_of(schema)
    read_only = members.flagged("readOnly")
    if sent is not None:
        read_only = (read_only - sent.schemas.keys()) | sent.flagged("readOnly")
    own = {name for name in members.schemas if sent is not None and sent.schemas and name not in sent.schemas}
    moments = moments_of(members, read_only | own)
    constants: dict[str, Any] = {}
    for name, member in members.schemas.items():
        if any(moment.name == name for moment in moments):
            continue
        mine = name in own or name in read_only
        value = _default(member, None if mine or sent is None else sent.schemas.get(name))
        if value is ABSENT:
            value = _constant(name, member, _member(template, name), mine=mine, needed=name in members.required)
        if value is not ABSENT:
            constants[name] = value
    within = {
        name: found
        for name, member in members.schemas.items()
        if depth < MAX_DEPTH
        and name not in own
        and kind_of(member) == "object"
        and (found := _within(name, member, sent, _member(template, name), depth))
    }
    return Filling(constants, moments, frozenset(read_only | own), within)


def _within(name: str, member: Schema, sent: Members | None, template: Any, depth: int) -> Filling | None:
    inner = members_of(sent.schemas[name]) if sent is not None and name in sent.schemas else None
    found = filling_of(member, inner, template, depth + 1)
    return found if found.constants or found.moments or found.kept or found.within else None


def _member(template: Any, name: str) -> Any:
    return template.get(name, ABSENT) if isinstance(template, Mapping) else ABSENT


def _default(shown: Schema, sent: Schema | None) -> Any:
    """The default of a member: as it is shown, or else as it is sent, where it can be shown so."""
    default = _node(shown).get("default", ABSENT)
    if default is not ABSENT or sent is None:
        return default
    default = _node(sent).get("default", ABSENT)
    return default if default is not ABSENT and Validator(shown, "response").accepts(default) else ABSENT


def _node(schema: Schema) -> Mapping[str, Any]:
    node = schema.resolved().node
    return node if isinstance(node, Mapping) else {}


def _constant(name: str, schema: Schema, made: Any, *, mine: bool, needed: bool) -> Any:
    """What stands in a member that was not sent and is the server's, or must be there."""
    node = _node(schema)
    if not (mine or needed) or node.get("writeOnly") is True:
        return ABSENT
    if not needed and "null" not in schema.types() and is_to_come(name, schema):
        return ABSENT
    beginning = _beginning(name, schema, node, mine=mine)
    return made if beginning is ABSENT or not Validator(schema, "response").accepts(beginning) else beginning


def _beginning(name: str, schema: Schema, node: Mapping[str, Any], *, mine: bool) -> Any:
    """What a member begins with that changes later: the first state, no count, nothing yet."""
    kinds = schema.types()
    named = words(name)
    if "null" in kinds and mine:
        return None
    choices = node.get("enum")
    if isinstance(choices, list) and choices and "example" not in node:
        return choices[0]
    if kinds == {"boolean"} and _NOT_YET & set(named):
        return False
    if kinds <= {"integer", "number"} and kinds and named[-1:] in (("count",), ("counts",)):
        return 0
    return ABSENT
