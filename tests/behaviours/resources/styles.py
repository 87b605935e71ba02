"""Small specifications in the styles that APIs are written in, each with what a client of its would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Any

ERROR = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
}


@dataclass(frozen=True)
class Style:
    """A specification, and how records are made, found, changed and deleted by it.

    `new` and `change` are bodies; `wrong` is a body that its schema refuses; `items`, `record` lead to the list and
    the record in an answer; `key` to the key in a record; `kept` is a member of `new` with its value and `changed` one
    of `change`, as steps from the record; `collection` and `item` are paths, `{key}` in the place of the key. `calls`
    are what is asked instead, where it is not these: method and path, and what the body has beside the record, each for
    one of `create`, `list`, `read`, `change`, `delete`.
    """

    name: str
    root: Mapping[str, Json]
    collection: str
    item: str
    new: Json
    change: Json
    wrong: Json = None
    listing: str = ""
    items: tuple[str, ...] = ()
    record: tuple[str, ...] = ()
    key: tuple[str, ...] = ("id",)
    kept: tuple[tuple[str, ...], Json] = (("name",), "Momo")
    changed: tuple[tuple[str, ...], Json] = (("name",), "Emma")
    method: str = "PUT"
    media_type: str = "application/json"
    patch_type: str = ""
    before: tuple[tuple[str, str, Json], ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    calls: Mapping[str, tuple[str, Json]] = field(default_factory=dict)


def schema_ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def answer(schema: Json, media_type: str = "application/json", headers: Json = None) -> dict[str, Json]:
    found: dict[str, Json] = {"description": "an answer", "content": {media_type: {"schema": schema}}}
    return {**found, "headers": headers} if headers else found


def body(schema: Json, media_type: str = "application/json") -> dict[str, Json]:
    return {"required": True, "content": {media_type: {"schema": schema}}}


def api(paths: Json, version: str = "3.1.0", **schemas: Json) -> dict[str, Json]:
    return {
        "openapi": version,
        "info": {"title": "Shop", "version": "1"},
        "paths": paths,
        "components": {"schemas": {"Error": ERROR, **schemas}},
    }


def failing(**answers: Json) -> dict[str, Json]:
    """Answers, and the errors that every operation of a style documents."""
    codes = ("400", "404", "406", "409", "412", "415", "422")
    return {**{code: answer(schema_ref("Error")) for code in codes}, **{k.strip("_"): v for k, v in answers.items()}}


NONE = {"description": "nothing"}


def path(name: str, schema: Json = None) -> dict[str, Json]:
    return {"name": name, "in": "path", "required": True, "schema": schema or {"type": "string"}}


def query(name: str, schema: Json = None, **more: Json) -> dict[str, Json]:
    return {"name": name, "in": "query", "schema": schema or {"type": "integer", "minimum": 0}, **more}


BOOK = {
    "type": "object",
    "required": ["id", "name", "created_at"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "minLength": 1},
        "pages": {"type": "integer"},
        "secret": {"type": "string", "writeOnly": True},
        "in_print": {"type": "boolean", "default": True},
        "created_at": {"type": "string", "format": "date-time", "readOnly": True},
        "updated_at": {"type": "string", "format": "date-time", "readOnly": True},
    },
}
BOOK_ID = path("bookId", {"type": "integer"})

PLAIN = Style(
    name="plain",
    root=api(
        {
            "/books": {
                "get": {"responses": failing(_200=answer({"type": "array", "items": schema_ref("Book")}))},
                "post": {
                    "requestBody": body(schema_ref("Book")),
                    "responses": failing(
                        _201=answer(schema_ref("Book"), headers={"Location": {"schema": {"type": "string"}}})
                    ),
                },
            },
            "/books/{bookId}": {
                "parameters": [BOOK_ID],
                "get": {"responses": failing(_200=answer(schema_ref("Book")))},
                "put": {
                    "requestBody": body(schema_ref("Book")),
                    "responses": failing(_200=answer(schema_ref("Book"))),
                },
                "delete": {"responses": failing(_204=NONE)},
            },
        },
        Book=BOOK,
    ),
    collection="/books",
    item="/books/{key}",
    new={"name": "Momo", "secret": "x"},
    change={"name": "Emma", "pages": 300},
    wrong={"name": 5},
)

ENVELOPED = Style(
    name="enveloped, paged",
    root=api(
        {
            "/v1/users": {
                "get": {
                    "parameters": [
                        query("page", {"type": "integer", "minimum": 1, "default": 1}),
                        query("per_page", {"type": "integer", "minimum": 1, "maximum": 50, "default": 2}),
                        query("name", {"type": "string"}),
                        query("sort", {"type": "string"}),
                        query("q", {"type": "string"}),
                    ],
                    "responses": failing(
                        _200=answer(
                            {
                                "type": "object",
                                "required": ["data", "meta"],
                                "properties": {
                                    "data": {"type": "array", "items": schema_ref("User")},
                                    "meta": {
                                        "type": "object",
                                        "required": ["total", "page", "per_page", "total_pages"],
                                        "properties": {
                                            name: {"type": "integer"}
                                            for name in ("total", "page", "per_page", "total_pages")
                                        },
                                    },
                                },
                            },
                            headers={
                                "Link": {"schema": {"type": "string"}},
                                "X-Total-Count": {"schema": {"type": "integer"}},
                            },
                        )
                    ),
                },
                "post": {
                    "requestBody": body(
                        {"type": "object", "required": ["user"], "properties": {"user": schema_ref("NewUser")}}
                    ),
                    "responses": failing(_201=answer(schema_ref("UserAnswer"))),
                },
            },
            "/v1/users/{user_id}": {
                "parameters": [path("user_id", {"type": "string", "format": "uuid"})],
                "get": {"responses": failing(_200=answer(schema_ref("UserAnswer")))},
                "patch": {
                    "requestBody": body({"type": "object", "properties": {"user": schema_ref("UserChange")}}),
                    "responses": failing(_200=answer(schema_ref("UserAnswer"))),
                },
                "delete": {"responses": failing(_204=NONE)},
            },
        },
        User={
            "type": "object",
            "required": ["id", "name"],
            "additionalProperties": False,
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "name": {"type": "string"},
                "email": {"type": ["string", "null"], "format": "email"},
            },
        },
        NewUser={
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string"},
                "email": {"type": "string", "format": "email"},
                "password": {"type": "string"},
            },
        },
        UserChange={
            "type": "object",
            "properties": {"name": {"type": "string"}, "email": {"type": ["string", "null"]}},
        },
        UserAnswer={"type": "object", "required": ["user"], "properties": {"user": schema_ref("User")}},
    ),
    collection="/v1/users",
    item="/v1/users/{key}",
    new={"user": {"name": "Momo", "password": "secret"}},
    change={"user": {"name": "Emma"}},
    wrong={"user": {}},
    items=("data",),
    record=("user",),
    method="PATCH",
)

JSON_API = Style(
    name="JSON:API",
    root=api(
        {
            "/articles": {
                "get": {
                    "parameters": [
                        query(
                            "page",
                            {
                                "type": "object",
                                "properties": {"number": {"type": "integer"}, "size": {"type": "integer"}},
                            },
                            style="deepObject",
                            explode=True,
                        ),
                        query(
                            "filter",
                            {"type": "object", "properties": {"name": {"type": "string"}}},
                            style="deepObject",
                            explode=True,
                        ),
                    ],
                    "responses": failing(
                        _200=answer(
                            {
                                "type": "object",
                                "required": ["data"],
                                "properties": {
                                    "data": {"type": "array", "items": schema_ref("Article")},
                                    "links": {
                                        "type": "object",
                                        "properties": {
                                            name: {"type": ["string", "null"], "format": "uri"}
                                            for name in ("self", "first", "prev", "next", "last")
                                        },
                                    },
                                    "meta": {"type": "object", "properties": {"total": {"type": "integer"}}},
                                },
                            },
                            "application/vnd.api+json",
                        )
                    ),
                },
                "post": {
                    "requestBody": body(
                        {"type": "object", "required": ["data"], "properties": {"data": schema_ref("NewArticle")}},
                        "application/vnd.api+json",
                    ),
                    "responses": failing(
                        _201=answer(
                            {"type": "object", "required": ["data"], "properties": {"data": schema_ref("Article")}},
                            "application/vnd.api+json",
                            {"Location": {"required": True, "schema": {"type": "string", "format": "uri"}}},
                        )
                    ),
                },
            },
            "/articles/{id}": {
                "parameters": [path("id")],
                "get": {
                    "responses": failing(
                        _200=answer(
                            {"type": "object", "required": ["data"], "properties": {"data": schema_ref("Article")}},
                            "application/vnd.api+json",
                        )
                    )
                },
                "patch": {
                    "requestBody": body(
                        {"type": "object", "required": ["data"], "properties": {"data": schema_ref("ArticleChange")}},
                        "application/vnd.api+json",
                    ),
                    "responses": failing(
                        _200=answer(
                            {"type": "object", "required": ["data"], "properties": {"data": schema_ref("Article")}},
                            "application/vnd.api+json",
                        )
                    ),
                },
                "delete": {"responses": failing(_204=NONE)},
            },
        },
        Attributes={
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": "string"}, "text": {"type": "string"}},
        },
        Article={
            "type": "object",
            "required": ["type", "id", "attributes"],
            "properties": {
                "type": {"const": "articles"},
                "id": {"type": "string"},
                "attributes": schema_ref("Attributes"),
            },
        },
        NewArticle={
            "type": "object",
            "required": ["type", "attributes"],
            "properties": {"type": {"const": "articles"}, "attributes": schema_ref("Attributes")},
        },
        ArticleChange={
            "type": "object",
            "required": ["type", "id"],
            "properties": {
                "type": {"const": "articles"},
                "id": {"type": "string"},
                "attributes": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "text": {"type": "string"}},
                },
            },
        },
    ),
    collection="/articles",
    item="/articles/{key}",
    new={"data": {"type": "articles", "attributes": {"name": "Momo"}}},
    change={"data": {"type": "articles", "id": "{key}", "attributes": {"name": "Emma"}}},
    wrong={"data": {"type": "articles", "attributes": {"name": 5}}},
    items=("data",),
    record=("data",),
    kept=(("attributes", "name"), "Momo"),
    changed=(("attributes", "name"), "Emma"),
    method="PATCH",
    media_type="application/vnd.api+json",
)

HREF = {"type": "object", "required": ["href"], "properties": {"href": {"type": "string"}}}
HAL = Style(
    name="HAL",
    root=api(
        {
            "/orders": {
                "get": {
                    "parameters": [query("page"), query("size", {"type": "integer", "minimum": 1, "default": 2})],
                    "responses": failing(
                        _200=answer(
                            {
                                "type": "object",
                                "required": ["_embedded", "page"],
                                "properties": {
                                    "_embedded": {
                                        "type": "object",
                                        "required": ["orders"],
                                        "properties": {"orders": {"type": "array", "items": schema_ref("Order")}},
                                    },
                                    "_links": {
                                        "type": "object",
                                        "properties": {"self": HREF, "next": HREF, "prev": HREF},
                                    },
                                    "page": {
                                        "type": "object",
                                        "required": ["totalElements"],
                                        "properties": {
                                            name: {"type": "integer"}
                                            for name in ("size", "totalElements", "totalPages", "number")
                                        },
                                    },
                                },
                            },
                            "application/hal+json",
                        )
                    ),
                },
                "post": {
                    "requestBody": body(schema_ref("NewOrder")),
                    "responses": failing(_201=answer(schema_ref("Order"), "application/hal+json")),
                },
            },
            "/orders/{orderId}": {
                "parameters": [path("orderId", {"type": "integer", "format": "int64"})],
                "get": {"responses": failing(_200=answer(schema_ref("Order"), "application/hal+json"))},
                "put": {"requestBody": body(schema_ref("NewOrder")), "responses": failing(_204=NONE)},
                "delete": {"responses": failing(_200=NONE)},
            },
            "/orders/{orderId}/cancel": {
                "parameters": [path("orderId", {"type": "integer", "format": "int64"})],
                "post": {"responses": failing(_200=answer(schema_ref("Order"), "application/hal+json"))},
            },
        },
        Order={
            "type": "object",
            "required": ["id", "name", "status"],
            "properties": {
                "id": {"type": "integer", "format": "int64"},
                "name": {"type": "string"},
                "status": {"enum": ["open", "paid", "cancelled"]},
                "_links": {"type": "object", "properties": {"self": HREF}},
            },
        },
        NewOrder={"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
    ),
    collection="/orders",
    item="/orders/{key}",
    new={"name": "Momo"},
    change={"name": "Emma"},
    wrong={},
    items=("_embedded", "orders"),
)

NESTED = Style(
    name="nested",
    root=api(
        {
            "/owners": {
                "post": {
                    "requestBody": body(schema_ref("Owner")),
                    "responses": failing(_201=answer(schema_ref("Owner"))),
                },
            },
            "/owners/{ownerId}": {
                "parameters": [path("ownerId", {"type": "integer"})],
                "get": {"responses": failing(_200=answer(schema_ref("Owner")))},
                "delete": {"responses": {"204": NONE, "404": answer(schema_ref("Error"))}},
            },
            "/owners/{ownerId}/pets": {
                "parameters": [path("ownerId", {"type": "integer"})],
                "get": {
                    "responses": failing(
                        _200=answer(
                            {
                                "type": "object",
                                "properties": {
                                    "items": {"type": "array", "items": schema_ref("Pet")},
                                    "total": {"type": "integer"},
                                },
                                "required": ["items", "total"],
                            }
                        )
                    )
                },
                "post": {
                    "requestBody": body(schema_ref("NewPet")),
                    "responses": failing(_201=answer(schema_ref("Pet"))),
                },
            },
            "/owners/{ownerId}/pets/{petId}": {
                "parameters": [path("ownerId", {"type": "integer"}), path("petId", {"type": "integer"})],
                "get": {"responses": failing(_200=answer(schema_ref("Pet")))},
                "put": {
                    "requestBody": body(schema_ref("NewPet")),
                    "responses": failing(_200=answer(schema_ref("Pet"))),
                },
                "delete": {"responses": failing(_204=NONE)},
            },
        },
        Owner={
            "type": "object",
            "required": ["name"],
            "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}},
        },
        Pet={
            "type": "object",
            "required": ["petId", "ownerId", "name"],
            "properties": {"petId": {"type": "integer"}, "ownerId": {"type": "integer"}, "name": {"type": "string"}},
        },
        NewPet={"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
    ),
    before=(("POST", "/owners", {"name": "Ann"}),),
    collection="/owners/1/pets",
    item="/owners/1/pets/{key}",
    new={"name": "Momo"},
    change={"name": "Emma"},
    wrong={"name": []},
    items=("items",),
    key=("petId",),
)

CURSOR = Style(
    name="cursor",
    root=api(
        {
            "/events": {
                "get": {
                    "parameters": [
                        query("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 2}),
                        query("starting_after", {"type": "string"}),
                    ],
                    "responses": failing(
                        _200=answer(
                            {
                                "type": "object",
                                "required": ["object", "data", "has_more"],
                                "properties": {
                                    "object": {"const": "list"},
                                    "data": {"type": "array", "items": schema_ref("Event")},
                                    "has_more": {"type": "boolean"},
                                    "next_cursor": {"type": ["string", "null"]},
                                },
                            }
                        )
                    ),
                },
                "post": {
                    "requestBody": body(schema_ref("NewEvent"), "application/x-www-form-urlencoded"),
                    "responses": failing(_200=answer(schema_ref("Event"))),
                },
            },
            "/events/{event}": {
                "parameters": [path("event", {"type": "string", "maxLength": 50})],
                "get": {"responses": failing(_200=answer(schema_ref("Event")))},
                "post": {
                    "requestBody": body(schema_ref("EventChange"), "application/x-www-form-urlencoded"),
                    "responses": failing(_200=answer(schema_ref("Event"))),
                },
                "delete": {
                    "responses": failing(
                        _200=answer(
                            {
                                "type": "object",
                                "required": ["id", "deleted"],
                                "properties": {"id": {"type": "string"}, "deleted": {"const": True}},
                            }
                        )
                    )
                },
            },
        },
        Event={
            "type": "object",
            "required": ["id", "object", "name", "created"],
            "properties": {
                "id": {"type": "string", "example": "evt_1a2b3c4d5e"},
                "object": {"const": "event"},
                "name": {"type": "string"},
                "created": {"type": "integer", "format": "int64"},
                "customer": {"type": ["string", "null"]},
            },
        },
        NewEvent={"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        EventChange={"type": "object", "properties": {"name": {"type": "string"}}},
    ),
    collection="/events",
    item="/events/{key}",
    new={"name": "Momo"},
    change={"name": "Emma"},
    wrong={"title": "x"},
    items=("data",),
    method="POST",
    media_type="application/x-www-form-urlencoded",
)

SWAGGER = Style(
    name="Swagger 2.0",
    root={
        "swagger": "2.0",
        "info": {"title": "Shop", "version": "1"},
        "basePath": "/api",
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "paths": {
            "/projects": {
                "get": {
                    "parameters": [
                        {"name": "offset", "in": "query", "type": "integer"},
                        {"name": "limit", "in": "query", "type": "integer"},
                        {"name": "name", "in": "query", "type": "string"},
                    ],
                    "responses": {
                        "200": {
                            "description": "all",
                            "headers": {"X-Total-Count": {"type": "integer"}},
                            "schema": {"type": "array", "items": {"$ref": "#/definitions/Project"}},
                        }
                    },
                },
                "post": {
                    "parameters": [
                        {"name": "body", "in": "body", "required": True, "schema": {"$ref": "#/definitions/NewProject"}}
                    ],
                    "responses": {
                        "201": {"description": "made", "headers": {"Location": {"type": "string"}}},
                        "409": {"description": "there", "schema": {"$ref": "#/definitions/Error"}},
                        "default": {"description": "no", "schema": {"$ref": "#/definitions/Error"}},
                    },
                },
            },
            "/projects/{project_name}": {
                "parameters": [{"name": "project_name", "in": "path", "required": True, "type": "string"}],
                "get": {
                    "responses": {
                        "200": {"description": "one", "schema": {"$ref": "#/definitions/Project"}},
                        "404": {"description": "none", "schema": {"$ref": "#/definitions/Error"}},
                    }
                },
                "put": {
                    "parameters": [
                        {"name": "body", "in": "body", "required": True, "schema": {"$ref": "#/definitions/NewProject"}}
                    ],
                    "responses": {"200": {"description": "changed"}, "404": {"description": "none"}},
                },
                "delete": {
                    "responses": {
                        "200": {"description": "gone"},
                        "404": {"description": "none", "schema": {"$ref": "#/definitions/Error"}},
                    }
                },
            },
        },
        "definitions": {
            "Error": ERROR,
            "Project": {
                "type": "object",
                "properties": {
                    "project_id": {"type": "integer", "format": "int32"},
                    "name": {"type": "string"},
                    "public": {"type": "boolean"},
                    "creation_time": {"type": "string", "format": "date-time"},
                },
            },
            "NewProject": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string"}, "public": {"type": "boolean"}},
            },
        },
    },
    collection="/api/projects",
    item="/api/projects/{key}",
    new={"name": "Momo", "public": True},
    change={"name": "Momo", "public": False},
    wrong={"name": 1},
    key=("name",),
    kept=(("public",), True),
    changed=(("public",), False),
)

SLUGS = Style(
    name="slug keys, upsert",
    root=api(
        {
            "/pages": {
                "get": {"responses": failing(_200=answer({"type": "array", "items": schema_ref("Page")}))},
                "post": {
                    "requestBody": body(schema_ref("NewPage")),
                    "responses": failing(_201=answer(schema_ref("Page"))),
                },
            },
            "/pages/{slug}": {
                "parameters": [path("slug", {"type": "string", "pattern": "^[a-z0-9-]+$"})],
                "get": {
                    "responses": failing(
                        _200=answer(
                            schema_ref("Page"),
                            headers={
                                "ETag": {"schema": {"type": "string"}},
                                "Last-Modified": {"schema": {"type": "string"}},
                            },
                        ),
                        _304=NONE,
                    )
                },
                "put": {
                    "requestBody": body(schema_ref("NewPage")),
                    "responses": failing(_200=answer(schema_ref("Page")), _201=answer(schema_ref("Page"))),
                },
                "delete": {"responses": failing(_204=NONE)},
            },
        },
        Page={
            "type": "object",
            "required": ["slug", "title"],
            "properties": {
                "slug": {"type": "string", "pattern": "^[a-z0-9-]+$"},
                "title": {"type": "string"},
                "updated": {"type": "string", "format": "date-time"},
            },
        },
        NewPage={
            "type": "object",
            "required": ["title"],
            "properties": {"slug": {"type": "string", "pattern": "^[a-z0-9-]+$"}, "title": {"type": "string"}},
        },
    ),
    collection="/pages",
    item="/pages/{key}",
    new={"title": "Momo and Emma"},
    change={"title": "Emma"},
    wrong={"title": None},
    key=("slug",),
    kept=(("title",), "Momo and Emma"),
    changed=(("title",), "Emma"),
)

MERGE = Style(
    name="merge patch, nullable, 3.0",
    root=api(
        {
            "/devices/": {
                "get": {
                    "responses": failing(
                        _200=answer(
                            {
                                "type": "object",
                                "properties": {
                                    "count": {"type": "integer"},
                                    "next": {"type": "string", "nullable": True, "format": "uri"},
                                    "previous": {"type": "string", "nullable": True, "format": "uri"},
                                    "results": {"type": "array", "items": schema_ref("Device")},
                                },
                            }
                        )
                    ),
                    "parameters": [
                        query("limit"),
                        query("offset"),
                        query("state", {"type": "string", "enum": ["on", "off"]}),
                    ],
                },
                "post": {
                    "requestBody": body(schema_ref("NewDevice")),
                    "responses": failing(_201=answer(schema_ref("Device"))),
                },
            },
            "/devices/{id}/": {
                "parameters": [path("id", {"type": "string", "format": "uuid"})],
                "get": {"responses": failing(_200=answer(schema_ref("Device")))},
                "patch": {
                    "requestBody": body(schema_ref("DeviceChange"), "application/merge-patch+json"),
                    "responses": failing(_200=answer(schema_ref("Device"))),
                },
                "delete": {"responses": failing(_204=NONE)},
            },
        },
        version="3.0.3",
        Device={
            "type": "object",
            "required": ["uuid", "name", "state", "note"],
            "properties": {
                "uuid": {"type": "string", "format": "uuid", "readOnly": True},
                "name": {"type": "string"},
                "state": {"type": "string", "enum": ["on", "off"]},
                "note": {"type": "string", "nullable": True},
                "place": {
                    "type": "object",
                    "required": ["room"],
                    "properties": {"room": {"type": "string"}, "floor": {"type": "integer"}},
                },
            },
        },
        NewDevice={
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string"},
                "state": {"type": "string", "enum": ["on", "off"]},
                "note": {"type": "string", "nullable": True},
                "place": {"type": "object", "properties": {"room": {"type": "string"}, "floor": {"type": "integer"}}},
            },
        },
        DeviceChange={
            "type": "object",
            "properties": {"name": {"type": "string"}, "note": {"type": "string", "nullable": True}},
        },
    ),
    collection="/devices/",
    item="/devices/{key}/",
    new={"name": "Momo", "place": {"floor": 3}},
    change={"name": "Emma", "note": None},
    wrong={"name": "x", "state": "broken"},
    items=("results",),
    key=("uuid",),
    method="PATCH",
    patch_type="application/merge-patch+json",
)

COMPOSITE = Style(
    name="composite keys",
    root=api(
        {
            "/repos/{owner}": {
                "parameters": [path("owner")],
                "get": {"responses": failing(_200=answer({"type": "array", "items": schema_ref("Repo")}))},
                "post": {
                    "requestBody": body(schema_ref("NewRepo")),
                    "responses": failing(_201=answer(schema_ref("Repo"))),
                },
            },
            "/repos/{owner}/{repo}": {
                "parameters": [path("owner"), path("repo")],
                "get": {"responses": failing(_200=answer(schema_ref("Repo")))},
                "patch": {
                    "requestBody": body(schema_ref("NewRepo")),
                    "responses": failing(_200=answer(schema_ref("Repo"))),
                },
                "delete": {"responses": failing(_204=NONE)},
            },
        },
        Repo={
            "type": "object",
            "required": ["id", "name"],
            "properties": {
                "id": {"type": "integer"},
                "name": {"type": "string"},
                "private": {"type": "boolean", "default": False},
            },
        },
        NewRepo={
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": "string"}, "private": {"type": "boolean"}},
        },
    ),
    collection="/repos/ann",
    item="/repos/ann/{key}",
    new={"name": "Momo"},
    change={"name": "Momo", "private": True},
    wrong={},
    key=("name",),
    kept=(("private",), False),
    changed=(("private",), True),
    method="PATCH",
    settings={"resources": "/repos/{owner}/{repo} key=name"},
)

ADF = Style(
    name="items with links and counts",
    root=api(
        {
            "/accounts": {
                "get": {
                    "parameters": [query("limit"), query("offset"), query("orderBy", {"type": "string"})],
                    "responses": failing(
                        _200=answer(
                            {
                                "type": "object",
                                "required": ["items", "count", "hasMore", "totalResults"],
                                "properties": {
                                    "items": {"type": "array", "items": schema_ref("Account")},
                                    "count": {"type": "integer"},
                                    "hasMore": {"type": "boolean"},
                                    "limit": {"type": "integer"},
                                    "offset": {"type": "integer"},
                                    "totalResults": {"type": "integer"},
                                    "links": {
                                        "type": "array",
                                        "items": {"type": "object", "properties": {"rel": {"type": "string"}}},
                                    },
                                },
                            }
                        )
                    ),
                },
                "post": {
                    "requestBody": body(schema_ref("Account")),
                    "responses": failing(_201=answer(schema_ref("Account"))),
                },
            },
            "/accounts/{AccountNumber}": {
                "parameters": [path("AccountNumber")],
                "get": {"responses": failing(_200=answer(schema_ref("Account")))},
                "patch": {
                    "requestBody": body(schema_ref("AccountChange")),
                    "responses": failing(_200=answer(schema_ref("Account"))),
                },
                "delete": {"responses": failing(_204=NONE)},
            },
        },
        Account={
            "type": "object",
            "required": ["name"],
            "properties": {
                "AccountNumber": {"type": "string", "pattern": "^ACC-[0-9]{6}$"},
                "name": {"type": "string"},
                "PartyId": {"type": "integer", "readOnly": True},
            },
        },
        AccountChange={"type": "object", "properties": {"name": {"type": "string"}}},
    ),
    collection="/accounts",
    item="/accounts/{key}",
    new={"name": "Momo"},
    change={"name": "Emma"},
    wrong={"name": 4},
    items=("items",),
    key=("AccountNumber",),
    method="PATCH",
)

RESTFUL = (PLAIN, ENVELOPED, JSON_API, HAL, NESTED, CURSOR, SWAGGER, SLUGS, MERGE, COMPOSITE, ADF)
