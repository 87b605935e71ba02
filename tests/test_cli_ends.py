"""A command ends with the right code and in one line, wherever its output leads and whenever it is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from socket import create_server

import pytest

from tests.documents import OK, document, written

MOCKSERVER = (sys.executable, "-m", "mockserver")
GOOD = document({"/pets": {"get": {"operationId": "pets.list", "responses": OK}}})
FAULTY = document({"/pets/{id}": {"get": {"operationId": "pets.get", "responses": OK}}})
INTERRUPTIBLE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from mockserver.__main__ import main
main()
"""
"""What begins in the background may have been told to ignore Ctrl-C, and its children with it."""

INTERRUPTED = """
import sys
class Interrupting:
    def find_spec(self, name, *_):
        if name == "mockserver.cli":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
from mockserver.__main__ import main
main()
"""

Ended = subprocess.CompletedProcess[str]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return written(tmp_path, GOOD, "good")


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return written(tmp_path, FAULTY, "faulty")


def ended(*arguments: str | Path, output: int | str) -> Ended:
    """A command whose standard output is a file descriptor, or leads where a shell's words say."""
    command = [*MOCKSERVER, *map(str, arguments)]
    if isinstance(output, str):
        command = ["sh", "-c", f'exec "$@" {output}', "sh", *command]
    lead = output if isinstance(output, int) else None
    return subprocess.run(command, stdout=lead, stderr=subprocess.PIPE, text=True, timeout=60, check=False)


@pytest.fixture
def unread() -> Iterator[int]:
    """A pipe whose reader has gone."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


def test_who_reads_no_more_changes_no_exit_code(good: Path, faulty: Path, unread: int) -> None:
    runs = [ended(*arguments, output=unread) for arguments in (("lint", good), ("lint", faulty), ("routes", good))]
    assert [(run.returncode, run.stderr) for run in runs] == [(0, ""), (1, ""), (0, "")]


def test_an_output_that_was_closed_changes_no_exit_code(good: Path, faulty: Path) -> None:
    runs = [ended("lint", spec, output=">&- 2>&-") for spec in (good, faulty)]
    assert [run.returncode for run in runs] == [0, 1]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_an_output_that_cannot_be_written_is_one_clear_line(good: Path) -> None:
    run = ended("lint", good, output=">/dev/full")
    why = "mockserver: standard output cannot be written: No space left on device; make room for it\n"
    assert (run.returncode, run.stderr) == (2, why)


def test_what_is_interrupted_found_nothing(good: Path) -> None:
    with create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        command = [sys.executable, "-c", INTERRUPTIBLE, "check", str(good), "--url", url]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as checking:
            connection, _ = silent.accept()
            checking.send_signal(signal.SIGINT)
            _, told = checking.communicate(timeout=60)
            connection.close()
    assert (checking.returncode, told) == (130, "mockserver: interrupted\n")


def test_what_is_interrupted_while_it_is_imported_has_no_traceback() -> None:
    command = [sys.executable, "-c", INTERRUPTED]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
