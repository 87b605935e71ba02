"""Do the example clients pass their own tests, and do these catch the mistakes that they are said to have caught?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

EXAMPLES = sorted(path for path in (Path(__file__).parent.parent / "examples").iterdir() if path.is_dir())


@dataclass(frozen=True)
class Mistake:
    """What a first version of a client had in the place of some text, the test that caught it and what that told."""

    example: str
    file: str
    text: str
    first: str
    test: str
    told: str


LOGIN = 'curl --silent --show-error --fail "$1/login?username=admin&password=$hash"'
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
        "node",
        "phone_book.mjs",
        'type: "multi"',
        'type: "panel"',
        "a panel is added",
        "not ok 1 - a panel is added",
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
        "shell",
        "add_panel.sh",
        f'login=$({LOGIN})\ntoken=$(printf %s "$login" |',
        f"token=$({LOGIN} |",
        "test_a_wrong_password_is_an_error",
        '"message": "no valid credential was given: token is needed"',
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


OTHERS = {"node": ("node", "--test", "--test-reporter=tap"), "shell": ("sh", "test_add_panel.sh")}
"""How the tests of the examples are run that are not in Python."""

PASSED = {"node": "# fail 0", "shell": "ok test_a_busy_monitor_is_an_error"}
"""What tells of a run without a failure, where that is not our plugin."""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_passes_its_tests(example: Path, tmp_path: Path) -> None:
    code, told = outcome(copied(example, tmp_path), OTHERS.get(example.name, pytests()))
    assert code == 0, told
    assert PASSED.get(example.name, "mockserver coverage") in told


@pytest.mark.parametrize("language", ["python", *OTHERS])
def test_the_mistakes_of_first_versions_are_caught(language: str, tmp_path: Path) -> None:
    """Those of all clients in Python by one run, which has their first versions and the tests that caught these."""
    mistakes = [each for each in MISTAKES if (each.example if each.example in OTHERS else "python") == language]
    for example in EXAMPLES:
        if example.name in [mistake.example for mistake in mistakes]:
            copied(example, tmp_path)
    for mistake in mistakes:
        put_back(mistake, tmp_path)
    tests = " or ".join(mistake.test for mistake in mistakes)
    if language in OTHERS:
        code, told = outcome(tmp_path / language, OTHERS[language])
    else:
        code, told = outcome(tmp_path, pytests("-p", "anyio", "-k", tests))
        assert f"{len(mistakes)} failed, " in told.splitlines()[-1]
        assert " passed" not in told.splitlines()[-1]
    assert code == 1, told
    for mistake in mistakes:
        assert mistake.told in told


def test_every_example_has_caught_a_mistake() -> None:
    assert {mistake.example for mistake in MISTAKES} == {path.name for path in EXAMPLES}


def copied(example: Path, to: Path) -> Path:
    return shutil.copytree(example, to / example.name, ignore=shutil.ignore_patterns("__pycache__"))


def put_back(mistake: Mistake, folder: Path) -> None:
    path = folder / mistake.example / mistake.file
    right = path.read_text(encoding="utf-8")
    assert right.count(mistake.text) == 1
    path.write_text(right.replace(mistake.text, mistake.first), encoding="utf-8")


def pytests(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments)


def outcome(folder: Path, command: Sequence[str]) -> tuple[int, str]:
    """How tests end, and what they tell: with our plugin alone, and in random order."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "MOCKSERVER"))}
    done = subprocess.run(
        command,
        cwd=folder,
        env={
            **environment,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTEST_PLUGINS": "mockserver.pytest_plugin,pytest_randomly",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout
