"""How do tests with pytest get a mock server, and what fails them?

Nothing of the house is imported before a test asks for a mock.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

import mockserver as house

INI: tuple[tuple[str, str, Any, Any], ...] = (
    ("mockserver_specs", "the specifications to serve (default: the shipped ones)", "args", []),
    ("mockserver_strict", "whether a broken contract or an unused override fails a test", "bool", True),
    ("mockserver_seed", "the seed of ids, tokens and times; empty: by chance and by the wall clock", "string", "1"),
)
MARKER = (
    "mockserver(*specs, seed=..., strict=True, settings={...}, expect=[...], **more): what the mock of this test "
    "serves; 'expect' are codes of violations that are meant to come, 'more' further arguments of MockServer"
)
_HINT = (
    "What is meant to be is declared: mockserver.expect_violation(...), "
    "or @pytest.mark.mockserver(expect=[...]) or (strict=False)."
)
_SHOWN = 10
_HOME = Path(__file__).parent


class _Run:
    """The servers of this process, by what they were made with, and what was exercised in it."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.servers: dict[str, tuple[house.MockServer, Any]] = {}
        self.made: list[house.MockServer] = []
        self.collectors: dict[house.MockServer, Any] = {}
        self.reports: list[dict[str, Any]] = []
        self.said: list[dict[str, Any]] = []
        self.numbers = itertools.count(1)

    def mock(self, name: str, settings: Mapping[str, Any]) -> house.MockServer:
        """A mock with a session of its own, on the server with these settings."""
        chosen = {**self.configured, **settings}
        specs = chosen.pop("specs", None)
        key = repr((specs, sorted(chosen.items())))
        if key not in self.servers:
            server = house.MockServer(specs, **chosen)
            self.servers[key] = (server, server.collector(details=bool(self.config.option.mockserver_report)))
        server, collected = self.servers[key]
        mock = server.session(f"{name}-{next(self.numbers)}")
        self.collectors[mock] = collected
        return mock

    @cached_property
    def configured(self) -> Mapping[str, Any]:
        """What the ini file and the command line say; they stay as they are."""
        return _configured(self.config)

    def end(self, mock: house.MockServer) -> None:
        """Count what a session exercised, note what it said where that is asked for, and forget it."""
        if self.config.option.mockserver_record is not None:
            self.said += mock.said()
        mock.exercise(self.collectors.pop(mock))
        mock.forget()

    def close(self) -> None:
        for mock in self.made:
            self.end(mock)
        for server, collected in self.servers.values():
            self.reports.append(collected.report())
            server.stop()
        self.made, self.servers = [], {}


class _Use:
    """The mock of one test."""

    def __init__(self, mock: house.MockServer, strict: bool) -> None:  # noqa: FBT001
        self.mock = mock
        self.strict = strict
        self.has_passed = False
        self.complaint: BaseException | None = None
        self.told: set[str] = set()

    def check(self) -> None:
        """Fail a test that passed with what was not told yet; one that did not come to its end is held to nothing."""
        is_held = self.strict and self.has_passed
        found = [each for each in self.mock.complaints() if each not in self.told] if is_held else []
        self.told.update(found)
        if found:
            text = "\n".join(("the mock server complains:", *found, _HINT))
            self.complaint = pytest.fail.Exception(text, pytrace=False)
            raise self.complaint

    def seen(self) -> str:
        """The newest requests with what was wrong, for the report of a test that failed by itself."""
        requests = self.mock.requests
        lines = [line for each in requests[-_SHOWN:] for line in (f"{each}", *(f"  {one}" for one in each.violations))]
        more = [f"(the last {_SHOWN} of {len(requests)})"] if len(requests) > _SHOWN else []
        return "\n".join((*lines, *more))


_RUN = pytest.StashKey[_Run]()
_USE = pytest.StashKey[_Use]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("mockserver", "mock servers that OpenAPI specifications drive")
    group.addoption(
        "--mockserver-spec", action="append", metavar="FILE", help="a specification to serve, instead of the ini's"
    )
    group.addoption(
        "--mockserver-min-coverage",
        type=float,
        metavar="PERCENT",
        help="fail where less of the operations and their documented statuses was exercised",
    )
    group.addoption(
        "--mockserver-report",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="write what was exercised to a .json, .md or .html file",
    )
    group.addoption(
        "--mockserver-record",
        type=Path,
        metavar="FILE",
        help="write all requests and answers of the run to a HAR file, without secrets",
    )
    for name, meaning, kind, default in INI:
        parser.addini(name, meaning, type=kind, default=default)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)
    for path in config.option.mockserver_report:
        if path.suffix.lower() not in (".json", ".md", ".html"):
            raise pytest.UsageError(f"--mockserver-report: {path}: a report is a .json, .md or .html file")
    config.stash[_RUN] = _Run(config)


# Fixtures


@pytest.fixture(scope="session")
def mockserver_settings() -> dict[str, Any]:
    """The arguments of `MockServer` for every mock; override this fixture to change them, or `strict`."""
    return {}


@pytest.fixture(scope="session")
def make_mockserver(pytestconfig: pytest.Config) -> Iterator[Callable[..., house.MockServer]]:
    """Makes mocks: `make_mockserver(specs, **settings)`, each with a session of its own that lasts as long as the run.

    Mocks with the same arguments share a server.
    """
    run = pytestconfig.stash[_RUN]

    def make(specs: Iterable[str | Path] | str | Path | None = None, **settings: Any) -> house.MockServer:
        given = {} if specs is None else {"specs": _resolved(_listed(specs), Path.cwd())}
        mock = run.mock("made", {**settings, **given})
        run.made.append(mock)
        return mock

    yield make
    run.close()


