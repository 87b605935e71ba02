"""What an API does in its own time moves on as it is told: by polls, by time, at once, by hand, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver import create_app
from mockserver.behaviours.resources.inferring.lifecycles import Lifecycle, Stage, lifecycle_of, moved
from mockserver.callbacks.sending import Sender
from mockserver.engine import Engine
from mockserver.state import State, Transaction
from tests.documents import ask, document, engine, giving, json_of, schema, taking, written
from tests.upstream_server import Says, upstream
from tests.web.asking import Session

STATES = ["pending", "running", "succeeded", "failed"]
TIME = {"type": ["string", "null"], "format": "date-time", "readOnly": True}
JOB = {
    "type": "object",
    "required": ["id", "status"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string"},
        "status": {"enum": STATES, "readOnly": True},
        "startedAt": TIME,
        "finishedAt": TIME,
        "hook": {"type": "string"},
    },
}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
LOCATION = {"headers": {"Location": {"schema": {"type": "string"}}}}


def jobs(job: Any = JOB, status: str = "202", **of_path: Any) -> dict[str, Any]:
    """An API of jobs that are accepted."""
    sent = {"type": "object", "properties": {"name": {"type": "string"}, "hook": {"type": "string"}}}
    return {
        "/jobs": {
            "post": {
                "operationId": "start",
                "requestBody": taking(sent),
                "responses": {status: {**giving(job), **LOCATION}},
            },
            "get": {
                "operationId": "list",
                "parameters": [{"name": "status", "in": "query", "schema": {"type": "string"}}],
                "responses": {"200": giving({"type": "array", "items": job})},
            },
            **of_path,
        },
        "/jobs/{id}": {"parameters": [ID], "get": {"operationId": "get", "responses": {"200": giving(job)}}},
    }


def mocked(folder: Path, lifecycle: str | None = None, paths: Any = None, **settings: str) -> tuple[Engine, State]:
    given = {**settings, **({} if lifecycle is None else {"lifecycle": lifecycle})}
    return engine(folder, paths or jobs(), {"settings": {"shop": given}}), State.new(seed="1")


def read(mock: tuple[Engine, State], path: str = "/jobs/1") -> Any:
    return json_of(ask(mock[0], "GET", path, state=mock[1]))


def start(mock: tuple[Engine, State], **body: Any) -> Any:
    return json_of(ask(mock[0], "POST", "/jobs", {"name": "a", **body}, state=mock[1]))


# What is told


def test_a_job_is_accepted_and_says_where_it_is(tmp_path: Path) -> None:
    mock = mocked(tmp_path)
    answer = ask(mock[0], "POST", "/jobs", {"name": "a"}, state=mock[1])
    assert (answer.status, answer.header("location")) == (202, "http://localhost/jobs/1")
    told = json_of(answer)
    assert (told["id"], told["status"], told["startedAt"], told["finishedAt"]) == (1, "pending", None, None)


def test_by_itself_it_moves_on_with_each_poll(tmp_path: Path) -> None:
    mock = mocked(tmp_path)
    start(mock)
    assert [read(mock)["status"] for _ in range(4)] == ["pending", "running", "succeeded", "succeeded"]
    job = read(mock)
    assert (job["startedAt"], job["finishedAt"]) == ("2026-01-01T00:00:00.002Z", "2026-01-01T00:00:00.003Z")


def test_it_can_be_polled_more_often(tmp_path: Path) -> None:
    mock = mocked(tmp_path, "polls:2")
    start(mock)
    start(mock)
    expected = ["pending", "pending", "running", "running", "succeeded"]
    assert [read(mock)["status"] for _ in range(5)] == expected
    assert [read(mock, "/jobs/2")["status"] for _ in range(5)] == expected


def test_a_list_is_no_poll(tmp_path: Path) -> None:
    mock = mocked(tmp_path)
    start(mock)
    assert {read(mock, "/jobs")[0]["status"] for _ in range(5)} == {"pending"}


def test_it_can_fail(tmp_path: Path) -> None:
    mock = mocked(tmp_path, lifecycle_end="failed")
    start(mock)
    assert [read(mock)["status"] for _ in range(3)] == ["pending", "running", "failed"]


def test_time_moves_it_on(tmp_path: Path) -> None:
    mock = mocked(tmp_path, "time:1m")
    start(mock)
    start(mock)
    assert read(mock)["status"] == "pending"
    mock[1].clock.advance(timedelta(seconds=61))
    assert read(mock)["status"] == "running"
    assert [job["status"] for job in read(mock, "/jobs")] == ["running", "running"]
    mock[1].clock.advance(timedelta(hours=1))
    assert [job["status"] for job in read(mock, "/jobs")] == ["succeeded", "succeeded"]
    assert len(read(mock, "/jobs")) == 2


def test_a_filter_sees_what_time_has_moved_on(tmp_path: Path) -> None:
    paths = jobs()
    mock = mocked(tmp_path, "time:1m", paths)
    start(mock)
    mock[1].clock.advance(timedelta(seconds=61))
    found = ask(mock[0], "GET", "/jobs", query="status=running", state=mock[1])
    assert [job["id"] for job in json_of(found)] == [1]


def test_it_can_be_done_at_once(tmp_path: Path) -> None:
    mock = mocked(tmp_path, "immediate")
    assert start(mock)["status"] == "succeeded"
    assert start(mocked(tmp_path, "immediate", lifecycle_end="failed"))["status"] == "failed"


@pytest.mark.parametrize("setting", ["manual", "off"])
def test_it_can_wait_for_ever(setting: str, tmp_path: Path) -> None:
    mock = mocked(tmp_path, setting)
    start(mock)
    mock[1].clock.advance(timedelta(days=100))
    assert {read(mock)["status"] for _ in range(10)} == {"pending"}


def test_the_control_api_moves_it(tmp_path: Path) -> None:
    for setting, after in (("manual", ["running", "running"]), ("polls", ["running", "succeeded"])):
        app = create_app(written(tmp_path, document(jobs())), settings={"shop": {"lifecycle": setting}}, seed=1)
        session = Session(app, setting)
        session("POST", "/jobs", {"name": "a"})
        assert session.control("PATCH", "/state/jobs/1", {"status": "running"})[1]["status"] == "running"
        assert [session("GET", "/jobs/1")[1]["status"] for _ in range(2)] == after
        session.control("PATCH", "/state/jobs/1", {"status": "failed"})
        assert [session("GET", "/jobs/1")[1]["status"] for _ in range(2)] == ["failed", "failed"]


def test_a_reset_begins_anew(tmp_path: Path) -> None:
    engine, _ = mocked(tmp_path)
    for state in (State.new(seed="1"), State.new(seed="1")):
        start((engine, state))
        assert [read((engine, state))["status"] for _ in range(2)] == ["pending", "running"]


def test_below_an_owner_each_has_its_own(tmp_path: Path) -> None:
    owner = {"name": "team", "in": "path", "required": True, "schema": {"type": "string"}}
    below = {
        f"/teams/{{team}}{path}": {**node, "parameters": [owner, *node.get("parameters", [])]}
        for path, node in jobs().items()
    }
    mock = mocked(tmp_path, "time:1m", below)
    for team in ("a", "b"):
        ask(mock[0], "POST", f"/teams/{team}/jobs", {"name": "x"}, state=mock[1])
        mock[1].clock.advance(timedelta(seconds=61))
    assert [job["status"] for job in read(mock, "/teams/a/jobs")] == ["succeeded"]
    assert [job["status"] for job in read(mock, "/teams/b/jobs")] == ["running"]


def test_what_moves_on_is_told_by_a_callback(tmp_path: Path) -> None:
    paths = jobs()
    hook = {"post": {"requestBody": taking(JOB), "responses": {"204": {"description": "good"}}}}
    paths["/jobs"]["post"]["callbacks"] = {"jobSucceeded": {"{$request.body#/hook}": hook}}
    with upstream(lambda heard: Says(204)) as server:
        mock = mocked(tmp_path, None, paths)
        start(mock, hook=server.url)
        for _ in range(5):
            read(mock)
        assert mock[1].callbacks.settled(10.0)
    assert isinstance(mock[0].options.sender, Sender)
    assert [(sent.callback, sent.fate) for sent in mock[1].callbacks.all()] == [("jobSucceeded", "delivered")]


# What is inferred


def inferred(states: Any, *, own: bool = True, accepted: bool = False, name: str = "status", stated: Any = None) -> Any:
    job = schema({"type": "object", "properties": {name: {"enum": states}, "result": {"type": "string"}}})
    return lifecycle_of(job, {name} if own else set(), stated, accepted=accepted)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (STATES, (("pending", "running", "succeeded"), "failed")),
        (["failed", "COMPLETED", "IN_PROGRESS", "QUEUED"], (("QUEUED", "IN_PROGRESS", "COMPLETED"), "failed")),
        (["queued", "started", "processing", "done"], (("queued", "started", "processing", "done"), "")),
        (["Running", "Complete", "Cancelled", None], (("Running", "Complete"), "")),
    ],
)
def test_plain_words_order_the_states(states: list[Any], expected: tuple[tuple[str, ...], str]) -> None:
    found = inferred(states)
    assert (found.states, found.failed) == expected


@pytest.mark.parametrize(
    "states",
    [
        ["available", "pending", "sold"], ["placed", "approved", "delivered"], ["open", "closed"], ["active", "idle"],
        ["pending", "paid", "sent"], ["succeeded", "failed"], ["pending", "running"], ["done", "completed", "queued"],
        [1, 2], [], "pending", ["draft", "published"], ["failure", "inactive", "running", "success"],
    ],
)  # fmt: skip
def test_what_is_not_plain_is_no_lifecycle(states: Any) -> None:
    assert inferred(states) is None


def test_a_state_that_clients_write_is_theirs() -> None:
    assert inferred(STATES, own=False) is None
    assert inferred(STATES, own=False, accepted=True) is not None
    assert inferred(STATES, name="kind") is None
    assert inferred(STATES, name="job_status") is not None
    assert lifecycle_of(None, (), None, accepted=True) is None


def test_the_document_can_state_it(tmp_path: Path) -> None:
    stated = {"lifecycle": {"property": "step", "states": ["baking", "cooling", "packed"], "failed": "burnt"}}
    bread = {"type": "object", "properties": {"id": {"type": "integer", "readOnly": True}, "step": {"type": "string"}}}
    paths = jobs(bread, "201", **{"x-mockserver-resource": stated})
    mock = mocked(tmp_path, None, paths)
    assert start(mock)["step"] == "baking"
    assert [read(mock)["step"] for _ in range(4)] == ["baking", "cooling", "packed", "packed"]
    mock = mocked(tmp_path, "polls", paths, lifecycle_end="failed")
    start(mock)
    assert [read(mock)["step"] for _ in range(3)] == ["baking", "cooling", "burnt"]


@pytest.mark.parametrize(
    "stated",
    [
        False,
        {},
        {"property": "status"},
        {"property": 1, "states": ["a", "b"]},
        {"property": "s", "states": ["a"]},
    ],
)
def test_it_can_be_taken_away(stated: Any) -> None:
    assert inferred(STATES, stated=stated) is None


NOW = datetime(2026, 1, 1, tzinfo=UTC)
PATH = ("a", "b", "c", "d")


SETTINGS = ["polls:1", "polls:3", "time:10s", "manual", "off", "immediate"]


@given(st.lists(st.integers(0, 100), max_size=30), st.sampled_from(SETTINGS))
def test_a_record_only_ever_moves_forward_along_its_path(waits: list[int], setting: str) -> None:
    stage, now = Stage("a", NOW), NOW
    for wait in waits:
        now += timedelta(seconds=wait)
        after = moved(stage, PATH, setting, now, polled=True)
        assert PATH.index(after.state) >= PATH.index(stage.state)
        assert after.since <= now
        assert Stage.read(after.kept(), {"s": after.state}, "s", now) == after
        stage = after
    if setting == "time:10s" and waits:
        assert PATH.index(stage.state) == min(sum(waits) // 10, 3)
    if setting.startswith("polls"):
        every = int(setting[-1])
        assert PATH.index(stage.state) == min(max(len(waits) - 1, 0) // every, 3)


def test_a_stage_that_nobody_kept_begins_now() -> None:
    for kept in (None, 3, {}, {"state": "a", "since": "x"}, {"state": "b", "since": "2026-01-01T00:00:00Z"}):
        assert Stage.read(kept, {"s": "a"}, "s", NOW) == Stage("a", NOW)


def test_an_end_that_has_no_name_is_success() -> None:
    assert Lifecycle("s", ("a", "b")).path({"lifecycle_end": "failed"}) == ("a", "b")


def test_what_is_assumed_is_not_told_as_a_change() -> None:
    store = Transaction(State.new(seed="1").store, prefix="shop.")
    store.put("pets", "1", {"n": 1})
    store.assume()
    store.put("pets", "2", {"n": 2})
    store.put("pets", "1", {"n": 3})
    told = [(change.key, change.before, change.after) for change in store.changes()]
    assert told == [("1", {"n": 1}, {"n": 3}), ("2", None, {"n": 2})]
