"""Are the addresses of an API read as its specification writes them?"""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi import Server, servers_of
from mockserver.openapi.servers import base_of


def only(url: str, **variables: Any) -> Server:
    (found,) = servers_of({"servers": [{"url": url, "variables": variables}]})
    return found


def test_a_host_keeps_its_port_and_its_base_path() -> None:
    server = only("https://api.example.com:8443/v2/")
    assert (server.host, server.port, server.base, server.is_open) == ("api.example.com", 8443, "/v2", False)


def test_a_variable_without_values_stands_for_anything() -> None:
    server = only("https://{customer}.example.com/v2", customer={"default": "demo"})
    fitting = ["mine.example.com", "MINE.Example.Com", "a.b.example.com", "example.com", "x.example.org"]
    assert [bool(server.pattern.fullmatch(host)) for host in fitting] == [True, True, True, False, False]


def test_a_variable_stands_for_its_values_alone() -> None:
    server = only("https://{Region}.example.com", Region={"default": "eu", "enum": ["eu", "us.west"]})
    hosts = ["eu.example.com", "us.west.example.com", "usxwest.example.com", "ap.example.com"]
    assert [bool(server.pattern.fullmatch(host)) for host in hosts] == [True, True, False, False]


def test_a_host_that_is_a_variable_is_its_default_and_anything_below_the_base_path() -> None:
    variable = {"device": {"default": "monitor.local"}}
    named, open_one = servers_of({"servers": [{"url": "http://{device}/api", "variables": variable}]})
    assert (named.host, named.is_open, bool(named.pattern.fullmatch("other.local"))) == ("monitor.local", False, False)
    assert (open_one.host, open_one.base, open_one.is_open) == ("{device}", "/api", True)
    assert open_one.pattern.fullmatch("other.local")


def test_a_variable_may_be_the_scheme_the_port_or_the_whole_address() -> None:
    parts = only("{scheme}://api.example.com:{port}/v1", scheme={"default": "https"}, port={"default": "99"})
    assert (parts.host, parts.port, parts.base) == ("api.example.com", 99, "/v1")
    whole = only("{address}/v1", address={"default": "https://api.example.com/root"})
    assert (whole.host, whole.base) == ("api.example.com", "/root/v1")


def test_the_addresses_of_paths_and_operations_count_too_and_each_once() -> None:
    servers = {name: [{"url": f"https://{name}.example.com"}] for name in ("root", "path", "operation")}
    operation = {"servers": [*servers["operation"], *servers["root"]]}
    root = {"servers": servers["root"], "paths": {"/a": {"servers": servers["path"], "get": operation}}}
    found = servers_of(root)
    assert [server.host for server in found] == ["root.example.com", "path.example.com", "operation.example.com"]


@pytest.mark.parametrize("stated", [None, "x", [], [7], [{"url": "/v1"}], [{}], [{"url": "v1"}], [{"url": "http://"}]])
def test_what_names_no_host_is_no_address(stated: Any) -> None:
    assert servers_of({"servers": stated, "paths": {"/a": None}}) == ()


def test_a_broken_address_has_no_base_path() -> None:
    assert base_of({"url": "http://[::1"}) == ""
