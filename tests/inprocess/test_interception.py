"""From when to when do calls end in a mock, and in which one?"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import httpx2
import pytest
import requests
import urllib3

from mockserver import MockServer, MockserverError, create_app
from mockserver.exceptions import UnknownHostError
from mockserver.inprocess import intercept
from tests.documents import OK, document, written
from tests.inprocess.clients import Client, Sent, every_client
from tests.serving import serving

PATCHED = (
    (urllib3.connectionpool.HTTPConnectionPool, "_make_request"),
    (urllib3.connectionpool.HTTPSConnectionPool, "_prepare_proxy"),
    (httpx.HTTPTransport, "handle_request"),
    (httpx.AsyncHTTPTransport, "handle_async_request"),
    (httpx2.HTTPTransport, "handle_request"),
    (httpx2.AsyncHTTPTransport, "handle_async_request"),
    (aiohttp.BaseConnector, "connect"),
    (requests.sessions, "get_environ_proxies"),
)
URL = "https://api.example.com/x"


def originals() -> list[Any]:
    return [vars(owner)[name] for owner, name in PATCHED]


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    before, finders = originals(), list(sys.meta_path)
    yield
    assert (originals(), sys.meta_path) == (before, finders)


def saying(text: str) -> Callable[..., list[bytes]]:
    """An application that says always the same, and the session."""

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [f"{text}{environ.get('HTTP_X_MOCK_SESSION', '')}".encode()]

    return app


def said(url: str = URL) -> str:
    return requests.get(url, timeout=5).text


def test_all_is_patched_inside_and_put_back_after_an_exception() -> None:
    before = originals()

    @intercept(saying("a"), hosts=["*"])
    def fail() -> None:
        assert all(patched is not own for patched, own in zip(originals(), before, strict=True))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()


def test_the_inner_one_is_asked_first_and_the_outer_one_for_the_rest() -> None:
    with intercept(saying("outer"), hosts=["api.example.com", "other.example.com"]):
        with intercept(saying("inner"), hosts=["api.example.com"]):
            assert (said(), said("http://other.example.com")) == ("inner", "outer")
        assert said() == "outer"


def test_the_inner_one_says_what_becomes_of_the_rest() -> None:
    outer = intercept(saying("a"), hosts=["a.example"], unmatched="pass")
    inner = intercept(saying("b"), hosts=["b.example"])
    with outer, inner, pytest.raises(UnknownHostError, match=r"documented: b\.example; a\.example"):
        said()


def test_one_interception_may_be_entered_twice() -> None:
    interception = intercept(saying("a"), hosts=["*"])
    with interception:
        with interception:
            assert said() == "a"
        assert said() == "a"


def test_functions_of_both_kinds_can_be_decorated() -> None:
    @intercept(saying("a"), hosts=["*"])
    def sync(path: str) -> str:
        return said(URL + path)

    @intercept(saying("b"), hosts=["*"])
    async def awaited() -> str:
        async with httpx.AsyncClient() as client:
            return (await client.get(URL)).text

    assert (sync("/y"), asyncio.run(awaited()), sync.__name__) == ("a", "b", "sync")


def test_of_a_class_the_test_methods_are_decorated() -> None:
    @intercept(saying("a"), hosts=["*"])
    class Tests:
        def test_sync(self) -> str:
            return said(URL)

        async def test_awaited(self) -> str:
            async with httpx.AsyncClient() as client:
                return (await client.get(URL)).text

    assert (Tests().test_sync(), asyncio.run(Tests().test_awaited()), Tests.__name__) == ("a", "a", "Tests")


def test_threads_that_intercept_see_each_their_own() -> None:
    together = threading.Barrier(4)

    def work(name: str) -> list[str]:
        with intercept(saying(name), hosts=["*"], session=name):
            together.wait(20)
            found = [said() for _ in range(20)]
            together.wait(20)
            return found

    names = ["a", "b", "c", "d"]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, names)) == [[name * 2] * 20 for name in names]


def test_a_thread_of_the_test_sees_what_was_entered_last() -> None:
    with intercept(saying("first"), hosts=["*"]), intercept(saying("last"), hosts=["*"]), ThreadPoolExecutor(3) as pool:
        assert list(pool.map(said, [URL] * 9)) == ["last"] * 9


def test_tasks_see_each_their_own() -> None:
    async def work(name: str) -> set[str]:
        with intercept(saying(name), hosts=["*"]):
            async with aiohttp.ClientSession() as session, httpx.AsyncClient() as client:
                first = await session.get(URL)
                return {await first.text(), (await client.get(URL)).text}

    async def all_of_them() -> list[set[str]]:
        return await asyncio.gather(*map(work, "abcd"))

    assert asyncio.run(all_of_them()) == [{"a"}, {"b"}, {"c"}, {"d"}]


def test_many_calls_at_once_are_all_answered() -> None:
    async def all_of_them() -> set[str]:
        async with aiohttp.ClientSession() as session, httpx.AsyncClient() as client:

            async def by_aiohttp() -> str:
                async with session.get(URL) as answer:
                    return await answer.text()

            calls = [by_aiohttp() for _ in range(150)], [client.get(URL) for _ in range(150)]
            return {*await asyncio.gather(*calls[0]), *[a.text for a in await asyncio.gather(*calls[1])]}

    with intercept(saying("a"), hosts=["*"]):
        assert asyncio.run(all_of_them()) == {"a"}


@every_client
def test_a_call_to_an_unknown_host_is_refused(client: Client) -> None:
    with intercept(create_app(seed=1)), pytest.raises(UnknownHostError) as caught:
        client.get("https://api.example.com/x?y=1")
    words = str(caught.value)
    assert words.startswith(
        "no specification documents the host 'api.example.com' of GET https://api.example.com/x?y=1"
    )
    assert "{customer}.asp.virtual-call-center.eu" in words
    assert words.endswith(
        "Name others with hosts=[...], or let such calls pass with unmatched='pass' or unmatched=[...]"
    )


@every_client
def test_calls_to_loopback_and_others_that_may_pass_reach_the_network(client: Client) -> None:
    with serving(saying("real")) as port:
        with intercept(saying("mock"), hosts=["api.example.com"]):
            assert client.get(f"http://127.0.0.1:{port}/").body == b"real"
        with intercept(saying("mock"), hosts=[f"127.0.0.1:{port}"], unmatched="pass"):
            assert client.get(f"http://127.0.0.1:{port}/").body == b"mock"
            with pytest.raises(client.unreachable):
                client.get("http://no-such-host.invalid/")
        with intercept(saying("mock"), hosts=["api.example.com"], unmatched=["*.invalid", "other.example:8080"]):
            with pytest.raises(client.unreachable):
                client.get("http://no-such-host.invalid/")
            with pytest.raises(UnknownHostError):
                client.get("http://another.example/")


@every_client
def test_the_state_is_the_one_that_a_socket_shows(client: Client) -> None:
    app = create_app(seed=1, auth=False)
    body = b'{"list_items": [{"name": "Ann", "type": "multi", "number": "0001-01-01"}]}'
    with intercept(app, session="mine"):
        sent = Sent("POST", "http://10.1.2.3/api/v0/contacts/items", {"Content-Type": "application/json"}, body)
        assert client.send(sent).status < 300
    seen = app.test_client().get("/__session__/mine/api/v0/contacts/items").json
    assert [contact["name"] for contact in seen["list_items"]] == ["Ann"]


def test_a_mock_server_brings_calls_into_its_own_session() -> None:
    with MockServer(seed=1) as mock:
        for session in (mock, mock.session("größe 1/2")):
            with session.intercept():
                requests.get("http://monitor.local/api/v0/login?username=a&password=b", timeout=5)
            assert [(asked.operation, asked.session) for asked in session.requests] == [("login", session.session_name)]


def test_links_lead_back_to_the_documented_host() -> None:
    with intercept(create_app(seed=1, auth=False)):
        base = "https://mine.example.com/crmRestApi/resources/11.13.18.05"
        links = requests.get(f"{base}/phoneCalls", timeout=5).json()["links"]
    assert {link["href"].partition("/crmRestApi")[0] for link in links} == {"https://mine.example.com"}


def test_proxies_are_looked_for_only_where_no_mock_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    with intercept(saying("a"), hosts=["api.example.com"], unmatched="pass"):
        found = [requests.sessions.get_environ_proxies(url) for url in (URL, "https://other.example.com/x")]
    assert (found[0], found[1]["https"]) == ({}, "http://127.0.0.1:1")


@pytest.mark.parametrize("proxy", ["http", "https"])
def test_a_proxy_is_not_asked(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with intercept(saying("a"), hosts=["*"]):
        assert said(f"{proxy}://api.example.com/x") == "a"
        assert httpx.get(f"{proxy}://api.example.com/x").text == "a"


def test_what_concerns_certificates_is_taken_and_not_needed() -> None:
    with intercept(saying("a"), hosts=["*"]), requests.Session() as session:
        session.mount("https://", requests.adapters.HTTPAdapter(pool_maxsize=1, pool_block=True))
        found = [session.get(URL, verify=verify, stream=True, timeout=5) for verify in (True, False, True)]
        assert [answer.text for answer in found] == ["a", "a", "a"]


def test_a_transport_of_the_users_own_is_left_alone() -> None:
    own = httpx.MockTransport(lambda request: httpx.Response(200, text="own"))
    with intercept(saying("a"), hosts=["*"]), httpx.Client(transport=own) as client:
        assert client.get(URL).text == "own"


def test_an_error_of_the_application_reaches_the_test() -> None:
    def broken(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        raise ZeroDivisionError

    async def by_aiohttp() -> None:
        async with aiohttp.ClientSession() as session:
            await session.get(URL)

    with intercept(broken, hosts=["*"]):
        for send in (said, lambda: httpx.get(URL), lambda: asyncio.run(by_aiohttp())):
            with pytest.raises(ZeroDivisionError):
                send()


def test_an_application_may_start_its_answer_late_and_write() -> None:
    def late(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        write = start_response("201 Created", [("X-Late", "yes")])
        write(b"written ")
        yield b"given"

    with intercept(late, hosts=["*"]):
        answer = requests.get(URL, timeout=5)
    assert (answer.status_code, answer.headers["x-late"], answer.text) == (201, "yes", "written given")


def test_what_does_not_fit_is_refused_at_once(tmp_path: Path) -> None:
    bare = create_app(written(tmp_path, document({"/things": {"get": {"responses": OK}}})))
    with pytest.raises(MockserverError, match=r"no specification has a host among its servers; name those"):
        intercept(bare)
    with pytest.raises(MockserverError, match=r"not known of this application; name them with hosts="):
        intercept(saying("a"))
    with pytest.raises(MockserverError, match=r"'http://a.example' is no host"):
        intercept(saying("a"), hosts=["*"], unmatched=["http://a.example"])
    with pytest.raises(MockserverError, match=r"unmatched cannot be 'ignore'; it is 'refuse', 'pass' or"):
        intercept(saying("a"), hosts=["*"], unmatched="ignore")  # type: ignore[arg-type]


LATE = """
import sys
from mockserver.inprocess import intercept

