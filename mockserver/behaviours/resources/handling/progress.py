"""When does a record move on to its next state?"""

from __future__ import annotations

from typing import Any

from mockserver.behaviours import Call
from mockserver.behaviours.resources.inferring.lifecycles import Lifecycle, Stage, moved
from mockserver.behaviours.resources.keeping.filling import Filling
from mockserver.behaviours.resources.shelf import Shelf


class Progress:
    """The lifecycle of one resource's records; where in it each is stands beside the record."""

    def __init__(self, lifecycle: Lifecycle, filling: Filling) -> None:
        self._lifecycle = lifecycle
        self._filling = filling

    def begun(self, call: Call, shelf: Shelf, key: str, record: Any) -> Any:
        """A new record at its beginning, or at its end where the setting says so."""
        lifecycle, setting = self._lifecycle, call.settings.get("lifecycle", "off")
        path = lifecycle.path(call.settings)
        if setting == "off" or not isinstance(record, dict):
            return record
        sent = call.values.body if isinstance(call.values.body, dict) else {}
        writes = lifecycle.member in sent and lifecycle.member not in self._filling.kept
        first = str(record.get(lifecycle.member)) if writes else path[0]
        state = path[-1] if setting == "immediate" and first in path else first
        if state in path[:-1]:
            shelf.mark(key, Stage(state, call.now).kept())
        found = lifecycle.at(record, state, path[-1], call.now)
        early = () if state == path[-1] else lifecycle.ended | (lifecycle.begun if state == path[0] else frozenset())
        return {name: value for name, value in found.items() if name not in early or name in sent or value is None}

    def seen(self, call: Call, shelf: Shelf, key: str, record: Any, *, polled: bool = True) -> Any:
        """A record as it is now, that is looked at; what has moved on is kept."""
        lifecycle, setting = self._lifecycle, call.settings.get("lifecycle", "off")
        if setting.partition(":")[0] not in ("polls", "time") or not isinstance(record, dict):
            return record
        path = lifecycle.path(call.settings)
        if record.get(lifecycle.member) not in path[:-1]:
            return record
        kept = shelf.marked(key)
        stage = Stage.read(kept, record, lifecycle.member, call.now)
        now = moved(stage, path, setting, call.now, polled=polled)
        if now.kept() != kept:
            shelf.mark(key, None if now.state == path[-1] else now.kept())
        if now.state == stage.state:
            return record
        found = self._filling.touch(lifecycle.at(record, now.state, path[-1], call.now), call.now)
        shelf.put(key, found)
        return found

    def pass_time(self, call: Call, shelf: Shelf) -> None:
        """Let every record move on for which it is time."""
        if call.settings.get("lifecycle", "off").partition(":")[0] == "time":
            for key in shelf.all_marked():
                self.seen(call, shelf, key, shelf.get(key), polled=False)
