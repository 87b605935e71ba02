"""The options of reports: what is printed, what is written, and what is refused before the work begins."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from mockserver.cli import main
from mockserver.contract.report import Report
from mockserver.contract.reports import ReportFile
from mockserver.exceptions import MockserverError
from tests.documents import OK, document, written


def run(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)), env=environment, prog_name="mockserver")


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return written(tmp_path, document({"/pets/{id}": {"get": {"operationId": "pets.get", "responses": OK}}}))


MESSAGE = "the path parameter 'id' is not declared"


def test_each_report_is_written(faulty: Path, tmp_path: Path) -> None:
    files = {kind: tmp_path / "deep" / "er" / f"report.{kind}" for kind in ("junit", "html", "sarif", "json")}
    result = run("lint", faulty, *(word for kind, file in files.items() for word in ("--report", f"{kind}={file}")))
    texts = {kind: file.read_text("utf-8") for kind, file in files.items()}
    assert (result.exit_code, f"error: {MESSAGE}\n1 error, 0 warnings\n" in result.output) == (1, True)
    assert ElementTree.fromstring(texts["junit"]).get("failures") == "1"
    assert "<summary><b>error</b><code>path-parameter</code>" in texts["html"]
    assert json.loads(texts["sarif"])["runs"][0]["results"][0]["message"] == {"text": MESSAGE}
    assert json.loads(texts["json"])["findings"][0]["message"] == MESSAGE


def test_github_gets_annotations(faulty: Path) -> None:
    result = run("lint", faulty, "--format", "github")
    command, end = result.output.splitlines()
    assert command.startswith(f"::error file={faulty},line=")
    assert (result.exit_code, end) == (1, f"mockserver lint {faulty}: 1 error, 0 warnings")


def test_several_specifications_are_one_report(faulty: Path, tmp_path: Path) -> None:
    good = written(tmp_path, document({"/pets": {"get": {"responses": OK}}}), "good")
    run("lint", good, faulty, "--report", f"json={tmp_path / 'r.json'}")
    told = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert (told["subject"], told["passed"], told["counts"]["error"]) == (f"{good} {faulty}", [str(good)], 1)


def test_a_specification_that_cannot_be_read_is_a_finding_beside_those_of_the_others(
    faulty: Path, tmp_path: Path
) -> None:
    broken, report = tmp_path / "broken.yaml", tmp_path / "r.json"
    broken.write_text("openapi: 3.1.0\ninfo:\n\ttitle: Tab\n", encoding="utf-8")
    result = run("lint", broken, faulty, "--format", "github", "--report", f"json={report}")
    what = "not valid YAML: a tab stands where the line is indented; indent it with spaces"
    assert (result.exit_code, result.stderr) == (2, f"mockserver: {broken}:3: {what}\n")
    assert f"::error file={broken},line=3,title=unreadable::{what}\n" in result.output
    told = [(one["code"], one["line"]) for one in json.loads(report.read_text("utf-8"))["findings"]]
    assert told == [("unreadable", 3), ("path-parameter", 1)]


@pytest.mark.parametrize("text", ["pdf=a.pdf", "junit", "junit=", "=a.xml", "a.xml"])
def test_a_wrong_kind_is_one_clear_line(text: str) -> None:
    result = run("lint", "none.yaml", "--report", text)
    told = f"mockserver: --report {text}: write KIND=FILE, where KIND is one of junit, html, sarif, json\n"
    assert (result.exit_code, result.stderr, result.stdout) == (2, told, "")


def test_a_report_that_the_configuration_names_lies_beside_it(faulty: Path, tmp_path: Path) -> None:
    (tmp_path / "mockserver.toml").write_text(f'report = ["junit=a/b.xml", "json={tmp_path / "c.json"}"]', "utf-8")
    run("lint", faulty)
    assert [(tmp_path / name).is_file() for name in ("a/b.xml", "c.json")] == [True, True]
    (tmp_path / "mockserver.toml").write_text('report = "a.xml"', "utf-8")
    assert "--report a.xml: write KIND=FILE" in run("lint", faulty).stderr


def test_a_file_that_cannot_be_written_is_told_before_the_work_begins(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path, why in ((tmp_path, "is a folder; name a file"), (tmp_path / "file" / "a.xml", "cannot be made: ")):
        result = run("lint", "none.yaml", "--report", f"junit={path}")
        assert (result.exit_code, result.stderr.count("\n"), why in result.stderr) == (2, 1, True)


def test_a_report_to_standard_output_is_refused_with_the_way_to_have_it(faulty: Path) -> None:
    result = run("lint", faulty, "--report", "json=-")
    why = "mockserver: --report json=-: standard output takes no report; name a file, or use --format\n"
    assert (result.exit_code, result.stderr, Path("-").exists()) == (2, why, False)


def test_two_reports_in_one_file_are_refused(faulty: Path, tmp_path: Path) -> None:
    both = ("--report", f"junit={tmp_path / 'r'}", "--report", f"json={tmp_path / 'r'}")
    result = run("lint", faulty, *both)
    assert (
        result.exit_code,
        f"is the file of --report junit={tmp_path / 'r'}; name another file" in result.stderr,
    ) == (2, True)
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("option", ["--report json={}", "--report html={}/../{}", "--baseline {} --update-baseline"])
def test_what_a_command_reads_is_written_over_by_no_report(faulty: Path, tmp_path: Path, option: str) -> None:
    before = faulty.read_bytes()
    (tmp_path / "deep").mkdir()
    names = (tmp_path / "deep", faulty.name) if "{}/../{}" in option else (faulty,)
    result = run("lint", faulty, *option.format(*names).split())
    told = (result.exit_code, "is what the command reads; name another file" in result.stderr, faulty.read_bytes())
    assert told == (2, True, before)


def test_a_recording_is_written_over_no_specification(faulty: Path) -> None:
    result = run("proxy", faulty, "http://127.0.0.1:1", "-p", "0", "--record", faulty)
    assert (result.exit_code, "is what the command reads; name another file" in result.stderr) == (2, True)


def test_a_baseline_is_written_over_by_no_report(faulty: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    result = run("lint", faulty, "--baseline", known, "--update-baseline", "--report", f"json={known}")
    assert (result.exit_code, f"is the file of --baseline {known}; name another" in result.stderr) == (2, True)


def test_reports_are_named_by_the_environment_and_the_configuration_too(faulty: Path, tmp_path: Path) -> None:
    run("lint", faulty, MOCKSERVER_REPORT=f"json={tmp_path / 'a.json'} junit={tmp_path / 'a.xml'}")
    (tmp_path / "mockserver.toml").write_text(f'report = ["json={tmp_path / "b.json"}"]\n', encoding="utf-8")
    run("lint", faulty)
    assert sorted(path.name for path in tmp_path.glob("[ab].*")) == ["a.json", "a.xml", "b.json"]


def test_known_findings_are_accepted_and_new_ones_are_not(faulty: Path, tmp_path: Path) -> None:
    baseline = ("--baseline", tmp_path / "known.json")
    first = run("lint", faulty, *baseline, "--update-baseline")
    assert (first.exit_code, f"1 finding accepted in {tmp_path / 'known.json'}\n" in first.stdout) == (0, True)
    assert (again := run("lint", faulty, *baseline)).exit_code == 0
    assert again.output == "0 errors, 0 warnings\n1 known finding accepted\n"
    written(tmp_path, document({"/cats/{id}": {"get": {"responses": OK}}}))
    worse = run("lint", faulty, *baseline)
    assert (worse.exit_code, worse.output.count(MESSAGE)) == (1, 2)
    assert f"info: no longer found: path-parameter: {MESSAGE}\n" in worse.output


def test_known_findings_are_known_however_the_items_of_a_list_change_places(tmp_path: Path) -> None:
    wrong = {"name": "limit", "in": "query", "schema": {"type": "integer", "default": "x"}}
    other = {"name": "page", "in": "query", "schema": {"type": "integer", "default": "y"}}
    spec, known = tmp_path / "pets.json", tmp_path / "known.json"

    def lint(*parameters: object, update: bool = False) -> Result:
        found = document({"/pets": {"get": {"operationId": "a", "parameters": parameters, "responses": OK}}})
        spec.write_text(json.dumps(found), encoding="utf-8")
        return run("lint", spec, "--baseline", known, *["--update-baseline"] * update)

    assert lint(wrong, update=True).exit_code == 0
    before = lint({**other, "schema": {}}, wrong)
    assert (before.exit_code, "1 known finding accepted" in before.output) == (0, True)
    after = lint(other, {**wrong, "schema": {}})
    assert (after.exit_code, "no longer found" in after.output) == (1, True)


def test_a_baseline_accepts_every_change_where_every_change_counts(tmp_path: Path) -> None:
    old = written(tmp_path, document({}), "old")
    new = written(tmp_path, document({"/pets": {"get": {"operationId": "a", "responses": OK}}}), "new")
    options = (old, new, "--fail-on", "any", "--baseline", tmp_path / "known.json")
    first = [run("diff", *options[:4]), run("diff", *options, "--update-baseline"), run("diff", *options)]
    assert [result.exit_code for result in first] == [1, 0, 0]
    assert run("diff", old, new, "--baseline", tmp_path / "known.json").exit_code == 0


def test_a_baseline_that_cannot_be_used_is_told_before_the_work_begins(tmp_path: Path) -> None:
    for arguments, why in (
        (("--update-baseline",), "--update-baseline: name the file with --baseline FILE"),
        (("--baseline", tmp_path / "none.json"), "No such file or directory"),
        (("--baseline", tmp_path, "--update-baseline"), "is a folder; name a file"),
    ):
        result = run("lint", "none.yaml", *arguments)
        assert (result.exit_code, result.stderr.count("\n"), why in result.stderr) == (2, 1, True)


def test_what_a_specification_writes_commands_no_terminal(tmp_path: Path) -> None:
    evil = written(tmp_path, document({"/pets/{\x1b[31m}": {"get": {"responses": OK}}}))
    result = run("lint", evil)
    assert ("\x1b" in result.output, "'\\x1b[31m'" in result.output) == (False, True)


def test_serving_waits_for_nothing_that_only_other_commands_need() -> None:
    program = (
        "import sys, mockserver.cli, mockserver.web.server; "
        "rooms = tuple(f'mockserver.contract.{name}' for name in ('reports', 'baseline', 'check', 'diff', 'replay')); "
        "print([name for name in sys.modules if name.startswith((*rooms, 'xml.etree'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[]\n"


PROGRAM = """
import os
from mockserver.cli.telling import _telling
from mockserver.contract.report import Entry, Report
entry = Entry("late", "error", "no answer", "", 0)
for NO_COLOR, TERM in (("", "xterm"), ("1", "xterm"), ("", "dumb")):
    os.environ |= {"NO_COLOR": NO_COLOR, "TERM": TERM}
    _telling("text", (), None, update=False).tell(Report("check", "shop.yaml", (entry,)))
