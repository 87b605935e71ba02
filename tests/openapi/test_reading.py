"""A specification file is read as JSON values, and nothing in it stops the reader but a clear line."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.exceptions import SpecError
from mockserver.openapi import reading
from mockserver.openapi.reading import line_of, parse, read_positions, read_text


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which parsed texts are kept."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("MOCKSERVER_CACHE", str(folder))
    return folder


def read(text: str) -> Any:
    return parse(text.encode(), "shop.yaml")


def refusal(text: str | bytes) -> str:
    with pytest.raises(SpecError) as error:
        parse(text.encode() if isinstance(text, str) else text, "shop.yaml")
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("False", False), ("TRUE", True), ("yes", "yes"), ("on", "on"), ("No", "No"), ("n", "n"),
        ("null", None), ("~", None), ("", None), ("NULL", None), ("none", "none"),
        ("1", 1), ("-17", -17), ("+5", 5), ("010", 10), ("0o10", 8), ("0x1F", 31), ("0b11", "0b11"), ("1_000", "1_000"),
        ("1.5", 1.5), ("1.", 1.0), (".5", 0.5), ("1e3", 1000.0), ("-1.5E-2", -0.015), ("1e", "1e"),
        ("60:30", "60:30"), ("2026-01-01", "2026-01-01"), ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("'1'", "1"), ('"true"', "true"), (".inf", ".inf"), ("-.inf", "-.inf"), (".nan", ".nan"), ("=", "="),
        ("<<", "<<"), ("!!str 5", "5"), ("!!int '5'", 5), ("!!float '5'", 5.0), ("!!bool 'true'", True),
        ("18446744073709551616", 2**64),
    ],
)  # fmt: skip
def test_scalars_mean_what_yaml_1_2_says(text: str, value: Any) -> None:
    found = read(f"a: {text}\n")
    assert found == {"a": value}
    assert type(found["a"]) is type(value)


def test_keys_are_strings() -> None:
    assert read("1: a\ntrue: b\nnull: c\n2026-01-01: d\n1.5: e\n") == {
        "1": "a",
        "true": "b",
        "null": "c",
        "2026-01-01": "d",
        "1.5": "e",
    }


def test_lists_and_blocks_are_read() -> None:
    assert read("a:\n  - 1\n  - [x, {y: z}]\nb: |\n  one\n  two\nc: >\n  one\n  two\n") == {
        "a": [1, ["x", {"y": "z"}]],
        "b": "one\ntwo\n",
        "c": "one two\n",
    }


def test_aliases_repeat_their_anchor() -> None:
    assert read("a: &x {b: 1}\nc: *x\nd: [*x]\n") == {"a": {"b": 1}, "c": {"b": 1}, "d": [{"b": 1}]}


def test_a_key_and_a_single_value_may_be_anchors() -> None:
    assert read("&k name: &v Rex\nother: *v\nlist: [&x 1, *x, *k]\n") == {
        "name": "Rex", "other": "Rex", "list": [1, 1, "name"],
    }  # fmt: skip


def test_merged_mappings_fill_in_what_is_not_there() -> None:
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\none: {<<: *a, y: 3}\nboth: {<<: [*a, *b]}\n"
    found = read(text)
    assert (found["one"], found["both"]) == ({"x": 1, "y": 3}, {"x": 1, "y": 1, "z": 2})


def test_an_alias_without_its_anchor_is_refused_with_its_line() -> None:
    assert refusal("a: 1\nb: *gone\n") == "shop.yaml:2: not valid YAML: there is no anchor 'gone' before this alias"


def test_a_byte_order_mark_is_no_content() -> None:
    assert parse(b'\xef\xbb\xbf{"a": 1}', "shop.json") == {"a": 1}
    assert parse("a: ä\n".encode("utf-16"), "shop.yaml") == {"a": "ä"}


def test_json_is_read() -> None:
    assert parse(b' \n {"a": [1, 2.5, null, "\\u00e4"]}', "shop.json") == {"a": [1, 2.5, None, "ä"]}


def test_yaml_that_begins_like_json_is_read() -> None:
    assert parse(b"{a: 1, 'b': [x]}", "shop.yaml") == {"a": 1, "b": ["x"]}


def test_an_empty_file_is_nothing() -> None:
    assert parse(b"", "shop.yaml") is None


def test_a_duplicate_key_is_refused_with_its_line() -> None:
    assert refusal("a: 1\nb:\n  c: 1\n  c: 2\n") == (
        "shop.yaml:4: not valid YAML: the key 'c' stands here twice; remove one of the two"
    )


def test_a_key_that_is_no_scalar_is_refused_with_its_line() -> None:
    assert refusal("a: 1\n? [x]\n: 2\n") == "shop.yaml:2: not valid YAML: a key must be a scalar; write it as a string"


def test_yaml_that_cannot_be_read_is_refused_with_its_line() -> None:
    assert refusal("a: 1\nb: [1, 2\nc: 3\n").startswith("shop.yaml:3: not valid YAML: ")


def test_json_that_cannot_be_read_is_refused_with_its_line() -> None:
    assert refusal('{"a": 1,\n "b": }}').startswith("shop.yaml:2: not valid JSON: ")


@pytest.mark.parametrize("text", [b"\xff\xfe\xfa", b"a: \x00", b"%YAML 9\n---\n", b"a: !!int x", b"!own x"])
def test_bytes_that_are_no_yaml_are_one_clear_line(text: bytes) -> None:
    message = refusal(text)
    assert message.startswith("shop.yaml:1: not valid YAML: ")
    assert "\n" not in message


@pytest.mark.parametrize("text", [b"a: 1\nb: \xc3\x28\n", b'{"a": 1,\n"b": "\xfc"}'])
def test_what_is_not_utf_8_is_refused_with_its_line_and_the_remedy(text: bytes) -> None:
    (byte,) = set(text) & {0xC3, 0xFC}
    assert refusal(text) == f"shop.yaml:2: not UTF-8: the byte {byte:#04x} is none there; save it as UTF-8"


def test_a_control_character_is_refused_with_its_line() -> None:
    why = "shop.yaml:3: not valid YAML: control characters are not allowed; take it out"
    assert [refusal(f"ä: 1\n\nb: {sign}\n") for sign in ("\0", "\x07")] == [why, why]


def test_a_tab_that_indents_is_called_one() -> None:
    why = "shop.yaml:2: not valid YAML: a tab stands where the line is indented; indent it with spaces"
    assert [refusal(f"a:\n{indent}b: 1\n") for indent in ("\t", "  \t")] == [why, why]
    assert "; correct it there" in refusal("a:\n  @b: 1\n")


def test_what_is_not_closed_is_told_with_the_line_where_it_begins() -> None:
    told = refusal("a: 1\nb: [1,\n  2\nc: 3\n")
    assert "while parsing a flow sequence that begins on line 2; correct it there" in told


@pytest.mark.parametrize(
    "text", ["a: !!binary aGk=", "a: !!timestamp 2026-01-01", "a: !!set {x, y}", "a: !!float .nan"]
)
def test_what_is_no_json_value_is_no_value_of_a_specification(text: str) -> None:
    assert refusal(text).startswith("shop.yaml:1: not valid YAML: ")


def test_two_documents_in_one_file_are_refused() -> None:
    assert refusal("a: 1\n---\nb: 2\n").startswith("shop.yaml:2: not valid YAML: ")


@pytest.mark.parametrize("kind", ["list", "map"])
def test_aliases_that_multiply_are_refused(kind: str) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in range(1, 9):
        names = ", ".join(f"*a{level - 1}" if kind == "list" else f"k{i}: *a{level - 1}" for i in range(10))
        lines.append(f"a{level}: &a{level} " + (f"[{names}]" if kind == "list" else f"{{{names}}}"))
    assert refusal("\n".join(lines)) == (
        "shop.yaml:1: not valid YAML: its aliases multiply to too many values, or contain themselves; write them out"
    )


def test_an_alias_that_contains_itself_is_refused() -> None:
    assert "contain themselves" in refusal("a: &a\n  b: *a\n")


@pytest.mark.parametrize("text", [b"[" * 5_000 + b"]" * 5_000, b"a: " + b"[" * 5_000 + b"]" * 5_000, b'{"a":' * 5_000])
def test_what_is_nested_too_deep_is_refused(text: bytes) -> None:
    assert refusal(text).startswith("shop.yaml:1: ")


@pytest.mark.parametrize("text", ["'[' * 100_000", "'- ' * 100_000", "'a: ' + '[' * 100_000"])
def test_nesting_of_any_depth_does_not_kill_the_process(text: str) -> None:
    program = f"from mockserver.openapi.reading import parse; parse(({text}).encode(), 'deep.yaml')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "SpecError: deep.yaml:1: " in done.stderr) == (1, True)


# Files


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"a: \xc3\xa4\r\n")
    assert read_text(file) == b"a: \xc3\xa4\r\n"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as error:
        read_text(tmp_path / "a.yaml")
    assert str(error.value) == f"{tmp_path / 'a.yaml'}: there is no such file; check the path"


def test_a_folder_is_refused_with_the_file_that_may_be_meant(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as of_none:
        read_text(tmp_path)
    for name in ("shop.yaml", "notes.txt", "api.json"):
        (tmp_path / name).touch()
    with pytest.raises(SpecError) as error:
        read_text(tmp_path)
    assert str(of_none.value) == f"{tmp_path}: this is a folder; name the file in it"
    assert str(error.value) == f"{tmp_path}: this is a folder; name the file in it, such as {tmp_path / 'api.json'}"


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    with file.open("wb") as opened:
        opened.truncate(reading.MAX_BYTES + 1)
    with pytest.raises(SpecError, match=f"{reading.MAX_BYTES + 1} bytes is more than the {reading.MAX_BYTES}"):
        read_text(file)


# Values


@settings(deadline=None, max_examples=200)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff")),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=4),
        max_leaves=10,
    )
)  # fmt: skip
def test_what_is_json_is_the_same_in_yaml(value: Any) -> None:
    text = json.dumps({"a": value}, ensure_ascii=False)
    for start in ("first", "from the cache"):
        assert parse(b"# yaml\n" + text.encode(), "shop.yaml") == {"a": value}, start
    assert parse(text.encode(), "shop.json") == {"a": value}


def test_a_number_is_the_same_from_the_cache(cache: Path) -> None:
    text = "a: 1.0\nb: 1e400\nc: 0.1\nd: -0.0\n"
    first, second = read(text), read(text)
    assert first == second
    assert [type(value) for value in first.values()] == [type(value) for value in second.values()]
    assert math.copysign(1, second["d"]) == -1


# Places


TEXT = b"""\
openapi: 3.1.0
paths:
  /a/b:
    get:
      tags:
        - one
        - two
      responses: {"200": {description: good}}
