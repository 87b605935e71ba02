"""The control API describes itself, and keeps to what it says."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from openapi_spec_validator import validate
from werkzeug.test import Client

from mockserver import create_app
from mockserver.lint import lint
from mockserver.openapi import Document
from mockserver.web.control.document import FILE


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Client(create_app().wsgi_app).get("/__mock__/openapi.json").data)
    return found


def test_it_is_a_valid_openapi_document(document: dict[str, Any]) -> None:
    validate(document)
    assert document["openapi"] == "3.1.0"


def test_nothing_is_wrong_with_it() -> None:
    assert [str(told) for told in lint(Document.read(FILE))] == []


def test_it_names_every_route_and_no_other(document: dict[str, Any]) -> None:
    served = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/__mock__")))
        for rule in create_app().url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    methods = ("get", "put", "post", "delete", "patch")
    named = {(method.upper(), path) for path, item in document["paths"].items() for method in item if method in methods}
    assert named == served


@pytest.mark.parametrize("prefix", ["/__mock__", "/__control__", "/a/b"])
def test_it_says_where_it_is_served(prefix: str) -> None:
    answer = Client(create_app(control_prefix=prefix).wsgi_app).get(f"{prefix}/openapi.json")
    assert (answer.status_code, json.loads(answer.data)["servers"]) == (200, [{"url": prefix}])