"""
PLAIN = "shop.yaml\n  error late: no answer\n\ncheck shop.yaml: 1 error, 0 warnings\n"
COLOURED = (
    "\x1b[1mshop.yaml\x1b[0m\n  \x1b[31;1merror\x1b[0m late: no answer\n\n"
    "check shop.yaml: \x1b[31;1m1 error, 0 warnings\x1b[0m\n"
)


def test_a_terminal_gets_colours_unless_none_are_wanted() -> None:
    reader, writer = pty.openpty()
    subprocess.run([sys.executable, "-c", PROGRAM], stdout=writer, timeout=60, check=True)
    os.close(writer)
    shown = os.read(reader, 10_000).decode().replace("\r", "")
    os.close(reader)
    assert shown == COLOURED + PLAIN * 2


def test_a_pipe_gets_no_colours() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == PLAIN * 3


def test_a_folder_that_cannot_be_written_into_is_told_and_so_is_a_disk_that_is_full(tmp_path: Path) -> None:
    with pytest.raises(MockserverError, match="/dev/full: it cannot be written: No space left on device"):
        ReportFile.read("json=/dev/full").write(Report("check", "shop.yaml", ()))
    with pytest.raises(MockserverError, match="/proc/1/a cannot be written; name a file that can"):
        ReportFile.read("json=/proc/1/a")
