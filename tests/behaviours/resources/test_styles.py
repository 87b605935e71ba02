"""What is posted can be read, listed, changed and deleted, in whichever style an API is written."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import jsonschema
import orjson
import pytest

from mockserver import load
from mockserver.engine import Engine
from mockserver.model import Outcome, Request
from mockserver.state import State
from tests.behaviours.resources.evidence import EVIDENT
from tests.behaviours.resources.procedures import PROCEDURES
from tests.behaviours.resources.styles import RESTFUL, Style
from tests.behaviours.resources.wire import Wire
from tests.documents import written
from tests.judge import Judge

Json = Any


class Client:
    """A client of a small API; each of its answers is judged twice."""

    def __init__(self, style: Style, folder: Path, judge: Judge, **settings: str) -> None:
        self.style = style
        self.file = written(folder, style.root)
        self.engine: Engine = load(self.file, settings={"shop": {**style.settings, **settings}})
        self.wire = Wire(self.engine)
        self.judge = judge
        for method, path, body in style.before:
            assert self.ask(method, path, body, media_type="application/json").response.status < 300

    @property
    def state(self) -> State:
        return self.wire.state

    def ask(
        self,
        method: str,
        path: str,
        body: Json = None,
        *,
        media_type: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Outcome:
        """The answer to a request, which is judged."""
        path, _, query = path.partition("?")
        kind = media_type or self.style.media_type
        sent = b"" if body is None else urlencode(body).encode() if "form" in kind else orjson.dumps(body)
        kinds = {} if body is None else {"content-type": kind}
        request = Request(method, path, query, {**kinds, **(headers or {})}, sent)
        outcome = self.wire.send(request)
        where = f"{method} {path}?{query} {body!r}: {outcome.response.status} {outcome.response.body!r}"
        assert outcome.traceback == "", f"{where}\n{outcome.traceback}"
        assert outcome.response_violations == (), f"{where}\n{outcome.response_violations}"
        if "swagger" in self.style.root:
            judged_as_swagger(outcome, where)
        else:
            self.judge.answer(outcome, str(self.file), where)
        return outcome

    def create(self, body: Json = None) -> Json:
        """The record that is made."""
        style = self.style
        body = style.new if body is None else body
        outcome = self.step("create", body=body)
        assert outcome.source == "resource", outcome.response
        if not outcome.response.body:
            location = outcome.response.header("location")
            return self.read(location.rpartition("/")[2] if location else at(body, style.key))
        return at(outcome.response.value, style.record)

    def step(self, name: str, key: Json = "", body: Json = None, query: str = "", **more: Any) -> Outcome:
        """What comes of one of the steps of a record's life, for the record with a key."""
        style = self.style
        plain = {
            "create": f"POST {style.collection}",
            "list": f"GET {style.collection}",
            "change": f"{style.method} {style.item}",
            "read": f"GET {style.item}",
            "delete": f"DELETE {style.item}",
        }
        said, beside = style.calls.get(name, (plain[name], None))
        method, _, path = said.partition(" ")
        sent = {**filled(beside, key), **(body or {})} if beside is not None else body
        return self.ask(method, path.replace("{key}", quote(str(key), safe="")) + query, sent, **more)

    def item(self, key: Json) -> str:
        return self.style.item.replace("{key}", quote(str(key), safe=""))

    def read(self, key: Json) -> Json:
        outcome = self.step("read", key)
        assert (outcome.response.status, outcome.source) == (200, "resource"), outcome.response
        return at(outcome.response.value, self.style.record)

    def listed(self, query: str = "") -> list[Json]:
        outcome = self.step("list", query=query)
        assert (outcome.response.status, outcome.source) == (200, "resource")
        found = at(outcome.response.value, self.style.items)
        assert isinstance(found, list)
        return found


