"""Does Pipeliner keep the records of its spaces, and word its errors, as it should?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import orjson
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver import load
from mockserver.behaviours.pipeliner.entities import ENTITIES, SAMPLE_ID, SYSTEM_READ_ONLY, Entity
from mockserver.behaviours.pipeliner.errors import pipeliner_error
from mockserver.engine import Engine
from mockserver.model import Location, Refusal, Request, Response, Violation
from mockserver.state import State

SPECIFICATION = Path(__file__).parents[2] / "specs" / "pipeliner.yaml"
SCHEMAS: dict[str, Any] = yaml.load(SPECIFICATION.read_text(encoding="utf-8"), yaml.CSafeLoader)["components"][
    "schemas"
]
ENGINE = load(SPECIFICATION, auth=False)
LENIENT = load(SPECIFICATION, auth=False, settings={"pipeliner": {"relations": "lenient"}})
BASE = "/api/v100/rest/spaces/sp_demo/entities"
UNKNOWN_ID = "01234567-abcd-dcba-ffff-00000000dead"
CALL = {"caller_id": SAMPLE_ID, "twilio_call_log_id": SAMPLE_ID}
CONVERSATION = {"phone_id": SAMPLE_ID}
MESSAGE = {"content": "Hello", "direction": 1}


def _dashed(name: str) -> str:
    """A parameter's own name: only what stands in brackets has underscores."""
    return name if "[" in name else name.replace("_", "-")


