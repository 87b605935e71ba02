"""Small specifications whose paths name what is done, each with what a client of its would do."""

from __future__ import annotations

from typing import Any

from tests.behaviours.resources.styles import Style, answer, api, body, failing, path, query, schema_ref

Json = Any


def members(required: list[str], **properties: Json) -> dict[str, Json]:
    return {"type": "object", "required": required, "properties": properties}


def listed(name: str) -> dict[str, Json]:
    return {"type": "array", "items": schema_ref(name)}


TEXT = {"type": "string"}
OK = members(["ok"], ok={"const": True})


def posted(schema: Json, **answers: Json) -> dict[str, Json]:
    return {"post": {"requestBody": body(schema), "responses": failing(**answers)}}


def asked(*parameters: Json, **answers: Json) -> dict[str, Json]:
    return {"get": {"parameters": list(parameters), "responses": failing(**answers)}}


DOTTED = Style(
    name="dotted verbs",
    root=api(
        {
            "/tasks.create": posted(schema_ref("NewTask"), _200=answer(schema_ref("TaskAnswer"))),
            "/tasks.list": asked(
                query("limit"),
                _200=answer(
                    members(["ok", "tasks"], ok={"const": True}, tasks={"type": "array", "items": schema_ref("Task")})
                ),
            ),
            "/tasks.info": asked(query("task", TEXT, required=True), _200=answer(schema_ref("TaskAnswer"))),
            "/tasks.update": posted(members(["task"], task=TEXT, name=TEXT), _200=answer(schema_ref("TaskAnswer"))),
            "/tasks.complete": posted(members(["task"], task=TEXT), _200=answer(OK)),
            "/tasks.delete": posted(members(["task"], task=TEXT), _200=answer(OK)),
        },
        Task=members(["id", "name", "completed"], id=TEXT, name=TEXT, completed={"type": "boolean"}),
        NewTask=members(["name"], name=TEXT),
        TaskAnswer=members(["ok", "task"], ok={"const": True}, task=schema_ref("Task")),
    ),
    collection="",
    item="",
    new={"name": "Momo"},
    change={"task": "{key}", "name": "Emma"},
    wrong={"name": 4},
    items=("tasks",),
    record=("task",),
    calls={
        "create": ("POST /tasks.create", None),
        "list": ("GET /tasks.list", None),
        "read": ("GET /tasks.info?task={key}", None),
        "change": ("POST /tasks.update", None),
        "delete": ("POST /tasks.delete", {"task": "{key}"}),
    },
)

NAMED = Style(
    name="verbs and nouns",
    root=api(
        {
            "/api/createUser": posted(schema_ref("NewUser"), _201=answer(schema_ref("User"))),
            "/api/listUsers": asked(
                query("page", {"type": "integer", "minimum": 1}),
                query("name", TEXT),
                _200=answer(listed("User")),
            ),
            "/api/getUser": asked(query("id", {"type": "integer"}, required=True), _200=answer(schema_ref("User"))),
            "/api/updateUser": {
                "put": {
                    "parameters": [query("id", {"type": "integer"}, required=True)],
                    "requestBody": body(schema_ref("NewUser")),
                    "responses": failing(_200=answer(schema_ref("User"))),
                }
            },
            "/api/deleteUser": {
                "delete": {
                    "parameters": [query("id", {"type": "integer"}, required=True)],
                    "responses": failing(_204={"description": "It is gone."}),
                }
            },
        },
        User=members(["id", "name"], id={"type": "integer"}, name=TEXT, mail=TEXT),
        NewUser=members(["name"], name=TEXT, mail=TEXT),
    ),
    collection="",
    item="",
    new={"name": "Momo"},
    change={"name": "Emma"},
    wrong={"name": 4},
    calls={
        "create": ("POST /api/createUser", None),
        "list": ("GET /api/listUsers", None),
        "read": ("GET /api/getUser?id={key}", None),
        "change": ("PUT /api/updateUser?id={key}", None),
        "delete": ("DELETE /api/deleteUser?id={key}", None),
    },
)

