"""The mock passes its own check: of every shipped specification, and of a sample of every document of the corpus.

Of a shipped specification every operation is checked, of a document of the corpus a few that its name picks.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from mockserver import create_app
from mockserver.apis import SHIPPED, described_api, shipped_folder
from mockserver.contract.check import Effort, Provider, Send, check
from mockserver.contract.report import Entry
from mockserver.exceptions import SpecError
from mockserver.model import Request, Response
from tests.contract.exceptions import KNOWN, WARNED
from tests.contract.zoo.asking import in_process

CORPUS = Path(os.environ.get("MOCKSERVER_CORPUS", ".")) / "real-specs"
ACCOUNT = "user:secret"
OPERATIONS = 5
"""How many operations of a document are checked."""

OPERATIONS_OF_LARGE = 2
LARGE = 500_000
"""From how many bytes on a document is large."""


def documents() -> Iterator[str]:
    manifest = CORPUS / "manifest.json"
    found = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else []
    yield from (entry["file"] for entry in (found if isinstance(found, list) else found["documents"]))


def findings(path: Path, effort: Effort | None) -> tuple[Entry, ...]:
    """What `check` finds about the mock."""
    api = described_api(path, settings={"accounts": ACCOUNT})
    app = create_app(path, seed=1, settings={api.name: {"accounts": ACCOUNT}})
    send = in_process(app.wsgi_app)
    headers = {"authorization": f"Bearer {_logged_in(send)}"} if api.name == "bas-ip" else {}
    provider = Provider("http://mock.example", send, headers=headers, ours=True)
    return check(api, provider, effort or _sampled(path, [operation.id for operation in api.operations])).entries


def _logged_in(send: Send) -> str:
    """The token that BAS-IP gives to who logs in."""
    word = hashlib.md5(ACCOUNT.partition(":")[2].encode()).hexdigest()
    answer = send(Request("GET", "/api/v0/login", f"username={ACCOUNT.partition(':')[0]}&password={word}"))
    assert isinstance(answer, Response)
    return str(json.loads(answer.body)["token"])


def _sampled(path: Path, operations: list[str]) -> Effort:
    count = OPERATIONS_OF_LARGE if path.stat().st_size > LARGE else OPERATIONS
    chosen = Random(path.name).sample(operations, min(count, len(operations)))
    return Effort(2, "1", tuple(chosen), broken=5)


def told(entries: tuple[Entry, ...]) -> str:
    return "\n".join(f"{e.operation} {e.code} {e.pointer}: {e.message} {e.details[:2]}\n    {e.curl}" for e in entries)


def held(name: str, entries: tuple[Entry, ...]) -> None:
    """What is found is what is known, neither more nor less: errors by reason, and what documents leave out."""
    stem = f"{Path(name).stem}."
    ours = tuple(entry for entry in entries if entry.severity == "error" or entry.blame == "mock")
    assert {(entry.operation.removeprefix(stem), entry.code) for entry in ours} == set(KNOWN.get(name, {})), told(ours)
    theirs = tuple(entry for entry in entries if entry not in ours)
    warned = sorted((f"{entry.code} {entry.pointer}".strip(), entry.operation.removeprefix(stem)) for entry in theirs)
    expected = [(kind, operation) for kind, operations in WARNED.get(name, {}).items() for operation in operations]
    assert warned == sorted(expected), told(theirs)
    assert {entry.blame for entry in theirs} <= {"spec"}


@pytest.mark.parametrize("name", SHIPPED)
def test_the_mock_of_a_shipped_specification_passes(name: str) -> None:
    held(f"{name}.yaml", findings(shipped_folder() / f"{name}.yaml", Effort(2, "1", broken=8)))


@pytest.mark.skipif("MOCKSERVER_CORPUS" not in os.environ, reason="MOCKSERVER_CORPUS does not name real documents")
@pytest.mark.no_cover
@pytest.mark.parametrize("file", list(documents()))
def test_the_mock_of_a_real_document_passes(file: str) -> None:
    try:
        found = findings(CORPUS / file, None)
    except SpecError:
        found = ()
    held(Path(file).name, found)