class Client:
    """Somebody who talks to a server with a state of its own; no answer of the mock may break the specification."""

    def __init__(self, engine: Engine = ENGINE) -> None:
        self.engine = engine
        self.state = State.new(seed="1")

    def send(self, method: str, path: str, body: Any = None, **query: Any) -> Response:
        outcome = self.engine.handle(
            Request(
                method=method,
                path=BASE + path,
                query=urlencode({_dashed(name): value for name, value in query.items()}),
                body=b"" if body is None else orjson.dumps(body),
            ),
            self.state,
        )
        assert not outcome.traceback
        assert not outcome.response_violations
        return outcome.response

    def ok(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        response = self.send(method, path, body, **query)
        assert response.status in (200, 201), response.value
        return response.value["data"]

    def failed(self, status: int, method: str, path: str, body: Any = None, **query: Any) -> dict[str, Any]:
        """The error, which says the same status as the answer."""
        response = self.send(method, path, body, **query)
        assert response.status == status == response.value["http_status"], response.value
        error: dict[str, Any] = response.value
        return error

    def create(self, collection: str, values: Mapping[str, Any], **query: Any) -> str:
        record_id: str = self.ok("POST", f"/{collection}", dict(values), **query)["id"]
        return record_id

    def ids(self, path: str, **query: Any) -> list[str]:
        return [record["id"] for record in self.ok("GET", path, **query)]


@pytest.fixture
def client() -> Client:
    return Client()


def messages_of(error: Mapping[str, Any]) -> list[str]:
    return [text for text in error["message"].split("\n") if text]


# --- the table of entities and the specification say the same


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
def test_an_entity_shows_what_the_specification_lists(entity: Entity) -> None:
    assert entity.shown == set(SCHEMAS[entity.name]["properties"])


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
def test_what_is_read_only_is_so_in_the_specification(entity: Entity) -> None:
    sent = SCHEMAS[f"{entity.name}Input"]["properties"]
    flagged = {name for name, schema in sent.items() if schema.get("readOnly")}
    assert flagged == (entity.read_only | SYSTEM_READ_ONLY) - {"revision"}


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
def test_what_is_required_says_so_in_the_specification(entity: Entity) -> None:
    sent = SCHEMAS[f"{entity.name}Input"]["properties"]
    said = set()
    for name, schema in sent.items():
        text = schema.get("description") or SCHEMAS[schema.get("$ref", "/").rpartition("/")[2] or "Text"].get(
            "description", ""
        )
        if "Required at" in text:
            said.add((name, "levels 0 and 4" in text))
    assert said == {(name, name.endswith("_id")) for name in entity.required}


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
def test_each_relation_leads_where_the_specification_says(entity: Entity) -> None:
    properties = SCHEMAS[entity.name]["properties"]
    for relation in entity.relations:
        for twin, collection in relation.twins:
            if collection in ENTITIES:
                assert properties[twin]["$ref"].endswith(f"/{ENTITIES[collection].name}Link")
    for found in entity.lists:
        assert properties[found.name]["items"]["$ref"].endswith(f"/{ENTITIES[found.collection].name}Link")


# --- what a batch does


def test_the_documented_example_is_kept_on_a_fresh_server(client: Client) -> None:
    values = dict.fromkeys(
        (
            "account_id",
            "caller_id",
            "client_id",
            "contact_id",
            "lead_oppty_id",
            "oppty_product_relation_id",
            "product_id",
            "twilio_call_log_id",
        ),
        SAMPLE_ID,
    )
    body = {"parameters": {"validation-level": 0, "rollback-method": 0}, "data": [values | {"phone_number": "string"}]}
    (created,) = client.ok("POST", "/Calls/batch-modify", body)
    (again,) = client.ok("POST", "/Calls/batch_create_or_update", body)
    assert client.ids("/Calls") == [created, again]


def test_a_batch_answers_in_the_order_of_the_request(client: Client) -> None:
    known = client.create("Calls", CALL)
    body = [CALL, {"id": known, "phone_number": "1"}, 5, CALL | {"caller_id": None}, {"id": UNKNOWN_ID}]
    data = client.ok("POST", "/Calls/batch-modify", body, rollback_method=1)
    assert data[1] == known
    assert [error if isinstance(error, str) else error["code"] for error in data[1:]] == [known, 117, 40000, 2004]
    assert client.ids("/Calls") == [known, data[0]]


@pytest.mark.parametrize(
    ("bad", "status"),
    [({"caller_id": 5}, 400), ({"caller_id": SAMPLE_ID}, 422), ({"id": UNKNOWN_ID}, 404), ("text", 400)],
)
def test_nothing_of_a_failed_batch_is_kept(client: Client, bad: Any, status: int) -> None:
    client.failed(status, "POST", "/Calls/batch-modify", [CALL, bad, CALL])
    assert client.ids("/Calls") == []


def test_the_first_error_is_the_answer_of_a_failed_batch(client: Client) -> None:
    error = client.failed(404, "POST", "/Calls/batch-modify", [CALL, {"id": UNKNOWN_ID}, {"caller_id": 5}])
    assert error == {
        "code": 2004,
        "name": "ERROR_ENTITY_NOT_FOUND",
        "message": f"Call {UNKNOWN_ID} was not found.",
        "http_status": 404,
        "success": False,
    }


@given(st.lists(st.sampled_from(["good", "type", "rule", "unknown"]), max_size=8), st.sampled_from([0, 1, None]))
@settings(max_examples=60, deadline=None)
def test_rollback_keeps_the_good_ones_or_none(kinds: list[str], rollback: int | None) -> None:
    client = Client()
    elements = {"good": CALL, "type": {"caller_id": 5}, "rule": {}, "unknown": {"id": UNKNOWN_ID}}
    query = {} if rollback is None else {"rollback_method": rollback}
    response = client.send("POST", "/Calls/batch-modify", [elements[kind] for kind in kinds], **query)
    if rollback == 1 or set(kinds) <= {"good"}:
        data = response.value["data"]
        assert [isinstance(result, str) for result in data] == [kind == "good" for kind in kinds]
        assert client.ids("/Calls") == [result for result in data if isinstance(result, str)]
    else:
        assert response.status == response.value["http_status"] >= 400
        assert client.ids("/Calls") == []


@pytest.mark.parametrize("body", [{}, {"data": 5}, {"data": None}, 5, "text", {"parameters": {}}])
def test_a_body_of_neither_form_is_refused(client: Client, body: Any) -> None:
    error = client.failed(400, "POST", "/Calls/batch-modify", body, rollback_method=1)
    assert (error["code"], error["name"]) == (117, "ERROR_PARAMETER_INVALID")


@pytest.mark.parametrize("body", [[], {"data": []}])
def test_an_empty_batch_is_fine(client: Client, body: Any) -> None:
    assert client.ok("POST", "/Calls/batch-modify", body) == []


@pytest.mark.parametrize(
    "query",
    [{"rollback_method": 7}, {"rollback_method": "x"}, {"validation_level": "abc"}, {"validation_level": 2**40}],
)
def test_a_wrong_option_is_refused(client: Client, query: dict[str, Any]) -> None:
    assert client.failed(400, "POST", "/Calls/batch-modify", [], **query)["code"] == 117


def test_options_that_contradict_each_other_are_refused(client: Client) -> None:
    body = {"parameters": {"rollback-method": 1}, "data": [CALL]}
    assert client.failed(400, "POST", "/Calls/batch-modify", body, rollback_method=0)["code"] == 117
    assert len(client.ok("POST", "/Calls/batch-modify", body, rollback_method=1)) == 1
    assert len(client.ok("POST", "/Calls/batch-modify", body, validation_level=2)) == 1


def test_options_in_the_body_count_like_those_of_the_query(client: Client) -> None:
    body = {"parameters": {"rollback-method": 1, "validation-level": 2}, "data": [{}, {"id": UNKNOWN_ID}]}
    created, error = client.ok("POST", "/Calls/batch_create_or_update", body)
    assert isinstance(created, str)
    assert error["http_status"] == 404


def test_an_update_changes_only_what_was_sent(client: Client) -> None:
    call = client.create("Calls", CALL | {"phone_number": "1", "account_id": SAMPLE_ID})
    client.ok("POST", "/Calls/batch-modify", [{"id": call.upper(), "phone_number": None}])
    record = client.ok("GET", f"/Calls/{call}")
    assert (record["phone_number"], record["account_id"]) == (None, SAMPLE_ID)


def test_one_record_can_be_changed_twice_in_a_batch(client: Client) -> None:
    call = client.create("Calls", CALL)
    client.ok("POST", "/Calls/batch-modify", [{"id": call, "phone_number": "1"}, {"id": call, "phone_number": "2"}])
    assert client.ok("GET", f"/Calls/{call}")["phone_number"] == "2"


# --- one record


def test_a_record_lives_from_create_to_restore(client: Client) -> None:
    call = client.create("Calls", CALL)
    assert client.ok("PATCH", f"/Calls/{call}", {"phone_number": "1"})["phone_number"] == "1"
    assert client.ok("DELETE", f"/Calls/{call}") == call
    client.failed(404, "GET", f"/Calls/{call}")
    client.failed(404, "PATCH", f"/Calls/{call}", {})
    client.failed(404, "DELETE", f"/Calls/{call}")
    assert client.ids("/Calls") == []
    assert client.ids("/Calls", include_deleted="true") == [call]
    assert client.ok("GET", f"/Calls/{call}", include_deleted="true")["is_deleted"] is True
    assert client.ok("POST", "/Calls/batch-restore", [call]) == [call]
    assert client.ok("POST", "/Calls/batch-restore", [call]) == [call]
    assert client.ids("/Calls") == [call]


def test_a_batch_deletes_and_says_what_it_cannot(client: Client) -> None:
    call = client.create("Calls", CALL)
    client.failed(404, "POST", "/Calls/batch-delete", [call, UNKNOWN_ID])
    assert client.ids("/Calls") == [call]
    deleted, error, wrong = client.ok("POST", "/Calls/batch-delete", [call, UNKNOWN_ID, "5"], rollback_method=1)
    assert (deleted, error["http_status"], wrong["code"]) == (call, 404, 117)
    restored, error = client.ok("POST", "/Calls/batch-restore", [call, UNKNOWN_ID], rollback_method=1)
    assert (restored, error["http_status"]) == (call, 404)


def test_a_protected_record_is_not_deleted(client: Client) -> None:
    call = client.create("Calls", CALL | {"is_delete_protected": True}, validation_level=8)
    error = client.failed(422, "DELETE", f"/Calls/{call}")
    assert error["entity_errors"] == [
        {"code": 122, "name": "ERROR_DELETE_PROTECTED", "message": "The record is protected against delete."}
    ]
    assert client.ids("/Calls") == [call]


def test_what_was_read_can_be_sent_back(client: Client) -> None:
    for collection, values in (
        ("Calls", CALL),
        ("TextMessages", MESSAGE),
        ("Accounts", {"name": "A", "owner_id": SAMPLE_ID}),
    ):
        record = client.ok("POST", f"/{collection}", values)
        sendable = {name: value for name, value in record.items() if name not in ("oppty_product_relation",)}
        again = client.ok("PATCH", f"/{collection}/{record['id']}", sendable, validation_level=8)
        assert {**again, "modified": "", "revision": 0} == {**record, "modified": "", "revision": 0}


def test_wrong_types_of_a_single_record_are_refused_shortly(client: Client) -> None:
    error = client.failed(400, "POST", "/Calls", CALL | {"phone_number": 5, "audio_status": "Lost"})
    assert (error["code"], "[phone_number]" in error["message"], "[audio_status]" in error["message"]) == (
        117,
        True,
        True,
    )
    client.failed(400, "PATCH", f"/Calls/{client.create('Calls', CALL)}", {"caller_id": "5"})
    client.failed(400, "POST", "/Calls", [])


def test_a_call_has_the_defaults_of_the_service(client: Client) -> None:
    record = client.ok("POST", "/Calls", CALL)
    assert record["audio_status"] == "NoRecording"
    assert record["twilio_call_sid"].startswith("CA")
    assert record["created"] == record["modified"] == "2026-01-01 00:00:00.000000+00:00"


def test_two_spaces_know_nothing_of_each_other(client: Client) -> None:
    client.create("Calls", CALL)
    other = BASE.replace("sp_demo", "other") + "/Calls"
    outcome = ENGINE.handle(Request("GET", other), client.state)
    assert outcome.response.value["total"] == 0


# --- validation levels


def test_level_0_asks_for_required_values_on_create_and_update(client: Client) -> None:
    error = client.failed(422, "POST", "/Calls", {})
    record_id = error["entity_id"]
    assert messages_of(error) == [
        f"Non-null field 'Call'[{record_id}].caller' is null or empty.",
        f"Non-null field 'Call'[{record_id}].caller_id' is null or empty.",
        "Non-null field 'twilio_call_log_id' is null or empty.",
    ]
    assert [found["name"] for found in error["entity_errors"]] == ["ERROR_PARAMETER_MISSING"]
    assert [(found["field_name"], len(found["errors"])) for found in error["field_errors"]] == [("caller_id", 2)]
    call = client.create("Calls", {}, validation_level=2)
    client.failed(422, "PATCH", f"/Calls/{call}", {"phone_number": "1"})


def test_level_2_checks_only_what_was_sent(client: Client) -> None:
    call = client.create("Calls", {}, validation_level=2)
    assert client.ok("PATCH", f"/Calls/{call}", {"phone_number": "1"}, validation_level=2)["phone_number"] == "1"
    error = client.failed(422, "PATCH", f"/Calls/{call}", {"caller_id": None}, validation_level=2)
    assert [found["field_name"] for found in error["field_errors"]] == ["caller_id"]
    client.failed(422, "PATCH", f"/Calls/{call}", {"account_id": UNKNOWN_ID}, validation_level=2)


def test_level_4_checks_only_system_fields(client: Client) -> None:
    assert client.create("Accounts", {"owner_id": SAMPLE_ID}, validation_level=4)
    error = client.failed(422, "POST", "/Accounts", {"name": "Brown Ltd."}, validation_level=4)
    assert [found["field_name"] for found in error["field_errors"]] == ["owner_id"]
    assert client.create("Accounts", {}, validation_level=6)


def test_level_8_stores_read_only_values(client: Client) -> None:
    sent = {"created": "2020-02-29T12:00:00+01:00", "twilio_call_sid": "CA1", "is_deleted": None}
    ignored = client.ok("POST", "/Calls", CALL | sent)
    assert (ignored["created"], ignored["twilio_call_sid"] == "CA1") == (ignored["modified"], False)
    stored = client.ok("POST", "/Calls", CALL | sent, validation_level=8)
    assert (stored["created"], stored["twilio_call_sid"]) == ("2020-02-29 11:00:00.000000+00:00", "CA1")
    assert stored["is_deleted"] is False


def test_level_16_lets_relations_lead_to_deleted_records(client: Client) -> None:
    account = client.create("Accounts", {"name": "A", "owner_id": SAMPLE_ID})
    client.ok("DELETE", f"/Accounts/{account}")
    error = client.failed(422, "POST", "/Calls", CALL | {"account_id": account})
    assert error["field_errors"][0]["errors"][0]["name"] == "ERROR_RELATIONS_DELETED"
    call = client.create("Calls", CALL | {"account_id": account}, validation_level=16)
    assert client.ok("GET", f"/Calls/{call}")["account"].endswith(f"/sp_demo/entities/Accounts/{account}")
    client.failed(422, "PATCH", f"/Calls/{call}", {"phone_number": "1"})
    client.ok("PATCH", f"/Calls/{call}", {"phone_number": "1"}, validation_level=2)


@pytest.mark.parametrize("level", [0, 1, 2, 4, 8, 16, 30, -1])
def test_a_relation_to_nothing_fails_at_every_level(client: Client, level: int) -> None:
    error = client.failed(422, "POST", "/Calls", CALL | {"account_id": UNKNOWN_ID}, validation_level=level)
    text = f"[account_id] Relation Call.account_id={UNKNOWN_ID} to Account doesn't exist!"
    (field,) = error["field_errors"]
    assert error["message"] == f"\n{text}"
    assert field == {
        "field_id": field["field_id"],
        "field_name": "account_id",
        "name": "ERROR_FIELD_VALIDATION",
        "code": 40002,
        "errors": [
            {
                "code": 120,
                "name": "ERROR_RELATIONS_DOESNT_EXIST",
                "message": text,
                "field_id": field["field_id"],
                "field_name": "account_id",
            }
        ],
    }


def test_lenient_relations_lead_anywhere() -> None:
    client = Client(LENIENT)
    record = client.ok("POST", "/Calls", CALL | {"account_id": UNKNOWN_ID, "lead_oppty_id": UNKNOWN_ID})
    assert record["account"].endswith(f"/Accounts/{UNKNOWN_ID}")
    assert record["lead"].endswith(f"/Leads/{UNKNOWN_ID}")
    client.failed(422, "POST", "/Calls", CALL | {"oppty_product_relation": {"id": "http://example.com/here"}})


def test_a_revision_counts_the_changes_of_the_space(client: Client) -> None:
    first = client.ok("POST", "/TextMessages", MESSAGE | {"revision": 5000})["revision"]
    client.create("Calls", CALL)
    assert client.ok("POST", "/TextMessages", MESSAGE)["revision"] == first + 2
    assert client.ok("POST", "/TextMessages", MESSAGE | {"revision": 5000}, validation_level=8)["revision"] == 5000
    assert client.ok("POST", "/TextMessages", MESSAGE)["revision"] == 5001
    assert client.ok("POST", "/TextMessages", MESSAGE | {"revision": 7}, validation_level=8)["revision"] == 7
    assert client.ok("POST", "/TextMessages", MESSAGE)["revision"] == 5002


def test_a_whole_number_may_be_written_with_a_point(client: Client) -> None:
    options = {"validation-level": 8.0, "rollback-method": 0.0}
    (message,) = client.ok(
        "POST", "/TextMessages/batch-modify", {"parameters": options, "data": [MESSAGE | {"revision": 41.0}]}
    )
    assert repr(client.ok("GET", f"/TextMessages/{message}")["revision"]) == "41"


# --- relations and lists


def test_a_lead_or_an_opportunity_is_shown_under_its_kind(client: Client) -> None:
    values = {"name": "O", "owner_id": SAMPLE_ID}
    opportunity, lead = client.create("Opportunities", values), client.create("Leads", values)
    record = client.ok("POST", "/Calls", CALL | {"lead_oppty_id": opportunity})
    assert (record["lead"], record["oppty"].rpartition("/")[2]) == (None, opportunity)
    record = client.ok("PATCH", f"/Calls/{record['id']}", {"lead_oppty_id": lead})
    assert (record["lead"].rpartition("/")[2], record["oppty"]) == (lead, None)


@pytest.mark.parametrize("reference", [SAMPLE_ID, f"http://localhost{BASE}/OpptyProductRelations/{SAMPLE_ID}"])
def test_a_line_item_is_named_by_its_id_or_its_address(client: Client, reference: str) -> None:
    record = client.ok("POST", "/Calls", CALL | {"oppty_product_relation": {"id": reference}})
    assert record["oppty_product_relation_id"] == SAMPLE_ID
    both = {"oppty_product_relation": {"id": reference}, "oppty_product_relation_id": SAMPLE_ID.upper()}
    assert client.create("Calls", CALL | both)
    error = client.failed(400, "POST", "/Calls", CALL | both | {"oppty_product_relation_id": None})
    assert error["code"] == 117


def test_members_of_other_entities_are_ignored(client: Client) -> None:
    foreign = {"oppty_product_relation": 5, "oppty_product_relation_id": 5, "messages": 5, "caller_id": 5}
    record = client.ok("POST", "/Products", {"name": "Cable"} | foreign)
    assert not set(foreign) & set(record)


def test_a_line_item_without_an_id_is_created(client: Client) -> None:
    record = client.ok("POST", "/Calls", CALL | {"oppty_product_relation": {"product_id": SAMPLE_ID, "quantity": 2}})
    item = client.ok("GET", f"/OpptyProductRelations/{record['oppty_product_relation_id']}")
    assert (item["quantity"], item["product_id"]) == (2, SAMPLE_ID)
    error = client.failed(422, "POST", "/Calls", CALL | {"oppty_product_relation": {}})
    assert [found["field_name"] for found in error["field_errors"]] == ["product_id"]
    assert len(client.ids("/OpptyProductRelations")) == 2


def test_the_elements_of_a_list_are_created_or_attached(client: Client) -> None:
    message = client.create("TextMessages", MESSAGE)
    conversation = client.create(
        "TextMessageConversations",
        CONVERSATION
        | {
            "messages": [{"id": message, "status": 2}, MESSAGE],
            "account_relations": [{"account_id": SAMPLE_ID}],
            "quote_relations": [{"quote_id": SAMPLE_ID}],
        },
    )
    record = client.ok("GET", f"/TextMessageConversations/{conversation}", expand="messages,account_relations.account")
    assert [(found["id"] == message, found["status"]) for found in record["messages"]] == [(True, 2), (False, None)]
    assert [row["account"]["name"] for row in record["account_relations"]] == ["Green Inc."]
    assert len(record["quote_relations"]) == 1
    assert record["lead_relations"] == record["opportunity_relations"] == record["contact_relations"] == []


def test_a_row_stands_in_the_list_of_what_it_leads_to(client: Client) -> None:
    opportunity = client.create("Opportunities", {"name": "O", "owner_id": SAMPLE_ID})
    rows = {
        "lead_relations": [{"lead_oppty_id": SAMPLE_ID}],
        "opportunity_relations": [{"lead_oppty_id": opportunity}],
        "project_relations": [{"project_id": SAMPLE_ID}],
        "contact_relations": [{"contact_id": SAMPLE_ID}],
    }
    record = client.ok("POST", "/TextMessageConversations", CONVERSATION | rows)
    assert [len(record[name]) for name in rows] == [1, 1, 1, 1]


def test_what_is_wrong_with_an_element_of_a_list_is_told(client: Client) -> None:
    deleted = client.create("TextMessages", MESSAGE)
    client.ok("DELETE", f"/TextMessages/{deleted}")
    bad = {
        "messages": [{"id": UNKNOWN_ID}, {"id": deleted}, {"direction": 1}],
        "lead_relations": [{}, {"lead_oppty_id": UNKNOWN_ID}],
    }
    error = client.failed(422, "POST", "/TextMessageConversations", CONVERSATION | bad)
    assert [found["message"] for found in error["entity_errors"]] == ["Non-null field 'content' is null or empty."]
    assert [(found["field_name"], [leaf["code"] for leaf in found["errors"]]) for found in error["field_errors"]] == [
        ("messages", [120, 121]),
        ("lead_oppty_id", [119, 119, 120]),
    ]
    assert client.ids("/TextMessageConversations") == client.ids("/TextMessages") == []
    record = client.ok(
        "POST", "/TextMessageConversations", CONVERSATION | {"messages": [{"id": deleted}]}, validation_level=16
    )
    assert record["messages"] == []


def test_the_number_at_the_other_end_is_fixed_once_there_is_a_message(client: Client) -> None:
    path = f"/TextMessageConversations/{client.create('TextMessageConversations', CONVERSATION)}"
    client.ok("PATCH", path, {"recipient_phone_number": "1", "messages": [MESSAGE]})
    client.ok("PATCH", path, {"recipient_phone_number": "1"})
    error = client.failed(422, "PATCH", path, {"recipient_phone_number": "2"})
    assert [found["field_name"] for found in error["field_errors"]] == ["recipient_phone_number"]
    assert (
        client.ok("PATCH", path, {"recipient_phone_number": "2"}, validation_level=8)["recipient_phone_number"] == "2"
    )
    assert (
        client.ok("PATCH", path, {"recipient_phone_number": "3"}, validation_level=4)["recipient_phone_number"] == "3"
    )


def test_a_message_sent_in_the_same_batch_counts(client: Client) -> None:
    first = client.create("TextMessageConversations", CONVERSATION)
    second = client.create("TextMessageConversations", CONVERSATION)
    body = [
        {"id": first, "recipient_phone_number": "1"},
        {"id": first, "messages": [MESSAGE]},
        {"id": second, "recipient_phone_number": "1"},
        {"id": first, "recipient_phone_number": "2"},
    ]
    *good, error = client.ok("POST", "/TextMessageConversations/batch-modify", body, rollback_method=1)
    assert (good, error["http_status"]) == ([first, first, second], 422)


def test_a_message_moves_between_conversations(client: Client) -> None:
    first = client.create("TextMessageConversations", CONVERSATION | {"messages": [MESSAGE]})
    (message,) = client.ids("/TextMessages")
    second = client.create("TextMessageConversations", CONVERSATION | {"messages": [{"id": message}]})
    assert client.ok("GET", f"/TextMessageConversations/{first}")["messages"] == []
    assert len(client.ok("GET", f"/TextMessageConversations/{second}")["messages"]) == 1


def test_files_are_addresses_of_their_relations(client: Client) -> None:
    record = client.ok(
        "POST", "/TextMessages", MESSAGE | {"attachments": [{"id": SAMPLE_ID}], "chat_conversation_id": SAMPLE_ID}
    )
    assert record["attachments"][0].endswith(f"/CloudObjectRelations/{SAMPLE_ID}")
    assert record["chat_conversation"].endswith(f"/ChatConversations/{SAMPLE_ID}")
    client.failed(400, "POST", "/TextMessages", MESSAGE | {"attachments": [{}]})


def test_values_that_others_give_are_worked_out(client: Client) -> None:
    user = client.ok("GET", f"/Clients/{SAMPLE_ID}")
    assert user["name"] == user["formatted_name"] == "Ann Green"
    assert client.ok("GET", f"/Accounts/{SAMPLE_ID}")["formatted_name"] == "Green Inc."
    assert client.ok("POST", "/TextMessages", MESSAGE | {"content": "1 < 2"})["content_as_html"] == "1 &lt; 2"
    archived = client.ok("PATCH", f"/Opportunities/{SAMPLE_ID}", {"is_archived": True})
    assert (archived["table_name"], archived["status"]) == ("opportunity", 2)


def test_expanded_relations_are_whole_records(client: Client) -> None:
    call = client.create("Calls", CALL | {"account_id": SAMPLE_ID})
    record = client.ok("GET", f"/Calls/{call}", expand="account.owner,caller,lead")
    assert record["account"]["owner"]["email"] == record["caller"]["email"] == "ann.green@example.com"
    assert record["lead"] is None


def test_only_the_named_fields_are_loaded(client: Client) -> None:
    client.create("Calls", CALL | {"account_id": SAMPLE_ID})
    query = {"load_only": "id,account.name,caller.id", "expand": "account"}
    (record,) = client.ok("GET", "/Calls", **query)
    assert set(record) == {"id", "account", "caller"}
    assert record["account"] == {"name": "Green Inc."}
    assert record["caller"].endswith(SAMPLE_ID)


# --- lists


def names(client: Client, **query: Any) -> list[str]:
    return [record["name"] for record in client.ok("GET", "/Products", **query)]


def listed(client: Client, path: str = "/Products", **query: Any) -> Any:
    """The whole answer of a list."""
    return client.send("GET", path, **query).value


@pytest.fixture
def products(client: Client) -> Client:
    for name, sku in (("Cable", "C-1"), ("cable, long", None), ("Lamp", ""), ("Ärmel", "10")):
        client.create("Products", {"name": name, "sku": sku})
    return client


@pytest.mark.parametrize(
    ("operator", "value", "found"),
    [
        ("eq", "Cable", ["Cable"]),
        ("ieq", "cAble", ["Cable"]),
        ("not-eq", "Cable", ["Telephone", "cable, long", "Lamp", "Ärmel"]),
        ("not-ieq", "cable", ["Telephone", "cable, long", "Lamp", "Ärmel"]),
        ("contains", "able", ["Cable", "cable, long"]),
        ("icontains", "CABLE", ["Cable", "cable, long"]),
        ("starts", "C", ["Cable"]),
        ("istarts", "c", ["Cable", "cable, long"]),
        ("ends", "e", ["Telephone", "Cable"]),
        ("iends", "LONG", ["cable, long"]),
        ("gt", "Lamp", ["Telephone", "cable, long", "Ärmel"]),
        ("gte", "Lamp", ["Telephone", "cable, long", "Lamp", "Ärmel"]),
        ("lt", "Lamp", ["Cable"]),
        ("lte", "Lamp", ["Cable", "Lamp"]),
        ("between", "C,M", ["Cable", "Lamp"]),
    ],
)
def test_each_operator_filters(products: Client, operator: str, value: str, found: list[str]) -> None:
    assert names(products, **{"filter[name]": value, "filter-op[name]": operator}) == found


@pytest.mark.parametrize(
    ("operator", "found"),
    [
        ("null", ["cable, long"]),
        ("not-null", ["Telephone", "Cable", "Lamp", "Ärmel"]),
        ("empty", ["cable, long", "Lamp"]),
        ("not-empty", ["Telephone", "Cable", "Ärmel"]),
    ],
)
def test_presence_needs_no_value(products: Client, operator: str, found: list[str]) -> None:
    assert names(products, **{"filter-op[sku]": operator}) == found
    assert names(products, **{"filter-op[sku]": operator, "filter[sku]": "x"}) == found


def test_a_filter_without_an_operator_means_equal(products: Client) -> None:
    assert names(products, **{"filter[sku]": "C-1"}) == ["Cable"]
    assert names(products, **{"filter[sku]": "C-1", "filter[name]": "Lamp"}) == []


@pytest.mark.parametrize(
    ("field", "operator", "value", "count"),
    [
        ("quantity", "eq", "10.0", 1),
        ("quantity", "gt", "9", 1),
        ("quantity", "between", "9,11", 1),
        ("quantity", "eq", "ten", 0),
        ("quantity", "starts", "1", 1),
        ("is_deleted", "eq", "false", 1),
        ("is_deleted", "eq", "1", 0),
        ("is_deleted", "eq", "maybe", 0),
        ("created", "gte", "2026-01-01T00:00:00Z", 1),
        ("created", "lt", "2026-01-01 00:00:01", 1),
        ("created", "gt", "2026-01-01 01:00:00+01:00", 0),
        ("created", "starts", "2026-01", 1),
        ("created", "eq", "yesterday", 0),
        ("comment", "gt", "", 0),
    ],
)
def test_values_are_compared_in_their_type(client: Client, field: str, operator: str, value: str, count: int) -> None:
    query = {f"filter[{field}]": value, f"filter-op[{field}]": operator}
    assert listed(client, "/OpptyProductRelations", **query)["total"] == count


@pytest.mark.parametrize(
    "query",
    [
        {"filter[colour]": "red"},
        {"filter-op[colour]": "null"},
        {"filter-op[name]": "eq"},
        {"filter-op[name]": "like", "filter[name]": "x"},
        {"filter-op[name]": "between", "filter[name]": "x"},
        {"filter[name]": "x", "filter-op[name]": "between"},
        {"order-by": "colour"},
        {"order-by": "name,,sku"},
        {"expand": "name"},
        {"load-only": "colour"},
        {"load-only": "name.id"},
        {"after": "garbage"},
        {"before": "WzVd"},
        {"after": "W10="},
        {"after": "NQ=="},
        {"first": "-1"},
        {"first": "many"},
        {"limit": "-1"},
    ],
)
def test_a_query_that_cannot_be_answered_is_refused(client: Client, query: dict[str, str]) -> None:
    assert client.failed(400, "GET", "/Products", **query)["code"] == 117


@pytest.mark.parametrize("expand", ["phone_number", "account.name", "account.owner.colour", "chat_conversation"])
def test_what_cannot_be_expanded_is_refused(client: Client, expand: str) -> None:
    call = client.create("Calls", CALL)
    client.failed(400, "GET", f"/Calls/{call}", expand=expand)
    client.failed(400, "GET", "/Calls", expand=expand)


def test_order_by_sorts_by_several_fields(products: Client) -> None:
    assert names(products, order_by="-sku,name")[:2] == ["Telephone", "Cable"]
    assert names(products, order_by="sku")[0] == "cable, long"
    assert names(products, order_by="name") == ["Cable", "Lamp", "Telephone", "cable, long", "Ärmel"]


def test_pages_follow_each_other(products: Client) -> None:
    first = listed(products, first=2)
    assert (first["total"], first["page_info"]["has_previous_page"], first["page_info"]["has_next_page"]) == (
        5,
        False,
        True,
    )
    second = listed(products, first=2, after=first["page_info"]["end_cursor"])
    assert (second["page_info"]["has_previous_page"], second["page_info"]["has_next_page"]) == (True, True)
    back = listed(products, last=2, before=second["page_info"]["start_cursor"])
    assert back["data"] == first["data"]
    last = listed(products, last=1)
    assert last["data"][0]["name"] == "Ärmel"
    assert listed(products, first=3, last=1)["data"][0]["name"] == "cable, long"
    after = listed(products, after=last["page_info"]["end_cursor"])
    assert (after["total"], after["data"]) == (5, [])
    assert after["page_info"] == {
        "start_cursor": None,
        "end_cursor": None,
        "has_previous_page": False,
        "has_next_page": False,
    }


def test_the_older_paging_has_no_page_info(products: Client) -> None:
    answer = listed(products, limit=2, offset=1)
    assert [record["name"] for record in answer["data"]] == ["Cable", "cable, long"]
    assert (answer["total"], "page_info" in answer) == (5, False)
    assert len(listed(products, offset=3)["data"]) == 2


def test_a_page_is_30_long_and_100_at_most(client: Client) -> None:
    client.ok("POST", "/Products/batch-modify", [{"name": str(number)} for number in range(119)])
    queries: list[dict[str, Any]] = [{}, {"first": 1000}, {"last": 1000}, {"limit": 1000}]
    assert [len(listed(client, **query)["data"]) for query in queries] == [30, 100, 100, 100]


def test_a_cursor_stays_good_when_its_record_is_deleted(products: Client) -> None:
    first = listed(products, first=2)
    products.ok("DELETE", f"/Products/{first['data'][1]['id']}")
    assert names(products, after=first["page_info"]["end_cursor"]) == ["cable, long", "Lamp", "Ärmel"]


@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b", "C"]), st.one_of(st.none(), st.sampled_from(["1", "2"]))), max_size=9
    ),
    st.integers(1, 4),
    st.sampled_from([None, "name", "-name", "sku", "-sku,name", "name,-sku", "-created"]),
)
@settings(max_examples=60, deadline=None)
def test_walking_the_cursors_visits_each_record_once(
    values: list[tuple[str, str | None]], size: int, order: str | None
) -> None:
    client = Client()
    client.ok("POST", "/Products/batch-modify", [{"name": name, "sku": sku} for name, sku in values])
    ordered = {} if order is None else {"order_by": order}
    whole = client.ids("/Products", **ordered)
    seen: list[str] = []
    query: dict[str, Any] = {"first": size, **ordered}
    while True:
        page = listed(client, **query)
        seen += [record["id"] for record in page["data"]]
        if not page["page_info"]["has_next_page"]:
            break
        query["after"] = page["page_info"]["end_cursor"]
    assert seen == whole
    assert len(set(seen)) == len(values) + 1


