"""What does the package Faker draw, where a schema names one of its methods?"""

from __future__ import annotations

import importlib
import re
import threading
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from mockserver.mocking.generation.dice import Dice

_METHOD = re.compile(r"[a-z][A-Za-z0-9_]*")
_CLOCKED = re.compile(r"date|time|past|future|recent|soon|iso8601|century|year|month|day|am_pm")
_JAVASCRIPT: Mapping[str, str] = {
    "findName": "name",
    "fullName": "name",
    "phoneNumber": "phone_number",
    "number": "random_int",
    "int": "random_int",
    "float": "pyfloat",
    "uuid": "uuid4",
    "boolean": "pybool",
    "zipCode": "zipcode",
    "companyName": "company",
    "jobTitle": "job",
    "imageUrl": "image_url",
    "productName": "catch_phrase",
    "userName": "user_name",
    "username": "user_name",
    "exampleEmail": "safe_email",
    "ip": "ipv4",
    "streetName": "street_name",
    "words": "sentence",
    "sentences": "paragraph",
    "paragraphs": "paragraph",
    "lines": "paragraph",
    "alphaNumeric": "pystr",
    "string": "pystr",
    "amount": "pyint",
    "price": "pyint",
    "countryCode": "country_code",
    "currencyCode": "currency_code",
}
"""faker.js' names, as `x-faker` is mostly written, for those of Faker."""

_turn = threading.Lock()


def faked(wish: Any, dice: Dice) -> Iterator[str | int | float]:
    """What a method such as `name.firstName` or `first_name` draws; nothing if Faker is not installed or lacks it.

    Methods that go by the clock are left out, so that a seed gives the same value on every day.
    """
    method = _method_of(wish)
    faker = _faker()
    if method is None or faker is None:
        return
    draw = getattr(faker, method, None)
    if not callable(draw):
        return
    with _turn:
        faker.seed_instance(dice.child("faker").below(1 << 64))
        found = _plain(draw())
    if found is not None:
        yield found


def _method_of(wish: Any) -> str | None:
    """The method that an `x-faker` names: a text, or an object with the name as its key."""
    if isinstance(wish, Mapping):
        wish = next(iter(wish), None)
    name = wish.rpartition(".")[2] if isinstance(wish, str) else ""
    if not _METHOD.fullmatch(name):
        return None
    method = _JAVASCRIPT.get(name) or re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
    return None if _CLOCKED.search(method) or method.startswith(("seed", "add_", "get_", "set_", "del_")) else method


def _plain(value: Any) -> str | int | float | None:
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, str | int | float) else None


@cache
def _faker() -> Any:
    """An instance of Faker, which takes long to make; None where it is not installed."""
    try:
        return importlib.import_module("faker").Faker()
    except ImportError:
        return None
