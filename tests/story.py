"""What does a story tell, and does it come true?"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.judge import Judge

_MARK = re.compile(r"<<(\w+)>>")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_KINDS = {
    "any": lambda value: True,
    "uuid": lambda value: isinstance(value, str) and bool(_UUID.fullmatch(value)),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "text": lambda value: isinstance(value, str) and value != "",
    "null": lambda value: value is None,
}


@dataclass(frozen=True)
class Message:
    """A request or an expected answer: its first line, its headers and its body."""

    head: str
    headers: tuple[tuple[str, str], ...]
    body: str


@dataclass(frozen=True)
class Story:
    promise: str
    settings: tuple[str, ...]
    auth: bool
    steps: tuple[tuple[Message, Message], ...]


def parse_story(text: str) -> Story:
    """A story from its text; AssertionError where it is not told properly."""
    lines = text.splitlines()
    assert lines[0].startswith("# "), "a story begins with its promise: # ..."
    settings = tuple(line.removeprefix("setting:").strip() for line in lines if line.startswith("setting:"))
    messages: list[tuple[str, list[str]]] = []
    for line in lines:
        mark = line[:1]
        if mark in ("<", ">"):
            fresh = not messages or messages[-1][0] != mark
            if fresh:
                messages.append((mark, []))
            messages[-1][1].append(line[2:])
    kinds = [mark for mark, _ in messages]
    assert kinds, "a story needs a request"
    assert kinds == [">", "<"] * (len(kinds) // 2), "each request needs its answer"
    told = [_message(block) for _, block in messages]
    return Story(
        promise=lines[0][2:],
        settings=settings,
        auth="auth: off" not in lines,
        steps=tuple(zip(told[::2], told[1::2], strict=True)),
    )


def _message(lines: list[str]) -> Message:
    head, *rest = lines
    end = rest.index("") if "" in rest else len(rest)
    headers = tuple((name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in rest[:end]))
    return Message(head, headers, "\n".join(rest[end + 1 :]))


def play(story: Story, app: Flask, *, session: str, judge: Judge) -> None:
    """Make each request and compare each answer; every answer is judged by the specification, twice."""
    captured: dict[str, Any] = {}
    for number, (request, expected) in enumerate(story.steps, start=1):
        where = f"{story.promise!r}, step {number}: {request.head}"
        status, headers, body = _send(app, request, captured, session)
        shown = f"{where}\nanswered {status}: {body[:2000]!r}"
        assert status == int(expected.head.split()[0]), shown
        for name, value in expected.headers:
            actual = headers.get(name)
            assert actual is not None, f"{shown}\nwithout the header {name}"
            assert _matches(value, actual, captured), f"{shown}\nwith {name}: {actual}, not {value}"
        if expected.body.strip():
            assert _same_body(expected.body, body, captured), f"{shown}\nnot {expected.body}"
        if not request.head.split()[1].startswith("/__mock__"):
            judge.last_answer(app, session, where)


def _send(app: Flask, request: Message, captured: dict[str, Any], session: str) -> tuple[int, Any, bytes]:
    def filled(text: str) -> str:
        return _MARK.sub(lambda found: str(captured.get(found[1], found[0])), text)

    method, target = filled(request.head).split(" ", 1)
    headers = [(name, filled(value)) for name, value in request.headers]
    body = filled(request.body).encode()
    if body.lstrip()[:1] in (b"{", b"[") and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", "application/json"))
    host = next((value for name, value in headers if name.lower() == "host"), "localhost")
    parts = urlsplit(target)
    builder = EnvironBuilder(
        method=method,
        path=parts.path,
        query_string=parts.query,
        headers=[*headers, ("X-Mock-Session", session)],
        data=body or None,
        base_url=f"http://{host}",
    )
    environ = builder.get_environ()
    environ["RAW_URI"] = target
    chunks, status, answer_headers = run_wsgi_app(app.wsgi_app, environ, buffered=True)
    return int(status.split()[0]), answer_headers, b"".join(chunks)


def _same_body(expected: str, actual: bytes, captured: dict[str, Any]) -> bool:
    try:
        wanted = json.loads(expected)
    except json.JSONDecodeError:
        return _matches(expected.strip(), actual.decode().strip(), captured)
    try:
        found = json.loads(actual)
    except json.JSONDecodeError:
        return False
    return _matches(wanted, found, captured)


def _matches(wanted: Any, found: Any, captured: dict[str, Any]) -> bool:
    if isinstance(wanted, dict):
        more = "..." in wanted
        named = {key: value for key, value in wanted.items() if key != "..."}
        fits = isinstance(found, dict) and (set(named) <= set(found) if more else set(named) == set(found))
        return fits and all(_matches(value, found[key], captured) for key, value in named.items())
    if isinstance(wanted, list):
        more = bool(wanted) and wanted[-1] == "..."
        named_items = wanted[:-1] if more else wanted
        fits = isinstance(found, list) and (len(found) >= len(named_items) if more else len(found) == len(named_items))
        return fits and all(_matches(a, b, captured) for a, b in zip(named_items, found, strict=False))
    if isinstance(wanted, str) and _MARK.search(wanted):
        return _matches_mark(wanted, found, captured)
    return type(wanted) is type(found) and bool(wanted == found)


def _matches_mark(wanted: str, found: Any, captured: dict[str, Any]) -> bool:
    whole = _MARK.fullmatch(wanted)
    if whole:
        name = whole[1]
        if name in _KINDS:
            return bool(_KINDS[name](found))
        return bool(captured.setdefault(name, found) == found)
    if not isinstance(found, str):
        return False
    names: list[str] = []
    pattern = ""
    for part in re.split(r"(<<\w+>>)", wanted):
        mark = _MARK.fullmatch(part)
        if mark is None:
            pattern += re.escape(part)
        elif mark[1] in captured:
            pattern += re.escape(str(captured[mark[1]]))
        else:
            names.append(mark[1])
            pattern += "(.+?)"
    match = re.fullmatch(pattern, found, re.DOTALL)
    if match is None:
        return False
    captured.update({name: value for name, value in zip(names, match.groups(), strict=True) if name not in _KINDS})
    return True