# --- refusals


def refusal(status: int, keyword: str, location: Location, path: str = BASE) -> dict[str, Any]:
    found = Violation(location, keyword, "broken", value="x")
    value: dict[str, Any] = pipeliner_error(Refusal(status, (found,), Request("GET", path))).value
    return value


@pytest.mark.parametrize(
    ("status", "keyword", "location", "code", "name"),
    [
        (401, "security", ("security",), 401, "ERROR_UNAUTHORIZED"),
        (405, "method", ("request", "method"), 405, "ERROR_METHOD_NOT_ALLOWED"),
        (406, "accept", ("header", "accept"), 406, "ERROR_NOT_ACCEPTABLE"),
        (413, "size", ("body",), 413, "ERROR_CONTENT_TOO_LARGE"),
        (415, "contentType", ("header", "content-type"), 415, "ERROR_UNSUPPORTED_MEDIA_TYPE"),
        (404, "route", ("header", "prefer"), 404, "ERROR_REQUEST_REFUSED"),
        (400, "parse", ("body",), 117, "ERROR_PARAMETER_INVALID"),
        (400, "type", ("query", "first"), 117, "ERROR_PARAMETER_INVALID"),
        (400, "format", ("path", "id"), 2004, "ERROR_ENTITY_NOT_FOUND"),
    ],
)
def test_each_refusal_has_its_words(status: int, keyword: str, location: Location, code: int, name: str) -> None:
    error = refusal(status, keyword, location)
    assert (error["code"], error["name"], error["success"]) == (code, name, False)
    assert set(error) == {"code", "name", "message", "http_status", "success"}


