"""Whatever a document refers to is in its one root, and nothing is read that may not be."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from mockserver import load
from mockserver.exceptions import SpecError
from mockserver.model import SpecReference
from mockserver.openapi import Document, read_operations
from mockserver.openapi.fetching import is_public
from mockserver.openapi.sources import name_of
from tests.documents import OK, Json, ask, document, giving, taking


def write(folder: Path, files: dict[str, Any]) -> Path:
    """The folder's `api.json`, with further files beside it; texts stay as they are."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return folder / "api.json"


def posting(schema: Json, **parts: Json) -> Json:
    return document({"/a": {"post": {"requestBody": taking(schema), "responses": OK}}}, **parts)


def status(path: Path, body: Json) -> int:
    return ask(load(path), "POST", "/a", body).status


def test_a_schema_may_stand_in_another_file(tmp_path: Path) -> None:
    files = {"api.json": posting({"$ref": "schemas/own%20pet.yaml"}), "schemas/own pet.yaml": "{type: integer}"}
    path = write(tmp_path, files)
    assert (status(path, 1), status(path, "x")) == (200, 422)


def test_references_are_relative_to_their_own_file(tmp_path: Path) -> None:
    files = {
        "api.json": posting({"$ref": "a/one.json#/x~1y/%7Bz%7D"}),
        "a/one.json": {
            "x/y": {"{z}": {"properties": {"two": {"$ref": "../b/two.json"}, "own": {"$ref": "#/own"}}}},
            "own": {"type": "null"},
        },
        "b/two.json": {"type": "boolean"},
    }  # fmt: skip
    path = write(tmp_path, files)
    assert status(path, {"two": True, "own": None}) == 200
    assert (status(path, {"two": 1}), status(path, {"own": 1})) == (422, 422)


def test_files_may_refer_to_each_other_in_a_circle(tmp_path: Path) -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "b.json#/node"}, "n": {"type": "integer"}}}
    files = {"api.json": posting({"$ref": "a.json"}), "a.json": node, "b.json": {"node": {"$ref": "a.json"}}}
    path = write(tmp_path, files)
    assert (status(path, {"next": {"n": 1}}), status(path, {"next": {"next": {"n": "x"}}})) == (200, 422)


def test_every_kind_of_object_may_stand_in_another_file(tmp_path: Path) -> None:
    parts = {
        "item": {"parameters": [{"$ref": "#/parameter"}], "get": {"responses": {"200": {"$ref": "#/answer"}}}},
        "parameter": {"name": "q", "in": "query", "required": True, "schema": {"type": "integer"}},
        "answer": giving({"type": "string"}, examples={"one": {"$ref": "#/example"}}),
        "example": {"value": "from afar"},
    }
    path = write(tmp_path, {"api.json": document({"/a": {"$ref": "parts.json#/item"}}), "parts.json": parts})
    engine = load(path)
    assert (ask(engine, "GET", "/a", query="q=1").body, ask(engine, "GET", "/a").status) == (b'"from afar"', 422)


def test_a_path_item_may_say_more_than_what_it_refers_to(tmp_path: Path) -> None:
    item = {"$ref": "item.json", "put": {"responses": OK}}
    path = write(tmp_path, {"api.json": document({"/a": item}), "item.json": {"get": {"responses": OK}}})
    assert [found.method for found in read_operations(Document.read(path)).operations] == ["GET", "PUT"]


def test_a_whole_map_may_stand_in_another_file(tmp_path: Path) -> None:
    root = {**posting({"$ref": "#/components/schemas/Pet"}), "components": {"schemas": {"$ref": "all.json"}}}
    path = write(tmp_path, {"api.json": root, "all.json": {"Pet": {"type": "integer"}}})
    assert (status(path, 1), status(path, "x")) == (200, 422)


