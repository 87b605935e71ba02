"""Do Oracle's phone calls keep their rows, read their queries, and word their errors, as they should?"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver import load
from mockserver.behaviours.oracle.answers import oracle_error
from mockserver.behaviours.oracle.conditions import QueryError, by_example, row_match
from mockserver.behaviours.oracle.resources import MESSAGES, PHONE_CALLS
from mockserver.engine import Engine
from mockserver.model import Location, Refusal, Request, Response, Violation
from mockserver.state import State

SPECIFICATION = Path(__file__).parents[2] / "specs" / "oracle.yaml"
ENGINE = load(SPECIFICATION)
OPEN = load(SPECIFICATION, auth=False)
UNCHECKED = load(SPECIFICATION, auth=False, validation="off")
LENIENT = load(SPECIFICATION, auth=False, settings={"oracle": {"read_only": "ignore"}})

BASE = "/crmRestApi/resources/11.13.18.05"
ITEM = "application/vnd.oracle.adf.resourceitem+json"
ERROR = "application/vnd.oracle.adf.error+json"
BATCH = "application/vnd.oracle.adf.batch+json"
TYPES = PHONE_CALLS.types


def send(
    state: State,
    method: str,
    path: str,
    body: Any = None,
    *,
    engine: Engine = OPEN,
    version: int | str | None = 4,
    query: str = "",
    **headers: str,
) -> Response:
    """Send a request; header names are given with underscores. The answer must keep the contract."""
    sent = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    if version is not None:
        sent["rest-framework-version"] = str(version)
    if body is not None:
        sent.setdefault("content-type", "application/json")
    raw = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
    outcome = engine.handle(Request(method, BASE + path, quote(query, safe="=&"), sent, raw), state)
    assert not outcome.traceback, outcome.traceback
    assert not outcome.response_violations, outcome.response_violations
    return outcome.response


def value(response: Response, status: int) -> Any:
    assert response.status == status, response.body
    return orjson.loads(response.body)


def created(state: State, **attributes: Any) -> dict[str, Any]:
    found: dict[str, Any] = value(send(state, "POST", "/phoneCalls", {"InteractionId": 1, **attributes}), 201)
    return found


def details(response: Response, status: int = 400) -> list[tuple[str, str]]:
    """The codes and paths of an error."""
    body = value(response, status)
    assert body["status"] == str(status)
    return [(entry.get("o:errorCode", ""), entry["o:errorPath"]) for entry in body["o:errorDetails"]]


def batch(state: State, *parts: Mapping[str, Any]) -> Response:
    named = [{"id": f"p{number}", **part} for number, part in enumerate(parts)]
    return send(state, "POST", "", {"parts": named}, content_type=BATCH)


@pytest.fixture
def state() -> State:
    return State.new(seed="1")


# -- rows --------------------------------------------------------------------------------------------------------------


def test_two_sessions_of_one_seed_answer_alike() -> None:
    answers = [created(State.new(seed="7"), TranscriptMessage=[{}]) for _ in range(2)]
    assert answers[0] == answers[1]


def test_a_generated_number_avoids_one_that_was_chosen(state: State) -> None:
    created(state, CallNumber="CDRM_1")
    assert created(state)["CallNumber"] == "CDRM_2"


def test_a_generated_key_avoids_one_that_was_chosen(state: State) -> None:
    first = created(state)["CallId"]
    chosen = {"CallId": first + 1, "InteractionId": 1}
    send(state, "POST", "/phoneCalls", chosen, upsert_mode="true")
    assert created(state)["CallId"] == first + 2


def test_the_user_of_a_login_is_who_created_the_row(state: State) -> None:
    login = "Basic amFuZTpzZWNyZXQ="
    by_user = send(state, "POST", "/phoneCalls", {"InteractionId": 1}, engine=ENGINE, authorization=login)
    by_token = send(state, "POST", "/phoneCalls", {"InteractionId": 1}, engine=ENGINE, authorization="Bearer x")
    assert value(by_user, 201)["CreatedBy"] == "jane"
    assert value(by_token, 201)["CreatedBy"] == "MOCK.USER"


@pytest.mark.parametrize("key", ["7", True, 2**63, 1.5])
def test_the_key_of_an_upsert_is_an_integer(state: State, key: Any) -> None:
    response = send(state, "POST", "/phoneCalls", {"InteractionId": 1, "CallId": key}, upsert_mode="true")
    assert details(response) == [("27018", "/CallId")]


def test_an_upsert_by_an_unknown_key_creates_the_row_with_it(state: State) -> None:
    for status in (201, 200):
        response = send(state, "POST", "/phoneCalls", {"InteractionId": 1, "CallId": 7}, upsert_mode="true")
        assert value(response, status)["CallId"] == 7


def test_an_upsert_cannot_change_what_is_fixed(state: State) -> None:
    call = created(state, CallNumber="A")
    changed = {"CallId": call["CallId"], "CallNumber": "B", "InteractionId": 2}
    response = send(state, "POST", "/phoneCalls", changed, upsert_mode="true")
    assert details(response) == [("27024", ""), ("27008", "/CallNumber"), ("27008", "/InteractionId")]
    ignored = send(state, "POST", "/phoneCalls", changed, engine=LENIENT, upsert_mode="true")
    assert value(ignored, 200)["CallNumber"] == "A"


def test_an_upsert_by_an_unknown_key_minds_the_number(state: State) -> None:
    created(state, CallNumber="A")
    response = send(
        state, "POST", "/phoneCalls", {"CallId": 7, "CallNumber": "A", "InteractionId": 1}, upsert_mode="true"
    )
    assert details(response) == [("25013", "/CallNumber")]


def test_a_patch_empties_with_null_and_keeps_the_rest(state: State) -> None:
    call = created(state, PhoneNumber="1", RecordingFormat="audio/wav")
    changed = value(send(state, "PATCH", f"/phoneCalls/{call['CallId']}", {"PhoneNumber": None}), 200)
    assert (changed["PhoneNumber"], changed["RecordingFormat"]) == (None, "audio/wav")


def test_a_patch_changes_nested_messages_and_echoes_them(state: State) -> None:
    call = created(state, TranscriptMessage=[{"MessageId": 1, "RoleCd": "A"}])
    nested = {"TranscriptMessage": [{"MessageId": 1, "RoleCd": "B"}, {}]}
    changed = value(send(state, "PATCH", f"/phoneCalls/{call['CallId']}", nested, version=1), 200)
    assert [message["RoleCd"] for message in changed["TranscriptMessage"]] == ["B", None]
    assert value(send(state, "GET", "/phoneTranscriptMessages"), 200)["count"] == 2


def test_a_nested_message_of_another_call_cannot_be_taken(state: State) -> None:
    created(state, TranscriptMessage=[{"MessageId": 1, "MessageNumber": "M"}])
    other = created(state)
    for message, path in (({"MessageId": 1}, "MessageId"), ({"MessageNumber": "M"}, "MessageNumber")):
        nested = {"TranscriptMessage": [message]}
        response = send(state, "PATCH", f"/phoneCalls/{other['CallId']}", nested)
        assert details(response) == [("25013", f"/TranscriptMessage/0/{path}")]


def test_problems_of_nested_messages_name_their_entity(state: State) -> None:
    nested = [{}, {"RoleCd": "x" * 31, "CreatedBy": "me"}, 5]
    response = send(state, "POST", "/phoneCalls", {"InteractionId": 1, "TranscriptMessage": nested})
    told = value(response, 400)["o:errorDetails"][1:]
    assert {entry["o:errorPath"]: entry["o:errorCode"] for entry in told} == {
        "/TranscriptMessage/1/RoleCd": "27010",
        "/TranscriptMessage/1/CreatedBy": "27008",
        "/TranscriptMessage/2": "27018",
    }
    assert all("PhoneTranscriptMessageEO" in entry["detail"] for entry in told[:2])


def test_a_message_moves_to_another_call_only_from_outside(state: State) -> None:
    first = created(state, TranscriptMessage=[{"MessageId": 1}])["CallId"]
    second = created(state, InteractionId=2)["CallId"]
    below = send(state, "PATCH", f"/phoneCalls/{first}/child/TranscriptMessage/1", {"CallId": second})
    assert value(below, 200)["CallId"] == first
    outside = send(state, "PATCH", "/phoneTranscriptMessages/1", {"CallId": second})
    assert (value(outside, 200)["CallId"], value(outside, 200)["InteractionId"]) == (second, 2)
    assert send(state, "GET", f"/phoneCalls/{first}/child/TranscriptMessage/1").status == 404


def test_a_message_belongs_to_a_call_that_exists(state: State) -> None:
    call = created(state, TranscriptMessage=[{"MessageId": 1}])["CallId"]
    assert details(send(state, "POST", "/phoneTranscriptMessages", {"CallId": 1})) == [("27024", "/CallId")]
    assert details(send(state, "POST", "/phoneTranscriptMessages", {})) == [("27014", "/CallId")]
    assert details(send(state, "PATCH", "/phoneTranscriptMessages/1", {"CallId": 1})) == [("27024", "/CallId")]
    assert details(send(state, "POST", "/phoneCalls/1/child/TranscriptMessage", {}), 404) == [("", "")]
    assert value(send(state, "GET", "/phoneTranscriptMessages/1"), 200)["CallId"] == call


def test_a_message_keeps_its_key_and_shares_no_number(state: State) -> None:
    created(state, TranscriptMessage=[{"MessageId": 1, "MessageNumber": "A"}, {"MessageId": 2}])
    path = "/phoneTranscriptMessages/2"
    assert details(send(state, "PATCH", path, {"MessageId": 3})) == [("27008", "/MessageId")]
    assert details(send(state, "PATCH", path, {"MessageNumber": "A"})) == [("25013", "/MessageNumber")]
    changed = send(state, "PATCH", path, {"MessageId": 2, "MessageNumber": "B"})
    assert value(changed, 200)["MessageNumber"] == "B"
    again = send(state, "PATCH", "/phoneTranscriptMessages/1", {"MessageNumber": "C"})
    assert value(again, 200)["MessageNumber"] == "C"


def test_a_message_is_upserted_by_its_number(state: State) -> None:
    call = created(state, TranscriptMessage=[{"MessageNumber": "A"}])["CallId"]
    path = f"/phoneCalls/{call}/child/TranscriptMessage"
    for body, status in (({"MessageNumber": "A", "RoleCd": "X"}, 200), ({"MessageNumber": "B"}, 201), ({}, 201)):
        assert send(state, "POST", path, body, upsert_mode="true").status == status
    outside = send(state, "POST", "/phoneTranscriptMessages", {"MessageNumber": "B"}, upsert_mode="true")
    assert value(outside, 200)["CallId"] == call


def test_the_links_of_a_message_lead_to_its_call(state: State) -> None:
    call = created(state, TranscriptMessage=[{"MessageId": 1}])["CallId"]
    below = value(send(state, "GET", f"/phoneCalls/{call}/child/TranscriptMessage/1"), 200)["links"]
    outside = value(send(state, "GET", "/phoneTranscriptMessages/1"), 200)["links"]
    base = f"http://localhost{BASE}"
    assert {link["rel"]: link["href"] for link in below} == {
        "self": f"{base}/phoneCalls/{call}/child/TranscriptMessage/1",
        "canonical": f"{base}/phoneTranscriptMessages/1",
        "parent": f"{base}/phoneCalls/{call}",
        "enclosure": f"{base}/phoneCalls/{call}/child/TranscriptMessage/1/enclosure/MessageContent",
    }
    assert [link["rel"] for link in outside] == ["self", "canonical", "enclosure"]


def test_a_stream_of_a_row_that_is_not_there_is_404(state: State) -> None:
    for method, body in (("GET", None), ("PUT", b"x"), ("DELETE", None)):
        response = send(state, method, "/phoneCalls/1/enclosure/CallRecording", body, content_type="audio/wav")
        assert response.status == 404


def test_any_bytes_can_be_a_recording(state: State) -> None:
    path = f"/phoneCalls/{created(state)['CallId']}/enclosure/CallRecording"
    content = bytes(range(256))
    assert send(state, "PUT", path, content, content_type="application/octet-stream").status == 204
    assert send(state, "GET", path).body == content


@pytest.mark.parametrize("header", ["*", "{0}", '"{0}"', 'W/"{0}"', '"other", "{0}"'])
def test_an_etag_is_recognised_in_each_of_its_forms(state: State, header: str) -> None:
    call = created(state)
    indicator = call["links"][0]["properties"]["changeIndicator"]
    path = f"/phoneCalls/{call['CallId']}"
    named = header.format(indicator)
    assert send(state, "GET", path, if_none_match=named).status == 304
    assert send(state, "PATCH", path, {}, if_match=named).status == 200


def test_an_expanded_child_is_a_page_from_version_3_on(state: State) -> None:
    call = created(state, TranscriptMessage=[{} for _ in range(30)])
    assert call["TranscriptMessage"]["count"] == 30
    path = f"/phoneCalls/{call['CallId']}"
    new = value(send(state, "GET", path, query="expand=all"), 200)["TranscriptMessage"]
    old = value(send(state, "GET", path, query="expand=all", version=2), 200)["TranscriptMessage"]
    assert (len(new["items"]), new["hasMore"], len(old)) == (25, True, 30)


def test_many_messages_are_saved_in_one_request(state: State) -> None:
    nested = [{"MessageNumber": f"M{number}"} for number in range(499)]
    assert created(state, TranscriptMessage=nested)["TranscriptMessage"]["count"] == 499
    too_many = send(state, "POST", "/phoneCalls", {"InteractionId": 1, "TranscriptMessage": [{}] * 500})
    assert details(too_many) == [("27018", "/TranscriptMessage")]


def test_a_request_that_is_not_validated_is_not_asked_for_its_types(state: State) -> None:
    call = value(send(state, "POST", "/phoneCalls", {"InteractionId": 1}, engine=UNCHECKED), 201)
    assert send(state, "PATCH", f"/phoneCalls/{call['CallId']}", engine=UNCHECKED).status == 200
    assert send(state, "GET", "/phoneCalls", query="limit=many&offset=-3", engine=UNCHECKED).status == 200


# -- queries -----------------------------------------------------------------------------------------------------------


def call_ids(state: State, query: str, version: int = 4) -> list[int]:
    page = value(send(state, "GET", "/phoneCalls", query=query, version=version), 200)
    return [item["CallId"] for item in page["items"]]


def test_nulls_are_sorted_last_and_first_if_descending(state: State) -> None:
    ids = [created(state, PhoneNumber=number)["CallId"] for number in ("2", "1")] + [created(state)["CallId"]]
    assert call_ids(state, "orderBy=PhoneNumber") == [ids[1], ids[0], ids[2]]
    assert call_ids(state, "orderBy=PhoneNumber:desc,CallId:asc") == [ids[2], ids[0], ids[1]]


def test_a_page_behind_the_end_is_empty(state: State) -> None:
    created(state)
    page = value(send(state, "GET", "/phoneCalls", query="offset=5&totalResults=true"), 200)
    assert (page["items"], page["count"], page["hasMore"], page["totalResults"]) == ([], 0, False, 1)


@pytest.mark.parametrize(
    "query",
    [
        "fields=Colour",
        "fields=Other:RoleCd",
        "fields=TranscriptMessage:Colour",
        "orderBy=Colour",
        "orderBy=CallRecording",
        "q=CallRecording = 'x'",
        "finder=Other;Name=x",
        "expand=Other",
        "links=other",
        "offset=-1",
    ],
)
def test_a_query_that_means_nothing_is_refused(state: State, query: str) -> None:
    assert details(send(state, "GET", "/phoneCalls", query=query)) == [("", "")]


@pytest.mark.parametrize(
    ("dependency", "code"),
    [
        ("Colour=red", ""),
        ("CallId=1", "27008"),
        ("CreatedBy=me", "27008"),
        ("LeftMessageFlag=perhaps", "27018"),
        (f"PhoneNumber={'1' * 31}", "27010"),
    ],
)
def test_a_dependency_obeys_the_rules_of_a_payload(state: State, dependency: str, code: str) -> None:
    path = f"/phoneCalls/{created(state)['CallId']}"
    response = send(state, "GET", path, query=f"dependency={dependency}")
    assert [found for found, _ in details(response)] == [code]


def test_a_dependency_is_supposed_for_each_message(state: State) -> None:
    call = created(state, TranscriptMessage=[{}, {"RoleCd": "A"}])["CallId"]
    path = f"/phoneCalls/{call}/child/TranscriptMessage"
    page = value(send(state, "GET", path, query="dependency=RoleCd=B,DeletedFlag=true"), 200)
    assert [(item["RoleCd"], item["DeletedFlag"]) for item in page["items"]] == [("B", True)] * 2
    assert send(state, "GET", path, query="dependency=Colour=red").status == 400


@pytest.mark.parametrize(
    ("fields", "attributes", "message"),
    [
        ("CallId", {"CallId"}, None),
        ("CallId,links", {"CallId"}, None),
        ("", set(), None),
        ("TranscriptMessage", {"TranscriptMessage"}, set(MESSAGES.types)),
        ("TranscriptMessage:RoleCd, MessageId", {"TranscriptMessage"}, {"RoleCd", "MessageId"}),
        ("CallId,CallRecording;TranscriptMessage:RoleCd", {"CallId", "TranscriptMessage"}, {"RoleCd"}),
    ],
)
def test_only_the_fields_are_shown(state: State, fields: str, attributes: set[str], message: set[str] | None) -> None:
    path = f"/phoneCalls/{created(state, TranscriptMessage=[{}])['CallId']}"
    shown = value(send(state, "GET", path, query=f"fields={fields}", version=1), 200)
    assert set(shown) == attributes | {"links"}
    if message is not None:
        assert set(shown["TranscriptMessage"][0]) == message | {"links"}


ROW: dict[str, Any] = {
    **dict.fromkeys(TYPES),
    "CallId": 12,
    "PhoneNumber": "+3614440199",
    "CallNumber": "O'Neill",
    "LeftMessageFlag": True,
    "CreationDate": "2026-01-05T09:00:00.214+00:00",
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("PhoneNumber +36*", True),
        ("PhoneNumber=+36*;LeftMessageFlag true", True),
        ("PhoneNumber=+36*;LeftMessageFlag=false", False),
        ("PhoneNumber = '+3614440199' ;", True),
        ('PhoneNumber "+3614440199"', True),
        ("PhoneNumber=+36", False),
        ("CallId>=10 and <= 30", True),
        ("CallId<10 or >11", True),
        ("CallId < 10 or = 11", False),
        ("CallId<>12", False),
        ("CallId=1*", True),
        ("RecordingURL is null", True),
        ("RecordingURL IS NOT NULL", False),
        ("RecordingURL=x", False),
        ("RecordingURL!=x", False),
        ("LeftMessageFlag t*", True),
        ("CreationDate>2026-01-05", True),
        ("CreationDate=2026-01-05T10:00:00.214+01:00", True),
    ],
)
def test_a_query_by_example_finds_the_row(query: str, found: bool) -> None:
    assert by_example(query, TYPES)(ROW) is found


@pytest.mark.parametrize(
    "query",
    ["Colour=red", "PhoneNumber", "PhoneNumber ", "=1", "CallId=x", "LeftMessageFlag=perhaps", "CreationDate=soon"],
)
def test_a_query_by_example_that_means_nothing_is_told(query: str) -> None:
    with pytest.raises(QueryError):
        by_example(query, TYPES)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("CallId = 12", True),
        ("CallId = '12'", True),
        ("CallId != 12 or LeftMessageFlag = true", True),
        ("CallId = 1 or CallId = 12 and LeftMessageFlag = false", False),
        ("(CallId = 1 or CallId = 12) and LeftMessageFlag = 'TRUE'", True),
        ("not CallId = 1", True),
        ("not (CallId = 12)", False),
        ("PhoneNumber like '+36*99'", True),
        ('PhoneNumber LIKE "%199"', True),
        ("PhoneNumber not like '*9'", False),
        ("PhoneNumber = '+36*'", False),
        ("CallNumber = 'O''Neill'", True),
        ("CallId in (1, 12)", True),
        ("CallId not in (1, 12)", False),
        ("CallId not in (1)", True),
        ("RecordingURL not in ('x')", False),
        ("CallId between 1 and 12", True),
        ("CallId not between 1 and 12", False),
        ("RecordingURL is null and PhoneNumber is not null", True),
        ("CallId > -5.0", None),
        ("CreationDate >= '2026-01-05T09:00:00Z'", True),
    ],
)
def test_a_row_match_finds_the_row(query: str, found: bool | None) -> None:
    if found is None:
        with pytest.raises(QueryError):
            row_match(query, TYPES)
    else:
        assert row_match(query, TYPES)(ROW) is found


@pytest.mark.parametrize(
    "query",
    [
        "CallId = 12; PhoneNumber = 1",
        "Colour = 'red'",
        "CallId",
        "CallId =",
        "CallId = (",
        "= 1",
        "and",
        "CallId = 1 and",
        "CallId in 1",
        "CallId in ()",
        "CallId in (1",
        "(CallId = 1",
        "CallId = 1)",
        "CallId between 1",
        "CallId is 1",
        "CallId like",
        "CallId matches 1",
        "PhoneNumber = null",
        "(" * 200 + "CallId = 1" + ")" * 200,
        "not " * 200 + "CallId = 1",
    ],
)
def test_a_row_match_that_means_nothing_is_told(query: str) -> None:
    with pytest.raises(QueryError):
        row_match(query, TYPES)


@given(st.text(), st.sampled_from([by_example, row_match]))
def test_no_query_does_worse_than_being_refused(
    query: str, read: Callable[[str, Mapping[str, str]], Callable[[Mapping[str, Any]], bool]]
) -> None:
    try:
        condition = read(query, TYPES)
    except QueryError:
        return
    assert condition(ROW) in (True, False)


SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
NUMBERS = st.integers(-3, 3)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="*%"), max_size=3)
Meant = Callable[[Mapping[str, Any]], bool]


def comparison(name: str, sign: str, wanted: Any) -> tuple[str, Meant]:
    shown = "'" + wanted.replace("'", "''") + "'" if isinstance(wanted, str) else str(wanted)
    return f"{name} {sign} {shown}", lambda row: row[name] is not None and SIGNS[sign](row[name], wanted)


def joined(left: tuple[str, Meant], joint: str, right: tuple[str, Meant]) -> tuple[str, Meant]:
    join = all if joint == "and" else any
    return f"({left[0]} {joint} {right[0]})", lambda row: join((left[1](row), right[1](row)))


def negated(inner: tuple[str, Meant]) -> tuple[str, Meant]:
    return f"not {inner[0]}", lambda row: not inner[1](row)


SIMPLE = st.one_of(
    st.builds(comparison, st.sampled_from(["CallId", "InteractionId"]), st.sampled_from(list(SIGNS)), NUMBERS),
    st.builds(comparison, st.sampled_from(["PhoneNumber", "RecordingURL"]), st.sampled_from(list(SIGNS)), TEXTS),
)
EXPRESSIONS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(st.builds(joined, inner, st.sampled_from(["and", "or"]), inner), st.builds(negated, inner)),
    max_leaves=8,
)
ROWS = st.fixed_dictionaries(
    {
        "CallId": NUMBERS,
        "InteractionId": NUMBERS | st.none(),
        "PhoneNumber": TEXTS | st.none(),
        "RecordingURL": TEXTS | st.none(),
    }
)


@given(EXPRESSIONS, ROWS)
def test_a_row_match_means_what_it_says(expression: tuple[str, Meant], row: Mapping[str, Any]) -> None:
    text, meant = expression
    assert row_match(text, TYPES)(row) is meant(row)


@given(st.sampled_from(list(SIGNS)), NUMBERS, ROWS)
def test_a_query_by_example_means_what_it_says(sign: str, number: int, row: Mapping[str, Any]) -> None:
    text, meant = comparison("CallId", sign, number)
    assert by_example(text, TYPES)(row) is meant(row)


@given(TEXTS, TEXTS, TEXTS)
def test_a_wildcard_stands_for_any_text(start: str, middle: str, end: str) -> None:
    row = {**ROW, "PhoneNumber": start + middle + end}
    shown = f"{start}*{end}".replace("'", "''")
    assert row_match(f"PhoneNumber like '{shown}'", TYPES)(row)


# -- batch -------------------------------------------------------------------------------------------------------------


def test_each_operation_of_a_batch_does_what_its_own_request_does(state: State) -> None:
    call = created(state, PhoneNumber="1", RecordingFormat="audio/wav")["CallId"]
    response = batch(
        state,
        {"path": "/phoneCalls", "operation": "get"},
        {"path": f"/phoneCalls/{call}", "operation": "get"},
        {"path": f"/phoneCalls/{call}", "operation": "replace", "payload": {"PhoneNumber": "2"}},
        {"path": "/phoneCalls", "operation": "upsert", "payload": {"CallId": call, "LeftMessageFlag": True}},
        {"path": f"/phoneCalls/{call}", "operation": "upsert", "payload": {"TranscriptURL": "u"}},
        {"path": f"/phoneCalls/{call}/child/TranscriptMessage", "operation": "create", "payload": {"MessageId": 5}},
        {"path": "/phoneTranscriptMessages/5", "operation": "update", "payload": {"RoleCd": "A"}},
        {"path": "/phoneTranscriptMessages", "operation": "get", "payload": None},
        {"path": f"/phoneCalls/{call}/child/TranscriptMessage/5", "operation": "delete"},
    )
    payloads = [part["payload"] for part in value(response, 200)["parts"]]
    assert payloads[0]["count"] == 1
    assert payloads[1]["RecordingFormat"] == "audio/wav"
    assert (payloads[2]["PhoneNumber"], payloads[2]["RecordingFormat"]) == ("2", None)
    changed = [payloads[4][name] for name in ("PhoneNumber", "LeftMessageFlag", "TranscriptURL")]
    assert changed == ["2", True, "u"]
    assert payloads[7]["items"][0]["RoleCd"] == "A"
    assert payloads[8] is None
    assert send(state, "GET", "/phoneTranscriptMessages/5").status == 404


@pytest.mark.parametrize(
    ("part", "status", "path"),
    [
        ({"path": "/colours", "operation": "get"}, 404, "/parts/1/path"),
        ({"path": "/phoneCalls/abc", "operation": "get"}, 404, "/parts/1/path"),
        ({"path": "/phoneCalls/1", "operation": "get"}, 404, "/parts/1"),
        ({"path": "/phoneCalls/1/child/TranscriptMessage", "operation": "get"}, 404, "/parts/1"),
        ({"path": "/phoneCalls", "operation": "delete"}, 400, "/parts/1"),
        ({"path": "/phoneCalls", "operation": "create"}, 400, "/parts/1/payload"),
        ({"path": "/phoneCalls", "operation": "dance"}, 400, "/parts/1/operation"),
        ({"path": "/phoneCalls"}, 400, "/parts/1/operation"),
        ({"path": 5, "operation": "get"}, 400, "/parts/1/path"),
        ({"path": "/phoneCalls", "operation": "create", "payload": {"InteractionId": "x"}}, 400,
         "/parts/1/payload/InteractionId"),
        ({"path": "/phoneTranscriptMessages", "operation": "create", "payload": {"CallId": 1}}, 400,
         "/parts/1/payload/CallId"),
    ],
)  # fmt: skip
def test_a_part_that_fails_undoes_the_batch(state: State, part: dict[str, Any], status: int, path: str) -> None:
    first = {"path": "/phoneCalls", "operation": "create", "payload": {"InteractionId": 1}}
    response = batch(state, first, part)
    assert details(response, status)[-1][1] == path
    assert [found["id"] for found in value(response, status)["parts"]] == ["p1"]
    assert call_ids(state, "") == []


def test_an_item_cannot_be_created_at_its_own_path_in_a_batch(state: State) -> None:
    call = created(state)["CallId"]
    response = batch(state, {"path": f"/phoneCalls/{call}", "operation": "create", "payload": {}})
    assert details(response) == [("", "/parts/0")]
    wrong = batch(state, {"path": f"/phoneCalls/{call}", "operation": "update", "payload": {"CallNumber": "A"}})
    assert details(wrong) == [("27008", "/parts/0/payload/CallNumber")]


def test_a_part_that_is_no_object_fails(state: State) -> None:
    response = send(state, "POST", "", {"parts": [5]}, content_type=BATCH)
    assert details(response) == [("", "/parts/0")]
    assert value(response, 400)["parts"] == [{}]


def test_a_part_can_ask_for_a_changed_row(state: State) -> None:
    call = created(state)
    path = f"/phoneCalls/{call['CallId']}"
    indicator = call["links"][0]["properties"]["changeIndicator"]
    same = batch(state, {"path": path, "operation": "get", "ifNoneMatch": indicator})
    assert value(same, 200)["parts"][0]["payload"] is None
    assert value(same, 200)["parts"][0]["preconditionSucceeded"] is False
    changed = batch(state, {"path": path, "operation": "get", "ifNoneMatch": "other"})
    assert value(changed, 200)["parts"][0]["preconditionSucceeded"] is True
    refused = batch(state, {"path": path, "operation": "delete", "ifNoneMatch": indicator})
    assert value(refused, 412)["parts"][0]["preconditionSucceeded"] is False


def test_a_failing_batch_is_told_in_lines_before_version_4(state: State) -> None:
    part = {"id": "p", "path": "/phoneCalls", "operation": "create", "payload": {}}
    response = send(state, "POST", "", {"parts": [part]}, content_type=BATCH, version=3)
    assert response.body == b"JBO-27014: Attribute InteractionId in PhoneCallEO is required."


# -- answers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        (ITEM, ITEM),
        (f"{ITEM}, */*", ITEM),
        (f"{ITEM};q=0.5, application/json", "application/json"),
        (f"{ITEM};q=high", ITEM),
        (f"text/html, {ITEM.upper()}", ITEM),
        (f"{ITEM};q=0, */*", "application/json"),
    ],
)
def test_the_media_type_is_the_one_that_the_client_likes_best(state: State, accept: str, content_type: str) -> None:
    response = send(state, "POST", "/phoneCalls", {"InteractionId": 1}, accept=accept)
    assert response.header("content-type") == content_type


def test_a_client_can_decline_the_body(state: State) -> None:
    response = send(state, "POST", "/phoneCalls", {"InteractionId": 1}, accept=f"{ITEM};q=0")
    assert (response.status, response.body, response.header("content-type")) == (201, b"", None)
    assert response.header("location") is not None
    assert len(call_ids(state, "")) == 1


def test_what_cannot_be_accepted_changes_nothing(state: State) -> None:
    response = send(state, "POST", "/phoneCalls", {"InteractionId": 1}, accept="text/html")
    assert details(response, 406) == [("", "")]
    assert call_ids(state, "") == []


@pytest.mark.parametrize(
    ("accept", "version", "content_type"),
    [
        ("", 4, ERROR),
        ("*/*", 4, ERROR),
        ("application/json", 5, "application/json"),
        (f"application/json, {ERROR}", 4, ERROR),
        (f"application/json;q=0, {ITEM}", 4, ERROR),
        ("application/json", 3, "text/plain; charset=utf-8"),
        ("", None, "text/plain; charset=utf-8"),
    ],
)
def test_errors_are_structured_from_version_4_on(
    state: State, accept: str, version: int | None, content_type: str
) -> None:
    response = send(state, "POST", "/phoneCalls", {}, accept=accept, version=version)
    assert response.header("content-type") == content_type


@pytest.mark.parametrize(
    ("location", "keyword", "status", "code"),
    [
        (("security",), "security", 401, ""),
        (("security",), "scope", 403, ""),
        (("path",), "route", 404, ""),
        (("path", "CallId"), "format", 404, ""),
        (("header", "accept"), "accept", 406, ""),
        (("body",), "size", 413, ""),
        (("header", "content-type"), "contentType", 415, ""),
        (("body",), "parse", 400, "27521"),
        (("body",), "required", 400, "27521"),
        (("body",), "type", 400, "27521"),
        (("body", "parts"), "required", 400, ""),
        (("query", "limit"), "minimum", 400, ""),
        (("header", "REST-Framework-Version"), "enum", 400, ""),
    ],
)
def test_each_refusal_has_its_status_and_shape(location: Location, keyword: str, status: int, code: str) -> None:
    request = Request("POST", f"{BASE}/phoneCalls", headers={"rest-framework-version": "4"})
    response = oracle_error(Refusal(422, (Violation(location, keyword, "is wrong"),), request))
    path = "/parts" if location == ("body", "parts") else ""
    assert details(response, status) == [(code, path)]
    assert (response.header("www-authenticate") is not None) == (status == 401)


@pytest.mark.parametrize(
    ("method", "verb"), [("PUT", "replace"), ("DELETE", "delete"), ("PATCH", "update"), ("TRACE", "trace")]
)
def test_a_method_not_offered_is_told_as_an_invalid_operation(state: State, method: str, verb: str) -> None:
    told = value(send(state, method, "/phoneCalls"), 405)["o:errorDetails"]
    assert told == [{"detail": f"Invalid operation {verb} for the specified resource.", "o:errorPath": ""}]


def test_only_patch_can_stand_behind_a_post(state: State) -> None:
    path = f"/phoneCalls/{created(state)['CallId']}"
    response = send(state, "POST", path, {}, x_http_method_override="DELETE")
    assert value(response, 405)["o:errorDetails"][0]["detail"].startswith("Invalid operation delete")
    assert response.header("allow") == "DELETE, GET, HEAD, PATCH"


def test_the_short_mount_leads_to_the_versions_and_back(state: State) -> None:
    outcome = OPEN.handle(Request("GET", "/oracle/crmRestApi/resources", headers={}), state)
    described = outcome.response.value["items"][0]["links"][2]["href"]
    assert described == f"http://localhost/oracle{BASE}/describe"
    again = OPEN.handle(Request("GET", described.removeprefix("http://localhost"), headers={}), state)
    assert list(again.response.value["Resources"]) == ["phoneCalls", "phoneTranscriptMessages"]


def test_the_description_says_what_the_document_says(state: State) -> None:
    described = value(send(state, "GET", "/phoneTranscriptMessages/describe"), 200)["Resources"]
    attributes = {entry["name"]: entry for entry in described["phoneTranscriptMessages"]["attributes"]}
    assert set(attributes) == {*MESSAGES.types, "MessageContent"}
    assert attributes["MessageContent"]["type"] == "attachment"
    assert attributes["CreationDate"]["type"] == "datetime"
    assert attributes["RoleCd"]["maxLength"] == 30
    assert (attributes["MessageId"]["updatable"], attributes["RoleCd"]["updatable"]) == (False, True)
    assert "children" not in described["phoneTranscriptMessages"]
    small = value(send(state, "GET", "/phoneCalls/describe", query="metadataMode=minimal"), 200)
    assert set(small["Resources"]["phoneCalls"]) == {"title", "titlePlural", "discrColumnType", "links"}
