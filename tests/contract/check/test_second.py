"""openapi-core as a second judge."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mockserver.contract.check import Effort, OpenApiCore, Provider, check
from mockserver.exceptions import MockserverError
from mockserver.model import Request, Response
from mockserver.openapi import Document, read_operations
from tests.contract.zoo.asking import in_process
from tests.contract.zoo.judging import api_of, told
from tests.contract.zoo.library import KEY, SPEC, Library
from tests.documents import document, giving, written

PET = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
HEADERS = {"X-Total": {"required": True, "schema": {"type": "integer"}}}
PETS = document(
    {"/pets/{id}": {"get": {"responses": {"200": {**giving(PET, "application/pet+json"), "headers": HEADERS}}}}}
)


def problems(folder: Path, response: Response) -> tuple[str, ...]:
    read = Document.read(written(folder, PETS))
    return OpenApiCore(read).problems(read_operations(read).operations[0], Request("GET", "/pets/5"), response)


def answer(value: object, *headers: tuple[str, str]) -> Response:
    return Response.json(200, value, headers, media_type="application/pet+json")


def test_it_has_nothing_against_a_right_answer(tmp_path: Path) -> None:
    assert problems(tmp_path, answer({"name": "Rex"}, ("x-total", "5"))) == ()


def test_it_objects_to_a_wrong_one(tmp_path: Path) -> None:
    assert problems(tmp_path, answer({"name": 5}, ("x-total", "5"))) == ("5 is not of type 'string'",)
    assert problems(tmp_path, answer({}, ("x-total", "5"))) == ("'name' is a required property",)


def test_a_right_provider_is_right_for_both() -> None:
    provider = Provider("http://library.example", in_process(Library()), headers={"x-key": KEY})
    assert told(check(api_of(SPEC), provider, Effort(2, broken=5), judge=OpenApiCore(api_of(SPEC).document))) == ""


def test_what_it_alone_objects_to_is_a_finding() -> None:
    class Strict:
        def problems(self, *_: object) -> tuple[str, ...]:
            return ("it is too warm",)

    provider = Provider("http://library.example", in_process(Library()), headers={"x-key": KEY})
    report = check(api_of(SPEC), provider, Effort(1, operations=("authors.get",), broken=1), judge=Strict())
    assert {(entry.code, entry.message) for entry in report.entries} == {("second-judge", "it is too warm")}


def test_it_has_to_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openapi_core", None)
    with pytest.raises(MockserverError, match=r"pip install 'mockserver\[contract\]'"):
        OpenApiCore(Document.read(SPEC))


def test_it_does_not_know_every_version(tmp_path: Path) -> None:
    swagger = {"swagger": "2.0", "info": {"title": "", "version": ""}, "paths": {}}
    with pytest.raises(MockserverError, match=r"knows OpenAPI 3\.0 and 3\.1 alone"):
        OpenApiCore(Document.read(written(tmp_path, swagger)))
