"""What of a value may be sent, and how a request is written."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.contract.drafts import Draft, sendable
from mockserver.schema import Validator
from tests.documents import operation, schema

TAG = {"type": "object", "properties": {"id": {"type": "integer", "readOnly": True}, "text": {"type": "string"}}}
SCHEMA = schema(
    {
        "type": "object",
        "required": ["name"],
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "name": {"type": "string"},
            "tag": {"oneOf": [{"$ref": "#/tag"}, {"type": "object", "required": ["cat"]}]},
            "tags": {"type": "array", "items": TAG},
        },
    },
    tag=TAG,
)


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ({"name": "a", "tags": [{"text": "b"}]}, {"name": "a", "tags": [{"text": "b"}]}),
        ({"id": 1, "name": "a", "tags": [{"id": 2, "text": "b"}]}, {"name": "a", "tags": [{"text": "b"}]}),
        ({"name": "a", "tag": {"id": 2, "text": "b"}}, {"name": "a"}),
        ({"name": "a", "tags": [{"text": 1}]}, {"name": "a", "tags": [{}]}),
        ({"tag": 1}, {}),
        ([], []),
    ],
)
def test_what_only_answers_have_and_what_is_not_valid_is_left_out(value: Any, sent: Any) -> None:
    assert sendable(value, Validator(SCHEMA, "request")) == sent


def test_a_cookie_that_was_given_stays_beside_those_of_parameters() -> None:
    draft = Draft(operation({"responses": {}}), "", {}, headers={"cookie": "session=1"}, cookies=(("page", "2"),))
    assert draft.request().headers["cookie"] == "session=1; page=2"
