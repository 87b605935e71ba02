"""Values that a provider made are carried to where the same thing is meant, and nowhere else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.contract.replay.carrying import Carried
from mockserver.contract.replay.names import changes_anyway, is_unmistakable, names_an_id, subject_of
from mockserver.contract.replay.shapes import differences, shape_of
from mockserver.exchanges import json_value
from mockserver.model import ABSENT, Request, Response
from tests.contract.replay.shop import asks

OLD, NEW = "0b5e8a4e-1111-4c5f-9d5b-0123456789ab", "7c9d0f11-2222-4e0a-8a41-ba9876543210"


def after(path: str, old: Any, new: Any, sent: Any = None, headers: tuple[tuple[str, str, str], ...] = ()) -> Carried:
    """What is carried on from one answer; `headers` are names with the recorded value and the new one."""
    carried = Carried()
    carried.learn(
        asks("POST", path, sent),
        Response.json(200, old, [(name, one) for name, one, _ in headers]),
        Response.json(200, new, [(name, other) for name, _, other in headers]),
    )
    return carried


@pytest.mark.parametrize(
    ("name", "subject", "is_id"),
    [
        ("id", "", True),
        ("petId", "pet", True),
        ("pet_ids", "pet", True),
        ("OwnerUUID", "owner", True),
        ("pets", "pet", False),
        ("categories", "category", False),
        ("boxes", "box", False),
        ("address", "address", False),
        ("data", "", False),
        ("accessToken", "access", True),
        ("idle", "idle", False),
        ("", "", False),
    ],
)
def test_a_name_says_whose_id_it_is(name: str, subject: str, *, is_id: bool) -> None:
    assert (subject_of(name), names_an_id(name)) == (subject, is_id)


@pytest.mark.parametrize("text", [OLD, "tok_1a2b3c", "1700000000", "2026-01-01T00:00:00Z", "ABC12345"])
def test_some_values_stand_for_one_thing_alone(text: str) -> None:
    assert is_unmistakable(text) is True


@pytest.mark.parametrize("text", ["7", "available", "2026-01-01", "a 12345678", "1234567", ""])
def test_other_values_may_stand_for_anything(text: str) -> None:
    assert is_unmistakable(text) is False


def test_what_changes_anyway_is_known_by_its_name_or_its_form() -> None:
    assert [changes_anyway("x", value) for value in (OLD, "2026-01-01T00:00:00Z", "2026-01-01", "a" * 16)] == [True] * 4
    assert [changes_anyway("x", value) for value in ("Rex", 7, None, "a" * 15, "one-two-three-four-five")] == [
        False
    ] * 5
    assert changes_anyway("petId", 7) is True


@pytest.mark.parametrize(
    ("recorded", "sent"),
    [
        (asks("GET", "/pets/7"), "/pets/70"),
        (asks("GET", "/v1/pets/7/photos/7"), "/v1/pets/70/photos/7"),
        (asks("GET", "/owners/7"), "/owners/7"),
        (asks("GET", "/pet/7"), "/pet/70"),
        (asks("GET", "/owners?petId=7&limit=7"), "/owners?petId=70&limit=7"),
        (asks("GET", "/pets?id=7&x=%C3%B6+b"), "/pets?id=70&x=%C3%B6+b"),
        (asks("GET", "/owners?id=7"), "/owners?id=7"),
        (asks("GET", "/pets?flag"), "/pets?flag"),
        (asks("GET", "/pets/"), "/pets/"),
    ],
)
def test_a_number_is_carried_on_only_as_what_it_was_made_for(recorded: Request, sent: str) -> None:
    request = after("/pets", {"id": 7}, {"id": 70}).applied(recorded)
    assert request.path + (f"?{request.query}" if request.query else "") == sent


@pytest.mark.parametrize(
    ("recorded", "sent"),
    [
        ({"petId": 7, "count": 7}, {"petId": 70, "count": 7}),
        ({"pet": {"id": 7, "age": 7}}, {"pet": {"id": 70, "age": 7}}),
        ({"pets": [{"id": 7}, {"id": 8}]}, {"pets": [{"id": 70}, {"id": 8}]}),
        ({"petIds": [7, 8]}, {"petIds": [70, 8]}),
        ({"pets": {"7": {"name": "Rex"}}}, {"pets": {"70": {"name": "Rex"}}}),
        ({"id": 7, "ok": True, "none": None}, {"id": 7, "ok": True, "none": None}),
    ],
)
def test_members_are_carried_on_as_what_they_are_named_after(recorded: Any, sent: Any) -> None:
    request = after("/pets", {"id": 7}, {"id": 70}).applied(asks("POST", "/orders", recorded))
    assert json.loads(request.body) == sent


def test_what_stands_for_one_thing_alone_is_carried_on_everywhere() -> None:
    carried = after("/jobs", {"job": {"ticket": OLD}}, {"job": {"ticket": NEW}})
    form = {"content-type": "application/x-www-form-urlencoded"}
    for request in (
        Request("GET", f"/results/{OLD}", f"of={OLD}", {"x-job": OLD, "referer": f"http://x/{OLD}/"}),
        Request("GET", f"/results/{OLD}.json"),
        Request("POST", "/results", headers=form, body=f"job={OLD}".encode()),
        Request("POST", "/results", headers={"content-type": "text/plain"}, body=f"the job {OLD}.".encode()),
        asks("POST", "/results", {"text": f"the job {OLD}", "list": [OLD]}),
    ):
        sent = carried.applied(request)
        assert (OLD in repr(sent), NEW in repr(sent)) == (False, True)


def test_a_body_that_is_no_text_stays_as_it_is() -> None:
    request = Request("POST", "/results", body=b"\xff\x00" + OLD.encode())
    assert after("/jobs", {"id": OLD}, {"id": NEW}).applied(request) == request


def test_addresses_and_etags_are_carried_on() -> None:
    headers = (("Location", "http://old/v1/pets/7", "http://new/v1/pets/70"), ("ETag", '"a"', '"b"'))
    carried = after("/v1/pets", {}, {}, headers=headers)
    sent = carried.applied(Request("GET", "/v1/pets/7", headers={"if-match": '"a"', "accept": '"a"'}))
    assert (sent.path, sent.headers) == ("/v1/pets/70", {"if-match": '"b"', "accept": '"a"'})
    links = after("/search", {"items": [{"href": "/pets/7"}]}, {"items": [{"href": "/pets/70"}]})
    assert links.applied(asks("GET", "/pets/7")).path == "/pets/70"
    assert (
        after("/search", {"href": "/pets/7"}, {"href": "/x/pets/70"}).applied(asks("GET", "/pets/7")).path == "/pets/7"
    )


def test_a_text_that_is_a_whole_answer_is_carried_on() -> None:
    carried = Carried()
    carried.learn(asks("POST", "/jobs"), Response.text(200, "abc"), Response.text(200, "xyz"))
    assert carried.applied(asks("GET", "/jobs/abc")).path == "/jobs/abc"
    plain = (Response(200, (), body) for body in (b"abc", b"xyz"))
    carried.learn(asks("POST", "/jobs"), *plain)
    assert carried.applied(asks("GET", "/jobs/abc")).path == "/jobs/xyz"


def test_what_the_client_said_itself_is_no_value_of_the_provider() -> None:
    carried = after("/pets", {"id": OLD}, {"id": NEW}, sent={"id": OLD})
    assert carried.applied(asks("GET", f"/pets/{OLD}")).path == f"/pets/{OLD}"


def test_the_last_answer_counts() -> None:
    carried = after("/pets", {"id": 7}, {"id": 70})
    carried.learn(asks("POST", "/pets"), Response.json(200, {"id": 7}), Response.json(200, {"id": 71}))
    assert carried.applied(asks("GET", "/pets/7")).path == "/pets/71"
    carried.learn(asks("POST", "/pets"), Response.json(200, {"id": 7}), Response.json(200, {"id": 7}))
    assert carried.applied(asks("GET", "/pets/7")).path == "/pets/7"


def test_cookies_that_the_client_made_stay() -> None:
    carried = after(
        "/login", {}, {}, headers=(("Set-Cookie", "sid=a; Path=/", "sid=b; Path=/"), ("Set-Cookie", "=;", "=;"))
    )
    sent = carried.applied(Request("GET", "/", headers={"cookie": "sid=a; sid=mine; theme=dark"}))
    assert sent.headers == {"cookie": "sid=b; sid=mine; theme=dark"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.sampled_from([OLD, "7", "/pets/7", "REDACTED", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "petId", "pets", "data", "7", "token", "href"]), inner, max_size=3)
    ),
    max_leaves=10,
)
PATHS = st.sampled_from(["/pets", "/pets/7", f"/pets/{OLD}/x", "/", "//", "/%FF/7", ""])


@given(path=PATHS, old=JSON, new=JSON, sent=JSON, other=PATHS)
@settings(max_examples=60, deadline=None)
def test_whatever_is_answered_a_request_can_be_made_of_it(path: str, old: Any, new: Any, sent: Any, other: str) -> None:
    request = asks("POST", other, {"x": sent})
    assert json_value(after(path, old, new, sent).applied(request).body) is not ABSENT
    same = after(path, old, old).applied(request)
    assert (same.path, json.loads(same.body)) == (other, {"x": sent})


@given(old=JSON, new=JSON)
@settings(max_examples=60, deadline=None)
def test_a_shape_differs_from_another_but_never_from_its_own(old: Any, new: Any) -> None:
    assert list(differences(shape_of(old), shape_of(old))) == []
    found = list(differences(shape_of(old), shape_of(new)))
    assert {each.code for each in found} <= {"type-changed", "member-gone", "member-new"}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ([{"a": 1}, {"b": 1}], [{"a": 1}], []),
        ([{"a": 1}, {"a": 2}], [{"a": 1}, {}], [("member-gone", "/*/a")]),
        ([{"a": 1}], [{"a": "x"}], [("type-changed", "/*/a")]),
        ([1, "x"], [1], []),
        ([1], [None], [("type-changed", "/*")]),
        ([1], [], []),
        ([], [1], []),
        ([[{"a": 1}], []], [[{"a": None}]], [("type-changed", "/*/*/a")]),
        (1, 1.5, []),
        ({"a/b": 1}, {}, [("member-gone", "/a~1b")]),
        ({"1": {"a": 1}, OLD: {}}, {"2": {"a": "x"}}, [("type-changed", "/*/a")]),
        ({"2026-01-01": 1}, {"2026-01-02": 1}, []),
        ({"1": 1}, {}, []),
        ({"1": 1}, {"word": 1}, [("member-new", "/word")]),
        ([{"a": 1}, 7], [{}, 7], [("member-gone", "/*/a")]),
    ],
)
def test_the_items_of_a_list_have_one_shape_together(old: Any, new: Any, found: list[tuple[str, str]]) -> None:
    assert [(each.code, each.pointer) for each in differences(shape_of(old), shape_of(new))] == found


def test_what_is_nested_too_deep_is_not_looked_at() -> None:
    deep: Any = 7
    for _ in range(110):
        deep = {"id": [deep]}
    assert list(differences(shape_of(deep), shape_of(deep))) == []
    carried = after("/pets", deep, deep)
    assert carried.renewed(deep, "") == deep
    body = b'{"id": 7, "x": ' + b"[" * 400 + b"]" * 400 + b"}"
    assert after("/pets", {"id": 7}, {"id": 8}).applied(Request("POST", "/pets", body=body)).body == body
