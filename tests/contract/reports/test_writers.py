"""Every report is well-formed, whatever a server wrote, and tells what was found."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from mockserver.contract.report import Entry, Report
from mockserver.contract.reports import WRITERS, junit, legible, page, sarif, structured, terminal, workflow_commands
from mockserver.contract.reports.sarif import MAX_RESULTS
from tests.contract.reports.reporting import GONE, LATE, MISSING, REPORT, REPORTS

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "reference" / "report.schema.json").read_text("utf-8"))
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufffe\uffff]")
FEW = settings(max_examples=30, deadline=None)
NOTHING = Report("check", "shop.yaml", ())


def suite_of(report: Report) -> ElementTree.Element:
    (suite,) = ElementTree.fromstring(junit(report))
    return suite


# Hostile texts


@pytest.mark.parametrize("kind", WRITERS)
@FEW
@given(report=REPORTS)
def test_no_report_has_a_character_that_cannot_be_written_or_commands_a_terminal(kind: str, report: Report) -> None:
    text = WRITERS[kind](report)
    assert (CONTROL.search(text), text.encode()[-1:]) == (None, b"\n")


@FEW
@given(report=REPORTS)
def test_what_is_legible_stays_as_it_is(report: Report) -> None:
    assert legible(legible(report)) == legible(report)


@FEW
@given(report=REPORTS)
def test_junit_is_well_formed_and_counts_its_tests(report: Report) -> None:
    suite = suite_of(report)
    assert int(suite.get("tests", "")) == len(suite.findall("testcase")) > 0
    assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))


@FEW
@given(report=REPORTS)
def test_no_two_tests_of_findings_have_one_name(report: Report) -> None:
    found = replace(report, passed=())
    names = [(case.get("classname"), case.get("name")) for case in suite_of(found).findall("testcase")]
    assert len(names) == len(set(names))


class Tags(HTMLParser):
    """The tags that are open at the end, and every one that began."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.begun: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.begun.append(tag)
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@FEW
@given(report=REPORTS)
def test_a_page_has_no_tag_but_its_own(report: Report) -> None:
    tags = Tags()
    tags.feed(page(report))
    tags.close()
    assert (tags.open, tags.begun.count("script"), tags.begun.count("details")) == ([], 1, len(report.entries))


@FEW
@given(report=REPORTS)
def test_json_is_what_its_schema_says(report: Report) -> None:
    Draft202012Validator(SCHEMA).validate(json.loads(structured(report)))


@FEW
@given(report=REPORTS)
def test_a_workflow_command_is_one_line_and_none_is_added(report: Report) -> None:
    *commands, end = workflow_commands(report).split("\n")
    assert len(commands) == len(report.entries)
    for command in commands:
        assert re.fullmatch(r"::(error|warning|notice) (\w+=[^,:\r\n]*(,\w+=[^,:\r\n]*)*)?::.*", command)
    assert not re.match(r"\s*::", end)


@FEW
@given(report=REPORTS)
def test_no_line_of_a_terminal_is_a_workflow_command(report: Report) -> None:
    text = terminal(report)
    assert CONTROL.search(text) is None
    assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]


# What is told


def test_people_read_first_what_failed_below_its_operation() -> None:
    assert terminal(REPORT) == (
        "shop.pets.get\n"
        "  error response-schema at /0: 'name' is missing (blame: upstream)\n"
        "    shop.yaml:12\n"
        "    | was: {}\n"
        "    | asked: a name\n"
        "    $ curl http://127.0.0.1:80/pets\n"
        "  info no-longer-found: no longer found: type\n"
        "\n"
        "shop.yaml\n"
        "  warning slow-pattern: this may take long\n"
        "    shop.yaml:30\n"
        "\n"
        "check shop.yaml: 1 error, 1 warning, 1 passed\n"
        "12 requests, seed 1"
    )


def test_colours_are_only_added_to_what_is_told_anyway() -> None:
    coloured = terminal(REPORT, colour=True)
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == terminal(REPORT)
    assert "\x1b[31;1merror\x1b[0m response-schema" in coloured


def test_of_one_operation_only_the_first_findings_are_shown_and_each_command_once() -> None:
    many = replace(REPORT, entries=tuple(replace(MISSING, pointer=f"/{number}") for number in range(13)))
    text = terminal(many)
    assert (text.count("response-schema"), text.count("$ curl")) == (10, 1)
    assert "  and 3 more, which a report tells: --report html=FILE\n" in text