def test_what_looks_like_a_reference_in_data_is_data(tmp_path: Path) -> None:
    data = {"$ref": "https://example.com/nobody/asks"}
    schema = {"enum": [data], "default": data, "examples": [data], "properties": {"$ref": {"type": "string"}}}
    root = document({"/a": {"get": {"responses": {"200": giving(schema, example=data)}}}})
    path = write(tmp_path, {"api.json": root})
    assert (Document.read(path).root, Document.read(path).lost) == (root, {})
    assert json.loads(ask(load(path), "GET", "/a").body) == data


def test_a_document_without_names_is_as_it_was(tmp_path: Path) -> None:
    root = posting({"$ref": "#/components/schemas/Pet"}, components={"schemas": {"Pet": {"type": "integer"}}})
    assert Document.read(write(tmp_path, {"api.json": root})).root == root


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("gone.json", "there is no such file; check the path"),
        ("there.json#/gone", "there is nothing at '/gone' in it"),
        ("there.json#gone", "there is no anchor 'gone'"),
        ("../outside.json", "it is outside the specification's folder; allow it with --allow files"),
        ("/etc/passwd", "it is outside the specification's folder; allow it with --allow files"),
        ("file:///etc/passwd", "it is outside the specification's folder; allow it with --allow files"),
        ("http://127.0.0.1:9/a.json", "it is on the network; allow it with --allow network"),
        ("ftp://example.com/a.json", "there is nothing that reads 'ftp'; move it into a file"),
        ("/dev/zero", "it is outside the specification's folder; allow it with --allow files"),
    ],
)
def test_a_reference_that_leads_nowhere_is_found_and_stops_nothing(tmp_path: Path, reference: str, reason: str) -> None:
    (tmp_path / "outside.json").write_text("{}", encoding="utf-8")
    path = write(tmp_path / "in", {"api.json": posting({"$ref": reference}), "there.json": {}})
    offer = read_operations(Document.read(path))
    (finding,) = offer.findings
    assert (len(offer.operations), finding.code) == (1, "broken-reference")
    assert finding.message.startswith(f"'{reference}' leads nowhere: ")
    assert finding.message.endswith(reason)


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "outside.json").write_text("{}", encoding="utf-8")
    path = write(tmp_path / "in", {"api.json": posting({"$ref": "link.json"})})
    (tmp_path / "in" / "link.json").symlink_to(tmp_path / "outside.json")
    assert "outside the specification's folder" in Document.read(path).findings[0].message


def test_files_outside_the_folder_may_be_allowed(tmp_path: Path) -> None:
    (tmp_path / "outside.json").write_text('{"type": "integer"}', encoding="utf-8")
    path = write(tmp_path / "in", {"api.json": posting({"$ref": "../outside.json"})})
    assert Document.read(path, allow=["files"]).lost == {}
    with pytest.raises(SpecError, match="'all' cannot be allowed; what can is files, network, local-network"):
        Document.read(path, allow=["all"])


def test_a_value_of_another_file_has_its_file_and_line(tmp_path: Path) -> None:
    text = "type: object\nproperties:\n  a:\n    type: integer\n"
    path = write(tmp_path, {"api.json": posting({"$ref": "pet.yaml"}), "pet.yaml": text})
    found = Document.read(path)
    pointer = "/x-mockserver-files/1/properties/a/type"
    assert found.where(pointer) == f"{tmp_path / 'pet.yaml'}:4"
    assert found.position(SpecReference(found.file, pointer)) == (str(tmp_path / "pet.yaml"), 4)


# Names


def test_a_schema_goes_by_its_id_and_its_anchors(tmp_path: Path) -> None:
    anchored = {"n": {"$anchor": "n", "type": "integer"}}
    pet = {"$id": "https://example.com/pet", "properties": {"n": {"$ref": "#n"}}, "$defs": anchored}
    for reference in ("https://example.com/pet", "#/components/schemas/Pet"):
        path = write(tmp_path, {"api.json": posting({"$ref": reference}, components={"schemas": {"Pet": pet}})})
        assert (status(path, {"n": 1}), status(path, {"n": "x"})) == (200, 422)


