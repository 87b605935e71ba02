"""Where a schema names a method of Faker, Faker draws; where that is not there, nothing is lost."""

from __future__ import annotations

import importlib.util

import pytest

from mockserver.mocking.generation import generate
from mockserver.mocking.generation.dice import Dice
from mockserver.mocking.generation.faker import faked
from tests.documents import schema

HAS_FAKER = importlib.util.find_spec("faker") is not None


@pytest.mark.skipif(not HAS_FAKER, reason="the optional package Faker is not installed")
def test_the_named_method_draws() -> None:
    drawn = next(faked("internet.email", Dice.of("1")))
    assert "@" in str(drawn)
    assert generate(schema({"type": "string", "x-faker": "internet.email"}), "1").count("@") == 1


@pytest.mark.parametrize("wish", ["no.such", "date.past", "seed", ["x"], {}, None, "__init__"])
def test_what_names_no_method_leaves_the_value_to_its_schema(wish: object) -> None:
    assert list(faked(wish, Dice.of("1"))) == []
    assert isinstance(generate(schema({"type": "string", "x-faker": wish}), "1"), str)
