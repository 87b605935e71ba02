"""How do several servers share records, in a Redis?"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from mockserver.exceptions import MockserverError
from mockserver.state.store import DELETED, Page, Record, Snapshot
from mockserver.state.texts import record_of, text_of

ROOM = "mockserver:"
"""What the name of everything in the Redis begins with."""

LEASE_MS = 30_000
"""How long one request may keep the others of its session out; then what it writes is refused."""

MAX_CONNECTIONS = 64
"""How many requests speak to the Redis at once; the others wait for their turn."""

WAIT_SECONDS = 60.0
"""How long they wait at most."""

_LOCK = "lock"

_APPLY = """
local room, token = ARGV[1], ARGV[2]
if token ~= '' and redis.call('GET', room .. 'lock') ~= token then
  return redis.error_reply('the lock was lost: the request took too long')
end
for i = 3, #ARGV, 4 do
  local what, name, key, record = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  if what == 'clear' then
    for _, each in ipairs(redis.call('ZRANGE', room .. 'names', 0, -1)) do
      redis.call('DEL', room .. 'records:' .. each, room .. 'order:' .. each)
    end
    redis.call('DEL', room .. 'names')
  elseif what == 'put' then
    if redis.call('HSET', room .. 'records:' .. name, key, record) == 1 then
      local place = redis.call('INCR', room .. 'place')
      redis.call('ZADD', room .. 'order:' .. name, place, key)
      redis.call('ZADD', room .. 'names', 'NX', place, name)
    end
  else
    redis.call('HDEL', room .. 'records:' .. name, key)
    redis.call('ZREM', room .. 'order:' .. name, key)
  end
end
return 1
"""
_RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


class RedisDatabase:
    """The records of every session in one Redis, which other servers may use too."""

    def __init__(self, url: str) -> None:
        try:
            import redis  # it is slow to import, and only this way of keeping records needs it
        except ImportError as error:
            raise MockserverError("records in a Redis need: pip install 'mockserver[redis]'") from error
        try:
            pool = redis.BlockingConnectionPool.from_url(
                url, decode_responses=True, max_connections=MAX_CONNECTIONS, timeout=WAIT_SECONDS
            )
            self._client: Any = redis.Redis.from_pool(pool)
            self._client.ping()
        except (redis.RedisError, ValueError) as error:
            raise MockserverError(f"{url.rpartition('@')[2]}: no Redis answers there: {error}") from error

    def store(self, session: str) -> RedisStore:
        """The records of a session, which go on where they ended."""
        return RedisStore(self._client, session)

    def forget(self, session: str) -> None:
        """Forget the records of a session, which begins anew in every server.

        A request in flight writes where nobody looks: its lease is left to it.
        """
        number = self._client.hget(f"{ROOM}sessions", session)
        self._client.hdel(f"{ROOM}sessions", session)
        if number is not None:
            for key in self._client.scan_iter(f"{ROOM}{number}:*", count=1_000):
                if not key.endswith(_LOCK):
                    self._client.delete(key)

    def close(self) -> None:
        self._client.close()


class RedisStore:
    """A store in a Redis, for one session.

    Whoever holds it exclusively has a lease; a change is written only while the lease is theirs.
    Which number the session has is asked each time, since another server may have reset it.
    """

    def __init__(self, client: Any, session: str) -> None:
        self._client = client
        self._session = session
        self._mine = threading.local()
        self._apply = client.register_script(_APPLY)
        self._release = client.register_script(_RELEASE)
        self._lock = threading.RLock()
        self._depth = 0
        self._token = ""

    @property
    def _room(self) -> str:
        """What the names of the session's things begin with; the same for as long as it is held."""
        held: str = getattr(self._mine, "room", "")
        if held:
            return held
        number = self._client.hget(f"{ROOM}sessions", self._session)
        if number is None:
            self._client.hsetnx(f"{ROOM}sessions", self._session, self._client.incr(f"{ROOM}last"))
            number = self._client.hget(f"{ROOM}sessions", self._session)
        return f"{ROOM}{number}:"

    def names(self) -> tuple[str, ...]:
        return tuple(self._client.zrange(f"{self._room}names", 0, -1))

    def size(self, collection: str) -> int:
        return int(self._client.zcard(f"{self._room}order:{collection}"))

    def get(self, collection: str, key: str) -> Record | None:
        found = self._client.hget(f"{self._room}records:{collection}", key)
        return None if found is None else record_of(found)

    def items(self, collection: str) -> Mapping[str, Record]:
        both, room = self._client.pipeline(transaction=True), self._room
        both.zrange(f"{room}order:{collection}", 0, -1)
        both.hgetall(f"{room}records:{collection}")
        keys, records = both.execute()
        return {key: record_of(records[key]) for key in keys}

    def page(self, collection: str, prefix: str, start: int, stop: int) -> Page:
        order = f"{self._room}order:{collection}"
        if prefix:
            keys = [key for key in self._client.zrange(order, 0, -1) if key.startswith(prefix)]
            return self._records(collection, keys[start:stop]), len(keys)
        keys = self._client.zrange(order, start, stop - 1) if stop > start else []
        return self._records(collection, keys), self.size(collection)

    def put(self, collection: str, key: str, record: Record) -> None:
        self.apply({collection: {key: record}})

    def delete(self, collection: str, key: str) -> None:
        self.apply({collection: {key: DELETED}})

    def apply(self, changes: Mapping[str, Mapping[str, Record]]) -> None:
        self._write(_steps(changes))

    def reader(self, collection: str) -> Callable[[str], Record | None]:
        return partial(self.get, collection)

    def next_id(self, counter: str) -> int:
        return int(self._client.hincrby(f"{self._room}counters", counter, 1))

    def counter(self, counter: str) -> Callable[[], int]:
        return partial(self.next_id, counter)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Nobody else reads or writes while it is held, in this process or another; it may be taken again."""
        with self._lock:
            if self._depth == 0:
                room = self._room
                self._token, self._mine.room = self._leased(room), room
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    token, room = self._token, self._room
                    self._token, self._mine.room = "", ""
                    self._release(keys=[room + _LOCK], args=[token])

    def snapshot(self) -> Snapshot:
        with self.exclusive():
            return {name: items for name in self.names() if (items := self.items(name))}

    def restore(self, snapshot: Snapshot) -> None:
        self._write(["clear", "", "", "", *_steps(snapshot)])

    def _records(self, collection: str, keys: Sequence[str]) -> list[tuple[str, Record]]:
        found = self._client.hmget(f"{self._room}records:{collection}", keys) if keys else []
        return [(key, record_of(text)) for key, text in zip(keys, found, strict=True) if text is not None]

    def _write(self, steps: Sequence[str]) -> None:
        with self.exclusive():
            self._apply(args=[self._room, self._token, *steps])

    def _leased(self, room: str) -> str:
        """The token of a lease of the session, once nobody else has it."""
        token, pause = secrets.token_hex(16), 0.0005
        while not self._client.set(room + _LOCK, token, nx=True, px=LEASE_MS):
            time.sleep(pause)
            pause = min(pause * 1.5, 0.02)
        return token


def _steps(changes: Mapping[str, Mapping[str, Record]]) -> list[str]:
    """Changes as the arguments of the script: four for each."""
    found: list[str] = []
    for name, changed in changes.items():
        for key, record in changed.items():
            gone = record is DELETED
            found += ("delete" if gone else "put", name, key, "" if gone else text_of(record))
    return found
