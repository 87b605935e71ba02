"""An API's own error body tells what is really wrong, and stays valid."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.mocking.errors import ErrorForm, Trouble
from mockserver.model import Schema, Violation
from mockserver.schema import Validator

MISSING = Violation(("body", "pet", "name"), "required", "'name' is required")
TYPE = Violation(("query", "limit"), "type", "must be integer, not string")
TEXT = {"type": "string"}


def told(node: dict[str, Any], *violations: Violation, status: int = 422) -> Any:
    schema = Schema({"error": node}, "/error", "3.1", "shop.json")
    return ErrorForm(schema, {}).filled(Trouble(status, violations or (MISSING,)))


def record(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def test_message_code_path_and_status_are_known_by_their_names() -> None:
    node = record(message=TEXT, code=TEXT, field=TEXT, status={"type": "integer"}, help=TEXT)
    assert told(node) == {
        "message": "pet: 'name' is required",
        "code": "required",
        "field": "pet.name",
        "status": 422,
        "help": "string",
    }


def test_a_message_names_the_place_where_it_does_not_name_the_value() -> None:
    assert told(record(errorMessage=TEXT), TYPE) == {"errorMessage": "limit: must be integer, not string"}


def test_a_list_of_errors_has_one_entry_for_each_violation() -> None:
    node = record(errors={"type": "array", "items": record(path=TEXT, msg=TEXT)})
    assert told(node, MISSING, TYPE) == {
        "errors": [
            {"path": "pet.name", "msg": "pet: 'name' is required"},
            {"path": "limit", "msg": "limit: must be integer, not string"},
        ]
    }


def test_a_list_of_texts_has_one_text_for_each_violation() -> None:
    node = record(errors={"type": "array", "items": TEXT})
    assert told(node, MISSING, TYPE) == {"errors": ["pet: 'name' is required", "limit: must be integer, not string"]}


def test_an_error_within_an_envelope_is_filled_too() -> None:
    assert told(record(error=record(detail=TEXT))) == {"error": {"detail": "pet: 'name' is required"}}


@pytest.mark.parametrize(
    ("violation", "code"),
    [(MISSING, "FIELD_MISSING"), (TYPE, "INVALID_VALUE"), (Violation((), "security", "x"), "NO_AUTH")],
)
def test_the_best_fitting_of_the_documented_codes_is_taken(violation: Violation, code: str) -> None:
    codes = {"type": "string", "enum": ["TEAPOT", "NO_AUTH", "FIELD_MISSING", "INVALID_VALUE"]}
    assert told(record(code=codes), violation) == {"code": code}


def test_a_number_for_a_code_is_the_status() -> None:
    assert told(record(code={"type": "integer"}), status=400) == {"code": 400}


def test_a_place_may_be_a_list_of_steps() -> None:
    place = {"type": "array", "items": {"type": ["string", "integer"]}}
    node = record(detail={"type": "array", "items": record(loc=place, msg=TEXT)})
    assert told(node) == {"detail": [{"loc": ["body", "pet", "name"], "msg": "pet: 'name' is required"}]}


@pytest.mark.parametrize(
    "limits", [{"maxLength": 6}, {"pattern": "^[a-z]*$"}, {"const": "no"}, {"enum": ["no", "never"]}]
)
def test_what_would_break_the_schema_stays_as_it_was(limits: dict[str, Any]) -> None:
    node = record(message={**TEXT, **limits})
    found = told(node)
    assert Validator(Schema({"error": node}, "/error", "3.1", "shop.json"), "response").violations(found) == ()
    assert found["message"] in ("string", "no", "pet...")


def test_a_text_is_the_message_itself() -> None:
    assert told(TEXT) == "pet: 'name' is required"
