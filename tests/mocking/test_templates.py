"""A template tells of the request, the state and the time, and can do no harm."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.mocking import Scene, render
from mockserver.mocking.templates import MAX_TEMPLATES
from mockserver.model import Decoded, Request, Violation
from mockserver.state import State
from tests.documents import Json, ask, engine, giving, json_of, taking

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def scene() -> Scene:
    return made_scene()


def made_scene() -> Scene:
    state = State.new(seed="1")
    state.store.put("shop.contacts", "a", {"name": "Ann", "items": [1]})
    state.store.put("shop.contacts", "b", {"name": "Bob"})
    state.store.put("other.secrets", "c", {"name": "Eve"})
    request = Request("POST", "/v1/a/7", "page=2&more=a+b", {"x-rate": "5", "cookie": "c=d"})
    values = Decoded({"id": 7, "entity-id": 3}, {"page": 2}, {"X-Rate": 5}, {}, {"items": [{"n": 1}, "two"], "x": None})
    return Scene(request, values, state, NOW, "shop")


def failure(template: Json, scene: Scene) -> str:
    """Why a template cannot be rendered."""
    found = render(template, scene)
    assert isinstance(found, Violation), found
    assert (found.location, found.keyword, found.severity, found.blame) == (("body",), "template", "warning", "spec")
    return found.message.removeprefix("a template cannot be rendered: ")


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{{request.method}} {{ request.url }}", "POST http://localhost/v1/a/7"),
        ("{{request.path.id}}", 7),
        (" {{ request.path.id }}\n", 7),
        ("no {{request.path.id}}", "no 7"),
        ("{{request.path.entity-id}}", 3),
        ("{{request.path.id - request.path['entity-id']}}", 4),
        ("{{request.query.page + 1}}", 3),
        ("{{request.query.more}}", "a b"),
        ("{{request.headers.x-rate}}", 5),
        ("{{request.cookies.c}}", "d"),
        ("{{request.body}}", {"items": [{"n": 1}, "two"], "x": None}),
        ("{{request.body.items.0.n}}", 1),
        ("{{request.body.items[1]}}", "two"),
        ("{{request.body.x}}", None),
        ("<{{request.body.x}}>", "<>"),
        ("{{state.contacts.a.name}}", "Ann"),
        ("{{state.contacts|length}}", 2),
        ("{{state.contacts.values()|map(attribute='name')|join(', ')}}", "Ann, Bob"),
        ("{{state.contacts.values()|selectattr('name', 'equalto', 'Bob')|list}}", [{"name": "Bob"}]),
        ("{{state.gone|length}}", 0),
        ("{{state.secrets}}", {}),
        ("{% for key, c in state.contacts.items() %}{{key}}{% if not loop.last %},{% endif %}{% endfor %}", "a,b"),
        ("{{now}}", "2026-01-01T12:00:00.000Z"),
        ("{{later('90m')}} {{later('-1d')}}", "2026-01-01T13:30:00.000Z 2025-12-31T12:00:00.000Z"),
        ("{{epoch|int}}", 1767268800),
        ("{{session}}", "default"),
        ("{{nothing.at['all']}}", None),
        ("a{{nothing.at.all}}b", "ab"),
        ("{{nothing|default('x')}}", "x"),
        ("{{ {'a': [1, 2.5, true, none, (1, 2)]} }}", {"a": [1, 2.5, True, None, [1, 2]]}),
        ("{{ '<a>'|tojson }}", '"\\u003ca\\u003e"'),
        ("{{ range(3) }}", [0, 1, 2]),
        ("{{ 1e308 * 10 }}", None),
        ("{# nothing #}", ""),
        ("{{'a' ~ 1}}", "a1"),
        ("{{'a-b'|replace('-', '+')|upper}}", "A+B"),
        ("{% set n = 2 %}{{ n * 'ab' }}", "abab"),
        ("no template", "no template"),
        ({"{{now}}": ["{{request.path.id}}", 1, None]}, {"{{now}}": [7, 1, None]}),
        (5, 5),
    ],
)
def test_a_text_becomes_what_its_expressions_tell(scene: Scene, template: Json, value: Json) -> None:
    assert render(template, scene) == value


def test_what_a_template_makes_is_json(scene: Scene) -> None:
    assert type(render("{{ 'a'|tojson }}", scene)) is str
    assert type(render("{{ state.contacts.a }}", scene)) is dict


def test_an_id_is_the_same_for_the_same_seed_time_and_request(scene: Scene) -> None:
    first = render("{{uuid}}", scene)
    assert render(["{{uuid}}"], made_scene()) == [first]
    other = Scene(Request("GET", "/"), scene.values, scene.state, NOW, "shop")
    assert render("{{uuid}}", other) != first


def test_a_template_changes_nothing(scene: Scene) -> None:
    for template in ("{{request.body['items'].append(1)}}", "{{state.contacts.a.update(a=1)}}", "{{[].clear()}}"):
        assert "unsafe" in failure(template, scene)
    assert scene.state.store.get("shop.contacts", "a") == {"name": "Ann", "items": [1]}


# What it may not do


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ request.__class__ }}",
        "{{ later.func }}",
        "{{ request['__class__'] }}",
        "{{ state._store }}",
        "{{ cycler }}",
        "{{ state.__init__.__globals__ }}",
    ],
)
def test_what_is_not_given_is_not_there(scene: Scene, template: str) -> None:
    assert render(template, scene) in (None, {})


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{{ 'a' * 10**9 }}", "characters"),
        ("{{ [1] * 10**9 }}", "characters"),
        ("{{ 10**9 * 'a' }}", "characters"),
        ("{{ 9**99999 }}", "bits"),
        ("{% set a = 9**3000 %}{{ a * a }}", "bits"),
        ("{{ '%99999999d' % 1 }}", "remainder"),
        ("{{ 'x'.ljust(10**9) }}", "unsafe"),
        ("{{ '{:>999999999}'.format(1) }}", "unsafe"),
        ("{{ 'aaaa'|replace('', 'b' * 900000) }}", "characters"),
        ("{{ range(10000)|join('b' * 900000) }}", "characters"),
        ("{{ 'x'|center(10**9) }}", "center"),
        ("{{ ('a' * 999999) ~ ('a' * 999999) }}", "characters"),
        ("{% set a = ['a' * 999999] * 999 %}{{ a }}{{ a }}", "characters"),
        ("{{ (['a' * 999999] * 999)|string }}", "characters"),
        ("{% for i in range(9) %}{{ 'a' * 200000 }}{% endfor %}", "characters"),
        ("{{ range(10**9)|list }}", "steps"),
        ("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", "steps"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "macro"),
        ("{% include 'x' %}", "include"),
        ("{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}", "recursive"),
        ("{% set x %}a{% endset %}", "assignblock"),
        ("{{ namespace() }}", "namespace"),
        ("{{ later('soon') }}", "span"),
        ("{{ later(9) }}", "span"),
        ("{{ 1 / 0 }}", "zero"),
        ("{{ 'a' + 1 }}", "str"),
        ("{{ }}", "expression"),
        ("{{ 'a' ", "end of"),
        ("{% endfor %}", "endfor"),
        ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", ""),
        ("{{ " + "-" * 20000 + "1 }}", ""),
        ("{{ " + "a" * 100_000 + " }}", "100000 characters"),
        (["{{ now }}"] * (MAX_TEMPLATES + 1), "templates"),
    ],
)
def test_what_goes_too_far_is_refused(scene: Scene, template: Json, why: str) -> None:
    assert why in failure(template, scene)


def test_what_doubles_again_and_again_is_refused(scene: Scene) -> None:
    doubling = "{% set a = a ~ a %}" * 80
    assert "characters" in failure("{% set a = 'abcdefgh' %}" + doubling + "{{ a }}", scene)
    doubling = "{% set a = a + a %}" * 80
    assert "characters" in failure("{% set a = 'abcdefgh' %}" + doubling + "{{ a }}", scene)


WORDS = (
    *("{{", "}}", "{%", "%}", "{#", "#}", "request", ".", "path", "|", "join", "(", ")", "[", "]", "*", "~", "'"),
    *("for", "in", "if", "set", "=", "9", "-", "state", "now", "later", "endfor", "endif", "**", "loop", ":", ","),
)


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=20).map(" ".join))
@settings(deadline=None, max_examples=300)
def test_no_template_makes_it_crash(template: str) -> None:
    render(template, made_scene())


# In examples


CONTACT = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer"}, "at": {"type": "string", "format": "date-time"}},
}
TEMPLATE = {"id": "{{request.path.id}}", "at": "{{now}}", "name": "{{request.body.name}}"}


def answered(folder: Path, media: Json, **more: Any) -> Any:
    """The answer to a request for the contact 7."""
    identity = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    operation = {
        "parameters": [identity],
        "requestBody": taking({"type": "object"}, required=False),
        "responses": {"200": giving(CONTACT, **media), "404": giving({}), "422": giving({}, **more.pop("refused", {}))},
    }
    return engine(folder, {"/contacts/{id}": {"put": operation}}, **more)


@pytest.mark.parametrize(
    "media",
    [
        {"example": TEMPLATE, "x-mockserver-template": True},
        {"examples": {"one": {"value": TEMPLATE}}, "x-mockserver-template": True},
        {"examples": {"one": {"value": TEMPLATE, "x-mockserver-template": True}}},
    ],
)
def test_an_example_that_is_a_template_is_made_at_each_request(tmp_path: Path, media: Json) -> None:
    served = answered(tmp_path, media)
    state = State.new(seed="1")
    first, second = (ask(served, "PUT", f"/contacts/{n}", {"name": "Ann"}, state=state) for n in (7, 8))
    assert json_of(first) == {"id": 7, "at": "2026-01-01T00:00:00.000Z", "name": "Ann"}
    assert json_of(second) == {"id": 8, "at": "2026-01-01T00:00:00.001Z", "name": "Ann"}
    assert [r.header("x-mock-source") for r in (first, second)] == ["example", "example"]
    assert first.header("sl-violations") is None


def test_a_text_may_be_the_template_of_json(tmp_path: Path) -> None:
    text = '{"id": {{request.path.id}}, "list": [{% for i in range(2) %}{{ i }}{{ "," if not loop.last }}{% endfor %}]}'
    served = answered(tmp_path, {"example": text, "x-mockserver-template": True})
    assert json_of(ask(served, "PUT", "/contacts/7")) == {"id": 7, "list": [0, 1]}


def test_an_example_that_does_not_say_so_is_no_template(tmp_path: Path) -> None:
    examples = {"one": {"value": {"id": 1, "name": "{{now}}"}}, "two": {"value": {"id": "{{request.path.id}}"}}}
    examples["two"]["x-mockserver-template"] = True  # type: ignore[assignment]
    served = answered(tmp_path, {"examples": examples})
    assert json_of(ask(served, "PUT", "/contacts/7"))["name"] == "{{now}}"
    prefer = [("prefer", "example=two")]
    assert json_of(ask(served, "PUT", "/contacts/7", headers=prefer)) == {"id": 7}


def test_a_template_that_cannot_be_rendered_is_answered_as_it_is_and_told(tmp_path: Path) -> None:
    served = answered(tmp_path, {"example": {"id": "{{ 1 / 0 }}"}, "x-mockserver-template": True})
    response = ask(served, "PUT", "/contacts/7")
    assert (response.status, json_of(response)) == (200, {"id": "{{ 1 / 0 }}"})
    assert '"code": "template"' in (response.header("sl-violations") or "")


def test_a_template_may_word_a_refusal(tmp_path: Path) -> None:
    refused = {"example": {"error": "not {{request.method}}"}, "x-mockserver-template": True}
    served = answered(tmp_path, {}, refused=refused)
    response = ask(served, "PUT", "/contacts/x")
    assert (response.status, json_of(response)) == (422, {"error": "not PUT"})
