"""What is found inside schemas, where the pairs that were classified by hand do not go."""

from __future__ import annotations

import time

import pytest

from mockserver.contract.diff import message, report_of
from mockserver.model import ABSENT
from mockserver.openapi import Document
from tests.contract.diff.pairs import B, I, Json, S, api, asking, giving, post, query, secured, taking, thing
from tests.contract.diff.test_pairs import compared


def told(old: Json, new: Json) -> list[str]:
    return [message(change) for change in compared(old, new).changes]


def codes(old: Json, new: Json) -> list[str]:
    return sorted(change.code for change in compared(old, new).changes)


# Choices


def branch(kind: str, **more: Json) -> Json:
    return thing({"kind": {"const": kind}, **more}, "kind")


def test_branches_of_one_name_are_compared_with_each_other() -> None:
    def pets(cat: Json) -> Json:
        schemas = {"Cat": cat, "Dog": branch("dog")}
        choice = {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in schemas]}
        return {**taking(choice), "components": {"schemas": schemas}}

    old, new = pets(branch("cat", age=I)), pets(branch("cat", age={**I, "maximum": 30}))
    assert told(old, new) == [
        "request narrower: 'age' in the body of pets.create must be at most 30 (before: any number)"
    ]


def test_a_further_branch_is_told_by_its_name() -> None:
    cat, dog = ({"title": name, **branch(name)} for name in ("cat", "dog"))
    old, new = giving({"oneOf": [cat, {"type": "null"}]}), giving({"oneOf": [cat, dog, {"type": "null"}]})
    assert told(old, new) == ["response wider: the answer 200 of pets.create is one of several now"]
    further = giving({"oneOf": [cat, dog, {"title": "hen", **branch("hen")}, {"type": "null"}]})
    assert told(new, further) == ["response wider: the answer 200 of pets.create may be 'hen', too"]


def test_branches_without_a_name_are_known_by_what_is_always_the_same_in_them() -> None:
    old = taking({"oneOf": [branch("cat", age=I), branch("dog", age=I)]})
    new = taking({"oneOf": [branch("dog", age=S), branch("cat", age=I)]})
    assert told(old, new) == ["request changed: 'age' in the body of pets.create must be string (before: integer)"]


def test_branches_come_and_go_together() -> None:
    old, new = taking({"anyOf": [S, I]}), taking({"anyOf": [S, B]})
    assert told(old, new) == [
        "request changed: the body of pets.create may not be integer any more and may be boolean, too"
    ]


def test_a_choice_may_take_null_no_longer() -> None:
    old, new = taking({"anyOf": [S, I, {"type": "null"}]}), taking({"anyOf": [S, I]})
    assert codes(old, new) == ["request-null-narrower"]


def test_a_choice_in_the_place_of_one_value_is_wider() -> None:
    assert codes(taking(S), taking({"oneOf": [S, I]})) == ["request-choice-wider"]
    assert codes(taking({"oneOf": [S, I]}), taking(S)) == ["request-choice-narrower"]


def test_two_choices_at_once_are_judged_by_what_is_valid() -> None:
    def both(last: Json) -> Json:
        return {"allOf": [{"anyOf": [S, I]}, {"anyOf": [S, last]}]}

    assert codes(taking(both(B)), taking(both(I))) == ["request-choice-wider"]
    assert codes(taking(both(I)), taking(both(B))) == ["request-choice-narrower"]


def test_another_property_may_tell_the_branches_apart() -> None:
    def pets(name: str) -> Json:
        schemas = {
            kind: thing({"kind": S, "type": S, "name": {"const": kind}}, "kind", "type") for kind in ("Cat", "Dog")
        }
        choice = {
            "oneOf": [{"$ref": f"#/components/schemas/{kind}"} for kind in schemas],
            "discriminator": {"propertyName": name},
        }
        return {**taking(choice), "components": {"schemas": schemas}}

    assert codes(pets("kind"), pets("type")) == ["request-choice-changed"]
    assert codes(pets("kind"), pets("kind")) == []


# Lists, objects and what goes round


