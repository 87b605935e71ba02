"""How do records outlive the server, in a file?"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mockserver.exceptions import MockserverError
from mockserver.state.store import DELETED, Page, Record, Snapshot
from mockserver.state.texts import record_of, text_of

if TYPE_CHECKING:
    import sqlite3

BUSY_SECONDS = 30.0
"""How long one process waits for another that writes."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS records (
    place INTEGER PRIMARY KEY AUTOINCREMENT, session INTEGER NOT NULL, collection TEXT NOT NULL, key TEXT NOT NULL,
    record TEXT NOT NULL, UNIQUE (session, collection, key));
CREATE INDEX IF NOT EXISTS records_in_order ON records (session, collection, place);
CREATE TABLE IF NOT EXISTS counters (
    session INTEGER NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (session, name));
"""
_PUT = (
    "INSERT INTO records (session, collection, key, record) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (session, collection, key) DO UPDATE SET record = excluded.record"
)
_DELETE = "DELETE FROM records WHERE session = ? AND collection = ? AND key = ?"
_COUNT = (
    "INSERT INTO counters (session, name, number) VALUES (?, ?, 1) "
    "ON CONFLICT (session, name) DO UPDATE SET number = number + 1 RETURNING number"
)


class Database:
    """One file with the records of every session; each process opens it for itself, when it first needs it.

    What was written is in the file, or in the log beside it, before anybody is told that it was.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = str(path)
        self._connection: sqlite3.Connection | None = None
        self._process = 0
        self._depth = 0
        self._lock = threading.RLock()
        self._open()
        self.close()

    def close(self) -> None:
        with self._lock:
            if self._connection is not None and self._process == os.getpid():
                self._connection.close()
            self._connection = None

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Nobody else reads or writes while it is held, in this process or another; it may be taken again."""
        with self._lock:
            connection = self._open()
            if self._depth == 0:
                connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    connection.execute("COMMIT")

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a statement gives."""
        with self._lock:
            return self._open().execute(statement, values).fetchall()

    def many(self, statement: str, values: Iterable[tuple[Any, ...]]) -> None:
        with self._lock:
            self._open().executemany(statement, values)

    def store(self, session: str) -> SqliteStore:
        """The records of a session, which go on where they ended."""
        with self.exclusive():
            self.rows("INSERT OR IGNORE INTO sessions (name) VALUES (?)", session)
            ((number,),) = self.rows("SELECT id FROM sessions WHERE name = ?", session)
        return SqliteStore(self, number)

    def forget(self, session: str) -> None:
        """Forget the records of a session; who still holds its store writes where nobody looks."""
        with self.exclusive():
            for (number,) in self.rows("SELECT id FROM sessions WHERE name = ?", session):
                self.rows("DELETE FROM records WHERE session = ?", number)
                self.rows("DELETE FROM counters WHERE session = ?", number)
            self.rows("DELETE FROM sessions WHERE name = ?", session)

    def _open(self) -> sqlite3.Connection:
        import sqlite3

        if self._connection is None or self._process != os.getpid():
            try:
                connection = sqlite3.connect(
                    self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
                )
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.executescript(_SCHEMA)
            except sqlite3.Error as error:
                raise MockserverError(f"{self._path}: the records cannot be kept there: {error}") from error
            self._connection, self._process, self._depth = connection, os.getpid(), 0
        return self._connection


class SqliteStore:
    """A store in a file, for one session."""

    def __init__(self, database: Database, session: int) -> None:
        self._database = database
        self._session = session

    def names(self) -> tuple[str, ...]:
        found = self._database.rows(
            "SELECT collection FROM records WHERE session = ? GROUP BY collection ORDER BY MIN(place)", self._session
        )
        return tuple(name for (name,) in found)

    def size(self, collection: str) -> int:
        return self._number("SELECT COUNT(*) FROM records WHERE session = ? AND collection = ?", collection)

    def get(self, collection: str, key: str) -> Record | None:
        found = self._database.rows(
            "SELECT record FROM records WHERE session = ? AND collection = ? AND key = ?",
            *(self._session, collection, key),
        )
        return record_of(found[0][0]) if found else None

    def items(self, collection: str) -> Mapping[str, Record]:
        found = self._database.rows(
            "SELECT key, record FROM records WHERE session = ? AND collection = ? ORDER BY place",
            *(self._session, collection),
        )
        return {key: record_of(record) for key, record in found}

    def page(self, collection: str, prefix: str, start: int, stop: int) -> Page:
        begins = "session = ? AND collection = ? AND substr(key, 1, ?) = ?"
        values = (collection, len(prefix), prefix)
        found = self._database.rows(
            f"SELECT key, record FROM records WHERE {begins} ORDER BY place LIMIT ? OFFSET ?",  # noqa: S608
            *(self._session, *values, max(stop - start, 0), start),
        )
        total = self._number(f"SELECT COUNT(*) FROM records WHERE {begins}", *values)  # noqa: S608
        return [(key, record_of(record)) for key, record in found], total

    def put(self, collection: str, key: str, record: Record) -> None:
        self._database.rows(_PUT, self._session, collection, key, text_of(record))

    def delete(self, collection: str, key: str) -> None:
        self._database.rows(_DELETE, self._session, collection, key)

    def apply(self, changes: Mapping[str, Mapping[str, Record]]) -> None:
        every = [(name, key, record) for name, changed in changes.items() for key, record in changed.items()]
        put = [(self._session, name, key, text_of(r)) for name, key, r in every if r is not DELETED]
        deleted = [(self._session, name, key) for name, key, record in every if record is DELETED]
        with self._database.exclusive():
            self._database.many(_PUT, put)
            self._database.many(_DELETE, deleted)

    def reader(self, collection: str) -> Callable[[str], Record | None]:
        return partial(self.get, collection)

    def next_id(self, counter: str) -> int:
        return self._number(_COUNT, counter)

    def counter(self, counter: str) -> Callable[[], int]:
        return partial(self.next_id, counter)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        with self._database.exclusive():
            yield

    def snapshot(self) -> Snapshot:
        found: dict[str, dict[str, Record]] = {}
        for name, key, record in self._database.rows(
            "SELECT collection, key, record FROM records WHERE session = ? ORDER BY place", self._session
        ):
            found.setdefault(name, {})[key] = record_of(record)
        return found

    def restore(self, snapshot: Snapshot) -> None:
        with self._database.exclusive():
            self._database.rows("DELETE FROM records WHERE session = ?", self._session)
            self.apply(snapshot)

    def _number(self, statement: str, *values: Any) -> int:
        number: int = self._database.rows(statement, self._session, *values)[0][0]
        return number