def test_references_below_an_id_are_relative_to_it(tmp_path: Path) -> None:
    schemas = {
        "A": {"$id": "https://example.com/s/a", "properties": {"b": {"$ref": "b"}}},
        "B": {"$id": "https://example.com/s/b", "type": "integer"},
    }
    path = write(tmp_path, {"api.json": posting({"$ref": "#/components/schemas/A"}, components={"schemas": schemas})})
    assert (status(path, {"b": 1}), status(path, {"b": "x"})) == (200, 422)


def test_a_dynamic_reference_leads_to_its_anchor(tmp_path: Path) -> None:
    node = {"$dynamicAnchor": "node", "properties": {"next": {"$dynamicRef": "#node"}, "n": {"type": "integer"}}}
    path = write(
        tmp_path, {"api.json": posting({"$ref": "#/components/schemas/N"}, components={"schemas": {"N": node}})}
    )
    assert (status(path, {"next": {"n": 1}}), status(path, {"next": {"n": "x"}})) == (200, 422)


def test_names_mean_nothing_before_3_1(tmp_path: Path) -> None:
    root = {**posting({"$id": "https://example.com/x", "$ref": "#/components/schemas/A"}), "openapi": "3.0.3"}
    path = write(tmp_path, {"api.json": {**root, "components": {"schemas": {"A": {"type": "integer"}}}}})
    assert (status(path, 1), status(path, "x")) == (200, 422)


def test_a_document_may_say_its_own_uri(tmp_path: Path) -> None:
    root = posting(
        {"$ref": "https://example.com/api#/components/schemas/A"}, components={"schemas": {"A": {"type": "integer"}}}
    )
    path = write(tmp_path, {"api.json": {**root, "openapi": "3.2.0", "$self": "https://example.com/api"}})
    assert (status(path, 1), status(path, "x")) == (200, 422)


def test_mappings_of_a_discriminator_are_references_too(tmp_path: Path) -> None:
    pet = {"oneOf": [{"$ref": "cat.json"}], "discriminator": {"propertyName": "kind", "mapping": {"cat": "cat.json"}}}
    cat = {"type": "object", "properties": {"kind": {"const": "cat"}}, "required": ["kind"]}
    path = write(tmp_path, {"api.json": posting({"$ref": "pet.json"}), "pet.json": pet, "cat.json": cat})
    found = Document.read(path).root["x-mockserver-files"]["1"]
    assert found["discriminator"]["mapping"]["cat"] == found["oneOf"][0]["$ref"] == "#/x-mockserver-files/2"


def test_a_mapping_of_a_discriminator_that_leads_nowhere_stays(tmp_path: Path) -> None:
    mapping = {"cat": "#/gone", "dog": "Dog", "odd": 5}
    pet = {"type": "object", "discriminator": {"propertyName": "kind", "mapping": dict(mapping)}}
    path = write(tmp_path, {"api.json": posting({"$ref": "pet.json"}), "pet.json": pet})
    assert Document.read(path).root["x-mockserver-files"]["1"]["discriminator"]["mapping"] == mapping


def test_a_link_may_name_an_operation_of_another_file(tmp_path: Path) -> None:
    linked = {"200": {**giving({}), "links": {"more": {"operationRef": "more.json#/paths/~1b/get"}}}}
    more = document({"/b": {"get": {"operationId": "b.get", "responses": OK}}})
    path = write(tmp_path, {"api.json": document({"/a": {"get": {"responses": linked}}}), "more.json": more})
    found = Document.read(path)
    link = found.root["paths"]["/a"]["get"]["responses"]["200"]["links"]["more"]
    assert link == {"operationRef": "#/x-mockserver-files/1/paths/~1b/get"}
    assert found.at("/x-mockserver-files/1/paths/~1b/get")["operationId"] == "b.get"


def test_a_map_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    root = {**posting({"type": "integer"}), "components": {"schemas": {"$ref": "gone.json"}}}
    found = Document.read(write(tmp_path, {"api.json": root}))
    assert list(found.lost) == ["gone.json"]
    assert found.root["components"] == {"schemas": {"$ref": "gone.json"}}


