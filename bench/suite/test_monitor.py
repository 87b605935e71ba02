"""Five hundred tests of the client; none of them knows who answers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from monitor import Monitor, RefusedError

LINK_ID = "91c615e3-1040-4815-8ecb-039a18b756b5"
NEIGHBOURS = {"name": "Neighbours", "type": "regular", "number": "0001-01-11-11"}
FLAGS = {"is_favorite": True, "is_default": False, "auto_answer": False, "in_black_list": False}
WRONG = (
    ({"type": "regular", "number": "0001-01-11-11"}, "required"),
    ({"name": "Neighbours", "type": "regular", "number": 7}, "type"),
)

Make = Callable[..., Monitor]


@pytest.mark.parametrize("number", range(100))
def test_a_contact_is_created(number: int, server: Any, monitor: Make) -> None:
    created = {"link_id": LINK_ID, "success": True, "extended_info": "created"}
    server.answers("POST", "/contacts/items", 200, {"result": [created]})
    contact = {**NEIGHBOURS, "link_id": LINK_ID, "number": f"0001-01-01-{number:02}"}
    assert monitor().save([contact]) == {LINK_ID: "created"}


@pytest.mark.parametrize("uid", range(1, 101))
def test_a_contact_is_told(uid: int, server: Any, monitor: Make) -> None:
    contact = {"uid": uid, "link_id": None, **NEIGHBOURS, **FLAGS}
    server.holds(contact)
    server.answers("GET", f"/contacts/item/{uid}", 200, contact)
    assert monitor().contact(uid).name == "Neighbours"


@pytest.mark.parametrize("limit", range(1, 101))
def test_contacts_are_listed(limit: int, server: Any, monitor: Make) -> None:
    contact = {"uid": 1, "link_id": LINK_ID, **NEIGHBOURS, **FLAGS}
    pages = {"total_items": 1, "items_limit": limit, "total_pages": 1, "current_page": 1}
    server.holds(contact)
    server.answers("GET", "/contacts/items", 200, {"list_items": [contact], "list_option": {"pagination": pages}})
    page = monitor().contacts(limit)
    assert ([each.name for each in page.contacts], page.total) == (["Neighbours"], 1)


@pytest.mark.parametrize("uid", range(1, 101))
def test_a_contact_is_deleted(uid: int, server: Any, monitor: Make) -> None:
    server.holds({"uid": uid, "link_id": None, **NEIGHBOURS, **FLAGS})
    server.answers("DELETE", f"/contacts/item/{uid}", 200, {"uid": uid})
    monitor().delete(uid)


@pytest.mark.parametrize("uid", range(1, 34))
def test_an_unknown_contact_is_an_error(uid: int, server: Any, monitor: Make) -> None:
    server.answers("GET", f"/contacts/item/{uid}", 400, {"error": "Wrong uid"})
    with pytest.raises(RefusedError) as caught:
        monitor().contact(uid)
    assert caught.value.status == 400


@pytest.mark.parametrize("number", range(34))
def test_a_wrong_contact_is_an_error(number: int, server: Any, monitor: Make) -> None:
    contact, code = WRONG[number % 2]
    server.answers("POST", "/contacts/item", 400, {"error": "Wrong JSON body"}, because=code)
    with pytest.raises(RefusedError) as caught:
        monitor().add(contact)
    assert caught.value.status in (400, 422)


@pytest.mark.parametrize("number", range(33))
def test_an_unknown_token_is_an_error(number: int, server: Any, monitor: Make) -> None:
    server.answers("GET", "/contacts/items", 401, {"error": "Log In"}, because="security")
    with pytest.raises(RefusedError, match="401: Log In"):
        monitor(token=f"unknown{number}").contacts(20)
