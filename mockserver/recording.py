"""What did clients and servers say to each other, in a file that other programs read?"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from mockserver.exceptions import MockserverError
from mockserver.media import plain_body
from mockserver.model import Outcome, Request, Response
from mockserver.redacting import HIDDEN, redacted

__all__ = ["HIDDEN", "Recording", "entry_of"]

Headers = tuple[tuple[str, str], ...]
Entry = Callable[[Outcome], dict[str, Any]]
"""How an outcome stands in a file."""


class Recording:
    """A file that grows by an entry for each outcome, and is complete after each; secrets are left out.

    Its end says what it is: `.json` a journal, as the control API tells it by `journaled`; everything else a HAR file.
    """

    def __init__(self, path: str | Path, journaled: Entry | None = None) -> None:
        self._path = Path(path)
        self._lock = threading.Lock()
        self._number = 0
        self._journaled = journaled if self._path.suffix == ".json" else None
        self._before, self._after = self._frame()
        try:
            self._path.write_bytes(self._before + self._after(0))
        except OSError as error:
            raise MockserverError(
                f"cannot record to {path}: {error.strerror}; name a file that can be written"
            ) from error

    def _frame(self) -> tuple[bytes, Callable[[int], bytes]]:
        """What stands before the entries, and what after so many of them."""
        if self._journaled is not None:
            return b'{"requests":[', lambda number: b'],"total":%d}' % number
        creator = {"name": "mockserver", "version": metadata.version("mockserver")}
        log = json.dumps({"version": "1.2", "creator": creator, "entries": []}, separators=(",", ":")).encode()
        return b'{"log":' + log[: -len(b"]}")], lambda _: b"]}}"

    def add(self, outcome: Outcome) -> None:
        """Note an outcome, in the place of the file's last brackets."""
        entry = entry_of(outcome) if self._journaled is None else self._journaled(redacted(unpacked(outcome)))
        text = json.dumps(entry, separators=(",", ":")).encode()
        with self._lock, self._path.open("r+b") as file:
            file.seek(-len(self._after(self._number)), 2)
            self._number += 1
            file.write((b"" if self._number == 1 else b",") + text + self._after(self._number))


def unpacked(outcome: Outcome) -> Outcome:
    """The outcome with its bodies as they are without their encodings; empty where they cannot be read."""
    request, response = outcome.request, outcome.response
    asked = request.headers.get("content-encoding", "")
    if asked:
        kept = {name: value for name, value in request.headers.items() if name != "content-encoding"}
        request = replace(request, headers=kept, body=_plain(request.body, asked))
    answered = response.header("content-encoding") or ""
    if answered:
        headers = tuple((name, value) for name, value in response.headers if name.lower() != "content-encoding")
        response = Response(response.status, headers, _plain(response.body, answered))
    return replace(outcome, request=request, response=response)


def _plain(body: bytes, codings: str) -> bytes:
    """A body without its codings; nothing where they cannot be read."""
    found = plain_body(body, codings)
    return found if isinstance(found, bytes) else b""


def entry_of(outcome: Outcome) -> dict[str, Any]:
    """One entry of a HAR 1.2 log, without secrets; bodies stand there unpacked."""
    shown = redacted(unpacked(outcome))
    request, response = shown.request, shown.response
    entry: dict[str, Any] = {
        "startedDateTime": _timestamp(outcome.at),
        "time": round(outcome.ms, 3),
        "request": {
            "method": request.method,
            "url": request.root + request.path + (f"?{request.query}" if request.query else ""),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _headers(_without(request.fields, "content-encoding") or tuple(request.headers.items())),
            "queryString": [dict(zip(("name", "value"), pair, strict=True)) for pair in _pairs(request.query)],
            "headersSize": -1,
            "bodySize": len(outcome.request.body),
        },
        "response": _response(response, len(outcome.response.body)),
        "cache": {},
        "timings": {"send": 0, "wait": round(outcome.ms, 3), "receive": 0},
    }
    if outcome.request.body:
        entry["request"]["postData"] = _posted(request, outcome.request)
    return entry


def _posted(shown: Request, came: Request) -> dict[str, Any]:
    told = _content(shown.body)
    comments = []
    if "encoding" in told:  # HAR has no member for that in a request
        comments.append("the text is the body in base64")
    if encoding := came.headers.get("content-encoding"):
        comments.append(_unpacked(encoding, is_read=bool(shown.body)))
    comment = {"comment": "; ".join(comments)} if comments else {}
    return {"mimeType": shown.headers.get("content-type", ""), "text": told["text"], **comment}


def _unpacked(encoding: str, *, is_read: bool) -> str:
    return f"the body came packed with {encoding}" + ("" if is_read else ", which is not read: it is left out")


def _response(response: Response, size: int) -> dict[str, Any]:
    phrase = HTTPStatus(response.status).phrase if response.status in set(HTTPStatus) else ""
    kind = response.header("content-type") or ""
    return {
        "status": response.status,
        "statusText": phrase,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(response.headers),
        "content": {"size": len(response.body), "mimeType": kind, **_content(response.body)},
        "redirectURL": response.header("location") or "",
        "headersSize": -1,
        "bodySize": size,
    }


def _timestamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _without(headers: Headers, name: str) -> Headers:
    return tuple(one for one in headers if one[0].lower() != name)


def _headers(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _pairs(text: str) -> list[tuple[str, str]]:
    parts = (part.partition("=") for part in text.split("&") if part)
    return [(unquote_plus(name), unquote_plus(value)) for name, _, value in parts]


def _content(body: bytes) -> dict[str, str]:
    """A body as text; bytes that are no text as base64."""
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(body).decode(), "encoding": "base64"}