def test_a_schema_that_refers_to_itself_is_walked_once() -> None:
    def tree(leaf: Json) -> Json:
        node = thing({"leaf": leaf, "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}})
        return {**taking({"$ref": "#/components/schemas/Node"}), "components": {"schemas": {"Node": node}}}

    assert told(tree(S), tree(I)) == [
        "request changed: 'leaf' in the body of pets.create must be integer (before: string)"
    ]
    assert told(tree(S), tree(S)) == []


def test_items_may_be_told_of_or_not() -> None:
    plain: Json = {"type": "array"}
    assert codes(taking(plain), taking({**plain, "items": S})) == ["request-items-narrower"]
    assert codes(taking({**plain, "items": S}), taking(plain)) == ["request-items-wider"]


def test_the_first_items_have_schemas_of_their_own() -> None:
    def row(*items: Json) -> Json:
        return taking({"type": "array", "prefixItems": list(items)})

    assert told(row(S, I), row(S, B)) == [
        "request changed: '[1]' in the body of pets.create must be boolean (before: integer)"
    ]
    assert codes(row(S), row(S, I)) == ["request-items-changed"]


@pytest.mark.parametrize("odd", [None, {}, "a", [1]])
@pytest.mark.parametrize("keyword", ["minContains", "maxContains"])
def test_a_number_of_items_that_is_none_is_told_all_the_same(keyword: str, odd: Json) -> None:
    def row(number: Json) -> Json:
        return taking({"type": "array", "contains": S, keyword: number})

    assert codes(row(odd), row(3)) == codes(row(3), row(odd)) == ["request-schema-changed"]


def test_what_inherits_is_looked_for_within_what_inherits() -> None:
    def parent(**mapping: str) -> Json:
        return thing({"kind": S}, "kind", discriminator={"propertyName": "kind", "mapping": mapping})

    def heir(name: str, **members: Json) -> Json:
        return {"allOf": [{"$ref": f"#/components/schemas/{name}"}, thing(members)]}

    def pets(tax: Json) -> Json:
        schemas = {
            "Pet": parent(dog="Dog"),
            "Dog": heir("Pet", owner={"$ref": "#/components/schemas/Person"}),
            "Person": parent(customer="Customer"),
            "Customer": heir("Person", tax=tax),
        }
        return {**taking({"$ref": "#/components/schemas/Pet"}), "components": {"schemas": schemas}}

    assert told(pets(S), pets(I)) == [
        "request changed: 'owner.tax' in the body of pets.create must be integer (before: string)"
    ]


def test_many_branches_without_names_take_no_time() -> None:
    def choice(last: str) -> Json:
        return giving({"oneOf": [thing({f"a{at}": S, "b": thing({f"c{at}{last}": I})}) for at in range(200)]})

    old, new = choice(""), choice("x")
    begun = time.process_time()
    assert len(told(old, new)) > 200
    assert time.process_time() - begun < 20


def test_the_values_of_a_map_are_compared_with_a_member_that_was_named() -> None:
    old = taking({"type": "object", "additionalProperties": I})
    new = taking(thing({"age": S}, "age", additionalProperties=I))
    assert codes(old, new) == ["request-property-required", "request-type-changed"]
    assert codes(new, old) == ["request-property-optional", "request-type-changed"]


def test_a_member_may_be_required_that_nothing_is_said_of() -> None:
    loose, named = thing({}, "age"), thing({"age": I}, "age")
    assert codes(giving(named), giving(loose)) == ["response-type-wider"]
    assert codes(giving(loose), giving(thing({"age": I}))) == ["response-property-optional"]


def test_what_may_never_be_there_is_told() -> None:
    assert codes(taking(thing({"a": S})), taking(thing({"a": False}))) == ["request-schema-narrower"]
    assert codes(taking(thing({"a": False})), taking(thing({"a": S}))) == ["request-schema-wider"]


def test_what_is_the_same_in_other_words_is_told_no_more_than_its_default() -> None:
    old = taking({"oneOf": [S, I], "default": 1})
    new = taking({"oneOf": [I, S], "default": 2})
    assert codes(old, new) == ["request-default-changed"]


def test_what_no_keyword_shows_is_proved_by_a_value() -> None:
    old = taking(thing({"a": thing({})}))
    new = taking(thing({"a": {"allOf": [thing({}), {"minProperties": 1}]}}))
    (change,) = compared(old, new).changes
    assert (change.code, change.witness) == ("request-member-count-narrower", {})


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ({"type": "number", "multipleOf": 2}, {"type": "number", "multipleOf": 4}, "multiple-narrower"),
        ({"type": "number", "multipleOf": 4}, {"type": "number", "multipleOf": 2}, "multiple-wider"),
        ({"type": "number", "multipleOf": 4}, {"type": "number", "multipleOf": 3}, "multiple-changed"),
        ({"type": "number"}, {"type": "number", "multipleOf": 3}, "multiple-narrower"),
        ({"type": "array"}, {"type": "array", "uniqueItems": True}, "unique-items-narrower"),
        ({"type": "number", "exclusiveMinimum": 1}, {"type": "number", "minimum": 1}, "number-wider"),
        ({"type": "object", "maxProperties": 2}, {"type": "object"}, "member-count-wider"),
        ({"enum": list("abcdefgh")}, {"enum": ["a"]}, "enum-narrower"),
        ({"type": "integer", "format": "uint8"}, {"type": "integer", "format": "int8"}, "number-changed"),
    ],
)
def test_each_keyword_is_compared_by_what_it_lets_pass(old: Json, new: Json, code: str) -> None:
    assert codes(taking(old), taking(new)) == [f"request-{code}"]


# Operations


def test_an_answer_may_get_a_body() -> None:
    assert codes(post(), giving(S)) == ["response-body-added"]


def test_a_header_may_be_promised_and_become_deprecated() -> None:
    old = giving(S, Etag={"schema": S})
    assert codes(old, giving(S, Etag={"schema": S, "required": True})) == ["response-header-required"]
    assert codes(old, giving(S, Etag={"schema": S, "deprecated": True})) == ["response-header-deprecated"]


