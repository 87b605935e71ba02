"""Does a file of requests tell what they exercised?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from werkzeug.test import Client

from mockserver import MockServer, MockserverError, create_app
from mockserver.cli import main
from mockserver.contract import write_report
from mockserver.mock import coverage_of_files


def called(report: Mapping[str, Any]) -> dict[str, tuple[int, dict[str, int]]]:
    return {each["operation"]: (each["called"], each["parameters"]) for each in report["operations"]}


@pytest.fixture
def journal(mock: MockServer, client: Client, tmp_path: Path) -> Path:
    """A journal with three requests, one of them unknown, from a session named by its prefix."""
    client.get("/__session__/a/v1/pets?limit=1")
    client.post("/__session__/a/v1/pets", json={"name": "Rex"})
    client.post("/__session__/a/v1/pets", data=b"\xff", content_type="image/png")
    client.get("/__session__/a/v1/pts")
    path = tmp_path / "journal.json"
    path.write_bytes(client.get("/__mock__/requests", headers={"X-Mock-Session": "a"}).data)
    return path


def test_a_journal_is_counted(journal: Path, spec: Path) -> None:
    found = coverage_of_files([journal], [spec])
    assert called(found) == {"pets.list": (1, {"query.limit": 1}), "pets.create": (2, {})}
    (create,) = (each for each in found["operations"] if each["operation"] == "pets.create")
    assert (create["statuses"]["201"], create["fields"]) == (1, {"/name": 1, "/age": 0})


def test_a_recording_is_counted(spec: Path, tmp_path: Path) -> None:
    path = tmp_path / "it.har"
    client = Client(create_app(spec, record=path, seed=1).wsgi_app)
    client.get("/__session__/a/v1/pets?limit=1")
    client.post("/v1/pets", json={"name": "Rex"})
    client.post("/v1/pets", data=b"\xff", content_type="image/png")
    assert called(coverage_of_files([path], [spec])) == {"pets.list": (1, {"query.limit": 1}), "pets.create": (2, {})}


def test_files_of_all_kinds_add_up_and_one_that_is_named_twice_counts_once(
    journal: Path, spec: Path, tmp_path: Path
) -> None:
    write_report(coverage_of_files([journal], [spec]), tmp_path / "report.json")
    found = coverage_of_files([tmp_path / "report.json"] * 2 + [journal], [spec])
    assert called(found) == {"pets.list": (2, {"query.limit": 2}), "pets.create": (4, {})}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"requests": 1}',
        b'{"requests": [{}]}',
        b'{"requests": [{"method": "GET", "path": "/", "query": "", "headers": [], "body": null}]}',
        b'{"log": {}}',
        b'{"log": {"entries": [{"request": 1}]}}',
        b'{"operations": 1}',
    ],
)
def test_another_file_is_refused(content: bytes, spec: Path, tmp_path: Path) -> None:
    path = tmp_path / "it.json"
    path.write_bytes(content)
    with pytest.raises(
        MockserverError, match=r"it\.json(:1)?: (it is n|what is at /(requests|log/entries)/0 is no exchange)"
    ):
        coverage_of_files([path], [spec])


def test_the_command_tells_it_writes_it_and_holds_it_to_a_minimum(journal: Path, spec: Path, tmp_path: Path) -> None:
    report = tmp_path / "it.json"
    options = [str(journal), "--spec", str(spec), "--report", str(report)]
    good, bad = (CliRunner().invoke(main, ["coverage", *options, "--min", least]) for least in ("50", "90"))
    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert good.output.splitlines()[:2] == [
        f"coverage: {orjson.loads(report.read_bytes())['percent']} %",
        f"shop: {orjson.loads(report.read_bytes())['percent']} %, 2 of 2 operations called",
    ]


def test_the_command_needs_a_file_that_is_there(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["coverage", str(tmp_path / "none.json")])
    assert "No such file" in (str(result.exception) + result.output)


@pytest.mark.parametrize(
    ("report", "told"),
    [
        ("json=it.json", "--report json=it.json: of coverage it is a .json, .md or .html file; leave out 'json='"),
        ("junit=a/it.xml", "--report junit=a/it.xml: of coverage it is a .json, .md or .html file; leave out 'junit='"),
        ("it.xml", "it.xml: a report is a .json, .md or .html file"),
    ],
)
@pytest.mark.parametrize("how", ["option", "variable"])
def test_a_report_of_another_kind_is_refused_before_the_work_begins(how: str, report: str, told: str) -> None:
    options, environment = (["--report", report], {}) if how == "option" else ([], {"MOCKSERVER_REPORT": report})
    result = CliRunner().invoke(main, ["coverage", "none.json", *options], env=environment)
    assert (result.exit_code, result.stderr) == (2, f"mockserver: {told}\n")
