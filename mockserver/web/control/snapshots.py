"""Which moments of a session can it go back to?"""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.state import Difference, Records, Taken, difference, timestamp
from mockserver.web.control.messages import ControlError, Json, json_object_or_nothing, listed, unknown_members
from mockserver.web.control.reach import Reach

CURRENT = "current"
"""What stands for the records of now, where two moments are compared."""


@dataclass(frozen=True, slots=True)
class SnapshotRoutes:
    """The routes about snapshots."""

    reach: Reach

    def all(self) -> Json:
        return listed("snapshots", [self._shown(taken) for taken in self.reach.state.snapshots.all()])

    def create(self) -> Json:
        body = json_object_or_nothing()
        unknown_members(body, ("name",), "invalid_snapshot")
        state = self.reach.state
        name = body.get("name", state.snapshots.free_name())
        if not isinstance(name, str) or not name or name == CURRENT or "/" in name:
            raise ControlError(
                400, "invalid_snapshot", f"a snapshot's name is a text without slashes, and not '{CURRENT}'"
            )
        return self._shown(state.snapshots.keep(Taken(name, state.clock.now(), state.store.snapshot()))), 201

    def restore(self, name: str) -> Json:
        taken, state = self._taken(name), self.reach.state
        with state.store.exclusive():
            state.store.restore(taken.records)
        return self._shown(taken)

    def diff(self, before: str, after: str) -> Json:
        return of_difference(difference(self._records(before), self._records(after)))

    def _records(self, name: str) -> Records:
        state = self.reach.state
        return state.records(self.reach.catalogue) if name == CURRENT else self._named(self._taken(name))

    def _named(self, taken: Taken) -> Records:
        return self.reach.state.shown(taken.records, self.reach.catalogue)

    def _taken(self, name: str) -> Taken:
        taken = self.reach.state.snapshots.get(name)
        if taken is None:
            raise ControlError(404, "unknown_snapshot", f"this session has no snapshot '{name}'")
        return taken

    def _shown(self, taken: Taken) -> Json:
        collections = {name: len(records) for name, records in self._named(taken).items()}
        return {"name": taken.name, "at": timestamp(taken.at), "collections": collections}


def of_difference(found: Difference) -> Json:
    return {"added": found.added, "removed": found.removed, "changed": found.changed}
