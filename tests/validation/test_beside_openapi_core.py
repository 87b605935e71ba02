"""Parameters mean what another implementation takes them for, or the standard says why not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from mockserver.model import Operation, Request
from mockserver.validation import RequestPlan
from tests.documents import OK, Json, compiled, document

REFUSED = "refused"
CRASHED = "crashed"

INTEGER = {"type": "integer"}
NUMBER = {"type": "number"}
BOOLEAN = {"type": "boolean"}
STRING = {"type": "string"}
INTEGERS = {"type": "array", "items": INTEGER}
STRINGS = {"type": "array", "items": STRING}
OBJECT = {"type": "object", "properties": {"a": INTEGER, "b": STRING}, "additionalProperties": False}

STYLES = (
    *(("path", style, explode) for style in ("simple", "label", "matrix") for explode in (False, True)),
    *(("query", "form", explode) for explode in (False, True)),
    ("query", "spaceDelimited", False),
    ("query", "pipeDelimited", False),
    ("query", "deepObject", True),
    *(("header", "simple", explode) for explode in (False, True)),
    ("cookie", "form", False),
)


@dataclass(frozen=True)
class Case:
    """A parameter called `v` and what was sent for it: in the query and in cookies with its name."""

    place: str
    style: str
    explode: bool
    schema_text: str
    raw: str

    @classmethod
    def of(cls, where: tuple[str, str, bool], schema: Json, raw: str) -> Case:
        return cls(*where, json.dumps(schema), raw)

    @property
    def schema(self) -> Json:
        return json.loads(self.schema_text)

    @property
    def kind(self) -> Any:
        return self.schema.get("type")


@cache
def _served(place: str, style: str, explode: bool, schema: str) -> tuple[Operation, OpenAPI]:
    parameter = {
        "name": "v",
        "in": place,
        "required": True,
        "style": style,
        "explode": explode,
        "schema": json.loads(schema),
    }
    path = "/things/{v}" if place == "path" else "/things"
    root = document(
        {path: {"get": {"parameters": [parameter], "responses": OK}}}, servers=[{"url": "http://judge.example"}]
    )
    return compiled(root)[0], OpenAPI.from_dict(root)


def ours(case: Case) -> Any:
    """The value that we take a parameter for."""
    operation, _ = _served(case.place, case.style, case.explode, case.schema_text)
    headers = {"v": case.raw} if case.place == "header" else {"cookie": case.raw} if case.place == "cookie" else {}
    request = Request("GET", "/things", case.raw if case.place == "query" else "", headers)
    values, violations = RequestPlan(operation).read(request, {"v": case.raw} if case.place == "path" else {})
    return REFUSED if violations else getattr(values, case.place).get("v", REFUSED)


class _Asked:
    """A request as openapi-core wants it: decoded, as a framework gives it."""

    def __init__(self, case: Case) -> None:
        self.host_url, self.method, self.body, self.content_type = "http://judge.example", "get", None, ""
        self.path = f"/things/{unquote(case.raw)}" if case.place == "path" else "/things"
        pairs = [cookie.strip().partition("=")[::2] for cookie in case.raw.split(";")] if case.place == "cookie" else []
        query = parse_qsl(case.raw, keep_blank_values=True) if case.place == "query" else []
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(query),
            header=Headers([("v", case.raw)] if case.place == "header" else []),
            cookie=ImmutableMultiDict(pairs),
        )


def theirs(case: Case) -> Any:
    """The value that openapi-core takes a parameter for."""
    _, other = _served(case.place, case.style, case.explode, case.schema_text)
    try:
        found = other.unmarshal_request(_Asked(case))
    except OpenAPIError:
        return REFUSED
    except (TypeError, ValueError, AttributeError, KeyError, IndexError):
        return CRASHED
    return REFUSED if found.errors else getattr(found.parameters, case.place).get("v", REFUSED)


def same(left: Any, right: Any) -> bool:
    """Whether two values are one JSON value: 5 and 5.0 are one number."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return left == right and isinstance(left, bool) == isinstance(right, bool)


# Where we disagree


@dataclass(frozen=True)
class Disagreement:
    """A kind of case in which the other is wrong: one of them, our value, and the paragraph that makes us right."""

    paragraph: str
    where: tuple[str, str, bool]
    schema: Json
    raw: str
    value: Any
    covers: Callable[[Case], bool]

    @property
    def case(self) -> Case:
        return Case.of(self.where, self.schema, self.raw)


