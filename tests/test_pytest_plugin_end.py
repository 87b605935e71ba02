"""What is left when a run has ended, be it by itself or by Ctrl-C?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.suites import run

pytestmark = pytest.mark.usefixtures("suite")

LEFT = """
import gc
import importlib
import socket
import sys
import threading
import types

CLIENTS = ("requests.adapters", "urllib3.connection", "urllib3.connectionpool", "httpx", "aiohttp", "aiohttp.connector")


def of_kind(kind, owner):
    return [(name, value) for name, value in vars(owner).items() if isinstance(value, kind)]


def methods():
    classes = [value for name in CLIENTS for _, value in of_kind(type, importlib.import_module(name))]
    return {(each, *found) for each in classes for found in of_kind(types.FunctionType, each)}


def sockets():
    gc.collect()
    return [each for each in gc.get_objects() if isinstance(each, socket.socket) and each.fileno() != -1]


def pytest_configure(config):
    config.before = methods(), list(sys.meta_path)


def pytest_unconfigure(config):
    patched = methods() ^ config.before[0]
    finders = [each for each in sys.meta_path if each not in config.before[1]]
    print("left:", [thread.name for thread in threading.enumerate()], sockets(), patched, finders)
"""

CLIENTS = """
import asyncio
import os
import signal

import aiohttp
import httpx

WHERE = "https://shop.example/pets"


@pytest.fixture
def shop(mockserver):
    with mockserver.intercept(hosts=["shop.example"]):
        yield mockserver


async def everywhere(url):
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        await answer.read()
    async with httpx.AsyncClient() as client:
        await client.get(url)


@pytest.mark.parametrize("ends_well", [True, False])
def test_every_client(shop, make_mockserver, ends_well):
    other = make_mockserver("bank.json")
    get(f"{other.url('bank')}/accounts")
    for url in ("https://shop.example/pets", f"{shop.url('shop')}/pets"):
        asyncio.run(everywhere(url))
        with requests.Session() as session, httpx.Client() as client:
            session.get(url, timeout=5)
            client.get(url)
            assert ends_well or url.startswith("https")
"""

INTERRUPTED = """
def interrupt(seen):
    os.kill(os.getpid(), signal.SIGINT)
    return []


def test_interrupted(shop):
    with requests.Session() as session:
        session.get(f"{shop.url('shop')}/pets", timeout=5)
        shop.override("pets.create", status=422)
        shop.override("pets.list", answer=interrupt)
        session.get(URL, timeout=5)


def test_that_never_runs(shop):
    raise AssertionError
"""

NOTHING = "left: ['MainThread'] [] set() []"


@pytest.fixture(autouse=True)
def attention(suite: None, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left is told, and what Python warns of in its development mode is an error."""
    pytester.makepyfile(left=LEFT)
    monkeypatch.setenv("PYTHONDEVMODE", "1")


def test_nothing_is_left_of_tests_that_pass_and_fail(pytester: pytest.Pytester) -> None:
    result = run(pytester, CLIENTS, "-p", "left")
    result.assert_outcomes(passed=1, failed=1)
    assert NOTHING in result.outlines
    assert result.errlines == []


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """Ctrl-C is heard, also where these tests run in a shell's background: there it is ignored, and so by children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize(
    "url", ["https://shop.example/pets", "{shop.url('shop')}/pets"], ids=["in process", "by socket"]
)
def test_nothing_is_left_when_a_call_is_interrupted(pytester: pytest.Pytester, url: str) -> None:
    """The signal comes while the mock makes up its answer; nobody is blamed for an override that was not used yet."""
    result = run(pytester, CLIENTS + INTERRUPTED.replace("URL", f'f"{url}"'), "-p", "left", "-k", "not False")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert NOTHING in result.outlines
    assert result.errlines == []
    result.stdout.fnmatch_lines(["*mockserver coverage*", "*!! KeyboardInterrupt !!*"])
    assert "complains" not in result.stdout.str()


def test_no_process_is_left_when_workers_are_interrupted(pytester: pytest.Pytester) -> None:
    """The signal comes to all of them at once, as it does from a terminal."""
    test = (CLIENTS + INTERRUPTED).replace("os.kill(os.getpid()", "os.killpg(os.getpgid(0)").replace("URL", "WHERE")
    pytester.makepyfile(test_it="import pytest\nimport requests\nfrom sending import get\n" + test)
    command = [sys.executable, "-m", "pytest", "-p", "xdist", "-n", "2", "-k", "interrupted", "-p", "no:cacheprovider"]
    started = subprocess.Popen(
        command, cwd=pytester.path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    told, _ = started.communicate(timeout=60)
    assert started.returncode == pytest.ExitCode.INTERRUPTED, told
    assert "Traceback" not in told
    with pytest.raises(ProcessLookupError):
        os.killpg(started.pid, 0)
