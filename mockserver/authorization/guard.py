"""Is a token that a request shows good for what it asks?"""

from __future__ import annotations

from datetime import datetime

from mockserver.authorization.realms import Realm
from mockserver.authorization.tokens import access_record, is_good
from mockserver.model import Credential, Violation
from mockserver.state import State

_LOCATION = ("security",)


def broken_token(realm: Realm, shown: Credential, state: State, now: datetime) -> tuple[bool, Violation | None]:
    """Whether a credential is one that was issued here, and what is wrong with it."""
    if shown.scheme == "mutualTLS":
        if realm.strict and not shown.secret:
            return False, Violation(_LOCATION, "security", "no client certificate was shown")
        return False, None
    if shown.scheme != "bearer":
        return False, None
    record = access_record(state, shown.secret)
    if record is None or realm.name not in record["apis"]:
        return False, Violation(_LOCATION, "token", "the token was not issued here") if realm.strict else None
    if not is_good(record, now):
        return True, Violation(_LOCATION, "token", "the token has expired")
    lacking = [scope for scope in shown.scopes if scope not in record["scopes"]]
    if lacking:
        message = f"the token does not have the scope {' '.join(lacking)}"
        return True, Violation(_LOCATION, "scope", message, value=list(shown.scopes))
    return True, None
