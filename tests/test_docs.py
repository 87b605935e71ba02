"""Does the documentation say what the house does, and all of it?"""

from __future__ import annotations

import ast
import contextlib
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from jsonschema_rs import ValidationErrorKind

import mockserver
from mockserver import MockServer
from mockserver.apis import load_apis, specification_files
from mockserver.behaviours import CALLBACK_SETTINGS, Behaviour, Call, Setting
from mockserver.behaviours.resources import SETTINGS
from mockserver.cli import main
from mockserver.state import Transaction
from mockserver.web import Settings
from tests.doc_runner import RUN, SHOWN, Block, Step, blocks_of, run_page, same_output, steps_of

HOUSE = Path(__file__).parent.parent
DOCS = HOUSE / "docs"
REFERENCE = DOCS / "reference"
PAGES = sorted([HOUSE / "README.md", HOUSE / "CHANGELOG.md", *DOCS.rglob("*.md")])

NOT_RUN = {
    "docs/tutorial.md": [
        "clones a repository from somewhere else",
        "installs from the network, and starts a server that does not end",
        "installs from the network",
    ],
    "docs/how-to/come-from-moto-server.md": ["moto[server] takes more than 300 MB"],
    "docs/how-to/use-another-language.md": ["needs a Java development kit"],
}
"""The blocks that are left alone, by page, with their reasons; every other example is run."""

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")


def name_of(page: Path) -> str:
    return page.relative_to(HOUSE).as_posix()


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose_of(page: Path) -> str:
    """A page without its fenced blocks."""
    return re.sub(r"^(`{3,}).*?^\1$", "", text_of(page), flags=re.DOTALL | re.MULTILINE)


def named_in(page: Path) -> set[str]:
    """Everything that the prose of a page names as code."""
    return set(_CODE.findall(prose_of(page)))