def test_a_reference_that_leads_nowhere_in_another_file_names_that_file(tmp_path: Path) -> None:
    path = write(tmp_path, {"api.json": posting({"$ref": "a.json"}), "a.json": {"properties": {"x": {"$ref": "#/no"}}}})
    assert list(Document.read(path).lost) == [f"{(tmp_path / 'a.json').as_uri()}#/no"]


def test_what_a_file_is_mistaken_for_is_read_once(tmp_path: Path) -> None:
    files = {"api.json": posting({"allOf": [{"$ref": "gone.json#/a"}, {"$ref": "gone.json#/b"}]})}
    found = Document.read(write(tmp_path, files))
    assert list(found.lost) == ["gone.json#/a", "gone.json#/b"]
    assert len(set(found.lost.values())) == 1


def test_a_dynamic_reference_beside_another_one_asks_too(tmp_path: Path) -> None:
    schemas = {
        "N": {"$dynamicAnchor": "node", "type": "object"},
        "Named": {"properties": {"name": {"type": "string"}}},
        "Both": {"$ref": "#/components/schemas/Named", "$dynamicRef": "#node"},
    }
    path = write(
        tmp_path, {"api.json": posting({"$ref": "#/components/schemas/Both"}, components={"schemas": schemas})}
    )
    assert (status(path, {"name": "x"}), status(path, {"name": 1}), status(path, "x")) == (200, 422, 422)


# Addresses


@pytest.fixture
def site() -> Iterator[tuple[str, dict[str, bytes]]]:
    """An address on this machine, and what it serves; a path that is not there is sent on to `/moved`."""
    pages: dict[str, bytes] = {}

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in pages else 404)
            self.end_headers()
            self.wfile.write(pages.get(self.path, b""))

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", pages
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_document_is_read_from_its_address_with_what_is_beside_it(site: tuple[str, dict[str, bytes]]) -> None:
    address, pages = site
    pages["/v1/shop.yaml"] = json.dumps(posting({"$ref": "pet.yaml"})).encode()
    pages["/v1/pet.yaml"] = b"type: integer\n"
    found = Document.read(f"{address}/v1/shop.yaml")
    assert (found.name, found.file, found.lost) == ("shop", f"{address}/v1/shop.yaml", {})
    assert found.where("/x-mockserver-files/1/type") == f"{address}/v1/pet.yaml:1"


def test_an_address_that_has_nothing_is_refused(site: tuple[str, dict[str, bytes]]) -> None:
    with pytest.raises(SpecError, match="cannot be read: the server answers 404"):
        Document.read(f"{site[0]}/gone.yaml")


@pytest.mark.parametrize("allow", [["network"], ["local-network"]])
def test_the_local_network_is_asked_only_where_that_is_allowed(
    tmp_path: Path, site: tuple[str, dict[str, bytes]], allow: list[str]
) -> None:
    address, pages = site
    pages["/pet.json"] = b'{"type": "integer"}'
    path = write(tmp_path, {"api.json": posting({"$ref": f"{address}/pet.json"})})
    lost = Document.read(path, allow=allow).lost
    assert ("is on the local network" in str(lost)) == (allow == ["network"])


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("127.0.0.1", False), ("10.1.2.3", False), ("169.254.169.254", False), ("0.0.0.0", False),
        ("::1", False), ("::ffff:127.0.0.1", False), ("2002:7f00:1::", False), ("fe80::1%eth0", False),
        ("2606:4700::1111", True), ("224.0.0.1", False), ("100.64.0.1", False),
    ],
)  # fmt: skip
def test_an_address_is_of_the_internet_or_not(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("a/shop.v1.yaml", "shop.v1"), ("https://example.com/x/shop.yaml?v=1", "shop"), ("-", "stdin"),
        ("https://example.com", "example.com"), (Path("shop.json"), "shop"),
    ],
)  # fmt: skip
def test_an_api_is_called_by_the_stem_of_its_path(source: str | Path, name: str) -> None:
    assert name_of(source) == name
