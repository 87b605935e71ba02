"""A list that is made up has as many entries as the members beside it tell."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.mocking.generation import Generator
from mockserver.mocking.sampling import sample
from mockserver.model import Schema

NUMBER = {"type": "integer"}
BOOKS = {"type": "array", "minItems": 2, "items": {"type": "object", "properties": {"title": {"type": "string"}}}}


def made(**members: Any) -> list[dict[str, Any]]:
    """The plain sample of an object of these members, and a generated one."""
    node = {"type": "object", "required": list(members), "properties": members}
    schema = Schema({"schema": node}, "/schema", "3.1", "shop.json")
    return [sample(schema), Generator(schema).make("seed").value]


@pytest.mark.parametrize("name", ["total", "count", "total_count", "totalItems", "numberOfTotalResults", "books_total"])
def test_a_count_is_that_of_the_list(name: str) -> None:
    for value in made(books=BOOKS, **{name: NUMBER}):
        assert value[name] == len(value["books"])


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({**NUMBER, "example": 40}, 40),
        ({**NUMBER, "default": 40}, 40),
        ({**NUMBER, "enum": [40]}, 40),
        ({**NUMBER, "minimum": 40, "maximum": 40}, 40),
    ],
)
def test_what_the_specification_says_stays(said: Any, told: int) -> None:
    assert [value["total"] for value in made(books=BOOKS, total=said)] == [told, told]


@pytest.mark.parametrize("name", ["totalPrice", "countryCount", "pages", "limit", "totalPages"])
def test_other_numbers_are_not_about_the_list(name: str) -> None:
    beside = made(**{name: NUMBER})
    assert [value[name] for value in made(books=BOOKS, **{name: NUMBER})] == [value[name] for value in beside]


def test_of_two_lists_none_is_counted() -> None:
    assert made(books=BOOKS, authors=BOOKS, total=NUMBER)[0]["total"] == 0
