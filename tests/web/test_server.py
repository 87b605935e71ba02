"""The command `serve` says where it listens, and ends when it is told to."""

from __future__ import annotations

import errno
import http.client
import json
import os
import re
import select
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from mockserver import MockServer
from mockserver.exceptions import MockserverError
from mockserver.web.address import Address
from mockserver.web.app import Settings
from mockserver.web.server import Application, _free, _guarded
from tests.documents import OK, document, giving, taking, written
from tests.upstream_server import Says, upstream

PATHS = {
    "/things": {
        "get": {"operationId": "list", "responses": {"200": giving({}, example=["a"])}},
        "post": {"operationId": "create", "requestBody": taking({}), "responses": OK},
    }
}
CERTIFICATES = Path(__file__).parent.parent / "certificates"
LINE = re.compile(r"mockserver listening on https?://(127\.0\.0\.1|0\.0\.0\.0|\[::1\]):(\d+)\n")
START_SECONDS = 30
END_SECONDS = 2.0


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return written(tmp_path, document(PATHS))


def started(*arguments: str | Path, command: str = "serve") -> subprocess.Popen[str]:
    called = [sys.executable, "-m", "mockserver", command, *map(str, arguments)]
    return subprocess.Popen(called, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def cleared(process: subprocess.Popen[str]) -> None:
    """End a server with all of its workers, however the test ended."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=END_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def line_of(process: subprocess.Popen[str]) -> str:
    """The first line of standard output, which the server must have flushed while it runs."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], START_SECONDS)
    return process.stdout.readline() if ready else ""


@contextmanager
def running(*arguments: str | Path, command: str = "serve") -> Iterator[tuple[subprocess.Popen[str], str, int]]:
    """A server that listens, with its host and port."""
    process = started(*arguments, command=command)
    try:
        line = line_of(process)
        found = LINE.fullmatch(line)
        assert found is not None, (line, process.poll())
        yield process, found[1].strip("[]"), int(found[2])
    finally:
        cleared(process)


def ended(process: subprocess.Popen[str], sign: signal.Signals = signal.SIGTERM) -> tuple[int | None, float]:
    """The exit code of a server that is told to end, if it does, and how long that took."""
    begin = time.monotonic()
    process.send_signal(sign)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=5 * END_SECONDS)
    return process.poll(), time.monotonic() - begin


