"""Does the plugin do the same under each pytest that it promises to work with?"""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.providers import PYTESTS, pytest_folder
from tests.suites import run

pytestmark = pytest.mark.usefixtures("suite")

SUITE = """
import asyncio
import os
import unittest

import aiohttp
import httpx
import pytest_asyncio
from mockserver import error_cases

PET = {"name": "Rex"}

@pytest.fixture
def anyio_backend():
    return "asyncio"

@pytest.fixture
def shop(mockserver):
    with mockserver.intercept(hosts=["shop.example"]):
        yield mockserver

@pytest_asyncio.fixture
async def client():
    async with httpx.AsyncClient(timeout=5) as client:
        yield client

@pytest.fixture(scope="module")
def shared(make_mockserver):
    return make_mockserver("bank.json")

def test_release():
    assert pytest.__version__ == os.environ["EXPECTED_PYTEST"]

@pytest.mark.parametrize("number", [1, 2])
def test_own_session(mockserver, number):
    assert requests.post(f"{mockserver.url('shop')}/pets", json=PET, timeout=5).status_code == 201
    assert [pet["name"] for pet in mockserver.state["pets"].values()] == ["Rex"]

def test_ini(mockserver):
    assert (list(mockserver.engine.apis), mockserver.clock.now.year) == (["shop"], 2026)

@pytest.mark.mockserver("bank.json", seed=7, validation="warn")
def test_marker(mockserver):
    assert (list(mockserver.engine.apis), mockserver.engine.options.validation) == (["bank"], "warn")

def test_shared(shared):
    assert (list(shared.engine.apis), shared.requests) == (["bank"], [])

class TestOverriddenSettings:
    @pytest.fixture
    def mockserver_settings(self):
        return {"specs": "bank.json", "strict": False}

    def test_lax(self, mockserver):
        assert get(f"{mockserver.url()}/nothing").status_code == 404

class TestUnittest(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def _mock(self, mockserver):
        self.mock = mockserver

    def test_good(self):
        self.assertEqual(get(f"{self.mock.url('shop')}/pets").json(), [])

    def test_unknown(self):
        get(f"{self.mock.url('shop')}/pts")

    def test_skipped(self):
        self.mock.override("pets.create", status=422)
        self.skipTest("there is nothing to see")

@pytest.mark.asyncio
async def test_asyncio(shop, client):
    answers = await asyncio.gather(*(client.get("https://shop.example/pets") for _ in range(3)))
    assert [answer.json() for answer in answers] == [[], [], []]

@pytest.mark.asyncio
async def test_asyncio_wrong(shop, client):
    await client.post("https://shop.example/pets", json={"name": 1})

@pytest.mark.anyio
async def test_anyio(mockserver):
    async with aiohttp.ClientSession() as session, session.get(f"{mockserver.url('shop')}/pets") as answer:
        assert await answer.json() == []

@pytest.mark.parametrize("case", error_cases(specs="shop.json"), ids=str)
def test_error(mockserver, case):
    mockserver.apply(case)
    assert requests.post(f"{mockserver.url('shop')}/pets", json=PET, timeout=5).status_code == case.status

def test_broken(mockserver):
    requests.post(f"{mockserver.url('shop')}/pets", json={}, timeout=5)

def test_unused(mockserver):
    mockserver.override("pets.create", status=422)

def test_expected(mockserver):
    mockserver.expect_violation("required")
    requests.post(f"{mockserver.url('shop')}/pets", json={}, timeout=5)

@pytest.mark.mockserver(expect=["required"])
def test_expected_and_did_not_come(mockserver):
    pass

@pytest.mark.mockserver(seeds=1)
def test_marked_wrongly(mockserver):
    pass

@pytest.fixture
def late(mockserver):
    yield mockserver
    get(f"{mockserver.url('shop')}/pts")

def test_late(late):
    pass

def test_failing(mockserver):
    get(f"{mockserver.url('shop')}/pets")
    mockserver.assert_called("pets.list", times=2)
"""
OUTCOMES = {
    **dict.fromkeys(
        (
            *("test_release", "test_own_session[1]", "test_own_session[2]", "test_ini", "test_marker", "test_shared"),
            *("test_lax", "test_good", "test_asyncio", "test_anyio", "test_error[pets.create-422]", "test_expected"),
        ),
        "passed",
    ),
    "test_skipped": "skipped: there is nothing to see",
    "test_unknown": "failure: GET /pts -> 404: no operation knows this request",
    "test_asyncio_wrong": "failure: POST /pets -> 422 (pets.create): the request broke its contract",
    "test_broken": "failure: POST /pets -> 422 (pets.create): the request broke its contract",
    "test_unused": "failure: the override of pets.create was never used: status=422",
    "test_expected_and_did_not_come": "failure: 'required' was expected, but did not come",
    "test_marked_wrongly": "error: there is no setting 'seeds'; did you mean 'seed' or 'specs'?",
    "test_late": "error: GET /pts -> 404: no operation knows this request",
    "test_failing": "failure: pets.list was called once; expected: 2 times",
}
MORE = {"8.0.2": ("-W", "ignore:unclosed:ResourceWarning"), "8.4.2": ("-p", "xdist.plugin", "-n", "2")}
"""The pytest-asyncio of one leaves a loop of its own open; that of xdist is added up under the other."""


@pytest.mark.parametrize("version", [*PYTESTS, pytest.__version__])
def test_a_suite_fares_the_same(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setenv("EXPECTED_PYTEST", version)
    if version in PYTESTS:
        if not pytest_folder(version).is_dir():
            pytest.skip(f"pytest {version} is not installed: run python -m tests.providers")
        monkeypatch.setenv("PYTHONPATH", str(pytest_folder(version)))
    plugins = ("-p", "pytest_asyncio.plugin", "-o", "asyncio_default_fixture_loop_scope=function")
    told = ("--junitxml=it.xml", "--mockserver-report=it.json", "--mockserver-min-coverage=99")
    result = run(pytester, SUITE, *plugins, "-p", "anyio.pytest_plugin", *told, *MORE.get(version, ()))
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert outcomes(pytester.path / "it.xml") == OUTCOMES
    assert json.loads((pytester.path / "it.json").read_bytes())["percent"] == 71.4
    result.stdout.fnmatch_lines(
        [
            "*= mockserver coverage =*",
            "shop: 100.0 %, 2 of 2 operations called",
            "coverage is 71.4 %, less than the 99.0 % asked for",
        ]
    )


def outcomes(file: Path) -> dict[str, str]:
    """What became of each test, with the first line of what is told of it, by the report that pytest itself writes."""
    found = {}
    for case in ElementTree.parse(file).iter("testcase"):
        told = [f"{one.tag}: {_first(one)}" for one in case if one.tag in ("failure", "error", "skipped")]
        found[case.attrib["name"]] = "; ".join(told) or "passed"
    return found


def _first(told: ElementTree.Element) -> str:
    """The first line of what the mock says, or of the message."""
    message = told.attrib["message"].removeprefix("AssertionError: ")
    for begins in ("the mock server complains:", "the mock server is set up wrongly:"):
        message = message.partition(begins)[2].strip() or message
    return message.splitlines()[0].rstrip('"')
