"""What did clients and servers say to each other, in a file that other programs read?"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from http import HTTPStatus
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from mockserver.exceptions import MockserverError
from mockserver.model import Operation, Outcome, Response

HIDDEN = "REDACTED"
"""What stands in the place of a secret."""

_END = b"]}}"
_SECRET_HEADERS = {
    "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key", "apikey", "x-auth-token",
    "x-access-token", "x-csrf-token", "x-amz-security-token",
}  # fmt: skip
_SECRET_NAMES = {
    "password", "passwd", "pwd", "secret", "clientsecret", "token", "accesstoken", "refreshtoken", "idtoken", "apikey",
    "apitoken", "privatekey", "authorization", "clientassertion", "assertion", "session", "sessionid", "sessiontoken",
}  # fmt: skip


class Recording:
    """A HAR file that grows by an entry for each outcome, and is complete after each; secrets are left out.

    Secrets are what headers and members of the usual names hold, and the API keys of the specification.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        self._lock = threading.Lock()
        self._empty = True
        creator = {"name": "mockserver", "version": metadata.version("mockserver")}
        head = {"log": {"version": "1.2", "creator": creator, "entries": []}}
        try:
            self._path.write_bytes(json.dumps(head, separators=(",", ":")).encode())
        except OSError as error:
            raise MockserverError(
                f"cannot record to {path}: {error.strerror}; name a file that can be written"
            ) from error

    def add(self, outcome: Outcome) -> None:
        """Note an outcome, in the place of the file's last brackets."""
        text = json.dumps(entry_of(outcome), separators=(",", ":")).encode()
        with self._lock, self._path.open("r+b") as file:
            file.seek(-len(_END), 2)
            file.write((b"" if self._empty else b",") + text + _END)
            self._empty = False


def entry_of(outcome: Outcome) -> dict[str, Any]:
    """One entry of a HAR 1.2 log."""
    request, response = outcome.request, outcome.response
    names = _names_of_keys(outcome.operation)
    query = _query(request.query, names)
    entry: dict[str, Any] = {
        "startedDateTime": _timestamp(outcome.at),
        "time": round(outcome.ms, 3),
        "request": {
            "method": request.method,
            "url": request.root + request.path + (f"?{query}" if query else ""),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _headers(request.headers.items(), names),
            "queryString": [dict(zip(("name", "value"), pair, strict=True)) for pair in _pairs(query)],
            "headersSize": -1,
            "bodySize": len(request.body),
        },
        "response": _response(response, names),
        "cache": {},
        "timings": {"send": 0, "wait": round(outcome.ms, 3), "receive": 0},
    }
    if request.body:
        kind = request.headers.get("content-type", "")
        told = _content(request.body, kind, names)
        entry["request"]["postData"] = {"mimeType": kind, "text": told["text"], **_encoding(told)}
    return entry


def _response(response: Response, names: set[str]) -> dict[str, Any]:
    phrase = HTTPStatus(response.status).phrase if response.status in set(HTTPStatus) else ""
    kind = response.header("content-type") or ""
    return {
        "status": response.status,
        "statusText": phrase,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(response.headers, names),
        "content": {"size": len(response.body), "mimeType": kind, **_content(response.body, kind, names)},
        "redirectURL": response.header("location") or "",
        "headersSize": -1,
        "bodySize": len(response.body),
    }


def _timestamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _names_of_keys(operation: Operation | None) -> set[str]:
    """The names below which the operation's API keys are sent."""
    security = operation.security if operation is not None else ()
    return {scheme.parameter.lower() for schemes in security for scheme in schemes if scheme.parameter}


def _is_secret(name: str, names: set[str]) -> bool:
    lower = name.lower()
    return lower in names or lower.replace("_", "").replace("-", "") in _SECRET_NAMES


def _headers(headers: Iterable[tuple[str, str]], names: set[str]) -> list[dict[str, str]]:
    return [
        {"name": name, "value": HIDDEN if name.lower() in _SECRET_HEADERS or _is_secret(name, names) else value}
        for name, value in headers
    ]


def _pairs(text: str) -> list[tuple[str, str]]:
    parts = (part.partition("=") for part in text.split("&") if part)
    return [(unquote_plus(name), unquote_plus(value)) for name, _, value in parts]


def _query(text: str, names: set[str]) -> str:
    """A query or a form with its secrets hidden; what has none stays as it came."""
    parts = text.split("&")
    hidden = (
        f"{name}={quote_plus(HIDDEN)}" if equals and _is_secret(unquote_plus(name), names) else name + equals + value
        for name, equals, value in (part.partition("=") for part in parts)
    )
    return "&".join(hidden)


def _content(body: bytes, kind: str, names: set[str]) -> dict[str, str]:
    """A body as text, without its secrets; bytes that are no text as base64."""
    media_type = kind.partition(";")[0].strip().lower()
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return {"text": base64.b64encode(body).decode(), "encoding": "base64"}
    if media_type == "application/x-www-form-urlencoded":
        return {"text": _query(text, names)}
    if media_type.endswith(("/json", "+json")):
        return {"text": _without_secrets(text, names)}
    return {"text": text}


def _encoding(told: Mapping[str, str]) -> dict[str, str]:
    """How a request's body stands in its text: HAR has no member of its own for that."""
    return {"comment": "the text is the body in base64"} if "encoding" in told else {}


def _without_secrets(text: str, names: set[str]) -> str:
    try:
        value = json.loads(text)
        hidden = _hidden(value, names)
        return text if hidden == value else json.dumps(hidden)
    except (ValueError, RecursionError):
        return text


def _hidden(value: Any, names: set[str]) -> Any:
    if isinstance(value, list):
        return [_hidden(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: HIDDEN if isinstance(inner, str) and _is_secret(name, names) else _hidden(inner, names)
        for name, inner in value.items()
    }