def test_a_warning_that_operations_share_is_told_once() -> None:
    slow = replace(LATE, operation="shop.a", blame="spec")
    many = [replace(slow, operation=f"shop.{name}", line=number) for number, name in enumerate("abcdefgh", 1)]
    failed = replace(slow, severity="error")
    other = replace(slow, pointer="/x")
    report = Report("check", "shop.yaml", (failed, *many, other, replace(failed, operation="shop.b")))
    assert terminal(report) == (
        "shop.a\n"
        "  error slow-pattern: this may take long (blame: spec)\n"
        "    shop.yaml:30\n"
        "  warning slow-pattern: this may take long (blame: spec)\n"
        "    shop.yaml:1\n"
        "    the same in 7 other operations: shop.b, shop.c, shop.d, shop.e, shop.f and 2 more\n"
        "  warning slow-pattern at /x: this may take long (blame: spec)\n"
        "    shop.yaml:30\n"
        "\n"
        "shop.b\n"
        "  error slow-pattern: this may take long (blame: spec)\n"
        "    shop.yaml:30\n"
        "\n"
        "check shop.yaml: 2 errors, 9 warnings"
    )


def test_where_nothing_is_found_only_that_is_told() -> None:
    assert terminal(NOTHING) == "check shop.yaml: 0 errors, 0 warnings"
    assert workflow_commands(NOTHING) == "mockserver check shop.yaml: 0 errors, 0 warnings"
    (case,) = suite_of(NOTHING).findall("testcase")
    assert (case.get("classname"), case.get("name"), list(case)) == ("shop.yaml", "check", [])


def test_junit_has_a_failure_for_each_error_and_a_test_for_all_else() -> None:
    suite = suite_of(REPORT)
    failed, told, warned, passed = suite.findall("testcase")
    assert dict(failed.attrib) == {"classname": "shop.pets.get", "name": "response-schema /0", "time": "0"}
    (failure,) = failed
    assert (failure.tag, failure.get("type"), failure.get("message")) == (
        "failure", "response-schema", "'name' is missing",
    )  # fmt: skip
    assert failure.text == (
        "'name' is missing\nshop.yaml:12\nblame: upstream\nwas: {}\nasked: a name\ncurl http://127.0.0.1:80/pets"
    )
    assert [(one.tag, one.text) for case in (told, warned) for one in case] == [
        ("system-out", "info: no longer found: type"),
        ("system-out", "warning: this may take long\nshop.yaml:30"),
    ]
    assert (passed.get("classname"), list(passed)) == ("shop.pets.list", [])
    assert suite.findtext("system-out") == "1 error, 1 warning, 1 passed\n12 requests, seed 1"


def test_junit_numbers_the_findings_that_cannot_be_told_apart() -> None:
    twice = replace(REPORT, entries=(MISSING, replace(MISSING, message="another value")))
    names = [case.get("name") for case in suite_of(twice).findall("testcase")]
    assert names[:2] == ["response-schema /0", "response-schema /0 (2)"]


def test_github_is_told_the_place_and_errors_first() -> None:
    asides = "blame: upstream%0Awas: {}%0Aasked: a name%0Acurl http://127.0.0.1:80/pets"
    assert workflow_commands(REPORT).split("\n") == [
        f"::error file=shop.yaml,line=12,title=shop.pets.get response-schema /0::'name' is missing%0A{asides}",
        "::warning file=shop.yaml,line=30,title=slow-pattern::this may take long",
        "::notice title=shop.pets.get no-longer-found::no longer found: type",
        "mockserver check shop.yaml: 1 error, 1 warning, 1 passed 12 requests, seed 1",
    ]


def test_github_is_told_no_separator_that_a_name_has() -> None:
    entry = replace(LATE, file="a:b,c%.yaml", message="100 %\nof it")
    (command, _) = workflow_commands(replace(NOTHING, entries=(entry,))).split("\n")
    assert command == "::warning file=a%3Ab%2Cc%25.yaml,line=30,title=slow-pattern::100 %25 of it"


def test_a_page_tells_everything_and_asks_for_nothing() -> None:
    text = page(REPORT)
    for told in ("response-schema", "&#x27;name&#x27; is missing", "shop.yaml:12", "blame: upstream", "asked: a name",
                 "curl http://127.0.0.1:80/pets", "slow-pattern", "shop.pets.list", "12 requests, seed 1"):  # fmt: skip
        assert told in text
    assert [*re.findall(r"(?:src|href)=|url\(|@import|fetch\(", text)] == []
    assert "default-src &#x27;none&#x27;" in text or "default-src 'none'" in text
    assert len(page(NOTHING)) < 4_000


def test_json_has_every_member_of_a_finding() -> None:
    told = json.loads(structured(REPORT))
    late, gone, missing = told.pop("findings")
    assert told == {
        "version": 1, "command": "check", "subject": "shop.yaml", "summary": "12 requests, seed 1",
        "counts": {"error": 1, "warning": 1, "info": 1}, "passed": ["shop.pets.list"],
    }  # fmt: skip
    assert missing == {
        "code": "response-schema", "severity": "error", "message": "'name' is missing", "file": "shop.yaml", "line": 12,
        "operation": "shop.pets.get", "pointer": "/0", "blame": "upstream", "curl": "curl http://127.0.0.1:80/pets",
        "details": ["was: {}", "asked: a name"], "fingerprint": MISSING.fingerprint,
    }  # fmt: skip
    assert (late["code"], gone["code"]) == (LATE.code, GONE.code)


