"""Which requests are sent?"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

CONTACTS = "/contacts/items"
LOGIN = "/login?username=admin&password=e10adc3949ba59abbe56e057f20f883e"
BULK = 10_000
CYCLE = 1_000
"""How many contacts the small requests go round: as many as a monitor holds."""

INVALID = b"{}"


def contact(number: int) -> dict[str, Any]:
    """The contact of an apartment; no two numbers give the same `link_id`."""
    unit, apartment = divmod(number, 100)
    return {
        "link_id": str(UUID(int=number, version=4)),
        "name": f"Apartment {number}",
        "type": "regular",
        "number": f"0001-{unit % 100:02}-01-{apartment:02}",
        "is_favorite": number % 10 == 0,
        "auto_answer": False,
    }


def body(first: int, count: int) -> bytes:
    """The body that stores some contacts, in one line."""
    return json.dumps({"list_items": [contact(first + index) for index in range(count)]}).encode()


def single_bodies() -> tuple[bytes, ...]:
    """One contact each: the first time round they are created, later updated."""
    return tuple(body(number, 1) for number in range(CYCLE))


def bulk_body() -> bytes:
    return body(0, BULK)
