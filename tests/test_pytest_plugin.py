"""Does the plugin keep what it promises to a test suite that uses it, and leave alone one that does not?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.suites import run

CERTIFICATES = Path(__file__).parent / "certificates"
pytestmark = pytest.mark.usefixtures("suite")


class TestFixtures:
    def test_a_test_has_a_mock_of_its_own(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            """
@pytest.mark.parametrize("number", [1, 2])
def test_one(mockserver, number):
    assert get(f"{mockserver.url('shop')}/pets").json() == []
    mockserver.assert_called("pets.list", times=1)
""",
        )
        result.assert_outcomes(passed=2)

    def test_a_server_is_shared_and_opened_only_when_somebody_asks(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            """
import threading

def test_none(mockserver):
    assert mockserver.requests == []
    assert "mockserver" not in [thread.name for thread in threading.enumerate()]

ports = []

@pytest.mark.parametrize("number", [1, 2])
def test_one(mockserver, number):
    ports.append(mockserver.url().split("/")[2])
    assert len(set(ports)) == 1
""",
        )
        result.assert_outcomes(passed=3)

    def test_a_marker_chooses_what_is_served(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            """
pytestmark = pytest.mark.mockserver(seed=7)

@pytest.mark.mockserver(specs=["bank.json"], settings={"bank": {"unknown_parameters": "error"}}, validation="warn")
def test_bank(mockserver):
    assert list(mockserver.engine.apis) == ["bank"]
    assert mockserver.engine.apis["bank"].settings["unknown_parameters"] == "error"
    assert mockserver.engine.options.validation == "warn"

@pytest.mark.mockserver("bank.json", "shop.json")
def test_both(mockserver):
    assert list(mockserver.engine.apis) == ["bank", "shop"]

def test_seed(mockserver):
    assert list(mockserver.engine.apis) == ["shop"]
    assert mockserver.clock.now.year == 2026
""",
        )
        result.assert_outcomes(passed=3)

    def test_the_settings_are_a_fixture_to_be_overridden(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            """
@pytest.fixture
def mockserver_settings():
    return {"specs": "bank.json", "strict": False, "seed": None}

def test_bank(mockserver):
    assert list(mockserver.engine.apis) == ["bank"]
    assert get(f"{mockserver.url()}/nothing").status_code == 404
""",
        )
        result.assert_outcomes(passed=1)

    def test_it_speaks_https_where_the_settings_have_a_certificate(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            f"""
import requests

@pytest.fixture(scope="session")
def mockserver_settings():
    return {{"tls_cert": {str(CERTIFICATES / "server.pem")!r}}}

def test_it(mockserver):
    url = mockserver.url("shop")
    assert url.startswith("https://127.0.0.1:")
    assert requests.get(f"{{url}}/pets", verify={str(CERTIFICATES / "authority.pem")!r}, timeout=5).json() == []
""",
        )
        result.assert_outcomes(passed=1)

    def test_mocks_are_made_for_the_whole_run(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            """
@pytest.fixture(scope="module")
def bank(make_mockserver):
    return make_mockserver("bank.json")

def test_first(bank):
    assert get(f"{bank.url('bank')}/accounts").json() == []

def test_second(bank, make_mockserver):
    bank.assert_called("accounts.list", times=1)
    other = make_mockserver("bank.json")
    assert (other.app, other.requests) == (bank.app, [])
    assert list(make_mockserver().engine.apis) == ["shop"]
""",
        )
        result.assert_outcomes(passed=2)

    def test_an_option_goes_before_the_ini(self, pytester: pytest.Pytester) -> None:
        test = "def test_bank(mockserver):\n    assert list(mockserver.engine.apis) == ['bank']\n"
        run(pytester, test, "--mockserver-spec", "bank.json").assert_outcomes(passed=1)

    def test_the_ini_sets_the_seed_and_how_strict_it_is(self, pytester: pytest.Pytester) -> None:
        pytester.makeini("[pytest]\nmockserver_specs = shop.json\nmockserver_seed =\nmockserver_strict = false\n")
        result = run(
            pytester,
            """
