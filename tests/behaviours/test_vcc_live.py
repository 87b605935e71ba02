"""What VCC Live's behaviour promises beyond what its stories tell."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.apis import load_apis
from mockserver.behaviours.vcc_live.answers import Failure, failure_at, vcc_live_error
from mockserver.behaviours.vcc_live.form import stored
from mockserver.behaviours.vcc_live.project import Project, fold, new_record
from mockserver.behaviours.vcc_live.search import COLUMNS, Records
from mockserver.engine import Engine
from mockserver.model import Refusal, Request, Violation
from mockserver.state import MemoryStore, State, Transaction

SPECIFICATION = Path(__file__).parents[2] / "specs" / "vcc-live.yaml"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ENGINE = Engine(load_apis([SPECIFICATION]))
USER = base64.b64encode(b"mycc:token").decode()

words = st.text(alphabet="aAbB |ß1", max_size=8)
names = st.sampled_from(["green", "Green", "brown", "blue"])
data = st.fixed_dictionaries(
    {}, optional={"name": st.none() | names, "likes": st.none() | st.just("chess|golf") | names}
)
searches = st.dictionaries(st.sampled_from(["name", "likes"]), st.none() | names | st.just("CHESS"), min_size=1)


def project(*, values: tuple[str, ...] = ()) -> Project:
    """Project 22 with a text, a simple and a multiple field."""
    made = Project(Transaction(MemoryStore(), seed="1"), {"projectid": 22}, now=NOW)
    made.add_field("name", "text")
    made.add_field("job", "simple")
    likes = made.add_field("likes", "multiple")
    for value in values:
        made.add_value(likes, value)
    return made


def with_records(made: Project, rows: list[dict[str, Any]]) -> Project:
    for number, form in enumerate(rows, start=1):
        made.store.put("records", str(number), new_record(str(number), 22, stored(made, form), NOW))
    return made


def value_names(made: Project) -> dict[int, str]:
    return {value["valueid"]: value["name"] for value in made.values.values()}


def ask(method: str, path: str, body: Any, state: State, headers: Mapping[str, str] | None = None) -> Any:
    """The status and the value of an answer."""
    request = Request(
        method,
        f"/v2{path}",
        headers={"authorization": f"Basic {USER}", "content-type": "application/json", **(headers or {})},
        body=b"" if body is None else orjson.dumps(body),
    )
    outcome = ENGINE.handle(request, state)
    assert not outcome.traceback
    assert not outcome.response_violations
    return outcome.response.status, orjson.loads(outcome.response.body)


@given(words)
def test_a_text_for_a_multiple_field_becomes_its_parts_each_once(text: str) -> None:
    made = project(values=("Ab",))
    ids = stored(made, {"likes": text})["likes"] or []
    told = [fold(part) for part in text.split("|") if part.strip()]
    wanted = list(
        dict.fromkeys("ab" if part == "1" else part for part in told)
    )  # 1 is the id of the value that is there
    found = value_names(made)
    assert [fold(found[valueid]) for valueid in ids] == wanted


@given(st.lists(words, max_size=6))
def test_no_two_values_of_a_field_have_one_name(texts: list[str]) -> None:
    made = project()
    for text in texts:
        stored(made, {"likes": text, "job": text})
    keys = [(value["fieldid"], fold(value["name"])) for value in made.values.values()]
    assert len(keys) == len(set(keys))


@given(words)
def test_the_same_text_twice_gives_the_same_values(text: str) -> None:
    made = project()
    first = stored(made, {"likes": text, "job": text})
    known = value_names(made)
    assert stored(made, {"likes": text, "job": text}) == first or "1" in text
    assert value_names(made) == known or "1" in text


@given(words)
def test_a_simple_field_takes_the_text_as_one_value(text: str) -> None:
    made = project()
    valueid = stored(made, {"job": text})["job"]
    assert value_names(made).get(valueid) == (text.strip() or None)


@given(st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5))
def test_a_text_field_keeps_what_it_is_given_as_text(value: Any) -> None:
    kept = stored(project(), {"name": value})["name"]
    assert kept == (value if value is None or isinstance(value, str) else json.dumps(value))


@pytest.mark.parametrize("value", [2, "2", " 2 "])
def test_an_id_of_the_field_stands_for_its_value(value: Any) -> None:
    made = project(values=("chess", "golf"))
    assert stored(made, {"likes": value}) == {"likes": [2]}
    assert value_names(made) == {1: "chess", 2: "golf"}


def test_an_id_of_another_field_is_only_a_text() -> None:
    made = project(values=("chess",))
    assert stored(made, {"job": 1}) == {"job": 2}
    assert value_names(made) == {1: "chess", 2: "1"}


def matches(made: Project, row: Mapping[str, Any], criteria: Mapping[str, Any], *, partial: bool) -> bool:
    """The rule of a search, read off one record without an index."""
    return all(_fits(made, row["data"].get(name), value, partial=partial) for name, value in criteria.items())


def _fits(made: Project, held: Any, wanted: Any, *, partial: bool) -> bool:
    if wanted is None or held is None:
        return held is None and wanted is None
    texts = [held] if isinstance(held, str) else [value_names(made)[valueid] for valueid in held]
    return any(fold(wanted) in fold(text) if partial else fold(wanted) == fold(text) for text in texts)


@given(st.lists(data, max_size=5), st.lists(st.tuples(searches, data), max_size=5), st.booleans())
def test_the_index_finds_what_a_look_at_every_record_finds(
    rows: list[dict[str, Any]], steps: list[tuple[dict[str, Any], dict[str, Any]]], partial: bool
) -> None:
    made = with_records(project(), rows)
    records = Records(made, partial=partial)
    for criteria, form in steps:
        everything = made.own("records").values()
        hits = [row["numberid"] for row in everything if matches(made, row, criteria, partial=partial)]
        found = records.find(None, criteria)
        assert (found and found["numberid"]) == (max(hits, key=int) if hits else None)
        if found is not None:
            records.put({**found, "data": {**found["data"], **stored(made, form)}})


def test_a_search_by_user_finds_the_last_disposition_only() -> None:
    made = with_records(project(), [{"name": "a"}])
    row = made.row("1")
    assert row is not None
    records = Records(made, partial=False, columns=COLUMNS)
    assert records.find(None, {"pref_userid": "7"}) is None
    records.put({**row, "events": [{"userid": "7", "dispositionid": 1}]})
    assert records.find(None, {"pref_userid": 7, "act_status": 1}) is not None
    records.put({**row, "events": [{"userid": "7", "dispositionid": 1}, {"userid": None, "dispositionid": 2}]})
    assert records.find(None, {"pref_userid": "7"}) is None
    assert records.find(None, {"pref_userid": None}) is not None


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["numberid", "search", "form"]),
            st.sampled_from(
                ["3", "99", 3, None, {}, {"name": "Green"}, {"nope": "x"}, {"likes": "a|b"}, {"city": []}, []]
            ),
        )
        | st.none()
        | st.integers(0, 9),
        max_size=5,
    )
)
def test_each_element_has_either_an_error_or_true(elements: list[Any]) -> None:
    status, answer = ask("PUT", "/projects/22/records", {"elements": elements}, State.new("s", "1"))
    failed = [error["index"] for error in answer["errors"]]
    done = [int(index) for index in answer["response"]]
    assert status == 200
    assert sorted(failed + done) == list(range(len(elements)))


def test_new_records_get_numbers_that_nobody_has() -> None:
    state = State.new("s", "1")
    store = state.transaction("vcc-live").within("mycc")
    store.put("records", "5", new_record("5", 22, {}, NOW))
    store.commit()
    assert ask("POST", "/projects/22/records", {"form": {}}, state) == (200, {"errors": [], "response": "6"})


def test_what_somebody_put_in_place_of_the_first_records_stays() -> None:
    state = State.new("s", "1")
    store = state.transaction("vcc-live").within("mycc")
    store.put("records", "3", new_record("3", 22, {"name": "Ann"}, NOW))
    store.commit()
    _, answer = ask("GET", "/projects/22/records/3", None, state)
    assert answer["response"]["data"]["name"] == "Ann"


def test_a_record_of_another_project_is_not_found() -> None:
    state = State.new("s", "1")
    store = state.transaction("vcc-live").within("mycc")
    store.put("projects", "7", {"projectid": 7, "name": "x", "status": "active", "folderid": 1, "folder": "y"})
    store.commit()
    status, answer = ask("PUT", "/projects/7/records", {"elements": [{"numberid": "3", "form": {}}]}, state)
    assert (status, answer["errors"][0]["errormessage"]) == (200, "error.record_not_exists")


def test_a_user_whose_name_has_a_slash_does_not_see_other_customers() -> None:
    state = State.new("s", "1")
    user = base64.b64encode(b"mycc/22:token").decode()
    ask("PUT", "/projects/22/records", {"elements": [{"numberid": "3", "form": {"name": "Ann"}}]}, state)
    _, answer = ask("GET", "/projects/22/records/3", None, state, {"authorization": f"Basic {user}"})
    assert answer["response"]["data"]["name"] == "Green"
    _, answer = ask("GET", "/projects", None, state)
    assert len(answer["response"]) == 1


@pytest.mark.parametrize(
    ("keyword", "status", "key"),
    [
        ("security", 401, "error.unauthorized"),
        ("scope", 403, "error.forbidden"),
        ("route", 404, "error.resource_not_exists"),
        ("method", 405, "error.method_not_allowed"),
        ("accept", 406, "error.not_acceptable"),
        ("size", 413, "error.request_too_large"),
        ("contentType", 415, "error.unsupported_media_type"),
        ("parse", 400, "error.wrong_json_format"),
    ],
)
def test_each_refusal_has_its_status_and_its_key(keyword: str, status: int, key: str) -> None:
    response = vcc_live_error(Refusal(status, (Violation(("body",), keyword, ""),), Request("GET", "/v2/projects")))
    assert response.status == status
    assert response.value == {"errors": [{"errorcode": status, "errormessage": key}], "response": False}


def test_one_failure_is_told_once() -> None:
    violations = tuple(Violation(("query", "num"), keyword, "") for keyword in ("type", "minimum"))
    response = vcc_live_error(Refusal(422, violations, Request("GET", "/v2/projects/22/records")))
    wrong = {"errorcode": 417, "errormessage": "error.wrong_num_format", "property": "num"}
    assert response.value == {"errors": [wrong], "response": False}


@pytest.mark.parametrize(
    ("location", "keyword", "failure"),
    [
        ((), "type", Failure("error.wrong_value_format")),
        (("name",), "minLength", Failure("error.name_must_be_between", "name")),
        (("name",), "required", Failure("error.wrong_value_format", "name")),
        (("email",), "format", Failure("error.wrong_email_format")),
        (("form",), "required", Failure("error.missing_form")),
        (("form", "city"), "type", Failure("error.wrong_value_format", "city")),
        (("elements",), "type", Failure("error.wrong_elements_format")),
        (("values", 4, "name"), "maxLength", Failure("error.name_must_be_between", "name", 4)),
        (("contacts", "phone3", "email"), "format", Failure("error.wrong_email_format", None, 3)),
        (("premium", "price"), "pattern", Failure("error.wrong_premium_format", "price")),
    ],
)
def test_a_broken_keyword_means_one_failure(location: tuple[str | int, ...], keyword: str, failure: Failure) -> None:
    assert failure_at(location, keyword, "value") == failure
