"""The key of records is the member for which most speaks: its name, its schema, and what is said of the parameter."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.behaviours.resources.inferring.keys import Asked, is_named, key_of
from mockserver.model import Schema
from tests.behaviours.resources.procedures import TEXT, members
from tests.documents import compiled, document, schema

Json = Any

NUMBER, UUID = {"type": "integer"}, {"type": "string", "format": "uuid"}


def asked(parameter: str, word: str, node: Json = None, description: str = "") -> Asked:
    """What a path asks for, with the schema of its parameter as it stands in a document."""
    stated = {"name": parameter, "in": "path", "required": True, "description": description, "schema": node or TEXT}
    (operation,) = compiled(document({f"/x/{{{parameter}}}": {"get": {"parameters": [stated], "responses": {}}}}))
    return Asked(parameter, word, operation.parameters[0].schema)


def described(names: str, **more: Json) -> Schema:
    return schema(members([], **dict.fromkeys(names.split(), TEXT), **more))


@pytest.mark.parametrize(
    ("wanted", "record", "expected"),
    [
        (asked("version", "versions", NUMBER), described("id", version=NUMBER), "version"),
        (asked("version", "versions"), described("id version"), "id"),
        (asked("reference", "artifacts", description="A digest or a tag."), described("id digest size"), "digest"),
        (asked("name", "tables", description="Its fully qualified name."), described("name full_name"), "full_name"),
        (asked("name", "tables", description="What it is called."), described("name full_name"), "name"),
        (asked("file_key", "files"), described("name role"), None),
        (asked("file", "files"), described("name role"), "name"),
        (asked("name_or_id", "pets"), described("name id"), "id"),
        (asked("order_or_title", "documents"), described("order title"), "order"),
        (asked("id", "pets", NUMBER), described("name"), None),
        (asked("id", "pets", UUID), described("name", code=UUID), "code"),
        (asked("space", "spaces"), described("title", space={"type": "array", "items": TEXT}), "space"),
        (asked("space", "spaces"), described("title", space={"type": "array", "items": NUMBER}), None),
        (asked("key", "parts"), described("title", meta=members([], key=TEXT)), "meta.key"),
    ],
)
def test_what_speaks_most_for_itself_is_the_key(wanted: Asked, record: Schema, expected: str | None) -> None:
    steps = key_of(wanted, record).steps
    assert (".".join(steps) if steps else None) == expected


def test_what_no_read_shows_may_be_listed_or_sent() -> None:
    wanted, read = asked("plan-id", "plans"), described("status tasks")
    assert key_of(wanted, read).steps is None
    assert key_of(wanted, read, (described("plan-id status"),)).steps == ("plan-id",)
    assert key_of(wanted, described("id status"), (described("name"),)).steps == ("id",)


def test_a_schema_that_both_refer_to_is_that_of_the_key() -> None:
    stated = {"name": "ref", "in": "path", "required": True, "schema": {"$ref": "#/components/schemas/Code"}}
    record = {"type": "object", "properties": {"name": TEXT, "code": {"$ref": "#/components/schemas/Code"}}}
    operations = compiled(
        document(
            {"/x/{ref}": {"get": {"parameters": [stated], "responses": {}}}}, components={"schemas": {"Code": TEXT}}
        )
    )
    parameter = operations[0].parameters[0].schema
    assert parameter is not None
    found = Schema({**parameter.root, "record": record}, "/record", "3.1", "shop.json")
    shared = Asked("ref", "places", Schema(found.root, parameter.pointer, "3.1", "shop.json"))
    assert key_of(shared, found).steps == ("code",)
    assert key_of(Asked("ref", "places"), found).steps == ("name",)


def test_a_parameter_that_names_something_else_names_no_record() -> None:
    assert is_named(asked("petId", "pets"), described("id"))
    assert is_named(asked("pet", "pets"), described("title"))
    assert not is_named(asked("className", "nodes"), described("name"))
