"""Do the examples on a page do what the page says?

A page is Markdown; its fenced blocks are run from top to bottom, in an empty folder and beside a fresh server:

* `console`: lines `$ command`, each followed by its exact output, all in one shell. With the word `background` the
  command is `mockserver serve`: it runs until the page ends, and takes the fresh server's place.
* `python`: executed; what it prints is the `text` block behind it. `yaml` and `json`: parsed.
* The word `file="name"` writes a block to a file instead; `no-run="reason"` leaves it alone.
* The word `shows="path"` says that the block is a file of this repository, which has a test of its own.

In an output `...` stands for any text, and among headers for further ones.
The address `http://127.0.0.1:4010` is replaced by the real one, both ways, and so is the port of a server that a
`python` block starts, `("127.0.0.1", 4020)`, by a free one: pages may run at once. Such a server ends with its page.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import re
import shlex
import signal
import socket
import socketserver
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
import yaml

from mockserver import create_app
from tests.serving import HOST, serving

ADDRESS = f"{HOST}:4010"
RUN = ("console", "python", "yaml", "json")
SHOWN = ("text", "toml", "sh")

_FENCE = re.compile(r"^(?P<indent> *)(?P<marks>`{3,})(?P<info>.*)$")
_WORD = re.compile(r'([\w-]+)(?:="([^"]*)")?')
_BOUND = re.compile(rf'\("{re.escape(HOST)}", (\d{{4}})\)')
_MARK = "--- the command has ended ---"
_VOLATILE_HEADERS = ("date", "server", "connection")
_TIMING = re.compile(r"\bin \d+\.\d+s\b")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the words behind it, its text and the line on which that begins."""

    language: str
    words: Mapping[str, str]
    text: str
    line: int

    @property
    def is_run(self) -> bool:
        return not {"no-run", "shows"} & set(self.words)


def blocks_of(text: str) -> tuple[Block, ...]:
    """The fenced blocks of a page, in order."""
    found: list[Block] = []
    lines = iter(enumerate(text.splitlines(), start=1))
    for number, line in lines:
        fence = _FENCE.match(line)
        if fence is None:
            continue
        inside: list[str] = []
        for _, content in lines:
            if content.strip() == fence["marks"]:
                break
            inside.append(content.removeprefix(fence["indent"]))
        language, _, rest = fence["info"].strip().partition(" ")
        words = {name: value or "" for name, value in _WORD.findall(rest)}
        found.append(Block(language, words, "\n".join(inside), number + 1))
    return tuple(found)


@dataclass(frozen=True)
class Step:
    """A command with the output that the page promises."""

    command: str
    output: str


def steps_of(text: str) -> tuple[Step, ...]:
    """The commands of a console block; one goes on to the next line while a quote or a backslash keeps it open."""
    commands: list[list[str]] = []
    outputs: list[list[str]] = []
    for line in text.splitlines():
        if commands and _is_open("\n".join(commands[-1])):
            commands[-1].append(line.removeprefix("> "))
        elif line.startswith("$ "):
            commands.append([line.removeprefix("$ ")])
            outputs.append([])
        else:
            assert commands, f"a console block begins with '$ ', not with {line!r}"
            outputs[-1].append(line)
    return tuple(
        Step("\n".join(command), "\n".join(output).strip("\n"))
        for command, output in zip(commands, outputs, strict=True)
    )


def _is_open(command: str) -> bool:
    if command.endswith("\\"):
        return True
    try:
        shlex.split(command)
    except ValueError:
        return True
    return False


def same_output(promised: str, actual: str) -> bool:
    """Whether an output is the promised one, apart from what differs from run to run."""
    promised, actual = (_TIMING.sub("in 0.01s", text.replace("\r", "").rstrip()) for text in (promised, actual))
    if promised.startswith("HTTP/") and actual.startswith("HTTP/"):
        promised, actual = _with_sorted_headers(promised), _with_sorted_headers(actual, only_those_of=promised)
    pattern = ".*?".join(re.escape(part) for part in promised.split("..."))
    return re.fullmatch(pattern, actual, re.DOTALL) is not None


def _with_sorted_headers(answer: str, *, only_those_of: str = "") -> str:
    """An answer as `curl -i` shows it, its headers in one order and case, without the volatile ones.

    Where the promised headers have a line of dots, headers that are not promised are left out, too.
    """
    head, blank, body = answer.partition("\n\n")
    status, *lines = head.split("\n")
    promised = only_those_of.partition("\n\n")[0].lower().split("\n")
    names = {line.partition(":")[0] for line in promised} if "..." in promised else None
    headers = [(name.lower(), value) for name, _, value in (line.partition(":") for line in lines if line != "...")]
    kept = [(name, value) for name, value in headers if name not in _VOLATILE_HEADERS]
    shown = sorted(f"{name}:{value}" for name, value in kept if names is None or name in names)
    return "\n".join((status.lower(), *shown)) + blank + body


class Shell:
    """One shell for a page, so that variables and exit codes live on from command to command."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            ["sh"],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def run(self, command: str) -> str:
        """What a command prints, on standard output and standard error."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        script = f"{{ {command}\n}} </dev/null\nstatus=$?\nprintf '\\n%s\\n' '{_MARK}'\n(exit $status)\n"
        self._process.stdin.write(script)
        self._process.stdin.flush()
        printed: list[str] = []
        for line in self._process.stdout:
            if line.rstrip("\n") == _MARK:
                return "".join(printed).strip("\n")
            printed.append(line)
        raise AssertionError(f"the shell ended in {command!r}:\n{''.join(printed)}")

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


