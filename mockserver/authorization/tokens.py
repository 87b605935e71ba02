"""Which codes and tokens are out, and what does each stand for?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from mockserver.authorization.realms import Realm
from mockserver.state import State, Transaction

OWNER = "_auth"
"""Whose records they are: no API's, and shown to nobody."""

ACCESS, REFRESH, CODES = "_tokens", "_refreshes", "_codes"
ISSUED = f"{OWNER}.{ACCESS}"

LIFE = 3_600
"""How many seconds an access token is good for."""

REFRESH_LIFE = 30 * 24 * 3_600
CODE_LIFE = 600
MAX_KEPT = 10_000
"""How many codes or tokens of a kind a session keeps; past that the older half is forgotten."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What was granted: to which client, in whose name, for which APIs and scopes."""

    apis: tuple[str, ...]
    client: str
    user: str
    scopes: tuple[str, ...]

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Grant:
        return cls(tuple(record["apis"]), record["client"], record["user"], tuple(record["scopes"]))


def keep(store: Transaction, kind: str, grant: Grant, now: datetime, life: int, **more: str) -> str:
    """Keep a grant under a new secret, which is good for `life` seconds of the session's clock."""
    kept = store.collection(kind)
    if len(kept) >= MAX_KEPT:
        for key in list(kept.items())[: MAX_KEPT // 2]:
            kept.delete(key)
    secret = store.token(kind)
    kept.put(secret, {**asdict(grant), **more, "issued": now.timestamp(), "expires": now.timestamp() + life})
    return secret


def found(store: Transaction, kind: str, secret: str, now: datetime) -> Mapping[str, Any] | None:
    """What is kept under a secret that is still good."""
    record: Mapping[str, Any] | None = store.get(kind, secret)
    return record if record is not None and is_good(record, now) else None


def is_good(record: Mapping[str, Any], now: datetime) -> bool:
    return bool(now.timestamp() < record["expires"])


def access_record(state: State, secret: str) -> Mapping[str, Any] | None:
    """What an access token stands for, good or not; None where it was not issued in this session."""
    record: Mapping[str, Any] | None = state.store.get(ISSUED, secret)
    return record


def pair(store: Transaction, realm: Realm, grant: Grant, now: datetime, *, refreshable: bool) -> dict[str, Any]:
    """The answer of a token endpoint: an access token and perhaps one to refresh it."""
    answer: dict[str, Any] = {
        "access_token": keep(store, ACCESS, grant, now, LIFE),
        "token_type": "Bearer",
        "expires_in": LIFE,
    }
    if refreshable and "refresh_token" in realm.grants:
        answer["refresh_token"] = keep(store, REFRESH, grant, now, REFRESH_LIFE)
    return answer | ({"scope": " ".join(grant.scopes)} if grant.scopes else {})
