"""Real documents are served whole: requests and verdicts are those of the corpus's own runner, without a socket."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mockserver import load
from mockserver.engine import Engine
from mockserver.exceptions import SpecError
from mockserver.model import Request
from mockserver.state import State

CORPUS = Path(os.environ.get("MOCKSERVER_CORPUS", "."))
REQUESTS = 5
"""How many operations of each document are asked."""

LEAST = {
    "started": 1.0,
    "no server error": 1.0,
    "valid and accepted": 1.0,
    "documented": 0.97,
    "conforming": 0.99,
    "invalid and refused": 0.98,
    "full": 0.95,
    "flawless": 0.93,
}
"""The shares to be held.

The missing ones of what is documented, and so of what is flawless, are operations that document no answer at all, and
refusals of requests that the runner itself knows to be invalid.
"""

FULL_OF_RECORDS = 0.93
"""The share of documented members that are there where a record may be answered, with what was sent and no more."""

pytestmark = [
    pytest.mark.skipif(
        "MOCKSERVER_CORPUS" not in os.environ, reason="MOCKSERVER_CORPUS does not name the corpus of real documents"
    ),
    pytest.mark.timeout(300),
    pytest.mark.no_cover,  # what runs here is run by smaller tests too, and counting its lines would double the time
]


@cache
def runner() -> Any:
    """The corpus's runner, as a module."""
    spec = importlib.util.spec_from_file_location("run_real_specs", CORPUS / "tools" / "run_real_specs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figures(*, dynamic: bool, state: str) -> Any:
    """What the runner counts over all documents."""
    entries = json.loads((CORPUS / "real-specs" / "manifest.json").read_text(encoding="utf-8"))
    documents = entries if isinstance(entries, list) else entries["documents"]
    return runner().summarise([judged(entry, dynamic=dynamic, kept=state) for entry in documents])["all"]


def judged(entry: Any, *, dynamic: bool, kept: str) -> Any:
    path = CORPUS / "real-specs" / entry["file"]
    found: dict[str, Any] = {"file": entry["file"], "version": entry["version"], "requests": [], "startup_s": 0.0}
    try:
        engine = load(str(path), dynamic=dynamic, state=kept, prism=True)
    except SpecError:
        return {**found, "started": False}
    document = runner().Doc(path)
    found["requests"] = list(asked(entry["file"], document, engine))
    return {**found, "started": True}


def asked(name: str, document: Any, engine: Engine) -> Iterator[Any]:
    state = State.new()
    options = type("Options", (), {"seed": "1", "requests": REQUESTS})
    for path, method, operation, item in runner().plan(document, name, options):
        request = runner().build(document, path, method, operation, item)
        status, content_type, body = sent(engine, state, request, document.base_path())
        verdict, _ = runner().check_answer(document, operation, status, content_type, body, False)
        codes = [str(code) for code in operation.get("responses") or {}]
        accepted = status < 400 or (str(status) in codes and not any(code[0] in "123d" for code in codes))
        record = {"valid": request["valid"], "status": status, "verdict": verdict, "accepted": accepted}
        record["server_error"] = status >= 500 and not (str(status) in codes and all(code[0] == "5" for code in codes))
        full = runner().fullness(document, operation, status, content_type, body) if status < 400 else None
        record |= {} if full is None else {"fullness": full}
        if request["valid"] and request["mutations"]:
            broken = runner().build(document, path, method, operation, item, request["mutations"][0])
            record["negative"] = {"rejected": 400 <= sent(engine, state, broken, document.base_path())[0] < 500}
        yield record


def sent(engine: Engine, state: State, request: Any, base: str) -> tuple[int, str, bytes]:
    """Status, content type and body of the answer; below the base path where there is nothing without it."""
    found = (404, "", b"")
    for prefix in dict.fromkeys(("", base)):
        path, _, query = f"{prefix}{request['url']}".partition("?")
        headers = {name.lower(): value for name, value in request["headers"]}
        response = engine.handle(
            Request(request["method"], path, query, headers, request["body"] or b""), state
        ).response
        found = (response.status, response.header("content-type") or "", response.body)
        if response.status != 404:
            break
    return found


@pytest.mark.parametrize("state", ["none", "memory"])
@pytest.mark.parametrize("dynamic", [False, True], ids=["static", "dynamic"])
def test_the_figures_of_real_documents_are_held(*, dynamic: bool, state: str) -> None:
    """As `mock` serves them, from the document alone and with what is kept of the requests before."""
    found = figures(dynamic=dynamic, state=state)
    least = LEAST if state == "none" else {**LEAST, "full": FULL_OF_RECORDS}
    conforming = "conforms" if dynamic else "conforms_or_example"  # a document's own wrong example is served as it is
    shares = {
        "started": found["started"] / found["documents"],
        "no server error": found["non_5xx"] / found["requests"],
        "valid and accepted": found["accepted"] / found["valid_requests"],
        "documented": found["documented"] / found["requests"],
        "conforming": found[conforming] / found["checked_bodies"],
        "invalid and refused": found["rejected"] / found["negatives"],
        "full": found["fullness_mean"],
        "flawless": found["documents_all_good"] / found["documents"],
    }
    assert {name: share for name, share in shares.items() if share < least[name]} == {}
