"""Records in a Redis are shared by servers, and a session's are its own."""

from __future__ import annotations

from collections.abc import Iterator
from secrets import token_hex

import pytest

from mockserver.exceptions import MockserverError
from mockserver.state import RedisDatabase, Sessions
from tests.state.adding import sum_of_all

redis = pytest.importorskip("redis", reason="the Redis client is not installed")


@pytest.fixture
def database(redis_url: str) -> Iterator[RedisDatabase]:
    database = RedisDatabase(redis_url)
    yield database
    database.close()


@pytest.fixture
def name() -> str:
    return token_hex(8)


def test_two_servers_share_the_records_of_a_session(database: RedisDatabase, redis_url: str, name: str) -> None:
    other = RedisDatabase(redis_url)
    first, second = database.store(name), other.store(name)
    first.put("pets", "1", {"name": "Rex"})
    assert (second.snapshot(), first.next_id("n"), second.next_id("n")) == ({"pets": {"1": {"name": "Rex"}}}, 1, 2)
    other.close()


def test_two_servers_do_not_come_between_what_is_done_exclusively(database: RedisDatabase, name: str) -> None:
    stores = [database.store(name) for _ in range(4)]
    assert sum_of_all(stores, additions=25) == 100


def test_who_lost_the_lease_writes_nothing(database: RedisDatabase, redis_url: str, name: str) -> None:
    store = database.store(name)
    with redis.Redis.from_url(redis_url) as client, store.exclusive():
        for key in client.scan_iter("mockserver:*:lock"):
            client.set(key, "another's")
        with pytest.raises(redis.ResponseError, match="the lock was lost"):
            store.put("pets", "1", 1)
        for key in client.scan_iter("mockserver:*:lock"):
            client.delete(key)
    assert store.items("pets") == {}


def test_a_reset_of_one_server_is_seen_by_the_others(database: RedisDatabase, name: str) -> None:
    one, other = Sessions(database=database), Sessions(database=database)
    one.get(name).store.put("pets", "1", 1)
    assert other.get(name).store.snapshot() == {"pets": {"1": 1}}
    one.reset(name)
    assert other.get(name).store.snapshot() == {}
    other.get(name).store.put("pets", "2", 2)
    assert one.get(name).store.snapshot() == {"pets": {"2": 2}}


def test_a_request_in_flight_writes_where_nobody_looks_after_a_reset(database: RedisDatabase, name: str) -> None:
    store = database.store(name)
    with store.exclusive():
        store.put("pets", "1", 1)
        database.forget(name)
        store.put("pets", "2", 2)
    assert store.snapshot() == {}


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "redis://user:secret@127.0.0.1:1", "redis://127.0.0.1:x"])
def test_a_redis_that_does_not_answer_is_told_without_its_password(url: str) -> None:
    with pytest.raises(MockserverError, match="no Redis answers there") as caught:
        RedisDatabase(url)
    assert "secret" not in str(caught.value)
