"""Which calls did our customers make? A small asyncio client that keeps them in Oracle CX Sales."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx

RESOURCES = "/crmRestApi/resources/11.13.18.05"
BUSY = (429, 503)


class PhoneCallError(Exception):
    """Oracle did not do what it was asked for; `codes` are its own, such as 27014."""

    def __init__(self, status: int, told: Mapping[str, Any]) -> None:
        details = told.get("o:errorDetails", [])
        super().__init__("; ".join(each["detail"] for each in details) or f"Oracle answers {status}")
        self.status = status
        self.codes = [each.get("o:errorCode") for each in details]


class PhoneCalls:
    """The phone calls of one pod, such as `acme.fa.us2.oraclecloud.com`; an async context manager."""

    def __init__(
        self, pod: str, user: str, password: str, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._sleep = sleep
        self._http = httpx.AsyncClient(
            base_url=f"https://{pod}{RESOURCES}",
            auth=(user, password),
            headers={"REST-Framework-Version": "4"},
            timeout=5,
        )

    async def __aenter__(self) -> PhoneCalls:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def note(self, own_id: str, interaction: int, number: str) -> int:
        """Note a call, or what is new of it, under the id that our telephone system gives it; Oracle's id."""
        call = {"ExternalSystemCallId": own_id, "InteractionId": interaction, "PhoneNumber": number}
        answer = await self._send("POST", "phoneCalls", json=call, headers={"Upsert-Mode": "true"})
        return int(answer.json()["CallId"])

    async def of(self, number: str) -> list[Mapping[str, Any]]:
        """Every call from a telephone number, read page by page."""
        query: dict[str, Any] = {
            "q": f"PhoneNumber = '{number}'",
            "fields": "CallId,ExternalSystemCallId,LeftMessageFlag",
            "onlyData": "true",
            "orderBy": "CallId",
            "limit": 1_000,
        }
        found: list[Mapping[str, Any]] = []
        while True:
            page = (await self._send("GET", "phoneCalls", params={**query, "offset": len(found)})).json()
            found += page["items"]
            if not page["hasMore"]:
                return found

    async def left_a_message(self, call: int) -> bool:
        """Note that the caller left a message; False if that was known. Nobody else's change is overwritten."""
        for left in (2, 1, 0):
            known = await self._send("GET", f"phoneCalls/{call}", params={"fields": "LeftMessageFlag"})
            if known.json()["LeftMessageFlag"]:
                return False
            condition = {"If-Match": known.headers["ETag"]}
            try:
                await self._send("PATCH", f"phoneCalls/{call}", json={"LeftMessageFlag": True}, headers=condition)
                break
            except PhoneCallError as error:
                if error.status != 412 or not left:
                    raise
        return True

    async def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        """An answer that is good; where Oracle is busy it is asked twice more, when it says."""
        answer = await self._http.request(method, path, **content)
        for _ in range(2):
            if answer.status_code not in BUSY:
                break
            await self._sleep(float(answer.headers.get("Retry-After", 1)))
            answer = await self._http.request(method, path, **content)
        if answer.is_success:
            return answer
        is_json = "json" in answer.headers.get("Content-Type", "")
        raise PhoneCallError(answer.status_code, answer.json() if is_json else {})
