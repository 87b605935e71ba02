"""What does the engine cost without sockets, and what does importing it cost?

Times are processor time, so that what else runs on the machine counts little.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.figures import Spread
from bench.programs import output
from bench.servers import SPECIFICATION
from bench.traffic import CONTACTS, CYCLE, INVALID, LOGIN, body, bulk_body
from mockserver.engine import Engine
from mockserver.model import Request
from mockserver.state import Sessions, State
from mockserver.web import create_app, load

_BASE = "/api/v0"
_SETTINGS = {"bas-ip": {"max_contacts": "10000"}}


@dataclass(frozen=True, slots=True)
class Effort:
    """How often something is repeated: `calls` in a row give one value, `values` of them a median."""

    values: int = 9
    calls: int = 3_000
    imports: int = 9


QUICK = Effort(values=3, calls=500, imports=3)


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure of the micro benchmark."""

    key: str
    title: str
    unit: str
    spread: Spread

    def as_json(self) -> dict[str, Any]:
        return {"title": self.title, "unit": self.unit, **self.spread.as_json()}


def measure(effort: Effort, progress: Callable[[str], None]) -> tuple[Measured, ...]:
    """The figures of the engine, of the WSGI door and of the import, in this order."""
    progress("micro: the engine")
    found = _of_engine(effort)
    progress("micro: the WSGI door")
    found += _of_door(effort)
    progress("micro: imports")
    return found + _of_imports(effort)


def _of_engine(effort: Effort) -> tuple[Measured, ...]:
    engine = load(SPECIFICATION, settings=_SETTINGS)
    state = State.new()
    headers = {"authorization": _login(engine, state), "content-type": "application/json"}
    bodies = [body(number, 1) for number in range(CYCLE)]
    stateful = [_post(sent, headers) for sent in bodies]
    canned = [_post(bodies[0], {**headers, "prefer": "example=Created"})]
    read = [Request("GET", f"{_BASE}/contacts/item/1", headers=headers)]
    cases = (
        ("stateful", "Engine.handle, one contact stored", stateful),
        ("valid", "Engine.handle, valid, answered by an example", canned),
        ("read", "Engine.handle, one contact read", read),
        ("invalid", "Engine.handle, list_items missing", [_post(INVALID, headers)]),
    )
    small = tuple(
        Measured(key, title, "us", _spread(lambda r: engine.handle(r, state), requests, effort))
        for key, title, requests in cases
    )
    return (*small, _of_bulk(engine, effort))


def _of_bulk(engine: Engine, effort: Effort) -> Measured:
    sent = bulk_body()
    values = []
    for _ in range(effort.values):
        state = State.new()
        headers = {"authorization": _login(engine, state), "content-type": "application/json"}
        started = time.process_time()
        engine.handle(_post(sent, headers), state)
        values.append((time.process_time() - started) * 1e3)
    return Measured("bulk", "Engine.handle, 10,000 contacts", "ms", Spread.of(values))


def _of_door(effort: Effort) -> tuple[Measured, ...]:
    app = create_app(SPECIFICATION, settings=_SETTINGS)
    engine, sessions = app.extensions["mockserver"]
    authorization = _login(engine, _default(sessions))
    bodies = [body(number, 1) for number in range(CYCLE)]
    ask = _asking(app.wsgi_app, authorization)
    return (Measured("door", "WSGI door, one contact stored", "us", _spread(ask, bodies, effort)),)


def _default(sessions: Sessions) -> State:
    return sessions.get()


def _asking(wsgi: Callable[..., Any], authorization: str) -> Callable[[bytes], Any]:
    """What sends a body through the door in the environment that granian gives."""
    environ = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": _BASE + CONTACTS,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "4010",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/json",
        "HTTP_HOST": "127.0.0.1:4010",
        "HTTP_AUTHORIZATION": authorization,
        "HTTP_CONTENT_TYPE": "application/json",
        "wsgi.url_scheme": "http",
    }

    def ask(sent: bytes) -> Any:
        asked = {**environ, "CONTENT_LENGTH": str(len(sent)), "wsgi.input": io.BytesIO(sent)}
        return wsgi(asked, lambda status, headers: None)

    return ask


def _login(engine: Engine, state: State) -> str:
    path, _, query = LOGIN.partition("?")
    outcome = engine.handle(Request("GET", _BASE + path, query), state)
    return f"Bearer {json.loads(outcome.response.body)['token']}"


def _post(sent: bytes, headers: dict[str, str]) -> Request:
    return Request("POST", _BASE + CONTACTS, headers=headers, body=sent)


def _spread(call: Callable[[Any], Any], arguments: list[Any], effort: Effort) -> Spread:
    """Microseconds for each call, with the arguments in turn, after one turn that does not count."""
    turn = (arguments * (effort.calls // len(arguments) + 1))[: effort.calls]
    for argument in turn:
        call(argument)
    return Spread.of([microseconds(call, turn) for _ in range(effort.values)])


def microseconds(call: Callable[[Any], Any], arguments: list[Any]) -> float:
    started = time.process_time()
    for argument in arguments:
        call(argument)
    return (time.process_time() - started) / len(arguments) * 1e6


_IMPORTS = """
import os, sys, time
from bench.processes import megabytes
before, started = megabytes(os.getpid()), time.process_time()
{statement}
spent = time.process_time() - started
print(spent * 1000, megabytes(os.getpid()) - before)
"""


def _of_imports(effort: Effort) -> tuple[Measured, ...]:
    specification = str(SPECIFICATION)
    cases = (
        ("import", "import mockserver", "import mockserver"),
        ("load", "import and load bas-ip.yaml", f"import mockserver; engine = mockserver.load({specification!r})"),
        ("load_all", "import and load all four", "import mockserver; engine = mockserver.load()"),
    )
    return tuple(found for key, title, statement in cases for found in _of_import(key, title, statement, effort))


def _of_import(key: str, title: str, statement: str, effort: Effort) -> tuple[Measured, Measured]:
    """The milliseconds and the megabytes that a statement takes in a new interpreter."""
    command = (sys.executable, "-c", _IMPORTS.format(statement=statement))
    output(command, SPECIFICATION.parent.parent)
    said = [output(command, SPECIFICATION.parent.parent).split() for _ in range(effort.imports)]
    return (
        Measured(f"{key}_time", f"{title}, time", "ms", Spread.of([float(spent) for spent, _ in said])),
        Measured(f"{key}_memory", f"{title}, memory", "MB", Spread.of([float(taken) for _, taken in said])),
    )