import datetime

def test_clock(mockserver):
    assert get(f"{mockserver.url()}/nothing").status_code == 404
    assert abs(mockserver.clock.now - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(minutes=5)
""",
        )
        result.assert_outcomes(passed=1)

    def test_classes_of_unittest_use_it(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            """
import unittest

class TestShop(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def _mock(self, mockserver):
        self.mock = mockserver

    def test_good(self):
        self.assertEqual(get(f"{self.mock.url('shop')}/pets").json(), [])

    def test_unknown(self):
        get(f"{self.mock.url('shop')}/pts")

    def test_wrong(self):
        get(f"{self.mock.url('shop')}/pts")
        self.assertEqual(1, 2)

    def test_skipped(self):
        self.mock.override("pets.create", status=422)
        self.skipTest("there is nothing to see")
""",
        )
        result.assert_outcomes(passed=1, failed=2, skipped=1)
        result.stdout.fnmatch_lines(["*no operation knows this request", "*AssertionError: 1 != 2"])
        result.stdout.fnmatch_lines(["*- Captured mockserver requests call -*", "GET /pts -> 404"])
        assert result.outlines.count("the mock server complains:") == 1

    def test_clients_reach_it_without_a_socket(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            """
def test_it(mockserver):
    with mockserver.intercept(hosts=["shop.example"]):
        assert get("https://shop.example/pets").json() == []
    mockserver.assert_called("pets.list", times=1)
""",
        )
        result.assert_outcomes(passed=1)

    def test_every_documented_error_is_a_case(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            """
from mockserver import error_cases

@pytest.mark.parametrize("case", error_cases(specs="shop.json"), ids=str)
def test_error(mockserver, case):
    mockserver.apply(case)
    assert requests.post(f"{mockserver.url('shop')}/pets", json={"name": "Rex"}, timeout=5).status_code == case.status
""",
            "-v",
        )
        result.assert_outcomes(passed=1)
        result.stdout.fnmatch_lines(["*test_error[[]pets.create-422] PASSED*"])


class TestStrictness:
    def test_a_broken_contract_fails_the_test_and_says_where_it_stands(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            """
def test_it(mockserver):
    requests.post(f"{mockserver.url('shop')}/pets", json={"nme": "Rex"}, timeout=5)
""",
        )
        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines(
            [
                "the mock server complains:",
                "POST /pets -> 422 (pets.create): the request broke its contract",
                "  body/name: *[[]required], by *shop.json:*",
                '  it sent: {"nme": "Rex"}',
            ]
        )

    def test_an_unknown_request_and_an_unused_override_fail_the_test(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            """
def test_unknown(mockserver):
    get(f"{mockserver.url('shop')}/pts")

def test_unused(mockserver):
    mockserver.override("pets.create", status=422, times=1)
""",
        )
        result.assert_outcomes(failed=2)
        result.stdout.fnmatch_lines(["*nearest: GET /pets (pets.list), *shop.json:*"])
        result.stdout.fnmatch_lines(["the override of pets.create was never used: status=422, times=1"])

    def test_what_is_expected_does_not_fail_it(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            """
def test_said(mockserver):
    mockserver.expect_violation("route")
    get(f"{mockserver.url('shop')}/pts")

@pytest.mark.mockserver(expect=["route", {"operation": "pets.create"}])
def test_marked(mockserver):
    get(f"{mockserver.url('shop')}/pts")
    requests.post(f"{mockserver.url('shop')}/pets", json={}, timeout=5)

@pytest.mark.mockserver(expect="route")
def test_that_does_not_come(mockserver):
    pass

@pytest.mark.mockserver(strict=False)
def test_lax(mockserver):
    get(f"{mockserver.url('shop')}/pts")
""",
        )
        result.assert_outcomes(passed=3, failed=1)
        result.stdout.fnmatch_lines(["'route' was expected, but did not come"])

    def test_a_test_that_fails_by_itself_is_told_what_came_and_nothing_else(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            """
def test_it(mockserver):
    for number in range(12):
        get(f"{mockserver.url('shop')}/pts")
    assert False
""",
        )
        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines(
            ["*- Captured mockserver requests call -*", "GET /pts -> 404", "(the last 10 of 12)"]
        )
        assert "complains" not in result.stdout.str()

    def test_a_test_that_fails_by_itself_is_told_what_was_wrong_with_its_requests(
        self, pytester: pytest.Pytester
    ) -> None:
        result = run(
            pytester,
            """
def test_it(mockserver):
    assert requests.post(f"{mockserver.url('shop')}/pets", json={}).json()["id"] == 1

def test_nothing(mockserver):
    assert False
""",
        )
        result.stdout.fnmatch_lines(
            ["POST * -> 422 (pets.create)", "  body/name: 'name' is required *required*, by *shop.json:*"]
        )
        assert result.stdout.str().count("Captured mockserver requests call") == 1

    def test_a_mock_that_is_asked_for_what_is_not_there_shows_the_line_of_the_test_alone(
        self, pytester: pytest.Pytester
    ) -> None:
        result = run(pytester, "def test_it(mockserver):\n    mockserver.override('pets.crate', status=503)\n")
        result.stdout.fnmatch_lines([">*mockserver.override('pets.crate', *", "E*did you mean 'pets.create'*"])
        assert "overriding.py" not in result.stdout.str()

    def test_a_test_that_did_not_come_to_its_end_is_held_to_nothing(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            """
@pytest.fixture
def unused(mockserver):
    mockserver.override("pets.create", status=422)

@pytest.fixture
def broken(unused):
    raise ValueError

def test_raises(unused, mockserver):
    get(f"{mockserver.url('shop')}/pts")
    with pytest.raises(ValueError):
        pass

def test_skipped(unused):
    pytest.skip("there is nothing to see")

def test_broken(broken):
    pass
""",
        )
        result.assert_outcomes(failed=1, skipped=1, errors=1)
        result.stdout.fnmatch_lines(["E*DID NOT RAISE*", "*- Captured mockserver requests call -*", "GET /pts -> 404"])
        assert "complains" not in result.stdout.str()

    def test_what_comes_while_fixtures_end_is_held_against_it_too(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            """
@pytest.fixture
def client(mockserver):
    yield
    get(f"{mockserver.url('shop')}/pts")

def test_it(client):
    pass
""",
        )
        result.assert_outcomes(passed=1, errors=1)
        result.stdout.fnmatch_lines(["*no operation knows this request"])


class TestFailures:
    def test_they_tell_what_was_expected_and_what_came_and_nothing_of_ours(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            """
@pytest.fixture(autouse=True)
def rex(mockserver):
    requests.post(f"{mockserver.url('shop')}/pets", json={"name": "Rex"}, timeout=5)

def test_body(mockserver):
    mockserver.assert_called("pets.create", with_={"body": {"name": "Tom"}})

def test_order(mockserver):
    mockserver.assert_order("pets.list", "pets.create")

def test_changes(mockserver):
    with mockserver.changes() as changes:
        requests.post(f"{mockserver.url('shop')}/pets", json={"name": "Tom"}, timeout=5)
    assert [pet["name"] for pet in changes.added["pets"].values()] == ["Kim"]

def test_nothing(mockserver):
    mockserver.reset()
    mockserver.assert_called("pets.create")
""",
        )
        result.assert_outcomes(failed=4)
        result.stdout.fnmatch_lines(
            [
                "E*pets.create was never called with these values; expected: at least once",
                'E*-   "name": "Tom"',
                'E*[+]   "name": "Rex"',
                "E*pets.list did not come; the order was to be pets.list, pets.create",
                "E*assert [[]'Tom'[]] == [[]'Kim'[]]",
                "E*pets.create was never called; expected: at least once",
                "E*no request came at all",
            ]
        )
        assert "mockserver/mock" not in result.stdout.str()

    def test_an_unknown_name_is_told_with_what_may_be_meant(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            """
@pytest.mark.parametrize("answer", [{"operation": "pets.crate"}, {"operation": "pets.create", "example": "Rx"}])
def test_override(mockserver, answer):
    mockserver.override(**answer)
""",
        )
        result.assert_outcomes(failed=2)
        result.stdout.fnmatch_lines(
            ["E*there is no operation 'pets.crate'; did you mean 'pets.create'*", "E*has no example 'Rx'*"]
        )


class TestCoverage:
    TESTS = """
@pytest.mark.parametrize("number", range(4))
def test_list(mockserver, number):
    get(f"{mockserver.url('shop')}/pets")

@pytest.mark.mockserver("bank.json")
def test_bank(mockserver):
    get(f"{mockserver.url('bank')}/accounts")

def test_create(mockserver, make_mockserver):
    mock = make_mockserver()
    requests.post(f"{mock.url('shop')}/pets", json={"name": "Rex"}, timeout=5)
"""

    @pytest.mark.parametrize("arguments", [(), ("-p", "xdist.plugin", "-n", "2")], ids=["alone", "with xdist"])
    def test_it_is_told_and_written(self, pytester: pytest.Pytester, arguments: tuple[str, ...]) -> None:
        names = ("out/it.json", "it.md", "it.html")
        options = [f"--mockserver-report={name}" for name in names]
        result = run(pytester, self.TESTS, *arguments, *options)
        result.assert_outcomes(passed=6)
        result.stdout.fnmatch_lines(
            [
                "*= mockserver coverage =*",
                "shop: 80.0 %, 2 of 2 operations called",
                "  pets.create never answered 422",
            ]
        )
        report = json.loads((pytester.path / "out/it.json").read_bytes())
        called = {each["operation"]: each["called"] for each in report["operations"]}
        assert (report["percent"], called) == (85.7, {"pets.create": 1, "pets.list": 4, "accounts.list": 1})
        assert "| shop | pets.create | 1 | 201 (1) | 422 |" in (pytester.path / "it.md").read_text("utf-8")
        assert "<td>pets.create</td><td>1</td><td>201 (1)</td><td>422</td>" in (pytester.path / "it.html").read_text(
            "utf-8"
        )

    @pytest.mark.parametrize("arguments", [(), ("-p", "xdist.plugin", "-n", "1")], ids=["alone", "with xdist"])
    @pytest.mark.parametrize(("least", "code"), [("85", 0), ("90", 1)])
    def test_less_than_the_minimum_fails_the_run(
        self, pytester: pytest.Pytester, least: str, code: int, arguments: tuple[str, ...]
    ) -> None:
        result = run(pytester, self.TESTS, "--mockserver-min-coverage", least, *arguments)
        assert result.ret == code
        told = "coverage is 85.7 %, less than the 90.0 % asked for"
        assert (told in result.stdout.str()) == bool(code)

    def test_a_run_without_a_mock_has_none_at_all(self, pytester: pytest.Pytester) -> None:
        result = run(pytester, "def test_it():\n    pass\n", "--mockserver-min-coverage", "1")
        assert result.ret == 1
        result.stdout.fnmatch_lines(["coverage is 0.0 %, less than the 1.0 % asked for"])

    @pytest.mark.parametrize("arguments", [(), ("-p", "xdist.plugin", "-n", "2")], ids=["alone", "with xdist"])
    def test_what_was_said_is_recorded(self, pytester: pytest.Pytester, arguments: tuple[str, ...]) -> None:
        run(pytester, self.TESTS, *arguments, "--mockserver-record=out/it.har").assert_outcomes(passed=6)
        entries = json.loads((pytester.path / "out/it.har").read_bytes())["log"]["entries"]
        said = sorted((each["request"]["method"], each["response"]["status"]) for each in entries)
        assert said == [("GET", 200)] * 5 + [("POST", 201)]

    def test_a_report_of_an_unknown_kind_is_refused(self, pytester: pytest.Pytester) -> None:
        result = run(pytester, "def test_it():\n    pass\n", "--mockserver-report", "it.pdf")
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(["*it.pdf: a report is a .json, .md or .html file"])


class TestWhoDoesNotUseIt:
    def test_nothing_of_the_house_is_imported_and_nothing_is_told(self, pytester: pytest.Pytester) -> None:
        result = run(
            pytester,
            """
import sys

def test_it():
    assert [name for name in sys.modules if name.startswith("mockserver.")] == ["mockserver.pytest_plugin"]
    assert not {"flask", "yaml", "jsonschema_rs"} & set(sys.modules)
""",
        )
        result.assert_outcomes(passed=1)
        assert "mockserver" not in result.stdout.str().replace("mockserver_", "")

    def test_wrong_specifications_do_not_harm_it(self, pytester: pytest.Pytester) -> None:
        pytester.makeini("[pytest]\nmockserver_specs = none.json\n")
        result = run(pytester, "def test_good():\n    pass\n\ndef test_bad(mockserver):\n    pass\n")
        result.assert_outcomes(passed=1, errors=1)
        result.stdout.fnmatch_lines(
            ["the mock server is set up wrongly: none.json: there is no such file; check the path"]
        )
        assert "exception" not in result.stdout.str()

    @pytest.mark.parametrize(
        ("marker", "message"),
        [
            ("sed=1", "*there is no setting 'sed'; did you mean 'seed'*"),
            ("expect=[{'cod': 'required'}]", "*unexpected keyword argument 'cod'"),
            ("expect=[{'operation': 'pets.crate'}]", "*did you mean 'pets.create'*"),
        ],
    )
    def test_a_marker_that_means_nothing_is_told_in_a_line(
        self, pytester: pytest.Pytester, marker: str, message: str
    ) -> None:
        test = f"@pytest.mark.mockserver({marker})\ndef test_it(mockserver):\n    pass\n"
        result = run(pytester, test)
        result.assert_outcomes(errors=1)
        result.stdout.fnmatch_lines([f"the mock server is set up wrongly: {message}"])
        assert "in create_app" not in result.stdout.str()

    def test_no_thread_outlives_an_interrupted_run(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            ending="""
import threading

def pytest_unconfigure():
    print("left:", [thread.name for thread in threading.enumerate()])
"""
        )
        result = run(
            pytester,
            """
def test_it(mockserver):
    requests.Session().get(f"{mockserver.url('shop')}/pets", timeout=5)
    raise KeyboardInterrupt
""",
            *("-p", "ending"),
        )
        assert result.ret == pytest.ExitCode.INTERRUPTED
        result.stdout.fnmatch_lines(["left: [[]'MainThread'[]]"])


class TestWhoCallsInProcess:
    def test_nothing_is_imported_that_the_calls_do_not_need_and_nothing_is_opened(
        self, pytester: pytest.Pytester
    ) -> None:
        result = run(
            pytester,
            """
import sys
import threading

opened = []
sys.addaudithook(lambda event, _: opened.append(event) if event == "socket.__new__" else None)

def test_it(mockserver):
    with mockserver.intercept(hosts=["shop.example"]):
        assert requests.get("http://shop.example/pets", timeout=5).json() == []
    of_coverage = {"sqlite3"} if "coverage" in sys.modules else set()  # it keeps what it measures there
    assert not ({"asyncio", "flask", "jinja2", "sqlite3", "werkzeug", "yaml"} - of_coverage) & set(sys.modules)
    assert (opened, threading.active_count()) == ([], 1)
""",
        )
        result.assert_outcomes(passed=1)
