"""Records in a file outlive the server, however it ended, and a session's are its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mockserver.exceptions import MockserverError
from mockserver.state import Database, Sessions
from tests.state.adding import sum_of_all

WRITER = """
import sys
from mockserver.state import Database, Transaction
store = Database(sys.argv[1]).store("s")
while True:
    with store.exclusive():
        transaction = Transaction(store)
        number = transaction.next_id("n")
        transaction.put("a", str(number), number)
        transaction.put("b", str(number), number)
        transaction.commit()
    print(number, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.db"


def test_records_and_numbers_go_on_where_they_ended(path: Path) -> None:
    store = Database(path).store("s")
    store.put("pets", "1", {"name": "Rex"})
    store.next_id("n")
    again = Database(path).store("s")
    assert (again.snapshot(), again.next_id("n")) == ({"pets": {"1": {"name": "Rex"}}}, 2)


def test_sessions_do_not_see_each_others_records(path: Path) -> None:
    database = Database(path)
    first, second = database.store("a"), database.store("b")
    first.put("pets", "1", 1)
    assert (second.snapshot(), second.next_id("n"), first.next_id("n")) == ({}, 1, 1)


def test_a_reset_is_a_new_state_and_the_old_one_writes_where_nobody_looks(path: Path) -> None:
    sessions = Sessions(database=Database(path))
    old = sessions.get("a").store
    old.put("pets", "1", 1)
    new = sessions.reset("a").store
    old.put("pets", "2", 2)
    assert (new.snapshot(), Sessions(database=Database(path)).get("a").store.snapshot()) == ({}, {})


def test_a_forgotten_session_begins_anew(path: Path) -> None:
    sessions = Sessions(database=Database(path))
    sessions.get("a").store.put("pets", "1", 1)
    assert sessions.delete("a")
    assert sessions.get("a").store.snapshot() == {}


def test_two_connections_do_not_come_between_what_is_done_exclusively(path: Path) -> None:
    stores = [Database(path).store("s") for _ in range(4)]
    assert sum_of_all(stores, additions=25) == 100


def test_nothing_that_was_acknowledged_is_lost_when_the_process_is_killed(path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    acknowledged = [int(process.stdout.readline()) for _ in range(50)]
    process.send_signal(signal.SIGKILL)
    acknowledged += [int(line) for line in process.stdout.read().splitlines() if line]
    process.stdout.close()
    process.wait()
    found = Database(path).store("s").snapshot()
    assert {str(number) for number in acknowledged} <= set(found["a"])
    assert found["a"] == found["b"]


@pytest.mark.parametrize("name", ["", "missing/records.db"])
def test_a_file_that_cannot_be_had_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(MockserverError, match="the records cannot be kept there"):
        Database(tmp_path / name)


def test_a_file_that_is_no_database_is_told(path: Path) -> None:
    path.write_text("this is no database, but long enough to be taken for one" * 20, encoding="utf-8")
    with pytest.raises(MockserverError, match="the records cannot be kept there"):
        Database(path)