def cells_of(page: Path) -> list[list[str]]:
    """The rows of a page's tables, cell by cell."""
    rows = [line for line in prose_of(page).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


class TestExamples:
    @pytest.mark.skipif(shutil.which("curl") is None, reason="the examples call curl, which is not installed")
    @pytest.mark.parametrize("page", PAGES, ids=name_of)
    def test_the_examples_of_a_page_do_what_the_page_says(
        self, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run_page(name_of(page), text_of(page), tmp_path, monkeypatch)

    def test_no_block_is_left_alone_without_being_listed_here(self) -> None:
        left_alone = {name_of(page): [b for b in blocks_of(text_of(page)) if "no-run" in b.words] for page in PAGES}
        reasons = {page: [block.words["no-run"] for block in blocks] for page, blocks in left_alone.items() if blocks}
        assert reasons == NOT_RUN

    def test_a_block_that_shows_a_file_has_its_text(self) -> None:
        blocks = [block for page in PAGES for block in blocks_of(text_of(page)) if "shows" in block.words]
        assert {block.words["shows"].split("/")[0] for block in blocks} == {"examples"}
        for block in blocks:
            assert f"{block.text}\n" == text_of(HOUSE / block.words["shows"]), block.words["shows"]

    @pytest.mark.parametrize("page", PAGES, ids=name_of)
    def test_every_block_says_what_it_is(self, page: Path) -> None:
        unknown = [
            (block.line, block.language)
            for block in blocks_of(text_of(page))
            if block.is_run and block.language not in (*RUN, *SHOWN)
        ]
        assert unknown == []


class TestTheRunner:
    @pytest.mark.parametrize(
        "page",
        [
            "```console\n$ echo one\ntwo\n```",
            "```console\n$ echo one\n```",
            "```console\n$ curl http://127.0.0.1:4010/__mock__/sessions\n{}\n```",
            "```console background\n$ mockserver serve --seed 1\nmockserver sleeps\n```",
            '```python\nprint("one")\n```\n```text\ntwo\n```',
            '```python\nprint("one")\n```',
            "```python\nassert 1 == 2\n```",
        ],
    )
    def test_a_wrong_promise_is_found(self, page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(AssertionError):
            run_page("page.md", page, tmp_path, monkeypatch)

    def test_variables_and_exit_codes_live_on_from_block_to_block(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = "```console\n$ A=1; false\n$ echo $?\n1\n```\n\n```console\n$ echo $A\n1\n```"
        run_page("page.md", page, tmp_path, monkeypatch)

    def test_a_file_is_written_before_the_blocks_behind_it_run(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = (
            '```python file="nine.py"\nNINE = 9\n```\n```python\nimport nine\n\nprint(nine.NINE)\n```\n```text\n9\n```'
        )
        run_page("page.md", page, tmp_path, monkeypatch)
        assert (tmp_path / "nine.py").read_text(encoding="utf-8") == "NINE = 9\n"

    def test_a_server_of_a_page_has_a_port_of_its_own_and_ends_with_the_page(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = """\
```python
import threading
from http.server import HTTPServer, SimpleHTTPRequestHandler


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


server = HTTPServer(("127.0.0.1", 4020), Silent)
threading.Thread(target=server.serve_forever, daemon=True).start()
```
```console
$ curl -s -o page.html -w '%{url_effective} %{http_code}' http://127.0.0.1:4020/ | tee told.txt
http://127.0.0.1:4020/ 200
```
"""
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):  # then somebody else has it, which is as good
                taken.bind(("127.0.0.1", 4020))
                taken.listen()
            run_page("page.md", page, tmp_path, monkeypatch)
        port = int((tmp_path / "told.txt").read_text(encoding="utf-8").split("/")[2].partition(":")[2])
        with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=5):
            pass

    def test_a_command_goes_on_while_a_quote_is_open(self) -> None:
        steps = steps_of("$ echo 'one\ntwo' \\\n  three\nshown\n$ true")
        assert steps == (Step("echo 'one\ntwo' \\\n  three", "shown"), Step("true", ""))

    def test_headers_may_come_in_any_order_and_case_but_must_all_come(self) -> None:
        promised = "HTTP/1.1 200 OK\ncontent-type: text/plain\nx-mock-request: 1\n\nbody"
        actual = "HTTP/1.1 200 OK\r\nX-Mock-Request: 1\r\nContent-Type: text/plain\r\nDate: today\r\n\r\nbody"
        assert same_output(promised, actual)
        assert not same_output(promised, actual.replace("X-Mock-Request: 1\r\n", ""))
        assert not same_output(promised, actual.replace("body", "another"))

    def test_a_line_of_dots_among_headers_allows_further_ones(self) -> None:
        promised = "HTTP/1.1 200 OK\nx-mock-request: 1\n...\n\nbody"
        actual = "HTTP/1.1 200 OK\nContent-Type: text/plain\nX-Mock-Request: 1\nX-Mock-Source: example\n\nbody"
        assert same_output(promised, actual)
        assert not same_output(promised, actual.replace("X-Mock-Request: 1", "X-Mock-Request: 2"))
        assert not same_output(promised, actual.replace("X-Mock-Request: 1\n", ""))

    def test_dots_stand_for_any_text(self) -> None:
        assert same_output('{"ms": ..., "id": "1"}', '{"ms": 0.25, "id": "1"}')
        assert not same_output('{"ms": ..., "id": "1"}', '{"ms": 0.25, "id": "2"}')

    def test_words_behind_the_language_are_read(self) -> None:
        blocks = blocks_of('text\n```console no-run="it is too long" other\n$ true\n```\n')
        assert blocks == (Block("console", {"no-run": "it is too long", "other": ""}, "$ true", 3),)


class TestLinks:
    @pytest.mark.parametrize("page", PAGES, ids=name_of)
    def test_every_relative_link_leads_somewhere(self, page: Path) -> None:
        links = [link for link in _LINK.findall(prose_of(page)) if not link.startswith(("https:", "http:"))]
        assert [link for link in links if not leads_somewhere(page, link)] == []

    def test_every_page_is_on_the_map(self) -> None:
        links = _LINK.findall(prose_of(DOCS / "README.md"))
        linked = {(DOCS / link.partition("#")[0]).resolve() for link in links}
        assert {page.resolve() for page in DOCS.rglob("*.md")} - linked == {(DOCS / "README.md").resolve()}


def leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path) if path else page
    if not target.exists():
        return False
    return not anchor or anchor in anchors_of(target)


def anchors_of(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


class TestTheBackground:
    def test_every_room_of_the_house_is_named(self) -> None:
        rooms = {path.stem for path in (HOUSE / "mockserver").iterdir() if not path.name.startswith(("_", "py.", "."))}
        assert rooms - named_in(DOCS / "background" / "architecture.md") == set()


class TestTheReference:
    """What the reference must name is taken from the code."""

    def test_every_control_route_is_named_and_no_other(self) -> None:
        rules = mockserver.create_app().url_map.iter_rules()
        served = {
            f"{method} {re.sub('<[^>]*>', '{}', rule.rule.removeprefix('/__mock__'))}"
            for rule in rules
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        }
        named = {
            re.sub(r"\{[^}]*\}", "{}", name)
            for name in (cell[0].strip("`") for cell in cells_of(REFERENCE / "control-api.md"))
            if re.match(r"[A-Z]+ /", name)
        }
        assert named == served

    def test_every_control_error_is_named(self) -> None:
        codes = {
            argument.value
            for room in ("web/control", "interventions", "matching")
            for module in (HOUSE / "mockserver" / room).glob("*.py")
            for call in calls_in(module)
            if called_name(call) in ("ControlError", "AskingError")
            and isinstance(argument := call.args[1], ast.Constant)
        }
        assert codes
        assert codes - named_in(REFERENCE / "control-api.md") == set()

    @pytest.mark.parametrize("command", sorted(main.commands))
    def test_every_option_of_a_command_is_named_and_no_other(self, command: str) -> None:
        _, _, section = prose_of(REFERENCE / "command-line.md").partition(f"## `{command}`\n")
        table = [line for line in section.partition("\n## ")[0].splitlines() if line.startswith("| `-")]
        named = {option for line in table for option in _CODE.findall(line.split("|")[1])}
        parameters = options_of(main.commands[command])
        options = {name for parameter in parameters for name in (*parameter.opts, *parameter.secondary_opts)}
        assert named == options

    @pytest.mark.parametrize("command", sorted(main.commands))
    def test_every_default_of_an_option_is_told(self, command: str) -> None:
        _, _, section = prose_of(REFERENCE / "command-line.md").partition(f"## `{command}`\n")
        table = [line.split("|") for line in section.partition("\n## ")[0].splitlines() if line.startswith("| `-")]
        defaults = {option: row[-2].strip(" `") for row in table for option in _CODE.findall(row[1])}
        shown = {
            option.opts[-1]: option.default for option in options_of(main.commands[command]) if option.show_default
        }
        words = {"True": "on", "False": "off"}
        assert {name: defaults[name] for name in shown} == {n: words.get(str(d), str(d)) for n, d in shown.items()}

    def test_every_environment_variable_is_named_and_no_other(self) -> None:
        named = {cells[0].strip("`") for cells in cells_of(REFERENCE / "environment.md") if cells[0].startswith("`")}
        assert named == {*dict(options_by_variable()), *variables_in_the_code()}

    def test_how_several_values_stand_in_a_variable_is_told(self) -> None:
        rows = {cells[0].strip("`"): cells[1] for cells in cells_of(REFERENCE / "environment.md")}
        ways = {4: "several are separated by spaces", 2: "several stand on lines of their own"}
        several = {
            variable: ways[len(option.type.split_envvar_value("a b\nc d"))]
            for variable, option in options_by_variable()
            if option.multiple
        }
        assert {variable: way for variable, way in several.items() if way not in rows[variable]} == {}

    def test_every_setting_of_every_api_is_named_with_its_default_and_its_values(self) -> None:
        rows = [cells for cells in cells_of(REFERENCE / "settings.md") if cells[0].startswith("`")]
        told = {cells[0].strip("`"): (cells[1].strip("`"), set(_CODE.findall(cells[2]))) for cells in rows}
        used = set()
        for api in load_apis(specification_files(())):
            for key, default in api.settings.items():
                name = f"{api.name}.{key}" if key in api.behaviour.settings else f"*.{key}"
                assert name in told
                assert told[name][0] == default
                used.add(name)
            for key, setting in api.behaviour.settings.items():
                if setting.choices:
                    assert told[f"{api.name}.{key}"][1] == set(setting.choices)
        further = {**SETTINGS, **CALLBACK_SETTINGS}
        for key, setting in further.items():
            assert told[f"*.{key}"][0] == setting.default
            assert told[f"*.{key}"][1] >= set(setting.choices)
        assert set(told) == {*used, *(f"*.{key}" for key in further)}

    def test_every_extension_that_the_code_reads_is_named(self) -> None:
        read = {
            name
            for module in (HOUSE / "mockserver").rglob("*.py")
            for name in re.findall(r'"(x-mockserver-[\w-]+)"', module.read_text(encoding="utf-8"))
        }
        assert "x-mockserver-batch" in read
        assert read - named_in(REFERENCE / "specification-extensions.md") == set()

    def test_every_keyword_of_a_violation_is_named(self) -> None:
        keywords = {*keywords_in_the_code(), *keywords_of_the_validator()}
        assert keywords - named_in(REFERENCE / "violations.md") == set()

    def test_every_first_step_of_a_location_is_named(self) -> None:
        assert locations_in_the_code() - named_in(REFERENCE / "violations.md") == set()

    def test_every_code_of_a_finding_is_named_and_no_other(self) -> None:
        codes = set(codes_of_findings())
        _, _, table = prose_of(REFERENCE / "findings.md").partition("| code | means |")
        assert {
            code for line in table.splitlines() for code in _CODE.findall(line.split("|")[1] if "|" in line else "")
        } == codes

    def test_every_public_name_is_named(self) -> None:
        named = {re.split(r"\W", name)[0] for name in named_in(REFERENCE / "python.md")}
        assert set(mockserver.__all__) - named == set()
        assert set(Settings.__dataclass_fields__) - {"specs"} - named == set()
        assert set(Call.__dataclass_fields__) - named == set()
        assert set(Setting.__dataclass_fields__) - named_in_signature("Setting") == set()

    @pytest.mark.parametrize("known", [Behaviour, Transaction, MockServer], ids=lambda known: known.__name__)
    def test_every_public_method_is_named(self, known: type) -> None:
        named = {re.split(r"\(", name)[0].rpartition(".")[2] for name in named_in(REFERENCE / "python.md")}
        methods = {
            name
            for name, value in vars(known).items()
            if (callable(value) or isinstance(value, property)) and not name.startswith("_")
        }
        assert methods
        assert methods - named == set()


def named_in_signature(name: str) -> set[str]:
    """The parameters that the reference gives a Python name."""
    signature = next(code for code in named_in(REFERENCE / "python.md") if code.startswith(f"{name}("))
    return set(re.findall(r"\w+(?=[=,)])", signature))


def options_of(command: click.Command) -> list[click.Option]:
    return [parameter for parameter in command.params if isinstance(parameter, click.Option)]


def options_by_variable() -> Iterator[tuple[str, click.Option]]:
    """The options of every command, each with the variable that click reads for it."""
    top = click.Context(main, info_name="mockserver", **main.context_settings)
    for name, command in main.commands.items():
        context = click.Context(command, parent=top, info_name=name, **command.context_settings)
        for option in options_of(command):
            yield str(option.envvar or f"{context.auto_envvar_prefix}_{str(option.name).upper()}"), option


def variables_in_the_code() -> Iterator[str]:
    """The variables that `os.environ` is asked for."""
    for module in (HOUSE / "mockserver").rglob("*.py"):
        for call in calls_in(module):
            if ast.unparse(call.func) in ("os.environ.get", "os.getenv"):
                yield ast.literal_eval(call.args[0])


def calls_in(module: Path) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(text_of(module))) if isinstance(node, ast.Call)]


def called_name(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def modules_of_the_core() -> list[Path]:
    modules = (HOUSE / "mockserver").rglob("*.py")
    return [module for module in modules if "behaviours" not in module.relative_to(HOUSE).parts]


def keywords_in_the_code() -> Iterator[str]:
    """The keywords that the core gives to violations of its own making."""
    for module in modules_of_the_core():
        for call in calls_in(module):
            if called_name(call) in ("Violation", "_violation"):
                yield from (
                    argument.value
                    for argument in call.args[:2]
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                    if " " not in argument.value
                )


def keywords_of_the_validator() -> Iterator[str]:
    """The keywords that schemas can break, in OpenAPI's spelling."""
    others = {"Constant": "const", "FalseSchema": "false", "OneOfMultipleValid": "oneOf", "OneOfNotValid": "oneOf"}
    never = {
        "AdditionalItems",  # a keyword of older drafts
        "ContentEncoding",  # only noted in 2020-12, not asserted
        "ContentMediaType",
        "Custom",
        "FromUtf8",
        "Referencing",
    }
    for name in dir(ValidationErrorKind):
        if name[0].isupper() and name not in never:
            yield others.get(name, name[0].lower() + name[1:])


def codes_of_findings() -> Iterator[str]:
    """The codes of what can be wrong with a specification."""
    for module in modules_of_the_core():
        for call in calls_in(module):
            codes = {"Finding": call.args[:1], "found": call.args[:1], "Told": call.args[3:4]}.get(
                called_name(call), []
            )
            yield from (str(code.value) for code in codes if isinstance(code, ast.Constant))


def locations_in_the_code() -> set[str]:
    """What the locations begin with that the core gives."""
    return {
        str(first.value)
        for module in modules_of_the_core()
        for call in calls_in(module)
        if called_name(call) in ("Violation", "_violation") and call.args and isinstance(call.args[0], ast.Tuple)
        if isinstance(first := call.args[0].elts[0], ast.Constant)
    }
