"""A small specification whose records are made by jobs, which are another collection."""

from __future__ import annotations

from typing import Any

from tests.behaviours.resources.procedures import TEXT, listed, members
from tests.behaviours.resources.styles import NONE, answer, api, body, failing, path, schema_ref

Json = Any

LINK = {"operationId": "job", "parameters": {"id": "$response.body#/id"}}
LOCATION = {"Location": {"schema": TEXT, "example": "https://x.example/operations/12"}}
JOB = members(
    ["id", "status"],
    id=TEXT,
    status={"enum": ["pending", "running", "succeeded", "failed"]},
    export_id={"type": ["integer", "null"]},
    resource_url={"type": ["string", "null"]},
    export=schema_ref("Export"),
)
EXPORT = members(["name"], id={"type": "integer", "readOnly": True}, name=TEXT)


def exporting(accepted: Json) -> dict[str, Json]:
    """A specification whose exports are accepted by an answer, and told of at /operations/{id}."""
    return api(
        {
            "/exports": {
                "get": {"responses": failing(_200=answer(listed("Export")))},
                "post": {"requestBody": body(schema_ref("Export")), "responses": failing(_202=accepted)},
            },
            "/exports/{id}": {
                "parameters": [path("id", {"type": "integer"})],
                "get": {"responses": failing(_200=answer(schema_ref("Export")))},
                "delete": {"responses": failing(_204=NONE)},
            },
            "/operations": {"get": {"responses": failing(_200=answer(listed("Job")))}},
            "/operations/{id}": {
                "parameters": [path("id")],
                "get": {"operationId": "job", "responses": failing(_200=answer(schema_ref("Job")))},
                "delete": {"responses": failing(_204=NONE)},
            },
        },
        Job=JOB,
        Export=EXPORT,
    )


SHOWN = exporting({**answer(schema_ref("Job")), "headers": {"Location": {"schema": TEXT}}})
TOLD = exporting(
    {
        "description": "It is begun.",
        "headers": {"Location": {"schema": TEXT, "description": "Where `GET /operations/{id}` tells of it."}},
    }
)
BARE = exporting({"description": "It is begun.", "headers": {"Location": {"schema": TEXT}}})
LOCATED = exporting({"description": "It is begun.", "headers": LOCATION})
LINKED = exporting(
    {**answer(members(["id"], id=TEXT)), "headers": {"Location": {"schema": TEXT}}, "links": {"job": LINK}}
)
