"""An overlay changes a document as its actions say, one after the other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver import load
from mockserver.exceptions import SpecError
from mockserver.openapi import Document
from mockserver.openapi.jsonpath import MAX_SELECTED, read_path
from tests.documents import OK, Json, ask, document, giving

STORE: Json = {
    "store": {
        "book": [
            {"category": "reference", "author": "Nigel Rees", "price": 8.95},
            {"category": "fiction", "author": "Evelyn Waugh", "price": 12.99},
            {"category": "fiction", "author": "Herman Melville", "isbn": "0-553-21311-3", "price": 8.99},
        ],
        "bicycle": {"color": "red", "price": 399},
        "x-y z": {"'": None, "ä": [[1, 2], 3]},
    }
}


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("$", [STORE]),
        ("$.store.bicycle.color", ["red"]),
        ("$['store'][\"bicycle\"]['color']", ["red"]),
        ("$.store.book[*].price", [8.95, 12.99, 8.99]),
        ("$..author", ["Nigel Rees", "Evelyn Waugh", "Herman Melville"]),
        ("$.store..price", [8.95, 12.99, 8.99, 399]),
        ("$..book[2].isbn", ["0-553-21311-3"]),
        ("$..book[-1].author", ["Herman Melville"]),
        ("$..book[0,2].price", [8.95, 8.99]),
        ("$..book[:2].price", [8.95, 12.99]),
        ("$..book[::-2].price", [8.99, 8.95]),
        ("$..book[::0]", []),
        ("$..book[7]", []),
        ("$..book[?@.isbn].price", [8.99]),
        ("$..book[?(@.price < 9)].author", ["Nigel Rees", "Herman Melville"]),
        ("$..book[?@.price > 9 || @.category == 'reference'].price", [8.95, 12.99]),
        ("$..book[?@.price >= 8.99 && !(@.isbn)].price", [12.99]),
        ("$..book[?@.price != $.store.book[0].price].price", [12.99, 8.99]),
        ("$..book[?length(@.author) == 10].price", [8.95]),
        ("$..book[?match(@.author, 'E.*')].price", [12.99]),
        ("$..book[?search(@.author, 'Mel|Wa')].price", [12.99, 8.99]),
        ("$.store[?count(@.*) == 3].color", []),
        ("$.store['x-y z']['\\'']", [None]),
        ("$.store['x-y z'].ä[0][1]", [2]),
        ("$.store[?@['\\''] == null].ä[1]", [3]),
        ("$.store[?@.price == true]", []),
        ("$.store.book[?match(@.price, '8.*')]", []),
        ("$.gone.deeper", []),
        ("$.store.bicycle[0]", []),
    ],
)
def test_a_path_selects(path: str, values: list[Any]) -> None:
    assert [node.value for node in read_path(path).select(STORE)] == values


@pytest.mark.parametrize(
    "path",
    [
        "",
        "store",
        "$.",
        "$[",
        "$[']",
        "$[1",
        "$[?]",
        "$[?@.a ==]",
        "$[?1]",
        "$.a b",
        "$[1.5]",
        "$[?length()]",
        "$..",
        "$[?f(@)]",
        "$[?length(@, @)]",
        "$[?match(@.a)]",
        "$['\\x']",
    ],
)
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="not a JSONPath"):
        read_path(path)


def test_a_path_that_would_never_end_is_told() -> None:
    with pytest.raises(ValueError, match=f"it selects more than {MAX_SELECTED} values"):
        read_path("$[*]").select([0] * (MAX_SELECTED + 1))
    with pytest.raises(ValueError, match=r"'\(' is no regular expression"):
        read_path("$.store.book[?match(@.author, '(')]").select(STORE)


def test_deep_filters_are_refused_and_not_recursed_into() -> None:
    with pytest.raises(ValueError, match="nested too deep"):
        read_path("$[?" + "(" * 10_000)


def overlaid(folder: Path, actions: Json, root: Json | None = None, **more: Json) -> Document:
    """A document after an overlay with some actions."""
    api, overlay = folder / "api.json", folder / "overlay.yaml"
    api.write_text(json.dumps(root or document({"/a": {"get": {"responses": OK}}})), encoding="utf-8")
    overlay.write_text("# one\n" + json.dumps({"overlay": "1.0.0", "actions": actions, **more}), encoding="utf-8")
    return Document.read(api, overlays=[overlay])


def test_an_update_is_merged_into_an_object(tmp_path: Path) -> None:
    found = overlaid(tmp_path, [{"target": "$.info", "update": {"title": "Own", "contact": {"name": "a"}}}])
    assert found.root["info"] == {"title": "Own", "version": "1", "contact": {"name": "a"}}


def test_an_update_is_appended_to_a_list(tmp_path: Path) -> None:
    root = document({}, servers=[{"url": "/a"}])
    updates = [{"target": "$.servers", "update": {"url": "/b"}}, {"target": "$.servers", "update": [{"url": "/c"}]}]
    assert overlaid(tmp_path, updates, root).root["servers"] == [{"url": "/a"}, {"url": "/b"}, {"url": "/c"}]


def test_every_selected_value_is_updated_on_its_own(tmp_path: Path) -> None:
    root = document({path: {"get": {"responses": OK}} for path in ("/a", "/b")})
    actions = [
        {"target": "$.paths[*].get", "update": {"tags": ["x"]}},
        {"target": "$.paths['/a'].get.tags", "update": "y"},
    ]
    found = overlaid(tmp_path, actions, root).root["paths"]
    assert [found[path]["get"]["tags"] for path in ("/a", "/b")] == [["x", "y"], ["x"]]


def test_what_is_removed_is_gone(tmp_path: Path) -> None:
    root = document(
        {"/a": {"get": {"responses": OK}, "put": {"responses": OK}}}, tags=[{"name": name} for name in "abcd"]
    )
    actions = [{"target": "$.paths[*].put", "remove": True}, {"target": "$.tags[0,2]", "remove": True}]
    found = overlaid(tmp_path, actions, root)
    assert (list(found.root["paths"]["/a"]), found.root["tags"]) == (["get"], [{"name": "b"}, {"name": "d"}])


def test_what_yaml_shares_is_changed_in_one_place_only(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(
        "openapi: 3.1.0\ninfo: &one {title: Shop, version: '1', x-list: [1]}\npaths: {}\nx-two: *one\n",
        encoding="utf-8",
    )
    (tmp_path / "o.yaml").write_text(
        "overlay: 1.0.0\nactions:\n- {target: $.info, update: {title: Own}}\n- {target: $.info.x-list, update: 2}\n",
        encoding="utf-8",
    )
    found = Document.read(tmp_path / "api.yaml", overlays=[tmp_path / "o.yaml"]).root
    assert found["info"] == {"title": "Own", "version": "1", "x-list": [1, 2]}
    assert found["x-two"] == {"title": "Shop", "version": "1", "x-list": [1]}


def test_the_whole_document_can_be_the_target(tmp_path: Path) -> None:
    actions = [{"target": "$", "update": {"x-own": 1}}, {"target": "$", "remove": True}, {"target": "$.info"}]
    found = overlaid(tmp_path, actions)
    assert found.root == {**document({"/a": {"get": {"responses": OK}}}), "x-own": 1}
    assert found.where("/x-own") == f"{tmp_path / 'overlay.yaml'}:2"


def test_a_value_that_is_removed_twice_is_gone_once(tmp_path: Path) -> None:
    root = document({}, tags=[{"name": "a", "x-more": ["b"]}, {"name": "c"}])
    found = overlaid(tmp_path, [{"target": "$.tags..*", "remove": True}], root)
    assert found.root["tags"] == []


def test_actions_are_applied_in_their_order(tmp_path: Path) -> None:
    actions = [
        {"target": "$.info", "update": {"x-a": 1}},
        {"target": "$.info[?@ == 1]", "remove": True},
        {"target": "$.info", "update": {"x-b": 2}},
    ]
    assert overlaid(tmp_path, actions).root["info"] == {"title": "Shop", "version": "1", "x-b": 2}


def test_what_an_overlay_adds_is_served(tmp_path: Path) -> None:
    overlaid(
        tmp_path, [{"target": "$.paths", "update": {"/b": {"get": {"responses": {"200": giving({}, example=5)}}}}}]
    )
    engine = load(tmp_path / "api.json", overlays=(tmp_path / "overlay.yaml",))
    assert ask(engine, "GET", "/b").body == b"5"


def test_a_value_of_an_overlay_has_its_file_and_line(tmp_path: Path) -> None:
    found = overlaid(tmp_path, [{"target": "$.info", "update": {"title": "Own"}}])
    assert found.where("/info/title") == f"{tmp_path / 'overlay.yaml'}:2"
    assert found.where("/info/version") == f"{tmp_path / 'api.json'}:1"


def test_an_action_that_changes_nothing_is_told(tmp_path: Path) -> None:
    (finding,) = overlaid(tmp_path, [{"target": "$.gone", "remove": True}]).findings
    assert (finding.code, finding.severity) == ("overlay-target", "warning")
    assert finding.message == "the target '$.gone' is not in the document; this action changes nothing"


def test_an_overlay_changes_the_document_that_it_extends(tmp_path: Path) -> None:
    action = {"target": "$.info", "update": {"title": "Own"}}
    assert overlaid(tmp_path, [action], extends="api.json").root["info"]["title"] == "Own"
    assert overlaid(tmp_path, [action], extends="other.json").root["info"]["title"] == "Shop"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1", ":1: not an overlay: it has no 'overlay' with its version"),
        ("overlay: 1.0.0", ":1: not an overlay: it has no list called 'actions'"),
        ("x: 1\noverlay: 2.0.0\nactions: []", ":2: Overlay 2.0.0 is not read; use 1.0.0"),
        ("overlay: 1.0.0\nactions:\n- {}", ":3: an action needs a 'target', which is a JSONPath"),
        (
            "overlay: 1.0.0\nactions:\n- target: info",
            ":3: not a JSONPath: '$' is expected here: 'info'; correct the target",
        ),
    ],
)
def test_what_is_no_overlay_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "o.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "api.json").write_text(json.dumps(document({})), encoding="utf-8")
    with pytest.raises(SpecError) as error:
        Document.read(tmp_path / "api.json", overlays=[tmp_path / "o.yaml"])
    assert str(error.value) == f"{tmp_path / 'o.yaml'}{message}"