def refused(*arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a server that does not start."""
    process = started(*arguments)
    try:
        out, err = process.communicate(timeout=START_SECONDS)
    finally:
        cleared(process)
    return process.returncode, out, err


def get(host: str, port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(host, port, timeout=START_SECONDS)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


# Listening


def test_the_line_names_a_port_that_answers_at_once(spec: Path) -> None:
    with running("-p", "0", spec) as (process, host, port):
        assert (port > 0, get(host, port, "/things")) == (True, (200, b'["a"]'))
        assert process.poll() is None


def test_each_request_is_told_on_standard_error_where_that_is_wanted(spec: Path) -> None:
    with running("-p", "0", "-v", spec) as (process, host, port):
        assert get(host, port, "/things")[0] == 200
        assert process.stderr is not None
        ready, _, _ = select.select([process.stderr], [], [], START_SECONDS)
        assert ready
        assert process.stderr.readline().startswith("INFO GET /things: 200, list, example, ")


@pytest.mark.parametrize("has_its_own_file", [False, True])
def test_a_certificate_makes_it_https(spec: Path, tmp_path: Path, *, has_its_own_file: bool) -> None:
    both = CERTIFICATES / "server.pem"
    certificate, begin, key = both.read_text().partition("-----BEGIN PRIVATE KEY-----")
    (tmp_path / "cert.pem").write_text(certificate)
    (tmp_path / "key.pem").write_text(begin + key)
    files = ("--tls-cert", tmp_path / "cert.pem", "--tls-key", tmp_path / "key.pem")
    with running("-p", "0", *(files if has_its_own_file else ("--tls-cert", both)), spec) as (_, host, port):
        context = ssl.create_default_context(cafile=str(CERTIFICATES / "authority.pem"))
        with closing(http.client.HTTPSConnection(host, port, timeout=START_SECONDS, context=context)) as connection:
            connection.request("GET", "/things")
            assert connection.getresponse().read() == b'["a"]'
        with pytest.raises((http.client.HTTPException, OSError)):
            get(host, port, "/things")


def test_a_certificate_that_cannot_be_shown_is_told(spec: Path, tmp_path: Path) -> None:
    assert refused("--tls-key", spec, spec)[2] == (
        "mockserver: --tls-key: it is the key of nothing; give its certificate by --tls-cert\n"
    )
    missing = tmp_path / "none.pem"
    assert refused("--tls-cert", missing, spec)[2] == f"mockserver: {missing}: there is no such file; check the path\n"
    assert refused("--tls-cert", CERTIFICATES / "authority.pem", spec)[2].startswith(
        f"mockserver: {CERTIFICATES / 'authority.pem'}: no certificate with its key, in PEM and without a password: "
    )


def test_two_servers_with_a_free_port_do_not_meet(spec: Path) -> None:
    with running("-p", "0", spec) as (_, _, first), running("-p", "0", spec) as (_, _, second):
        assert first != second


def test_the_control_api_answers_too(spec: Path) -> None:
    with running("-p", "0", "--seed", "1", spec) as (_, host, port):
        assert get(host, port, "/things")[0] == 200
        status, body = get(host, port, "/__mock__/requests")
    assert (status, json.loads(body)["total"]) == (200, 1)


def test_a_named_port_is_the_one_that_answers(spec: Path) -> None:
    port = _free(Address(port=0))
    with running("--port", str(port), spec) as (_, host, found):
        assert (found, get(host, found, "/things")[0]) == (port, 200)


def test_a_server_that_other_machines_reach_has_a_token(spec: Path) -> None:
    with running("-p", "0", "-h", "0.0.0.0", spec) as (process, _, port):
        assert get("127.0.0.1", port, "/__mock__/health")[0] == 401
        assert get("127.0.0.1", port, "/things")[0] == 200
        ended(process)
        assert process.stderr is not None
        assert re.search(r"^control token: \S{20,}$", process.stderr.read(), re.MULTILINE)


@pytest.mark.skipif(not socket.has_ipv6, reason="this Python was built without IPv6")
def test_a_server_may_listen_on_ipv6(spec: Path) -> None:
    try:
        _free(Address("::1", 0))
    except MockserverError as error:
        pytest.skip(f"this machine has no IPv6: {error}")
    with running("-p", "0", "-h", "::1", spec) as (_, host, port):
        assert (host, get(host, port, "/things")[0]) == ("::1", 200)


def test_many_requests_on_one_connection_are_answered(spec: Path) -> None:
    with running("-p", "0", spec) as (_, host, port):
        connection = http.client.HTTPConnection(host, port, timeout=START_SECONDS)
        statuses = []
        for body in (b"[1]", b"", b"{}", b"[" * 50):
            connection.request("POST", "/things", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            response.read()
            statuses.append(response.status)
        connection.close()
    assert statuses == [200, 422, 200, 422]


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_in_chunks_is_read(spec: Path, declared: bool) -> None:
    with running("-p", "0", spec) as (_, host, port):
        connection = http.client.HTTPConnection(host, port, timeout=START_SECONDS)
        headers = {"Content-Type": "application/json"} | ({"Content-Length": "5"} if declared else {})
        connection.request("POST", "/things", iter([b"[1,", b"2]"]), headers)
        status = connection.getresponse().status
        connection.close()
        recorded = json.loads(get(host, port, "/__mock__/requests")[1])["requests"][0]["body"]
    assert (status, recorded) == (200, [1, 2])


# Ending


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server(spec: Path, sign: signal.Signals) -> None:
    with running("-p", "0", spec) as (process, _, _):
        code, seconds = ended(process, sign)
    assert (code, seconds < END_SECONDS) == (0, True), seconds


def test_a_signal_ends_the_server_while_a_connection_is_kept_alive(spec: Path) -> None:
    with running("-p", "0", spec) as (process, host, port):
        connection = http.client.HTTPConnection(host, port, timeout=START_SECONDS)
        connection.request("GET", "/things", headers={"Connection": "keep-alive"})
        assert connection.getresponse().read() == b'["a"]'
        code, seconds = ended(process)
        connection.close()
    assert (code, seconds < END_SECONDS) == (0, True), seconds


def test_a_signal_ends_the_server_while_half_a_request_is_there(spec: Path) -> None:
    with running("-p", "0", spec) as (process, host, port), socket.create_connection((host, port)) as client:
        client.sendall(b"POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n[1")
        assert get(host, port, "/things")[0] == 200
        code, seconds = ended(process)
    assert (code, seconds < END_SECONDS) == (0, True), seconds


def test_a_signal_ends_the_server_while_a_callback_waits(tmp_path: Path) -> None:
    hook = {"post": {"responses": {"204": {"description": "good"}}}}
    callbacks = {"onEvent": {"http://127.0.0.1:1/": hook}}
    paths = {"/jobs": {"get": {"responses": {"200": {"description": "good"}}, "callbacks": callbacks}}}
    path = written(tmp_path, document(paths))
    with running("-p", "0", path, "--setting", f"{path.stem}.callback_pause=1000") as (process, host, port):
        assert get(host, port, "/jobs")[0] == 200
        assert b'"waiting"' in get(host, port, "/__mock__/callbacks")[1]
        code, seconds = ended(process)
    assert (code, seconds < END_SECONDS) == (0, True), seconds


def test_an_ended_server_leaves_its_port_free_and_nothing_running(spec: Path) -> None:
    with running("-p", "0", spec) as (process, host, port):
        assert get(host, port, "/things")[0] == 200
        ended(process)
        assert _free(Address(port=port)) == port
        with pytest.raises(ConnectionRefusedError):
            get(host, port, "/things")


def test_a_server_that_is_killed_leaves_nothing_behind(spec: Path) -> None:
    with running("-p", "0", spec) as (process, host, port):
        assert get(host, port, "/things")[0] == 200
        process.kill()
        process.wait()
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], 5 * END_SECONDS)
        assert ready == [process.stdout]
        assert process.stdout.read() == ""


def test_a_quiet_server_says_one_line_alone(spec: Path) -> None:
    with running("-p", "0", spec) as (process, host, port):
        get(host, port, "/things")
        get(host, port, "/nowhere")
        ended(process)
        assert process.stdout is not None
        assert process.stderr is not None
        assert (process.stdout.read(), process.stderr.read()) == ("", "")


# Not starting


def test_a_taken_port_is_one_clear_line(spec: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refused("-p", str(port), spec) == (
            2,
            "",
            (
                f"mockserver: cannot listen on 127.0.0.1:{port}: {os.strerror(errno.EADDRINUSE)}; "
                "choose another with --port, or 0 for a free one\n"
            ),
        )


def test_a_host_that_is_not_this_machines_is_one_clear_line(spec: Path) -> None:
    code, out, err = refused("-h", "192.0.2.1", "-p", "0", spec)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("mockserver: cannot listen on 192.0.2.1:0: ")


def test_a_host_that_has_no_address_is_one_clear_line(spec: Path) -> None:
    code, out, err = refused("-h", "no.such.host.invalid", "-p", "0", spec)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("mockserver: cannot listen on no.such.host.invalid:0: ")


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    file = tmp_path / "nowhere.yaml"
    assert refused("-p", "0", file) == (2, "", f"mockserver: {file}: there is no such file; check the path\n")


def test_a_broken_specification_is_one_clear_line(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text("openapi: 3.1.0\npaths:\n  /a: {\n", encoding="utf-8")
    code, out, err = refused("-p", "0", file)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert re.match(rf"mockserver: {re.escape(str(file))}:\d+: not valid YAML: ", err)


# Parts


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (Address(), "http://127.0.0.1:4010"),
        (Address("::1", 80), "http://[::1]:80"),
        (Address("a.b", 1), "http://a.b:1"),
    ],
)
def test_an_address_has_a_url(address: Address, url: str) -> None:
    assert address.url == url


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_a_server_that_only_this_machine_reaches_has_no_token(host: str) -> None:
    settings = Settings()
    assert _guarded(settings, Address(host)) is settings


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_a_token_that_was_given_is_the_one(host: str) -> None:
    given = Settings(control_token="mine")
    assert _guarded(given, Address(host)) is given
    made = _guarded(Settings(), Address(host)).control_token
    assert made is not None
    assert len(made) >= 20


def test_an_application_can_be_built_again_in_another_process(spec: Path) -> None:
    application = Application(Settings(specs=(spec,)), Address(), "token")
    make, arguments = application.__reduce__()
    assert (make, arguments) == (Application, (Settings(specs=(spec,)), Address(), "token", False))


# State that outlives the server


def test_records_outlive_a_server_that_is_killed(tmp_path: Path) -> None:
    database = f"sqlite:{tmp_path / 'records.db'}"

    def put(port: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        connection.request("PUT", "/__mock__/state/bas-ip.contacts/1", b'{"uid": 1, "name": "Door"}')
        assert connection.getresponse().status == 200
        connection.close()

    with running("-p", "0", "--state", database) as (process, _, port):
        put(port)
        os.killpg(process.pid, signal.SIGKILL)
    with running("-p", "0", "--state", database) as (_, host, port):
        assert json.loads(get(host, port, "/__mock__/state/contacts/1")[1]) == {"uid": 1, "name": "Door"}


@pytest.mark.parametrize("state", ["file", "sqlite", "sqlite:", "sqlite:/missing/records.db", "redis://127.0.0.1:x"])
def test_a_state_that_cannot_be_kept_is_told(spec: Path, state: str) -> None:
    code, out, err = refused("-p", "0", "--state", state, spec)
    assert (code, out, err.count("\n"), err.startswith("mockserver: ")) == (2, "", 1, True)


def test_a_header_whose_name_has_an_underscore_is_held_against_its_schema_by_every_server(tmp_path: Path) -> None:
    key = {"name": "api_key", "in": "header", "required": True, "schema": {"type": "integer"}}
    spec = written(tmp_path, document({"/things": {"get": {"parameters": [key], "responses": {"200": giving({})}}}}))
    with (
        upstream(lambda heard: Says(200, (("Content-Type", "application/json"),), b"[]")) as behind,
        running(spec, "-p", "0") as (_, host, serving),
        running(spec, behind.url, "-p", "0", "--errors", command="proxy") as (_, _, passing),
        MockServer(spec) as mock,
    ):
        for port in (serving, passing, int(mock.url().rpartition(":")[2])):
            assert [asked_with(host, port, headers) for headers in ({"api_key": "7"}, {"api_key": "x"}, {})] == [
                200,
                422,
                422,
            ]


def asked_with(host: str, port: int, headers: dict[str, str]) -> int:
    with closing(http.client.HTTPConnection(host, port, timeout=START_SECONDS)) as connection:
        connection.request("GET", "/things", headers=headers)
        return connection.getresponse().status


# The proxy


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_proxy_listens_and_ends_when_it_is_told_to(spec: Path, sign: signal.Signals) -> None:
    with (
        upstream(lambda heard: Says(200, (("Content-Type", "application/json"),), b"[]")) as behind,
        running(spec, behind.url, "-p", "0", command="proxy") as (process, host, port),
    ):
        assert get(host, port, "/things") == (200, b"[]")
        assert get(host, port, "/__mock__/health")[0] == 200
        with socket.create_connection((host, port)):
            code, seconds = ended(process, sign)
    assert (code, seconds < END_SECONDS) == (0, True)


def test_a_proxy_listens_beyond_this_machine_with_a_token_for_its_control_api(spec: Path) -> None:
    with running(spec, "http://127.0.0.1:1", "-p", "0", "-h", "0.0.0.0", command="proxy") as (_, _, port):
        assert get("127.0.0.1", port, "/__mock__/requests")[0] == 401
        assert get("127.0.0.1", port, "/things")[0] == 502
