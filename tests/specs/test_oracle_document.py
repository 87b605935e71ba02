"""Does the specification of Oracle's phone calls say what the vendor's document says?

The tables are transcribed from the document by hand. They are compared in both directions: what stands in a table must
stand in the specification, and what the specification calls documented must stand in a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema_rs import Draft202012Validator

FILE = Path(__file__).parents[2] / "specs" / "oracle.yaml"
DOCUMENT: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
CREATE: dict[str, Any] = DOCUMENT["paths"]["/phoneCalls"]["post"]
METHODS = ("get", "put", "post", "delete", "patch")
PROVENANCES = ("documented", "public", "inferred")

FACTS = ("type", "format", "title", "maxLength", "default", "enum", "readOnly")
"""The keywords that the document uses. `required` stands beside the properties and is compared apart."""

INT64 = {"type": "integer", "format": "int64"}
BYTE = {"type": "string", "format": "byte"}
DATE_TIME = {"type": "string", "format": "date-time"}
READ_ONLY = {"readOnly": True}


def text(title: str, length: int) -> dict[str, Any]:
    return {"type": "string", "title": title, "maxLength": length}


PHONE_CALL_REQUEST: dict[str, dict[str, Any]] = {
    "CallDetailsURL": text("Call Details URL", 1000),
    "CallNumber": text("Call Number", 30),
    "CallRecording": {**BYTE, "title": "Call Recording"},
    "DeletedFlag": {"type": "boolean", "maxLength": 1, "default": False},
    "ExternalSystemCallId": text("External Call ID", 255),
    "InteractionId": {**INT64, "title": "Interaction ID"},
    "LeftMessageFlag": {"type": "boolean", "title": "Left Message", "maxLength": 1},
    "PhoneNumber": text("Phone Number", 30),
    "RecordingFormat": text("Recording Format", 64),
    "RecordingURL": text("Recording URL", 1000),
    "TranscriptMessage": {"type": "array", "title": "Phone Transcript Messages"},
    "TranscriptURL": text("Transcript URL", 1000),
}

PHONE_CALL_RESPONSE: dict[str, dict[str, Any]] = {
    "CallDetailsURL": text("Call Details URL", 1000),
    "CallId": {**INT64, "title": "Call ID", **READ_ONLY},
    "CallNumber": text("Call Number", 30),
    "CallRecording": {**BYTE, "title": "Call Recording"},
    "CreatedBy": {**text("Created By", 64), **READ_ONLY},
    "CreationDate": {**DATE_TIME, "title": "Creation Date", **READ_ONLY},
    "DeletedFlag": {"type": "boolean", "maxLength": 1, "default": False},
    "ExternalSystemCallId": text("External Call ID", 255),
    "InteractionId": {**INT64, "title": "Interaction ID"},
    "LastUpdateDate": {**DATE_TIME, "title": "Last Updated Date", **READ_ONLY},
    "LastUpdatedBy": {**text("Last Updated By", 64), **READ_ONLY},
    "LastUpdateLogin": {**text("Last Update Login", 32), **READ_ONLY},
    "LeftMessageFlag": {"type": "boolean", "title": "Left Message", "maxLength": 1},
    "links": {"type": "array", "title": "Links"},
    "PhoneNumber": text("Phone Number", 30),
    "RecordingFormat": text("Recording Format", 64),
    "RecordingURL": text("Recording URL", 1000),
    "TranscriptMessage": {"type": "array", "title": "Phone Transcript Messages"},
    "TranscriptURL": text("Transcript URL", 1000),
}

MESSAGE_REQUEST: dict[str, dict[str, Any]] = {
    "CallId": {**INT64, "title": "Call ID"},
    "DeletedFlag": {"type": "boolean", "maxLength": 1, "default": False},
    "MessageContent": {**BYTE, "title": "Message"},
    "MessageId": {**INT64, "title": "Message ID"},
    "MessageNumber": text("Message Number", 30),
    "MessageTypeCd": text("Message Type", 30),
    "PostedByDisplayName": text("Posted By", 64),
    "PostedByPartyId": text("Contact ID", 30),
    "RoleCd": text("Role", 30),
    "VisibilityCd": text("Visibility", 30),
}

MESSAGE_RESPONSE: dict[str, dict[str, Any]] = {
    "CallId": {**INT64, "title": "Call ID"},
    "CreatedBy": {**text("Created By", 64), **READ_ONLY},
    "CreationDate": {**DATE_TIME, "title": "Creation Date", **READ_ONLY},
    "DeletedFlag": {"type": "boolean", "maxLength": 1, "default": False},
    "InteractionId": {**INT64, "title": "Interaction ID", **READ_ONLY},
    "LastUpdateDate": {**DATE_TIME, "title": "Last Updated Date", **READ_ONLY},
    "LastUpdatedBy": {**text("Last Updated By", 64), **READ_ONLY},
    "LastUpdateLogin": {**text("Last Update Login", 32), **READ_ONLY},
    "links": {"type": "array", "title": "Links"},
    "MessageContent": {**BYTE, "title": "Message"},
    "MessageId": {**INT64, "title": "Message ID"},
    "MessageNumber": text("Message Number", 30),
    "MessageTypeCd": text("Message Type", 30),
    "PostedByDisplayName": text("Posted By", 64),
    "PostedByPartyId": text("Contact ID", 30),
    "RoleCd": text("Role", 30),
    "VisibilityCd": text("Visibility", 30),
}

LINK: dict[str, dict[str, Any]] = {
    "href": {"type": "string", "title": "hyperlink reference"},
    "kind": {"type": "string", "title": "kind", "enum": ["collection", "item", "describe", "other"]},
    "name": {"type": "string", "title": "name"},
    "properties": {"type": "object"},
    "rel": {
        "type": "string",
        "title": "relation",
        "enum": ["self", "lov", "parent", "canonical", "child", "enclosure", "action", "custom"],
    },
}

LINK_PROPERTIES: dict[str, dict[str, Any]] = {"changeIndicator": {"type": "string"}}

TABLES: dict[str, tuple[dict[str, dict[str, Any]], list[str]]] = {
    "phoneCalls-item-post-request": (PHONE_CALL_REQUEST, ["InteractionId"]),
    "phoneCalls-item-response": (PHONE_CALL_RESPONSE, []),
    "phoneCalls-TranscriptMessage-item-post-request": (MESSAGE_REQUEST, []),
    "phoneCalls-TranscriptMessage-item-response": (MESSAGE_RESPONSE, []),
    "link": (LINK, []),
    "properties": (LINK_PROPERTIES, []),
}
"""The documented schemas of objects: their properties, and which of them are required."""

ARRAYS: dict[tuple[str, str], str] = {
    ("phoneCalls-item-post-request", "TranscriptMessage"): "phoneCalls-TranscriptMessage-item-post-request",
    ("phoneCalls-item-response", "TranscriptMessage"): "phoneCalls-TranscriptMessage-item-response",
    ("phoneCalls-item-response", "links"): "link",
    ("phoneCalls-TranscriptMessage-item-response", "links"): "link",
}
"""Which schema the items of a documented array have."""

MAY_BE_NULL = {
    "CallDetailsURL",
    "ExternalSystemCallId",
    "LeftMessageFlag",
    "PhoneNumber",
    "RecordingFormat",
    "RecordingURL",
    "TranscriptURL",
    "MessageTypeCd",
    "PostedByDisplayName",
    "PostedByPartyId",
    "RoleCd",
    "VisibilityCd",
}
"""What is returned as null without a value. The document does not say so; it is added to its responses."""

REQUEST_HEADERS: dict[str, dict[str, Any]] = {
    "Metadata-Context": {"type": "string"},
    "REST-Framework-Version": {"type": "string"},
    "Upsert-Mode": {"type": "string", "enum": ["true", "false"], "default": "false"},
}
RESPONSE_HEADERS = ["Metadata-Context", "REST-Framework-Version"]
METADATA_CONTEXT_EXAMPLE = 'sandbox="TrackEmployeeFeature"'


def resolve(document: dict[str, Any], node: Any) -> Any:
    """The node with what its reference leads to; its own members win."""
    while isinstance(node, dict) and "$ref" in node:
        target: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    return node


def facts(schema: dict[str, Any]) -> dict[str, Any]:
    found = resolve(DOCUMENT, schema)
    return {key: found[key] for key in FACTS if key in found}


def documented_facts(name: str, property_name: str) -> dict[str, Any]:
    """The facts of a property without what is added to the document: null, and the collection object of version 3."""
    found = facts(SCHEMAS[name]["properties"][property_name])
    if name.endswith("response") and property_name in MAY_BE_NULL:
        found["type"] = only(found["type"], added="null")
    if (name, property_name) == ("phoneCalls-item-response", "TranscriptMessage"):
        found["type"] = only(found["type"], added="object")
    return found


def only(types: list[str], *, added: str) -> str:
    documented, addition = types
    assert addition == added
    return documented


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for item in DOCUMENT["paths"].values():
        for method in METHODS:
            if method in item:
                yield item[method]["operationId"], item[method]


def elements() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every element that must say where it is known from: the shared ones, then those of the paths."""
    for section, entries in DOCUMENT["components"].items():
        for name, entry in entries.items():
            yield f"{section}.{name}", entry
            yield from inner(f"{section}.{name}", entry)
    for path, item in DOCUMENT["paths"].items():
        for parameter in item.get("parameters", []):
            yield f"{path}.parameters", parameter
    for identifier, operation in operations():
        yield identifier, operation
        for parameter in operation.get("parameters", []):
            yield f"{identifier}.parameters", parameter
        for status, response in operation["responses"].items():
            yield f"{identifier}.{status}", response
            yield from inner(f"{identifier}.{status}", response)
        if "requestBody" in operation:
            yield f"{identifier}.requestBody", operation["requestBody"]
            yield from inner(f"{identifier}.requestBody", operation["requestBody"])


