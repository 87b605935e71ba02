"""A WSGI request goes to the engine as it came, and the answer goes back as it is."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from wsgiref.validate import validator

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder, run_wsgi_app

from mockserver import create_app
from mockserver.engine import Engine, Options
from mockserver.model import Outcome, Request, Response
from mockserver.state import Sessions
from mockserver.web.conversing import FIELDS
from mockserver.web.door import Door, raw_path, status_line
from tests.documents import OK, document, giving, taking, written

Environ = dict[str, Any]
Answer = tuple[str, dict[str, str], bytes]

PATHS = {
    "/things": {
        "get": {"operationId": "list", "responses": {"200": giving({}, example=["ä"])}},
        "post": {
            "operationId": "create",
            "requestBody": taking({}),
            "responses": {"201": giving({}, example={"a": 1})},
        },
        "delete": {"operationId": "clear", "responses": {"204": {"description": "none"}}},
        "put": {"operationId": "same", "responses": {"304": {"description": "same"}}},
    },
    "/things/{id}": {
        "get": {
            "operationId": "get",
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "responses": OK,
        }
    },
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application whose sessions each test names for itself."""
    return create_app(written(tmp_path_factory.mktemp("door"), document(PATHS)), seed=1)


@pytest.fixture
def session(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)


def environ_of(method: str, target: str, *, body: bytes = b"", **more: Any) -> Environ:
    path, _, query = target.partition("?")
    headers = [(name.replace("_", "-"), value) for name, value in more.items() if not name.isupper()]
    environ = EnvironBuilder(method=method, path="/", query_string=query, headers=headers, data=body).get_environ()
    environ.update({"RAW_URI": target, "PATH_INFO": path, **{key: v for key, v in more.items() if key.isupper()}})
    return environ


def sent(app: Flask, environ: Environ) -> Answer:
    chunks, status, headers = run_wsgi_app(app.wsgi_app, environ, buffered=True)
    return status, dict(headers), b"".join(chunks)


def outcomes(app: Flask, session: str) -> list[Outcome]:
    _, sessions = app.extensions["mockserver"]
    return list(sessions.get(session).journal.outcomes())


def asked(app: Flask, session: str, environ: Environ) -> Request:
    """What the engine sees of a request."""
    sent(app, {**environ, "HTTP_X_MOCK_SESSION": session})
    return outcomes(app, session)[0].request


# There


def test_the_engine_sees_a_request_as_it_came(app: Flask, session: str) -> None:
    environ = environ_of(
        "POST", "/a%2Fb/%C3%A4?q=%20a&b", body=b'{"a": 1}', Content_Type="text/css", X_Own="a", Host="shop.example:81"
    )
    request = asked(app, session, environ)
    assert (request.method, request.path, request.query, request.body) == (
        "POST",
        "/a%2Fb/%C3%A4",
        "q=%20a&b",
        b'{"a": 1}',
    )
    assert request.root == "http://shop.example:81"
    assert {name: request.headers[name] for name in ("content-type", "x-own", "host")} == {
        "content-type": "text/css",
        "x-own": "a",
        "host": "shop.example:81",
    }


def test_a_method_is_in_upper_case(app: Flask, session: str) -> None:
    assert asked(app, session, environ_of("GET", "/things", REQUEST_METHOD="get")).method == "GET"


def test_a_request_without_a_host_is_the_servers_own(app: Flask, session: str) -> None:
    environ = environ_of("GET", "/things", SERVER_NAME="shop.example", **{"wsgi.url_scheme": "https"})
    del environ["HTTP_HOST"]
    environ["wsgi.url_scheme"] = "https"
    assert asked(app, session, environ).root == "https://shop.example"