SLASHED = Style(
    name="verbs as segments",
    root=api(
        {
            "/user/create": posted(schema_ref("User"), _201=answer(schema_ref("User"))),
            "/user/getAll": asked(query("limit"), _200=answer(listed("User"))),
            "/user/getById/{id}": asked(path("id"), _200=answer(schema_ref("User"))),
            "/user/update/{id}": {
                "put": {
                    "parameters": [path("id")],
                    "requestBody": body(schema_ref("User")),
                    "responses": failing(_200=answer(schema_ref("User"))),
                }
            },
            "/user/delete/{id}": {
                "delete": {"parameters": [path("id")], "responses": failing(_204={"description": "It is gone."})}
            },
        },
        User=members(["name"], id={"type": "string", "format": "uuid", "readOnly": True}, name=TEXT),
    ),
    collection="",
    item="",
    new={"name": "Momo"},
    change={"name": "Emma"},
    wrong={"name": 4},
    calls={
        "create": ("POST /user/create", None),
        "list": ("GET /user/getAll", None),
        "read": ("GET /user/getById/{key}", None),
        "change": ("PUT /user/update/{key}", None),
        "delete": ("DELETE /user/delete/{key}", None),
    },
)

POSTED = Style(
    name="everything posted",
    root=api(
        {
            "/v1/channels.create": posted(
                members(["channel"], channel=schema_ref("NewChannel")), _200=answer(schema_ref("Shown"))
            ),
            "/v1/channels.list": posted(
                members([], limit={"type": "integer", "minimum": 1}, cursor=TEXT, name=TEXT),
                _200=answer(members(["channels"], channels=listed("Channel"), next_cursor=TEXT)),
            ),
            "/v1/channels.get": posted(members(["channel_id"], channel_id=TEXT), _200=answer(schema_ref("Shown"))),
            "/v1/channels.edit": posted(
                members(["channel_id", "changes"], channel_id=TEXT, changes=schema_ref("NewChannel")),
                _200=answer(schema_ref("Shown")),
            ),
            "/v1/channels.remove": posted(members(["channel_id"], channel_id=TEXT), _200=answer(members([]))),
        },
        Channel=members(["id", "name"], id=TEXT, name=TEXT, topic=TEXT),
        NewChannel=members(["name"], name=TEXT, topic=TEXT),
        Shown=members(["channel"], channel=schema_ref("Channel")),
    ),
    collection="",
    item="",
    new={"channel": {"name": "Momo"}},
    change={"changes": {"name": "Emma"}},
    wrong={"channel": {"name": 4}},
    items=("channels",),
    record=("channel",),
    calls={
        "create": ("POST /v1/channels.create", None),
        "list": ("POST /v1/channels.list", {}),
        "read": ("POST /v1/channels.get", {"channel_id": "{key}"}),
        "change": ("POST /v1/channels.edit", {"channel_id": "{key}"}),
        "delete": ("POST /v1/channels.remove", {"channel_id": "{key}"}),
    },
)

ITEM = [query("id", {"type": "integer"}, required=True)]

QUERIED = Style(
    name="verbs as operation ids",
    root=api(
        {
            "/pets": {
                "get": {
                    "operationId": "listPets",
                    "responses": failing(_200=answer(members(["pets"], pets=listed("Pet")))),
                },
            },
            "/pet": {
                "post": {
                    "operationId": "addPet",
                    "requestBody": body(schema_ref("NewPet")),
                    "responses": failing(_201=answer(schema_ref("Pet"))),
                },
                "get": {
                    "operationId": "getPetById",
                    "parameters": ITEM,
                    "responses": failing(_200=answer(schema_ref("Pet"))),
                },
                "put": {
                    "operationId": "updatePet",
                    "parameters": ITEM,
                    "requestBody": body(schema_ref("NewPet")),
                    "responses": failing(_200=answer(schema_ref("Pet"))),
                },
                "delete": {
                    "operationId": "deletePet",
                    "parameters": ITEM,
                    "responses": failing(_204={"description": "It is gone."}),
                },
            },
        },
        Pet=members(["id", "name"], id={"type": "integer"}, name=TEXT),
        NewPet=members(["name"], name=TEXT),
    ),
    collection="/pet",
    item="/pet?id={key}",
    new={"name": "Momo"},
    change={"name": "Emma"},
    wrong={"name": 4},
    items=("pets",),
    calls={"list": ("GET /pets", None)},
)

PROCEDURES = (DOTTED, NAMED, SLASHED, POSTED, QUERIED)
