"""Is everything that the BAS-IP document says in the specification, and nothing else called documented?"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

SPECIFICATION = Path(__file__).parents[2] / "specs" / "bas-ip.yaml"
DOCUMENT: dict[str, Any] = yaml.safe_load(SPECIFICATION.read_text(encoding="utf-8"))
COMPONENTS: dict[str, Any] = DOCUMENT["components"]["schemas"]
PROVENANCES = {"documented", "public", "inferred"}
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
NOT_RULES = {
    "description",
    "x-provenance",
    "items",
    "properties",
    "required",
    "allOf",
    "additionalProperties",
}

# Transcribed by hand from the vendor's page "Create or update Contacts", version 1.7.0.
REQUEST_FIELDS = {
    "list_items": {"type": "array", "minItems": 1, "maxItems": 10000},
}
REQUIRED_REQUEST_FIELDS = ["list_items"]
ANSWER_FIELDS = {
    "result": {"type": "array"},
    "result.link_id": {"type": ["string", "null"], "format": "uuid", "default": None},
    "result.success": {"type": "boolean"},
    "result.extended_info": {
        "type": "string",
        "enum": ["created", "updated", "deleted", "entity_not_found", "invalid_entity_data"],
    },
}
ERROR_FIELDS = {"error": {"type": "string"}}
STATUSES = ["200", "400", "401"]


def entity_states(extended_info: str, *last_digits: int, success: bool = True) -> dict[str, Any]:
    return {
        "result": [
            {
                "link_id": f"91c615e3-1040-4815-8ecb-039a18b756b{digit}",
                "success": success,
                "extended_info": extended_info,
            }
            for digit in last_digits
        ]
    }


EXAMPLES: dict[str, dict[str, Any]] = {
    "200": {
        "Example (from schema)": entity_states("created", 5),
        "Created": entity_states("created", 1, 2, 3, 4),
        "Updated": entity_states("updated", 1, 2, 3, 4),
        "Error": entity_states("invalid_entity_data", 1, success=False),
    },
    "400": {
        "Example (from schema)": {"error": True},
        "Base": {"error": "Wrong JSON body"},
        "Missed param": {"error": "Wrong JSON body: no value for `param`"},
        "Wrong param type": {"error": "Wrong JSON body: value `param` was of the wrong type"},
    },
    "401": {
        "Example (from schema)": {"error": "Log In"},
        "Log In": {"error": "Log In"},
    },
}

# Transcribed by hand from what is publicly known of one contact.
CONTACT_FIELDS = {
    "name": {"type": "string"},
    "type": {"type": "string", "enum": ["regular", "individual", "multi", "global"]},
    "number": {"type": "string"},
    "is_favorite": {"type": "boolean"},
    "is_default": {"type": "boolean"},
    "auto_answer": {"type": "boolean"},
    "in_black_list": {"type": "boolean"},
}
REQUIRED_CONTACT_FIELDS = ["name", "type", "number"]
OPERATIONS = {
    "login": ("get", "/login"),
    "contacts.create": ("post", "/contacts/items"),
    "contacts.list": ("get", "/contacts/items"),
    "contacts.delete": ("delete", "/contacts/items"),
    "contacts.delete_by_post": ("post", "/contacts/items/delete"),
    "contact.create": ("post", "/contacts/item"),
    "contact.get": ("get", "/contacts/item/{entity-uid}"),
    "contact.update": ("patch", "/contacts/item/{entity-uid}"),
    "contact.delete": ("delete", "/contacts/item/{entity-uid}"),
    "announcements.create": ("post", "/announcements"),
    "announcements.delete": ("delete", "/announcements"),
}
PANELS = {"regular": False, "individual": True, "multi": True, "global": True}
NUMBERS = [
    ("regular", "0001-01-11-11", True),
    ("regular", "0010-01-11-11", False),
    ("regular", "0001-01-09-11", False),
    ("regular", "0001-01-99-11", False),
    ("regular", "0001-01-01", False),
    ("individual", "001-01-11-11-1", True),
    ("individual", "010-01-11-11-1", False),
    ("individual", "001-01-11-11-0", False),
    ("multi", "0001-01-01", True),
    ("multi", "0001-01-10", False),
    ("multi", "0001-01-11-11", False),
    ("global", "0001", True),
    ("global", "9001", True),
    ("global", "0010", False),
    ("global", "9000", False),
    ("regular", "sip:100@192.168.1.1", True),
    ("individual", "sip:100@192.168.1.1:5060", True),
    ("multi", "sip:a.b@sip.example.com", True),
    ("global", "sip:a.b@sip.example.com:5060", True),
    ("regular", "sip:100@192.168.1.200:5060", False),
    ("multi", "sip:100@localhost", False),
]


def resolve(document: Mapping[str, Any], node: Mapping[str, Any]) -> dict[str, Any]:
    """The node with its reference, if it has one, replaced by what it points to; siblings win."""
    if "$ref" not in node:
        return dict(node)
    target: Any = document
    for part in node["$ref"].removeprefix("#/").split("/"):
        target = target[part]
    return resolve(document, target) | {key: value for key, value in node.items() if key != "$ref"}


def operation(operation_id: str) -> dict[str, Any]:
    method, path = OPERATIONS[operation_id]
    return DOCUMENT["paths"][path][method]  # type: ignore[no-any-return]


def response(operation_id: str, status: str) -> dict[str, Any]:
    return resolve(DOCUMENT, operation(operation_id)["responses"][status])


def answer_schema(operation_id: str, status: str) -> dict[str, Any]:
    media = response(operation_id, status)["content"]
    assert list(media) == ["application/json"]
    return resolve(DOCUMENT, media["application/json"]["schema"])


def request_schema(operation_id: str) -> dict[str, Any]:
    body = resolve(DOCUMENT, operation(operation_id)["requestBody"])
    assert body["required"] is True
    assert list(body["content"]) == ["application/json"]
    return resolve(DOCUMENT, body["content"]["application/json"]["schema"])


def rules(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {keyword: value for keyword, value in schema.items() if keyword not in NOT_RULES}


def documented_fields(schema: Mapping[str, Any], prefix: str = "") -> dict[str, dict[str, Any]]:
    """Dotted name to rules, for every property called documented, through the items of arrays."""
    found = {}
    for name, node in schema.get("properties", {}).items():
        field = resolve(DOCUMENT, node)
        if field["x-provenance"] == "documented":
            found[prefix + name] = rules(field)
        items = resolve(DOCUMENT, field.get("items", {}))
        found |= documented_fields(items, f"{prefix}{name}.")
    return found


def examples(operation_id: str, status: str) -> dict[str, dict[str, Any]]:
    """The named examples of an answer that are called documented."""
    named = response(operation_id, status)["content"]["application/json"]["examples"]
    return {name: example for name, example in named.items() if example["x-provenance"] == "documented"}


def validator(schema: Mapping[str, Any]) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        {**schema, "components": DOCUMENT["components"]}, validate_formats=True, offline=True
    )


def bare(node: Any) -> Iterator[str]:
    """Where an element that must say its provenance does not."""
    for path, item in node["paths"].items():
        for method in METHODS & item.keys():
            yield from bare_operation(f"{method} {path}", item[method], item.get("parameters", []))
    for kind in ("responses", "requestBodies", "securitySchemes"):
        for name, component in node["components"][kind].items():
            yield from bare_element(f"{kind} {name}", component)
    for name, schema in COMPONENTS.items():
        yield from unmarked(f"schema {name}", schema)
        yield from bare_properties(f"schema {name}", schema)


def bare_operation(where: str, node: Mapping[str, Any], shared: list[dict[str, Any]]) -> Iterator[str]:
    yield from unmarked(where, node)
    for parameter in [*shared, *node.get("parameters", [])]:
        yield from unmarked(f"{where} parameter {parameter['name']}", parameter)
    if "requestBody" in node:
        yield from bare_element(f"{where} body", node["requestBody"])
    for status, answer in node["responses"].items():
        yield from bare_element(f"{where} {status}", answer)


def bare_element(where: str, node: Mapping[str, Any]) -> Iterator[str]:
    if "$ref" in node:
        return
    yield from unmarked(where, node)
    for name, header in node.get("headers", {}).items():
        yield from unmarked(f"{where} header {name}", header)
    for media in node.get("content", {}).values():
        yield from bare_properties(where, media["schema"])
        for name, example in media.get("examples", {}).items():
            yield from unmarked(f"{where} example {name}", example)


def bare_properties(where: str, node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from bare_properties(where, item)
    if not isinstance(node, dict):
        return
    for name, schema in node.get("properties", {}).items():
        yield from unmarked(f"{where}.{name}", schema)
        yield from bare_properties(f"{where}.{name}", schema)
    for keyword, value in node.items():
        if keyword not in ("properties", "enum", "const", "default", "example", "examples", "required"):
            yield from bare_properties(where, value)


def unmarked(where: str, node: Mapping[str, Any]) -> Iterator[str]:
    if node.get("x-provenance") not in PROVENANCES:
        yield where


def test_the_behaviour_is_named() -> None:
    assert DOCUMENT["x-mockserver-behaviour"] == "bas_ip"


def test_the_servers_are_the_monitor_and_its_alias() -> None:
    assert [server["url"] for server in DOCUMENT["servers"]] == [
        "http://{device}/api/v0",
        "http://{device}/api/v1",
    ]
    assert all(server["variables"]["device"]["default"] for server in DOCUMENT["servers"])


def test_the_operations_are_these() -> None:
    found = {
        node["operationId"]: (method, path)
        for path, item in DOCUMENT["paths"].items()
        for method, node in item.items()
        if method in METHODS
    }
    assert found == OPERATIONS


def test_only_the_bulk_call_is_documented() -> None:
    documented = [name for name in OPERATIONS if operation(name)["x-provenance"] == "documented"]
    assert documented == ["contacts.create"]


def test_the_documented_call_has_no_parameters() -> None:
    assert "parameters" not in operation("contacts.create")
    assert "parameters" not in DOCUMENT["paths"]["/contacts/items"]


def test_the_request_has_the_documented_fields_and_no_others() -> None:
    schema = request_schema("contacts.create")
    assert schema["type"] == "object"
    assert schema["required"] == REQUIRED_REQUEST_FIELDS
    assert documented_fields(schema) == REQUEST_FIELDS


def test_the_elements_of_the_request_are_objects() -> None:
    items = validator(request_schema("contacts.create")["properties"]["list_items"]["items"])
    assert not items.is_valid("a contact")


def test_the_documented_answers_are_these() -> None:
    statuses = list(operation("contacts.create")["responses"])
    provenance = {status: response("contacts.create", status)["x-provenance"] for status in statuses}
    assert provenance == dict.fromkeys(STATUSES, "documented") | {"4XX": "inferred"}


def test_the_answer_has_the_documented_fields_and_no_others() -> None:
    schema = answer_schema("contacts.create", "200")
    assert schema["type"] == "object"
    assert documented_fields(schema) == ANSWER_FIELDS


@pytest.mark.parametrize("status", ["400", "401"])
def test_an_error_has_the_documented_fields_and_no_others(status: str) -> None:
    schema = answer_schema("contacts.create", status)
    assert schema["type"] == "object"
    assert documented_fields(schema) == ERROR_FIELDS


@pytest.mark.parametrize("status", STATUSES)
def test_the_answer_has_the_documented_examples_and_no_others(status: str) -> None:
    found = {name: example["value"] for name, example in examples("contacts.create", status).items()}
    assert found == EXAMPLES[status]


@pytest.mark.parametrize(("status", "name"), [(status, name) for status, named in EXAMPLES.items() for name in named])
def test_a_documented_example_fits_unless_it_is_marked_as_a_mistake(status: str, name: str) -> None:
    example = examples("contacts.create", status)[name]
    fits = validator(answer_schema("contacts.create", status)).is_valid(example["value"])
    assert fits is ("x-mockserver-mistake" not in example)


def test_the_one_mistake_of_the_document_is_marked() -> None:
    marked = [
        (status, name)
        for status in STATUSES
        for name, example in examples("contacts.create", status).items()
        if "x-mockserver-mistake" in example
    ]
    assert marked == [("400", "Example (from schema)")]


@pytest.mark.parametrize("operation_id", list(OPERATIONS))
def test_every_call_refuses_in_the_one_error_shape(operation_id: str) -> None:
    assert set(operation(operation_id)["responses"]) == {"200", "400", "401", "4XX"}
    for status in ("400", "401", "4XX"):
        assert answer_schema(operation_id, status) == COMPONENTS["Error"]


@pytest.mark.parametrize("operation_id", list(OPERATIONS))
def test_every_call_but_the_login_needs_a_token(operation_id: str) -> None:
    assert operation(operation_id).get("security", DOCUMENT["security"]) == (
        [] if operation_id == "login" else [{"token": []}]
    )


def test_a_contact_has_the_known_fields_and_no_others() -> None:
    schema = COMPONENTS["ContactData"]
    found = {name: rules(resolve(DOCUMENT, field)) for name, field in schema["properties"].items()}
    assert found == CONTACT_FIELDS
    assert schema["required"] == REQUIRED_CONTACT_FIELDS


@pytest.mark.parametrize(("kind", "number", "fits"), NUMBERS)
def test_a_number_has_the_form_of_its_type(kind: str, number: str, fits: bool) -> None:
    contact = {"name": "Door", "type": kind, "number": number}
    assert validator(COMPONENTS["ContactItem"]).is_valid(contact) is fits


@pytest.mark.parametrize(("kind", "fits"), list(PANELS.items()))
def test_only_a_panel_can_be_the_default_contact(kind: str, fits: bool) -> None:
    contact = {"name": "Door", "type": kind, "number": "sip:100@192.168.1.1", "is_default": True}
    assert validator(COMPONENTS["ContactItem"]).is_valid(contact) is fits


def test_every_element_says_where_it_comes_from() -> None:
    assert list(bare(DOCUMENT)) == []


def test_the_request_examples_fit() -> None:
    for operation_id in OPERATIONS:
        if "requestBody" not in operation(operation_id):
            continue
        body = resolve(DOCUMENT, operation(operation_id)["requestBody"])["content"]["application/json"]
        for example in body["examples"].values():
            assert list(validator(body["schema"]).iter_errors(example["value"])) == []