def inner(name: str, element: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The headers, links, named examples and properties inside an element."""
    for section in ("headers", "links", "examples"):
        for key, entry in element.get(section, {}).items():
            yield f"{name}.{key}", entry
    for media_type, media in element.get("content", {}).items():
        yield from inner(f"{name}.{media_type}", media)
    yield from properties(name, element.get("schema", element))


def properties(name: str, schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The properties of a schema and of the schemas inside it. Conditions only point at properties declared before."""
    if not name.startswith("examples."):
        for key, entry in schema.get("properties", {}).items():
            yield f"{name}.{key}", entry
            yield from properties(f"{name}.{key}", entry)
        for keyword in ("items", "additionalProperties"):
            if isinstance(schema.get(keyword), dict):
                yield from properties(f"{name}.{keyword}", schema[keyword])


@pytest.mark.parametrize("name", TABLES)
def test_each_attribute_of_the_document_stands_in_the_specification(name: str) -> None:
    table, required = TABLES[name]
    schema = SCHEMAS[name]
    assert schema["type"] == "object"
    assert schema.get("required", []) == required
    assert {attribute: documented_facts(name, attribute) for attribute in table} == table


@pytest.mark.parametrize("name", TABLES)
def test_nothing_else_is_called_documented(name: str) -> None:
    properties = SCHEMAS[name]["properties"]
    documented = {key for key, value in properties.items() if value["x-provenance"] == "documented"}
    assert documented == set(TABLES[name][0])


def test_no_other_schema_is_called_documented() -> None:
    documented = {name for name, schema in SCHEMAS.items() if schema["x-provenance"] == "documented"}
    assert documented == {*TABLES, "links"}
    other = [name for name in SCHEMAS if name not in TABLES]
    assert [
        (name, key)
        for name in other
        for key, value in SCHEMAS[name].get("properties", {}).items()
        if value["x-provenance"] == "documented"
    ] == []


@pytest.mark.parametrize("array", ARRAYS, ids=".".join)
def test_the_items_of_each_array_are_of_the_documented_schema(array: tuple[str, str]) -> None:
    name, attribute = array
    items = SCHEMAS[name]["properties"][attribute]["items"]
    assert items == {"$ref": f"#/components/schemas/{ARRAYS[array]}"}


def test_the_links_of_a_link_are_its_properties() -> None:
    reference = SCHEMAS["link"]["properties"]["properties"]["$ref"]
    assert reference == "#/components/schemas/properties"


def test_what_the_server_sets_is_read_only_in_requests() -> None:
    for name in ("phoneCalls", "phoneCalls-TranscriptMessage"):
        request = SCHEMAS[f"{name}-item-post-request"]["properties"]
        response = SCHEMAS[f"{name}-item-response"]["properties"]
        added = {key for key in request if request[key]["x-provenance"] != "documented"}
        assert added == set(response) - {key for key in request if key not in added}
        assert all(request[key]["readOnly"] is True for key in added)


def test_requests_take_no_unknown_attribute() -> None:
    for name in ("phoneCalls-item", "phoneCalls-TranscriptMessage-item"):
        assert SCHEMAS[f"{name}-post-request"]["additionalProperties"] is False
        assert SCHEMAS[f"{name}-patch-request"]["additionalProperties"] is False


def test_the_operation_stands_at_its_documented_address() -> None:
    base = DOCUMENT["servers"][0]["url"]
    assert base + "/phoneCalls" == "https://{pod}/crmRestApi/resources/11.13.18.05/phoneCalls"
    assert CREATE["summary"] == "Create a phone call"
    assert CREATE["x-provenance"] == "documented"


def test_the_operation_has_the_documented_headers() -> None:
    parameters = [resolve(DOCUMENT, parameter) for parameter in CREATE["parameters"]]
    assert {parameter["in"] for parameter in parameters} == {"header"}
    assert not any(parameter.get("required") for parameter in parameters)
    assert {parameter["x-provenance"] for parameter in parameters} == {"documented"}
    found = {parameter["name"]: facts(parameter["schema"]) for parameter in parameters}
    assert found.pop("REST-Framework-Version") == {"type": "string", "enum": [str(n) for n in range(1, 10)]}
    assert found == {name: REQUEST_HEADERS[name] for name in REQUEST_HEADERS if name in found}
    assert {*found, "REST-Framework-Version"} == set(REQUEST_HEADERS)


def test_the_framework_versions_are_added_to_the_document() -> None:
    for place in ("parameters", "headers"):
        header = DOCUMENT["components"][place]["REST-Framework-Version"]
        assert header["x-provenance"] == "documented"
        assert header["schema"]["x-provenance"] == "inferred"


def test_the_metadata_context_has_its_documented_example() -> None:
    for place in ("parameters", "headers"):
        assert DOCUMENT["components"][place]["Metadata-Context"]["example"] == METADATA_CONTEXT_EXAMPLE


def test_the_relation_has_its_documented_example() -> None:
    assert SCHEMAS["link"]["properties"]["rel"]["example"] == "self"


def test_no_other_parameter_or_header_is_called_documented() -> None:
    components = DOCUMENT["components"]
    parameters = {key for key, value in components["parameters"].items() if value["x-provenance"] == "documented"}
    headers = {key for key, value in components["headers"].items() if value["x-provenance"] == "documented"}
    assert parameters == set(REQUEST_HEADERS)
    assert headers == set(RESPONSE_HEADERS)


def test_the_request_is_json_of_the_documented_schema() -> None:
    content = CREATE["requestBody"]["content"]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/phoneCalls-item-post-request"}


def test_the_default_response_is_the_documented_one() -> None:
    response = CREATE["responses"]["default"]
    assert response["x-provenance"] == "documented"
    assert list(response["headers"]) == RESPONSE_HEADERS
    assert response["content"] == {
        "application/json": {"schema": {"$ref": "#/components/schemas/phoneCalls-item-response"}}
    }


def test_no_other_response_is_called_documented() -> None:
    documented = {
        (identifier, status)
        for identifier, operation in operations()
        for status, response in operation["responses"].items()
        if resolve(DOCUMENT, response)["x-provenance"] == "documented"
    }
    assert documented == {("phoneCalls.create", "default")}


def test_no_other_operation_is_called_documented() -> None:
    documented = [name for name, operation in operations() if operation["x-provenance"] == "documented"]
    assert documented == ["phoneCalls.create"]


@pytest.mark.parametrize("status", ["default", "200", "201"])
def test_the_call_leads_to_its_messages(status: str) -> None:
    link = resolve(DOCUMENT, CREATE["responses"][status]["links"]["TranscriptMessage"])
    assert link["parameters"] == {"CallId": "$request.path.CallId"}
    assert link["operationId"] == "TranscriptMessage.list"
    assert link["x-provenance"] == "documented"


def test_each_element_says_where_it_is_known_from() -> None:
    silent = [name for name, element in elements() if resolve(DOCUMENT, element).get("x-provenance") not in PROVENANCES]
    assert silent == []


@pytest.mark.parametrize(("identifier", "operation"), tuple(operations()))
def test_each_operation_refuses_in_the_shape_of_the_api(identifier: str, operation: dict[str, Any]) -> None:
    refused = resolve(DOCUMENT, operation["responses"]["4XX"])
    assert list(refused["content"]) == [
        "application/vnd.oracle.adf.error+json",
        "application/json",
        "text/plain",
    ]


def test_each_example_is_valid_under_its_schema() -> None:
    bodies = [element for _, element in elements() if "content" in element]
    examples = [
        (media["schema"], resolve(DOCUMENT, example)["value"])
        for body in bodies
        for media in body["content"].values()
        for example in media.get("examples", {}).values()
    ]
    assert len(examples) >= len(DOCUMENT["components"]["examples"])
    for schema, value in examples:
        Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(value)