def judged_as_swagger(outcome: Outcome, where: str) -> None:
    """Judge an answer of Swagger 2.0, which openapi-core does not know, by its schema in JSON Schema's draft 4."""
    assert outcome.operation is not None
    spec = outcome.operation.response_for(outcome.response.status)
    media = next(iter(spec.content.values()), None) if spec is not None else None
    if media is None or media.schema is None or "problem" in (outcome.response.header("content-type") or ""):
        return
    schema = {"$ref": f"#{media.schema.pointer}", **media.schema.root}
    errors = [
        error.message for error in jsonschema.Draft4Validator(schema).iter_errors(orjson.loads(outcome.response.body))
    ]
    assert errors == [], where


def at(value: Json, steps: Sequence[str]) -> Json:
    for step in steps:
        value = value[step]
    return value


def filled(value: Json, key: Json) -> Json:
    """A body with the key where it says so."""
    return orjson.loads(orjson.dumps(value).replace(b"{key}", str(key).encode()))


STYLES = (*RESTFUL, *PROCEDURES, *EVIDENT)


@pytest.fixture(params=STYLES, ids=lambda style: style.name)
def client(request: pytest.FixtureRequest, tmp_path: Path, judge: Judge) -> Client:
    return Client(request.param, tmp_path, judge)


def test_what_is_created_is_read_listed_changed_and_deleted(client: Client) -> None:
    style = client.style
    created = client.create()
    key = at(created, style.key)
    steps, value = style.kept
    assert at(created, steps) == value
    assert client.read(key) == created
    assert created in client.listed()

    changed = client.step("change", key, filled(style.change, key), media_type=style.patch_type)
    assert (changed.response.status // 100, changed.source) == (2, "resource")
    steps, value = style.changed
    read = client.read(key)
    assert at(read, steps) == value
    assert at(read, style.key) == key
    assert [record for record in client.listed() if at(record, style.key) == key] == [read]

    gone = client.step("delete", key)
    assert (gone.response.status // 100, gone.source) == (2, "resource")
    assert client.step("read", key).response.status == 404
    assert client.step("delete", key).response.status == 404
    assert [record for record in client.listed() if at(record, style.key) == key] == []


def test_a_wrong_body_is_refused_and_keeps_nothing(client: Client) -> None:
    client.create()
    before = client.listed()
    outcome = client.step("create", body=client.style.wrong)
    assert (outcome.response.status, outcome.source) in ((422, "refusal"), (400, "refusal"))
    assert client.listed() == before


def test_nobody_has_the_key_of_another(client: Client) -> None:
    keys = []
    for number in range(5):
        body = copy.deepcopy(client.style.new)
        keys.append(at(client.create(renamed(body, number)), client.style.key))
    assert len(set(keys)) == 5


def renamed(body: Json, number: int) -> Json:
    """A body with another name, where it has one."""
    text = orjson.dumps(body).replace(b"Momo", f"Momo{number}".encode())
    return orjson.loads(text)


def test_sessions_do_not_see_each_other(client: Client) -> None:
    client.create()
    client.wire = replace(client.wire, session="other")
    outcome = client.step("list")
    assert outcome.source in ("example", "generated")


def test_a_record_that_nobody_made_is_unknown_once_something_was_written(client: Client) -> None:
    below_a_new_one = client.style.item.startswith(tuple(path for _, path, _ in client.style.before))
    assert client.step("read", UNKNOWN[client.style.name]).response.status == (404 if below_a_new_one else 200)
    client.create()
    assert client.step("read", UNKNOWN[client.style.name]).response.status == 404


UNKNOWN = {style.name: "497f6eca-6276-4993-bfeb-53cbbbba6f08" for style in STYLES} | dict.fromkeys(
    ("plain", "HAL", "nested", "verbs and nouns", "verbs as operation ids", "a header alone"), 999
)


def test_asking_for_example_answers_keeps_nothing(client: Client) -> None:
    outcome = client.step("create", body=client.style.new, headers={"prefer": "dynamic=true"})
    assert outcome.source in ("generated", "example")
    listed = client.step("list")
    assert listed.source != "resource" or (client.style.before and at(listed.response.value, client.style.items) == [])
