"""What does one session remember?"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.state.callbacks import Callbacks
from mockserver.state.clock import Clock
from mockserver.state.interventions import Interventions
from mockserver.state.journal import Journal
from mockserver.state.names import BY_HAND, TOUCHED, Catalogue, full_name, is_index, shown_name, split_name
from mockserver.state.snapshots import Snapshots
from mockserver.state.store import NO_COLLECTIONS, MemoryStore, Snapshot, Store, Stores, Transaction

DEFAULT_SESSION = "default"


@dataclass(slots=True)
class State:
    """The only mutable thing in the house; it is passed in, and a reset makes a new one."""

    session: str
    seed: str
    clock: Clock
    store: Store = field(default_factory=MemoryStore)
    journal: Journal = field(default_factory=Journal)
    snapshots: Snapshots = field(default_factory=Snapshots)
    interventions: Interventions = field(default_factory=Interventions)
    callbacks: Callbacks = field(default_factory=Callbacks)

    @classmethod
    def new(cls, session: str = DEFAULT_SESSION, seed: str | None = None, store: Store | None = None) -> State:
        """A new state, empty but for a store that is given; without a seed ids are random, and it is now."""
        store = MemoryStore() if store is None else store
        if seed is None:
            return cls(session, secrets.token_hex(16), Clock(), store)
        return cls(session, seed, Clock.seeded(), store)

    def transaction(self, api: str) -> Transaction:
        """A transaction on the records of one API."""
        return Transaction(self.store, seed=self.seed, prefix=f"{api}.")

    def records(self, catalogue: Catalogue) -> dict[str, dict[str, Any]]:
        """All records by collection and key, named so that they can be put into any state of the same server."""
        return self.shown(self.store.snapshot(), catalogue)

    def shown(self, snapshot: Snapshot, catalogue: Catalogue) -> dict[str, dict[str, Any]]:
        """The records of a snapshot, as people see them."""
        return {
            shown_name(full, catalogue): dict(records)
            for full, records in snapshot.items()
            if not is_index(full, catalogue)
        }

    def replace_records(self, records: Mapping[str, Mapping[str, Any]], catalogue: Catalogue) -> None:
        """Put these records in the place of all others, also of those that any collection would begin with.

        LookupError where a name means no collection, or several.
        """
        found = {self.full_name(name, catalogue): kept for name, kept in records.items()}
        known = {
            f"{api}.{TOUCHED}": dict.fromkeys(map("{}/".format, names), BY_HAND) for api, names in catalogue.items()
        }
        with self.store.exclusive():
            self.store.restore(_with({marks: names for marks, names in known.items() if names}, found, catalogue))

    def put_collection(self, name: str, records: Mapping[str, Any], catalogue: Catalogue) -> None:
        """Put these records in the place of those of one collection, also of those that it would begin with.

        LookupError as for `full_name`.
        """
        full = self.full_name(name, catalogue)
        with self.store.exclusive():
            self.store.restore(_with(self.store.snapshot(), {full: records}, catalogue))

    def full_name(self, name: str, catalogue: Catalogue) -> str:
        """The store's name of a collection, as `names.full_name` finds it."""
        return full_name(name, tuple(self.store.names()), catalogue)


def _with(before: Snapshot, records: Mapping[str, Mapping[str, Any]], catalogue: Catalogue) -> Snapshot:
    """A snapshot with these collections in it, each of which counts as written to."""
    found: dict[str, Mapping[str, Any]] = dict(before)
    for full, kept in records.items():
        api, name = split_name(full, catalogue)
        marks = f"{api}.{TOUCHED}"
        found[full] = dict(kept)
        found[marks] = {**found.get(marks, {}), f"{name}/": BY_HAND}
    return found


class Sessions:
    """The states of the sessions by name; a session is made when it is first used.

    With a database their records are there, and go on where they ended. One without records begins with those of
    `initial`.
    """

    def __init__(
        self,
        *,
        seed: str | None = None,
        limit: int = 10_000,
        database: Stores | None = None,
        initial: Snapshot = NO_COLLECTIONS,
    ) -> None:
        self._database = database
        self._initial = initial
        self._states: dict[str, State] = {}
        self._seed = seed
        self._limit = limit
        self._lock = threading.Lock()

    def get(self, name: str = DEFAULT_SESSION) -> State:
        """The state of a session; past the limit the oldest session but the default one is dropped."""
        state = self._states.get(name)
        return state if state is not None else self._create(name)

    def _create(self, name: str) -> State:
        with self._lock:
            if name not in self._states:
                if len(self._states) >= self._limit:
                    del self._states[next(n for n in self._states if n != DEFAULT_SESSION)]
                self._states[name] = self._new(name)
            return self._states[name]

    def _new(self, name: str) -> State:
        if self._database is None:
            return State.new(name, self._seed, MemoryStore(self._initial))
        store = self._database.store(name)
        if self._initial:
            with store.exclusive():
                if not store.names():
                    store.restore(self._initial)
        return State.new(name, self._seed, store)

    def reset(self, name: str = DEFAULT_SESSION) -> State:
        """A new state for a session; a request in flight finishes in the old one."""
        with self._lock:
            old = self._states.get(name)
            self._forget_records(name)
            self._states[name] = state = self._new(name)
        if old is not None:
            old.callbacks.close()
            state.journal.follow(old.journal)
        return state

    def delete(self, name: str) -> bool:
        """Forget a session; whether there was one."""
        with self._lock:
            self._forget_records(name)
            old = self._states.pop(name, None)
        if old is not None:
            old.callbacks.close()
        return old is not None

    def _forget_records(self, name: str) -> None:
        if self._database is not None:
            self._database.forget(name)

    def names(self) -> list[str]:
        with self._lock:
            return list(self._states)
