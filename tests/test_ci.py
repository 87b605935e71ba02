"""The files for other projects' CI do what they say: each is read, and what it runs is run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.building import ROOT, Once
from tests.documents import OK, document, written

REPORTS = ["junit.xml", "report.html", "report.json", "report.sarif"]
ERROR = "the path parameter 'id' is not declared"


@pytest.fixture(scope="module")
def environment(once: Once) -> Mapping[str, str]:
    """What the programs of a runner see: pip with our index alone, and what the package needs, but not itself."""
    pip = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_FORCE_REINSTALL": "1"}
    found = {"PATH": os.environ["PATH"], **pip, "PIP_FIND_LINKS": str(once.wheel().parent)}
    folder = once.made("runner", lambda folder: installed(folder, found))
    return {**found, **places(folder)}


def places(folder: Path) -> dict[str, str]:
    return {
        "PYTHONPATH": str(folder / "needed"),
        "RUNNER_TEMP": str(folder),
        "HOME": str(folder),
        "GITHUB_OUTPUT": str(folder / "out"),
    }


def installed(folder: Path, seen: Mapping[str, str]) -> None:
    """Run the first step of the action in the folder of a runner."""
    there = folder / "needed"
    there.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if "mockserver" not in path.name:
            (there / path.name).symlink_to(path)
    install, _ = steps()
    (wheel,) = Path(seen["PIP_FIND_LINKS"]).glob("*.whl")
    done = step(install, {"package": ""}, folder, {**seen, **places(folder), "GITHUB_ACTION_PATH": str(wheel)})
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a specification that is wrong."""
    folder = tmp_path / "project"
    folder.mkdir()
    written(folder, document({"/pets/{id}": {"get": {"responses": OK}}}), "openapi")
    written(folder, document({"/pets": {"get": {"responses": OK}}}), "my openapi")
    return folder


def run(script: str, folder: Path, seen: Mapping[str, str], *shell: str) -> subprocess.CompletedProcess[str]:
    command = [*shell, "-c", script]
    return subprocess.run(command, cwd=folder, env=seen, capture_output=True, text=True, timeout=120, check=False)


def steps() -> list[dict[str, Any]]:
    found = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"]
    assert isinstance(found, list)
    return found


def step(
    told: Mapping[str, Any], inputs: Mapping[str, str], folder: Path, seen: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a step of the action as GitHub does."""
    assert (told["shell"], "${{" in told["run"]) == ("bash", False), "what is given is no part of a script"
    filled = {name: _filled(text, inputs) for name, text in told.get("env", {}).items()}
    return run(told["run"], folder, {**seen, **filled}, "bash", "--noprofile", "--norc", "-eo", "pipefail")


def action(inputs: Mapping[str, str], folder: Path, seen: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the last step of the action, with what is given in the place of what is said by default."""
    told = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]
    given = {name: inputs.get(name, each.get("default", "")) for name, each in told.items()}
    assert [name for name, each in told.items() if each.get("required") and not given[name]] == []
    return step(steps()[-1], given, folder, seen)


def _filled(text: str, inputs: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda found: inputs[found[1]], text)


def test_the_action_runs_a_command_annotates_and_reports(project: Path, environment: Mapping[str, str]) -> None:
    failed = action({"command": "lint", "arguments": "openapi.json\n"}, project, environment)
    command, end = failed.stdout.splitlines()
    assert (failed.returncode, failed.stderr) == (1, "")
    assert (command.startswith("::error file=openapi.json,line=1,"), command.endswith(ERROR)) == (True, True)
    assert end == "mockserver lint openapi.json: 1 error, 0 warnings"
    assert sorted(path.name for path in (project / "mockserver-reports").iterdir()) == REPORTS
    told = {"command": "lint", "arguments": "\nmy openapi.json\n--format\ntext\n", "reports": "a b"}
    assert action(told, project, environment).stdout == "0 errors, 0 warnings\n"
    assert sorted(path.name for path in (project / "a b").iterdir()) == REPORTS
    bare = action({"command": "lint", "arguments": "  my openapi.json \r\n", "reports": ""}, project, environment)
    assert (bare.returncode, Path(environment["GITHUB_OUTPUT"]).read_text("utf-8").splitlines()[-1]) == (
        0,
        "reports=mockserver-reports",
    )
    unset = step(steps()[-1], {"command": "", "arguments": "openapi.json", "reports": ""}, project, environment)
    assert (unset.returncode, unset.stdout.startswith("::error::the input 'command' is empty")) == (2, True)
    aimless = action({"command": "lint", "arguments": " \n"}, project, environment)
    assert (aimless.returncode, aimless.stdout.startswith("::error::the input 'arguments' is empty")) == (2, True)
    evil = action({"command": "lint", "arguments": "$(touch evil); `touch evil`"}, project, environment)
    assert (evil.returncode, (project / "evil").exists()) == (2, False)


def test_the_job_of_gitlab_runs_a_command_and_reports(
    project: Path, environment: Mapping[str, str], tmp_path: Path
) -> None:
    job = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text("utf-8"))[".mockserver"]
    # what it installs is its own: other tests use the runner's meanwhile
    subprocess.run((sys.executable, "-m", "venv", tmp_path / "image"), check=True, timeout=120)
    path = f"{tmp_path}/image/bin:{environment['PATH']}"
    variables = {**environment, **job["variables"], "PATH": path, "ARGUMENTS": "lint openapi.json"}
    done = run("\n".join(job["script"]), project, variables, "sh", "-e")
    assert (done.returncode, f"error: {ERROR}\n1 error, 0 warnings\n" in done.stdout) == (1, True), done.stderr
    assert sorted(path.name for path in (project / "mockserver-reports").iterdir()) == REPORTS
    kept = (*job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"])
    assert all((project / path).exists() for path in kept)


def test_the_job_of_gitlab_takes_quoted_arguments_and_runs_nothing_in_them(
    project: Path, environment: Mapping[str, str]
) -> None:
    job = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text("utf-8"))[".mockserver"]
    path = f"{environment['RUNNER_TEMP']}/mockserver/bin:{environment['PATH']}"
    variables = {**environment, "PATH": path, "ARGUMENTS": "lint 'my openapi.json' '$(touch evil)'"}
    done = run(job["script"][-1], project, variables, "sh", "-e")
    assert (done.returncode, done.stderr.startswith("mockserver: $(touch evil): there is no such file")) == (2, True)
    assert not (project / "evil").exists()


def hooks() -> list[dict[str, Any]]:
    found = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(
    ("name", "is_linted"),
    [
        ("openapi.yaml", True),
        ("api/openapi-v2.json", True),
        ("swagger.yml", True),
        ("openapi.md", False),
        ("my-openapi.yaml", False),
        ("package.json", False),
    ],
)
def test_the_hook_lints_what_is_called_like_a_specification(name: str, *, is_linted: bool) -> None:
    (hook,) = hooks()
    assert bool(re.search(hook["files"], name)) is is_linted


def test_the_hook_runs_on_the_files_of_a_commit(project: Path) -> None:
    (hook,) = hooks()
    assert (hook["language"], hook.get("pass_filenames", True)) == ("python", True)
    program = Path(sys.executable).parent / hook["entry"].split()[0]
    command = [program, *hook["entry"].split()[1:], "openapi.json", "my openapi.json"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, f"openapi.json:1: error: {ERROR}\n1 error, 0 warnings\n")