def app(environ, start_response):
    start_response("200 OK", [])
    return [b"mock"]

clients = {"urllib3", "requests", "httpx", "httpx2", "aiohttp"}
assert not clients & set(sys.modules), clients & set(sys.modules)
with intercept(app, hosts=["*"]):
    assert not clients & set(sys.modules)
    import httpx, requests, urllib3.connectionpool as pools
    assert requests.get("https://a.example").text == httpx.get("https://a.example").text == "mock"
    loader = pools.__loader__
assert loader is pools.__spec__.loader and type(loader).__module__ != "mockserver.inprocess.patching"
assert pools.HTTPConnectionPool._make_request.__module__ == "urllib3.connectionpool"
"""


def test_clients_are_not_imported_and_those_imported_later_are_patched() -> None:
    done = subprocess.run([sys.executable, "-c", LATE], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_adapter_of_the_users_own_makes_its_answers_itself() -> None:
    class Marking(requests.adapters.HTTPAdapter):
        def build_response(self, req: Any, resp: Any) -> requests.Response:
            response = super().build_response(req, resp)
            response.reason = "Marked"
            return response

    with intercept(saying("a"), hosts=["*"]), requests.Session() as session:
        session.mount("https://", Marking())
        for stream in (False, True):
            answer = session.get(URL, stream=stream, timeout=5)
            assert (answer.reason, answer.text) == ("Marked", "a")


def test_a_certificate_that_is_not_there_is_still_an_error() -> None:
    with intercept(saying("a"), hosts=["*"]), pytest.raises(OSError, match="invalid path"):
        requests.get(URL, verify="/no/such/bundle.pem", timeout=5)


def test_a_proxy_is_asked_for_a_call_that_passes() -> None:
    proxies = {"https": "http://127.0.0.1:1", "http": "http://127.0.0.1:1"}
    with intercept(saying("a"), hosts=["api.example.com"], unmatched="pass"):
        for url in ("https://other.example.com", "http://other.example.com"):
            with pytest.raises(requests.exceptions.ProxyError):
                requests.get(url, proxies=proxies, timeout=5)
