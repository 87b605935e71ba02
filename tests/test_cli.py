"""The command line reads its options, calls, prints, and ends with the right code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mockserver import __version__
from mockserver.cli import main
from tests.documents import OK, document, giving, written

PATHS = {
    "/pets": {"get": {"operationId": "pets.list", "responses": {"200": giving({}, example=[]), "4XX": giving({})}}},
    "/pets/{id}": {"get": {"operationId": "pets.get", "responses": OK}},
}


def run(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)), env=environment, prog_name="mockserver")


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return written(tmp_path, document(PATHS, servers=[{"url": "https://shop.example/v1"}]))


# Help


def test_the_version_is_told() -> None:
    result = run("--version")
    assert (result.exit_code, result.output) == (0, f"mockserver, version {__version__}\n")


INFERRED = "accounts, lifecycle, lifecycle_end, resources, seed, tokens, unknown, unknown_parameters"
"""The settings of an API without a behaviour."""


@pytest.mark.parametrize("command", ["serve", "mock", "routes"])
def test_each_command_has_help_with_an_example(command: str) -> None:
    result = run(command, "--help")
    assert (result.exit_code, "Example: mockserver " in result.output) == (0, True)


def test_every_option_of_serve_is_explained() -> None:
    output = run("serve", "--help").output
    for option in ("--port", "--host", "--seed", "--no-auth", "--mount", "--setting", "--validation", "--errors", "-v"):
        assert option in output


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("serve", "--nonsense"),
        ("serve", "-p", "x"),
        ("serve", "-p", "65536"),
        ("serve", "-p", "-1"),
        ("serve", "--validation", "loose"),
        ("serve", "--workers", "0"),
        ("routes", "--format", "xml"),
    ],
)
def test_a_wrong_use_is_exit_code_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert (result.exit_code, "Error: " in result.output) == (2, True)


def test_python_runs_the_same_commands(spec: Path) -> None:
    command = [sys.executable, "-m", "mockserver", "routes", str(spec)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == run("routes", spec).output


@pytest.mark.parametrize("name", ["serve", "mock"])
def test_several_workers_are_refused_with_the_reason(spec: Path, name: str) -> None:
    result = run(name, spec, "--workers", "2")
    told = "--workers 2: journal, overrides and clock live in one process; leave it at 1, or run more servers"
    assert (result.exit_code, result.stderr) == (2, f"mockserver: {told}\n")


def test_one_worker_is_taken(spec: Path, tmp_path: Path) -> None:
    result = run("serve", spec, "--workers", "1", "--overlay", tmp_path / "none.yaml")
    assert (result.exit_code, "--workers" in result.stderr, "none.yaml" in result.stderr) == (2, False, True)


# Routes


def test_the_routes_are_a_table(spec: Path) -> None:
    result = run("routes", spec)
    assert result.exit_code == 0
    assert result.output == (
        "METHOD  PATH           OPERATION  ANSWERED BY  STATUSES\n"
        "GET     /v1/pets       pets.list  example      200 4XX\n"
        "GET     /v1/pets/{id}  pets.get   generated    200\n"
        "2 operations of 1 API\n"
    )


def test_the_routes_are_json_for_programs(spec: Path) -> None:
    first, _ = json.loads(run("routes", "--format", "json", spec).output)
    assert first == {
        "id": "pets.list",
        "api": "shop",
        "method": "GET",
        "path": "/pets",
        "paths": ["/v1/pets", "/shop/v1/pets"],
        "summary": "",
        "answered_by": "example",
        "statuses": ["200", "4XX"],
    }


def test_the_shipped_specifications_are_listed_where_none_is_named() -> None:
    found = json.loads(run("routes", "--format", "json").output)
    assert {operation["api"] for operation in found} == {"pipeliner", "bas-ip", "vcc-live", "oracle"}


def test_a_mount_is_an_option(spec: Path) -> None:
    first, _ = json.loads(run("routes", "--format", "json", "--mount", "shop=/crm", spec).output)
    assert first["paths"] == ["/v1/pets", "/crm/v1/pets"]


def test_a_behaviour_is_an_option(spec: Path) -> None:
    result = run("routes", "--behaviour", "shop=nowhere.to.be.found", spec)
    assert (result.exit_code, "there is no behaviour 'nowhere.to.be.found'" in result.output) == (2, True)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--mount", "shop", "mockserver: --mount shop: write NAME=VALUE\n"),
        ("--mount", "=x", "mockserver: --mount =x: write NAME=VALUE\n"),
        ("--behaviour", "shop", "mockserver: --behaviour shop: write NAME=VALUE\n"),
        ("--setting", "shop.a", "mockserver: --setting shop.a: write NAME=VALUE\n"),
        ("--setting", "a=b", "mockserver: --setting a=b: write API.KEY=VALUE\n"),
        ("--setting", ".a=b", "mockserver: --setting .a=b: write API.KEY=VALUE\n"),
        (
            "--setting",
            "shop.colour=red",
            f"mockserver: shop has no setting 'colour'; its settings are {INFERRED}\n",
        ),
        ("--mount", "shp=/a", "mockserver: a mount names the API 'shp', but the APIs are shop\n"),
    ],
)
def test_an_option_that_does_not_fit_is_one_clear_line(spec: Path, option: str, value: str, message: str) -> None:
    result = run("routes", option, value, spec)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", message)


def test_a_setting_may_have_an_equals_sign_and_a_dot_in_its_value(spec: Path) -> None:
    assert run("routes", "--setting", "shop.accounts=a:b=c.d", spec).exit_code == 0


def test_every_option_is_an_environment_variable_too(spec: Path) -> None:
    found = json.loads(run("routes", spec, MOCKSERVER_FORMAT="json", MOCKSERVER_MOUNT="shop=/crm").output)
    assert found[0]["paths"] == ["/v1/pets", "/crm/v1/pets"]


def test_the_command_line_wins_over_the_environment(spec: Path) -> None:
    assert run("routes", "--format", "table", spec, MOCKSERVER_FORMAT="json").output.startswith("METHOD")


@pytest.mark.parametrize("command", ["serve", "mock", "routes"])
def test_a_missing_file_is_one_clear_line(tmp_path: Path, command: str) -> None:
    file = tmp_path / "nowhere.yaml"
    result = run(command, file)
    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        f"mockserver: {file}: there is no such file; check the path\n",
    )


def test_a_behaviour_beside_the_user_is_found(tmp_path: Path, spec: Path) -> None:
    (tmp_path / "own_shop").mkdir()
    (tmp_path / "own_shop" / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "own_shop" / "rules.py").write_text(
        "from mockserver.behaviours import Behaviour\n"
        "from mockserver.model import Response\n"
        "behaviour = Behaviour()\n"
        "@behaviour.on('pets.*')\n"
        "def pets(call, store): return Response(200)\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "mockserver", "routes", "--format", "json", "--behaviour", "shop=own_shop.rules"]
    done = subprocess.run([*command, str(spec)], capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path)
    assert [operation["answered_by"] for operation in json.loads(done.stdout)] == ["behaviour", "behaviour"]


def test_standard_input_cannot_be_watched() -> None:
    result = run("serve", "--watch", "-")
    assert (result.exit_code, "standard input can be read only once" in result.output) == (2, True)


# Prism's users


def parameters_of(*arguments: str) -> dict[str, object]:
    """What a command is given by its command line, without being run."""
    outer = main.make_context("mockserver", ["--", *arguments])
    name, command, rest = main.resolve_command(outer, list(arguments))
    assert command is not None
    return command.make_context(name, rest, parent=outer).params


@pytest.mark.parametrize(
    ("arguments", "prism"),
    [("serve", False), ("serve --prism", True), ("mock", True), ("mock --no-prism", False), ("proxy a b", False)],
)
def test_mock_is_in_prisms_manner(arguments: str, prism: bool) -> None:
    assert parameters_of(*arguments.split())["prism"] is prism


def test_a_command_line_of_prisms_is_understood() -> None:
    line = ["mock", "--cors=false", "-m", "-v", "debug", "--ignoreExamples", "-p", "4011", "--errors", "a.yaml"]
    found = parameters_of(*line)
    assert (found["cors"], found["verbose"], found["ignore_examples"]) == (False, 2, True)
    assert (found["port"], found["errors"], found["specs"]) == (4011, True, ("a.yaml",))


def test_a_proxy_has_a_specification_and_an_upstream() -> None:
    found = parameters_of(*["proxy", "-p", "4010", "a.yaml", "http://b", "--errors", "--validateRequest=false"])
    assert (found["specs"], found["upstream"]) == ("a.yaml", "http://b")
    assert (found["errors"], found["validate_request"], found["mock_missing"]) == (True, False, None)


def test_a_proxy_reads_the_configuration_beside_its_specification(spec: Path) -> None:
    (spec.parent / "mockserver.toml").write_text('port = 5999\nmock-missing = true\nrecord = "a.har"\n', "utf-8")
    found = parameters_of("proxy", str(spec), "http://b", "--no-mock-missing")
    assert (found["port"], found["mock_missing"], found["record"]) == (5999, False, str(spec.parent / "a.har"))


def test_an_upstream_that_is_no_address_is_one_clear_line(spec: Path) -> None:
    result = run("proxy", "-p", "0", spec, "nowhere")
    assert (result.exit_code, result.stderr) == (
        2,
        "mockserver: 'nowhere' is no address: write http://HOST[:PORT][/PATH] or https://...\n",
    )