def test_a_body_without_a_schema_takes_anything() -> None:
    old, new = taking(S), post(requestBody={"required": True, "content": {"application/json": {}}})
    assert codes(old, new) == ["request-type-wider"]
    (entry,) = report_of(compared(old, new)).entries
    assert entry.file == "old.yaml"


def test_the_items_of_a_sequence_are_compared() -> None:
    def stream(item: Json) -> Json:
        content = {"application/jsonl": {"itemSchema": item}}
        return {**post(responses={"200": {"description": "", "content": content}}), "openapi": "3.2.0"}

    assert told(stream(S), stream(I)) == [
        "response changed: an item of the answer 200 of pets.create must be integer (before: string)"
    ]


def test_a_media_type_with_parameters_is_the_one_without() -> None:
    assert codes(taking(S), taking(S, media_type="application/json; charset=utf-8")) == []


def test_a_style_of_a_single_value_counts_where_it_shows() -> None:
    def path(style: str) -> Json:
        parameter = {"name": "id", "in": "path", "required": True, "style": style, "schema": S}
        return api({"/a/{id}": {"get": {"operationId": "get", "parameters": [parameter], "responses": {}}}})

    assert codes(path("simple"), path("matrix")) == ["parameter-style-changed"]


def test_a_parameter_may_be_empty_now() -> None:
    assert codes(asking(query()), asking(query(allowEmptyValue=True))) == ["parameter-empty-allowed"]


def test_two_credentials_at_once_are_one_alternative() -> None:
    assert codes(secured({"key": []}), secured({"key": [], "oauth": []})) == ["security-narrower"]
    assert codes(secured({"key": [], "oauth": []}), secured({"key": []})) == ["security-wider"]


def test_a_server_with_variables_is_known_by_their_defaults() -> None:
    old = api({}, servers=[{"url": "https://{host}/v1", "variables": {"host": {"default": "a.example"}}}])
    assert codes(old, api({}, servers=[{"url": "https://A.example/v1/"}])) == []
    assert codes(old, api({}, servers=[{"url": "http://[/v1"}])) == ["server-added", "servers-replaced"]


def test_a_path_may_move_behind_that_of_the_server() -> None:
    old = api({"/pets": {"get": {"responses": {}}}}, servers=[{"url": "/v1"}])
    new = api({"/v1/pets": {"get": {"responses": {}}}}, servers=[{"url": "/"}])
    assert [code for code in codes(old, new) if code.startswith("operation")] == ["operation-renamed"]


# What the API sends by itself


def calling(schema: Json | None) -> Json:
    """A document of an operation with a callback, and of a webhook, that send a value; or of neither."""
    if schema is None:
        return post()
    call = {"post": {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": {}}}
    return {**post(callbacks={"onPaid": {"{$request.query.url}": call}}), "webhooks": {"sold": call}}


def test_who_is_called_reads() -> None:
    assert told(calling({"enum": ["a"]}), calling({"enum": ["a", "b"]})) == [
        "response wider: the webhook 'sold' may be \"b\"",
        "response wider: the callback 'onPaid' of pets.create may be \"b\"",
    ]
    assert [
        change.severity for change in compared(calling({"enum": ["a", "b"]}), calling({"enum": ["a"]})).changes
    ] == [
        "info",
        "info",
    ]


def test_a_call_may_come_and_go() -> None:
    assert codes(calling(None), calling(S)) == ["call-added", "call-added"]
    assert told(calling(S), calling(None)) == [
        "the webhook 'sold' is no longer made",
        "the callback 'onPaid' of pets.create is no longer made",
    ]
    (entry, _) = report_of(compared(calling(S), calling(None))).entries
    assert (entry.operation, entry.severity, entry.file) == ("", "error", "old.yaml")


@pytest.mark.parametrize(
    "broken",
    [
        {"type": ["string", 1]},
        {"required": "name"},
        {"properties": []},
        {"enum": "a"},
        {"minimum": "1", "maxLength": True, "multipleOf": 0},
        {"allOf": {}, "oneOf": [1, None]},
        {"$ref": "#/nowhere"},
        {"$ref": "#/components/schemas/Loop"},
        {"items": 3, "additionalProperties": None, "pattern": 5, "format": {}},
        None,
        7,
    ],
)
def test_a_broken_schema_stops_nothing(broken: Json) -> None:
    parts = {"components": {"schemas": {"Loop": {"$ref": "#/components/schemas/Loop"}}, "securitySchemes": 1}}
    for old, new in ((broken, S), (S, broken), (thing({"a": broken}), thing({"a": S}))):
        documents = [Document.of(name, f"{name}.yaml", {**taking(schema), **parts}) for name, schema in
                     (("old", old), ("new", new))]  # fmt: skip
        compared(*(document.root for document in documents))


def test_no_witness_is_shown_that_another_change_explains() -> None:
    old, new = (
        taking({"type": "array", "items": S}),
        taking({"type": "array", "items": S, "minItems": 1, "maxItems": 5}),
    )
    found = {change.words: change.witness for change in compared(old, new).changes}
    assert found == {
        "must have at least 1 item (before: any number)": [],
        "may have at most 5 items (before: any number)": ABSENT,
    }
