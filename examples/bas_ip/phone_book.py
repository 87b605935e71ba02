"""Whom can a BAS-IP monitor call? A small client that brings a house's residents into its phone book."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import md5
from typing import Any

import httpx


class PhoneBookError(Exception):
    """The monitor did not do what it was asked for."""


@dataclass(frozen=True)
class Contact:
    """A resident; `link_id` is the id that the house's own list gives."""

    link_id: str
    name: str
    number: str
    type: str = "regular"


class PhoneBook:
    """The phone book of one monitor; `base` ends with `/api/v0`."""

    def __init__(self, base: str, user: str, password: str, at_once: int = 10_000) -> None:
        self._login = {"username": user, "password": md5(password.encode(), usedforsecurity=False).hexdigest()}
        self._at_once = at_once
        self._http = httpx.Client(base_url=base, timeout=5)
        self._token = ""

    def close(self) -> None:
        self._http.close()

    def bring(self, contacts: Sequence[Contact]) -> Sequence[str]:
        """Create and update contacts; the link ids of those that the monitor did not take."""
        refused: list[str] = []
        for start in range(0, len(contacts), self._at_once):
            some = contacts[start : start + self._at_once]
            items = [vars(contact) for contact in some]
            result = self._send("POST", "contacts/items", json={"list_items": items})["result"]
            refused += [contact.link_id for contact, told in zip(some, result, strict=True) if not told["success"]]
        return refused

    def take_out(self, link_ids: Sequence[str]) -> Sequence[str]:
        """Delete contacts; the link ids that the monitor does not know."""
        result = self._send("DELETE", "contacts/items", json={"link_ids": list(link_ids)})["result"]
        return [told["link_id"] for told in result if told["extended_info"] == "entity_not_found"]

    def names(self) -> Iterator[str]:
        """The names of all contacts, read page by page."""
        page, pages = 1, 1
        while page <= pages:
            answer = self._send("GET", "contacts/items", params={"limit": 50, "page_number": page})
            yield from (contact["name"] for contact in answer["list_items"])
            pages = answer["list_option"]["pagination"]["total_pages"]
            page += 1

    def _send(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        """An answer; a token lives for two hours, so the client logs in anew once where it is not taken."""
        if not self._token:
            self._log_in()
        headers = self._headers()
        answer = self._call(method, path, headers=headers, **content)
        if answer.status_code == 401:
            self._log_in()
            headers = self._headers()
            answer = self._call(method, path, headers=headers, **content)
        return self._read(answer)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def _log_in(self) -> None:
        self._token = self._read(self._call("GET", "login", params=self._login))["token"]

    def _call(self, method: str, path: str, **content: Any) -> httpx.Response:
        try:
            return self._http.request(method, path, **content)
        except httpx.TransportError as error:
            raise PhoneBookError(f"the monitor does not answer: {error}") from error

    def _read(self, answer: httpx.Response) -> dict[str, Any]:
        """What an answer says; a monitor tells its errors as `{"error": text}`, what stands before it may not."""
        try:
            told = answer.json()
        except ValueError:
            told = {}
        if answer.is_success and told:
            return dict(told)
        raise PhoneBookError(told.get("error") or f"the monitor answers {answer.status_code}")
