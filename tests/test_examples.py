"""Do the example clients pass their own tests, and do these catch the mistakes that they are said to have caught?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

EXAMPLES = sorted(path.parent for path in (Path(__file__).parent.parent / "examples").glob("*/pytest.ini"))


@dataclass(frozen=True)
class Mistake:
    """What a first version of a client had in the place of some text, the test that caught it and what that told."""

    example: str
    file: str
    text: str
    first: str
    test: str
    told: str


MISTAKES = (
    Mistake(
        "bas_ip",
        "phone_book.py",
        "            headers = self._headers()\n",
        "",
        "test_a_token_that_is_too_old_is_replaced",
        "phone_book.PhoneBookError: Log In",
    ),
    Mistake(
        "bas_ip",
        "test_phone_book.py",
        '"001-01-11-12-1"',
        '"001-01-11-12"',
        "test_a_full_monitor_is_told",
        "body/list_items/1/number: ",
    ),
    Mistake(
        "oracle",
        "phone_calls.py",
        '"offset": len(found)})',
        '"offset": 1_000 if found else 0})',
        "test_every_call_of_a_number_is_found",
        "Right contains 501 more items, first extra item: 'switch-699'",
    ),
    Mistake(
        "pipeliner",
        "call_log.py",
        'refused = {place: each["message"].strip() for place, each in told.items() if isinstance(each, dict)}',
        "refused: dict[int, str] = {}",
        "test_a_call_that_cannot_be_noted_is_told_by_its_place",
        "assert [0, 1] == [1]",
    ),
    Mistake(
        "vcc_live",
        "call_list.py",
        "moved.get(str(index))",
        "moved.get(index)",
        "test_a_person_who_moved_is_called_elsewhere",
        "assert ['3'] == []",
    ),
)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_passes_its_tests(example: Path, tmp_path: Path) -> None:
    done = run(shutil.copytree(example, tmp_path / example.name, ignore=shutil.ignore_patterns("__pycache__")))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "mockserver coverage" in done.stdout


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.test)
def test_the_mistake_of_a_first_version_is_caught(mistake: Mistake, tmp_path: Path) -> None:
    (example,) = (path for path in EXAMPLES if path.name == mistake.example)
    folder = shutil.copytree(example, tmp_path / example.name, ignore=shutil.ignore_patterns("__pycache__"))
    client = folder / mistake.file
    right = client.read_text(encoding="utf-8")
    assert right.count(mistake.text) == 1
    client.write_text(right.replace(mistake.text, mistake.first), encoding="utf-8")
    done = run(folder, "-k", mistake.test)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
    assert mistake.told in done.stdout


def test_every_example_has_caught_a_mistake() -> None:
    assert {mistake.example for mistake in MISTAKES} == {path.name for path in EXAMPLES}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """In a folder of its own and in random order, with our plugin as its only other one."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "MOCKSERVER"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env={
            **environment,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTEST_PLUGINS": "mockserver.pytest_plugin,pytest_randomly",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
