"""Is all that the two Pipeliner documents say in the specification, and nothing else called documented?"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

SPECIFICATION = Path(__file__).parents[2] / "specs" / "pipeliner.yaml"
DOCUMENT: dict[str, Any] = yaml.safe_load(SPECIFICATION.read_text(encoding="utf-8"))
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
PROVENANCES = {"documented", "public", "inferred"}
METHODS = {"get", "put", "post", "delete", "patch"}
RULES = {
    "type",
    "format",
    "title",
    "example",
    "enum",
    "default",
    "required",
    "readOnly",
    "const",
    "maxLength",
    "pattern",
}

# Transcribed by hand from the pages "Calls.batch_create_or_update" and
# "TextMessageConversations.batch_create_or_update".
# They give the two values of rollback-method in its description.
SAMPLE_ID = "01234567-abcd-dcba-ffff-000000000000"
OBJECT: dict[str, Any] = {"type": "object"}
INT32: dict[str, Any] = {"type": "integer", "format": "int32"}
RELATION: dict[str, Any] = {"type": "string", "format": "uuid", "example": SAMPLE_ID}
RELATIONS: dict[str, Any] = {"type": "array"}
REFERENCE: dict[str, Any] = {"type": "string", "format": "uri"}
PHONE_NUMBER: dict[str, Any] = {"type": "string", "example": "string"}
BATCH: dict[str, dict[str, Any]] = {
    "": OBJECT,
    "parameters": {"type": "object", "title": "Parameters"},
    "parameters.validation-level": INT32,
    "parameters.rollback-method": INT32 | {"enum": [0, 1]},
    "data": {"type": "array", "title": "Data"},
    "data[]": OBJECT,
    "data[].id": {"type": "string", "format": "uuid"},
}
CALLS: dict[str, dict[str, Any]] = BATCH | {
    "data[].oppty_product_relation": OBJECT,
    "data[].oppty_product_relation.id": REFERENCE,
    "data[].account_id": RELATION,
    "data[].caller_id": RELATION,
    "data[].client_id": RELATION,
    "data[].contact_id": RELATION,
    "data[].lead_oppty_id": RELATION,
    "data[].oppty_product_relation_id": RELATION,
    "data[].phone_number": PHONE_NUMBER,
    "data[].product_id": RELATION,
    "data[].twilio_call_log_id": RELATION,
}
CONVERSATIONS: dict[str, dict[str, Any]] = BATCH | {
    "data[].phone_id": RELATION,
    "data[].recipient_account_id": RELATION,
    "data[].recipient_contact_id": RELATION,
    "data[].recipient_phone_number": PHONE_NUMBER,
    "data[].revision": INT32 | {"example": 1},
    "data[].messages": RELATIONS,
    "data[].messages[]": OBJECT,
    "data[].messages[].id": REFERENCE,
    "data[].account_relations": RELATIONS,
    "data[].account_relations[]": OBJECT,
    "data[].account_relations[].id": REFERENCE,
    "data[].contact_relations": RELATIONS,
    "data[].contact_relations[]": OBJECT,
    "data[].contact_relations[].id": REFERENCE,
    "data[].project_relations": RELATIONS,
    "data[].project_relations[]": OBJECT,
    "data[].project_relations[].id": REFERENCE,
    "data[].lead_relations": RELATIONS,
    "data[].lead_relations[]": OBJECT,
    "data[].lead_relations[].id": REFERENCE,
    "data[].opportunity_relations": RELATIONS,
    "data[].opportunity_relations[]": OBJECT,
    "data[].opportunity_relations[].id": REFERENCE,
    "data[].quote_relations": RELATIONS,
    "data[].quote_relations[]": OBJECT,
    "data[].quote_relations[].id": REFERENCE,
}
RESULT: dict[str, dict[str, Any]] = {
    "": OBJECT,
    "success": {"type": "boolean", "example": True},
    "data": {"type": "array"},
    "data[]|0": {"type": "string", "format": "uuid"},
    "data[]|1": {"type": "object", "required": ["success", "http_status"]},
    "data[]|1.http_status": {"type": "integer", "example": 400},
    "data[]|1.code": {"type": "integer", "example": 117},
    "data[]|1.name": {"type": "string", "example": "ERROR_PARAMETER_INVALID"},
    "data[]|1.message": {"type": "string"},
    "data[]|1.success": {"type": "boolean", "example": False},
}
# What other sources or the descriptions add to the rules above: a batch has to have its list, and "success"
# says always the same. That null clears a value is left aside by rules().
ADDED_RULES: dict[str, dict[str, Any]] = {"": {"required": ["data"]}}
ADDED_RESULT_RULES: dict[str, dict[str, Any]] = {
    "": {"required": ["success", "data"]},
    "success": {"const": True},
    "data[]|1.success": {"const": False},
}

AUDIO_STATUSES = [
    "NoRecording",
    "TranscriptionCompleted",
    "TranscriptionEmpty",
    "TranscriptionError",
    "TranscriptionInProgress",
    "UploadError",
    "Uploaded",
    "Uploading",
]
ENTITIES = {
    "Calls": "Call",
    "TextMessageConversations": "TextMessageConversation",
    "TextMessages": "TextMessage",
    "TextMessageConversationRelationses": "TextMessageConversationRelations",
    "Phones": "Phone",
    "Clients": "Client",
    "Accounts": "Account",
    "Contacts": "Contact",
    "Leads": "Lead",
    "Opportunities": "Opportunity",
    "Products": "Product",
    "OpptyProductRelations": "OpptyProductRelation",
    "Projects": "Project",
    "Quotes": "Quote",
}
OPERATIONS = {
    "list": ("get", "", "200"),
    "create": ("post", "", "201"),
    "get": ("get", "/{id}", "200"),
    "update": ("patch", "/{id}", "200"),
    "delete": ("delete", "/{id}", "200"),
    "batch_create_or_update": ("post", "/batch-modify", "200"),
    "batch_create_or_update_object": ("post", "/batch_create_or_update", "200"),
    "batch_delete": ("post", "/batch-delete", "200"),
    "batch_restore": ("post", "/batch-restore", "200"),
}
LIST_PARAMETERS = {
    "include-deleted": "boolean",
    "include_deleted": "boolean",
    "first": "integer",
    "last": "integer",
    "before": "string",
    "after": "string",
    "limit": "integer",
    "offset": "integer",
    "expand": "string",
    "order-by": "string",
    "filter": "object",
    "filter-op": "object",
    "load-only": "string",
}
EQUALITY = ["eq", "ieq", "not-eq", "not-ieq"]
PARTS = ["contains", "starts", "ends", "icontains", "istarts", "iends"]
PRESENCE = ["null", "not-null", "empty", "not-empty"]
ORDER = ["gt", "gte", "lt", "lte", "between"]


def resolve(document: Mapping[str, Any], node: Any) -> Any:
    """A node with its references followed; what stands beside one wins, members of `properties` are joined."""
    while isinstance(node, Mapping) and "$ref" in node:
        target: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        beside = {key: value for key, value in node.items() if key != "$ref"}
        if "properties" in target and "properties" in beside:
            beside["properties"] = target["properties"] | beside["properties"]
        node = dict(target) | beside
    return node


def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": SCHEMAS}}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def documented(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The path and the rules of everything below a schema that calls itself documented."""
    schema = resolve(DOCUMENT, node)
    if schema.get("x-provenance", "documented") != "documented":
        return
    for number, branch in enumerate(schema.get("oneOf", ())):
        yield from documented(branch, f"{path}|{number}")
    if "oneOf" not in schema:
        yield path, rules(schema)
    for name, value in schema.get("properties", {}).items():
        yield from documented(value, f"{path}.{name}".lstrip("."))
    if "items" in schema:
        yield from documented(schema["items"], f"{path}[]")


