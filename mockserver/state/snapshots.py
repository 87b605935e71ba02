"""What did a session hold at some moment, and what changed since?"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mockserver import exact_json
from mockserver.state.store import Record, Snapshot

Records = Mapping[str, Mapping[str, Record]]
Changed = dict[str, dict[str, Any]]

_NONE: Mapping[str, Record] = {}
_NO_RECORD: Any = object()


@dataclass(frozen=True, slots=True)
class Taken:
    """The records of one moment under a name; they are shared with the store, which never changes a record in place."""

    name: str
    at: datetime
    records: Snapshot


@dataclass(frozen=True, slots=True)
class Difference:
    """What of some records is new, gone or another: by collection and key; a changed one has `before` and `after`."""

    added: Changed = field(default_factory=dict)
    removed: Changed = field(default_factory=dict)
    changed: Changed = field(default_factory=dict)


class Snapshots:
    """The snapshots of one session by name."""

    def __init__(self) -> None:
        self._taken: dict[str, Taken] = {}
        self._lock = threading.Lock()

    def keep(self, taken: Taken) -> Taken:
        """Keep a snapshot, in the place of one of the same name."""
        with self._lock:
            self._taken.pop(taken.name, None)
            self._taken[taken.name] = taken
        return taken

    def get(self, name: str) -> Taken | None:
        return self._taken.get(name)

    def all(self) -> list[Taken]:
        """The snapshots, the oldest first."""
        with self._lock:
            return list(self._taken.values())

    def free_name(self) -> str:
        """A name that no snapshot has: `1`, `2`, `3` ..."""
        with self._lock:
            return next(name for name in map(str, range(1, len(self._taken) + 2)) if name not in self._taken)


def difference(before: Records, after: Records) -> Difference:
    """What has to be done to some records to have the others."""
    found = Difference()
    for collection in dict.fromkeys((*before, *after)):
        old, new = before.get(collection, _NONE), after.get(collection, _NONE)
        if old is not new:
            _note(found, collection, old, new)
    return found


def _note(found: Difference, collection: str, old: Mapping[str, Record], new: Mapping[str, Record]) -> None:
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key, _NO_RECORD), new.get(key, _NO_RECORD)
        if before is after or _same(before, after):
            continue
        if before is _NO_RECORD:
            found.added.setdefault(collection, {})[key] = after
        elif after is _NO_RECORD:
            found.removed.setdefault(collection, {})[key] = before
        else:
            found.changed.setdefault(collection, {})[key] = {"before": before, "after": after}


def _same(before: Record, after: Record) -> bool:
    """Whether two JSON values are the same, where Python takes `true` for 1."""
    return bool(before == after) and _text(before) == _text(after)


def _text(record: Record) -> bytes:
    return exact_json.dumps(record, option=exact_json.OPT_SORT_KEYS)
