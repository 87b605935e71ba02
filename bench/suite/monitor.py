"""A small client of a BAS-IP monitor, as a user of the vendor's API would write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests

Send = Callable[..., requests.Response]
"""`requests.request`, or the same method of a session."""


class RefusedError(Exception):
    """The monitor refused a call; `status` and `message` are its own."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status
        self.message = message


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as the monitor tells it."""

    uid: int
    name: str
    type: str
    number: str
    link_id: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the contacts, and how many there are."""

    contacts: tuple[Contact, ...]
    total: int


class Monitor:
    """The calls that an address book needs."""

    def __init__(self, base: str, token: str, send: Send, headers: Mapping[str, str]) -> None:
        self._base = base
        self._send = send
        self._headers = {"Authorization": f"Bearer {token}", **headers}

    def save(self, contacts: list[dict[str, Any]]) -> dict[str, str]:
        """What became of each contact by its link id; those that the monitor knows are updated."""
        answer = self._ask("POST", "/contacts/items", json={"list_items": contacts})
        return {result["link_id"]: result["extended_info"] for result in answer["result"]}

    def add(self, contact: dict[str, Any]) -> int:
        uid: int = self._ask("POST", "/contacts/item", json=contact)["uid"]
        return uid

    def contact(self, uid: int) -> Contact:
        return _contact(self._ask("GET", f"/contacts/item/{uid}"))

    def contacts(self, limit: int) -> Page:
        answer = self._ask("GET", "/contacts/items", params={"limit": limit})
        total = answer["list_option"]["pagination"]["total_items"]
        return Page(tuple(map(_contact, answer["list_items"])), total)

    def delete(self, uid: int) -> None:
        self._ask("DELETE", f"/contacts/item/{uid}")

    def _ask(self, method: str, path: str, **sent: Any) -> Any:
        answer = self._send(method, f"{self._base}{path}", headers=self._headers, timeout=5, **sent)
        told = answer.json()
        if answer.status_code != 200:
            raise RefusedError(answer.status_code, told["error"])
        return told


def _contact(told: Mapping[str, Any]) -> Contact:
    return Contact(told["uid"], told["name"], told["type"], told["number"], told["link_id"])
