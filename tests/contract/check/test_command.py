"""What somebody who runs `mockserver check` in a build sees: exit codes, reports, and commands that can be pasted."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from mockserver.cli import main
from mockserver.cli.asking import REMOTE_RATE, provider_at
from mockserver.contract.check import rate_of
from tests.contract.zoo.animals import ANIMALS
from tests.contract.zoo.library import KEY, SPEC, Library
from tests.documents import document, written
from tests.serving import HOST, serving

KEYED = ("-H", f"X-Key: {KEY}")


def checked(library: Library, *words: str | Path, spec: Path = SPEC) -> Result:
    """What the command says of a provider, which is shown the key."""
    with serving(library) as port:
        arguments = ["check", spec, "--url", f"http://{HOST}:{port}", "--max-examples", "3", *words]
        return CliRunner().invoke(main, list(map(str, arguments)))


# Exit codes and reports


def test_only_errors_make_the_exit_code_1(tmp_path: Path) -> None:
    without_success = document(
        {"/api/open": {"head": {"operationId": "open", "responses": {"404": {"description": ""}}}}}
    )
    warned = checked(Library(), spec=written(tmp_path, without_success))
    assert (warned.exit_code, "0 errors, 1 warning, 1 passed" in warned.output) == (0, True)
    assert checked(ANIMALS["KeepsTheDeleted"](), *KEYED).exit_code == 1


def test_each_report_has_each_finding(tmp_path: Path) -> None:
    files = {kind: tmp_path / kind for kind in ("junit", "html", "sarif", "json")}
    reports = [word for kind, file in files.items() for word in ("--report", f"{kind}={file}")]
    result = checked(ANIMALS["KeepsTheDeleted"](), *KEYED, *reports, "--format", "github")
    junit, page, sarif, told = (file.read_text("utf-8") for file in files.values())
    codes = ["still-listed", "still-there"]
    findings = json.loads(told)["findings"]
    assert sorted(finding["code"] for finding in findings) == codes
    assert all(finding["curl"].startswith("curl ") and finding["line"] for finding in findings)
    cases = ElementTree.fromstring(junit).iter("testcase")
    failures = [case.get("name", "") for case in cases if case.findall("failure")]
    assert sorted(failures) == codes
    results = json.loads(sarif)["runs"][0]["results"]
    assert sorted(found["ruleId"] for found in results) == codes
    assert all(found["locations"][0]["physicalLocation"]["region"]["startLine"] for found in results)
    assert all(f"<code>{code}</code>" in page for code in codes)
    annotations = [line for line in result.output.splitlines() if line.startswith("::error ")]
    assert sorted(re.findall(",title=library.books.[a-z]+ (still-[a-z]+)::", "\n".join(annotations))) == codes
    assert all(re.search(r"file=[^,]+library\.yaml,line=\d+", line) for line in annotations)


def test_the_second_judge_and_the_first_find_nothing_in_a_right_provider() -> None:
    result = checked(Library(), *KEYED, "--judge", "openapi-core")
    assert (result.exit_code, ": 0 errors, 0 warnings, 7 passed" in result.output) == (0, True)


def test_what_is_known_is_accepted_with_another_seed_and_what_is_new_fails(tmp_path: Path) -> None:
    baseline = ("--baseline", tmp_path / "known.json")
    first = checked(ANIMALS["AcceptsAnyYear"](), *KEYED, *baseline, "--update-baseline")
    assert (first.exit_code, "accepted in" in first.output) == (0, True)
    again = checked(ANIMALS["AcceptsAnyYear"](), *KEYED, *baseline, "--seed", "2")
    assert (again.exit_code, "known findings accepted" in again.output) == (0, True)
    other = checked(ANIMALS["KeepsTheDeleted"](), *KEYED, *baseline)
    assert other.exit_code == 1
    assert "error still-there" in other.output
    assert "no longer found: accepted-invalid" in other.output


# Secrets


@pytest.mark.parametrize("shown", [KEYED, ("--account", f"jane:{KEY}")])
def test_no_report_tells_how_to_be_let_in(shown: tuple[str, ...], tmp_path: Path) -> None:
    files = [tmp_path / kind for kind in ("junit", "html", "sarif", "json")]
    reports = [word for file in files for word in ("--report", f"{file.name}={file}")]
    result = checked(ANIMALS["RejectsTheRecent"](), *shown, *reports)
    assert (result.exit_code, '-H "x-key: $X_KEY"' in result.output) == (1, True)
    assert not [text for text in (result.output, *(file.read_text("utf-8") for file in files)) if KEY in text]


# Commands that show a finding again

STATUSES = {"accepted-invalid": "is accepted with ([0-9]+)", "ignored-credentials": "is let in with ([0-9]+)"}
"""Where a message has the status, of findings whose details do not show the answer."""


BOOK = {"title": "Emma", "year": 1815, "kind": "play", "contact": "jane@example.com", "author": "austen"}
"""What a provider has to begin with, where no request of a finding makes a record."""


def status_of(finding: Any) -> str:
    found = re.search(STATUSES.get(finding["code"], ".^"), finding["message"])
    answers = [text for text in finding["details"] if text.startswith("answer: ")]
    return found[1] if found else answers[0].split()[1]


def pasted(command: str) -> str:
    """The status that a command gets which somebody pastes into a shell."""
    words = ["sh", "-c", command]
    environment = {**os.environ, "X_KEY": KEY}
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60, env=environment)
    return done.stdout.split()[1]


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
@pytest.mark.parametrize(
    "name",
    [
        "AcceptsAnyYear", "AcceptsAnyLimit", "RejectsTheRecent", "FailsOnBadJson", "AsksNobody", "TakesAnyKey",
        "WrongErrors", "KeepsTheDeleted", "LosesRecords", "ChangesRecords", "MakesThingsUp",
    ],
)  # fmt: skip
def test_a_pasted_command_shows_the_finding_again(name: str, tmp_path: Path) -> None:
    providers: list[Library] = [ANIMALS[name]()]
    with serving(lambda environ, start: providers[-1](environ, start)) as port:
        arguments = ["check", str(SPEC), "--url", f"http://{HOST}:{port}", "--max-examples", "3", "--format", "json"]
        findings = json.loads(CliRunner().invoke(main, [*arguments, *KEYED]).stdout)["findings"]
        assert findings
        for finding in findings:
            providers.append(ANIMALS[name]())
            before = [line.removeprefix("after: ") for line in finding["details"] if line.startswith("after: ")]
            providers[-1].books = {} if before else {number: {"id": number, **BOOK} for number in (1, 2)}
            for line in before:
                pasted(line)
            assert pasted(finding["curl"]) == status_of(finding), finding


# Servers that others use


@pytest.mark.parametrize(
    ("url", "given", "safe_only", "rate"),
    [
        ("http://127.0.0.1:4010", {}, False, "off"),
        ("https://test.example.com", {}, True, REMOTE_RATE),
        ("https://test.example.com", {"allow_unsafe": True}, False, REMOTE_RATE),
        ("https://test.example.com", {"rate_limit": "off"}, True, "off"),
        ("http://127.0.0.1:4010", {"rate_limit": "2/m"}, False, "2/m"),
    ],
)
def test_a_server_that_others_use_is_asked_with_care(url: str, given: Any, safe_only: bool, rate: str) -> None:
    defaults = {"headers": (), "allow_unsafe": False, "rate_limit": None, "timeout": 1.0, "upstream_ca": None}
    provider = provider_at(url, **{**defaults, **given})
    assert (provider.safe_only, provider.rate) == (safe_only, rate_of(rate))