# SARIF


def run_of(report: Report) -> dict[str, Any]:
    (run,) = json.loads(sarif(report))["runs"]
    assert isinstance(run, dict)
    return run


def test_sarif_has_a_rule_for_each_kind_and_the_position_in_the_specification() -> None:
    run = run_of(REPORT)
    assert [(rule["id"], rule["defaultConfiguration"]) for rule in run["tool"]["driver"]["rules"]] == [
        ("response-schema", {"level": "error"}),
        ("no-longer-found", {"level": "note"}),
        ("slow-pattern", {"level": "warning"}),
    ]
    assert run["results"][0] == {
        "ruleId": "response-schema",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "'name' is missing\nwas: {}\nasked: a name"},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": "shop.yaml"}, "region": {"startLine": 12}},
                "logicalLocations": [{"fullyQualifiedName": "shop.pets.get"}],
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": f"{MISSING.fingerprint}:1"},
        "properties": {
            "operation": "shop.pets.get", "pointer": "/0", "blame": "upstream",
            "curl": "curl http://127.0.0.1:80/pets", "details": ["was: {}", "asked: a name"],
        },
    }  # fmt: skip
    assert [result["level"] for result in run["results"]] == ["error", "note", "warning"]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("specs/my shop.yaml", "specs/my%20shop.yaml"),
        ("specs/büro#1.yaml", "specs/b%C3%BCro%231.yaml"),
        ("https://shop.example/a b.yaml?x=1", "https://shop.example/a%20b.yaml?x=1"),
        ("http://shop.example:80?q=%zz#[", "http://shop.example:80?q=%25zz%23%5B"),
        ("/far/away.yaml", "file:///far/away.yaml"),
    ],
)
def test_sarif_names_files_as_addresses(file: str, uri: str) -> None:
    (result,) = run_of(replace(NOTHING, entries=(replace(LATE, file=file),)))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}


def test_code_hosts_are_told_files_by_their_way_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    report = replace(NOTHING, entries=(replace(MISSING, file=str(tmp_path / "specs" / "shop.yaml")),))
    (result,) = run_of(report)["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "specs/shop.yaml"}
    assert workflow_commands(report).startswith("::error file=specs/shop.yaml,line=12,")


def test_code_hosts_are_told_files_by_their_way_from_the_root_of_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "api").mkdir()
    monkeypatch.chdir(tmp_path / "api")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    told = {
        "shop.yaml": "api/shop.yaml",
        "../b.yaml": "b.yaml",
        "<stdin>": "<stdin>",
        "http://a.test/b": "http://a.test/b",
    }
    for file, place in told.items():
        report = replace(NOTHING, entries=(replace(MISSING, file=file),))
        assert workflow_commands(report).startswith(f"::error file={place},line=12,".replace(":/", "%3A/"))
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "elsewhere"))
    report = replace(NOTHING, entries=(replace(MISSING, file=str(tmp_path / "api" / "shop.yaml")),))
    assert workflow_commands(report).startswith("::error file=shop.yaml,line=12,")


def test_each_result_of_sarif_has_a_line_of_a_file_since_code_hosts_refuse_others() -> None:
    nowhere = (Entry("late", "error", "no answer", "", 0, "POST /pets"), replace(LATE, line=0))
    results = run_of(replace(NOTHING, entries=nowhere, file="t.har"))["results"]
    assert [result["locations"][0]["physicalLocation"] for result in results] == [
        {"artifactLocation": {"uri": "t.har"}, "region": {"startLine": 1}},
        {"artifactLocation": {"uri": "shop.yaml"}, "region": {"startLine": 1}},
    ]


def test_each_rule_of_sarif_says_where_it_is_explained() -> None:
    for rule in run_of(REPORT)["tool"]["driver"]["rules"]:
        assert rule["help"] == {"text": f"What {rule['id']} means is told in docs/reference/checks.md"}
        assert rule["fullDescription"] == {"text": f"What `mockserver check` calls {rule['id']}"}


def test_sarif_has_no_more_results_than_code_hosts_take_and_the_least_severe_are_left_out() -> None:
    many = (GONE, *(replace(LATE, line=line) for line in range(1, MAX_RESULTS)), MISSING, GONE)
    run = run_of(replace(NOTHING, entries=many))
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("2 findings left out")
    assert Counter(result["level"] for result in run["results"]) == {"error": 1, "warning": MAX_RESULTS - 1}


def test_what_has_no_place_has_none_in_a_report() -> None:
    nowhere = Entry("late", "error", "no answer", "", 0)
    report = replace(NOTHING, entries=(nowhere,))
    assert run_of(replace(report, file=""))["results"][0]["locations"] == []
    assert workflow_commands(report).startswith("::error title=late::no answer\n")
    assert dict(suite_of(report)[0].attrib) == {"classname": "shop.yaml", "name": "late", "time": "0"}
    assert terminal(report).startswith("shop.yaml\n  error late: no answer\n\n")
