"""One parameter may be the whole query, in its media type."""

from __future__ import annotations

import pytest

from mockserver.media import querystring_reader
from mockserver.model import ABSENT, Violation
from tests.documents import Json, parameter

FORM = "application/x-www-form-urlencoded"
OBJECT = {
    "type": "object",
    "properties": {"n": {"type": "integer"}, "tags": {"type": "array", "items": {"type": "string"}}},
}


@pytest.mark.parametrize(
    ("media_type", "node", "query", "value"),
    [
        (FORM, OBJECT, "n=1&tags=a&tags=b+c", {"n": 1, "tags": ["a", "b c"]}),
        (FORM, OBJECT, "other=%C3%A4", {"other": "\u00e4"}),
        (FORM, OBJECT, "", ABSENT),
        ("application/json", OBJECT, "%7B%22n%22%3A1%7D", {"n": 1}),
        ("application/json", OBJECT, "n=1", "n=1"),
        ("application/json", OBJECT, "", ABSENT),
        ("application/jsonpath", {"type": "string"}, "$.a%5B0%5D", "$.a[0]"),
        ("text/plain", {"type": "integer"}, "12", 12),
    ],
)
def test_a_query_is_read_in_its_media_type(media_type: str, node: Json, query: str, value: Json) -> None:
    read = querystring_reader(parameter(node, style="querystring", media_type=media_type))
    assert read is not None
    assert read(query) == value


def test_a_query_that_is_no_form_is_told() -> None:
    read = querystring_reader(parameter(OBJECT, style="querystring", media_type=FORM))
    assert read is not None
    told = read("nothing")
    assert isinstance(told, Violation)
    assert (told.location, told.keyword) == (("query", "v"), "parse")


def test_any_other_parameter_is_read_by_its_name() -> None:
    assert querystring_reader(parameter(OBJECT)) is None