@pytest.mark.parametrize(
    ("environ", "path"),
    [
        ({"RAW_URI": "/a%2Fb?x=/c", "PATH_INFO": "/a/b"}, "/a%2Fb"),
        ({"REQUEST_URI": "/a%2fb", "PATH_INFO": "/a/b"}, "/a%2fb"),
        ({"RAW_URI": "http://shop.example/a", "PATH_INFO": "/a"}, "/a"),
        ({"RAW_URI": "*", "PATH_INFO": ""}, "/"),
        ({"PATH_INFO": "/a b/\u00c3\u00a4/50%/{x}"}, "/a%20b/%C3%A4/50%25/%7Bx%7D"),
        ({"PATH_INFO": "/a:b@c;d=1,2+3~'(4)*!$&"}, "/a:b@c;d=1,2+3~'(4)*!$&"),
        ({"SCRIPT_NAME": "/mounted", "PATH_INFO": "/a"}, "/mounted/a"),
        ({"PATH_INFO": "/\u20ac"}, "/%3F"),
        ({}, "/"),
    ],
)
def test_the_path_is_percent_encoded(environ: Environ, path: str) -> None:
    assert raw_path(environ) == path


# Sessions


def test_a_header_names_the_session(app: Flask, session: str) -> None:
    sent(app, environ_of("GET", "/things", X_Mock_Session=session))
    assert [outcome.session for outcome in outcomes(app, session)] == [session]


@pytest.mark.parametrize(
    ("target", "headers", "status"),
    [
        ("/things", {}, "400 Bad Request"),
        ("/things", {"X_Mock_Session": ""}, "400 Bad Request"),
        ("/nowhere", {}, "400 Bad Request"),
        ("/things", {"X_Mock_Session": "default"}, "200 OK"),
        ("/__session__/one/things", {}, "200 OK"),
        ("/__mock__/health", {}, "200 OK"),
    ],
)
def test_a_request_has_to_name_a_session_where_that_is_asked_for(
    tmp_path: Path, target: str, headers: dict[str, str], status: str
) -> None:
    app = create_app(written(tmp_path, document(PATHS)), require_session=True)
    assert sent(app, environ_of("GET", target, **headers))[0] == status


def test_who_names_no_session_is_told_how_and_leaves_nothing_behind(tmp_path: Path) -> None:
    app = create_app(written(tmp_path, document(PATHS)), require_session=True)
    _, headers, body = sent(app, environ_of("GET", "/things"))
    message = "name a session, in the header X-Mock-Session or by the path prefix /__session__/NAME"
    assert (headers["Content-Type"], json.loads(body)["detail"]) == ("application/problem+json", message)
    assert outcomes(app, "default") == []


def test_a_path_names_the_session_and_is_no_part_of_the_path(app: Flask, session: str) -> None:
    status, _, _ = sent(app, environ_of("GET", f"/__session__/{session}%20%C3%A4/things"))
    (outcome,) = outcomes(app, f"{session} ä")
    assert (status, outcome.session, outcome.request.path) == ("200 OK", f"{session} ä", "/things")
    assert outcome.request.root == f"http://localhost/__session__/{session}%20%C3%A4"


def test_the_sessions_path_goes_before_its_header(app: Flask, session: str) -> None:
    sent(app, environ_of("GET", f"/__session__/{session}/things", X_Mock_Session="other-than-that"))
    assert len(outcomes(app, session)) == 1


def test_a_sessions_path_alone_is_its_root(app: Flask, session: str) -> None:
    status, _, _ = sent(app, environ_of("GET", f"/__session__/{session}"))
    assert (status, outcomes(app, session)[0].request.path) == ("404 Not Found", "/")


def test_without_a_name_the_session_is_the_default_one(tmp_path: Path) -> None:
    app = create_app(written(tmp_path, document(PATHS)))
    sent(app, environ_of("GET", "/things"))
    sent(app, environ_of("GET", "/things", X_Mock_Session=""))
    assert len(outcomes(app, "default")) == 2


# Bodies


class Broken(io.BytesIO):
    """A connection that the client has left."""

    def read(self, size: int | None = -1) -> bytes:
        raise OSError("connection reset by peer")


@pytest.mark.parametrize(
    "more",
    [
        {"CONTENT_LENGTH": "5", "wsgi.input": io.BytesIO(b"12")},
        {"CONTENT_LENGTH": "5", "wsgi.input": Broken(b"12345")},
        {
            "CONTENT_LENGTH": "",
            "HTTP_TRANSFER_ENCODING": "chunked",
            "wsgi.input_terminated": True,
            "wsgi.input": Broken(),
        },
    ],
)
def test_a_body_that_breaks_off_reaches_nobody(app: Flask, session: str, more: Environ) -> None:
    status, headers, body = sent(app, {**environ_of("POST", "/things", X_Mock_Session=session), **more})
    assert (status, headers["Content-Length"], body) == ("400 Bad Request", "0", b"")
    assert outcomes(app, session) == []


