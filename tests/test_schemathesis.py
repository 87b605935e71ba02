"""Does schemathesis find a fault in a shipped specification, or in how it is served?

It runs in a process of its own, because its hooks and its settings hold for a whole process.
What is said about an API stands in `tests/schemathesis`: `<api>.toml` says what is there to be asked for and how much
is asked, `<api>.py` which findings are no faults.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from flask import Flask

from mockserver import create_app
from tests.documents import document, giving, written
from tests.serving import HOST, serving

ROOT = Path(__file__).parents[1]
FOLDER = Path(__file__).parent / "schemathesis"
pytestmark = pytest.mark.no_cover  # what is asked here is asked by smaller tests, too; counting lines doubles the time
PHASES = ("examples", "coverage", "fuzzing", "stateful")


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _logged_in(url: str) -> str:
    account = {"username": "admin", "password": "e10adc3949ba59abbe56e057f20f883e"}
    return f"Bearer {requests.get(url + '/login', params=account, timeout=10).json()['token']}"


@dataclass(frozen=True)
class Subject:
    """An API as it is served here: with accounts, so that a wrong credential is refused.

    `first` are bodies that are posted before schemathesis begins, by path; `gone` is the status of what was deleted.
    """

    name: str
    base: str
    settings: Mapping[str, str]
    authorization: Callable[[str], str]
    gone: int | None = None
    first: tuple[tuple[str, Any], ...] = ()
    options: tuple[str, ...] = ()


BAS_IP = Subject("bas-ip", "/api/v0", {"max_contacts": "1000000"}, _logged_in, gone=400)
VCC_LIVE = Subject("vcc-live", "/v2", {"accounts": "mycc:token"}, lambda url: _basic("mycc", "token"))
PIPELINER = Subject("pipeliner", "/api/v100/rest", {"accounts": "k:s"}, lambda url: _basic("k", "s"), gone=404)
ORACLE = Subject(
    name="oracle",
    base="/crmRestApi/resources/11.13.18.05",
    settings={"accounts": "jane:secret"},
    authorization=lambda url: _basic("jane", "secret"),
    gone=404,
    first=(
        ("/phoneCalls", {"InteractionId": 1, "TranscriptMessage": [{"RoleCd": "AGENT"}]}),
        ("/phoneCalls", {"InteractionId": 2}),
    ),
    # It stands at a server of its own, above the others; schemathesis takes all paths to be at one.
    options=("--exclude-path", "/resources"),
)


@dataclass(frozen=True)
class Exchange:
    """What the server answered: an operation's id (empty if it was none), the path and the status."""

    operation: str
    path: str
    status: int


@dataclass
class Recorder:
    """A WSGI application that remembers what another one answered."""

    app: Callable[..., Iterable[bytes]]
    exchanges: list[Exchange] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            operation = dict(headers).get("X-Mock-Operation", "")
            self.exchanges.append(Exchange(operation, environ["PATH_INFO"], int(status[:3])))
            return start_response(status, headers, *more)

        return self.app(environ, start)

    def accepted(self) -> set[str]:
        """The operations that were answered with a success at least once."""
        return {exchange.operation for exchange in self.exchanges if exchange.operation and exchange.status < 400}

    def asked_for_what_is_gone(self, status: int) -> bool:
        """Whether something that was deleted was asked for again, and answered with a status."""
        deleted: set[str] = set()
        for exchange in self.exchanges:
            if exchange.operation.endswith(".delete") and exchange.status < 300:
                deleted.add(exchange.path)
            if exchange.operation.endswith(".get") and exchange.status == status and exchange.path in deleted:
                return True
        return False


@contextmanager
def _served(app: Flask) -> Iterator[tuple[str, Recorder]]:
    """The application on a real socket: its address, and what it answers."""
    recorder = Recorder(app.wsgi_app)
    with serving(recorder) as port:
        yield f"http://{HOST}:{port}", recorder


@dataclass(frozen=True)
class Verdict:
    exit_code: int
    output: str
    report: Mapping[str, Any]

    @property
    def findings(self) -> set[str]:
        return {failure["type"] for failure in self.report["failures"]}

    @property
    def phases(self) -> dict[str, str]:
        return {name: phase["status"] for name, phase in self.report["phases"].items()}


