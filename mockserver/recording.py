"""What did clients and servers say to each other, in a file that other programs read?"""

from __future__ import annotations

import base64
import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from importlib import metadata
from io import FileIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from mockserver.exceptions import MockserverError
from mockserver.hiding import HIDDEN
from mockserver.media import plain_body
from mockserver.model import Outcome, Request, Response
from mockserver.pointers import is_number
from mockserver.redacting import redacted

__all__ = ["HIDDEN", "Recording", "entry_of", "write_har"]

Headers = tuple[tuple[str, str], ...]
Entry = Callable[[Outcome], dict[str, Any]]
"""How an outcome stands in a file."""

_log = logging.getLogger("mockserver")


class Recording:
    """A file that grows by an entry for each outcome, and is complete after each; secrets are left out.

    Its end says what it is: `.json` a journal, as the control API tells it by `journaled`; everything else a HAR file.
    `keys` are the names of the API keys that are left out wherever they come. Where an entry cannot be written, because
    the disk is full, that is logged, and the file is what it was before.
    """

    def __init__(self, path: str | Path, journaled: Entry | None = None, *, keys: frozenset[str] = frozenset()) -> None:
        self._path = Path(path)
        self._lock = threading.Lock()
        self._number = self._lost = 0
        self._keys = keys
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
        log = json.dumps(_har([]), separators=(",", ":")).encode()
        return b'{"log":' + log[: -len(b"]}")], lambda _: b"]}}"

    def add(self, outcome: Outcome) -> None:
        """Note an outcome, in the place of the file's last brackets."""
        shown = redacted(unpacked(outcome), self._keys)
        entry = _entry(outcome, shown) if self._journaled is None else self._journaled(shown)
        text = json.dumps(entry, separators=(",", ":")).encode()
        with self._lock:
            try:
                self._append(text)
            except OSError as error:
                if not self._lost:
                    _log.error("cannot record to %s: %s; requests are answered all the same", self._path, error)
                self._lost += 1
                return
            if self._lost:
                _log.warning("%s is recorded to again; %d requests are missing in it", self._path, self._lost)
                self._lost = 0

    def _append(self, text: bytes) -> None:
        """Write an entry, at once, so that there is little time in which the file is not whole."""
        last = self._after(self._number)
        more = (b"," if self._number else b"") + text + self._after(self._number + 1)
        with self._path.open("r+b", buffering=0) as file:
            end = file.seek(-len(last), 2)
            try:
                _write(file, more)
            except OSError:
                file.seek(end)
                _write(file, last)
                file.truncate()
                raise
        self._number += 1


def _write(file: FileIO, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]


def write_har(path: Path, entries: Sequence[Mapping[str, Any]]) -> None:
    """Write the entries of a HAR 1.2 log."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"log": _har(entries)}, separators=(",", ":")), encoding="utf-8")


def _har(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    creator = {"name": "mockserver", "version": metadata.version("mockserver")}
    return {"version": "1.2", "creator": creator, "entries": entries}


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
    return _entry(outcome, redacted(unpacked(outcome)))


def _entry(outcome: Outcome, shown: Outcome) -> dict[str, Any]:
    """The entry of an outcome, of which only that may be told which is `shown`."""
    request, response = shown.request, shown.response
    asks_more = outcome.request.rest is not None
    says_more = outcome.delivery is not None and outcome.delivery.rest is not None
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
            "bodySize": _size(outcome.request.body, _told_length(outcome.request), is_cut=asks_more),
        },
        "response": _response(response, outcome.response, is_cut=says_more),
        "cache": {},
        "timings": {"send": 0, "wait": round(outcome.ms, 3), "receive": 0},
    }
    if outcome.request.body:
        entry["request"]["postData"] = _posted(request, outcome.request, is_cut=asks_more)
    return entry


def _told_length(request: Request) -> str | None:
    """The length that a client told, which servers do not count among the headers that they name."""
    came = request.fields or request.headers.items()
    return next((text for name, text in came if name.lower() == "content-length"), None)


def _size(body: bytes, told: str | None, *, is_cut: bool) -> int:
    """How many bytes a body had on its way; -1 where nobody said."""
    if not is_cut:
        return len(body)
    return int(told) if told and is_number(told) else -1


def _posted(shown: Request, came: Request, *, is_cut: bool) -> dict[str, Any]:
    told = _content(shown.body)
    comments = _comments(shown.body, came.headers.get("content-encoding"), is_cut=is_cut)
    if "encoding" in told:  # HAR has no member for that in a request
        comments.insert(0, "the text is the body in base64")
    return {"mimeType": shown.headers.get("content-type", ""), "text": told["text"], **_commented(comments)}


def _comments(body: bytes, encoding: str | None, *, is_cut: bool) -> list[str]:
    """What a reader has to know of a body that is not told as it came."""
    comments = []
    if encoding:
        unread = "" if body else ", which is not read: it is left out"
        comments.append(f"the body came packed with {encoding}{unread}")
    if is_cut:
        comments.append(f"only the first {len(body)} bytes are told")
    return comments


def _commented(comments: list[str]) -> dict[str, str]:
    return {"comment": "; ".join(comments)} if comments else {}


def _response(shown: Response, came: Response, *, is_cut: bool) -> dict[str, Any]:
    phrase = HTTPStatus(shown.status).phrase if shown.status in set(HTTPStatus) else ""
    words = phrase if came.reason is None else came.reason
    encoding = came.header("content-encoding")
    comments = _comments(shown.body, encoding, is_cut=is_cut) if is_cut or (came.body and not shown.body) else []
    size = _size(came.body, came.header("content-length"), is_cut=is_cut)
    return {
        "status": shown.status,
        "statusText": words,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(shown.headers),
        "content": {
            "size": (-1 if encoding else size) if is_cut else len(shown.body),
            "mimeType": shown.header("content-type") or "",
            **_content(shown.body),
            **_commented(comments),
        },
        "redirectURL": shown.header("location") or "",
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
