"""The house as a whole: what is shipped, how large its rooms are, and how little a new API needs."""

from __future__ import annotations

import ast
import configparser
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from werkzeug.test import Client

from mockserver import create_app
from tests.building import Once

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "mockserver"
MODULES = sorted(PACKAGE.rglob("*.py"))
MODULE_LINES = 400
FUNCTION_LINES = 40
UNNAMED = {"utils", "helpers", "common", "base", "manager", "core"}
"""Names that say nothing of what is inside."""


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function with its place and its number of lines."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            place = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
            yield place, node.end_lineno - node.lineno + 1


def test_no_module_is_too_long() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {path: length for path, length in lengths.items() if length > MODULE_LINES} == {}


def test_no_function_is_too_long() -> None:
    lengths = dict(found for path in MODULES for found in functions(path))
    assert {place: length for place, length in lengths.items() if length > FUNCTION_LINES} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [str(path) for path in MODULES if {path.stem, path.parent.name} & UNNAMED] == []


def test_every_module_says_first_which_question_it_answers() -> None:
    silent = [
        str(path.relative_to(ROOT)) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


# What is shipped


def test_the_metadata_names_every_package() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    named = set(setup["options"]["packages"].split())
    folders = {".".join(path.parent.relative_to(ROOT).parts) for path in MODULES}
    assert named == folders | {"mockserver.specs"}


def test_the_extra_all_is_every_one_that_is_used_at_run_time() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    extras = {name: value.split() for name, value in setup["options.extras_require"].items()}
    others = sorted(set(extras) - {"all", "test"})
    assert extras["all"] == [f"mockserver[{','.join(others)}]"]


@pytest.fixture(scope="module")
def wheel(once: Once) -> zipfile.ZipFile:
    return zipfile.ZipFile(once.wheel())


def test_the_wheel_has_every_file_of_the_package_and_every_specification(wheel: zipfile.ZipFile) -> None:
    shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
    files = (path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    specs = {f"mockserver/specs/{path.name}" for path in (ROOT / "specs").glob("*.yaml")}
    assert shipped == {str(path.relative_to(ROOT)) for path in files} | specs
    assert {"mockserver/py.typed", "mockserver/specs/oracle.yaml", "mockserver/cli/__init__.py"} <= shipped


def test_the_wheel_has_the_command_and_the_plugin(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    entries = wheel.read(name).decode()
    assert "mockserver = mockserver.__main__:main" in entries
    assert "[pytest11]\nmockserver = mockserver.pytest_plugin" in entries


def test_what_the_wheel_holds_serves_its_own_specifications(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    program = (
        "import mockserver; from mockserver.apis import specification_files as files; "
        "print(mockserver.__file__, *files(()), *mockserver.load().apis, sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path
    )
    inside, *files = (Path(line) for line in done.stdout.splitlines()[:5])
    assert inside.parent == tmp_path / "mockserver"
    assert {file.parent for file in files} == {tmp_path / "mockserver" / "specs"}
    assert done.stdout.splitlines()[5:] == ["pipeliner", "bas-ip", "vcc-live", "oracle"]


def test_what_the_wheel_holds_is_typed(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path / "installed")
    (tmp_path / "use.py").write_text(
        "from mockserver import MockServer\n\n"
        "def test_it(mockserver: MockServer) -> None:\n"
        "    mockserver.assert_called('login', times=1)\n"
        "    mockserver.overide('login')\n"
    )
    environment = {**os.environ, "MYPYPATH": str(tmp_path / "installed")}
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "use.py"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, cwd=tmp_path, env=environment
    )
    assert done.stdout.splitlines() == [
        'use.py:5: error: "MockServer" has no attribute "overide"; maybe "override"?  [attr-defined]',
        "Found 1 error in 1 file (checked 1 source file)",
    ]


# A sixth API


SPEC = {
    "openapi": "3.1.0",
    "info": {"title": "Library", "version": "1"},
    "x-mockserver-behaviour": "library_rules.books",
    "servers": [{"url": "https://library.example/api"}],
    "paths": {
        "/books": {
            "post": {
                "operationId": "books.create",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["title"],
                                "properties": {"title": {"type": "string"}},
                            }
                        }
                    },
                },
                "responses": {"201": {"description": "created"}, "4XX": {"description": "refused"}},
            },
            "get": {"operationId": "books.list", "responses": {"200": {"description": "all"}}},
        }
    },
}
MODULE = '''\
"""How does the library answer?"""

from mockserver.behaviours import Behaviour, Call, Setting
from mockserver.model import Refusal, Response
from mockserver.state import Transaction


def told(refusal: Refusal) -> Response:
    return Response.json(refusal.status, {"sorry": refusal.violations[0].keyword})


behaviour = Behaviour(dialect=told, settings={"shelf": Setting("A", "where new books go", ("A", "B"))})


@behaviour.on("books.create")
def create(call: Call, store: Transaction) -> Response:
    key = str(store.next_id("books"))
    store.put("books", key, {"id": key, "shelf": call.settings["shelf"], **call.values.body})
    return Response.json(201, store.get("books", key), [("Location", f"{call.base}/books/{key}")])


@behaviour.on("*.list")
def list_all(call: Call, store: Transaction) -> Response:
    return Response.json(200, list(store.items("books").values()))
'''


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A specification and a module outside the package: all that an API of one's own needs."""
    (tmp_path / "library_rules").mkdir()
    (tmp_path / "library_rules" / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "library_rules" / "books.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "library.yaml").write_text(yaml.safe_dump(SPEC), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path / "library.yaml"
    for name in ("library_rules", "library_rules.books"):
        sys.modules.pop(name, None)


def test_an_api_of_ones_own_is_one_specification_and_one_module(library: Path) -> None:
    shipped = sorted((ROOT / "specs").glob("*.yaml"))
    client = Client(create_app([*shipped, library], settings={"library": {"shelf": "B"}}).wsgi_app)
    book = {"id": "1", "shelf": "B", "title": "Emma"}
    created = client.post("/api/books", json={"title": "Emma"})
    assert (created.status_code, created.get_json(force=True)) == (201, book)
    assert created.headers["Location"] == "http://localhost/api/books/1"
    assert client.get("/library/api/books").get_json(force=True) == [book]
    assert client.get("/__mock__/state").get_json(force=True) == {"library.books": {"1": book}}


def test_an_api_of_ones_own_refuses_in_its_own_words(library: Path) -> None:
    client = Client(create_app(library).wsgi_app)
    answers = [
        client.post("/api/books", json={}),
        client.post("/api/books", data="x", content_type="text/css"),
        client.put("/api/books"),
        client.get("/api/nothing"),
    ]
    assert [(answer.status_code, answer.get_json(force=True)) for answer in answers] == [
        (422, {"sorry": "required"}),
        (415, {"sorry": "contentType"}),
        (405, {"sorry": "method"}),
        (404, {"sorry": "route"}),
    ]