"""


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        ((), 1),
        (("paths",), 2),
        (("paths", "/a/b"), 3),
        (("paths", "/a/b", "get", "tags"), 5),
        (("paths", "/a/b", "get", "tags", "1"), 7),
        (("paths", "/a/b", "get", "responses", "200", "description"), 8),
        (("paths", "/a/b", "get", "tags", "2"), 5),
        (("paths", "/a/b", "get", "tags", "x"), 5),
        (("paths", "/a/b", "get", "tags", "²"), 5),
        (("paths", "/a/b", "put"), 3),
        (("openapi", "deeper"), 1),
        (("nothing",), 1),
    ],
)
def test_a_value_has_a_line(steps: tuple[str, ...], line: int) -> None:
    assert line_of(read_positions(TEXT), steps) == line


def test_json_has_lines_too() -> None:
    positions = read_positions(b'{\n "a": {\n  "b": 1},\n "c": [0,\n  {"d": 2}]}')
    told = [("a", "b"), ("c", "1", "d"), ("a", "gone"), ("a", "b", "deeper"), ("c", "7"), ()]
    assert [line_of(positions, steps) for steps in told] == [3, 5, 2, 3, 4, 1]


def test_what_begins_like_json_and_is_yaml_has_lines_too() -> None:
    assert line_of(read_positions(b"{a: 1,\n b: {c: 2}}"), ("b", "c")) == 2


@pytest.mark.parametrize("text", [b"a: [", b"\xff\xfe\xfa"])
def test_what_cannot_be_read_has_no_places(text: bytes) -> None:
    assert read_positions(text) is None
    assert line_of(None, ("a",)) == 1
