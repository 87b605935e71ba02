"""Does the plugin get on with the other plugins that a suite has, in any order, again and again, and in parts?"""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from mockserver.cli import main
from tests.suites import run

pytestmark = pytest.mark.usefixtures("suite")

ASYNC = """
import asyncio
import aiohttp
import httpx
{imports}

@pytest.fixture
def shop(mockserver):
    with mockserver.intercept(hosts=["shop.example"]):
        yield mockserver

@{fixture}
async def client():
    async with httpx.AsyncClient(timeout=5) as client:
        yield client

{mark}
async def test_httpx_by_socket(mockserver, client):
    assert (await client.get(f"{{mockserver.url('shop')}}/pets")).json() == []
    mockserver.assert_called("pets.list", times=1)

{mark}
async def test_httpx_without_a_socket(shop, client):
    assert (await client.get("https://shop.example/pets")).json() == []
    shop.assert_called("pets.list", times=1)

{mark}
async def test_aiohttp_by_socket(mockserver):
    async with aiohttp.ClientSession() as session, session.get(f"{{mockserver.url('shop')}}/pets") as answer:
        assert await answer.json() == []
    mockserver.assert_called("pets.list", times=1)

{mark}
async def test_aiohttp_without_a_socket(shop):
    pet = {{"name": "Tom"}}
    async with aiohttp.ClientSession() as session, session.post("https://shop.example/pets", json=pet) as answer:
        assert answer.status == 201
    assert [pet["name"] for pet in shop.state["pets"].values()] == ["Tom"]

{mark}
async def test_many_at_once(shop, client):
    async def get(number):
        return await client.get(f"{{shop.url('shop') if number % 2 else 'https://shop.example'}}/pets")
    assert {{answer.status_code for answer in await asyncio.gather(*map(get, range(10)))}} == {{200}}
    shop.assert_called("pets.list", times=10)

{mark}
async def test_a_client_that_is_wrong(shop, client):
    await client.get("https://shop.example/pts")
"""


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (
            {
                "imports": "import pytest_asyncio",
                "fixture": "pytest_asyncio.fixture",
                "mark": "@pytest.mark.asyncio",
            },
            ("pytest_asyncio.plugin", "asyncio_mode=strict"),
        ),
        ({"imports": "", "fixture": "pytest.fixture", "mark": ""}, ("pytest_asyncio.plugin", "asyncio_mode=auto")),
        (
            {
                "imports": "@pytest.fixture\ndef anyio_backend():\n    return 'asyncio'",
                "fixture": "pytest.fixture",
                "mark": "@pytest.mark.anyio",
            },
            ("anyio.pytest_plugin",),
        ),
    ],
    ids=["pytest-asyncio, strict", "pytest-asyncio, auto", "anyio"],
)
def test_coroutines_use_it(pytester: pytest.Pytester, words: dict[str, str], options: tuple[str, ...]) -> None:
    plugin, *ini = options
    given = [f"-o{each}" for each in (*ini, "asyncio_default_fixture_loop_scope=function") if ini]
    result = run(pytester, ASYNC.format(**words), "-p", plugin, *given)
    result.assert_outcomes(passed=5, failed=1)
    result.stdout.fnmatch_lines(["GET /pts -> 404: no operation knows this request"])


def test_tests_are_repeated_in_random_order_by_several_workers(pytester: pytest.Pytester) -> None:
    """Each run of a test begins anew, and each worker has one server of its own."""
    result = run(
        pytester,
        """
import os
import pathlib

@pytest.mark.parametrize("name", ["Rex", "Tom", "Kim"])
def test_own(mockserver, name):
    assert (mockserver.state["pets"], mockserver.requests) == ({}, [])
    url = mockserver.url("shop")
    assert requests.post(f"{url}/pets", json={"name": name}, timeout=5).status_code == 201
    assert [pet["name"] for pet in mockserver.state["pets"].values()] == [name]
    pathlib.Path(f"{os.environ['PYTEST_XDIST_WORKER']}.{url.split('/')[2].split(':')[1]}.port").touch()
""",
        *("-p", "xdist", "-n", "2", "-p", "pytest_randomly", "-p", "pytest_repeat", "--count", "4"),
    )
    result.assert_outcomes(passed=12)
    workers, ports = zip(*(path.name.split(".")[:2] for path in pytester.path.glob("*.port")), strict=True)
    assert sorted(workers) == sorted(set(workers))
    assert len(set(ports)) == len(workers)


def test_the_shards_of_a_run_add_up(pytester: pytest.Pytester) -> None:
    tests = """
def test_list(mockserver):
    get(f"{mockserver.url('shop')}/pets")

def test_create(mockserver):
    requests.post(f"{mockserver.url('shop')}/pets", json={"name": "Rex"}, timeout=5)

def test_refused(mockserver):
    mockserver.override("pets.create", status=422)
    requests.post(f"{mockserver.url('shop')}/pets", json={"name": "Rex"}, timeout=5)
"""
    shards = [pytester.path / "list.json", pytester.path / "create.json"]
    run(pytester, tests, "-k", "list or refused", "--mockserver-report", "list.json").assert_outcomes(passed=2)
    run(pytester, tests, "-k", "create", "--mockserver-report", "create.json").assert_outcomes(passed=1)
    assert [json.loads(shard.read_bytes())["percent"] for shard in shards] == [80.0, 40.0]
    told = CliRunner().invoke(main, ["coverage", *map(str, shards), "--min", "100"])
    assert (told.exit_code, told.output.splitlines()[0]) == (0, "coverage: 100.0 %")
