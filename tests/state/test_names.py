"""A collection is found by its own name, whatever dots are in that of its API."""

from __future__ import annotations

import pytest

from mockserver.state import Catalogue, State, split_name

DOTTED: Catalogue = {"my.shop": ("books", "books.pages"), "my": ("shelves",)}


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("my.shop.books", ("my.shop", "books")),
        ("my.shop.books.pages", ("my.shop", "books.pages")),
        ("my.shelves", ("my", "shelves")),
        ("other.things.more", ("other", "things.more")),
    ],
)
def test_the_longest_api_has_a_collection(full: str, parts: tuple[str, str]) -> None:
    assert split_name(full, DOTTED) == parts


@pytest.mark.parametrize("name", ["books", "Books", "my.shop.books"])
def test_records_are_put_and_shown_by_any_of_its_names(name: str) -> None:
    state = State.new(seed="1")
    state.put_collection(name, {"1": {"title": "Momo"}}, DOTTED)
    assert state.records(DOTTED) == {"books": {"1": {"title": "Momo"}}}


def test_what_was_put_is_put_there_again() -> None:
    state, other = State.new(seed="1"), State.new(seed="1")
    state.replace_records({"books": {"1": {}}, "shelves": {}}, DOTTED)
    other.replace_records(state.records(DOTTED), DOTTED)
    assert other.records(DOTTED) == state.records(DOTTED)
    assert "1" in other.store.items("my.shop.books")
