"""What does one session remember?"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockserver.state.callbacks import Callbacks
from mockserver.state.clock import Clock
from mockserver.state.interventions import Interventions
from mockserver.state.journal import Journal
from mockserver.state.snapshots import Snapshots
from mockserver.state.store import NO_COLLECTIONS, MemoryStore, Snapshot, Store, Stores, Transaction
from mockserver.suggestions import meant

DEFAULT_SESSION = "default"

Catalogue = Mapping[str, Collection[str]]
"""The served APIs, each with the names of the collections that it is known to have."""


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
        """The records of a snapshot, as people see them.

        A collection whose name begins with `_` is a behaviour's own index, and not shown.
        """
        return {
            _shown(full, catalogue): dict(records)
            for full, records in snapshot.items()
            if not _bare(full).startswith("_")
        }

    def replace_records(self, records: Mapping[str, Mapping[str, Any]], catalogue: Catalogue) -> None:
        """Put these records in the place of all others; LookupError where a name means no collection, or several."""
        snapshot = {self.full_name(name, catalogue): dict(found) for name, found in records.items()}
        with self.store.exclusive():
            self.store.restore(snapshot)

    def full_name(self, name: str, catalogue: Catalogue) -> str:
        """The store's name of a collection: `<api>.<collection>`.

        A bare name means the collection of that name, exactly or else whatever its case, if there is just one among
        those that exist or that an API is known to have. Any name is good where the only API is not known to have any.
        LookupError, with what may be meant, where none, or more than one, is.
        """
        stored = self.store.names()
        exact = {f"{api}.{name}" for api, names in catalogue.items() if name in names}
        exact.update(full for full in stored if _bare(full) == name)
        if len(exact) == 1 and "." not in name:
            return exact.pop()
        known = dict.fromkeys((*_catalogued(catalogue), *stored))
        return _full_name(name, tuple(known), catalogue)


def _catalogued(catalogue: Catalogue) -> list[str]:
    return [f"{api}.{name}" for api, names in catalogue.items() for name in names]


def _full_name(name: str, known: Sequence[str], catalogue: Catalogue) -> str:
    if any(name.startswith(f"{api}.") for api in catalogue):
        return name
    exact = [full for full in known if _bare(full) == name]
    found = exact or [full for full in known if _bare(full).lower() == name.lower()]
    if len(found) == 1:
        return found[0]
    if found:
        raise LookupError(f"several collections are called '{name}': say which API's, as one of {', '.join(found)}")
    new = [f"{api}.{name}" for api in catalogue]
    if len(new) == 1 and not any(catalogue.values()):
        return new[0]
    names = dict.fromkeys(_bare(full) for full in known if not _bare(full).startswith("_"))
    raise LookupError(f"no collection is called '{name}'; {meant(name, names)}; a new one is named {' or '.join(new)}")


def _shown(full: str, catalogue: Catalogue) -> str:
    """The bare name where it means this collection even in an empty state, else the full one."""
    bare = _bare(full)
    try:
        return bare if bare and _full_name(bare, _catalogued(catalogue), catalogue) == full else full
    except LookupError:
        return full


def _bare(full: str) -> str:
    return full.partition(".")[2]


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
