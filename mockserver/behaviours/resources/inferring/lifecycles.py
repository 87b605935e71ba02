"""Through which states does a record go by itself?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mockserver.behaviours.resources.shapes import members_of
from mockserver.behaviours.resources.wording import words
from mockserver.model import Schema
from mockserver.state import parse_moment, parse_span, timestamp

SETTING = r"off|immediate|manual|polls(:[1-9]\d{0,5})?|time(:\d{1,9}(ms|s|m|h|d))?"
"""What the setting `lifecycle` can be: `polls:3` moves on at every third read, `time:10s` every ten seconds."""

_MEMBERS = {"status", "state", "phase"}
_STAGES = (
    {"pending", "queued", "enqueued", "submitted", "accepted", "scheduled", "waiting", "requested", "received",
     "notstarted", "initializing", "initialized", "created"},
    {"running", "processing", "inprogress", "working", "executing", "started", "provisioning", "importing",
     "exporting"},
    {"succeeded", "success", "successful", "completed", "complete", "done", "finished"},
)  # fmt: skip
_FAILED = {"failed", "failure", "error", "errored"}
_OTHER = {
    "cancelled", "canceled", "cancelling", "canceling", "timedout", "timeout", "expired", "aborted", "skipped",
    "paused", "unknown", "rejected",
}  # fmt: skip
_BEGUN, _ENDED = {"started", "begun"}, {"completed", "finished", "ended", "done", "succeeded"}
_STEP = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The member that tells a record's state, its states in their order, and the state in which it has failed.

    `begun` and `ended` are the members that tell when it left the first state, and when it came to its last.
    """

    member: str
    states: tuple[str, ...]
    failed: str = ""
    begun: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()

    def path(self, settings: Mapping[str, str]) -> tuple[str, ...]:
        """The states that a record goes through, as the setting `lifecycle_end` says."""
        if settings.get("lifecycle_end") == "failed" and self.failed:
            return (*self.states[:-1], self.failed)
        return self.states

    def at(self, record: Mapping[str, Any], state: str, last: str, now: datetime) -> dict[str, Any]:
        """The record in a state."""
        found = {**record, self.member: state}
        told = {name for name in self.begun if state != self.states[0]} | {name for name in self.ended if state == last}
        return found | {name: timestamp(now) for name in told if record.get(name) is None or name in self.ended}


@dataclass(frozen=True, slots=True)
class Stage:
    """In which state a record is, since when, and how often that was read."""

    state: str
    since: datetime
    reads: int = 0

    @classmethod
    def read(cls, kept: Any, record: Mapping[str, Any], member: str, now: datetime) -> Stage:
        """The stage as it is kept; a new one where the record was put into another state."""
        state = record.get(member)
        since = parse_moment(str(kept.get("since"))) if isinstance(kept, Mapping) else None
        if since is None or kept.get("state") != state:
            return cls(str(state), now)
        return cls(str(state), since, int(kept.get("reads", 0)))

    def kept(self) -> dict[str, Any]:
        return {"state": self.state, "since": timestamp(self.since), "reads": self.reads}


def moved(stage: Stage, path: tuple[str, ...], setting: str, now: datetime, *, polled: bool) -> Stage:
    """The stage in which a record is now; a read counts after it is answered, so that the first shows the beginning."""
    if stage.state not in path[:-1]:
        return stage
    kind, _, amount = setting.partition(":")
    at = path.index(stage.state)
    if kind == "time":
        step = parse_span(amount) or _STEP
        steps = min(max((now - stage.since) // step, 0), len(path) - 1 - at)
        return Stage(path[at + steps], stage.since + steps * step) if steps else stage
    if kind != "polls" or not polled:
        return stage
    if stage.reads >= int(amount or 1):
        return Stage(path[at + 1], now, 1)
    return Stage(stage.state, stage.since, stage.reads + 1)


def lifecycle_of(schema: Schema | None, own: Collection[str], stated: Any, *, accepted: bool) -> Lifecycle | None:
    """The lifecycle of the records of a schema; None where they have none that is plain.

    `stated` is what the document says. Else one is only seen where every state has a known meaning, and the state is
    the server's: `own` are the members that clients do not write, `accepted` tells that a creation is answered 202.
    """
    if schema is None or stated is False:
        return None
    members = members_of(schema).schemas
    if isinstance(stated, Mapping):
        return _stated(stated, members)
    for name, member in members.items():
        if words(name)[-1:] and words(name)[-1] in _MEMBERS and (name in own or accepted):
            found = _ordered(name, member, members)
            if found is not None:
                return found
    return None


def _stated(stated: Mapping[str, Any], members: Mapping[str, Schema]) -> Lifecycle | None:
    member, states, failed = stated.get("property"), stated.get("states"), stated.get("failed")
    if not isinstance(member, str) or not isinstance(states, list) or len(states) < 2:
        return None
    return _with_times(member, tuple(map(str, states)), failed if isinstance(failed, str) else "", members)


def _ordered(name: str, schema: Schema, members: Mapping[str, Schema]) -> Lifecycle | None:
    node = schema.resolved().node
    choices = node.get("enum") if isinstance(node, Mapping) else None
    texts = [text for text in choices if text is not None] if isinstance(choices, list) else []
    if not texts or not all(isinstance(text, str) for text in texts):
        return None
    meanings = {text: "".join(words(text)) for text in texts}
    if not set(meanings.values()) <= set().union(*_STAGES) | _FAILED | _OTHER:
        return None
    stages = [[text for text in texts if meanings[text] in stage] for stage in _STAGES]
    failed = next((text for text in texts if meanings[text] in _FAILED), "")
    if len(stages[2]) != 1 or not (stages[0] or stages[1]):
        return None
    return _with_times(name, tuple(text for stage in stages for text in stage), failed, members)


def _with_times(name: str, states: tuple[str, ...], failed: str, members: Mapping[str, Schema]) -> Lifecycle:
    times = {
        other: set(words(other))
        for other, schema in members.items()
        if isinstance(node := schema.resolved().node, Mapping) and node.get("format") == "date-time"
    }
    begun = frozenset(other for other, said in times.items() if said & _BEGUN)
    ended = frozenset(other for other, said in times.items() if said & _ENDED)
    return Lifecycle(name, states, failed, begun, ended)
