"""Does the VCC Live specification say what the vendor's page "Batch records modification" says?

The tables are transcribed from that page by hand, in its order.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

SPECIFICATION = Path(__file__).parents[2] / "specs" / "vcc-live.yaml"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
PROVENANCE = ("documented", "public", "inferred")

METHOD = "put"
RESOURCE = "https://[customer].asp.virtual-call-center.eu/v2/projects/[projectid]/records"

# name, type, mandatory
RESOURCE_PARAMETERS = [
    ("customer", "string", "yes"),
    ("projectid", "integer", "yes"),
]
REQUEST_OBJECT = [
    ("default", "object", "no"),
    ("elements", "array of objects", "yes"),
]
ELEMENT_OBJECT = [
    ("form", "object", "yes"),
    ("numberid", "string", "yes/no"),
    ("search", "object", "yes/no"),
]
# The page shows the answer in its two examples only: name, type, whether both show it.
RESPONSE_OBJECT = [
    ("errors", "array of objects", "yes"),
    ("response", "object", "yes"),
]
ERROR_OBJECT = [
    ("errorcode", "integer", "yes"),
    ("errormessage", "string", "yes"),
    ("index", "integer", "yes"),
]
TABLES = {
    "BatchRecords": REQUEST_OBJECT,
    "BatchElement": ELEMENT_OBJECT,
    "BatchResult": RESPONSE_OBJECT,
    "Error": ERROR_OBJECT,
}
# Maps that the tables name as objects of key value pairs.
MAPS = ("Form", "Search")

# The types that the specification takes beyond those of the page.
EXTENSIONS = {
    ("BatchElement", "search"): ["array"],
    ("BatchResult", "response"): ["array"],
}

EXAMPLE_URL = "https://mycc.asp.virtual-call-center.eu/v2/projects/22/records"
EXAMPLES = {
    "Request body": """
        {
            "elements": [
                {
                    "form": {
                        "name": "Peter Green",
                        "city": "Budapest",
                        "likes": "sports|movies"
                    },
                    "search": {
                        "name": "Green"
                    }
                },
                {
                    "form": {
                        "name": "Thomas",
                        "address": "London"
                    },
                    "numberid": "4"
                }
            ],
            "default": {
                "address": "Budapest",
                "age": "30"
            }
        }
    """,
    "Response body": """
        {
            "errors": [],
            "response": {
                "0": true,
                "1": true
            }
        }
    """,
    "Response body if partially succesful": """
        {
            "errors": [
                {
                    "errorcode": 417,
                    "errormessage": "error.missing_numberid_or_search",
                    "index": 1
                }
            ],
            "response": {
                "0": true,
                "2": true
            }
        }
    """,
}


@pytest.fixture(scope="module")
def document() -> Any:
    return yaml.safe_load(SPECIFICATION.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def operation(document: Any) -> Any:
    return document["paths"]["/projects/{projectid}/records"][METHOD]


def resolve(document: Any, node: Any) -> Any:
    """The node that a chain of references leads to; members beside a reference stay and go before."""
    if "$ref" not in node:
        return node
    target = document
    for step in node["$ref"].removeprefix("#/").split("/"):
        target = target[step.replace("~1", "/").replace("~0", "~")]
    beside = {name: member for name, member in node.items() if name != "$ref"}
    return {**resolve(document, target), **beside}


def types(schema: Any) -> list[str]:
    return [schema["type"]] if isinstance(schema["type"], str) else schema["type"]


def documented_type(document: Any, schema: Any) -> str:
    first = types(schema)[0]
    if first != "array":
        return first
    return f"array of {types(resolve(document, schema['items']))[0]}s"


def rows(schema_name: str) -> list[tuple[str, str, str, str]]:
    return [(schema_name, *row) for row in TABLES[schema_name]]


@pytest.mark.parametrize(
    ("schema_name", "name", "documented", "mandatory"), [row for table in TABLES for row in rows(table)]
)
def test_a_documented_member_is_in_the_specification(
    document: Any, schema_name: str, name: str, documented: str, mandatory: str
) -> None:
    schema = document["components"]["schemas"][schema_name]
    member = resolve(document, schema["properties"][name])
    assert documented_type(document, member) == documented
    assert types(member)[1:] == EXTENSIONS.get((schema_name, name), [])
    assert member["x-provenance"] == "documented"
    assert name in required(document, schema_name) or mandatory != "yes"
    assert name not in required(document, schema_name) or mandatory == "yes"


def required(document: Any, schema_name: str) -> list[str]:
    """The required members; of an error those that it needs in the answer to a batch."""
    schemas = document["components"]["schemas"]
    if schema_name != "Error":
        return [*schemas[schema_name]["required"]]
    return [
        *schemas["Error"]["required"],
        *schemas["BatchResult"]["properties"]["errors"]["items"]["required"],
    ]


def test_either_numberid_or_search_is_needed(document: Any) -> None:
    element = document["components"]["schemas"]["BatchElement"]
    either = [name for name, _, mandatory in ELEMENT_OBJECT if mandatory == "yes/no"]
    assert element["anyOf"] == [{"required": [name]} for name in either]


def test_the_maps_take_any_key(document: Any) -> None:
    for name in MAPS:
        schema = document["components"]["schemas"][name]
        assert schema["type"] == "object"
        assert "properties" not in schema
        assert "string" in types(resolve(document, schema["additionalProperties"]))


def test_the_elements_and_errors_are_those_of_the_tables(document: Any) -> None:
    schemas = document["components"]["schemas"]
    batch, result = schemas["BatchRecords"]["properties"], schemas["BatchResult"]["properties"]
    assert batch["elements"]["items"]["$ref"] == "#/components/schemas/BatchElement"
    assert batch["default"]["$ref"] == "#/components/schemas/Form"
    assert schemas["BatchElement"]["properties"]["form"]["$ref"] == "#/components/schemas/Form"
    assert result["errors"]["items"]["$ref"] == "#/components/schemas/Error"


def test_the_response_has_true_under_each_index(document: Any) -> None:
    response = document["components"]["schemas"]["BatchResult"]["properties"]["response"]
    assert response["patternProperties"] == {"^(0|[1-9][0-9]*)$": {"const": True}}
    assert response["additionalProperties"] is False


def test_the_operation_stands_at_its_documented_place(document: Any, operation: Any) -> None:
    base = document["servers"][0]["url"]
    url = base + "/projects/{projectid}/records"
    assert url.replace("{", "[").replace("}", "]") == RESOURCE
    assert operation["operationId"] == "records.batch_update"
    assert operation["x-provenance"] == "documented"
    assert operation["x-mockserver-batch"] == "/elements"
    assert "parameters" not in operation  # "Options: N/A"


def test_the_resource_parameters_are_the_documented_ones(document: Any) -> None:
    path_item = document["paths"]["/projects/{projectid}/records"]
    (projectid,) = (resolve(document, parameter) for parameter in path_item["parameters"])
    variables = document["servers"][0]["variables"]
    found = [(name, "string", "yes") for name in variables]
    found.append((projectid["name"], projectid["schema"]["type"], "yes" if projectid["required"] else "no"))
    assert found == RESOURCE_PARAMETERS
    assert projectid["in"] == "path"
    assert projectid["x-provenance"] == variables["customer"]["x-provenance"] == "documented"


def test_the_documented_example_url_is_made_of_the_example_values(document: Any) -> None:
    server = document["servers"][0]
    projectid = document["components"]["parameters"]["projectid"]["example"]
    base = server["url"].replace("{customer}", server["variables"]["customer"]["default"])
    assert f"{base}/projects/{projectid}/records" == EXAMPLE_URL


def test_the_request_and_the_response_are_of_the_documented_schemas(operation: Any) -> None:
    request, response = operation["requestBody"], operation["responses"]["200"]
    assert request["required"] is True
    assert request["x-provenance"] == response["x-provenance"] == "documented"
    assert {media["schema"]["$ref"] for media in request["content"].values()} == {"#/components/schemas/BatchRecords"}
    assert {media["schema"]["$ref"] for media in response["content"].values()} == {"#/components/schemas/BatchResult"}
    assert list(request["content"]) == ["application/json", "*/*"]
    assert list(response["content"]) == ["text/plain", "application/json"]


@pytest.mark.parametrize("media_type", ["text/plain", "application/json"])
def test_each_media_type_shows_the_documented_answers(document: Any, operation: Any, media_type: str) -> None:
    examples = operation["responses"]["200"]["content"][media_type]["examples"]
    assert as_documented(document, examples["success"]) == json.loads(EXAMPLES["Response body"])
    assert as_documented(document, examples["partial-success"]) == json.loads(
        EXAMPLES["Response body if partially succesful"]
    )


@pytest.mark.parametrize("media_type", ["application/json", "*/*"])
def test_each_media_type_shows_the_documented_request(document: Any, operation: Any, media_type: str) -> None:
    examples = operation["requestBody"]["content"][media_type]["examples"]
    assert as_documented(document, examples["request"]) == json.loads(EXAMPLES["Request body"])


def as_documented(document: Any, example: Any) -> Any:
    found = resolve(document, example)
    assert found["x-provenance"] == "documented"
    return found["value"]


def test_nothing_is_called_documented_that_the_page_does_not_say(document: Any) -> None:
    components = document["components"]
    assert names_of_documented(components["schemas"]) == {*TABLES, *MAPS}
    assert names_of_documented(components["parameters"]) == {"projectid"}
    assert names_of_documented(components["headers"]) == set()
    assert names_of_documented(components["responses"]) == set()
    assert {
        example["summary"] for example in components["examples"].values() if example["x-provenance"] == "documented"
    } == set(EXAMPLES)
    assert {
        (schema_name, name)
        for schema_name, schema in components["schemas"].items()
        for name, member in schema.get("properties", {}).items()
        if member["x-provenance"] == "documented"
    } == {(schema_name, row[0]) for schema_name, table in TABLES.items() for row in table}
    assert {
        operation["operationId"] for operation in operations(document) if operation["x-provenance"] == "documented"
    } == {"records.batch_update"}


def names_of_documented(elements: Any) -> set[str]:
    return {name for name, element in elements.items() if element["x-provenance"] == "documented"}


def operations(document: Any) -> Iterator[Any]:
    for path_item in document["paths"].values():
        yield from (path_item[method] for method in METHODS if method in path_item)


def test_every_element_says_where_it_comes_from(document: Any) -> None:
    silent = [place for place, element in elements(document) if element.get("x-provenance") not in PROVENANCE]
    assert silent == []


def elements(document: Any) -> Iterator[tuple[str, Any]]:
    """Operations, parameters, headers, request bodies, responses, examples, links, schemas and properties."""
    for path_item in document["paths"].values():
        yield from ((f"{p.get('name', p)}", resolve(document, p)) for p in path_item.get("parameters", []))
    for operation in operations(document):
        yield from elements_of_operation(document, operation)
    for kind in ("parameters", "headers", "responses", "examples", "securitySchemes"):
        yield from ((f"{kind} {name}", element) for name, element in document["components"][kind].items())
    for response in document["components"]["responses"].values():
        yield from elements_of_response(document, response)
    for name, schema in document["components"]["schemas"].items():
        yield f"schema {name}", schema
        yield from properties(name, schema)


def elements_of_operation(document: Any, operation: Any) -> Iterator[tuple[str, Any]]:
    name = operation["operationId"]
    yield name, operation
    for parameter in operation.get("parameters", []):
        yield f"{name} parameter", resolve(document, parameter)
    if "requestBody" in operation:
        yield f"{name} body", operation["requestBody"]
    for status, response in operation["responses"].items():
        yield f"{name} {status}", resolve(document, response)
        yield from elements_of_response(document, resolve(document, response))


def elements_of_response(document: Any, response: Any) -> Iterator[tuple[str, Any]]:
    for name, header in response.get("headers", {}).items():
        yield f"header {name}", resolve(document, header)
    for name, link in response.get("links", {}).items():
        yield f"link {name}", link
    for media in response["content"].values():
        for name, example in media.get("examples", {}).items():
            yield f"example {name}", resolve(document, example)


def properties(place: str, schema: Any) -> Iterator[tuple[str, Any]]:
    for name, member in schema.get("properties", {}).items():
        yield f"{place}.{name}", member
        yield from properties(f"{place}.{name}", member)
    if isinstance(schema.get("items"), dict):
        yield from properties(f"{place}[]", schema["items"])


def test_every_component_is_used(document: Any) -> None:
    text = SPECIFICATION.read_text(encoding="utf-8")
    unused = [
        f"{kind}/{name}"
        for kind in ("parameters", "headers", "responses", "schemas", "examples")
        for name in document["components"][kind]
        if f'"#/components/{kind}/{name}"' not in text
    ]
    assert unused == []


def test_every_operation_names_every_refusal_and_its_shape(document: Any) -> None:
    for operation in operations(document):
        assert {"200", "401", "403", "4XX"} <= set(operation["responses"])
        assert ("requestBody" in operation) == ("400" in operation["responses"])
