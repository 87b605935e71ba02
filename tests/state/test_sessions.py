"""A session has a state of its own, made when it is first used, and a reset is a new state."""

from __future__ import annotations

import threading

import pytest

from mockserver.state import DEFAULT_SESSION, Catalogue, Sessions, State

APIS: Catalogue = {"shop": ("pets",), "bank": ("Accounts",)}


def test_a_session_is_made_when_it_is_first_used() -> None:
    sessions = Sessions()
    assert sessions.names() == []
    state = sessions.get("a")
    assert (state.session, sessions.get("a") is state, sessions.names()) == ("a", True, ["a"])


def test_the_session_that_nobody_named_is_the_default_one() -> None:
    sessions = Sessions()
    assert sessions.get() is sessions.get(DEFAULT_SESSION)


def test_sessions_do_not_share_anything() -> None:
    sessions = Sessions()
    sessions.get("a").store.put("shop.pets", "1", 1)
    assert sessions.get("b").store.snapshot() == {}
    assert sessions.get("a").journal is not sessions.get("b").journal
    assert sessions.get("a").clock is not sessions.get("b").clock


def test_a_reset_is_a_new_state() -> None:
    sessions = Sessions()
    old = sessions.get("a")
    old.store.put("shop.pets", "1", 1)
    new = sessions.reset("a")
    assert sessions.get("a") is new is not old
    assert new.store.snapshot() == {}
    assert old.store.snapshot() == {"shop.pets": {"1": 1}}


def test_a_reset_does_not_touch_other_sessions() -> None:
    sessions = Sessions()
    other = sessions.get("b")
    sessions.reset("a")
    assert sessions.get("b") is other


def test_a_reset_of_an_unknown_session_makes_it() -> None:
    sessions = Sessions()
    sessions.reset()
    assert sessions.names() == [DEFAULT_SESSION]


def test_a_deleted_session_is_forgotten() -> None:
    sessions = Sessions()
    sessions.get("a")
    assert (sessions.delete("a"), sessions.delete("a"), sessions.names()) == (True, False, [])


def test_past_the_limit_the_oldest_session_but_the_default_one_is_forgotten() -> None:
    sessions = Sessions(limit=3)
    for name in (DEFAULT_SESSION, "a", "b", "c", "d"):
        sessions.get(name)
    assert sessions.names() == [DEFAULT_SESSION, "c", "d"]


def test_many_threads_get_one_state() -> None:
    sessions = Sessions()
    found: list[State] = []
    threads = [threading.Thread(target=lambda: found.append(sessions.get("a"))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(state) for state in found}) == 1


# Seeds


def test_sessions_of_one_seed_begin_alike() -> None:
    sessions = Sessions(seed="1")
    first, second = sessions.get("a"), sessions.get("b")
    assert first.seed == second.seed == "1"
    assert first.clock.now() == second.clock.now()
    assert first.transaction("shop").uuid("u") == second.transaction("shop").uuid("u")


def test_sessions_without_a_seed_are_all_different() -> None:
    sessions = Sessions()
    first, second = sessions.get("a"), sessions.get("b")
    assert first.transaction("shop").uuid("u") != second.transaction("shop").uuid("u")
    assert first.clock.stepping is False


def test_a_session_that_is_reset_begins_alike_again() -> None:
    sessions = Sessions(seed="1")
    before = sessions.get("a").transaction("shop").uuid("u")
    assert sessions.reset("a").transaction("shop").uuid("u") == before


# Records by name


@pytest.fixture
def state() -> State:
    found = State.new()
    found.store.put("shop.pets", "1", "shop's")
    found.store.put("bank.Accounts", "1", "bank's")
    return found


def test_a_transaction_is_one_apis(state: State) -> None:
    assert state.transaction("shop").items("pets") == {"1": "shop's"}
    assert state.transaction("bank").items("pets") == {}


def test_collections_are_shown_by_their_bare_names(state: State) -> None:
    assert state.records(APIS) == {"pets": {"1": "shop's"}, "Accounts": {"1": "bank's"}}


def test_collections_of_one_bare_name_are_shown_with_their_apis(state: State) -> None:
    state.store.put("bank.pets", "1", "bank's")
    assert set(state.records(APIS)) == {"pets", "bank.pets", "Accounts"}


def test_a_name_that_no_api_is_known_to_have_is_shown_with_its_api(state: State) -> None:
    state.store.put("shop.owners", "1", "Ann")
    assert set(state.records(APIS)) == {"pets", "shop.owners", "Accounts"}


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("pets", "shop.pets"),
        ("PETS", "shop.pets"),
        ("accounts", "bank.Accounts"),
        ("shop.pets", "shop.pets"),
        ("shop.new", "shop.new"),
        ("bank.pets", "bank.pets"),
    ],
)
def test_a_collection_is_meant_by_its_bare_or_full_name(state: State, name: str, full: str) -> None:
    assert state.full_name(name, APIS) == full


def test_a_collection_without_a_name_is_shown(state: State) -> None:
    state.store.put("shop.", "1", 1)
    assert state.records(APIS)["shop."] == {"1": 1}


def test_a_behaviours_own_index_is_not_shown(state: State) -> None:
    state.store.put("shop._pets_by_name", "Rex", "1")
    assert set(state.records(APIS)) == {"pets", "Accounts"}


def test_an_exact_name_goes_before_another_spelling(state: State) -> None:
    state.store.put("bank.Pets", "1", 1)
    assert (state.full_name("pets", APIS), state.full_name("Pets", APIS)) == ("shop.pets", "bank.Pets")


def test_a_bare_name_that_two_apis_have_means_none(state: State) -> None:
    state.store.put("bank.pets", "1", 1)
    with pytest.raises(LookupError, match="several collections are called 'pets': say which API's"):
        state.full_name("pets", APIS)


def test_a_new_bare_name_means_the_only_api() -> None:
    assert State.new().full_name("pets", {"shop": ()}) == "shop.pets"
    with pytest.raises(LookupError, match=r"a new one is named shop\.pets or bank\.pets"):
        State.new().full_name("pets", {"shop": (), "bank": ()})


def test_a_new_bare_name_means_nothing_where_the_only_api_names_its_collections() -> None:
    with pytest.raises(LookupError, match=r"no collection is called 'pts'; did you mean 'pets'\?"):
        State.new().full_name("pts", {"shop": ("pets",)})


def test_replaced_records_take_the_place_of_all_others(state: State) -> None:
    state.replace_records({"pets": {"2": "new"}}, APIS)
    assert state.records(APIS) == {"pets": {"2": "new"}}


def test_records_under_an_unknown_name_replace_nothing(state: State) -> None:
    with pytest.raises(LookupError):
        state.replace_records({"pets": {}, "birds": {}}, APIS)
    assert set(state.records(APIS)) == {"pets", "Accounts"}


@pytest.mark.parametrize("more", [{}, {"bank.pets": {"1": 1}}])
def test_what_was_shown_can_be_put_into_a_new_state(state: State, more: dict[str, dict[str, int]]) -> None:
    for name, records in more.items():
        state.store.restore({**state.store.snapshot(), name: records})
    shown = state.records(APIS)
    fresh = State.new()
    fresh.replace_records(shown, APIS)
    assert fresh.records(APIS) == shown