def _words(case: Case) -> list[str]:
    """The texts of a case, decoded, without names and delimiters."""
    return [word for word in re.split(r"[\0=&;,|\[\]]", unquote(case.raw)) if word and word != "v"]


def _has_word(case: Case, pattern: str) -> bool:
    return any(re.fullmatch(pattern, word) for word in _words(case))


FORM = ("query", "form", True)
FLAT = ("query", "form", False)
NUMERIC = {json.dumps(schema) for schema in (INTEGER, NUMBER, INTEGERS, OBJECT)}
STYLES_TABLE = "OpenAPI 3.1.1, 4.8.12.3 Style Values: the style is defined for this place and type"
JSON_NUMBERS = "RFC 8259, 6: a number has no plus, no leading zero, no bare point, and is neither infinite nor none"

DISAGREEMENTS: Mapping[str, Disagreement] = {
    "label": Disagreement(
        STYLES_TABLE, ("path", "label", False), INTEGERS, ".1,2", [1, 2], lambda case: case.style == "label"
    ),
    "matrix": Disagreement(
        STYLES_TABLE,
        ("path", "matrix", True),
        OBJECT,
        ";a=1;b=x",
        {"a": 1, "b": "x"},
        lambda case: case.style == "matrix",
    ),
    "spaceDelimited": Disagreement(
        STYLES_TABLE,
        ("query", "spaceDelimited", False),
        INTEGERS,
        "v=1%202",
        [1, 2],
        lambda case: case.style == "spaceDelimited",
    ),
    "an object spread over the query": Disagreement(
        STYLES_TABLE,
        FORM,
        OBJECT,
        "a=1&b=x",
        {"a": 1, "b": "x"},
        lambda case: (case.place, case.style, case.explode, case.kind) == (*FORM, "object"),
    ),
    "an encoded delimiter": Disagreement(
        "RFC 6570, 3.2.1, and RFC 3986, 2.4: parts are encoded one by one, so they are split before they are decoded",
        FLAT,
        STRINGS,
        "v=a%2Cb,c",
        ["a,b", "c"],
        lambda case: case.kind in ("array", "object") and re.search("%2C|%7C", case.raw) is not None,
    ),
    "another word for a boolean": Disagreement(
        "RFC 8259, 3: the literal names are true and false, in lower case",
        FORM,
        BOOLEAN,
        "v=1",
        REFUSED,
        lambda case: case.kind == "boolean" and not _has_word(case, "true|false"),
    ),
    "another word for a number": Disagreement(
        JSON_NUMBERS,
        FORM,
        INTEGER,
        "v=05",
        REFUSED,
        lambda case: case.schema_text in NUMERIC and _has_word(case, r"[+ ]\d+|0\d+|\d+_\d+|\d+\.|\.\d+|nan|inf"),
    ),
    "an empty text": Disagreement(
        "RFC 6570, 3.2.8: `{?empty}` is `?empty=`, so that is what an empty text looks like",
        FORM,
        STRING,
        "v=",
        "",
        lambda case: case.kind == "string" and case.raw == "v=",
    ),
    "a percent-encoded cookie": Disagreement(
        "RFC 6570, 3.2.8, which OpenAPI 3.1.1, 4.8.12.3, applies to cookies: the style form percent-encodes",
        ("cookie", "form", False),
        STRING,
        "v=a%20b",
        "a b",
        lambda case: case.place == "cookie" and "%" in case.raw,
    ),
    "white space around a header's parts": Disagreement(
        "RFC 9110, 5.5 and 5.6.1: white space around a field value, and around the members of a list, is no part of it",
        ("header", "simple", False),
        STRINGS,
        "a , b",
        ["a", "b"],
        lambda case: case.place == "header" and re.search(r"(^|[,=]) | ($|[,=])", case.raw) is not None,
    ),
    "an empty list": Disagreement(
        "RFC 6570, 2.3: an empty list has no form of its own, so that a name without a value is free to mean it",
        FLAT,
        INTEGERS,
        "v=",
        [],
        lambda case: case.kind in ("array", "object") and case.raw in ("", "v="),
    ),
}


@pytest.mark.parametrize("found", DISAGREEMENTS.values(), ids=DISAGREEMENTS)
def test_a_disagreement_is_one_and_we_are_right(found: Disagreement) -> None:
    assert found.covers(found.case)
    assert same(ours(found.case), found.value), found.paragraph
    assert not same(theirs(found.case), found.value), f"no longer a disagreement: {found.paragraph}"


