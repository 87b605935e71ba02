"""What did clients and servers say to each other, according to a file?"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from mockserver import exact_json
from mockserver.exceptions import MockserverError
from mockserver.model import ABSENT, Request, Response

_NEITHER = "it is neither a journal nor a recording"
_SESSION = "/__session__/"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer.

    `origin` is the address that the request went to, without its path; a journal has none. `source` says who answered
    it, in a journal.
    """

    request: Request
    response: Response
    origin: str = ""
    source: str = ""


def read_exchanges(path: Path) -> tuple[Exchange, ...]:
    """What a journal, as `GET /requests` answers, or a recording (HAR) tells, the oldest first.

    MockserverError, naming the file, where it is neither.
    """
    return exchanges_of(path, read_object(path))


def read_object(path: Path, wrong: str = _NEITHER) -> Mapping[str, Any]:
    """The JSON object in a file; MockserverError, in the words of `wrong`, where there is JSON of another kind."""
    try:
        content = exact_json.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except OSError as error:
        raise MockserverError(f"{path}: {error.strerror}; check the path") from error
    except exact_json.JSONDecodeError as error:
        why = f"{wrong}, for it is not valid JSON: {error.msg}"
        raise MockserverError(f"{path}:{error.lineno}: {why}; see whether it was written to its end") from error
    if not isinstance(content, dict):
        raise MockserverError(f"{path}: {wrong}")
    return content


def exchanges_of(path: Path, content: Mapping[str, Any], wrong: str = _NEITHER) -> tuple[Exchange, ...]:
    """What the content of a file tells, the oldest first; MockserverError where it is of another kind.

    It is in the words of `wrong`, or names the entry that tells of no exchange.
    """
    try:
        is_journal = "requests" in content
        entries = content["requests"] if is_journal else content["log"]["entries"]
    except (LookupError, TypeError) as error:
        raise MockserverError(f"{path}: {wrong}") from error
    if not isinstance(entries, list):
        raise MockserverError(f"{path}: {wrong}")
    if is_journal:
        found = [_read(path, f"/requests/{at}", _of_journal, entry) for at, entry in enumerate(entries)]
        # A journal has the newest first
        return _in_order(entries[::-1], "at", found[::-1])
    found = [_read(path, f"/log/entries/{at}", _of_har, entry) for at, entry in enumerate(entries)]
    return _in_order(entries, "startedDateTime", found)


def _read(
    path: Path, pointer: str, read: Callable[[Mapping[str, Any]], Exchange], entry: Mapping[str, Any]
) -> Exchange:
    try:
        return read(entry)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        why = f", for it has no {error}" if isinstance(error, KeyError) else ""
        told = f"{path}: what is at {pointer} is no exchange{why}; take it out, or record it again"
        raise MockserverError(told) from error


def _in_order(entries: Sequence[Mapping[str, Any]], member: str, found: Sequence[Exchange]) -> tuple[Exchange, ...]:
    """Exchanges by the time of their entries, where each has one: what was answered first may be written before it."""
    times = list(_times(entry.get(member) for entry in entries))
    if len(times) < len(entries):
        return tuple(found)
    return tuple(exchange for _, exchange in sorted(zip(times, found, strict=True), key=lambda pair: pair[0]))


def _times(texts: Iterable[Any]) -> Iterator[float]:
    for text in texts:
        try:
            yield datetime.fromisoformat(text).timestamp()
        except (TypeError, ValueError, OverflowError):
            return


def _of_journal(entry: Mapping[str, Any]) -> Exchange:
    headers = {str(name).lower(): str(text) for name, text in entry["headers"].items()}
    request = Request(entry["method"], _plain(entry["path"]), entry["query"], headers, _bytes(entry["body"]))
    answered = entry["response"]
    given = tuple((str(name), str(text)) for name, text in answered.get("headers", {}).items())
    body = _bytes(answered["body"])
    response = Response(int(entry["status"]), given, body, json_value(body))
    return Exchange(request, response, source=str(entry.get("source", "")))


def _of_har(entry: Mapping[str, Any]) -> Exchange:
    asked, answered = entry["request"], entry["response"]
    url = urlsplit(asked["url"])
    # Browsers write the names of HTTP/2 that begin with a colon, too
    headers = {h["name"].lower(): str(h["value"]) for h in asked["headers"] if not h["name"].startswith(":")}
    content = answered.get("content") or {}
    given = _text(content.get("text") or "", content.get("encoding", ""))
    request = Request(
        asked["method"].upper(), _plain(url.path or "/"), url.query, headers, _sent(asked.get("postData") or {})
    )
    answers = tuple((str(h["name"]), str(h["value"])) for h in answered.get("headers", ()))
    return Exchange(
        request,
        Response(int(answered["status"]), answers, given, json_value(given)),
        f"{url.scheme}://{url.netloc.lower()}",
    )


def _sent(posted: Mapping[str, Any]) -> bytes:
    """The body of a request: text, text that is marked as base64, or the fields of a form."""
    if "text" not in posted and posted.get("params"):
        return urlencode([(field["name"], field.get("value", "")) for field in posted["params"]]).encode()
    is_coded = str(posted.get("comment", "")).endswith("base64") or posted.get("encoding") == "base64"
    return _text(posted.get("text") or "", "base64" if is_coded else "")


def _plain(path: str) -> str:
    """A path without the prefix of a session."""
    return "/" + path[len(_SESSION) :].partition("/")[2] if path.startswith(_SESSION) else path


def _text(text: str, encoding: str) -> bytes:
    return base64.b64decode(text) if encoding == "base64" else text.encode()


def _bytes(body: Any) -> bytes:
    """The bytes of a body as the control API shows it."""
    if body is None:
        return b""
    if isinstance(body, dict) and set(body) == {"base64"}:
        try:
            return base64.b64decode(body["base64"], validate=True)
        except (binascii.Error, TypeError):
            pass
    return body.encode() if isinstance(body, str) else exact_json.dumps(body)


def json_value(body: bytes) -> Any:
    """What a body encodes; ABSENT where that is no JSON."""
    try:
        return exact_json.loads(body)
    except exact_json.JSONDecodeError:
        return ABSENT
