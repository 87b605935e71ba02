"""Which kinds of stores are there, and how is an empty one made?"""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex

import pytest

from mockserver.state import Database, MemoryStore, RedisDatabase, Store, Stores

STORES: dict[str, Callable[[], Store]] = {
    "memory": MemoryStore,
    "sqlite": lambda: Database(":memory:").store("a session"),
}
KINDS = (*STORES, "redis")


def store_of(kind: str, request: pytest.FixtureRequest) -> Callable[[], Store]:
    """What makes an empty store of a kind."""
    if kind in STORES:
        return STORES[kind]
    database = RedisDatabase(request.getfixturevalue("redis_url"))
    request.addfinalizer(database.close)
    return lambda: database.store(token_hex(8))


def database_of(kind: str, request: pytest.FixtureRequest) -> Stores | None:
    """Where the stores of many sessions are; None: each in memory."""
    if kind == "memory":
        return None
    if kind == "sqlite":
        return Database(str(request.getfixturevalue("tmp_path") / "records.sqlite"))
    database = RedisDatabase(request.getfixturevalue("redis_url"))
    request.addfinalizer(database.close)
    return database