@pytest.fixture(name="mockserver")
def _mockserver(request: pytest.FixtureRequest, mockserver_settings: Mapping[str, Any]) -> Iterator[house.MockServer]:
    """A mock with a session of this test's own; a broken contract or an unused override fails the test."""
    run, node = request.config.stash[_RUN], request.node
    settings = {**mockserver_settings, **_marked(node)}
    strict = settings.pop("strict", request.config.getini("mockserver_strict"))
    expected = settings.pop("expect", ())
    try:
        mock = run.mock(re.sub(r"[^\w.-]+", "-", node.name)[:60], settings)
        for each in _listed(expected):
            mock.expect_violation(**each) if isinstance(each, Mapping) else mock.expect_violation(each)
    except (house.MockserverError, TypeError) as error:
        raise pytest.fail.Exception(f"the mock server is set up wrongly: {error}", pytrace=False) from None
    node.stash[_USE] = use = _Use(mock, bool(strict))
    try:
        yield mock
        use.check()
    finally:
        del node.stash[_USE]
        run.end(mock)


def _configured(config: pytest.Config) -> dict[str, Any]:
    """What the ini file and the command line say."""
    specs = config.option.mockserver_spec
    here = config.invocation_params.dir if specs else (config.inipath or config.rootpath / "x").parent
    seed = config.getini("mockserver_seed")
    return {"specs": _resolved(specs or config.getini("mockserver_specs"), here), "seed": seed or None}


def _marked(node: pytest.Item) -> dict[str, Any]:
    """What the markers of a test say, the nearest first."""
    found: dict[str, Any] = {}
    for marker in node.iter_markers("mockserver"):
        given = dict(marker.kwargs)
        specs = marker.args or _listed(given.pop("specs", ()))
        if specs:
            given["specs"] = _resolved(specs, node.path.parent, node.config.rootpath)
        found = {**given, **found}
    return found


def _listed(value: Any) -> Sequence[Any]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _resolved(specs: Iterable[str | Path], *folders: Path) -> tuple[str, ...]:
    """The specifications, as files of the first folder that has them; addresses stay."""
    found = []
    for spec in map(str, specs):
        files = [folder / spec for folder in folders if (folder / spec).exists()]
        found.append(str(files[0]) if files and "://" not in spec else spec)
    return tuple(found)


# Strictness


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A test that passed is held to its contract; one that failed, was skipped or interrupted is not."""
    yield
    use = item.stash.get(_USE, None)
    if use is not None:
        use.has_passed = True
        use.check()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """One that failed by itself is told what came; a class of unittest says only now that it did.

    Where a mock refuses what it is asked for, the fault is in the test: our own frames are left out.
    """
    if call.excinfo is not None and isinstance(call.excinfo.value, house.MockserverError):
        _end_before_us(call.excinfo.tb)
    report = yield
    use = item.stash.get(_USE, None)
    if use is not None and call.when == "call" and call.excinfo is not None and call.excinfo.value is not use.complaint:
        use.has_passed = False
        seen = use.seen() if report.failed else ""
        if seen:
            report.sections.append(("Captured mockserver requests call", seen))
    return report


def _end_before_us(traceback: TracebackType) -> None:
    """Take our own frames off the end of a traceback."""
    last, frame = traceback, traceback.tb_next
    while frame is not None:
        if _HOME not in Path(frame.tb_frame.f_code.co_filename).parents:
            last = frame
        frame = frame.tb_next
    last.tb_next = None


# Coverage


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker hands on what it has; whoever started the run writes the reports and holds it to its minimum."""
    config = session.config
    run = config.stash[_RUN]
    run.close()
    output = getattr(config, "workeroutput", None)
    if output is not None:
        output["mockserver"] = (run.reports, run.said)
        return
    recorded = config.option.mockserver_record
    if recorded is not None and not config.option.collectonly:
        _write(config.invocation_params.dir / recorded, run.said)
    least = config.option.mockserver_min_coverage
    if config.option.collectonly or not (run.reports or least):
        return
    report = _merged(run)
    for path in config.option.mockserver_report:
        _contract().write_report(report, config.invocation_params.dir / path)
    if least is not None and report["percent"] < least and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _write(path: Path, entries: Sequence[Mapping[str, Any]]) -> None:
    """Write what was said; only a run that records waits for the room that knows how."""
    from mockserver.recording import write_har

    write_har(path, entries)


def _contract() -> Any:
    """The room that merges and tells coverage: only a run that used a mock waits for it."""
    from mockserver import contract

    return contract


def _merged(run: _Run) -> dict[str, Any]:
    report: dict[str, Any] = _contract().merged(run.reports)
    return report if report["operations"] else {**report, "percent": 0.0}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take the coverage of a worker that ended, and what was said to it."""
    run: _Run = node.config.stash[_RUN]
    reports, said = getattr(node, "workeroutput", {}).get("mockserver", ([], []))
    run.reports += reports
    run.said += said


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    run = config.stash[_RUN]
    least = config.option.mockserver_min_coverage
    if config.option.collectonly or not (run.reports or least):
        return
    report = _merged(run)
    terminalreporter.section("mockserver coverage")
    for line in _contract().summary(report):
        terminalreporter.write_line(line)
    if least is not None and report["percent"] < least:
        terminalreporter.write_line(f"coverage is {report['percent']} %, less than the {least} % asked for", red=True)
