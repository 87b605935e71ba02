"""JSON is read and written with every integer as it is, and otherwise just as orjson does."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver import exact_json

LARGEST = 10**exact_json.MAX_DIGITS - 1
INTEGERS = st.one_of(st.integers(-(2**66), 2**66), st.integers(-LARGEST, LARGEST))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), INTEGERS, st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
)
TEXTS = st.text(st.sampled_from('0123456789-+.eE"[]{},: naNtrue\\'))


def same(one: Any, other: Any) -> bool:
    """Whether two values are one, with the types of their numbers."""
    return repr(one) == repr(other)


@given(VALUES, st.sampled_from([None, 2]))
def test_what_is_read_is_what_was_written(value: Any, indent: int | None) -> None:
    value = json.loads(json.dumps(value))
    assert same(exact_json.loads(json.dumps(value, indent=indent, ensure_ascii=bool(indent))), value)
    assert same(exact_json.loads(exact_json.dumps(value)), value)
    assert same(exact_json.loads(exact_json.dumps(value, exact_json.OPT_INDENT_2).decode()), value)


@given(VALUES)
def test_members_are_sorted_on_demand(value: Any) -> None:
    written = exact_json.dumps(value, exact_json.OPT_SORT_KEYS)
    assert exact_json.dumps(exact_json.loads(written)) == written


def complaint(read: Callable[[str], Any], text: str) -> str:
    """Why a text is no JSON; empty where it is."""
    try:
        read(text)
    except orjson.JSONDecodeError as error:
        return str(error)
    return ""


@given(TEXTS)
def test_what_is_no_json_to_orjson_is_none_here(text: str) -> None:
    assert complaint(exact_json.loads, text) == complaint(orjson.loads, text)


@pytest.mark.parametrize("bits", [53, 63, 64, 65, 128, 1000])
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("beyond", [-1, 0, 1])
def test_an_integer_of_any_size_is_exact(bits: int, sign: int, beyond: int) -> None:
    number = sign * 2**bits + beyond
    for value in (number, [number], {"a": {"b": [1.5, "12345678901234567890123", number]}}):
        assert same(exact_json.loads(json.dumps(value)), value)
        assert same(exact_json.loads(exact_json.dumps(value)), value)


@pytest.mark.parametrize(
    "text",
    [
        "9" * 309,
        "-" + "9" * 5_000,
        "[" + "9" * 1_000_000 + "]",
        "1" * 30 + "e400",
        "0" + "1" * 30,
        f"[{'1' * 30}, NaN]",
        f"[{'1' * 30}, Infinity]",
        f'[{"1" * 30}, "\\ud800"]',
        f'[{"1" * 30}, "\n"]',
        f"[{'1' * 30},]",
    ],
    ids=lambda text: text[:8],
)
def test_what_is_no_number_or_no_json_is_told(text: str) -> None:
    for each in (text, text.encode()):
        with pytest.raises(exact_json.JSONDecodeError):
            exact_json.loads(each)


def test_the_last_of_several_members_of_a_name_counts_with_long_integers_as_without() -> None:
    assert exact_json.loads(b'{"a": 1, "a": 2}') == {"a": 2}
    assert exact_json.loads(b'{"a": 1, "a": %d}' % 10**20) == {"a": 10**20}


def test_depth_is_no_trouble_beside_a_long_integer() -> None:
    text = "[" * 1_000 + "1" * 30 + "]" * 1_000
    with pytest.raises(exact_json.JSONDecodeError, match="nested too deep"):
        exact_json.loads(text)


@pytest.mark.parametrize("depth", [253, 254, 255, 100_000])
def test_what_is_nested_too_deep_is_not_written(depth: int) -> None:
    value: Any = 10**30
    for _ in range(depth):
        value = [value]
    if depth <= exact_json.MAX_DEPTH:
        assert exact_json.dumps(value) == b"[" * depth + b"%d" % 10**30 + b"]" * depth
        return
    with pytest.raises(exact_json.JSONEncodeError):
        exact_json.dumps(value)


def test_what_is_no_json_is_written_by_its_default_or_not_at_all() -> None:
    assert exact_json.dumps([10**30, {1}], default=repr) == b'[%d,"{1}"]' % 10**30
    with pytest.raises(exact_json.JSONEncodeError):
        exact_json.dumps([10**30, {1}])