def test_a_chunked_body_is_read_to_its_end(app: Flask, session: str) -> None:
    more = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True, "wsgi.input": io.BytesIO(b"[1]")}
    environ = {**environ_of("POST", "/things"), **more}
    environ.pop("CONTENT_LENGTH", None)
    assert asked(app, session, environ).body == b"[1]"


@pytest.mark.parametrize("length", ["", "0", "x", "-1", "²"])
def test_a_request_that_declares_no_body_has_none(app: Flask, session: str, length: str) -> None:
    environ = {**environ_of("POST", "/things"), "CONTENT_LENGTH": length, "wsgi.input": io.BytesIO(b"more")}
    assert asked(app, session, environ).body == b""


def test_no_more_is_read_than_was_declared(app: Flask, session: str) -> None:
    environ = {**environ_of("POST", "/things"), "CONTENT_LENGTH": "3", "wsgi.input": io.BytesIO(b"[1]GET /next")}
    assert asked(app, session, environ).body == b"[1]"


LONG: Environ = {"CONTENT_LENGTH": "1000"}


@pytest.mark.parametrize(
    ("more", "before", "after"),
    [
        (LONG, 0, 1_000),
        ({**LONG, "HTTP_EXPECT": "100-continue"}, 0, 0),
        ({**LONG, FIELDS: ()}, 0, 0),
        ({"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}, 11, 11),
    ],
)
def test_a_body_that_is_too_long_is_refused_before_it_is_read_and_then_read_away_where_the_server_does_not(
    app: Flask, more: Environ, before: int, after: int
) -> None:
    engine, _ = app.extensions["mockserver"]
    door = Door(Engine(tuple(engine.apis.values()), Options(max_body=10)), Sessions(), _unused, "/__mock__")
    stream = io.BytesIO(b"x" * 1_000)
    pieces, status, _ = run_wsgi_app(door, {**environ_of("POST", "/things"), **more, "wsgi.input": stream})
    assert (status, stream.tell()) == ("413 Request Entity Too Large", before)
    assert b"more than the 10 bytes" in b"".join(pieces)
    assert stream.tell() == after


def _unused(environ: Environ, start_response: Any) -> Iterable[bytes]:
    raise AssertionError("this is no control request")


# Back


def test_an_answer_goes_back_with_its_length(app: Flask, session: str) -> None:
    status, headers, body = sent(app, environ_of("GET", "/things", X_Mock_Session=session))
    assert (status, body, headers["Content-Length"]) == ("200 OK", '["ä"]'.encode(), "6")
    assert (headers["Content-Type"], headers["X-Mock-Source"], headers["X-Mock-Operation"]) == (
        "application/json", "example", "list",
    )  # fmt: skip


def test_an_answer_to_head_has_the_length_of_the_body_and_no_body(app: Flask, session: str) -> None:
    status, headers, body = sent(app, environ_of("HEAD", "/things", X_Mock_Session=session))
    assert (status, body, headers["Content-Length"]) == ("200 OK", b"", "6")


@pytest.mark.parametrize(("method", "line"), [("DELETE", "204 No Content"), ("PUT", "304 Not Modified")])
def test_an_answer_that_cannot_have_a_body_has_no_length(app: Flask, session: str, method: str, line: str) -> None:
    status, headers, body = sent(app, environ_of(method, "/things", X_Mock_Session=session))
    assert (status, body, "Content-Length" in headers) == (line, b"", False)


@pytest.mark.parametrize(("status", "line"), [(200, "200 OK"), (418, "418 I'm a Teapot"), (599, "599 Unknown")])
def test_a_status_has_a_line(status: int, line: str) -> None:
    assert status_line(Response(status)) == line


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("GET", "/things", b""),
        ("HEAD", "/things", b""),
        ("POST", "/things", b"[1]"),
        ("POST", "/things", b"["),
        ("DELETE", "/things", b""),
        ("PUT", "/things", b""),
        ("PATCH", "/things", b""),
        ("GET", "/nowhere", b""),
        ("GET", "/__mock__/health", b""),
        ("GET", "/__mock__/nowhere", b""),
        ("DELETE", "/__mock__/requests", b""),
    ],
)
def test_the_application_speaks_wsgi_to_the_letter(
    app: Flask, session: str, method: str, target: str, body: bytes
) -> None:
    headers = {"Content_Type": "application/json"} if body else {}
    environ = environ_of(method, target, body=body, X_Mock_Session=session, **headers)
    chunks, status, _ = run_wsgi_app(validator(app.wsgi_app), environ, buffered=True)
    assert status[:3].isdigit()
    assert all(isinstance(chunk, bytes) for chunk in chunks)


