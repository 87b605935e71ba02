"""Reports are what the schemas of those who read them ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from jsonschema_rs import Draft202012Validator

from mockserver.contract.report import Report
from mockserver.contract.reports import junit, sarif
from tests.contract.reports.reporting import LATE, REPORT, REPORTS

SCHEMAS = Path(__file__).parent / "schemas"
SARIF = Draft202012Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8")), validate_formats=True)
XS = "{http://www.w3.org/2001/XMLSchema}"
XSD = ElementTree.parse(SCHEMAS / "junit-10.xsd").getroot()
ELEMENTS = {str(node.get("name")): node for node in XSD.findall(f"{XS}element")}
FEW = settings(max_examples=30, deadline=None)


def broken(element: ElementTree.Element) -> Iterator[str]:
    """What an element and those inside it have that the schema does not know, and what they lack."""
    node = ELEMENTS[element.tag]
    attributes = {str(each.get("name")): each.get("use") == "required" for each in node.iter(f"{XS}attribute")}
    inner = {str(each.get("ref")) for each in node.iter(f"{XS}element") if each is not node}
    yield from (f"{element.tag}: attribute {name}" for name in element.attrib if name not in attributes)
    yield from (
        f"{element.tag}: no {name}"
        for name, is_required in attributes.items()
        if is_required > (name in element.attrib)
    )
    yield from (f"{element.tag}: {child.tag} inside" for child in element if child.tag not in inner)
    for child in element:
        yield from broken(child)


@given(report=REPORTS)
@FEW
def test_junit_is_what_the_schema_of_jenkins_asks_for(report: Report) -> None:
    assert list(broken(ElementTree.fromstring(junit(report)))) == []


def test_the_schema_of_jenkins_refuses_what_it_does_not_know() -> None:
    root = ElementTree.fromstring(
        '<testsuites><testsuite name="a" tests="1"><testcase line="3"/></testsuite></testsuites>'
    )
    assert list(broken(root)) == [
        "testsuite: no failures",
        "testsuite: no errors",
        "testcase: attribute line",
        "testcase: no name",
    ]


@pytest.mark.parametrize("report", [REPORT, Report("check", "shop.yaml", ())])
def test_sarif_is_what_its_schema_asks_for(report: Report) -> None:
    SARIF.validate(json.loads(sarif(report)))


@pytest.mark.parametrize(
    "file", ["x://[", "a b://c", "http://[::1", "http://h:port/x", "http://h/%", "//x", "%zz", "-"]
)
def test_sarif_names_files_as_its_schema_asks_for_whatever_they_are_called(file: str) -> None:
    SARIF.validate(json.loads(sarif(replace(REPORT, entries=(replace(LATE, file=file),)))))


@given(report=REPORTS)
@FEW
def test_sarif_is_what_its_schema_asks_for_whatever_was_found(report: Report) -> None:
    SARIF.validate(json.loads(sarif(report)))
