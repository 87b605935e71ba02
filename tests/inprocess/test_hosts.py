"""Is it known which calls are meant for the mock?"""

from __future__ import annotations

import pytest

from mockserver.exceptions import MockserverError
from mockserver.inprocess.hosts import Hosts, documented, named
from mockserver.openapi import servers_of


def stated(*urls: str, **variables: str) -> Hosts:
    values = {name: {"default": value} for name, value in variables.items()}
    return Hosts(servers_of({"servers": [{"url": url, "variables": values} for url in urls]}))


def test_neither_scheme_nor_port_nor_path_of_a_documented_host_count() -> None:
    hosts = stated("https://api.example.com/v2")
    assert hosts.has("https", "API.example.com", None, "/v2/x")
    assert hosts.has("http", "api.example.com", 8080, "/elsewhere")
    assert not hosts.has("https", "example.com", None, "/v2/x")


def test_a_host_that_is_a_variable_is_known_by_its_base_path() -> None:
    hosts = stated("http://{device}/api/v0", device="monitor.local")
    assert hosts.has("http", "10.1.2.3", 80, "/api/v0/items")
    assert hosts.has("http", "10.1.2.3", 80, "/api/v0?x=y")
    assert not hosts.has("http", "10.1.2.3", 80, "/api/v00")
    assert hosts.has("http", "monitor.local", 80, "/anything")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_loopback_is_meant_only_where_it_is_named_with_its_port(host: str) -> None:
    address = f"[{host}]" if ":" in host else host
    assert not stated("http://{device}/api", device="monitor.local").has("http", host, 80, "/api/x")
    assert not stated("http://{device}/api", device="monitor.local").has("http", host, 5000, "/api/x")
    assert stated(f"http://{address}:5000/api").has("http", host, 5000, "/api/x")
    assert not stated(f"http://{address}:5000/api").has("http", host, 5001, "/api/x")
    assert stated(f"http://{address}/api").has("http", host, 80, "/api/x")
    assert named([f"{address}:5000"]).has("http", host, 5000, "/")


def test_a_star_stands_for_any_part_of_a_named_host() -> None:
    hosts = named(["*.example.com", "other.org"])
    found = ["a.example.com", "a.b.EXAMPLE.com", "other.org", "example.com", "another.org", "aXexample.com"]
    assert [hosts.has("https", host, None, "/") for host in found] == [True, True, True, False, False, False]
    assert named(["*"]).has("http", "anything", None, "/")
    assert not named(["*"]).has("http", "localhost", 80, "/")


@pytest.mark.parametrize("wrong", ["", "https://api.example.com", "api.example.com/v1", "a b", "api:port"])
def test_what_is_no_host_is_refused(wrong: str) -> None:
    with pytest.raises(MockserverError, match="is no host; name one such as"):
        named([wrong])


def test_hosts_are_told_as_the_specification_writes_them() -> None:
    assert str(stated("https://{a}.example.com/v1", "http://{b}/v2", a="x", b="y.z")) == "{a}.example.com, y.z, {b}/v2"
    assert str(documented(())) == "none"
