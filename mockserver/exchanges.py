"""What did clients and servers say to each other, according to a file?"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    """The JSON object in a file; MockserverError, in the words of `wrong`, where there is none."""
    try:
        content = exact_json.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except OSError as error:
        raise MockserverError(f"{path}: {error.strerror}") from error
    except exact_json.JSONDecodeError as error:
        raise MockserverError(f"{path}: {wrong}") from error
    if not isinstance(content, dict):
        raise MockserverError(f"{path}: {wrong}")
    return content


def exchanges_of(path: Path, content: Mapping[str, Any], wrong: str = _NEITHER) -> tuple[Exchange, ...]:
    """What the content of a file tells, the oldest first; MockserverError, in the words of `wrong`, where nothing."""
    try:
        if "requests" in content:
            # A journal has the newest first
            return _in_order(content["requests"][::-1], "at", _of_journal)
        return _in_order(content["log"]["entries"], "startedDateTime", _of_har)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise MockserverError(f"{path}: {wrong}") from error


def _in_order(
    entries: list[Mapping[str, Any]], member: str, read: Callable[[Mapping[str, Any]], Exchange]
) -> tuple[Exchange, ...]:
    """Entries by their time, where each has one: programs that record may write what was answered first before it."""
    times = list(_times(entry.get(member) for entry in entries))
    if len(times) == len(entries):
        entries = [entry for _, entry in sorted(zip(times, entries, strict=True), key=lambda pair: pair[0])]
    return tuple(map(read, entries))


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
    content = answered.get("content", {})
    given = _text(content.get("text", ""), content.get("encoding", ""))
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
    return _text(posted.get("text", ""), "base64" if is_coded else "")


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
