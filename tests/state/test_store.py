"""Every store keeps records alike, and a transaction changes several at once or none."""

from __future__ import annotations

import threading
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from mockserver.state import MemoryStore, Record, Store, Transaction
from mockserver.state.store import DELETED
from tests.state.stores import KINDS, STORES, store_of


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store of each kind."""
    return store_of(request.param, request)()


# Stores


def test_a_record_is_kept_under_its_key(store: Store) -> None:
    store.put("pets", "1", {"name": "Rex"})
    assert store.get("pets", "1") == {"name": "Rex"}


def test_what_was_not_put_is_not_there(store: Store) -> None:
    store.put("pets", "1", {})
    assert (store.get("pets", "2"), store.get("cats", "1"), store.items("cats")) == (None, None, {})


def test_records_come_in_the_order_in_which_their_keys_first_came(store: Store) -> None:
    for key in ("b", "a", "c", "b"):
        store.put("pets", key, key.upper())
    assert list(store.items("pets").items()) == [("b", "B"), ("a", "A"), ("c", "C")]


def test_a_key_that_comes_again_after_it_was_deleted_is_the_newest(store: Store) -> None:
    for key in ("a", "b"):
        store.put("pets", key, 1)
    store.delete("pets", "a")
    store.put("pets", "a", 2)
    assert list(store.items("pets")) == ["b", "a"]


def test_deleting_what_is_not_there_is_nothing(store: Store) -> None:
    store.delete("pets", "1")
    assert store.snapshot() == {}


def test_later_changes_do_not_show_in_items(store: Store) -> None:
    store.put("pets", "1", "old")
    items = store.items("pets")
    store.put("pets", "1", "new")
    store.put("pets", "2", "new")
    assert items == {"1": "old"}


def test_each_counter_counts_from_one(store: Store) -> None:
    assert [store.next_id("a"), store.next_id("a"), store.next_id("b"), store.next_id("a")] == [1, 2, 1, 3]


def test_a_snapshot_holds_what_was_there(store: Store) -> None:
    store.put("pets", "1", "old")
    store.put("cats", "1", "cat")
    snapshot = store.snapshot()
    store.put("pets", "1", "new")
    store.delete("cats", "1")
    assert snapshot == {"pets": {"1": "old"}, "cats": {"1": "cat"}}


def test_a_snapshot_leaves_out_empty_collections(store: Store) -> None:
    store.put("pets", "1", 1)
    store.delete("pets", "1")
    assert store.snapshot() == {}


def test_a_restored_snapshot_takes_the_place_of_everything(store: Store) -> None:
    store.put("cats", "1", "cat")
    store.restore({"pets": {"2": "b", "1": "a"}})
    assert store.snapshot() == {"pets": {"2": "b", "1": "a"}}
    assert list(store.items("pets")) == ["2", "1"]


def test_a_snapshot_can_be_restored_again_and_again(store: Store) -> None:
    store.put("pets", "1", "old")
    snapshot = store.snapshot()
    for _ in range(2):
        store.restore(snapshot)
        store.put("pets", "1", "new")
        store.put("pets", "2", "new")
    assert snapshot == {"pets": {"1": "old"}}


def test_a_store_shares_the_records_it_begins_with_until_it_changes_them() -> None:
    initial = {"pets": {"1": "old"}, "cats": {"1": "cat"}}
    one, other = MemoryStore(initial), MemoryStore(initial)
    one.put("pets", "2", "new")
    one.delete("pets", "1")
    other.apply({"pets": {"1": "other", "3": "new"}})
    assert (one.snapshot(), other.snapshot()["pets"]) == (
        {"pets": {"2": "new"}, "cats": {"1": "cat"}},
        {"1": "other", "3": "new"},
    )
    assert one.snapshot()["cats"] is other.snapshot()["cats"] is initial["cats"]
    assert initial == {"pets": {"1": "old"}, "cats": {"1": "cat"}}


@pytest.mark.parametrize(
    "record", [2**70, -(2**64), 1.5, None, 0, False, "", [], {}, {"a": [1, None, {"b": 1.5}]}, "ä\U0001f600"]
)
def test_any_json_value_is_a_record(store: Store, record: Record) -> None:
    store.put("pets", "1", record)
    assert (store.get("pets", "1"), store.items("pets")) == (record, {"1": record})


@pytest.mark.parametrize("key", ["", " ", "a/b", "ä", "a.b", "0", "\U0001f600", "%2F", "'", '"', "a\nb"])
def test_any_text_is_a_key_and_a_name(store: Store, key: str) -> None:
    store.put(key, key, 1)
    assert store.snapshot() == {key: {key: 1}}
    store.delete(key, key)
    assert store.snapshot() == {}


def test_a_thread_that_holds_a_store_may_take_it_again(store: Store) -> None:
    with store.exclusive(), store.exclusive():
        store.put("pets", "1", 1)
    assert store.get("pets", "1") == 1


def test_nobody_comes_between_what_is_done_exclusively(store: Store) -> None:
    def add() -> None:
        for _ in range(100):
            with store.exclusive():
                store.put("sums", "1", (store.get("sums", "1") or 0) + 1)

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.get("sums", "1") == 800


def test_a_counter_gives_no_number_twice_to_many_threads(store: Store) -> None:
    given: list[int] = []
    threads = [threading.Thread(target=lambda: given.extend(store.next_id("a") for _ in range(100))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 801))


# Transactions


def test_a_transaction_reads_its_own_writes(store: Store) -> None:
    store.put("pets", "1", "old")
    transaction = Transaction(store)
    transaction.put("pets", "1", "new")
    transaction.put("pets", "2", "more")
    assert (transaction.get("pets", "1"), transaction.items("pets")) == ("new", {"1": "new", "2": "more"})
    transaction.delete("pets", "1")
    assert (transaction.get("pets", "1"), transaction.items("pets")) == (None, {"2": "more"})


def test_nothing_changes_before_a_commit(store: Store) -> None:
    store.put("pets", "1", "old")
    transaction = Transaction(store)
    transaction.put("pets", "1", "new")
    transaction.delete("pets", "1")
    transaction.put("cats", "1", "cat")
    assert store.snapshot() == {"pets": {"1": "old"}}


def test_a_commit_writes_every_change(store: Store) -> None:
    store.put("pets", "1", "old")
    store.put("pets", "2", "gone")
    transaction = Transaction(store)
    transaction.put("pets", "1", "new")
    transaction.delete("pets", "2")
    transaction.put("cats", "1", "cat")
    transaction.commit()
    assert store.snapshot() == {"pets": {"1": "new"}, "cats": {"1": "cat"}}


def test_a_rollback_forgets_every_change(store: Store) -> None:
    store.put("pets", "1", "old")
    transaction = Transaction(store)
    transaction.put("pets", "1", "new")
    transaction.rollback()
    assert transaction.get("pets", "1") == "old"
    transaction.commit()
    assert store.snapshot() == {"pets": {"1": "old"}}


def test_a_rollback_after_a_commit_takes_nothing_back(store: Store) -> None:
    transaction = Transaction(store)
    transaction.put("pets", "1", "kept")
    transaction.commit()
    transaction.put("pets", "2", "dropped")
    transaction.rollback()
    transaction.commit()
    assert store.snapshot() == {"pets": {"1": "kept"}}


def test_deleting_what_is_not_there_in_a_transaction_is_nothing(store: Store) -> None:
    transaction = Transaction(store)
    transaction.delete("pets", "1")
    transaction.commit()
    assert store.snapshot() == {}


def test_the_items_of_a_transaction_are_its_own(store: Store) -> None:
    store.put("pets", "1", "old")
    items = Transaction(store).items("pets")
    items["2"] = "mine"
    assert store.snapshot() == {"pets": {"1": "old"}}


def test_a_prefix_keeps_the_records_of_apis_apart(store: Store) -> None:
    for prefix in ("a.", "b."):
        transaction = Transaction(store, prefix=prefix)
        transaction.put("pets", "1", prefix)
        transaction.commit()
    assert store.snapshot() == {"a.pets": {"1": "a."}, "b.pets": {"1": "b."}}
    assert Transaction(store, prefix="a.").items("pets") == {"1": "a."}


def test_tenants_do_not_see_each_others_records(store: Store) -> None:
    whole = Transaction(store)
    first, second = whole.within("a"), whole.within("b")
    first.put("pets", "1", "a's")
    second.put("pets", "1", "b's")
    second.delete("pets", "2")
    whole.commit()
    assert (first.items("pets"), second.items("pets")) == ({"1": "a's"}, {"1": "b's"})
    assert (first.get("pets", "1"), second.get("pets", "2")) == ("a's", None)
    assert store.snapshot() == {"pets": {"a/1": "a's", "b/1": "b's"}}


def test_a_tenants_changes_are_the_transactions(store: Store) -> None:
    whole = Transaction(store)
    tenant = whole.within("a")
    tenant.put("pets", "1", "x")
    whole.rollback()
    tenant.put("pets", "2", "y")
    tenant.commit()
    assert store.snapshot() == {"pets": {"a/2": "y"}}


def test_a_tenant_may_be_within_a_tenant(store: Store) -> None:
    inner = Transaction(store).within("a").within("b")
    inner.put("pets", "1", "x")
    inner.commit()
    assert (inner.items("pets"), store.snapshot()) == ({"1": "x"}, {"pets": {"a/b/1": "x"}})


def test_no_name_of_a_tenant_reaches_into_anothers_records(store: Store) -> None:
    whole = Transaction(store)
    whole.within("a").put("pets", "b/1", "a's")
    whole.within("a/b").put("pets", "1", "another's")
    assert whole.within("a").items("pets") == {"b/1": "a's"}
    assert whole.within("a/b").items("pets") == {"1": "another's"}


# Ids


def test_ids_are_the_same_for_the_same_seed(store: Store) -> None:
    def ids(transaction: Transaction) -> list[Any]:
        return [transaction.next_id("n"), transaction.uuid("u"), transaction.token("t"), transaction.uuid("u")]

    first = ids(Transaction(store, seed="1", prefix="a."))
    assert first == ids(Transaction(STORES["memory"](), seed="1", prefix="a."))
    assert first != ids(Transaction(STORES["memory"](), seed="2", prefix="a."))


def test_no_two_ids_are_the_same(store: Store) -> None:
    transactions = [Transaction(store, seed="1", prefix=prefix).within(tenant) for prefix in "ab" for tenant in "xy"]
    uuids = [transaction.uuid(counter) for transaction in transactions for counter in "mn" for _ in range(5)]
    tokens = [transaction.token(counter) for transaction in transactions for counter in "mn" for _ in range(5)]
    assert len(set(uuids)) == len(set(tokens)) == 40


def test_a_uuid_is_one(store: Store) -> None:
    uuid = Transaction(store, seed="1").uuid("u")
    assert (str(UUID(uuid)), UUID(uuid).version) == (uuid, 4)


@pytest.mark.parametrize("length", [1, 32, 128])
def test_a_token_is_hexadecimal_and_as_long_as_wanted(store: Store, length: int) -> None:
    token = Transaction(store).token("t", length=length)
    assert len(token) == length
    assert set(token) <= set("0123456789abcdef")


def test_a_number_is_not_given_again_after_a_rollback(store: Store) -> None:
    transaction = Transaction(store)
    transaction.next_id("n")
    transaction.rollback()
    assert Transaction(store).next_id("n") == 2


def test_tenants_and_apis_count_for_themselves(store: Store) -> None:
    whole = Transaction(store, prefix="a.")
    other = Transaction(store, prefix="b.")
    assert [whole.next_id("n"), whole.within("x").next_id("n"), other.next_id("n"), whole.next_id("n")] == [1, 1, 1, 2]


# Beside a model


COLLECTIONS = st.sampled_from(["pets", "cats"])
KEYS = st.sampled_from(["1", "2", "3"])
RECORDS = st.integers() | st.none()


class TransactionBesideAModel(RuleBasedStateMachine):
    """A transaction on a store does what a copy of a dictionary does that is thrown away or taken over."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.transaction = Transaction(self.store, prefix="shop.").within("x")
        self.kept: dict[tuple[str, str], Record] = {}
        self.seen: dict[tuple[str, str], Record] = {}

    @rule(collection=COLLECTIONS, key=KEYS, record=RECORDS)
    def put(self, collection: str, key: str, record: Record) -> None:
        self.transaction.put(collection, key, record)
        self.seen[collection, key] = record

    @rule(collection=COLLECTIONS, key=KEYS)
    def delete(self, collection: str, key: str) -> None:
        self.transaction.delete(collection, key)
        self.seen.pop((collection, key), None)

    @rule()
    def rollback(self) -> None:
        self.transaction.rollback()
        self.seen = dict(self.kept)

    @rule()
    def commit(self) -> None:
        self.transaction.commit()
        self.kept = dict(self.seen)

    @invariant()
    def reads_what_the_model_holds(self) -> None:
        for collection in ("pets", "cats"):
            expected = {key: record for (name, key), record in self.seen.items() if name == collection}
            assert self.transaction.items(collection) == expected
            assert {key: self.transaction.get(collection, key) for key in expected} == expected

    @invariant()
    def stores_what_was_committed(self) -> None:
        stored = {
            (name, key): record for name, records in self.store.snapshot().items() for key, record in records.items()
        }
        assert stored == {(f"shop.{name}", f"x/{key}"): record for (name, key), record in self.kept.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_transaction_does_what_a_copy_does(kind: str, request: pytest.FixtureRequest) -> None:
    made = store_of(kind, request)
    run_state_machine_as_test(
        lambda: TransactionBesideAModel(made()),
        settings=settings(deadline=None, max_examples=60, stateful_step_count=25),
    )


# Pages


def keys(page: tuple[list[tuple[str, object]], int]) -> tuple[list[str], int]:
    return [key for key, _ in page[0]], page[1]


def test_a_page_is_a_part_of_a_collection_in_its_order(store: Store) -> None:
    for key in ("c", "a", "b"):
        store.put("pets", key, key)
    assert keys(store.page("pets", "", 0, 2)) == (["c", "a"], 3)
    assert keys(store.page("pets", "", 2, 9)) == (["b"], 3)
    assert keys(store.page("cars", "", 0, 9)) == ([], 0)


def test_a_page_shows_what_was_added_changed_and_deleted_since(store: Store) -> None:
    store.put("pets", "a", 1)
    assert keys(store.page("pets", "", 0, 9)) == (["a"], 1)
    store.put("pets", "b", 2)
    store.apply({"pets": {"c": 3, "a": 4}})
    assert store.page("pets", "", 0, 9) == ([("a", 4), ("b", 2), ("c", 3)], 3)
    store.delete("pets", "a")
    store.apply({"pets": {"b": DELETED, "d": 5}})
    assert keys(store.page("pets", "", 0, 9)) == (["c", "d"], 2)
    store.restore({"pets": {"z": 1}})
    assert keys(store.page("pets", "", 0, 9)) == (["z"], 1)


def test_a_tenant_pages_through_its_own_records(store: Store) -> None:
    store.apply({"pets": {"7/a": 1, "8/b": 2, "7/c": 3}})
    records = Transaction(store).within("7").collection("pets")
    assert records.page(0, 9) == ([("a", 1), ("c", 3)], 2)
    records.put("d", 4)
    assert records.page(1, 9) == ([("c", 3), ("d", 4)], 3)
