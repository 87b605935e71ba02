"""A specification that means harm is refused, or contained, in a moment."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from mockserver import load
from mockserver.exceptions import SpecError
from mockserver.lint import lint
from mockserver.openapi import Document, read_operations
from mockserver.openapi.positions import line_of, read_positions
from mockserver.openapi.reading import parse
from tests.documents import OK, Json, ask, document, giving, taking, written

SECONDS = 5.0


def refusal(text: str) -> str:
    with pytest.raises(SpecError) as error:
        parse(text.encode(), "shop.yaml")
    return str(error.value)


def test_aliases_may_not_nest_deeper_than_what_is_written_out() -> None:
    lines = ["a0: &a0 [x]", *(f"a{level}: &a{level} [*a{level - 1}]" for level in range(1, 400))]
    assert "nested more than" in refusal("\n".join(lines))


def test_merges_that_multiply_are_refused() -> None:
    lines = ["a0: &a0 {" + ", ".join(f"k{n}: 1" for n in range(10)) + "}"]
    lines += [
        f"a{level}: &a{level} {{" + ", ".join(f"k{n}: *a{level - 1}" for n in range(10)) + "}" for level in range(1, 9)
    ]
    assert "multiply to too many values" in refusal("\n".join([*lines, "b:\n  <<: *a8"]))


@pytest.mark.parametrize("merged", ["5", "[1]", "[{a: 1}, x]"])
def test_only_mappings_can_be_merged(merged: str) -> None:
    assert (
        refusal(f"a:\n  <<: {merged}\n") == "shop.yaml:2: not valid YAML: '<<' takes a mapping, or a list of mappings"
    )


def test_merged_members_give_way_to_a_mappings_own_and_to_earlier_ones() -> None:
    text = "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  a: 0\n  <<: [*x, *y]\nq: {'<<': 1}\n"
    found = parse(text.encode(), "shop.yaml")
    assert (found["z"], found["q"]) == ({"a": 0, "b": 1, "c": 2}, {"<<": 1})


@pytest.mark.parametrize("depth", [254, 255, 1_000, 100_000])
@pytest.mark.parametrize("start", ["", "# yaml\n"])
def test_depth_has_one_limit_in_json_and_in_yaml(depth: int, start: str) -> None:
    text = start + "[" * depth + "]" * depth
    if depth <= 254:
        assert parse(text.encode(), "shop.yaml")
    else:
        assert refusal(text).startswith("shop.yaml:")


def test_a_number_of_any_length_is_read() -> None:
    started = time.process_time()
    found = parse(("a: " + "9" * 1_000_000).encode(), "shop.yaml")
    assert (type(found["a"]), time.process_time() - started < SECONDS) == (float, True)


@pytest.mark.parametrize("count", [2, 50, 500])
def test_files_that_refer_to_each_other_in_a_circle_end(tmp_path: Path, count: int) -> None:
    for number in range(count):
        following = {"$ref": f"f{(number + 1) % count}.json"}
        (tmp_path / f"f{number}.json").write_text(json.dumps(following), encoding="utf-8")
    root = document({"/a": {"$ref": "f0.json"}, "/b": {"get": {"responses": OK}}})
    (tmp_path / "api.json").write_text(json.dumps(root), encoding="utf-8")
    offer = read_operations(Document.read(tmp_path / "api.json"))
    assert [operation.path for operation in offer.operations] == ["/b"]
    assert offer.findings[0].message == "its references go in a circle; break it"


NAMES = ["", " ", "a\nb", "\x00", "~", "/", "~1", "%41", "..", "$ref", "__proto__", "a" * 10_000, "\u202e", "🦊"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_may_be_anything(name: str) -> None:
    schemas = {name: {"type": "integer"}}
    root = document(
        {f"/{name}": {"get": {"operationId": name, "responses": {name: {}}}}}, components={"schemas": schemas}
    )
    found = Document.of("shop", "shop.json", root)
    assert len(read_operations(found).operations) == 1
    assert all("\n" not in str(told) for told in lint(found))


def test_a_large_text_tells_its_lines_in_a_moment() -> None:
    items = {f"/p{number}": {"get": {"description": "x" * 400, "responses": OK}} for number in range(20_000)}
    text = json.dumps({"paths": items}, indent=1).encode()
    assert len(text) > 10_000_000
    started = time.process_time()
    positions = read_positions(text)
    lines = [line_of(positions, ("paths", f"/p{number}", "get", "responses")) for number in range(0, 20_000, 100)]
    assert (lines[:2], time.process_time() - started < SECONDS) == ([6, 1006], True)


def wide(count: int) -> Json:
    properties = {f"p{number}": {"$ref": "#/components/schemas/A"} for number in range(count)}
    return {"type": "object", "properties": properties, "allOf": [{"$ref": "#/components/schemas/A"}] * count}


def test_schemas_that_include_themselves_many_times_are_looked_at_in_a_moment() -> None:
    root = document({"/a": {"get": {"responses": OK}}}, components={"schemas": {"A": wide(300)}})
    started = time.process_time()
    lint(Document.of("shop", "shop.json", root))
    assert time.process_time() - started < SECONDS


def ladder(width: int, height: int) -> dict[str, Json]:
    """Schemas of which each holds the next several times over."""
    rungs = {
        f"A{step}": {
            "type": "object",
            "properties": {f"p{name}": {"$ref": f"#/components/schemas/A{step + 1}"} for name in range(width)},
        }
        for step in range(height)
    }
    return {**rungs, f"A{height}": {"type": "string"}}


@pytest.mark.parametrize(
    "node",
    [
        {"type": "array", "minItems": 10**9, "items": {"type": "string"}},
        {"type": "array", "minItems": 10**5, "uniqueItems": True, "items": {"type": "integer"}},
        {"type": "object", "minProperties": 10**7},
        {"type": "string", "minLength": 10**9},
        {"type": "string", "pattern": "^a{1000000000}$"},
        {"$ref": "#/components/schemas/A0"},
    ],
    ids=["items", "unique items", "properties", "text", "pattern", "ladder"],
)
def test_an_answer_that_would_be_enormous_is_given_up_in_a_moment(tmp_path: Path, node: Json) -> None:
    root = document({"/a": {"get": {"responses": {"200": giving(node)}}}}, components={"schemas": ladder(10, 40)})
    engine = load(written(tmp_path, root))
    started = time.process_time()
    answers = [ask(engine, "GET", "/a", headers=[("prefer", wish)]) for wish in ("", "dynamic=true")]
    assert [answer.status for answer in answers] == [200, 200]
    assert time.process_time() - started < SECONDS


def test_records_of_which_each_part_holds_the_next_several_times_are_kept_in_a_moment(tmp_path: Path) -> None:
    refs = [[{"$ref": f"#/components/schemas/A{step}{name}"} for name in "xyz"] for step in range(31)]
    rungs = {f"A{step}{name}": {"allOf": refs[step + 1]} for step in range(30) for name in "xyz"}
    last = {f"A30{name}": {"type": "object", "properties": {name: {"type": "string"}}} for name in "xyz"}
    one: Json = {"allOf": refs[0]}
    paths: Json = {
        "/a": {
            "get": {"responses": {"200": giving({"type": "array", "items": one})}},
            "post": {"requestBody": taking(one), "responses": {"201": giving(one)}},
        }
    }
    engine = load(written(tmp_path, document(paths, components={"schemas": {**rungs, **last}})))
    started = time.process_time()
    shown = ask(engine, "GET", "/a")
    made = ask(engine, "POST", "/a", b'{"x": "1"}', headers=[("content-type", "application/json")])
    assert (shown.status, made.status, made.value["x"]) == (200, 201, "1")
    assert time.process_time() - started < SECONDS