# Where we may agree


KINDS = (INTEGER, NUMBER, BOOLEAN, STRING, INTEGERS, STRINGS, OBJECT)
TEXTS = st.text("ab1 ,|é", min_size=1, max_size=3)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    json.dumps(INTEGER): st.integers(-100, 100),
    json.dumps(NUMBER): st.integers(-9, 9) | st.sampled_from([0.5, -1.25, 1e30]),
    json.dumps(BOOLEAN): st.booleans(),
    json.dumps(STRING): TEXTS,
    json.dumps(INTEGERS): st.lists(st.integers(-9, 9), min_size=1, max_size=3),
    json.dumps(STRINGS): st.lists(TEXTS, min_size=1, max_size=3),
    json.dumps(OBJECT): st.fixed_dictionaries({"a": st.integers(-9, 9), "b": TEXTS}),
}
WORDS = (
    *("", "x", "5", "-5", "+5", "05", "5.0", "5.", ".5", "1e2", "nan", "inf", " 5", "1_0"),
    *("true", "True", "1", "null"),
)


def encoded(where: tuple[str, str, bool], value: Any) -> str:
    """A value in the style of a parameter, as RFC 6570 and the style table write it."""
    place, style, explode = where

    def text(part: Any) -> str:
        plain = part if isinstance(part, str) else json.dumps(part)
        return plain if place == "header" else quote(plain, safe="")

    lead = {"label": ".", "matrix": ";"}.get(style, "")
    named = place in ("query", "cookie") or style == "matrix"
    between = {"label": ".", "matrix": ";", "spaceDelimited": "%20", "pipeDelimited": "|"}.get(style, ",")
    if style == "deepObject":
        return "&".join(f"v[{key}]={text(member)}" for key, member in value.items())
    if isinstance(value, dict):
        if explode:
            return lead + ("&" if place == "query" else between).join(f"{k}={text(m)}" for k, m in value.items())
        parts = [part for key, member in value.items() for part in (key, text(member))]
    elif isinstance(value, list):
        parts = [text(item) for item in value]
        if explode and named:
            return lead + ("&" if place == "query" else between).join(f"v={part}" for part in parts)
    else:
        parts = [text(value)]
    joined = ("," if not explode and style in ("label", "matrix") else between).join(parts)
    return lead + (f"v={joined}" if named else joined)


def fits(where: tuple[str, str, bool], schema: Json) -> bool:
    """Whether the style is defined for the kind of value."""
    style = where[1]
    if style == "deepObject":
        return schema == OBJECT
    return style not in ("spaceDelimited", "pipeDelimited") or schema["type"] in ("array", "object")


@st.composite
def cases(draw: st.DrawFn) -> tuple[Case, Any]:
    """A case with the value that was encoded, or None where some word was sent."""
    where = draw(st.sampled_from(STYLES))
    schema = draw(st.sampled_from([kind for kind in KINDS if fits(where, kind)]))
    if draw(st.integers(0, 2)):
        value = draw(VALUES[json.dumps(schema)])
        return Case.of(where, schema, encoded(where, value)), value
    word = draw(st.sampled_from(WORDS))
    return Case.of(where, schema, encoded(where, word if where[1] != "deepObject" else {"a": word})), None


def _texts(value: Any) -> list[str]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else (value,)
    return [part for part in parts if isinstance(part, str)]


def _is_ambiguous(case: Case, value: Any) -> bool:
    """Whether two values of the style look alike: some clients encode the delimiters, and headers encode nothing."""
    delimiter = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(case.style)
    texts = _texts(value)
    return any(delimiter in text if delimiter else case.place == "header" and text != text.strip() for text in texts)


@settings(deadline=None, max_examples=500)
@given(cases())
def test_a_parameter_means_the_same_to_another_implementation(case_and_value: tuple[Case, Any]) -> None:
    case, value = case_and_value
    assume(case.raw or case.place != "path")
    assume(case.place != "header" or not any("," in text for text in _texts(value)))
    found, other = ours(case), theirs(case)
    if value is not None and not _is_ambiguous(case, value):
        assert same(found, value)
    explained = [name for name, known in DISAGREEMENTS.items() if known.covers(case)]
    assert same(found, other) or explained, (case, found, other)