@pytest.mark.parametrize("name", ["任务", "naïve", "a\r\nX-Own: b", " ", "a\tb"])
def test_an_operation_of_any_name_can_be_told_in_a_header(tmp_path: Path, name: str) -> None:
    app = create_app(written(tmp_path, document({"/a": {"get": {"operationId": name, "responses": OK}}})))
    chunks, status, headers = run_wsgi_app(app.wsgi_app, environ_of("GET", "/a"), buffered=True)
    assert (status, b"".join(chunks)) == ("200 OK", b"")
    assert all(_sendable(text) for pair in headers for text in pair)


def _sendable(text: str) -> bool:
    return all(" " <= character <= "\xff" and character != "\x7f" for character in text.replace("\t", " "))


# The control API


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/__mock__/health", "200"),
        ("/__mock__/nowhere", "404"),
        ("/__mock__/%6eowhere?a", "404"),
    ],
)
def test_what_is_below_the_control_prefix_is_not_the_engines(
    app: Flask, session: str, target: str, status: str
) -> None:
    answer = sent(app, environ_of("GET", target, X_Mock_Session=session))
    assert (answer[0][:3], "X-Mock-Source" in answer[1], outcomes(app, session)) == (status, False, [])


def test_what_only_begins_like_the_control_prefix_is_the_engines(app: Flask, session: str) -> None:
    sent(app, environ_of("GET", "/__mock__x", X_Mock_Session=session))
    assert outcomes(app, session)[0].request.path == "/__mock__x"


@pytest.mark.parametrize("prefix", ["/control", "control/", "/deep/control"])
def test_the_control_prefix_can_be_another(tmp_path: Path, prefix: str) -> None:
    app = create_app(written(tmp_path, document(PATHS)), control_prefix=prefix)
    status, _, _ = sent(app, environ_of("GET", f"/{prefix.strip('/')}/health"))
    assert status == "200 OK"
    assert sent(app, environ_of("GET", "/__mock__/health"))[1]["X-Mock-Source"] == "refusal"


@pytest.mark.parametrize("prefix", ["/__mock__", "/deep/control"])
def test_who_asks_for_a_path_that_there_is_not_is_told_where_to_look(tmp_path: Path, prefix: str) -> None:
    app = create_app(written(tmp_path, document(PATHS)), control_prefix=prefix)
    _, _, body = sent(app, environ_of("GET", "/"))
    problem = json.loads(body)
    assert problem["detail"] == f"no operation has the path '/'; what is served is shown at {prefix}/"
    assert [each["message"] for each in problem["validation"]] == ["no operation has the path '/'"]


# Pages of other sites


def cors_of(app: Flask, environ: Environ) -> tuple[str, dict[str, str]]:
    status, headers, _ = sent(app, environ)
    return status, {
        name: value for name, value in headers.items() if name.startswith("Access-Control") or name == "Vary"
    }


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Flask]:
    """The application with and without cross-origin answers."""
    file = written(tmp_path_factory.mktemp("cors"), document(PATHS))
    return {cors: create_app(file, cors=cors) for cors in (True, False)}


