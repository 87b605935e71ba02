"""What breaks one consumer, by what it sent and what it was given."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from werkzeug.test import Client

from mockserver import create_app
from mockserver.cli import main
from mockserver.contract.diff import breakage
from mockserver.exchanges import Exchange
from mockserver.model import Request, Response
from tests.contract.diff.pairs import (
    OAUTH,
    B,
    I,
    Json,
    S,
    api,
    asking,
    giving,
    post,
    query,
    secured,
    taking,
    thing,
)
from tests.contract.diff.test_pairs import compared
from tests.documents import written

JSON = {"content-type": "application/json"}


def said(body: Any = None, answer: Any = None, *, status: int = 200, path: str = "/pets", **more: Any) -> Exchange:
    sent = json.dumps(body).encode() if body is not None else b""
    headers = {**JSON, **more.pop("headers", {})} if body is not None else more.pop("headers", {})
    given = more.pop("given", ())
    return Exchange(Request("POST", path, more.pop("query", ""), headers, sent), Response.json(status, answer, given))


def broken(old: Json, new: Json, *exchanges: Exchange) -> list[tuple[str, str, tuple[str, ...]]]:
    found = breakage(compared(old, new), exchanges)
    return [(change.code, change.severity, change.seen) for change in found.changes]


def codes(old: Json, new: Json, *exchanges: Exchange) -> list[str]:
    return [code for code, _, _ in broken(old, new, *exchanges)]


# Requests


def test_a_request_that_the_new_contract_refuses_breaks_its_sender() -> None:
    old, new = taking(thing({"age": I})), taking(thing({"age": {**I, "maximum": 9}}))
    assert broken(old, new, said({"age": 10}), said({"age": 5})) == [
        ("request-number-narrower", "breaking", ("request 1: POST /pets: must be at most 9, not 10",))
    ]


def test_a_request_that_is_still_taken_breaks_nobody() -> None:
    old, new = taking(thing({"age": I})), taking(thing({"age": {**I, "maximum": 9}}))
    assert broken(old, new, said({"age": 5}), said({})) == []


def test_what_was_refused_before_breaks_nobody() -> None:
    old, new = (
        taking(thing({"age": I}, "age")),
        taking(thing({"age": {**I, "maximum": 9}}, "age", additionalProperties=B)),
    )
    assert broken(old, new, said({})) == []


def test_what_became_required_breaks_who_left_it_out() -> None:
    old, new = taking(thing({"name": S, "age": I})), taking(thing({"name": S, "age": I}, "name"))
    assert broken(old, new, said({"name": "Ann"})) == []
    assert codes(old, new, said({"age": 1})) == ["request-property-required"]


def test_a_value_inside_a_list_is_found() -> None:
    def pets(schema: Json) -> Json:
        return taking(thing({"pets": {"type": "array", "items": thing({"kind": schema})}}))

    old, new = pets({"enum": ["cat", "dog"]}), pets({"enum": ["cat"]})
    assert codes(old, new, said({"pets": [{"kind": "cat"}, {"kind": "dog"}]})) == ["request-enum-narrower"]
    assert codes(old, new, said({"pets": [{"kind": "cat"}]})) == []


@pytest.mark.parametrize(("text", "found"), [("limit=5", []), ("limit=500", ["request-number-narrower"]), ("", [])])
def test_a_parameter_breaks_who_sent_such_a_value(text: str, found: list[str]) -> None:
    old, new = asking(query()), asking(query(schema={**I, "maximum": 100}))
    assert codes(old, new, said(query=text)) == found


def test_a_parameter_that_became_required_breaks_who_did_not_send_it() -> None:
    old, new = asking(query()), asking(query(required=True))
    assert [codes(old, new, said(query=text)) for text in ("", "limit=1")] == [["parameter-required"], []]


def test_a_parameter_that_was_removed_is_told_to_who_sent_it() -> None:
    old, new = asking(query()), asking()
    assert [broken(old, new, said(query=text)) for text in ("", "limit=1")] == [
        [],
        [("parameter-removed", "warning", ("request 1: POST /pets has it",))],
    ]


def test_a_default_matters_to_who_relies_on_it() -> None:
    old, new = asking(query(schema={**I, "default": 1})), asking(query(schema={**I, "default": 2}))
    assert [codes(old, new, said(query=text)) for text in ("", "limit=1")] == [["request-default-changed"], []]


def test_a_member_that_was_removed_is_told_to_who_sent_it() -> None:
    old, new = taking(thing({"name": S, "age": I})), taking(thing({"name": S}))
    assert [codes(old, new, said(body)) for body in ({"name": "A"}, {"age": 1})] == [[], ["request-property-removed"]]


def test_a_media_type_breaks_who_sent_it() -> None:
    old, new = taking(thing({})), taking(thing({}), media_type="application/xml")
    assert codes(old, new, said({})) == ["request-media-type-removed"]
    assert codes(old, new) == []


def test_a_credential_that_is_no_longer_enough_breaks_who_showed_it() -> None:
    old, new = secured({"key": []}, {"oauth": []}), secured({"oauth": []})
    assert codes(old, new, said(headers={"authorization": "Bearer x"})) == []
    assert broken(old, new, said(headers={"x-key": "1"})) == [
        ("security-narrower", "breaking", ("request 1: POST /pets has no credential that is enough",))
    ]


def test_a_token_that_is_got_elsewhere_concerns_everybody() -> None:
    elsewhere = {**OAUTH, "flows": {"clientCredentials": {"tokenUrl": "https://b.example", "scopes": {}}}}
    assert codes(secured({"oauth": []}), secured({"oauth": []}, oauth=elsewhere)) == ["security-scheme-changed"]


def test_a_refusal_that_no_change_explains_is_told_as_well() -> None:
    loose: Json = {"type": "object", "properties": {"a": {"type": "object"}}}
    strict: Json = {"type": "object", "properties": {"a": {"type": "object"}, "b": I}}
    assert broken(taking(loose), taking(strict), said({"b": "not documented, but let pass"})) == [
        ("consumer-refused", "breaking", ("request 1: POST /pets: must be integer, not string",))
    ]


# Answers


def test_a_field_breaks_only_who_was_given_it() -> None:
    old, new = giving(thing({"name": S, "age": I}, "name")), giving(thing({"name": S}, "name"))
    assert broken(old, new, said(answer={"name": "Ann"})) == []
    assert broken(old, new, said(answer={"name": "Ann", "age": 3})) == [
        ("response-optional-property-removed", "breaking", ("the answer to request 1: POST /pets has it",))
    ]


def test_a_new_value_breaks_only_who_reads_that_field() -> None:
    old, new = giving(thing({"kind": {"enum": ["cat"]}})), giving(thing({"kind": {"enum": ["cat", "dog"]}}))
    assert [codes(old, new, said(answer=answer)) for answer in ({}, {"kind": "cat"})] == [[], ["response-enum-wider"]]


def test_a_field_of_a_list_and_of_a_map_is_found() -> None:
    def pets(schema: Json) -> Json:
        return giving({"type": "array", "items": {"type": "object", "additionalProperties": thing({"x": schema})}})

    old, new = pets(S), pets(I)
    assert codes(old, new, said(answer=[{}, {"any": {"x": "1"}}])) == ["response-type-changed"]
    assert codes(old, new, said(answer=[{"any": {}}])) == []


def test_a_status_breaks_only_who_saw_it() -> None:
    old = post(responses={"200": {"description": ""}, "202": {"description": ""}})
    new = post(responses={"200": {"description": ""}})
    assert [codes(old, new, said(status=status)) for status in (200, 202)] == [[], ["response-removed"]]


def test_a_status_that_is_new_breaks_nobody_who_did_not_see_it() -> None:
    old = post(responses={"200": {"description": ""}})
    new = post(responses={"200": {"description": ""}, "202": {"description": ""}})
    assert codes(old, new, said(), said(status=500)) == []


def test_a_header_breaks_only_who_was_given_it() -> None:
    old, new = giving(thing({}), Etag={"schema": S}), giving(thing({}))
    assert codes(old, new, said(answer={})) == []
    assert codes(old, new, said(answer={}, given=[("ETag", "1")])) == ["response-optional-header-removed"]


def test_a_field_of_another_media_type_breaks_nobody() -> None:
    old, new = giving({"enum": ["a"]}, "text/plain"), giving({"enum": ["a", "b"]}, "text/plain")
    assert codes(old, new, said(answer="a")) == []


# Operations


def test_an_operation_breaks_only_who_called_it() -> None:
    two: Json = {"get": {"responses": {}}, "post": {"responses": {"200": {"description": ""}}}}
    old, new = api({"/pets": two}), api({"/pets": {"get": {"responses": {}}}})
    assert broken(old, new) == []
    assert broken(old, new, *[said()] * 5) == [
        ("operation-removed", "breaking",
         ("request 1: POST /pets", "request 2: POST /pets", "request 3: POST /pets", "and 2 more")),
    ]  # fmt: skip


def test_the_values_of_a_path_go_to_the_variables_new_names() -> None:
    def path(name: str, schema: Json) -> Json:
        parameter = {"name": name, "in": "path", "required": True, "schema": schema}
        return api({f"/pets/{{{name}}}": {"post": {"operationId": "x", "parameters": [parameter], "responses": {}}}})

    assert codes(path("id", S), path("pet", S), said(path="/pets/a")) == []
    assert codes(path("id", S), path("pet", I), said(path="/pets/a")) == ["request-type-changed"]


@pytest.mark.parametrize("path", ["/pets", "/v1/pets", "/shop/v1/pets"])
def test_a_request_is_known_behind_whatever_prefix_it_came(path: str) -> None:
    found = breakage(compared(asking(query()), asking(query(required=True))), [said(path=path), said(path="/none")])
    assert ([change.code for change in found.changes], found.unknown) == (["parameter-required"], 1)


def test_servers_that_were_replaced_concern_everybody() -> None:
    old, new = (api({}, servers=[{"url": f"https://{name}.example"}]) for name in "ab")
    assert codes(old, new) == ["servers-replaced"]


# The command


def diff(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, arguments)], prog_name="mockserver")


def journal_of(spec: Path, bodies: Sequence[Json]) -> Json:
    client = Client(create_app(spec).wsgi_app)
    for body in bodies:
        client.post("/pets", json=body)
    return client.get("/__mock__/requests").get_json(force=True)


def test_a_journal_of_the_mock_tells_what_its_tests_rely_on(tmp_path: Path) -> None:
    old = written(tmp_path, taking(thing({"age": I, "name": S})), "old")
    new = written(tmp_path, taking(thing({"age": {**I, "maximum": 9}, "name": {**S, "maxLength": 1}})), "new")
    (tmp_path / "journal.json").write_text(json.dumps(journal_of(old, [{"age": 3}, {"age": 10}])), encoding="utf-8")
    result = diff("--consumer", tmp_path / "journal.json", old, new)
    assert result.exit_code == 1
    assert "    request 2: POST /pets: must be at most 9, not 10" in result.output.splitlines()
    assert "maxLength" not in result.output
    assert result.output.endswith("1 change: 1 breaking, 0 warnings, 0 harmless; by 2 exchanges of the consumer\n")


def test_a_recording_is_read_as_well(tmp_path: Path) -> None:
    old, new = (written(tmp_path, giving(thing(named)), name) for named, name in (({"a": S}, "old"), ({}, "new")))
    sent = base64.b64encode(b"{}").decode()
    entry = {
        "request": {
            "method": "POST",
            "url": "http://127.0.0.1/pets",
            "headers": [],
            "postData": {"text": sent, "comment": "the text is the body in base64"},
        },
        "response": {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"text": '{"a": "b"}'},
        },
    }
    path = tmp_path / "recording.har"
    path.write_text(json.dumps({"log": {"entries": [entry]}}), encoding="utf-8")
    result = diff("--consumer", path, old, new)
    assert (result.exit_code, "[response-optional-property-removed]" in result.output) == (1, True)


@pytest.mark.parametrize("text", ["[]", "{}", '{"requests": 1}', '{"operations": []}'])
def test_a_file_that_is_no_journal_ends_with_2(tmp_path: Path, text: str) -> None:
    spec = written(tmp_path, post())
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    result = diff("--consumer", tmp_path / "x.json", spec, spec)
    assert (result.exit_code, "x.json: it is neither a journal nor a recording" in result.output) == (2, True)


def test_a_member_that_went_from_a_choice_breaks_who_was_given_it() -> None:
    old, new = giving({"oneOf": [S, thing({"name": S, "age": I})]}), giving({"oneOf": [S, thing({"name": S})]})
    seen = ("the answer to request 1: POST /pets has it",)
    assert broken(old, new, said(answer={"age": 3})) == [("response-optional-property-removed", "breaking", seen)]
    assert codes(old, new, said(answer={"name": "Rex"})) == []


def test_what_is_asked_of_the_answer_to_a_callback_is_no_matter_of_the_request() -> None:
    def called(answer: Json) -> Json:
        answers = {"200": {"description": "", "content": {"application/json": {"schema": answer}}}}
        born = {"{$request.body#/url}": {"post": {"responses": answers}}}
        body = {"content": {"application/json": {"schema": thing({"age": I})}}}
        return post(requestBody=body, callbacks={"born": born})

    assert codes(called(thing({"name": S})), called(thing({"name": S}, "name")), said({"age": 3})) == []


def test_a_server_of_an_operation_is_no_matter_of_who_never_called_it() -> None:
    def served(**parts: Json) -> Json:
        pets = {"post": {"operationId": "pets.create", "responses": {"200": {"description": ""}}}}
        dogs = {"post": {"operationId": "dogs.create", "responses": {"200": {"description": ""}}, **parts}}
        return api({"/pets": pets, "/dogs": dogs}, servers=[{"url": "https://a.example"}])

    old, new = served(), served(servers=[{"url": "https://b.example"}])
    assert codes(old, new, said()) == []
    assert codes(old, new, said(path="/dogs")) == ["servers-replaced"]