@pytest.mark.parametrize(
    ("path", "member", "value"),
    [
        ("/spaces/s/entities/Callz", "code", 2006),
        ("/spaces/s/entities/Callz/batch-modify", "message", "cannot determine entity type from Callz"),
        ("/spaces/s/entities/Calls/x/y", "errorcode", None),
        ("/spaces/s", "status", 404),
    ],
)
def test_what_is_not_there_is_told_in_two_ways(path: str, member: str, value: Any) -> None:
    assert refusal(404, "route", ("path",), f"/api/v100/rest{path}")[member] == value


def test_a_body_that_cannot_be_read_is_told_in_the_words_of_the_service(client: Client) -> None:
    for body in (b"{", b""):
        outcome = ENGINE.handle(Request("POST", f"{BASE}/Calls", body=body), client.state)
        assert outcome.response.value == {
            "code": 117,
            "name": "ERROR_PARAMETER_INVALID",
            "message": "Missing or invalid JSON data.",
            "http_status": 400,
            "success": False,
        }


def test_a_missing_key_pair_is_asked_for() -> None:
    outcome = load(SPECIFICATION).handle(Request("GET", f"{BASE}/Calls"), State.new(seed="1"))
    assert outcome.response.status == 401
    assert outcome.response.header("WWW-Authenticate") == 'Basic realm="restapi"'


