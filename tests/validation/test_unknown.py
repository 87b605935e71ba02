"""Parameters that nobody documented are told on demand."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.model import Request, Violation
from mockserver.validation import RequestPlan
from tests.documents import Json, ask, engine, giving, operation

INTEGER = {"type": "integer"}
CLOSED = {"type": "object", "properties": {"a": INTEGER}, "additionalProperties": False}
KEY = {"securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "api_key"}}}


def unknown(query: str, *parameters: Json, setting: str = "error") -> list[str]:
    """The names that are told as unknown."""
    found = operation({"parameters": list(parameters), "security": [{"key": []}]}, components=KEY)
    _, violations = RequestPlan(found, setting).read(Request("GET", "/things", query), {})
    return [violation.name for violation in violations if violation.keyword == "unknown"]


def parameter(name: str, node: Json, **more: Json) -> dict[str, Json]:
    return {"name": name, "in": "query", "schema": node, **more}


@pytest.mark.parametrize(
    ("query", "parameters", "names"),
    [
        ("n=1&m=2&m=3", [parameter("n", INTEGER)], ["m"]),
        ("n=1", [], ["n"]),
        ("N=1&n%20=1", [parameter("n", INTEGER)], ["N", "n "]),
        ("api_key=x&__code=200&__example=a", [], []),
        ("f[a]=1&f[b][]=2&g[a]=3", [parameter("f", {"type": "object"}, style="deepObject")], ["g[a]"]),
        ("ids[]=1", [parameter("ids", {"type": "array", "items": INTEGER})], []),
        ("a=1&b=2", [parameter("o", CLOSED)], ["b"]),
        ("a=1&b=2", [parameter("o", {"type": "object", "properties": {"a": INTEGER}})], []),
        ("o=a,1&b=2", [parameter("o", CLOSED, explode=False)], ["b"]),
        ("", [], []),
    ],
)
def test_what_no_parameter_takes_is_unknown(query: str, parameters: list[Json], names: list[str]) -> None:
    assert unknown(query, *parameters) == names


def test_nobody_looks_for_it_unless_it_is_asked_for() -> None:
    assert unknown("m=1", setting="ignore") == []


def test_headers_and_cookies_are_anybodys() -> None:
    request = Request("GET", "/things", "", {"x-more": "1", "cookie": "a=1"})
    assert RequestPlan(operation({}), "error").read(request, {})[1] == ()


def test_a_violation_says_how_bad_it_is() -> None:
    _, violations = RequestPlan(operation({}), "warn").read(Request("GET", "/things", "m=1"), {})
    assert violations == (Violation(("query", "m"), "unknown", "there is no parameter 'm'", severity="warning"),)


@pytest.mark.parametrize(("setting", "status"), [("ignore", 200), ("warn", 200), ("error", 422)])
def test_the_setting_decides_whether_it_refuses_the_request(tmp_path: Path, setting: str, status: int) -> None:
    paths = {"/a": {"get": {"responses": {"200": giving({})}}}}
    served = engine(tmp_path, paths, {"settings": {"shop": {"unknown_parameters": setting}}})
    response = ask(served, "GET", "/a", query="m=1")
    assert response.status == status
    assert ("unknown" in (response.header("sl-violations") or "")) == (setting == "warn")


def test_a_whole_query_takes_whatever_comes(tmp_path: Path) -> None:
    content = {"application/x-www-form-urlencoded": {"schema": CLOSED}}
    whole = {"name": "q", "in": "querystring", "content": content}
    paths = {"/a": {"get": {"parameters": [whole], "responses": {"200": giving({})}}}}
    given = {"settings": {"shop": {"unknown_parameters": "error"}}}
    served = engine(tmp_path, paths, given, openapi="3.2.0")
    assert [ask(served, "GET", "/a", query=query).status for query in ("a=1", "a=x", "b=1", "nothing")] == [
        200,
        422,
        422,
        422,
    ]
