"""Bodies mean what another implementation takes them for, or the standard says why not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from mockserver.model import Operation, Request
from mockserver.validation import RequestPlan
from tests.documents import OK, compiled, document

REFUSED = "refused"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=X"
THING = {
    "type": "object",
    "required": ["n"],
    "properties": {
        "n": {"type": "integer"},
        "s": {"type": "string", "minLength": 1},
        "b": {"type": "boolean"},
        "t": {"type": "array", "items": {"type": "integer"}, "maxItems": 2},
    },
    "additionalProperties": False,
}


@cache
def _served(media_type: str) -> tuple[Operation, OpenAPI]:
    content = {media_type.partition(";")[0]: {"schema": THING}}
    paths = {"/things": {"post": {"requestBody": {"required": True, "content": content}, "responses": OK}}}
    root = document(paths, servers=[{"url": "http://judge.example"}])
    return compiled(root)[0], OpenAPI.from_dict(root)


def ours(content_type: str, body: bytes) -> Any:
    """The value that we take a body for."""
    operation, _ = _served(content_type)
    request = Request("POST", "/things", "", {"content-type": content_type}, body)
    values, violations = RequestPlan(operation).read(request, {})
    return REFUSED if violations else values.body


class _Asked:
    """A request as openapi-core wants it."""

    host_url, path, method = "http://judge.example", "/things", "post"
    parameters = RequestParameters(query=ImmutableMultiDict(), header=Headers(), cookie=ImmutableMultiDict())

    def __init__(self, content_type: str, body: bytes) -> None:
        self.content_type, self.body = content_type, body


def theirs(content_type: str, body: bytes) -> Any:
    """The value that openapi-core takes a body for."""
    _, other = _served(content_type)
    try:
        found = other.unmarshal_request(_Asked(content_type, body))
    except OpenAPIError:
        return REFUSED
    return REFUSED if found.errors else found.body


def part(name: str, content: str) -> str:
    return f'--X\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{content}\r\n'


@dataclass(frozen=True)
class Disagreement:
    """A kind of body that the other takes wrongly: one of them, our value, and the paragraph that makes us right."""

    paragraph: str
    content_type: str
    body: bytes
    value: Any
    covers: Callable[[str], bool] = lambda text: False


DISAGREEMENTS: Mapping[str, Disagreement] = {
    "a field that is not allowed": Disagreement(
        "JSON Schema 2020-12 Core, 10.3.2.3: additionalProperties judges every member, and a form's field is one",
        FORM,
        b"n=1&z=1",
        REFUSED,
        covers=lambda text: re.search("(^|&)z=", text) is not None,
    ),
    "another word for a boolean": Disagreement(
        "RFC 8259, 3: the literal names are true and false, in lower case",
        FORM,
        b"n=1&b=yes",
        REFUSED,
        covers=lambda text: re.search("(^|&)b=(?!(true|false)(&|$))", text) is not None,
    ),
    "another word for a number": Disagreement(
        "RFC 8259, 6: a number has no plus, no leading zero, and no digits but 0 to 9",
        FORM,
        b"n=05",
        REFUSED,
        covers=lambda text: re.search(r"(^|&)[nt]=(\+|%2B|-?0\d|\d+_)", text) is not None,
    ),
    "a part that is a number": Disagreement(
        "OpenAPI 3.1.1, 4.8.15.1 Encoding Object: the part of a number is text/plain, which spells the number",
        MULTIPART,
        (part("n", "1") + "--X--\r\n").encode(),
        {"n": 1},
    ),
    "a kind of JSON": Disagreement(
        "RFC 6839, 3.1: a media type with the suffix +json is processed as JSON",
        "application/vnd.thing+json",
        b'{"n":1}',
        {"n": 1},
    ),
    "XML": Disagreement(
        "OpenAPI 3.1.1, 4.8.26 XML Object: a property is an element of its name",
        "application/xml",
        b"<thing><n>1</n></thing>",
        {"n": 1},
    ),
}


@pytest.mark.parametrize("found", DISAGREEMENTS.values(), ids=DISAGREEMENTS)
def test_a_disagreement_is_one_and_we_are_right(found: Disagreement) -> None:
    assert ours(found.content_type, found.body) == found.value, found.paragraph
    assert theirs(found.content_type, found.body) != found.value, f"no longer one: {found.paragraph}"


MEMBERS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from(["", "a", 1.0, 1.5])
    | st.lists(st.integers(0, 3) | st.just("x"), max_size=3)
)
BODIES = st.dictionaries(st.sampled_from(["n", "s", "b", "t", "z"]), MEMBERS, max_size=4) | MEMBERS


@settings(deadline=None, max_examples=250)
@given(
    BODIES.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=5),
    st.sampled_from(["", "; charset=utf-8"]),
)
def test_json_means_the_same_to_another_implementation(body: bytes, parameters: str) -> None:
    content_type = JSON + parameters
    assert ours(content_type, body) == theirs(content_type, body)


WORDS = ["1", "-2", "x", "", "true", "false", "True", "a b", "+1", "05", "1_0", "ä", "1.5", "null"]
FIELDS = st.lists(st.tuples(st.sampled_from(["n", "s", "b", "t", "t", "z"]), st.sampled_from(WORDS)), max_size=5)


@settings(deadline=None, max_examples=400)
@given(FIELDS)
def test_a_form_means_the_same_to_another_implementation(fields: list[tuple[str, str]]) -> None:
    text = "&".join(f"{name}={quote_plus(value)}" for name, value in fields)
    found, other = ours(FORM, text.encode()), theirs(FORM, text.encode())
    explained = any(known.covers(text) for known in DISAGREEMENTS.values() if known.content_type == FORM)
    assert found == other or explained, (text, found, other)
