"""The verdicts on whole files of schemas, with their names and references, are those of JSON Schema's own suite."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mockserver.model import Schema
from mockserver.openapi.bundling import bundle
from mockserver.openapi.grammar import SCHEMA_LISTS, SCHEMA_MAPS, SCHEMA_SINGLES
from mockserver.openapi.sources import Reach, Text
from mockserver.schema import Validator

CORPUS = os.environ.get("MOCKSERVER_CORPUS")
SUITE = Path(CORPUS or "") / "json-schema"
SITE = "http://localhost:1234/"
"""Where the suite's schemas expect those that they refer to."""

WORDS_OF_3_0 = {
    "title", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength",
    "pattern", "maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties", "required", "enum", "type",
    "allOf", "oneOf", "anyOf", "not", "items", "properties", "additionalProperties", "description", "format",
    "default", "$schema",
}  # fmt: skip

pytestmark = pytest.mark.skipif(CORPUS is None, reason="MOCKSERVER_CORPUS does not name the folder with the suite")


class Remotes(Reach):
    """What reads the suite's own schemas, and one more, from its folder instead of from an address."""

    group: bytes = b""

    def read(self, uri: str) -> Text:
        if uri == f"{SITE}group":
            return Text("group", uri, self.group)
        path = SUITE / "remotes" / uri.removeprefix(SITE)
        return Text(str(path), uri, path.read_bytes()) if path.is_file() else super().read(uri)


def wrong(folder: str, version: str) -> tuple[int, list[str]]:
    """How many tests there are in a folder of the suite, and those that we judge otherwise."""
    count, found = 0, list[str]()
    for file, group in groups(folder):
        if version == "3.0" and not is_of_3_0(group["schema"]):
            continue
        validator = Validator(schema_of(group["schema"], version), "request")
        for test in group["tests"]:
            count += 1
            told = [v for v in validator.violations(test["data"]) if v.severity == "error"]
            if (told == []) is not test["valid"]:
                found.append(f"{file}: {group['description']}: {test['description']}")
    return count, found


def groups(folder: str) -> Iterator[tuple[str, Any]]:
    for file in sorted((SUITE / folder).glob("*.json")):
        yield from ((file.stem, group) for group in json.loads(file.read_text(encoding="utf-8")))


def schema_of(node: Any, version: str) -> Schema:
    """The schema as a file of its own that a document refers to."""
    root = {"openapi": f"{version}.0", "components": {"schemas": {"It": {"$ref": f"{SITE}group"}}}}
    reach = Remotes(SITE)
    object.__setattr__(reach, "group", json.dumps(node).encode())
    bundle(root, version, Text("api.json", f"{SITE}api.json", b""), reach)
    return Schema(root, "/components/schemas/It", version, "api.json")


def is_of_3_0(node: Any) -> bool:
    """Whether OpenAPI 3.0 has every word that a schema of draft 4 uses."""
    if not isinstance(node, dict):
        return False
    if "$ref" in node or set(node) - WORDS_OF_3_0 or not isinstance(node.get("type", ""), str):
        return False
    if isinstance(node.get("items"), list) or node.get("type") == "null" or node.get("enum") == [None]:
        return False
    return all(isinstance(child, bool) or is_of_3_0(child) for child in children(node))


def children(node: dict[str, Any]) -> Iterator[Any]:
    for key, value in node.items():
        if key in SCHEMA_SINGLES:
            yield value
        elif key in SCHEMA_MAPS:
            yield from value.values()
        elif key in SCHEMA_LISTS:
            yield from value


@pytest.mark.parametrize(("folder", "version", "least"), [("draft2020-12", "3.1", 600), ("draft4", "3.0", 150)])
def test_every_verdict_of_the_required_part_is_right(folder: str, version: str, least: int) -> None:
    count, found = wrong(folder, version)
    assert (count >= least, found) == (True, [])


@pytest.mark.parametrize(("folder", "version", "least"), [("draft2020-12", "3.1", 400), ("draft4", "3.0", 50)])
def test_nearly_every_verdict_on_formats_is_right(folder: str, version: str, least: int) -> None:
    count, found = wrong(f"{folder}/optional/format", version)
    assert (count >= least, len(found) <= 0.02 * count, found if len(found) > 0.02 * count else []) == (True, True, [])
