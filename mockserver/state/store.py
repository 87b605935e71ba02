"""Where do records live, and how does a change of several of them happen at once or not at all?"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import count
from types import MappingProxyType
from typing import Any, Protocol
from urllib.parse import quote

Record = Any
Snapshot = Mapping[str, Mapping[str, Record]]
Page = tuple[list[tuple[str, Record]], int]
"""Some records with their keys, and how many there are of their kind."""

_MAX_ORDERS = 64
"""Of how many prefixes in a collection the order of the keys is kept."""

DELETED: Any = object()
"""What stands for a record that a change deletes."""

_UNCHANGED: Any = object()
NO_COLLECTIONS: Snapshot = MappingProxyType({})
_NO_RECORDS: Mapping[str, Record] = MappingProxyType({})


class Store(Protocol):
    """Named collections of records by key, in the order in which the keys first came.

    Records are JSON values and are never changed in place: a change puts a new value.
    """

    def names(self) -> tuple[str, ...]:
        """The collections that have records, or had some."""
        ...

    def size(self, collection: str) -> int: ...

    def get(self, collection: str, key: str) -> Record | None: ...
    def items(self, collection: str) -> Mapping[str, Record]:
        """The records of a collection as they are now; later changes do not show in it."""
        ...

    def page(self, collection: str, prefix: str, start: int, stop: int) -> Page:
        """Those from `start` to before `stop` of the records whose keys begin with `prefix`, and how many there are."""
        ...

    def put(self, collection: str, key: str, record: Record) -> None: ...
    def delete(self, collection: str, key: str) -> None: ...
    def apply(self, changes: Mapping[str, Mapping[str, Record]]) -> None:
        """Put many records at once; `DELETED` in the place of a record deletes it."""
        ...

    def reader(self, collection: str) -> Callable[[str], Record | None]:
        """What gives the record of a key as `get` does, for whoever asks often before anything is applied."""
        ...

    def next_id(self, counter: str) -> int:
        """1, 2, 3 ... for each counter."""
        ...

    def counter(self, counter: str) -> Callable[[], int]:
        """What gives the next number as `next_id` does, for whoever asks often."""
        ...

    def exclusive(self) -> AbstractContextManager[Any]:
        """Nobody else reads or writes while it is held; a thread that holds it may take it again."""
        ...

    def snapshot(self) -> Snapshot: ...
    def restore(self, snapshot: Snapshot) -> None: ...


class Stores(Protocol):
    """Where the stores of sessions are that outlive the server."""

    def store(self, session: str) -> Store:
        """The records of a session, which go on where they ended."""
        ...

    def forget(self, session: str) -> None:
        """Forget the records of a session; who still holds its store writes where nobody looks."""
        ...


class MemoryStore:
    """A store in this process's memory, which begins with the records of a snapshot.

    Collections are shared with snapshots until they are changed, so that a session, a snapshot and a restore cost
    little however many records there are.
    """

    def __init__(self, initial: Snapshot = NO_COLLECTIONS) -> None:
        self._collections: dict[str, Mapping[str, Record]] = dict(initial)
        self._own: dict[str, dict[str, Record]] = {}
        self._counters: dict[str, count[int]] = {}
        self._orders: dict[str, dict[str, list[str]]] = {}
        self._lock = threading.RLock()

    def names(self) -> tuple[str, ...]:
        with self._lock:
            return tuple(self._collections)

    def size(self, collection: str) -> int:
        return len(self._collections.get(collection, ()))

    def get(self, collection: str, key: str) -> Record | None:
        found = self._collections.get(collection)
        return None if found is None else found.get(key)

    def reader(self, collection: str) -> Callable[[str], Record | None]:
        return self._collections.get(collection, _NO_RECORDS).get

    def items(self, collection: str) -> Mapping[str, Record]:
        with self._lock:
            return dict(self._collections.get(collection, {}))

    def page(self, collection: str, prefix: str, start: int, stop: int) -> Page:
        with self._lock:
            records = self._collections.get(collection, {})
            keys = self._order(collection, prefix)
            return [(key, records[key]) for key in keys[start:stop]], len(keys)

    def _order(self, collection: str, prefix: str) -> list[str]:
        """The keys with a prefix in their order: found once, and kept up while records are added."""
        orders = self._orders.setdefault(collection, {})
        keys = orders.get(prefix)
        if keys is None:
            if len(orders) >= _MAX_ORDERS:
                orders.clear()
            keys = orders[prefix] = [key for key in self._collections.get(collection, ()) if key.startswith(prefix)]
        return keys

    def put(self, collection: str, key: str, record: Record) -> None:
        with self._lock:
            self._put(collection, key, record)

    def _put(self, collection: str, key: str, record: Record) -> None:
        records = self._own.get(collection)
        if records is None:
            records = self._changeable(collection)
        if collection in self._orders and key not in records:
            self._added(collection, key)
        records[key] = record

    def _changeable(self, collection: str) -> dict[str, Record]:
        """The records of a collection as nobody else has them."""
        records = self._own.get(collection)
        if records is None:
            records = dict(self._collections.get(collection, _NO_RECORDS))
            self._own[collection] = self._collections[collection] = records
        return records

    def _added(self, collection: str, key: str) -> None:
        for prefix, keys in self._orders.get(collection, {}).items():
            if key.startswith(prefix):
                keys.append(key)

    def delete(self, collection: str, key: str) -> None:
        with self._lock:
            self._orders.pop(collection, None)
            if key in self._collections.get(collection, ()):
                del self._changeable(collection)[key]

    def apply(self, changes: Mapping[str, Mapping[str, Record]]) -> None:
        with self._lock:
            for collection, changed in changes.items():
                if len(changed) == 1:
                    ((key, record),) = changed.items()
                    self.delete(collection, key) if record is DELETED else self._put(collection, key, record)
                else:
                    self._apply(collection, changed)

    def _apply(self, collection: str, changed: Mapping[str, Record]) -> None:
        records = self._changeable(collection)
        gone = [key for key, record in changed.items() if record is DELETED]
        if gone:
            self._orders.pop(collection, None)
        elif collection in self._orders:
            for key in changed:
                if key not in records:
                    self._added(collection, key)
        records.update(changed)
        for key in gone:
            del records[key]

    def next_id(self, counter: str) -> int:
        numbers = self._counters.get(counter)
        return next(self._counters.setdefault(counter, count(1)) if numbers is None else numbers)

    def counter(self, counter: str) -> Callable[[], int]:
        numbers = self._counters.get(counter)
        return (self._counters.setdefault(counter, count(1)) if numbers is None else numbers).__next__

    def exclusive(self) -> AbstractContextManager[Any]:
        return self._lock

    def snapshot(self) -> Snapshot:
        with self._lock:
            self._own.clear()
            return {name: records for name, records in self._collections.items() if records}

    def restore(self, snapshot: Snapshot) -> None:
        with self._lock:
            self._collections = dict(snapshot)
            self._own.clear()
            self._orders.clear()


class Collection:
    """One collection within a transaction, for whoever reads and writes many of its records."""

    __slots__ = ("_changed", "_name", "_store", "_stored", "_tenant", "put")

    put: Callable[[str, Record], None]
    """Put a record under a key."""

    def __init__(self, store: Store, name: str, tenant: str, changed: dict[str, Record]) -> None:
        self._store = store
        self._name = name
        self._tenant = tenant
        self._changed = changed
        self._stored = store.reader(name)
        self.put = self._put_of_tenant if tenant else changed.__setitem__

    def get(self, key: str) -> Record | None:
        if self._tenant:
            key = self._tenant + key
        record = self._changed.get(key, _UNCHANGED)
        if record is _UNCHANGED:
            return self._stored(key)
        return None if record is DELETED else record

    def items(self) -> dict[str, Record]:
        """The tenant's records by key, the oldest first, with the transaction's own changes."""
        if not self._changed and not self._tenant:
            return dict(self._store.items(self._name))
        cut = len(self._tenant)
        return {
            key[cut:]: record
            for key, record in {**self._store.items(self._name), **self._changed}.items()
            if record is not DELETED and key.startswith(self._tenant)
        }

    def page(self, start: int, stop: int) -> Page:
        """Those from `start` to before `stop` of the tenant's records, the oldest first, and how many there are."""
        if self._changed:
            every = list(self.items().items())
            return every[start:stop], len(every)
        cut = len(self._tenant)
        found, total = self._store.page(self._name, self._tenant, start, stop)
        return ([(key[cut:], record) for key, record in found] if cut else found), total

    def _put_of_tenant(self, key: str, record: Record) -> None:
        self._changed[self._tenant + key] = record

    def put_all(self, records: Mapping[str, Record]) -> None:
        """Put many records under their keys."""
        self._changed.update(
            {self._tenant + key: record for key, record in records.items()} if self._tenant else records
        )

    def delete(self, key: str) -> None:
        self._changed[self._tenant + key] = DELETED

    def __len__(self) -> int:
        return self._store.size(self._name) if not self._changed and not self._tenant else len(self.items())


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one record: `before` is None where it is new, `after` where it is deleted."""

    collection: str
    key: str
    before: Record | None
    after: Record | None


class Transaction:
    """Changes to a store that all happen when it is committed, or not at all.

    It reads its own writes. `prefix` stands before each collection's name, `tenant` before each key, so that
    one API's records, and one tenant's, are out of the others' sight. `seed` is what new ids are made from.
    """

    __slots__ = ("_assumed", "_changes", "_prefix", "_store", "_tenant", "seed")

    def __init__(self, store: Store, *, seed: str = "", prefix: str = "", tenant: str = "") -> None:
        self._store = store
        self._prefix = prefix
        self._tenant = tenant
        self._changes: dict[str, dict[str, Record]] = {}
        self._assumed: Snapshot = NO_COLLECTIONS
        self.seed = seed

    def within(self, tenant: str) -> Transaction:
        """The same transaction, seeing only one tenant's records."""
        plain = tenant.isalnum() and tenant.isascii()
        escaped = tenant if plain else quote(tenant, safe=" ~!$&'()*+,;=:@")
        scoped = Transaction(self._store, seed=self.seed, prefix=self._prefix, tenant=f"{self._tenant}{escaped}/")
        scoped._changes = self._changes
        return scoped

    def collection(self, name: str) -> Collection:
        """One collection, as this transaction sees it."""
        full_name = self._prefix + name
        return Collection(self._store, full_name, self._tenant, self._changes.setdefault(full_name, {}))

    def get(self, collection: str, key: str) -> Record | None:
        name, key = self._prefix + collection, self._tenant + key
        changed = self._changes.get(name)
        record = changed.get(key, _UNCHANGED) if changed else _UNCHANGED
        if record is _UNCHANGED:
            return self._store.get(name, key)
        return None if record is DELETED else record

    def items(self, collection: str) -> dict[str, Record]:
        """The tenant's records by key, the oldest first, with this transaction's own changes."""
        return self.collection(collection).items()

    def put(self, collection: str, key: str, record: Record) -> None:
        self._changed(collection)[self._tenant + key] = record

    def delete(self, collection: str, key: str) -> None:
        self._changed(collection)[self._tenant + key] = DELETED

    def _changed(self, collection: str) -> dict[str, Record]:
        return self._changes.setdefault(self._prefix + collection, {})

    def next_id(self, counter: str) -> int:
        """1, 2, 3 ... for each counter of the tenant; a number once given is not given again, even after a rollback."""
        return self._store.next_id(self._prefix + self._tenant + counter)

    def counter(self, counter: str) -> Callable[[], int]:
        """What gives the numbers of `next_id`, for whoever needs many."""
        return self._store.counter(self._prefix + self._tenant + counter)

    def uuid(self, counter: str) -> str:
        """A new UUID, the same for the same seed and number of calls."""
        digits = self._digest("uuid", counter, self.next_id(f"{counter}#uuid")).hex()
        variant = "89ab"[int(digits[16], 16) & 3]
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"

    def token(self, counter: str, *, length: int = 32) -> str:
        """A new token of hexadecimal digits (at most 128), the same for the same seed and number of calls."""
        return self._digest("token", counter, self.next_id(f"{counter}#token")).hex()[:length]

    def _digest(self, kind: str, counter: str, number: int) -> bytes:
        text = f"{self.seed}\0{kind}\0{self._prefix}{self._tenant}{counter}\0{number}"
        return hashlib.blake2b(text.encode()).digest()

    def assume(self) -> None:
        """Take what was put so far for what was there before: `changes` does not tell of it."""
        self._assumed = {name: dict(changed) for name, changed in self._changes.items()}

    def changes(self) -> tuple[Change, ...]:
        """What a commit would change; a collection whose name begins with `_` is nobody's but the behaviour's."""
        cut = len(self._prefix)
        found = (
            Change(name[cut:], key, self._before(name, key), None if record is DELETED else record)
            for name, changed in self._changes.items()
            if not name.startswith("_", cut)
            for key, record in changed.items()
        )
        return tuple(change for change in found if change.before is not change.after)

    def _before(self, name: str, key: str) -> Record | None:
        record = self._assumed.get(name, _NO_RECORDS).get(key, _UNCHANGED)
        if record is _UNCHANGED:
            return self._store.get(name, key)
        return None if record is DELETED else record

    def rollback(self) -> None:
        """Forget every change since the start or the last commit."""
        for changed in self._changes.values():
            changed.clear()

    def commit(self) -> None:
        """Write every change to the store."""
        changes: Mapping[str, dict[str, Record]] = self._changes
        if not all(changes.values()):
            changes = {name: changed for name, changed in changes.items() if changed}
        if changes:
            self._store.apply(changes)
            for changed in changes.values():
                changed.clear()
