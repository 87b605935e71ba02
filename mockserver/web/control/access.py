"""Who may use the control API?"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from flask import request

from mockserver.web.control.messages import ControlError

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use the control API: with a token those who show it, without one those on this machine."""

    token: str | None = None
    hosts: frozenset[str] = frozenset(LOOPBACK)


def guard(access: Access) -> None:
    """Refuse who has no token where one is asked for, pages of other sites in somebody's browser, and callbacks."""
    if access.token is not None:
        scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(shown.encode(), access.token.encode()):
            raise ControlError(401, "unauthorized", "send the control token: Authorization: Bearer <token>")
    guard_page(access)


def guard_page(access: Access) -> None:
    """Refuse what no browser may do by itself, whoever asks: here nobody has to show a token."""
    if access.token is None and _host_name(request.host) not in access.hosts:
        raise ControlError(403, "forbidden_host", f"the control API is not served to '{request.host}'")
    if "X-Mock-Callback" in request.headers:
        raise ControlError(403, "forbidden_callback", "a callback may not use the control API")
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        raise ControlError(403, "forbidden_origin", f"pages of '{origin}' may not use the control API")


def _host_name(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()
