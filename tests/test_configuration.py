"""A file beside a specification holds options; the environment and the command line win."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mockserver.cli import main
from mockserver.configuration import Configuration, configuration_file
from mockserver.exceptions import MockserverError
from tests.documents import OK, document, written

PATHS = {"/pets": {"get": {"operationId": "pets.list", "responses": OK}}}
KNOWN = ("port", "setting", "mount", "cors", "overlay")


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return written(tmp_path, document(PATHS, servers=[{"url": "https://shop.example/v1"}]))


def configured(folder: Path, text: str) -> Path:
    file = folder / "mockserver.toml"
    file.write_text(text, encoding="utf-8")
    return file


def routes(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(main, ["routes", *map(str, arguments)], env=environment, prog_name="mockserver")


def paths_of(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    found: list[str] = json.loads(result.output)[0]["paths"]
    return found


# The file


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("", {}),
        ("port = 4011", {"port": 4011}),
        ("cors = false", {"cors": False}),
        ('setting = ["bas-ip.items=strict", "oracle.read_only=ignore"]',
         {"setting": ["bas-ip.items=strict", "oracle.read_only=ignore"]}),
        ('[setting.bas-ip]\nitems = "strict"\nmax_contacts = 5\nstrict = true',
         {"setting": ["bas-ip.items=strict", "bas-ip.max_contacts=5", "bas-ip.strict=true"]}),
        ('[mount]\noracle = "/crm"\nbas-ip = ""', {"mount": ["oracle=/crm", "bas-ip="]}),
    ],
)  # fmt: skip
def test_options_are_read(tmp_path: Path, text: str, options: Mapping[str, Any]) -> None:
    file = configured(tmp_path, text)
    assert Configuration.read(file, KNOWN) == Configuration(file, options)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("port = ", "not a TOML file: Invalid value (at end of document)"),
        ("prot = 1", "there is no option 'prot'; did you mean 'port'?"),
        ("[mount]\na = [1]", "'mount' holds something that is neither text nor a number: [1]"),
        ("overlay = [[1]]", "'overlay' holds something that is neither text nor a number: [1]"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(tmp_path: Path, text: str, message: str) -> None:
    file = configured(tmp_path, text)
    with pytest.raises(MockserverError) as caught:
        Configuration.read(file, KNOWN)
    assert str(caught.value) == f"{file}: {message}"


def test_paths_are_told_from_the_folder_of_the_file(tmp_path: Path) -> None:
    found = Configuration(tmp_path / "mockserver.toml", {})
    assert found.beside("a/b.yaml") == str(tmp_path / "a" / "b.yaml")
    assert found.beside("/a.yaml") == "/a.yaml"
    assert found.beside("https://shop.example/a.yaml") == "https://shop.example/a.yaml"


def test_the_file_beside_the_first_specification_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").mkdir()
    assert configuration_file([]) is None
    here, inside = configured(tmp_path, ""), configured(tmp_path / "a", "")
    assert configuration_file(["-", "https://shop.example/b.yaml", "a/c.yaml", "d.yaml"]) == inside.relative_to(
        tmp_path
    )
    for specs in ([], ["-"], ["https://shop.example/b.yaml"], ["d.yaml"]):
        assert configuration_file(specs) == here.relative_to(tmp_path)


# The command line


def test_the_options_of_the_file_hold(tmp_path: Path, spec: Path) -> None:
    configured(tmp_path, 'format = "json"\n[mount]\nshop = "/crm"')
    assert paths_of(routes(spec)) == ["/v1/pets", "/crm/v1/pets"]


def test_an_option_with_several_values_may_have_one(tmp_path: Path, spec: Path) -> None:
    configured(tmp_path, 'format = "json"\nmount = "shop=/crm"')
    assert paths_of(routes(spec)) == ["/v1/pets", "/crm/v1/pets"]


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(tmp_path: Path, spec: Path) -> None:
    configured(tmp_path, 'format = "table"\nmount = "shop=/file"')
    both = {"MOCKSERVER_FORMAT": "json", "MOCKSERVER_MOUNT": "shop=/variable"}
    assert paths_of(routes(spec, **both)) == ["/v1/pets", "/variable/v1/pets"]
    assert paths_of(routes("--mount", "shop=/line", spec, **both)) == ["/v1/pets", "/line/v1/pets"]


def test_an_option_of_another_command_is_let_through(tmp_path: Path, spec: Path) -> None:
    configured(tmp_path, 'format = "json"\nport = 4011\nno-auth = true')
    assert paths_of(routes(spec)) == ["/v1/pets", "/shop/v1/pets"]


def test_an_overlay_lies_beside_the_file(tmp_path: Path, spec: Path) -> None:
    overlay = {
        "overlay": "1.0.0",
        "info": {"title": "o", "version": "1"},
        "actions": [{"target": "$.servers[0]", "update": {"url": "/v2"}}],
    }
    (tmp_path / "o.json").write_text(json.dumps(overlay), encoding="utf-8")
    configured(tmp_path, 'format = "json"\noverlay = ["o.json"]')
    assert paths_of(routes(spec)) == ["/v2/pets", "/shop/v2/pets"]


def test_help_is_given_whatever_the_file_holds(tmp_path: Path, spec: Path) -> None:
    configured(tmp_path, "format = ")
    assert routes("--help", spec).exit_code == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prot = 1", "there is no option 'prot'; did you mean 'port'"),
        ("format = [1, 2]", "'format' takes one value, not several"),
        ("format", "not a TOML file: "),
    ],
)
def test_a_wrong_file_is_one_clear_line_and_exit_code_2(tmp_path: Path, spec: Path, text: str, message: str) -> None:
    file = configured(tmp_path, text)
    result = routes(spec)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"mockserver: {file}: {message}")
    assert result.stderr.count("\n") == 1


def test_a_wrong_value_in_the_file_is_refused_as_on_the_command_line(tmp_path: Path, spec: Path) -> None:
    configured(tmp_path, 'format = "xml"')
    result = routes(spec)
    assert (result.exit_code, "Invalid value for '--format': 'xml' is not one of" in result.stderr) == (2, True)
