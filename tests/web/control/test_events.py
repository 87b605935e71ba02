"""Whoever listens is told each outcome when it happens, and holds up nobody."""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from werkzeug.test import Client

from mockserver.state import Journal
from mockserver.state.journal import MAX_WAITING
from mockserver.web.control.events import MAX_LISTENERS
from tests.documents import document, giving, written
from tests.state.test_journal import outcome
from tests.web.asking import Session
from tests.web.test_server import END_SECONDS, ended, running


def listening(app: Flask, session: Session, query: str = "") -> tuple[object, Iterator[bytes]]:
    """An answer that is read bit by bit, and its parts behind the first."""
    answer = Client(app.wsgi_app).get(
        f"/__mock__/events{query}", headers={} if query else {"X-Mock-Session": session.name}, buffered=False
    )
    assert (answer.status_code, answer.mimetype) == (200, "text/event-stream")
    parts = iter(answer.response)
    assert next(parts) == b": listening\n\n"
    return answer, parts


def test_each_outcome_is_told(app: Flask, session: Session) -> None:
    answer, parts = listening(app, session)
    session("GET", "/v1/pets")
    head, _, data = next(parts).partition(b"\n")
    assert head == b"id: 1"
    told = json.loads(data.removeprefix(b"data: "))
    assert told == session.control("GET", "/requests/1")[1]
    answer.close()  # type: ignore[attr-defined]


def test_a_session_is_named_in_the_query_too_and_a_reset_goes_on(app: Flask, session: Session) -> None:
    answer, parts = listening(app, session, f"?session={session.name}")
    session.control("POST", "/reset")
    session("GET", "/v1/pets")
    assert b'"status":200' in next(parts)
    answer.close()  # type: ignore[attr-defined]


def test_too_many_listeners_are_refused_until_one_leaves(app: Flask, session: Session) -> None:
    answers = [listening(app, session)[0] for _ in range(MAX_LISTENERS)]
    status, answer = session.control("GET", "/events")
    assert (status, answer["error"]["code"]) == (503, "too_many_listeners")
    for each in answers:
        each.close()  # type: ignore[attr-defined]
    listening(app, session)[0].close()  # type: ignore[attr-defined]


def test_a_listener_who_does_not_keep_up_is_told_no_more() -> None:
    journal = Journal()
    queue = journal.listen()
    for number in range(MAX_WAITING + 5):
        journal.add(outcome(number))
    told = [queue.get_nowait() for _ in range(queue.qsize())]
    assert (len(told), told[-1]) == (MAX_WAITING + 1, None)


def test_a_server_ends_while_somebody_listens(tmp_path: Path) -> None:
    spec = written(tmp_path, document({"/a": {"get": {"responses": {"200": giving({})}}}}))
    with running("-p", "0", spec) as (process, host, port), socket.create_connection((host, port)) as client:
        client.sendall(b"GET /__mock__/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        came = b""
        while b"listening" not in came:
            came += client.recv(1_000)
        code, seconds = ended(process, signal.SIGTERM)
    assert (code, seconds < END_SECONDS) == (0, True), seconds