def _schemathesis(folder: Path, spec: Path, url: str, *options: str, hooks: Path | None = None) -> Verdict:
    """What schemathesis says of a server; it draws the same cases each time and leaves its files in a folder."""
    report = folder / "report.json"
    # the client has nothing of ours to be measured, and measuring it takes longer than it does
    foreign = ("CI", "SCHEMATHESIS_HOOKS", "COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START")
    environment = {name: value for name, value in os.environ.items() if name not in foreign}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    settings = []
    if hooks is not None:
        environment["SCHEMATHESIS_HOOKS"] = str(hooks)
        settings = ["--config-file", str(hooks.with_suffix(".toml"))]
    command = (
        *(sys.executable, "-m", "schemathesis.cli", *settings, "run", str(spec), "--url", url, "--checks", "all"),
        *("--generation-deterministic", "--suppress-health-check", "all", "--no-color"),
        *("--report", "json", "--report-json-path", str(report), *options),
    )
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert report.exists(), done.stdout + done.stderr
    return Verdict(done.returncode, done.stdout + done.stderr, json.loads(report.read_text(encoding="utf-8")))


def _verdict(
    subject: Subject, folder: Path, *, spec: Path | None = None, auth: bool = True
) -> tuple[Verdict, Recorder]:
    """What schemathesis says of a fresh server, held against the specification that it serves or against another."""
    file = ROOT / "specs" / f"{subject.name}.yaml"
    app = create_app([file], seed=1, auth=auth, settings={subject.name: dict(subject.settings)})
    with _served(app) as (address, recorder):
        url = address + subject.base
        authorization = subject.authorization(url)
        for path, body in subject.first:
            requests.post(
                url + path, json=body, headers={"Authorization": authorization}, timeout=10
            ).raise_for_status()
        verdict = _schemathesis(
            *(folder, spec or file, url, "-H", f"Authorization: {authorization}", *subject.options),
            hooks=FOLDER / f"{subject.name.replace('-', '_')}.py",
        )
    return verdict, recorder


@pytest.mark.timeout(900)
@pytest.mark.parametrize("subject", [BAS_IP, VCC_LIVE, PIPELINER, ORACLE], ids=lambda subject: subject.name)
def test_schemathesis_finds_no_fault(subject: Subject, tmp_path: Path) -> None:
    verdict, recorder = _verdict(subject, tmp_path)

    assert verdict.exit_code == 0, verdict.output
    assert verdict.findings == set()
    assert verdict.report["errors"] == []
    assert verdict.phases == dict.fromkeys(PHASES, "success"), verdict.output
    operations = verdict.report["operations"]
    assert operations["tested"] == operations["selected"]
    # A run in which nearly everything is refused would find nothing either.
    assert len(recorder.accepted()) >= 0.9 * operations["selected"]
    assert subject.gone is None or recorder.asked_for_what_is_gone(subject.gone)


def test_schemathesis_finds_no_fault_above_the_base_path(tmp_path: Path) -> None:
    above = replace(
        ORACLE, base="/crmRestApi", first=(), options=("--include-path", "/resources", "--phases", ",".join(PHASES[:3]))
    )

    verdict, recorder = _verdict(above, tmp_path)

    assert verdict.exit_code == 0, verdict.output
    assert verdict.phases == dict.fromkeys(PHASES[:3], "success") | {"stateful": "skip"}, verdict.output
    assert recorder.accepted() == {"versions"}


CREATION = replace(BAS_IP, options=("--include-operation-id", "contact.create", "--phases", "examples"))


def test_an_answer_that_breaks_the_specification_is_found(tmp_path: Path) -> None:
    root = yaml.safe_load((ROOT / "specs" / "bas-ip.yaml").read_text(encoding="utf-8"))
    root["components"]["schemas"]["Uid"]["properties"]["uid"]["type"] = "string"

    verdict, _ = _verdict(CREATION, tmp_path, spec=written(tmp_path, root))

    assert (verdict.exit_code, verdict.findings) == (1, {"JsonSchemaError"}), verdict.output


def test_a_credential_that_is_not_asked_for_is_found(tmp_path: Path) -> None:
    verdict, _ = _verdict(CREATION, tmp_path, auth=False)

    assert (verdict.exit_code, verdict.findings) == (1, {"IgnoredAuth"}), verdict.output


def test_what_is_still_there_after_its_deletion_is_found(tmp_path: Path) -> None:
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    book = giving({"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}})
    links = {
        name: {"operationId": name, "parameters": {"id": "$response.body#/id"}}
        for name in ("books.get", "books.delete")
    }
    root = document(
        {
            "/books": {"post": {"operationId": "books.create", "responses": {"201": {**book, "links": links}}}},
            "/books/{id}": {
                "parameters": [number],
                "get": {"operationId": "books.get", "responses": {"200": book}},
                "delete": {"operationId": "books.delete", "responses": {"204": {"description": "gone"}}},
            },
        }
    )
    spec = written(tmp_path, root)

    with _served(create_app([spec], behaviours={"shop": "tests.schemathesis.forgetful"})) as (url, _):
        verdict = _schemathesis(tmp_path, spec, url, "--phases", "stateful", "--max-examples", "10", "--no-shrink")

    assert (verdict.exit_code, verdict.findings) == (1, {"UseAfterFree"}), verdict.output