@contextlib.contextmanager
def fresh_server() -> Iterator[int]:
    """The shipped specifications with seed 1 on a socket; its port has four digits, as the pages' has."""
    with serving(create_app(seed=1), _free_port()) as port:
        yield port


def _free_port() -> int:
    for port in random.SystemRandom().sample(range(5000, 10_000), 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise AssertionError("there is no free port")


@contextlib.contextmanager
def _started(command: str, folder: Path, environment: Mapping[str, str], promised: str) -> Iterator[int]:
    """A `mockserver serve` that runs in the background; it has said the promised lines when this returns."""
    port = _free_port()
    process = subprocess.Popen(
        ["sh", "-c", f"{command} --port {port}"],
        cwd=folder,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        lines = [process.stdout.readline() for _ in promised.splitlines()]
        said = "".join(lines).replace(f"{HOST}:{port}", ADDRESS)
        assert same_output(promised, said), f"$ {command}\n{said}\nwas promised to print\n{promised}"
        yield port
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.stdout.close()
        process.wait()


@dataclass
class Page:
    """A page that is being run: its folder, its shell, its server and the names of its Python blocks."""

    name: str
    folder: Path
    resources: contextlib.ExitStack
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "page"})
    _shell: Shell | None = None
    _port: int | None = None
    _bound: Mapping[str, int] = field(default_factory=dict)

    def run(self, blocks: Sequence[Block]) -> None:
        """Run each block that is not left alone; AssertionError, with the line, where one is not as promised."""
        bound = {port for block in blocks if block.language == "python" for port in _BOUND.findall(block.text)}
        self._bound = {port: _free_port() for port in sorted(bound)}
        self.resources.callback(self._end_servers)
        runners: dict[str, Callable[[Block, str], None]] = {
            "console": self._console,
            "python": self._python,
            "yaml": lambda block, _: _parsed(yaml.safe_load, block),
            "json": lambda block, _: _parsed(json.loads, block),
        }
        for block, following in zip_longest(blocks, blocks[1:]):
            if block.is_run and "file" in block.words:
                self._write(block)
            if not block.is_run or block.language in SHOWN or (block.language == "python" and "file" in block.words):
                continue
            printed = following.text if following is not None and following.language == "text" else ""
            runners[block.language](block, printed)

    def _write(self, block: Block) -> None:
        path = self.folder / block.words["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._real(block.text) + "\n", encoding="utf-8")

    def _console(self, block: Block, _: str) -> None:
        for step in steps_of(block.text):
            if "background" in block.words:
                command = self._bound_really(step.command)
                started = _started(command, self.folder, self._environment(), step.output)
                self._port = self.resources.enter_context(started)
                continue
            actual = self._shown(self._run(self._real(step.command)))
            assert same_output(step.output, actual), (
                f"{self.name}:{block.line}: $ {step.command}\nprinted\n{actual}\nbut the page says\n{step.output}"
            )

    def _python(self, block: Block, printed: str) -> None:
        code = compile("\n" * (block.line - 1) + self._real(block.text), self.name, "exec")
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(code, self.names)
        actual = self._shown(output.getvalue())
        if actual:
            assert same_output(printed, actual), f"{self.name}:{block.line}: printed\n{actual}\nnot\n{printed}"

    def _run(self, command: str) -> str:
        if self._shell is None:
            self._shell = Shell(self.folder, self._environment())
            self.resources.callback(self._shell.close)
        return self._shell.run(command)

    def _real(self, text: str) -> str:
        """A text of the page with the address of the server, which is started when it is first named."""
        text = self._bound_really(text)
        if ADDRESS not in text:
            return text
        if self._port is None:
            self._port = self.resources.enter_context(fresh_server())
        return text.replace(ADDRESS, f"{HOST}:{self._port}")

    def _bound_really(self, text: str) -> str:
        """A text of the page with the ports that its own servers have in truth."""
        for port, real in self._bound.items():
            for before in (f"{HOST}:", f'("{HOST}", '):
                text = text.replace(f"{before}{port}", f"{before}{real}")
        return text

    def _end_servers(self) -> None:
        for value in self.names.values():
            if isinstance(value, socketserver.BaseServer):
                value.shutdown()
                value.server_close()

    def _shown(self, text: str) -> str:
        """An output as the page shows it: with the page's address, and the folder as the reader's."""
        text = text.replace(f"{self.folder}/", "")
        for port, real in self._bound.items():
            text = text.replace(f"{HOST}:{real}", f"{HOST}:{port}")
        return text if self._port is None else text.replace(f"{HOST}:{self._port}", ADDRESS)

    def _environment(self) -> dict[str, str]:
        """What commands run in: this Python's programs, our plugin, a quiet curl, a free port, nobody's proxy or CI."""
        own = ("MOCKSERVER", "PYTEST", "COV_", "PYTHON", "CI", "BUILD_NUMBER")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
        (self.folder / ".curlrc").write_text("silent\nshow-error\nnoproxy = *\n", encoding="utf-8")
        return {
            **kept,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "CURL_HOME": str(self.folder),
            "MOCKSERVER_PORT": "0",
            "COLUMNS": "80",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTEST_PLUGINS": "mockserver.pytest_plugin",
        }


def _parsed(parse: Callable[[str], Any], block: Block) -> None:
    assert parse(block.text) is not None, f"line {block.line}: an empty {block.language} block"


def run_page(name: str, text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a page in a folder; modules that its Python blocks import from there are forgotten again."""
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(folder)
    modules = set(sys.modules)
    with contextlib.ExitStack() as resources:
        Page(name, folder, resources).run(blocks_of(text))
    for module in set(sys.modules) - modules:
        if str(getattr(sys.modules[module], "__file__", None)).startswith(str(folder)):
            del sys.modules[module]