def rules(schema: Mapping[str, Any]) -> dict[str, Any]:
    """What a schema rules, as the documents write it: without null, and with the format of an address."""
    found = {key: value for key, value in schema.items() if key in RULES}
    if isinstance(found.get("type"), list):
        (found["type"],) = [kind for kind in found["type"] if kind != "null"]
    if schema.get("if") == {"pattern": ":"}:
        found |= schema["then"]
    return found


def added(table: Mapping[str, dict[str, Any]], more: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {path: found | more.get(path, {}) for path, found in table.items()}


def operation(collection: str, name: str) -> dict[str, Any]:
    method, suffix, _ = OPERATIONS[name]
    found: dict[str, Any] = DOCUMENT["paths"][f"/spaces/{{space_id}}/entities/{collection}{suffix}"][method]
    return found


def media(node: Any) -> dict[str, Any]:
    found: dict[str, Any] = resolve(DOCUMENT, node)["content"]["application/json"]
    return found


@pytest.mark.parametrize(("collection", "table"), [("Calls", CALLS), ("TextMessageConversations", CONVERSATIONS)])
def test_the_documented_body_is_the_specified_one(collection: str, table: dict[str, dict[str, Any]]) -> None:
    body = media(operation(collection, "batch_create_or_update_object")["requestBody"])
    assert dict(documented(body["schema"])) == added(table, ADDED_RULES)


@pytest.mark.parametrize("collection", ["Calls", "TextMessageConversations"])
def test_the_documented_answer_is_the_specified_one(collection: str) -> None:
    for name in ("batch_create_or_update", "batch_create_or_update_object"):
        answer = media(operation(collection, name)["responses"]["200"])
        assert dict(documented(answer["schema"])) == added(RESULT, ADDED_RESULT_RULES)


@pytest.mark.parametrize("collection", ["Calls", "TextMessageConversations"])
def test_the_list_alone_has_the_documented_elements(collection: str) -> None:
    entity = ENTITIES[collection]
    schema = resolve(DOCUMENT, media(operation(collection, "batch_create_or_update")["requestBody"])["schema"])
    assert schema["else"]["items"] == SCHEMAS[f"{entity}BatchObject"]["properties"]["data"]["items"]
    assert schema["then"] == {"$ref": f"#/components/schemas/{entity}BatchObject"}


def test_the_options_of_a_batch_are_also_in_the_query() -> None:
    parameters = [resolve(DOCUMENT, node) for node in operation("Calls", "batch_create_or_update")["parameters"]]
    assert {found["name"]: rules(resolve(DOCUMENT, found["schema"])) for found in parameters} == {
        "validation-level": BATCH["parameters.validation-level"] | {"default": 0},
        "rollback-method": BATCH["parameters.rollback-method"] | {"default": 0},
    }
    assert {(found["in"], found.get("required", False), found["x-provenance"]) for found in parameters} == {
        ("query", False, "documented")
    }


@pytest.mark.parametrize(("collection", "entity"), ENTITIES.items())
def test_each_entity_has_all_operations(collection: str, entity: str) -> None:
    for name, (_, _, status) in OPERATIONS.items():
        found = operation(collection, name)
        assert found["operationId"] == f"{collection}.{name}"
        assert status in found["responses"]
        assert {"401", "4XX", "500"} <= set(found["responses"])
    assert media(operation(collection, "get")["responses"]["200"])["schema"]["properties"]["data"]["$ref"] == (
        f"#/components/schemas/{entity}"
    )


@pytest.mark.parametrize("collection", ENTITIES)
def test_a_list_has_the_public_parameters(collection: str) -> None:
    parameters = [resolve(DOCUMENT, node) for node in operation(collection, "list")["parameters"]]
    assert {found["name"]: resolve(DOCUMENT, found["schema"])["type"] for found in parameters} == LIST_PARAMETERS
    operators = next(found for found in parameters if found["name"] == "filter-op")
    assert operators["schema"]["additionalProperties"]["enum"] == EQUALITY + PARTS + PRESENCE + ORDER
    assert operators["style"] == "deepObject"


@pytest.mark.parametrize("entity", ENTITIES.values())
def test_a_whole_record_has_each_field_that_can_be_sent(entity: str) -> None:
    answered = SCHEMAS[entity]["properties"]
    assert not set(SCHEMAS[f"{entity}Input"]["properties"]) - set(answered)
    whole = DOCUMENT["components"]["responses"][entity]["content"]["application/json"]["schema"]
    assert set(whole["properties"]["data"]["required"]) == set(answered)


def test_the_audio_status_has_the_public_values() -> None:
    assert SCHEMAS["AudioStatus"]["enum"] == AUDIO_STATUSES
    assert SCHEMAS["AudioStatus"]["default"] == "NoRecording"


@pytest.mark.parametrize(
    ("reference", "valid"),
    [
        (SAMPLE_ID, True),
        (
            f"https://us-east.api.pipelinersales.com/api/v100/rest/spaces/sp_demo/entities/TextMessages/{SAMPLE_ID}",
            True,
        ),
        ("message 1", False),
        ("no address: none", False),
        (1, False),
    ],
)
def test_a_reference_is_an_address_or_an_id(reference: Any, valid: bool) -> None:
    assert validator("TextMessageReference").is_valid({"id": reference}) is valid


@pytest.mark.parametrize(
    ("moment", "valid"),
    [
        ("2019-01-01T00:00:00", True),
        ("2026-01-05 09:30:00.123456+00:00", True),
        ("2026-01-05T09:30:00Z", True),
        ("2024-02-29T00:00:00", True),
        ("2000-02-29T00:00:00", True),
        ("2026-02-29T00:00:00", False),
        ("2026-04-31T00:00:00", False),
        ("2026-13-01T00:00:00", False),
        ("2026-01-05", False),
        ("2026-01-05T24:00:00", False),
    ],
)
def test_a_moment_is_a_point_in_the_calendar(moment: str, valid: bool) -> None:
    assert validator("SentMoment").is_valid(moment) is valid


@pytest.mark.parametrize("body", [[], [{}], {"data": []}, {"parameters": {"rollback-method": 1}, "data": [{}]}])
def test_both_forms_of_a_batch_are_valid(body: Any) -> None:
    assert validator("CallBatch").is_valid(body)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (5, []),
        ({}, []),
        ({"data": 5}, ["data"]),
        ({"parameters": {"rollback-method": 2}, "data": []}, ["parameters", "rollback-method"]),
        ({"parameters": {"validation-level": "abc"}, "data": []}, ["parameters", "validation-level"]),
        ([5], [0]),
        ([{}, {"account_id": "5"}], [1, "account_id"]),
        ({"data": [{"phone_number": 5}]}, ["data", 0, "phone_number"]),
        ([{"oppty_product_relation": {"id": 5}}], [0, "oppty_product_relation", "id"]),
    ],
)
def test_what_is_wrong_in_a_batch_is_named_exactly(body: Any, pointer: list[str | int]) -> None:
    assert [error.instance_path for error in validator("CallBatch").iter_errors(body)] == [pointer]


