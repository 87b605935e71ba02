"""A document knows its version, its references and the lines of its values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.exceptions import SpecError
from mockserver.model import MAX_REFERENCES, SpecReference
from mockserver.openapi import Document

TEXT = """\
openapi: 3.1.0
x-mockserver-behaviour: shop
paths:
  /a/b:
    $ref: '#/components/pathItems/~1x%7B'
components:
  pathItems:
    /x{:
      get: {}
  loop:
    $ref: '#/components/loop'
  out:
    $ref: other.yaml#/a
  gone:
    $ref: '#/components/nothing'
"""


@pytest.fixture
def document(tmp_path: Path) -> Document:
    (tmp_path / "shop.v1.yaml").write_text(TEXT, encoding="utf-8")
    return Document.read(tmp_path / "shop.v1.yaml")


def refusal(root: Any) -> str:
    with pytest.raises(SpecError) as error:
        Document.of("shop", "shop.yaml", root)
    return str(error.value)


def test_a_document_is_called_by_its_files_stem(document: Document, tmp_path: Path) -> None:
    assert (document.name, document.file) == ("shop.v1", str(tmp_path / "shop.v1.yaml"))


@pytest.mark.parametrize(
    ("stated", "version"),
    [
        ({"openapi": "3.0.0"}, "3.0"),
        ({"openapi": "3.0.4"}, "3.0"),
        ({"openapi": "3.1.0"}, "3.1"),
        ({"openapi": "3.1.1-rc1"}, "3.1"),
        ({"openapi": 3.1}, "3.1"),
        ({"swagger": "2.0"}, "2.0"),
        ({"swagger": 2.0}, "2.0"),
    ],
)
def test_the_version_gives_the_keywords_their_meaning(stated: dict[str, Any], version: str) -> None:
    assert Document.of("shop", "shop.yaml", {**stated, "paths": {}}).version == version


@pytest.mark.parametrize(
    ("root", "message"),
    [
        (None, "not an OpenAPI document: it is no object"),
        ([], "not an OpenAPI document: it is no object"),
        ("text", "not an OpenAPI document: it is no object"),
        ({"paths": {}}, "not an OpenAPI document: it has no 'openapi' with its version"),
        ({"swagger": "1.2", "paths": {}}, "not an OpenAPI document: it has no 'openapi' with its version"),
        ({"openapi": "4.0.0", "paths": {}}, "OpenAPI 4.0.0 is not read; use 2.0, 3.0, 3.1 or 3.2"),
        ({"openapi": "3.10.0", "paths": {}}, "OpenAPI 3.10.0 is not read; use 2.0, 3.0, 3.1 or 3.2"),
    ],
)
def test_what_is_no_openapi_document_is_refused(root: Any, message: str) -> None:
    assert refusal(root) == f"shop.yaml:1: {message}"


@pytest.mark.parametrize(
    ("stated", "found"), [("shop", "shop"), ("its.own.shop", "its.own.shop"), (5, None), (None, None)]
)
def test_a_behaviour_is_named_by_a_text(stated: Any, found: str | None) -> None:
    root = {"openapi": "3.1.0", "paths": {}, "x-mockserver-behaviour": stated}
    assert Document.of("shop", "shop.yaml", root).behaviour == found


def test_references_are_followed_to_their_end(document: Document) -> None:
    assert document.child("/paths", "/a/b") == ({"get": {}}, "/components/pathItems/~1x{")
    assert document.follow("/openapi") == ("3.1.0", "/openapi")


@pytest.mark.parametrize(
    ("pointer", "message"),
    [
        ("/components/loop", ":10: its references go in a circle; break it"),
        ("/components/out", ":12: 'other.yaml#/a' is outside this file; move it into the file"),
        ("/components/gone", ":14: there is nothing at '#/components/nothing'; correct the reference"),
        ("/components/nowhere", ":6: there is nothing at '#/components/nowhere'; correct the reference"),
    ],
)
def test_a_reference_that_leads_nowhere_is_refused_with_its_line(
    document: Document, pointer: str, message: str
) -> None:
    with pytest.raises(SpecError) as error:
        document.follow(pointer)
    assert str(error.value) == f"{document.file}{message}"


def test_a_long_way_of_references_is_no_circle() -> None:
    links = {f"l{number}": {"$ref": f"#/x/l{number + 1}"} for number in range(MAX_REFERENCES - 1)}
    root = {"openapi": "3.1.0", "paths": {}, "x": {**links, f"l{MAX_REFERENCES - 1}": "end"}}
    assert Document.of("shop", "shop.yaml", root).follow("/x/l0")[0] == "end"


@pytest.mark.parametrize(("pointer", "line"), [("", 1), ("/paths/~1a~1b", 4), ("/components/pathItems/~1x{/get", 9)])
def test_a_pointer_has_a_line(document: Document, pointer: str, line: int) -> None:
    assert document.where(pointer) == f"{document.file}:{line}"


def test_a_file_that_is_gone_has_one_line() -> None:
    assert Document.of("shop", "nowhere.yaml", {"openapi": "3.1.0", "paths": {}}).line("/paths") == 1


def test_a_schema_of_a_document_knows_its_version_and_file(document: Document) -> None:
    found = document.schema("/components")
    assert (found.root, found.pointer, found.version, found.file) == (
        document.root, "/components", "3.1", document.file,
    )  # fmt: skip
    assert document.reference("/a") == SpecReference(document.file, "/a")


def test_a_value_is_at_its_pointer(document: Document) -> None:
    assert document.at("/components/pathItems/~1x{") == {"get": {}}
    with pytest.raises(LookupError):
        document.at("/nothing")