def test_a_page_of_any_site_may_read_an_answer(apps: dict[bool, Flask]) -> None:
    status, headers = cors_of(apps[True], environ_of("GET", "/things", Origin="https://page.example"))
    assert (status, headers) == (
        "200 OK",
        {
            "Access-Control-Allow-Origin": "https://page.example",
            "Access-Control-Allow-Headers": "*",
            "Access-Control-Allow-Credentials": "true",
            "Access-Control-Expose-Headers": "*",
            "Vary": "Origin",
        },
    )


def test_a_refusal_may_be_read_too(apps: dict[bool, Flask]) -> None:
    status, headers = cors_of(apps[True], environ_of("GET", "/nowhere", Origin="https://page.example"))
    assert (status, headers["Access-Control-Allow-Origin"]) == ("404 Not Found", "https://page.example")


def test_a_preflight_is_allowed_what_it_asks_for(apps: dict[bool, Flask]) -> None:
    environ = environ_of(
        "OPTIONS",
        "/things",
        Origin="https://page.example",
        Access_Control_Request_Method="PATCH",
        Access_Control_Request_Headers="x-own",
    )
    status, headers = cors_of(apps[True], environ)
    assert (status, headers["Access-Control-Allow-Methods"], headers["Access-Control-Allow-Headers"]) == (
        "204 No Content", "PATCH", "x-own",
    )  # fmt: skip


def test_a_preflight_is_in_no_journal(apps: dict[bool, Flask], session: str) -> None:
    sent(apps[True], environ_of("OPTIONS", "/things", Access_Control_Request_Method="GET", X_Mock_Session=session))
    assert outcomes(apps[True], session) == []


def test_any_other_options_is_the_apis(apps: dict[bool, Flask]) -> None:
    for app, asked in ((apps[True], {}), (apps[False], {"Access_Control_Request_Method": "GET"})):
        status, headers, body = sent(app, environ_of("OPTIONS", "/things", **asked))
        assert (status, headers["X-Mock-Source"], body) == ("204 No Content", "generated", b"")


def test_without_cors_nothing_is_said_of_it(apps: dict[bool, Flask]) -> None:
    assert cors_of(apps[False], environ_of("GET", "/things", Origin="https://page.example")) == ("200 OK", {})


# Anything


CHARACTERS = st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f")
TEXTS = st.text(CHARACTERS, max_size=20)
NAMES = st.sampled_from(
    [
        "PREFER", "ACCEPT", "COOKIE", "AUTHORIZATION", "X_MOCK_SESSION", "ORIGIN", "HOST", "TRANSFER_ENCODING", "X_OWN",
        "ACCESS_CONTROL_REQUEST_METHOD", "IF_MATCH",
    ]
)  # fmt: skip
TARGETS = st.sampled_from(["/things", "/things/1", "/", "/__session__/", "/__session__/x/things", "/%", "//"])
CONTENT_TYPES = st.sampled_from(["application/json", "text/plain; charset=idna", "*/*", ";", "a/b; charset=x"]) | TEXTS


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "PATCH", "BREW"]),
    st.builds(str.__add__, TARGETS, TEXTS) | TEXTS,
    TEXTS | st.text("__code=200&example;dynamic%", max_size=30),
    st.dictionaries(NAMES, TEXTS | st.sampled_from(["code=200", "example=x", "dynamic=true", "Basic %%%"]), max_size=4),
    CONTENT_TYPES,
    st.binary(max_size=40),
    st.none() | TEXTS,
)
def test_no_request_makes_the_door_raise(
    app: Flask,
    method: str,
    path: str,
    query: str,
    headers: dict[str, str],
    content_type: str,
    body: bytes,
    length: str | None,
) -> None:
    environ = EnvironBuilder(method="GET", path="/").get_environ() | {
        "REQUEST_METHOD": method,
        "RAW_URI": path,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)) if length is None else length,
        "wsgi.input": io.BytesIO(body),
        **{f"HTTP_{name}": value for name, value in headers.items()},
    }
    chunks, status, answered = run_wsgi_app(app.wsgi_app, environ, buffered=True)
    assert 200 <= int(status[:3]) < 500
    assert all(isinstance(chunk, bytes) for chunk in chunks)
    assert all(_sendable(text) for pair in answered for text in pair)
