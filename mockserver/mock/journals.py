"""What did requests exercise of which there is only a file left?"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

from mockserver.contract import Told, merged, read_report
from mockserver.engine import Engine
from mockserver.exceptions import MockserverError
from mockserver.mock.exercised import Exercised
from mockserver.model import ABSENT, Match, Outcome, Request, Response
from mockserver.state import Journal
from mockserver.web import load

_WRONG = "it is neither a journal nor a recording nor a coverage report"
_SESSION = "/__session__/"


def coverage_of_files(paths: Sequence[Path], specs: Iterable[str | Path] = ()) -> Told:
    """What some files tell together: coverage reports, answers of `GET /requests`, or recordings (HAR).

    MockserverError, naming the file, where one is none of these. `specs` are what journals and recordings are held
    against.
    """
    contents = {path: _read(path) for path in paths}
    reports = [read_report(path) for path, content in contents.items() if "operations" in content]
    rest = {path: content for path, content in contents.items() if "operations" not in content}
    if rest:
        engine = load(tuple(specs))
        reports += [_counted(_exchanges(path, content), engine) for path, content in rest.items()]
    return merged(reports)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        content = orjson.loads(path.read_bytes())
    except OSError as error:
        raise MockserverError(f"{path}: {error.strerror}") from error
    except orjson.JSONDecodeError as error:
        raise MockserverError(f"{path}: {_WRONG}") from error
    if not isinstance(content, dict) or not {"operations", "requests", "log"} & set(content):
        raise MockserverError(f"{path}: {_WRONG}")
    return content


def _exchanges(path: Path, content: Mapping[str, Any]) -> list[tuple[Request, Response]]:
    try:
        return list(_of_journal(content["requests"]) if "requests" in content else _of_har(content["log"]["entries"]))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise MockserverError(f"{path}: {_WRONG}") from error


def _of_journal(entries: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Request, Response]]:
    for entry in entries:
        headers = {str(name).lower(): str(text) for name, text in entry["headers"].items()}
        request = Request(entry["method"], _plain(entry["path"]), entry["query"], headers, _bytes(entry["body"]))
        body = _bytes(entry["response"]["body"])
        yield request, Response(int(entry["status"]), (), body, _value(body))


def _of_har(entries: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Request, Response]]:
    for entry in entries:
        asked, answered = entry["request"], entry["response"]
        url = urlsplit(asked["url"])
        headers = {header["name"].lower(): header["value"] for header in asked["headers"]}
        sent = asked.get("postData", {})
        is_coded = sent.get("comment", "").endswith("base64")
        body = _text(sent.get("text", ""), "base64" if is_coded else "")
        content = answered.get("content", {})
        given = _text(content.get("text", ""), content.get("encoding", ""))
        request = Request(asked["method"], _plain(url.path), url.query, headers, body)
        yield request, Response(int(answered["status"]), (), given, _value(given))


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
    return body.encode() if isinstance(body, str) else orjson.dumps(body)


def _value(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return ABSENT


def _counted(exchanges: Sequence[tuple[Request, Response]], engine: Engine) -> Told:
    journal, collected = Journal(outcomes=len(exchanges) + 1), Exercised(engine)
    for number, (request, response) in enumerate(exchanges):
        match = engine.router.route(request.method, request.path)
        if isinstance(match, Match):
            api, now = match.operation.api, datetime.now(UTC)
            journal.add(Outcome(str(number), now, "", request, response, "upstream", api, match.operation, (), (), 0.0))
    collected.add(journal)
    return collected.report()
