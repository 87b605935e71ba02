"""Which calls were made to whom? A small client that notes telephone calls in a Pipeliner space."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import requests


class CallLogError(Exception):
    """Pipeliner did not do what it was asked for; `code` is its own, such as 117, or the status."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message.strip()}")
        self.code = code


@dataclass(frozen=True)
class Call:
    """A call that was made: who called, its number at the telephone company, and whom it reached."""

    caller_id: str
    twilio_call_log_id: str
    phone_number: str
    account_id: str | None = None


@dataclass(frozen=True)
class Noted:
    """What became of the calls: the ids of those that were noted, and why others were not, each by its place."""

    ids: Mapping[int, str]
    refused: Mapping[int, str]


class CallLog:
    """The calls of one space; `base` ends with `/api/v100/rest`."""

    def __init__(self, base: str, space: str, key: str, secret: str) -> None:
        self._calls = f"{base}/spaces/{space}/entities/Calls"
        self._session = requests.Session()
        self._session.auth = (key, secret)

    def close(self) -> None:
        self._session.close()

    def note_all(self, calls: Sequence[Call]) -> Sequence[str]:
        """Note these calls, all or none; their ids."""
        return list(self._batch(calls, rollback=0))

    def note(self, calls: Sequence[Call]) -> Noted:
        """Note those calls that can be."""
        told = dict(enumerate(self._batch(calls, rollback=1)))
        refused = {place: each["message"].strip() for place, each in told.items() if isinstance(each, dict)}
        return Noted({place: each for place, each in told.items() if place not in refused}, refused)

    def to(self, number: str) -> Iterator[Mapping[str, Any]]:
        """The calls to a telephone number, the oldest first, read page by page."""
        query: dict[str, str | int] = {"filter[phone_number]": number, "order-by": "created", "first": 100}
        while True:
            page = self._read(self._session.get(self._calls, params=query, timeout=5))
            yield from page["data"]
            if not page["page_info"]["has_next_page"]:
                return
            query["after"] = page["page_info"]["end_cursor"]

    def _batch(self, calls: Sequence[Call], rollback: int) -> list[Any]:
        url = f"{self._calls}/batch-modify?rollback-method={rollback}"
        answer = self._session.post(url, json=[asdict(call) for call in calls], timeout=30)
        return list(self._read(answer)["data"])

    def _read(self, answer: requests.Response) -> Mapping[str, Any]:
        """What an answer says. An error has a code of Pipeliner's own, unless it comes from what stands before it."""
        try:
            told = answer.json()
        except requests.JSONDecodeError:
            raise CallLogError(answer.status_code, answer.reason) from None
        if answer.ok and told["success"]:
            return dict(told)
        raise CallLogError(told.get("code") or answer.status_code, told.get("message") or answer.reason)