def examples() -> Iterator[tuple[str, Any, Any]]:
    for kind in ("requestBodies", "responses"):
        for name, part in DOCUMENT["components"][kind].items():
            found = part["content"]["application/json"]
            for title, example in found.get("examples", {}).items():
                yield f"{kind}/{name}/{title}", found["schema"], example["value"]


@pytest.mark.parametrize(("title", "schema", "value"), [pytest.param(*found, id=found[0]) for found in examples()])
def test_the_examples_keep_to_their_schemas(title: str, schema: Any, value: Any) -> None:
    check = jsonschema_rs.Draft202012Validator(
        {"allOf": [schema], "components": {"schemas": SCHEMAS}}, validate_formats=True
    )
    assert [error.message for error in check.iter_errors(value)] == []


def marked(node: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The path of everything that has to say where it comes from, and what it says."""
    if isinstance(node, list):
        for number, value in enumerate(node):
            yield from marked(value, f"{path}/{number}")
    if not isinstance(node, Mapping):
        return
    for key, value in node.items():
        if key in ("example", "value", "default", "const"):
            continue
        if key in ("properties", "examples") and isinstance(value, Mapping):
            yield from ((f"{path}/{key}/{name}", part.get("x-provenance")) for name, part in value.items())
        yield from marked(value, f"{path}/{key}")


def components() -> Iterator[tuple[str, Any]]:
    for kind, parts in DOCUMENT["components"].items():
        for name, part in parts.items():
            yield f"components/{kind}/{name}", part.get("x-provenance")


def operations() -> Iterator[tuple[str, Any]]:
    for path, item in DOCUMENT["paths"].items():
        for method, found in item.items():
            if method in METHODS:
                yield f"{method} {path}", found.get("x-provenance")


def test_everything_says_where_it_comes_from() -> None:
    found = [*marked(DOCUMENT, ""), *components(), *operations()]
    assert found
    assert [path for path, provenance in found if provenance not in PROVENANCES] == []


def test_no_operation_has_parts_that_are_not_shared() -> None:
    for item in DOCUMENT["paths"].values():
        parts = [*item["parameters"]]
        for method in METHODS & set(item):
            parts += [*item[method].get("parameters", []), *item[method]["responses"].values()]
            parts += [item[method]["requestBody"]] if "requestBody" in item[method] else []
        assert all(set(part) == {"$ref"} for part in parts)
