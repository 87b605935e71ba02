"""Other implementations come to the same verdicts, or the standard says why not."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_schema_validator import OAS30ReadValidator, OAS30WriteValidator, oas30_format_checker

from mockserver.model import Direction
from mockserver.schema import Validator
from tests.documents import Json, schema

NAMES = st.sampled_from(["a", "b", "c"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from([0.5, 1.0, -1.5, 2**31, 2**63])
    | st.sampled_from(["", "a", "ab", "ä", "YQ==", "2026-01-01"])
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)
TYPES = st.sampled_from(["boolean", "integer", "number", "string", "array", "object"])
SMALL = st.integers(0, 3)


def ours(node: Json, value: Json, direction: Direction = "request", version: str = "3.0") -> bool:
    """Whether nothing is wrong with a value; what only warns is not wrong."""
    found = Validator(schema(node, version), direction).violations(value)
    return not any(violation.severity == "error" for violation in found)


def theirs(node: Json, value: Json, direction: Direction = "request") -> bool:
    """Whether openapi-schema-validator finds a value good; a text that it cannot even read as base64 is not."""
    judge = OAS30WriteValidator if direction == "request" else OAS30ReadValidator
    try:
        return bool(judge(node, format_checker=oas30_format_checker).is_valid(value))
    except UnicodeEncodeError:
        return False


@st.composite
def _some_keywords(draw: st.DrawFn, inner: st.SearchStrategy[Any]) -> dict[str, Any]:
    """A schema of OpenAPI 3.0 with a few keywords, so that values have a chance to obey it."""
    some = st.lists(inner, min_size=1, max_size=3)
    keywords: dict[str, st.SearchStrategy[Any]] = {
        "type": TYPES,
        "nullable": st.booleans(),
        "enum": st.lists(VALUES, min_size=1, max_size=4),
        **dict.fromkeys(("minimum", "maximum"), st.integers(-3, 3)),
        **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), st.booleans()),
        "multipleOf": st.sampled_from([1, 2, 0.5]),
        **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), SMALL),
        "pattern": st.sampled_from(["^a", "b$", "a", "^.b$"]),
        "uniqueItems": st.booleans(),
        "required": st.lists(NAMES, min_size=1, max_size=2, unique=True),
        "properties": st.dictionaries(NAMES, inner, max_size=3),
        **dict.fromkeys(("allOf", "anyOf", "oneOf"), some),
        **dict.fromkeys(("not", "items", "additionalProperties"), inner),
        "format": st.sampled_from(["int32", "int64", "float", "byte", "date", "binary", "invented"]),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(keywords)), min_size=1, max_size=4, unique=True))
    return {name: draw(keywords[name]) for name in chosen}


SCHEMAS: st.SearchStrategy[Any] = st.recursive(st.just({}), _some_keywords, max_leaves=6)


@dataclass(frozen=True)
class Disagreement:
    """A kind of case in which the other is wrong: one of them, our verdict, and the paragraph that makes us right."""

    paragraph: str
    node: Json
    value: Json
    good: bool
    direction: Direction = "request"


DISAGREEMENTS: Mapping[str, Disagreement] = {
    "read-only beside no property": Disagreement(
        "OpenAPI 3.0.4, 4.7.24 Schema Object: readOnly is relevant only for the definitions of properties",
        {"readOnly": True},
        1,
        good=True,
    ),
    "write-only beside no property": Disagreement(
        "OpenAPI 3.0.4, 4.7.24 Schema Object: writeOnly is relevant only for the definitions of properties",
        {"writeOnly": True},
        1,
        good=True,
        direction="response",
    ),
    "a read-only property that is sent": Disagreement(
        "OpenAPI 3.0.4, 4.7.24 Schema Object: it SHOULD NOT be sent as part of the request, so it is told as a warning",
        {"properties": {"a": {"readOnly": True}}},
        {"a": 1},
        good=True,
    ),
}


@pytest.mark.parametrize("found", DISAGREEMENTS.values(), ids=DISAGREEMENTS)
def test_a_disagreement_is_one_and_we_are_right(found: Disagreement) -> None:
    assert ours(found.node, found.value, found.direction) is found.good, found.paragraph
    assert theirs(found.node, found.value, found.direction) is not found.good, f"no longer one: {found.paragraph}"


@settings(deadline=None, max_examples=400)
@given(SCHEMAS, VALUES)
def test_a_schema_of_3_0_says_the_same_to_another_implementation(node: Json, value: Json) -> None:
    assert ours(node, value) is theirs(node, value)


FLAGS: Mapping[tuple[Direction, str], bool] = {
    ("request", "readOnly"): False,
    ("request", "writeOnly"): True,
    ("response", "readOnly"): True,
    ("response", "writeOnly"): False,
}


@pytest.mark.parametrize(("direction", "flag"), FLAGS)
def test_a_flagged_property_is_required_in_one_direction_only(direction: Direction, flag: str) -> None:
    node = {"type": "object", "required": ["a"], "properties": {"a": {flag: True}}}
    needed = FLAGS[direction, flag]
    assert ours(node, {}, direction) is theirs(node, {}, direction) is (not needed)


# Formats


WORDS: Mapping[str, tuple[str, ...]] = {
    "date": ("2026-01-01", "2024-02-29", "2026-02-29", "20260101", "2026-W01-1"),
    "time": ("12:00:00Z", "12:00:00.5z", "23:59:60Z", "12:00:00+01:00", "12:00Z"),
    "date-time": ("2026-01-01T12:00:00Z", "2026-01-01t12:00:00.123+00:00", "2026-02-30T12:00:00Z"),
    "email": ("a@b.example", "a", "a b@c.example", '"a b"@c.example'),
    "ipv4": ("192.0.2.1", "256.1.1.1", "01.2.3.4"),
    "ipv6": ("2001:db8::1", "::ffff:192.0.2.1", "1:2:3:4:5:6:7:8", "::1%eth0"),
    "uuid": ("3c1b7c0e-0000-4000-8000-000000000001", "3c1b7c0e00004000800000000000000001"),
    "regex": ("^a{2}$", "(", "[a-z]+", "(?<n>a)", r"\Z"),
}
CHANGES = st.sampled_from(["", "0", "1", "-", ":", ".", "@", " ", "a", "Z", "٣", "{", "\\"])


@dataclass(frozen=True)
class FormatDisagreement:
    """A word of which the other thinks wrongly that it has, or has not, a format."""

    paragraph: str
    name: str
    word: str
    good: bool
    covers: Callable[[str], bool]


FORMAT_DISAGREEMENTS: Mapping[str, FormatDisagreement] = {
    "a leap second": FormatDisagreement(
        "RFC 3339, 5.6 and 5.7: a leap second is written as 60",
        "time",
        "23:59:60Z",
        good=True,
        covers=lambda word: ":60" in word,
    ),
    "a leap second in a day": FormatDisagreement(
        "RFC 3339, 5.6 and 5.7: a leap second is written as 60",
        "date-time",
        "2016-12-31T23:59:60Z",
        good=True,
        covers=lambda word: ":60" in word,
    ),
    "anything with an @": FormatDisagreement(
        "RFC 5321, 4.1.2: a mailbox has a local part of atoms or a quoted string, and a domain",
        "email",
        "a b@c.example",
        good=False,
        covers=lambda word: "@" in word,
    ),
    "Python's patterns": FormatDisagreement(
        "JSON Schema 2020-12 Validation, 7.3.8: a regular expression is one of ECMA-262, which has named groups so",
        "regex",
        "(?<n>a)",
        good=True,
        covers=lambda word: "(?<" in word,
    ),
    "Python's anchors": FormatDisagreement(
        "JSON Schema 2020-12 Validation, 7.3.8: a regular expression is one of ECMA-262, which escapes no letters",
        "regex",
        r"\Z",
        good=False,
        covers=lambda word: re.search(r"[\\{}\]]", word) is not None,
    ),
    "other spellings of a UUID": FormatDisagreement(
        "RFC 9562, 4: a UUID has 32 hexadecimal digits in five groups of 8, 4, 4, 4 and 12",
        "uuid",
        "3c1b7c0e-0000-4000-8000-0000000-00011",
        good=False,
        covers=lambda word: re.fullmatch("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", word) is None,
    ),
}


def has_format(name: str, word: str) -> bool:
    return ours({"format": name}, word, version="3.1")


def has_format_there(name: str, word: str) -> bool:
    """What the other implementation says; Python warns of regular expressions that may once mean something else."""
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return bool(jsonschema.Draft202012Validator({"format": name}, format_checker=checker).is_valid(word))


@pytest.mark.parametrize("found", FORMAT_DISAGREEMENTS.values(), ids=FORMAT_DISAGREEMENTS)
def test_a_disagreement_about_a_format_is_one_and_we_are_right(found: FormatDisagreement) -> None:
    assert found.covers(found.word)
    assert has_format(found.name, found.word) is found.good, found.paragraph
    assert has_format_there(found.name, found.word) is not found.good, f"no longer one: {found.paragraph}"


@st.composite
def words(draw: st.DrawFn) -> tuple[str, str]:
    """A format with a word that has it, or nearly."""
    name = draw(st.sampled_from(sorted(WORDS)))
    word = draw(st.sampled_from(WORDS[name]))
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(word)))
        word = word[:place] + draw(CHANGES) + word[place + draw(st.integers(0, 1)) :]
    return name, word


@settings(deadline=None, max_examples=500)
@given(words())
def test_a_word_has_a_format_for_another_implementation_too(named: tuple[str, str]) -> None:
    name, word = named
    known = [found for found in FORMAT_DISAGREEMENTS.values() if found.name == name and found.covers(word)]
    assert has_format(name, word) is has_format_there(name, word) or known
