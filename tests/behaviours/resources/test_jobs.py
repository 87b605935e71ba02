"""Records that a job makes are there when it is done, and the job says where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest

from mockserver import load
from mockserver.model import Outcome, Request
from mockserver.state import State
from tests.behaviours.resources.jobs import BARE, LINKED, LOCATED, SHOWN, TOLD, exporting
from tests.behaviours.resources.procedures import TEXT, members
from tests.behaviours.resources.styles import answer
from tests.behaviours.resources.test_evidence import exchanges, told
from tests.documents import written
from tests.judge import Judge

Json = Any
Ask = Callable[..., Outcome]


def asking(folder: Path, judge: Judge, root: Json, state: State | None = None, **settings: str) -> Ask:
    """A client of a specification, each of whose answers is judged."""
    file = written(folder, root)
    engine = load(file, settings={"shop": settings})
    state = state or State.new(seed="1")

    def ask(method: str, path: str, value: Json = None) -> Outcome:
        sent = b"" if value is None else orjson.dumps(value)
        kinds = {"content-type": "application/json"} if sent else {}
        outcome = engine.handle(Request(method, path, "", kinds, sent), state)
        assert outcome.traceback == ""
        assert outcome.response_violations == ()
        judge.answer(outcome, str(file), f"{method} {path}")
        return outcome

    return ask


def begun(ask: Ask, name: str = "all") -> str:
    """The path of the job of a new export."""
    outcome = ask("POST", "/exports", {"name": name})
    assert (outcome.response.status, outcome.source) == (202, "resource")
    return urlsplit(outcome.response.header("location") or "").path


ROOTS = {"shown": SHOWN, "located": LOCATED, "linked": LINKED, "told": TOLD, "bare": BARE}


@pytest.mark.parametrize("root", ROOTS.values(), ids=ROOTS)
def test_a_record_is_there_when_its_job_is_done(tmp_path: Path, judge: Judge, root: Json) -> None:
    ask = asking(tmp_path, judge, root)
    job = begun(ask)
    assert job.startswith("/operations/")
    states = [ask("GET", job).response.value["status"] for _ in range(2)]
    assert states == ["pending", "running"]
    assert ask("GET", "/exports").response.value == []
    assert ask("GET", "/exports/1").response.status == 404

    done = ask("GET", job).response.value
    export = {"id": 1, "name": "all"}
    assert {name: value for name, value in done.items() if name != "id"} == {
        "status": "succeeded",
        "export_id": 1,
        "resource_url": "http://localhost/exports/1",
        "export": export,
    }
    assert ask("GET", "/exports/1").response.value == export
    assert ask("GET", "/exports").response.value == [export]
    assert ask("DELETE", "/exports/1").response.status == 204
    assert ask("GET", job).response.value["status"] == "succeeded"
    assert ask("GET", "/exports/1").response.status == 404


def test_the_answer_that_accepts_shows_the_job(tmp_path: Path, judge: Judge) -> None:
    ask = asking(tmp_path, judge, SHOWN)
    job = ask("POST", "/exports", {"name": "all"}).response.value
    assert job["status"] == "pending"
    assert job == ask("GET", f"/operations/{job['id']}").response.value


def test_a_job_that_fails_makes_nothing(tmp_path: Path, judge: Judge) -> None:
    ask = asking(tmp_path, judge, SHOWN, lifecycle_end="failed")
    job = begun(ask)
    assert [ask("GET", job).response.value["status"] for _ in range(3)] == ["pending", "running", "failed"]
    assert ask("GET", "/exports").response.value == []


def test_a_job_that_is_deleted_makes_nothing(tmp_path: Path, judge: Judge) -> None:
    ask = asking(tmp_path, judge, SHOWN)
    job = begun(ask)
    assert ask("DELETE", job).response.status == 204
    assert ask("GET", "/exports").response.value == []
    assert ask("GET", job).response.status == 404


@pytest.mark.parametrize("lifecycle", ["immediate", "off"])
def test_a_record_is_there_at_once_where_jobs_take_no_time(tmp_path: Path, judge: Judge, lifecycle: str) -> None:
    ask = asking(tmp_path, judge, SHOWN, lifecycle=lifecycle)
    begun(ask)
    assert ask("GET", "/exports").response.value == [{"id": 1, "name": "all"}]


def test_time_finishes_a_job_that_nobody_asks_for(tmp_path: Path, judge: Judge) -> None:
    state = State.new(seed="1")
    ask = asking(tmp_path, judge, SHOWN, state, lifecycle="time:10s")
    begun(ask)
    assert ask("GET", "/exports").response.value == []
    state.clock.advance(timedelta(seconds=30))
    assert ask("GET", "/exports").response.value == [{"id": 1, "name": "all"}]


def test_jobs_do_not_make_the_records_of_each_other(tmp_path: Path, judge: Judge) -> None:
    ask = asking(tmp_path, judge, SHOWN)
    first, second = begun(ask, "first"), begun(ask, "second")
    for _ in range(3):
        ask("GET", second)
    assert ask("GET", "/exports").response.value == [{"id": 2, "name": "second"}]
    for _ in range(3):
        ask("GET", first)
    assert [export["name"] for export in ask("GET", "/exports").response.value] == ["second", "first"]
    assert len(ask("GET", "/operations").response.value) == 2


def test_an_answer_of_202_that_leads_nowhere_makes_its_record_at_once(tmp_path: Path, judge: Judge) -> None:
    ask = asking(tmp_path, judge, exporting(answer({"$ref": "#/components/schemas/Export"})))
    outcome = ask("POST", "/exports", {"name": "all"})
    assert (outcome.response.status, outcome.response.value) == (202, {"id": 1, "name": "all"})
    assert ask("GET", "/exports/1").response.status == 200


def test_what_has_no_states_is_no_job(tmp_path: Path, judge: Judge) -> None:
    root = exporting(answer({"$ref": "#/components/schemas/Job"}))
    root["components"]["schemas"]["Job"] = members([], id=TEXT)
    ask = asking(tmp_path, judge, root)
    assert ask("POST", "/exports", {"name": "all"}).response.status == 202
    assert ask("GET", "/exports/1").response.status == 200


def test_a_job_is_what_its_maker_produces() -> None:
    assert told(SHOWN)["POST /exports"] == "exports: create"
    assert exchanges(SHOWN, "POST /exports") == ([], ["operations body#"])
    assert exchanges(LOCATED, "POST /exports") == ([], ["operations header.Location"])