def test_a_seeded_record_needs_only_what_matters(client: Client) -> None:
    records = {"Calls": {f"sp_demo/{SAMPLE_ID}": {"phone_number": "1"}}}
    client.state.replace_records(records, {"pipeliner": ()})
    assert client.ok("GET", f"/Calls/{SAMPLE_ID}")["phone_number"] == "1"
    assert client.ids("/Calls") == [SAMPLE_ID]
    assert client.ids("/Accounts") == [SAMPLE_ID]


def test_a_seeded_target_stays_as_it_is(client: Client) -> None:
    client.state.replace_records({"Accounts": {f"sp_demo/{SAMPLE_ID}": {"name": "Mine"}}}, {"pipeliner": ()})
    assert client.ok("GET", f"/Accounts/{SAMPLE_ID}")["name"] == "Mine"


def test_a_large_batch_is_not_slow_in_the_number_of_its_elements(client: Client) -> None:
    ids = client.ok("POST", "/TextMessageConversations/batch-modify", [CONVERSATION | {"messages": [MESSAGE]}] * 1000)
    changed = [{"id": record_id, "recipient_phone_number": "1"} for record_id in ids]
    results = client.ok("POST", "/TextMessageConversations/batch-modify", changed, rollback_method=1)
    assert {error["code"] for error in results} == {40000}
    assert len(client.ok("GET", "/TextMessageConversations", first=100)) == 100


def test_an_address_names_the_space_and_the_kind(client: Client) -> None:
    record = client.ok("POST", "/Calls", CALL)
    assert record["caller"] == f"http://localhost{BASE}/Clients/{SAMPLE_ID}"
    assert quote(record["caller"], safe=":/") == record["caller"]
