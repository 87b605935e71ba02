"""Small specifications whose paths alone do not tell what belongs together, each with what a client of its would do."""

from __future__ import annotations

from typing import Any

from tests.behaviours.resources.procedures import TEXT, listed, members
from tests.behaviours.resources.styles import NONE, Style, answer, api, body, failing, path, query, schema_ref

Json = Any


def link(operation: str, **parameters: str) -> dict[str, Json]:
    return {"operationId": operation, "parameters": parameters}


BADGE = "$response.body#/badge"

LINKED = Style(
    name="links alone",
    root=api(
        {
            "/enrolments": {
                "post": {
                    "operationId": "enrol",
                    "requestBody": body(members(["name"], name=TEXT)),
                    "responses": failing(
                        _201={
                            **answer(schema_ref("Student")),
                            "links": {
                                "look": link("look", badge=BADGE),
                                "move": {"$ref": "#/components/links/Move"},
                            },
                        }
                    ),
                }
            },
            "/register": {
                "get": {
                    "operationId": "everybody",
                    "parameters": [query("limit")],
                    "responses": failing(_200=answer(listed("Student"))),
                }
            },
            "/students/{badge}": {
                "parameters": [path("badge")],
                "get": {
                    "operationId": "look",
                    "responses": failing(
                        _200={
                            **answer(schema_ref("Student")),
                            "links": {"again": link("look", badge=BADGE)},
                        }
                    ),
                },
                "put": {
                    "operationId": "move",
                    "requestBody": body(members(["name"], name=TEXT)),
                    "responses": failing(_200=answer(schema_ref("Student"))),
                },
                "delete": {"operationId": "leave", "responses": failing(_204=NONE)},
            },
        },
        Student=members(["id", "badge", "name"], id={"type": "integer"}, badge=TEXT, name=TEXT),
    ),
    collection="/enrolments",
    item="/students/{key}",
    new={"name": "Momo"},
    change={"name": "Emma"},
    wrong={"name": 4},
    key=("badge",),
    calls={"list": ("GET /register", None), "create": ("POST /enrolments", None)},
)
LINKED.root["components"]["links"] = {"Move": link("move", **{"path.badge": BADGE})}

LOCATED = Style(
    name="a header alone",
    root=api(
        {
            "/signups": {
                "post": {
                    "requestBody": body(schema_ref("Person")),
                    "responses": failing(
                        _201={
                            "description": "There is somebody new.",
                            "headers": {
                                "Location": {"schema": {"type": "string"}, "example": "https://x.example/v1/people/7"}
                            },
                        }
                    ),
                }
            },
            "/people": {"get": {"responses": failing(_200=answer(listed("Person")))}},
            "/people/{id}": {
                "parameters": [path("id", {"type": "integer"})],
                "get": {"responses": failing(_200=answer(schema_ref("Person")))},
                "put": {
                    "requestBody": body(schema_ref("Person")),
                    "responses": failing(_200=answer(schema_ref("Person"))),
                },
                "delete": {"responses": failing(_204=NONE)},
            },
        },
        Person=members(["name"], id={"type": "integer", "readOnly": True}, name=TEXT),
    ),
    collection="/signups",
    item="/people/{key}",
    new={"name": "Momo"},
    change={"name": "Emma"},
    wrong={"name": 4},
    calls={"list": ("GET /people", None)},
)


def of_user(create: Json = None) -> dict[str, Json]:
    """Orders below users, and beside them."""
    made = {
        "requestBody": body(members(["name"], name=TEXT, user_id={"type": "integer"})),
        "responses": failing(_201=answer(schema_ref("Order"), headers={"Location": {"schema": TEXT}})),
    }
    return {
        "/users": {
            "post": {"requestBody": body(schema_ref("User")), "responses": failing(_201=answer(schema_ref("User")))}
        },
        "/users/{userId}": {
            "parameters": [path("userId", {"type": "integer"})],
            "get": {"responses": failing(_200=answer(schema_ref("User")))},
            "delete": {"responses": {code: each for code, each in failing(_204=NONE).items() if code != "409"}},
        },
        "/users/{userId}/orders": {
            "parameters": [path("userId", {"type": "integer"})],
            "get": {
                "parameters": [query("limit", {"type": "integer", "minimum": 1})],
                "responses": failing(
                    _200=answer(members(["data", "total"], data=listed("Order"), total={"type": "integer"}))
                ),
            },
            "post": made,
        },
        "/orders": {"get": {"responses": failing(_200=answer(listed("Order")))}, **({"post": made} if create else {})},
        "/orders/{id}": {
            "parameters": [path("id")],
            "get": {"responses": failing(_200=answer(schema_ref("Order")))},
            "patch": {
                "requestBody": body(members([], name=TEXT)),
                "responses": failing(_200=answer(schema_ref("Order"))),
            },
            "delete": {"responses": failing(_204=NONE)},
        },
    }


USER = members(["name"], id={"type": "integer", "readOnly": True}, name=TEXT)
ORDER = members(["id", "name"], id=TEXT, name=TEXT)
ORDER_OF_USER = members(["id", "name", "user_id"], id=TEXT, name=TEXT, user_id={"type": "integer"})
USERS = (("POST", "/users", {"name": "Ann"}), ("POST", "/users", {"name": "Bob"}))


def two_paths(name: str, order: Json, *, create: bool) -> Style:
    return Style(
        name=name,
        root=api(of_user(create), User=USER, Order=order),
        collection="/users/1/orders",
        item="/orders/{key}",
        new={"name": "Momo"},
        change={"name": "Emma"},
        wrong={"name": 4},
        items=("data",),
        method="PATCH",
        before=USERS,
    )


SILENT = two_paths("two paths, silent records", ORDER, create=False)
TELLING = two_paths("two paths, records that tell", ORDER_OF_USER, create=True)

EVIDENT = (LINKED, LOCATED, SILENT, TELLING)
