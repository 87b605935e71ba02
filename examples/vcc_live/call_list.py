"""Which people does a VCC Live project call? A small client that keeps its records up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import requests


class CallListError(Exception):
    """The call centre did not take a change."""


class CallList:
    """The records of one project; `base` ends with `/v2`."""

    def __init__(self, base: str, project: int, customer: str, token: str) -> None:
        self._records = f"{base}/projects/{project}/records"
        self._session = requests.Session()
        self._session.auth = (customer, token)

    def close(self) -> None:
        self._session.close()

    def person(self, number: str) -> Mapping[str, object]:
        """What is known of a person."""
        answer = self._session.get(f"{self._records}/{number}", timeout=5)
        return self._response(answer)["data"]

    def move(self, cities: Mapping[str, str]) -> Sequence[str]:
        """Note to which city each person, by number, has moved; the numbers of those that are not on the list.

        A call that comes to nothing because the call centre is busy is made a second time.
        """
        elements = [{"numberid": number, "form": {"city": city}} for number, city in cities.items()]
        for _ in range(2):
            answer = self._session.put(self._records, json={"elements": elements}, timeout=5)
            if answer.status_code < 500:
                break
        moved = self._response(answer)
        return [number for index, number in enumerate(cities) if not moved.get(str(index))]

    def _response(self, answer: requests.Response) -> dict[str, object]:
        """The part of an answer that counts; its errors are told inside a 200, too."""
        if answer.status_code == 401:
            raise CallListError("the token is not good")
        if not answer.ok:
            raise CallListError(f"the call centre answers {answer.status_code}")
        return dict(answer.json()["response"] or {})
