"""A refusal has the status of what happened, as far as that is documented, and the body of that status."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine import Engine, Options
from mockserver.interventions import read_faults
from mockserver.matching import Offer
from mockserver.model import Response
from mockserver.state import State
from tests.documents import ask, engine, giving, json_of, taking

TEXT = {"type": "string"}
OBJECT = {"type": "object"}
ERROR = giving({"type": "object", "required": ["message"], "properties": {"message": TEXT}})
PET = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "name": TEXT}}
SHOWN = {**giving(PET), "headers": {"ETag": {"schema": TEXT}}}
KEY = ("authorization", "Bearer x")

Asking = Callable[[Engine, State], Response]


def paths(*documented: str) -> dict[str, Any]:
    """A shop whose operations all document the same errors."""
    errors = dict.fromkeys(documented, ERROR)
    one = {"name": "id", "in": "path", "required": True, "schema": TEXT}
    below = {"type": "object", "properties": {"id": TEXT}}
    return {
        "/pets": {
            "post": {"requestBody": taking(PET), "responses": {"201": SHOWN, **errors}, "security": [{"key": []}]},
        },
        "/pets/{id}": {
            "parameters": [one],
            "get": {"responses": {"200": SHOWN, **errors}},
            "put": {"requestBody": taking(PET), "responses": {"200": SHOWN, **errors}},
            "delete": {"responses": {"204": {"description": "deleted"}, **errors}},
        },
        "/pets/{id}/toys": {
            "parameters": [one],
            "get": {"responses": {"200": giving({"type": "array", "items": below})}},
            "post": {"requestBody": taking(below), "responses": {"201": giving(below)}},
        },
        "/pets/{id}/toys/{toy}": {
            "parameters": [one, {**one, "name": "toy"}],
            "get": {"responses": {"200": giving(below)}},
        },
    }


def made(shop: Engine, state: State) -> None:
    assert ask(shop, "POST", "/pets", {"id": "a"}, headers=[KEY], state=state).status == 201


def invalid(shop: Engine, state: State) -> Response:
    return ask(shop, "POST", "/pets", {"name": 5}, headers=[KEY], state=state)


def unreadable(shop: Engine, state: State) -> Response:
    return ask(shop, "POST", "/pets", b"{", headers=[KEY], state=state)


def anonymous(shop: Engine, state: State) -> Response:
    return ask(shop, "POST", "/pets", {"id": "a"}, state=state)


def of_another_type(shop: Engine, state: State) -> Response:
    return ask(shop, "POST", "/pets", b"x", headers=[KEY, ("content-type", "text/css")], state=state)


def too_large(shop: Engine, state: State) -> Response:
    small = Engine(tuple(shop.apis.values()), Options(max_body=50))
    return ask(small, "POST", "/pets", {"id": "a" * 100}, headers=[KEY], state=state)


def unknown(shop: Engine, state: State) -> Response:
    made(shop, state)
    return ask(shop, "GET", "/pets/b", state=state)


def deleted(shop: Engine, state: State) -> Response:
    made(shop, state)
    ask(shop, "DELETE", "/pets/a", state=state)
    return ask(shop, "GET", "/pets/a", state=state)


def duplicate(shop: Engine, state: State) -> Response:
    made(shop, state)
    return ask(shop, "POST", "/pets", {"id": "a"}, headers=[KEY], state=state)


def stale(shop: Engine, state: State) -> Response:
    made(shop, state)
    return ask(shop, "PUT", "/pets/a", {"id": "a"}, headers=[("if-match", '"old"')], state=state)


def unconditional(shop: Engine, state: State) -> Response:
    made(shop, state)
    return ask(shop, "PUT", "/pets/a", {"id": "a"}, state=state)


def held(shop: Engine, state: State) -> Response:
    made(shop, state)
    assert ask(shop, "POST", "/pets/a/toys", {"id": "ball"}, state=state).status == 201
    return ask(shop, "DELETE", "/pets/a", state=state)


def too_often(shop: Engine, state: State) -> Response:
    offer = Offer(shop.operations, shop.router)
    state.interventions.set_faults(read_faults([{"kind": "rate_limit", "limit": 0}], offer, state.clock.now()))
    return ask(shop, "GET", "/pets/a", state=state)


@pytest.mark.parametrize(
    ("asking", "documented", "status"),
    [
        (invalid, ("400", "422"), 422),
        (invalid, ("400",), 400),
        (invalid, ("default",), 422),
        (invalid, ("4XX",), 422),
        (invalid, (), 422),
        (unreadable, ("400",), 400),
        (anonymous, ("400", "401"), 401),
        (anonymous, ("400",), 401),
        (of_another_type, ("415", "422", "400"), 415),
        (of_another_type, ("422", "400"), 422),
        (of_another_type, ("400",), 400),
        (of_another_type, (), 415),
        (too_large, ("413",), 413),
        (too_large, (), 413),
        (unknown, ("404",), 404),
        (unknown, ("default",), 404),
        (unknown, (), 404),
        (deleted, ("404", "410"), 410),
        (deleted, ("410",), 410),
        (deleted, ("404",), 404),
        (duplicate, ("409", "422"), 409),
        (duplicate, ("422",), 422),
        (duplicate, ("400",), 400),
        (duplicate, (), 409),
        (held, ("409",), 409),
        (held, (), 204),
        (stale, ("412",), 412),
        (stale, ("409",), 409),
        (stale, (), 412),
        (unconditional, ("428",), 428),
        (unconditional, ("412",), 200),
        (too_often, ("429",), 429),
        (too_often, (), 429),
    ],
)
def test_the_status_is_that_of_what_happened_as_far_as_it_is_documented(
    asking: Asking, documented: tuple[str, ...], status: int, tmp_path: Path
) -> None:
    schemes = {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}
    shop = engine(tmp_path, paths(*documented), components=schemes)
    answer = asking(shop, State.new(seed="1"))
    assert answer.status == status
    if status >= 400 and {str(status), f"{status // 100}XX", "default"} & set(documented):
        assert answer.header("content-type") == "application/json"
        assert set(json_of(answer)) == {"message"}
        assert json_of(answer)["message"] != "string"
    elif status >= 400:
        assert answer.header("content-type") == "application/problem+json"
